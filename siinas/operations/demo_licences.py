"""Licences in the demo: an SKPBKI issued, one that waits, a verification before its visit, one that came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from siinas.catalogue import process as process_named
from siinas.models import Case, LetterAuthority
from siinas.models.letter import MINISTRY_OFFICE
from siinas.operations import assessments, cases, letter_offices
from siinas.operations.demo_companies import CEMENT, SUGAR
from siinas.operations.demo_days import at, workdays_before
from siinas.operations.demo_licence_answers import CHECKED, REVIEWED, exemption_answers, planned, verification_answers
from siinas.operations.files import CheckedFile
from siinas.operations.work import Work
from siinas.process.fields import Upload
from siinas.process.words import JAKARTA
from siinas.queries.cases import CaseFile, assessment_of

Act = tuple[datetime, Callable[[datetime], object]]


class Stage(Protocol):
    """What the demo lends: its time, its people, its one paper, its cases."""

    now: datetime
    cases: dict[str, str]

    def as_person(self, user_name: str, moment: datetime, company: str = "") -> Work:
        """A work of that person at that moment."""

    def as_kind(self, doc_type: str, name: str) -> CheckedFile:
        """The paper as a document of that kind."""


OFFICE = {
    "kind": "province",
    "code": "35",
    "name": "Dinas Perindustrian dan Perdagangan Provinsi Jawa Timur (contoh)",
    "letterhead": "PEMERINTAH PROVINSI JAWA TIMUR\nDINAS PERINDUSTRIAN DAN PERDAGANGAN\nJl. Contoh No. 1, Surabaya",
    "place": "Surabaya",
    "signer_name": "Kirana Contoh",
    "signer_nip": "197001011995032001",
    "signer_position": "Kepala Dinas",
    "unsigned_allowed": True,
    "copies": "",
}
MINISTRY = {
    "name": "Direktorat Jenderal Ketahanan, Perwilayahan dan Akses Industri Internasional (contoh)",
    "letterhead": "KEMENTERIAN PERINDUSTRIAN REPUBLIK INDONESIA\n"
    "DIREKTORAT JENDERAL KETAHANAN, PERWILAYAHAN\nDAN AKSES INDUSTRI INTERNASIONAL",
    "place": "Jakarta",
    "signer_name": "Gita Contoh",
    "signer_nip": "196901011994032001",
    "signer_position": "Direktur Jenderal",
    "unsigned_allowed": True,
    "copies": "",
}
EXEMPTION, VERIFICATION = "skpbki", "vsku"


def licence_acts(stage: Stage) -> Iterator[Act]:
    """Offices first; then the sugar mill's SKPBKI and its verification, and the cement works' application."""
    today = stage.now.astimezone(JAKARTA).date()

    def before(days: int, hour: int, minute: int) -> datetime:
        return at(workdays_before(today, days), hour, minute)

    yield before(30, 8, 30), lambda moment: _offices(stage, moment)
    key, who = "gula/skpbki", (SUGAR.key, "penandatangan")
    yield before(26, 9, 20), lambda moment: _apply(stage, key, EXEMPTION, who, "factory", moment)
    for days, hour, person, move in (
        (25, 9, "layanan", "take"),
        (25, 11, "layanan", "complete"),
        (23, 10, "evaluator", "propose"),
        (22, 14, "direktur", "endorse"),
        (21, 10, "dirjen", "approve"),
    ):
        yield before(days, hour, 15), _moving(stage, key, person, move)
    other = "semen/skpbki"
    yield (
        before(2, 10, 40),
        lambda moment: _apply(stage, other, EXEMPTION, (CEMENT.key, CEMENT.user_name), "factory", moment),
    )
    checked, returned = "gula/vsku", "gula/vsku-2"
    yield before(9, 9, 5), lambda moment: _apply(stage, checked, VERIFICATION, who, "10721", moment)
    yield before(6, 13, 10), _moving(stage, checked, "evaluator", "complete")
    yield before(4, 9, 30), _moving(stage, checked, "lapangan", "schedule")
    yield before(8, 10, 0), lambda moment: _apply(stage, returned, VERIFICATION, who, "10729", moment)
    yield before(5, 15, 20), _moving(stage, returned, "evaluator", "send_back")


def _offices(stage: Stage, moment: datetime) -> None:
    """The administrator names who signs, for the ministry and for the province."""
    work = stage.as_person("administrator", moment)
    ministry = work.session.get_one(LetterAuthority, MINISTRY_OFFICE)
    letter_offices.change_office(work, MINISTRY_OFFICE, MINISTRY, version=ministry.version)
    letter_offices.add_office(stage.as_person("administrator", moment), OFFICE)


def _apply(stage: Stage, key: str, process_key: str, who: tuple[str, str], about: str, moment: datetime) -> None:
    """Open an application, fill in every page, and send it."""
    company, sender = who

    def work() -> Work:
        return stage.as_person(sender, moment, company)

    stage.cases[key] = public_id = cases.open_case(work(), process_key, about).public_id
    today = moment.astimezone(JAKARTA).date()
    if process_key == EXEMPTION:
        kbli = {CEMENT.key: "23941"}.get(company, "10721")
        answers = exemption_answers(today, kbli=kbli)
        if company == CEMENT.key:
            answers |= CEMENT_SAYS
        else:
            answers["activities"] += SUGAR_MAKES_TOO
    else:
        answers = verification_answers(today)
    fill_case(stage, work, public_id, answers)
    cases.move(work(), public_id, "send")


CEMENT_SAYS: Mapping[str, Any] = {
    "activities": [{"kbli": "23941", "product": "Semen Portland", "capacity": 2_500_000, "unit": "TNE"}],
    "raw_materials": [{"name": "Batu kapur", "origin": "home", "place": "Kabupaten Pangkajene dan Kepulauan"}],
    "ground_note": "Pabrik berdiri di samping tambang batu kapur; bahan diangkut dengan ban berjalan sejauh 1 km.",
}


SUGAR_MAKES_TOO: list[dict[str, Any]] = [{"kbli": "10729", "product": "Gula semut", "capacity": 12_000, "unit": "TNE"}]


def fill_case(stage: Stage, work: Callable[[], Work], public_id: str, answers: Mapping[str, Any]) -> None:
    """Save every page with these answers, by their keys, and a paper for every file that is asked; explain warnings."""
    case = work().session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    today = work().now.astimezone(JAKARTA).date()
    for step in process_named(case.process).steps:
        file = CaseFile(work().session, case, today)
        values = {key: answers[key] for key, field in step.fields.items() if key in answers and not field.standing}
        kept = {**file.answers, **values}
        files = {
            key: stage.as_kind(field.document.key, f"{field.document.key}-contoh.pdf")
            for key, field in step.fields.items()
            if isinstance(field, Upload) and (field.required or key == "kkpr_file") and field.asked(kept)
        }
        cases.save_page(work(), public_id, step.key, values=values, typed=None, seen=0, files=files)
    found = CaseFile(work().session, case, today).findings()
    reasons = {one.key: "Data ini sudah diperiksa dan benar." for one in found if not one.hard}
    if reasons:
        cases.confirm_findings(work(), public_id, reasons)


def _moving(stage: Stage, key: str, person: str, move: str) -> Callable[[datetime], None]:
    """An act of an officer, with what it waits for and what it says."""

    def act(moment: datetime) -> None:
        today = moment.astimezone(JAKARTA).date()
        papers: dict[tuple[str, str], tuple[str, Mapping[str, Any]]] = {
            ("evaluator", "propose"): ("telaah", REVIEWED),
            ("evaluator", "complete"): ("pemeriksaan", CHECKED),
            ("evaluator", "send_back"): ("pemeriksaan", FAULTY),
            ("lapangan", "schedule"): ("jadwal", planned(stage.now.astimezone(JAKARTA).date(), today)),
        }
        said: dict[str, Any] = {}
        if (found := papers.get((person, move))) is not None:
            assess(stage.as_person(person, moment), stage.cases[key], *found)
        if move == "send_back":
            work = stage.as_person(person, moment)
            case = work.session.scalars(select(Case).where(Case.public_id == stage.cases[key])).unique().one()
            file = CaseFile(work.session, case, today)
            said = file.proposed(file.process.flow.transitions[move])
        cases.move(stage.as_person(person, moment), stage.cases[key], move, said=said)

    return act


FAULTY: Mapping[str, Any] = {
    **CHECKED,
    "section_5": {"l3_photos": {"result": "nok"}, "l3_video": {"result": "ok"}},
    "section_10": {**CHECKED["section_10"], "l8_rotation": {"result": "nok"}},
}


def assess(work: Work, public_id: str, kind: str, answers: Mapping[str, Any]) -> None:
    """Fill in an assessment with these answers, by their keys."""
    case = work.session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    paper = assessment_of(CaseFile(work.session, case, work.now.astimezone(JAKARTA).date()), kind)
    for step in paper.process.steps:
        values = {key: answers[key] for key in step.fields if key in answers}
        seen = paper.case.saves.get(step.key, 0)
        assessments.save_assessment_page(work, public_id, kind, step.key, values=values, typed=None, seen=seen)
