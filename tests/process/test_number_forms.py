"""Numbers out of files: all real forms are read, nothing is guessed, what is written is read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siinas.process.number_forms import COMMA, DOT, decimal_mark, read_written
from siinas.process.words import UnreadableNumber, number_words, short_number

FORMS = [
    ("Rp. 12.840.966", "12840966", ""),
    ("Rp12.840", "12840", ""),
    ("IDR 9.450.000.000", "9450000000", ""),
    ("-Rp. 1.500.000", "-1500000", ""),
    ("Rp -1.500.000", "-1500000", ""),
    ("Rp 12.840.966,-", "12840966", ""),
    ("6.755.001,00", "6755001", ""),
    ("0,00%", "0", "%"),
    ("12,5 %", "12.5", "%"),
    ("0.01 %", "0.01", "%"),
    ("1797.56", "1797.56", ""),
    ("1797.560", "1797.56", ""),
    ("0.125", "0.125", ""),
    ("292000.00000 TNE", "292000", "TNE"),
    ("73.000,5 ton", "73000.5", "ton"),
    ("6 Unit", "6", "Unit"),
    ("1,234,567.89", "1234567.89", ""),
    ("1.234.567", "1234567", ""),
    ("1 234 567,5", "1234567.5", ""),
    ("1\u00a0234\u00a0567", "1234567", ""),
    ("007", "7", ""),
    ("1000", "1000", ""),
    ("  12  ", "12", ""),
    ("0,2500", "0.25", ""),
    ("m³ 5", None, ""),
    ("5 m³", "5", "m³"),
]


@pytest.mark.parametrize(("text", "value", "unit"), FORMS)
def test_the_forms_of_the_real_files(text, value, unit):
    if value is None:
        with pytest.raises(UnreadableNumber):
            read_written(text)
    else:
        assert read_written(text) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.345 TNE", "999.000", "-1.234", "73.000 ton"])
def test_what_can_be_read_in_two_ways_is_asked_about(text):
    with pytest.raises(UnreadableNumber) as told:
        read_written(text)
    assert "(ribuan) atau" in str(told.value)


def test_the_remedy_says_what_to_write_for_each_reading():
    with pytest.raises(UnreadableNumber) as told:
        read_written("1.234")
    assert str(told.value) == (
        "“1.234” dapat dibaca 1.234 (ribuan) atau 1,234 (desimal). Tulis 1234 untuk yang pertama, atau 1,23 untuk yang "
        "kedua."
    )
    with pytest.raises(UnreadableNumber) as told:
        read_written("1.234", decimals=4)
    assert "atau 1,2340 untuk yang kedua" in str(told.value)
    assert read_written("1,2340", decimals=4).value == Decimal("1.234")


@pytest.mark.parametrize(
    ("text", "more", "value"),
    [
        ("1.234", {"mark": COMMA}, "1234"),
        ("1.234", {"mark": DOT}, "1.234"),
        ("1,234", {"mark": COMMA}, "1.234"),
        ("1,234", {"mark": DOT}, "1234"),
        ("Rp 1.234", {}, "1234"),
        ("Rp 1.234", {"mark": DOT}, "1234"),
        ("1.234", {"decimals": 0}, "1234"),
        ("12.000", {"decimals": 0}, "12000"),
        ("1,234", {"decimals": 0}, "1234"),
        ("1.234", {"decimals": 0, "mark": DOT}, "1.234"),
        ("1797.56", {"mark": COMMA}, "1797.56"),
        ("6.755.001,00", {"mark": DOT}, "6755001"),
    ],
)
def test_what_makes_it_plain(text, more, value):
    assert read_written(text, **more).value == Decimal(value)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        ([], ""),
        (["1", "1.234", "12,345"], ""),
        (["1.234", "0,5"], COMMA),
        (["1.234", "1.234.567"], COMMA),
        (["1.234", "6.755.001,00", "0,00%"], COMMA),
        (["1.234", "1797.56"], DOT),
        (["1.234", "292000.00000 TNE"], DOT),
        (["0,5", "0.5"], ""),
        (["bukan angka", "0,5"], COMMA),
    ],
)
def test_what_a_column_makes_plain(texts, mark):
    assert decimal_mark(texts) == mark


MORE = ("-", "1.234.56", "1 2", "12 34", "Rp Rp 5", "--5", "1/2", "9" * 16, "1" * 61, "=1+1", "0.1.2")


@pytest.mark.parametrize(
    "text",
    ["", "Rp", "abc", "1.2.3", "1.23.456", "1,23,456", "1e5", "1E+05", "٣", "12..5", ",5", ".5", "5.", "5,", *MORE],
)
def test_what_is_no_number(text):
    with pytest.raises(UnreadableNumber) as told:
        read_written(text)
    assert str(told.value).endswith(".")


AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)


@given(AMOUNTS, st.integers(min_value=0, max_value=5), st.sampled_from(["", " TNE", "%", " kg"]))
def test_what_we_write_is_read_back(value, decimals, unit):
    """As people in Indonesia read it, and as machines write it; never another number than was meant."""
    rounded = round(value, min(decimals, 2))
    for text in (number_words(rounded, decimals), short_number(rounded, 2), f"{rounded:.{decimals}f}"):
        try:
            assert read_written(f"{text}{unit}").value == rounded, text
        except UnreadableNumber:
            assert text.count(".") + text.count(",") == 1
            assert text[-4:-3] in {".", ","}, text


@given(AMOUNTS)
def test_with_its_mark_everything_is_read(value):
    assert read_written(short_number(value), mark=COMMA).value == value
    assert read_written(f"{value}", mark=DOT).value == value


@given(st.text(max_size=30))
def test_nothing_breaks_the_reader(text):
    try:
        found = read_written(text)
    except UnreadableNumber as problem:
        assert str(problem)
    else:
        assert found.value.is_finite()
        decimal_mark([text])


def test_where_no_decimals_are_asked_none_are_suggested():
    with pytest.raises(UnreadableNumber, match="bilangan bulat, misalnya 1000"):
        read_written("dua ratus", decimals=0)
    with pytest.raises(UnreadableNumber, match="1000 atau 1,5"):
        read_written("dua ratus", decimals=2)
