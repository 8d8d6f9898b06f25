"""The step that brought figures as rows: undone it leaves the reports alone, done again the rows can be made anew."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.models import ReportedFigure
from siinas.operations import figures, schema
from siinas.operations.reference import load_reference
from siinas.operations.work import Work
from tests.conftest import works
from tests.factories import make_company, make_officers, make_report


def test_down_and_up_with_reports(empty_engine, surroundings, clock):
    schema.upgrade(empty_engine)
    with Session(empty_engine) as session:
        load_reference(Work(session, surroundings, clock=clock))
        company, officers = make_company(session), make_officers(session)
    with works(empty_engine, surroundings, clock) as make_work:
        make_report(make_work, company, officers, "accepted")
    count = select(func.count()).select_from(ReportedFigure)
    with Session(empty_engine) as session:
        made = session.scalar(count)
    assert made > 10
    schema.downgrade(empty_engine, "0007")
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with works(empty_engine, surroundings, clock) as make_work:
        assert figures.project_batch(make_work(), 0)[1:] == (1, 1)
    with Session(empty_engine) as session:
        assert session.scalar(count) == made
