"""Tanda terima: what the sender of a report gets in return, the same for both reports (reporting.md 4.4)."""

from __future__ import annotations

from siinas.process.letters import IssuedLetter, Line


def report_receipt(code: str) -> IssuedLetter:
    """The receipt of a report; `code` stands in its numbers, so that each report counts its own."""
    return IssuedLetter(
        key="receipt",
        title="Tanda Terima Laporan",
        number=f"{{seq}}/TT-{code}/SIINAS/{{roman}}/{{year}}",
        paragraphs=(
            "Laporan di bawah ini sudah diterima melalui Sistem Informasi Industri Nasional. Hasil pemeriksaannya "
            "disampaikan tersendiri.",
            "Sidik isian menunjukkan dengan tepat isian yang diterima. Bila laporan dikirim lagi, tanda terima yang "
            "baru menggantikan yang ini.",
        ),
        lines=(
            Line("Nomor Laporan", "{case_number}"),
            Line("Nama Perusahaan", "{company}"),
            Line("NIB", "{nib}"),
            Line("Lokasi Pabrik", "{place}"),
            Line("Jenis Laporan", "{process}"),
            Line("Periode", "{period}"),
            Line("Waktu Pengiriman", "{sent_at}"),
            Line("Ketepatan Waktu", "{timeliness}"),
            Line("Kiriman", "{sending}"),
            Line("Sidik Isian (SHA-256)", "{digest}"),
        ),
        proves="Surat ini membuktikan bahwa laporan dengan sidik isian itu diterima pada waktu itu, bukan bahwa isinya "
        "sudah diperiksa atau disetujui.",
    )
