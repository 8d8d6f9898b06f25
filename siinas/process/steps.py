"""Pages of a process and rows of a table: named groups of fields with their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self

from siinas.process.checks import Check
from siinas.process.fields import Answers, Condition, Field
from siinas.process.tables import Grid, Table


class DeclarationError(TypeError):
    """A declaration contradicts itself; the sentence names where."""


class FieldSet:
    """Fields in the order in which they are written."""

    fields: ClassVar[Mapping[str, Field]] = {}

    def __init_subclass__(cls, *, variant: str = "") -> None:
        if variant:
            return
        found: dict[str, Field] = {}
        for ancestor in reversed(cls.__mro__):
            for name, value in vars(ancestor).items():
                if not isinstance(value, Field):
                    continue
                if name in {"process", "data", "errors", "meta", "declaration", "asking"}:
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
    def in_variant(cls, variant: str) -> type[Self]:
        """The fields as they are asked in a variant of the process; itself where all of them are."""
        found: type[Self] = _in_variant(cls, variant)  # type: ignore[arg-type]
        return found

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


@cache
def _in_variant(whole: Any, variant: str) -> Any:
    asked = {key: field.in_variant(variant) for key, field in whole.fields.items()}
    kept = {key: field for key, field in asked.items() if field is not None}
    title = whole.title_in(variant) if issubclass(whole, Step) else ""
    for_all = not title or all(check.meant_for(variant) for check in whole.checks)
    if kept == whole.fields and for_all and (not title or title == whole.title):
        return whole

    class Narrowed(whole, variant=variant):  # type: ignore[misc, call-arg]
        """The same page or row, as one variant asks it."""

        fields = MappingProxyType(kept)

    Narrowed.__name__, Narrowed.__doc__ = whole.__name__, whole.__doc__
    if title:
        Narrowed.title = title
        Narrowed.checks = tuple(check for check in whole.checks if check.at.key in kept and check.meant_for(variant))
    return Narrowed


class Row(FieldSet):
    """One row of a table or grid."""


class Step(FieldSet):
    """One page with a title; `intro` is read before filling.

    Where the process has variants, `only_for` names those in which the page is asked (all where it is empty), and
    `titles` what it is called in those that call it otherwise. While `skipped_when` holds of the answers of the case,
    the page may be left untouched; what it was begun with is then not sent.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    intro: ClassVar[str]
    only_for: ClassVar[frozenset[str]] = frozenset()
    titles: ClassVar[Mapping[str, str]] = MappingProxyType({})
    skipped_when: ClassVar[Condition | None] = None
    checks: ClassVar[tuple[Check, ...]] = ()

    def __init_subclass__(
        cls,
        *,
        title: str = "",
        key: str = "",
        intro: str = "",
        only_for: Iterable[str] = (),
        titles: Mapping[str, str] = MappingProxyType({}),
        skipped_when: Condition | None = None,
        variant: str = "",
    ) -> None:
        super().__init_subclass__(variant=variant)
        if variant:
            return
        if not title:
            raise DeclarationError(f"{cls.__name__}: a page has a title")
        cls.title = title
        cls.only_for, cls.titles = frozenset(only_for), MappingProxyType(dict(titles))
        cls.skipped_when = skipped_when
        cls.key = key or title.lower().replace(" ", "-")
        cls.intro = intro
        for check in cls.checks:
            _prove_check(cls, check)

    @classmethod
    def also(cls, *checks: Check) -> None:
        """Add rules that look beyond the page, before any case is read: they stand in modules of their own."""
        for check in checks:
            _prove_check(cls, check)
        cls.checks = (*cls.checks, *checks)

    @classmethod
    def title_in(cls, variant: str) -> str:
        """What the page is called in a variant."""
        return cls.titles.get(variant, cls.title)

    @classmethod
    def opening(cls, answers: Answers) -> dict[str, Any]:
        """What a page that was never saved shows: the answers, and the rows that its tables begin with."""
        proposed = {
            key: field.begins_with(answers)
            for key, field in cls.fields.items()
            if isinstance(field, Table) and field.begins_with and not answers.get(key)
        }
        return dict(answers) | proposed


def _prove_check(page: type[Step], check: Check) -> None:
    """A rule stands at a question of its page, says something, and reads out what is asked there."""
    shown = check.at.of.fields if isinstance(check.at, Table | Grid) and check.on_rows else page.fields
    for meant in check.shows:
        if isinstance(meant, Field) and shown.get(meant.key) is not meant:
            raise DeclarationError(
                f"{page.__name__}: the rule {check.key} shows {meant.label!r}, which is asked elsewhere"
            )
    if check.at.key not in page.fields:
        raise DeclarationError(f"{page.__name__}: the rule {check.key} points at a field that is not on the page")
    if not check.message:
        raise DeclarationError(f"{page.__name__}: the rule {check.key} says nothing to the person")
