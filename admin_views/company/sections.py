"""Data Perusahaan: one view per section, its form built from the declaration, saved by one operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, g, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict
from wtforms import HiddenField

from admin_views.base import PortalModelView
from admin_views.company.address_lock import lock_shown
from admin_views.company.home import own_establishment
from admin_views.web.kept_files import forget_files, incoming_of, take_files
from admin_views.web.request import actor, database, is_taken, now, whole, work
from forms.from_declaration import Asking, PortalForm, form_class
from siinas.catalogue.company_data import Section
from siinas.models import (
    BusinessLine,
    CompanyDocument,
    ContactPerson,
    Establishment,
    PermittedCapacity,
    Warehouse,
)
from siinas.operations import records
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.process.fields import Reference, Upload
from siinas.process.roles import COMPANY
from siinas.process.words import JAKARTA
from siinas.queries.addresses import lock_of, locked_values
from siinas.queries.choices import ChoiceSource, regency_name
from siinas.queries.company import doubts, is_asked, of_section, point_of, profile, section_version
from siinas.queries.reference import risk_of, successors_of
from siinas.queries.registration import first_contact
from siinas.queries.settings import kbli_version, kind_in_force
from siinas.reference.document_types import DOCUMENT_TYPES, RISKS
from siinas.refusal import Refused, Stale


def source() -> ChoiceSource:
    """The options for the establishment being worked in."""
    return ChoiceSource(database().session(), actor().establishment_id)


def read_upload(field: Any, kind: Any) -> CheckedFile | None:
    """The chosen file of an upload field, checked by the limits that hold now; None where none was chosen."""
    if field is None or not field.chosen:
        return None
    return _checked(incoming_of(field), kind, field.short_name)


def _checked(incoming: Incoming, kind: Any, field: str) -> CheckedFile:
    return check(incoming, kind_in_force(database().session(), kind), field=field)


def tell_doubts(section: Section, answers: Mapping[str, Any]) -> None:
    """After saving: what is odd about the answers and hinders nothing."""
    today = now().astimezone(JAKARTA).date()
    for sentence in doubts(database().session(), own_establishment(), section, answers, today):
        flash(sentence, "warning")


class SectionView(PortalModelView):
    """A section of Data Perusahaan, which may be one that the company is not asked for."""

    admits = COMPANY
    section: Section

    @property
    def asked(self) -> bool:
        """Whether the section is asked of the establishment worked in; always where nobody asks in a request."""
        if not has_request_context():
            return True
        if "asked" not in g:
            g.asked = {}
        if self.section.key not in g.asked:
            today = now().astimezone(JAKARTA).date()
            g.asked[self.section.key] = is_asked(database().session(), own_establishment(), self.section, today)
        return bool(g.asked[self.section.key])

    @property
    def lead(self) -> str:
        """What the section is for, or why it is not asked."""
        return self.section.why if self.asked else self.section.why_not


class SingleSection(SectionView):
    """A section of which there is one (Data Umum and the addresses): its page is its form."""

    def __init__(self, section: Section, **kwargs: Any) -> None:
        self.section = section
        self.uploads = {key: f.document for key, f in section.step.fields.items() if isinstance(f, Upload)}
        super().__init__(
            Establishment, name=section.title, endpoint=f"company_{section.key}", url=section.key, **kwargs
        )

    def _form_class(self, shut: Mapping[str, Any]) -> type[PortalForm]:
        """The form without what is locked (`shut`)."""
        base = form_class(self.section.step, source(), Asking(given=shut))
        return type(base.__name__, (base,), {"row_version": HiddenField()})

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        """Show and save the section; before an address locks itself it is asked once whether it is right."""
        establishment = own_establishment()
        if not self.asked:
            return self._not_asked(establishment)
        shut = locked_values(establishment, self.section.locks, now())
        locks = bool(self.section.locks) and lock_of(establishment, self.section.locks, now()).since is None
        asks_first = False
        form_type = self._form_class(shut)
        if request.method == "GET":
            forget_files()
            values = profile(establishment) | {"row_version": section_version(establishment, self.section)}
            form = form_type(data=values)
        else:
            form = form_type(CombinedMultiDict([request.form, request.files]))
        self._show_stored(form, establishment)
        if request.method == "POST":
            files, refusals = take_files(form, self.uploads, place=self.endpoint, checking=_checked)
            good = is_taken() and form.validate() and not refusals
            for refusal in refusals:
                self.refuse(form, refusal)
            asks_first = good and locks and request.form.get("confirmed") != "1"
            saved = self._save(form, files) if good and not asks_first else None
            if saved is not None:
                return saved
            # Somebody else may have saved meanwhile, and locked the address by it.
            establishment = own_establishment()
            now_shut = locked_values(establishment, self.section.locks, now())
            if now_shut.keys() != shut.keys():
                shut, form = now_shut, self._again(establishment, now_shut)
        return self.render(
            "company/section.html",
            form=form,
            section=self.section,
            establishment=establishment,
            place=regency_name(database().session(), establishment.regency),
            address=lock_shown(self.section, establishment, shut, source()),
            point=point_of(self.section, shut),
            asks_first=asks_first,
        )

    def _again(self, establishment: Establishment, shut: Mapping[str, Any]) -> PortalForm:
        """What was typed, as far as it may still be changed."""
        form = self._form_class(shut)(request.form)
        self._show_stored(form, establishment)
        self._renew_version(form)
        return form

    def _renew_version(self, form: Any) -> None:
        form.row_version.data = section_version(own_establishment(), self.section)
        form.row_version.raw_data = None

    def _not_asked(self, establishment: Establishment) -> ResponseReturnValue:
        """Why the section is not asked, and what was saved before; saving is refused."""
        if request.method == "POST":
            flash(self.section.why_not, "error")
        values, names = profile(establishment), source()
        fields = [f for f in self.section.step.fields.values() if not isinstance(f, Upload)]
        saved = [{"label": f.label, "value": f.words(values.get(f.key), names.name)} for f in fields]
        page = self.render(
            "company/not_asked.html", section=self.section, saved=saved if any(row["value"] for row in saved) else []
        )
        return page, 409 if request.method == "POST" else 200

    def _show_stored(self, form: Any, establishment: Establishment) -> None:
        for key in self.uploads:
            file = getattr(establishment, key)
            if file is not None:
                url = url_for("files.download", public_id=file.public_id)
                form[key].stored = {"name": file.original_name, "url": url, "size": None}

    def _save(self, form: Any, files: Mapping[str, CheckedFile]) -> ResponseReturnValue | None:
        answers = form.answers()
        try:
            records.save_section(work(), self.section.key, answers, version=whole(form.row_version.data), files=files)
        except Stale as stale:
            # What was typed stays; saving again replaces what the other person saved.
            flash(stale.reason, "error")
            self._renew_version(form)
            return None
        except Refused as refusal:
            self.refuse(form, refusal)
            return None
        forget_files()
        flash(_("%(title)s disimpan.", title=self.section.title), "success")
        for note in form.notes:
            flash(note, "info")
        tell_doubts(self.section, answers)
        return redirect(url_for("company.index"))


NOUNS = {"dokumen": "dokumen", "gudang": "gudang"}
"""How a row is called where the section's title does not say it."""


class ListSection(SectionView):
    """A section of which there are many: a list with forms."""

    can_delete = can_export = True
    column_display_actions = True

    def __init__(self, section: Section, model: Any, **kwargs: Any) -> None:
        self.section = section
        self.noun = NOUNS.get(section.key, section.title.lower())
        self.create_text = _("Tambah %(noun)s", noun=self.noun)
        self.create_title = self.create_text
        self.export_name = section.key
        self.export_columns = [
            (key, field.label, "number" if field.numeric else "yesno" if field.kind == "yesno" else "text")
            for key, field in section.step.fields.items()
            if field.kind != "file"
        ]
        super().__init__(model, name=section.title, endpoint=f"company_{section.key}", url=section.key, **kwargs)

    @property
    def can_create(self) -> bool:
        """Where the section is asked."""
        return self.asked

    @property
    def can_edit(self) -> bool:
        """Where the section is asked; what was saved before is still there to be read and removed."""
        return self.asked

    @property
    def empty_text(self) -> str:
        """What the list is for."""
        return self.lead

    def get_query(self) -> Any:
        """The rows of this section."""
        return super().get_query().filter(*of_section(self.section))

    def get_count_query(self) -> Any:
        """How many they are."""
        return super().get_count_query().filter(*of_section(self.section))

    @property
    def empty_action(self) -> tuple[str, str] | None:
        """What to do about an empty list."""
        return (self.get_url(".create_view"), self.create_text) if self.asked else None

    def export_decimals(self, key: str) -> int:
        """As many as the form takes."""
        return getattr(self.section.step.fields[key], "decimals", 0)

    def _form(self, obj: Any = None) -> PortalForm:
        base = form_class(self.section.step, source())
        form_type = type(base.__name__, (base,), {"row_version": HiddenField()})
        if request.method == "POST":
            form = form_type(CombinedMultiDict([request.form, request.files]))
        else:
            kept = {key: self.as_answer(getattr(obj, key, None)) for key in self.section.step.fields}
            data = kept if obj is not None else self.first_values()
            form = form_type(data=data | {"row_version": getattr(obj, "version", 0)})
        if obj is not None and isinstance(obj, CompanyDocument):
            form.file.stored = {
                "name": obj.attachment.original_name,
                "url": url_for("files.download", public_id=obj.attachment.public_id),
                "size": None,
            }
        return form

    @staticmethod
    def as_answer(value: Any) -> Any:
        """A kept value as its form field knows it: an edition of KBLI is chosen by its name."""
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def first_values(self) -> dict[str, Any]:
        """What the form of a new row holds already."""
        return {}

    def create_form(self, obj: Any = None) -> PortalForm:
        """An empty form, or what was typed."""
        return self._form()

    def edit_form(self, obj: Any = None) -> PortalForm:
        """The row's form, or what was typed."""
        return self._form(obj)

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged; a good file stays even if another field has to be mended."""
        if request.method != "POST":
            return False
        refusals = self.take_upload(form) if "file" in form._fields else []
        good = is_taken() and form.validate() and not refusals
        for refusal in refusals:
            self.refuse(form, refusal)
        return good

    def take_upload(self, form: PortalForm) -> list[Refused]:
        """Take the file in that was chosen now or earlier (`g.upload`); why it was refused."""
        kind = DOCUMENT_TYPES.get(form.doc_type.data or "", self.section.step.fields["file"].document)
        place = f"{self.endpoint} {request.args.get('id', '')}"
        files, refusals = take_files(form, {"file": kind}, place=place, checking=_checked)
        g.upload = files.get("file")
        return refusals

    def _save(self, form: Any, record_id: int | None) -> Any:
        try:
            row = records.save_record(
                work(),
                self.section.key,
                record_id,
                form.answers(),
                version=whole(form.row_version.data) if record_id else None,
                file=g.get("upload"),
            )
        except Refused as refusal:
            self.refuse(form, refusal)
            return None
        forget_files()
        for note in form.notes:
            flash(note, "info")
        tell_doubts(self.section, form.answers())
        return row

    def create_model(self, form: PortalForm) -> Any:
        """One operation."""
        return self._save(form, None)

    def update_model(self, form: PortalForm, model: Any) -> bool:
        """One operation."""
        return self._save(form, model.id) is not None

    def delete_model(self, model: Any) -> bool:
        """One operation."""
        records.delete_record(work(), self.section.key, model.id)
        return True


class BusinessLines(ListSection):
    """Bidang Usaha."""

    column_list = ("kbli_code", "title", "risk_level", "kbli_version", "is_main", "source")
    column_labels = {
        "kbli_version": "Versi KBLI",
        "kbli_code": "KBLI",
        "title": "Uraian KBLI",
        "risk_level": "Tingkat Risiko",
        "is_main": "Kegiatan utama",
        "source": "Sumber",
    }
    column_formatters = {
        "risk_level": lambda view, context, row, name: view.risk_cell(row),
        "kbli_version": lambda view, context, row, name: view.edition_cell(row),
    }

    def risk_cell(self, row: BusinessLine) -> Markup | str:
        """The risk, and what the table of risks says where that is another one."""
        told = f"{RISKS[row.risk_level]} ({row.risk_level})"
        scale = database().session.get_one(Establishment, row.establishment_id).business_scale or ""
        said = risk_of(database().session(), row.kbli_version, row.kbli_code, scale)
        if said is None or said.risk == row.risk_level:
            return told
        other = _("Tabel risiko: %(risk)s", risk=f"{RISKS[said.risk]} ({said.risk})")
        return Markup('%s<br><span class="muted">%s</span>') % (told, other)

    def edition_cell(self, row: BusinessLine) -> Markup | str:
        """The edition, and what the code has become in later ones."""
        later = successors_of(database().session(), row.kbli_version, row.kbli_code)
        if not later:
            return str(row.kbli_version)
        became = "; ".join(f"{one.new_version}: {one.new_code}" for one in later)
        return Markup('%s<br><span class="muted">%s</span>') % (row.kbli_version, became)

    def first_values(self) -> dict[str, Any]:
        """The edition in force."""
        return {"kbli_version": str(kbli_version(database().session()))}

    def row_title(self, row: BusinessLine) -> str:
        """How a row is called."""
        return f"KBLI {row.kbli_code}"


class Capacities(ListSection):
    """Kapasitas Produksi."""

    column_list = ("product_name", "kbli_code", "hs_code", "capacity", "unit_code", "capacity_source")
    column_numeric = ("capacity",)
    column_labels = {
        "product_name": "Jenis Produk",
        "kbli_code": "KBLI",
        "hs_code": "Kode HS",
        "capacity": "Kapasitas per Tahun",
        "unit_code": "Satuan",
        "capacity_source": "Sumber",
    }
    column_formatters = {
        "unit_code": lambda view, context, row, name: source().name(Reference("unit"), row.unit_code),
        "capacity_source": lambda view, context, row, name: view.section.step.fields[name].among.get(
            getattr(row, name)
        ),
    }

    def row_title(self, row: PermittedCapacity) -> str:
        """How a row is called."""
        return row.product_name


class Warehouses(ListSection):
    """Alamat Gudang."""

    column_list = ("street", "regency", "area", "goods")
    column_labels = {
        "street": "Alamat",
        "regency": "Kabupaten/Kota",
        "area": "Luas Gudang (m²)",
        "goods": "Jenis Barang Disimpan",
    }
    column_formatters = {
        "regency": lambda view, context, row, name: regency_name(database().session(), row.regency),
    }

    def row_title(self, row: Warehouse) -> str:
        """How a row is called."""
        return row.street


class Contacts(ListSection):
    """Contact Person."""

    column_list = ("name", "position", "mobile", "email", "is_main")
    column_labels = {
        "name": "Nama",
        "position": "Jabatan",
        "mobile": "No. HP / WhatsApp",
        "email": "E-mail",
        "is_main": "Kontak utama",
    }

    def first_values(self) -> dict[str, Any]:
        """The person who was named at registration, until there is a contact."""
        return first_contact(database().session(), own_establishment())

    def row_title(self, row: ContactPerson) -> str:
        """How a row is called."""
        return row.name


LISTS: dict[str, tuple[type[ListSection], Any]] = {
    "bidang-usaha": (BusinessLines, BusinessLine),
    "kapasitas": (Capacities, PermittedCapacity),
    "gudang": (Warehouses, Warehouse),
    "contact-person": (Contacts, ContactPerson),
}
