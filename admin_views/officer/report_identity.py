"""The identity of whoever reports, as the ministry's own screen heads a report (reporting.md 4.6)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from admin_views.web.doors import may_enter
from siinas.catalogue.company_data import BusinessLines, Certificates, Documents, Section, Warehouses, section_of
from siinas.models import BusinessLine, Establishment, Warehouse
from siinas.process.roles import OFFICERS, Actor
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.company import factory_address, office_address, paper_counts, records_of
from siinas.queries.movements import moved_on_by

NONE = "–"
SHORT = frozenset({"Nomor Telp.", "Nomor Fax", "Perizinan", "Sertifikat", "Verifikator", "Validator"})
"""Rows of which two stand side by side."""
MOST_LINES = 3
"""KBLI that are told by name."""


def identity_of(session: Session, actor: Actor, file: CaseFile, establishment: Establishment) -> list[tuple[str, str]]:
    """The rows of the block: label, and what the portal knows now."""
    papers = paper_counts(session, actor, establishment.id)

    def counted(section: Section, noun: str) -> str:
        number = papers.get(section.key, 0)
        return linked(f"{number} {noun}", establishment, section.key) if number else NONE

    warehouses = records_of(session, actor, section_of(Warehouses), establishment.id)
    lines = records_of(session, actor, section_of(BusinessLines), establishment.id)
    rows = [
        ("Nama Perusahaan", file.case.company_name),
        ("Alamat Kantor", office_address(session, establishment)),
        ("Alamat Pabrik", factory_address(session, establishment)),
        ("Gudang", _warehouses(session, warehouses)),
        ("Nomor Telp.", establishment.phone),
        ("Nomor Fax", establishment.fax),
        ("NIB", _nib(file.case.nib, establishment)),
        ("Perizinan", counted(section_of(Documents), _("dokumen"))),
        ("Sertifikat", counted(section_of(Certificates), _("sertifikat"))),
        ("Bidang Usaha", _business(lines)),
    ]
    rows += [(role.label, moved_on_by(file.case, role)) for role in file.process.flow.holders() if role in OFFICERS]
    return [(label, value or NONE) for label, value in rows]


def linked(words: str, establishment: Establishment, part: str = "") -> str:
    """The words as a link to a part of the company's records, for whoever may read them."""
    if not may_enter(current_app, "officer_companies.details_view"):
        return words
    url = url_for("officer_companies.details_view", id=establishment.id, _anchor=part or None)
    return Markup('<a href="%s">%s</a>') % (url, words)


def _nib(nib: str, establishment: Establishment) -> str:
    records = linked(_("Data Perusahaan"), establishment)
    return Markup("%s · %s") % (nib, records) if isinstance(records, Markup) else nib


def _warehouses(session: Session, found: Sequence[Warehouse]) -> str:
    if not found:
        return NONE
    place = regency_name(session, found[0].regency)
    if len(found) == 1:
        return _("1 gudang, %(place)s", place=place)
    return _("%(n)s gudang, yang pertama %(place)s", n=len(found), place=place)


def _business(found: Sequence[BusinessLine]) -> str:
    """The main KBLI first, a few by name."""
    lines = sorted(found, key=lambda line: (not line.is_main, line.kbli_code))
    told = [f"{line.kbli_code} {line.title}" for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        told.append(_("dan %(n)s lainnya", n=len(lines) - MOST_LINES))
    return Markup("<br>").join(escape(one) for one in told)
