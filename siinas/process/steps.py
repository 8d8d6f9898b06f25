"""Pages of a process and rows of a table: named groups of fields with their checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from siinas.process.checks import Check
from siinas.process.fields import Answers, Field
from siinas.process.tables import Grid, Table


class DeclarationError(TypeError):
    """A declaration contradicts itself; the sentence names where."""


class FieldSet:
    """Fields in the order in which they are written."""

    fields: ClassVar[Mapping[str, Field]] = {}

    def __init_subclass__(cls) -> None:
        found: dict[str, Field] = {}
        for ancestor in reversed(cls.__mro__):
            for name, value in vars(ancestor).items():
                if not isinstance(value, Field):
                    continue
                if name in {"process", "data", "errors", "meta"}:
                    raise DeclarationError(f"{cls.__name__}.{name}: this name belongs to the form library")
                found[name] = value
        for name, value in found.items():
            if value.when is not None and found.get(value.when.field.key) is not value.when.field:
                raise DeclarationError(
                    f"{cls.__name__}.{name} is asked depending on {value.when.field.key!r}, which is not on this page"
                )
            above = getattr(value, "within", None)
            if above is not None and found.get(above.key) is not above:
                raise DeclarationError(
                    f"{cls.__name__}.{name} is chosen within {above.key!r}, which is not on this page"
                )
            beside = getattr(value, "beside", None)
            if beside is not None and found.get(beside.key) is not beside:
                raise DeclarationError(f"{cls.__name__}.{name} stands beside {beside.key!r}, which is not on this page")
        cls.fields = found

    @classmethod
    def to_json(cls, answers: Answers) -> dict[str, Any]:
        """The stored form of the answers to these fields; what is not asked is dropped."""
        return {
            key: field.to_json(answers.get(key))
            for key, field in cls.fields.items()
            if field.asked(answers) and answers.get(key) is not None
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        """The answers from their stored form."""
        return {key: field.from_json(stored[key]) for key, field in cls.fields.items() if key in stored}


class Row(FieldSet):
    """One row of a table or grid."""


class Step(FieldSet):
    """One page with a title; `intro` is read before filling."""

    key: ClassVar[str]
    title: ClassVar[str]
    intro: ClassVar[str]
    checks: ClassVar[tuple[Check, ...]] = ()

    def __init_subclass__(cls, *, title: str, key: str = "", intro: str = "") -> None:
        super().__init_subclass__()
        cls.title = title
        cls.key = key or title.lower().replace(" ", "-")
        cls.intro = intro
        for check in cls.checks:
            shown = check.at.of.fields if isinstance(check.at, Table | Grid) and check.on_rows else cls.fields
            for meant in check.shows:
                if shown.get(meant.key) is not meant:
                    raise DeclarationError(
                        f"{cls.__name__}: the rule {check.key} shows {meant.label!r}, which is asked elsewhere"
                    )
            if check.at.key not in cls.fields:
                raise DeclarationError(
                    f"{cls.__name__}: the rule {check.key} points at a field that is not on the page"
                )
            if not check.message:
                raise DeclarationError(f"{cls.__name__}: the rule {check.key} says nothing to the person")

    @classmethod
    def opening(cls, answers: Answers) -> dict[str, Any]:
        """What a page that was never saved shows: the answers, and the rows that its tables begin with."""
        proposed = {
            key: field.begins_with(answers)
            for key, field in cls.fields.items()
            if isinstance(field, Table) and field.begins_with and not answers.get(key)
        }
        return dict(answers) | proposed
