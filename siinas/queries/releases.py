"""Reading releases: which there are, and their tables as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.catalogue import processes
from siinas.models import FigureRelease, Kbli, ReleaseCell
from siinas.process.figures import Measure
from siinas.process.periods import period_of
from siinas.process.roles import Actor
from siinas.process.words import short_number
from siinas.queries.aggregates import released
from siinas.queries.release_cells import UNKNOWN
from siinas.queries.scope import visible
from siinas.reference.kbli import kbli_divisions
from siinas.reference.regions import regions
from siinas.refusal import NotFound

HIDDEN = "dirahasiakan"
"""What stands in the place of a figure that would tell of single companies."""
LEVELS = {
    "total": "Indonesia",
    "province": "Provinsi",
    "division": "KBLI 2 digit",
    "cross": "Provinsi dan KBLI 2 digit",
    "regency": "Kabupaten/Kota",
    "class": "KBLI 5 digit",
}
"""The tables of a release by level."""


def release_named(session: Session, actor: Actor, public_id: str) -> FigureRelease:
    """The release with that public id; NotFound where there is none or it is not for this person."""
    statement = select(FigureRelease).where(FigureRelease.public_id == public_id, visible(FigureRelease, actor))
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def measures_in(release: FigureRelease) -> list[Measure]:
    """The measures of a release, as the declaration calls them today."""
    if release.process not in processes():
        return []
    return [one for one in released(process_named(release.process)) if one.key not in release.left_out]


def title_of(release: FigureRelease) -> str:
    """`Laporan Produksi Triwulan 2 Tahun 2026`."""
    known = release.process in processes()
    name = process_named(release.process).title if known else release.process
    return f"{name} {period_of(release.period).title}"


@dataclass(frozen=True, slots=True)
class Line:
    """A cell as it is read: its place, its figure in words, and by how much of the largest one of its table it is."""

    region: str
    kbli: str
    name: str
    words: str
    contributors: str
    share: int
    published: bool


class Names:
    """What codes are called: regions and KBLI of two digits from the code lists, KBLI of five digits as loaded."""

    def __init__(self, session: Session, version: int) -> None:
        self.regions = {one.code: one.name for one in regions() if len(one.code) <= 4}
        self.kbli = {one.code: one.title for one in kbli_divisions()}
        rows = session.execute(select(Kbli.code, Kbli.title).where(Kbli.version == version))
        self.kbli |= {row.code: row.title for row in rows}

    def region(self, code: str) -> str:
        """A province or regency."""
        return self.regions.get(code, "Wilayah tidak tercatat" if code.startswith(UNKNOWN) else code)

    def business(self, code: str) -> str:
        """A KBLI of two or five digits."""
        if code.startswith(UNKNOWN):
            return "KBLI tidak tercatat atau dari edisi lain"
        return f"{code} {self.kbli.get(code, '')}".strip()


def cells_of(
    session: Session,
    actor: Actor,
    release: FigureRelease,
    measure: str,
    level: str,
    *,
    region: str = "",
    kbli: str = "",
) -> list[ReleaseCell]:
    """The visible cells of one table, by code; `region` and `kbli` leave what lies in them."""
    statement = select(ReleaseCell).where(
        ReleaseCell.release_id == release.id,
        ReleaseCell.measure == measure,
        ReleaseCell.level == level,
        ReleaseCell.region.startswith(region, autoescape=True),
        ReleaseCell.kbli.startswith(kbli, autoescape=True),
        visible(ReleaseCell, actor),
    )
    return list(session.scalars(statement.order_by(ReleaseCell.region, ReleaseCell.kbli)))


def measures_told(session: Session, actor: Actor, release: FigureRelease) -> set[str]:
    """The keys of the measures of which the person may read some figure."""
    statement = select(ReleaseCell.measure).where(
        ReleaseCell.release_id == release.id, ReleaseCell.value.is_not(None), visible(ReleaseCell, actor)
    )
    return set(session.scalars(statement.distinct()))


def value_words(value: Decimal | None) -> str:
    """A figure as it is read; the word for a hidden one."""
    return HIDDEN if value is None else short_number(value)


def contributors_words(cell: ReleaseCell) -> str:
    """In which band the number of legal entities lies."""
    return "" if cell.contributors is None else f"{short_number(cell.contributors, 0)} atau lebih"


def lines_of(cells: list[ReleaseCell], names: Names, by: str) -> list[Line]:
    """A table to be read, by "region" or "kbli"; published figures first, the largest of them first."""
    largest = max((cell.value for cell in cells if cell.value is not None), default=Decimal(0))
    return [
        Line(
            cell.region,
            cell.kbli,
            names.region(cell.region) if by == "region" else names.business(cell.kbli),
            value_words(cell.value),
            contributors_words(cell),
            int(cell.value * 100 / largest) if cell.value and largest else 0,
            cell.value is not None,
        )
        for cell in sorted(cells, key=lambda one: (one.value is None, -(one.value or 0), one.region, one.kbli))
    ]


def exported(session: Session, actor: Actor, release: FigureRelease) -> Iterator[list[object]]:
    """Every visible cell as a row: measure, unit, level, province, regency, KBLI, figure, what is hidden, band."""
    names = Names(session, int(release.rules["kbli_version"]))
    measures = {measure.key: measure for measure in measures_in(release)}
    statement = select(ReleaseCell).where(ReleaseCell.release_id == release.id, visible(ReleaseCell, actor))
    for cell in session.scalars(statement.order_by(ReleaseCell.id)):
        measure = measures.get(cell.measure)
        regency = cell.region if len(cell.region) == 4 else ""
        yield [
            measure.label if measure else cell.measure,
            measure.unit if measure else "",
            LEVELS[cell.level],
            cell.region[:2],
            names.region(cell.region[:2]) if cell.region else "",
            regency,
            names.region(regency) if regency else "",
            cell.kbli,
            names.business(cell.kbli).removeprefix(cell.kbli).strip() if cell.kbli else "",
            cell.value,
            HIDDEN if cell.value is None else "",
            cell.contributors,
        ]


def how_many_cells(session: Session, actor: Actor, release: FigureRelease) -> int:
    """How many cells the person may see."""
    count = select(func.count()).select_from(ReleaseCell)
    return session.scalar(count.where(ReleaseCell.release_id == release.id, visible(ReleaseCell, actor))) or 0
