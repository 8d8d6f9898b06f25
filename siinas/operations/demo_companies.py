"""The invented companies, figures and people of the demo; every name says that it is invented."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from siinas.process.roles import Role

CENT, ONE = Decimal("0.01"), Decimal(1)


@dataclass(frozen=True, slots=True)
class Product:
    """A product: capacity in `unit` per year, the part of it that is used, price per unit, sales abroad in percent."""

    name: str
    kbli: str
    hs: str
    unit: str
    kg: str
    per_year: int
    used: str
    price: int
    brand: str
    export_pct: str = "0"
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """A material for the product of that place: units per quarter and price per unit, from home and from abroad."""

    name: str
    hs: str
    unit: str
    kg: str
    home: int
    home_price: int
    product: int = 0
    abroad: int = 0
    abroad_price: int = 0
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A business line of the NIB."""

    kbli: str
    title: str
    risk: str
    licence: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a company reports in an ordinary quarter; `seasons` are the factors of the four quarters, oldest first.

    `workers` are permanent and temporary in production, permanent and temporary elsewhere; `education` are those of all
    workers from "not at school" to S3; `water` is m³ from surface, ground, supplier and recycling.
    """

    products: tuple[Product, ...]
    materials: tuple[Material, ...]
    seasons: tuple[str, str, str, str]
    investment: tuple[int, int, int]
    men: tuple[int, int, int, int]
    women: tuple[int, int, int, int]
    education: tuple[int, int, int, int, int, int, int, int]
    water: tuple[int, int, int, int]
    fuels: tuple[tuple[str, int, str, int], ...]
    power: int
    own_power: int = 0
    uses_toll: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in a first sending: the answer at `path` is multiplied by `factor`; `page` is where it stands."""

    page: str
    path: tuple[str | int, ...]
    factor: str


@dataclass(frozen=True, slots=True)
class Report:
    """The report on one of the last four quarters (0 the oldest) and the moves it has made, in order.

    `rests` is the number of working days since the last move, None for what was settled in its own time; `reasons`
    explain warnings by the name of their rule; `pages` limits how far a draft is filled.
    """

    quarter: int
    moves: tuple[str, ...] = ()
    rests: int | None = None
    slip: Slip | None = None
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    pages: int = 6


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its NIB, its people (`user_name` is the owner's) and its reports."""

    key: str
    user_name: str
    name: str
    nib: str
    npwp: str
    owner: str
    regency: str
    street: str
    village: str
    district: str
    place: str
    postal_code: str
    phone: str
    latitude: str
    longitude: str
    scale: str
    lines: tuple[Line, ...]
    note: str
    legal_form: str = "pt"
    status: str = "PMDN"
    sections: tuple[str, ...] = ("data-umum", "kantor-pusat", "pabrik", "kapasitas", "contact-person")
    documents: tuple[str, ...] = ()
    figures: Figures | None = None
    reports: tuple[Report, ...] = ()

    @property
    def email(self) -> str:
        """The company's address, the same as on its NIB."""
        return f"surat@contoh-{self.key}.example.test"

    @property
    def address(self) -> str:
        """The address as an NIB prints it."""
        return (
            f"{self.street}, Desa/Kelurahan {self.village}, Kec. {self.district}, {self.place}, "
            f"Kode Pos: {self.postal_code}"
        )


ACCEPTED = ("send", "check", "accept")
STANDARD = "Sertifikat Standar"

SUGAR = Company(
    key="gula",
    user_name="pemilik",
    name="PT Contoh Gula Lestari",
    nib="9120260000011",
    npwp="0912000000011000",
    owner="Sari Contoh",
    regency="3507",
    street="Jl. Contoh Raya No. 7",
    village="Sukacontoh",
    district="Contohrejo",
    place="Kab. Malang, Provinsi Jawa Timur",
    postal_code="65199",
    phone="0341 5550100",
    latitude="-8.166000",
    longitude="112.610000",
    scale="Besar",
    lines=(
        Line("10721", "Industri Gula Pasir", "MT", STANDARD),
        Line("10729", "Industri Pengolahan Gula Lainnya Bukan Sirop", "MT", STANDARD),
    ),
    note="Data Perusahaan lengkap; satu konsep dan satu Pengembalian Data menunggu perusahaan",
    documents=("akta", "sertifikat_standar", "persetujuan_lingkungan", "kkpr"),
    figures=Figures(
        products=(
            Product(
                "Gula kristal putih",
                "10721",
                "17019910",
                "TNE",
                "1000",
                292_000,
                "0.82",
                13_150_000,
                "Contoh Manis",
                "12.5",
                ("JP", "SG"),
            ),
            Product(
                "Tetes tebu",
                "10729",
                "17031090",
                "TNE",
                "1000",
                96_000,
                "0.78",
                2_450_000,
                "Contoh Tetes",
                "35",
                ("KR", "PH", "TW"),
            ),
        ),
        materials=(
            Material("Tebu", "12129300", "TNE", "1000", 712_000, 735_000),
            Material("Gula kristal mentah", "17011400", "TNE", "1000", 0, 0, 0, 4_200, 8_900_000, ("TH", "AU")),
            Material("Kapur tohor", "25221000", "TNE", "1000", 1_350, 1_250_000),
            Material("Nira sisa pemasakan", "17039090", "TNE", "1000", 21_000, 640_000, 1),
        ),
        seasons=("1.01", "0.62", "0.88", "1.04"),
        investment=(412_000_000_000, 38_500_000_000, 96_000_000_000),
        men=(284, 96, 52, 4),
        women=(61, 38, 44, 2),
        education=(6, 58, 121, 291, 46, 52, 7, 0),
        water=(184_000, 12_500, 0, 46_000),
        fuels=(
            ("biomass", 48_000, "ton", 240_000),
            ("diesel", 62_000, "liter", 15_200),
            ("lubricant", 4_800, "liter", 46_000),
        ),
        power=1_950_000,
        own_power=6_400_000,
    ),
    reports=(
        Report(0, ACCEPTED),
        Report(1, ACCEPTED),
        Report(
            2,
            ("send", "check", "send_back"),
            rests=3,
            slip=Slip("produksi-dan-penjualan", ("production_lines", 0, "sales_value"), "0.001"),
            reason="Halaman Produksi dan Penjualan, baris 1 (Gula kristal putih): nilai penjualan setara Rp13.000 per "
            "ton, sedangkan nilai produksinya sekitar Rp13 juta per ton. Tampaknya ditulis dalam ribuan rupiah. Isi "
            "nilai penjualan dalam rupiah penuh, cetak ulang surat pernyataan, lalu kirim kembali.",
        ),
        Report(3, rests=2, pages=3),
    ),
)

TEXTILE = Company(
    key="tekstil",
    user_name="tekstil",
    name="PT Contoh Tekstil Priangan",
    nib="9120260000022",
    npwp="0912000000022000",
    owner="Budi Contoh",
    regency="3204",
    street="Jl. Contoh Tenun No. 21",
    village="Contohjaya",
    district="Majacontoh",
    place="Kab. Bandung, Provinsi Jawa Barat",
    postal_code="40399",
    phone="022 5550121",
    latitude="-7.050000",
    longitude="107.750000",
    scale="Besar",
    lines=(
        Line("13112", "Industri Pemintalan Benang", "MR", STANDARD),
        Line("13121", "Industri Pertenunan (Bukan Pertenunan Karung Goni dan Karung Lainnya)", "MT", STANDARD),
    ),
    note="laporan terbaru menunggu Verifikator",
    status="PMA",
    documents=("akta", "sertifikat_standar"),
    figures=Figures(
        products=(
            Product(
                "Benang katun Ne 30",
                "13112",
                "52051200",
                "TNE",
                "1000",
                9_600,
                "0.86",
                48_500_000,
                "Contoh Pintal",
                "22",
                ("KR", "JP"),
            ),
            Product(
                "Kain tenun poliester katun",
                "13121",
                "55132100",
                "MTR",
                "0.18",
                38_000_000,
                "0.79",
                17_400,
                "Contoh Tenun",
                "41.5",
                ("US", "DE", "NL"),
            ),
        ),
        materials=(
            Material("Kapas", "52010000", "TNE", "1000", 0, 0, 0, 2_260, 31_200_000, ("US", "BR", "AU")),
            Material("Serat stapel poliester", "55032000", "TNE", "1000", 640, 19_800_000, 1, 310, 18_900_000, ("CN",)),
            Material("Benang poliester", "54023300", "TNE", "1000", 410, 24_600_000, 1),
        ),
        seasons=("0.96", "1.02", "0.91", "0.99"),
        investment=(268_000_000_000, 21_000_000_000, 74_500_000_000),
        men=(312, 88, 61, 6),
        women=(428, 142, 70, 8),
        education=(0, 64, 238, 702, 55, 50, 6, 0),
        water=(22_000, 31_500, 8_400, 12_000),
        fuels=(
            ("gas", 41_000, "mmbtu", 142_000),
            ("coal", 3_900, "ton", 1_180_000),
            ("lubricant", 6_300, "liter", 51_000),
        ),
        power=8_900_000,
        uses_toll=True,
    ),
    reports=(Report(0, ACCEPTED), Report(1, ACCEPTED), Report(2, ACCEPTED), Report(3, ("send",), rests=2)),
)

CEMENT = Company(
    key="semen",
    user_name="semen",
    name="PT Contoh Semen Celebes",
    nib="9120260000033",
    npwp="0912000000033000",
    owner="Andi Contoh",
    regency="7310",
    street="Jl. Contoh Karst Km 12",
    village="Batucontoh",
    district="Contohbungoro",
    place="Kab. Pangkajene dan Kepulauan, Provinsi Sulawesi Selatan",
    postal_code="90699",
    phone="0410 5550133",
    latitude="-4.790000",
    longitude="119.610000",
    scale="Besar",
    lines=(Line("23941", "Industri Semen", "T", "Izin"),),
    note="satu laporan sudah diperbaiki dan dikirim kembali, satu menunggu Validator",
    documents=("akta", "izin", "persetujuan_lingkungan"),
    figures=Figures(
        products=(
            Product(
                "Semen portland komposit",
                "23941",
                "25232990",
                "TNE",
                "1000",
                1_480_000,
                "0.84",
                912_000,
                "Contoh Kokoh",
                "4",
                ("TL",),
            ),
            Product(
                "Klinker",
                "23941",
                "25231090",
                "TNE",
                "1000",
                320_000,
                "0.71",
                548_000,
                "Contoh Klinker",
                "28",
                ("PH", "AU"),
            ),
        ),
        materials=(
            Material("Batu kapur", "25210000", "TNE", "1000", 430_000, 62_000),
            Material("Tanah liat", "25084090", "TNE", "1000", 71_000, 54_000),
            Material("Gipsum", "25201000", "TNE", "1000", 0, 0, 0, 11_800, 498_000, ("TH",)),
            Material("Pasir silika", "25051000", "TNE", "1000", 19_500, 138_000, 1),
        ),
        seasons=("1.29", "0.93", "0.97", "1.03"),
        investment=(1_940_000_000_000, 112_000_000_000, 236_000_000_000),
        men=(402, 118, 96, 10),
        women=(18, 6, 74, 2),
        education=(0, 24, 66, 402, 88, 121, 24, 1),
        water=(61_000, 0, 4_200, 19_500),
        fuels=(
            ("coal", 46_500, "ton", 1_090_000),
            ("diesel", 210_000, "liter", 15_400),
            ("biomass", 5_200, "ton", 410_000),
        ),
        power=29_600_000,
    ),
    reports=(
        Report(
            0,
            ACCEPTED,
            reasons={
                "production_stays_within_installed_capacity": "Jalur 2 berjalan tanpa henti untuk proyek bendungan; "
                "perawatan tahunan digeser ke triwulan berikutnya. Catatan jam operasi tersedia."
            },
        ),
        Report(1, ACCEPTED),
        Report(
            2,
            ("send", "send_back", "send"),
            rests=1,
            slip=Slip("bahan-baku", ("material_lines", 2, "imp_kg"), "0.001"),
            reasons={"weight_of_the_material_follows_from_its_unit": "Sesuai angka pada dokumen impor."},
            reason="Halaman Bahan Baku, baris 3 (Gipsum): jumlah impor dalam kilogram sama dengan jumlahnya dalam ton. "
            "Satu ton adalah 1.000 kg; perbaiki kolom kilogram, lalu kirim kembali.",
        ),
        Report(3, ("send", "check"), rests=1),
    ),
)

FURNITURE = Company(
    key="mebel",
    user_name="mebel",
    name="CV Contoh Mebel Jepara",
    nib="9120260000044",
    npwp="0912000000044000",
    owner="Ratna Contoh",
    regency="3320",
    street="Jl. Contoh Ukir No. 3",
    village="Contohsenenan",
    district="Tahucontoh",
    place="Kab. Jepara, Provinsi Jawa Tengah",
    postal_code="59499",
    phone="0291 5550144",
    latitude="-6.640000",
    longitude="110.700000",
    scale="Menengah",
    legal_form="cv",
    lines=(
        Line("31001", "Industri Furnitur dari Kayu", "MR", STANDARD),
        Line("16221", "Industri Barang Bangunan dari Kayu", "MR", STANDARD),
    ),
    note="satu laporan terlambat menunggu Validator, satu menunggu Verifikator",
    documents=("akta", "sertifikat_standar"),
    figures=Figures(
        products=(
            Product(
                "Kursi kayu jati",
                "31001",
                "94016900",
                "PCE",
                "9.5",
                42_000,
                "0.74",
                1_180_000,
                "Contoh Ukir",
                "68",
                ("NL", "DE", "US"),
            ),
            Product(
                "Meja makan kayu jati",
                "31001",
                "94036090",
                "PCE",
                "48",
                9_000,
                "0.69",
                4_650_000,
                "Contoh Ukir",
                "61",
                ("NL", "JP"),
            ),
            Product("Daun pintu kayu", "16221", "44182090", "PCE", "32", 12_000, "0.66", 1_960_000, "Contoh Pintu"),
        ),
        materials=(
            Material("Kayu jati gergajian", "44072910", "MTQ", "660", 1_020, 11_400_000),
            Material("Kayu mahoni gergajian", "44072590", "MTQ", "560", 310, 5_900_000, 2),
            Material("Kain pelapis", "59032000", "MTR", "0.42", 3_900, 68_000, 0, 1_400, 91_000, ("CN",)),
        ),
        seasons=("1.05", "0.94", "0.97", "1.02"),
        investment=(9_800_000_000, 1_450_000_000, 6_200_000_000),
        men=(74, 31, 9, 1),
        women=(22, 12, 11, 0),
        education=(2, 21, 44, 78, 6, 8, 1, 0),
        water=(0, 640, 420, 0),
        fuels=(("diesel", 5_400, "liter", 15_100), ("lpg", 1_150, "kg", 14_800), ("biomass", 46, "ton", 380_000)),
        power=112_000,
    ),
    reports=(
        Report(
            0,
            ("send", "check", "send_back", "send", "check", "accept"),
            slip=Slip("tenaga-kerja", ("education", "senior", "people"), "0"),
            reasons={"education_adds_up_to_the_workers": "Data pendidikan pekerja bagian produksi masih dikumpulkan."},
            reason="Halaman Tenaga Kerja: kolom SMA / SMK kosong sehingga jumlah menurut pendidikan tidak sama dengan "
            "jumlah pekerja. Data pendidikan wajib lengkap; isi, lalu kirim kembali.",
        ),
        Report(1, ACCEPTED),
        Report(2, ("send", "check"), rests=4),
        Report(3, ("send",), rests=4),
    ),
)

FOOD = Company(
    key="roti",
    user_name="roti",
    name="PT Contoh Roti Deli",
    nib="9120260000055",
    npwp="0912000000055000",
    owner="Togar Contoh",
    regency="1207",
    street="Jl. Contoh Industri Blok C-9",
    village="Contohmabar",
    district="Percontohan",
    place="Kab. Deli Serdang, Provinsi Sumatera Utara",
    postal_code="20399",
    phone="061 5550155",
    latitude="3.640000",
    longitude="98.700000",
    scale="Menengah",
    lines=(
        Line("10710", "Industri Produk Roti dan Kue", "MT", STANDARD),
        Line("10740", "Industri Makaroni, Mie dan Produk Sejenisnya", "MT", STANDARD),
    ),
    note="laporan terbaru memuat peringatan yang dijelaskan; dokumen belum lengkap",
    documents=("akta",),
    figures=Figures(
        products=(
            Product("Roti tawar", "10710", "19059090", "KGM", "1", 5_400_000, "0.81", 21_500, "Contoh Lembut"),
            Product(
                "Biskuit manis",
                "10710",
                "19053120",
                "CT",
                "4.8",
                640_000,
                "0.77",
                118_000,
                "Contoh Renyah",
                "18.5",
                ("MY", "SG", "PH"),
            ),
            Product("Mi kering", "10740", "19023040", "CT", "5.6", 520_000, "0.72", 96_500, "Contoh Mi"),
        ),
        materials=(
            Material("Tepung terigu", "11010011", "TNE", "1000", 1_720, 8_350_000),
            Material("Gula kristal rafinasi", "17019910", "TNE", "1000", 265, 11_900_000),
            Material("Margarin", "15171090", "TNE", "1000", 148, 21_400_000, 1),
            Material("Susu bubuk", "04022110", "TNE", "1000", 12, 62_000_000, 0, 34, 57_500_000, ("AU", "NL")),
        ),
        seasons=("0.98", "1.07", "0.95", "1.01"),
        investment=(46_300_000_000, 5_100_000_000, 18_700_000_000),
        men=(118, 24, 41, 3),
        women=(146, 37, 38, 2),
        education=(0, 12, 48, 286, 27, 33, 3, 0),
        water=(0, 3_100, 9_400, 0),
        fuels=(("gas", 9_800, "mmbtu", 148_000), ("diesel", 21_500, "liter", 15_300)),
        power=1_240_000,
    ),
    reports=(
        Report(0, ACCEPTED),
        Report(1, ACCEPTED),
        Report(2, ACCEPTED),
        Report(
            3,
            ("send",),
            rests=7,
            slip=Slip("air-dan-energi", ("electricity", "pln", "power_cost"), "4"),
            reasons={
                "electricity_has_a_plausible_price": "Termasuk tagihan susulan PLN untuk dua triwulan sebelumnya "
                "setelah meter diganti; salinan tagihan tersedia."
            },
        ),
    ),
)

CHEMICALS = Company(
    key="kimia",
    user_name="kimia",
    name="PT Contoh Kimia Cilegon",
    nib="9120260000066",
    npwp="0912000000066000",
    owner="Dewi Contoh",
    regency="3672",
    street="Jl. Contoh Klor Kav. 15",
    village="Contohrawa",
    district="Citracontoh",
    place="Kota Cilegon, Provinsi Banten",
    postal_code="42499",
    phone="0254 5550166",
    latitude="-6.010000",
    longitude="106.000000",
    scale="Besar",
    status="PMA",
    lines=(Line("20111", "Industri Kimia Dasar Anorganik Khlor dan Alkali", "T", "Izin"),),
    note="akun baru, Data Perusahaan hampir kosong, belum ada laporan",
    sections=(),
)

COMPANIES = (SUGAR, TEXTILE, CEMENT, FURNITURE, FOOD, CHEMICALS)


@dataclass(frozen=True, slots=True)
class Applicant:
    """A registration without an account: what is typed as `company`, the name on the NIB, and the front desk's move."""

    company: Company
    name_on_nib: str
    move: str = ""
    reason: str = ""
    scan: bool = False
    sent_days_ago: int = 1


def _applicant(key: str, name: str, number: int, line: Line, regency: str, place: str, owner: str) -> Company:
    return Company(
        key=key,
        user_name="",
        name=name,
        nib=f"91202600001{number:02d}",
        npwp=f"09120000001{number:02d}000",
        owner=owner,
        regency=regency,
        street=f"Jl. Contoh Baru No. {number}",
        village="Contohsari",
        district="Contohmulyo",
        place=place,
        postal_code="50099",
        phone=f"021 55502{number:02d}",
        latitude="0",
        longitude="0",
        scale="Menengah",
        lines=(line,),
        note="",
    )


APPLICANTS = (
    Applicant(
        _applicant(
            "pupuk",
            "PT Contoh Pupuk Lestari",
            41,
            Line("20122", "Industri Pupuk Buatan Tunggal Hara Makro Primer", "T", "Izin"),
            "3516",
            "Kab. Mojokerto, Provinsi Jawa Timur",
            "Hadi Contoh",
        ),
        "PT CONTOH PUPUK LESTARI",
        move="refuse",
        reason="Menurut OSS, NIB ini sudah dicabut atas permohonan perusahaan sendiri. Terbitkan NIB baru di "
        "oss.go.id, lalu ajukan pendaftaran baru dengan NIB itu.",
        sent_days_ago=9,
    ),
    Applicant(
        _applicant(
            "konveksi",
            "CV Contoh Konveksi Mataram",
            52,
            Line("14111", "Industri Pakaian Jadi (Konveksi) dari Tekstil", "R", "NIB"),
            "3404",
            "Kab. Bantul, Provinsi Daerah Istimewa Yogyakarta",
            "Wulan Contoh",
        ),
        "CV CONTOH KONVEKSI MATARAM",
        move="ask_correction",
        reason="Lokasi pabrik yang dipilih adalah Kabupaten Sleman, sedangkan lampiran NIB hanya memuat lokasi di "
        "Kabupaten Bantul. Pilih Kabupaten Bantul, atau unggah NIB yang sudah memuat lokasi di Sleman.",
        sent_days_ago=4,
    ),
    Applicant(
        _applicant(
            "teh",
            "PT Contoh Teh Tawangmangu",
            63,
            Line("10763", "Industri Pengolahan Teh", "MT", STANDARD),
            "3311",
            "Kab. Sukoharjo, Provinsi Jawa Tengah",
            "Joko Contoh",
        ),
        "PT CONTOH TEH TAWANGMANGU",
        scan=True,
        sent_days_ago=2,
    ),
    Applicant(
        _applicant(
            "kemasan",
            "PT Contoh Kemasan Plastik",
            74,
            Line("22220", "Industri Barang dari Plastik untuk Pengemasan", "MR", STANDARD),
            "3216",
            "Kab. Bekasi, Provinsi Jawa Barat",
            "Lina Contoh",
        ),
        "PT CONTOH KEMASAN PLASTIK JAYA ABADI",
    ),
)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer's account with its role and reach."""

    user_name: str
    role: Role
    name: str
    note: str
    region: str | None = None
    directorate: str | None = None


OFFICERS = (
    Officer("layanan", Role.FRONT_DESK, "Lestari Contoh", "memutus pendaftaran"),
    Officer("verifikator", Role.VERIFIER, "Bayu Contoh", "memeriksa laporan lebih dahulu"),
    Officer("validator", Role.VALIDATOR, "Citra Contoh", "menerima atau mengembalikan laporan"),
    Officer("evaluator", Role.EVALUATOR, "Eka Contoh", "Dit. IMHLP; prosesnya menyusul", directorate="IMHLP"),
    Officer("direktur", Role.DIRECTOR, "Dimas Contoh", "Dit. IMHLP; prosesnya menyusul", directorate="IMHLP"),
    Officer("dirjen", Role.DIRECTOR_GENERAL, "Gita Contoh", "prosesnya menyusul"),
    Officer("lapangan", Role.REGIONAL_INSPECTOR, "Putu Contoh", "Jawa Timur", region="35"),
    Officer("dinas", Role.REGIONAL_HEAD, "Kirana Contoh", "Jawa Timur", region="35"),
    Officer("supervisor", Role.SUPERVISOR, "Yusuf Contoh", "melihat semua antrean dan tenggat"),
    Officer("administrator", Role.ADMINISTRATOR, "Maya Contoh", "setelan, periode, akun; tidak memutus"),
    Officer("auditor", Role.AUDITOR, "Reza Contoh", "jurnal dan unduhan, hanya membaca"),
)

COLLEAGUES = (
    ("penandatangan", Role.SIGNER, "Bambang Contoh"),
    ("staf", Role.STAFF, "Nia Contoh"),
)
"""Further people of the first company."""


def answers_of(company: Company, figures: Figures, quarter: int) -> dict[str, Any]:
    """All answers of the company's report on one of the four quarters, as the declaration keeps them."""
    season = Decimal(figures.seasons[quarter])
    machinery, other, working = figures.investment
    return {
        "production_status": "producing",
        "inv_machinery": Decimal(machinery),
        "inv_other": Decimal(other),
        "working_capital": Decimal(working),
        "uses_toll": figures.uses_toll,
        "provides_toll": False,
        "signer_name": company.owner,
        "signer_position": "Direktur Utama",
        "capacity_lines": [_capacity(product) for product in figures.products],
        "production_lines": [_production(product, season) for product in figures.products],
        "material_lines": [_material(line, figures.products, season) for line in figures.materials],
        "workers": {"men": _workers(figures.men), "women": _workers(figures.women)},
        "education": {
            level: {"people": Decimal(people)}
            for level, people in zip(
                ("none", "primary", "junior", "senior", "diploma", "bachelor", "master", "doctor"),
                figures.education,
                strict=True,
            )
        },
        "water": {
            source: {"volume": (volume * season).quantize(CENT), "cost": (volume * season * price).quantize(ONE)}
            for source, volume, price in zip(
                ("surface", "ground", "supplier", "recycled"), figures.water, (850, 2_400, 11_500, 300), strict=True
            )
        },
        "fuels": [
            {
                "fuel": fuel,
                "fuel_qty": (quantity * season).quantize(CENT),
                "fuel_unit": unit,
                "fuel_value": (quantity * season * price).quantize(ONE),
            }
            for fuel, quantity, unit, price in figures.fuels
        ],
        "electricity": {
            "pln": _power(figures.power * season, 1_265),
            "other": _power(figures.own_power * season, 780),
        },
    }


def _capacity(product: Product) -> dict[str, Any]:
    installed = (Decimal(product.per_year) / 4).quantize(CENT)
    usable = (installed * Decimal("0.96")).quantize(CENT)
    return {
        "cap_product": product.name,
        "cap_kbli": product.kbli,
        "cap_hs": product.hs,
        "cap_unit": product.unit,
        "prod_capacity_qty": usable,
        "installed_capacity_qty": installed,
        "prod_capacity_kg": (usable * Decimal(product.kg)).quantize(CENT),
        "installed_capacity_kg": (installed * Decimal(product.kg)).quantize(CENT),
    }


def _production(product: Product, season: Decimal) -> dict[str, Any]:
    made = (Decimal(product.per_year) / 4 * Decimal(product.used) * season).quantize(ONE)
    sold = (made * Decimal("0.94")).quantize(ONE)
    return {
        "prod_product": product.name,
        "prod_kbli": product.kbli,
        "prod_hs": product.hs,
        "prod_brand": product.brand,
        "prod_unit": product.unit,
        "production_qty": made.quantize(CENT),
        "production_kg": (made * Decimal(product.kg)).quantize(CENT),
        "production_value": (made * product.price).quantize(ONE),
        "sales_qty": sold.quantize(CENT),
        "sales_kg": (sold * Decimal(product.kg)).quantize(CENT),
        "sales_value": (sold * product.price * Decimal("1.03")).quantize(ONE),
        "sold_from_stock": False,
        "export_pct": Decimal(product.export_pct).quantize(CENT),
        "export_countries": list(product.countries),
    }


def _material(material: Material, products: tuple[Product, ...], season: Decimal) -> dict[str, Any]:
    home, abroad = (material.home * season).quantize(ONE), (material.abroad * season).quantize(ONE)
    stock = ((home + abroad) * Decimal("0.08")).quantize(ONE)
    kg, price = Decimal(material.kg), max(material.home_price, material.abroad_price)
    return {
        "material_name": material.name,
        "material_hs": material.hs,
        "material_unit": material.unit,
        "dom_qty": home.quantize(CENT),
        "dom_kg": (home * kg).quantize(CENT),
        "dom_value": (home * material.home_price).quantize(ONE),
        "imp_qty": abroad.quantize(CENT),
        "imp_kg": (abroad * kg).quantize(CENT),
        "imp_value": (abroad * material.abroad_price).quantize(ONE),
        "origin_countries": list(material.countries),
        "output_kbli": products[material.product].kbli,
        "output_product": products[material.product].name,
        "stock_kg": (stock * kg).quantize(CENT),
        "stock_value": (stock * price).quantize(CENT),
    }


def _workers(counts: tuple[int, int, int, int]) -> dict[str, Decimal]:
    kinds = ("production_permanent", "production_temporary", "other_permanent", "other_temporary")
    return {kind: Decimal(count) for kind, count in zip(kinds, counts, strict=True)}


def _power(energy: Decimal, price: int) -> dict[str, Decimal]:
    return {"energy": energy.quantize(CENT), "power_cost": (energy * price).quantize(ONE)}


def with_slip(answers: dict[str, Any], slip: Slip) -> dict[str, Any]:
    """A copy of the answers in which one number is wrong."""
    wrong = copy.deepcopy(answers)
    place: Any = wrong
    for step in slip.path[:-1]:
        place = place[step]
    exponent = place[slip.path[-1]].as_tuple().exponent
    place[slip.path[-1]] = (place[slip.path[-1]] * Decimal(slip.factor)).quantize(Decimal(1).scaleb(exponent))
    return wrong
