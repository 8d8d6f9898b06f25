"""Data Umum (reporting.md 5.1)."""

from __future__ import annotations

from siinas.catalogue.reports.reckoning import options
from siinas.catalogue.reports.variants import CATEGORIES, SMALL
from siinas.process.fields import Choice, LongText, Rupiah, Text, YesNo
from siinas.process.steps import Step

PRODUCING, IDLE = "producing", "idle"


class GeneralData(Step, title="Data Umum"):
    """Section 5.1; who owns a small business as the regional forms ask it."""

    report_category = Choice("Kategori Pelaporan", among=CATEGORIES, standing=True)
    production_status = Choice("Status", among={PRODUCING: "Berproduksi", IDLE: "Tidak Berproduksi"}, initial=PRODUCING)
    idle_reason = LongText(
        "Alasan tidak berproduksi",
        shortest=10,
        when=production_status.is_(IDLE),
        help="Misalnya perbaikan mesin, tidak ada bahan baku, atau permintaan berhenti. Halaman yang tidak perlu diisi "
        "ditandai pada daftar halaman.",
    )
    inv_machinery = Rupiah("Nilai Investasi Mesin dan Peralatan", group="Investasi", carried=True)
    inv_other = Rupiah("Nilai Investasi Lainnya", group="Investasi", carried=True)
    working_capital = Rupiah("Modal Kerja", group="Investasi", carried=True)
    inv_excl_land_building = Rupiah(
        "Nilai Investasi (PP No 7/Tanpa Tanah dan Bangunan)",
        group="Investasi",
        computed=True,
        help="Dihitung: mesin dan peralatan + investasi lainnya + modal kerja.",
    )
    uses_toll = YesNo(
        "Menggunakan Maklon", group="Maklon", help="Perusahaan lain mengerjakan produksi untuk Anda.", carried=True
    )
    provides_toll = YesNo(
        "Menyediakan Maklon", group="Maklon", help="Anda mengerjakan produksi untuk pihak lain.", carried=True
    )
    owner_name = Text("Nama Pemilik", longest=100, group="Pemilik", only_for=(SMALL,), required=False, carried=True)
    owner_sex = Choice(
        "Jenis Kelamin",
        among={"men": "Laki-laki", "women": "Perempuan"},
        group="Pemilik",
        only_for=(SMALL,),
        required=False,
        carried=True,
    )
    owner_education = Choice(
        "Tingkat Pendidikan",
        among=options("education"),
        group="Pemilik",
        only_for=(SMALL,),
        required=False,
        carried=True,
    )
    signer_name = Text("Nama Penanda Tangan Laporan", longest=100, group="Penanda tangan", carried=True)
    signer_position = Text("Jabatan", longest=250, group="Penanda tangan", carried=True)
    parent_company = Text("Nama Perusahaan Induk", required=False, group="Penanda tangan", carried=True)


WHILE_IDLE = GeneralData.production_status.is_(IDLE)
"""Pages that a company may leave untouched while it does not produce (reporting.md 5.1)."""
