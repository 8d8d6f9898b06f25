"""Permohonan perubahan alamat: how a locked address is changed (reporting.md 3.2, 3.3; SETTLED 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from siinas.process.checks import Facts, must
from siinas.process.declaration import Process
from siinas.process.fields import (
    Answers,
    Choice,
    Coordinate,
    Day,
    LongText,
    NameOf,
    Reference,
    Text,
    Upload,
    Whole,
    YesNo,
)
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.periods import CalendarDays, WorkingDays
from siinas.process.reasons import Withdrawal
from siinas.process.roles import COMPANY, SENDERS, Role
from siinas.process.steps import Row, Step
from siinas.process.words import date_words
from siinas.reference.addresses import (
    LATITUDE,
    LOCATION_TYPES,
    LONGITUDE,
    POSTAL_CODE,
    RT_RW,
    VILLAGE,
    WHICH,
)
from siinas.reference.addresses import (
    recorded as recorded_address,
)
from siinas.reference.document_types import ADDRESS_LETTER, ADDRESS_PROOF


def _now(part: str) -> Callable[[Facts], Any]:
    """What the records say of one part of the address that the case is about."""
    return lambda facts: recorded_address(facts.subject, facts.profile).get(part)


def the_address_differs_from_the_recorded_one(answers: Answers, facts: Facts) -> bool:
    """Something must change: a request without a change asks nothing of anybody."""
    now = recorded_address(facts.subject, facts.profile)
    parts = [key for key in NewAddress.fields if key != "which"]
    return any(answers.get(key) != now.get(key) for key in parts)


def a_factory_has_coordinates(answers: Answers, facts: Facts) -> bool:
    """They are asked for on Alamat Pabrik as well (reporting.md 3.3)."""
    if facts.subject != "factory":
        return True
    return answers.get("latitude") is not None and answers.get("longitude") is not None


def both_coordinates_or_none(answers: Answers, facts: Facts) -> bool:
    """A place has two coordinates (reporting.md 7.7)."""
    return (answers.get("latitude") is None) == (answers.get("longitude") is None)


def the_factorys_regency_has_no_other_account(answers: Answers, facts: Facts) -> bool:
    """One account for each NIB and factory location (SETTLED 1)."""
    return facts.subject != "factory" or answers.get("regency") not in facts.sisters


class NewAddress(Step, title="Alamat baru", intro="Ubah yang berubah saja; selebihnya sudah terisi seperti tercatat."):
    """The whole new address, beginning with the present one."""

    which = Choice("Alamat yang diubah", among=WHICH, standing=True)
    street = Text("Alamat", help="Jalan, nomor, gedung atau blok, seperti pada bukti.", recorded=_now("street"))
    rt_rw = Text("RT/RW", required=False, recorded=_now("rt_rw"), **RT_RW)
    province = Choice("Provinsi", among=Reference("province"), recorded=_now("province"))
    regency = Choice("Kabupaten/Kota", among=Reference("regency"), within=province, recorded=_now("regency"))
    district = Choice("Kecamatan", among=Reference("district"), within=regency, recorded=_now("district"))
    village = NameOf(
        "Kelurahan/Desa",
        listed=Reference("village"),
        within=district,
        code="village_code",
        required=False,
        help=VILLAGE,
        recorded=_now("village"),
    )
    postal_code = Text("Kode Pos", recorded=_now("postal_code"), **POSTAL_CODE)
    latitude = Coordinate("Latitude", required=False, group="Koordinat", recorded=_now("latitude"), **LATITUDE)
    longitude = Coordinate(
        "Longitude", required=False, beside=latitude, group="Koordinat", recorded=_now("longitude"), **LONGITUDE
    )
    location_type = Choice(
        "Jenis Lokasi Pabrik",
        among=LOCATION_TYPES,
        when=which.is_("factory"),
        group="Lokasi",
        recorded=_now("location_type"),
    )
    estate_name = Text(
        "Nama Kawasan Industri",
        when=location_type.is_("estate"),
        group="Lokasi",
        recorded=_now("estate_name"),
    )
    checks = (
        must(
            the_address_differs_from_the_recorded_one,
            "Alamat ini sama dengan yang tercatat. Ubah bagian yang berubah, atau hapus konsep ini.",
            at=street,
        ),
        must(
            the_factorys_regency_has_no_other_account,
            "Sudah ada akun lain dengan NIB ini untuk kabupaten/kota itu. Pilih lokasi lain, atau pakai akun tersebut.",
            at=regency,
        ),
        must(a_factory_has_coordinates, "Isi latitude dan longitude lokasi pabrik yang baru.", at=latitude),
        must(both_coordinates_or_none, "Isi latitude dan longitude dua-duanya, atau kosongkan keduanya.", at=latitude),
    )


def it_takes_effect_soon_enough(answers: Answers, facts: Facts) -> bool:
    """A setting says how far ahead a new address may take effect."""
    last = facts.today + timedelta(days=facts.settings.get("address_change_ahead_days", 0))
    return answers.get("effective_on") is None or answers["effective_on"] <= last


class Grounds(Step, title="Alasan dan bukti"):
    """Why, since when, and what proves it."""

    reason = LongText("Alasan perubahan", shortest=10, help="Misalnya kantor pindah, atau pemekaran wilayah.")
    effective_on = Day("Berlaku sejak", help="Boleh sudah lewat. Alamat baru mulai dipakai pada tanggal ini.")
    proof = Upload(
        "Bukti alamat baru",
        document=ADDRESS_PROOF,
        help="Satu bukti saja, misalnya NIB atau akta yang baru, perjanjian sewa, atau keterangan domisili.",
    )
    letter_asked = YesNo("Surat direktur diminta", standing=True)
    letter = Upload(
        "Surat direktur",
        document=ADDRESS_LETTER,
        when=letter_asked.is_(True),
        help="Surat permohonan bertanda tangan direktur.",
    )
    checks = (
        must(
            it_takes_effect_soon_enough,
            "Tanggal berlaku terlalu jauh ke depan. Ajukan lebih dekat dengan tanggal pindahnya.",
            at=effective_on,
        ),
    )


class Shortcomings(Row):
    """What has to be mended."""

    reason = LongText("Catatan pengembalian", help="Sebutkan isian atau bukti yang harus diperbaiki.")


class Refusal(Row):
    """Why the address stays as it is."""

    reason = LongText("Alasan penolakan", help="Dikirim apa adanya kepada perusahaan.")


class Unlocking(Row):
    """With what the service desk opens an address by hand."""

    which = Choice("Alamat yang dibuka", among=WHICH)
    days = Whole("Lama terbuka", unit="hari", least=1, most=60)
    reason = LongText("Alasan", help="Dikirim ke perusahaan dan dicatat dalam jurnal.")


class ChangeFlow(Flow):
    """One decision by the front desk; the effect follows at once, or on the day from which the new address holds."""

    draft = held_by(COMPANY, "Konsep (Belum Dikirim Ke Kemenperin)", private=True)
    submitted = held_by(Role.FRONT_DESK, "Diajukan", within=WorkingDays(2))
    returned = held_by(COMPANY, "Pengembalian Data", within=CalendarDays(30), tone="returned")
    approved = closed("Disetujui")
    refused = closed("Ditolak", tone="refused")
    withdrawn = closed("Ditarik", tone="refused")
    lapsed = closed("Kedaluwarsa", tone="refused")
    discarded = closed("Dihapus oleh perusahaan", tone="refused", private=True)

    send = from_any(draft, returned).to(
        submitted,
        "Kirim permohonan",
        by=SENDERS,
        freezes=True,
        tells_company="permohonan_terkirim",
        confirm="Kirim permohonan ini? Setelah dikirim, isian tidak dapat diubah kecuali dikembalikan.",
        done="Permohonan terkirim.",
    )
    approve = submitted.to(
        approved,
        "Setujui",
        does=("change_address",),
        confirm="Setujui perubahan ini? Alamat baru dicatat dan berlaku pada tanggal yang diminta.",
        done="Perubahan alamat disetujui.",
    )
    send_back = submitted.to(
        returned,
        "Pengembalian Data",
        asks=Shortcomings,
        weight="secondary",
        tells_company="permohonan_dikembalikan",
        done="Permohonan dikembalikan kepada perusahaan beserta catatannya.",
    )
    refuse = submitted.to(
        refused,
        "Tolak",
        asks=Refusal,
        weight="danger",
        tells_company="permohonan_ditolak",
        confirm="Tolak permohonan ini? Alamat tetap seperti tercatat; alasannya dikirim ke perusahaan.",
        done="Permohonan ditolak.",
    )
    withdraw = from_any(submitted, returned).to(
        withdrawn,
        "Tarik permohonan",
        by=SENDERS,
        asks=Withdrawal,
        weight="danger",
        tells_company="permohonan_ditarik",
        confirm="Tarik permohonan ini? Alamat tetap seperti tercatat.",
        done="Permohonan ditarik.",
    )
    lapse = returned.lapses_to(
        lapsed,
        "Kedaluwarsa",
        after=CalendarDays(30),
        weight="danger",
        tells_company="permohonan_kedaluwarsa",
        done="Permohonan kedaluwarsa.",
    )
    discard = draft.to(
        discarded,
        "Hapus konsep",
        weight="danger",
        confirm="Hapus konsep ini? Isian dan berkasnya tidak dapat dikembalikan.",
        done="Konsep dihapus.",
    )


class AddressChange(Process, key="perubahan-alamat", code="PA", title="Permohonan Perubahan Alamat", menu="E-Services"):
    """Changes the address of the head office or of the factory after it was locked."""

    noun = "permohonan"
    new_label = "Permohonan baru"
    summary = "Mengubah alamat kantor pusat atau pabrik yang sudah terkunci: alasan, satu bukti, dan keputusan petugas."
    steps = (NewAddress, Grounds)
    flow = ChangeFlow
    subjects = NewAddress.which
    shared = frozenset({"office"})
    settings = ("address_change_letter", "address_change_ahead_days")

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """The present address, so that only what changes is typed; and whether a letter is asked for."""
        letter = bool(facts.settings.get("address_change_letter"))
        return recorded_address(facts.subject, facts.profile) | {"letter_asked": letter}

    @classmethod
    def why_not(cls, subject: str, facts: Facts) -> str:
        """A factory is asked only of industrial companies; an address that is open is changed on its own page."""
        if subject == "factory" and facts.kbli and not any("10" <= code[:2] <= "33" for code in facts.kbli):
            return "Perusahaan tidak memiliki KBLI industri (golongan 10 sampai 33)."
        if facts.profile.get(f"{subject}_locked_at") is None:
            return f"{WHICH[subject]} belum terkunci; ubah langsung pada halamannya."
        if subject in facts.coming:
            since = date_words(facts.coming[subject])
            return f"Alamat baru yang sudah disetujui berlaku mulai {since}. Ajukan lagi sesudah itu."
        return ""
