"""The calendar: filled from the library, changed by an administrator, and every open deadline follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Holiday, JournalEntry
from siinas.operations import cases, holidays, reference
from siinas.operations.reference_loading import load_table, read_file
from siinas.operations.reference_plan import Intent
from siinas.operations.reference_rows import add_row, change_row, edit_mark, end_row
from siinas.process.words import JAKARTA
from siinas.queries.calendar import calendar_in_force
from siinas.queries.service_time import service_time
from siinas.reference.calendar_table import Holidays
from siinas.reference.holidays import indonesian_holidays, known_days
from siinas.refusal import NotPermitted, Refused
from tests.factories import fill_request, make_registration, make_request, open_request, save_addresses

BEFORE_LEBARAN = datetime(2026, 3, 16, 3, 0, tzinfo=UTC)
"""A Monday, 10.00 in Jakarta: Nyepi, Idul Fitri and their cuti bersama take the 18th to the 24th."""


@pytest.fixture
def request_id(make_work, company, clock):
    """A request that the service desk has since the Monday before Lebaran; it has two working days."""
    clock.now = BEFORE_LEBARAN
    save_addresses(make_work, company)
    return make_request(make_work, company, since=date(2026, 3, 1))


def case_of(engine, public_id):
    with Session(engine) as session:
        return session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()


def due(engine, public_id):
    moment = case_of(engine, public_id).due_at
    return moment.astimezone(JAKARTA).replace(tzinfo=None).isoformat(sep=" ") if moment else None


def acts(engine, act):
    with Session(engine) as session:
        return session.scalars(select(JournalEntry).where(JournalEntry.act == act).order_by(JournalEntry.seq)).all()


def row(work, day):
    return work.session.get_one(Holiday, day)


def day_off(day, **more):
    given = {"day": day, "name": "Libur contoh", "kind": "office", "certainty": "fixed", "source": "Surat contoh"}
    return given | more


# What fills it


def test_the_present_year_and_those_after_it_are_filled(engine, make_work):
    work = make_work()
    rows = work.session.scalars(select(Holiday).order_by(Holiday.day)).all()
    assert {one.year for one in rows} == {2026, 2027, 2028}
    for year in (2026, 2027, 2028):
        assert [one.day for one in rows if one.year == year] == list(indonesian_holidays(year))
    assert row(work, date(2026, 3, 20)).kind == "joint"
    assert row(work, date(2026, 3, 21)).kind == "national"
    assert {one.certainty for one in rows if one.year == 2026} == {"fixed"}
    assert row(work, date(2027, 3, 10)).certainty == "expected"
    assert row(work, date(2027, 1, 1)).certainty == "fixed"
    assert {one.certainty for one in rows if one.year == 2028} == {"expected"}, "no decree names cuti bersama yet"
    assert not any("perkiraan" in one.name for one in rows)
    assert all(one.source.startswith("Pustaka holidays ") for one in rows)
    assert holidays.is_filled(work) and reference.is_current(work)


def test_the_worker_adds_the_next_year_and_nothing_twice(engine, make_work, clock):
    work = make_work()
    reference.extend_calendar(work)
    assert acts(engine, "calendar.extended") == []
    clock.now = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    assert not holidays.is_filled(work)
    reference.extend_calendar(work)
    reference.extend_calendar(work)
    (entry,) = acts(engine, "calendar.extended")
    assert entry.actor_name == "Sistem SIINas"
    assert list(entry.after["lists"]) == ["Hari libur 2029"]
    assert {one.year for one in work.session.scalars(select(Holiday))} == {2026, 2027, 2028, 2029}


def test_what_a_person_did_is_never_overwritten(engine, make_work, officers, monkeypatch):
    """An edited day, an ended one, a year loaded from the decree, a confirmed one: the library goes past them."""
    administrator = make_work(officers.administrator.actor)
    fitri, adha = date(2027, 3, 10), date(2027, 5, 17)
    values = day_off(fitri, name="Idul Fitri menurut SKB", kind="national")
    change_row(administrator, Holidays, fitri, values, mark=edit_mark(row(administrator, fitri)))
    end_row(administrator, Holidays, adha, mark=edit_mark(row(administrator, adha)))
    assert holidays.confirm_year(administrator, 2028) == len(known_days(2028))

    def other(year):
        found = [one._replace(name=f"{one.name} baru") for one in known_days(year)]
        return [*found, found[0]._replace(day=date(year, 7, 7), name="Hari baru")]

    monkeypatch.setattr(holidays, "known_days", other)
    work = make_work()
    assert not reference.is_current(work)
    told = reference.load_reference(work)
    assert set(told) == {"Hari libur 2026", "Hari libur 2027"}
    assert row(work, fitri).name == "Idul Fitri menurut SKB"
    assert row(work, adha).retired_on is not None
    assert row(work, date(2027, 5, 18)).name.endswith(" baru")
    assert row(work, date(2027, 7, 7)).retired_on is None
    assert work.session.get(Holiday, date(2028, 7, 7)) is None
    assert not any(
        one.name.endswith(" baru") for one in work.session.scalars(select(Holiday).where(Holiday.year == 2028))
    )


def test_a_year_loaded_from_the_decree_stays_as_it_was_loaded(make_work, officers, monkeypatch):
    text = "# Sumber: SKB contoh\nday\tname\tkind\tcertainty\n2028-01-01\tTahun Baru\tnational\tfixed\n"
    intent = Intent(replace=True)
    load_table(make_work(officers.administrator.actor), Holidays, read_file("skb.tsv", text.encode()), intent)
    monkeypatch.setattr(
        holidays, "known_days", lambda year: [*known_days(year), known_days(year)[0]._replace(day=date(year, 7, 7))]
    )
    work = make_work()
    reference.load_reference(work)
    calendar = calendar_in_force(work.session)
    assert [one.day for one in calendar.year(2028)] == [date(2028, 1, 1)]
    assert date(2028, 12, 25) not in calendar and date(2027, 12, 25) in calendar


def test_only_an_administrator_makes_a_year_certain(engine, make_work, officers):
    with pytest.raises(NotPermitted):
        holidays.confirm_year(make_work(officers.auditor.actor), 2028)
    work = make_work(officers.administrator.actor)
    assert holidays.confirm_year(work, 2027) == 3
    (entry,) = acts(engine, "calendar.confirmed")
    assert entry.after == {"year": 2027, "days": 3}
    with pytest.raises(Refused, match="tahun 2027 yang masih berstatus perkiraan"):
        holidays.confirm_year(work, 2027)


# What it says


def test_a_year_that_was_not_filled_is_what_the_library_knows_beside_single_rows(make_work, officers):
    work = make_work(officers.administrator.actor)
    assert date(2024, 12, 25) in calendar_in_force(work.session)
    add_row(work, Holidays, day_off(date(2024, 7, 8)))
    add_row(work, Holidays, day_off(date(2024, 12, 25), kind="working"))
    calendar = calendar_in_force(work.session)
    assert date(2024, 7, 8) in calendar and date(2024, 12, 25) not in calendar
    assert date(2024, 12, 26) in calendar, "cuti bersama of that year"
    assert not next(one for one in calendar.year(2024) if one.day == date(2024, 12, 26)).listed


def test_it_is_read_once_in_a_transaction_and_again_after_a_change(engine, make_work, officers, statements):
    work = make_work(officers.administrator.actor)
    with statements(engine) as seen:
        for _ in range(1000):
            assert date(2026, 12, 25) in calendar_in_force(work.session)
    assert sum("FROM holiday" in statement for statement in seen) == 1
    end_row(work, Holidays, date(2026, 12, 25), mark=edit_mark(row(work, date(2026, 12, 25))))
    assert date(2026, 12, 25) not in calendar_in_force(work.session)


def test_a_row_that_cannot_be(make_work, officers):
    work = make_work(officers.administrator.actor)
    with pytest.raises(Refused, match="Sabtu dan Minggu selalu libur") as refusal:
        add_row(work, Holidays, day_off(date(2026, 10, 10), kind="working"))
    assert refusal.value.field == "kind"
    with pytest.raises(Refused, match="dari tahun 1946 sampai 2100"):
        add_row(work, Holidays, day_off(date(2101, 1, 3)))
    with pytest.raises(Refused, match="sudah ada"):
        add_row(work, Holidays, day_off(date(2026, 12, 25)))


# What follows


def test_a_deadline_across_lebaran(engine, request_id):
    """The 17th is the first working day, the 25th the second."""
    assert due(engine, request_id) == "2026-03-25 23:59:59"


def test_a_changed_day_moves_open_deadlines(engine, make_work, officers, request_id):
    work = make_work(officers.administrator.actor)
    add_row(work, Holidays, day_off(date(2026, 3, 25)))
    assert due(engine, request_id) == "2026-03-26 23:59:59"
    change_row(
        work,
        Holidays,
        date(2026, 3, 18),
        day_off(date(2026, 3, 18), kind="working"),
        mark=edit_mark(row(work, date(2026, 3, 18))),
    )
    assert due(engine, request_id) == "2026-03-18 23:59:59"
    end_row(work, Holidays, date(2026, 3, 25), mark=edit_mark(row(work, date(2026, 3, 25))))
    assert due(engine, request_id) == "2026-03-18 23:59:59", "a day behind the end concerns nobody"
    moved, counted = acts(engine, "case.deadline_moved"), acts(engine, "calendar.deadlines_moved")
    assert [entry.after["cases_moved"] for entry in counted] == [1, 1]
    assert [entry.object_id for entry in moved] == [str(case_of(engine, request_id).id)] * 2
    assert moved[0].before["due_at"].startswith("2026-03-25") and moved[0].after["due_at"].startswith("2026-03-26")
    assert {entry.actor_name for entry in moved} == {officers.administrator.actor.name}


def test_a_loaded_file_moves_them_too(engine, make_work, officers, request_id):
    text = "# Sumber: SKB contoh\nday\tname\tkind\tcertainty\n2026-03-25\tCuti tambahan\tjoint\tfixed\n"
    work = make_work(officers.administrator.actor)
    load_table(work, Holidays, read_file("skb.tsv", text.encode()), Intent())
    assert due(engine, request_id) == "2026-03-26 23:59:59"


def test_closed_cases_calendar_days_and_drafts_stay(engine, make_work, company, officers, clock):
    clock.now = BEFORE_LEBARAN
    save_addresses(make_work, company)
    returned = make_request(make_work, company, since=date(2026, 3, 1))
    front_desk = officers.front_desk.actor
    cases.move(make_work(front_desk), returned, "send_back", said={"reason": "Bukti tidak terbaca."})
    ended = make_registration(make_work, officers, "approved")
    kept = due(engine, returned), due(engine, ended)
    assert kept == ("2026-04-15 23:59:59", None)
    add_row(make_work(officers.administrator.actor), Holidays, day_off(date(2026, 3, 25)))
    add_row(make_work(officers.administrator.actor), Holidays, day_off(date(2026, 4, 15)))
    assert (due(engine, returned), due(engine, ended)) == kept
    assert acts(engine, "case.deadline_moved") == []


def test_the_clock_rests_with_the_company_and_begins_anew(engine, make_work, company, officers, clock, request_id):
    clock.move(hours=2)
    cases.move(make_work(officers.front_desk.actor), request_id, "send_back", said={"reason": "Bukti tidak terbaca."})
    clock.now = datetime(2026, 3, 25, 3, 0, tzinfo=UTC)
    add_row(make_work(officers.administrator.actor), Holidays, day_off(date(2026, 3, 26)))
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == request_id)).unique().one()
        found = service_time(session, case, clock())
        assert (found.state, found.used, found.total) == ("paused", timedelta(hours=2), timedelta(hours=2))
    cases.move(make_work(company.signer.actor), request_id, "send")
    assert due(engine, request_id) == "2026-03-30 23:59:59", "the 26th is off, the 27th the first day"
    clock.now = datetime(2026, 3, 27, 3, 0, tzinfo=UTC)
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == request_id)).unique().one()
        found = service_time(session, case, clock())
        assert (found.state, found.used) == ("running", timedelta(hours=8)), "six hours of the 25th, two of the 27th"


def test_a_draft_has_no_deadline_that_could_move(engine, make_work, company, officers, clock):
    clock.now = BEFORE_LEBARAN
    save_addresses(make_work, company)
    public_id = open_request(make_work, company, "office")
    fill_request(make_work, company, public_id, since=date(2026, 3, 1), street="Jl. Baru Contoh 9")
    add_row(make_work(officers.administrator.actor), Holidays, day_off(date(2026, 3, 25)))
    assert due(engine, public_id) is None
