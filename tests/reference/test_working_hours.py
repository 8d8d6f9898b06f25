"""Working time: office hours of working days, without nights, weekends, holidays and cuti bersama."""

from datetime import datetime, timedelta

import pytest

from siinas.process.words import JAKARTA
from siinas.reference.working_hours import OfficeHours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-10-06 09:00", "2026-10-06 11:30", 2.5),
        ("2026-10-06 06:00", "2026-10-06 09:00", 1),
        ("2026-10-06 15:00", "2026-10-06 22:00", 1),
        ("2026-10-06 15:00", "2026-10-07 09:00", 2),
        ("2026-10-06 17:00", "2026-10-06 23:00", 0),
        ("2026-10-09 15:00", "2026-10-12 09:00", 2),  # over a weekend
        ("2026-10-10 09:00", "2026-10-11 15:00", 0),  # a Saturday and a Sunday
        ("2026-12-23 15:00", "2026-12-28 09:00", 2),  # cuti bersama on the 24th, Christmas on the 25th
        ("2026-10-07 09:00", "2026-10-06 09:00", 0),
    ],
)
def test_between(start: str, end: str, hours: float) -> None:
    assert OfficeHours().between(at(start), at(end)) == timedelta(hours=hours)


def test_other_hours() -> None:
    assert OfficeHours(7, 24).between(at("2026-10-06 06:00"), at("2026-10-07 08:00")) == timedelta(hours=18)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 menit"),
        (59, "59 menit"),
        (60, "1 jam"),
        (310, "5 jam 10 menit"),
        (900, "15 jam"),
        (960, "2 hari"),
        (1300, "2 hari 5 jam"),
    ],
)
def test_words(minutes: int, words: str) -> None:
    assert OfficeHours().words(timedelta(minutes=minutes)) == words
