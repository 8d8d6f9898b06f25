"""The 38 provinces as tiles of a map: short name, column and row, roughly where they lie."""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """One province: a short name and its place, counted from the upper left."""

    short: str
    column: int
    row: int


TILES: dict[str, Tile] = {
    "11": Tile("Aceh", 0, 0),
    "12": Tile("Sumut", 1, 0),
    "13": Tile("Sumbar", 0, 1),
    "14": Tile("Riau", 1, 1),
    "21": Tile("Kepri", 2, 1),
    "17": Tile("Bengk", 0, 2),
    "15": Tile("Jambi", 1, 2),
    "19": Tile("Babel", 2, 2),
    "16": Tile("Sumsel", 1, 3),
    "18": Tile("Lamp", 1, 4),
    "36": Tile("Banten", 1, 5),
    "31": Tile("DKI", 2, 5),
    "32": Tile("Jabar", 3, 5),
    "33": Tile("Jateng", 4, 5),
    "34": Tile("DIY", 4, 6),
    "35": Tile("Jatim", 5, 5),
    "51": Tile("Bali", 6, 5),
    "52": Tile("NTB", 7, 5),
    "53": Tile("NTT", 8, 5),
    "61": Tile("Kalbar", 4, 2),
    "62": Tile("Kalteng", 5, 2),
    "65": Tile("Kaltara", 5, 0),
    "64": Tile("Kaltim", 5, 1),
    "63": Tile("Kalsel", 5, 3),
    "71": Tile("Sulut", 8, 0),
    "75": Tile("Gorontalo", 7, 0),
    "72": Tile("Sulteng", 7, 1),
    "76": Tile("Sulbar", 7, 2),
    "74": Tile("Sultra", 8, 2),
    "73": Tile("Sulsel", 7, 3),
    "82": Tile("Malut", 9, 0),
    "81": Tile("Maluku", 9, 2),
    "96": Tile("PBD", 10, 1),
    "92": Tile("Pabar", 11, 1),
    "94": Tile("Pateng", 11, 2),
    "91": Tile("Papua", 12, 2),
    "95": Tile("Papeg", 12, 3),
    "93": Tile("Pasel", 12, 4),
}
