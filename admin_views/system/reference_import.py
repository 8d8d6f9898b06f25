"""Loading a file into a code list from the screen: upload, see what it would do, confirm."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict

from admin_views.web.kept_files import forget_files, take_files
from admin_views.web.request import database, work
from forms.from_declaration import PortalForm, form_class
from siinas.documents.pdf_sandbox import DocumentProblem
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.operations.reference_loading import REFERENCE_FILE, TableFile, load_table, read_file
from siinas.operations.reference_plan import MOST_SHOWN, Change, Intent, Plan, Row, named, plan
from siinas.process.documents import DocumentType
from siinas.process.fields import Text, Upload, YesNo
from siinas.process.steps import Row as FormRow
from siinas.process.words import number_words
from siinas.queries.choices import ChoiceSource
from siinas.reference.table import ReferenceTable
from siinas.refusal import Refused

TOLD_COUNTS = {
    "rows": "baris dibaca",
    "added": "baru",
    "changed": "berubah",
    "same": "sama",
    "kept": "dipertahankan",
    "gone": "tidak ada dalam berkas",
}


class ImportFile(FormRow):
    """What is asked of whoever loads a file."""

    file = Upload("Berkas", document=REFERENCE_FILE, help="Baris pertama berisi nama kolom.")
    version = Text("Versi", longest=20, required=False, help="Isi bila berkasnya tidak menyebut versinya.")
    source = Text(
        "Sumber",
        longest=500,
        required=False,
        help="Peraturan atau terbitan asal data, misalnya Peraturan BPS Nomor 7 Tahun 2025. Boleh kosong bila disebut "
        "dalam berkas (baris “# Source: …”).",
    )
    replace = YesNo(
        "Akhiri baris yang tidak ada dalam berkas",
        required=False,
        initial=False,
        help="Baris dari versi atau tingkat yang sama tidak berlaku lagi mulai hari ini; tidak ada yang dihapus.",
    )
    overwrite = YesNo(
        "Timpa juga baris yang diubah dengan tangan",
        required=False,
        initial=False,
    )


class ReferenceImport:
    """The page "Impor" of a list."""

    table: type[ReferenceTable]
    import_template = "system/reference_import.html"

    def tried(self, found: Plan, file: TableFile) -> ResponseReturnValue | None:
        """What else a list offers to do with a checked file; nothing by default."""
        return None

    @expose("/impor/", methods=("GET", "POST"))
    def load(self) -> ResponseReturnValue:
        """The form; what a file would do; and, once that is confirmed, the loading."""
        view: Any = self
        g.trail = [(_("Impor"), None)]
        if request.method == "GET":
            forget_files()
            return self._page(self._import_form())
        form = self._import_form(CombinedMultiDict([request.form, request.files]))
        place = f"{view.endpoint}.load"
        files, refusals = take_files(form, {"file": REFERENCE_FILE}, place=place, checking=_checked)
        good = form.validate() and not refusals
        for refusal in refusals:
            view.refuse(form, refusal)
        if not good:
            return self._page(form)
        try:
            file = _read(files["file"])
        except Refused as refusal:
            forget_files()
            form.file.stored = None
            view.refuse(form, refusal)
            return self._page(form)
        intent = _intent(form)
        found = plan(database().session(), self.table, file.table, intent)
        if (answer := self.tried(found, file)) is not None:
            return answer
        if request.form.get("confirmed") == file.sha256 and not found.faults:
            try:
                loaded = load_table(work(), self.table, file, intent)
            except Refused as refusal:
                view.refuse(None, refusal)
                return self._page(form, found, file)
            forget_files()
            flash(_("%(label)s dimuat: %(words)s.", label=self.table.label, words=loaded.words()), "success")
            return redirect(view.get_url(".index_view"))
        return self._page(form, found, file)

    def _import_form(self, data: Any = None) -> PortalForm:
        only = [key for key in ImportFile.fields if key != "version" or self.table.edition is not None]
        form_type = form_class(ImportFile, ChoiceSource(database().session(), None), only=only)
        return form_type(data) if data is not None else form_type()

    def _page(self, form: PortalForm, found: Plan | None = None, file: TableFile | None = None) -> ResponseReturnValue:
        view: Any = self
        return view.render(  # type: ignore[no-any-return]
            self.import_template,
            form=form,
            table=self.table,
            plan=found,
            file=file,
            tiles=_tiles(found) if found is not None else [],
            new=_names(found.new if found else [], self.table),
            changed=_told(found.changed if found else [], self.table),
            kept=_told(found.kept if found else [], self.table),
            gone=_names(found.gone if found else [], self.table),
            count=lambda rows: number_words(len(rows), 0),
        )


def _tiles(found: Plan) -> list[dict[str, str]]:
    counts = found.counts()
    return [{"number": number_words(counts[key], 0), "word": word} for key, word in TOLD_COUNTS.items()]


def _names(rows: list[Row], table: type[ReferenceTable]) -> list[str]:
    """The first rows by code and, where they have one, name or title."""
    found = []
    for row in rows[:MOST_SHOWN]:
        words = next((str(row[key]) for key in ("name", "title") if row.get(key)), "")
        found.append(f"{named(row, table)} — {words}" if words else named(row, table))
    return found


def _told(changes: list[Change], table: type[ReferenceTable]) -> list[tuple[str, str, str, str]]:
    """Row, column, before and after, of the first changes."""
    found: list[tuple[str, str, str, str]] = []
    for change in changes[:MOST_SHOWN]:
        for key in change.after:
            if key in table.fields:
                field = table.fields[key]
                words = [_word(field, value) for value in (change.before[key], change.after[key])]
                found.append((named(change.row, table), field.label, *words))
            elif key == "retired_on":
                found.append((named(change.row, table), _("Keadaan"), _("tidak berlaku"), _("berlaku kembali")))
    return found


def _word(field: Any, value: Any) -> str:
    return field.words(value, lambda _reference, code: code) or "–"


def _intent(form: Any) -> Intent:
    answers = form.answers()
    return Intent(
        version=answers.get("version") or "",
        source=answers.get("source") or "",
        replace=bool(answers.get("replace")),
        overwrite=bool(answers.get("overwrite")),
    )


def _checked(incoming: Incoming, kind: DocumentType, field: str) -> CheckedFile:
    return check(incoming, kind, field=field)


def _read(checked: CheckedFile) -> TableFile:
    try:
        return read_file(checked.facts.original_name, checked.content)
    except DocumentProblem as problem:
        raise Refused(problem.reason, field="file") from problem
