"""Data Perusahaan: the records an establishment keeps, section by section (reporting.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siinas.process.fields import (
    Choice,
    Coordinate,
    Day,
    Email,
    HsCode,
    Npwp,
    Phone,
    Quantity,
    Reference,
    Text,
    Upload,
    YesNo,
)
from siinas.process.steps import Step
from siinas.reference.document_types import COMPANY_DOCUMENTS, OTHER_PERMIT, RISKS
from siinas.reference.legal_forms import LEGAL_FORMS

POSTAL_CODE: dict[str, Any] = {"longest": 5, "pattern": r"\d{5}", "remedy": "Kode pos terdiri atas 5 angka."}
RT_RW: dict[str, Any] = {"longest": 7, "pattern": r"\d{1,3}/\d{1,3}", "remedy": "Tulis RT/RW seperti 003/012."}


class GeneralData(Step, title="Data Umum"):
    """Section 3.1."""

    legal_form = Choice("Bentuk Badan Usaha", among={form.key: form.label for form in LEGAL_FORMS}, group="Badan usaha")
    npwp = Npwp("NPWP", group="Badan usaha")
    nib_issued_on = Day("Tanggal Terbit NIB", past=True, required=False, group="Badan usaha")
    investment_status = Choice("Status Penanaman Modal", among={"PMDN": "PMDN", "PMA": "PMA"}, group="Badan usaha")
    parent_company = Text("Nama Perusahaan Induk", required=False, group="Badan usaha")
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
    responsible_name = Text(
        "Nama Penanggung Jawab",
        longest=100,
        help="Orang yang ditunjuk perusahaan sebagai penanggung jawab pabrik ini.",
        group="Penanggung jawab",
    )
    responsible_position = Text("Jabatan Penanggung Jawab", longest=250, group="Penanggung jawab")
    phone = Phone("No. Telepon", group="Kontak perusahaan")
    fax = Phone("No. Fax", required=False, group="Kontak perusahaan")
    email = Email("E-mail Perusahaan", group="Kontak perusahaan")
    website = Text(
        "Website",
        required=False,
        pattern=r"https?://[^\s<>\"']+",
        remedy="Tulis alamat lengkap yang diawali http:// atau https://.",
        group="Kontak perusahaan",
    )
    uses_trade_recommendation = YesNo(
        "Digunakan untuk rekomendasi ekspor/impor", required=False, group="Kontak perusahaan"
    )


class HeadOffice(Step, title="Alamat Kantor Pusat"):
    """Section 3.2."""

    office_street = Text("Alamat", help="Jalan, nomor, gedung, seperti pada izin.")
    office_rt_rw = Text("RT/RW", required=False, **RT_RW)
    office_regency = Choice("Kabupaten/Kota", among=Reference("regency"))
    office_district = Text("Kecamatan")
    office_village = Text("Kelurahan/Desa", required=False)
    office_postal_code = Text("Kode Pos", **POSTAL_CODE)
    office_phone = Phone("Telepon", required=False)
    office_email = Email("E-mail", required=False)


class Factory(Step, title="Alamat Pabrik"):
    """Section 3.3; regency and province are those of the account."""

    factory_street = Text("Alamat", help="Jalan, nomor, blok, seperti pada izin.")
    factory_rt_rw = Text("RT/RW", required=False, **RT_RW)
    factory_district = Text("Kecamatan")
    factory_village = Text("Kelurahan/Desa", required=False)
    factory_postal_code = Text("Kode Pos", **POSTAL_CODE)
    location_type = Choice(
        "Jenis Lokasi Pabrik",
        among={
            "estate": "Di dalam Kawasan Industri",
            "zone": "Kawasan Peruntukan Industri",
            "outside": "Di luar kawasan",
        },
    )
    estate_name = Text("Nama Kawasan Industri", when=location_type.is_("estate"))
    latitude = Coordinate(
        "Latitude", least="-11.5", most="6.5", help="Derajat desimal, misalnya -6,229728. Selatan bertanda minus."
    )
    longitude = Coordinate("Longitude", least="94.5", most="141.5", help="Derajat desimal, misalnya 106,829518.")


class BusinessLines(Step, title="Bidang Usaha"):
    """Section 3.5."""

    kbli_code = Choice("KBLI", among=Reference("kbli"), help="Ketik kode atau judul KBLI seperti pada NIB.")
    risk_level = Choice("Tingkat Risiko", among=RISKS, help="Seperti pada lampiran NIB untuk KBLI ini.")
    is_main = YesNo("Kegiatan utama", initial=False)


class Capacities(Step, title="Kapasitas Produksi"):
    """Section 3.6: permitted capacity per year."""

    kbli_code = Choice("KBLI", among=Reference("own_kbli"))
    product_name = Text("Jenis Produk", longest=1024)
    hs_code = HsCode("Kode HS")
    capacity = Quantity("Kapasitas per Tahun", decimals=5, least=None)
    unit_code = Choice("Satuan", among=Reference("unit"))
    kg_factor = Quantity(
        "Faktor konversi ke Kilogram",
        decimals=5,
        unit="kg per satuan",
        required=False,
        help="Untuk ton dan kilogram boleh dikosongkan.",
    )
    capacity_source = Choice("Sumber", among={"before_oss": "Sebelum OSS", "oss_1_1": "OSS 1.1", "oss_rba": "OSS RBA"})


class Documents(Step, title="Dokumen Perizinan"):
    """Section 3.7."""

    doc_type = Choice("Jenis Dokumen", among={kind.key: kind.label for kind in COMPANY_DOCUMENTS})
    number = Text("Nomor Dokumen", longest=150)
    issued_on = Day("Tanggal Dokumen", past=True)
    valid_until = Day("Masa Berlaku s.d.", required=False, help="Kosongkan bila berlaku selama usaha berjalan.")
    issuer = Text("Penerbit / Notaris", required=False)
    kbli_code = Choice("KBLI terkait", among=Reference("own_kbli"), required=False)
    file = Upload("Berkas", document=OTHER_PERMIT, among=COMPANY_DOCUMENTS)


class Contacts(Step, title="Contact Person"):
    """Section 3.9."""

    name = Text("Nama", longest=100)
    position = Text("Jabatan", longest=250)
    mobile = Phone("No. HP / WhatsApp")
    phone = Phone("Telepon", required=False)
    email = Email("E-mail")
    is_main = YesNo("Kontak utama", initial=False)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu Data Perusahaan: `record` names the table, `many` whether it is a list."""

    key: str
    title: str
    step: type[Step]
    record: str
    many: bool
    why: str


SECTIONS = (
    Section("data-umum", "Data Umum", GeneralData, "establishment", False, "Identitas dan penanggung jawab pabrik."),
    Section("kantor-pusat", "Alamat Kantor Pusat", HeadOffice, "establishment", False, "Seperti pada izin."),
    Section("pabrik", "Alamat Pabrik", Factory, "establishment", False, "Lokasi yang dilaporkan."),
    Section(
        "bidang-usaha",
        "Bidang Usaha",
        BusinessLines,
        "business_line",
        True,
        "KBLI dan tingkat risiko seperti pada NIB.",
    ),
    Section("kapasitas", "Kapasitas Produksi", Capacities, "permitted_capacity", True, "Kapasitas izin per tahun."),
    Section(
        "dokumen", "Dokumen Perizinan", Documents, "company_document", True, "Akta, NIB, NPWP dan perizinan berusaha."
    ),
    Section("contact-person", "Contact Person", Contacts, "contact_person", True, "Orang yang dapat dihubungi."),
)
