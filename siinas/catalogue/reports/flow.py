"""The way of a report: Konsep, Verifikator, Validator, and back where something is missing (reporting.md 4.1)."""

from __future__ import annotations

from siinas.process.fields import LongText
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.periods import CalendarDays, WorkingDays
from siinas.process.roles import COMPANY, SENDERS, Role
from siinas.process.steps import Row


class Shortcomings(Row):
    """What an officer says when returning a report."""

    reason = LongText("Catatan pengembalian", help="Sebutkan halaman dan isian yang harus dilengkapi atau diperbaiki.")


class Note(Row):
    """A remark for the colleague who goes on."""

    note = LongText("Catatan untuk Validator", required=False, internal=True)


class ReportFlow(Flow):
    """Konsep, check by a Verifikator, validation by another person, or back to the company (reporting.md 4.1)."""

    draft = held_by(COMPANY, "Konsep (Belum Dikirim Ke Kemenperin)", private=True)
    verification = held_by(Role.VERIFIER, "Diproses — Verifikator", within=WorkingDays(5))
    validation = held_by(Role.VALIDATOR, "Diproses — Validator", within=WorkingDays(3))
    returned = held_by(COMPANY, "Pengembalian Data", within=CalendarDays(30), tone="returned")
    accepted = closed("Diterima")
    discarded = closed("Dihapus oleh perusahaan", tone="refused", private=True)

    send = from_any(draft, returned).to(
        verification,
        "Kirim laporan",
        by=SENDERS,
        freezes=True,
        needs_statement=True,
        tells_company="laporan_terkirim",
        confirm="Kirim laporan ini ke Kemenperin? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Laporan terkirim ke Kemenperin.",
    )
    check = verification.to(validation, "Teruskan ke Validator", asks=Note, done="Laporan diteruskan ke Validator.")
    accept = validation.to(
        accepted,
        "Terima laporan",
        not_same_person_as=(check,),
        tells_company="laporan_diterima",
        confirm="Terima laporan ini? Perusahaan menerima pemberitahuan dan laporan ditutup.",
        done="Laporan diterima.",
    )
    send_back = from_any(verification, validation).to(
        returned,
        "Pengembalian Data",
        asks=Shortcomings,
        weight="secondary",
        tells_company="laporan_dikembalikan",
        done="Laporan dikembalikan kepada perusahaan beserta catatannya.",
    )
    discard = draft.to(
        discarded,
        "Hapus konsep",
        weight="danger",
        does=("free_period",),
        confirm="Hapus konsep ini? Isian tidak dapat dikembalikan, dan laporan untuk periode ini dapat dibuat lagi.",
        done="Konsep dihapus.",
    )
