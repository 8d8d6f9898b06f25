"""What a registration resembles: accounts and other registrations with the same number, name or e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from siinas.catalogue.registration import Registration
from siinas.models import Case, CompanyMark, Establishment, LegalEntity, PersonGrant, Region, RegistrationLikeness
from siinas.process.roles import Actor
from siinas.process.words import JAKARTA, date_words, moment_words
from siinas.queries.choices import regency_name
from siinas.queries.registration import same_email
from siinas.queries.scope import visible
from siinas.queries.similar_names import similar_names
from siinas.reference.company_names import words_of

KINDS = {
    "place": "NIB dan lokasi sama",
    "nib": "NIB sama",
    "npwp": "NPWP sama",
    "name": "Nama mirip",
    "email": "E-mail sama",
}
"""Why two are told as alike, the weightiest first."""
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is compared of a registration, or of a company that is to be loaded."""

    name: str
    nib: str
    regency: str | None
    npwp: str
    email: str
    case_id: int | None = None

    @classmethod
    def of(cls, case: Case) -> Applicant:
        """What a registration says."""
        answers = case.answers
        return cls(
            case.company_name, case.nib, case.regency, answers.get("npwp") or "", answers.get("email") or "", case.id
        )


@dataclass(slots=True)
class Alike:
    """An account (`establishment`) or a registration without one (`case`), and why it was found: kind to words."""

    establishment: Establishment | None = None
    case: Case | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    score: float = 0.0

    @property
    def key(self) -> str:
        """How the other one is named in an address."""
        return f"a-{self.establishment.public_id}" if self.establishment else f"p-{self.case.public_id}"  # type: ignore[union-attr]

    @property
    def name(self) -> str:
        """What the company is called."""
        return self.establishment.legal_entity.name if self.establishment else self.case.company_name  # type: ignore[union-attr]

    @property
    def kinds(self) -> list[str]:
        """Why, the weightiest first."""
        return [kind for kind in KINDS if kind in self.reasons]


@dataclass(frozen=True, slots=True)
class Found:
    """The others, the weightiest first, and how many there are beyond them."""

    shown: tuple[Alike, ...] = ()
    more: int = 0


def alike(session: Session, actor: Actor | None, applicant: Applicant, most: int = MOST_SHOWN) -> Found:
    """What resembles an applicant, of what the actor may see (None: the system itself, which sees all)."""
    search = _Search(session, actor, applicant)
    search.by_number()
    search.by_email()
    search.by_name()
    ordered = sorted(search.found.values(), key=lambda one: (list(KINDS).index(one.kinds[0]), -one.score))
    return Found(tuple(ordered[:most]), max(0, len(ordered) - most))


class _Search:
    def __init__(self, session: Session, actor: Actor | None, applicant: Applicant) -> None:
        self.session, self.actor, self.applicant = session, actor, applicant
        self.found: dict[tuple[str, int], Alike] = {}

    def by_number(self) -> None:
        """The same NIB, at this place or another; the same NPWP under another NIB."""
        wanted = self.applicant
        entities = list(self.session.scalars(select(LegalEntity.id).where(LegalEntity.nib == wanted.nib)))
        cases = self.session.scalars(select(Case.id).where(Case.process == Registration.key, Case.nib == wanted.nib))
        for one, regency in self._everyone(entities, list(cases)):
            if regency == wanted.regency:
                one.reasons["place"] = "NIB dan lokasi pabrik sama"
            else:
                one.reasons["nib"] = f"NIB sama, lokasi pabrik lain ({self._place(regency)})"
        if wanted.npwp:
            entities, cases_ = self._marked("npwp", wanted.npwp)
            for one, _regency in self._everyone(entities, cases_):
                if not one.reasons:
                    one.reasons["npwp"] = "NPWP sama, NIB lain"

    def by_email(self) -> None:
        """The same address, of the account or of its people."""
        value = same_email(self.applicant.email)
        if not value:
            return
        same = select(CompanyMark).where(CompanyMark.kind == "email", CompanyMark.value == value).subquery()
        establishments = set(
            self.session.scalars(select(same.c.establishment_id).where(same.c.establishment_id.is_not(None)))
        )
        establishments |= set(
            self.session.scalars(
                select(PersonGrant.establishment_id)
                .join(same, same.c.person_id == PersonGrant.person_id)
                .where(PersonGrant.establishment_id.is_not(None))
            )
        )
        cases = self.session.scalars(select(same.c.case_id).where(same.c.case_id.is_not(None)))
        for one, _regency in [
            *self._accounts(Establishment.id.in_(sorted(establishments))),
            *self._registrations(list(cases)),
        ]:
            one.reasons["email"] = "E-mail sama"

    def by_name(self) -> None:
        """A similar name; under the same NIB a name says nothing more."""
        names = similar_names(self.session, self.applicant.name, not_case=self.applicant.case_id)
        for kind, id_ in names:
            told = names[kind, id_]
            pairs = self._everyone([id_], []) if kind == "entity" else self._everyone([], [id_])
            for one, _regency in pairs:
                if not {"place", "nib"} & set(one.reasons):
                    one.reasons["name"] = told.why[:1].upper() + told.why[1:]
                    one.score = max(one.score, told.score)

    def _marked(self, kind: str, value: str) -> tuple[list[int], list[int]]:
        rows = self.session.execute(
            select(CompanyMark.legal_entity_id, CompanyMark.case_id).where(
                CompanyMark.kind == kind, CompanyMark.value == value
            )
        ).all()
        return [entity for entity, _ in rows if entity], [case for _, case in rows if case]

    def _everyone(self, entities: list[int], cases: list[int]) -> list[tuple[Alike, str | None]]:
        return [
            *(self._accounts(Establishment.legal_entity_id.in_(entities)) if entities else ()),
            *(self._registrations(cases) if cases else ()),
        ]

    def _accounts(self, criterion: Any) -> Iterable[tuple[Alike, str | None]]:
        statement = select(Establishment).where(criterion)
        if self.actor is not None:
            statement = statement.where(visible(Establishment, self.actor))
        for row in self.session.scalars(statement.order_by(Establishment.id).limit(100)).unique():
            yield self.found.setdefault(("account", row.id), Alike(establishment=row)), row.regency

    def _registrations(self, ids: list[int]) -> Iterable[tuple[Alike, str | None]]:
        """Registrations with those ids; one that was approved speaks for its account."""
        statement = select(Case).where(
            Case.id.in_(ids), Case.process == Registration.key, Case.id.is_distinct_from(self.applicant.case_id)
        )
        if self.actor is not None:
            statement = statement.where(visible(Case, self.actor))
        accounts = []
        rows = self.session.scalars(statement.options(undefer(Case.answers)).order_by(Case.id.desc()).limit(100))
        for row in rows.unique():
            if row.establishment_id is not None:
                accounts.append(row.establishment_id)
            else:
                yield self.found.setdefault(("case", row.id), Alike(case=row)), row.regency
        if accounts:
            yield from self._accounts(Establishment.id.in_(accounts))

    def _place(self, regency: str | None) -> str:
        region = self.session.get(Region, regency) if regency else None
        return region.name if region is not None else "lokasi tidak tercatat"


def hits_of(session: Session, cases: Iterable[int]) -> Mapping[int, list[str]]:
    """For each open registration the kinds under which others were found, one for each other: for lists."""
    rows = session.execute(
        select(RegistrationLikeness.case_id, RegistrationLikeness.kinds).where(
            RegistrationLikeness.case_id.in_(list(cases))
        )
    )
    found: dict[int, list[str]] = {}
    for case_id, kinds in rows:
        found.setdefault(case_id, []).append(kinds[0])
    return found


def hit_words(kinds: list[str]) -> str:
    """`2 NIB sama, 1 nama mirip`: what a list says about a registration."""
    parts = [f"{kinds.count(kind)} {_begin_small(words)}" for kind, words in KINDS.items() if kind in kinds]
    return ", ".join(parts)


def _begin_small(words: str) -> str:
    first = words.split(maxsplit=1)[0]
    return words if first.isupper() else words[0].lower() + words[1:]


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the comparison: the applicant's answer, and of each other one answer and whether it differs."""

    label: str
    own: str
    others: tuple[tuple[str, bool], ...]


def side_by_side(session: Session, case: Case, others: Iterable[Alike]) -> list[Row]:
    """A registration beside accounts and other registrations, question by question."""
    own = _told(session, Alike(case=case))
    told = [_told(session, other) for other in others]
    rows = []
    for key, (label, same) in COMPARED.items():
        cells = tuple((them[key], _differ(own[key], them[key], same)) for them in told)
        if own[key] or any(text for text, _differs in cells):
            rows.append(Row(label, own[key], cells))
    return rows


def _differ(one: str, other: str, same: Callable[[str], Any] | None) -> bool:
    """Whether two answers differ; what nobody has said differs from nothing."""
    return same is not None and bool(one and other) and same(one) != same(other)


def _told(session: Session, one: Alike) -> dict[str, str]:
    if one.establishment is not None:
        own, entity = one.establishment, one.establishment.legal_entity
        return {
            "name": entity.name,
            "nib": entity.nib,
            "npwp": entity.npwp,
            "place": regency_name(session, own.regency),
            "email": own.email,
            "person": own.responsible_name or "",
            "phone": own.phone or "",
            "state": "Akun aktif",
            "since": f"Akun sejak {date_words(own.registered_at.astimezone(JAKARTA).date())}",
            "decision": "",
        }
    case = one.case
    assert case is not None
    answers = case.answers
    last = case.movements[-1] if case.movements else None
    return {
        "name": case.company_name,
        "nib": case.nib,
        "npwp": answers.get("npwp") or "",
        "place": regency_name(session, case.regency),
        "email": answers.get("email") or "",
        "person": answers.get("pic_name") or "",
        "phone": answers.get("pic_phone") or "",
        "state": Registration.flow.states[case.state].label,
        "since": f"Diajukan {moment_words(case.opened_at)}",
        "decision": f"{last.person_name}: {last.said['reason']}" if last and last.said.get("reason") else "",
    }


def _digits(text: str) -> str:
    digits = "".join(sign for sign in text if sign.isdigit())
    return digits.removeprefix("62").removeprefix("0")


COMPARED: dict[str, tuple[str, Callable[[str], Any] | None]] = {
    "name": ("Nama Perusahaan", words_of),
    "nib": ("Nomor NIB", str),
    "npwp": ("NPWP", str),
    "place": ("Lokasi Pabrik", str),
    "email": ("E-mail", same_email),
    "person": ("Nama penanggung jawab", words_of),
    "phone": ("No. HP penanggung jawab", _digits),
    "state": ("Status", None),
    "since": ("Sejak", None),
    "decision": ("Alasan keputusan", None),
}
"""What stands side by side, and as what two answers are compared (None: not at all)."""
