"""By what companies and applicants are found that may be the same: words of their names, numbers, addresses."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base, JsonValue


class NameWord(Base):
    """A word that occurs in some company's name, to be found in spite of an error.

    `head` and `tail` are its first and last two letters: a typing error leaves one of them as it is.
    """

    __tablename__ = "name_word"
    __table_args__ = (
        Index("ix_name_word_head", "head", "length"),
        Index("ix_name_word_tail", "tail", "length"),
    )

    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    head: Mapped[str] = mapped_column(String(2))
    tail: Mapped[str] = mapped_column(String(2))
    length: Mapped[int]


class CompanyMark(Base):
    """Something by which a legal entity, establishment, person or registration is found.

    `kind` is "word", "joined" (the whole name without spaces), "sorted" (its words in order of the alphabet),
    "initials", "npwp" (16 digits) or "email" (as addresses are compared). Exactly one of the four owners is set.
    """

    __tablename__ = "company_mark"
    __table_args__ = (Index("ix_company_mark_found", "kind", "value", "legal_entity_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(255))
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)


class RegistrationLikeness(Base):
    """What an open registration resembles, as it was found last: for the number in the queue."""

    __tablename__ = "registration_likeness"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    other_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"))
    kinds: Mapped[list[Any]] = mapped_column(JsonValue)
