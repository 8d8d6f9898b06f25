"""Makes the outline of Indonesia, the project's own map, out of public domain data (Natural Earth 4.1.0).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python docs/map/make_outline.py package/countries-10m.json

writes `siinas/reference/data/outline.tsv` (what the portal reckons with) and `static/img/indonesia.svg` (what it
shows).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parents[2]
BOX = (92.0, -13.5, 144.0, 9.5)
"""West, south, east, north of what is drawn, in degrees: Indonesia with room around it."""
HOME = "Indonesia"
COARSENESS = {HOME: 0.012}
ELSEWHERE = 0.05
"""How far the drawn line may lie from the true one, in degrees (a degree is about 111 km)."""
SMALLEST = {HOME: 0.0004}
"""Islands of less than so many square degrees are left out (0.0004 are about 5 km²)."""

Point = tuple[float, float]
Ring = list[Point]


def decoded_arcs(topology: dict[str, Any]) -> list[Ring]:
    """The lines of a quantized TopoJSON file in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        found.append(line)
    return found


def rings_of(geometry: dict[str, Any], arcs: list[Ring]) -> Iterator[Ring]:
    """The outer ring of each polygon; lakes are left out."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        ring: Ring = []
        for index in polygon[0]:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring += line[1:] if ring else line
        yield ring


def clipped(ring: Ring) -> Ring:
    """What of a ring lies within the box (Sutherland and Hodgman)."""
    for axis, bound, sign in ((0, BOX[0], 1), (1, BOX[1], 1), (0, BOX[2], -1), (1, BOX[3], -1)):
        kept: Ring = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            inside, was = (sign * (one[axis] - bound) >= 0 for one in (point, before))
            if inside != was:
                share = (bound - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if inside:
                kept.append(point)
        ring = kept
    return ring


def simplified(line: Ring, most: float) -> Ring:
    """The line with fewer points, nowhere further than `most` from what it was (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        furthest, where = most, 0
        for number in range(first + 1, last):
            px, py = line[number]
            if length:
                away = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
            else:
                away = ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            if away > furthest:
                furthest, where = away, number
        if where:
            keep.add(where)
            waiting += [(first, where), (where, last)]
    return [line[number] for number in sorted(keep)]


def area(ring: Ring) -> float:
    """In square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def outline(topology: dict[str, Any]) -> list[tuple[str, Ring]]:
    """Country and ring, Indonesia last so that it is drawn over its neighbours, the largest islands first."""
    arcs = decoded_arcs(topology)
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if geometry["type"] is None:
            continue
        for ring in rings_of(geometry, arcs):
            inside = clipped(ring)
            if len(inside) > 2 and area(inside) >= SMALLEST.get(name, 0.02):
                line = simplified([*inside, inside[0]], COARSENESS.get(name, ELSEWHERE))[:-1]
                if len(line) > 2:
                    found.append((name, line))
    return sorted(found, key=lambda one: (one[0] == HOME, one[0], -area(one[1])))


def path_of(ring: Ring) -> str:
    """A ring as an SVG path: hundredths of a degree, x is the longitude, y the latitude turned over."""
    points = [(round(lon * 100), round(-lat * 100)) for lon, lat in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    return f"M{points[0][0]},{points[0][1]}l" + " ".join(f"{x},{y}" for x, y in steps if x or y) + "z"


SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">
<!-- Outline of Indonesia and its neighbours. Made with Natural Earth (public domain) by docs/map/make_outline.py -->
<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#dfeaf2"/>
<g stroke-linejoin="round"><path fill="#f1f1ec" stroke="#c9cdca" vector-effect="non-scaling-stroke" d="{others}"/>
<path fill="#b9cfae" stroke="#6f8b62" vector-effect="non-scaling-stroke" d="{home}"/></g>
</svg>
"""


def main(source: str) -> None:
    """Write both files."""
    rings = outline(json.loads(Path(source).read_text(encoding="utf-8")))
    lines = [
        "# Outlines of Indonesia and of its neighbours within 92 to 144 degrees east, 13.5 south to 9.5 north.",
        "# Source: Natural Earth 4.1.0 (public domain), npm world-atlas 2.0.2, by docs/map/make_outline.py.",
        "# ring: longitude,latitude in hundredths of a degree, the first point once.",
        "country\tring",
    ]
    lines += [f"{name}\t{' '.join(f'{round(x * 100)},{round(y * 100)}' for x, y in ring)}" for name, ring in rings]
    (HOUSE / "siinas/reference/data/outline.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    west, south, east, north = (round(bound * 100) for bound in BOX)
    numbers = {"x": west, "y": -north, "width": east - west, "height": north - south}
    drawing = SVG.format(
        box=" ".join(map(str, numbers.values())),
        others="".join(path_of(ring) for name, ring in rings if name != HOME),
        home="".join(path_of(ring) for name, ring in rings if name == HOME),
        **numbers,
    )
    (HOUSE / "static/img/indonesia.svg").write_text(drawing, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
