"""The measures that the rules of reports compare with the bounds of the table "Batas kewajaran" (reporting.md 5.22)."""

from __future__ import annotations

from siinas.process.measures import Measure

CAPACITY_USED = Measure(
    "capacity_used",
    "Produksi dibanding kapasitas terpasang",
    "%",
    help="Produksi satu KBLI dalam kilogram dibanding kapasitas terpasang KBLI itu.",
)
UTILISATION = Measure(
    "utilisation",
    "Pemanfaatan kapasitas terpasang",
    "%",
    help="Seluruh produksi dibanding seluruh kapasitas terpasang, bila berproduksi.",
)
PRODUCT_PRICE = Measure(
    "product_price", "Harga produk", "Rp per kg", 0, help="Nilai produksi atau penjualan dibagi beratnya."
)
MATERIAL_PRICE = Measure(
    "material_price",
    "Harga bahan",
    "Rp per kg",
    0,
    help="Nilai bahan baku atau penolong dibagi beratnya, menurut KBLI produk yang dihasilkan.",
)
INPUT_PRICE = Measure(
    "input_price",
    "Harga bahan yang tidak mungkin",
    "Rp per kg",
    0,
    help="Batas kasar untuk semua bahan: di atasnya hampir selalu satuan yang keliru.",
)
MATERIAL_RATIO = Measure(
    "material_ratio",
    "Bahan baku dibanding produksi",
    "kg per kg",
    help="Seluruh bahan baku dalam kilogram dibanding seluruh produksi dalam kilogram.",
)
ELECTRICITY_PRICE = Measure("electricity_price", "Harga listrik", "Rp per kWh", 0, help="Biaya dibagi pemakaian.")
GAS_PRICE = Measure("gas_price", "Harga gas bumi", "Rp per MMBTU", 0, help="Nilai dibagi jumlah dalam MMBTU.")
ENERGY_PER_KILOGRAM = Measure(
    "energy_per_kilogram",
    "Listrik untuk satu kilogram produk",
    "kWh per kg",
    4,
    help="Seluruh pemakaian listrik dibanding seluruh produksi dalam kilogram.",
)
WAGE = Measure(
    "wage",
    "Rata-rata upah per pekerja per triwulan",
    "Rp",
    0,
    help="Upah dan gaji dibagi pekerja dan banyaknya triwulan dalam periode.",
)
EDUCATION_GAP = Measure(
    "education_gap",
    "Selisih pekerja menurut pendidikan",
    "orang",
    0,
    help="Beda antara jumlah pekerja menurut pendidikan dan jumlah pekerja per hari.",
)
WEIGHT_GAP = Measure(
    "weight_gap",
    "Selisih berat dari satuan asli",
    "%",
    help="Beda antara kilogram yang diisi dan kilogram yang mengikuti satuan aslinya.",
)
WASTE_WATER_FLOW = Measure("waste_water_flow", "Debit limbah cair", "m³ per detik", help="Di inlet dan di outlet.")
CHANGE = Measure(
    "change", "Perubahan terhadap periode lalu", "%", help="Naik atau turun; di atas batas ini perlu penjelasan."
)
PRICE_CHANGE = Measure(
    "price_change",
    "Perubahan harga terhadap periode lalu",
    "%",
    help="Nilai per kilogram produk, atau per satuan bahan bakar, dibanding yang sama dalam laporan terakhir.",
)
STRONG_CHANGE = Measure(
    "strong_change", "Perubahan kuat", "%", help="Di atas batas ini peringatan perubahan disebut kuat."
)
EXTREME_CHANGE = Measure(
    "extreme_change", "Perubahan sangat kuat", "%", help="Di atas batas ini peringatan perubahan disebut sangat kuat."
)

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        CAPACITY_USED,
        UTILISATION,
        PRODUCT_PRICE,
        MATERIAL_PRICE,
        INPUT_PRICE,
        MATERIAL_RATIO,
        ELECTRICITY_PRICE,
        GAS_PRICE,
        ENERGY_PER_KILOGRAM,
        WAGE,
        EDUCATION_GAP,
        WEIGHT_GAP,
        WASTE_WATER_FLOW,
        CHANGE,
        PRICE_CHANGE,
        STRONG_CHANGE,
        EXTREME_CHANGE,
    )
}
"""All of them by key, in the order in which they are listed."""
