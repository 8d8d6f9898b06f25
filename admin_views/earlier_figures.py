"""The last four periods beside the figures of a page, and over the key figures of a report with small lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from siinas.process.comparing import KeyFigure, Past, Then, key_figures, short_name
from siinas.process.fields import Answers, Quantity
from siinas.process.steps import Step
from siinas.process.tables import Grid, Table
from siinas.process.words import plainly
from siinas.queries.cases import CaseFile

WIDE, HIGH, EDGE = 88, 24, 3
"""Pixels of a small line and its edge."""


def in_a_line(found: Sequence[Then]) -> Markup:
    """`TW 2/2026: 1.200 · TW 1/2026: 1.150`, the periods by their full names for who listens; empty for nothing."""
    told = (
        f'<span class="then"><span aria-hidden="true">{escape(short_name(one.period))}: </span>'
        f'<span class="sr-only">{escape(one.period.title)}: </span>{escape(one.words)}</span>'
        for one in found
    )
    return Markup('<span class="then-gap" aria-hidden="true"> · </span>'.join(told))  # noqa: S704 - escaped above


def show_earlier(file: CaseFile, step: type[Step], form: Any) -> None:
    """Give each figure of a form (`earlier`) what it was in the last four periods."""
    past = Past(file.facts.earlier)
    if not past:
        return
    for key, field in step.fields.items():
        shown = form._fields.get(key)
        if shown is None:
            continue
        if isinstance(field, Table):
            figures = [column for column in field.children() if isinstance(column, Quantity)]
            title = field.row_title or next(iter(field.children()))
            for entry in shown.entries:
                row = {title.key: entry.form._fields[title.key].data} if title.key in entry.form._fields else {}
                for column in figures:
                    entry.form._fields[column.key].earlier = in_a_line(past.in_row(field, row, column))
        elif isinstance(field, Grid):
            for entry in shown.entries:
                for column in field.children():
                    found = past.in_cell(field, entry.form.row_key, column)
                    entry.form._fields[column.key].earlier = in_a_line(found)
        elif isinstance(field, Quantity):
            shown.earlier = in_a_line(past.of(field))


def computed_before(file: CaseFile, step: type[Step]) -> dict[str, Markup]:
    """The last four periods of the computed figures of a page, by their keys."""
    past = Past(file.facts.earlier)
    return {key: in_a_line(past.of(field)) for key, field in step.fields.items() if field.computed and past}


def compared(file: CaseFile, answers: Answers) -> list[dict[str, Any]]:
    """The key figures of a report beside those of the periods before, for the page."""
    found = key_figures(file.process, answers, file.period, file.facts.earlier, file.source.name)
    return [
        {
            "label": one.label,
            "now": one.words,
            "then": one.before[0].words,
            "period": one.before[0].period.title,
            "change": one.change,
            "line": small_line(one),
        }
        for one in found
    ]


def small_line(figure: KeyFigure) -> Markup:
    """The figure over the periods as a small line, oldest first; its words for who listens."""
    values = [one.value for one in reversed(figure.before)]
    words = [f"{one.period.title}: {one.words}" for one in reversed(figure.before)]
    if figure.now is not None:
        values.append(figure.now)
        words.append(_("sekarang: %(value)s", value=figure.words))
    least, most = min(values), max(values)
    span = (most - least) or Decimal(1)
    step = Decimal(WIDE - 2 * EDGE) / max(len(values) - 1, 1)
    points = [
        (float(EDGE + number * step), float(HIGH - EDGE - (value - least) / span * (HIGH - 2 * EDGE)))
        for number, value in enumerate(values)
    ]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup(
        '<svg class="small-line" viewBox="0 0 %s %s" width="%s" height="%s" role="img" aria-label="%s">'
        '<polyline points="%s"/><circle cx="%s" cy="%s" r="2.5"/></svg>'
    ) % (WIDE, HIGH, WIDE, HIGH, plainly("; ".join(words)), drawn, f"{points[-1][0]:.1f}", f"{points[-1][1]:.1f}")
