"""Windows that an administrator adds, changes and retires; semester and quarter side by side."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment, ReportingPeriod, Setting
from siinas.operations import cases, reporting_windows
from siinas.operations.reference import extend_periods
from siinas.queries.periods import offered_periods
from siinas.refusal import NotPermitted, Refused, Stale
from tests.factories import REPORT, ProductionReport, make_report, open_report


def values(kind="semester", year="2026", number="1", **windows):
    return {
        "report": REPORT,
        "kind": kind,
        "year": year,
        "number": number,
        "opens_on": date(2026, 7, 1),
        "due_on": date(2026, 7, 31),
        "last_new_on": None,
        "last_edit_on": None,
    } | windows


def row_of(engine, period):
    with Session(engine) as session:
        return session.scalars(
            select(ReportingPeriod).where(ReportingPeriod.process == REPORT, ReportingPeriod.period == period)
        ).one_or_none()


def keys_asked(engine):
    with Session(engine) as session:
        rows = session.scalars(select(ReportingPeriod).where(ReportingPeriod.retired_on.is_(None)))
        return {row.period for row in rows if row.process == REPORT}


def test_periods_of_one_report_do_not_overlap(engine, make_work, officers):
    work = make_work(officers.administrator.actor)
    with pytest.raises(Refused, match="bertumpang tindih dengan Triwulan") as refusal:
        reporting_windows.add_period(work, values())
    assert refusal.value.field == "number"
    for quarter in ("2026-Q1", "2026-Q2"):
        assert reporting_windows.switch_period(work, row_of(engine, quarter).id) is False
    added = reporting_windows.add_period(work, values())
    assert (added.period, added.due_on) == ("2026-S1", date(2026, 7, 31))
    with pytest.raises(Refused, match="bertumpang tindih dengan Semester 1 Tahun 2026"):
        reporting_windows.switch_period(work, row_of(engine, "2026-Q1").id)
    with pytest.raises(Refused, match="Semester 1 Tahun 2026 sudah ada"):
        reporting_windows.add_period(work, values())
    with pytest.raises(Refused, match="Pulihkan dari daftar"):
        reporting_windows.add_period(work, values("triwulan"))
    assert {"2026-S1", "2026-Q3"} <= keys_asked(engine)
    extend_periods(make_work())
    assert not {"2026-Q1", "2026-Q2"} & keys_asked(engine), "what was retired is not made again"


def test_semester_and_quarter_side_by_side(engine, make_work, officers, company):
    work = make_work(officers.administrator.actor)
    for quarter in ("2026-Q1", "2026-Q2"):
        reporting_windows.switch_period(work, row_of(engine, quarter).id)
    reporting_windows.add_period(work, values())
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        offers = offered_periods(session, ProductionReport, establishment, date(2026, 10, 6))
        assert [offer.period.key for offer in offers][:3] == ["2026-Q3", "2026-S1", "2025-Q4"]
    case = cases.open_case(make_work(company.staff.actor), REPORT, "2026-S1")
    assert case.title == "Laporan Produksi Semester 1 Tahun 2026"
    assert open_report(make_work, company, "2026-Q3")
    with pytest.raises(Refused, match="sudah ditutup"):
        cases.open_case(make_work(company.staff.actor), REPORT, "2026-Q2")


def test_the_regime_decides_which_periods_come(engine, make_work, officers, clock):
    with Session(engine) as session:
        session.add(Setting(key=f"regime.{REPORT}", value="semester, 2025 triwulan, 2028 semester"))
        session.commit()
    clock.move(days=366)
    extend_periods(make_work())
    assert {key for key in keys_asked(engine) if key > "2027-Q4"} == {"2028-S1", "2028-S2"}


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"opens_on": date(2028, 6, 30)}, "opens_on", "sesudah periodenya"),
        ({"due_on": date(2028, 6, 30)}, "due_on", "Tenggat"),
        ({"last_new_on": date(2028, 6, 30)}, "last_new_on", "dibuka"),
        ({"last_edit_on": date(2028, 6, 30)}, "last_edit_on", "dibuka"),
        ({"number": "3"}, "number", "tidak ada"),
        ({"report": "registrasi"}, "report", "Pilih laporan"),
    ],
)
def test_windows_that_cannot_be(make_work, officers, change, field, sentence):
    good = values(year="2028", opens_on=date(2028, 7, 1), due_on=date(2028, 7, 31))
    with pytest.raises(Refused, match=sentence) as refusal:
        reporting_windows.add_period(make_work(officers.administrator.actor), good | change)
    assert refusal.value.field == field


def test_only_an_administrator_and_nobody_overwrites_another(engine, make_work, officers, company):
    row = row_of(engine, "2026-Q3")
    for someone in (officers.verifier, officers.auditor, company.owner):
        with pytest.raises(NotPermitted):
            reporting_windows.add_period(make_work(someone.actor), values())
        with pytest.raises(NotPermitted):
            reporting_windows.switch_period(make_work(someone.actor), row.id)
        with pytest.raises(NotPermitted):
            reporting_windows.change_period(make_work(someone.actor), row.id, values(), version=row.version)
    windows = values(opens_on=date(2026, 10, 1), due_on=date(2026, 11, 2))
    work = make_work(officers.administrator.actor)
    reporting_windows.change_period(work, row.id, windows, version=row.version)
    with pytest.raises(Stale):
        reporting_windows.change_period(work, row.id, windows, version=row.version)
    assert row_of(engine, "2026-Q3").due_on == date(2026, 11, 2)


def test_who_moves_a_due_day_hears_how_many_reports_turn(engine, make_work, officers, company):
    make_report(make_work, company, officers, "verification")
    row, work = row_of(engine, "2026-Q3"), make_work(officers.administrator.actor)
    earlier = values(opens_on=date(2026, 10, 1), due_on=date(2026, 10, 2))
    assert reporting_windows.change_period(work, row.id, earlier, version=1) == 1
    assert reporting_windows.change_period(work, row.id, earlier, version=2) == 0
    later = values(opens_on=date(2026, 10, 1), due_on=date(2026, 10, 31))
    assert reporting_windows.change_period(work, row.id, later, version=3) == -1
