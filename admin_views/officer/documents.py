"""Documents of all companies in reach: those that expire, and those that wait for the front desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from flask import g
from flask_admin.contrib.sqla.filters import FilterEqual
from markupsafe import Markup
from sqlalchemy.orm import contains_eager

from admin_views.base import PortalModelView
from admin_views.filters import PROVINCES, Narrowing
from admin_views.paper_cells import described, review_cell, soon, today, validity_badge
from admin_views.web.request import database
from siinas.models import CompanyDocument, Establishment, LegalEntity
from siinas.operations.company_documents import REVIEWERS
from siinas.process.roles import MINISTRY, OVERSIGHT, REGION
from siinas.queries.choices import regency_name
from siinas.queries.company_documents import (
    REVIEWS,
    document_title,
    ends_by,
    not_removed,
    validity_of,
    waits_for_review,
)
from siinas.reference.document_types import CERTIFICATES, COMPANY_DOCUMENTS

EXPIRED = "expired"
SPANS = ((EXPIRED, "Sudah berakhir"), *((str(n), f"Berakhir dalam {n} hari") for n in (7, 30, 90, 180, 365)))
TYPES = [(kind.key, kind.label) for kind in (*COMPANY_DOCUMENTS, *CERTIFICATES)]


UNSEEN = "none"


class ReviewIs(Narrowing):
    """Documents of which the front desk has said this."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        return query.filter(CompanyDocument.review == ("" if value == UNSEEN else value))


class InProvince(Narrowing):
    """Documents of factories in a province; the list has joined their companies already."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        return query.filter(Establishment.regency.startswith(value, autoescape=True))


class EndsWithin(Narrowing):
    """Documents that have expired, or will within so many days and have not yet."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        if value == EXPIRED:
            return query.filter(ends_by(today() - timedelta(days=1)))
        days = int(value) if value in dict(SPANS) else 0
        return query.filter(ends_by(today() + timedelta(days=days)), CompanyDocument.valid_until >= today())


class CompanyDocuments(PortalModelView):
    """A list of documents of many companies: each leads to its company's page with the document open."""

    can_export = True
    noun = "dokumen"
    column_labels = {
        "company": "Perusahaan",
        "place": "Lokasi Pabrik",
        "title": "Dokumen",
        "valid_until": "Masa Berlaku",
        "review": "Pemeriksaan",
        "saved_at": "Disimpan",
    }
    column_sortable_list = ("valid_until", "number", "saved_at")
    column_searchable_list = (CompanyDocument.number,)
    search_label = "Nama perusahaan, NIB, atau nomor dokumen"
    column_formatters = {
        "company": lambda view, context, row, name: view.company_cell(row),
        "place": lambda view, context, row, name: regency_name(database().session(), row.establishment.regency),
        "title": lambda view, context, row, name: view.title_cell(row),
        "valid_until": lambda view, context, row, name: validity_badge(row),
        "review": lambda view, context, row, name: review_cell(row),
    }
    export_columns = (
        ("company", "Nama Perusahaan", "text"),
        ("nib", "NIB", "text"),
        ("place", "Lokasi Pabrik", "text"),
        ("email", "E-mail", "text"),
        ("title", "Dokumen", "text"),
        ("number", "Nomor", "text"),
        ("issued_on", "Tanggal", "date"),
        ("valid_until", "Berlaku s.d.", "date"),
        ("days", "Hari sampai berakhir", "number"),
        ("review", "Pemeriksaan", "text"),
        ("review_note", "Catatan", "text"),
    )

    narrowed_by: ClassVar[type[Narrowing]]
    """The filter in whose absence the list shows what it is named for."""

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """One page of the list."""
        filters = kwargs.get("filters", args[4] if len(args) > 4 else None) or ()
        g.narrowed = any(isinstance(self._filters[index], self.narrowed_by) for index, *_rest in filters)
        return super().get_list(*args, **kwargs)

    def get_query(self) -> Any:
        """Documents on their lists, with their companies."""
        found = super().get_query().join(CompanyDocument.establishment).join(Establishment.legal_entity)
        with_company = contains_eager(CompanyDocument.establishment).contains_eager(Establishment.legal_entity)
        return found.options(with_company).filter(*self.only())

    def get_count_query(self) -> Any:
        """How many they are."""
        found = super().get_count_query().join(CompanyDocument.establishment).join(Establishment.legal_entity)
        return found.filter(*self.only())

    def only(self) -> list[Any]:
        """Which documents the list is about."""
        return [not_removed()] if g.get("narrowed") else [not_removed(), self.usual()]

    def usual(self) -> Any:
        """What the list is named for."""
        raise NotImplementedError

    def _apply_search(self, query: Any, count_query: Any, joins: Any, count_joins: Any, search: str) -> Any:
        for word in search.split():
            found = (
                LegalEntity.name.icontains(word, autoescape=True)
                | (LegalEntity.nib == word)
                | CompanyDocument.number.icontains(word, autoescape=True)
            )
            query, count_query = query.filter(found), count_query.filter(found)
        return query, count_query, joins, count_joins

    def company_cell(self, row: CompanyDocument) -> Markup:
        """The company, as the way to its page with the document open."""
        url = self.get_url("officer_companies.details_view", id=row.establishment_id, dokumen=row.id)
        return Markup('<a href="%s#berkas">%s</a>') % (url, row.establishment.legal_entity.name)

    def title_cell(self, row: CompanyDocument) -> Markup:
        """The type of document, with its KBLI and number."""
        return described(document_title(row), row.number)

    def export_value(self, row: CompanyDocument, key: str) -> Any:
        """What is computed, in words."""
        match key:
            case "company" | "nib":
                entity = row.establishment.legal_entity
                return entity.name if key == "company" else entity.nib
            case "place":
                return regency_name(database().session(), row.establishment.regency)
            case "email":
                return row.establishment.email
            case "title":
                return document_title(row)
            case "days":
                return validity_of(row, today()).days
            case "review":
                return REVIEWS[row.review]
            case _:
                return super().export_value(row, key)


class ExpiringDocuments(CompanyDocuments):
    """Dokumen kedaluwarsa: what has expired, and what will within the first reminder's days."""

    admits = MINISTRY | REGION | OVERSIGHT
    export_name = "dokumen-kedaluwarsa"
    lead = "Dokumen dan sertifikat perusahaan yang sudah berakhir atau akan berakhir."
    column_list = ("company", "place", "title", "valid_until", "review")
    column_default_sort = ("valid_until", False)
    column_filters = (
        EndsWithin(CompanyDocument.valid_until, "Masa berlaku", options=SPANS),
        FilterEqual(CompanyDocument.doc_type, "Jenis dokumen", options=TYPES),
        InProvince(CompanyDocument.id, "Provinsi", options=PROVINCES),
    )
    empty_title = "Tidak ada dokumen yang berakhir"
    empty_text = "Dokumen muncul di sini sejak pengingat pertama, dan tetap di sini sampai diganti atau dihapus."
    empty_picture = "done"

    narrowed_by = EndsWithin

    def usual(self) -> Any:
        """Up to the first reminder's days."""
        return ends_by(today() + timedelta(days=soon()))


class DocumentsToReview(CompanyDocuments):
    """Pemeriksaan dokumen: what companies have uploaded and nobody has looked at yet."""

    admits = REVIEWERS | OVERSIGHT
    export_name = "pemeriksaan-dokumen"
    lead = "Dokumen yang diunggah perusahaan, yang paling lama menunggu lebih dahulu."
    column_list = ("company", "place", "title", "saved_at", "review")
    column_default_sort = ("saved_at", False)
    column_filters = (
        ReviewIs(CompanyDocument.review, "Pemeriksaan", options=[(k or UNSEEN, word) for k, word in REVIEWS.items()]),
        FilterEqual(CompanyDocument.doc_type, "Jenis dokumen", options=TYPES),
        InProvince(CompanyDocument.id, "Provinsi", options=PROVINCES),
    )
    empty_title = "Semua dokumen sudah diperiksa"
    empty_text = "Dokumen baru muncul di sini begitu perusahaan menyimpannya."
    empty_picture = "done"
    narrowed_by = ReviewIs

    def usual(self) -> Any:
        """What waits."""
        return waits_for_review()
