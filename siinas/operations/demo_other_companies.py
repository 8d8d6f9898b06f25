"""Companies of the demo that report other contents: a small business, a shipyard, a factory that is being built."""

from __future__ import annotations

from siinas.operations.demo_cast import Company, Figures, Line, Material, Paper, Product, Report

ACCEPTED = ("send", "check", "accept")
STANDARD = "Sertifikat Standar"

CAKES = Company(
    key="kue",
    user_name="kue",
    name="CV Contoh Kue Rembang",
    nib="9120260000077",
    npwp="0912000000077000",
    owner="Lestari Contoh",
    regency="3317",
    street="Jl. Contoh Pasar No. 3",
    village="Sukakue",
    district="Sumber",
    place="Kab. Rembang, Provinsi Jawa Tengah",
    postal_code="59299",
    phone="0295 5550177",
    latitude="-6.790000",
    longitude="111.350000",
    scale="Kecil",
    legal_form="cv",
    category="small",
    lines=(Line("10792", "Industri Kue Basah", "MR", STANDARD),),
    note="Industri Kecil: laporan singkat, belum dibuat untuk triwulan terakhir",
    papers=(Paper("akta"),),
    figures=Figures(
        products=(Product("Kue basah aneka rasa", "10792", "19059090", "KGM", "1", 84_000, "0.74", 46_000, "Contoh"),),
        materials=(
            Material("Tepung beras", "11029010", "KGM", "1", 9_200, 14_500),
            Material("Gula pasir", "17019910", "KGM", "1", 3_100, 17_200),
        ),
        seasons=("1.00", "1.12", "0.96", "1.05"),
        investment=(310_000_000, 24_000_000, 88_000_000),
        men=(3, 1, 1, 0),
        women=(6, 2, 1, 0),
        education=(0, 1, 4, 8, 1, 0, 0, 0),
        water=(0, 60, 35, 0),
        fuels=(("lpg", 900, "kg", 19_500),),
        power=3_900,
    ),
    reports=(Report(1, ACCEPTED), Report(2, ACCEPTED)),
)

SHIPYARD = Company(
    key="galangan",
    user_name="galangan",
    name="PT Contoh Galangan Batam",
    nib="9120260000088",
    npwp="0912000000088000",
    owner="Hasan Contoh",
    regency="2171",
    street="Jl. Contoh Dok No. 1",
    village="Contohlaut",
    district="Sekupang",
    place="Kota Batam, Provinsi Kepulauan Riau",
    postal_code="29499",
    phone="0778 5550188",
    latitude="1.110000",
    longitude="103.950000",
    scale="Besar",
    category="shipyard",
    lines=(Line("30111", "Industri Kapal dan Perahu", "MT", STANDARD),),
    note="Galangan Kapal: fasilitas, kapasitas, dan kapal",
    papers=(Paper("akta"), Paper("sertifikat_standar", "30111")),
    figures=Figures(
        products=(Product("Kapal barang", "30111", "89019012", "C62", "1", 4, "0.5", 42_000_000_000, "Contoh Bahari"),),
        materials=(
            Material("Pelat baja kapal", "72085100", "TNE", "1000", 310, 14_200_000, 0, 120, 13_100_000, ("KR", "JP")),
            Material("Mesin induk", "84081010", "C62", "9500", 0, 0, 0, 1, 4_800_000_000, ("JP",)),
        ),
        seasons=("1.00", "0.90", "1.10", "1.05"),
        investment=(210_000_000_000, 18_000_000_000, 64_000_000_000),
        men=(240, 160, 46, 4),
        women=(12, 4, 28, 1),
        education=(2, 14, 61, 318, 52, 44, 4, 0),
        water=(0, 0, 5_400, 0),
        fuels=(("diesel", 96_000, "liter", 15_300),),
        power=640_000,
    ),
    reports=(Report(2, ACCEPTED), Report(3, ("send",), rests=2)),
)

BOTTLES = Company(
    key="botol",
    user_name="botol",
    name="PT Contoh Botol Kaca Karawang",
    nib="9120260000099",
    npwp="0912000000099000",
    owner="Rina Contoh",
    regency="3215",
    street="Jl. Contoh Kawasan Blok F-2",
    village="Contohsari",
    district="Karawang Barat",
    place="Kab. Karawang, Provinsi Jawa Barat",
    postal_code="17299",
    phone="021 5550199",
    latitude="-6.120000",
    longitude="107.010000",
    scale="Menengah",
    stage="construction",
    lines=(Line("23119", "Industri Kaca Lainnya", "MR", STANDARD),),
    note="pabrik sedang dibangun: Laporan Pembangunan",
    papers=(Paper("akta"), Paper("sertifikat_standar", "23119")),
    figures=Figures(
        products=(
            Product("Botol kaca", "23119", "70109099", "TNE", "1000", 6_000, "0.7", 24_000_000, "Contoh Botol"),
        ),
        materials=(),
        seasons=("0.10", "0.25", "0.45", "0.60"),
        investment=(58_000_000_000, 3_000_000_000, 9_000_000_000),
        men=(64, 20, 9, 0),
        women=(4, 2, 5, 0),
        education=(0, 12, 28, 52, 6, 6, 0, 0),
        water=(0, 0, 0, 0),
        fuels=(),
        power=0,
    ),
    reports=(Report(1, ACCEPTED), Report(2, ACCEPTED), Report(3, ("send", "check"), rests=1)),
)

OTHERS = (CAKES, SHIPYARD, BOTTLES)
