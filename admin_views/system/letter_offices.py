"""The offices that issue letters: what stands on them, formats of numbers and texts with a preview, next numbers."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.cells import badge
from admin_views.system.marked_rows import MarkedRows
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import database, now, whole, work
from forms.from_declaration import form_class
from siinas.documents.letters import pictures_of
from siinas.models import LetterAuthority
from siinas.operations import letter_offices
from siinas.process.declaration import Process
from siinas.process.fields import Field, LongText, Text
from siinas.process.letters import IssuedLetter
from siinas.process.numbering import LONGEST_FORMAT, explained
from siinas.process.routing import MINISTRY_DESK
from siinas.process.steps import Row
from siinas.process.words import JAKARTA
from siinas.queries.choices import ChoiceSource
from siinas.queries.letter_offices import form_of, format_of, kinds_of_office, next_number_words, office_of
from siinas.queries.letters import kind_of
from siinas.queries.settings import number_key, setting, text_key
from siinas.reference.letter_offices import OFFICE_KINDS, NextNumber, OfficeFields, OfficeNamed
from siinas.refusal import NotFound, Refused, Stale


class LetterOffices(MarkedRows):
    """Every office, the letters that it issues, and how it numbers and words them."""

    admits = READERS
    doors = dict.fromkeys(("create_view", "edit_view", "switch", "letter", "number"), EDITORS)
    can_create = can_edit = True
    column_display_actions = True
    noun = "penerbit"
    changeable = OfficeFields
    create_text = "Tambah penerbit"
    lead = "Kop, penanda tangan, dan tembusan setiap instansi yang menerbitkan surat, serta nomor dan teks suratnya."
    list_template = "system/letter_offices.html"
    column_list = ("name", "kind", "signer_name", "unsigned_allowed", "retired")
    column_labels = {
        "name": "Penerbit",
        "kind": "Jenis",
        "signer_name": "Penanda tangan",
        "unsigned_allowed": "Salinan sebelum ditandatangani",
        "retired": "Keadaan",
    }
    column_default_sort = ("code", False)
    column_sortable_list = ("name", "kind")
    column_searchable_list = ("code", "name", "signer_name")
    search_label = "Kode, nama instansi, atau penanda tangan"
    column_formatters = {
        "name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a><br><span class="under">%s</span>')
            % (view.get_url(".letters", code=row.code), row.name, "" if row.code == MINISTRY_DESK else row.code)
        ),
        "kind": lambda view, context, row, name: OFFICE_KINDS[row.kind],
        "signer_name": lambda view, context, row, name: (
            Markup('%s<br><span class="under">%s</span>') % (row.signer_name, row.signer_position)
            if row.signer_name
            else badge("late", _("Belum diisi"))
        ),
        "retired": lambda view, context, row, name: (
            badge("refused", _("Dihentikan")) if row.retired else badge("accepted", _("Menerbitkan"))
        ),
    }

    def row_title(self, row: LetterAuthority) -> str:
        """How a row is called."""
        return row.name

    def asked_of_new(self) -> Mapping[str, Field]:
        return {**OfficeNamed.fields, **OfficeFields.fields}

    def add(self, answers: dict[str, Any]) -> Any:
        return letter_offices.add_office(work(), answers)

    def change(self, row: LetterAuthority, answers: dict[str, Any], version: int) -> None:
        letter_offices.change_office(work(), row.code, answers, version=version)

    @expose("/berlaku/", methods=("POST",))
    def switch(self) -> ResponseReturnValue:
        """Let an office issue nothing any more, or again; what it means is asked first."""
        row = self.get_one(request.form.get("id", ""))
        back = self.get_url(".index_view")
        if not row.retired and request.form.get("confirmed") != "1":
            question = _("Hentikan penerbit ini? Surat yang sudah terbit tetap; surat baru tidak dapat diterbitkan.")
            hidden = {"id": row.code, "confirmed": "1"}
            return self.render(
                "layout/confirm.html", question=question, title=row.name, hidden=hidden, act=_("Hentikan"), back=back
            )
        try:
            issues = letter_offices.retire_office(work(), row.code)
        except Refused as refusal:
            self.refuse(None, refusal)
        else:
            said = _("%(name)s menerbitkan surat lagi.") if issues else _("%(name)s tidak menerbitkan surat lagi.")
            flash(said % {"name": row.name}, "success")
        return redirect(back)

    # Its letters

    def office(self, code: str) -> LetterAuthority:
        """The office of an address; 404 for a missing one."""
        row = office_of(database().session(), code)
        if row is None:
            abort(404)
        return row

    @expose("/<code>/surat/")
    def letters(self, code: str) -> ResponseReturnValue:
        """The kinds of letters that it issues, each with the format in force and the next number."""
        row, db = self.office(code), database().session()
        today = now().astimezone(JAKARTA).date()
        g.trail = [(row.name, None)]
        told = []
        for process, letter in kinds_of_office(code):
            kind = kind_of(process, letter)
            own = form_of(db, code, kind)
            told.append(
                {
                    "kind": kind,
                    "title": letter.title,
                    "process": process.title,
                    "format": format_of(db, code, kind),
                    "next": next_number_words(db, code, kind, today),
                    "own": own is not None and bool(own.number_format or own.text or own.basis),
                    "signed": letter.signed,
                }
            )
        return self.render("system/letter_office.html", row=row, kinds=told, kind_words=OFFICE_KINDS[row.kind])

    @expose("/<code>/surat/<kind>/", methods=("GET", "POST"))
    def letter(self, code: str, kind: str) -> ResponseReturnValue:
        """Format and text of one kind: look at a preview, then save."""
        row, letter, process = self.kind_named(code, kind)
        db = database().session()
        own = form_of(db, code, kind)
        present = {key: getattr(own, key) if own else "" for key in ("number_format", "text", "basis")}
        version = own.version if own else 0
        seen = whole(request.form.get("seen"), -1) if request.method == "POST" else version
        declared = self.asked(process, letter)
        form_type = form_class(declared, ChoiceSource(db, None))
        form: Any = form_type(request.form) if request.method == "POST" else form_type(data=present)
        pictures: list[str] = []
        if request.method == "POST" and form.validate():
            try:
                if "preview" in request.form:
                    pictures = _pictures(letter_offices.preview(work(), code, kind, form.answers()))
                else:
                    letter_offices.change_form(work(), code, kind, form.answers(), version=seen)
                    flash(_("Format dan teks surat disimpan."), "success")
                    return redirect(self.get_url(".letters", code=code))
            except Stale as stale:
                flash(stale.reason, "error")
                flash(_("Isian Anda belum disimpan; Simpan sekali lagi menggantikan isian itu."), "error")
                seen = version
            except Refused as refusal:
                self.refuse(form, refusal)
        return self.page(row, letter, process, form, pictures=pictures, seen=seen)

    def kind_named(self, code: str, kind: str) -> tuple[LetterAuthority, IssuedLetter, type[Process]]:
        """Office and declaration of an address; 404 where the office does not issue such letters."""
        row = self.office(code)
        found = [pair for pair in kinds_of_office(code) if kind_of(*pair) == kind]
        if not found:
            abort(404)
        process, letter = found[0]
        return row, letter, process

    def asked(self, process: type[Process], letter: IssuedLetter) -> type[Row]:
        """The form of one kind, with the quotes that it may use."""
        default = setting(database().session(), number_key(process.key, letter.key))
        quotes = ", ".join(f"{{{quote}}}" for quote in sorted(letter.quotable(process.fields)))
        fields: dict[str, Any] = {
            "number_format": Text(
                _("Format nomor"),
                required=False,
                longest=LONGEST_FORMAT,
                help=f"Kosong berarti bawaan: {default}. Kutipan: {'; '.join(explained())}.",
            ),
            "text": LongText(
                _("Teks"),
                required=False,
                longest=10_000,
                help=f"Kosong berarti teks bawaan. Alinea dipisah baris kosong. Kutipan: {quotes}",
            ),
        }
        if letter.official:
            fields["basis"] = LongText(
                _("Dasar"),
                required=False,
                longest=3000,
                help=_("Kosong berarti dasar bawaan. Satu dasar pada setiap baris; kutipan seperti pada teks."),
            )
        return type("OfficeLetter", (Row,), fields)

    def page(
        self,
        row: LetterAuthority,
        letter: IssuedLetter,
        process: type[Process],
        form: Any,
        *,
        pictures: list[str],
        seen: int,
        number_form: Any = None,
    ) -> ResponseReturnValue:
        """The page of one kind of letter of an office."""
        db, kind = database().session(), kind_of(process, letter)
        g.trail = [(row.name, self.get_url(".letters", code=row.code)), (letter.title, None)]
        return self.render(
            "system/letter_office_form.html",
            row=row,
            letter=letter,
            kind=kind,
            form=form,
            number_form=number_form or form_class(NextNumber, ChoiceSource(db, None))(),
            seen=seen,
            pictures=pictures,
            default_text=setting(db, text_key(process.key, letter.key)),
            default_basis=letter.basis,
            next_number=next_number_words(db, row.code, kind, now().astimezone(JAKARTA).date()),
        )

    @expose("/<code>/surat/<kind>/nomor/", methods=("POST",))
    def number(self, code: str, kind: str) -> ResponseReturnValue:
        """Set the next number by hand."""
        row, letter, process = self.kind_named(code, kind)
        db = database().session()
        number_form: Any = form_class(NextNumber, ChoiceSource(db, None))(request.form)
        if number_form.validate():
            given = number_form.answers()
            try:
                following = letter_offices.set_next_number(work(), code, kind, given["next"], given["reason"])
                flash(_("Nomor urut berikutnya: %(n)s.", n=following), "success")
                return redirect(self.get_url(".letters", code=code))
            except NotFound:
                abort(404)
            except Refused as refusal:
                self.refuse(number_form, refusal)
        own = form_of(db, code, kind)
        present = {key: getattr(own, key) if own else "" for key in ("number_format", "text", "basis")}
        form = form_class(self.asked(process, letter), ChoiceSource(db, None))(data=present)
        seen = own.version if own else 0
        return self.page(row, letter, process, form, pictures=[], seen=seen, number_form=number_form)


def _pictures(pdf: bytes) -> list[str]:
    """The pages as addresses that hold the pictures themselves: nothing of a preview is kept."""
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in pictures_of(pdf)]
