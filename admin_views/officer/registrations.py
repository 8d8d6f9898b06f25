"""The queue of registrations: what each resembles, and those beside it."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.cells import badge
from admin_views.officer.case_lists import CaseList
from admin_views.officer.cases import Queue
from admin_views.web.doors import may_enter
from admin_views.web.request import actor, database
from siinas.catalogue.registration import Registration
from siinas.models import Case
from siinas.queries.cases import CaseFile
from siinas.queries.likeness import KINDS, Alike, Applicant, Found, alike, hit_words, hits_of, side_by_side

BESIDE = 2
"""So many of the others stand beside the applicant until somebody chooses."""
MOST_BESIDE = 4


class RegistrationQueue(Queue):
    """Registrations that wait, each with the number of accounts and registrations that it resembles."""

    column_list = ("company_name", "regency", "likeness", "state", "sent_at", "due_at")
    column_labels = CaseList.column_labels | {"likeness": "Kemiripan"}
    column_formatters = CaseList.column_formatters | {
        "company_name": lambda view, context, row, name: company_cell(row),
        "likeness": lambda view, context, row, name: likeness_cell(row),
    }

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """The rows, with what they resemble looked up at once."""
        count, rows = super().get_list(*args, **kwargs)
        g.likeness_hits = hits_of(database().session(), [row.id for row in rows])
        return count, rows

    def more(self, file: CaseFile) -> dict[str, Any]:
        """The others, and the comparison with those chosen in the address (`banding`)."""
        session = database().session()
        found = alike(session, actor(), Applicant.of(file.case))
        chosen = chosen_of(found, request.args.getlist("banding"))
        return {
            "same_nib": [],
            "likeness": {
                "found": found,
                "chosen": chosen,
                "rows": side_by_side(session, file.case, chosen) if chosen else [],
                "address": address_of,
                "strong": any({"place", "npwp"} & set(one.reasons) for one in found.shown),
                "only_email": bool(found.shown) and all(one.kinds == ["email"] for one in found.shown),
            },
        }


def chosen_of(found: Found, keys: list[str]) -> list[Alike]:
    """Whom to set beside the applicant: those named, else the weightiest."""
    named = [one for one in found.shown if one.key in keys]
    return named[:MOST_BESIDE] or list(found.shown[:BESIDE])


def address_of(one: Alike) -> str:
    """Where it is read; empty where the person may not."""
    if one.establishment is not None:
        if may_enter(current_app, "officer_companies.details_view"):
            return url_for("officer_companies.details_view", id=one.establishment.id)
        return ""
    return url_for(f"officer_{Registration.key}.case", public_id=one.case.public_id)  # type: ignore[union-attr]


def company_cell(case: Case) -> Markup:
    """The name with the numbers of NIB and registration."""
    link = url_for(f"officer_{Registration.key}.case", public_id=case.public_id)
    numbers = f"NIB {case.nib} · {case.number}"
    return Markup('<a href="%s">%s</a><br><span class="under-text">%s</span>') % (link, case.company_name, numbers)


def likeness_cell(case: Case) -> Markup:
    """How many others a registration resembles, and why."""
    kinds = g.get("likeness_hits", {}).get(case.id)
    if not kinds:
        return Markup("–")
    tone = "late" if {"place", "npwp"} & set(kinds) else "returned" if {"nib", "name"} & set(kinds) else "info"
    if len(kinds) == 1:
        return badge(tone, KINDS[kinds[0]])
    told = badge(tone, _("%(n)s mirip", n=len(kinds)))
    return Markup('%s<br><span class="under-text">%s</span>') % (told, hit_words(kinds))


QUEUES: dict[str, type[Queue]] = {Registration.key: RegistrationQueue}
"""Queues that show more than those of other processes, by the key of the process."""
