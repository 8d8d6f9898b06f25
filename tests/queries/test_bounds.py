"""Which bounds are in force for a company, and that they are read once in a transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from siinas.models import PlausibleBound
from siinas.operations.reference import load_reference
from siinas.process.checks import Bound
from siinas.queries.bounds import all_bounds, bounds_for
from siinas.reference.measures import MEASURES
from tests.factories import MakeWork


def bound(measure: str, prefix: str, lower: str | None, upper: str | None, **more: Any) -> PlausibleBound:
    numbers = [Decimal(one) if one else None for one in (lower, upper)]
    return PlausibleBound(measure=measure, kbli_prefix=prefix, lower=numbers[0], upper=numbers[1], **more)


@pytest.fixture
def session(sqlite_engine: Any) -> Any:
    with Session(sqlite_engine) as session:
        session.execute(delete(PlausibleBound))
        session.add_all(
            [
                bound("product_price", "", None, "900"),
                bound("product_price", "107", "10", "20"),
                bound("product_price", "10721", "12", None),
                bound("product_price", "201", "1", "2"),
                bound("material_price", "10721", "1", "2", retired_on=date(2026, 1, 1)),
            ]
        )
        session.commit()
        yield session


def test_only_what_may_hold_for_the_kbli_is_read(session: Session) -> None:
    found = bounds_for(session, ["10721", "10799"])
    assert set(found.rows) == {("product_price", ""), ("product_price", "107"), ("product_price", "10721")}
    assert found.of("product_price", "10721") == Bound(Decimal(12), None)
    assert found.of("product_price", "10799") == Bound(Decimal(10), Decimal(20))
    assert found.of("material_price", "10721") is None, "a bound that ended holds no longer"
    assert set(bounds_for(session, []).rows) == {("product_price", "")}
    assert ("product_price", "201") in all_bounds(session).rows


def test_they_are_read_once_and_anew_after_a_change(session: Session) -> None:
    statements = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    for _ in range(3):
        bounds_for(session, ["10721"])
        bounds_for(session, ["20111"])
    assert len([one for one in statements if "plausible_bound" in one]) == 2
    row = session.scalars(select(PlausibleBound).where(PlausibleBound.lower == Decimal(12))).one()
    row.lower = Decimal(13)
    session.flush()
    assert bounds_for(session, ["10721"]).of("product_price", "10721") == Bound(Decimal(13), None)
    session.rollback()
    assert bounds_for(session, ["10721"]).of("product_price", "10721") == Bound(Decimal(12), None)


def test_every_measure_ships_a_row_and_says_whose_figure_it_is(make_work: MakeWork) -> None:
    work = make_work()
    load_reference(work)
    general = select(PlausibleBound).where(PlausibleBound.kbli_prefix == "")
    rows = {row.measure: row for row in work.session.scalars(general)}
    assert set(rows) == set(MEASURES)
    assert all(row.source and "resmi" in row.source for row in rows.values() if (row.lower, row.upper) != (None, None))
    assert (rows["material_ratio"].lower, rows["material_ratio"].upper) == (Decimal("0.2"), Decimal(5))
    assert {key for key, row in rows.items() if (row.lower, row.upper) == (None, None)} == {
        "product_price",
        "material_price",
        "energy_per_kilogram",
    }
