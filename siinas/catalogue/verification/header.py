"""The header of an application for verification: identity, product, investment, people, place (licensing.md 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siinas.catalogue.verification.facts import answered, as_in_oss, project_of
from siinas.process.checks import Check, Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
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
from siinas.reference.addresses import LOCATION_TYPES
from siinas.reference.document_types import ENVIRONMENT, EXEMPTION, FLOWCHART, RISKS, SPATIAL


def _of(key: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.profile.get(key)


def _place(key: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.places.get(key)


class LineKbli(Row):
    """Another KBLI of the same line."""

    kbli = Choice("KBLI", among=Reference("own_kbli"))


def the_kbli_stands_on_the_nib(answers: Answers, facts: Facts) -> bool:
    """Only business lines of the company's NIB (licensing.md 3.3)."""
    return not answers.get("kbli") or answers["kbli"] in facts.kbli


def the_risk_opens_the_service(answers: Answers, facts: Facts) -> bool:
    """Only MT and T (licensing.md 3.3)."""
    return not answers.get("kbli") or facts.risks.get(answers["kbli"]) in {"MT", "T"}


def a_line_has_several_kbli(answers: Answers, facts: Facts) -> bool:
    """One line of at least two KBLI, the first of which is the main one (licensing.md 3.1, 3.3)."""
    others = {row.get("kbli") for row in answers.get("line_kbli") or ()} - {None, answers.get("kbli")}
    return answers.get("one_line") is not True or bool(others)


def all_kbli_of_the_line_stand_on_the_nib(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Only business lines of the company's NIB (licensing.md 3.3)."""
    return not row.get("kbli") or row["kbli"] in facts.kbli


def all_three_conditions_of_a_line_hold(answers: Answers, facts: Facts) -> bool:
    """One chain of machines, one site, all of them installed (licensing.md 3.1, Pasal 13)."""
    wanted = ("line_machines", "line_site", "line_installed")
    return answers.get("one_line") is not True or all(answers.get(key) is True for key in wanted)


def identifiers_have_their_shape(answers: Answers, facts: Facts) -> bool:
    """The licence code of industry begins with 019 (licensing.md 4.4)."""
    return not answers.get("oss_licence_code") or answers["oss_licence_code"].startswith("019")


class Identity(Step, title="Data permohonan", intro="Perusahaan dan KBLI yang diverifikasi."):
    """Whose application, for which KBLI, under which numbers of OSS."""

    kbli = Choice("KBLI", among=Reference("own_verified_kbli"), standing=True)
    company_name = Text("Nama perusahaan", stated=True, recorded=_of("name"))
    nib = Text("NIB", stated=True, recorded=_of("nib"))
    kbli_stated = Choice("KBLI", among=Reference("own_kbli"), stated=True, recorded=lambda facts: facts.subject or None)
    risk = Choice(
        "Tingkat risiko", among=RISKS, stated=True, recorded=lambda facts: facts.risks.get(facts.subject or "")
    )
    investment_status = Choice(
        "Jenis penanaman modal",
        among={"PMDN": "PMDN", "PMA": "PMA", "none": "Bukan PMA/PMDN"},
        stated=True,
        recorded=_of("investment_status"),
    )
    business_scale = Text("Skala usaha", stated=True, recorded=_of("business_scale"))
    cross_province = YesNo(
        "Memiliki pabrik di lebih dari satu provinsi",
        help="Menentukan instansi yang berwenang.",
        group="Kewenangan",
    )
    oss_project = Text(
        "ID Proyek OSS",
        longest=25,
        pattern=r"R-\d{6,21}",
        remedy="ID Proyek diawali R- diikuti angka, seperti di OSS.",
        group="Nomor di OSS",
    )
    oss_licence = Text(
        "ID Izin OSS",
        longest=25,
        pattern=r"I-\d{6,21}",
        remedy="ID Izin diawali I- diikuti angka, seperti di OSS.",
        group="Nomor di OSS",
    )
    oss_licence_code = Text(
        "Kode izin OSS",
        longest=12,
        pattern=r"\d{12}",
        remedy="Kode izin terdiri atas 12 angka.",
        group="Nomor di OSS",
    )
    one_line = YesNo(
        "Satu lini",
        help="Satu lini produksi menghasilkan beberapa KBLI di satu lokasi: cukup satu permohonan.",
        group="Satu lini",
    )
    line_kbli = Table(
        "KBLI lain dalam lini ini",
        of=LineKbli,
        row_title=LineKbli.kbli,
        add_label="Tambah KBLI",
        when=one_line.is_(True),
        most_rows=20,
    )
    line_machines = YesNo("Mesin merupakan satu rangkaian terpadu", when=one_line.is_(True), group="Satu lini")
    line_site = YesNo("Lokasinya satu hamparan", when=one_line.is_(True), group="Satu lini")
    line_installed = YesNo(
        "Semua mesin sudah terpasang dan siap berproduksi komersial", when=one_line.is_(True), group="Satu lini"
    )
    line_flowchart = Upload(
        "Bagan alur satu lini", document=FLOWCHART, when=one_line.is_(True), group="Satu lini", required=False
    )
    checks = (
        must(the_kbli_stands_on_the_nib, "KBLI ini tidak ada pada NIB perusahaan.", at=one_line),
        must(
            the_risk_opens_the_service,
            "Verifikasi ini hanya untuk KBLI berisiko Menengah Tinggi atau Tinggi.",
            at=one_line,
        ),
        must(identifiers_have_their_shape, "Kode izin sektor industri diawali 019.", at=oss_licence_code),
        must(a_line_has_several_kbli, "Satu lini paling sedikit memuat satu KBLI lain.", at=line_kbli),
        must(all_kbli_of_the_line_stand_on_the_nib, "KBLI ini tidak ada pada NIB perusahaan.", at=line_kbli),
        must(
            all_three_conditions_of_a_line_hold,
            "Satu lini hanya bila ketiga syaratnya terpenuhi; bila tidak, ajukan setiap KBLI sendiri-sendiri.",
            at=one_line,
        ),
    )


def product_is_named_concretely(answers: Answers, facts: Facts) -> bool:
    """A product, not the title of the KBLI (licensing.md 3.3)."""
    said = str(answers.get("product_type") or "").casefold().strip()
    return not said.startswith("industri ")


class Product(Step, title="Produk dan kapasitas"):
    """What is made, and how much of it."""

    product_type = Text("Jenis Produksi", longest=1024, help="Nama produk yang konkret, bukan judul KBLI.")
    product_detail = LongText("Detail produk", shortest=10, help="Bahan, bentuk, ukuran, kemasan, kegunaan.")
    capacity = Quantity("Kapasitas produksi per tahun", help="Sama dengan OSS dan perhitungan pada Lampiran 1.")
    capacity_unit = Choice("Satuan produksi", among=Reference("unit"))
    checks = (
        should(
            product_is_named_concretely,
            "Jenis produksi tampaknya judul KBLI. Tulis nama produknya, atau jelaskan.",
            at=product_type,
        ),
        *as_in_oss(
            "capacity_is_that_of_oss",
            mine=("Kapasitas produksi", answered("capacity")),
            oss="capacity",
            at=capacity,
            unit="",
        ),
    )


MONEY = (
    ("inv_land", "Investasi tanah", "land"),
    ("inv_building", "Investasi bangunan", "building"),
    ("inv_machine_local", "Mesin dalam negeri", "machines_local"),
    ("inv_machine_import", "Mesin impor", "machines_import"),
    ("inv_other", "Investasi lainnya", "other"),
    ("working_capital", "Modal kerja", "working_capital"),
)
"""The figures of investment: key, official label, and what OSS calls them (`OssProject`)."""


class Investment(Step, title="Investasi dan tenaga kerja", intro="Angka yang sama dengan OSS untuk proyek ini."):
    """The money and the people of the project."""

    inv_land = Rupiah("Investasi tanah", group="Investasi")
    inv_building = Rupiah("Investasi bangunan", group="Investasi")
    inv_machine_local = Rupiah("Mesin dalam negeri", group="Investasi", help="Sama dengan jumlah Lampiran 2.")
    inv_machine_import = Rupiah("Mesin impor", group="Investasi", help="Sama dengan jumlah Lampiran 2.")
    inv_other = Rupiah("Investasi lainnya", group="Investasi", help="Sama dengan daftar pada Lampiran 9.")
    working_capital = Rupiah("Modal kerja", group="Investasi", help="Sama dengan jumlah Lampiran 1.")
    investment_total = Rupiah("Jumlah investasi", computed=True, group="Investasi")
    tki_m = Whole("Tenaga kerja Indonesia laki-laki", unit="orang", group="Tenaga kerja")
    tki_f = Whole("Tenaga kerja Indonesia perempuan", unit="orang", group="Tenaga kerja")
    tka_m = Whole("Tenaga kerja asing laki-laki", unit="orang", group="Tenaga kerja", help="Isi 0 bila tidak ada.")
    tka_f = Whole("Tenaga kerja asing perempuan", unit="orang", group="Tenaga kerja", help="Isi 0 bila tidak ada.")


def _oss_checks() -> tuple[Check, ...]:
    found: list[Check] = []
    for key, label, oss in MONEY:
        field = Investment.fields[key]
        found += as_in_oss(f"{key}_is_that_of_oss", mine=(label, answered(key)), oss=oss, at=field)
    return tuple(found)


Investment.also(*_oss_checks())


def investment_of(answers: Answers) -> Any:
    """The sum of all investment; None while a figure is missing."""
    figures = [answers.get(key) for key, _label, _oss in MONEY]
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def exemption_is_there_where_it_is_asked(answers: Answers, facts: Facts) -> bool:
    """Outside of every estate and bound by its scale (SETTLED 5); one of this portal, or one among its papers, is
    there by itself.
    """
    if not facts.needs_exemption or facts.exempted.get(facts.subject or "") or EXEMPTION.key in facts.papers:
        return True
    return answers.get("exemption_file") is not None


def _exemption_number(facts: Facts) -> str:
    number = facts.exempted.get(facts.subject or "")
    if number:
        return f"{number} (terbit di portal ini)"
    if facts.needs_exemption and (kept := facts.papers.get(EXEMPTION.key)) is not None:
        return f"{kept.number} (Dokumen Perizinan)"
    return "Diminta: unggah di bawah" if facts.needs_exemption else "Tidak diminta untuk lokasi dan skala ini"


class Site(Step, title="Lokasi dan dokumen dasar"):
    """Where it stands, and by which permits."""

    factory_address = Text("Lokasi usaha", stated=True, recorded=_place("factory"))
    regency_name = Text("Kabupaten/Kota dan provinsi", stated=True, recorded=_place("regency"))
    location_type = Choice("Jenis lokasi pabrik", among=LOCATION_TYPES, stated=True, recorded=_of("location_type"))
    exemption_number = Text("SKPBKI", stated=True, recorded=_exemption_number)
    kkpr_no = Text("Nomor KKPR", longest=150, group="KKPR")
    kkpr_file = Upload("KKPR", document=SPATIAL, group="KKPR")
    exemption_file = Upload(
        "Berkas SKPBKI",
        document=EXEMPTION,
        required=False,
        help="Hanya bila diminta dan suratnya tidak terbit di portal ini.",
        group="Pengecualian lokasi",
    )
    env_doc = Choice(
        "Dokumen lingkungan",
        among={"sppl": "SPPL", "ukl_upl": "UKL-UPL", "amdal": "AMDAL"},
        required=False,
        group="Lingkungan",
    )
    env_file = Upload("Berkas dokumen lingkungan", document=ENVIRONMENT, required=False, group="Lingkungan")
    checks = (
        must(
            exemption_is_there_where_it_is_asked,
            "Lokasi ini di luar kawasan industri dan skalanya besar: SKPBKI diminta. Ajukan SKPBKI, atau unggah yang "
            "sudah ada.",
            at=exemption_file,
        ),
    )


def from_oss(facts: Facts) -> dict[str, Any]:
    """What OSS already knows of the project, as first answers of an application."""
    project = project_of({"kbli": facts.subject}, facts)
    if project is None:
        return {}
    found: dict[str, Any] = {
        "oss_project": project.project_id or None,
        "oss_licence": project.licence_id or None,
        "oss_licence_code": project.licence_code or None,
        "product_type": project.product or None,
        "capacity": project.capacity,
        **{key: getattr(project, oss) for key, _label, oss in MONEY},
        **dict(project.workers),
    }
    return {key: value for key, value in found.items() if value is not None}
