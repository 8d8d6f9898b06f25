"""An assessment on paper: what is answered, and boxes and lines for what is not, to be filled in by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from siinas.documents.printing import printed
from siinas.process.fields import Choice, Field, LongText, YesNo
from siinas.process.tables import Grid, Table
from siinas.process.words import date_words, plainly
from siinas.queries.cases import AssessmentFile

BLANK_ROWS = 3
"""So many empty rows has a table that nobody has filled in yet."""


def assessment_pdf(paper: AssessmentFile, today: date) -> bytes:
    """The sheet as PDF, A4; PrintingFailed when anything went wrong."""
    answers, case = paper.answers, paper.about.case
    pages = []
    for step in paper.process.asked_steps(answers):
        blocks: list[dict[str, Any]] = []
        for field in step.fields.values():
            if isinstance(field, Table | Grid):
                blocks.append(_grid(field, answers.get(field.key), paper))
            elif field.kind != "file":
                if not blocks or "columns" in blocks[-1]:
                    blocks.append({"lines": []})
                blocks[-1]["lines"].append(_row(field, answers, paper))
        pages.append({"title": step.title, "blocks": blocks})
    photos = len(paper.case.photos)
    return printed(
        "assessment.html",
        title=paper.process.title,
        number=case.number,
        company=case.company_name,
        nib=case.nib,
        subject=case.title,
        address=str(paper.about.answers.get("factory_address") or ""),
        pages=pages,
        photos=f"{photos} foto di SIINas; paling sedikit {paper.process.photos}." if paper.process.photos else "",
        printed_on=date_words(today),
    )


def _row(field: Field, answers: Mapping[str, Any], paper: AssessmentFile) -> dict[str, Any]:
    unit = f" ({field.unit})" if field.unit else ""
    return {
        "label": f"{field.label}{unit}",
        "value": plainly(field.told(answers, paper.source.name)),
        "options": _options(field),
        "long": isinstance(field, LongText),
    }


def _options(field: Field) -> list[str]:
    if isinstance(field, YesNo):
        return ["Ya", "Tidak"]
    return list(field.among.values()) if isinstance(field, Choice) and isinstance(field.among, Mapping) else []


def _grid(field: Table | Grid, value: Any, paper: AssessmentFile) -> dict[str, Any]:
    children = list(field.children())
    first = [{"label": "Butir", "width": "38%"}] if isinstance(field, Grid) else []
    width = f"{(62 if first else 100) // len(children)}%"
    rows = []
    if isinstance(field, Grid):
        for key, label in field.rows.items():
            cells = (value or {}).get(key) or {}
            rows.append([label, *(_cell(child, cells, paper) for child in children)])
    else:
        filled = [[child.told(row, paper.source.name) for child in children] for row in value or ()]
        rows = filled or [[""] * len(children) for _number in range(BLANK_ROWS)]
    columns = first + [{"label": child.label, "width": width} for child in children]
    return {"label": field.label, "columns": columns, "rows": rows}


def _cell(child: Field, cells: Mapping[str, Any], paper: AssessmentFile) -> str:
    told = child.told(cells, paper.source.name)
    return told or "   ".join(f"□ {option}" for option in _options(child))
