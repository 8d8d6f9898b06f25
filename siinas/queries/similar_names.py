"""Companies and applicants with a similar name, found by the words of their names (PostgreSQL's pg_trgm is absent)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from siinas.catalogue.registration import Registration
from siinas.models import Case, CompanyMark, LegalEntity, NameWord
from siinas.reference.company_names import (
    SHORTEST_WITH_ERROR,
    NameLikeness,
    alike_words,
    initials_of,
    joined,
    likeness,
    words_of,
)

RARE = 300
"""A word of so many names at most is looked up by itself; of more frequent ones a name must share two."""
MOST_SHARED = 20_000
"""So many uses of frequent words are read at most."""
MOST_CANDIDATES = 400
MOST_FOUND = 50

Owner = tuple[str, int]
"""("entity" or "case", id): whose name it is."""


def name_marks(name: str) -> list[tuple[str, str]]:
    """What a name is found by: (kind, value) of its marks, each once."""
    words = words_of(name)
    whole, ordered, initials = joined(words), joined(tuple(sorted(words))), initials_of(words)
    found = [("word", word[:60]) for word in words] + [("joined", whole)]
    if ordered != whole:
        found.append(("sorted", ordered))
    if initials:
        found.append(("initials", initials))
    return list(dict.fromkeys(found))


def similar_names(session: Session, name: str, *, not_case: int | None = None) -> dict[Owner, NameLikeness]:
    """Whose names are similar to `name`, the most similar ones first; at most `MOST_FOUND`."""
    words = words_of(name)
    found: list[tuple[float, Owner, NameLikeness]] = []
    owners = _candidates(session, words)
    for owner, other in _names(session, owners, not_case):
        alike = likeness(words, words_of(other))
        if alike:
            found.append((-alike.score, owner, alike))
    found.sort(key=lambda item: item[:2])
    return {owner: alike for _score, owner, alike in found[:MOST_FOUND]}


def _candidates(session: Session, words: tuple[str, ...]) -> set[Owner]:
    whole, ordered, initials = joined(words), joined(tuple(sorted(words))), initials_of(words)
    variants = {word: _variants(session, word[:60]) for word in dict.fromkeys(words)}
    found = _having(session, "joined", {whole, ordered}) | _having(session, "sorted", {whole, ordered})
    if initials:
        found |= _having(session, "joined", {initials})
    elif len(words) == 1 and len(whole) >= 3:
        found |= _having(session, "initials", {whole})
    used = _uses(session, set().union(*variants.values()))
    frequent: list[tuple[int, set[str]]] = []
    for known in variants.values():
        uses = sum(used.get(word, 0) for word in known)
        if uses <= RARE:
            found |= _having(session, "word", known)
        else:
            frequent.append((uses, known))
    return found | _sharing_two(session, frequent)


def _variants(session: Session, word: str) -> set[str]:
    """The word itself, and the known words that it may be with a typing error."""
    if len(word) < SHORTEST_WITH_ERROR:
        return {word}
    spread = 1 if len(word) < 8 else 2
    about = NameWord.length.between(len(word) - spread, len(word) + spread)
    near = select(NameWord.word).where(
        or_(and_(NameWord.head == word[:2], about), and_(NameWord.tail == word[-2:], about))
    )
    return {word} | alike_words(word, session.scalars(near))


def _uses(session: Session, words: set[str]) -> dict[str, int]:
    counted = (
        select(CompanyMark.value, func.count())
        .where(CompanyMark.kind == "word", CompanyMark.value.in_(words))
        .group_by(CompanyMark.value)
    )
    return {value: count for value, count in session.execute(counted)}  # noqa: C416 - rows are no pairs for dict()


def _having(session: Session, kind: str, values: set[str]) -> set[Owner]:
    rows = session.execute(
        select(CompanyMark.legal_entity_id, CompanyMark.case_id)
        .where(CompanyMark.kind == kind, CompanyMark.value.in_(values))
        .limit(RARE)
    )
    return {_owner(entity, case) for entity, case in rows}


def _owner(entity: int | None, case: int | None) -> Owner:
    return ("entity", entity) if entity is not None else ("case", case or 0)


def _sharing_two(session: Session, frequent: list[tuple[int, set[str]]]) -> set[Owner]:
    """Names that share two of the frequent words, the least frequent ones looked at."""
    values: set[str] = set()
    left, taken = MOST_SHARED, 0
    for uses, known in sorted(frequent, key=lambda item: item[0]):
        if uses > left:
            break
        values |= known
        left -= uses
        taken += 1
    if taken < 2:
        return set()
    shared = func.count()
    rows = session.execute(
        select(CompanyMark.legal_entity_id, CompanyMark.case_id)
        .where(CompanyMark.kind == "word", CompanyMark.value.in_(values))
        .group_by(CompanyMark.legal_entity_id, CompanyMark.case_id)
        .having(shared >= 2)
        .order_by(shared.desc())
        .limit(MOST_CANDIDATES)
    )
    return {_owner(entity, case) for entity, case in rows}


def _names(session: Session, owners: Iterable[Owner], not_case: int | None) -> Iterable[tuple[Owner, str]]:
    ids: dict[str, list[int]] = {"entity": [], "case": []}
    for kind, id_ in owners:
        ids[kind].append(id_)
    entities = select(LegalEntity.id, LegalEntity.name).where(LegalEntity.id.in_(ids["entity"]))
    cases = select(Case.id, Case.company_name).where(
        Case.id.in_(ids["case"]), Case.process == Registration.key, Case.id.is_distinct_from(not_case)
    )
    for kind, statement in (("entity", entities), ("case", cases)):
        if ids[kind]:
            yield from (((kind, id_), name) for id_, name in session.execute(statement))
