"""The options behind a Reference of the vocabulary: official code lists and the company's own records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from siinas.models import (
    BusinessLine,
    ChoiceOption,
    Country,
    Directorate,
    Establishment,
    HsCode,
    IndustrialEstate,
    Kbli,
    Region,
    Unit,
)
from siinas.process.documents import DocumentType
from siinas.process.fields import Reference
from siinas.queries.searching import Found, hs_found, kbli_found
from siinas.queries.settings import kbli_version, limits_in_force

Option = tuple[str, str, str]
"""Stored value, what is shown, and the heading under which it stands ("" for none)."""


class ChoiceSource:
    """Options and names for one establishment (or none), each list read at most once."""

    def __init__(self, session: Session, establishment_id: int | None) -> None:
        self.session = session
        self.establishment_id = establishment_id
        self._lists: dict[Reference, list[Option]] = {}
        self._names: dict[Reference, dict[str, str]] = {}
        self._held: dict[str, bool] = {}
        self._limits: Callable[[DocumentType], DocumentType] | None = None

    def options(self, reference: Reference) -> list[Option]:
        """All options, in the order in which they are shown; KeyError for a reference nobody serves."""
        if reference not in self._lists:
            found = SOURCES.get(reference.name)
            self._lists[reference] = found(self) if found else NARROWED[reference.name](self, reference.under)
        return self._lists[reference]

    def name(self, reference: Reference, code: str) -> str:
        """What is shown for a stored value; the value itself where it is no longer listed."""
        if reference.name in REGIONS:
            region = self.session.get(Region, code)
            return region.name if region is not None else code
        if reference.name in NARROWED and not reference.under:
            return code
        if reference.name == "kbli":
            kbli = self.session.get(Kbli, (self.edition_of(reference.under), code))
            return f"{code} — {kbli.title}" if kbli is not None else code
        if reference not in self._names:
            self._names[reference] = {value: label for value, label, _ in self.options(reference)}
        if code not in self._names[reference]:
            self._names[reference][code] = self._ended(reference, code)
        return self._names[reference][code]

    def _ended(self, reference: Reference, code: str) -> str:
        """What a code was called that is no longer valid; the code itself where nobody knows it."""
        if reference.name == "option":
            option = self.session.get(ChoiceOption, (reference.under, code))
            return option.name if option is not None else code
        named = NAMED.get(reference.name)
        found: Any = self.session.get(named, code) if named is not None else None
        return str(found.name) if found is not None else code

    def search(self, reference: Reference, text: str, most: int) -> Found:
        """The entries of a long list that a text means, at most so many, each with what is shown."""
        search = SEARCHED.get(reference.name)
        return search(self, reference.under, text, most) if search else Found()

    def holds(self, reference: Reference) -> bool:
        """Whether anything of a list is loaded at all."""
        if reference.name not in self._held:
            self._held[reference.name] = self.session.scalar(select(HELD[reference.name])) is True
        return self._held[reference.name]

    def above(self, reference: Reference, code: str) -> str:
        """The region in which one lies; empty where it is unknown."""
        region = self.session.get(Region, code)
        return (region.parent or "") if region is not None and region.level == reference.name else ""

    def in_force(self, kind: DocumentType) -> DocumentType:
        """A type of document with the limits that hold now."""
        if self._limits is None:
            self._limits = limits_in_force(self.session)
        return self._limits(kind)

    def codes(self, reference: Reference) -> frozenset[str]:
        """The values that a reference offers at present."""
        return frozenset(value for value, _label, _heading in self.options(reference))

    def regencies(self) -> list[Option]:
        """All regencies and cities under their provinces."""
        rows = self.session.scalars(
            select(Region).where(Region.level.in_(["province", "regency"]), Region.retired_on.is_(None))
        )
        regions = {row.code: row.name for row in rows}
        return [(code, name, regions.get(code[:2], "")) for code, name in sorted(regions.items()) if len(code) == 4]

    def provinces(self) -> list[Option]:
        """All provinces by name."""
        rows = self.session.scalars(
            select(Region).where(Region.level == "province", Region.retired_on.is_(None)).order_by(Region.name)
        )
        return [(row.code, row.name, "") for row in rows]

    def regions_in(self, parent: str) -> list[Option]:
        """The regions that lie in another one, by name; all regencies under their provinces where none is named."""
        if not parent:
            return self.regencies()
        rows = self.session.scalars(
            select(Region).where(Region.parent == parent, Region.retired_on.is_(None)).order_by(Region.name)
        )
        return [(row.code, row.name, "") for row in rows]

    def own_districts(self) -> list[Option]:
        """The districts of the regency for which the account was opened."""
        regency = self.session.scalar(select(Establishment.regency).where(Establishment.id == self.establishment_id))
        return self.regions_in(regency) if regency else []

    def own_estates(self) -> list[Option]:
        """The industrial estates of the account's regency; none where nothing is known of it."""
        regency = select(Establishment.regency).where(Establishment.id == self.establishment_id).scalar_subquery()
        rows = self.session.scalars(
            select(IndustrialEstate)
            .where(IndustrialEstate.regency == regency, IndustrialEstate.retired_on.is_(None))
            .order_by(IndustrialEstate.name)
        )
        return [(row.code, row.name, "") for row in rows]

    def kbli_versions(self) -> list[Option]:
        """The editions of KBLI that are loaded, the one in force first."""
        in_force = kbli_version(self.session)
        found = self.session.scalars(select(Kbli.version).where(Kbli.retired_on.is_(None)).distinct())
        years = sorted(found, key=lambda year: (year != in_force, -year))
        return [(str(year), f"KBLI {year}", "") for year in years]

    def kbli(self, version: str) -> list[Option]:
        """The KBLI of an edition (of the one in force where none is named), "code — title"."""
        rows = self.session.scalars(
            select(Kbli).where(Kbli.version == self.edition_of(version), Kbli.retired_on.is_(None)).order_by(Kbli.code)
        )
        return [(row.code, f"{row.code} — {row.title}", "") for row in rows]

    def kbli_search(self, version: str, text: str, most: int) -> Found:
        """The KBLI of an edition that a text means."""
        return kbli_found(self.session, self.edition_of(version), text, most)

    def hs_search(self, version: str, text: str, most: int) -> Found:
        """The tariff headings that a text means, in the newest tariff book where none is named."""
        edition = version or self.session.scalar(select(func.max(HsCode.version)).where(HsCode.retired_on.is_(None)))
        return hs_found(self.session, edition, text, most) if edition else Found()

    def edition_of(self, version: str) -> int:
        """An edition of KBLI as a number; the one in force where none is named."""
        named = version.isascii() and version.isdigit() and len(version) == 4
        return int(version) if named else kbli_version(self.session)

    def own_kbli(self) -> list[Option]:
        """The establishment's own business lines, the main one first."""
        rows = self.session.scalars(
            select(BusinessLine)
            .where(BusinessLine.establishment_id == self.establishment_id)
            .order_by(BusinessLine.is_main.desc(), BusinessLine.kbli_code)
        )
        return [(row.kbli_code, f"{row.kbli_code} — {row.title}", "") for row in rows]

    def own_verified_kbli(self) -> list[Option]:
        """The establishment's business lines of industry whose standards the government verifies: risk MT or T."""
        rows = self.session.scalars(
            select(BusinessLine)
            .where(BusinessLine.establishment_id == self.establishment_id, BusinessLine.risk_level.in_(["MT", "T"]))
            .order_by(BusinessLine.is_main.desc(), BusinessLine.kbli_code)
        )
        return [
            (row.kbli_code, f"{row.kbli_code} — {row.title}", "") for row in rows if "10" <= row.kbli_code[:2] <= "33"
        ]

    def units(self) -> list[Option]:
        """Units with their code."""
        rows = self.session.scalars(select(Unit).where(Unit.retired_on.is_(None)))
        first = {"TNE": 0, "KGM": 1, "LTR": 2}
        ordered = sorted(rows, key=lambda row: (first.get(row.code, 9), row.name))
        return [(row.code, f"{row.name} ({row.code})", "") for row in ordered]

    def countries(self) -> list[Option]:
        """Countries by name."""
        rows = self.session.scalars(select(Country).where(Country.retired_on.is_(None)).order_by(Country.name))
        return [(row.code, row.name, "") for row in rows]

    def listed_options(self, list_key: str) -> list[Option]:
        """The options of one of the portal's own lists."""
        rows = self.session.scalars(
            select(ChoiceOption)
            .where(ChoiceOption.list_key == list_key, ChoiceOption.retired_on.is_(None))
            .order_by(ChoiceOption.position, ChoiceOption.name)
        )
        return [(row.code, row.name, "") for row in rows]

    def directorates(self) -> list[Option]:
        """Directorates by name."""
        rows = self.session.scalars(
            select(Directorate).where(Directorate.retired_on.is_(None)).order_by(Directorate.name)
        )
        return [(row.code, row.name, "") for row in rows]


SOURCES: dict[str, Callable[[ChoiceSource], list[Option]]] = {
    "province": ChoiceSource.provinces,
    "own_district": ChoiceSource.own_districts,
    "own_estate": ChoiceSource.own_estates,
    "kbli_version": ChoiceSource.kbli_versions,
    "own_kbli": ChoiceSource.own_kbli,
    "own_verified_kbli": ChoiceSource.own_verified_kbli,
    "unit": ChoiceSource.units,
    "country": ChoiceSource.countries,
    "directorate": ChoiceSource.directorates,
}
NARROWED: dict[str, Callable[[ChoiceSource, str], list[Option]]] = {
    "regency": ChoiceSource.regions_in,
    "district": ChoiceSource.regions_in,
    "village": ChoiceSource.regions_in,
    "kbli": ChoiceSource.kbli,
    "option": ChoiceSource.listed_options,
}
"""What is narrowed by a value above it."""
NAMED: dict[str, type[Unit | Country | Directorate | IndustrialEstate]] = {
    "unit": Unit,
    "country": Country,
    "directorate": Directorate,
    "own_estate": IndustrialEstate,
}
"""Lists whose rows may lose their validity, and are called by their names all the same."""
SEARCHED: dict[str, Callable[[ChoiceSource, str, str, int], Found]] = {
    "kbli": ChoiceSource.kbli_search,
    "hs": ChoiceSource.hs_search,
}
"""What is found by a text instead of being listed."""
HELD: dict[str, ColumnElement[bool]] = {
    "village": exists().where(Region.level == "village"),
    "hs": exists().where(HsCode.retired_on.is_(None)),
}
"""Lists that an administrator may load or leave."""
REGIONS = frozenset({"province", "regency", "district", "village", "own_district"})


def district_name(session: Session, code: str | None) -> str:
    """`Kec. Kebomas`; empty for no code."""
    region = session.get(Region, code) if code else None
    return f"Kec. {region.name}" if region is not None else ""


def regency_name(session: Session, code: str | None) -> str:
    """`Kabupaten Gresik, Jawa Timur`; empty for no code."""
    if not code:
        return ""
    regency, province = session.get(Region, code), session.get(Region, code[:2])
    return ", ".join(region.name for region in (regency, province) if region is not None)
