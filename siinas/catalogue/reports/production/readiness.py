"""INDI 4.0: the readiness of a factory, asked by a questionnaire that has editions (reporting.md 5.20)."""

from __future__ import annotations

from siinas.catalogue.reports.production.general import WHILE_IDLE
from siinas.catalogue.reports.variants import LARGE
from siinas.process.fields import Choice, Text
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid
from siinas.reference.questionnaires import LEVELS, indi_editions, indi_questions


class Readiness(Row):
    """The level reached, and what it rests on."""

    indi_level = Choice("Tingkat", among=LEVELS, carried=True)
    indi_note = Text("Keterangan", required=False, carried=True)


class Indi(
    Step,
    title="INDI 4.0",
    key="indi-4",
    only_for=LARGE,
    skipped_when=WHILE_IDLE,
    intro="Kesiapan pabrik menuju Industri 4.0 (Permenperin 21/2020): pilih tingkat 0 sampai 4 untuk setiap butir.",
):
    """Section 5.20. A report keeps the edition with which it was opened; a new edition is one more grid here."""

    indi_edition = Choice("Edisi kuesioner", among={key: f"Edisi {key}" for key in indi_editions()}, standing=True)
    indi_2020_1 = Grid("INDI 4.0", rows=indi_questions("2020-1"), of=Readiness, when=indi_edition.is_("2020-1"))
