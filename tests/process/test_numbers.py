"""Numbers as people in Indonesia write them: read right, or refused with the remedy."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siinas.process.words import UnreadableNumber, number_words, read_number, short_number

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999999.99"), places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1.234", "1234"),
        ("1234", "1234"),
        ("1,5", "1.5"),
        ("1,50", "1.5"),
        ("0", "0"),
        ("0,05", "0.05"),
        ("Rp 1.000", "1000"),
        ("Rp. 12.840.966", "12840966"),
        ("idr 7", "7"),
        (" 1 234 ", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("999.999.999.999.999,99", "999999999999999.99"),
    ],
)
def test_reads_what_was_meant(typed, meant):
    assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("", "misalnya 1.234"),
        (" ", "misalnya 1.234"),
        ("abc", "misalnya 1.234"),
        ("1.5", "tulis 1,5"),
        ("0.500", "tulis 0,500"),
        ("1234.567", "tulis 1234,567"),
        ("1,234.56", "1.234.567,89"),
        ("1,234,567", "1.234.567,89"),
        ("1.23.4", "misalnya 1.234"),
        ("1.234.56", "misalnya 1.234"),
        ("1,", "misalnya 1.234"),
        (",5", "misalnya 1.234"),
        ("1,2,3", "misalnya 1.234"),
        ("１２３", "misalnya 1.234"),
        ("١٢٣", "misalnya 1.234"),
        ("1e5", "misalnya 1.234"),
        ("+5", "misalnya 1.234"),
        ("--5", "minus"),
        ("-5", "minus"),
        ("−5", "minus"),
        ("1,234", "2 angka"),
        ("NaN", "misalnya 1.234"),
        ("1000000000000000", "terlalu besar"),
    ],
)
def test_refuses_with_a_remedy(typed, remedy):
    with pytest.raises(UnreadableNumber, match=remedy.replace(".", r"\.")):
        read_number(typed)


def test_a_whole_number_takes_no_fraction():
    assert read_number("1.234,0", 0) == 1234
    with pytest.raises(UnreadableNumber, match="bilangan bulat"):
        read_number("1.234,5", 0)


def test_minus_only_where_it_is_allowed():
    assert read_number("-1.234,5", negative=True) == Decimal("-1234.5")
    assert read_number("−7", negative=True) == -7


@given(AMOUNTS)
def test_what_is_written_is_read_again(amount):
    assert read_number(number_words(amount)) == amount
    assert read_number(short_number(amount)) == amount


@given(AMOUNTS)
def test_negative_amounts_too(amount):
    assert read_number(number_words(-amount), negative=True) == -amount


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        value = read_number(text)
    except UnreadableNumber as refusal:
        assert str(refusal).endswith(".")
    else:
        assert value.is_finite() and value >= 0
