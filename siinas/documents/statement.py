"""The statement that a company prints, signs and uploads: PDF with its figures and their digest."""

from __future__ import annotations

import base64
import io
from datetime import date
from decimal import Decimal
from typing import Any

import segno
from pypdf import PdfReader

from siinas.documents.pictures import size_of_png
from siinas.documents.printing import PrintingFailed, printed
from siinas.process.fields import Answers, Field, Quantity
from siinas.process.letters import Letter, paragraphs_in
from siinas.process.periods import label_of
from siinas.process.statement_code import statement_code
from siinas.process.tables import Grid, Table
from siinas.process.words import date_words, digest_words, number_words, plainly
from siinas.queries.cases import CaseFile
from siinas.queries.choices import regency_name
from siinas.queries.company import factory_address
from siinas.queries.settings import number, setting

QR_SCALE = 8
"""Pixels for each square of the code."""
TEXT_WIDTH, LETTERHEAD_HEIGHT = 16.6, 3.2
"""Centimetres."""


def paragraphs_of(file: CaseFile, letter: Letter, quotes: dict[str, str]) -> list[str]:
    """The paragraphs in force, their placeholders filled; the words are data, never code."""
    return paragraphs_in(setting(file.session, f"letter.{file.process.key}.statement"), quotes)


def key_figures(file: CaseFile, letter: Letter) -> list[tuple[str, str, bool]]:
    """Label, value and whether it begins a table: a table is told by its rows and its sums, a grid by its sums."""
    answers = file.answers_to_send()
    asked = file.process.asked_fields(answers)
    found = []
    for field in (asked[figure.key] for figure in letter.figures if figure.key in asked):
        if not field.asked(answers):
            continue
        value = answers.get(field.key)
        label = label_of(field.label, file.period)
        if not isinstance(field, Table | Grid):
            found.append((label, _with_unit(field, answers, file) or "–", False))
            continue
        if isinstance(field, Grid):
            sums = field.key_sums(label, value)
            found += [(words, plainly(one.measured(total)), len(sums) == 1) for words, one, total in sums]
            continue
        rows = value or []
        found.append((label, f"{len(rows)} {field.row_noun[:1].lower()}{field.row_noun[1:]}", True))
        for column in field.children() if rows else ():
            if column.numeric and column.unit in {"Rp", "kg"}:
                total = sum((Decimal(row.get(column.key) or 0) for row in rows), Decimal(0))
                found.append((label_of(column.label, file.period), plainly(column.measured(total)), False))
    return found


def _with_unit(field: Field, answers: Answers, file: CaseFile) -> str:
    """An answer in words, with the unit that another answer names."""
    words = field.words(answers.get(field.key), file.source.name)
    unit = field.counted_in if isinstance(field, Quantity) else None
    named = unit.words(answers.get(unit.key), file.source.name) if unit is not None else ""
    return plainly(f"{words} {named}".strip()) if words else ""


def statement_pdf(file: CaseFile, digest: str, today: date, letterhead: bytes | None = None) -> bytes:
    """A page of A4, closely printed where it would not hold everything, and two at the worst; PrintingFailed when
    anything went wrong.

    `letterhead` is the company's as a PNG of our own drawing; without one there is room for it.
    """
    letter = file.process.statement
    establishment = file.case.establishment
    if letter is None or establishment is None:
        raise PrintingFailed("no statement is declared")
    answers = file.answers_to_send()
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
        "place": regency_name(file.session, establishment.regency)
        .partition(",")[0]
        .removeprefix("Kabupaten ")
        .removeprefix("Kota "),
        "today": date_words(today),
    }
    code = segno.make(statement_code(file.case.number, digest), error="q", micro=False)
    duty = number(file.session, "stamp_duty")
    facts: dict[str, Any] = {
        "title": letter.title,
        "paragraphs": paragraphs_of(file, letter, quotes),
        "figures": key_figures(file, letter),
        "quotes": quotes,
        "subtitle": f"{file.process.title} {quotes['period']}".strip(),
        "signer": answers.get("signer_name", ""),
        "position": answers.get("signer_position", ""),
        "digest": digest_words(digest),
        "code": code.png_data_uri(scale=QR_SCALE, border=4),
        "letterhead": _letterhead(letterhead) if letterhead else None,
        "stamp_duty": f"Rp{number_words(duty, 0)}" if duty else "",
    }
    pdf = printed("statement.html", dense=False, **facts)
    return pdf if _pages(pdf) == 1 else printed("statement.html", dense=True, **facts)


def _pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _letterhead(picture: bytes) -> dict[str, str]:
    """The picture with its printed size: as wide as the text, or as high as there is room."""
    across, down = size_of_png(picture)
    height = min(LETTERHEAD_HEIGHT, TEXT_WIDTH * down / across)
    data = base64.b64encode(picture).decode()
    width = height * across / down
    return {"picture": f"data:image/png;base64,{data}", "width": f"{width:.2f}cm", "height": f"{height:.2f}cm"}
