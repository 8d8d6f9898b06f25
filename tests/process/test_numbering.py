"""Formats of letter numbers: what they may hold, what comes out of them, and that no two can meet unnoticed."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from siinas.catalogue import processes
from siinas.process.numbering import PLACEHOLDERS, as_written, explained, format_fault, may_meet, numbered

DAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("{seq}/BPA-SIINAS/{roman}/{year}", "0007/BPA-SIINAS/X/2026"),
        ("{seq}/{year}", "0007/2026"),
        ("NO.{seq}-{month}.{year}", "NO.0007-10.2026"),
        ("{year}{sep}", ""),
    ],
)
def test_numbers(text: str, number: str) -> None:
    if number:
        assert format_fault(text) == ""
        assert numbered(text, 7, DAY) == number
    else:
        assert format_fault(text)


def test_large_numbers_and_every_month() -> None:
    assert numbered("{seq}/{year}", 123456, DAY) == "123456/2026"
    months = [numbered("{roman}", 1, date(2026, month, 1)) for month in range(1, 13)]
    assert months == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Isi format"),
        ("{seq}/{year}/" + "A" * 60, "paling panjang 60"),
        ("{seq}", "{year}"),
        ("SI/{year}", "{seq}"),
        ("{seq}/{tahun}/{year}", "{tahun}"),
        ("{seq}/{}/{year}", "{}"),
        ("{seq}{year}", "Pisahkan"),
        ("A{seq}/{year}", "Pisahkan"),
        ("{seq}/{year}1", "Pisahkan"),
        ("{seq}/a/{year}", "huruf besar"),
        ("{seq} / {year}", "huruf besar"),
        ("{seq}/{year}/{0}", "huruf besar"),
        ("{seq!r}/{year}", "huruf besar"),
        ("{seq:09d}/{year}", "huruf besar"),
        ("{seq.real}/{year}", "huruf besar"),
        ("{seq}/{year}/{", "huruf besar"),
        ("{seq}/{year}/Ä", "huruf besar"),
        ("{seq}/{year}\n", "huruf besar"),
    ],
)
def test_faulty_formats(text: str, said: str) -> None:
    assert said in format_fault(text)
    assert format_fault(text).endswith(".")


FORMATS = [
    "{seq}/A/{year}",
    "{seq}/B/{year}",
    "{year}/A/{seq}",
    "{seq}/A/{month}/{year}",
    "{seq}/A/10/{year}",
    "{seq}/A/X/{year}",
    "{seq}/A/{roman}/{year}",
    "0003/A/{year}-{seq}",
    "{seq}-A/{year}",
    "0003/A/{seq}/{year}",
]


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(FORMATS, 2)))
def test_formats_that_may_meet_are_found(one: str, other: str) -> None:
    """Compared with what they give in all months of two years, up to the number of the year itself."""

    def given(text: str) -> set[str]:
        days = [date(year, month, 1) for year in (2026, 2027) for month in range(1, 13)]
        return {numbered(text, seq, day) for seq in (1, 3, 2026, 2027) for day in days}

    assert may_meet(one, other) == may_meet(other, one)
    if given(one) & given(other):
        assert may_meet(one, other)
    assert may_meet(one, one)


def test_formats_that_cannot_meet_are_told_apart() -> None:
    assert not may_meet("{seq}/A/{year}", "{seq}/B/{year}")
    assert not may_meet("{seq}/A/{roman}/{year}", "{seq}/A/{month}/{year}")
    assert not may_meet("{seq}/A/{year}", "{seq}-A/{year}")
    assert not may_meet("{seq}/A/{year}", "{seq}/A/{roman}/{year}")
    assert not may_meet("{seq}/A/13/{year}", "{seq}/A/{month}/{year}")


def test_the_catalogue_s_own_formats_never_meet() -> None:
    formats = [letter.number for process in processes().values() for letter in process.issued.values()]
    assert len(formats) >= 2
    for one, other in itertools.combinations(formats, 2):
        assert not may_meet(one, other), (one, other)


def test_typing_and_explaining() -> None:
    assert as_written(" 0007/bpa-siinas / x/2026\n") == "0007/BPA-SIINAS/X/2026"
    assert len(list(explained())) == len(PLACEHOLDERS)
