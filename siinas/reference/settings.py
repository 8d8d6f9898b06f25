"""Every setting that an administrator may change, with its default and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """A setting: key, label, default (as it is kept: text) and an explanation.

    `kind` is "number" (with its `unit`, and a `zero` in words where nought means something else than none), "yesno"
    (kept as "1" and "0") or "text".
    """

    key: str
    label: str
    default: str
    kind: str = "number"
    help: str = ""
    unit: str = ""
    zero: str = ""


SETTINGS = (
    KnownSetting(
        "initial_password_days",
        "Masa berlaku kata sandi awal",
        "7",
        help="0 berarti tidak berakhir. Kata sandi awal selalu mati begitu pengguna membuat kata sandi sendiri.",
        unit="hari",
        zero="tidak berakhir",
    ),
    KnownSetting(
        "initial_password_fresh_minutes",
        "Lama kata sandi awal tidak diminta lagi setelah masuk",
        "10",
        help="Selama itu pengguna yang baru masuk dengan kata sandi awal langsung membuat kata sandi sendiri. "
        "0 berarti kata sandi awal selalu diminta lagi.",
        unit="menit",
        zero="selalu diminta lagi",
    ),
    KnownSetting("reset_link_hours", "Masa berlaku tautan lupa kata sandi", "24", unit="jam"),
    KnownSetting("correction_link_days", "Masa berlaku tautan perbaikan pendaftaran", "30", unit="hari"),
    KnownSetting("company_password_length", "Panjang minimum kata sandi perusahaan", "12", unit="karakter"),
    KnownSetting("officer_password_length", "Panjang minimum kata sandi petugas", "15", unit="karakter"),
    KnownSetting("session_idle_minutes_company", "Sesi perusahaan berakhir setelah diam", "60", unit="menit"),
    KnownSetting("session_idle_minutes_officer", "Sesi petugas berakhir setelah diam", "30", unit="menit"),
    KnownSetting("session_hours_company", "Lama sesi perusahaan paling panjang", "24", unit="jam"),
    KnownSetting("session_hours_officer", "Lama sesi petugas paling panjang", "12", unit="jam"),
    KnownSetting("sign_in_account_quarter_hour", "Percobaan masuk gagal per akun per 15 menit", "5", unit="kali"),
    KnownSetting("sign_in_account_day", "Percobaan masuk gagal per akun per hari", "20", unit="kali"),
    KnownSetting(
        "sign_in_address_quarter_hour", "Percobaan masuk gagal per alamat jaringan per 15 menit", "50", unit="kali"
    ),
    KnownSetting("registration_address_hour", "Pendaftaran per alamat jaringan per jam", "2", unit="pendaftaran"),
    KnownSetting(
        "registration_upload_address_hour", "Berkas pendaftaran per alamat jaringan per jam", "40", unit="berkas"
    ),
    KnownSetting("reset_account_hour", "Permintaan lupa kata sandi per akun per jam", "5", unit="permintaan"),
    KnownSetting(
        "tell_officers",
        "Surat elektronik kepada petugas untuk setiap perkara baru",
        "1",
        kind="yesno",
        help="Petugas yang mengembalikan suatu perkara selalu diberi tahu ketika perkara itu dikirim kembali.",
    ),
    KnownSetting("export_rows", "Baris paling banyak dalam satu unduhan", "100000", unit="baris"),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
