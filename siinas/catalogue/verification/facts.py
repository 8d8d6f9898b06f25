"""What the verification of standards compares: sums of pages with the header, and both with the figures of OSS."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from siinas.process.checks import Check, Facts, OssProject, must, should
from siinas.process.fields import Answers, Field
from siinas.process.measures import Figure

Reckoned = Callable[[Answers, Facts], Decimal | None]


def project_of(answers: Answers, facts: Facts) -> OssProject | None:
    """What OSS says of the project of this KBLI; None where nothing is known."""
    return facts.oss.get(answers.get("kbli") or facts.subject or "")


def answered(key: str) -> Reckoned:
    """The figure that was answered under a key."""

    def figure(answers: Answers, facts: Facts) -> Decimal | None:
        value = answers.get(key)
        return None if value is None else Decimal(value)

    return figure


def of_oss(key: str) -> Reckoned:
    """The figure that OSS has."""

    def figure(answers: Answers, facts: Facts) -> Decimal | None:
        project = project_of(answers, facts)
        value = getattr(project, key) if project is not None else None
        return None if value is None else Decimal(value)

    return figure


def total(rows: Any, key: str, **narrowed: Any) -> Decimal:
    """The sum of a column over the rows whose other columns are as `narrowed`."""
    fitting = (row for row in rows or () if all(row.get(name) == value for name, value in narrowed.items()))
    return sum((Decimal(row.get(key) or 0) for row in fitting), Decimal(0))


def summed(table: str, key: str, **narrowed: Any) -> Reckoned:
    """The sum of a column of a table; None while it has no rows."""

    def figure(answers: Answers, facts: Facts) -> Decimal | None:
        rows = answers.get(table)
        return total(rows, key, **narrowed) if rows else None

    return figure


def agree(one: Decimal | None, other: Decimal | None, facts: Facts) -> bool:
    """Whether two figures are the same within the tolerance (a setting, in tenths of a percent); one that is missing
    agrees with anything.
    """
    if one is None or other is None:
        return True
    part = Decimal(facts.settings.get("vsku_tolerance", 0)) / 1000
    return abs(one - other) <= max(abs(one), abs(other)) * part


def same(
    name: str, *, mine: tuple[str, Reckoned], other: tuple[str, Reckoned], at: Field, message: str, unit: str = "Rp"
) -> Check:
    """A hard rule: two figures of the application are the same, else both and what lies between them are read out."""
    return must(_rule(name, mine[1], other[1]), message, at=at, shows=_figures(mine, other, unit))


def as_in_oss(name: str, *, mine: tuple[str, Reckoned], oss: str, at: Field, unit: str = "Rp") -> tuple[Check, Check]:
    """Two rules of which a setting chooses one: a difference from OSS stops the sending, or is explained."""
    other = (f"{mine[0]} menurut OSS", of_oss(oss))
    rule, shows = _rule(name, mine[1], other[1]), _figures(mine, other, unit)

    def is_sent_only_if_so(answers: Answers, facts: Facts) -> bool:
        return not facts.settings.get("vsku_oss_blocks") or bool(rule(answers, facts))

    def is_so_or_is_explained(answers: Answers, facts: Facts) -> bool:
        return bool(facts.settings.get("vsku_oss_blocks")) or bool(rule(answers, facts))

    hard, soft = is_sent_only_if_so, is_so_or_is_explained
    hard.__name__, soft.__name__ = f"{name}_or_nothing_is_sent", name
    hard.__doc__ = soft.__doc__ = rule.__doc__
    sentence = f"{mine[0]} berbeda dari OSS. Perbaiki di sini, atau lebih dahulu di OSS"
    return (
        must(hard, f"{sentence}.", at=at, shows=shows),
        should(soft, f"{sentence}; bila benar, jelaskan.", at=at, shows=shows),
    )


def _rule(name: str, one: Reckoned, other: Reckoned) -> Callable[[Answers, Facts], bool]:
    def rule(answers: Answers, facts: Facts) -> bool:
        return agree(one(answers, facts), other(answers, facts), facts)

    rule.__name__ = name
    rule.__doc__ = "The figures of an application agree with one another and with OSS (licensing.md 3.3, 3.4)."
    return rule


def _figures(mine: tuple[str, Reckoned], other: tuple[str, Reckoned], unit: str) -> tuple[Figure, ...]:
    def between(answers: Answers, facts: Facts) -> Decimal | None:
        left, right = mine[1](answers, facts), other[1](answers, facts)
        return None if left is None or right is None else abs(left - right)

    return tuple(Figure(label, figure, unit) for label, figure in (mine, other, ("Selisih", between)))
