"""Requests for another address in the demo: one that was approved, one that waits for the service desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select

from siinas.catalogue.address_change import AddressChange, Grounds, NewAddress
from siinas.models import Case
from siinas.operations import cases
from siinas.operations.demo_companies import SUGAR, TEXTILE
from siinas.operations.demo_days import at, workdays_before
from siinas.operations.files import CheckedFile
from siinas.operations.work import Work
from siinas.process.words import JAKARTA
from siinas.reference.document_types import ADDRESS_PROOF

Act = tuple[datetime, Callable[[datetime], object]]


class Stage(Protocol):
    """What the demo lends: its time, its people, its one paper, its cases."""

    now: datetime
    cases: dict[str, str]

    def as_person(self, user_name: str, moment: datetime, company: str = "") -> Work:
        """A work of that person at that moment."""

    def as_kind(self, doc_type: str, name: str) -> CheckedFile:
        """The paper as a document of that kind."""


MOVED = {
    "street": "Jl. Contoh Braga No. 12",
    "rt_rw": "004/002",
    "province": "32",
    "regency": "3273",
    "district": "327301",
    "village": "Contohsari",
    "postal_code": "40199",
}
RENUMBERED = {
    "street": "Jl. Contoh Raya No. 17",
    "rt_rw": None,
    "province": "35",
    "regency": "3507",
    "district": "350713",
    "village": "Sukacontoh",
    "postal_code": "65199",
}


def request_acts(stage: Stage) -> Iterator[Act]:
    """The textile mill's office has moved; the sugar mill's request came in yesterday."""
    today = stage.now.astimezone(JAKARTA).date()
    sent = workdays_before(today, 12)
    moved = MOVED, "Kantor pindah ke Kota Bandung karena masa sewa gedung lama berakhir.", sent - timedelta(days=9)
    yield at(sent, 9, 10), lambda moment: _send(stage, TEXTILE.key, TEXTILE.user_name, moment, *moved)
    approved = workdays_before(today, 11)
    yield at(approved, 10, 40), lambda moment: _approve(stage, TEXTILE.key, moment)
    renumbered = RENUMBERED, "Nomor bangunan ditata ulang oleh pemerintah desa.", workdays_before(today, 4)
    yield (
        at(workdays_before(today, 1), 14, 5),
        lambda moment: _send(stage, SUGAR.key, SUGAR.user_name, moment, *renumbered),
    )


def _send(
    stage: Stage, company: str, user_name: str, moment: datetime, address: dict[str, Any], reason: str, since: Any
) -> None:
    def work() -> Work:
        return stage.as_person(user_name, moment, company)

    public_id = cases.open_case(work(), AddressChange.key, "office").public_id
    stage.cases[f"{company}/alamat"] = public_id
    answers = work().session.scalars(select(Case.answers).where(Case.public_id == public_id)).one()
    kept = NewAddress.from_json(answers)
    cases.save_page(work(), public_id, NewAddress.key, values=kept | address, typed=None, seen=0)
    cases.save_page(
        work(),
        public_id,
        Grounds.key,
        values={"reason": reason, "effective_on": since},
        typed=None,
        seen=0,
        files={"proof": stage.as_kind(ADDRESS_PROOF.key, "keterangan-domisili-contoh.pdf")},
    )
    cases.move(work(), public_id, "send")


def _approve(stage: Stage, company: str, moment: datetime) -> None:
    cases.move(stage.as_person("layanan", moment), stage.cases[f"{company}/alamat"], "approve")
