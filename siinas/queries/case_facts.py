"""The facts that the declaration of a case may use: the establishment's, and what its process asks for besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Establishment
from siinas.process.checks import Facts
from siinas.process.declaration import Process
from siinas.process.periods import Period
from siinas.queries.addresses import moves_ahead
from siinas.queries.bounds import bounds_for
from siinas.queries.company import facts_of
from siinas.queries.earlier import earlier
from siinas.queries.fact_sources import SOURCES
from siinas.queries.obligations import Standings
from siinas.queries.scope import unguarded
from siinas.queries.settings import number


def facts_for(
    session: Session, process: type[Process], establishment: Establishment, today: date, about: Period | str | None
) -> Facts:
    """The facts for a case of a process about a period or a subject."""
    period = about if isinstance(about, Period) else None
    facts = facts_of(session, establishment, today, period)
    if process.periods is not None:
        if period is not None:
            standing = Standings(session, establishment).profile_at(period.last_day)
            facts = replace(facts, profile={**facts.profile, **standing})
        past = earlier(session, establishment, process, period) if period else ()
        return replace(facts, earlier=past, bounds=bounds_for(session, facts.kbli))
    with unguarded(session):
        same_entity = Establishment.legal_entity_id == establishment.legal_entity_id
        others = select(Establishment.regency).where(same_entity, Establishment.id != establishment.id)
        sisters = frozenset(session.scalars(others))
        ahead = moves_ahead(session, establishment.legal_entity.nib)
    known = {name: SOURCES[name](session, establishment) for name in process.knows}
    mine = [one for one in ahead if one.establishment_id in {None, establishment.id}]
    return replace(
        facts,
        subject=about if isinstance(about, str) else "",
        settings={key: number(session, key) for key in process.settings},
        sisters=sisters | {one.values["regency"] for one in ahead if one.which == "factory" and one not in mine},
        coming={one.which: one.effective_on for one in mine},
        **known,
    )
