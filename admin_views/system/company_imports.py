"""Loading existing companies: bring a table, read what was found in it, load it, invite the owners."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.case_tables import XLSX
from admin_views.cells import badge, moment
from admin_views.web.request import actor, database, whole, work
from forms.from_declaration import PortalForm, form_class
from siinas.documents.company_workbook import template
from siinas.integrations.storage import FileMissing
from siinas.models import CompanyImport
from siinas.operations import company_import, company_invitations
from siinas.operations.exports import note_export
from siinas.operations.files import Incoming
from siinas.process.fields import Upload
from siinas.process.roles import Role
from siinas.process.steps import Row
from siinas.process.words import number_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.company_import import AT_WORK, STATES, import_named, invitations, rows_of
from siinas.queries.settings import number
from siinas.refusal import NotFound, Refused

READERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
EDITORS = frozenset({Role.ADMINISTRATOR})
KINDS = {
    "faulty": "Baris yang salah",
    "hinted": "Perlu diperhatikan",
    "known": "Dilewati",
    "loaded": "Dimuat",
}
"""The lists of rows below a file, by the key in the address."""


class ImportFile(Row):
    """What is asked to begin with."""

    table = Upload(
        "Tabel perusahaan",
        document=company_import.COMPANY_FILE,
        help="Unduh templatnya, isi satu baris untuk satu lokasi pabrik, lalu unggah di sini. "
        "Berkas diperiksa dahulu; belum ada yang dimuat.",
    )


class CompanyImports(PortalModelView):
    """The files that were brought, newest first, and one of them with its rows."""

    admits = READERS
    doors = {name: EDITORS for name in ("template_file", "bring", "load", "invite")}  # noqa: C420 - read as a list
    noun = "berkas"
    lead = "Perusahaan yang sudah ada dimuat dari tabel XLSX atau CSV: diperiksa dahulu, lalu dimuat."
    list_template = "system/company_imports.html"
    column_list = ("file_name", "state", "rows", "fresh", "known", "faulty", "loaded", "person_name", "created_at")
    column_labels = {
        "file_name": "Berkas",
        "state": "Keadaan",
        "rows": "Baris",
        "fresh": "Baru",
        "known": "Dilewati",
        "faulty": "Salah",
        "loaded": "Dimuat",
        "person_name": "Oleh",
        "created_at": "Diunggah",
    }
    column_numeric = ("rows", "fresh", "known", "faulty", "loaded")
    column_default_sort = ("id", True)
    column_sortable_list = ("file_name", "created_at")
    empty_title = "Belum ada berkas"
    empty_text = "Unggah tabel perusahaan di atas; hasil pemeriksaannya muncul di sini."
    column_formatters = {
        "file_name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a>') % (view.get_url(".file", public_id=row.public_id), row.file_name)
        ),
        "state": lambda view, context, row, name: badge(*STATES[row.state]),
        **{
            key: lambda view, context, row, name: number_words(getattr(row, name), 0)
            for key in ("rows", "fresh", "known", "faulty", "loaded")
        },
    }

    def render(self, template: str, **kwargs: Any) -> str:
        """With the form that brings a file above the list."""
        if template == self.list_template:
            kwargs.setdefault("bring_form", self.form())
        return str(super().render(template, **kwargs))

    def form(self) -> PortalForm:
        """The form that brings a file, with what was brought."""
        given = request.files if request.method == "POST" else None
        made: PortalForm = form_class(ImportFile, ChoiceSource(database().session(), None))(given)
        return made

    @expose("/templat.xlsx")
    def template_file(self) -> Response:
        """The template to fill in."""
        return _workbook(template(), "templat-perusahaan.xlsx")

    @expose("/unggah/", methods=("GET", "POST"))
    def bring(self) -> ResponseReturnValue:
        """Take a file in; it is read by the worker."""
        if request.method == "GET":
            return redirect(self.get_url(".index_view"))
        form = self.form()
        if form.validate():
            given = request.files["table"]
            try:
                made = company_import.upload(work(), Incoming(given.stream.read(), given.filename or ""))
                return redirect(self.get_url(".file", public_id=made.public_id))
            except Refused as refusal:
                refusal.field = "table"
                self.refuse(form, refusal)
        g.trail = [(_("Unggah"), None)]
        return self.render("system/company_import_form.html", bring_form=form)

    def one(self, public_id: str) -> CompanyImport:
        """The file of an address; 404 for a missing one."""
        try:
            return import_named(database().session(), actor(), public_id)
        except NotFound:
            abort(404)

    @expose("/<public_id>/")
    def file(self, public_id: str) -> ResponseReturnValue:
        """What was found, how far the work is, and the rows of one kind."""
        row, db = self.one(public_id), database().session()
        g.trail = [(row.file_name, None)]
        counts = {"faulty": row.faulty, "hinted": None, "known": row.known, "loaded": row.loaded}
        kind = request.args.get("daftar", "")
        if kind not in KINDS:
            kind = next((key for key in ("faulty", "hinted", "known") if counts[key]), "faulty")
        lists = {key: rows_of(db, actor(), row, key, whole(request.args.get("hal"), 0)) for key in KINDS}
        return self.render(
            "system/company_import.html",
            row=row,
            state=STATES[row.state],
            at_work=row.state in AT_WORK,
            total=row.fresh,
            kinds=[(key, KINDS[key], lists[key].all) for key in KINDS if lists[key].all],
            kind=kind,
            found=lists[kind],
            invited=invitations(db, actor(), row) if row.state == "loaded" else None,
            an_hour=number(db, "import_invitations_hour"),
            page_url=lambda n: self.get_url(".file", public_id=public_id, daftar=kind, hal=n) + "#baris",
            moment=moment,
            words=lambda count: number_words(count, 0),
        )

    @expose("/<public_id>/ditandai.xlsx")
    def marked(self, public_id: str) -> Response:
        """The file as it was brought, with its faulty cells marked and commented."""
        row = self.one(public_id)
        if row.marked_sha256 is None:
            abort(404)
        try:
            content = work().services.storage.read(row.marked_sha256)
        except FileMissing:
            abort(404)
        note_export(work(), self.endpoint, "xlsx", row.rows, {"berkas": row.file_name})
        return _workbook(content, f"{row.file_name.rpartition('.')[0] or row.file_name}-ditandai.xlsx")

    @expose("/<public_id>/muat/", methods=("POST",))
    def load(self, public_id: str) -> ResponseReturnValue:
        """Load the good rows, after a question."""
        row = self.one(public_id)
        question = _(
            "Muat %(n)s perusahaan? Akunnya dibuat tanpa kata sandi dan tanpa surat. %(faulty)s baris yang salah tidak "
            "dimuat.",
            n=number_words(row.fresh, 0),
            faulty=number_words(row.faulty, 0),
        )
        return self.after(row, question, _("Muat"), lambda: company_import.load(work(), public_id), _("Sedang dimuat."))

    @expose("/<public_id>/undang/", methods=("POST",))
    def invite(self, public_id: str) -> ResponseReturnValue:
        """Invite the owners of the loaded companies, after a question."""
        row, db = self.one(public_id), database().session()
        question = _(
            "Kirim undangan kepada %(n)s pemilik akun? Surat berisi nama pengguna dan kata sandi awal, dikirim "
            "berangsur: %(rate)s surat per jam.",
            n=number_words(invitations(db, actor(), row).waiting, 0),
            rate=number_words(number(db, "import_invitations_hour"), 0),
        )
        done = _("Undangan disiapkan dan dikirim berangsur.")
        return self.after(
            row, question, _("Kirim undangan"), lambda: company_invitations.invite(work(), public_id), done
        )

    def after(self, row: CompanyImport, question: str, act: str, do: Any, done: str) -> ResponseReturnValue:
        """Ask first where there is no script; then do it and say so."""
        back = self.get_url(".file", public_id=row.public_id)
        if request.form.get("confirmed") != "1":
            g.trail = [(row.file_name, back)]
            return self.render(
                "layout/confirm.html",
                title=act,
                question=question,
                act=act,
                hidden={"confirmed": "1"},
                style="btn-primary",
                back=back,
            )
        try:
            do()
            flash(done, "success")
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(back)


def _workbook(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
