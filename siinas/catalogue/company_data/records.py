"""The lists of Data Perusahaan, from business lines to contacts (reporting.md 3.5 to 3.9)."""

from __future__ import annotations

from siinas.process.checks import Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
    Day,
    Email,
    HsCode,
    Percent,
    Phone,
    Quantity,
    Reference,
    Text,
    Upload,
    YesNo,
)
from siinas.process.steps import Step
from siinas.reference.document_types import (
    CERTIFICATES,
    COMPANY_DOCUMENTS,
    OTHER_CERTIFICATE,
    OTHER_PERMIT,
    RISKS,
    STANDARD_CERTIFICATE,
)
from siinas.reference.requirements import NAMES_ITS_KBLI

LEGALITIES = {"unverified": "Belum terverifikasi", "verified": "Telah terverifikasi"}
VALIDITIES = {"business": "Selama usaha berjalan", "until": "Sampai tanggal"}


def validity_ends_after_its_beginning(answers: Answers, facts: Facts) -> bool:
    """Later than the date of the document (reporting.md 3.7)."""
    issued, until = answers.get("issued_on"), answers.get("valid_until")
    return issued is None or until is None or until > issued


def document_is_still_valid(answers: Answers, facts: Facts) -> bool:
    """A warning: the past is kept too (reporting.md 3.7)."""
    until = answers.get("valid_until")
    return until is None or until >= facts.today


def a_licence_names_its_kbli(answers: Answers, facts: Facts) -> bool:
    """The minimum documents are asked for each KBLI (licensing.md 6.4)."""
    return answers.get("doc_type") not in NAMES_ITS_KBLI or bool(answers.get("kbli_code"))


def capacity_is_above_zero(answers: Answers, facts: Facts) -> bool:
    """Above zero (reporting.md 3.6)."""
    return answers.get("capacity") is None or answers["capacity"] > 0


def the_weight_of_a_unit_is_known(answers: Answers, facts: Facts) -> bool:
    """Reports are in kilogram: a unit that is none of mass needs its weight (reporting.md 3.6)."""
    unit, factor = answers.get("unit_code"), answers.get("kg_factor")
    return unit is None or (factor is not None and factor > 0) or (factor is None and unit in facts.unit_weights)


class BusinessLines(Step, title="Bidang Usaha"):
    """Section 3.5."""

    kbli_version = Choice("Versi KBLI", among=Reference("kbli_version"), help="Versi yang tercetak pada NIB.")
    kbli_code = Choice(
        "KBLI",
        among=Reference("kbli"),
        within=kbli_version,
        searched=True,
        help="Ketik kode atau judul KBLI seperti pada NIB.",
    )
    risk_level = Choice(
        "Tingkat Risiko",
        among=RISKS,
        required=False,
        help="Seperti pada lampiran NIB untuk KBLI ini. Kosongkan bila NIB tidak menyebutnya: diisi dari tabel risiko.",
    )
    project_kind = Choice(
        "Jenis Proyek",
        among={"main": "Utama", "supporting": "Pendukung", "expansion": "Perluasan"},
        required=False,
    )
    oss_project_id = Text("ID Proyek OSS", longest=25, required=False)
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
        help="Untuk satuan massa (ton, kilogram) boleh dikosongkan; untuk satuan lain tulis berat satu satuan.",
    )
    capacity_source = Choice("Sumber", among={"before_oss": "Sebelum OSS", "oss_1_1": "OSS 1.1", "oss_rba": "OSS RBA"})
    brand = Text("Merk Dagang", required=False)
    tkdn_pct = Percent("TKDN", required=False)
    checks = (
        must(capacity_is_above_zero, "Kapasitas per tahun harus lebih besar dari nol.", at=capacity),
        must(
            the_weight_of_a_unit_is_known,
            "Tulis berat satu satuan dalam kilogram, lebih besar dari nol; satuan ini bukan satuan massa.",
            at=kg_factor,
        ),
    )


class Documents(Step, title="Dokumen Perizinan"):
    """Section 3.7."""

    doc_type = Choice("Jenis Dokumen", among={kind.key: kind.label for kind in COMPANY_DOCUMENTS})
    number = Text("Nomor Dokumen", longest=150)
    issued_on = Day("Tanggal Dokumen", past=True)
    validity = Choice("Masa Berlaku", among=VALIDITIES)
    valid_until = Day("Masa Berlaku s.d.", when=validity.is_("until"))
    issuer = Text("Penerbit / Notaris", required=False)
    kbli_code = Choice(
        "KBLI terkait",
        among=Reference("own_kbli"),
        required=False,
        help="Untuk sertifikat standar dan izin: KBLI yang tercantum padanya.",
    )
    legality = Choice(
        "Status Sertifikat Standar",
        among=LEGALITIES,
        required=False,
        when=doc_type.is_(STANDARD_CERTIFICATE.key),
    )
    file = Upload("Berkas", document=OTHER_PERMIT, among=COMPANY_DOCUMENTS)
    checks = (
        must(a_licence_names_its_kbli, "Pilih KBLI yang tercantum pada dokumen ini.", at=kbli_code),
        must(validity_ends_after_its_beginning, "Masa berlaku harus setelah tanggal dokumen.", at=valid_until),
        should(document_is_still_valid, "Dokumen ini sudah tidak berlaku. Unggah yang baru bila ada.", at=valid_until),
    )


class Certificates(Step, title="Sertifikat"):
    """Section 3.8; optional."""

    doc_type = Choice("Jenis Sertifikat", among={kind.key: kind.label for kind in CERTIFICATES})
    number = Text("Nomor Sertifikat", longest=150)
    issuer = Text("Lembaga Penerbit")
    issued_on = Day("Tanggal Terbit", past=True)
    validity = Choice("Masa Berlaku", among=VALIDITIES)
    valid_until = Day("Masa Berlaku s.d.", when=validity.is_("until"))
    scope = Text("Produk / Ruang Lingkup", required=False, longest=1024)
    tkdn_pct = Percent("Nilai TKDN", when=doc_type.is_("tkdn"))
    file = Upload("Berkas", document=OTHER_CERTIFICATE, among=CERTIFICATES)
    checks = (
        must(validity_ends_after_its_beginning, "Masa berlaku harus setelah tanggal terbit.", at=valid_until),
        should(
            document_is_still_valid, "Sertifikat ini sudah tidak berlaku. Unggah yang baru bila ada.", at=valid_until
        ),
    )


class Contacts(Step, title="Contact Person"):
    """Section 3.9."""

    name = Text("Nama", longest=100)
    position = Text("Jabatan", longest=250)
    mobile = Phone("No. HP / WhatsApp")
    phone = Phone("Telepon", required=False)
    email = Email("E-mail")
    is_main = YesNo("Kontak utama", initial=False)
