"""What every page shows around its content: who is signed in, the menu, the establishment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy import and_

from admin_views.base import count_of
from admin_views.public.views import home_url
from admin_views.web.doors import may_enter
from admin_views.web.request import actor, database, services
from siinas.catalogue import processes
from siinas.catalogue.company_data import MENU
from siinas.models import Case, CompanyDocument, Letter
from siinas.operations.company_documents import REVIEWERS
from siinas.process.roles import OFFICERS
from siinas.queries.company_documents import waits_for_review
from siinas.queries.letter_files import waiting_for_signature
from siinas.queries.memberships import Membership, memberships
from siinas.queries.tasks import waiting_for


@dataclass
class MenuItem:
    """An entry of the menu."""

    title: str
    url: str | None = None
    badge: int | None = None
    active: bool = False
    children: list[MenuItem] = field(default_factory=list)


@dataclass
class Frame:
    """Everything that `layout/base.html` reads."""

    demo: bool
    person: Any = None
    establishment: Membership | None = None
    establishments: list[Membership] = field(default_factory=list)
    menu: list[MenuItem] = field(default_factory=list)
    home_url: str = "/"
    area_name: str = ""
    sign_out_url: str = ""
    account_url: str = ""
    switch_url: str = ""
    links: list[dict[str, str]] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def portal() -> Frame:
    """The frame of this request, made once."""
    if "frame" not in g:
        g.frame = _frame()
    frame: Frame = g.frame
    return frame


def _frame() -> Frame:
    frame = Frame(demo=services().configuration.demo)
    frame.links = [{"url": url_for("verification.check"), "title": _("Periksa surat")}]
    if frame.demo and not services().configuration.smtp_url:
        frame.links += [{"url": url_for("public.mailbox"), "title": _("Kotak surat demo")}]
    who = actor()
    if who.person_id is None:
        frame.home_url = url_for("public.welcome")
        return frame
    frame.home_url = home_url()
    frame.sign_out_url, frame.account_url = url_for("public.sign_out"), url_for("own.account")
    frame.switch_url = url_for("company.switch")
    roles = ", ".join(sorted(role.label for role in who.roles))
    frame.person = {"name": who.name, "roles_text": roles}
    if who.is_company:
        _company(frame)
    else:
        _officer(frame)
    _mark_active(frame.menu)
    frame.crumbs = _trail(frame)
    return frame


def _company(frame: Frame) -> None:
    frame.area_name = _("Perusahaan")
    who = actor()
    frame.establishments = memberships(database().session(), who)
    frame.establishment = next((one for one in frame.establishments if one.id == who.establishment_id), None)
    sections = [MenuItem(e.title, url_for(e.endpoint)) for e in MENU if e.endpoint in current_app.view_functions]
    by_menu: dict[str, list[MenuItem]] = {}
    for process in processes().values():
        if process.for_companies():
            entries = by_menu.setdefault(process.menu, [])
            if process.requires is not None and not entries:
                entries.append(MenuItem(_("Pengajuan baru"), url_for("company_licensing.index")))
            entries.append(MenuItem(process.short or process.title, url_for(f"company_{process.key}.index_view")))
    frame.menu = [
        MenuItem(_("Beranda"), url_for("company.index")),
        MenuItem(_("Data Perusahaan"), None, children=sections),
        *(MenuItem(title, None, children=items) for title, items in by_menu.items()),
    ]
    account = [
        MenuItem(_("Kop Surat"), url_for("company_kop-surat.index_view")),
        MenuItem(_("Pekerjaan"), url_for("company_tasks.index_view")),
    ]
    if may_enter(current_app, "company_people.index_view"):
        account.insert(0, MenuItem(_("Orang"), url_for("company_people.index_view")))
    frame.menu.append(MenuItem(_("Akun"), None, children=account))


def _officer(frame: Frame) -> None:
    frame.area_name = _("Petugas")
    who = actor()
    frame.menu = [MenuItem(_("Beranda"), url_for("officer.index"))]
    queues, registers = [], []
    for process in processes().values():
        name = process.short or process.title
        if process.flow.people() & who.roles & OFFICERS:
            waiting = count_of(waiting_for(who, process), Case)
            queues.append(MenuItem(name, url_for(f"officer_{process.key}.index_view"), waiting or None))
        if may_enter(current_app, f"register_{process.key}.index_view"):
            registers.append(
                MenuItem(
                    _("Semua %(title)s", title=name),
                    url_for(f"register_{process.key}.index_view"),
                )
            )
    if who.may_be(REVIEWERS):
        waiting = count_of(waits_for_review(), CompanyDocument)
        queues.append(MenuItem(_("Pemeriksaan Dokumen"), url_for("officer_documents.index_view"), waiting or None))
    elif may_enter(current_app, "officer_documents.index_view"):
        registers.append(MenuItem(_("Pemeriksaan Dokumen"), url_for("officer_documents.index_view")))
    if may_enter(current_app, "officer_signing.index_view"):
        waiting = count_of(and_(*waiting_for_signature(who)), Letter)
        queues.append(MenuItem(_("Tanda Tangan Surat"), url_for("officer_signing.index_view"), waiting or None))
    if queues:
        frame.menu.append(MenuItem(_("Menunggu Anda"), None, children=queues))
    for title, endpoint in (
        (_("Pemantauan Pelaporan"), "officer_monitoring.index"),
        (_("Kewajiban Lapor"), "officer_obligations.index_view"),
    ):
        if may_enter(current_app, endpoint):
            registers.append(MenuItem(title, url_for(endpoint)))
    if may_enter(current_app, "officer_companies.index_view"):
        registers.append(MenuItem(_("Perusahaan"), url_for("officer_companies.index_view")))
    if may_enter(current_app, "officer_expiring.index_view"):
        registers.append(MenuItem(_("Dokumen Kedaluwarsa"), url_for("officer_expiring.index_view")))
    if registers:
        frame.menu.append(MenuItem(_("Register"), None, children=registers))
    reporting = [MenuItem(_("Agregat"), url_for("officer_releases.index_view"))]
    frame.menu.append(MenuItem(_("E-Reporting"), None, children=reporting))
    frame.menu.append(MenuItem(_("Pekerjaan"), url_for("officer_tasks.index_view")))
    frame.menu += _system()


def _system() -> list[MenuItem]:
    """One entry for each view of the system's Admin that the person may enter, under the headings of `assembly.py`."""
    admin = next(one for one in current_app.extensions["admin"] if one.endpoint == "system")
    headings: dict[str, MenuItem] = {}
    for view in admin._views:
        if view.is_accessible():
            title = view.category or "Sistem"
            heading = headings.setdefault(title, MenuItem(_(title), None))
            heading.children.append(MenuItem(_(view.name), url_for(f"{view.endpoint}.{view._default_view}")))
    return list(headings.values())


def _mark_active(menu: list[MenuItem]) -> None:
    best: MenuItem | None = None
    for item in [*menu, *(child for parent in menu for child in parent.children)]:
        fits = item.url and (
            request.path == item.url or (request.path.startswith(item.url) and item.url.count("/") > 2)
        )
        if fits and (best is None or len(item.url or "") > len(best.url or "")):
            best = item
    if best is not None:
        best.active = True


def _trail(frame: Frame) -> list[tuple[str, str | None]]:
    trail: list[tuple[str, str | None]] = [(_("Beranda"), frame.home_url)]
    for item in frame.menu:
        for child in [item, *item.children]:
            if child.active and child.url != frame.home_url:
                if child is not item:
                    trail.append((item.title, None))
                trail.append((child.title, child.url))
    if request.path != trail[-1][1] and "on_error_page" not in g:
        trail += g.get("trail", [])
        name = PAGE_NAMES.get((request.endpoint or "").rpartition(".")[2])
        if name:
            trail.append((_(name), None))
    return trail


PAGE_NAMES = {
    "create_view": "Tambah",
    "edit_view": "Ubah",
    "start": "Baru",
    "page": "Isi data",
    "check": "Periksa jawaban",
    "statement": "Pernyataan dan pengiriman",
    "act": "Konfirmasi",
    "versions": "Versi",
    "sheets": "Lembar isian",
}
"""What the last step of the trail is called, for pages below a list."""
