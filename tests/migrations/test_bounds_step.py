"""The step of the bounds: down with rows in it, up again, and the shipped rows come back."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import PlausibleBound
from siinas.operations import schema
from siinas.operations.reference import is_current, load_reference
from siinas.operations.work import Work


def test_bounds_come_back_after_a_step_down(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine)
    with Session(empty_engine) as session:
        work = Work(session, surroundings, clock=clock)
        load_reference(work)
        shipped = session.scalars(select(PlausibleBound)).all()
        assert Decimal("0.2") in {row.lower for row in shipped}
        assert is_current(work)
        before = len(shipped)
    schema.downgrade(empty_engine, "0005")
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with Session(empty_engine) as session:
        work = Work(session, surroundings, clock=clock)
        assert session.scalars(select(PlausibleBound)).all() == [] and not is_current(work)
        assert "baru" in load_reference(work)["Batas kewajaran"]
        assert len(session.scalars(select(PlausibleBound)).all()) == before
