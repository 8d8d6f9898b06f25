"""Numbers as files hold them: every form of reporting.md 7.14, and what can be read in two ways is asked about.

A form on the screen is read by `words.read_number`, strictly as written in Indonesia. A text that comes in a file may
have been written by another program: `6.755.001,00` as well as `1797.56` or `292000.00000 TNE`. Only one sign with
exactly three digits behind it is read by nobody in one way: `1.234`. It is decided, in this order, by:

* `Rp` in front of it: rupiah are written with a dot between thousands;
* the other cells of its column, where they all write the decimals with the same sign (`decimal_mark`);
* the question, where it asks for a whole number: nobody writes 1.000 for one person.

Everything else is asked about, with both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from siinas.process.words import LARGEST, UnreadableNumber, short_number

COMMA, DOT = ",", "."
"""The sign in front of the decimals: `1.234,5` or `1,234.5`."""
_SPACES = r"[\s\u00a0\u2009\u202f]"
_WRITTEN = re.compile(
    rf"(?P<rupiah>Rp\.?|IDR)?{_SPACES}*(?P<sign>[-−]?){_SPACES}*(?P<rupiah_2>Rp\.?|IDR)?{_SPACES}*"
    rf"(?P<digits>[0-9](?:(?:[0-9.,]|{_SPACES})*[0-9])?)(?P<dash>,[-–—])?{_SPACES}*(?P<unit>%|m[23]|[^\W\d_][^0-9]{{0,39}})?",
    re.IGNORECASE,
)
_BY_MARK = {
    COMMA: re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<fraction>[0-9]+))?"),
    DOT: re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<fraction>[0-9]+))?"),
}
LONGEST = 60
NO_NUMBER = "Isi dengan angka, misalnya 1000 atau 1,5."
NO_WHOLE_NUMBER = "Isi dengan bilangan bulat, misalnya 1000."


class Written(NamedTuple):
    """A number with what stands behind it: "%", a unit, or nothing."""

    value: Decimal
    unit: str


def read_written(text: str, *, decimals: int = 2, mark: str = "") -> Written:
    """The number in a text out of a file; `decimals` as the question allows, `mark` as the column writes them.

    Raises UnreadableNumber with an Indonesian sentence for what is none, or what can be read in two ways.
    """
    found, no_number = _parts(text), NO_NUMBER if decimals else NO_WHOLE_NUMBER
    if found is None:
        raise UnreadableNumber(no_number)
    rupiah, negative, body, unit = found
    readings = _readings(body)
    if not readings:
        raise UnreadableNumber(no_number)
    if len(readings) == 1:
        (value,) = readings.values()
    elif chosen := _chosen(body, rupiah, decimals, mark):
        value = readings[chosen]
    else:
        raise UnreadableNumber(_both(text.strip(), readings, decimals))
    if value >= LARGEST:
        raise UnreadableNumber("Angka ini terlalu besar. Periksa kembali banyaknya digit dan satuannya.")
    return Written(-value if negative and value else value, unit)


def decimal_mark(texts: Iterable[str]) -> str:
    """The sign in front of the decimals, as far as the texts of a column make it plain; empty where they do not.

    Texts that can be read in two ways, or have no separator at all, say nothing; texts that contradict each other
    make nothing plain.
    """
    seen: set[str] = set()
    for text in texts:
        found = _parts(text)
        readings = _readings(found[2]) if found else {}
        if found and len(readings) == 1 and not found[2].isdigit():
            seen |= set(readings)
    return seen.pop() if len(seen) == 1 else ""


def _parts(text: str) -> tuple[bool, bool, str, str] | None:
    """Whether it is rupiah, whether negative, the digits with their separators, and the unit; None for no number."""
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None or (found["rupiah"] and found["rupiah_2"]):
        return None
    spaced = re.sub(_SPACES, " ", found["digits"])
    if " " in spaced and not re.fullmatch(r"[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?", spaced):
        return None
    return bool(found["rupiah"] or found["rupiah_2"]), bool(found["sign"]), spaced.replace(" ", ""), found["unit"] or ""


def _readings(body: str) -> dict[str, Decimal]:
    """What the digits mean by each sign; equal meanings once."""
    readings: dict[str, Decimal] = {}
    for mark, form in _BY_MARK.items():
        if found := form.fullmatch(body):
            whole = re.sub(r"[.,]", "", found["whole"])
            readings[mark] = Decimal(f"{whole}.{found['fraction'] or '0'}")
    if body.isdigit():
        readings.pop(DOT, None)
    return readings


def _chosen(body: str, rupiah: bool, decimals: int, mark: str) -> str:
    """By which sign `1.234` is to be read; empty where nothing says so."""
    thousands = COMMA if "." in body else DOT
    if rupiah and thousands == COMMA:
        return COMMA
    if mark:
        return mark
    return thousands if decimals == 0 else ""


def _both(text: str, readings: dict[str, Decimal], decimals: int) -> str:
    many, few = max(readings.values()), min(readings.values())
    kept = few.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if decimals < 3 else few
    return (
        f"“{text}” dapat dibaca {short_number(many, 0)} (ribuan) atau {short_number(few, 3)} (desimal). "
        f"Tulis {many:.0f} untuk yang pertama, atau {_plain(kept)} untuk yang kedua."
    )


def _plain(value: Decimal) -> str:
    """A number without thousands that is read in one way only: three decimals get a fourth."""
    text = f"{value.normalize():f}".replace(".", ",")
    return f"{text}0" if len(text.partition(",")[2]) == 3 else text
