"""What is said of an answer that its field does not allow."""

import pytest

from siinas.process.fields import Choices, Day, Year
from siinas.process.judging import fault_of


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("31/02/2026", "Tanggal ini tidak ada dalam kalender. Periksa hari dan bulannya."),
        ("kemarin", "Tulis tanggal seperti 22/11/2026."),
    ],
)
def test_a_day_that_is_none(value, said):
    assert fault_of(Day("Tanggal"), value, lambda reference: {}) == said


def test_of_several_choices_the_unknown_ones_are_named():
    field = Choices("Negara", among={"TH": "Thailand", "AU": "Australia"})
    assert fault_of(field, ["TH", "Australi"], lambda reference: {}) == "Tidak ada dalam daftar: Australi."
    assert fault_of(field, ["TH", "AU"], lambda reference: {}) == ""


def test_a_year_that_nobody_knows():
    known, either = Year("Tahun"), Year("Tahun", or_zero=True)
    assert fault_of(either, 0, lambda reference: {}) == "" == fault_of(either, 1900, lambda reference: {})
    assert fault_of(known, 0, lambda reference: {}) == "Tulis tahun dengan empat angka, paling awal 1900."
    for wrong in (False, 20, 1899, "0", -1):
        said = fault_of(either, wrong, lambda reference: {})
        assert said == "Tulis tahun dengan empat angka, paling awal 1900, atau 0 bila tidak diketahui.", wrong
    assert either.words(0, lambda reference, code: code) == "0 (tidak diketahui)"
