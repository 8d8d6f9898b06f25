"""Data Umum: what a company is, as its legalised documents say (reporting.md 3.1)."""

from __future__ import annotations

from stdnum.id import npwp as tax_number

from siinas.process.checks import Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
    Day,
    Email,
    Nik,
    Nitku,
    Npwp,
    Phone,
    Text,
    WebAddress,
    Year,
    YesNo,
)
from siinas.process.steps import Step
from siinas.reference.legal_forms import LEGAL_FORMS


def nitku_begins_with_the_npwp(answers: Answers, facts: Facts) -> bool:
    """The number of a place of business is the head office's with six digits more (reporting.md 7.3)."""
    nitku, npwp = answers.get("nitku"), answers.get("npwp")
    return not nitku or not npwp or nitku.startswith(npwp.zfill(16))


def npwp_has_its_check_digit(answers: Answers, facts: Facts) -> bool:
    """Entity numbers that were newly issued with 16 digits may not follow it, hence no hard rule (reporting.md 7.2)."""
    npwp = answers.get("npwp")
    return not npwp or not npwp.startswith("0") or tax_number.is_valid(npwp[1:])


def production_began_after_the_founding(answers: Answers, facts: Facts) -> bool:
    """Plausibility (reporting.md 3.1)."""
    founded, began = answers.get("founded_year"), answers.get("production_start")
    return founded is None or began is None or began.year >= founded


def founded_in_the_past(answers: Answers, facts: Facts) -> bool:
    """Between 1900 and today (reporting.md 3.1)."""
    founded = answers.get("founded_year")
    return founded is None or founded <= facts.today.year


def a_large_foreign_company(answers: Answers, facts: Facts) -> bool:
    """Foreign investment is for large businesses only (licensing.md 6.2)."""
    return answers.get("investment_status") != "PMA" or answers.get("business_scale") in {None, "Besar"}


def stage_and_category_hold_by_today(answers: Answers, facts: Facts) -> bool:
    """What is to come is told when it has come."""
    since = answers.get("stage_since")
    return since is None or since <= facts.today


class GeneralData(Step, title="Data Umum"):
    """Section 3.1."""

    legal_form = Choice("Bentuk Badan Usaha", among={form.key: form.label for form in LEGAL_FORMS}, group="Badan usaha")
    npwp = Npwp("NPWP", help="15 atau 16 angka; disimpan sebagai 16 angka.", group="Badan usaha")
    nitku = Nitku(
        "NITKU (lokasi)",
        required=False,
        help="22 angka: NPWP 16 angka diikuti 6 angka tempat kegiatan usaha.",
        group="Badan usaha",
    )
    nib_issued_on = Day("Tanggal Terbit NIB", past=True, required=False, group="Badan usaha")
    investment_status = Choice(
        "Status Penanaman Modal",
        among={"PMDN": "PMDN", "PMA": "PMA", "none": "Bukan PMA/PMDN"},
        group="Badan usaha",
    )
    company_status = Choice(
        "Status Perusahaan",
        among={"single": "Tunggal", "head": "Pusat", "branch": "Cabang"},
        required=False,
        group="Badan usaha",
    )
    parent_company = Text("Nama Perusahaan Induk", required=False, group="Badan usaha")
    founded_year = Year("Tahun Berdiri", required=False, group="Badan usaha")
    business_scale = Choice(
        "Skala Usaha",
        among={"Mikro": "Mikro", "Kecil": "Kecil", "Menengah": "Menengah", "Besar": "Besar"},
        help="Seperti pada NIB.",
        group="Kegiatan",
    )
    reporting_category = Choice(
        "Kategori Pelaporan",
        among={
            "small": "Industri Kecil",
            "medium_large": "Industri Menengah Besar",
            "shipyard": "Galangan Kapal",
            "estate": "Kawasan Industri",
        },
        group="Kegiatan",
    )
    stage = Choice(
        "Tahap",
        among={"construction": "Pembangunan", "production": "Produksi"},
        help="Pembangunan: pabrik belum beroperasi komersial. Produksi: sudah beroperasi komersial.",
        group="Kegiatan",
    )
    stage_since = Day(
        "Berlaku sejak",
        past=True,
        required=False,
        help="Sejak kapan tahap dan kategori pelaporan ini berlaku. Bila kosong: sejak hari ini.",
        group="Kegiatan",
    )
    production_start = Day("Mulai Produksi", past=True, required=False, group="Kegiatan")
    responsible_name = Text(
        "Nama Penanggung Jawab",
        longest=100,
        help="Orang yang ditunjuk perusahaan sebagai penanggung jawab pabrik ini.",
        group="Penanggung jawab",
    )
    responsible_position = Text("Jabatan Penanggung Jawab", longest=250, group="Penanggung jawab")
    responsible_nik = Nik("NIK Penanggung Jawab", required=False, group="Penanggung jawab")
    phone = Phone("No. Telepon", group="Kontak perusahaan")
    fax = Phone("No. Fax", required=False, group="Kontak perusahaan")
    email = Email(
        "E-mail Perusahaan",
        help="Pemberitahuan SIINas dikirim ke alamat ini.",
        group="Kontak perusahaan",
    )
    website = WebAddress("Website", required=False, group="Kontak perusahaan")
    uses_trade_recommendation = YesNo(
        "Digunakan untuk rekomendasi ekspor/impor", required=False, group="Kontak perusahaan"
    )
    checks = (
        must(nitku_begins_with_the_npwp, "Enam belas angka pertama NITKU harus sama dengan NPWP.", at=nitku),
        must(
            stage_and_category_hold_by_today,
            "Hari ini belum tiba. Ubah tahap dan kategori pada hari perubahan itu berlaku.",
            at=stage_since,
        ),
        must(founded_in_the_past, "Tahun ini belum tiba. Isi tahun berdiri perusahaan.", at=founded_year),
        should(
            npwp_has_its_check_digit,
            "Angka pemeriksa NPWP ini tidak cocok. Bandingkan sekali lagi dengan kartunya.",
            at=npwp,
        ),
        should(
            production_began_after_the_founding,
            "Mulai produksi lebih awal daripada tahun berdiri perusahaan.",
            at=production_start,
        ),
        should(
            a_large_foreign_company,
            "Penanaman modal asing (PMA) menurut ketentuan berskala Besar. Periksa skala usaha pada NIB.",
            at=business_scale,
        ),
    )
