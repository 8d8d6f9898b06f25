"""An invented licence for tests of letters: issued by the office of its case, signed, and revoked by another letter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Case, Letter, LetterAuthority
from siinas.operations import cases, letters
from siinas.operations.work import Work, operation
from siinas.process.declaration import Process
from siinas.process.fields import Text
from siinas.process.flow import Flow, closed, held_by
from siinas.process.letters import IssuedLetter, Line, Section
from siinas.process.roles import COMPANY, Role
from siinas.process.steps import Step
from siinas.queries import scope
from siinas.queries.cases import CaseFile
from siinas.queries.settings import known_settings
from tests.factories import Company

KEY = "izin-rekaan"
CERTIFICATE_KIND, REVOCATION_KIND = f"{KEY}.certificate", f"{KEY}.revocation"
REGENCY = "3525"
"""Where the companies of tests are."""


class Wish(Step, title="Permohonan"):
    """What is asked."""

    product = Text("Produk")


CERTIFICATE = IssuedLetter(
    key="certificate",
    title="Surat Keterangan Rekaan",
    number="{seq}/SKR/{office}/{roman}/{year}",
    subject="Surat Keterangan Rekaan untuk {company}",
    addressee=("Pimpinan {company}", "di {place}"),
    basis=("Undang-Undang Rekaan Nomor 1.", "Permohonan nomor {case_number}."),
    lines=(Line("Nama Perusahaan", "{company}"), Line("NIB", "{nib}")),
    sections=(Section("Kegiatan", (Line("Produk", "{product}"), Line("Catatan", "{note}"))),),
    paragraphs=("{office} menerangkan hal berikut.", "Berlaku untuk data di atas."),
    proves="Surat ini contoh rekaan.",
    copies=("Direktur Rekaan",),
    extra=frozenset({"note"}),
    signed=True,
    by_office=True,
)
REVOCATION = IssuedLetter(
    key="revocation",
    title="Surat Pencabutan Rekaan",
    number="{seq}/SPR/{office}/{year}",
    lines=(Line("Nama Perusahaan", "{company}"),),
    paragraphs=("Surat keterangan dicabut.",),
    proves="Surat ini contoh rekaan.",
    signed=True,
    by_office=True,
    revokes="certificate",
)
DECIDERS = frozenset({Role.DIRECTOR_GENERAL, Role.REGIONAL_HEAD})


class Way(Flow):
    """To a decision, and from it to a revocation."""

    draft = held_by(COMPANY, "Konsep", private=True)
    desk = held_by(DECIDERS, "Diputus")
    live = held_by(DECIDERS, "Berlaku")
    done = closed("Dicabut", tone="refused")

    send = draft.to(desk, "Kirim", freezes=True)
    issue = desk.to(live, "Terbitkan", issues=(CERTIFICATE,))
    revoke = live.to(done, "Cabut", issues=(REVOCATION,))


class Licence(Process, key=KEY, code="IR", title="Izin Rekaan", menu="E-Licensing"):
    """For tests only."""

    steps = (Wish,)
    flow = Way


@contextmanager
def offered() -> Iterator[None]:
    """The catalogue with the invented licence, for as long as a test needs it."""

    def forget() -> None:
        known_settings.cache_clear()
        scope._limits.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(processes(), KEY, Licence)
        forget()
        try:
            yield
        finally:
            forget()
    forget()


def add_office(session: Session, code: str = REGENCY, **changed: object) -> None:
    """An office with everything that a letter needs; the ministry gets its signer."""
    row = session.get(LetterAuthority, code)
    if row is None:
        kind = {2: "province", 4: "regency"}.get(len(code), "kek")
        row = LetterAuthority(code=code, kind=kind, name=f"Dinas Contoh {code}", version=1)
        session.add(row)
    row.letterhead, row.place = f"PEMERINTAH CONTOH {code}\nDINAS PERINDUSTRIAN\nJalan Contoh 1", "Gresik"
    row.signer_name, row.signer_nip, row.signer_position = "Pejabat Contoh", "197001011995031001", "Kepala Dinas"
    row.copies, row.unsigned_allowed, row.retired = "Arsip Contoh", False, False
    for key, value in changed.items():
        setattr(row, key, value)
    session.commit()


def open_licence(work: Work, company: Company, *, state: str = "desk", product: str = "Gula") -> str:
    """A case of a company in a state; its public id."""
    with work.transaction():
        case = cases.new_case(
            work,
            Licence,
            title="Izin Rekaan",
            establishment_id=company.establishment_id,
            company_name=company.name,
            nib=company.nib,
            regency=company.regency,
            answers={"product": product},
        )
        case.state = state
        work.record("case.opened", case, after={"number": case.number})
        return case.public_id


@operation
def issue(work: Work, public_id: str, authority: str = REGENCY, note: str = "Tidak ada", key: str = "issue") -> Letter:
    """Issue the letter of a move of a case, as the operation of a process does."""
    case = work.find(Case, Case.public_id == public_id, lock=True)
    file = CaseFile(work.session, case, work.now.date())
    move = Way.transitions[key]
    (letter,) = letters.issue_for(work, file, move, authority=authority, quotes={"note": note})
    return letter


def issued(work: Work, company: Company, authority: str = REGENCY) -> Letter:
    """A letter about a new case of a company."""
    return issue(work, open_licence(work, company), authority)
