"""Prints what leaves on paper: templates with our fonts made into PDF, closed to everything else."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "static" / "fonts"


class PrintingFailed(RuntimeError):
    """The PDF came out with faults; nothing is handed out."""


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates" / "letters"), autoescape=True, undefined=StrictUndefined
    )


def printed(template: str, **facts: Any) -> bytes:
    """A template of `templates/letters/` with its facts as PDF; PrintingFailed when anything went wrong."""
    return html_to_pdf(_environment().get_template(template).render(fonts=FONTS, **facts))


@cache
def printable_signs() -> frozenset[int]:
    """The characters that both cuts of the letter's font can draw; others would print as nothing at all."""
    from reportlab.pdfbase.ttfonts import TTFontFile

    cuts = (TTFontFile(str(FONTS / f"source-sans-3-{weight}.ttf")).charToGlyph for weight in (400, 700))
    return frozenset.intersection(*(frozenset(cut) for cut in cuts))


def html_to_pdf(html: str) -> bytes:
    """Render with xhtml2pdf, closed to everything but our own fonts and what the page itself holds; a warning is a
    failure.
    """
    from reportlab import rl_config
    from xhtml2pdf import pisa
    from xhtml2pdf.config.resources import ResourceAccessPolicy

    # Bytes as bytes: as text they would be a quarter more, and take longer to write.
    rl_config.useA85 = 0
    html = "".join(sign if ord(sign) < 128 or ord(sign) in printable_signs() else "□" for sign in html)
    out = io.BytesIO()
    policy: Any = ResourceAccessPolicy.server(base_dir=str(FONTS), allow_remote=False, extra_roots=())
    result = pisa.CreatePDF(html, dest=out, encoding="utf-8", resource_policy=policy)
    if result.err or result.warn:
        raise PrintingFailed(f"{result.err} errors, {result.warn} warnings")
    return out.getvalue()
