"""E-Services › e-Licensing › Pengajuan baru: the services with their cards, and the way into each."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_views.base import Closed
from admin_views.company.home import own_establishment
from admin_views.web.request import database, now
from siinas.process.roles import COMPANY
from siinas.process.words import JAKARTA
from siinas.queries.service_cards import licences, service_card


class Licensing(Closed, BaseView):  # type: ignore[misc]
    """The cards of all services for which a company applies."""

    admits = COMPANY

    def __init__(self) -> None:
        super().__init__(name=_("Pengajuan baru"), endpoint="company_licensing", url="e-licensing")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """One card for each service."""
        establishment, today = own_establishment(), now().astimezone(JAKARTA).date()
        cards = [service_card(database().session(), process, establishment, today) for process in licences()]
        html: ResponseReturnValue = self.render("company/licensing.html", cards=cards)
        return html
