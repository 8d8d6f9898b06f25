"""Moves of the clock: off until an administrator wants them, then exactly those that are due, once, by the system."""

import types
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.address_change import AddressChange, ChangeFlow
from siinas.models import Case, JournalEntry, Movement, OutboxRow
from siinas.operations import cases, lapses
from siinas.operations.administration import change_setting
from siinas.operations.reference_rows import add_row
from siinas.process.flow import Flow, closed, held_by, may_make
from siinas.process.periods import CalendarDays, WorkingDays
from siinas.process.roles import OFFICERS, SIGNED_IN, Actor, Grant, Role
from siinas.process.steps import DeclarationError
from siinas.queries.cases import CaseFile
from siinas.queries.lapses import Lapse, declared_lapses, how_many_due, is_due, lapse_words, rehearsed
from siinas.queries.settings import known_settings
from siinas.reference.calendar_table import Holidays
from siinas.refusal import NotPermitted
from tests.factories import make_company, make_request, save_addresses

KEY = "lapse.perubahan-alamat.lapse"


@pytest.fixture
def returned(engine, make_work, company, officers, clock):
    """Two requests that companies got back, on 1 and on 3 October 2026."""
    with Session(engine) as session:
        other = make_company(session)
    made = []
    for day, who in ((1, company), (3, other)):
        clock.now = datetime(2026, 10, day, 3, 0, tzinfo=UTC)
        save_addresses(make_work, who)
        made.append(make_request(make_work, who, since=date(2026, 9, 1)))
        cases.move(make_work(officers.front_desk.actor), made[-1], "send_back", said={"reason": "Bukti tidak terbaca."})
    return made


@pytest.fixture
def states(engine, returned):
    def read():
        with Session(engine) as session:
            found = {row.public_id: row.state for row in session.execute(select(Case.public_id, Case.state))}
        return [found[public_id] for public_id in returned]

    return read


def switch_on(make_work, officers, days="30"):
    change_setting(make_work(officers.administrator.actor), KEY, days)


def at(clock, month, day, hour=3):
    clock.now = datetime(2026, month, day, hour, 0, tzinfo=UTC)


def test_it_is_off_until_somebody_switches_it_on(make_work, states, clock):
    known = known_settings()[KEY]
    assert (known.default, known.zero, known.unit) == ("0", "tidak aktif", "hari kalender")
    assert "Saran: 30 hari kalender" in known.help
    at(clock, 12, 31)
    assert lapses.make_due(make_work()) == 0
    assert states() == ["returned", "returned"]


def test_exactly_the_due_ones_move_and_nothing_moves_twice(
    engine, make_work, officers, company, states, clock, returned
):
    switch_on(make_work, officers)
    at(clock, 10, 31, 16)  # 23.00 in Jakarta on the thirtieth day of the first
    assert lapses.make_due(make_work()) == 0
    at(clock, 10, 31, 17)  # midnight
    assert lapses.make_due(make_work()) == 1
    assert states() == ["lapsed", "returned"]
    assert lapses.make_due(make_work()) == 0
    at(clock, 11, 3)
    assert lapses.make_due(make_work()) == 1
    assert lapses.make_due(make_work()) == 0
    assert states() == ["lapsed", "lapsed"]
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == returned[0])).unique().one()
        assert (case.closed_at is not None, case.due_at, case.subject) == (True, None, None)
        movement = session.scalars(
            select(Movement).where(Movement.case_id == case.id, Movement.transition == "lapse")
        ).one()
        assert (movement.person_id, movement.person_name) == (None, "Sistem SIINas")
        entries = session.scalars(select(JournalEntry).where(JournalEntry.act == "case.lapse")).all()
        assert [entry.actor_name for entry in entries] == ["Sistem SIINas"] * 2
        assert entries[0].before == {"state": "returned"} and entries[0].after["state"] == "lapsed"
        mails = session.scalars(select(OutboxRow).where(OutboxRow.kind == "mail")).all()
        told = [mail for mail in mails if mail.payload.get("template") == "permohonan_kedaluwarsa"]
        assert [mail.payload["number"] for mail in told if mail.payload["number"] == case.number] == [case.number]
        assert len(told) == 2


def test_a_case_that_somebody_moved_meanwhile_is_left(engine, make_work, officers, company, states, clock, returned):
    """The clock found it due, and the company was faster."""
    switch_on(make_work, officers)
    at(clock, 11, 2)
    work = make_work()
    with Session(engine) as session:
        case_id = session.scalars(select(Case.id).where(Case.public_id == returned[0])).one()
    cases.move(make_work(company.signer.actor), returned[0], "send")
    assert lapses.make_one(work, case_id) is False
    assert states() == ["submitted", "returned"]


def test_switched_off_again_meanwhile(engine, make_work, officers, states, clock, returned):
    switch_on(make_work, officers)
    at(clock, 11, 2)
    with Session(engine) as session:
        case_id = session.scalars(select(Case.id).where(Case.public_id == returned[0])).one()
    switch_on(make_work, officers, "0")
    assert lapses.make_one(make_work(), case_id) is False
    assert states() == ["returned", "returned"]


def test_one_that_cannot_move_does_not_keep_the_others(make_work, officers, states, clock, monkeypatch, caplog):
    switch_on(make_work, officers)
    at(clock, 11, 20)
    real, tried = lapses.carry_out, []

    def fails_once(work, file, *rest, **more):
        tried.append(file.case.id)
        if len(tried) == 1:
            raise RuntimeError("the printer is on fire")
        return real(work, file, *rest, **more)

    monkeypatch.setattr(lapses, "carry_out", fails_once)
    assert lapses.make_due(make_work()) == 1
    assert states() == ["returned", "lapsed"]
    assert "could not move case" in caplog.text
    assert lapses.make_due(make_work()) == 1
    assert states() == ["lapsed", "lapsed"]


def test_more_than_one_batch(make_work, officers, states, clock, monkeypatch):
    monkeypatch.setattr(lapses, "BATCH", 1)
    switch_on(make_work, officers)
    at(clock, 12, 20)
    assert lapses.make_due(make_work()) == 2
    assert states() == ["lapsed", "lapsed"]


def test_no_person_makes_the_clocks_move(engine, make_work, company, officers, states, clock, returned):
    """Not the holder, not an administrator, and not one whose grant in the database says "clock"."""
    switch_on(make_work, officers)
    at(clock, 11, 20)
    forged = Actor(
        company.owner.actor.person_id,
        "Pemalsu",
        (*company.owner.actor.grants, Grant(Role.CLOCK)),
        company.establishment_id,
    )
    for actor in (company.owner.actor, company.signer.actor, forged):
        with pytest.raises(NotPermitted, match="hanya untuk: Tenggat"):
            cases.move(make_work(actor), returned[0], "lapse")
        with pytest.raises(NotPermitted):
            lapses.make_one(make_work(actor), 1)
    assert states() == ["returned", "returned"]
    for role in Role:
        assert not may_make(ChangeFlow.lapse, ChangeFlow.returned, frozenset({role}), 1, [])
    assert Role.CLOCK not in SIGNED_IN | OFFICERS | AddressChange.flow.people()
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == returned[0])).unique().one()
        assert "lapse" not in {move.key for move in CaseFile(session, case, date(2026, 11, 20)).moves_for(forged)}


def test_what_would_move_is_said_before(engine, make_work, officers, clock, returned):
    at(clock, 11, 1)
    work = make_work(officers.administrator.actor)
    (lapse,) = [one for one in declared_lapses() if one.key == KEY]
    assert [how_many_due(work.session, lapse, days, clock()) for days in (0, 10, 28, 29, 30, 31)] == [0, 2, 2, 1, 1, 0]
    assert "1 perkara akan berpindah dalam beberapa menit" in rehearsed(work.session, KEY, "30", clock())
    assert "Sekarang belum ada perkara" in rehearsed(work.session, KEY, "60", clock())
    assert rehearsed(work.session, KEY, "0", clock()) == ""
    assert rehearsed(work.session, "office_opens", "8", clock()) == ""
    switch_on(make_work, officers)
    assert lapses.make_due(make_work()) == 1, "as many as were announced"


def test_the_case_says_when(engine, make_work, officers, clock, returned):
    def words():
        with Session(engine) as session:
            case = session.scalars(select(Case).where(Case.public_id == returned[0])).unique().one()
            return lapse_words(CaseFile(session, case, date(2026, 10, 5)))

    assert words() == ""
    switch_on(make_work, officers)
    assert words() == "Tanpa tindakan sampai 31 Oktober 2026, statusnya menjadi “Kedaluwarsa” dengan sendirinya."


def test_working_days_are_counted_with_the_calendar(engine, make_work, officers, clock, returned):
    """24 and 25 December 2026 are off: the fifth working day after Friday 18 December is the 29th."""
    at(clock, 12, 30)
    move = ChangeFlow.returned.lapses_to(ChangeFlow.lapsed, "Kedaluwarsa", after=WorkingDays(5))
    lapse = Lapse(AddressChange, ChangeFlow.returned, move)
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == returned[0])).unique().one()
        case.state_since = datetime(2026, 12, 18, 3, 0, tzinfo=UTC)
        session.commit()

    def due(day):
        with Session(engine) as session:
            limit = lapse.limit(5)
            now = datetime(2026, 12, day, 3, 0, tzinfo=UTC)
            found = session.scalars(select(Case.public_id).where(is_due(session, lapse, limit, now))).all()
            return returned[0] in found

    assert [due(day) for day in (28, 29, 30, 31)] == [False, False, True, True]
    given = {"day": date(2026, 12, 28), "name": "Libur", "kind": "office", "certainty": "fixed", "source": ""}
    add_row(make_work(officers.administrator.actor), Holidays, given)
    assert [due(day) for day in (28, 29, 30, 31)] == [False, False, False, True]


# Declarations


def declare(**moves):
    """A flow of two open states and two closed ones, with these moves beside its own."""

    def body(names):
        first, second = held_by(Role.EVALUATOR, "Satu"), held_by(Role.EVALUATOR, "Dua")
        names |= {"first": first, "second": second, "done": closed("Selesai"), "gone": closed("Gugur", tone="refused")}
        names |= {name: make(names) for name, make in moves.items()}

    return types.new_class("Sample", (Flow,), exec_body=body)


def on(names):
    return names["first"].to(names["second"], "Teruskan")


def end(names):
    return names["second"].to(names["done"], "Selesaikan")


def lapse(names):
    return names["second"].lapses_to(names["gone"], "Gugur", after=CalendarDays(5))


def test_a_lapse_is_declared():
    flow = declare(on=on, end=end, lapse=lapse)
    assert flow.lapse_from(flow.second) is flow.lapse and flow.lapse_from(flow.first) is None
    assert flow.lapse.by == {Role.CLOCK} and flow.lapse.after == CalendarDays(5)
    assert flow.people() == {Role.EVALUATOR}


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ({"on": on, "end": lambda n: n["first"].to(n["done"], "Selesai"), "lapse": lapse}, "dead end"),
        (
            {
                "on": on,
                "end": end,
                "lapse": lapse,
                "again": lambda n: n["second"].lapses_to(n["done"], "Lagi", after=CalendarDays(9)),
            },
            "one way only",
        ),
        (
            {"on": on, "end": end, "lapse": lambda n: n["second"].to(n["gone"], "Gugur", by=frozenset({Role.CLOCK}))},
            "after how long",
        ),
        (
            {"on": on, "end": end, "lapse": lambda n: n["second"].to(n["gone"], "Gugur", after=CalendarDays(5))},
            "after how long",
        ),
        (
            {
                "on": on,
                "end": end,
                "lapse": lambda n: n["second"].to(n["gone"], "Gugur", by=frozenset({Role.CLOCK, Role.EVALUATOR})),
            },
            "shares a move",
        ),
        (
            {
                "on": on,
                "end": end,
                "lapse": lambda n: n["second"].lapses_to(n["gone"], "Gugur", after=CalendarDays(5), freezes=True),
            },
            "fills in",
        ),
        (
            {
                "on": on,
                "end": end,
                "lapse": lapse,
                "back": lambda n: n["gone"].lapses_to(n["first"], "Lagi", after=CalendarDays(5)),
            },
            "closed and yet",
        ),
    ],
)
def test_a_lapse_that_cannot_be(moves, words):
    with pytest.raises(DeclarationError, match=words):
        declare(**moves)
