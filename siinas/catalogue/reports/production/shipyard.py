"""What a shipyard reports in the place of capacities and products (reporting.md 5.21)."""

from __future__ import annotations

from siinas.catalogue.reports.production.general import PRODUCING, WHILE_IDLE
from siinas.catalogue.reports.reckoning import FOREIGN_KBLI, OWN_KBLI, amount, options, total
from siinas.catalogue.reports.variants import SHIPYARD
from siinas.process.checks import Facts, must, should
from siinas.process.fields import Answers, Choice, Percent, Quantity, Rupiah, Text, Whole
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table


class Dock(Row):
    """A facility for building or repairing ships."""

    dock_kind = Choice("Jenis fasilitas", among=options("dock"), carried=True)
    dock_use = Choice("Digunakan untuk", among=options("ship_work"), carried=True)
    dock_count = Whole("Jumlah", unit="unit", carried=True)
    dock_length = Quantity("Panjang", unit="m", group="Ukuran", carried=True)
    dock_width = Quantity("Lebar", unit="m", group="Ukuran", carried=True)
    dock_capacity = Quantity("Kapasitas", group="Ukuran", carried=True)
    dock_unit = Choice("Satuan kapasitas", among=options("ship_unit"), group="Ukuran", carried=True)


class ShipCapacity(Row):
    """How much a yard can build or repair."""

    ships = Whole("Kapal per tahun", unit="kapal", carried=True)
    tonnage = Quantity("Ukuran per tahun", carried=True)
    installed_ships = Whole("Terpasang, kapal per tahun", unit="kapal", carried=True)
    installed_tonnage = Quantity("Terpasang, ukuran per tahun", carried=True)


class Ship(Row):
    """A ship that was built or repaired in the period."""

    ship_name = Text("Nama kapal", carried=True)
    ship_kind = Text("Jenis kapal", longest=150, carried=True)
    ship_work = Choice("Pekerjaan", among=options("ship_work"), carried=True)
    ship_kbli = Choice("KBLI", among=OWN_KBLI, carried=True)
    ship_size = Quantity("Ukuran", carried=True)
    ship_unit = Choice("Satuan ukuran", among=options("ship_unit"), carried=True)
    ship_customer = Text("Pemesan", carried=True)
    ship_value = Rupiah("Nilai pekerjaan dalam periode ini")
    ship_before = Percent("Progres pada awal periode")
    ship_progress = Percent("Progres pada akhir periode", opens=ship_before)


def a_working_yard_names_its_ships(answers: Answers, facts: Facts) -> bool:
    """Status "Berproduksi" comes with at least one ship."""
    return answers.get("production_status") != PRODUCING or bool(answers.get("ships"))


def a_working_yard_does_something(answers: Answers, facts: Facts) -> bool:
    """Status "Berproduksi" comes with work on some of the ships that are named."""
    ships = answers.get("ships")
    return answers.get("production_status") != PRODUCING or not ships or total(ships, "ship_value") > 0


def kbli_of_the_ship_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("ship_kbli") in facts.kbli


def progress_goes_forward(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Work on a ship does not go back."""
    return amount(row, "ship_progress") >= amount(row, "ship_before")


class ShipyardFacilities(
    Step,
    title="Fasilitas Bangunan Baru dan Reparasi",
    key="fasilitas-galangan",
    only_for=(SHIPYARD,),
    skipped_when=WHILE_IDLE,
):
    """Facilities and capacity of a yard."""

    docks = Table(
        "Fasilitas bangunan baru dan reparasi",
        of=Dock,
        row_title=Dock.dock_kind,
        add_label="Tambah fasilitas",
        empty="Belum ada fasilitas. Tambahkan satu baris untuk setiap jenis fasilitas.",
        carried=True,
    )
    ship_tonnage_unit = Choice("Satuan ukuran kapasitas", among=options("ship_unit"), carried=True)
    ship_capacity = Grid(
        "Kapasitas bangunan baru dan reparasi",
        rows={"new": "Bangunan baru", "repair": "Reparasi"},
        of=ShipCapacity,
    )


class Ships(Step, title="Produksi Kapal", key="produksi-kapal", only_for=(SHIPYARD,), skipped_when=WHILE_IDLE):
    """What the yard did in the period, ship by ship."""

    ships = Table(
        "Produksi",
        of=Ship,
        row_title=Ship.ship_name,
        add_label="Tambah kapal",
        empty="Belum ada kapal. Tambahkan satu baris untuk setiap kapal yang dikerjakan.",
        carried=True,
    )
    checks = (
        must(
            a_working_yard_names_its_ships,
            "Status di Data Umum adalah Berproduksi. Tambahkan paling sedikit satu kapal, atau ubah statusnya.",
            at=ships,
        ),
        should(
            a_working_yard_does_something,
            "Status di Data Umum adalah Berproduksi, tetapi nilai pekerjaan semua kapal nol. Periksa atau jelaskan.",
            at=ships,
        ),
        must(kbli_of_the_ship_is_the_companys, FOREIGN_KBLI, at=ships, shows=(Ship.ship_kbli,)),
        should(
            progress_goes_forward,
            "Progres pada akhir periode lebih kecil daripada pada awalnya.",
            at=ships,
            shows=(Ship.ship_before, Ship.ship_progress),
        ),
    )
