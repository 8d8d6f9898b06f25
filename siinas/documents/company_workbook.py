"""Workbooks for loading companies: the template to fill in, and a brought table with its faulty cells marked."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from siinas.documents.company_sheet import COLUMNS, EDITION, LINES, SHEET, FaultyCell, letter
from siinas.documents.given_tables import Cell, CellError, Formula, GivenTable
from siinas.documents.tables import defused
from siinas.process.fields import Choice, Coordinate, Day, Field, Npwp, Quantity, Reference, Year, YesNo
from siinas.reference.document_types import RISKS

LONGEST_LIST = 255
"""Characters that a spreadsheet allows in a list of choices."""
FILLED_ROWS = 20_000
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HOW = {
    LINES: "KBLI dan risikonya, yang utama lebih dulu: 10721:MT; 10729:MT. Risiko: "
    + ", ".join(f"{key} ({label})" for key, label in RISKS.items())
    + ".",
    EDITION: "Tahun KBLI; kosong berarti versi yang berlaku.",
    "factory_location": "Nama kabupaten/kota (Kabupaten Malang) atau kodenya (3507). Satu baris untuk satu lokasi.",
    "office_regency": "Nama kabupaten/kota atau kodenya.",
    "office_district": "Nama kecamatan di kabupaten/kota itu, atau kodenya (6 angka).",
    "factory_district": "Nama kecamatan di kabupaten/kota lokasi pabrik, atau kodenya (6 angka).",
    "email": "Alamat akun. Kata sandi awal dikirim ke sini bila administrator mengirim undangan.",
    "company_name": "Seperti pada NIB. Bila NIB sudah tercatat, nama yang tercatat dipertahankan.",
}
EXAMPLE: dict[str, Any] = {
    "nib": "9120000000000",
    "company_name": "PT Contoh Baris Karangan",
    "npwp": "0912000000099000",
    "factory_location": "Kabupaten Malang",
    "email": "surat@contoh-baris.example.test",
    LINES: "10721:MT; 10729:MT",
    EDITION: "2020",
    "legal_form": "Perseroan Terbatas (PT)",
    "nib_issued_on": "9 Agustus 2021",
    "investment_status": "PMDN",
    "business_scale": "Menengah",
    "reporting_category": "Industri Menengah Besar",
    "stage": "Produksi",
    "responsible_name": "Sari Contoh",
    "responsible_position": "Direktur",
    "phone": "0341 5550100",
    "office_street": "Jl. Contoh Raya No. 1",
    "office_regency": "Kota Malang",
    "office_postal_code": "65111",
    "factory_street": "Jl. Contoh Pabrik No. 2",
    "factory_postal_code": "65112",
    "location_type": "Di luar kawasan",
    "land_area": "1.500,5",
    "land_area_unit": "m²",
    "latitude": "-8,166",
    "longitude": "112,61",
}
"""The row of the template that shows how: plainly invented, and not loaded by whoever forgets to delete it."""
NOTES = (
    "Isi lembar Perusahaan: satu baris untuk satu lokasi pabrik. Baris contoh boleh dihapus; baris itu tidak dimuat.",
    "Kolom berjudul tebal dan berlatar kuning wajib diisi. Kolom lain boleh kosong dan dilengkapi perusahaan sendiri.",
    "Kolom yang tidak dipakai boleh dihapus; urutannya boleh diubah. Judul kolom boleh diganti dengan kuncinya.",
    "Tanggal: 9 Agustus 2021, 09/08/2021 atau 2021-08-09. Angka: 1.500,5 atau 1500,5 (koma desimal).",
    "Rumus tidak dihitung: salin lalu tempel sebagai nilai. CSV dengan koma atau titik koma juga diterima.",
    "Baris yang NIB dan lokasinya sudah memiliki akun dilewati; data yang sudah ada tidak pernah ditimpa.",
)


def kind_words(key: str, asked: Field) -> str:
    """How a column is filled, in words."""
    if key in HOW:
        return HOW[key]
    if isinstance(asked, YesNo):
        return "Ya atau Tidak."
    if isinstance(asked, Choice) and isinstance(asked.among, Mapping):
        return f"Salah satu dari: {'; '.join(asked.among.values())}."
    told = {Day: "Tanggal.", Quantity: "Angka.", Coordinate: "Derajat desimal.", Year: "Tahun, empat angka."}
    words = [next((text for kind, text in told.items() if isinstance(asked, kind)), ""), asked.unit, asked.help]
    if isinstance(asked, Npwp):
        words = ["15 atau 16 angka; titik dan strip boleh ditulis."]
    return " ".join(word for word in words if word and word != "°")


def template() -> bytes:
    """A workbook to fill in: the sheet with headings, lists and an invented row, and a sheet that explains."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS | {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        heads = {
            needed: book.add_format(
                {"bold": needed, "text_wrap": True, "valign": "top", "border": 1, "bg_color": colour}
            )
            for needed, colour in ((True, "#FFF2CC"), (False, "#DCE6F0"))
        }
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 2)
        sheet.set_row(0, 48)
        for at, (key, asked) in enumerate(COLUMNS.items()):
            sheet.set_column(at, at, max(16, min(34, len(asked.label) + 2)), text)
            sheet.write_string(0, at, asked.label, heads[asked.required])
            sheet.write_comment(0, at, f"{kind_words(key, asked)}\nKunci: {key}", {"x_scale": 2})
            _offer(sheet, at, asked)
            if key in EXAMPLE:
                sheet.write_string(1, at, EXAMPLE[key], text)
        _explain(book, heads[False])
    return out.getvalue()


def _offer(sheet: Any, at: int, asked: Field) -> None:
    """A list to choose from, where it is short enough for a spreadsheet."""
    choices: list[str] = []
    if isinstance(asked, YesNo):
        choices = ["Ya", "Tidak"]
    elif isinstance(asked, Choice) and not isinstance(asked.among, Reference):
        choices = list(asked.among.values())
    if choices and len(",".join(choices)) <= LONGEST_LIST and not any("," in choice for choice in choices):
        rule = {"validate": "list", "source": choices, "error_type": "warning"}
        sheet.data_validation(1, at, FILLED_ROWS, at, rule)


def _explain(book: Any, head: Any) -> None:
    sheet = book.add_worksheet("Petunjuk")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 40, wrapped)
    sheet.set_column(1, 1, 10, wrapped)
    sheet.set_column(2, 2, 90, wrapped)
    sheet.set_column(3, 3, 26, wrapped)
    for at, note in enumerate(NOTES):
        sheet.merge_range(at, 0, at, 3, note, wrapped)
    begins = len(NOTES) + 1
    for at, title in enumerate(("Kolom", "Wajib", "Cara mengisi", "Kunci")):
        sheet.write_string(begins, at, title, head)
    for number, (key, asked) in enumerate(COLUMNS.items(), begins + 1):
        told = (asked.label, "ya" if asked.required else "", kind_words(key, asked), key)
        for at, words in enumerate(told):
            sheet.write_string(number, at, words, wrapped)


def marked(table: GivenTable, faults: Iterable[FaultyCell], told: Mapping[int, str]) -> bytes:
    """The table as it was brought, each cell at its place, the faulty ones coloured and with the remedy as a comment.

    `told` says per line what becomes of the row; it stands in a column of its own behind the others.
    """
    import xlsxwriter

    remedies: dict[str, list[str]] = {}
    for fault in faults:
        remedies.setdefault(fault.cell, []).append(fault.sentence)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS | {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#DCE6F0"})
        bad = book.add_format({"bg_color": "#F8D7DA", "font_color": "#8B0000"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        day_bad = book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#F8D7DA", "font_color": "#8B0000"})
        sheet = book.add_worksheet((table.sheet or SHEET)[:31])
        width = max([len(table.header), *(len(line.cells) for line in table.lines)])
        sheet.set_column(0, width, 20)
        for number, cells in [
            (table.header_line, table.header),
            *((line.number, line.cells) for line in table.lines),
        ]:
            is_head = number == table.header_line
            for at in range(width):
                place = f"{letter(at)}{number}"
                cell = cells[at] if at < len(cells) else None
                wrong = remedies.get(place)
                style = bad if wrong else head if is_head else None
                _write(sheet, (number - 1, at), cell, style, day_bad if wrong else day)
                if wrong:
                    sheet.write_comment(number - 1, at, "\n".join(wrong), {"x_scale": 2})
            sheet.write_string(number - 1, width, "Hasil pemeriksaan" if is_head else told.get(number, ""), head)
    return out.getvalue()


def _write(sheet: Any, place: tuple[int, int], cell: Cell, style: Any, day: Any) -> None:
    if cell is None:
        if style is not None:
            sheet.write_blank(*place, None, style)
    elif isinstance(cell, Decimal):
        sheet.write_number(*place, float(cell), style)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, day)
    elif isinstance(cell, Formula | CellError):
        sheet.write_string(*place, defused(cell.text if isinstance(cell, Formula) else cell.code), style)
    else:
        sheet.write_string(*place, defused(str(cell)), style)
