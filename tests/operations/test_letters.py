"""Letters: what is issued when, under which number, what takes the place of what, and that nothing is lost."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from siinas.catalogue.registration import OWNERSHIP_PROOF
from siinas.models import Case, Establishment, JournalEntry, Letter, LetterNumber, OutboxRow, Setting
from siinas.operations import administration, letters, outbox, registration
from siinas.operations.files import sweep_strays
from siinas.operations.journal import verify
from siinas.operations.work import Services
from siinas.process.roles import ANONYMOUS, SYSTEM
from siinas.queries.letters import account_letter, receipt_of
from siinas.queries.settings import number_key, text_key
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.conftest import Clock, Mailbox, MakeWork
from tests.factories import (
    Company,
    Officers,
    make_company,
    make_officers,
    make_registration,
    registration_answers,
)

RECEIPT, OWNERSHIP = "registrasi.registration_proof", "registrasi.ownership_proof"
MAIL = "surat@contoh-gula.example.test"
REASON = "Data pada surat ini ternyata keliru."


@pytest.fixture
def officers(engine: Engine) -> Officers:
    """One officer of each role."""
    with Session(engine) as session:
        return make_officers(session)


@pytest.fixture
def company(engine: Engine) -> Company:
    """A company without any letter."""
    with Session(engine) as session:
        return make_company(session)


def all_letters(engine: Engine, kind: str = "") -> list[Letter]:
    with Session(engine, expire_on_commit=False) as session:
        rows = session.scalars(select(Letter).order_by(Letter.id)).all()
        return [row for row in rows if row.content and row.kind.startswith(kind)]


def the_letter(engine: Engine, kind: str = "") -> Letter:
    (letter,) = all_letters(engine, kind)
    return letter


def facts(letter: Letter) -> dict[str, str]:
    return {label: text for label, text in letter.content["lines"]}  # noqa: C416 - pairs come as lists


def printed(surroundings: Services, letter: Letter) -> str:
    pages = PdfReader(io.BytesIO(surroundings.storage.read(letter.sha256))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def acts(engine: Engine, kind: str = "letter") -> list[str]:
    with Session(engine) as session:
        rows = session.scalars(select(JournalEntry).order_by(JournalEntry.seq))
        return [row.act for row in rows if row.object_kind == kind]


def change(engine: Engine, establishment_id: int, **values: Any) -> None:
    """Change what is recorded of a company."""
    with Session(engine) as session:
        own = session.get_one(Establishment, establishment_id)
        for key, value in values.items():
            setattr(own if hasattr(own, key) else own.legal_entity, key, value)
        session.commit()


def correction_link(make_work: MakeWork, mailbox: Mailbox) -> str:
    work_off(make_work)
    found = re.search(r"/perbaikan/(\S+)", mailbox.sent[-1].get_content())
    assert found is not None
    return found[1]


def work_off(make_work: MakeWork) -> None:
    for lease in outbox.lease_due(make_work()):
        assert outbox.deliver(make_work(), lease)


# Handing in


def test_handing_in_issues_a_receipt(engine: Engine, make_work: MakeWork, surroundings: Services) -> None:
    make_registration(make_work, None)
    letter = the_letter(engine)
    assert (letter.number, letter.kind, letter.state) == ("0001/BPA-SIINAS/X/2026", RECEIPT, "valid")
    assert (letter.company_name, letter.nib) == ("PT Contoh Gula Nusantara", "9120000000017")
    assert letter.place == "Kabupaten Malang, Jawa Timur"
    assert facts(letter) == {
        "Nomor Pendaftaran": "REG-2026-000001",
        "Waktu Pendaftaran": "6 Oktober 2026 pukul 09.00 WIB",
        "Nama Perusahaan": "PT Contoh Gula Nusantara",
        "NIB": "9120000000017",
        "Lokasi Pabrik": "Kabupaten Malang, Jawa Timur",
        "E-mail": "su***@contoh-gula.example.test",
        "Status pada saat diterbitkan": "Diajukan, menunggu keputusan petugas",
    }
    content = surroundings.storage.read(letter.sha256)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (letter.size, letter.sha256)
    said = printed(surroundings, letter)
    assert all(text in said for text in facts(letter).values())
    assert MAIL not in said and "0012345678901000" not in said, "neither the whole address nor the tax number"
    assert len(letter.token) == 26 and letter.token not in letter.public_id
    assert acts(engine) == ["letter.issued"]
    with Session(engine) as session:
        case = session.scalars(select(Case)).unique().one()
        assert (letter.case_id, letter.establishment_id) == (case.id, None)
        entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "letter.issued")).one()
        assert entry.after["sha256"] == letter.sha256 and entry.after["number"] == letter.number


def test_a_registration_that_is_refused_takes_no_number(engine: Engine, make_work: MakeWork) -> None:
    make_registration(make_work, None)
    with pytest.raises(Refused, match="sedang diproses"):
        make_registration(make_work, None)
    with pytest.raises(Refused, match="E-mail"):
        registration.apply(make_work(ANONYMOUS), registration_answers(email="x@y.example.test"), *papers())
    make_registration(make_work, None, nib="9120000000025")
    assert [letter.number[:4] for letter in all_letters(engine)] == ["0001", "0002"]


def papers() -> tuple[Any, None]:
    from tests.factories import nib_paper

    return nib_paper(), None


def test_the_mail_names_the_number_and_leads_to_the_receipt(
    engine: Engine, make_work: MakeWork, mailbox: Mailbox, clock: Clock
) -> None:
    make_registration(make_work, None)
    with Session(engine) as session:
        assert "token" not in str(session.scalars(select(OutboxRow)).one().payload), "no secret at rest"
    work_off(make_work)
    (mail,) = mailbox.to(MAIL)
    assert "REG-2026-000001" in mail["Subject"]
    text = mail.get_content()
    assert "0001/BPA-SIINAS/X/2026" in text and "berlaku 30 hari" in text
    found = re.search(r"http://127\.0\.0\.1:8000/registrasi/bukti/(\S+)", text)
    assert found is not None
    letter = the_letter(engine)
    assert letter.public_id not in text and letter.token not in text
    assert registration.proof_linked(make_work(ANONYMOUS), found[1]).id == letter.id
    assert registration.proof_linked(make_work(ANONYMOUS), letter.token) is None
    assert registration.proof_linked(make_work(ANONYMOUS), "") is None
    clock.move(days=30)
    assert registration.proof_linked(make_work(ANONYMOUS), found[1]) is None


def test_a_correction_of_what_is_printed_supersedes(
    engine: Engine, make_work: MakeWork, mailbox: Mailbox, officers: Officers, clock: Clock
) -> None:
    public_id = make_registration(make_work, officers, "correction")
    token = correction_link(make_work, mailbox)
    clock.move(hours=3)
    changed = registration_answers(company_name="PT Contoh Gula Nusantara Jaya")
    registration.correct(make_work(ANONYMOUS), token, changed, None, None)
    old, new = all_letters(engine, RECEIPT)
    assert (old.state, old.replaced_by_id, old.ended_at) == ("superseded", new.id, clock.now)
    assert (new.state, new.number, new.case_id) == ("valid", "0002/BPA-SIINAS/X/2026", old.case_id)
    assert facts(new)["Nama Perusahaan"] == "PT Contoh Gula Nusantara Jaya"
    assert facts(new)["Waktu Pendaftaran"] == facts(old)["Waktu Pendaftaran"]
    assert acts(engine) == ["letter.issued", "letter.issued", "letter.superseded"]
    assert receipt_of(make_work(ANONYMOUS).session, Case.public_id == public_id).id == new.id
    work_off(make_work)
    mails = [mail.get_content() for mail in mailbox.to(MAIL)]
    assert "Perbaikan pendaftaran" in mails[-1] and new.number in mails[-1]


def test_a_correction_of_something_else_keeps_the_letter(
    engine: Engine, make_work: MakeWork, mailbox: Mailbox, officers: Officers
) -> None:
    make_registration(make_work, officers, "correction")
    token = correction_link(make_work, mailbox)
    registration.correct(make_work(ANONYMOUS), token, registration_answers(pic_name="Orang Lain"), None, None)
    assert the_letter(engine).state == "valid"


# Approving


def test_approving_issues_the_proof_of_ownership(
    engine: Engine, make_work: MakeWork, officers: Officers, surroundings: Services
) -> None:
    make_registration(make_work, officers, "approved")
    letter = the_letter(engine, OWNERSHIP)
    assert letter.number == "0001/BKA-SIINAS/X/2026"
    assert facts(letter) == {
        "Nama Perusahaan": "PT Contoh Gula Nusantara",
        "NIB": "9120000000017",
        "Alamat Pabrik": "Kabupaten Malang, Jawa Timur",
        "Tanggal Registrasi": "6 Oktober 2026",
        "Tahun Registrasi": "2026",
    }
    said = printed(surroundings, letter)
    assert f"Nomor Bukti Kepemilikan Akun SIINas: {letter.number}" in said
    assert "contohgulanusantara01" not in said, "the user name is half of the key to the account"
    with Session(engine) as session:
        own = session.scalars(select(Establishment)).one()
        assert {row.establishment_id for row in session.scalars(select(Letter))} == {own.id}, "the receipt comes along"
        assert verify(session).fault == ""


@pytest.mark.parametrize("state", ["submitted", "correction", "refused"])
def test_without_an_account_there_is_no_proof_of_ownership(
    engine: Engine, make_work: MakeWork, officers: Officers, state: str
) -> None:
    make_registration(make_work, officers, state)
    assert all_letters(engine, OWNERSHIP) == []


# Having a new one issued


def test_a_company_without_one_has_it_issued(engine: Engine, make_work: MakeWork, company: Company) -> None:
    issued = letters.renew(make_work(company.owner.actor), OWNERSHIP)
    assert issued.number == "0001/BKA-SIINAS/X/2026"
    assert facts(the_letter(engine))["Nama Perusahaan"] == company.name
    with pytest.raises(Refused, match="sudah memuat data terbaru"):
        letters.renew(make_work(company.signer.actor), OWNERSHIP)
    assert the_letter(engine).state == "valid"


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"name": "PT Contoh Berganti Nama"}, "Nama Perusahaan"),
        ({"nib": "9120000099999"}, "NIB"),
        ({"factory_street": "Jl. Pabrik Baru 9"}, "Alamat Pabrik"),
        ({"factory_postal_code": "61199"}, "Alamat Pabrik"),
    ],
)
def test_what_changed_is_told_and_a_new_one_supersedes(
    engine: Engine, make_work: MakeWork, company: Company, values: dict[str, str], label: str
) -> None:
    letters.renew(make_work(company.owner.actor), OWNERSHIP)
    change(engine, company.establishment_id, **values)
    work = make_work(company.signer.actor)
    own = work.session.get_one(Establishment, company.establishment_id)
    found = account_letter(work.session, own, OWNERSHIP)
    ((change_,)) = found.changed
    assert change_["label"] == label and next(iter(values.values())) in change_["now"]
    assert found.renewable and found.last.state == "valid", "until a new one is issued the old one stands"
    letters.renew(work, OWNERSHIP)
    old, new = all_letters(engine)
    assert (old.state, old.replaced_by_id, new.state) == ("superseded", new.id, "valid")
    assert (new.number, old.sha256 != new.sha256) == ("0002/BKA-SIINAS/X/2026", True)
    assert acts(engine) == ["letter.issued", "letter.issued", "letter.superseded"]


def test_what_is_not_printed_asks_for_no_new_one(engine: Engine, make_work: MakeWork, company: Company) -> None:
    letters.renew(make_work(company.owner.actor), OWNERSHIP)
    change(engine, company.establishment_id, email="lain@pabrik.example.test", npwp="0000000000000001")
    with pytest.raises(Refused, match="data terbaru"):
        letters.renew(make_work(company.owner.actor), OWNERSHIP)


def test_a_change_of_the_wording_asks_for_no_new_one(
    engine: Engine, make_work: MakeWork, company: Company, officers: Officers, surroundings: Services
) -> None:
    letters.renew(make_work(company.owner.actor), OWNERSHIP)
    administration.change_setting(
        make_work(officers.administrator.actor),
        text_key("registrasi", OWNERSHIP_PROOF.key),
        "Perusahaan {company} nomor {number}, {today}.\n\nPenutup baru.",
    )
    with pytest.raises(Refused, match="data terbaru"):
        letters.renew(make_work(company.owner.actor), OWNERSHIP)
    change(engine, company.establishment_id, name="PT Contoh {nib} <b>")
    letters.renew(make_work(company.owner.actor), OWNERSHIP)
    said = printed(surroundings, all_letters(engine)[-1])
    assert "Perusahaan PT Contoh {nib} <b> nomor 0002/BKA-SIINAS/X/2026, 6 Oktober 2026." in said
    assert "Penutup baru." in said and "Kementerian Perindustrian menerangkan" not in said


def test_who_may_have_one_issued(engine: Engine, make_work: MakeWork, company: Company, officers: Officers) -> None:
    for actor in (company.staff.actor, officers.front_desk.actor, officers.administrator.actor, ANONYMOUS):
        with pytest.raises(NotPermitted):
            letters.renew(make_work(actor), OWNERSHIP)
    for kind in (RECEIPT, "registrasi.lain", "lain.ownership_proof", "", "registrasi"):
        with pytest.raises(NotFound):
            letters.renew(make_work(company.owner.actor), kind)
    assert all_letters(engine) == []


# Revoking


def test_revoking(engine: Engine, make_work: MakeWork, company: Company, officers: Officers, clock: Clock) -> None:
    public_id = letters.renew(make_work(company.owner.actor), OWNERSHIP).public_id
    for someone in (officers.auditor, officers.front_desk, officers.supervisor, company.owner):
        with pytest.raises(NotPermitted):
            letters.revoke(make_work(someone.actor), public_id, REASON)
    administrator = officers.administrator.actor
    for reason in ("", "  ", "salah", "x" * 1001):
        with pytest.raises(Refused) as refused:
            letters.revoke(make_work(administrator), public_id, reason)
        assert refused.value.field == "reason"
    with pytest.raises(NotFound):
        letters.revoke(make_work(administrator), "tidak-ada", REASON)
    clock.move(days=2)
    letters.revoke(make_work(administrator), public_id, f" {REASON} ")
    letter = the_letter(engine)
    assert (letter.state, letter.ended_at, letter.ended_why) == ("revoked", clock.now, REASON)
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "letter.revoked")).one()
        assert (entry.actor_name, entry.after["reason"]) == ("Administrator Contoh", REASON)
        assert entry.establishment_id == company.establishment_id
    with pytest.raises(Refused, match="tidak berlaku"):
        letters.revoke(make_work(administrator), public_id, REASON)


def test_after_a_revocation_a_new_one_says_something_else(
    engine: Engine, make_work: MakeWork, company: Company, officers: Officers
) -> None:
    public_id = letters.renew(make_work(company.owner.actor), OWNERSHIP).public_id
    letters.revoke(make_work(officers.administrator.actor), public_id, REASON)
    with pytest.raises(Refused, match="dicabut"):
        letters.renew(make_work(company.owner.actor), OWNERSHIP)
    change(engine, company.establishment_id, name="PT Contoh Nama Yang Benar")
    letters.renew(make_work(company.owner.actor), OWNERSHIP)
    old, new = all_letters(engine)
    assert (old.state, old.replaced_by_id, old.ended_why) == ("revoked", None, REASON)
    assert (new.state, new.number[:4]) == ("valid", "0002")


# Numbers


def at_once(make_work: MakeWork, jobs: list[tuple[Any, Callable[[Any], Any]]]) -> list[Any]:
    """Run the jobs (actor, function) in threads that start together; what each returned or was refused with."""
    start = Barrier(len(jobs))

    def run(job: tuple[Any, Callable[[Any], Any]]) -> Any:
        work = make_work(job[0])
        start.wait(30)
        try:
            return job[1](work)
        except Refused as refusal:
            return refusal
        finally:
            work.session.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_twenty_writers_leave_no_gap_and_no_double(engine: Engine, make_work: MakeWork) -> None:
    with Session(engine) as session:
        companies = [make_company(session) for _ in range(20)]
    jobs = [(one.owner.actor, lambda work: letters.renew(work, OWNERSHIP).number) for one in companies]
    numbers = at_once(make_work, jobs)
    assert sorted(numbers) == [f"{n:04d}/BKA-SIINAS/X/2026" for n in range(1, 21)]
    with Session(engine) as session:
        assert session.get_one(LetterNumber, (OWNERSHIP, "ministry", 2026)).last == 20
        assert (verify(session).entries, verify(session).fault) == (21, "")
    assert len({letter.sha256 for letter in all_letters(engine)}) == 20


def test_twenty_who_ask_for_the_same_letter_get_one(engine: Engine, make_work: MakeWork, company: Company) -> None:
    jobs = [(company.owner.actor, lambda work: letters.renew(work, OWNERSHIP).number)] * 20
    for given in ("0001/BKA-SIINAS/X/2026", "0002/BKA-SIINAS/X/2026"):
        results = at_once(make_work, jobs)
        assert [result for result in results if isinstance(result, str)] == [given]
        assert sum(isinstance(result, Refused) for result in results) == 19
        assert [row.state for row in all_letters(engine)].count("valid") == 1
        change(engine, company.establishment_id, name="PT Contoh Berganti Nama")


def test_who_is_refused_in_between_leaves_no_gap(
    engine: Engine, make_work: MakeWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A printer that fails for every second one: the number goes to the next."""
    with Session(engine) as session:
        companies = [make_company(session) for _ in range(6)]
    real, asked = letters.letter_paper, []

    def failing(**given: Any) -> Any:
        asked.append(given["number"])
        if len(asked) % 2:
            raise OSError("no paper")
        return real(**given)

    monkeypatch.setattr(letters, "letter_paper", failing)
    for one in companies:
        try:
            letters.renew(make_work(one.owner.actor), OWNERSHIP)
        except OSError:
            continue
    assert [letter.number[:4] for letter in all_letters(engine)] == ["0001", "0002", "0003"]
    assert len(acts(engine)) == 3


def test_each_kind_and_each_year_counts_for_itself(
    engine: Engine, make_work: MakeWork, officers: Officers, clock: Clock
) -> None:
    clock.now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    make_registration(make_work, officers, "approved")
    clock.move(minutes=1)
    make_registration(make_work, officers, "approved", nib="9120000000025")
    assert sorted(letter.number for letter in all_letters(engine)) == [
        "0001/BKA-SIINAS/I/2027",
        "0001/BKA-SIINAS/XII/2026",
        "0001/BPA-SIINAS/I/2027",
        "0001/BPA-SIINAS/XII/2026",
    ], "the year begins at midnight in Jakarta"


def test_another_format_and_a_number_that_is_taken(
    engine: Engine, make_work: MakeWork, company: Company, officers: Officers
) -> None:
    key = number_key("registrasi", OWNERSHIP_PROOF.key)
    administrator = officers.administrator.actor
    for bad, said in (
        ("{seq}/{tahun}/{year}", "tahun"),
        ("{seq}", "year"),
        ("{seq}/BPA-SIINAS/{roman}/{year}", "nomor yang sama"),
        ("{year}/BPA-SIINAS/{roman}/{seq}", "nomor yang sama"),
    ):
        with pytest.raises(Refused, match=said) as refused:
            administration.change_setting(make_work(administrator), key, bad)
        assert refused.value.field == "value"
    administration.change_setting(make_work(administrator), key, "KPI-{seq}.{month}.{year}")
    assert letters.renew(make_work(company.owner.actor), OWNERSHIP).number == "KPI-0001.10.2026"
    with Session(engine) as session:
        session.get_one(LetterNumber, (OWNERSHIP, "ministry", 2026)).last = 0  # as if formats had met in spite of all
        session.get_one(Setting, key).value = "{seq}/{tahun}"
        session.commit()
    change(engine, company.establishment_id, name="PT Contoh Berganti Nama")
    assert letters.renew(make_work(company.owner.actor), OWNERSHIP).number == "0001/BKA-SIINAS/X/2026"
    with Session(engine) as session:
        session.get_one(LetterNumber, (OWNERSHIP, "ministry", 2026)).last = 0
        session.commit()
    change(engine, company.establishment_id, name="PT Contoh Berganti Nama Lagi")
    assert letters.renew(make_work(company.owner.actor), OWNERSHIP).number == "0002/BKA-SIINAS/X/2026"


def test_the_wording_may_quote_only_what_the_letter_knows(make_work: MakeWork, officers: Officers) -> None:
    key = text_key("registrasi", OWNERSHIP_PROOF.key)
    for bad in ("{npwp}", "{email}", "{case_number}", "{company.name}", "{company!r}", "{0}"):
        with pytest.raises(Refused, match=r"[Kk]utipan"):
            administration.change_setting(make_work(officers.administrator.actor), key, f"Teks {bad}.")
    administration.change_setting(make_work(officers.administrator.actor), key, "Teks {address} {registration_year}.")


# Bytes


def test_the_sweep_leaves_the_bytes_of_letters(
    engine: Engine, make_work: MakeWork, company: Company, surroundings: Services, clock: Clock
) -> None:
    letters.renew(make_work(company.owner.actor), OWNERSHIP)
    letter = the_letter(engine)
    stray = surroundings.storage.keep(b"nobody names this")
    clock.now = datetime.now(UTC)
    long_ago = (clock.now - timedelta(days=900)).timestamp()
    for sha256 in (letter.sha256, stray):
        os.utime(surroundings.storage.path(sha256), (long_ago, long_ago))
    assert sweep_strays(make_work(SYSTEM)) == 1
    assert hashlib.sha256(surroundings.storage.read(letter.sha256)).hexdigest() == letter.sha256
