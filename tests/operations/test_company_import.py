"""Loading existing companies: dry run, loading in batches, once only, invitations little by little."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.models import (
    AddressRecord,
    BusinessLine,
    CompanyImport,
    CompanyImportRow,
    CompanyMark,
    Establishment,
    JournalEntry,
    LegalEntity,
    OutboxRow,
    Person,
    Setting,
)
from siinas.operations import accounts, company_dry_run, company_import, company_invitations, journal, outbox, worker
from siinas.operations.files import Incoming, sweep_strays
from siinas.queries.company_import import import_named, invitations, rows_of
from siinas.refusal import NotFound, NotPermitted, Refused
from tests.factories import NOW, make_company, make_registration

HEAD = ("nib", "company_name", "npwp", "factory_location", "email", "business_lines", "legal_form", "office_street")


def row(number: int, **changed: Any) -> list[Any]:
    """A good row of the table."""
    good = {
        "nib": f"91300000{number:05d}",
        "company_name": f"PT Contoh Muatan {WORDS[number % len(WORDS)]}",
        "npwp": f"0913000{number:06d}000",
        "factory_location": "Kabupaten Malang",
        "email": f"surat{number}@muatan.example.test",
        "business_lines": "10721:MT; 10729:R",
        "legal_form": "pt",
        "office_street": f"Jl. Contoh {number}",
    } | changed
    return [good[key] for key in HEAD]


WORDS = ("Anggrek", "Belimbing", "Cendana", "Durian", "Enau", "Flamboyan", "Gaharu", "Hanjuang")


def table(*rows: list[Any], head: tuple[str, ...] = HEAD, name: str = "perusahaan.xlsx") -> Incoming:
    book = openpyxl.Workbook()
    book.active.title = "Lembar Satu"
    for line in (head, *rows):
        book.active.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return Incoming(out.getvalue(), name)


def bring(make_work, officers, incoming: Incoming) -> CompanyImport:
    """Upload as the administrator, and let the worker work."""
    made = company_import.upload(make_work(officers.administrator.actor), incoming)
    work_off(make_work)
    return make_work().session.get_one(CompanyImport, made.id)


def work_off(make_work) -> None:
    class Workplace:
        def __enter__(self):
            self.work = make_work()
            return self.work

        def __exit__(self, *problem: object) -> None:
            self.work.session.close()

    worker.work_off(Workplace)


def load(make_work, officers, made: CompanyImport) -> CompanyImport:
    company_import.load(make_work(officers.administrator.actor), made.public_id)
    work_off(make_work)
    return make_work().session.get_one(CompanyImport, made.id)


def count(engine, model) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_dry_run_tells_what_would_become_of_each_row(engine, make_work, officers):
    with Session(engine) as session:
        known = make_company(session, regency="3507", name="PT Sudah Ada")
        twin = make_company(session, name="PT Contoh Muatan Belimbingg")
        session.get_one(Establishment, twin.establishment_id).email = "SURAT3@muatan.example.test"
        session.commit()
    make_registration(make_work, officers, nib="9130000000077", email="surat@contoh-gula.example.test")
    before = count(engine, Establishment)
    made = bring(
        make_work,
        officers,
        table(
            row(1),
            row(2, nib=known.nib),
            row(3, email="bukan e-mail", factory_location="Kabupaten Tiada"),
            row(4, nib="9130000000077"),
            row(1),
            row(5, email="surat3@muatan.example.test"),
        ),
    )
    assert (made.state, made.rows, made.fresh, made.known, made.faulty) == ("checked", 6, 2, 2, 2)
    assert count(engine, Establishment) == before
    actor, session = officers.administrator.actor, make_work(officers.administrator.actor).session
    faulty = [
        (fault["cell"], fault["typed"]) for one in rows_of(session, actor, made, "faulty").rows for fault in one.faults
    ]
    assert faulty == [("D4", "Kabupaten Tiada"), ("E4", "bukan e-mail"), ("A6", "9130000000001")]
    again = rows_of(session, actor, made, "faulty").rows[-1].faults[0]["sentence"]
    assert again == "NIB dan lokasi ini sudah ada pada baris 2 berkas ini."
    assert [one.told for one in rows_of(session, actor, made, "known").rows] == [
        "Sudah memiliki akun; dilewati, datanya tidak diubah.",
        "Sedang didaftarkan dengan nomor REG-2026-000001; dilewati.",
    ]
    hints = {one.line: one.hints for one in rows_of(session, actor, made, "hinted").rows}
    assert hints[2] == ["Nama mirip: hanya berbeda ejaan “belimbing” dan “belimbingg”: PT Contoh Muatan Belimbingg"]
    assert hints[7] == ["E-mail sama: PT Contoh Muatan Belimbingg"]
    book = openpyxl.load_workbook(io.BytesIO(make_work().services.storage.read(made.marked_sha256)))
    noted = {cell.coordinate for line in book["Lembar Satu"].iter_rows() for cell in line if cell.comment}
    assert noted == {"D4", "E4", "A6"}
    assert book["Lembar Satu"]["I3"].value == "Sudah memiliki akun; dilewati, datanya tidak diubah."


def test_loading_makes_accounts_without_password_or_mail(engine, make_work, officers, mailbox):
    made = load(make_work, officers, bring(make_work, officers, table(row(1), row(2, email="x"), row(3))))
    assert (made.state, made.loaded, made.done) == ("loaded", 2, 2)
    assert mailbox.sent == []
    with Session(engine) as session:
        first = session.scalars(select(Establishment).order_by(Establishment.id)).first()
        entity = first.legal_entity
        assert (entity.nib, entity.name, entity.npwp) == (
            "9130000000001",
            "PT Contoh Muatan Belimbing",
            "0913000000001000",
        )
        assert (entity.legal_form, entity.office_street) == ("pt", "Jl. Contoh 1")
        assert (first.regency, first.email, first.directorate) == ("3507", "surat1@muatan.example.test", "IMHLP")
        lines = session.scalars(select(BusinessLine).where(BusinessLine.establishment_id == first.id)).all()
        assert [(line.kbli_code, line.risk_level, line.is_main, line.source) for line in lines] == [
            ("10721", "MT", True, "impor"),
            ("10729", "R", False, "impor"),
        ]
        owner = session.scalars(select(Person).order_by(Person.id.desc())).first()
        assert (owner.password_kind, owner.password_hash) == ("", "")
        assert owner.actor(None).is_company
        assert session.scalars(select(CompanyMark.value).where(CompanyMark.kind == "email")).all()
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        told = [entry for entry in entries if entry.act.startswith(("company_import", "account"))]
        assert [entry.act for entry in told] == [
            "company_import.uploaded",
            "company_import.checked",
            "company_import.started",
            "account.imported",
            "account.imported",
            "company_import.loaded",
        ]
        assert {entry.actor_id for entry in told} == {officers.administrator.id}
        assert {entry.after["sha256"] for entry in told} == {made.sha256}
        assert journal.verify(session).fault == ""
    with pytest.raises(Refused):
        accounts.sign_in(make_work(), owner.user_name, "")


def test_the_same_file_twice_makes_nothing_twice(engine, make_work, officers):
    incoming = table(row(1), row(2), row(3))
    made = load(make_work, officers, bring(make_work, officers, incoming))
    with pytest.raises(Refused, match="sudah dimuat"):
        company_import.load(make_work(officers.administrator.actor), made.public_id)
    people, places = count(engine, Person), count(engine, Establishment)
    again = bring(make_work, officers, incoming)
    assert (again.fresh, again.known) == (0, 3)
    with pytest.raises(Refused, match="Tidak ada baris"):
        company_import.load(make_work(officers.administrator.actor), again.public_id)
    assert (count(engine, Person), count(engine, Establishment)) == (people, places)


def test_two_files_of_the_same_companies_checked_before_either_is_loaded(engine, make_work, officers):
    first, second = (bring(make_work, officers, table(row(1), row(2), row(n))) for n in (3, 4))
    load(make_work, officers, first)
    made = load(make_work, officers, second)
    assert (made.state, made.loaded) == ("loaded", 1)
    assert count(engine, Establishment) == 4


def test_batches_go_on_where_they_ended(engine, make_work, officers, monkeypatch):
    monkeypatch.setattr(company_import, "LOADED_AT_ONCE", 2)
    monkeypatch.setattr(company_import, "COMPARED_AT_ONCE", 2)
    made = bring(make_work, officers, table(*(row(n) for n in range(1, 6))))
    assert (made.state, made.done) == ("checked", 5)
    company_import.load(make_work(officers.administrator.actor), made.public_id)
    assert company_import.load_batch(make_work(), made.id) is True
    half = make_work().session.get_one(CompanyImport, made.id)
    assert (half.state, half.done, half.loaded) == ("loading", 2, 2)

    def breaks(*_given: object) -> None:
        raise RuntimeError("the machine went down")

    with monkeypatch.context() as patch:
        patch.setattr(company_import, "_add_lines", breaks)
        with pytest.raises(RuntimeError):
            company_import.load_batch(make_work(), made.id)
    assert count(engine, Establishment) == 2, "a batch is whole or not there"
    work_off(make_work)
    done = make_work().session.get_one(CompanyImport, made.id)
    assert (done.state, done.loaded) == ("loaded", 5)
    assert count(engine, Establishment) == 5


def test_a_second_place_of_a_known_nib_overwrites_nothing(engine, make_work, officers):
    with Session(engine) as session:
        known = make_company(session, regency="3525", name="PT Nama Tercatat")
    made = bring(
        make_work, officers, table(row(1, nib=known.nib, company_name="PT Nama Lain", office_street="Jl. Lain"))
    )
    assert made.fresh == 1
    load(make_work, officers, made)
    with Session(engine) as session:
        entity = session.scalars(select(LegalEntity)).one()
        assert (entity.name, entity.office_street) == ("PT Nama Tercatat", "Jl. Kantor Contoh 1")
        assert {place.regency for place in entity.establishments} == {"3507", "3525"}


@pytest.mark.parametrize(
    ("incoming", "sentence"),
    [
        (Incoming(b"NIB;Nama Perusahaan\n1;2\n", "a.csv"), "Kolom ini tidak ada"),
        (Incoming(b"nib;company_name;npwp;factory_location;email\n", "a.csv"), "tidak memuat baris"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(make_work, officers, incoming, sentence):
    made = bring(make_work, officers, incoming)
    assert made.state == "refused"
    assert any(sentence in problem["sentence"] for problem in made.problems)
    with pytest.raises(Refused):
        company_import.load(make_work(officers.administrator.actor), made.public_id)


def test_what_is_no_table_is_refused_at_once(engine, make_work, officers):
    for incoming in (Incoming(b"%PDF-1.7", "a.xlsx"), Incoming(b"x", "a.exe"), Incoming(b"PK\x03\x04", "a.xlsx")):
        with pytest.raises(Refused) as refusal:
            company_import.upload(make_work(officers.administrator.actor), incoming)
        assert refusal.value.field == "file"
    assert count(engine, CompanyImport) == 0


def test_the_example_row_is_not_loaded(make_work, officers):
    from siinas.documents.company_workbook import template

    made = bring(make_work, officers, Incoming(template(), "templat.xlsx"))
    assert (made.state, made.fresh, made.known) == ("checked", 0, 1)


def test_a_table_that_is_too_long(make_work, officers, monkeypatch):
    monkeypatch.setattr(company_dry_run, "MOST_ROWS", 1)
    made = bring(make_work, officers, table(row(1), row(2)))
    assert made.state == "refused"
    assert "paling banyak" in made.problems[0]["sentence"]


def test_only_administrators(make_work, officers):
    made = bring(make_work, officers, table(row(1)))
    for who in (officers.auditor, officers.front_desk):
        work = make_work(who.actor)
        with pytest.raises(NotPermitted):
            company_import.upload(work, table(row(1)))
        for act in (company_import.load, company_invitations.invite):
            with pytest.raises(NotPermitted):
                act(make_work(who.actor), made.public_id)
    with pytest.raises(NotFound):
        import_named(make_work(officers.front_desk.actor).session, officers.front_desk.actor, made.public_id)
    assert import_named(make_work().session, officers.auditor.actor, made.public_id).id == made.id


def test_files_of_imports_are_no_strays(make_work, officers, clock):
    made = bring(make_work, officers, table(row(1), row(2, email="x")))
    clock.move(days=400)
    sweep_strays(make_work())
    for sha256 in (made.sha256, made.marked_sha256):
        assert make_work().services.storage.read(sha256)


def test_invitations_are_sent_little_by_little(engine, make_work, officers, mailbox, clock):
    with Session(engine) as session:
        session.add(Setting(key="import_invitations_hour", value="2"))
        session.commit()
    made = load(make_work, officers, bring(make_work, officers, table(*(row(n) for n in range(1, 6)))))
    administrator = officers.administrator.actor
    assert company_invitations.invite(make_work(administrator), made.public_id) == 5
    with Session(engine) as session:
        due = session.scalars(
            select(OutboxRow.next_at).where(OutboxRow.kind == "company_invitation_mail").order_by(OutboxRow.id)
        ).all()
        assert [moment - due[0] for moment in due] == [timedelta(minutes=30 * n) for n in range(5)]
        found = invitations(session, administrator, made)
        assert (found.waiting, found.left, found.own) == (0, 5, 0)
    with pytest.raises(Refused, match="menunggu undangan"):
        company_invitations.invite(make_work(administrator), made.public_id)
    work_off(make_work)
    assert len(mailbox.sent) == 1
    text = mailbox.sent[0].get_content()
    assert "PT Contoh Muatan Belimbing" in text and "Kabupaten Malang" in text
    user_name, password = (
        text.partition(f"{label} ")[2].partition(":")[2].split()[0] for label in ("Nama pengguna", "Kata sandi awal")
    )
    assert accounts.sign_in(make_work(), user_name, password).person_id
    clock.move(hours=1)
    work_off(make_work)
    assert len(mailbox.sent) == 3


def test_a_place_to_which_an_account_will_move_is_passed_over(engine, make_work, officers):
    with Session(engine) as session:
        company = make_company(session, nib="9130000000001", regency="3578")
        session.add(
            AddressRecord(
                which="factory",
                legal_entity_id=company.legal_entity_id,
                establishment_id=company.establishment_id,
                values={"regency": "3507"},
                effective_on=NOW.date() + timedelta(days=9),
                recorded_at=NOW,
            )
        )
        session.commit()
    made = load(make_work, officers, bring(make_work, officers, table(row(1), row(2))))
    assert made.loaded == 1
    with Session(engine) as session:
        passed = session.scalars(select(CompanyImportRow).where(CompanyImportRow.state == "known")).one()
        assert "akan pindah ke lokasi ini" in passed.told


def test_an_invitation_goes_to_the_address_of_the_day(engine, make_work, officers, mailbox):
    made = load(make_work, officers, bring(make_work, officers, table(row(1))))
    company_invitations.invite(make_work(officers.administrator.actor), made.public_id)
    with Session(engine) as session:
        session.scalars(select(Person).where(Person.email == "surat1@muatan.example.test")).one().email = "benar@x.test"
        session.commit()
    work_off(make_work)
    assert [message["To"] for message in mailbox.sent] == ["benar@x.test"]


def test_who_has_a_password_is_not_invited(engine, make_work, officers, mailbox):
    made = load(make_work, officers, bring(make_work, officers, table(row(1), row(2))))
    with Session(engine) as session:
        owner = session.scalars(select(Person).where(Person.email == "surat1@muatan.example.test")).one()
        owner.password_kind = "own"
        session.commit()
    assert company_invitations.invite(make_work(officers.administrator.actor), made.public_id) == 1
    work_off(make_work)
    assert [message["To"] for message in mailbox.sent] == ["surat2@muatan.example.test"]


def test_an_unfinished_file_invites_nobody(make_work, officers):
    made = bring(make_work, officers, table(row(1)))
    with pytest.raises(Refused, match="setelah perusahaannya dimuat"):
        company_invitations.invite(make_work(officers.administrator.actor), made.public_id)


def test_a_job_that_comes_twice_does_nothing_twice(engine, make_work, officers):
    made = load(make_work, officers, bring(make_work, officers, table(row(1))))
    company_import.read(make_work(), made.id)
    company_import.compare(make_work(), made.id, 0)
    assert company_import.load_batch(make_work(), made.id) is False
    assert count(engine, CompanyImportRow) == 1
    assert count(engine, Establishment) == 1
    assert not outbox.lease_due(make_work())


def test_user_names_beyond_a_hundred_of_the_same_company(engine, make_work):
    with Session(engine) as session:
        session.add_all(
            Person(user_name=f"contoh{n:02d}", name="x", email="x@example.test", created_at=make_work().now)
            for n in range(1, 131)
        )
        session.commit()
    assert accounts.free_user_name(make_work(), "PT Contoh") == "contoh131"
