"""The step of the calendar: up over open cases, down with days in it, up again, and the days come back."""

from datetime import date

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from siinas.models import Holiday, ReferenceLoad
from siinas.operations import schema
from siinas.operations.reference import is_current, load_reference
from siinas.operations.work import Work
from tests.migrations.test_accepted_filings import AT, CASE

BEFORE = "0014"


def test_days_come_back_after_a_step_down(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine, BEFORE)
    with empty_engine.begin() as connection:
        row = {"id": 1, "number": "LP-1", "process": "laporan-produksi", "state": "draft", "at": AT}
        connection.execute(CASE, row)
    schema.upgrade(empty_engine)
    with Session(empty_engine) as session:
        work = Work(session, surroundings, clock=clock)
        load_reference(work)
        session.add(
            Holiday(day=date(2026, 7, 7), name="Libur kantor", kind="office", certainty="fixed", source=None, year=2026)
        )
        session.commit()
        before = len(session.scalars(select(Holiday)).all())
        assert is_current(work)
    schema.downgrade(empty_engine, BEFORE)
    assert "holiday" not in inspect(empty_engine).get_table_names()
    with empty_engine.connect() as connection:
        assert connection.execute(text('SELECT number FROM "case"')).scalars().all() == ["LP-1"]
        kept = connection.execute(text("SELECT count(*) FROM reference_load WHERE table_key = 'holiday'"))
        assert kept.scalar_one() == 0
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with Session(empty_engine) as session:
        work = Work(session, surroundings, clock=clock)
        assert session.scalars(select(Holiday)).all() == [] and not is_current(work)
        assert "baru" in load_reference(work)["Hari libur 2026"]
        assert len(session.scalars(select(Holiday)).all()) == before - 1
        assert session.scalars(select(ReferenceLoad.id).where(ReferenceLoad.table_key == "holiday")).all()
