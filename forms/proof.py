"""The field that asks once more for the password or a code, before something grave is done."""

from __future__ import annotations

from typing import TypeVar

from wtforms import Form, PasswordField, StringField

from forms.sign_in import IndonesianForm, not_endless

F = TypeVar("F", bound=Form)


def with_proof(form_type: type[F], *, code: bool) -> type[F]:
    """The same form with one more field at its end: `password`, or `code` of whoever signs in with codes.

    Both names are among those that are never kept when a session ends.
    """
    return type(form_type.__name__, (form_type,), {"code": CODE} if code else {"password": PASSWORD})


class Question(IndonesianForm):
    """A form without any field of its own: a button."""


PASSWORD = PasswordField(
    "Kata sandi Anda",
    [not_endless],
    description="Diminta sekali lagi agar orang lain yang memakai peramban ini tidak dapat melakukannya.",
    render_kw={"autocomplete": "current-password"},
)
CODE = StringField(
    "Kode 6 angka dari aplikasi autentikator",
    [not_endless],
    description="Diminta sekali lagi agar orang lain yang memakai peramban ini tidak dapat melakukannya.",
    render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
)
