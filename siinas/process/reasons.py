"""Reasons that moves of several processes ask for in the same words, so that each flow need not say them again."""

from __future__ import annotations

from siinas.process.fields import LongText
from siinas.process.steps import Row


class Withdrawal(Row):
    """Why the company takes its application back."""

    reason = LongText("Alasan penarikan", help="Dibaca petugas.")


class Remark(Row):
    """What another officer should know."""

    reason = LongText("Catatan", help="Dibaca petugas; tidak dikirim ke perusahaan.")


class LetterOfRefusal(Row):
    """Why an application is refused, as the letter of refusal says it."""

    reason = LongText("Alasan penolakan", shortest=20, help="Dimuat apa adanya dalam surat penolakan.")
