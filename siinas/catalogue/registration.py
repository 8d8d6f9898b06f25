"""Registrasi akun SIINas: how an establishment gets its account (reporting.md 2)."""

from __future__ import annotations

from siinas.process.declaration import Process
from siinas.process.fields import Choice, Email, LongText, Nib, Npwp, Phone, Reference, Text, Through, Upload
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.letters import IssuedLetter, Line
from siinas.process.periods import WorkingDays
from siinas.process.roles import Role
from siinas.process.steps import Row, Step
from siinas.reference.document_types import NIB, NPWP


class Application(Step, title="Data perusahaan", key="data"):
    """The form "Registrasi Akun SIINas"."""

    company_name = Text("Nama Perusahaan", help="Tulis seperti pada NIB, termasuk bentuk badan usahanya.")
    nib = Nib("Nomor NIB", help="13 angka, tercantum di bagian atas NIB.")
    npwp = Npwp("NPWP", help="15 atau 16 angka; tanda titik dan strip boleh ditulis.")
    factory_location = Choice(
        "Lokasi Pabrik",
        among=Reference("regency"),
        through=Through(Reference("province"), "Provinsi", "Kabupaten/Kota"),
        help="Kabupaten/kota tempat pabrik berada. Satu akun untuk satu lokasi pabrik.",
    )
    email = Email("E-mail", help="Harus sama dengan e-mail yang tercantum pada NIB. Kata sandi dikirim ke alamat ini.")
    pic_name = Text("Nama penanggung jawab", required=False, longest=100)
    pic_phone = Phone("No. HP penanggung jawab", required=False)
    nib_file = Upload("Softcopy NIB", document=NIB, help="Unduh dari akun OSS RBA Anda, jangan dipindai ulang.")
    npwp_file = Upload("Softcopy NPWP", document=NPWP, required=False, help="Boleh menyusul di menu Data Perusahaan.")


class Reason(Row):
    """What is said with a correction or a refusal."""

    reason = LongText("Alasan", help="Dikirim apa adanya kepada pendaftar. Sebutkan apa yang harus diperbaiki.")


REGISTRATION_PROOF = IssuedLetter(
    key="registration_proof",
    title="Bukti Pendaftaran Akun SIINas",
    number="{seq}/BPA-SIINAS/{roman}/{year}",
    paragraphs=(
        "Pendaftaran akun SIINas di bawah ini sudah diterima melalui Sistem Informasi Industri Nasional dan menunggu "
        "keputusan petugas.",
        "Keputusan dikirim ke alamat e-mail yang didaftarkan. Bukti pendaftaran ini bukan persetujuan dan tidak "
        "memberi akses ke SIINas.",
    ),
    lines=(
        Line("Nomor Pendaftaran", "{case_number}"),
        Line("Waktu Pendaftaran", "{opened_at}"),
        Line("Nama Perusahaan", "{company_name}"),
        Line("NIB", "{nib}"),
        Line("Lokasi Pabrik", "{place}"),
        Line("E-mail", "{email}", masked=True),
        Line("Status pada saat diterbitkan", "Diajukan, menunggu keputusan petugas"),
    ),
    proves="Surat ini membuktikan bahwa pendaftaran diterima pada waktu itu, bukan bahwa akun sudah disetujui.",
)
OWNERSHIP_PROOF = IssuedLetter(
    key="ownership_proof",
    title="Bukti Kepemilikan Akun SIINas",
    number="{seq}/BKA-SIINAS/{roman}/{year}",
    number_label="Nomor Bukti Kepemilikan Akun SIINas",
    of_account=True,
    paragraphs=(
        "Kementerian Perindustrian menerangkan bahwa perusahaan di bawah ini memiliki akun Sistem Informasi Industri "
        "Nasional (SIINas).",
        "Akun dan bukti ini berlaku untuk satu lokasi pabrik, dan hanya selama data di atas tidak berubah.",
    ),
    lines=(
        Line("Nama Perusahaan", "{company}"),
        Line("NIB", "{nib}"),
        Line("Alamat Pabrik", "{address}"),
        Line("Tanggal Registrasi", "{registered_on}"),
        Line("Tahun Registrasi", "{registration_year}"),
    ),
    proves="Surat ini membuktikan bahwa perusahaan mempunyai akun SIINas untuk lokasi itu. Surat ini bukan perizinan "
    "dan bukan bukti bahwa laporan sudah disampaikan.",
)


class RegistrationFlow(Flow):
    """One decision by the front desk; the real portal promises it within a day."""

    submitted = held_by(Role.FRONT_DESK, "Diajukan", within=WorkingDays(1))
    correction = held_by(Role.APPLICANT, "Perlu perbaikan", tone="returned")
    approved = closed("Disetujui")
    refused = closed("Ditolak", tone="refused")

    approve = submitted.to(
        approved,
        "Setujui",
        does=("open_account",),
        issues=(OWNERSHIP_PROOF,),
        weighs_evidence=True,
        confirm="Setujui pendaftaran ini? Akun dibuat dan kata sandi awal dikirim ke e-mail pendaftar.",
        done="Pendaftaran disetujui. Nama pengguna dan kata sandi awal sedang dikirim.",
    )
    ask_correction = submitted.to(
        correction,
        "Minta perbaikan",
        asks=Reason,
        weight="secondary",
        does=("invite_correction",),
        done="Permintaan perbaikan sedang dikirim ke e-mail pendaftar.",
    )
    refuse = submitted.to(
        refused,
        "Tolak",
        asks=Reason,
        weight="danger",
        does=("tell_refusal",),
        confirm="Tolak pendaftaran ini? Keputusan dan alasannya dikirim ke pendaftar.",
        done="Pendaftaran ditolak. Pemberitahuan sedang dikirim.",
    )
    correct = correction.to(submitted, "Kirim perbaikan", freezes=True)
    give_up = from_any(correction).to(
        refused,
        "Tutup karena tidak diperbaiki",
        by=frozenset({Role.FRONT_DESK}),
        asks=Reason,
        weight="danger",
        does=("tell_refusal",),
        done="Pendaftaran ditutup.",
    )


class Registration(Process, key="registrasi", code="REG", title="Registrasi Akun SIINas", menu="Registrasi"):
    """Opens an account: one for each NIB and factory location."""

    noun = "pendaftaran"
    summary = "Akun bagi perusahaan industri untuk satu NIB dan satu lokasi pabrik."
    steps = (Application,)
    flow = RegistrationFlow
    receipt = REGISTRATION_PROOF
    opened_by = frozenset({Role.APPLICANT})
