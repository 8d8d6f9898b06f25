"""The bounds that come with the portal, without a database."""

from __future__ import annotations

from decimal import Decimal

from siinas.process.checks import Bound, Bounds
from siinas.reference.datafile import read_rows


def shipped_bounds() -> Bounds:
    """As `plausible_bounds.tsv` has them."""
    rows = read_rows("plausible_bounds.tsv", ("measure", "kbli_prefix", "lower", "upper", "source"))
    return Bounds(
        {
            (measure, prefix): Bound(Decimal(lower) if lower else None, Decimal(upper) if upper else None)
            for measure, prefix, lower, upper, _source in rows
        }
    )
