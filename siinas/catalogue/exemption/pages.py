"""What a company answers for an SKPBKI: data umum, data khusus, ground and documents (licensing.md 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from siinas.catalogue.exemption.grounds import (
    EXISTING,
    FULL,
    GROUNDS,
    NO_ESTATE,
    OTHER_LAW,
    SMALL,
    SPECIAL,
    ZONED,
    operating,
    why_no_ground,
)
from siinas.process.checks import Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
    Coordinate,
    Day,
    LongText,
    Quantity,
    Reference,
    Rupiah,
    Text,
    Upload,
    Whole,
    YesNo,
)
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.addresses import LATITUDE, LOCATION_TYPES, LONGITUDE
from siinas.reference.document_types import (
    GROUND_PROOF,
    LAND_PROOF,
    LOCATION_PERMIT,
    NIB_ANNEX,
    REQUEST_LETTER,
    SITE_MAP,
    SPATIAL,
    TRUTH_STATEMENT,
    ZONING,
)
from siinas.reference.industry_scale import INDUSTRY_SCALES, industry_scale
from siinas.reference.legal_forms import LEGAL_FORMS

AREA_UNITS = {"m2": "m²", "ha": "hektare"}
SQUARE_METRES = {"m2": 1, "ha": 10_000}
LOWEST_NOTE = 50
"""Characters of an explanation [A]."""


def _of(key: str) -> Callable[[Facts], Any]:
    """What the company's records say under a column."""
    return lambda facts: facts.profile.get(key)


def _place(key: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.places.get(key)


def _contact(key: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.contact.get(key)


def letter_is_not_of_the_future(answers: Answers, facts: Facts) -> bool:
    """A letter bears a day that has come (licensing.md 2.2)."""
    return answers.get("request_letter_date") is None or answers["request_letter_date"] <= facts.today


class General(
    Step,
    title="Data umum",
    intro="Diambil dari Data Perusahaan. Yang keliru diperbaiki di sana, dan langsung terbaca di sini.",
):
    """Who applies, as the records say; and the letter by which it does."""

    place_of = Choice("Lokasi yang diajukan", among={"factory": "Lokasi pabrik"}, standing=True)
    company_name = Text("Nama perusahaan", stated=True, recorded=_of("name"))
    nib = Text("NIB", stated=True, recorded=_of("nib"))
    npwp = Text("NPWP", stated=True, recorded=_of("npwp"))
    legal_form = Choice(
        "Jenis badan usaha",
        among={form.key: form.label for form in LEGAL_FORMS},
        stated=True,
        recorded=_of("legal_form"),
    )
    investment_status = Choice(
        "Status penanaman modal",
        among={"PMDN": "PMDN", "PMA": "PMA", "none": "Bukan PMA/PMDN"},
        stated=True,
        recorded=_of("investment_status"),
    )
    business_scale = Text("Skala usaha", stated=True, recorded=_of("business_scale"))
    office_address = Text("Alamat kantor pusat", stated=True, recorded=_place("office"))
    director_name = Text("Penanggung jawab / pimpinan", stated=True, recorded=_of("responsible_name"))
    director_position = Text("Jabatan", stated=True, recorded=_of("responsible_position"))
    contact_name = Text("Contact person", stated=True, recorded=_contact("name"))
    contact_position = Text("Jabatan contact person", stated=True, recorded=_contact("position"))
    contact_phone = Text("Telepon contact person", stated=True, recorded=_contact("mobile"))
    contact_email = Text("E-mail contact person", stated=True, required=False, recorded=_contact("email"))
    request_letter_no = Text("Nomor surat permohonan", longest=100, group="Surat permohonan")
    request_letter_date = Day("Tanggal surat permohonan", past=True, group="Surat permohonan")
    checks = (must(letter_is_not_of_the_future, "Tanggal surat permohonan belum tiba.", at=request_letter_date),)


def building_fits_on_the_land(answers: Answers, facts: Facts) -> bool:
    """A warning: buildings may have several floors (licensing.md 2.2)."""
    land, building = answers.get("land_area"), answers.get("building_area")
    if land is None or building is None:
        return True
    return bool(building <= land * SQUARE_METRES.get(answers.get("land_area_unit") or "m2", 1))


def land_is_above_zero(answers: Answers, facts: Facts) -> bool:
    """Above zero (licensing.md 2.2)."""
    return answers.get("land_area") is None or answers["land_area"] > 0


def permit_is_not_of_the_future(answers: Answers, facts: Facts) -> bool:
    """A permit was given on a day that has come."""
    return answers.get("kkpr_date") is None or answers["kkpr_date"] <= facts.today


class Location(Step, title="Lokasi pabrik", intro="Alamat dan koordinat mengikuti Data Perusahaan › Alamat Pabrik."):
    """Where the factory is, or is to be."""

    factory_address = Text("Alamat pabrik", stated=True, recorded=_place("factory"))
    regency_name = Text("Kabupaten/Kota dan provinsi", stated=True, recorded=_place("regency"))
    location_type = Choice("Jenis lokasi pabrik", among=LOCATION_TYPES, stated=True, recorded=_of("location_type"))
    latitude = Coordinate("Latitude", stated=True, recorded=_of("latitude"), **LATITUDE)
    longitude = Coordinate("Longitude", stated=True, recorded=_of("longitude"), **LONGITUDE)
    land_area = Quantity("Luas lahan", group="Lahan")
    land_area_unit = Choice("Satuan luas lahan", among=AREA_UNITS, group="Lahan")
    building_area = Quantity("Luas bangunan", unit="m²", required=False, group="Lahan")
    land_status = Choice(
        "Status tanah",
        among={"rented": "Sewa", "owned": "Milik", "borrowed": "Pinjam pakai"},
        group="Lahan",
    )
    project_status = Choice(
        "Status kegiatan",
        among={
            "new": "Baru",
            "existing": "Eksisting",
            "expansion": "Perluasan di lokasi yang sama",
            "relocation": "Pindah lokasi",
        },
        group="Kegiatan di lokasi ini",
    )
    operation_start = Day("Mulai beroperasi / rencana", help="Boleh di masa depan.", group="Kegiatan di lokasi ini")
    in_zoning = YesNo(
        "Berada di Kawasan Peruntukan Industri (KPI) menurut RTRW?", group="Kesesuaian ruang dan lingkungan"
    )
    zoning_law = Text(
        "Nomor Perda RTRW",
        longest=150,
        when=in_zoning.is_(True),
        group="Kesesuaian ruang dan lingkungan",
    )
    kkpr_type = Choice(
        "Dasar pemanfaatan ruang",
        among={
            "confirmation": "Konfirmasi KKPR",
            "approval": "Persetujuan KKPR",
            "recommendation": "Rekomendasi KKPR",
            "automatic": "PKKPR otomatis",
            "location_permit": "Izin Lokasi",
        },
        group="Kesesuaian ruang dan lingkungan",
    )
    kkpr_no = Text("Nomor KKPR / Izin Lokasi", longest=150, group="Kesesuaian ruang dan lingkungan")
    kkpr_date = Day("Tanggal KKPR / Izin Lokasi", past=True, group="Kesesuaian ruang dan lingkungan")
    env_doc_type = Choice(
        "Dokumen lingkungan",
        among={"sppl": "SPPL", "ukl_upl": "UKL-UPL", "amdal": "AMDAL"},
        required=False,
        group="Kesesuaian ruang dan lingkungan",
    )
    env_doc_no = Text("Nomor dokumen lingkungan", longest=150, required=False, group="Kesesuaian ruang dan lingkungan")
    checks = (
        must(land_is_above_zero, "Luas lahan harus lebih besar dari nol.", at=land_area),
        must(permit_is_not_of_the_future, "Tanggal KKPR atau Izin Lokasi belum tiba.", at=kkpr_date),
        should(
            building_fits_on_the_land,
            "Luas bangunan lebih besar daripada luas lahan. Periksa satuannya; benar bila bangunan bertingkat.",
            at=building_area,
        ),
    )


class Activity(Row):
    """A KBLI with its product and capacity."""

    kbli = Choice("KBLI", among=Reference("own_kbli"))
    product = Text("Jenis produk", longest=1024)
    capacity = Quantity("Kapasitas produksi per tahun")
    unit = Choice("Satuan", among=Reference("unit"))


class RawMaterial(Row):
    """A main material and where it comes from."""

    name = Text("Bahan baku utama")
    origin = Choice("Asal", among={"home": "Dalam negeri", "abroad": "Impor"})
    place = Text("Kabupaten/kota atau negara asal", longest=150)


def capacity_is_above_zero(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Above zero (licensing.md 2.2)."""
    return row.get("capacity") is None or row["capacity"] > 0


def kbli_is_of_industry(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Golongan 10 to 33 (licensing.md 2.2)."""
    return not row.get("kbli") or "10" <= row["kbli"][:2] <= "33"


def kbli_stands_on_the_nib(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Only business lines of the company's NIB (licensing.md 2.2)."""
    return not row.get("kbli") or row["kbli"] in facts.kbli


def some_kbli_opens_the_service(answers: Answers, facts: Facts) -> bool:
    """MT or T, unless a setting opens the service to all (SETTLED 5)."""
    rows = answers.get("activities") or ()
    risks = {facts.risks.get(row.get("kbli") or "") for row in rows}
    return not rows or bool(facts.settings.get("skpbki_all_risks")) or bool(risks & {"MT", "T"})


def an_activity_is_named(answers: Answers, facts: Facts) -> bool:
    """At least one KBLI (licensing.md 2.2)."""
    return bool(answers.get("activities"))


def total_covers_its_part(answers: Answers, facts: Facts) -> bool:
    """The whole is not less than a part of it (licensing.md 2.2)."""
    whole, part = answers.get("investment_total"), answers.get("invest_ex_land")
    return whole is None or part is None or whole >= part


class Activities(Step, title="Kegiatan dan investasi"):
    """What is made there, with which money and people."""

    activities = Table("KBLI dan produk", of=Activity, row_title=Activity.kbli, add_label="Tambah KBLI", most_rows=50)
    raw_materials = Table(
        "Bahan baku utama dan asalnya",
        of=RawMaterial,
        row_title=RawMaterial.name,
        add_label="Tambah bahan baku",
        required=False,
        help="Wajib bila alasannya bahan baku atau proses khusus.",
        most_rows=50,
    )
    invest_ex_land = Rupiah("Nilai investasi di luar tanah dan bangunan", group="Investasi")
    investment_total = Rupiah("Total investasi", group="Investasi")
    wk_tki_m = Whole("Tenaga kerja Indonesia laki-laki", unit="orang", group="Tenaga kerja")
    wk_tki_f = Whole("Tenaga kerja Indonesia perempuan", unit="orang", group="Tenaga kerja")
    wk_tka_m = Whole("Tenaga kerja asing laki-laki", unit="orang", group="Tenaga kerja")
    wk_tka_f = Whole("Tenaga kerja asing perempuan", unit="orang", group="Tenaga kerja")
    industry_scale = Choice(
        "Skala industri",
        among=INDUSTRY_SCALES,
        computed=True,
        group="Tenaga kerja",
        help="Menurut tenaga kerja dan nilai investasi; bukan skala usaha pada NIB.",
    )
    checks = (
        must(an_activity_is_named, "Sebutkan paling sedikit satu KBLI dengan produknya.", at=activities),
        must(kbli_stands_on_the_nib, "KBLI ini tidak ada pada NIB perusahaan.", at=activities),
        must(kbli_is_of_industry, "KBLI ini bukan KBLI industri (golongan 10 sampai 33).", at=activities),
        must(capacity_is_above_zero, "Kapasitas produksi harus lebih besar dari nol.", at=activities),
        must(
            some_kbli_opens_the_service,
            "SKPBKI hanya untuk KBLI berisiko Menengah Tinggi atau Tinggi. Sebutkan KBLI itu, atau lengkapi tingkat "
            "risikonya pada Bidang Usaha.",
            at=activities,
        ),
        must(
            total_covers_its_part,
            "Total investasi lebih kecil daripada investasi di luar tanah dan bangunan.",
            at=investment_total,
            shows=(investment_total, invest_ex_land),
        ),
    )


WORKERS = ("wk_tki_m", "wk_tki_f", "wk_tka_m", "wk_tka_f")


def scale_of(answers: Answers) -> str | None:
    """The scale of the industry by its workers and investment; None while a figure is missing."""
    figures = [answers.get(key) for key in (*WORKERS, "invest_ex_land")]
    if any(figure is None for figure in figures):
        return None
    *workers, investment = (Decimal(figure) for figure in figures if figure is not None)
    return industry_scale(sum(workers, Decimal(0)), investment)


class EstateCheck(Row):
    """What the manager of an estate has answered."""

    estate = Text("Kawasan industri")
    statement_no = Text("Nomor surat pengelola", longest=100)
    statement_date = Day("Tanggal surat", past=True)
    result = Choice(
        "Hasil konfirmasi",
        among={"full": "Kaveling habis", "none_fits": "Tidak ada kaveling dengan luas yang diminta"},
    )


def the_ground_can_hold(answers: Answers, facts: Facts) -> bool:
    """A ground that the records exclude is none (licensing.md 2.1)."""
    ground = answers.get("ground")
    return not ground or not why_no_ground(ground, answers, facts)


def place_is_zoned_for_industry(answers: Answers, facts: Facts) -> bool:
    """All grounds but one ask for a place in a Kawasan Peruntukan Industri (licensing.md 2.1)."""
    return answers.get("ground") not in ZONED or answers.get("in_zoning") is not False


def every_estate_has_answered(answers: Answers, facts: Facts) -> bool:
    """One statement for each estate of the regency that is in operation (licensing.md 2.2)."""
    if answers.get("ground") != FULL:
        return True
    asked = {str(row.get("estate") or "").casefold() for row in answers.get("estate_checks") or ()}
    return bool(asked) and all(name.casefold() in asked for name in operating(facts))


def special_material_is_named(answers: Answers, facts: Facts) -> bool:
    """Where the ground is a special material, it is named with its origin (licensing.md 2.2)."""
    return answers.get("ground") != SPECIAL or bool(answers.get("raw_materials"))


class Ground(Step, title="Alasan pengecualian"):
    """Why the company need not settle in an estate."""

    ground = Choice("Alasan pengecualian", among=GROUNDS, refuses=why_no_ground)
    ground_note = LongText(
        "Penjelasan alasan",
        shortest=LOWEST_NOTE,
        help=f"Jelaskan keadaannya dengan kata sendiri, paling sedikit {LOWEST_NOTE} huruf.",
    )
    estate_checks = Table(
        "Kawasan industri di kabupaten/kota ini dan hasil konfirmasinya",
        of=EstateCheck,
        row_title=EstateCheck.estate,
        add_label="Tambah kawasan",
        when=ground.is_(FULL),
        most_rows=50,
    )
    checks = (
        must(
            the_ground_can_hold,
            "Alasan ini tidak dapat dipakai untuk lokasi dan skala ini. Buka halaman Alasan pengecualian untuk melihat "
            "sebabnya, lalu pilih alasan lain.",
            at=ground,
        ),
        must(
            place_is_zoned_for_industry,
            "Alasan ini hanya berlaku di Kawasan Peruntukan Industri. Periksa halaman Lokasi pabrik.",
            at=ground,
        ),
        must(
            every_estate_has_answered,
            "Isi satu baris untuk setiap kawasan industri yang beroperasi di kabupaten/kota ini.",
            at=estate_checks,
        ),
        must(
            special_material_is_named,
            "Sebutkan bahan baku utama dan asalnya pada halaman Kegiatan dan investasi.",
            at=ground,
        ),
    )


def a_permit_of_the_place_is_there(answers: Answers, facts: Facts) -> bool:
    """KKPR or Izin Lokasi, one of them at least (licensing.md 2.3)."""
    return answers.get("location_permit") is not None or answers.get("kkpr_file") is not None


def what_is_said_is_declared_true(answers: Answers, facts: Facts) -> bool:
    """The application is signed for (licensing.md 2.2)."""
    return answers.get("declared_true") is True


PROOFS = {
    NO_ESTATE: "surat pemerintah daerah atau instansi teknis bahwa belum ada kawasan industri, dengan kutipan RTRW",
    FULL: "surat setiap pengelola kawasan industri, digabung dalam satu PDF",
    SMALL: "bukti skala industri dan dokumen lingkungannya",
    SPECIAL: "kajian teknis, jarak ke sumber bahan, dan kontrak pasokan atau konsesi",
    EXISTING: "izin lama (IUI/TDI) dengan tanggal mulai beroperasi",
    OTHER_LAW: "keputusan atau peraturan yang menjadi dasar",
}
"""What proves each ground (licensing.md 2.1)."""


class Papers(Step, title="Dokumen", intro="Setiap berkas dapat diganti sampai permohonan dikirim."):
    """The documents of licensing.md 2.3."""

    request_letter = Upload(
        "Surat permohonan dari pimpinan perusahaan",
        document=REQUEST_LETTER,
        help="Berkop dan bertanda tangan.",
    )
    iui_or_nib_annex = Upload("IUI atau lampiran NIB OSS-RBA", document=NIB_ANNEX)
    kkpr_file = Upload("KKPR", document=SPATIAL, required=False, help="KKPR atau Izin Lokasi, paling sedikit satu.")
    location_permit = Upload("Izin Lokasi", document=LOCATION_PERMIT, required=False)
    ground_proof = Upload(
        "Bukti alasan",
        document=GROUND_PROOF,
        help="Menurut alasannya: "
        + "; ".join(f"{GROUNDS[key][0].lower()}{GROUNDS[key][1:]} – {text}" for key, text in PROOFS.items())
        + ".",
    )
    site_map = Upload("Peta lokasi / site plan", document=SITE_MAP, required=False)
    truth_statement = Upload("Surat pernyataan kebenaran data (bermeterai)", document=TRUTH_STATEMENT, required=False)
    land_proof = Upload("Bukti penguasaan lahan", document=LAND_PROOF, required=False)
    rtrw_extract = Upload("Cuplikan RTRW / keterangan KPI", document=ZONING, required=False)
    declared_true = YesNo(
        "Kami menyatakan bahwa seluruh data dan dokumen ini benar dan sah",
        help="Data yang tidak benar membatalkan surat keterangan.",
    )
    checks = (
        must(a_permit_of_the_place_is_there, "Unggah KKPR atau Izin Lokasi.", at=kkpr_file),
        must(what_is_said_is_declared_true, "Nyatakan bahwa data dan dokumen ini benar.", at=declared_true),
    )
