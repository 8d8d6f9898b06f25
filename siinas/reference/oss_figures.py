"""What OSS says of a project in figures, read out of its messages, whose numbers come as numbers or as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Investment:
    """The figures of a project in Rupiah (machines in USD too); None where OSS tells none."""

    land: Decimal | None = None
    building: Decimal | None = None
    machines: Decimal | None = None
    machines_usd: Decimal | None = None
    other: Decimal | None = None
    working_capital: Decimal | None = None
    total: Decimal | None = None


def text(data: Mapping[str, Any], key: str) -> str:
    """A value as text; empty where there is none, or what is no single value."""
    value = data.get(key)
    return "" if value is None or isinstance(value, Mapping | list) else str(value).strip()


def rows(data: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    """The rows of a list; OSS sends a single row as an object at times."""
    value = data.get(key)
    found = value if isinstance(value, list) else [value]
    return tuple(row for row in found if isinstance(row, Mapping))


def amount(data: Mapping[str, Any], key: str) -> Decimal | None:
    """A number of OSS, which comes as a number or as text; None where it is neither."""
    try:
        found = Decimal(text(data, key))
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def investment(project: Mapping[str, Any]) -> Investment:
    """The figures of a project as receiveNIB, inqueryNIB, inqueryProyek or `OssLicence.project` have it.

    The portal keeps the `satu_lini` of inqueryProyek as `data_satu_lini`, for that of a NIB is Y or N.
    """
    line = project.get("data_satu_lini") or project.get("satu_lini")
    figures = {**(line if isinstance(line, Mapping) else {}), **project}
    return Investment(
        amount(figures, "pembelian_pematang_tanah"),
        amount(figures, "bangunan_gedung"),
        amount(figures, "mesin_peralatan"),
        amount(figures, "mesin_peralatan_usd"),
        amount(figures, "investasi_lain"),
        amount(figures, "modal_kerja"),
        amount(figures, "jumlah_investasi"),
    )
