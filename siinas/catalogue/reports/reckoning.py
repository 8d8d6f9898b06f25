"""What the pages of the report reckon with: sums, weights that follow from a unit, and the words of their rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.process.checks import Facts
from siinas.process.fields import Answers, Derivation, Field, Reference

FOREIGN_KBLI = "KBLI ini tidak ada dalam Bidang Usaha perusahaan. Pilih KBLI lain, atau tambahkan dahulu di sana."
OTHER_WEIGHT = "Jumlah dalam kilogram tidak sesuai dengan jumlah dalam satuan asli. Periksa satuannya atau jelaskan."


OWN_KBLI = Reference("own_kbli")
UNITS = Reference("unit")
COUNTRIES = Reference("country")
ZERO = Decimal(0)


def options(list_key: str) -> Reference:
    """One of the portal's own lists (`siinas.reference.tables.OPTION_LISTS`)."""
    return Reference("option", list_key)


def amount(answers: Answers, field: str) -> Decimal:
    """An answered number, 0 where nothing was answered."""
    value = answers.get(field)
    return value if isinstance(value, Decimal) else Decimal(value or 0)


def kilograms_of(quantity: Field, unit: Field, product: Field) -> Derivation:
    """The weight of `quantity` in kilogram, where its unit or the permit of the product fixes it."""

    def found(row: Answers, facts: Facts) -> Decimal | None:
        weight, count = facts.kilograms(row.get(unit.key), row.get(product.key)), row.get(quantity.key)
        return None if weight is None or count is None else (count * weight).quantize(Decimal("0.01"))

    return found


FOLLOWS = "Kosongkan bila satuannya ton, kilogram, atau satuan massa lain: dihitung otomatis."


def weight_gap(row: Answers, facts: Facts, *weights: Field) -> Decimal | None:
    """By how many percent a weight differs from what follows from its quantity and unit, the worst of `weights`.

    None where nothing follows. A kilogram more or less is a matter of rounding; a weight where none follows differs by
    100 percent.
    """
    found: list[Decimal] = []
    for weight in weights:
        expected = weight.follows(row, facts) if weight.follows else None
        if expected is None:
            continue
        gap = abs(amount(row, weight.key) - expected)
        found.append(ZERO if gap <= 1 else 100 * gap / expected if expected else Decimal(100))
    return max(found, default=None)


def total(rows: list[dict[str, Any]] | None, field: str) -> Decimal:
    """The sum of a column."""
    return sum((amount(row, field) for row in rows or ()), ZERO)


def produced_something(answers: Answers) -> bool:
    """Whether goods were made, or work was done on a ship."""
    return total(answers.get("production_lines"), "production_kg") > 0 or total(answers.get("ships"), "ship_value") > 0


def reported_products(answers: Answers) -> list[str]:
    """The names of what was made, each once: the products of Produksi dan Penjualan, the ships of a yard."""
    names = [str(line.get("prod_product") or "") for line in answers.get("production_lines") or ()]
    names += [str(ship.get("ship_name") or "") for ship in answers.get("ships") or ()]
    return list(dict.fromkeys(name for name in names if name))


def months_of(facts: Facts) -> int:
    """The months of the period that a report is about."""
    return facts.period.months if facts.period is not None else 3
