"""The journal's codes in words: what was done, and to what kind of thing."""

from __future__ import annotations

from siinas.catalogue import processes
from siinas.catalogue.company_data import SECTIONS

ACTS = {
    "account.opened": "Akun dibuka",
    "case.opened": "Konsep dibuat",
    "case.page_saved": "Halaman disimpan",
    "case.statement_printed": "Surat pernyataan dicetak",
    "case.statement_uploaded": "Surat pernyataan diunggah",
    "case.viewed": "Perkara dilihat petugas",
    "case.warnings_explained": "Peringatan dijelaskan",
    "demo.password_set": "Kata sandi demo dibuat",
    "export": "Data diunduh",
    "outbox.retried": "Pekerjaan dicoba lagi",
    "password.changed": "Kata sandi diganti",
    "password.initial_given": "Kata sandi awal dibuat",
    "password.reset": "Kata sandi dibuat lewat tautan",
    "password.reset_asked": "Lupa kata sandi diminta",
    "password.reset_link_made": "Tautan kata sandi dibuat",
    "period.changed": "Periode diubah",
    "person.created": "Orang ditambahkan",
    "person.switched": "Akun diaktifkan atau dinonaktifkan",
    "reference.loaded": "Data rujukan dimuat",
    "registration.applied": "Pendaftaran diajukan",
    "registration.correction_link_made": "Tautan perbaikan dibuat",
    "second_factor.enrolled": "Faktor kedua dipasang",
    "second_factor.failed": "Kode faktor kedua salah",
    "second_factor.reset": "Faktor kedua dihapus",
    "setting.changed": "Setelan diubah",
    "sign_in.done": "Masuk",
    "sign_in.failed": "Gagal masuk",
    "sign_in.password_right": "Kata sandi benar, menunggu kode",
    "sign_out": "Keluar",
}
KINDS = {
    "attachment": "Berkas",
    "business_line": "Bidang usaha",
    "case": "Perkara",
    "company_document": "Dokumen",
    "contact_person": "Contact person",
    "establishment": "Akun perusahaan",
    "legal_entity": "Perusahaan",
    "outbox": "Kotak keluar",
    "permitted_capacity": "Kapasitas",
    "person": "Orang",
    "reporting_period": "Periode",
    "setting": "Setelan",
    "table": "Tabel",
}
JOBS = {
    "mail": "Surat",
    "credentials_mail": "Surat kata sandi awal",
    "reset_mail": "Surat lupa kata sandi",
    "correction_mail": "Surat permintaan perbaikan",
}


def act_in_words(act: str) -> str:
    """What was done; moves of cases and changes of company data take their words from the declarations."""
    if act in ACTS:
        return ACTS[act]
    area, _, name = act.partition(".")
    if area == "case":
        for process in processes().values():
            if name in process.flow.transitions:
                return process.flow.transitions[name].label
    if area == "company":
        key, _, change = name.partition(".")
        how = {"added": "ditambah", "deleted": "dihapus"}.get(change, "diubah")
        for section in SECTIONS:
            if section.key == key:
                return f"{section.title} {how}"
    return act
