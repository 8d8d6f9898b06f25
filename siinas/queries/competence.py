"""Which authority is competent for a case, by what OSS says or else by the table of rules (licensing.md 3.2)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import CompetenceRule, LetterAuthority
from siinas.process.flow import MINISTRY_FIRST
from siinas.process.routing import MINISTRY_DESK, Routing
from siinas.queries.choices import regency_name
from siinas.queries.settings import number
from siinas.reference.tables import AUTHORITIES

OF_OSS = {"00": "ministry", "01": "province", "02": "regency"}
"""The competence that OSS names (licensing.md 4.6)."""
DIRECT, MAY_SKIP = "direct", "visit_when_needed"


def routing_of(session: Session, concerned: Mapping[str, str]) -> Routing:
    """The offices and the route of a case, given what its process says of it (`Process.competence`)."""
    rule = next((row for row in _rules(session) if _fits(row, concerned)), None)
    kind = OF_OSS.get(concerned.get("oss", ""), "") or (rule.authority if rule is not None else "regency")
    visits = rule.office if rule is not None else "regency"
    if kind not in {MINISTRY_DESK, visits} and concerned.get("oss"):
        visits = kind
    return Routing(
        office_code(kind, concerned["regency"]),
        office_code(visits, concerned["regency"]),
        marks_in_force(session),
        _why(kind, concerned, rule),
    )


def marks_in_force(session: Session) -> frozenset[str]:
    """The marks of the route that is set."""
    if number(session, "vsku_ministry_first"):
        return frozenset({MINISTRY_FIRST})
    skip = frozenset() if number(session, "vsku_visit_always") else frozenset({MAY_SKIP})
    return frozenset({DIRECT}) | skip


def office_code(kind: str, regency: str) -> str:
    """The code of an office: `ministry`, `32`, `3273`; an estate authority is one for each regency: `KEK-3273`."""
    return {
        "ministry": MINISTRY_DESK,
        "province": regency[:2],
        "regency": regency,
        "kek": f"KEK-{regency}",
        "kpbpb": f"KPBPB-{regency}",
    }[kind]


def office_words(session: Session, code: str) -> str:
    """What an office is called; its code where nobody has named it."""
    named = session.scalar(select(LetterAuthority.name).where(LetterAuthority.code == code))
    if named:
        return str(named)
    if code == MINISTRY_DESK:
        return AUTHORITIES["ministry"]
    prefix, _, place = code.rpartition("-")
    where = regency_name(session, place) if len(place) == 4 else _province(session, place)
    word = {"KEK": "Administrator KEK", "KPBPB": "Badan Pengusahaan KPBPB"}.get(prefix, "Dinas Perindustrian")
    return f"{word} {where}".strip()


def _province(session: Session, code: str) -> str:
    return regency_name(session, code)


def _rules(session: Session) -> list[CompetenceRule]:
    rows = select(CompetenceRule).where(CompetenceRule.retired_on.is_(None)).order_by(CompetenceRule.position)
    return list(session.scalars(rows))


def _fits(row: CompetenceRule, concerned: Mapping[str, str]) -> bool:
    same = ("location", "investment_status", "cross_province", "scale")
    return all(getattr(row, key) in {"", concerned.get(key, "")} for key in same) and concerned.get(
        "kbli", ""
    ).startswith(row.kbli_prefix)


def _why(kind: str, concerned: Mapping[str, str], rule: CompetenceRule | None) -> str:
    if OF_OSS.get(concerned.get("oss", "")):
        return f"Kewenangan menurut OSS: {AUTHORITIES[kind]}."
    if rule is None:
        return f"Tidak ada aturan kewenangan yang cocok: {AUTHORITIES[kind]}."
    return f"Kewenangan menurut aturan {rule.position}: {AUTHORITIES[kind]}."
