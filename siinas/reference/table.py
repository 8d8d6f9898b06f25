"""What an official code list is, so that its importer, its screens, its export and its checks follow from one class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from siinas.process.fields import Field
from siinas.process.steps import DeclarationError, FieldSet

Values = Mapping[str, Any]


class RowFault(NamedTuple):
    """What is wrong with a row as a whole, told at one of its columns."""

    at: Field
    sentence: str


class ReferenceTable(FieldSet):
    """A code list: its columns are its fields; the table of the database bears its `key` and has these columns.

    * `identity`: the columns that name a row; `within`: those inside of which a file is taken for the whole list when
      it is to replace what is there (the edition, the level).
    * `edition`: the column that a file may leave out where whoever loads it says which edition it is.
    * `editable`: what an administrator may change in a single row; `addable`: whether they may add one.
    * `shipped`: the files under `data/` that come with the portal.
    * `searched`: the columns whose words the pickers look for.
    * `lies_in`: the column that names another row of the same table, which must exist.
    * Computed fields are no columns of a file: `completed` finds them.
    """

    key: ClassVar[str]
    slug: ClassVar[str]
    label: ClassVar[str]
    noun: ClassVar[str] = "baris"
    lead: ClassVar[str] = ""
    identity: ClassVar[tuple[Field, ...]]
    within: ClassVar[tuple[Field, ...]] = ()
    edition: ClassVar[Field | None] = None
    editable: ClassVar[tuple[Field, ...]] = ()
    addable: ClassVar[bool] = False
    shipped: ClassVar[tuple[str, ...]] = ()
    searched: ClassVar[tuple[Field, ...]] = ()
    lies_in: ClassVar[Field | None] = None

    def __init_subclass__(cls, *, key: str, slug: str, label: str) -> None:
        super().__init_subclass__()
        # A column that is named once more (as the edition, for example) is still one column.
        cls.fields = {name: field for name, field in cls.fields.items() if field.key == name}
        cls.key, cls.slug, cls.label = key, slug, label
        named = (*cls.identity, *cls.within, *cls.editable, *cls.searched, cls.edition, cls.lies_in)
        for field in named:
            if field is not None and cls.fields.get(field.key) is not field:
                raise DeclarationError(f"{cls.__name__} names {field.label!r}, which is no column of it")
        if not cls.identity:
            raise DeclarationError(f"{cls.__name__} does not say what names a row")
        if set(cls.editable) & set(cls.identity):
            raise DeclarationError(f"{cls.__name__}: what names a row cannot be edited")
        if cls.edition is not None and cls.edition not in cls.identity:
            raise DeclarationError(f"{cls.__name__}: the edition must be part of what names a row")

    @classmethod
    def columns(cls) -> dict[str, Field]:
        """The columns of a file, by their keys."""
        return {key: field for key, field in cls.fields.items() if not field.computed}

    @classmethod
    def spelt(cls, key: str, text: str) -> str:
        """A text of a file in the spelling that is kept (without the dots of a code, for example)."""
        return text

    @classmethod
    def completed(cls, row: dict[str, Any]) -> dict[str, Any]:
        """A row with what follows from its other columns; called for files and forms alike."""
        return row

    @classmethod
    def completed_together(cls, rows: list[dict[str, Any]]) -> None:
        """Fill what follows from all rows of a file; rows are changed in place."""

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """What is wrong with a row though each of its cells is right."""
        return iter(())

    @classmethod
    def name_of(cls, row: Values) -> tuple[Any, ...]:
        """What names a row."""
        return tuple(row[field.key] for field in cls.identity)

    @classmethod
    def words_of(cls, row: Values) -> str:
        """The words by which a row is found: each after a space, small, without signs."""
        text = " ".join(str(row[field.key]) for field in cls.searched)
        return f" {plain_words(text)}"

    @classmethod
    def edition_of(cls, row: Values) -> str:
        """The edition that a row belongs to, as text; empty where the list has none."""
        return str(row[cls.edition.key]) if cls.edition is not None else ""


def plain_words(text: str) -> str:
    """A text as words are compared: small letters, digits, single spaces."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
