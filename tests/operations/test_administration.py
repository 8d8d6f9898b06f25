"""What an administrator sets: within bounds, refused in words, and nothing that a database holds breaks the portal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Setting
from siinas.operations import administration, sessions
from siinas.process.periods import WorkingDays
from siinas.queries.settings import known_settings, number, setting, setting_words, time_limit
from siinas.reference.known_setting import KnownSetting
from siinas.refusal import NotPermitted, Refused
from tests.conftest import MakeWork
from tests.factories import Officers, make_officers

IDLE = "session_idle_minutes_officer"
VERIFICATION = f"deadline.{ProductionReport.key}.verification"
NONSENSE = ["", " ", "abc", "-1", "1.5", "1e3", "٣", "9" * 15, "9" * 5000]


@pytest.fixture
def officers(engine: Engine) -> Officers:
    """One officer of each role."""
    with Session(engine) as session:
        return make_officers(session)


def put(engine: Engine, key: str, value: str) -> None:
    """Write a value past the operation, as an older version of the portal may have done."""
    with Session(engine) as session:
        session.merge(Setting(key=key, value=value))
        session.commit()


@pytest.mark.parametrize("known", known_settings().values(), ids=lambda known: known.key)
def test_every_setting_takes_its_default_and_names_its_bounds(known: KnownSetting) -> None:
    assert known.takes(known.default)
    if known.kind == "number":
        assert known.takes(str(known.least)) and known.takes(str(known.most))
        assert int(known.default) >= known.least
        assert known.least > 0 or known.zero, "nought means something that is said"
    assert not any(known.takes(value) for value in NONSENSE if known.kind != "text")


@pytest.mark.parametrize("value", ["0", "4", "1441", *NONSENSE])
def test_a_value_out_of_bounds_is_refused(engine: Engine, make_work: MakeWork, officers: Officers, value: str) -> None:
    with pytest.raises(Refused, match=r"Isi bilangan bulat dari 5 sampai 1\.440 menit\.") as refused:
        administration.change_setting(make_work(officers.administrator.actor), IDLE, value)
    assert refused.value.field == "value"
    with Session(engine) as session:
        assert session.get(Setting, IDLE) is None


@pytest.mark.parametrize(
    ("key", "value"), [(VERIFICATION, "99999999"), ("tell_officers", "2"), ("export_rows", "0"), (VERIFICATION, "0")]
)
def test_so_for_every_kind(make_work: MakeWork, officers: Officers, key: str, value: str) -> None:
    with pytest.raises(Refused):
        administration.change_setting(make_work(officers.administrator.actor), key, value)


def test_a_text_is_neither_empty_nor_endless(make_work: MakeWork, officers: Officers) -> None:
    key = f"letter.{ProductionReport.key}.statement"
    for value in ("", " \n", "x" * 10_001):
        with pytest.raises(Refused, match="10000"):
            administration.change_setting(make_work(officers.administrator.actor), key, value)


def test_a_value_within_bounds_holds(engine: Engine, make_work: MakeWork, officers: Officers) -> None:
    administration.change_setting(make_work(officers.administrator.actor), IDLE, "5")
    administration.change_setting(make_work(officers.administrator.actor), IDLE, "1440")
    with Session(engine) as session:
        assert number(session, IDLE) == 1440
    with pytest.raises(NotPermitted):
        administration.change_setting(make_work(officers.auditor.actor), IDLE, "5")


@pytest.mark.parametrize("value", ["0", *NONSENSE])
def test_what_older_databases_hold_does_not_count(
    engine: Engine, make_work: MakeWork, officers: Officers, value: str
) -> None:
    for key in (IDLE, VERIFICATION, "tell_officers"):
        put(engine, key, value if key != "tell_officers" else "x")
    with Session(engine) as session:
        assert setting(session, IDLE) == "30"
        within = ProductionReport.flow.states["verification"].within
        assert time_limit(session, ProductionReport.key, "verification", within) == within
        assert isinstance(within, WorkingDays)
        assert number(session, "tell_officers") == 1
    token = sessions.new_token()
    sessions.store(make_work(), token, {"_user_id": str(officers.administrator.id)})
    work = make_work()
    assert sessions.look_up(make_work(now=work.now + timedelta(minutes=29)), token) is not None
    assert setting_words(known_settings()[IDLE], value) is not None, "the journal tells it as it was"
    administration.change_setting(make_work(officers.administrator.actor), IDLE, "45")
    with Session(engine) as session:
        assert number(session, IDLE) == 45
