"""A whole filing on paper: every page of what was sent, in words, as a long PDF of wide sheets."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from siinas.documents.printing import FONTS, printable_signs
from siinas.models import Filing
from siinas.process.words import digest_words, moment_words, plainly
from siinas.queries.cases import CaseFile

MOST_COLUMNS = 8
"""A wider table is printed in bands, each of which repeats its first column."""
SMALL, TEXT, HEAD, TITLE = 6.5, 8, 10, 15
"""Points."""
INK, LINE, TINT = (0.106, 0.153, 0.2), (0.72, 0.76, 0.8), (0.91, 0.933, 0.957)
"""Red, green and blue."""
Progress = Callable[[int, int], None]


def report_pdf(file: CaseFile, filing: Filing, progress: Progress = lambda done, total: None) -> bytes:
    """The filing as PDF, A4 across, numbered pages with the report's number and the digest of the version."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    _register_fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=landscape(A4),
        leftMargin=14 * mm,
        rightMargin=14 * mm,
        topMargin=14 * mm,
        bottomMargin=16 * mm,
        title=f"{file.case.title} {file.case.number}",
        author=file.case.company_name,
        invariant=1,
    )
    story: list[Any] = list(_head(file, filing))
    pages = filing.in_words
    for number, page in enumerate(pages, 1):
        story += _page(page, document.width)
        progress(number, len(pages) + 1)
    story += _explained(filing, document.width)
    foot = _signs(f"{file.case.number} · versi {filing.sequence} · {digest_words(filing.digest)}")
    document.build(story, onFirstPage=_footer(foot), onLaterPages=_footer(foot))
    progress(len(pages) + 1, len(pages) + 1)
    return out.getvalue()


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, weight in (("Report", 400), ("Report-Bold", 700)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"source-sans-3-{weight}.ttf")))


def _signs(text: str) -> str:
    """The text with a box for each sign that the font cannot draw."""
    return "".join(sign if ord(sign) < 128 or ord(sign) in printable_signs() else "□" for sign in text)


def _paragraph(text: str, size: float, *, bold: bool = False, before: float = 0, right: bool = False) -> Any:
    from xml.sax.saxutils import escape

    from reportlab.lib.colors import Color
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "p",
        fontName="Report-Bold" if bold else "Report",
        fontSize=size,
        leading=size * 1.25,
        textColor=Color(*INK),
        spaceBefore=before,
        spaceAfter=size / 4,
        alignment=TA_RIGHT if right else TA_LEFT,
        splitLongWords=1,
    )
    return Paragraph(escape(_signs(text)), style)


def _head(file: CaseFile, filing: Filing) -> Iterator[Any]:
    yield _paragraph(file.case.title, TITLE, bold=True)
    facts = [file.case.company_name, f"NIB {file.case.nib}", file.case.number, f"versi {filing.sequence}"]
    yield _paragraph(" · ".join(facts), HEAD)
    yield _paragraph(f"Dikirim {moment_words(filing.sent_at)} oleh {filing.sent_by}", TEXT)


def _room(headings: int) -> Any:
    """A new sheet where there is no room for so many headings and the first rows below them."""
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak

    return CondPageBreak((16 + 10 * headings) * mm)


def _page(page: dict[str, Any], width: float) -> Iterator[Any]:
    yield _room(2)
    yield _paragraph(page["title"], HEAD + 1, bold=True, before=10)
    plain = [(part["label"], _with_unit(part)) for part in page["parts"] if "rows" not in part]
    if plain:
        yield _table([["Isian", "Jawaban"], *map(list, plain)], [width * 0.45, width * 0.55], (False, False))
    for part in page["parts"]:
        if "rows" in part:
            yield _room(1)
            yield _paragraph(part["label"], TEXT + 1, bold=True, before=6)
            yield from _bands(part, width)


def _with_unit(part: dict[str, Any]) -> str:
    said, unit = plainly(part["value"]), part.get("unit", "")
    return f"{said} {unit}".rstrip() if said else "–"


def _bands(part: dict[str, Any], width: float) -> Iterator[Any]:
    rows = [[plainly(cell) for cell in row] for row in part["rows"]]
    if not rows:
        yield _paragraph("Tidak ada data", TEXT)
        return
    if "total" in part:
        rows.append([plainly(cell) for cell in part["total"]])
    columns = part["columns"]
    rest = list(range(1, len(columns)))
    for start in range(0, max(1, len(rest)), MOST_COLUMNS - 1):
        shown = [0, *rest[start : start + MOST_COLUMNS - 1]]
        heads = [_heading(columns[place]) for place in shown]
        numeric = tuple(bool(columns[place]["numeric"]) for place in shown)
        body = [["No.", *heads], *([str(n), *(row[place] for place in shown)] for n, row in enumerate(rows, 1))]
        if "total" in part:
            body[-1][0] = ""
        first, number = width * 0.22, width * 0.04
        others = (width - first - number) / max(1, len(shown) - 1)
        yield _table(body, [number, first, *[others] * (len(shown) - 1)], (True, *numeric))


def _heading(column: dict[str, Any]) -> str:
    unit = column.get("unit") or ""
    return f"{column['label']} ({unit})" if unit and unit not in column["label"] else str(column["label"])


def _table(body: Sequence[Sequence[str]], widths: Sequence[float], numeric: Sequence[bool]) -> Any:
    """A table whose heading is repeated on each sheet; only cells that do not fit on a line are set as paragraphs."""
    from reportlab.lib.colors import Color
    from reportlab.pdfbase.pdfmetrics import stringWidth
    from reportlab.platypus import LongTable, TableStyle

    def cell(text: str, place: int, *, bold: bool) -> Any:
        fits = stringWidth(text, "Report-Bold" if bold else "Report", SMALL) < widths[place] - 7 and "\n" not in text
        return _signs(text) if fits else _paragraph(text, SMALL, bold=bold, right=numeric[place])

    head, *rows = body
    cells = [[cell(text, place, bold=True) for place, text in enumerate(head)]]
    cells += [[cell(text, place, bold=False) for place, text in enumerate(row)] for row in rows]
    style: list[Any] = [
        ("FONT", (0, 0), (-1, 0), "Report-Bold", SMALL),
        ("FONT", (0, 1), (-1, -1), "Report", SMALL),
        ("LEADING", (0, 0), (-1, -1), SMALL * 1.25),
        ("TEXTCOLOR", (0, 0), (-1, -1), Color(*INK)),
        ("BACKGROUND", (0, 0), (-1, 0), Color(*TINT)),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, Color(*LINE)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        *(("ALIGN", (place, 0), (place, -1), "RIGHT") for place, right in enumerate(numeric) if right),
    ]
    return LongTable(cells, colWidths=list(widths), repeatRows=1, hAlign="LEFT", style=TableStyle(style), spaceAfter=5)


def _explained(filing: Filing, width: float) -> Iterator[Any]:
    """The warnings and the company's reasons."""
    if not filing.confirmations:
        return
    yield _room(1)
    yield _paragraph("Peringatan dan penjelasan perusahaan", HEAD + 1, bold=True, before=10)
    rows = [
        [item["where"] or item.get("page", ""), item["message"], _figures(item["figures"]), item["reason"]]
        for item in filing.confirmations.values()
    ]
    widths = [width * share for share in (0.2, 0.32, 0.23, 0.25)]
    yield _table([["Tempat", "Peringatan", "Angka", "Penjelasan"], *rows], widths, (False,) * 4)


def _figures(figures: Sequence[Sequence[str]]) -> str:
    return "; ".join(f"{label}: {plainly(words)}" for label, words in figures)


def _footer(text: str) -> Any:
    from reportlab.lib.units import mm

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Report", SMALL)
        canvas.setFillColorRGB(*INK)
        canvas.drawString(14 * mm, 9 * mm, text)
        canvas.drawRightString(document.pagesize[0] - 14 * mm, 9 * mm, f"Halaman {canvas.getPageNumber()}")
        canvas.restoreState()

    return draw
