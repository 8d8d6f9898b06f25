"""Laporan Produksi: the quarterly report of a producing company (reporting.md 4 and 5, category Menengah Besar)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.process.checks import Facts, must, should
from siinas.process.declaration import Export, Process
from siinas.process.fields import (
    Answers,
    Choice,
    Choices,
    Derivation,
    Field,
    Grid,
    HsCode,
    LongText,
    Percent,
    Quantity,
    Reference,
    Rupiah,
    Table,
    Text,
    Whole,
    YesNo,
)
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.letters import Letter
from siinas.process.periods import CalendarDays, Quarter, WorkingDays
from siinas.process.roles import COMPANY, SENDERS, Role
from siinas.process.steps import Row, Step
from siinas.reference.document_types import SIGNED_STATEMENT

OWN_KBLI = Reference("own_kbli")
UNITS = Reference("unit")
COUNTRIES = Reference("country")
ZERO = Decimal(0)


def amount(answers: Answers, field: str) -> Decimal:
    """An answered number, 0 where nothing was answered."""
    value = answers.get(field)
    return value if isinstance(value, Decimal) else Decimal(value or 0)


def kilograms_of(quantity: Field, unit: Field, product: Field) -> Derivation:
    """The weight of `quantity` in kilogram, where its unit or the permit of the product fixes it."""

    def found(row: Answers, facts: Facts) -> Decimal | None:
        weight, count = facts.kilograms(row.get(unit.key), row.get(product.key)), row.get(quantity.key)
        return None if weight is None or count is None else (count * weight).quantize(Decimal("0.01"))

    return found


FOLLOWS = "Kosongkan bila satuannya ton, kilogram, atau satuan massa lain: dihitung otomatis."


def weights_agree(row: Answers, facts: Facts, *weights: Field) -> bool:
    """Each weight is within 1 % of what follows from its quantity and unit."""
    for weight in weights:
        expected = weight.follows(row, facts) if weight.follows else None
        if expected is not None and abs(amount(row, weight.key) - expected) > max(expected / 100, Decimal(1)):
            return False
    return True


def total(rows: list[dict[str, Any]] | None, field: str) -> Decimal:
    """The sum of a column."""
    return sum((amount(row, field) for row in rows or ()), ZERO)


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
FOREIGN_KBLI = "KBLI ini tidak ada dalam Bidang Usaha perusahaan. Pilih KBLI lain, atau tambahkan dahulu di sana."


def installed_covers_production_capacity(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Production capacity never exceeds the installed one."""
    return amount(row, "installed_capacity_qty") >= amount(row, "prod_capacity_qty")


def capacity_stays_within_the_permit(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Four quarters of the reported capacity stay within the permitted one of the same KBLI, product and unit."""
    permitted = [
        line.per_year
        for line in facts.capacity
        if line.kbli == row.get("cap_kbli")
        and line.unit == row.get("cap_unit")
        and line.product.casefold() == str(row.get("cap_product") or "").casefold()
    ]
    return not permitted or amount(row, "prod_capacity_qty") * 4 <= sum(permitted)


def kbli_of_the_capacity_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("cap_kbli") in facts.kbli


class CapacityLine(Row):
    """Section 5.3; capacities are those of the quarter."""

    cap_product = Text("Produk", longest=1024)
    cap_kbli = Choice("KBLI", among=OWN_KBLI)
    cap_hs = HsCode("Kode HS")
    cap_unit = Choice("Satuan Asli", among=UNITS, exported=False)
    prod_capacity_qty = Quantity(
        "Kapasitas Produksi Dalam Satuan Asli per {span}",
        group="Dalam satuan asli",
        help="Untuk satu triwulan.",
        counted_in=cap_unit,
    )
    installed_capacity_qty = Quantity(
        "Kapasitas Terpasang Dalam Satuan Asli per {span}", group="Dalam satuan asli", counted_in=cap_unit
    )
    prod_capacity_kg = Quantity(
        "Kapasitas Produksi Dalam Satuan Standar per {span}",
        unit="kg",
        group="Dalam satuan standar",
        help=FOLLOWS,
        follows=kilograms_of(prod_capacity_qty, cap_unit, cap_product),
    )
    installed_capacity_kg = Quantity(
        "Kapasitas Terpasang Dalam Satuan Standar per {span}",
        unit="kg",
        group="Dalam satuan standar",
        follows=kilograms_of(installed_capacity_qty, cap_unit, cap_product),
    )


def weight_of_the_capacity_follows_from_its_unit(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Both capacities weigh what their unit says."""
    return weights_agree(row, facts, CapacityLine.prod_capacity_kg, CapacityLine.installed_capacity_kg)


OTHER_WEIGHT = "Jumlah dalam kilogram tidak sesuai dengan jumlah dalam satuan asli. Periksa satuannya atau jelaskan."


class Capacity(
    Step,
    title="Kapasitas Produksi",
    intro="Kapasitas untuk satu triwulan. Baris awal diambil dari Kapasitas Produksi di Data Perusahaan, dibagi empat.",
):
    """Section 5.3."""

    capacity_lines = Table(
        "Kapasitas Produksi",
        of=CapacityLine,
        row_title=CapacityLine.cap_product,
        add_label="Tambah produk",
        empty="Belum ada produk. Tambahkan satu baris untuk setiap produk. Bila Kapasitas Produksi di Data Perusahaan "
        "diisi lebih dahulu, laporan baru terisi dari sana.",
    )
    checks = (
        must(kbli_of_the_capacity_is_the_companys, FOREIGN_KBLI, at=capacity_lines, shows=(CapacityLine.cap_kbli,)),
        should(
            installed_covers_production_capacity,
            "Kapasitas produksi lebih besar daripada kapasitas terpasang. Periksa kedua angka atau jelaskan.",
            at=capacity_lines,
            shows=(CapacityLine.prod_capacity_qty, CapacityLine.installed_capacity_qty),
        ),
        should(
            weight_of_the_capacity_follows_from_its_unit,
            OTHER_WEIGHT,
            at=capacity_lines,
            shows=(
                CapacityLine.prod_capacity_qty,
                CapacityLine.prod_capacity_kg,
                CapacityLine.installed_capacity_qty,
                CapacityLine.installed_capacity_kg,
            ),
        ),
        should(
            capacity_stays_within_the_permit,
            "Empat kali kapasitas triwulan ini melampaui kapasitas izin per tahun. Periksa satuan atau jelaskan.",
            at=capacity_lines,
            shows=(CapacityLine.prod_capacity_qty,),
        ),
    )


def a_producing_company_names_its_products(answers: Answers, facts: Facts) -> bool:
    """Status "Berproduksi" comes with at least one product."""
    return answers.get("production_status") != PRODUCING or bool(answers.get("production_lines"))


def quantity_and_value_of_production_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Something produced has a value, nothing produced has none."""
    return (amount(row, "production_qty") > 0) == (amount(row, "production_value") > 0)


def quantity_and_value_of_sales_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Something sold has a value, nothing sold has none."""
    return (amount(row, "sales_qty") > 0) == (amount(row, "sales_value") > 0)


def sales_beyond_production_come_from_stock(row: Answers, answers: Answers, facts: Facts) -> bool:
    """More sold than produced only where stock was sold."""
    return bool(row.get("sold_from_stock")) or amount(row, "sales_kg") <= amount(row, "production_kg")


def production_stays_within_installed_capacity(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Production per KBLI in kilogram stays within 105 % of the installed capacity of that KBLI."""
    kbli = row.get("prod_kbli")
    installed = total(
        [r for r in answers.get("capacity_lines") or () if r.get("cap_kbli") == kbli], "installed_capacity_kg"
    )
    produced = total([r for r in answers.get("production_lines") or () if r.get("prod_kbli") == kbli], "production_kg")
    return installed == 0 or produced <= installed * Decimal("1.05")


def kbli_of_the_product_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("prod_kbli") in facts.kbli


class ProductionLine(Row):
    """Section 5.4, with exactly the headings of the ministry's export."""

    prod_product = Text("Produk", longest=1024)
    prod_kbli = Choice("KBLI", among=OWN_KBLI)
    prod_hs = HsCode("Kode HS")
    prod_specification = Text("Spesifikasi", required=False)
    prod_brand = Text("Merk", required=False)
    prod_type = Text("Tipe", required=False)
    halal_cert_no = Text("Sertifikat Halal", required=False, help="Nomor sertifikat, jika ada.")
    prod_unit = Choice("Satuan Asli", among=UNITS)
    production_qty = Quantity("Jumlah Produksi Satuan Asli", group="Produksi")
    production_kg = Quantity(
        "Jumlah Produksi Satuan Standar (Kilogram)",
        unit="kg",
        group="Produksi",
        help=FOLLOWS,
        follows=kilograms_of(production_qty, prod_unit, prod_product),
    )
    production_value = Rupiah("Nilai Produksi (Rp.)", group="Produksi")
    sales_qty = Quantity("Jumlah Penjualan Satuan Asli", group="Penjualan")
    sales_kg = Quantity(
        "Jumlah Penjualan Satuan Standar (Kilogram)",
        unit="kg",
        group="Penjualan",
        follows=kilograms_of(sales_qty, prod_unit, prod_product),
    )
    sales_value = Rupiah("Nilai Penjualan", group="Penjualan")
    sold_from_stock = YesNo("Terdapat Stok Yang Dijual", group="Penjualan")
    export_pct = Percent("Persentase Ekspor Penjualan (%)", group="Penjualan")
    export_countries = Choices("Negara Tujuan Ekspor", among=COUNTRIES, when=export_pct.more_than(0), group="Penjualan")


def weight_of_production_and_sales_follows_from_the_unit(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What was produced and sold weighs what its unit says."""
    return weights_agree(row, facts, ProductionLine.production_kg, ProductionLine.sales_kg)


PRODUCT_OF_CAPACITY = {
    "prod_product": "cap_product",
    "prod_kbli": "cap_kbli",
    "prod_hs": "cap_hs",
    "prod_unit": "cap_unit",
}


def products_with_a_capacity(answers: Answers) -> list[dict[str, Any]]:
    """One row for each product of the page Kapasitas Produksi: its name, KBLI, HS code and unit."""
    lines = answers.get("capacity_lines") or ()
    return [{key: line[source] for key, source in PRODUCT_OF_CAPACITY.items() if source in line} for line in lines]


class ProductionAndSales(
    Step, title="Produksi dan Penjualan", intro="Baris awal diambil dari halaman Kapasitas Produksi."
):
    """Section 5.4."""

    production_lines = Table(
        "Produksi dan Penjualan",
        of=ProductionLine,
        row_title=ProductionLine.prod_product,
        begins_with=products_with_a_capacity,
        add_label="Tambah produk",
        empty="Belum ada produk. Bila tidak berproduksi, halaman ini boleh kosong.",
    )
    checks = (
        must(
            a_producing_company_names_its_products,
            "Status di Data Umum adalah Berproduksi. Tambahkan paling sedikit satu produk, atau ubah statusnya.",
            at=production_lines,
        ),
        must(kbli_of_the_product_is_the_companys, FOREIGN_KBLI, at=production_lines, shows=(ProductionLine.prod_kbli,)),
        should(
            quantity_and_value_of_production_agree,
            "Jumlah produksi dan nilai produksi tidak sejalan: salah satunya nol.",
            at=production_lines,
            shows=(ProductionLine.production_qty, ProductionLine.production_value),
        ),
        should(
            quantity_and_value_of_sales_agree,
            "Jumlah penjualan dan nilai penjualan tidak sejalan: salah satunya nol.",
            at=production_lines,
            shows=(ProductionLine.sales_qty, ProductionLine.sales_value),
        ),
        should(
            sales_beyond_production_come_from_stock,
            "Penjualan lebih besar daripada produksi, padahal tidak ada stok yang dijual.",
            at=production_lines,
            shows=(ProductionLine.production_kg, ProductionLine.sales_kg),
        ),
        should(
            production_stays_within_installed_capacity,
            "Produksi untuk KBLI ini melampaui kapasitas terpasang. Periksa angka dan satuannya.",
            at=production_lines,
            shows=(ProductionLine.production_kg,),
        ),
        should(
            weight_of_production_and_sales_follows_from_the_unit,
            OTHER_WEIGHT,
            at=production_lines,
            shows=(
                ProductionLine.production_qty,
                ProductionLine.production_kg,
                ProductionLine.sales_qty,
                ProductionLine.sales_kg,
            ),
        ),
    )


def quantity_and_value_of_domestic_material_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Material bought at home has a quantity and a value, or neither."""
    return (amount(row, "dom_qty") > 0) == (amount(row, "dom_value") > 0)


def quantity_and_value_of_imported_material_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Imported material has a quantity and a value, or neither."""
    return (amount(row, "imp_qty") > 0) == (amount(row, "imp_value") > 0)


def production_uses_some_material(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something used some material."""
    return total(answers.get("production_lines"), "production_kg") == 0 or bool(answers.get("material_lines"))


def the_product_made_is_one_that_is_reported(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The material goes into a product of the page Produksi dan Penjualan, where that page names any."""
    products = {name.casefold() for name in reported_products(answers)}
    return not products or str(row.get("output_product") or "").casefold() in products


def reported_products(answers: Answers) -> list[str]:
    """The names of the products on the page Produksi dan Penjualan, each once."""
    names = (str(line.get("prod_product") or "") for line in answers.get("production_lines") or ())
    return list(dict.fromkeys(name for name in names if name))


def kbli_of_the_product_made_is_the_companys(row: Answers, answers: Answers, facts: Facts) -> bool:
    """The KBLI is among the company's business lines (SETTLED 5)."""
    return row.get("output_kbli") in facts.kbli


class MaterialLine(Row):
    """Section 5.5, with exactly the headings of the ministry's export."""

    material_name = Text("Nama Bahan Baku")
    material_specification = Text("Spesifikasi", required=False)
    material_hs = HsCode("Kode HS")
    material_unit = Choice("Satuan Asli", among=UNITS)
    dom_qty = Quantity("Jumlah Dalam Negeri (Satuan Asli)", group="Dari dalam negeri")
    dom_kg = Quantity(
        "Jumlah Dalam Negeri (Kilogram)",
        unit="kg",
        group="Dari dalam negeri",
        help=FOLLOWS,
        follows=kilograms_of(dom_qty, material_unit, material_name),
    )
    dom_value = Rupiah("Nilai Dalam Negeri (Rp.)", group="Dari dalam negeri")
    imp_qty = Quantity("Jumlah Luar Negeri (Satuan Asli)", group="Dari luar negeri")
    imp_kg = Quantity(
        "Jumlah Luar Negeri (Kilogram)",
        unit="kg",
        group="Dari luar negeri",
        follows=kilograms_of(imp_qty, material_unit, material_name),
    )
    imp_value = Rupiah("Nilai Luar Negeri (Rp.)", group="Dari luar negeri")
    origin_countries = Choices(
        "Negara Asal Impor", among=COUNTRIES, when=imp_qty.more_than(0), group="Dari luar negeri"
    )
    output_kbli = Choice("KBLI Produk Yang Dihasilkan", among=OWN_KBLI, group="Dipakai untuk")
    output_product = Text(
        "Nama Produk Yang Dihasilkan", longest=1024, group="Dipakai untuk", suggests=reported_products
    )
    stock_kg = Quantity("Jumlah Persediaan (Kilogram)", unit="kg", group="Persediaan akhir")
    stock_value = Quantity("Nilai Persediaan (Rp.)", unit="Rp", group="Persediaan akhir")


def weight_of_the_material_follows_from_its_unit(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What was bought at home and abroad weighs what its unit says."""
    return weights_agree(row, facts, MaterialLine.dom_kg, MaterialLine.imp_kg)


class Materials(Step, title="Bahan Baku"):
    """Section 5.5."""

    material_lines = Table(
        "Bahan Baku",
        of=MaterialLine,
        row_title=MaterialLine.material_name,
        add_label="Tambah bahan baku",
        empty="Belum ada bahan baku. Tambahkan satu baris untuk setiap bahan.",
    )
    checks = (
        must(
            kbli_of_the_product_made_is_the_companys, FOREIGN_KBLI, at=material_lines, shows=(MaterialLine.output_kbli,)
        ),
        should(
            production_uses_some_material,
            "Ada produksi tetapi tidak ada bahan baku. Tambahkan bahan baku atau jelaskan.",
            at=material_lines,
        ),
        should(
            quantity_and_value_of_domestic_material_agree,
            "Jumlah dan nilai dari dalam negeri tidak sejalan: salah satunya nol.",
            at=material_lines,
            shows=(MaterialLine.dom_qty, MaterialLine.dom_value),
        ),
        should(
            quantity_and_value_of_imported_material_agree,
            "Jumlah dan nilai dari luar negeri tidak sejalan: salah satunya nol.",
            at=material_lines,
            shows=(MaterialLine.imp_qty, MaterialLine.imp_value),
        ),
        should(
            weight_of_the_material_follows_from_its_unit,
            OTHER_WEIGHT,
            at=material_lines,
            shows=(MaterialLine.dom_qty, MaterialLine.dom_kg, MaterialLine.imp_qty, MaterialLine.imp_kg),
        ),
        should(
            the_product_made_is_one_that_is_reported,
            "Produk yang dihasilkan tidak ada di halaman Produksi dan Penjualan. Samakan namanya atau jelaskan.",
            at=material_lines,
            shows=(MaterialLine.output_product,),
        ),
    )


class Workers(Row):
    """Average workers per day, section 5.8."""

    production_permanent = Whole("Produksi tetap", unit="orang")
    production_temporary = Whole("Produksi tidak tetap", unit="orang")
    other_permanent = Whole("Lainnya tetap", unit="orang")
    other_temporary = Whole("Lainnya tidak tetap", unit="orang")


class Headcount(Row):
    """Workers of one level of education."""

    people = Whole("Jumlah", unit="orang")


def grid_total(grid: dict[str, dict[str, Any]] | None) -> Decimal:
    """The sum of all cells of a grid."""
    return sum((Decimal(cell or 0) for row in (grid or {}).values() for cell in row.values()), ZERO)


def education_adds_up_to_the_workers(answers: Answers, facts: Facts) -> bool:
    """The workers by education are as many as the workers by sex and status."""
    return grid_total(answers.get("education")) == grid_total(answers.get("workers"))


def production_needs_workers(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something has workers."""
    return total(answers.get("production_lines"), "production_kg") == 0 or grid_total(answers.get("workers")) > 0


class Workforce(Step, title="Tenaga Kerja", intro="Pekerja per hari: rata-rata jumlah pekerja dalam triwulan ini."):
    """Section 5.8."""

    workers = Grid("Pekerja per Hari", rows={"men": "Laki-Laki", "women": "Wanita"}, of=Workers, total="Jumlah")
    education = Grid(
        "Pekerja menurut pendidikan",
        rows={
            "none": "Tidak sekolah / tidak tamat SD",
            "primary": "SD",
            "junior": "SMP",
            "senior": "SMA / SMK",
            "diploma": "D1 – D3",
            "bachelor": "S1 / D4",
            "master": "S2",
            "doctor": "S3",
        },
        of=Headcount,
        total="Jumlah",
    )
    checks = (
        should(
            education_adds_up_to_the_workers,
            "Jumlah pekerja menurut pendidikan tidak sama dengan jumlah pekerja per hari.",
            at=education,
        ),
        should(production_needs_workers, "Ada produksi tetapi tidak ada pekerja.", at=workers),
    )


class WaterUse(Row):
    """Section 5.10."""

    volume = Quantity("Volume", unit="m³")
    cost = Rupiah("Biaya")


class FuelLine(Row):
    """Section 5.11."""

    fuel = Choice(
        "Jenis bahan bakar",
        among={
            "petrol": "Bensin",
            "diesel": "Solar",
            "biodiesel": "Biodiesel",
            "kerosene": "Minyak Tanah",
            "lpg": "Elpiji (LPG)",
            "gas": "Gas Bumi / LNG",
            "coal": "Batubara",
            "biomass": "Biomassa",
            "lubricant": "Pelumas",
            "other": "Lainnya",
        },
    )
    fuel_qty = Quantity("Jumlah")
    fuel_unit = Choice("Satuan", among={"liter": "liter", "kg": "kg", "ton": "ton", "mmbtu": "MMBTU", "m3": "m³"})
    fuel_value = Rupiah("Nilai")


class PowerUse(Row):
    """Section 5.12."""

    energy = Quantity("Pemakaian", unit="kWh")
    power_cost = Rupiah("Biaya")


def electricity_has_a_plausible_price(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A kilowatt-hour costs between Rp500 and Rp5.000 (reporting.md 5.22)."""
    energy, cost = amount(row, "energy"), amount(row, "power_cost")
    return energy == 0 or Decimal(500) <= cost / energy <= Decimal(5000)


class WaterAndEnergy(Step, title="Air dan Energi"):
    """Sections 5.10 to 5.12."""

    water = Grid(
        "Penggunaan Air Baku Untuk Proses Produksi",
        rows={
            "surface": "Air permukaan (sungai, danau, mata air, dan laut)",
            "ground": "Air tanah",
            "supplier": "Perusahaan Penyedia Air",
            "recycled": "Air Daur Ulang Dari Proses di Industri",
        },
        of=WaterUse,
        total="Jumlah",
    )
    fuels = Table(
        "Penggunaan Bahan Bakar",
        of=FuelLine,
        row_title=None,
        add_label="Tambah bahan bakar",
        empty="Belum ada bahan bakar. Lewati bila tidak memakai bahan bakar.",
    )
    electricity = Grid(
        "Penggunaan tenaga listrik untuk produksi",
        rows={"pln": "Dari PLN", "other": "Bukan dari PLN"},
        of=PowerUse,
        total="Jumlah",
    )
    checks = (
        should(
            electricity_has_a_plausible_price,
            "Biaya listrik per kWh di luar Rp500 sampai Rp5.000. Periksa satuannya atau jelaskan.",
            at=electricity,
            shows=(PowerUse.energy, PowerUse.power_cost),
        ),
    )


class Shortcomings(Row):
    """What an officer says when returning a report."""

    reason = LongText("Catatan pengembalian", help="Sebutkan halaman dan isian yang harus dilengkapi atau diperbaiki.")


class Note(Row):
    """A remark for the colleague who goes on."""

    note = LongText("Catatan untuk Validator", required=False, internal=True)


class ReportFlow(Flow):
    """Konsep, check by a Verifikator, validation by another person, or back to the company (reporting.md 4.1)."""

    draft = held_by(COMPANY, "Konsep (Belum Dikirim Ke Kemenperin)", private=True)
    verification = held_by(Role.VERIFIER, "Diproses — Verifikator", within=WorkingDays(5))
    validation = held_by(Role.VALIDATOR, "Diproses — Validator", within=WorkingDays(3))
    returned = held_by(COMPANY, "Pengembalian Data", within=CalendarDays(30), tone="returned")
    accepted = closed("Diterima")
    discarded = closed("Dihapus oleh perusahaan", tone="refused", private=True)

    send = from_any(draft, returned).to(
        verification,
        "Kirim laporan",
        by=SENDERS,
        freezes=True,
        needs_statement=True,
        tells_company="laporan_terkirim",
        confirm="Kirim laporan ini ke Kemenperin? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Laporan terkirim ke Kemenperin.",
    )
    check = verification.to(validation, "Teruskan ke Validator", asks=Note, done="Laporan diteruskan ke Validator.")
    accept = validation.to(
        accepted,
        "Terima laporan",
        not_same_person_as=(check,),
        tells_company="laporan_diterima",
        confirm="Terima laporan ini? Perusahaan menerima pemberitahuan dan laporan ditutup.",
        done="Laporan diterima.",
    )
    send_back = from_any(verification, validation).to(
        returned,
        "Pengembalian Data",
        asks=Shortcomings,
        weight="secondary",
        tells_company="laporan_dikembalikan",
        done="Laporan dikembalikan kepada perusahaan beserta catatannya.",
    )
    discard = draft.to(
        discarded,
        "Hapus konsep",
        weight="danger",
        does=("free_period",),
        confirm="Hapus konsep ini? Isian tidak dapat dikembalikan, dan laporan untuk periode ini dapat dibuat lagi.",
        done="Konsep dihapus.",
    )


class ProductionReport(Process, key="laporan-produksi", code="LP", title="Laporan Produksi", menu="E-Reporting"):
    """The report of one establishment for one quarter."""

    noun = "laporan"
    new_label = "Input Laporan Baru"
    edition = "2025-1"
    legal_basis = "Permenperin 13/2025 Pasal 5 dan 7"
    summary = "Laporan triwulanan tahap produksi: kapasitas, produksi, bahan baku, tenaga kerja, air dan energi."
    steps = (GeneralData, Capacity, ProductionAndSales, Materials, Workforce, WaterAndEnergy)
    flow = ReportFlow
    periods = Quarter
    statement_document = SIGNED_STATEMENT
    statement = Letter(
        "Surat Pernyataan",
        paragraphs=(
            "Yang bertanda tangan di bawah ini, {signer_name}, selaku {signer_position} pada {company} "
            "(NIB {nib}) dengan lokasi pabrik di {factory_address}, menyatakan bahwa {process} {period} yang "
            "disampaikan melalui SIINas adalah benar, lengkap, serta sesuai dengan keadaan dan pembukuan perusahaan.",
            "Kami bersedia menunjukkan bukti pendukung apabila diminta, dan bersedia dikenai sanksi sesuai dengan "
            "ketentuan peraturan perundang-undangan apabila data tersebut terbukti tidak benar.",
        ),
        figures=(
            GeneralData.production_status,
            GeneralData.inv_excl_land_building,
            Capacity.capacity_lines,
            ProductionAndSales.production_lines,
            Materials.material_lines,
        ),
        closing="Demikian surat pernyataan ini dibuat dengan sebenarnya.",
    )
    exports = (
        Export("kapasitasproduksi", "Kapasitas Produksi", Capacity.capacity_lines),
        Export("produksi", "Produksi dan Penjualan", ProductionAndSales.production_lines),
        Export("bahanbaku", "Bahan Baku", Materials.material_lines, counted="No"),
    )

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """Signer from the company's data, capacity lines as a quarter of the permitted capacity."""
        lines = []
        for permitted in facts.capacity:
            quarter = (permitted.per_year / 4).quantize(Decimal("0.01"))
            kilograms = (quarter * permitted.kg_factor).quantize(Decimal("0.01")) if permitted.kg_factor else None
            line = {
                "cap_product": permitted.product,
                "cap_kbli": permitted.kbli,
                "cap_hs": permitted.hs_code,
                "cap_unit": permitted.unit,
                "prod_capacity_qty": quarter,
                "installed_capacity_qty": quarter,
                "prod_capacity_kg": kilograms,
                "installed_capacity_kg": kilograms,
            }
            lines.append({key: value for key, value in line.items() if value is not None})
        first = {
            "signer_name": facts.profile.get("responsible_name"),
            "signer_position": facts.profile.get("responsible_position"),
            "parent_company": facts.profile.get("parent_company"),
            "capacity_lines": lines,
        }
        return {key: value for key, value in first.items() if value}

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Investment without land and buildings is the sum of its three parts, once all are known."""
        parts = [answers.get(key) for key in ("inv_machinery", "inv_other", "working_capital")]
        if any(part is None for part in parts):
            return {}
        return {"inv_excl_land_building": sum((part for part in parts if part is not None), ZERO)}
