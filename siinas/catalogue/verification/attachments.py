"""Lampiran 1 to 4 of an application for verification, whose sums must agree; and the list of all nine pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from siinas.catalogue.verification.facts import answered, as_in_oss, same, summed, total
from siinas.catalogue.verification.workings import Distribution, Layout, Procurement, Production, Quality
from siinas.process.checks import Facts, must
from siinas.process.fields import (
    Answers,
    Choice,
    Day,
    LongText,
    Quantity,
    Reference,
    Rupiah,
    Text,
    Upload,
    WebAddress,
    Whole,
)
from siinas.process.periods import months_after
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.document_types import (
    MACHINE_PHOTOS,
    MACHINE_PROOF,
    PROPERTY_PROOF,
)

ORIGINS = {"home": "Dalam negeri", "abroad": "Impor"}


class Material(Row):
    """A raw or auxiliary material of one work period."""

    kind = Choice("Jenis", among={"main": "Bahan baku", "auxiliary": "Bahan penolong"})
    name = Text("Nama bahan")
    volume = Quantity("Volume")
    unit = Choice("Satuan", among=Reference("unit"))
    specification = Text("Spesifikasi singkat")
    value = Rupiah("Nilai")
    origin = Choice("Asal", among=ORIGINS)


class Utility(Row):
    """Power, gas or water of one work period."""

    kind = Choice("Jenis", among={"power": "Listrik", "gas": "Gas", "water": "Air", "other": "Lainnya"})
    volume = Quantity("Volume")
    unit = Text("Satuan", longest=30, help="Misalnya kWh, MMBTU, m³.")
    origin = Text("Asal", help="Misalnya PLN, PGN, PDAM, air tanah.")
    value = Rupiah("Nilai")


class OtherCapital(Row):
    """Other money that a work period binds."""

    name = Text("Uraian", help="Misalnya upah, sewa, transportasi.")
    value = Rupiah("Nilai")


class Line(Row):
    """A line of production and what it can make in a year."""

    name = Text("Lini atau mesin penentu")
    per_hour = Quantity("Kapasitas per jam")
    hours = Quantity("Jam kerja per hari")
    days = Whole("Hari kerja per tahun", most=366)


def period_has_six_months_at_most(answers: Answers, facts: Facts) -> bool:
    """One work period, at most six months (licensing.md 3.4)."""
    start, end = answers.get("period_from"), answers.get("period_to")
    return start is None or end is None or start <= end <= months_after(start, 6)


def materials_are_listed(answers: Answers, facts: Facts) -> bool:
    """The table of materials is not empty (licensing.md 3.5)."""
    return bool(answers.get("materials"))


def utilities_are_listed(answers: Answers, facts: Facts) -> bool:
    """Energy and water are told with volume, origin and value (licensing.md 3.5)."""
    return bool(answers.get("utilities"))


def a_line_is_reckoned(answers: Answers, facts: Facts) -> bool:
    """The capacity is reckoned (licensing.md 3.4)."""
    return bool(answers.get("capacity_lines"))


def capital_of(answers: Answers, facts: Facts) -> Decimal | None:
    """Materials, energy and other working capital together; None while nothing is listed."""
    tables = ("materials", "utilities", "other_capital")
    if not any(answers.get(key) for key in tables):
        return None
    return sum((total(answers.get(key), "value") for key in tables), Decimal(0))


def capacity_reckoned(answers: Answers, facts: Facts | None = None) -> Decimal | None:
    """What all lines can make in a year; None while none is listed."""
    rows = answers.get("capacity_lines")
    if not rows:
        return None
    parts = [[Decimal(row.get(key) or 0) for key in ("per_hour", "hours", "days")] for row in rows]
    return sum((one * hours * days for one, hours, days in parts), Decimal(0))


class Materials(
    Step,
    title="Lampiran 1: bahan dan modal kerja",
    key="lampiran-1",
    intro="Bahan baku dan penolong, energi, modal kerja, dan perhitungan kapasitas untuk satu periode kerja.",
):
    """Lampiran 1."""

    period_from = Day("Periode kerja dari", group="Periode kerja")
    period_to = Day("Periode kerja sampai", group="Periode kerja", help="Paling lama 6 bulan.")
    materials = Table(
        "Bahan baku dan bahan penolong",
        of=Material,
        row_title=Material.name,
        add_label="Tambah bahan",
        most_rows=500,
    )
    utilities = Table(
        "Energi dan air", of=Utility, row_title=Utility.kind, add_label="Tambah energi atau air", most_rows=100
    )
    other_capital = Table(
        "Modal kerja lainnya",
        of=OtherCapital,
        row_title=OtherCapital.name,
        add_label="Tambah modal kerja",
        required=False,
        most_rows=100,
    )
    capacity_lines = Table(
        "Perhitungan kapasitas", of=Line, row_title=Line.name, add_label="Tambah lini", most_rows=100
    )
    materials_total = Rupiah("Jumlah bahan baku dan penolong", computed=True)
    utilities_total = Rupiah("Jumlah energi dan air", computed=True)
    capital_total = Rupiah("Jumlah modal kerja", computed=True)
    capacity_total = Quantity("Kapasitas per tahun menurut perhitungan", computed=True)
    checks = (
        must(
            period_has_six_months_at_most,
            "Periode kerja paling lama 6 bulan, dan berakhir setelah awalnya.",
            at=period_to,
        ),
        must(materials_are_listed, "Isi paling sedikit satu bahan.", at=materials),
        must(utilities_are_listed, "Isi energi dan air yang dipakai.", at=utilities),
        must(a_line_is_reckoned, "Isi perhitungan kapasitas paling sedikit satu lini.", at=capacity_lines),
        same(
            "working_capital_is_the_sum_of_the_page",
            mine=("Jumlah Lampiran 1", capital_of),
            other=("Modal kerja pada Investasi dan tenaga kerja", answered("working_capital")),
            at=materials,
            message="Jumlah bahan, energi, dan modal kerja lainnya tidak sama dengan Modal kerja.",
        ),
        same(
            "capacity_is_the_one_reckoned",
            mine=("Kapasitas menurut perhitungan", capacity_reckoned),
            other=("Kapasitas pada Produk dan kapasitas", answered("capacity")),
            at=capacity_lines,
            message="Kapasitas menurut perhitungan tidak sama dengan kapasitas permohonan.",
            unit="",
        ),
        *as_in_oss(
            "working_capital_listed_is_that_of_oss",
            mine=("Modal kerja menurut Lampiran 1", capital_of),
            oss="working_capital",
            at=materials,
        ),
    )


class Machine(Row):
    """A machine or device, numbered as on its photograph."""

    number = Text("No.", longest=10)
    group = Choice(
        "Golongan",
        among={
            "production": "Mesin/peralatan produksi",
            "lab": "Alat uji laboratorium",
            "utility": "Utilitas",
            "support": "Mesin pendukung",
        },
    )
    name = Text("Nama")
    specification = Text("Spesifikasi")
    origin = Choice("Asal", among=ORIGINS)
    ownership = Choice("Kepemilikan", among={"owned": "Milik", "rented": "Sewa"})
    value = Rupiah("Nilai")


def machines_are_listed(answers: Answers, facts: Facts) -> bool:
    """The table of machines is not empty (licensing.md 3.5)."""
    return bool(answers.get("machines"))


def machine_numbers_differ(answers: Answers, facts: Facts) -> bool:
    """Photographs are found by the number of their machine (licensing.md 3.4)."""
    numbers = [str(row.get("number") or "").strip().casefold() for row in answers.get("machines") or ()]
    return len(numbers) == len(set(numbers))


class Machines(
    Step,
    title="Lampiran 2: mesin",
    key="lampiran-2",
    intro="Mesin, alat uji, utilitas, dan mesin pendukung.",
):
    """Lampiran 2."""

    machines = Table("Daftar mesin", of=Machine, row_title=Machine.name, add_label="Tambah mesin", most_rows=1000)
    machine_proof = Upload("Faktur, bukti pembelian, atau bukti sewa", document=MACHINE_PROOF)
    machines_local_total = Rupiah("Jumlah mesin dalam negeri", computed=True)
    machines_import_total = Rupiah("Jumlah mesin impor", computed=True)
    checks = (
        must(machines_are_listed, "Isi paling sedikit satu mesin.", at=machines),
        must(machine_numbers_differ, "Setiap mesin punya nomor sendiri.", at=machines),
        same(
            "local_machines_are_those_of_the_header",
            mine=("Jumlah mesin dalam negeri pada Lampiran 2", summed("machines", "value", origin="home")),
            other=("Mesin dalam negeri pada Investasi dan tenaga kerja", answered("inv_machine_local")),
            at=machines,
            message="Jumlah nilai mesin dalam negeri tidak sama.",
        ),
        same(
            "imported_machines_are_those_of_the_header",
            mine=("Jumlah mesin impor pada Lampiran 2", summed("machines", "value", origin="abroad")),
            other=("Mesin impor pada Investasi dan tenaga kerja", answered("inv_machine_import")),
            at=machines,
            message="Jumlah nilai mesin impor tidak sama.",
        ),
    )


class Photo(Row):
    """Which photograph shows which machine."""

    photo = Text("No. foto", longest=10)
    machine = Text("No. mesin pada Lampiran 2", longest=10)
    shows = Text("Keterangan", required=False, help="Mesin atau papan nama (name plate).")


def photos_show_machines_of_the_list(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The number of a photograph leads to a machine of Lampiran 2 (licensing.md 3.4)."""
    numbers = facts.once(
        "machines", answers.get("machines"), lambda rows: {str(one.get("number") or "").strip() for one in rows or ()}
    )
    return not row.get("machine") or str(row["machine"]).strip() in numbers


class Photos(
    Step,
    title="Lampiran 3: foto dan video",
    key="lampiran-3",
    intro="Foto mesin dengan papan namanya, dan video alur.",
):
    """Lampiran 3."""

    photo_file = Upload("Foto mesin dan papan nama", document=MACHINE_PHOTOS, help="Satu PDF, bernomor sesuai daftar.")
    photos = Table("Daftar foto", of=Photo, row_title=Photo.photo, add_label="Tambah foto", most_rows=1000)
    video = WebAddress("Tautan video alur produksi", help="Dapat dibuka petugas tanpa kata sandi.")
    checks = (must(photos_show_machines_of_the_list, "Nomor mesin ini tidak ada pada Lampiran 2.", at=photos),)


def lease_lasts_half_a_year(answers: Answers, facts: Facts) -> bool:
    """A lease that ends within six months is explained (licensing.md 3.4)."""
    until: date | None = answers.get("lease_until")
    if answers.get("tenure") != "rented" or until is None:
        return True
    return until >= months_after(facts.today, 6) or bool(str(answers.get("lease_note") or "").strip())


def lease_has_not_ended(answers: Answers, facts: Facts) -> bool:
    """A lease that has ended proves nothing (licensing.md 3.4)."""
    until: date | None = answers.get("lease_until")
    return answers.get("tenure") != "rented" or until is None or until >= facts.today


class Property(
    Step,
    title="Lampiran 4: tanah dan bangunan",
    key="lampiran-4",
    intro="Kepemilikan atau sewa tanah dan bangunan.",
):
    """Lampiran 4."""

    tenure = Choice("Status tanah dan bangunan", among={"owned": "Milik", "rented": "Sewa", "borrowed": "Pinjam pakai"})
    lease_until = Day("Sewa berakhir", when=tenure.is_("rented"))
    lease_note = LongText(
        "Penjelasan masa sewa",
        required=False,
        when=tenure.is_("rented"),
        help="Wajib bila sewa berakhir dalam 6 bulan, misalnya rencana perpanjangannya.",
    )
    property_proof = Upload("Bukti kepemilikan atau sewa", document=PROPERTY_PROOF, help="Hanya halaman yang perlu.")
    checks = (
        must(lease_has_not_ended, "Masa sewa sudah berakhir.", at=lease_until),
        must(
            lease_lasts_half_a_year,
            "Sewa berakhir dalam 6 bulan. Jelaskan kelanjutannya pada Penjelasan masa sewa.",
            at=lease_until,
        ),
    )


ATTACHMENTS = (
    Materials,
    Machines,
    Photos,
    Property,
    Procurement,
    Production,
    Quality,
    Distribution,
    Layout,
)


def sums_of(answers: Answers) -> dict[str, Decimal | None]:
    """What the pages add up by themselves."""
    capital = capital_of(answers, None)  # type: ignore[arg-type]
    return {
        "materials_total": total(answers.get("materials"), "value"),
        "utilities_total": total(answers.get("utilities"), "value"),
        "capital_total": capital,
        "capacity_total": capacity_reckoned(answers),
        "machines_local_total": total(answers.get("machines"), "value", origin="home"),
        "machines_import_total": total(answers.get("machines"), "value", origin="abroad"),
        "other_investment_total": total(answers.get("other_investments"), "value"),
    }
