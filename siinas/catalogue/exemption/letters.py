"""The letters of an SKPBKI: certificate, refusal, revocation (licensing.md 2.5; their fields are [A])."""

from __future__ import annotations

from siinas.process.letters import IssuedLetter, Line, Section

ADDRESSEE = ("{director_name}", "{director_position} {company}", "{office_address}")
COPIES = (
    "Dinas yang membidangi perindustrian provinsi setempat",
    "Dinas yang membidangi perindustrian {place}",
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu setempat",
)
WHO = (
    Line("Nama Perusahaan", "{company}"),
    Line("NIB", "{nib}"),
    Line("NPWP", "{npwp}"),
    Line("Alamat Kantor Pusat", "{office_address}"),
    Line("Penanggung Jawab", "{director_name}, {director_position}"),
)
WHERE = (
    Line("Alamat Pabrik", "{factory_address}"),
    Line("Luas Lahan", "{land_area} {land_area_unit}"),
    Line("Koordinat", "{latitude}; {longitude}"),
    Line("KKPR / Izin Lokasi", "{kkpr_no} tanggal {kkpr_date}"),
)
BASIS = (
    "Undang-Undang Nomor 3 Tahun 2014 tentang Perindustrian Pasal 106, sebagaimana telah diubah",
    "Peraturan Pemerintah Nomor 20 Tahun 2024 tentang Perwilayahan Industri",
    "Surat permohonan {company} nomor {request_letter_no} tanggal {request_letter_date}",
)

CERTIFICATE = IssuedLetter(
    key="exemption",
    title="Surat Keterangan Pengecualian Berlokasi di Kawasan Industri",
    number="{seq}/SKPBKI/KPAII/{roman}/{year}",
    signed=True,
    subject="Surat Keterangan Pengecualian Berlokasi di Kawasan Industri",
    addressee=ADDRESSEE,
    basis=BASIS,
    lines=(Line("Nomor Permohonan", "{case_number}"), *WHO),
    sections=(
        Section(
            "Kegiatan",
            (
                Line("KBLI, produk, dan kapasitas per tahun", "{activities}"),
                Line("Skala industri", "{industry_scale}"),
            ),
        ),
        Section("Lokasi", WHERE),
        Section("Keterangan", (Line("Alasan pengecualian", "{ground}"), Line("Penjelasan", "{ground_note}"))),
    ),
    paragraphs=(
        "Berdasarkan permohonan dan hasil telaah, perusahaan tersebut di atas dikecualikan dari kewajiban berlokasi di "
        "kawasan industri untuk kegiatan dan lokasi yang disebut dalam surat ini.",
        "Kegiatan wajib berada di Kawasan Peruntukan Industri menurut rencana tata ruang wilayah, kecuali ditentukan "
        "lain menurut alasannya.",
        "Surat keterangan ini berlaku selama tidak ada perubahan lokasi dan KBLI, hanya untuk lokasi dan KBLI yang "
        "disebut, dan batal bila data yang disampaikan tidak benar.",
    ),
    copies=COPIES,
    extra=frozenset({"activities"}),
    proves="Surat ini menerangkan pengecualian bagi lokasi dan KBLI yang disebut di dalamnya, bukan izin untuk "
    "memulai kegiatan.",
)
REFUSAL = IssuedLetter(
    key="refusal",
    title="Penolakan Permohonan SKPBKI",
    number="{seq}/TOLAK-SKPBKI/KPAII/{roman}/{year}",
    signed=True,
    subject="Penolakan permohonan Surat Keterangan Pengecualian Berlokasi di Kawasan Industri",
    addressee=ADDRESSEE,
    basis=BASIS,
    lines=(Line("Nomor Permohonan", "{case_number}"), *WHO, *WHERE, Line("Alasan yang diajukan", "{ground}")),
    paragraphs=(
        "Permohonan tersebut di atas tidak dapat dikabulkan dengan alasan:",
        "{reason}",
        "Permohonan baru dapat diajukan setelah alasan penolakan dipenuhi.",
    ),
    copies=COPIES,
    extra=frozenset({"reason"}),
    proves="Surat ini menyatakan bahwa permohonan ditolak beserta alasannya.",
)
REVOCATION = IssuedLetter(
    key="revocation",
    title="Pencabutan SKPBKI",
    number="{seq}/CABUT-SKPBKI/KPAII/{roman}/{year}",
    signed=True,
    revokes="exemption",
    subject="Pencabutan Surat Keterangan Pengecualian Berlokasi di Kawasan Industri",
    addressee=ADDRESSEE,
    basis=BASIS[:2],
    lines=(Line("Nomor SKPBKI yang dicabut", "{letter_exemption}"), *WHO, *WHERE),
    paragraphs=(
        "Surat keterangan tersebut di atas dicabut dan tidak berlaku sejak tanggal surat ini, dengan alasan:",
        "{reason}",
    ),
    copies=COPIES,
    extra=frozenset({"reason", "letter_exemption"}),
    proves="Surat ini menyatakan bahwa surat keterangan yang disebut di dalamnya dicabut.",
)
