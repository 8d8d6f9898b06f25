"""The register of companies for officers: read-only, with their records beside each other."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import false

from admin_views.address_history import told_history
from admin_views.base import PortalModelView
from admin_views.cells import case_state, day
from admin_views.filters import PROVINCES, BeginsWith, Narrowing
from admin_views.letter_cells import letters_told
from admin_views.paper_cells import described, review_cell, validity_badge
from admin_views.web.request import actor, database, now, whole, work
from forms.from_declaration import PortalForm, form_class
from siinas.catalogue.address_change import AddressChange, Unlocking
from siinas.catalogue.company_data import SECTIONS, Section
from siinas.models import Attachment, CompanyDocument, Establishment, LegalEntity, Letter
from siinas.operations import address_changes, company_documents
from siinas.operations.looks import note_company_view
from siinas.process.roles import MINISTRY, OVERSIGHT, REGION, Role
from siinas.process.words import JAKARTA, date_words, moment_words
from siinas.queries.addresses import address_history, lock_of, open_requests
from siinas.queries.choices import ChoiceSource, regency_name
from siinas.queries.company import document_label, documents_of, is_asked, point_of, profile, records_of
from siinas.queries.company_documents import labels_of, versions_of
from siinas.queries.monitoring import UNKNOWN_STANDING
from siinas.reference.addresses import WHICH
from siinas.refusal import NotFound, Refused

REQUEST = f"officer_{AddressChange.key}.case"
MOST_PAGES = 20
"""So many pages of a document are shown as pictures; the others are in the file."""


def _file_link(file: Attachment | None) -> Markup | str:
    if file is None:
        return ""
    return Markup('<a href="%s">%s</a>') % (url_for("files.download", public_id=file.public_id), file.original_name)


class Standing(Narrowing):
    """Companies of which it is known which report they owe, or those of which it is not."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        known = {"0": UNKNOWN_STANDING, "1": ~UNKNOWN_STANDING}
        return query.filter(known.get(value, false()))


class Companies(PortalModelView):
    """One row per establishment."""

    admits = MINISTRY | REGION | OVERSIGHT | {Role.ADMINISTRATOR}
    doors = {"review": company_documents.REVIEWERS, "unlock": address_changes.UNLOCKERS}
    can_view_details = can_export = True
    noun = "perusahaan"
    export_name = "perusahaan"
    column_list = ("legal_entity.name", "legal_entity.nib", "regency", "email", "registered_at")
    column_labels = {
        "legal_entity.name": "Nama Perusahaan",
        "legal_entity.nib": "NIB",
        "regency": "Lokasi Pabrik",
        "email": "E-mail",
        "registered_at": "Terdaftar",
    }
    column_sortable_list = ("legal_entity.name", "registered_at")
    column_searchable_list = (LegalEntity.name, LegalEntity.nib)
    search_label = "Nama perusahaan atau NIB"
    column_filters = (
        BeginsWith(Establishment.regency, "Provinsi", options=PROVINCES),
        Standing(Establishment.stage, "Tahap dan kategori", options=[("0", "Belum diisi"), ("1", "Sudah diisi")]),
    )
    column_formatters = {
        "legal_entity.name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a>') % (view.get_url(".details_view", id=row.id), row.legal_entity.name)
        ),
        "regency": lambda view, context, row, name: regency_name(database().session(), row.regency),
    }
    export_columns = (
        ("legal_entity.name", "Nama Perusahaan", "text"),
        ("legal_entity.nib", "NIB", "text"),
        ("place", "Lokasi Pabrik", "text"),
        ("email", "E-mail", "text"),
        ("registered_at", "Terdaftar", "moment"),
    )
    empty_text = "Perusahaan muncul di sini setelah pendaftarannya disetujui."

    def export_value(self, row: Establishment, key: str) -> Any:
        """The place in words."""
        if key == "place":
            return regency_name(database().session(), row.regency)
        return super().export_value(row, key)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """All records of an establishment, section by section, in words; `dokumen` opens one document beside them."""
        row = self.get_one(request.args.get("id", ""))
        note_company_view(work(), row)
        return self._details(row)

    @expose("/buka-alamat/", methods=("POST",))
    def unlock(self) -> ResponseReturnValue:
        """Open a locked address for some days, with a reason."""
        row = self.get_one(request.args.get("id", ""))
        form = self._unlocking(row, request.form)
        if form.validate():
            said = form.answers()
            try:
                address_changes.unlock(work(), row.id, said["which"], days=int(said["days"]), reason=said["reason"])
                flash(_("Alamat dibuka. Perusahaan diberi tahu lewat surat elektronik."), "success")
                return redirect(self.get_url(".details_view", id=row.id))
            except Refused as refusal:
                self.refuse(form, refusal)
        return self._details(row, form)

    def _unlocking(self, row: Establishment, posted: Any = None) -> PortalForm:
        """The form that opens an address, for whoever may; it is shown to nobody else."""
        return form_class(Unlocking, ChoiceSource(database().session(), row.id))(posted)

    def _details(
        self, row: Establishment, unlocking: PortalForm | None = None, said: dict[str, str] | None = None
    ) -> ResponseReturnValue:
        source = ChoiceSource(database().session(), row.id)
        parts = [self._part(section, row, source) for section in SECTIONS]
        listed = [document for part in parts for document in part.get("documents", ())]
        shown = None
        if "dokumen" in request.args:
            wanted = whole(request.args["dokumen"], -1)
            shown = next((document for document in listed if document["id"] == wanted and "url" in document), None)
            if shown is None:
                abort(404)
        page: ResponseReturnValue = self.render(
            "officer/company.html",
            establishment=row,
            parts=parts,
            shown=shown,
            letters=letters_told(Letter.establishment_id == row.id),
            said=said or {},
            place=regency_name(database().session(), row.regency),
            crumbs=[(_("Perusahaan"), self.get_url(".index_view")), (row.legal_entity.name, None)],
            unlocking=unlocking or self._unlocking(row),
            locks=self._locks(row),
            case_state=case_state,
            requests=open_requests(database().session(), actor(), row),
            history=told_history(address_history(database().session(), actor(), row), REQUEST),
        )
        return page

    def _locks(self, row: Establishment) -> list[dict[str, str]]:
        """Each address with the state of its lock in words."""
        found = []
        for which, title in WHICH.items():
            lock = lock_of(row, which, now())
            since = date_words(lock.since.astimezone(JAKARTA).date()) if lock.since else ""
            words = _("Terkunci sejak %(day)s", day=since) if since else _("Belum disimpan, belum terkunci")
            if lock.open_until:
                words = _("Terbuka sampai %(until)s", until=moment_words(lock.open_until))
            found.append({"label": title, "value": words})
        return found

    def _part(self, section: Section, row: Establishment, source: ChoiceSource) -> dict[str, Any]:
        today = now().astimezone(JAKARTA).date()
        asked = is_asked(database().session(), row, section, today)
        return self._told(section, row, source) | {"note": "" if asked else section.why_not}

    def _told(self, section: Section, row: Establishment, source: ChoiceSource) -> dict[str, Any]:
        fields = [f for f in section.step.fields.values() if f.kind != "file"]
        if not section.many:
            values = profile(row)
            shown: list[dict[str, Any]] = [{"label": f.label, "value": f.told(values, source.name)} for f in fields]
            for upload in section.step.fields.values():
                if upload.kind == "file":
                    shown.append({"label": upload.label, "value": _file_link(getattr(row, upload.key))})
            return {"title": section.title, "values": shown, "point": point_of(section, values)}
        if section.record in {"company_document", "certificate"}:
            found = documents_of(database().session(), actor(), row.id, section)
            return {
                "key": section.key,
                "title": section.title,
                "documents": [self._document(*one, source) for one in found],
            }
        records = records_of(database().session(), actor(), section, row.id)
        kept = [{f.key: getattr(record, f.key) for f in fields} for record in records]
        rows = [[f.told(values, source.name) for f in fields] for values in kept]
        return {"title": section.title, "columns": [f.label for f in fields], "rows": rows}

    def _document(self, record: CompanyDocument, file: Attachment | None, source: ChoiceSource) -> dict[str, Any]:
        told = {
            "id": record.id,
            "title": document_label(record.doc_type),
            "number": record.number,
            "cell": described(
                document_label(record.doc_type),
                f"KBLI {record.kbli_code}" if record.kbli_code else "",
                record.number,
                record.issuer or "",
            ),
            "issued_on": day(record.issued_on) if record.issued_on else "",
            "validity": validity_badge(record),
            "review": review_cell(record),
            "version": record.version,
        }
        if file is None:
            return told
        return told | {
            "url": self.get_url(".details_view", id=record.establishment_id, dokumen=record.id),
            "download": url_for("files.download", public_id=file.public_id),
            "pages": [
                url_for("files.page", public_id=file.public_id, number=n)
                for n in range(1, min(max(file.pages, 1), MOST_PAGES) + 1)
            ],
            "more": max(0, file.pages - MOST_PAGES),
            "versions": versions_of(database().session(), actor(), record, source.name),
            "labels": labels_of(record),
        }

    @expose("/dokumen/periksa/", methods=("POST",))
    def review(self) -> ResponseReturnValue:
        """The front desk accepts a document, or returns it with a note."""
        row = self.get_one(request.args.get("id", ""))
        document = whole(request.args.get("dokumen"), -1)
        said = {key: request.form.get(key, "") for key in ("verdict", "note")}
        try:
            title = company_documents.review_document(
                work(), document, said["verdict"], said["note"], version=whole(request.form.get("version"), -1)
            )
        except NotFound:
            abort(404)
        except Refused as refusal:
            flash(refusal.reason, "error")
            return self._details(self.get_one(str(row.id)), said=said)
        flash(_("%(title)s diperiksa; perusahaan diberi tahu.", title=title), "success")
        return redirect(self.get_url(".details_view", id=row.id, dokumen=document))
