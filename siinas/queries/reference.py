"""What the code lists say: regions below one another, business lines by their words, risks, licences, estates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from siinas.models import (
    LISTS,
    DirectorateRule,
    HsCode,
    IndustrialEstate,
    Kbli,
    KbliMapping,
    KbliRisk,
    ReferenceLoad,
    Region,
    Unit,
)
from siinas.process.fields import Field
from siinas.queries.settings import kbli_version
from siinas.reference.kbli import licence_for
from siinas.reference.table import ReferenceTable, plain_words

MOST = 20
WORDS = 6
"""So many words of a search count."""


def kbli_versions(session: Session) -> list[int]:
    """The editions that are loaded, the one in force first, then the newest."""
    in_force = kbli_version(session)
    found = session.scalars(select(Kbli.version).where(Kbli.retired_on.is_(None)).distinct())
    return sorted(found, key=lambda year: (year != in_force, -year))


def provinces(session: Session) -> Sequence[Region]:
    """All provinces by name."""
    return _regions(session, Region.level == "province")


def regencies_of(session: Session, province: str) -> Sequence[Region]:
    """The regencies and cities of a province by name."""
    return _regions(session, Region.level == "regency", Region.parent == province)


def districts_of(session: Session, regency: str) -> Sequence[Region]:
    """The districts of a regency or city by name."""
    return _regions(session, Region.level == "district", Region.parent == regency)


def villages_of(session: Session, district: str) -> Sequence[Region]:
    """The villages of a district by name; none where villages have not been loaded."""
    return _regions(session, Region.level == "village", Region.parent == district)


def _regions(session: Session, *criteria: ColumnElement[bool]) -> Sequence[Region]:
    statement = select(Region).where(Region.retired_on.is_(None), *criteria).order_by(Region.name, Region.code)
    return session.scalars(statement).all()


def region_search(session: Session, text: str, *, level: str, under: str = "", most: int = MOST) -> Sequence[Region]:
    """The valid regions of a level, below `under` where given, in which each word of `text` begins a word or code."""
    inside = Region.code.startswith(under, autoescape=True) if under else Region.code.is_not(None)
    return _found(session, Region, text, most, Region.level == level, inside)


def kbli_search(session: Session, version: int, text: str, most: int = MOST) -> Sequence[Kbli]:
    """The KBLI of an edition in which each word of `text` begins a word of the title or the code."""
    return _found(session, Kbli, text, most, Kbli.version == version)


def hs_search(session: Session, version: str, text: str, most: int = MOST) -> Sequence[HsCode]:
    """The tariff headings of an edition, found as KBLI are."""
    return _found(session, HsCode, text, most, HsCode.version == version)


def _found(session: Session, model: Any, text: str, most: int, *criteria: ColumnElement[bool]) -> Sequence[Any]:
    """Rows whose words begin as those of the text do: whole names first, then by code; none for a blank text."""
    words = plain_words(text).split()[:WORDS]
    if not words:
        return []
    # Words are letters and digits: nothing in them means anything to LIKE. The codes come first, as an index that
    # holds level, words and code answers for all villages without reading a single row.
    holds = [model.search.like(f"% {word}%") for word in words]
    begins = case((model.search.like(f"% {' '.join(words)}%"), 0), else_=1)
    codes = session.scalars(
        select(model.code)
        .where(model.retired_on.is_(None), *criteria, *holds)
        .order_by(begins, func.length(model.search), model.code)
        .limit(most)
    ).all()
    rows = session.scalars(select(model).where(*criteria, model.code.in_(codes)))
    return sorted(rows, key=lambda row: codes.index(row.code))


def successors_of(session: Session, version: int, code: str, newer: int | None = None) -> list[KbliMapping]:
    """What a code has become, in the edition `newer` or in any later one; empty where no mapping is loaded."""
    statement = select(KbliMapping).where(
        KbliMapping.old_version == version, KbliMapping.old_code == code, KbliMapping.retired_on.is_(None)
    )
    if newer is not None:
        statement = statement.where(KbliMapping.new_version == newer)
    return list(session.scalars(statement.order_by(KbliMapping.new_version, KbliMapping.new_code)))


def predecessors_of(session: Session, version: int, code: str) -> list[KbliMapping]:
    """Which codes of earlier editions became this one."""
    statement = select(KbliMapping).where(
        KbliMapping.new_version == version, KbliMapping.new_code == code, KbliMapping.retired_on.is_(None)
    )
    return list(session.scalars(statement.order_by(KbliMapping.old_version.desc(), KbliMapping.old_code)))


@dataclass(frozen=True, slots=True)
class RiskOfKbli:
    """The risk (R, MR, MT, T), the licence (a key of LICENCES) and the source that the table names."""

    risk: str
    licence: str
    source: str


def risk_of(session: Session, version: int, code: str, scale: str = "") -> RiskOfKbli | None:
    """What the table says of a business line at a scale of business; None where it says nothing.

    The row of the scale goes before the row of all scales. Rows that hang on a parameter say nothing by themselves:
    they count only where all rows of that scale agree. The company's NIB goes before this table (SETTLED 5).
    """
    return risks_of(session, [(version, code)], scale).get((version, code))


def risks_of(session: Session, lines: Iterable[tuple[int, str]], scale: str) -> dict[tuple[int, str], RiskOfKbli]:
    """As `risk_of`, for several business lines (edition and code) at once; what the table says nothing of is left out.

    `scale` may be as Data Umum keeps it ("Besar") or as the table does ("besar").
    """
    wanted, scale = set(lines), scale.lower()
    rows: dict[tuple[int, str], list[KbliRisk]] = {line: [] for line in wanted}
    found = session.scalars(
        select(KbliRisk).where(
            KbliRisk.code.in_({code for _version, code in wanted}),
            KbliRisk.scale.in_({scale, ""}),
            KbliRisk.retired_on.is_(None),
        )
    )
    for row in found:
        if (row.version, row.code) in rows:
            rows[row.version, row.code].append(row)
    told = {line: _said(of_line, scale) for line, of_line in rows.items()}
    return {line: risk for line, risk in told.items() if risk is not None}


def _said(rows: list[KbliRisk], scale: str) -> RiskOfKbli | None:
    for among in dict.fromkeys((scale, "")):
        same = [row for row in rows if row.scale == among]
        plain = [row for row in same if not row.parameter]
        if plain or len({(row.risk, row.licence) for row in same}) == 1:
            row = (plain or same)[0]
            return RiskOfKbli(row.risk, row.licence or licence_for(row.risk), row.source)
        if same:
            return None
    return None


def directorate_of(session: Session, kbli_code: str) -> str | None:
    """The directorate that looks after a business line: the rule with the longest prefix that fits."""
    prefixes = [kbli_code[:length] for length in range(2, len(kbli_code) + 1)]
    return session.scalar(
        select(DirectorateRule.directorate_code)
        .where(DirectorateRule.kbli_prefix.in_(prefixes), DirectorateRule.retired_on.is_(None))
        .order_by(func.length(DirectorateRule.kbli_prefix).desc())
        .limit(1)
    )


def kg_factor_of(session: Session, unit_code: str) -> Decimal | None:
    """Kilograms in one unit; None where that is not fixed."""
    unit = session.get(Unit, unit_code)
    return unit.kg_factor if unit is not None else None


def estates_of(session: Session, regency: str) -> Sequence[IndustrialEstate] | None:
    """The estates listed for a regency, by name; None where none is, which means that nothing is known (SETTLED 5)."""
    rows = session.scalars(
        select(IndustrialEstate)
        .where(IndustrialEstate.regency == regency, IndustrialEstate.retired_on.is_(None))
        .order_by(IndustrialEstate.name)
    ).all()
    return rows or None


@dataclass(frozen=True, slots=True)
class Part:
    """An edition or level of a code list ("" for a list without): its name in words, valid rows, newest loading."""

    key: str
    words: str
    rows: int
    newest: ReferenceLoad | None


def parts(session: Session, table: type[ReferenceTable]) -> list[Part]:
    """The editions or levels of a list that hold rows, the newest edition first; one of no rows for an empty list."""
    model = LISTS[table.key]
    field = part_field(table)
    counted = (func.count(), func.max(model.load_id))
    if field is None:
        groups = [("", *session.execute(select(*counted).where(model.retired_on.is_(None))).one())]
    else:
        column = getattr(model, field.key)
        found = select(column, *counted).where(model.retired_on.is_(None)).group_by(column).order_by(column.desc())
        groups = [tuple(row) for row in session.execute(found)] or [("", 0, None)]
    return [
        Part(
            str(value),
            field.words(value, lambda _reference, code: code) if field is not None and value else "",
            rows,
            session.get(ReferenceLoad, load_id) if load_id is not None else None,
        )
        for value, rows, load_id in groups
    ]


def part_field(table: type[ReferenceTable]) -> Field | None:
    """The column by whose values a list falls into parts: its edition, or its level."""
    return table.edition or (table.within[-1] if table.within else None)


def loads(session: Session, table: type[ReferenceTable], version: str = "", most: int = 50) -> Sequence[ReferenceLoad]:
    """The loadings of a list (or of an edition of it), the newest first."""
    statement = select(ReferenceLoad).where(ReferenceLoad.table_key == table.key)
    if version:
        statement = statement.where(or_(ReferenceLoad.version == version, ReferenceLoad.version == ""))
    return session.scalars(statement.order_by(ReferenceLoad.id.desc()).limit(most)).all()


def valid_rows(session: Session, table: type[ReferenceTable], version: str = "") -> Iterator[dict[str, Any]]:
    """The valid rows of a list (or of an edition) as values by column, in the order of what names them."""
    model = LISTS[table.key]
    columns = {key: getattr(model, key) for key in table.fields}
    statement = select(*columns.values()).where(model.retired_on.is_(None))
    if version and table.edition is not None:
        edition = columns[table.edition.key]
        statement = statement.where(edition == (int(version) if table.edition.kind == "year" else version))
    statement = statement.order_by(*(columns[field.key] for field in table.identity))
    for values in session.execute(statement.execution_options(yield_per=5000)):
        yield dict(zip(columns, values, strict=True))
