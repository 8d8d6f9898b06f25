"""Offices that issue letters: what is kept of them, formats that never meet, texts, next numbers, the preview."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from siinas.models import JournalEntry, Letter, LetterAuthority, LetterForm, LetterNumber
from siinas.operations import administration, letter_offices, letters
from siinas.operations.work import Services, Work
from siinas.process.roles import SYSTEM
from siinas.queries.letter_offices import kinds_of_office, offices
from siinas.queries.settings import number_key
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests import licence
from tests.conftest import Clock, MakeWork
from tests.factories import Company, Officers, make_company
from tests.operations.test_letters import at_once

OWNERSHIP = "registrasi.ownership_proof"
KIND = licence.CERTIFICATE_KIND
REGENCY = licence.REGENCY
VALUES: dict[str, Any] = {
    "kind": "regency",
    "code": "3273",
    "name": "Dinas Perindustrian Kota Contoh",
    "letterhead": "PEMERINTAH KOTA CONTOH\n\n  DINAS PERINDUSTRIAN  ",
    "place": "Bandung",
    "signer_name": "Pejabat Contoh",
    "signer_nip": "19700101 199503 1 001",
    "signer_position": "Kepala Dinas",
    "unsigned_allowed": True,
    "copies": "Arsip\nGubernur Contoh",
}


@pytest.fixture(autouse=True)
def invented() -> Iterator[None]:
    """The catalogue with the invented licence."""
    with licence.offered():
        yield


@pytest.fixture
def company(engine: Engine) -> Company:
    """A company in the regency whose office issues."""
    with Session(engine) as session:
        licence.add_office(session)
        return make_company(session)


@pytest.fixture
def admin(make_work: MakeWork, officers: Officers) -> Callable[[], Work]:
    """`admin()`: the work of an administrator."""
    return lambda: make_work(officers.administrator.actor)


def form(number_format: str = "", text: str = "", basis: str = "") -> dict[str, str]:
    return {"number_format": number_format, "text": text, "basis": basis}


def acts(engine: Engine, beginning: str) -> list[JournalEntry]:
    with Session(engine, expire_on_commit=False) as session:
        rows = session.scalars(select(JournalEntry).order_by(JournalEntry.seq))
        return [row for row in rows if row.act.startswith(beginning)]


def test_adding_and_changing(engine: Engine, admin: Callable[[], Work]) -> None:
    row = letter_offices.add_office(admin(), VALUES)
    assert (row.code, row.letterhead, row.copies) == (
        "3273",
        "PEMERINTAH KOTA CONTOH\nDINAS PERINDUSTRIAN",
        "Arsip\nGubernur Contoh",
    )
    with Session(engine) as session:
        assert [office.code for office in offices(session)] == ["ministry", "3273"]
    letter_offices.change_office(admin(), "3273", VALUES | {"signer_name": "Orang Lain"}, version=1)
    with pytest.raises(Stale):
        letter_offices.change_office(admin(), "3273", VALUES, version=1)
    added, changed = acts(engine, "letter_office.")
    assert added.after["signer_name"] == "Pejabat Contoh" and added.act == "letter_office.added"
    assert (changed.before, changed.after) == ({"signer_name": "Pejabat Contoh"}, {"signer_name": "Orang Lain"})
    with pytest.raises(NotFound):
        letter_offices.change_office(admin(), "3201", VALUES, version=1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "9999"}, "code"),
        ({"code": "32"}, "code"),
        ({"code": "ministry"}, "code"),
        ({"kind": "province", "code": "3273"}, "code"),
        ({"kind": "kek", "code": "kek-01"}, "code"),
        ({"kind": "kek", "code": "KEK 01"}, "code"),
        ({"kind": "kek", "code": "KEMENPERIN"}, "code"),
        ({"kind": "kek", "code": "3273"}, "code"),
        ({"kind": "planet"}, "kind"),
        ({"kind": None}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"letterhead": ""}, "letterhead"),
        ({"place": None}, "place"),
        ({"unsigned_allowed": None}, "unsigned_allowed"),
        ({"signer_nip": "123"}, "signer_nip"),
        ({"signer_nip": "19700101199503100A"}, "signer_nip"),
    ],
)
def test_what_an_office_cannot_be(
    engine: Engine, admin: Callable[[], Work], values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        letter_offices.add_office(admin(), VALUES | values)
    assert refused.value.field == field and refused.value.reason.endswith(".")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(LetterAuthority)) == 1


def test_no_code_twice_and_estates_and_directorates(admin: Callable[[], Work]) -> None:
    letter_offices.add_office(admin(), VALUES)
    with pytest.raises(Refused, match="sudah ada"):
        letter_offices.add_office(admin(), VALUES)
    for kind, code in (("kek", "KEK-01"), ("kpbpb", "BATAM"), ("ministry", "KPAII"), ("province", "32")):
        letter_offices.add_office(admin(), VALUES | {"kind": kind, "code": code, "signer_nip": ""})


def test_retiring(engine: Engine, admin: Callable[[], Work], make_work: MakeWork, company: Company) -> None:
    case = licence.open_licence(make_work(), company)
    assert letter_offices.retire_office(admin(), REGENCY) is False
    with pytest.raises(Refused, match="tidak lagi menerbitkan"):
        licence.issue(make_work(), case)
    assert letter_offices.retire_office(admin(), REGENCY) is True
    assert licence.issue(make_work(), case).number
    with pytest.raises(Refused, match="selalu menerbitkan"):
        letter_offices.retire_office(admin(), "ministry")
    assert [entry.act for entry in acts(engine, "letter_office.")] == ["letter_office.switched"] * 2


def test_only_administrators(make_work: MakeWork, officers: Officers, company: Company) -> None:
    for someone in (officers.auditor, officers.supervisor, officers.front_desk, company.owner):
        for act in (
            lambda work: letter_offices.add_office(work, VALUES),
            lambda work: letter_offices.change_office(work, REGENCY, VALUES, version=1),
            lambda work: letter_offices.retire_office(work, REGENCY),
            lambda work: letter_offices.change_form(work, REGENCY, KIND, form(), version=0),
            lambda work: letter_offices.set_next_number(work, REGENCY, KIND, "5", "Nomor sudah dipakai."),
            lambda work: letter_offices.preview(work, REGENCY, KIND, form()),
        ):
            work = make_work(someone.actor)
            with pytest.raises(NotPermitted):
                act(work)
            work.session.close()


# Formats and texts


def test_an_office_numbers_and_words_for_itself(
    engine: Engine, admin: Callable[[], Work], make_work: MakeWork, company: Company, surroundings: Services
) -> None:
    wanted = form(
        "BDG-{seq}/{office}/{month}/{year}", "{company} di {place}, {note}.\n\nPenutup.", "Perda 1.\nPerda 2."
    )
    letter_offices.change_form(admin(), REGENCY, KIND, wanted, version=0)
    letter = licence.issued(make_work(), company)
    assert letter.number == f"BDG-0001/{REGENCY}/10/2026"
    assert letter.content["paragraphs"][1] == "Penutup." and letter.content["basis"] == ["Perda 1.", "Perda 2."]
    assert letter.content["paragraphs"][0].startswith(company.name)
    with Session(engine) as session:
        licence.add_office(session, "ministry")
    other = licence.issued(make_work(), company, "ministry")
    assert other.number == "0001/SKR/KEMENPERIN/X/2026" and other.content["basis"][0] == "Undang-Undang Rekaan Nomor 1."
    with pytest.raises(Stale):
        letter_offices.change_form(admin(), REGENCY, KIND, wanted, version=0)
    letter_offices.change_form(admin(), REGENCY, KIND, form(), version=1)
    assert licence.issued(make_work(), company).number == f"0002/SKR/{REGENCY}/X/2026", "one counter, whatever format"
    first, second = acts(engine, "letter_form.")
    assert (
        first.after["number_format"] == wanted["number_format"]
        and first.after["authority"] == f"Dinas Contoh {REGENCY}"
    )
    assert second.after["text"] == ""


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        (form("{seq}/{tahun}/{year}"), "number_format", "tahun"),
        (form("{seq}/X"), "number_format", "year"),
        (form("{seq}/" + "A" * 60 + "/{year}"), "number_format", "60"),
        (form(text="{npwp}"), "text", "Kutipan tidak dikenal: npwp"),
        (form(text="{company.name}"), "text", "Kutipan ditulis"),
        (form(text="{company!r}"), "text", "Kutipan ditulis"),
        (form(text="{0}"), "text", "Kutipan"),
        (form(basis="Dasar {sandi}"), "basis", "sandi"),
        (form(text="x" * 10_001), "text", "10"),
    ],
)
def test_texts_are_placeholders_only(
    admin: Callable[[], Work], company: Company, values: dict[str, str], field: str, said: str
) -> None:
    for act in (
        lambda: letter_offices.change_form(admin(), REGENCY, KIND, values, version=0),
        lambda: letter_offices.preview(admin(), REGENCY, KIND, values),
    ):
        with pytest.raises(Refused, match=said) as refused:
            act()
        assert refused.value.field == field


def test_formats_that_could_meet_are_refused(engine: Engine, admin: Callable[[], Work], company: Company) -> None:
    with Session(engine) as session:
        licence.add_office(session, "35")
    for bad, title in (
        ("{seq}/SKR/35/{roman}/{year}", "Surat Keterangan Rekaan"),
        ("{seq}/SKR/KEMENPERIN/{roman}/{year}", "Surat Keterangan Rekaan"),
        (f"{{seq}}/SPR/{REGENCY}/{{year}}", "Surat Pencabutan Rekaan"),
        ("{seq}/BKA-SIINAS/{roman}/{year}", "Bukti Kepemilikan Akun SIINas"),
    ):
        with pytest.raises(Refused, match="nomor yang sama") as refused:
            letter_offices.change_form(admin(), REGENCY, KIND, form(bad), version=0)
        assert title in refused.value.reason and refused.value.field == "number_format"
    own = f"{{seq}}/SKR/{REGENCY}/{{roman}}/{{year}}"
    letter_offices.change_form(admin(), REGENCY, KIND, form(own), version=0)
    key = number_key(licence.KEY, "certificate")
    for default in ("{seq}/SKR/{roman}/{year}", own, "{seq}/BPA-SIINAS/{roman}/{year}"):
        with pytest.raises(Refused, match="nomor yang sama") as refused:
            administration.change_setting(admin(), key, default)
        assert refused.value.field == "value"
    administration.change_setting(admin(), key, "{seq}/SK/{office}/{year}")
    letter_offices.change_form(admin(), REGENCY, KIND, form("{seq}/SK/KEK-01/{year}"), version=1)
    with pytest.raises(Refused, match="dapat sama dengan nomor") as refused:
        letter_offices.add_office(admin(), VALUES | {"kind": "kek", "code": "KEK-01"})
    assert refused.value.field == "code"


def test_the_default_is_not_gone_back_to_where_another_took_it(
    engine: Engine, admin: Callable[[], Work], company: Company
) -> None:
    with Session(engine) as session:
        licence.add_office(session, "35")
    letter_offices.change_form(admin(), REGENCY, KIND, form("{seq}/X/{office}/{year}"), version=0)
    letter_offices.change_form(admin(), "35", KIND, form(f"{{seq}}/SKR/{REGENCY}/{{roman}}/{{year}}"), version=0)
    with pytest.raises(Refused, match="nomor yang sama"):
        letter_offices.change_form(admin(), REGENCY, KIND, form(), version=1)
    with Session(engine) as session:
        row = session.get_one(LetterForm, (REGENCY, KIND))
        assert (row.number_format, row.version) == ("{seq}/X/{office}/{year}", 1)


def test_a_number_that_a_letter_bears_already(
    engine: Engine, admin: Callable[[], Work], make_work: MakeWork, company: Company
) -> None:
    """A format that nobody has any more, but whose numbers stand on letters."""
    with Session(engine) as session:
        licence.add_office(session, "35")
    letter_offices.change_form(admin(), "35", KIND, form("{seq}/LAMA/{year}"), version=0)
    number = licence.issued(make_work(), company, "35").number
    letter_offices.change_form(admin(), "35", KIND, form("{seq}/BARU/{year}"), version=1)
    with pytest.raises(Refused, match=f"Nomor {number} sudah dipakai surat lain") as refused:
        letter_offices.change_form(admin(), REGENCY, KIND, form("{seq}/LAMA/{year}"), version=0)
    assert refused.value.field == "number_format"
    letter_offices.change_form(admin(), "35", KIND, form("{seq}/LAMA/{year}"), version=2)
    assert licence.issued(make_work(), company, "35").number == "0002/LAMA/2026", "its own it may take up again"


def test_of_two_formats_that_meet_only_one_is_saved_at_once(
    engine: Engine, make_work: MakeWork, officers: Officers, company: Company
) -> None:
    with Session(engine) as session:
        licence.add_office(session, "35")

    def save(code: str) -> Callable[[Work], str]:
        def run(work: Work) -> str:
            letter_offices.change_form(work, code, KIND, form("{seq}/SAMA/{year}"), version=0)
            return code

        return run

    results = at_once(make_work, [(officers.administrator.actor, save(code)) for code in (REGENCY, "35")])
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum("nomor yang sama" in str(result) for result in results) == 1


def test_kinds_of_an_office(admin: Callable[[], Work], company: Company) -> None:
    titles = [letter.title for _process, letter in kinds_of_office(REGENCY)]
    assert "Surat Keterangan Rekaan" in titles and "Bukti Kepemilikan Akun SIINas" not in titles
    assert "Bukti Kepemilikan Akun SIINas" in [letter.title for _process, letter in kinds_of_office("ministry")]
    for code, kind in ((REGENCY, OWNERSHIP), ("9999", KIND), (REGENCY, "tidak.ada")):
        with pytest.raises(NotFound):
            letter_offices.change_form(admin(), code, kind, form(), version=0)


def test_the_ministry_s_letters_stay_as_they_are_until_somebody_changes_them(
    admin: Callable[[], Work], make_work: MakeWork, company: Company
) -> None:
    assert letters.renew(make_work(company.owner.actor), OWNERSHIP).number == "0001/BKA-SIINAS/X/2026"
    letter_offices.change_form(admin(), "ministry", OWNERSHIP, form("{seq}/BK/{year}", "Teks {company}."), version=0)
    with Session(company_engine(make_work)) as session:
        other = make_company(session)
    issued = letters.renew(make_work(other.owner.actor), OWNERSHIP)
    assert (issued.number, issued.content["paragraphs"]) == ("0002/BK/2026", [f"Teks {other.name}."])
    assert "form" not in issued.content and issued.signature == "none"


def company_engine(make_work: MakeWork) -> Any:
    return make_work().session.get_bind()


# Numbers set by hand


def test_the_next_number(
    engine: Engine, admin: Callable[[], Work], make_work: MakeWork, company: Company, clock: Clock
) -> None:
    reason = "Nomor 1 sampai 40 sudah dipakai di luar SIINas."
    assert letter_offices.set_next_number(admin(), REGENCY, KIND, " 41 ", reason) == 41
    assert licence.issued(make_work(), company).number == f"0041/SKR/{REGENCY}/X/2026"
    for number in ("41", "1", "0041"):
        with pytest.raises(Refused, match=r"sudah dipakai: nomor terakhir tahun 2026 ialah 41\. Isi 42") as refused:
            letter_offices.set_next_number(admin(), REGENCY, KIND, number, reason)
        assert refused.value.field == "next"
    for number in ("", "0", "-3", "1,5", "satu", "1000000", "٣"):
        with pytest.raises(Refused, match="bilangan bulat"):
            letter_offices.set_next_number(admin(), REGENCY, KIND, number, reason)
    with pytest.raises(Refused) as refused:
        letter_offices.set_next_number(admin(), REGENCY, KIND, "50", "salah")
    assert refused.value.field == "reason"
    (entry,) = acts(engine, "letter_number.")
    assert (entry.before["next"], entry.after["next"], entry.after["reason"]) == (1, 41, reason)
    clock.move(days=100)
    assert licence.issued(make_work(), company).number == f"0001/SKR/{REGENCY}/I/2027", "each year begins anew"
    with Session(engine) as session:
        assert session.get_one(LetterNumber, (KIND, REGENCY, 2026)).last == 41


# The preview


def test_the_preview_is_marked_not_numbered_and_not_kept(
    engine: Engine, admin: Callable[[], Work], company: Company, surroundings: Services
) -> None:
    before = sorted(surroundings.storage.folder.rglob("*")) if surroundings.storage.folder.exists() else []
    wanted = form("{seq}/COBA/{office}/{year}", "Alinea {company} dan {product}.\n\nPenutup.", "Dasar coba.")
    pdf = letter_offices.preview(admin(), REGENCY, KIND, wanted)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    for said in (
        "CONTOH: DATA REKAAN, BUKAN SURAT DAN TIDAK BERNOMOR",
        f"0000/COBA/{REGENCY}/2026",
        "Alinea PT Contoh Rekaan dan [Produk].",
        "Dasar coba.",
        f"PEMERINTAH CONTOH {REGENCY}",
    ):
        assert said in text, said
    receipt = letter_offices.preview(admin(), "ministry", OWNERSHIP, form())
    assert "CONTOH" in PdfReader(io.BytesIO(receipt)).pages[0].extract_text()
    with Session(engine) as session:
        for model in (Letter, LetterNumber, LetterForm):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert acts(engine, "letter") == []
    after = sorted(surroundings.storage.folder.rglob("*")) if surroundings.storage.folder.exists() else []
    assert after == before


def test_the_worker_never_gets_an_office_of_its_own(make_work: MakeWork) -> None:
    with pytest.raises(NotPermitted):
        letter_offices.add_office(make_work(SYSTEM), VALUES)
