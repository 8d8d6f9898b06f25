"""Dates as Indonesian papers print them."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
)
DATE = r"(\d{1,2}\s*[A-Za-z]+\s*\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{2}-\d{2})"


def as_date(text: str) -> date | None:
    """Return the date that "9 Agustus 2018", "09-08-2018" or "2018-08-09" means, None when there is no such day."""
    parts = re.findall(r"\d+|[A-Za-z]+", text)
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    number = MONTHS.index(month.lower()) + 1 if month.lower() in MONTHS else int(month) if month.isdigit() else 0
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
