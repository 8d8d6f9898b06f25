"""Who tries too often is told how long to wait, for a limit of a quarter of an hour as for one of a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from siinas.operations import accounts, throttle
from siinas.refusal import Refused, TooMany
from tests.conftest import Clock, MakeWork


def refused(make_work: MakeWork, *, most: int, within: timedelta) -> str:
    """The sentence, empty where another try is allowed."""
    try:
        throttle.allow(make_work(), "x", "key", most=most, within=within, sentence="Tunggu {wait}.")
    except TooMany as problem:
        return problem.reason
    return ""


def test_the_wait_is_until_another_try_is_allowed(make_work: MakeWork, clock: Clock) -> None:
    for _try in range(3):
        throttle.count(make_work(), "x", "key")
        clock.move(minutes=5)
    assert refused(make_work, most=3, within=throttle.QUARTER_HOUR) == "", "the first one is forgotten just now"
    clock.move(minutes=-1)
    assert refused(make_work, most=3, within=throttle.QUARTER_HOUR) == "Tunggu 1 menit."
    clock.move(minutes=1)
    assert refused(make_work, most=2, within=throttle.QUARTER_HOUR) == "Tunggu 5 menit."
    assert refused(make_work, most=1, within=throttle.DAY) == "Tunggu 24 jam."
    assert refused(make_work, most=3, within=throttle.DAY) == "Tunggu 24 jam."
    clock.move(hours=10)
    assert refused(make_work, most=3, within=throttle.DAY) == "Tunggu 14 jam."
    clock.move(hours=13)
    assert refused(make_work, most=3, within=throttle.DAY) == "Tunggu 45 menit."


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "1 menit"), (0.5, "1 menit"), (14.2, "15 menit"), (90, "90 menit"), (91, "2 jam"), (1440, "24 jam")],
)
def test_waits_in_words(minutes: float, words: str) -> None:
    assert throttle.wait_in_words(timedelta(minutes=minutes)) == words


def test_the_limit_of_a_day_says_so(make_work: MakeWork, clock: Clock) -> None:
    said = []
    for number in range(23):
        with pytest.raises(Refused) as problem:
            accounts.sign_in(make_work(), "siapa", "salah")
        said.append(problem.value.reason)
        clock.move(minutes=4 if number < 20 else 0)
    assert set(said[:20]) == {accounts.WRONG}
    assert said[20] == "Terlalu banyak percobaan masuk. Tunggu 23 jam, atau pilih Lupa kata sandi."


def test_the_limit_of_a_quarter_says_so(make_work: MakeWork) -> None:
    for _try in range(5):
        with pytest.raises(Refused, match="tidak cocok"):
            accounts.sign_in(make_work(), "siapa", "salah")
    with pytest.raises(TooMany, match="Tunggu 15 menit, atau pilih Lupa kata sandi"):
        accounts.sign_in(make_work(), "siapa", "salah")
