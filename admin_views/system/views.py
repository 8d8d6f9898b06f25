"""The system's tables: read by auditors, edited (where that is allowed at all) by administrators."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby
from typing import Any

from flask import abort, current_app, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _
from markupsafe import Markup, escape

from admin_views.base import Closed, PortalModelView, count_of
from admin_views.cells import badge, moment
from admin_views.web.request import database, whole, work
from forms.from_declaration import PortalForm, form_class
from siinas.catalogue import processes
from siinas.models import (
    Country,
    Directorate,
    JournalEntry,
    Kbli,
    OutboxRow,
    Person,
    Region,
    ReportingPeriod,
    Setting,
    Unit,
)
from siinas.operations import administration, outbox
from siinas.process.fields import Choice, Field, LongText, Reference, Whole, YesNo
from siinas.process.periods import Quarter
from siinas.process.roles import Role
from siinas.process.steps import Row
from siinas.process.words import moment_words, number_words, short_number
from siinas.queries.choices import ChoiceSource
from siinas.queries.journal import JOB_STATES, JOBS, Subject, about, act_in_words, acts, subjects
from siinas.queries.journal_entry import lines_of
from siinas.queries.settings import bounds_in_words, known_settings, setting, setting_words
from siinas.reference.regions import LEVELS
from siinas.reference.reporting_windows import Windows
from siinas.reference.settings import LONGEST_TEXT, KnownSetting
from siinas.reference.units import KINDS
from siinas.refusal import Refused

READERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
EDITORS = frozenset({Role.ADMINISTRATOR})


class SystemHome(Closed, AdminIndexView):  # type: ignore[misc]
    """How the system is."""

    admits = READERS

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Counts that should be zero, and the way to each table."""
        tiles = [
            {
                "number": count_of(OutboxRow.status == "waiting", OutboxRow),
                "word": _("surat menunggu dikirim"),
                "url": "/sistem/kotak-keluar/",
            },
            {
                "number": count_of(OutboxRow.status == "failed", OutboxRow),
                "word": _("surat gagal dikirim"),
                "url": "/sistem/kotak-keluar/?flt0_status_equals=failed",
            },
            {
                "number": count_of(JournalEntry.seq > 0, JournalEntry),
                "word": _("catatan jurnal"),
                "url": "/sistem/jurnal/",
            },
            {"number": count_of(Person.active, Person), "word": _("orang dengan akun aktif"), "url": "/sistem/orang/"},
        ]
        return self.render("system/home.html", tiles=tiles)


class Journal(PortalModelView):
    """Every act, newest first."""

    admits = READERS
    can_export = can_view_details = column_display_actions = True
    noun = "catatan"
    lead = "Setiap tindakan dicatat dalam transaksi yang sama dan tidak dapat diubah."
    export_name = "jurnal"
    column_list = ("at", "actor_name", "act", "subject")
    column_labels = {"at": "Waktu", "actor_name": "Oleh", "act": "Tindakan", "subject": "Tentang"}
    column_default_sort = ("seq", True)
    column_sortable_list = ("at", "actor_name")
    column_searchable_list = ("actor_name",)
    search_label = "Orang, perusahaan, atau nomor perkara"
    column_filters = (FilterEqual(JournalEntry.act, "Tindakan", options=acts),)
    column_formatters = {
        "act": lambda view, context, row, name: act_in_words(row.act),
        "subject": lambda view, context, row, name: _subject_cell(g.subjects[row.seq]),
    }
    export_columns = (
        ("seq", "No.", "number"),
        ("at", "Waktu", "moment"),
        ("act", "Tindakan", "text"),
        ("actor_name", "Oleh", "text"),
        ("ip", "Alamat jaringan", "text"),
        ("subject", "Tentang", "text"),
        ("company", "Perusahaan", "text"),
        ("hash", "Hash", "text"),
    )

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """The entries of one page, and what they are about."""
        count, rows = super().get_list(*args, **kwargs)
        g.subjects = subjects(database().session(), rows, list_titles())
        return count, rows

    def _apply_search(self, query: Any, count_query: Any, joins: Any, count_joins: Any, search: str) -> Any:
        found = about(search)
        return query.filter(found), count_query.filter(found), joins, count_joins

    def row_title(self, row: JournalEntry) -> str:
        """How an entry is called."""
        return _("Catatan nomor %(n)s", n=number_words(row.seq, 0))

    def export_value(self, row: JournalEntry, key: str) -> Any:
        """Acts and their objects in words."""
        if key == "act":
            return act_in_words(row.act)
        if key in {"subject", "company"}:
            about_it = g.subjects[row.seq]
            return about_it.words if key == "subject" else about_it.company
        return super().export_value(row, key)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """What was recorded, field by field, and the entry as it was written."""
        entry, db = self.get_one(request.args.get("id", "")), database().session()
        subject = subjects(db, [entry], list_titles())[entry.seq]
        groups = groupby(lines_of(db, entry, subject, list_titles()), key=lambda line: line.group)
        back = request.args.get("url") or self.get_url(".index_view")
        g.trail = [(self.row_title(entry), None)]
        return self.render(
            "system/journal_entry.html",
            entry=entry,
            act=act_in_words(entry.act),
            subject=subject,
            groups=[(title, list(lines)) for title, lines in groups],
            moment=moment_words(entry.at),
            written=json.dumps({"before": entry.before, "after": entry.after}, ensure_ascii=False, indent=2),
            back=back,
        )


def list_titles() -> dict[str, str]:
    """The title of every list of the portal by its endpoint, as the journal names what was taken out."""
    return {view.endpoint: view.name for admin in current_app.extensions["admin"] for view in admin._views}


def _subject_cell(subject: Subject) -> Markup:
    if not subject.company:
        return escape(subject.words)
    return Markup('%s<br><span class="muted">%s</span>') % (subject.words, subject.company)


class Outbox(PortalModelView):
    """Mails and other jobs, with what went wrong."""

    admits = READERS
    doors = {"again": EDITORS}
    noun = "pekerjaan"
    list_template = "system/outbox.html"
    column_list = ("id", "kind", "about", "recipient", "status", "attempts", "created_at", "next_at", "error")
    column_labels = {
        "id": "No.",
        "kind": "Jenis",
        "about": "Perihal",
        "recipient": "Penerima",
        "status": "Status",
        "attempts": "Percobaan",
        "created_at": "Dibuat",
        "next_at": "Dicoba lagi",
        "done_at": "Selesai",
        "error": "Kesalahan",
    }
    TONES = {"waiting": "waiting", "done": "accepted", "failed": "late"}
    column_formatters = {
        "kind": lambda view, context, row, name: JOBS.get(row.kind, row.kind),
        "about": lambda view, context, row, name: row.payload.get("title") or row.payload.get("company") or "–",
        "status": lambda view, context, row, name: badge(view.TONES[row.status], JOB_STATES[row.status]),
        "next_at": lambda view, context, row, name: moment(row.next_at) if row.status == "waiting" else "–",
    }
    column_filters = (FilterEqual(OutboxRow.status, "Status", options=list(JOB_STATES.items())),)
    column_default_sort = ("id", True)

    @expose("/ulang/", methods=("POST",))
    def again(self) -> ResponseReturnValue:
        """Put a given-up job back."""
        outbox.try_again(work(), whole(request.form.get("id"), -1))
        flash(_("Dicoba lagi."), "success")
        return redirect(self.get_url(".index_view"))


class People(PortalModelView):
    """All logins with their roles."""

    admits = READERS
    doors = {"switch": EDITORS}
    noun = "orang"
    list_template = "system/people.html"
    column_list = ("user_name", "name", "email", "roles", "active", "created_at")
    column_labels = {
        "user_name": "Nama pengguna",
        "name": "Nama",
        "email": "E-mail",
        "roles": "Peran",
        "active": "Aktif",
        "created_at": "Dibuat",
    }
    column_sortable_list = ("user_name", "name", "email", "active", "created_at")
    column_searchable_list = ("user_name", "name", "email")
    search_label = "Nama atau e-mail"
    column_formatters = {
        "roles": lambda view, context, row, name: ", ".join(sorted({Role(g.role).label for g in row.grants})),
    }

    @expose("/aktif/", methods=("POST",))
    def switch(self) -> ResponseReturnValue:
        """Shut a person out, or let them in again."""
        person = administration.switch_person(work(), whole(request.form.get("id"), -1))
        flash(_("%(name)s diaktifkan.", name=person) if person else _("Akun dinonaktifkan."), "success")
        return redirect(self.get_url(".index_view"))


class Settings(PortalModelView):
    """Every known setting with its value in force; a row exists only where an administrator has changed it."""

    admits = READERS
    doors = {"edit": EDITORS}

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """All known settings."""
        db = database().session()
        rows = []
        for key, known in known_settings().items():
            default = setting_words(known, known.default) if known.kind != "text" else _("teks bawaan")
            changed = db.get(Setting, key) is not None
            rows.append((known, setting_words(known, setting(db, key)), default, changed))
        return self.render("system/settings.html", rows=rows)

    @expose("/ubah/<path:key>/", methods=("GET", "POST"))
    def edit(self, key: str) -> ResponseReturnValue:
        """Change one setting."""
        known = known_settings().get(key)
        if known is None:
            abort(404)
        field = SETTING_FIELDS[known.kind](known)
        form_type = form_class(type("SettingRow", (Row,), {"value": field}), ChoiceSource(database().session(), None))
        present = setting(database().session(), key)
        if request.method == "POST":
            form = form_type(request.form)
            if form.validate():
                try:
                    administration.change_setting(work(), key, _kept(form.answers()["value"]))
                    flash(_("Setelan disimpan."), "success")
                    return redirect(self.get_url(".index_view"))
                except Refused as refusal:
                    self.refuse(form, refusal)
        else:
            form = form_type(data={"value": SETTING_VALUES[known.kind](present)})
        default = setting_words(known, known.default)
        g.trail = [(known.label, None)]
        return self.render("system/setting.html", form=form, known=known, default=default)


SETTING_FIELDS: dict[str, Callable[[KnownSetting], Field]] = {
    "number": lambda known: Whole(
        known.label,
        help=" ".join(filter(None, (known.help, _("Isi dari %(bounds)s.", bounds=bounds_in_words(known))))),
        unit=known.unit,
        least=known.least,
        most=known.most,
    ),
    "yesno": lambda known: YesNo(known.label, help=known.help),
    "listed": lambda known: Choice(known.label, help=known.help, among=Reference(known.among)),
    "text": lambda known: LongText(known.label, help=known.help, longest=LONGEST_TEXT),
}
SETTING_VALUES: dict[str, Callable[[str], Any]] = {
    "number": int,
    "yesno": lambda kept: kept == "1",
    "listed": str,
    "text": str,
}


def _kept(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


class Periods(PortalModelView):
    """Reporting windows."""

    admits = READERS
    doors = {"edit_view": EDITORS}
    can_edit = True
    column_display_actions = True
    noun = "periode"
    lead = "Kapan laporan suatu periode dibuka dan jatuh tempo. Ubah bila ketentuannya berubah."
    column_list = ("process", "period", "opens_on", "due_on", "last_new_on", "last_edit_on")
    column_labels = {
        "process": "Laporan",
        "period": "Periode",
        "opens_on": "Dibuka",
        "due_on": "Tenggat",
        "last_new_on": "Hari terakhir membuat laporan",
        "last_edit_on": "Hari terakhir mengubah konsep",
    }
    column_default_sort = ("period", True)
    column_formatters = {
        "process": lambda view, context, row, name: processes()[row.process].title,
        "period": lambda view, context, row, name: Quarter.from_key(row.period).title,
    }

    def row_title(self, row: ReportingPeriod) -> str:
        """How a row is called."""
        return Quarter.from_key(row.period).title

    def edit_form(self, obj: Any = None) -> PortalForm:
        """The windows of one period."""
        form_type = form_class(Windows, ChoiceSource(database().session(), None))
        if request.method == "POST":
            return form_type(request.form)
        return form_type(data={key: getattr(obj, key) for key in Windows.fields})

    def validate_form(self, form: PortalForm) -> bool:
        """Only a posted form is judged."""
        return request.method == "POST" and form.validate()

    def update_model(self, form: PortalForm, model: ReportingPeriod) -> bool:
        """One operation."""
        try:
            administration.change_period(work(), model.id, form.answers())
        except Refused as refusal:
            self.refuse(form, refusal)
            return False
        return True


class ReferenceTable(PortalModelView):
    """An official code list."""

    admits = READERS
    can_export = True
    NUMBERS = {"kg_factor": 8}
    """The columns that hold numbers, with their digits behind the comma; codes are texts, however they look."""
    WORDS = {"level": LEVELS, "kind": KINDS}
    column_formatters = {
        "level": lambda view, context, row, name: LEVELS[row.level],
        "kind": lambda view, context, row, name: KINDS[row.kind],
        "kg_factor": lambda view, context, row, name: "–" if row.kg_factor is None else short_number(row.kg_factor, 8),
    }

    def __init__(self, model: Any, title: str, columns: dict[str, str], key: str, **kwargs: Any) -> None:
        self.column_list = tuple(columns)
        self.column_labels = columns
        self.column_searchable_list = tuple(c for c in columns if c in {"code", "title", "name"})
        self.search_label = _("Kode atau nama")
        self.export_columns = [(c, label, "number" if c in self.NUMBERS else "text") for c, label in columns.items()]
        self.export_name = key
        self.column_display_pk = True
        super().__init__(model, name=title, endpoint=f"system_{key}", url=key, **kwargs)

    def export_value(self, row: Any, key: str) -> Any:
        """Levels and kinds in words."""
        value = super().export_value(row, key)
        return self.WORDS[key][value] if key in self.WORDS else value

    def export_decimals(self, key: str) -> int:
        """As many as the column keeps."""
        return self.NUMBERS.get(key, 0)


def reference_tables() -> list[ReferenceTable]:
    """The code lists that the portal works with."""
    named = {"code": "Kode", "name": "Nama"}
    return [
        ReferenceTable(Kbli, "KBLI", {"version": "Versi", "code": "Kode", "title": "Judul"}, "kbli"),
        ReferenceTable(Region, "Wilayah", named | {"level": "Tingkat", "parent": "Induk"}, "wilayah"),
        ReferenceTable(Unit, "Satuan", named | {"kind": "Jenis", "kg_factor": "Kilogram"}, "satuan"),
        ReferenceTable(Country, "Negara", dict(named), "negara"),
        ReferenceTable(Directorate, "Direktorat", dict(named), "direktorat"),
    ]
