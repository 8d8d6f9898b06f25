"""A point on earth in two form fields, read as people write it: decimal degrees, a pair, or a link of a map."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from wtforms import Field as WtField

from forms.fields import Told
from forms.inputs import Line
from siinas.reference.outline import doubt_about

LONGEST = 2000
NUMBER = r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,15})?"
SINGLE = re.compile(rf"\s*({NUMBER})\s*°?\s*")
DOTTED = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,15})?"
PAIR = re.compile(
    rf"\(?\s*({NUMBER})\s*°?\s*(?:[;,]\s+|\s+|;)\s*({NUMBER})\s*°?\s*\)?|({DOTTED})\s*,\s*({DOTTED})", re.ASCII
)
LINK = re.compile(
    r"(?:@|[?&](?:q|ll|query|center|mlat|destination)=(?:loc:)?|geo:|/maps/place/|#map=[0-9.]+/)"
    r"(-?[0-9]{1,3}\.[0-9]+)(?:,|%2C|&mlon=|/|\+|%20|\s)+(-?[0-9]{1,3}\.[0-9]+)"
)
PIN = re.compile(r"!3d(-?[0-9]{1,3}\.[0-9]+)!4d(-?[0-9]{1,3}\.[0-9]+)")
DEGREES = re.compile(
    r"(?P<sign>-?)(?P<d>[0-9]{1,3})\s*[°º:\s]\s*(?P<m>[0-9]{1,2})(?:(?:\s*['′’:]\s*|\s+)"
    r"(?:(?P<s>[0-9]{1,2}(?:[.,][0-9]+)?)\s*(?:[\"″”]|'')?)?)?\s*(?P<side>LS|LU|BT|[NSEUTW])?",
    re.IGNORECASE,
)
SOUTH = frozenset({"S", "LS"})
PLACES = Decimal("0.000001")


def as_degrees(text: str) -> Decimal | None:
    """Decimal degrees with dot or comma; None for anything else."""
    found = SINGLE.fullmatch(text.replace("−", "-"))
    return Decimal(found[1].replace(",", ".")) if found else None


def as_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude out of "-7.16, 112.65" or a copied link of a map; None for anything else."""
    plain = text[:LONGEST].replace("−", "-").strip()
    if SINGLE.fullmatch(plain):
        return None
    found = PIN.search(plain) or LINK.search(plain) or PAIR.fullmatch(plain)
    if found is None:
        return None
    first, second = (Decimal(part.replace(",", ".")) for part in found.groups() if part is not None)
    return first, second


def as_minutes(text: str) -> list[Decimal]:
    """Decimal degrees for each value in degrees, minutes and seconds; empty where the text holds something else."""
    plain = text[:200].replace("−", "-").strip()
    values, rest = [], plain
    while rest:
        found = DEGREES.match(rest)
        if found is None or int(found["m"]) > 59:
            return []
        seconds = Decimal((found["s"] or "0").replace(",", "."))
        value = Decimal(found["d"]) + Decimal(found["m"]) / 60 + seconds / 3600
        south = found["sign"] == "-" or (found["side"] or "").upper() in SOUTH
        values.append((-value if south else value).quantize(PLACES))
        rest = rest[found.end() :].lstrip(" ,;")
    return values if len(values) < 3 else []


def words(value: Decimal) -> str:
    """Degrees as the field shows them: comma, no zeros behind the last digit that says something."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


class CoordinateField(Told, WtField):  # type: ignore[misc]
    """Decimal degrees with dot or comma; a longitude knows the latitude beside it."""

    widget = Line()
    data: Decimal | None
    process_errors: list[str]
    latitude: CoordinateField | None = None

    def __init__(self, *args: Any, least: Decimal, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least, self.most = least, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else words(self.data)

    @property
    def typed(self) -> str:
        """What was typed."""
        return str(self.raw_data[0]).strip() if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read degrees; outside of Indonesia's box is refused."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        value = as_degrees(text)
        if value is None:
            raise ValueError(self._remedy(text))
        self._take(value)

    def _remedy(self, text: str) -> str:
        found = as_minutes(text)
        if found and len(found) == 1:
            return f"Tulis derajat desimal. Isian ini sama dengan {words(found[0])}; tulis begitu bila benar."
        if found:
            both = f"latitude {words(found[0])} dan longitude {words(found[1])}"
            return f"Tulis derajat desimal, masing-masing di kotaknya. Isian ini sama dengan {both}."
        return "Tulis derajat desimal, misalnya -6,229728. Bukan derajat-menit-detik."

    def _take(self, value: Decimal) -> None:
        if not self.least <= value <= self.most:
            raise ValueError(
                f"Di luar wilayah Indonesia: isi antara {words(self.least)} dan {words(self.most)}. "
                "Periksa tanda minus, dan apakah latitude dan longitude tertukar."
            )
        self.data = value.quantize(PLACES)

    def join(self, latitude: CoordinateField) -> None:
        """Make a point with the latitude: take a pair apart, and tell of two values that were exchanged."""
        self.latitude = latitude
        pair = self._pasted(latitude)
        if pair is not None:
            latitude.put(pair[0])
            self.put(pair[1])
            latitude.note = f"Pasangan koordinat dibagi: latitude {words(pair[0])}, longitude {words(pair[1])}."
            return
        first, second = as_degrees(latitude.typed), as_degrees(self.typed)
        if first is None or second is None or not latitude.process_errors or not self.process_errors:
            return
        if latitude.least <= second <= latitude.most and self.least <= first <= self.most:
            latitude.process_errors = [f"Latitude dan longitude tertukar. Isi latitude {words(second)} di sini."]
            self.process_errors = [f"Latitude dan longitude tertukar. Isi longitude {words(first)} di sini."]

    def _pasted(self, latitude: CoordinateField) -> tuple[Decimal, Decimal] | None:
        """A pair in one of the boxes, where the other one is blank or holds the same."""
        mine, other = self.typed, latitude.typed
        for text, beside in ((other, mine), (mine, other)):
            pair = as_pair(text)
            if pair is not None and beside in {"", text}:
                return pair
        return None

    def put(self, value: Decimal) -> None:
        """Hold a value as if it had been typed."""
        self.raw_data, self.process_errors, self.data = [words(value)], [], None
        try:
            self._take(value)
        except ValueError as problem:
            self.process_errors = [str(problem)]

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees, where both are good."""
        if self.latitude is None or self.latitude.data is None or self.data is None:
            return None
        return float(self.latitude.data), float(self.data)

    @property
    def doubt(self) -> str:
        """What is odd about the point, as a sentence."""
        return doubt_about(*self.point) if self.point else ""
