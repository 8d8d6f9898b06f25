"""Dokumen Perizinan and Sertifikat: lists whose rows keep every version, with what expires and what was returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.model.template import EndpointLinkRowAction
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from admin_views.company.home import own_establishment
from admin_views.company.sections import ListSection, source
from admin_views.paper_cells import described, file_link, review_cell, today, validity_badge
from admin_views.web.request import actor, database, now, services, whole, work
from forms.from_declaration import PortalForm
from siinas.documents.licence_proposals import Proposed, propose
from siinas.documents.licence_reader import read_licence
from siinas.documents.pdf_sandbox import DocumentProblem
from siinas.models import CompanyDocument
from siinas.operations import company_documents
from siinas.process.words import JAKARTA, date_words
from siinas.queries.company import document_label
from siinas.queries.company_documents import (
    Validity,
    document_title,
    labels_of,
    on_the_radar,
    removed_documents,
    validity_of,
    versions_of,
)
from siinas.queries.requirements import lines_of
from siinas.queries.settings import number
from siinas.reference.document_types import PERMIT, STANDARD_CERTIFICATE
from siinas.refusal import Refused

LICENCES = frozenset({STANDARD_CERTIFICATE.key, PERMIT.key})
Removed = tuple[CompanyDocument, str]


class Documents(ListSection):
    """Dokumen Perizinan."""

    list_template = "company/documents.html"
    noun = "dokumen"
    column_list = ("doc_type", "issued_on", "valid_until", "review", "attachment")
    column_labels = {
        "doc_type": "Dokumen",
        "issued_on": "Tanggal",
        "valid_until": "Masa Berlaku",
        "review": "Pemeriksaan",
        "attachment": "Berkas",
    }
    column_formatters = {
        "doc_type": lambda view, context, row, name: view.kind_cell(row),
        "valid_until": lambda view, context, row, name: validity_badge(row),
        "review": lambda view, context, row, name: review_cell(row),
        "attachment": lambda view, context, row, name: file_link(row),
    }
    column_extra_row_actions = [EndpointLinkRowAction("", ".versions", title="Versi")]

    @property
    def kept_days(self) -> int:
        """How long a removed document can be taken back."""
        return number(database().session(), "removed_document_days")

    @property
    def delete_question(self) -> str:
        """What removing means."""
        return _(
            "Hapus dari daftar? Dokumen ini tidak lagi dipakai untuk pengajuan. Versi dan berkasnya tetap tersimpan, "
            "dan dokumen dapat dikembalikan selama %(n)s hari.",
            n=self.kept_days,
        )

    @property
    def deleted_text(self) -> str:
        """Until when that can be undone."""
        until = _day_of(now() + timedelta(days=self.kept_days))
        return _("Dihapus dari daftar. Dapat dikembalikan sampai %(day)s.", day=until)

    def kind_cell(self, row: CompanyDocument) -> Markup:
        """The type, the KBLI that it speaks of, its number."""
        under = [f"KBLI {row.kbli_code}"] if row.kbli_code else []
        return described(document_label(row.doc_type), *under, row.number)

    def row_title(self, row: CompanyDocument) -> str:
        """How a row is called."""
        return document_title(row)

    def pressing(self) -> list[tuple[CompanyDocument, Validity]]:
        """What has expired or will soon, of this list."""
        found = on_the_radar(database().session(), actor(), actor().establishment_id or 0, today())
        return [(row, validity_of(row, today())) for row in found if row.section == self.section.key]

    def removed(self) -> list[Removed]:
        """What can still be taken back, and until which day."""
        kept = timedelta(days=self.kept_days)
        rows = removed_documents(database().session(), actor(), self.section, now() - kept)
        return [(row, _day_of(row.removed_at + kept)) for row in rows if row.removed_at is not None]

    @expose("/versi/")
    def versions(self) -> ResponseReturnValue:
        """All versions of a document beside each other."""
        row = self.get_one(request.args.get("id", ""))
        told = versions_of(database().session(), actor(), row, source().name)
        labels = {key: label for key, label in labels_of(row).items() if any(one.values[key] for one in told)}
        return self.render(
            "company/document_versions.html",
            document=row,
            title=document_title(row),
            versions=told,
            labels=labels,
            validity=validity_of(row, today()),
            back=self.get_url(".index_view"),
        )

    @expose("/kembalikan/", methods=("POST",))
    def restore(self) -> ResponseReturnValue:
        """Put a removed document back."""
        try:
            title = company_documents.restore_document(work(), self.section.key, whole(request.form.get("id"), -1))
        except Refused as refusal:
            if refusal.status == 404:
                abort(404)
            self.refuse(None, refusal)
        else:
            flash(_("%(title)s kembali dalam daftar.", title=title), "success")
        return redirect(self.get_url(".index_view"))

    # Reading a licence: proposals beside the form, taken over by the person only.

    create_template = "company/document_create.html"
    edit_template = "company/document_edit.html"
    reads_licences = True

    def validate_form(self, form: PortalForm) -> bool:
        """As every list; or read the file, or take over what was read. What the paper contradicts is asked once."""
        if request.method == "POST" and self.reads_licences and {"_read", "_apply"} & set(request.form):
            self._read_now(form)
            return False
        if not super().validate_form(form):
            return False
        upload = g.get("upload")
        if not self.reads_licences or upload is None or form.doc_type.data not in LICENCES:
            return True
        self._propose(form, upload.content)
        if g.reading.proposed.contradicts and request.form.get("seen") != upload.facts.sha256:
            flash(_("Isian berbeda dari yang terbaca pada berkas. Periksa di bawah, lalu simpan."), "error")
            g.reading.seen = upload.facts.sha256
            return False
        return True

    def _read_now(self, form: PortalForm) -> None:
        refusals = self.take_upload(form)
        for refusal in refusals:
            self.refuse(form, refusal)
        content = g.upload.content if g.upload else self._stored(form)
        if content is None:
            if not refusals:
                self.refuse(form, Refused(_("Pilih berkas yang akan dibaca."), field="file"))
            return
        self._propose(form, content)
        if "_apply" in request.form:
            wanted = request.form.getlist("take")
            for one in g.reading.proposed.proposals:
                if one.key in wanted:
                    form._fields[one.key].process(MultiDict({one.key: one.as_typed}))
            self._propose(form, content)
            g.reading.seen = g.upload.facts.sha256 if g.upload else ""

    def _stored(self, form: PortalForm) -> bytes | None:
        if "id" not in request.args:
            return None
        return services().storage.read(self.get_one(request.args["id"]).attachment.sha256)

    def _propose(self, form: PortalForm, content: bytes) -> None:
        db = database().session()
        try:
            reading = read_licence(content)
        except DocumentProblem as problem:
            g.reading = PaperReading(Proposed(), problem.reason)
            return
        own = own_establishment()
        risks = {line.kbli: line.risk for line in lines_of(db, own.id)}
        nib = own.legal_entity.nib
        g.reading = PaperReading(propose(reading, form.answers(), source().name, nib=nib, risks=risks))


@dataclass(slots=True)
class PaperReading:
    """What the form shows of a reading: the proposals, or why there are none; `seen` once it was shown."""

    proposed: Proposed
    problem: str = ""
    seen: str = ""


class Certificates(Documents):
    """Sertifikat."""

    create_template = "admin/model/create.html"
    edit_template = "admin/model/edit.html"
    reads_licences = False

    noun = "sertifikat"
    column_list = ("doc_type", "issuer", "issued_on", "valid_until", "review", "attachment")
    column_labels = Documents.column_labels | {"doc_type": "Sertifikat", "issuer": "Lembaga Penerbit"}


def _day_of(moment: datetime) -> str:
    return date_words(moment.astimezone(JAKARTA).date())


DOCUMENT_LISTS: dict[str, tuple[type[ListSection], Any]] = {
    "dokumen": (Documents, CompanyDocument),
    "sertifikat": (Certificates, CompanyDocument),
}
