"""Bukti Kepemilikan Akun: the numbered letter that says whose account this is (reporting.md 3.10)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.base import Closed
from admin_views.cells import day
from admin_views.company.home import own_establishment
from admin_views.letter_cells import letter_told
from admin_views.web.request import actor, database, work
from siinas.catalogue.registration import OWNERSHIP_PROOF, Registration
from siinas.models import Letter
from siinas.operations import letters
from siinas.process.roles import COMPANY, SENDERS
from siinas.process.words import JAKARTA
from siinas.queries.letters import account_letter, kind_of, letters_of
from siinas.refusal import Refused

KIND = kind_of(Registration, OWNERSHIP_PROOF)
TITLE = "Bukti Kepemilikan Akun"


class OwnershipProof(Closed):
    """The letter as it stands, whether it still says what is recorded, and the letters before it."""

    admits = COMPANY
    doors = {"renew": SENDERS}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(name=TITLE, endpoint="company_bukti-kepemilikan", url="bukti-kepemilikan", **kwargs)
        self.default_view = "index_view"

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """Number, registration, picture and download."""
        establishment, db = own_establishment(), database().session()
        found = account_letter(db, establishment, KIND)
        of_account = Letter.kind.startswith(f"{Registration.key}.")
        earlier = letters_of(db, actor(), Letter.establishment_id == establishment.id, of_account)
        return self.render(
            "company/ownership.html",
            letter=letter_told(found.last) if found.last else None,
            number_label=found.declared.number_label,
            changed=found.changed,
            renewable=found.renewable,
            may_renew=actor().may_be(SENDERS),
            question=self._question(found.last),
            registered=day(establishment.registered_at.astimezone(JAKARTA).date()),
            year=establishment.registered_at.astimezone(JAKARTA).year,
            others=[letter_told(one) for one in earlier if found.last is None or one.id != found.last.id],
        )

    @expose("/terbitkan/", methods=("POST",))
    def renew(self) -> ResponseReturnValue:
        """Have it issued, or issued anew after a question."""
        back = url_for(".index_view")
        last = account_letter(database().session(), own_establishment(), KIND).last
        question = self._question(last)
        if question and request.form.get("confirmed") != "1":
            hidden = {"confirmed": "1"}
            return self.render(
                "layout/confirm.html",
                title=_("Terbitkan yang baru"),
                question=question,
                act=_("Terbitkan"),
                hidden=hidden,
                style="btn-primary",
                back=back,
            )
        try:
            issued = letters.renew(work(), KIND)
            flash(_("%(title)s nomor %(number)s diterbitkan.", title=issued.title, number=issued.number), "success")
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(back)

    def _question(self, last: Letter | None) -> str:
        if last is None or last.state != "valid":
            return ""
        return _(
            "Terbitkan yang baru? Bukti nomor %(number)s tidak berlaku lagi; siapa pun yang memeriksanya melihat bahwa "
            "bukti itu sudah diganti.",
            number=last.number,
        )
