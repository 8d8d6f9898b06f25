"""The invented applicants and officers of the demo, and the companies' colleagues."""

from __future__ import annotations

from dataclasses import replace

from siinas.operations.demo_cast import Applicant, Company, Line, Officer
from siinas.operations.demo_companies import STANDARD, SUGAR
from siinas.process.roles import Role


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
    Applicant(
        replace(
            _applicant(
                "gula-sidoarjo",
                SUGAR.name,
                85,
                SUGAR.lines[0],
                "3515",
                "Kab. Sidoarjo, Provinsi Jawa Timur",
                "Tono Contoh",
            ),
            nib=SUGAR.nib,
            npwp=SUGAR.npwp,
        ),
        "PT CONTOH GULA LESTARI",
    ),
    Applicant(
        _applicant(
            "tekstil-bandung",
            "PT Contoh Textil Priangan Jaya",
            96,
            Line("13112", "Industri Pemintalan Benang", "R", "NIB"),
            "3273",
            "Kota Bandung, Provinsi Jawa Barat",
            "Rina Contoh",
        ),
        "PT CONTOH TEXTIL PRIANGAN JAYA",
    ),
)
"""The last two resemble others: the same NIB at another place, and a name with another spelling and a word more."""

OFFICERS = (
    Officer("layanan", Role.FRONT_DESK, "Lestari Contoh", "memutus pendaftaran"),
    Officer("verifikator", Role.VERIFIER, "Bayu Contoh", "memeriksa laporan lebih dahulu"),
    Officer("validator", Role.VALIDATOR, "Citra Contoh", "menerima atau mengembalikan laporan"),
    Officer("evaluator", Role.EVALUATOR, "Eka Contoh", "Dit. IMHLP; telaah SKPBKI, validasi VSKU", directorate="IMHLP"),
    Officer("direktur", Role.DIRECTOR, "Dimas Contoh", "Dit. IMHLP; meneruskan usulan SKPBKI", directorate="IMHLP"),
    Officer("dirjen", Role.DIRECTOR_GENERAL, "Gita Contoh", "memutus SKPBKI"),
    Officer("lapangan", Role.REGIONAL_INSPECTOR, "Putu Contoh", "Jawa Timur; kunjungan VSKU", region="35"),
    Officer("dinas", Role.REGIONAL_HEAD, "Kirana Contoh", "Jawa Timur; keputusan VSKU", region="35"),
    Officer("supervisor", Role.SUPERVISOR, "Yusuf Contoh", "melihat semua antrean dan tenggat"),
    Officer("administrator", Role.ADMINISTRATOR, "Maya Contoh", "setelan, periode, akun; tidak memutus"),
    Officer("auditor", Role.AUDITOR, "Reza Contoh", "jurnal dan unduhan, hanya membaca"),
)

COLLEAGUES = (
    ("penandatangan", Role.SIGNER, "Bambang Contoh"),
    ("staf", Role.STAFF, "Nia Contoh"),
)
"""Further people of the first company."""

INVITED = ("Rina Contoh", Role.STAFF, "rina@contoh-gula.example.test")
"""Who has been invited by the first company and has not answered yet."""
