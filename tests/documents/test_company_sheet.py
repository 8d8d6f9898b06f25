"""The table of companies: good cells of each kind, one bad value per kind of column told by its cell, templates."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from siinas.documents.company_sheet import COLUMNS, CompanySheet, letter, stored, typed_values
from siinas.documents.company_workbook import EXAMPLE, marked, template
from siinas.documents.given_tables import read_table
from siinas.process.fields import (
    Choice,
    Coordinate,
    Day,
    Email,
    Nib,
    Nik,
    Nitku,
    Npwp,
    Phone,
    Quantity,
    Reference,
    Text,
    WebAddress,
    Year,
    YesNo,
)

TODAY = date(2026, 10, 6)
KNOWN = {2020: frozenset({"10721", "10729"}), 2025: frozenset({"10721"})}


class Lists:
    """A few regions instead of a database."""

    LISTS = {
        "regency": [("3507", "Kabupaten Malang", "Jawa Timur"), ("3573", "Kota Malang", "Jawa Timur")],
        "district": [("350701", "Donomulyo", ""), ("350702", "Pagak", "")],
    }

    def options(self, reference: Reference) -> list[tuple[str, str, str]]:
        if reference.name == "district" and reference.under != "3507":
            return []
        return self.LISTS[reference.name]

    def codes(self, reference: Reference) -> frozenset[str]:
        return frozenset(code for code, _label, _heading in self.options(reference))


GOOD: dict[str, object] = {
    "nib": "9120000000017",
    "company_name": "PT Contoh Satu",
    "npwp": "09.120.000.0-011.000",
    "factory_location": "Kab. Malang",
    "email": "surat@contoh-satu.example.test",
}


def sheet(*rows: dict[str, object], headings: dict[str, str] | None = None) -> CompanySheet:
    """A workbook with those rows, read back as a person would bring it."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Perusahaan"
    page.append([(headings or {}).get(key, COLUMNS[key].label if key in COLUMNS else key) for key in keys])
    for row in rows:
        page.append([row.get(key) for key in keys])
    out = io.BytesIO()
    book.save(out)
    return CompanySheet(read_table(out.getvalue(), "xlsx"), Lists(), KNOWN, TODAY)


def faults(**changed: object) -> list[tuple[str, str, str]]:
    (row,) = sheet(GOOD | changed).rows()
    return [(fault.cell, fault.column, fault.sentence) for fault in row.faults]


def values(**changed: object) -> dict[str, object]:
    (row,) = sheet(GOOD | changed).rows()
    assert row.faults == []
    return row.values


def test_letters() -> None:
    assert [letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_numbers_dates_and_choices_as_people_write_them() -> None:
    found = values(
        nib=9120000000017,
        nib_issued_on="9 Agustus 2021",
        production_start="01/02/2020",
        founded_year=1999,
        legal_form="Perseroan Terbatas (PT)",
        uses_trade_recommendation="ya",
        land_area="1.500,5",
        land_area_unit="m²",
        building_area=200,
        latitude="-8,166",
        longitude=112.61,
        factory_district="Kec. Pagak",
        office_regency="35.73",
        business_lines="10729 : mt; 10721 (Menengah Tinggi)",
        responsible_nik="3507010101800001",
    )
    assert found["nib"] == "9120000000017"
    assert found["npwp"] == "0091200000011000"
    assert found["factory_location"] == "3507"
    assert found["nib_issued_on"] == date(2021, 8, 9)
    assert found["production_start"] == date(2020, 2, 1)
    assert (found["founded_year"], found["legal_form"], found["uses_trade_recommendation"]) == (1999, "pt", True)
    assert (found["land_area"], found["building_area"]) == (Decimal("1500.5"), Decimal(200))
    assert (found["latitude"], found["longitude"]) == (Decimal("-8.166"), Decimal("112.61"))
    assert (found["factory_district"], found["office_regency"]) == ("350702", "3573")
    assert found["office_province"] == "35"
    assert found["business_lines"] == [["10729", "MT"], ["10721", "MT"]]
    assert typed_values(stored(found)) == found


BAD: dict[str, tuple[object, str]] = {
    "nib": ("912000000001", "13 angka"),
    "company_name": ("x" * 256, "255"),
    "npwp": ("12", "15 atau 16"),
    "factory_location": ("Kabupaten Tiada", "Pilih salah satu dari daftar"),
    "email": ("bukan e-mail", "e-mail"),
    "business_lines": ("10721", "Tulis seperti 10721:MT"),
    "kbli_version": ("20", "tahunnya"),
    "legal_form": ("PT Tbk", "Pilih salah satu dari daftar"),
    "nitku": ("12", "22 angka"),
    "nib_issued_on": ("31/02/2021", "tanggal"),
    "founded_year": ("99", "empat angka"),
    "responsible_nik": ("1234567890123456", "NIK"),
    "phone": ("abc", "nomor telepon"),
    "website": ("contoh", "http"),
    "uses_trade_recommendation": ("mungkin", "Ya atau Tidak"),
    "office_rt_rw": ("1-2", "RT/RW"),
    "office_postal_code": ("123", "5 angka"),
    "factory_district": ("Tiada", "tidak ada dalam kabupaten/kota itu"),
    "land_area": ("1.500", "dapat dibaca"),
    "building_area": ("luas", "Isi dengan angka"),
    "latitude": ("95", "-11"),
    "parent_company": ('=HYPERLINK("http://x")', "rumus"),
    "responsible_name": ("x" * 101, "100"),
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_told_by_its_cell(key: str) -> None:
    typed, sentence = BAD[key]
    rows = sheet(GOOD, GOOD | {key: typed})
    _good, bad = rows.rows()
    place = list(dict.fromkeys([*GOOD, key])).index(key)
    found = [fault for fault in bad.faults if fault.key == key]
    assert [fault.cell for fault in found] == [f"{letter(place)}3"]
    assert found[0].column == COLUMNS[key].label
    assert sentence.casefold() in found[0].sentence.casefold()
    assert found[0].typed


def test_every_kind_of_column_has_a_bad_value() -> None:
    kinds = {type(COLUMNS[key]) for key in BAD}
    assert kinds >= {type(asked) for asked in COLUMNS.values()} - {type(COLUMNS["office_village"])}
    assert kinds >= {
        Choice, Coordinate, Day, Email, Nib, Nik, Nitku, Npwp, Phone, Quantity, Text, WebAddress, Year, YesNo
    }  # fmt: skip


@pytest.mark.parametrize("key", GOOD)
def test_what_is_required_must_be_there(key: str) -> None:
    ((cell, column, sentence),) = faults(**{key: None})
    assert (column, sentence) == (COLUMNS[key].label, "Sel ini wajib diisi.")
    assert cell == f"{letter(list(GOOD).index(key))}2"


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"nitku": "1" * 22}, "nitku"),
        ({"latitude": "-8,1", "office_latitude": "-8,1"}, "office_latitude"),
        ({"land_area": "10"}, "land_area_unit"),
        ({"founded_year": 2030}, "founded_year"),
        ({"nib_issued_on": date(2026, 10, 7)}, "nib_issued_on"),
        ({"office_district": "Pagak"}, "office_district"),
        ({"business_lines": "10721:MT; 10721:R"}, "business_lines"),
        ({"business_lines": "99999:MT"}, "business_lines"),
        ({"business_lines": "10721:X"}, "business_lines"),
        ({"business_lines": "10729:MT", "kbli_version": "2025"}, "business_lines"),
        ({"business_lines": "10729:MT", "kbli_version": "2017"}, "business_lines"),
    ],
)
def test_what_one_cell_alone_does_not_tell(changed: dict[str, object], key: str) -> None:
    (row,) = sheet(GOOD | changed).rows()
    assert key in {fault.key for fault in row.faults}


def test_all_faults_of_a_row_are_told_at_once() -> None:
    (row,) = sheet(GOOD | {"nib": "1", "email": "x", "land_area": "a"}).rows()
    assert [fault.key for fault in row.faults] == ["nib", "email", "land_area"]


def test_headings_may_be_keys_and_strange_ones_are_told() -> None:
    assert sheet(GOOD, headings={key: key for key in GOOD}).header_faults == []
    found = sheet(GOOD | {"Warna": "biru"}).header_faults
    assert [(fault.cell, fault.typed) for fault in found] == [("F1", "Warna")]
    without = sheet({key: value for key, value in GOOD.items() if key != "email"}).header_faults
    assert [fault.column for fault in without] == ["E-mail Perusahaan"]


def test_a_formula_is_never_evaluated() -> None:
    ((_cell, _column, sentence),) = faults(company_name="=1+1")
    assert "rumus" in sentence


def test_the_template_is_read_back() -> None:
    table = read_table(template(), "xlsx")
    assert table.sheet == "Perusahaan"
    read = CompanySheet(table, Lists(), KNOWN, TODAY)
    assert read.header_faults == []
    (row,) = read.rows()
    assert row.faults == []
    assert row.values["nib"] == EXAMPLE["nib"]
    assert "Contoh" in row.values["company_name"]
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["Perusahaan", "Petunjuk"]
    assert {str(rule.formula1) for rule in book["Perusahaan"].data_validations.dataValidation} >= {'"Ya,Tidak"'}
    told = {str(cell.value) for line in book["Petunjuk"].iter_rows() for cell in line}
    assert set(COLUMNS) <= told and {asked.label for asked in COLUMNS.values()} <= told


def test_csv_and_semicolons_are_read() -> None:
    text = "NIB;Nama Perusahaan;NPWP;Lokasi Pabrik;E-mail Perusahaan\n" + ";".join(map(str, GOOD.values()))
    read = CompanySheet(read_table(text.encode(), "csv"), Lists(), KNOWN, TODAY)
    (row,) = read.rows()
    assert (row.faults, row.line) == ([], 2)


def test_the_marked_workbook_names_the_same_cells() -> None:
    read = sheet(GOOD | {"parent_company": "=1+1", "nib_issued_on": date(2021, 8, 9)}, GOOD | {"email": "x"})
    rows = list(read.rows())
    all_ = [fault for row in rows for fault in row.faults]
    book = openpyxl.load_workbook(io.BytesIO(marked(read.table, all_, {2: "1 kesalahan", 3: "1 kesalahan"})))
    page = book["Perusahaan"]
    noted = {cell.coordinate: cell.comment.text for line in page.iter_rows() for cell in line if cell.comment}
    assert set(noted) == {fault.cell for fault in all_} == {"F2", "E3"}
    assert "rumus" in noted["F2"]
    assert page["E3"].fill.fgColor.rgb.endswith("F8D7DA")
    assert page["F2"].data_type == "s", "a formula comes back as text"
    assert page["G2"].value.date() == date(2021, 8, 9)
    assert page["H3"].value == "1 kesalahan"
