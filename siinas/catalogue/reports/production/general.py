"""Data Umum (reporting.md 5.1)."""

from __future__ import annotations

from siinas.process.fields import Choice, LongText, Rupiah, Text, YesNo
from siinas.process.steps import Step


class GeneralData(Step, title="Data Umum"):
    """Section 5.1."""

    production_status = Choice(
        "Status", among={"producing": "Berproduksi", "idle": "Tidak Berproduksi"}, initial="producing"
    )
    idle_reason = LongText(
        "Alasan tidak berproduksi",
        when=production_status.is_("idle"),
        help="Misalnya perbaikan mesin, tidak ada bahan baku, atau permintaan berhenti.",
    )
    inv_machinery = Rupiah("Nilai Investasi Mesin dan Peralatan", group="Investasi")
    inv_other = Rupiah("Nilai Investasi Lainnya", group="Investasi")
    working_capital = Rupiah("Modal Kerja", group="Investasi")
    inv_excl_land_building = Rupiah(
        "Nilai Investasi (PP No 7/Tanpa Tanah dan Bangunan)",
        group="Investasi",
        computed=True,
        help="Dihitung: mesin dan peralatan + investasi lainnya + modal kerja.",
    )
    uses_toll = YesNo("Menggunakan Maklon", group="Maklon", help="Perusahaan lain mengerjakan produksi untuk Anda.")
    provides_toll = YesNo("Menyediakan Maklon", group="Maklon", help="Anda mengerjakan produksi untuk pihak lain.")
    signer_name = Text("Nama Penanda Tangan Laporan", longest=100, group="Penanda tangan")
    signer_position = Text("Jabatan", longest=250, group="Penanda tangan")
    parent_company = Text("Nama Perusahaan Induk", required=False, group="Penanda tangan")


PRODUCING = "producing"
