"""A portal whose OSS is the stand-in, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from siinas.models import Case, OssCall, OssLicence
from siinas.operations import oss_received, oss_sending
from siinas.operations.work import Services, Work, operation
from siinas.operations.worker import work_off
from tests.conftest import Clock, MakeWork, services
from tests.factories import Company
from tests.oss.stand_in import PASSWORD, USER_NAME, StandIn


@pytest.fixture
def company_nib() -> str:
    """The NIB of the company of these tests."""
    return "9120000000017"


@pytest.fixture
def stand_in(clock: Clock, company_nib: str) -> StandIn:
    """OSS with one licence of that company."""
    return StandIn(clock, nib=company_nib)


@pytest.fixture
def surroundings(tmp_path: Path, stand_in: StandIn) -> Services:
    """As elsewhere, with the stand-in as OSS, and what both sides know for pushes."""
    plain = services(tmp_path)
    configuration = replace(plain.configuration, oss_push_username=USER_NAME, oss_push_password=PASSWORD)
    return replace(plain, configuration=configuration, oss=stand_in)


@dataclass
class Link:
    """The portal beside OSS, with one licence known and one case about it."""

    engine: Engine
    make_work: MakeWork
    stand_in: StandIn
    clock: Clock
    company: Company
    licence_id: int
    case_id: int

    def tell(self, event: str, **more: Any) -> OssCall | None:
        """`tell_status` by an operation of its own, a second later than the one before."""
        self.clock.move(seconds=1)

        @operation
        def moved(work: Work) -> OssCall | None:
            from siinas.operations.oss import tell_status

            case, licence = work.session.get_one(Case, self.case_id), work.session.get_one(OssLicence, self.licence_id)
            made = tell_status(work, case, licence, event, officer_name="Petugas Contoh", officer_nip="1", **more)
            work.record("case.viewed", case, after={"number": case.number})
            return made

        return moved(self.make_work())

    def work_off(self) -> int:
        """Do what is due."""
        return work_off(self._workplace)

    def _workplace(self) -> Any:
        from contextlib import nullcontext

        return nullcontext(self.make_work())

    def calls(self, *states: str) -> list[OssCall]:
        """The calls out, oldest first."""
        with Session(self.engine, expire_on_commit=False) as session:
            found = session.scalars(select(OssCall).where(OssCall.direction == "out").order_by(OssCall.id)).all()
            for one in found:
                assert one.request is not None
                assert one.answer is not None
            return [one for one in found if not states or one.state in states]

    def read(self, what: Callable[[OssLicence], Any]) -> Any:
        """Something about the licence."""
        with Session(self.engine) as session:
            return what(session.get_one(OssLicence, self.licence_id))

    def reconcile(self) -> None:
        """The worker's round, and what it leaves."""
        oss_sending.reconcile(self.make_work())
        self.work_off()


@pytest.fixture
def link(engine: Engine, make_work: MakeWork, stand_in: StandIn, clock: Clock) -> Link:
    """The NIB received, a case open about its licence."""
    from tests.factories import make_company

    with Session(engine) as session:
        company = make_company(session, nib=stand_in.licence.nib, regency="3507")
    assert oss_received.receive(make_work(), "receiveNIB", stand_in.message).http == 200
    with Session(engine) as session:
        licence = session.scalars(select(OssLicence)).one()
        case = Case(
            public_id="perkara-oss",
            number="VSKU-2026-000001",
            process="contoh-oss",
            edition="1",
            establishment_id=company.establishment_id,
            title="Contoh",
            state="menunggu",
            state_since=clock.now,
            opened_at=clock.now,
        )
        session.add(case)
        session.flush()
        licence.case_id = case.id
        session.commit()
        return Link(engine, make_work, stand_in, clock, company, licence.id, case.id)
