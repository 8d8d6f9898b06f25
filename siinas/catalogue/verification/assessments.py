"""What is answered about an application for verification besides: check-sheet, schedule, visit, upload to OSS."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any

from siinas.process.assessments import Assessment
from siinas.process.checks import Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
    Coordinate,
    Day,
    Field,
    LongText,
    Quantity,
    Text,
    Upload,
    Whole,
    YesNo,
    as_given,
)
from siinas.process.letters import fill
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table
from siinas.process.words import number_words
from siinas.reference.addresses import LATITUDE, LONGITUDE
from siinas.reference.check_items import SECTIONS, check_items
from siinas.reference.document_types import UPLOAD_PROOF, VISIT_ORDER

CHECK, SCHEDULE, VISIT, UPLOAD = "pemeriksaan", "jadwal", "kunjungan", "unggahan"


class ItemResult(Row):
    """How an item was found."""

    result = Choice("Hasil", among={"ok": "OK", "nok": "NOK"}, usual="ok")
    sentence = Text("Kalimat pengembalian", longest=500, required=False, help="Kosong: kalimat baku butir itu.")


def _grids() -> dict[str, Field]:
    found: dict[str, Field] = {}
    for key, title in SECTIONS.items():
        rows = {item.code: item.name for item in check_items() if item.section == key}
        found[f"section_{key}"] = Grid(title, rows=rows, of=ItemResult)
        found[f"note_{key}"] = LongText(f"Catatan {title}", required=False, longest=1000)
    return found


DocumentCheck: Any = types.new_class(
    "DocumentCheck",
    (Step,),
    {
        "title": "Pemeriksaan dokumen",
        "intro": "43 butir. NOK memuat kalimat bakunya ke dalam catatan pengembalian, kecuali ditulis lain.",
    },
    lambda members: members.update(
        {"__doc__": "The check-sheet of licensing.md 3.5, a grid for each section.", "__module__": __name__, **_grids()}
    ),
)


class CheckSheet(
    Assessment,
    key=CHECK,
    title="Lembar pemeriksaan dokumen",
    filled_in=("validation",),
    steps=(DocumentCheck,),
    beside=True,
    lead="Bila ada butir NOK, catatan pengembalian disusun dari lembar ini dan masih dapat diubah sebelum dikirim.",
):
    """The 43 items by which documents are examined."""


def results_of(answers: Answers) -> dict[str, Answers]:
    """The results of all items by their codes, given the answers of the check-sheet."""
    return {
        code: cells
        for key in SECTIONS
        for code, cells in (answers.get(f"section_{key}") or {}).items()
        if cells.get("result")
    }


def return_text(answers: Answers, assessed: Mapping[str, Answers], facts: Facts) -> str:
    """What a company is told its documents lack, section by section, as the check-sheet says; "" without any NOK."""
    sheet = assessed.get(CHECK, {})
    found = results_of(sheet)
    quotes = _quotes(answers)
    lines: list[str] = []
    for key, title in SECTIONS.items():
        items = [item for item in check_items() if item.section == key]
        said = [
            found[item.code].get("sentence") or fill(facts.sentences.get(item.code, item.sentence), quotes)
            for item in items
            if found.get(item.code, {}).get("result") == "nok"
        ]
        if note := str(sheet.get(f"note_{key}") or "").strip():
            said.append(note)
        if said:
            lines.append(f"{title}:\n" + "\n".join(f"{number}. {text}" for number, text in enumerate(said, 1)))
    if not lines:
        return ""
    return f"Perbaikan yang diperlukan untuk KBLI {facts.subject}:\n\n" + "\n\n".join(lines)


def _quotes(answers: Answers) -> dict[str, str]:
    def money(key: str) -> str:
        return f"Rp{number_words(answers[key], 0)}" if answers.get(key) is not None else "–"

    capacity = answers.get("capacity")
    return {
        "capacity": number_words(capacity, 2) if capacity is not None else "–",
        "other_investment": money("inv_other"),
        "working_capital": money("working_capital"),
        "machines_local": money("inv_machine_local"),
        "machines_import": money("inv_machine_import"),
    }


def all_items_are_ok(answers: Answers, assessed: Mapping[str, Answers]) -> str:
    """What is found complete and right goes on."""
    wrong = [code for code, cells in results_of(assessed.get(CHECK, {})).items() if cells["result"] == "nok"]
    return f"{len(wrong)} butir lembar pemeriksaan masih NOK." if wrong else ""


def an_item_is_not_ok(answers: Answers, assessed: Mapping[str, Answers]) -> str:
    """What is sent back has a reason on the sheet."""
    wrong = [code for code, cells in results_of(assessed.get(CHECK, {})).items() if cells["result"] == "nok"]
    return "" if wrong else "Semua butir lembar pemeriksaan OK; tidak ada yang dikembalikan."


class Member(Row):
    """A member of the team that visits."""

    name = Text("Nama")
    nip = Text("NIP", longest=25)
    position = Text("Jabatan")
    office = Text("Instansi")


LEAST_TEAM = 2
"""Fewer do not visit [A]."""


def a_team_has_two_at_least(answers: Answers, facts: Facts) -> bool:
    """At least two visit (licensing.md 3.7 [A])."""
    return len(answers.get("team") or ()) >= max(1, int(facts.settings.get("vsku_team", LEAST_TEAM)))


def visit_comes_after_the_application(answers: Answers, facts: Facts) -> bool:
    """Nobody visits before there is an application."""
    day = answers.get("visit_on")
    return day is None or facts.sent_on is None or day >= facts.sent_on


def order_is_not_of_the_future(answers: Answers, facts: Facts) -> bool:
    """An order bears a day that has come, and not later than the visit."""
    order, visit = answers.get("order_date"), answers.get("visit_on")
    return order is None or (order <= facts.today and (visit is None or order <= visit))


CLOCK: dict[str, Any] = {
    "longest": 5,
    "pattern": r"([01]\d|2[0-3])[.:][0-5]\d",
    "remedy": "Tulis jam seperti 09.00.",
}


class Appointment(Step, title="Jadwal kunjungan"):
    """When who comes."""

    visit_on = Day("Tanggal kunjungan")
    visit_at = Text("Pukul", **CLOCK)
    order_no = Text("Nomor surat tugas", longest=100)
    order_date = Day("Tanggal surat tugas", past=True)
    order_file = Upload("Surat tugas", document=VISIT_ORDER, required=False)
    team = Table("Tim pemeriksa", of=Member, row_title=Member.name, add_label="Tambah anggota", most_rows=20)
    note = LongText("Pesan untuk perusahaan", required=False, help="Misalnya dokumen yang disiapkan.")
    checks = (
        must(
            visit_comes_after_the_application,
            "Tanggal kunjungan lebih awal daripada pengiriman permohonan.",
            at=visit_on,
        ),
        must(
            order_is_not_of_the_future,
            "Tanggal surat tugas harus sudah tiba dan tidak sesudah kunjungan.",
            at=order_date,
        ),
        must(a_team_has_two_at_least, "Tim pemeriksa paling sedikit dua orang.", at=team),
    )


class Schedule(
    Assessment,
    key=SCHEDULE,
    title="Jadwal kunjungan",
    filled_in=("scheduling",),
    steps=(Appointment,),
    lead="Perusahaan diberi tahu jadwal dan tim ketika jadwal ditetapkan.",
    shown=True,
):
    """The appointment of the visit."""


FITS = {"yes": "Sesuai", "no": "Tidak sesuai"}
PARTS = {
    "scope": "1. Ruang Lingkup",
    "terms": "2. Istilah dan Definisi",
    "classes": "3. Penggolongan Usaha",
    "general": "4. Persyaratan Umum Usaha",
    "special": "5. Persyaratan Khusus Usaha",
    "facilities": "6. Sarana",
    "people": "7. Struktur Organisasi SDM dan SDM",
    "service": "8. Pelayanan",
    "product": "9. Persyaratan Produk/Proses/Jasa",
    "management": "10. Sistem Manajemen",
    "conformity": "11. Penilaian Kesesuaian dan Pengawasan",
}
"""The parts of a standard (licensing.md 3.6)."""


class PartResult(Row):
    """How a part of the standard was found."""

    result = Choice("Hasil", among={**FITS, "not_asked": "Tidak berlaku"})
    evidence = Text("Bukti dan catatan", longest=500, required=False)


def the_day_of_the_visit_has_come(answers: Answers, facts: Facts) -> bool:
    """What is written down was seen."""
    return answers.get("visited_on") is None or answers["visited_on"] <= facts.today


def the_visit_follows_the_application(answers: Answers, facts: Facts) -> bool:
    """Nobody visits before there is an application."""
    day = answers.get("visited_on")
    return day is None or facts.sent_on is None or day >= facts.sent_on


class Found(Step, title="Kunjungan", intro="Tempat, waktu, dan wakil perusahaan."):
    """Where and when, and who was there."""

    visited_on = Day("Tanggal kunjungan", past=True)
    visited_at = Text("Pukul", **CLOCK)
    company_rep = Text("Wakil perusahaan")
    company_rep_position = Text("Jabatan wakil perusahaan")
    address_found = Text("Alamat yang ditemukan")
    visit_latitude = Coordinate("Latitude di lokasi", group="Koordinat hasil kunjungan", **LATITUDE)
    visit_longitude = Coordinate(
        "Longitude di lokasi", beside=visit_latitude, group="Koordinat hasil kunjungan", **LONGITUDE
    )
    location_status = Choice(
        "Lokasi",
        among={
            "estate": "Di dalam kawasan industri",
            "zone": "Di Kawasan Peruntukan Industri",
            "exempt": "Dikecualikan (SKPBKI)",
            "other": "Tidak sesuai ketentuan lokasi",
        },
    )
    checks = (
        must(the_day_of_the_visit_has_come, "Tanggal kunjungan belum tiba.", at=visited_on),
        must(
            the_visit_follows_the_application,
            "Tanggal kunjungan lebih awal daripada pengiriman permohonan.",
            at=visited_on,
        ),
    )


def installed_covers_what_runs(answers: Answers, facts: Facts) -> bool:
    """More than is installed cannot run for long."""
    installed, real = answers.get("capacity_installed"), answers.get("capacity_real")
    return installed is None or real is None or real <= installed


class Seen(Step, title="Yang dilihat", intro="Dibandingkan dengan permohonan."):
    """What was seen, against what was applied for."""

    machines_fit = Choice("Mesin terpasang sesuai daftar", among=FITS, group="Mesin dan produksi")
    machines_note = Text("Jumlah dan catatan mesin", longest=500, required=False, group="Mesin dan produksi")
    running = YesNo("Produksi berjalan", group="Mesin dan produksi")
    capacity_installed = Quantity("Kapasitas terpasang per tahun", group="Mesin dan produksi")
    capacity_real = Quantity("Realisasi per tahun", group="Mesin dan produksi")
    workers_m = Whole("Tenaga kerja laki-laki", unit="orang", group="Tenaga kerja")
    workers_f = Whole("Tenaga kerja perempuan", unit="orang", group="Tenaga kerja")
    workers_foreign = Whole("Tenaga kerja asing", unit="orang", group="Tenaga kerja")
    materials_fit = Choice("Bahan baku dan sumbernya", among=FITS, group="Bahan, lingkungan, K3")
    materials_note = Text("Catatan bahan baku", longest=500, required=False, group="Bahan, lingkungan, K3")
    environment_fit = Choice("Sarana lingkungan (IPAL, TPS B3)", among=FITS, group="Bahan, lingkungan, K3")
    environment_note = Text("Catatan lingkungan", longest=500, required=False, group="Bahan, lingkungan, K3")
    safety_fit = Choice("Keselamatan dan kesehatan kerja", among=FITS, group="Bahan, lingkungan, K3")
    safety_note = Text("Catatan K3", longest=500, required=False, group="Bahan, lingkungan, K3")
    investment_fit = Choice("Investasi sesuai OSS", among=FITS, group="Investasi")
    checks = (
        should(
            installed_covers_what_runs,
            "Realisasi lebih besar daripada kapasitas terpasang. Periksa, atau jelaskan.",
            at=capacity_real,
        ),
    )


class Standard(Step, title="Butir standar"):
    """The parts of the standard, one by one."""

    parts = Grid("Bagian standar", rows=PARTS, of=PartResult)


def a_fitting_place_has_nothing_unfit(answers: Answers, facts: Facts) -> bool:
    """Whoever finds something unfit and yet concludes that all is fulfilled says why."""
    if answers.get("conclusion") != "fulfilled":
        return True
    plain = ("machines_fit", "materials_fit", "environment_fit", "safety_fit", "investment_fit")
    unfit = [key for key in plain if answers.get(key) == "no"]
    unfit += [key for key, cells in (answers.get("parts") or {}).items() if cells.get("result") == "no"]
    return not unfit and answers.get("location_status") != "other"


def corrections_have_a_day(answers: Answers, facts: Facts) -> bool:
    """The day by which it is mended lies ahead."""
    day = answers.get("corrections_until")
    return day is None or day > facts.today


class Conclusion(Step, title="Kesimpulan"):
    """What follows from the visit."""

    conclusion = Choice(
        "Kesimpulan",
        among={"fulfilled": "Memenuhi", "mend": "Perlu perbaikan", "unfulfilled": "Tidak memenuhi"},
    )
    corrections = LongText("Catatan perbaikan", when=conclusion.is_("mend"), shortest=10)
    corrections_until = Day("Batas waktu perbaikan", when=conclusion.is_("mend"))
    reasons = LongText("Alasan tidak memenuhi", when=conclusion.is_("unfulfilled"), shortest=10)
    checks = (
        should(
            a_fitting_place_has_nothing_unfit,
            "Ada butir yang tidak sesuai, tetapi kesimpulannya Memenuhi. Periksa, atau jelaskan.",
            at=conclusion,
        ),
        must(corrections_have_a_day, "Batas waktu perbaikan harus di masa depan.", at=corrections_until),
    )


class VisitRecord(
    Assessment,
    key=VISIT,
    title="Lembar kunjungan",
    filled_in=("visit",),
    steps=(Found, Seen, Standard, Conclusion),
    beside=True,
    lead="Isi di lokasi, dengan telepon atau lembar cetak. Isinya menjadi Berita Acara.",
    photos=3,
    shown=True,
):
    """What the team has found at the place (licensing.md 3.8)."""

    @classmethod
    def first_answers(cls, about: Answers, facts: Facts, others: Mapping[str, Answers]) -> dict[str, Any]:
        """The day and hour of the appointment, and the address of the application."""
        plan = others.get(SCHEDULE, {})
        found = {
            "visited_on": plan.get("visit_on"),
            "visited_at": plan.get("visit_at"),
            "address_found": about.get("factory_address"),
        }
        return {key: value for key, value in found.items() if value is not None}


def upload_is_not_of_the_future(answers: Answers, facts: Facts) -> bool:
    """What is recorded was done."""
    return answers.get("uploaded_on") is None or answers["uploaded_on"] <= facts.today


class Uploading(Step, title="Bukti unggah"):
    """When, and what proves it."""

    uploaded_on = Day("Tanggal unggah", past=True)
    oss_reference = Text("Nomor permohonan di OSS", longest=60, required=False)
    upload_proof = Upload("Bukti unggah", document=UPLOAD_PROOF, help="Tangkapan layar atau tanda terima OSS.")
    checks = (must(upload_is_not_of_the_future, "Tanggal unggah belum tiba.", at=uploaded_on),)


class OssUpload(
    Assessment,
    key=UPLOAD,
    title="Unggah SKPBKI dan surat keputusan di akun OSS",
    filled_in=("upload",),
    steps=(Uploading,),
    lead="Unduh surat keputusan (dan SKPBKI bila ada), unggah di akun OSS pada Pemenuhan Persyaratan, lalu catat "
    "di sini.",
    shown=True,
):
    """How the company records that it has handed its papers to OSS."""


def conclusion_is(*wanted: str) -> Any:
    """A move that exists only for some conclusions of the visit."""

    def held_up(answers: Answers, assessed: Mapping[str, Answers]) -> str:
        visit = assessed.get(VISIT)
        if visit is None or visit.get("conclusion") in wanted:
            return ""
        words = Conclusion.conclusion.words(visit.get("conclusion"), as_given)
        return f"Kesimpulan kunjungan: {words or 'belum ada'}."

    return held_up
