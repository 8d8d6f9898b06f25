"""Kop Surat: the letterhead on which the company's statements are printed, uploaded once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.base import Closed
from admin_views.cells import moment
from admin_views.company.home import own_establishment
from admin_views.company.sections import read_upload
from admin_views.web.request import database, services, work
from forms.statement import LetterheadForm
from siinas.integrations.storage import FileMissing
from siinas.models import Establishment
from siinas.operations import letterhead
from siinas.process.roles import COMPANY
from siinas.queries.settings import kind_in_force
from siinas.reference.document_types import LETTERHEAD
from siinas.refusal import Refused

QUESTION = "Hapus kop surat? Surat pernyataan berikutnya dicetak dengan ruang kosong untuk kop."


def kept_letterhead(establishment: Establishment) -> bytes | None:
    """The picture for printing; None where there is none, or its file is gone."""
    if establishment.letterhead is None:
        return None
    try:
        return services().storage.read(establishment.letterhead.sha256)
    except FileMissing:
        return None


class Letterhead(Closed):
    """The picture as it will be printed, another one in its place, or none."""

    admits = COMPANY

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(name="Kop Surat", endpoint="company_kop-surat", url="kop-surat", **kwargs)
        self.default_view = "index_view"

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        """See and replace it."""
        document = kind_in_force(database().session(), LETTERHEAD)
        form = LetterheadForm(document)(request.files if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            try:
                checked = read_upload(form.picture, document)
                assert checked is not None
                letterhead.keep(work(), letterhead.as_letterhead(checked, field="picture"))
            except Refused as refusal:
                form.picture.errors = [*form.picture.errors, refusal.reason]
            else:
                flash(_("Kop surat disimpan. Surat pernyataan berikutnya dicetak dengan kop ini."), "success")
                return redirect(url_for(".index_view"))
        kept = own_establishment().letterhead
        return self.render("company/letterhead.html", form=form, kept=kept, moment=moment, question=QUESTION)

    @expose("/hapus/", methods=("POST",))
    def remove(self) -> ResponseReturnValue:
        """Take it away, after a question."""
        back = url_for(".index_view")
        if request.form.get("confirmed") != "1":
            return self.render(
                "layout/confirm.html",
                title=_("Hapus kop surat"),
                question=QUESTION,
                act=_("Hapus"),
                hidden={"confirmed": "1"},
                style="btn-danger",
                back=back,
            )
        try:
            letterhead.remove(work())
            flash(_("Kop surat dihapus. Surat dicetak dengan ruang kosong untuk kop."), "success")
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(back)
