"""What is missing, told by the row where it is missing; numbers without needless zeros."""

import pytest

from siinas.catalogue.reports.production import Capacity, GeneralData, Workforce
from siinas.process.missing import Missing, missing_by_row
from siinas.process.periods import Quarter
from siinas.process.words import digest_words, plainly
from tests.factories import complete_answers

PERIOD = Quarter(2026, 3)


def test_nothing_is_missing_from_complete_answers():
    for step in (GeneralData, Capacity, Workforce):
        assert missing_by_row(step, complete_answers(), PERIOD) == []


def test_a_page_of_plain_fields():
    answers = complete_answers() | {"signer_name": None, "production_status": "idle"}
    assert missing_by_row(GeneralData, answers, PERIOD) == [
        Missing("", ("Alasan tidak berproduksi", "Nama Penanda Tangan Laporan"))
    ]


def test_rows_are_named_as_on_their_page():
    answers = complete_answers()
    answers["capacity_lines"] = [{"cap_product": "Gula", "cap_kbli": "10721"}]
    (found,) = missing_by_row(Capacity, answers, PERIOD)
    assert found.row == "Produk 1 — Gula"
    assert "Kapasitas Produksi Dalam Satuan Asli per Jul - Sep 2026" in found.labels


def test_a_blank_grid_is_one_entry():
    answers = complete_answers() | {"workers": {}, "education": None}
    assert [(one.row, one.all) for one in missing_by_row(Workforce, answers, PERIOD)] == [
        ("Pekerja per Hari", True),
        ("Pekerja menurut pendidikan", True),
    ]


@pytest.mark.parametrize(
    ("frozen", "shown"),
    [
        ("30.000,00", "30.000"),
        ("1.200,50", "1.200,5"),
        ("292.000,00000", "292.000"),
        ("12,50%", "12,5%"),
        ("0,00", "0"),
        ("-1,20", "-1,2"),
        ("60.000.000,00 kg", "60.000.000 kg"),
        ("Rp780.000.000", "Rp780.000.000"),
        ("0,05", "0,05"),
        ("Jl. Contoh 1,00", "Jl. Contoh 1,00"),
        ("Jepang, Singapura", "Jepang, Singapura"),
        ("", ""),
    ],
)
def test_needless_zeros(frozen, shown):
    assert plainly(frozen) == shown


def test_a_digest_in_groups():
    assert digest_words("0123456789abcdef" * 4) == " ".join(["01234567", "89abcdef"] * 4)
