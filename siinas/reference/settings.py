"""Every setting that an administrator may change, with its default, its bounds and what it means."""

from __future__ import annotations

from dataclasses import dataclass

from siinas.process.numbering import format_fault
from siinas.process.periods import Regime

LONGEST_TEXT = 10_000
MOST_NUMBERS = 6
"""So many numbers a setting of several holds at most."""
LONGEST_REGIME = 100
LONGEST_LIMIT = 365
"""Most days of a time limit."""


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """A setting: key, label, default (as it is kept: text) and an explanation.

    `kind` is "number" (with its `unit`, and a `zero` in words where nought means something else than none), "numbers"
    (several, by commas), "yesno" (kept as "1" and "0"), "listed" (a value of the list that `among` names), "text"
    (which may quote `quotes`), "format" (of numbers of letters) or "regime" (kinds of periods by years).
    A number lies between `least` and `most`, both included. Settings of one `group` stand under its title.
    """

    key: str
    label: str
    default: str
    kind: str = "number"
    help: str = ""
    unit: str = ""
    zero: str = ""
    least: int = 1
    most: int = LONGEST_LIMIT
    among: str = ""
    quotes: frozenset[str] = frozenset()
    group: str = ""

    def takes(self, value: str) -> bool:
        """Whether the value may be kept and, found in the database, be believed."""
        if self.kind == "yesno":
            return value in {"0", "1"}
        if self.kind == "text":
            return 0 < len(value.strip()) <= len(value) <= LONGEST_TEXT
        if self.kind == "listed":
            return value.isascii() and value.isdigit() and len(value) == 4
        if self.kind == "format":
            return not format_fault(value)
        if self.kind == "regime":
            return _is_regime(value)
        if self.kind == "numbers":
            found = several(value)
            return 0 < len(found) <= MOST_NUMBERS and all(n is not None and self.least <= n <= self.most for n in found)
        number = whole(value)
        return number is not None and self.least <= number <= self.most


def _is_regime(value: str) -> bool:
    try:
        Regime.of(value)
    except ValueError:
        return False
    return len(value) <= LONGEST_REGIME


def whole(value: str) -> int | None:
    """A kept number; None for what is none, or is longer than any setting."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else None


def several(value: str) -> list[int | None]:
    """The kept numbers of a list, the greatest first, each once; None for what is none."""
    found = {whole(part.strip()) for part in value.split(",")}
    return sorted(found, key=lambda number: -1 if number is None else number, reverse=True)


SETTINGS = (
    KnownSetting(
        "initial_password_days",
        "Masa berlaku kata sandi awal",
        "7",
        help="0 berarti tidak berakhir. Kata sandi awal selalu mati begitu pengguna membuat kata sandi sendiri.",
        unit="hari",
        zero="tidak berakhir",
        least=0,
    ),
    KnownSetting(
        "initial_password_fresh_minutes",
        "Lama kata sandi awal tidak diminta lagi setelah masuk",
        "10",
        help="Selama itu pengguna yang baru masuk dengan kata sandi awal langsung membuat kata sandi sendiri. "
        "0 berarti kata sandi awal selalu diminta lagi.",
        unit="menit",
        zero="selalu diminta lagi",
        least=0,
        most=120,
    ),
    KnownSetting(
        "oss_check_minutes",
        "Jeda memeriksa status di OSS",
        "60",
        help="Status izin yang perkaranya masih terbuka ditanyakan ke OSS setelah jeda ini.",
        unit="menit",
        least=5,
        most=10_080,
    ),
    KnownSetting(
        "oss_wrong_tokens_hour",
        "Kiriman OSS dengan Token salah per alamat per jam",
        "30",
        help="Bila lebih, kiriman dari alamat itu ditolak tanpa dicatat lagi sampai satu jam berlalu.",
        unit="kali",
        most=1000,
    ),
    KnownSetting("reset_link_hours", "Masa berlaku tautan lupa kata sandi", "24", unit="jam", most=168),
    KnownSetting("correction_link_days", "Masa berlaku tautan perbaikan pendaftaran", "30", unit="hari"),
    KnownSetting(
        "company_password_length", "Panjang minimum kata sandi perusahaan", "12", unit="karakter", least=8, most=64
    ),
    KnownSetting(
        "officer_password_length", "Panjang minimum kata sandi petugas", "15", unit="karakter", least=8, most=64
    ),
    KnownSetting(
        "session_idle_minutes_company", "Sesi perusahaan berakhir setelah diam", "60", unit="menit", least=5, most=1440
    ),
    KnownSetting(
        "session_idle_minutes_officer", "Sesi petugas berakhir setelah diam", "30", unit="menit", least=5, most=1440
    ),
    KnownSetting("session_hours_company", "Lama sesi perusahaan paling panjang", "24", unit="jam", most=720),
    KnownSetting("session_hours_officer", "Lama sesi petugas paling panjang", "12", unit="jam", most=72),
    KnownSetting(
        "sessions_company",
        "Sesi perusahaan yang terbuka bersamaan",
        "5",
        help="Per orang. Bila lebih, sesi yang paling lama diakhiri dan orang itu diberi tahu.",
        unit="sesi",
        most=100,
    ),
    KnownSetting(
        "sessions_officer",
        "Sesi petugas yang terbuka bersamaan",
        "2",
        help="Per orang. Bila lebih, sesi yang paling lama diakhiri dan orang itu diberi tahu.",
        unit="sesi",
        most=100,
    ),
    KnownSetting(
        "proof_minutes",
        "Lama kata sandi atau kode tidak diminta lagi untuk tindakan penting",
        "10",
        help="Tindakan penting: mengganti e-mail, mengubah atau mencabut peran orang, menyerahkan kepemilikan akun.",
        unit="menit",
        most=120,
    ),
    KnownSetting("invitation_days", "Masa berlaku undangan", "7", unit="hari", most=90),
    KnownSetting("invitations_day", "Surat undangan per akun perusahaan per hari", "20", unit="surat", most=1000),
    KnownSetting(
        "invitation_tries_hour", "Percobaan membuat akun per undangan per jam", "20", unit="percobaan", most=1000
    ),
    KnownSetting("email_change_hours", "Masa berlaku perubahan e-mail yang diminta", "24", unit="jam", most=168),
    KnownSetting("email_changes_day", "Permintaan ganti e-mail per orang per hari", "5", unit="permintaan", most=100),
    KnownSetting(
        "sign_in_account_quarter_hour", "Percobaan masuk gagal per akun per 15 menit", "5", unit="kali", most=100
    ),
    KnownSetting("sign_in_account_day", "Percobaan masuk gagal per akun per hari", "20", unit="kali", most=1000),
    KnownSetting(
        "sign_in_address_quarter_hour",
        "Percobaan masuk gagal per alamat jaringan per 15 menit",
        "50",
        unit="kali",
        most=10_000,
    ),
    KnownSetting(
        "registration_address_hour",
        "Pendaftaran per alamat jaringan per jam",
        "2",
        unit="pendaftaran",
        most=1000,
    ),
    KnownSetting(
        "registration_upload_address_hour",
        "Berkas pendaftaran per alamat jaringan per jam",
        "40",
        unit="berkas",
        most=10_000,
    ),
    KnownSetting(
        "reset_address_hour",
        "Permintaan lupa kata sandi per alamat jaringan per jam",
        "20",
        unit="permintaan",
        most=1000,
    ),
    KnownSetting("reset_account_hour", "Permintaan lupa kata sandi per akun per jam", "5", unit="permintaan", most=100),
    KnownSetting(
        "verification_address_hour",
        "Pemeriksaan surat per alamat jaringan per jam",
        "120",
        help="Untuk halaman umum Periksa surat: nomor, kode, berkas, dan kode QR bersama-sama.",
        unit="kali",
        most=10_000,
    ),
    KnownSetting(
        "registration_proof_link_days",
        "Masa berlaku tautan Bukti Pendaftaran dalam surat elektronik",
        "30",
        unit="hari",
    ),
    KnownSetting(
        "import_invitations_hour",
        "Undangan kepada perusahaan yang dimuat per jam",
        "500",
        help="Surat undangan satu berkas dikirim berangsur, supaya server surat tidak kebanjiran.",
        unit="surat",
        most=100_000,
    ),
    KnownSetting(
        "office_opens",
        "Jam kerja dimulai pukul",
        "8",
        help="Waktu layanan dihitung dalam jam kerja. Tenggat tidak berubah: akhir hari kerja terakhir.",
        least=1,
        most=12,
    ),
    KnownSetting("office_closes", "Jam kerja berakhir pukul", "16", least=13, most=24),
    KnownSetting(
        "tell_officers",
        "Surat elektronik kepada petugas untuk setiap perkara baru",
        "1",
        kind="yesno",
        help="Petugas yang mengembalikan suatu perkara selalu diberi tahu ketika perkara itu dikirim kembali.",
    ),
    KnownSetting(
        "skpbki_all_risks",
        "SKPBKI dibuka untuk semua tingkat risiko",
        "0",
        kind="yesno",
        help="Tidak: hanya untuk perusahaan yang memiliki KBLI berisiko Menengah Tinggi atau Tinggi.",
    ),
    KnownSetting(
        "skpbki_other_law",
        "Alasan SKPBKI “diatur ketentuan lain” dibuka",
        "0",
        kind="yesno",
        help="Untuk KEK, KPBPB, atau sejenisnya, bila Kementerian menerimanya sebagai alasan.",
    ),
    KnownSetting(
        "licence_fee", "Biaya layanan e-Licensing", "Rp0", kind="text", help="Ditampilkan pada standar pelayanan."
    ),
    KnownSetting(
        "licence_complaints",
        "Pengaduan layanan e-Licensing",
        "Unit Pelayanan Publik Kementerian Perindustrian, melalui alamat surat elektronik layanan yang tercantum di "
        "bagian bawah setiap halaman.",
        kind="text",
        help="Ditampilkan pada standar pelayanan.",
    ),
    KnownSetting(
        "vsku_ministry_first",
        "VSKU: Kementerian memvalidasi lebih dahulu",
        "1",
        kind="yesno",
        help="Ya: Kementerian memvalidasi, daerah mengunjungi dan memutus, perusahaan mengunggah di OSS. Tidak: semua "
        "oleh instansi yang berwenang, dan hasilnya dikirim ke OSS. Berlaku untuk kiriman berikutnya.",
    ),
    KnownSetting(
        "vsku_visit_always",
        "VSKU: kunjungan lapangan selalu dilakukan",
        "0",
        kind="yesno",
        help="Pada jalur langsung: tidak berarti hanya bila diperlukan menurut pemeriksa.",
    ),
    KnownSetting(
        "vsku_tolerance",
        "VSKU: selisih yang masih dianggap sama",
        "10",
        help="Dalam persepuluh persen: 10 berarti 1%. Untuk jumlah lampiran dan angka OSS.",
        unit="per seribu",
        zero="tidak ada selisih yang diterima",
        least=0,
        most=100,
    ),
    KnownSetting(
        "vsku_oss_blocks",
        "VSKU: angka yang berbeda dari OSS menahan pengiriman",
        "0",
        kind="yesno",
        help="Tidak: perbedaan dijelaskan perusahaan dan dibaca petugas.",
    ),
    KnownSetting(
        "vsku_team",
        "VSKU: anggota tim pemeriksa paling sedikit",
        "2",
        unit="orang",
        least=1,
        most=10,
    ),
    KnownSetting(
        "kbli_version",
        "Versi KBLI yang berlaku",
        "2020",
        kind="listed",
        among="kbli_version",
        help="Versi yang dipilih lebih dahulu untuk isian baru. Yang sudah tercatat tetap menyebut versinya sendiri. "
        "Muat dahulu KBLI versi lain pada Data Rujukan.",
    ),
    KnownSetting(
        "expiry_reminder_days",
        "Pengingat masa berlaku dokumen, hari sebelum berakhir",
        "90, 30, 7",
        kind="numbers",
        unit="hari",
        help="Surat elektronik kepada perusahaan, satu kali untuk setiap dokumen dan setiap angka.",
    ),
    KnownSetting(
        "report_reminder_before",
        "Pengingat laporan, hari sebelum tenggat",
        "14, 3",
        kind="numbers",
        unit="hari",
        help="Satu surat elektronik per alamat per hari, untuk semua laporan yang belum dikirim.",
    ),
    KnownSetting(
        "report_reminder_after",
        "Pengingat laporan, hari setelah tenggat",
        "1, 14, 30",
        kind="numbers",
        unit="hari",
    ),
    KnownSetting(
        "report_reminders_hour",
        "Pengingat laporan paling banyak per jam",
        "2000",
        help="Surat pengingat dikirim berangsur, supaya server surat tidak kebanjiran.",
        unit="surat",
        most=100_000,
    ),
    KnownSetting(
        "removed_document_days",
        "Lama dokumen yang dihapus perusahaan masih dapat dikembalikan",
        "30",
        unit="hari",
        zero="tidak dapat dikembalikan",
        least=0,
    ),
    KnownSetting(
        "review_mail_minutes",
        "Jeda sebelum hasil pemeriksaan dokumen dikirim ke perusahaan",
        "30",
        help="Semua dokumen yang diperiksa selama jeda ini diberitahukan dalam satu surat.",
        unit="menit",
        zero="langsung dikirim",
        least=0,
        most=1440,
    ),
    KnownSetting(
        "address_change_letter",
        "Surat direktur diminta untuk perubahan alamat",
        "0",
        kind="yesno",
        help="Berlaku untuk permohonan yang dibuat sesudahnya. Alasan dan satu bukti selalu diminta.",
    ),
    KnownSetting(
        "address_change_ahead_days",
        "Perubahan alamat dapat berlaku paling jauh",
        "90",
        help="Dihitung dari hari pengisian. 0 berarti alamat baru tidak dapat berlaku di kemudian hari.",
        unit="hari ke depan",
        zero="tidak di kemudian hari",
        least=0,
    ),
    KnownSetting(
        "address_unlock_days",
        "Alamat terbuka untuk dilengkapi setelah perubahan berlaku",
        "5",
        help="Sesudahnya alamat terkunci kembali dengan sendirinya. 0 berarti alamat tetap terkunci.",
        unit="hari",
        zero="tetap terkunci",
        least=0,
        most=60,
    ),
    KnownSetting(
        "task_days",
        "Lama hasil pekerjaan latar belakang disimpan",
        "14",
        help="Sesudahnya pekerjaan dan berkas hasilnya dihapus; jurnal tetap menyebutnya.",
        unit="hari",
    ),
    KnownSetting(
        "report_correction_months",
        "Laporan yang sudah diterima dapat diperbaiki selama",
        "12",
        help="Dihitung sejak laporan diterima. 0 berarti tanpa batas waktu.",
        unit="bulan",
        zero="tanpa batas waktu",
        least=0,
        most=120,
    ),
    KnownSetting(
        "sheet_rows",
        "Baris paling banyak dalam satu buku kerja isian",
        "30000",
        help="Semua lembar bersama-sama. Satu tabel memuat paling banyak 10.000 baris.",
        unit="baris",
        most=200_000,
    ),
    KnownSetting(
        "csv_semicolon",
        "CSV dengan titik koma dan koma desimal",
        "0",
        kind="yesno",
        help="Ya: Excel berbahasa Indonesia membuka CSV tanpa bertanya. Tidak: koma di antara sel dan titik desimal, "
        "untuk dibaca program lain.",
    ),
    KnownSetting(
        "export_at_once",
        "Laporan yang tabelnya langsung diunduh",
        "20",
        help="Lebih dari itu disiapkan di latar belakang.",
        unit="laporan",
        most=1000,
    ),
    KnownSetting("sheet_megabytes", "Ukuran paling besar buku kerja isian", "20", unit="MB", most=24),
    KnownSetting(
        "stamp_duty",
        "Meterai pada surat pernyataan",
        "10000",
        help="Dicetak di kotak meterai. 0 berarti surat dicetak tanpa kotak meterai.",
        unit="rupiah",
        zero="tanpa meterai",
        least=0,
        most=1_000_000,
    ),
    KnownSetting(
        "release_least",
        "Agregat: perusahaan paling sedikit dalam satu sel",
        "3",
        help="Sel dengan perusahaan lebih sedikit dirahasiakan. Berlaku untuk angka sementara yang dibuat sesudahnya.",
        unit="perusahaan",
        least=3,
        most=50,
        group="Agregat",
    ),
    KnownSetting(
        "release_dominance",
        "Agregat: bagian terbesar satu perusahaan dalam satu sel",
        "80",
        help="Sel yang lebih dari sekian persennya milik satu perusahaan dirahasiakan.",
        unit="%",
        least=50,
        most=99,
        group="Agregat",
    ),
    KnownSetting(
        "release_share",
        "Agregat: ruang di sekitar angka yang dirahasiakan",
        "10",
        help="Angka rahasia tidak boleh dapat dihitung lebih dekat daripada sekian persen ke atas dan ke bawah, juga "
        "tidak oleh perusahaan terbesar kedua dalam sel itu.",
        unit="%",
        least=5,
        most=50,
        group="Agregat",
    ),
    KnownSetting("export_rows", "Baris paling banyak dalam satu unduhan", "100000", unit="baris", most=1_000_000),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
