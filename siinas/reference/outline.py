"""The outline of Indonesia: whether a point can be a place of business at all. A coarse map, hence warnings only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians
from typing import Final

from siinas.reference.datafile import read_rows

BOX: Final = (94.5, -11.5, 141.5, 6.5)
"""West, south, east, north of Indonesia in degrees (reporting.md 7.7)."""
NEAR: Final = 10
"""So many kilometres from land a point may lie: the outline leaves out small islands and straightens coasts."""
DEGREE: Final = 111.2
"""Kilometres."""
HOME: Final = "Indonesia"
NAMES: Final = {
    "Philippines": "Filipina",
    "Papua New Guinea": "Papua Nugini",
    "Singapore": "Singapura",
    "Brunei": "Brunei Darussalam",
}


@dataclass(frozen=True, slots=True)
class Ring:
    """The coast of an island or of a country's part: points in degrees, and the box around them."""

    country: str
    points: tuple[tuple[float, float], ...]
    box: tuple[float, float, float, float]

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies within the ring."""
        west, south, east, north = self.box
        if not (west <= lon <= east and south <= lat <= north):
            return False
        inside, (bx, by) = False, self.points[-1]
        for ax, ay in self.points:
            if (ay > lat) != (by > lat) and lon < (bx - ax) * (lat - ay) / (by - ay) + ax:
                inside = not inside
            bx, by = ax, ay
        return inside

    def kilometres_to(self, lon: float, lat: float, most: float) -> float:
        """How far the ring's line is from a point; infinite where it is certainly further than `most`."""
        west, south, east, north = self.box
        margin = most / DEGREE * 1.1
        if not (west - margin <= lon <= east + margin and south - margin <= lat <= north + margin):
            return float("inf")
        shrunk = cos(radians(lat))
        spots = [((x - lon) * shrunk * DEGREE, (y - lat) * DEGREE) for x, y in self.points]
        return min(_to_line(a, b) for a, b in zip(spots, [*spots[1:], spots[0]], strict=True))


def _to_line(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of the line from a to b to the origin."""
    (ax, ay), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(ax * dx + ay * dy) / length)) if length else 0.0
    return hypot(ax + along * dx, ay + along * dy)


@cache
def rings() -> tuple[Ring, ...]:
    """All rings of the outline (Natural Earth, public domain)."""
    found = []
    for country, written in read_rows("outline.tsv", ("country", "ring")):
        points = tuple((int(x) / 100, int(y) / 100) for x, y in (pair.split(",") for pair in written.split()))
        lons, lats = [x for x, _y in points], [y for _x, y in points]
        found.append(Ring(country, points, (min(lons), min(lats), max(lons), max(lats))))
    return tuple(found)


def doubt_about(latitude: float, longitude: float) -> str:
    """What is odd about a point, as a sentence; empty where it lies in Indonesia or no more than `NEAR` km off it."""
    west, south, east, north = BOX
    if not (west <= longitude <= east and south <= latitude <= north):
        return "Titik ini di luar wilayah Indonesia."
    home = [ring for ring in rings() if ring.country == HOME]
    if any(ring.holds(longitude, latitude) for ring in home):
        return ""
    if any(ring.kilometres_to(longitude, latitude, NEAR) <= NEAR for ring in home):
        return ""
    abroad = next((ring.country for ring in rings() if ring.country != HOME and ring.holds(longitude, latitude)), "")
    if abroad:
        return f"Menurut peta dasar, titik ini terletak di {NAMES.get(abroad, abroad)}. Periksa koordinatnya."
    return f"Menurut peta dasar, titik ini di laut, lebih dari {NEAR} km dari daratan. Periksa koordinatnya."
