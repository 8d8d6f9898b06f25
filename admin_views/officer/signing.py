"""Letters that wait for their signature: had as they were issued, handed in signed, or signed by the portal."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import func

from admin_views.base import PortalModelView
from admin_views.letter_cells import letter_told
from admin_views.web.files import SIGNING
from admin_views.web.request import actor, database, services, work
from forms.signing import SignedLetterForm
from siinas.models import Letter
from siinas.operations import signing
from siinas.operations.files import Incoming
from siinas.queries.letter_files import waiting_for_signature
from siinas.queries.letter_offices import office_of
from siinas.refusal import Refused


class Signing(PortalModelView):
    """What waits for somebody who signs for its office, the oldest first."""

    admits = SIGNING
    noun = "surat"
    lead = "Surat yang sudah terbit dan bernomor, tetapi belum ditandatangani secara elektronik."
    list_template = "officer/signing.html"
    column_list = ("number", "company_name", "authority", "issued_at")
    column_labels = {
        "number": "Surat",
        "company_name": "Perusahaan",
        "authority": "Penerbit",
        "issued_at": "Diterbitkan",
    }
    column_default_sort = ("id", False)
    column_sortable_list = ("number", "company_name", "issued_at")
    column_searchable_list = ("number", "company_name", "nib")
    search_label = "Nomor surat, nama perusahaan, atau NIB"
    empty_title = "Tidak ada surat yang menunggu tanda tangan"
    column_formatters = {
        "number": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a><br><span class="under">%s</span>')
            % (view.get_url(".letter", public_id=row.public_id), row.number, row.title)
        ),
        "authority": lambda view, context, row, name: office_name(row),
    }

    def get_query(self) -> Any:
        """Only what waits for this person."""
        return database().session.query(Letter).filter(*waiting_for_signature(actor()))

    def get_count_query(self) -> Any:
        """How many they are."""
        counted = database().session.query(func.count("*")).select_from(Letter)
        return counted.filter(*waiting_for_signature(actor()))

    @expose("/<public_id>/", methods=("GET", "POST"))
    def letter(self, public_id: str) -> ResponseReturnValue:
        """One letter: download it to sign it, hand it in signed."""
        row = signing.original_of(work(), public_id)
        form = SignedLetterForm(request.files if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            try:
                given = request.files["signed_file"]
                signed = signing.attach_signed(work(), public_id, Incoming(form.content, given.filename or ""))
                flash(_("Surat nomor %(number)s sudah ditandatangani.", number=signed.number), "success")
                return redirect(self.get_url(".index_view"))
            except Refused as refusal:
                self.refuse(form, refusal)
                row = signing.original_of(work(), public_id)
        g.trail = [(row.number, None)]
        return self.render(
            "officer/sign_letter.html",
            form=form,
            row=row,
            letter=letter_told(row),
            office=office_name(row),
            original=url_for("files.letter_original", public_id=public_id),
            signs_here=services().signer.configured,
        )

    @expose("/<public_id>/oleh-portal/", methods=("POST",))
    def again(self, public_id: str) -> ResponseReturnValue:
        """Let the portal sign once more."""
        signing.original_of(work(), public_id)
        row = signing.sign_again(work(), public_id)
        flash(_("Surat nomor %(number)s akan ditandatangani oleh portal.", number=row.number), "success")
        return redirect(self.get_url(".index_view"))


def office_name(row: Letter) -> str:
    """The name of the office that issued a letter."""
    office = office_of(database().session(), row.authority)
    return office.name if office is not None else row.authority
