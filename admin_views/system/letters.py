"""The register of issued letters: read and exported by administrators and auditors, revoked by administrators."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.cells import badge, moment
from admin_views.letter_cells import SIGNATURE_TONES, letter_told
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import actor, database, work
from forms.from_declaration import form_class
from siinas.models import Letter
from siinas.operations import letters
from siinas.process.fields import LongText
from siinas.process.steps import Row
from siinas.queries.choices import ChoiceSource
from siinas.queries.letter_files import SIGNATURES, handed_out
from siinas.queries.letters import STATES, TONES, kinds, letter_named
from siinas.refusal import Refused


class Revocation(Row):
    """What is said with a revocation."""

    reason = LongText(
        "Alasan pencabutan",
        longest=letters.LONGEST_REASON,
        help="Dibaca oleh perusahaan dan tercatat di jurnal. Halaman umum hanya menyebut kapan surat dicabut.",
    )


class Letters(PortalModelView):
    """Every letter that was ever issued, the newest first; none is ever removed."""

    admits = READERS
    doors = {"revoke": EDITORS}
    can_export = True
    noun = "surat"
    lead = "Setiap surat yang diterbitkan tetap tercatat dengan nomornya, juga yang diganti atau dicabut."
    export_name = "surat"
    list_template = "system/letters.html"
    column_list = ("number", "company_name", "issued_at", "state")
    column_labels = {
        "number": "Surat",
        "company_name": "Perusahaan",
        "issued_at": "Diterbitkan",
        "state": "Keadaan",
    }
    column_default_sort = ("id", True)
    column_sortable_list = ("number", "company_name", "issued_at")
    column_searchable_list = ("number", "company_name", "nib")
    search_label = "Nomor surat, nama perusahaan, atau NIB"
    column_filters = (
        FilterEqual(Letter.kind, "Jenis surat", options=kinds()),
        FilterEqual(Letter.state, "Keadaan", options=list(STATES.items())),
        FilterEqual(Letter.signature, "Tanda tangan", options=list(SIGNATURES.items())),
    )
    column_formatters = {
        "number": lambda view, context, row, name: (
            Markup('%s<br><span class="under">%s</span>') % (row.number, row.title)
        ),
        "company_name": lambda view, context, row, name: (
            Markup('%s<br><span class="under">NIB %s</span>') % (row.company_name, row.nib)
        ),
        "state": lambda view, context, row, name: _state(row),
    }
    export_columns = (
        ("number", "Nomor", "text"),
        ("title", "Jenis surat", "text"),
        ("company_name", "Perusahaan", "text"),
        ("nib", "NIB", "text"),
        ("place", "Lokasi", "text"),
        ("issued_at", "Diterbitkan", "moment"),
        ("state", "Keadaan", "text"),
        ("authority", "Kode penerbit", "text"),
        ("signature", "Tanda tangan elektronik", "text"),
        ("signed_at", "Ditandatangani", "moment"),
        ("signed_by", "Sertifikat atas nama", "text"),
        ("ended_at", "Sejak", "moment"),
        ("ended_why", "Alasan", "text"),
        ("sha256", "Sidik jari berkas (SHA-256)", "text"),
    )
    empty_text = "Surat muncul di sini begitu pendaftaran pertama diajukan."

    def can_be_had(self, row: Letter) -> bool:
        """Whether there is something to download yet."""
        return handed_out(row) is not None

    def export_value(self, row: Letter, key: str) -> Any:
        """States in words."""
        if key == "signature":
            return SIGNATURES.get(row.signature, "")
        return STATES[row.state] if key == "state" else super().export_value(row, key)

    @expose("/<public_id>/cabut/", methods=("GET", "POST"))
    def revoke(self, public_id: str) -> ResponseReturnValue:
        """Revoke a letter: a reason, a question, then it is done."""
        letter = letter_named(database().session(), actor(), public_id)
        form_type = form_class(Revocation, ChoiceSource(database().session(), None))
        form = form_type(request.form) if request.method == "POST" else form_type()
        question = _("Cabut surat nomor %(number)s? Pencabutan tidak dapat dibatalkan.", number=letter.number)
        g.trail = [(letter.number, None)]
        if request.method == "POST" and form.validate():
            if request.form.get("confirmed") != "1":
                return self.render(
                    "layout/confirm.html",
                    title=_("Cabut surat"),
                    question=question,
                    act=_("Cabut surat"),
                    hidden={"reason": form.reason.data, "confirmed": "1"},
                    back=url_for(".revoke", public_id=public_id),
                )
            try:
                letters.revoke(work(), public_id, form.answers()["reason"])
                flash(_("Surat nomor %(number)s dicabut.", number=letter.number), "success")
                return redirect(url_for(".index_view"))
            except Refused as refusal:
                self.refuse(form, refusal)
        return self.render(
            "system/revoke_letter.html", form=form, letter=letter_told(letter), row=letter, question=question
        )


def _state(row: Letter) -> Markup:
    shown = badge(TONES[row.state], STATES[row.state])
    if row.signature in SIGNATURES:
        shown = Markup("%s<br>%s") % (shown, badge(SIGNATURE_TONES[row.signature], SIGNATURES[row.signature]))
    if row.ended_at is None:
        return shown
    return Markup('%s<br><span class="under">%s</span>') % (shown, moment(row.ended_at))
