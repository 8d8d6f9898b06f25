"""The statement that a company prints, signs and uploads: PDF with its figures and their digest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from siinas.documents.printing import PrintingFailed, printed
from siinas.process.letters import Letter, paragraphs_in
from siinas.process.periods import label_of
from siinas.process.tables import Grid, Table
from siinas.process.words import date_words, digest_words
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.company import factory_address
from siinas.queries.settings import setting


def paragraphs_of(file: CaseFile, letter: Letter, quotes: dict[str, str]) -> list[str]:
    """The paragraphs in force, their placeholders filled; the words are data, never code."""
    return paragraphs_in(setting(file.session, f"letter.{file.process.key}.statement"), quotes)


def key_figures(file: CaseFile, letter: Letter) -> list[tuple[str, str, bool]]:
    """Label, value and whether it begins a table: a table is told by its rows and its sums, a grid by its sums."""
    answers = file.answers
    asked = file.process.asked_fields(answers)
    found = []
    for field in (asked[figure.key] for figure in letter.figures if figure.key in asked):
        value = answers.get(field.key)
        label = label_of(field.label, file.period)
        if not isinstance(field, Table | Grid):
            found.append((label, field.words(value, file.source.name) or "–", False))
            continue
        if isinstance(field, Grid):
            found += _of_grid(field, value, label)
            continue
        rows = value or []
        found.append((label, f"{len(rows)} {field.row_noun.lower()}", True))
        for column in field.children():
            if column.numeric and column.unit in {"Rp", "kg"}:
                total = sum((Decimal(row.get(column.key) or 0) for row in rows), Decimal(0))
                found.append((label_of(column.label, file.period), column.measured(total), False))
    return found


def _of_grid(grid: Grid, value: Any, label: str) -> list[tuple[str, str, bool]]:
    """One line where all columns count the same, else one for each column."""
    sums = grid.sums(value)
    columns = [column for column in grid.children() if column.key in sums]
    if len({column.unit for column in columns}) == 1:
        return [(label, columns[0].measured(sum(sums.values(), Decimal(0))), True)]
    return [(f"{label}: {column.label}", column.measured(sums[column.key]), False) for column in columns]


def statement_pdf(file: CaseFile, digest: str, today: date) -> bytes:
    """One or two pages of A4, with room for the company's letterhead; PrintingFailed when anything went wrong."""
    letter = file.process.statement
    establishment = file.case.establishment
    if letter is None or establishment is None:
        raise PrintingFailed("no statement is declared")
    answers = file.answers
    quotes = {
        key: field.words(answers.get(key), file.source.name)
        for key, field in file.process.fields.items()
        if not isinstance(field, Table | Grid)
    }
    quotes |= {
        "company": file.case.company_name,
        "nib": file.case.nib,
        "factory_address": factory_address(file.session, establishment),
        "process": file.process.title,
        "period": file.period.title if file.period else "",
        "case_number": file.case.number,
        "place": regency_name(file.session, establishment.regency).partition(",")[0].removeprefix("Kabupaten "),
        "today": date_words(today),
    }
    return printed(
        "statement.html",
        title=letter.title,
        paragraphs=paragraphs_of(file, letter, quotes),
        figures=key_figures(file, letter),
        quotes=quotes,
        subtitle=f"{file.process.title} {quotes['period']}".strip(),
        signer=answers.get("signer_name", ""),
        position=answers.get("signer_position", ""),
        digest=digest_words(digest),
    )
