"""Warnings about owners, workers, wages, energy, research, machines and waste (reporting.md 5.7 to 5.19, 5.22)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from siinas.catalogue.reports.production.energy import Electricity, FuelLine, Fuels, Generator, Generators, PowerUse
from siinas.catalogue.reports.production.investment import Investment
from siinas.catalogue.reports.production.machines import Machine, Machines
from siinas.catalogue.reports.production.plausibility import (
    PRODUCED,
    kilograms_produced,
    main_kbli,
    main_kbli_for_rows,
    ratio,
)
from siinas.catalogue.reports.production.spending import Spending
from siinas.catalogue.reports.production.waste import LiquidWaste
from siinas.catalogue.reports.production.workforce import Workforce, grid_total
from siinas.catalogue.reports.reckoning import ZERO, amount, months_of, produced_something, total
from siinas.catalogue.reports.variants import GOODS, LARGE
from siinas.process.checks import Check, Facts, plausible, should
from siinas.process.fields import Answers
from siinas.process.measures import Figure
from siinas.process.steps import Step
from siinas.reference.measures import (
    EDUCATION_GAP,
    ELECTRICITY_PRICE,
    ENERGY_PER_KILOGRAM,
    GAS_PRICE,
    WAGE,
    WASTE_WATER_FLOW,
)

RULES: dict[type[Step], tuple[Check, ...]] = {}
"""The rules of this module by the page at which they stand."""


# Owners.


def investment_status(answers: Answers, facts: Facts) -> str:
    """PMA or PMDN, as Data Umum of the company says."""
    return str(facts.profile.get("investment_status") or "")


def foreign_owners_fit_the_investment_status(answers: Answers, facts: Facts) -> bool:
    """A company of domestic investment has no foreign owners, one of foreign investment has some."""
    status, foreign = investment_status(answers, facts), amount(answers, "own_foreign")
    return not (status == "PMDN" and foreign > 0) and not (status == "PMA" and foreign == 0)


RULES[Investment] = (
    should(
        foreign_owners_fit_the_investment_status,
        "Kepemilikan asing tidak sesuai dengan Status Penanaman Modal di Data Perusahaan. Periksa keduanya.",
        at=Investment.own_foreign,
        shows=(Investment.own_foreign, Figure("Status Penanaman Modal", investment_status)),
        only_for=LARGE,
    ),
)

# Workers and wages.


def all_workers(answers: Answers, facts: Facts) -> Decimal:
    """Workers per day."""
    return grid_total(answers.get("workers"))


def workers_by_education(answers: Answers, facts: Facts) -> Decimal:
    """The sum over the levels of education."""
    return grid_total(answers.get("education"))


def gap_between_education_and_workers(answers: Answers, facts: Facts) -> Decimal:
    """How many more or fewer workers the levels of education hold."""
    return abs(workers_by_education(answers, facts) - all_workers(answers, facts))


WORKERS = Figure("Jumlah pekerja per hari", all_workers, "orang", 0)

RULES[Workforce] = (
    plausible(
        gap_between_education_and_workers,
        EDUCATION_GAP,
        "Jumlah pekerja menurut pendidikan tidak sama dengan jumlah pekerja per hari.",
        at=Workforce.education,
        kbli=main_kbli,
        shows=(Figure("Menurut pendidikan", workers_by_education, "orang", 0), WORKERS),
    ),
)


def all_wages(answers: Answers, facts: Facts) -> Decimal:
    """Wages of the period, of all workers."""
    return amount(answers, "wages_production") + amount(answers, "wages_other")


def wage_of_a_worker(answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah per worker and quarter, whatever the length of the period."""
    quarters = Decimal(months_of(facts)) / 3
    return ratio(all_wages(answers, facts) / quarters, all_workers(answers, facts))


def wages_are_paid_to_somebody(answers: Answers, facts: Facts) -> bool:
    """Where wages are paid there are workers."""
    return all_wages(answers, facts) == 0 or all_workers(answers, facts) > 0


def research_comes_from_a_unit(answers: Answers, facts: Facts) -> bool:
    """Costs of research come with a unit of research."""
    return answers.get("has_rnd_unit") is not False or amount(answers, "rnd_cost") == 0


def a_research_unit_does_something(answers: Answers, facts: Facts) -> bool:
    """A unit of research has people or costs."""
    return not answers.get("has_rnd_unit") or amount(answers, "rnd_staff") > 0 or amount(answers, "rnd_cost") > 0


WAGES = Figure("Jumlah upah dan gaji", all_wages, "Rp", 0)

RULES[Spending] = (
    plausible(
        wage_of_a_worker,
        WAGE,
        "Rata-rata upah per pekerja di luar batas kewajaran. Periksa jumlah nolnya, atau jelaskan.",
        at=Spending.wages_production,
        kbli=main_kbli,
        shows=(WAGES, WORKERS),
    ),
    should(
        wages_are_paid_to_somebody,
        "Ada upah dan gaji, tetapi tidak ada pekerja.",
        at=Spending.wages_production,
        shows=(WAGES, WORKERS),
    ),
    should(
        research_comes_from_a_unit,
        "Ada biaya penelitian dan pengembangan, tetapi perusahaan tidak memiliki unit litbang. Periksa atau jelaskan.",
        at=Spending.rnd_cost,
        shows=(Spending.has_rnd_unit, Spending.rnd_cost),
    ),
    should(
        a_research_unit_does_something,
        "Unit litbang tidak memiliki periset dan tidak mengeluarkan biaya. Periksa atau jelaskan.",
        at=Spending.has_rnd_unit,
        shows=(Spending.rnd_staff, Spending.rnd_cost),
    ),
)

# Energy.


def price_of_a_kilowatt_hour(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah for a kilowatt-hour; None where none was used."""
    return ratio(amount(row, "power_cost"), amount(row, "energy"))


def power_that_costs_is_used(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Where electricity costs something, some was used."""
    return amount(row, "power_cost") == 0 or amount(row, "energy") > 0


def kilowatt_hours_used(answers: Answers, facts: Facts) -> Decimal:
    """All electricity, bought and own."""
    return sum((amount(row, "energy") for row in (answers.get("electricity") or {}).values()), ZERO)


def electricity_in_a_kilogram_produced(answers: Answers, facts: Facts) -> Decimal | None:
    """Kilowatt-hours for a kilogram of products."""
    return ratio(kilowatt_hours_used(answers, facts), kilograms_produced(answers, facts)) or None


def production_uses_some_energy(answers: Answers, facts: Facts) -> bool:
    """Whoever produced something used electricity or fuel."""
    fuels = total(answers.get("fuels"), "fuel_qty")
    return not produced_something(answers) or kilowatt_hours_used(answers, facts) > 0 or fuels > 0


def price_of_gas(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Rupiah for one MMBTU; None for other fuels and units."""
    if row.get("fuel") != "gas" or row.get("fuel_unit") != "mmbtu":
        return None
    return ratio(amount(row, "fuel_value"), amount(row, "fuel_qty")) or None


def quantity_and_value_of_fuel_agree(row: Answers, answers: Answers, facts: Facts) -> bool:
    """Fuel has a quantity and a value, or neither."""
    return (amount(row, "fuel_qty") > 0) == (amount(row, "fuel_value") > 0)


HOURS_OF_A_MONTH = 24 * 31
KILOWATTS = {"kw": Decimal(1), "kva": Decimal(1), "mw": Decimal(1000)}


def most_that_can_be_generated(row: Answers, answers: Answers, facts: Facts) -> Decimal | None:
    """Kilowatt-hours that the generators make when they never rest; None for an unknown unit."""
    size = KILOWATTS.get(str(row.get("generator_unit") or ""))
    if size is None or not row.get("generator_capacity"):
        return None
    return (
        size * amount(row, "generator_capacity") * amount(row, "generator_count") * HOURS_OF_A_MONTH * months_of(facts)
    )


def generators_make_no_more_than_they_can(row: Answers, answers: Answers, facts: Facts) -> bool:
    """What is generated stays within what the generators can make in the period."""
    most = most_that_can_be_generated(row, answers, facts)
    return most is None or amount(row, "generated") <= most


RULES[Electricity] = (
    should(
        production_uses_some_energy,
        "Ada produksi, tetapi tidak ada listrik dan bahan bakar yang dipakai. Periksa atau jelaskan.",
        at=Electricity.electricity,
    ),
    plausible(
        price_of_a_kilowatt_hour,
        ELECTRICITY_PRICE,
        "Biaya listrik per kWh di luar batas kewajaran. Periksa satuannya atau jelaskan.",
        at=Electricity.electricity,
        kbli=main_kbli_for_rows,
        shows=(PowerUse.energy, PowerUse.power_cost),
    ),
    should(
        power_that_costs_is_used,
        "Ada biaya listrik, tetapi pemakaiannya nol.",
        at=Electricity.electricity,
        shows=(PowerUse.energy, PowerUse.power_cost),
    ),
    plausible(
        electricity_in_a_kilogram_produced,
        ENERGY_PER_KILOGRAM,
        "Pemakaian listrik untuk satu kilogram produk tidak lazim bagi KBLI ini. Periksa satuannya atau jelaskan.",
        at=Electricity.electricity,
        kbli=main_kbli,
        shows=(Figure("Jumlah pemakaian listrik", kilowatt_hours_used, "kWh"), PRODUCED),
        only_for=GOODS,
    ),
)
RULES[Fuels] = (
    plausible(
        price_of_gas,
        GAS_PRICE,
        "Harga gas per MMBTU di luar batas kewajaran. Periksa satuannya atau jelaskan.",
        at=Fuels.fuels,
        kbli=main_kbli_for_rows,
        shows=(FuelLine.fuel_qty, FuelLine.fuel_value),
    ),
    should(
        quantity_and_value_of_fuel_agree,
        "Jumlah dan nilai bahan bakar tidak sejalan: salah satunya nol.",
        at=Fuels.fuels,
        shows=(FuelLine.fuel_qty, FuelLine.fuel_value),
    ),
)
RULES[Generators] = (
    should(
        generators_make_no_more_than_they_can,
        "Listrik yang dibangkitkan lebih banyak daripada yang dapat dihasilkan pembangkit ini. Periksa satuannya.",
        at=Generators.generators,
        shows=(Generator.generated, Figure("Paling banyak dalam periode ini", most_that_can_be_generated, "kWh", 0)),
    ),
)

# Machines and waste.


def a_machine_is_not_of_the_future(row: Answers, answers: Answers, facts: Facts) -> bool:
    """A machine was built and acquired by today."""
    years: list[Any] = [row.get("machine_built"), row.get("machine_acquired")]
    return all(year is None or year <= facts.today.year for year in years)


def greatest_flow_of_waste_water(answers: Answers, facts: Facts) -> Decimal:
    """The greater of the flows at inlet and outlet, in m³ per second."""
    return max(amount(answers, "ww_inlet_flow"), amount(answers, "ww_outlet_flow"))


RULES[Machines] = (
    should(
        a_machine_is_not_of_the_future,
        "Tahun pembuatan atau perolehan mesin masih akan datang. Periksa tahunnya atau jelaskan.",
        at=Machines.machines,
        shows=(Machine.machine_built, Machine.machine_acquired),
    ),
)
RULES[LiquidWaste] = (
    plausible(
        greatest_flow_of_waste_water,
        WASTE_WATER_FLOW,
        "Debit limbah cair sangat besar. Satuannya m³ per detik; periksa atau jelaskan.",
        at=LiquidWaste.ww_inlet_flow,
        kbli=main_kbli,
        shows=(LiquidWaste.ww_inlet_flow, LiquidWaste.ww_outlet_flow),
    ),
)
