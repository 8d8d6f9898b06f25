"""Tables come in only as plain text or as a passive workbook; their cells are read and never evaluated."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from siinas.documents import pdf_sandbox
from siinas.documents.given_tables import CellError, Formula, read_table
from siinas.documents.pdf_sandbox import RefusedFile
from siinas.documents.tables import Column, as_typed, csv_lines, defused, xlsx_bytes
from siinas.documents.uploads import accept_upload
from tests.documents.hostile_tables import hostile_tables, rebuilt, unreadable_tables, with_sheet, workbook

TABLES = frozenset({"xlsx", "csv", "tsv"})
HOSTILE = hostile_tables()
UNREADABLE = unreadable_tables()
LIMIT = 2 * 1024 * 1024


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_tables_are_refused_with_a_sentence(kind: str) -> None:
    name, content = HOSTILE[kind]
    with pytest.raises(RefusedFile) as refusal:
        accept_upload(content, name, accepts=TABLES, max_bytes=LIMIT, max_pages=1)
    assert refusal.value.reason[0].isupper()
    assert refusal.value.reason.endswith(".")
    assert any(verb in refusal.value.reason.lower() for verb in ("unggah", "pilih", "perkecil"))


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_table_is_refused_with_a_sentence(kind: str) -> None:
    with pytest.raises(RefusedFile) as refusal:
        read_table(UNREADABLE[kind][1], UNREADABLE[kind][0])
    assert refusal.value.reason.endswith(".")


@pytest.mark.parametrize("kind", ["bomb that lies", "entities", "macros", "truncated", "no workbook", "PDF"])
def test_a_hostile_workbook_that_was_not_checked_before_does_no_harm_to_the_reader(kind: str) -> None:
    try:
        table = read_table(HOSTILE[kind][1], "xlsx")
    except RefusedFile as refusal:
        assert refusal.reason.endswith(".")
    else:
        assert table.header == ("code", "name")


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("tabel.csv", b"code,name\n11,Aceh\n", "text/csv"),
        ("tabel.tsv", b"code\tname\n11\tAceh\n", "text/tab-separated-values"),
        ("Tabel.XLSX", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("tabel.xlsx", rebuilt({"xl/printerSettings/printerSettings1.bin": b"contoh"}), "application/vnd.openxml"),
    ],
)
def test_sound_tables_are_accepted(name: str, content: bytes, media: str) -> None:
    file = accept_upload(content, name, accepts=TABLES, max_bytes=LIMIT, max_pages=1)
    assert file.media_type.startswith(media)
    assert (file.sha256, file.pages) == (hashlib.sha256(content).hexdigest(), 1)
    table = read_table(content, file.extension)
    assert table.header == ("code", "name")
    assert [line.cells for line in table.lines] == [("11", "Aceh")]
    assert table.lines[0].number == 2


def test_a_table_is_no_document_and_a_document_no_table() -> None:
    with pytest.raises(RefusedFile, match=r"Jenis berkas \.csv tidak diterima"):
        accept_upload(b"a,b\n", "a.csv", accepts={"pdf"}, max_bytes=LIMIT, max_pages=1)
    with pytest.raises(RefusedFile, match="Unggah berkas XLSX, CSV atau TSV"):
        accept_upload(b"%PDF-", "a.pdf", accepts=TABLES, max_bytes=LIMIT, max_pages=1)


def test_a_workbook_under_a_wrong_ending_is_told_the_right_one() -> None:
    with pytest.raises(RefusedFile, match=r"menjadi \.xlsx"):
        accept_upload(workbook(), "a.csv", accepts=TABLES, max_bytes=LIMIT, max_pages=1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_as_spreadsheets_write_it(delimiter: str, end: str, mark: str) -> None:
    text = mark + end.join(["code;name".replace(";", delimiter), f'11{delimiter}"Aceh, dua{end}baris; tiga"', ""])
    table = read_table(text.encode(), "csv")
    assert table.header == ("code", "name")
    assert len(table.lines) == 1 and table.lines[0].cells[0] == "11"
    assert str(table.lines[0].cells[1]).startswith("Aceh, dua") and str(table.lines[0].cells[1]).endswith("; tiga")


def test_lines_are_numbered_as_a_person_counts_them() -> None:
    given = '# Source: Contoh\n# Version: 2025\n\ncode,name\n11,Aceh\n\n12,"dua\nbaris"\n13,Riau\n'
    table = read_table(given.encode(), "csv")
    assert table.header_line == 4
    assert [(line.number, line.cells[0]) for line in table.lines] == [(5, "11"), (7, "12"), (9, "13")]
    assert table.notes == {"source": "Contoh", "version": "2025"}


def test_the_own_format_knows_no_quotes_and_says_so_of_its_numbers() -> None:
    table = read_table(b'# Sumber: Contoh\ncode\tname\nA\t"B", C\n', "tsv")
    assert table.lines[0].cells == ("A", '"B", C')
    assert table.dotted and table.notes == {"source": "Contoh"}
    assert not read_table(b"code\tname\n", "csv").dotted


def test_cells_of_a_workbook_keep_their_kinds_and_formulas_are_named() -> None:
    rows: list[list[object]] = [
        ["code", "name", "n", "day"],
        ["0201", "  dua ", 1.5, True],
        [],
        [3, "=1+1", None, None],
    ]
    table = read_table(workbook(rows, formulas=True), "xlsx")
    assert table.lines[0].cells == ("0201", "dua", Decimal("1.5"), "Ya")
    assert table.lines[1].number == 4
    assert table.lines[1].cells == (Decimal(3), Formula("=1+1"))
    assert table.lines[1].cell(3) is None
    as_text = read_table(workbook(rows), "xlsx")
    assert as_text.lines[1].cells[1] == "=1+1", "a text that looks like a formula is a text"


def test_dates_and_errors_of_a_workbook() -> None:
    content = xlsx_bytes("Data", [Column("day", "date")], [[date(2026, 11, 22)]])
    assert read_table(content, "xlsx").lines[0].cells == (date(2026, 11, 22),)
    head = b'<row r="1"><c r="A1" t="inlineStr"><is><t>n</t></is></c></row>'
    content = with_sheet(head + b'<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>')
    assert read_table(content, "xlsx").lines[0].cells == (CellError("#N/A"),)


def test_only_the_first_visible_sheet_is_read() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        hidden, shown = book.add_worksheet("Lama"), book.add_worksheet("Baru")
        hidden.write(0, 0, "lama")
        shown.write(0, 0, "baru")
        shown.activate()
        hidden.hide()
    assert read_table(out.getvalue(), "xlsx").header == ("baru",)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "'=1", "a", "'a", "\u00a0=1"])
def test_what_was_defused_comes_back_as_it_was(text: str) -> None:
    assert as_typed(defused(text)) == text or text == "'=1"
    sent = b"".join(csv_lines([Column("name")], [[text]]))
    (line,) = read_table(sent, "csv").lines
    assert line.cells[0] in {text.strip(), "=1"}


def test_reading_a_table_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_sandbox, "LONG_WALL_SECONDS", 0.01)
    with pytest.raises(RefusedFile, match="rusak"):
        read_table(workbook(), "xlsx")
