"""The format of the files under data/: tab-separated UTF-8, with the source named in comment lines at the top."""

from __future__ import annotations

from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent / "data"


class DataFileError(ValueError):
    """A reference file does not have the form it must have; the message names the file and the line."""


def parse_rows(text: str, columns: tuple[str, ...], name: str = "text") -> tuple[tuple[str, ...], ...]:
    """Return the rows of a reference file, each with one stripped string for each of `columns`, in file order.

    Lines that begin with `#` and empty lines are passed over; the first other line must be the header, equal to
    `columns`. An empty cell is the empty string. Raises DataFileError for another header or a wrong number of cells.
    """
    width = len(columns)
    header_seen = False
    rows: list[tuple[str, ...]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if not header_seen:
            if cells != columns:
                raise DataFileError(f"{name}, line {number}: header {cells} instead of {columns}")
            header_seen = True
            continue
        if len(cells) != width:
            raise DataFileError(f"{name}, line {number}: {len(cells)} cells instead of {width}")
        rows.append(cells)
    if not header_seen:
        raise DataFileError(f"{name}: no header line")
    return tuple(rows)


def read_rows(file_name: str, columns: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of `data/<file_name>`; see parse_rows. Raises FileNotFoundError where there is no such file."""
    return parse_rows((DATA / file_name).read_text(encoding="utf-8"), columns, file_name)
