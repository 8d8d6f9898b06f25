"""The way of a report: Konsep, Verifikator, Validator, and back where something is missing (reporting.md 4.1)."""

from __future__ import annotations

from siinas.process.fields import LongText
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.periods import CalendarDays, WorkingDays
from siinas.process.roles import COMPANY, SENDERS, Role
from siinas.process.steps import Row

REGIME = "semester, 2025 triwulan"
"""Twice a year by Permenperin 2/2019, four times since SE Menperin 1/2025 (reporting.md 1.6)."""


class Shortcomings(Row):
    """What an officer says when returning a report."""

    reason = LongText("Catatan pengembalian", help="Sebutkan halaman dan isian yang harus dilengkapi atau diperbaiki.")


class Note(Row):
    """A remark for the colleague who goes on."""

    note = LongText("Catatan untuk Validator", required=False, internal=True)


class CorrectionReason(Row):
    """Why an accepted report is opened again."""

    reason = LongText(
        "Alasan perbaikan", shortest=10, help="Dibaca petugas. Sebutkan isian yang keliru dan apa yang benar."
    )


class ReportFlow(Flow):
    """Konsep, check by a Verifikator, validation by another person, or back to the company (reporting.md 4.1).

    An accepted report may be opened again for a correction: the accepted version stays the valid one until the
    corrected one is accepted in its turn, and the company may return to it at any time before that.
    """

    draft = held_by(COMPANY, "Konsep (Belum Dikirim Ke Kemenperin)", private=True)
    verification = held_by(Role.VERIFIER, "Diproses — Verifikator", within=WorkingDays(5))
    validation = held_by(Role.VALIDATOR, "Diproses — Validator", within=WorkingDays(3))
    returned = held_by(COMPANY, "Pengembalian Data", within=CalendarDays(30), tone="returned")
    correction = held_by(COMPANY, "Perbaikan Laporan")
    accepted = closed("Diterima")
    discarded = closed("Dihapus oleh perusahaan", tone="refused", private=True)

    send = from_any(draft, returned, correction).to(
        verification,
        "Kirim laporan",
        by=SENDERS,
        freezes=True,
        needs_statement=True,
        tells_company="laporan_terkirim",
        confirm="Kirim laporan ini ke Kemenperin? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Laporan terkirim ke Kemenperin.",
    )
    check = verification.to(
        validation,
        "Teruskan ke Validator",
        asks=Note,
        weighs_statement=True,
        done="Laporan diteruskan ke Validator.",
    )
    accept = validation.to(
        accepted,
        "Terima laporan",
        not_same_person_as=(check,),
        does=("accept_filing", "project_figures"),
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
    correct = accepted.to(
        correction,
        "Perbaiki laporan",
        by=SENDERS,
        reopens=True,
        months="report_correction_months",
        asks=CorrectionReason,
        weight="secondary",
        confirm="Buka laporan ini untuk diperbaiki? Versi yang diterima tetap berlaku sampai perbaikannya diterima.",
        done="Laporan dibuka untuk diperbaiki. Ubah isiannya, lalu cetak, unggah, dan kirim kembali.",
    )
    cancel_correction = from_any(correction, returned).to(
        accepted,
        "Batalkan perbaikan",
        by=SENDERS,
        restores=True,
        weight="danger",
        confirm="Batalkan perbaikan? Isian kembali persis seperti versi yang sudah diterima.",
        done="Perbaikan dibatalkan. Laporan kembali seperti yang sudah diterima.",
    )
    discard = draft.to(
        discarded,
        "Hapus konsep",
        weight="danger",
        does=("free_period",),
        confirm="Hapus konsep ini? Isian tidak dapat dikembalikan, dan laporan untuk periode ini dapat dibuat lagi.",
        done="Konsep dihapus.",
    )
