"""The papers of a verification: record of the visit, decision, refusal (licensing.md 3.8, 3.9; fields [A])."""

from __future__ import annotations

from siinas.process.letters import IssuedLetter, Line, Section

WHO = (
    Line("Nomor Permohonan", "{case_number}"),
    Line("Nama Perusahaan", "{company}"),
    Line("NIB", "{nib}"),
    Line("KBLI", "{kbli_stated}"),
    Line("Tingkat Risiko", "{risk}"),
    Line("Skala Usaha", "{business_scale}"),
)
WHERE = (
    Line("Lokasi Usaha", "{factory_address}"),
    Line("KKPR", "{kkpr_no}"),
    Line("SKPBKI", "{exemption_number}"),
)
BASIS = (
    "Peraturan Menteri Perindustrian Nomor 37 Tahun 2025",
    "Permohonan {company} nomor {case_number} yang dikirim {sent_at}",
)
ADDRESSEE = ("Pimpinan {company}", "{factory_address}")

RECORD = IssuedLetter(
    key="minutes",
    title="Berita Acara Pemeriksaan Lapangan",
    number="{seq}/BAP-VSKU/{office}/{roman}/{year}",
    by_office=True,
    subject="Berita Acara Pemeriksaan Lapangan",
    basis=("Surat tugas nomor {order_no} tanggal {order_date}", *BASIS[1:]),
    lines=WHO,
    sections=(
        Section(
            "Kunjungan",
            (
                Line("Waktu", "{visited_on} pukul {visited_at}"),
                Line("Tim pemeriksa", "{team}"),
                Line("Wakil perusahaan", "{company_rep}, {company_rep_position}"),
                Line("Alamat yang ditemukan", "{address_found}"),
                Line("Koordinat", "{visit_latitude}; {visit_longitude}"),
                Line("Lokasi", "{location_status}"),
            ),
        ),
        Section(
            "Hasil",
            (
                Line("Mesin terpasang sesuai daftar", "{machines_fit}. {machines_note}"),
                Line("Produksi berjalan", "{running}"),
                Line("Kapasitas terpasang / realisasi per tahun", "{capacity_installed} / {capacity_real}"),
                Line("Tenaga kerja L / P / asing", "{workers_m} / {workers_f} / {workers_foreign}"),
                Line("Bahan baku dan sumbernya", "{materials_fit}. {materials_note}"),
                Line("Sarana lingkungan", "{environment_fit}. {environment_note}"),
                Line("Keselamatan dan kesehatan kerja", "{safety_fit}. {safety_note}"),
                Line("Investasi sesuai OSS", "{investment_fit}"),
                Line("Butir standar", "{parts}"),
                Line("Foto", "{photos}"),
            ),
        ),
        Section(
            "Kesimpulan",
            (
                Line("Kesimpulan", "{conclusion}"),
                Line("Catatan perbaikan", "{corrections} {corrections_until}"),
                Line("Alasan", "{reasons}"),
            ),
        ),
    ),
    parties=(Line("Tim pemeriksa", "{signatures_team}"), Line("Wakil perusahaan", "{signatures_company}")),
    paragraphs=("Berita acara ini dibuat dengan sebenarnya dan ditandatangani tim pemeriksa dan wakil perusahaan.",),
    extra=frozenset(
        {"order_no", "order_date", "visited_on", "visited_at", "team", "company_rep", "company_rep_position"}
        | {"address_found", "visit_latitude", "visit_longitude", "location_status", "machines_fit", "machines_note"}
        | {"running", "capacity_installed", "capacity_real", "workers_m", "workers_f", "workers_foreign"}
        | {"materials_fit", "materials_note", "environment_fit", "environment_note", "safety_fit", "safety_note"}
        | {"investment_fit", "parts", "photos", "conclusion", "corrections", "corrections_until", "reasons"}
        | {"signatures_team", "signatures_company"}
    ),
    proves="Surat ini mencatat apa yang ditemukan pada kunjungan lapangan, bukan keputusan atas permohonan.",
)
DECISION = IssuedLetter(
    key="decision",
    title="Surat Keputusan Hasil Verifikasi Pemenuhan Standar",
    number="{seq}/SK-VSKU/{office}/{roman}/{year}",
    by_office=True,
    signed=True,
    subject="Hasil verifikasi pemenuhan standar kegiatan usaha dan/atau produk",
    addressee=ADDRESSEE,
    basis=(*BASIS, "Berita Acara Pemeriksaan Lapangan nomor {letter_minutes}"),
    lines=WHO,
    sections=(
        Section("Lokasi", WHERE),
        Section(
            "Yang diverifikasi",
            (
                Line("Jenis produksi", "{product_type}"),
                Line("Kapasitas per tahun", "{capacity} {capacity_unit}"),
                Line("Jumlah investasi", "{investment_total}"),
            ),
        ),
    ),
    paragraphs=(
        "Kegiatan usaha dan/atau produk tersebut di atas telah memenuhi standar.",
        "Perusahaan tetap wajib menyampaikan laporan melalui SIINas dan memenuhi SNI yang diberlakukan wajib.",
        "Surat keputusan ini berlaku mengikuti masa berlaku perizinan berusahanya dan diunggah di akun OSS.",
    ),
    extra=frozenset({"letter_minutes"}),
    proves="Surat ini menyatakan hasil verifikasi; perizinan berusaha terbit dari OSS setelah surat ini diunggah.",
)
REFUSAL = IssuedLetter(
    key="refusal",
    title="Penolakan Permohonan Verifikasi Pemenuhan Standar",
    number="{seq}/TOLAK-VSKU/{office}/{roman}/{year}",
    by_office=True,
    signed=True,
    subject="Penolakan permohonan verifikasi pemenuhan standar",
    addressee=ADDRESSEE,
    basis=BASIS,
    lines=(*WHO, *WHERE),
    paragraphs=(
        "Permohonan tersebut di atas tidak dapat dikabulkan dengan alasan:",
        "{reason}",
        "Permohonan baru dapat diajukan setelah alasan penolakan dipenuhi.",
    ),
    extra=frozenset({"reason"}),
    proves="Surat ini menyatakan bahwa permohonan ditolak beserta alasannya.",
)
RECEIPT = IssuedLetter(
    key="receipt",
    title="Tanda Terima Permohonan VSKU",
    number="{seq}/TT-VSKU/SIINAS/{roman}/{year}",
    lines=(
        *WHO[:4],
        Line("Lokasi Pabrik", "{place}"),
        Line("Waktu Pengiriman", "{sent_at}"),
        Line("Kiriman", "{sending}"),
        Line("Sidik Isian (SHA-256)", "{digest}"),
    ),
    paragraphs=("Permohonan di bawah ini sudah diterima melalui Sistem Informasi Industri Nasional.",),
    proves="Surat ini membuktikan bahwa permohonan diterima pada waktu itu, bukan bahwa permohonan sudah disetujui.",
)
