"""The way of an application for verification on both routes: ministry first, or direct (SETTLED 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siinas.catalogue.verification.assessments import (
    CHECK,
    SCHEDULE,
    UPLOAD,
    VISIT,
    all_items_are_ok,
    an_item_is_not_ok,
    conclusion_is,
    return_text,
)
from siinas.catalogue.verification.letters import DECISION, RECORD, REFUSAL
from siinas.process.checks import Facts
from siinas.process.fields import Answers, Choice, LongText, Text
from siinas.process.flow import (
    MINISTRY_FIRST,
    Flow,
    awaiting,
    closed,
    competent,
    from_any,
    held_by,
    signed_by_all,
)
from siinas.process.periods import CalendarDays, WorkingDays
from siinas.process.reasons import LetterOfRefusal, Remark, Withdrawal
from siinas.process.roles import COMPANY, SENDERS, Role
from siinas.process.steps import Row
from siinas.process.words import date_words

DIRECT, MAY_SKIP = "direct", "visit_when_needed"
EXAMINERS = competent(ministry=Role.EVALUATOR, region=Role.REGIONAL_INSPECTOR)
DECIDERS = competent(ministry=Role.DIRECTOR_GENERAL, region=Role.REGIONAL_HEAD)


class Shortcomings(Row):
    """What has to be mended."""

    reason = LongText(
        "Catatan pengembalian", longest=8000, help="Disusun dari lembar pemeriksaan; dapat diubah sebelum dikirim."
    )


class Objection(Row):
    """What the company does not agree with."""

    reason = LongText("Keberatan", shortest=10, help="Dibaca tim pemeriksa, yang memperbaiki lembar kunjungannya.")


class Elsewhere(Row):
    """Who is competent instead, and why."""

    authority = Choice(
        "Instansi yang berwenang",
        among={
            "ministry": "Kementerian Perindustrian",
            "province": "Dinas provinsi",
            "regency": "Dinas kabupaten/kota",
            "kek": "Administrator KEK",
            "kpbpb": "Badan Pengusahaan KPBPB",
        },
    )
    reason = LongText("Alasan pengalihan", shortest=10, help="Dibaca petugas yang menerimanya.")


class Signing(Row):
    """Under which name and office one signs."""

    signer = Text("Nama penanda tangan", longest=100)
    signer_position = Text("Jabatan", longest=150)


class OssResult(Row):
    """What OSS has said, and how that is known where a person records it."""

    reason = LongText(
        "Keterangan OSS", help="Status dan tanggal seperti di OSS; bila dicatat tangan, sebutkan sumbernya."
    )


def proposed_return(answers: Answers, assessed: Mapping[str, Answers], facts: Facts) -> dict[str, Any]:
    """The note of a return as the check-sheet puts it together."""
    return {"reason": return_text(answers, assessed, facts)}


def proposed_refusal(answers: Answers, assessed: Mapping[str, Answers], facts: Facts) -> dict[str, Any]:
    """The reason of a refusal as the visit gives it."""
    return {"reason": str(assessed.get(VISIT, {}).get("reasons") or "")}


def proposed_corrections(answers: Answers, assessed: Mapping[str, Answers], facts: Facts) -> dict[str, Any]:
    """The reason of the return that follows a visit: what the record says has to be mended, and by when."""
    visit = assessed.get(VISIT, {})
    until = f" Batas waktu: {date_words(visit['corrections_until'])}." if visit.get("corrections_until") else ""
    return {"reason": f"{visit.get('corrections') or ''}{until}"}


class VerificationFlow(Flow):
    """Validation, visit, record signed by both sides, decision, upload to OSS, result of OSS."""

    routes = (
        frozenset({MINISTRY_FIRST}),
        frozenset({DIRECT}),
        frozenset({DIRECT, MAY_SKIP}),
    )

    draft = held_by(COMPANY, "Konsep (Belum Dikirim Ke Kemenperin)", private=True)
    validation = held_by(EXAMINERS, "Validasi", within=WorkingDays(5), first=True)
    returned = held_by(COMPANY, "Pengembalian Data", within=CalendarDays(30), tone="returned")
    scheduling = held_by(EXAMINERS, "Penjadwalan Kunjungan", within=WorkingDays(3))
    visit = held_by(EXAMINERS, "Kunjungan Lapangan", within=WorkingDays(5))
    minutes = signed_by_all("Berita Acara", within=WorkingDays(2), team=EXAMINERS, company=SENDERS)
    refusing_first = held_by(DECIDERS, "Usulan Penolakan (Validasi)", within=WorkingDays(3), first=True)
    refusing = held_by(DECIDERS, "Usulan Penolakan", within=WorkingDays(3))
    decision = held_by(DECIDERS, "Keputusan", within=WorkingDays(3))
    upload = held_by(COMPANY, "Unggah SKPBKI dan surat keputusan di akun OSS", fixed=True, tone="waiting")
    waiting = awaiting(Role.OSS, "Menunggu OSS", within=WorkingDays(3))
    verified = closed("Terverifikasi")
    refused = closed("Ditolak", tone="refused")
    refused_by_oss = closed("Ditolak OSS", tone="refused")
    withdrawn = closed("Ditarik", tone="refused")
    automatic = closed("Disetujui otomatis (fiktif positif)")
    expired = closed("Kedaluwarsa", tone="refused")
    discarded = closed("Dihapus oleh perusahaan", tone="refused", private=True)

    send = draft.to(
        validation,
        "Kirim permohonan",
        by=SENDERS,
        freezes=True,
        tells_oss=("sent", "validation"),
        tells_company="permohonan_terkirim",
        confirm="Kirim permohonan ini? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Permohonan terkirim. Tanda terima ada pada halaman ini.",
    )
    send_again = returned.to(
        validation,
        "Kirim perbaikan",
        by=SENDERS,
        freezes=True,
        tells_oss=("returned_back",),
        tells_company="permohonan_terkirim",
        confirm="Kirim perbaikan ini? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Perbaikan terkirim.",
    )
    complete = validation.to(
        scheduling,
        "Lengkap dan sesuai, lanjut ke kunjungan",
        assessed=(CHECK,),
        held_up=all_items_are_ok,
        tells_oss=("complete",),
        done="Dokumen dinyatakan lengkap dan sesuai; kunjungan dijadwalkan.",
    )
    complete_without_visit = validation.to(
        decision,
        "Lengkap dan sesuai, tanpa kunjungan",
        assessed=(CHECK,),
        held_up=all_items_are_ok,
        only_on=frozenset({DIRECT, MAY_SKIP}),
        weight="secondary",
        tells_oss=("complete",),
        done="Dokumen dinyatakan lengkap dan sesuai; menunggu keputusan.",
    )
    send_back = validation.to(
        returned,
        "Pengembalian Data",
        asks=Shortcomings,
        assessed=(CHECK,),
        held_up=an_item_is_not_ok,
        proposes=proposed_return,
        weight="secondary",
        tells_oss=("returned",),
        tells_company="permohonan_dikembalikan",
        done="Permohonan dikembalikan kepada perusahaan beserta catatannya.",
    )
    elsewhere = validation.to(
        validation,
        "Alihkan ke instansi berwenang",
        asks=Elsewhere,
        does=("reroute",),
        weight="secondary",
        done="Permohonan dialihkan.",
    )
    propose_refusal = validation.to(
        refusing_first,
        "Usulkan penolakan",
        asks=Remark,
        weight="danger",
        done="Usulan penolakan diteruskan.",
    )
    schedule = scheduling.to(
        visit,
        "Tetapkan jadwal",
        assessed=(SCHEDULE,),
        tells_oss=("visit",),
        tells_company="kunjungan_dijadwalkan",
        done="Jadwal ditetapkan; perusahaan diberi tahu.",
    )
    reschedule = visit.to(
        scheduling,
        "Jadwalkan ulang",
        asks=Remark,
        weight="secondary",
        done="Kunjungan dijadwalkan ulang.",
    )
    write_down = visit.to(
        minutes,
        "Susun Berita Acara",
        assessed=(VISIT,),
        tells_company="berita_acara_menunggu",
        confirm="Susun Berita Acara dari lembar kunjungan ini? Isinya tidak dapat diubah lagi.",
        done="Berita Acara menunggu tanda tangan tim dan perusahaan.",
    )
    contest = minutes.to(
        visit,
        "Ajukan keberatan",
        by=SENDERS,
        asks=Objection,
        weight="secondary",
        done="Keberatan disampaikan kepada tim pemeriksa.",
    )
    sign = minutes.to(
        decision,
        "Tanda tangani Berita Acara (memenuhi)",
        each=True,
        asks=Signing,
        held_up=conclusion_is("fulfilled"),
        issues=(RECORD,),
        confirm="Tanda tangani Berita Acara ini?",
        done="Berita Acara ditandatangani.",
    )
    sign_for_mending = minutes.to(
        returned,
        "Tanda tangani Berita Acara (perlu perbaikan)",
        each=True,
        asks=Signing,
        held_up=conclusion_is("mend"),
        proposes=proposed_corrections,
        issues=(RECORD,),
        tells_oss=("returned",),
        tells_company="permohonan_dikembalikan",
        confirm="Tanda tangani Berita Acara ini? Setelah semua menandatangani, permohonan kembali diperbaiki.",
        done="Berita Acara ditandatangani.",
    )
    sign_as_unfit = minutes.to(
        refusing,
        "Tanda tangani Berita Acara (tidak memenuhi)",
        each=True,
        asks=Signing,
        held_up=conclusion_is("unfulfilled"),
        issues=(RECORD,),
        confirm="Tanda tangani Berita Acara ini?",
        done="Berita Acara ditandatangani.",
    )
    decide = decision.to(
        upload,
        "Setujui dan terbitkan Surat Keputusan",
        issues=(DECISION,),
        only_on=frozenset({MINISTRY_FIRST}),
        not_same_person_as=(complete, write_down),
        tells_oss=("verified",),
        tells_company="izin_terbit",
        confirm="Terbitkan Surat Keputusan? Nomor diambil dari register dan tidak dapat dikembalikan.",
        done="Surat Keputusan diterbitkan; perusahaan mengunggahnya di OSS.",
    )
    decide_directly = decision.to(
        waiting,
        "Setujui dan kirim ke OSS",
        issues=(DECISION,),
        only_on=frozenset({DIRECT}),
        not_same_person_as=(complete, complete_without_visit, write_down),
        tells_oss=("approved",),
        tells_company="izin_terbit",
        confirm="Terbitkan Surat Keputusan dan kirim persetujuan ke OSS?",
        done="Surat Keputusan diterbitkan dan dikirim ke OSS.",
    )
    reconsider = from_any(decision, refusing).to(
        scheduling,
        "Kunjungi lagi",
        asks=Remark,
        weight="secondary",
        done="Kunjungan dijadwalkan lagi.",
    )
    reconsider_first = refusing_first.to(
        validation,
        "Kembalikan ke validasi",
        asks=Remark,
        weight="secondary",
        done="Dikembalikan untuk divalidasi lagi.",
    )
    refuse = from_any(refusing_first, refusing, decision).to(
        refused,
        "Tolak permohonan",
        asks=LetterOfRefusal,
        issues=(REFUSAL,),
        proposes=proposed_refusal,
        not_same_person_as=(propose_refusal, write_down),
        weight="danger",
        tells_oss=("refused_requirement",),
        tells_company="permohonan_ditolak_surat",
        confirm="Tolak permohonan ini? Surat penolakan diterbitkan dan dikirim ke perusahaan.",
        done="Permohonan ditolak; surat penolakan diterbitkan.",
    )
    uploaded = upload.to(
        waiting,
        "Sudah diunggah di OSS",
        by=SENDERS,
        assessed=(UPLOAD,),
        confirm="Catat bahwa SKPBKI dan surat keputusan sudah diunggah di akun OSS?",
        done="Unggahan dicatat; menunggu OSS.",
    )
    approved_by_oss = waiting.to(
        verified,
        "Terverifikasi di OSS",
        asks=OssResult,
        tells_company="vsku_terverifikasi",
        done="Hasil OSS dicatat: terverifikasi.",
    )
    returned_by_oss = waiting.to(
        upload,
        "Dikembalikan OSS",
        asks=OssResult,
        weight="secondary",
        tells_company="permohonan_dikembalikan",
        done="Hasil OSS dicatat: dikembalikan kepada perusahaan.",
    )
    refused_of_oss = waiting.to(
        refused_by_oss,
        "Ditolak OSS",
        asks=OssResult,
        weight="danger",
        tells_company="permohonan_ditolak_oss",
        done="Hasil OSS dicatat: ditolak.",
    )
    withdraw = from_any(validation, returned, scheduling, visit, upload).to(
        withdrawn,
        "Tarik permohonan",
        by=SENDERS,
        asks=Withdrawal,
        weight="danger",
        tells_company="permohonan_ditarik",
        confirm="Tarik permohonan ini? Permohonan baru dapat diajukan sesudahnya.",
        done="Permohonan ditarik.",
    )
    lapse = returned.lapses_to(
        expired,
        "Kedaluwarsa karena tidak diperbaiki",
        after=CalendarDays(30),
        tells_company="permohonan_kedaluwarsa",
        done="Permohonan kedaluwarsa.",
    )
    approve_by_time = decision.lapses_to(
        automatic,
        "Disetujui otomatis karena tenggat terlampaui",
        after=WorkingDays(10),
        tells_company="permohonan_disetujui_otomatis",
        done="Permohonan disetujui otomatis.",
    )
    discard = draft.to(
        discarded,
        "Hapus konsep",
        weight="danger",
        confirm="Hapus konsep ini? Isian dan berkasnya tidak dapat dikembalikan.",
        done="Konsep dihapus.",
    )
