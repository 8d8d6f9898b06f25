"""Charts as numbers for SVG: a map of tiles and a line, placed on the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from siinas.reference.province_tiles import TILES

TILE = 52
"""Side of a tile with its gap, in units of the drawing."""
LINE_WIDTH, LINE_HEIGHT, EDGE = 640, 200, 36


def percent(share: float | None) -> str:
    """A share in words: `42 %`, a dash where there is none; never 100 % while somebody is missing."""
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "< 1 %"
    return f"{100 if share >= 1 else min(99, round(share * 100))} %"


def step(share: float | None) -> int:
    """The colour of a share: 0 (nobody is obliged), then 1 (below a fifth) to 5 (four fifths and more)."""
    return 0 if share is None else min(5, int(share * 5) + 1)


@dataclass(frozen=True, slots=True)
class MapTile:
    """A province on the map: place in the drawing, short and full name, share in words and as a colour."""

    code: str
    short: str
    name: str
    x: int
    y: int
    words: str
    step: int
    detail: str


def map_tiles(shares: Mapping[str, tuple[float | None, str]], names: Mapping[str, str]) -> list[MapTile]:
    """All provinces; `shares` gives the share and what is read out beside it, by code."""
    found = []
    for code, tile in sorted(TILES.items()):
        share, detail = shares.get(code, (None, ""))
        place = tile.column * TILE, tile.row * TILE
        found.append(MapTile(code, tile.short, names[code], *place, percent(share), step(share), detail))
    return found


def map_size() -> tuple[int, int]:
    """Width and height of the map."""
    columns = max(tile.column for tile in TILES.values()) + 1
    return columns * TILE, (max(tile.row for tile in TILES.values()) + 1) * TILE


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A period on the line: place, its short name, the share in words, and whether there is one."""

    x: int
    y: int
    name: str
    words: str
    known: bool


def line_points(shares: Sequence[tuple[str, float | None]]) -> list[LinePoint]:
    """The points of a line over periods, from the left; nought at the bottom, all at the top."""
    wide = (LINE_WIDTH - 2 * EDGE) / max(1, len(shares) - 1)
    high = LINE_HEIGHT - 2 * EDGE
    return [
        LinePoint(
            round(EDGE + wide * place),
            round(LINE_HEIGHT - EDGE - high * (share or 0.0)),
            name,
            percent(share),
            share is not None,
        )
        for place, (name, share) in enumerate(shares)
    ]
