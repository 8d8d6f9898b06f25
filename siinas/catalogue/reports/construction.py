"""Laporan Pembangunan: the report of a company whose factory is being built, by period (reporting.md 1.5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.flow import REGIME, ReportFlow
from siinas.catalogue.reports.receipt import report_receipt
from siinas.catalogue.reports.reckoning import (
    COUNTRIES,
    FOREIGN_KBLI,
    OWN_KBLI,
    UNITS,
    amount,
    options,
)
from siinas.catalogue.reports.statement import CLOSING, PARAGRAPHS, TITLE
from siinas.catalogue.reports.variants import CATEGORIES
from siinas.process.carrying import carried_over, holds_flows
from siinas.process.checks import Facts, must, should
from siinas.process.declaration import Export, Process
from siinas.process.fields import (
    Answers,
    Choice,
    Day,
    HsCode,
    LongText,
    Percent,
    Quantity,
    Rupiah,
    Text,
    Whole,
    Year,
)
from siinas.process.figures import Cells, Figure
from siinas.process.letters import Letter
from siinas.process.periods import Quarter
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table
from siinas.reference.document_types import SIGNED_STATEMENT


class ConstructionData(Step, title="Data Umum"):
    """Who signs, and whether anything was done."""

    work_status = Choice(
        "Status pembangunan",
        among={"going": "Pembangunan berjalan", "resting": "Tidak ada kegiatan pada periode ini"},
        initial="going",
    )
    resting_reason = LongText("Alasan tidak ada kegiatan", shortest=10, when=work_status.is_("resting"))
    signer_name = Text("Nama Penanda Tangan Laporan", longest=100, group="Penanda tangan", carried=True)
    signer_position = Text("Jabatan", longest=250, group="Penanda tangan", carried=True)


class Builders(Row):
    """Workers of one origin."""

    build_men = Whole("Laki-Laki", unit="orang")
    build_women = Whole("Wanita", unit="orang")


class ConstructionWorkforce(Step, title="Tenaga Kerja", intro="Rata-rata pekerja per hari pada tahap pembangunan."):
    """Workers while the factory is being built."""

    builders = Grid(
        "Jumlah tenaga kerja pada tahap pembangunan",
        rows={"national": "Tenaga kerja Indonesia", "foreign": "Tenaga kerja asing"},
        of=Builders,
        total="Jumlah",
        sums_across=True,
    )


class Outlay(Row):
    """One kind of investment: planned, in this period, and so far."""

    planned = Rupiah("Rencana", carried=True)
    before = Rupiah("Kumulatif periode lalu", required=False, help="Dari laporan terakhir.")
    realised = Rupiah("Realisasi periode ini")
    cumulative = Rupiah("Realisasi kumulatif", opens=before)


def the_cumulative_outlay_follows(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What was spent so far is what was spent before and in this period."""
    if row.get("before") is None:
        return amount(row, "cumulative") >= amount(row, "realised")
    return amount(row, "cumulative") == amount(row, "before") + amount(row, "realised")


class Outlays(Step, title="Nilai Investasi", intro="Dalam rupiah. Mesin impor dihitung dengan kurs saat pembayaran."):
    """Investment by kind."""

    outlays = Grid(
        "Nilai investasi",
        rows={
            "land": "Tanah (pembelian dan pematangan)",
            "building": "Bangunan / gedung",
            "machines": "Mesin / peralatan dalam negeri",
            "imported": "Mesin / peralatan impor",
            "other": "Investasi lainnya",
            "capital": "Modal kerja",
        },
        of=Outlay,
        total="Jumlah",
    )
    imported_usd = Quantity(
        "Realisasi mesin / peralatan impor periode ini", unit="USD", required=False, group="Dalam mata uang asing"
    )
    checks = (
        should(
            the_cumulative_outlay_follows,
            "Realisasi kumulatif tidak sama dengan kumulatif periode lalu ditambah realisasi periode ini.",
            at=outlays,
            shows=(Outlay.before, Outlay.realised, Outlay.cumulative),
        ),
    )


class Land(Step, title="Lahan"):
    """The land of the industrial site."""

    land_unit = Choice("Satuan luas", among=options("land_unit"), carried=True)
    land_area = Quantity("Luas lahan lokasi industri", counted_in=land_unit, carried=True)
    building_area = Quantity("Luas bangunan yang direncanakan", unit="m²", required=False, carried=True)


class PlannedCapacity(Row):
    """What the factory is to produce in a year."""

    planned_product = Text("Produk", longest=1024, carried=True)
    planned_kbli = Choice("KBLI", among=OWN_KBLI, carried=True)
    planned_hs = HsCode("Kode HS", carried=True)
    planned_capacity = Quantity("Kapasitas rencana per tahun", carried=True)
    planned_unit = Choice("Satuan", among=UNITS, carried=True)


def a_factory_is_built_for_something(answers: Answers, facts: Facts) -> bool:
    """At least one product is planned: KBLI and capacity belong to the least that is reported (reporting.md 1.5)."""
    return bool(answers.get("planned_lines"))


def kbli_of_the_planned_capacity_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("planned_kbli") in facts.kbli


class PlannedProducts(
    Step,
    title="Kelompok Industri dan Rencana Kapasitas",
    key="rencana-kapasitas",
    intro="Baris awal diambil dari Kapasitas Produksi di Data Perusahaan.",
):
    """KBLI and planned capacity."""

    planned_lines = Table(
        "Rencana kapasitas",
        of=PlannedCapacity,
        row_title=PlannedCapacity.planned_product,
        add_label="Tambah produk",
        empty="Belum ada produk. Tambahkan satu baris untuk setiap produk yang direncanakan.",
        carried=True,
    )
    checks = (
        must(
            a_factory_is_built_for_something,
            "Tambahkan paling sedikit satu produk yang direncanakan.",
            at=planned_lines,
        ),
        must(
            kbli_of_the_planned_capacity_is_the_companys,
            FOREIGN_KBLI,
            at=planned_lines,
            shows=(PlannedCapacity.planned_kbli,),
        ),
    )


class BuiltMachine(Row):
    """A machine that was ordered or set up."""

    built_name = Text("Nama mesin/peralatan", carried=True)
    built_brand = Text("Merek dan tipe", required=False, carried=True)
    built_country = Choice("Negara pembuat", among=COUNTRIES, carried=True)
    built_year = Year("Tahun pembuatan", required=False, carried=True)
    built_count = Whole("Jumlah", unit="unit", carried=True)
    built_status = Choice("Keadaan", among=options("machine_status"), carried=True)


class BuiltMachines(Step, title="Mesin dan Peralatan"):
    """Machines of the factory to come."""

    built_machines = Table(
        "Mesin dan peralatan",
        of=BuiltMachine,
        row_title=BuiltMachine.built_name,
        add_label="Tambah mesin",
        empty="Belum ada mesin yang dipesan. Simpan halaman ini kosong, atau tambahkan satu baris untuk setiap jenis.",
        carried=True,
    )


class Part(Row):
    """How far one part of the work is."""

    progress_before = Percent("Progres periode lalu", required=False)
    progress = Percent("Progres", opens=progress_before)


def construction_goes_forward(row: Answers, answers: Answers, facts: Facts) -> bool:
    """No part goes back."""
    return row.get("progress_before") is None or amount(row, "progress") >= amount(row, "progress_before")


class Progress(Step, title="Progres Pembangunan"):
    """Physical progress."""

    parts = Grid(
        "Progres",
        rows={
            "land": "Pembebasan lahan",
            "building": "Bangunan",
            "machines": "Mesin dan peralatan",
            "utilities": "Utilitas (air, listrik, IPAL)",
        },
        of=Part,
    )
    obstacles = LongText("Kendala", required=False, help="Kosongkan bila tidak ada.")
    checks = (
        should(
            construction_goes_forward,
            "Progres lebih kecil daripada pada laporan sebelumnya. Periksa atau jelaskan.",
            at=parts,
            shows=(Part.progress_before, Part.progress),
        ),
    )


def the_schedule_runs_forward(answers: Answers, facts: Facts) -> bool:
    """The building begins before it ends, and ends before production begins."""
    days = [answers.get(key) for key in ("construction_start", "construction_end", "commercial_start")]
    known = [day for day in days if day is not None]
    return known == sorted(known)


class Schedule(Step, title="Jadwal"):
    """Days of the construction."""

    construction_start = Day("Mulai konstruksi", carried=True)
    construction_end = Day("Target selesai konstruksi", carried=True)
    commercial_start = Day("Target produksi komersial", carried=True)
    checks = (
        should(
            the_schedule_runs_forward,
            "Urutan jadwal tidak masuk akal: mulai konstruksi, selesai konstruksi, lalu produksi komersial.",
            at=construction_start,
            shows=(construction_start, construction_end, commercial_start),
        ),
    )


class PlannedMaterial(Row):
    """A material that the factory will use in a year."""

    need_name = Text("Bahan baku", carried=True)
    need_qty = Quantity("Kebutuhan per tahun", carried=True)
    need_unit = Choice("Satuan", among=UNITS, carried=True)
    need_imported = Percent("Persentase impor", carried=True)


class Needs(Step, title="Rencana Bahan Baku, Energi, Air, dan Limbah", key="rencana-kebutuhan"):
    """What the factory will need and leave."""

    needed_materials = Table(
        "Rencana bahan baku",
        of=PlannedMaterial,
        row_title=PlannedMaterial.need_name,
        add_label="Tambah bahan baku",
        empty="Belum ada bahan baku. Tambahkan satu baris untuk setiap bahan utama.",
        carried=True,
    )
    needed_power = Quantity("Rencana kebutuhan listrik per tahun", unit="kWh", group="Energi dan air", carried=True)
    needed_fuel = Text(
        "Rencana bahan bakar",
        required=False,
        group="Energi dan air",
        help="Jenis dan perkiraan jumlah per tahun.",
        carried=True,
    )
    needed_water = Quantity("Rencana kebutuhan air per tahun", unit="m³", group="Energi dan air", carried=True)
    planned_waste = LongText("Rencana pengelolaan limbah", required=False, group="Limbah", carried=True)


class ConstructionReport(
    Process, key="laporan-pembangunan", code="LB", title="Laporan Pembangunan", menu="E-Reporting"
):
    """The report of one establishment that does not produce commercially yet, for one period."""

    noun = "laporan"
    new_label = "Input Laporan Baru"
    edition = "2025-1"
    legal_basis = "Permenperin 13/2025 Pasal 5"
    summary = "Laporan berkala tahap pembangunan: tenaga kerja, investasi, lahan, rencana kapasitas, dan progres."
    steps = (
        ConstructionData,
        ConstructionWorkforce,
        Outlays,
        Land,
        PlannedProducts,
        BuiltMachines,
        Progress,
        Schedule,
        Needs,
    )
    flow = ReportFlow
    periods = Quarter
    regime = REGIME
    idle_hint = "Pembangunan yang terhenti tetap dilaporkan: pilih Tidak ada kegiatan dan sebutkan alasannya."
    statement_document = SIGNED_STATEMENT
    receipt = report_receipt("LB")
    statement = Letter(
        TITLE,
        paragraphs=PARAGRAPHS,
        figures=(
            ConstructionData.work_status,
            ConstructionData.resting_reason,
            ConstructionWorkforce.builders,
            Outlays.outlays,
            Land.land_area,
            PlannedProducts.planned_lines,
            BuiltMachines.built_machines,
            Schedule.commercial_start,
        ),
        closing=CLOSING,
    )

    exports = (
        Export("tenagakerjapembangunan", "Tenaga Kerja", ConstructionWorkforce.builders, official=False),
        Export("investasipembangunan", "Nilai Investasi", Outlays.outlays, official=False),
        Export("rencanakapasitas", "Rencana Kapasitas", PlannedProducts.planned_lines, official=False),
        Export("mesinpembangunan", "Mesin dan Peralatan", BuiltMachines.built_machines, official=False),
        Export("progrespembangunan", "Progres", Progress.parts, official=False),
        Export("rencanabahanbaku", "Rencana Bahan Baku", Needs.needed_materials, official=False),
    )
    figures = (
        Figure(
            "building_workers",
            "Pekerja pembangunan",
            Cells(ConstructionWorkforce.builders, (Builders.build_men, Builders.build_women)),
            unit="orang",
        ),
        Figure(
            "building_outlay", "Realisasi investasi pembangunan", Cells(Outlays.outlays, (Outlay.realised,)), unit="Rp"
        ),
    )

    @classmethod
    def owed_by(cls, profile: Mapping[str, Any]) -> bool:
        """Companies of a reporting category that do not produce commercially yet (reporting.md 1.3)."""
        return profile.get("stage") == "construction" and profile.get("reporting_category") in CATEGORIES

    @classmethod
    def says_something(cls, answers: Answers) -> bool:
        """A reason for resting, or workers, money or progress."""
        if answers.get("work_status") == "resting":
            return bool(str(answers.get("resting_reason") or "").strip())
        progress = [cells.get("progress") or 0 for cells in (answers.get("parts") or {}).values()]
        return any(progress) or holds_flows((ConstructionWorkforce, Outlays), answers)

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """Plans and sums of the last accepted report, the signer of today, products that the permit adds."""
        first = carried_over(cls.steps, *(one.answers for one in facts.earlier))
        signer = {
            "signer_name": facts.profile.get("responsible_name"),
            "signer_position": facts.profile.get("responsible_position"),
        }
        first |= {key: value for key, value in signer.items() if value}
        known = first.get("planned_lines", [])
        names = {str(line.get("planned_product")).casefold() for line in known}
        new = [
            {
                "planned_product": one.product,
                "planned_kbli": one.kbli,
                "planned_hs": one.hs_code,
                "planned_capacity": one.per_year.quantize(Decimal("0.01")),
                "planned_unit": one.unit,
            }
            for one in facts.capacity
            if one.product.casefold() not in names
        ]
        return first | ({"planned_lines": [*known, *new]} if known or new else {})
