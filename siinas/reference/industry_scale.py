"""The scale of an industry by its workers and its investment (Permenperin 64/2016; licensing.md 6.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

INDUSTRY_SCALES: Final = {"small": "Industri Kecil", "medium": "Industri Menengah", "large": "Industri Besar"}
FEW_WORKERS: Final = 19
SMALL_BELOW: Final = 1_000_000_000
MEDIUM_UP_TO: Final = 15_000_000_000


def industry_scale(workers: int | Decimal, investment: int | Decimal) -> str:
    """A key of INDUSTRY_SCALES, for so many workers and so much investment in rupiah without land and buildings.

    Small: up to 19 workers and below 1 milliar; large: 20 workers or more and above 15 milliar; medium: all between.
    """
    if workers <= FEW_WORKERS:
        return "small" if investment < SMALL_BELOW else "medium"
    return "medium" if investment <= MEDIUM_UP_TO else "large"
