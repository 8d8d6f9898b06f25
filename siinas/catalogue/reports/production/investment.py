"""Investasi: who owns the company, land and buildings (reporting.md 5.7)."""

from __future__ import annotations

from decimal import Decimal

from siinas.catalogue.reports.reckoning import COUNTRIES, ZERO, amount
from siinas.catalogue.reports.variants import LARGE
from siinas.process.checks import Facts, must
from siinas.process.fields import Answers, Choices, Percent, Rupiah
from siinas.process.steps import Step

OWNERS = ("own_central", "own_regional", "own_private", "own_foreign")
TOLERANCE = Decimal("0.01")


def ownership_shares_sum_to_100(answers: Answers, facts: Facts) -> bool:
    """The four shares make a whole, within 0,01 (SETTLED 5)."""
    whole = sum((amount(answers, owner) for owner in OWNERS), ZERO)
    return any(answers.get(owner) is None for owner in OWNERS) or abs(whole - 100) <= TOLERANCE


class Investment(Step, title="Investasi"):
    """Section 5.7; a small business reports land and building only."""

    own_central = Percent("Pemerintah Pusat", group="Persentase Kepemilikan", only_for=LARGE, carried=True)
    own_regional = Percent("Pemerintah Daerah", group="Persentase Kepemilikan", only_for=LARGE, carried=True)
    own_private = Percent("Swasta Nasional", group="Persentase Kepemilikan", only_for=LARGE, carried=True)
    own_foreign = Percent("Asing", group="Persentase Kepemilikan", only_for=LARGE, carried=True)
    own_countries = Choices(
        "Negara Asal",
        among=COUNTRIES,
        when=own_foreign.more_than(0),
        group="Persentase Kepemilikan",
        only_for=LARGE,
        carried=True,
    )
    inv_land = Rupiah("Nilai Investasi Tanah", group="Tanah dan bangunan", carried=True)
    inv_building = Rupiah("Nilai Investasi Bangunan", group="Tanah dan bangunan", carried=True)
    checks = (
        must(
            ownership_shares_sum_to_100,
            "Jumlah keempat persentase kepemilikan harus 100,00%.",
            at=own_central,
            shows=(own_central, own_regional, own_private, own_foreign),
            only_for=LARGE,
        ),
    )
