"""Every setting that an administrator may change, with its default and what it means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownSetting:
    """A setting: key, label, default (as text), kind ("number" or "text") and an explanation."""

    key: str
    label: str
    default: str
    kind: str = "number"
    help: str = ""


SETTINGS = (
    KnownSetting(
        "initial_password_days",
        "Masa berlaku kata sandi awal (hari)",
        "7",
        help="0 berarti tidak berakhir. Kata sandi awal selalu mati begitu pengguna membuat kata sandi sendiri.",
    ),
    KnownSetting("reset_link_hours", "Masa berlaku tautan lupa kata sandi (jam)", "24"),
    KnownSetting("correction_link_days", "Masa berlaku tautan perbaikan pendaftaran (hari)", "30"),
    KnownSetting("company_password_length", "Panjang minimum kata sandi perusahaan", "12"),
    KnownSetting("officer_password_length", "Panjang minimum kata sandi petugas", "15"),
    KnownSetting("session_idle_minutes_company", "Sesi perusahaan berakhir setelah diam (menit)", "60"),
    KnownSetting("session_idle_minutes_officer", "Sesi petugas berakhir setelah diam (menit)", "30"),
    KnownSetting("session_hours_company", "Lama sesi perusahaan paling panjang (jam)", "24"),
    KnownSetting("session_hours_officer", "Lama sesi petugas paling panjang (jam)", "12"),
    KnownSetting("sign_in_account_quarter_hour", "Percobaan masuk gagal per akun per 15 menit", "5"),
    KnownSetting("sign_in_account_day", "Percobaan masuk gagal per akun per hari", "20"),
    KnownSetting("sign_in_address_quarter_hour", "Percobaan masuk gagal per alamat jaringan per 15 menit", "50"),
    KnownSetting("registration_address_hour", "Pendaftaran per alamat jaringan per jam", "2"),
    KnownSetting("registration_upload_address_hour", "Berkas pendaftaran per alamat jaringan per jam", "40"),
    KnownSetting("reset_account_hour", "Permintaan lupa kata sandi per akun per jam", "5"),
    KnownSetting(
        "tell_officers",
        "Surat elektronik kepada petugas untuk setiap perkara baru (1 ya, 0 tidak)",
        "1",
        help="Petugas yang mengembalikan suatu perkara selalu diberi tahu ketika perkara itu dikirim kembali.",
    ),
    KnownSetting("export_rows", "Baris paling banyak dalam satu unduhan", "100000"),
)

BY_KEY = {setting.key: setting for setting in SETTINGS}
