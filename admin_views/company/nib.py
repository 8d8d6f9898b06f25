"""What stands on the company's NIB beside what is recorded; only what a person ticks is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_views.base import Closed
from admin_views.company.home import own_establishment
from admin_views.web.request import actor, database, now, services, whole, work
from siinas.documents.nib_reader import nib_json
from siinas.integrations.storage import FileMissing
from siinas.models import Attachment
from siinas.operations.nib_reading import apply_nib, version_of
from siinas.process.roles import COMPANY
from siinas.process.words import JAKARTA
from siinas.queries.addresses import why_locked
from siinas.queries.nib_comparison import Proposal, is_unread, newest_nib, of_another, proposals
from siinas.refusal import Refused, Stale

MOST_PAGES = 20


class NibComparison(Closed, BaseView):  # type: ignore[misc]
    """The newest NIB of Dokumen Perizinan, read anew and compared."""

    admits = COMPANY

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """Compare; take over what was ticked."""
        establishment = own_establishment()
        document = newest_nib(database().session(), actor(), establishment.id)
        if document is None:
            return self.render("company/nib.html", document=None)
        reading = self._reading(document.attachment)
        ticked = set(request.form.getlist("pakai"))
        if request.method == "POST" and "_semua" not in request.form:
            try:
                taken = apply_nib(work(), document.id, reading, ticked, version=whole(request.form.get("version"), -1))
            except Refused as refusal:
                flash(refusal.reason, "error")
                ticked = set() if isinstance(refusal, Stale) else ticked
            else:
                flash(_("%(n)s nilai dari NIB dipakai.", n=taken), "success")
                return redirect(url_for("company_nib.index"))
            establishment = own_establishment()
        today = now().astimezone(JAKARTA).date()
        locked = why_locked(establishment, "office", now())
        found = proposals(database().session(), establishment, reading, today, locked=locked)
        if "_semua" in request.form:
            ticked = {one.key for one in found if one.applicable and one.certain}
        return self.render(
            "company/nib.html",
            document=document,
            groups=self._groups(found),
            applicable=sum(one.applicable for one in found),
            ticked=ticked,
            version=version_of(establishment),
            unread=is_unread(reading),
            another=of_another(establishment, reading),
            pages=[
                url_for("files.page", public_id=document.attachment.public_id, number=n)
                for n in range(1, min(max(document.attachment.pages, 1), MOST_PAGES) + 1)
            ],
        )

    @staticmethod
    def _groups(found: Sequence[Proposal]) -> list[tuple[str, list[Proposal]]]:
        return [(title, list(rows)) for title, rows in groupby(found, key=lambda one: one.group)]

    @staticmethod
    def _reading(file: Attachment) -> dict[str, Any]:
        """What the file says; nothing, where its bytes are gone."""
        try:
            return nib_json(services().storage.read(file.sha256))
        except FileMissing:
            return {}
