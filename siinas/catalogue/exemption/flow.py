"""The way of an SKPBKI through front desk, evaluator, director and director general (licensing.md 2.4)."""

from __future__ import annotations

from collections.abc import Mapping

from siinas.catalogue.exemption.letters import CERTIFICATE, REFUSAL, REVOCATION
from siinas.process.assessments import Assessment
from siinas.process.fields import Answers, Choice, LongText
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.periods import CalendarDays, WorkingDays
from siinas.process.reasons import LetterOfRefusal, Remark, Withdrawal
from siinas.process.roles import COMPANY, SENDERS, Role
from siinas.process.steps import Row, Step

HOLDS = {"yes": "Sesuai", "no": "Tidak sesuai"}


class Shortcomings(Row):
    """What has to be completed."""

    reason = LongText("Catatan pengembalian", help="Sebutkan isian atau dokumen yang harus dilengkapi.")


class Revocation(Row):
    """Why what was given is taken back."""

    reason = LongText("Alasan pencabutan", shortest=20, help="Dimuat apa adanya dalam surat pencabutan.")


class Review(Step, title="Telaah", intro="Bandingkan isian dengan dokumennya. Kesimpulan menentukan usulan."):
    """The points of which the evaluator convinces themselves (licensing.md 2.1, 2.2)."""

    identity_fits = Choice("Identitas sama dengan NIB", among=HOLDS)
    kbli_fits = Choice("KBLI ada pada NIB dan berisiko yang dilayani", among=HOLDS)
    place_fits = Choice("Lokasi sesuai KKPR atau Izin Lokasi", among=HOLDS)
    zoning_fits = Choice(
        "Berada di Kawasan Peruntukan Industri", among={**HOLDS, "not_asked": "Tidak disyaratkan (alasan khusus)"}
    )
    scale_fits = Choice("Skala industri sesuai tenaga kerja dan investasi", among=HOLDS)
    ground_fits = Choice("Alasan terbukti dari dokumennya", among=HOLDS)
    note = LongText("Catatan telaah", shortest=20)
    conclusion = Choice(
        "Kesimpulan",
        among={"grant": "Memenuhi, diusulkan terbit", "refuse": "Tidak memenuhi, diusulkan ditolak"},
    )


class ReviewSheet(
    Assessment,
    key="telaah",
    title="Lembar telaah",
    filled_in=("evaluation",),
    steps=(Review,),
    lead="Diisi evaluator sebelum mengusulkan; dibaca direktur dan direktur jenderal.",
    beside=True,
):
    """The sheet on which a proposal rests."""


def is_for_granting(answers: Answers, assessed: Mapping[str, Answers]) -> str:
    """A proposal to grant rests on a review that says so."""
    said = assessed.get("telaah", {}).get("conclusion")
    return "" if said == "grant" else "Kesimpulan lembar telaah bukan “Memenuhi”."


def is_for_refusing(answers: Answers, assessed: Mapping[str, Answers]) -> str:
    """A proposal to refuse rests on a review that says so."""
    said = assessed.get("telaah", {}).get("conclusion")
    return "" if said == "refuse" else "Kesimpulan lembar telaah bukan “Tidak memenuhi”."


class ExemptionFlow(Flow):
    """Completeness, evaluation, proposal, decision: each by another pair of eyes."""

    draft = held_by(COMPANY, "Konsep (Belum Dikirim Ke Kemenperin)", private=True)
    submitted = held_by(Role.FRONT_DESK, "Diajukan", within=WorkingDays(1))
    checking = held_by(Role.FRONT_DESK, "Pemeriksaan Kelengkapan", within=WorkingDays(2))
    returned = held_by(COMPANY, "Pengembalian Data", within=CalendarDays(30), tone="returned")
    evaluation = held_by(Role.EVALUATOR, "Telaah", within=WorkingDays(3))
    proposal = held_by(Role.DIRECTOR, "Persetujuan Direktur", within=WorkingDays(1))
    approval = held_by(Role.DIRECTOR_GENERAL, "Persetujuan Direktur Jenderal", within=WorkingDays(2))
    refusing = held_by(Role.DIRECTOR_GENERAL, "Usulan Penolakan", within=WorkingDays(2))
    issued = closed("Terbit")
    refused = closed("Ditolak", tone="refused")
    withdrawn = closed("Ditarik", tone="refused")
    revoked = closed("Dicabut", tone="refused")
    expired = closed("Kedaluwarsa", tone="refused")
    discarded = closed("Dihapus oleh perusahaan", tone="refused", private=True)

    send = from_any(draft, returned).to(
        submitted,
        "Kirim permohonan",
        by=SENDERS,
        freezes=True,
        tells_company="permohonan_terkirim",
        confirm="Kirim permohonan ini? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Permohonan terkirim. Tanda terima ada pada halaman ini.",
    )
    take = submitted.to(checking, "Ambil untuk diperiksa", done="Permohonan diambil untuk diperiksa.")
    complete = checking.to(evaluation, "Lengkap, teruskan ke evaluator", done="Permohonan diteruskan kepada evaluator.")
    incomplete = checking.to(
        returned,
        "Pengembalian Data",
        asks=Shortcomings,
        weight="secondary",
        tells_company="permohonan_dikembalikan",
        done="Permohonan dikembalikan kepada perusahaan beserta catatannya.",
    )
    clarify = evaluation.to(
        returned,
        "Minta klarifikasi",
        asks=Shortcomings,
        weight="secondary",
        tells_company="permohonan_dikembalikan",
        done="Permintaan klarifikasi dikirim kepada perusahaan.",
    )
    propose = evaluation.to(
        proposal,
        "Usulkan terbit",
        assessed=("telaah",),
        held_up=is_for_granting,
        done="Usulan penerbitan diteruskan kepada direktur.",
    )
    propose_refusal = evaluation.to(
        proposal,
        "Usulkan penolakan",
        assessed=("telaah",),
        held_up=is_for_refusing,
        weight="danger",
        done="Usulan penolakan diteruskan kepada direktur.",
    )
    endorse = proposal.to(
        approval,
        "Teruskan untuk diterbitkan",
        held_up=is_for_granting,
        not_same_person_as=(propose,),
        done="Permohonan diteruskan kepada direktur jenderal.",
    )
    endorse_refusal = proposal.to(
        refusing,
        "Teruskan untuk ditolak",
        held_up=is_for_refusing,
        not_same_person_as=(propose_refusal,),
        weight="danger",
        done="Usulan penolakan diteruskan kepada direktur jenderal.",
    )
    reconsider = from_any(proposal, approval, refusing).to(
        evaluation,
        "Kembalikan ke evaluator",
        asks=Remark,
        weight="secondary",
        done="Dikembalikan kepada evaluator beserta catatannya.",
    )
    approve = approval.to(
        issued,
        "Setujui dan terbitkan",
        issues=(CERTIFICATE,),
        not_same_person_as=(propose, endorse),
        tells_company="izin_terbit",
        confirm="Terbitkan SKPBKI untuk permohonan ini? Nomor diambil dari register dan tidak dapat dikembalikan.",
        done="SKPBKI diterbitkan.",
    )
    refuse = refusing.to(
        refused,
        "Tolak permohonan",
        asks=LetterOfRefusal,
        issues=(REFUSAL,),
        not_same_person_as=(propose_refusal, endorse_refusal),
        weight="danger",
        tells_company="permohonan_ditolak_surat",
        confirm="Tolak permohonan ini? Surat penolakan diterbitkan dan dikirim ke perusahaan.",
        done="Permohonan ditolak; surat penolakan diterbitkan.",
    )
    withdraw = from_any(submitted, checking, returned, evaluation, proposal).to(
        withdrawn,
        "Tarik permohonan",
        by=SENDERS,
        asks=Withdrawal,
        weight="danger",
        tells_company="permohonan_ditarik",
        confirm="Tarik permohonan ini? Permohonan baru dapat diajukan sesudahnya.",
        done="Permohonan ditarik.",
    )
    revoke = issued.to(
        revoked,
        "Cabut SKPBKI",
        by=frozenset({Role.DIRECTOR_GENERAL}),
        undoes=True,
        asks=Revocation,
        issues=(REVOCATION,),
        weight="danger",
        tells_company="izin_dicabut",
        confirm="Cabut SKPBKI ini? Surat pencabutan diterbitkan; pemeriksaan umum menyatakan suratnya dicabut.",
        done="SKPBKI dicabut; surat pencabutan diterbitkan.",
    )
    lapse = returned.lapses_to(
        expired,
        "Kedaluwarsa karena tidak diperbaiki",
        after=CalendarDays(30),
        tells_company="permohonan_kedaluwarsa",
        done="Permohonan kedaluwarsa.",
    )
    discard = draft.to(
        discarded,
        "Hapus konsep",
        weight="danger",
        confirm="Hapus konsep ini? Isian dan berkasnya tidak dapat dikembalikan.",
        done="Konsep dihapus.",
    )
