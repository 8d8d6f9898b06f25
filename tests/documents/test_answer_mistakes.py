"""Generated workbooks with seeded mistakes of every kind of question: each is told at its cell, and nothing else is."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from siinas.documents import given_tables, workbook
from siinas.documents.answer_cells import AnswerReader
from siinas.documents.answer_reader import SheetReader
from siinas.documents.answer_sheets import AskedSheet, Origin, columns_of
from siinas.documents.answer_workbook import Book, contents_of, write
from siinas.documents.given_tables import GivenSheet, Line
from siinas.process.checks import Facts
from siinas.process.fields import (
    Choice,
    Choices,
    Coordinate,
    Day,
    Email,
    HsCode,
    LongText,
    Nib,
    Npwp,
    Percent,
    Phone,
    Quantity,
    Reference,
    Rupiah,
    Text,
    Whole,
    Year,
    YesNo,
)
from siinas.process.steps import Row, Step
from siinas.process.tables import Grid, Table
from siinas.process.words import number_words

TODAY = date(2026, 10, 6)
LISTS = {
    "unit": [("TNE", "Ton (TNE)", ""), ("KGM", "Kilogram (KGM)", ""), ("LTR", "Liter (LTR)", "")],
    "country": [("JP", "Jepang", ""), ("SG", "Singapura", ""), ("KR", "Korea, Republik", "")],
    "own_kbli": [("10721", "10721 — Industri Gula Pasir", ""), ("10722", "10722 — Industri Gula Merah", "")],
}


class Lists:
    """The lists behind the questions."""

    def options(self, reference):
        return LISTS[reference.name]

    def codes(self, reference):
        return frozenset(code for code, _label, _heading in LISTS[reference.name])


class Line_(Row):  # noqa: N801
    """A row with a question of every kind."""

    name = Text("Nama", longest=20)
    unit = Choice("Satuan", among=Reference("unit"))
    kbli = Choice("KBLI", among=Reference("own_kbli"))
    kind = Choice("Jenis", among={"a": "Bensin", "b": "Solar"})
    hs = HsCode("Kode HS")
    amount = Quantity("Jumlah", counted_in=unit)
    fine = Quantity("Debit", decimals=5, unit="m³/detik", required=False)
    people = Whole("Orang", unit="orang")
    value = Rupiah("Nilai")
    share = Percent("Bagian")
    sold = YesNo("Dijual")
    countries = Choices("Negara", among=Reference("country"), when=share.more_than(0))
    day = Day("Tanggal", past=True)
    year = Year("Tahun")
    built = Year("Tahun pembuatan", required=False, or_zero=True)
    latitude = Coordinate("Lintang", least="-11.5", most="6.5")
    note = LongText("Catatan", required=False)
    mail = Email("E-mail", required=False)
    phone = Phone("Telepon", required=False)
    nib = Nib("NIB", required=False)
    npwp = Npwp("NPWP", required=False)


class Cells(Row):
    """The cells of a grid."""

    volume = Quantity("Volume", unit="m³")
    cost = Rupiah("Biaya")


class Page(Step, title="Halaman Contoh"):
    """One page with a table and a grid."""

    rows = Table("Tabel Contoh", of=Line_, row_title=Line_.name, most_rows=200)
    grid = Grid("Kisi Contoh", rows={"one": "Air tanah", "two": "Air permukaan"}, of=Cells)


TABLE = AskedSheet("Tabel Contoh", Page, Page.rows, columns_of(Line_.fields.values(), None))
GRID = AskedSheet(
    "Kisi Contoh", Page, Page.grid, columns_of(Cells.fields.values(), None), tuple(Page.grid.rows.items())
)
PLAIN = AskedSheet("Isian Contoh", Page, None, columns_of(Line_.fields.values(), None, with_units=False))
MISTAKES = {
    "name": ["x" * 21, "=1+1"],
    "unit": ["karung", "TON ton"],
    "kbli": ["25111", "Industri Kapal", 10723],
    "kind": ["Avtur"],
    "hs": ["1701", "1701991X", 201, 170199100],
    "amount": ["1.234", "banyak", -1, "-5", 0.123, "5 liter", "1.2.3", 10**15, date(2026, 1, 1), "10%"],
    "fine": ["1.234", -0.5, "5 ton"],
    "people": [1.5, "dua", -3, "7,5"],
    "value": [10.5, "1.234,5", -1, "USD 5"],
    "share": [101, "seratus", "150%", 12.345],
    "sold": ["mungkin", 7],
    "countries": ["Atlantis", "JP, XX"],
    "day": ["kemarin", "31/02/2026", date(2026, 10, 7)],
    "year": [26, "1899", 2027, "dua ribu", 0, "0"],
    "built": [26, "1899", 2027, "00", 0.5],
    "latitude": ["7,5", "utara", -12],
    "note": ["x" * 2001],
    "mail": ["bukan alamat"],
    "phone": ["abc"],
    "nib": ["123", 9120000000017.5],
    "npwp": ["12.34"],
}
"""Per question, what no cell may hold."""
LABELS = {name: {code: label for code, label, _heading in rows} for name, rows in LISTS.items()}
WAYS = {
    "unit": lambda value: [value, LABELS["unit"][value], value.lower()],
    "kbli": lambda value: [value, int(value), LABELS["own_kbli"][value]],
    "kind": lambda value: [value, {"a": "Bensin", "b": "solar"}[value]],
    "hs": lambda value: [value, f"{value[:4]}.{value[4:6]}.{value[6:]}"],
    "amount": lambda value: [value, f"{value:.4f}", number_words(value, 4), f"{value:.2f} TON"],
    "people": lambda value: [value, number_words(value, 0), f"{value} orang"],
    "value": lambda value: [value, f"Rp. {number_words(value, 0)}", f"Rp{number_words(value, 0)},-"],
    "share": lambda value: [value, f"{number_words(value, 2)}%", f"{value:.4f} %"],
    "sold": lambda value: [value, "Ya" if value else "tidak"],
    "countries": lambda value: [", ".join(value), "; ".join(value)],
    "day": lambda value: [value, f"{value:%d/%m/%Y}", value.isoformat()],
    "year": lambda value: [value, str(value)],
    "built": lambda value: [value, str(value)],
    "latitude": lambda value: [value, f"{value}".replace(".", ",")],
}
"""Per question, the forms in which people write the same."""


def good_row(chance, number):
    """A row of good answers."""
    share = Decimal(chance.randrange(0, 10001)) / 100
    row = {
        "name": f"Baris {number}",
        "unit": "TNE",
        "kbli": chance.choice(["10721", "10722"]),
        "kind": chance.choice("ab"),
        "hs": f"{chance.randrange(10**8):08d}",
        "amount": Decimal(chance.randrange(10**9)) / 100,
        "people": Decimal(chance.randrange(5000)),
        "value": Decimal(chance.randrange(10**12)),
        "share": share.quantize(Decimal("0.01")),
        "sold": chance.random() < 0.5,
        "day": date(2026, chance.randrange(1, 10), chance.randrange(1, 29)),
        "year": chance.randrange(1950, 2027),
        "built": chance.choice((0, 1900, 2026)),
        "latitude": Decimal(chance.randrange(-11_000_000, 6_000_000)) / 1_000_000,
    }
    row["amount"] = row["amount"].quantize(Decimal("0.01"))
    if share:
        row["countries"] = chance.choice([["JP"], ["SG", "JP"], ["KR"]])
    for key, value in (("note", "Catatan\ndua baris"), ("mail", "a@contoh.example.test"), ("phone", "021 5550100")):
        if chance.random() < 0.3:
            row[key] = value
    if chance.random() < 0.3:
        row |= {"nib": "9120000000017", "npwp": "0012345678901000", "fine": Decimal("0.00125")}
    return row


def book_with(sheets, answers):
    origin = Origin("x", "LP-1", "2026-Q3", "f", "b", {})
    content = write(Book(origin, "PT Contoh", "Laporan", sheets, contents_of(sheets, answers, Lists())), Lists())
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_of(book, name):
    """A sheet as the child process reads it and its parent takes it over."""
    out = io.BytesIO()
    book.save(out)
    answer = workbook.read_sheets(out.getvalue(), 5000)
    assert answer["damage"] == ""
    found = next(one for one in answer["sheets"] if one["title"] == name)
    lines = [Line(n, tuple(given_tables._cell(cell) for cell in cells)) for n, cells in enumerate(found["rows"], 1)]
    return GivenSheet(name, False, tuple(line for line in lines if any(cell is not None for cell in line.cells)))


def read(asked, book):
    reader = SheetReader(AnswerReader(Lists(), TODAY), Facts(TODAY, None))
    return reader.read(asked, sheet_of(book, asked.name))


def places(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def column_of(key):
    return next(column.heading for column in TABLE.columns if column.key == key)


def without_blanks(row):
    return {key: value for key, value in row.items() if value is not None}


@pytest.mark.parametrize("seed", range(60))
def test_every_mistake_is_told_at_its_cell_and_no_other(seed):
    chance = random.Random(seed)
    rows = [good_row(chance, number) for number in range(1, 16)]
    book = book_with([TABLE], {"rows": rows})
    sheet = book[TABLE.name]
    at = places(sheet)
    seeded = {}
    for number, row in enumerate(rows, 2):
        seeded_there: list[str] = []
        if chance.random() < 0.4:
            for key in chance.sample(sorted(MISTAKES), chance.randrange(1, 4)):
                if key == "countries" and (not row["share"] or "share" in seeded_there):
                    continue  # not asked there
                seeded_there.append(key)
                cell = sheet.cell(number, at[column_of(key)])
                cell.value = chance.choice(MISTAKES[key])
                seeded[cell.coordinate] = key
    found = read(TABLE, book)
    told = {fault.cell: fault.key for fault in found.faults}
    unasked = {c for c, key in seeded.items() if key == "countries" and c not in told and share_is_wrong(seeded, c)}
    assert told == {c: key for c, key in seeded.items() if c not in unasked}
    assert all(fault.sentence.endswith(".") and len(fault.sentence) > 10 for fault in found.faults)
    bad_lines = {_line(coordinate) for coordinate in seeded}
    good = [row for number, row in enumerate(rows, 2) if number not in bad_lines]
    assert found.answers.get("rows", []) == good
    assert found.left_out == len({_line(c) for c in told})


def share_is_wrong(seeded, coordinate):
    """Whether the share of the same line is wrong, so that nobody asks for countries there."""
    return any(key == "share" and _line(c) == _line(coordinate) for c, key in seeded.items())


def _line(coordinate):
    return int(coordinate.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_right_is_read_however_it_is_written(seed):
    chance = random.Random(1000 + seed)
    rows = [good_row(chance, number) for number in range(1, 16)]
    book = book_with([TABLE], {"rows": rows})
    sheet = book[TABLE.name]
    at = places(sheet)
    for number, row in enumerate(rows, 2):
        for key, ways in WAYS.items():
            if row.get(key) is not None:
                sheet.cell(number, at[column_of(key)]).value = chance.choice(ways(row[key]))
    found = read(TABLE, book)
    assert [(fault.cell, fault.typed, fault.sentence) for fault in found.faults] == []
    assert found.answers["rows"] == rows
    assert found.missing == []


@pytest.mark.parametrize("key", sorted(MISTAKES))
def test_plain_answers_are_told_one_by_one(key):
    row = good_row(random.Random(5), 1) | {"share": Decimal("5.00"), "countries": ["JP"]}
    for mistake in MISTAKES[key]:
        book = book_with([PLAIN], row)
        sheet = book[PLAIN.name]
        heading = next(column.heading for column in PLAIN.columns if column.key == key)
        cell = next(line[1] for line in sheet.iter_rows(min_row=2) if line[0].value == heading)
        cell.value = mistake
        found = read(PLAIN, book)
        told = {fault.cell: fault.key for fault in found.faults}
        assert told.get(cell.coordinate) == key, (key, mistake)
        expected = {k: v for k, v in row.items() if k != key and not (key == "share" and k == "countries")}
        others = {"amount"} if key == "unit" else set()
        assert {k: v for k, v in found.answers.items() if k not in others} == without_blanks(
            {k: v for k, v in expected.items() if k not in others}
        )


def test_a_grid_is_told_cell_by_cell():
    cells = {
        "one": {"volume": Decimal("5.00"), "cost": Decimal(100)},
        "two": {"volume": Decimal("1.50"), "cost": Decimal(1)},
    }
    book = book_with([GRID], {"grid": cells})
    sheet = book[GRID.name]
    sheet["B3"].value = "1.234"
    found = read(GRID, book)
    assert [(fault.cell, fault.key) for fault in found.faults] == [("B3", "volume")]
    assert found.answers["grid"] == {"one": cells["one"], "two": {"cost": Decimal(1)}}
    sheet["A3"].value = "Air laut"
    found = read(GRID, book)
    assert [fault.cell for fault in found.faults] == ["A3"]
    assert found.answers["grid"] == {"one": cells["one"]}


def test_a_column_that_writes_its_decimals_plainly_is_read_so():
    rows = [good_row(random.Random(9), number) for number in range(1, 4)]
    book = book_with([TABLE], {"rows": rows})
    sheet = book[TABLE.name]
    at = places(sheet)[column_of("amount")]
    for number, text in enumerate(("1.234", "2.500,50", "12"), 2):
        sheet.cell(number, at).value = text
    found = read(TABLE, book)
    assert [row["amount"] for row in found.answers["rows"]] == [
        Decimal("1234.00"),
        Decimal("2500.50"),
        Decimal("12.00"),
    ]
    sheet.cell(3, at).value = "2500.50"
    found = read(TABLE, book)
    assert [fault.sentence for fault in found.faults] == ["Isi paling banyak 2 angka di belakang koma."]


def test_what_is_missing_is_no_mistake_and_is_told():
    row = good_row(random.Random(3), 1) | {"share": Decimal("0.00")}
    row.pop("countries", None)
    del row["hs"], row["people"]
    found = read(TABLE, book_with([TABLE], {"rows": [row]}))
    assert found.faults == []
    assert [fault.key for fault in found.missing] == ["hs", "people"]
    assert found.answers["rows"] == [row]


def test_rows_beyond_the_most_are_told():
    rows = [good_row(random.Random(1), number) for number in range(1, 204)]
    found = read(TABLE, book_with([TABLE], {"rows": rows}))
    assert len(found.answers["rows"]) == 200
    assert [fault.cell for fault in found.faults] == ["A202", "A203", "A204"]
