"""Pages that are answered: what a process asks of a company, and what an assessment asks of officers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from siinas.process.checks import Facts, Finding, findings_of
from siinas.process.fields import Answers, Choice, Field
from siinas.process.steps import DeclarationError, Step


class Answered:
    """Pages in their order, with the fields on them by key.

    There may be `variants`, the options of a standing answer: pages, fields and rules say in which of them they are
    asked.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    edition: ClassVar[str] = "1"
    steps: ClassVar[tuple[type[Step], ...]] = ()
    fields: ClassVar[Mapping[str, Field]] = {}
    variants: ClassVar[Choice | None] = None

    @classmethod
    def step(cls, key: str) -> type[Step] | None:
        """The page of that key."""
        return next((step for step in cls.steps if step.key == key), None)

    @classmethod
    def asked_steps(cls, answers: Answers) -> tuple[type[Step], ...]:
        """The pages that are asked, given the answers: those of the case's variant; all where there are none."""
        return cls.steps if cls.variants is None else cls.steps_in(cls.variant_of(answers))

    @classmethod
    def variant_of(cls, answers: Answers) -> str:
        """The variant of a case, given its answers (or their stored form); the first where it says none."""
        if cls.variants is None or not isinstance(cls.variants.among, Mapping):
            return ""
        return str(answers.get(cls.variants.key) or next(iter(cls.variants.among)))

    @classmethod
    def steps_in(cls, variant: str) -> tuple[type[Step], ...]:
        """The pages of a variant, with the fields and rules that it has."""
        return tuple(step.in_variant(variant) for step in cls.steps if not step.only_for or variant in step.only_for)

    @classmethod
    def asked_step(cls, key: str, answers: Answers) -> type[Step] | None:
        """The page of that key as it is asked, given the answers; None where it is not asked."""
        return next((step for step in cls.asked_steps(answers) if step.key == key), None)

    @classmethod
    def asked_fields(cls, answers: Answers) -> dict[str, Field]:
        """The fields of all asked pages by their keys, given the answers."""
        return {key: field for step in cls.asked_steps(answers) for key, field in step.fields.items()}

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """Answers that follow from others; nothing by default."""
        return {}

    @classmethod
    def findings(cls, answers: Answers, facts: Facts) -> list[Finding]:
        """What all checks of the asked pages say."""
        return [finding for step in cls.asked_steps(answers) for finding in findings_of(step, answers, facts)]

    @classmethod
    def to_json(cls, answers: Answers) -> dict[str, Any]:
        """The stored form of all answers."""
        stored: dict[str, Any] = {}
        for step in cls.steps:
            stored |= step.to_json(answers)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        """All answers from their stored form."""
        answers: dict[str, Any] = {}
        for step in cls.steps:
            answers |= step.from_json(stored)
        return answers


def collect(answered: type[Answered]) -> dict[str, Field]:
    """All fields by key; DeclarationError where two pages or fields bear one name."""
    found: dict[str, Field] = {}
    keys: set[str] = set()
    for step in answered.steps:
        if step.key in keys:
            raise DeclarationError(f"{answered.__name__}: two pages are called {step.key!r}")
        keys.add(step.key)
        for key, field in step.fields.items():
            if key in found:
                raise DeclarationError(f"{answered.__name__}: the key {key!r} stands on two pages; answers would mix")
            found[key] = field
    return found
