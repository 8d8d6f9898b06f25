"""The kinds of documents a company keeps or sends, with their upload limits (reporting.md 3.7, licensing.md 6.4)."""

from __future__ import annotations

from siinas.process.documents import MEGABYTE, PICTURES, DocumentType

PAPER_OR_PICTURE = frozenset({"pdf", "jpeg", "png"})

NIB = DocumentType("nib", "NIB OSS-RBA", max_bytes=5 * MEGABYTE)
NPWP = DocumentType("npwp", "NPWP", accepts=PAPER_OR_PICTURE, max_bytes=5 * MEGABYTE)
DEED = DocumentType("akta", "Akta pendirian / akta perusahaan")
DEED_CHANGE = DocumentType("akta_perubahan", "Akta perubahan")
APPROVAL_OF_DEED = DocumentType("sk_kemenkumham", "SK Kemenkumham (pengesahan badan hukum)")
STANDARD_CERTIFICATE = DocumentType("sertifikat_standar", "Sertifikat Standar")
PERMIT = DocumentType("izin", "Izin")
PERMIT_APPLICATION = DocumentType("bukti_permohonan_izin", "Bukti permohonan izin di OSS")
INDUSTRY_PERMIT = DocumentType("iui", "Izin Usaha Industri")
EXPANSION_PERMIT = DocumentType("izin_perluasan", "Izin Perluasan Industri")
ESTATE_PERMIT = DocumentType("iuki", "Izin Kawasan Industri")
ESTATE_EXPANSION = DocumentType("izin_perluasan_kawasan", "Izin Perluasan Kawasan Industri")
DISTRIBUTION_PERMIT = DocumentType("izin_edar", "Izin Edar (BPOM)")
ENVIRONMENT = DocumentType("persetujuan_lingkungan", "Persetujuan Lingkungan (AMDAL / UKL-UPL)")
SPATIAL = DocumentType("kkpr", "KKPR")
BUILDING = DocumentType("pbg", "Persetujuan Bangunan Gedung (PBG)")
BUILDING_FITNESS = DocumentType("slf", "Sertifikat Laik Fungsi (SLF)")
EXEMPTION = DocumentType("skpbki", "SKPBKI (pengecualian berlokasi di kawasan industri)")
VERIFICATION = DocumentType("sk_verifikasi", "SK hasil verifikasi pemenuhan standar")
OTHER_PERMIT = DocumentType("perizinan_lain", "Perizinan lain")

SIGNED_STATEMENT = DocumentType("surat_pernyataan", "Surat pernyataan bertanda tangan", accepts=PAPER_OR_PICTURE)
LETTERHEAD = DocumentType("kop_surat", "Kop surat", accepts=PICTURES, max_bytes=2 * MEGABYTE)
ADDRESS_PROOF = DocumentType("bukti_alamat", "Bukti alamat baru", accepts=PAPER_OR_PICTURE)
ADDRESS_LETTER = DocumentType("surat_perubahan_alamat", "Surat direktur tentang perubahan alamat")
SITE_MAP = DocumentType("denah", "Peta / denah lokasi", accepts=PAPER_OR_PICTURE)

REQUEST_LETTER = DocumentType("surat_permohonan", "Surat permohonan")
NIB_ANNEX = DocumentType("lampiran_nib", "IUI atau lampiran NIB")
LOCATION_PERMIT = DocumentType("izin_lokasi", "Izin Lokasi")
GROUND_PROOF = DocumentType("bukti_alasan", "Bukti alasan pengecualian")
TRUTH_STATEMENT = DocumentType("pernyataan_kebenaran", "Surat pernyataan kebenaran data")
LAND_PROOF = DocumentType("bukti_lahan", "Bukti penguasaan lahan", accepts=PAPER_OR_PICTURE)
ZONING = DocumentType("cuplikan_rtrw", "Cuplikan RTRW / keterangan KPI", accepts=PAPER_OR_PICTURE)

COMPANY_DOCUMENTS = (
    DEED,
    DEED_CHANGE,
    APPROVAL_OF_DEED,
    NIB,
    NPWP,
    STANDARD_CERTIFICATE,
    PERMIT,
    PERMIT_APPLICATION,
    INDUSTRY_PERMIT,
    EXPANSION_PERMIT,
    ESTATE_PERMIT,
    ESTATE_EXPANSION,
    DISTRIBUTION_PERMIT,
    ENVIRONMENT,
    SPATIAL,
    BUILDING,
    BUILDING_FITNESS,
    EXEMPTION,
    VERIFICATION,
    OTHER_PERMIT,
)

TKDN = DocumentType("tkdn", "Sertifikat TKDN")
CERTIFICATES = (
    DocumentType("sni", "SNI (SPPT SNI)"),
    DocumentType("iso_9001", "ISO 9001"),
    DocumentType("iso_14001", "ISO 14001"),
    DocumentType("iso_22000", "ISO 22000"),
    DocumentType("iso_45001", "ISO 45001"),
    DocumentType("iso_50001", "ISO 50001"),
    DocumentType("halal", "Sertifikat Halal"),
    TKDN,
    DocumentType("industri_hijau", "Sertifikat Industri Hijau"),
    DocumentType("haccp", "HACCP"),
    DocumentType("gmp", "GMP / CPOB / CPMB"),
    DocumentType("svlk", "SVLK"),
    DocumentType("proper", "PROPER"),
    DocumentType("hki", "Merek / HKI"),
    DocumentType("sertifikat_lain", "Sertifikat lain"),
)
OTHER_CERTIFICATE = CERTIFICATES[-1]

FLOWCHART = DocumentType("bagan_alur", "Bagan alur", accepts=PAPER_OR_PICTURE)
MACHINE_PROOF = DocumentType("bukti_mesin", "Faktur, bukti pembelian atau sewa mesin")
MACHINE_PHOTOS = DocumentType("foto_mesin", "Foto mesin dan papan nama", max_bytes=20 * MEGABYTE)
PROPERTY_PROOF = DocumentType("bukti_tanah_bangunan", "Bukti kepemilikan atau sewa tanah dan bangunan")
QC_SHEETS = DocumentType("lembar_qc", "Lembar periksa mutu")
LAYOUT = DocumentType("tata_letak", "Tata letak pabrik", accepts=PAPER_OR_PICTURE)
ORGANISATION = DocumentType("bagan_organisasi", "Bagan organisasi", accepts=PAPER_OR_PICTURE)
VISIT_ORDER = DocumentType("surat_tugas", "Surat tugas kunjungan")
UPLOAD_PROOF = DocumentType("bukti_unggah_oss", "Bukti unggah di OSS", accepts=PAPER_OR_PICTURE)
VISIT_PHOTO = DocumentType("foto_kunjungan", "Foto kunjungan lapangan", accepts=PICTURES, max_bytes=5 * MEGABYTE)
LICENSING_DOCUMENTS = (
    FLOWCHART,
    MACHINE_PROOF,
    MACHINE_PHOTOS,
    PROPERTY_PROOF,
    QC_SHEETS,
    LAYOUT,
    ORGANISATION,
    VISIT_ORDER,
    UPLOAD_PROOF,
    VISIT_PHOTO,
    REQUEST_LETTER,
    NIB_ANNEX,
    LOCATION_PERMIT,
    GROUND_PROOF,
    TRUTH_STATEMENT,
    LAND_PROOF,
    ZONING,
)
"""What comes with an application for a licence."""
CASE_DOCUMENTS = (SIGNED_STATEMENT, LETTERHEAD, SITE_MAP, ADDRESS_PROOF, ADDRESS_LETTER, *LICENSING_DOCUMENTS)
DOCUMENT_TYPES = {kind.key: kind for kind in (*COMPANY_DOCUMENTS, *CERTIFICATES, *CASE_DOCUMENTS)}

RISKS = {"R": "Rendah", "MR": "Menengah Rendah", "MT": "Menengah Tinggi", "T": "Tinggi"}
