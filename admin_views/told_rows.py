"""The rows of a table of answers as markup: thousands of cells on a page, so they are written without a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

MOST_ROWS = 500
"""So many rows are shown; the others are in the download, and in the wizard."""
AS_RECORDS = 7, 12
"""A table of more columns than that, and of no more rows, is told record by record."""


def rows_drawn(part: Mapping[str, Any]) -> list[Markup]:
    """The rows of a part with rows (as people read them), with the marks of what changed and what each figure was."""
    columns, marks, then = part["columns"], part.get("marks"), part.get("then")
    words = {"was": _("Sebelumnya"), "new": _("baru"), "changed": _("berubah"), "gone": _("dihapus")}
    found = []
    for number, row in enumerate(part["rows"][:MOST_ROWS]):
        mark = marks[number] if marks else {}
        cells = _cells(row, columns, mark, then[number] if then else {}, words)
        # Each part is escaped where it is written.
        found.append(Markup(f'<tr class="row-changed">{cells}</tr>' if mark else f"<tr>{cells}</tr>"))  # noqa: S704
    for row in part.get("gone", ()):
        said = f' <span class="changed-word">{escape(words["gone"])}</span>'
        cells = "".join(
            f"<td{_numeric(column)}><del>{escape(bare(cell, column))}</del>{said if not number else ''}</td>"
            for number, (cell, column) in enumerate(zip(row, columns, strict=False))
        )
        found.append(Markup(f'<tr class="row-gone">{cells}</tr>'))  # noqa: S704
    return found


def _cells(
    row: Sequence[str],
    columns: Sequence[Mapping[str, Any]],
    mark: Mapping[str, str],
    then: Mapping[str, Mapping[str, str]],
    words: Mapping[str, str],
) -> str:
    found = []
    for number, (cell, column) in enumerate(zip(row, columns, strict=False)):
        text = str(escape(bare(cell, column)))
        key = str(number)
        if key in mark:
            was = escape(bare(mark[key], column))
            text += f'<span class="was"><span class="sr-only">{escape(words["was"])}: </span><del>{was}</del></span>'
        if key in then:
            text += _then(then[key])
        if mark and not number:
            word = words["new"] if "new" in mark else words["changed"]
            text += f' <span class="changed-word">{escape(word)}</span>'
        found.append(f"<td{_numeric(column)}>{text}</td>")
    return "".join(found)


def _then(then: Mapping[str, str]) -> str:
    change = f" ({then['change']})" if then["change"] else ""
    return (
        f'<span class="then-note"><span aria-hidden="true">{escape(then["period"])}: </span>'
        f'<span class="sr-only">{escape(then["title"])}: </span>{escape(then["value"] + change)}</span>'
    )


def _numeric(column: Mapping[str, Any]) -> str:
    return ' class="num"' if column.get("numeric") else ""


def bare(text: str, column: Mapping[str, Any]) -> str:
    """A figure below a heading that names its unit: it stands alone."""
    unit = column.get("unit")
    if unit == "Rp":
        text = text.removeprefix("Rp")
    elif unit == "%":
        text = text.removesuffix("%")
    return text or "–"
