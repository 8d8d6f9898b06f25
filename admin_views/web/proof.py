"""Fresh proof on a page: the field that asks for it, and taking what was given."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import session
from wtforms import Form

from admin_views.web.request import PROVED, work
from forms.proof import with_proof
from siinas.operations import proofs

F = TypeVar("F", bound=Form)


def asking(form_type: type[F]) -> type[F]:
    """The form, with a field for password or code unless one was given a short while ago."""
    if proofs.fresh(work()):
        return form_type
    return with_proof(form_type, code=proofs.asks_code(work()))


def take(form: Any) -> None:
    """Judge what was given in that field, if it was asked; Refused at the field. The session gets a new token."""
    field = next((form[name] for name in ("password", "code") if name in form), None)
    if field is None or proofs.fresh(work()):
        return
    if not field.data:
        proofs.require(work())
    proofs.prove(work(), field.data)
    session[PROVED] = work().now.timestamp()
    session.rotate = True  # type: ignore[attr-defined]
