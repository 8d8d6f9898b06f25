"""The words that a password must not be made of: the person's own, and those of the companies they work for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select

from siinas.models import Establishment, Person
from siinas.operations.guessable import COMPANY, PERSON, SHORTEST_WORD
from siinas.operations.work import Work
from siinas.queries.choices import regency_name

LEGAL_FORMS = frozenset({"tbk", "persero", "koperasi", "perum", "perumda", "firma", "usaha", "dagang", "yayasan"})
OF_A_PLACE = frozenset({"kabupaten", "kota", "kab", "adm", "administrasi"})


def own_words(work: Work, person: Person) -> dict[str, str]:
    """The words of a login: user name, name, e-mail, and of every company it belongs to."""
    ids = [grant.establishment_id for grant in person.grants if grant.establishment_id]
    return of_establishments(work, ids) | of_person(person.user_name, person.name, person.email)


def of_person(user_name: str, name: str, email: str) -> dict[str, str]:
    """User name, the parts of name and e-mail address."""
    return dict.fromkeys([user_name, *_parts(user_name), *_parts(name), _joined(name), *_parts(email)], PERSON)


def of_establishments(work: Work, ids: Iterable[int]) -> dict[str, str]:
    """Name without its legal form, NIB, NPWP, place and e-mail address of the companies."""
    found: list[str] = []
    with work.unscoped():
        for row in work.session.scalars(select(Establishment).where(Establishment.id.in_(list(ids)))):
            entity = row.legal_entity
            name = [part for part in _parts(entity.name) if part not in LEGAL_FORMS]
            place = [part for part in _parts(regency_name(work.session, row.regency)) if part not in OF_A_PLACE]
            found += [entity.nib, entity.npwp, *name, "".join(name), *place, "".join(place), *_parts(row.email)]
    return dict.fromkeys([word for word in found if word], COMPANY)


def _parts(text: str) -> list[str]:
    """The words and numbers in a text that are long enough to count."""
    return [part for part in re.findall(r"[^\W_]+", text.lower()) if len(part) >= SHORTEST_WORD]


def _joined(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.lower()))
