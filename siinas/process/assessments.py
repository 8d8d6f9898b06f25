"""Papers that officers fill in about a case while they hold it: check-sheets, the record of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from siinas.process.answered import Answered, collect
from siinas.process.checks import Facts
from siinas.process.fields import Answers
from siinas.process.steps import DeclarationError, Step


class Assessment(Answered):
    """What officers answer about a case. A subclass stands beside the process that names it.

    `filled_in` are the keys of the states in which whoever holds the case may fill it in. Each sending of the company
    begins it anew with what was answered about the last one. `lead` says what it is for. Of one with `photos` that is
    the least number of pictures that belong to it. What is `shown` to the company is so once the case moved on.
    What is filled in by comparing with the application has the application `beside` it.
    """

    lead: ClassVar[str] = ""
    filled_in: ClassVar[tuple[str, ...]] = ()
    photos: ClassVar[int] = 0
    shown: ClassVar[bool] = False
    beside: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        *,
        key: str,
        title: str,
        filled_in: tuple[str, ...],
        steps: tuple[type[Step], ...],
        lead: str = "",
        photos: int = 0,
        shown: bool = False,
        beside: bool = False,
    ) -> None:
        cls.key, cls.title, cls.filled_in, cls.steps, cls.lead = key, title, filled_in, steps, lead
        cls.photos, cls.shown, cls.beside = photos, shown, beside
        cls.fields = collect(cls)
        if not filled_in or not steps:
            raise DeclarationError(f"{cls.__name__}: nobody fills it in, or it asks nothing")

    @classmethod
    def first_answers(cls, about: Answers, facts: Facts, others: Mapping[str, Answers]) -> dict[str, Any]:
        """What it begins with, from the answers of the case and those of its other assessments; nothing by default."""
        return {}


NONE: Mapping[str, Answers] = MappingProxyType({})
"""The assessments of a case that has none."""
