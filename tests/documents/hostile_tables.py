"""Makes tables that should not get in: workbooks with macros, bombs, entities and lies; texts that are none."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from functools import cache

import xlsxwriter

from tests.documents.hostile_files import GOOD_PDF, HTML, archive, png

TYPES = "[Content_Types].xml"
MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HEADER = (b"code\tname\n", b"code,name\n")


def workbook(rows: list[list[object]] | None = None, *, formulas: bool = False) -> bytes:
    """Return a sound workbook with these rows on its only sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": formulas}) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(rows or [["code", "name"], ["11", "Aceh"]]):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    return out.getvalue()


def rebuilt(
    more: Mapping[str, bytes] = {}, without: tuple[str, ...] = (), swap: tuple[bytes, bytes] = (b"", b"")
) -> bytes:
    """Return the sound workbook with further parts, without some, or with some bytes changed in every part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename not in without and part.filename not in more:
                content = source.read(part)
                target.writestr(part.filename, content.replace(*swap) if swap[0] else content)
        for name, content in more.items():
            target.writestr(name, content)
    return out.getvalue()


def with_sheet(data: bytes) -> bytes:
    """Return a workbook whose sheet holds these bytes as its rows."""
    head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return rebuilt({"xl/worksheets/sheet1.xml": head + b"<sheetData>" + data + b"</sheetData></worksheet>"})


@cache
def bomb() -> bytes:
    """Return a workbook whose sheet unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename != "xl/sharedStrings.xml":
                target.writestr(part.filename, source.read(part))
        with target.open("xl/sharedStrings.xml", "w") as strings:
            for _ in range(300):
                strings.write(b" " * 1_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """Return the bomb with small sizes in its directory."""
    content = bytearray(bomb())
    at = content.rfind(b"xl/sharedStrings.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


def locked() -> bytes:
    """Return a workbook whose parts claim to be encrypted."""
    content = bytearray(workbook())
    at = content.find(b"PK\x01\x02")
    while at != -1:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


@cache
def hostile_tables() -> dict[str, tuple[str, bytes]]:
    """Return a file name and the bytes for every kind of table that must be refused."""
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rows = b'<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'
    return {
        "empty": ("tabel.xlsx", b""),
        "empty text": ("tabel.csv", b""),
        "archive": ("tabel.xlsx", archive()),
        "PDF": ("tabel.xlsx", GOOD_PDF),
        "old Office file": ("tabel.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "text named XLSX": ("tabel.xlsx", b"code,name\n11,Aceh\n"),
        "workbook named CSV": ("tabel.csv", workbook()),
        "PDF named CSV": ("tabel.csv", GOOD_PDF),
        "picture named TSV": ("tabel.tsv", png(4, 4)),
        "web page": ("tabel.csv", HTML),
        "program": ("tabel.tsv", b"MZ\x90\x00" + b"\0" * 400),
        "shell script": ("tabel.csv", b"#!/bin/sh\necho contoh\n"),
        "macro workbook by its name": ("tabel.xlsm", workbook()),
        "double extension": ("tabel.exe.xlsx", workbook()),
        "truncated": ("tabel.xlsx", workbook()[:-200]),
        "only a beginning": ("tabel.xlsx", b"PK\x03\x04"),
        "behind something": ("tabel.xlsx", b"x" * 30 + workbook()),
        "after something": ("tabel.xlsx", workbook() + HTML),
        "archive after archive": ("tabel.xlsx", archive() + workbook()),
        "macros": ("tabel.xlsx", rebuilt({"xl/vbaProject.bin": b"contoh"})),
        "macros by type": ("tabel.xlsx", rebuilt(swap=(MAIN, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))),
        "links to elsewhere": ("tabel.xlsx", rebuilt({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})),
        "embedded object": ("tabel.xlsx", rebuilt({"xl/embeddings/oleObject1.bin": b"contoh"})),
        "control": ("tabel.xlsx", rebuilt({"xl/activeX/activeX1.xml": b"<ax/>"})),
        "connection": ("tabel.xlsx", rebuilt({"xl/connections.xml": b"<connections/>"})),
        "program inside": ("tabel.xlsx", rebuilt({"xl/media/contoh.exe": b"MZ"})),
        "path out of the archive": ("tabel.xlsx", rebuilt({"../../etc/contoh.xml": b"<x/>"})),
        "absolute path": ("tabel.xlsx", rebuilt({"/etc/contoh.xml": b"<x/>"})),
        "name twice": ("tabel.xlsx", rebuilt({"XL/workbook.xml": b"<x/>"})),
        "no workbook": ("tabel.xlsx", rebuilt(without=("xl/workbook.xml",))),
        "no content types": ("tabel.xlsx", rebuilt(without=(TYPES,))),
        "document of another program": (
            "tabel.xlsx",
            rebuilt(swap=(MAIN, b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
        ),
        "entities": ("tabel.xlsx", rebuilt({"xl/styles.xml": b'<?xml version="1.0"?>' + entity + b"<x>&b;</x>"})),
        "entities in another encoding": (
            "tabel.xlsx",
            rebuilt({"xl/styles.xml": b"\xff\xfe" + f"{entity.decode()}<x/>".encode("utf-16-le")}),
        ),
        "locked": ("tabel.xlsx", locked()),
        "bomb": ("tabel.xlsx", bomb()),
        "bomb that lies": ("tabel.xlsx", lying_bomb()),
        "many parts": ("tabel.xlsx", rebuilt({f"xl/media/{n}.xml": b"" for n in range(2100)})),
        "too large": ("tabel.csv", HEADER[1] + b"11,Aceh\n" * 400_000),
        "not UTF-8": ("tabel.csv", "kode,nama\n11,Açeh\n".encode("latin-1")),
        "UTF-16": ("tabel.csv", "kode,nama\n".encode("utf-16")),
        "NUL in a text": ("tabel.tsv", HEADER[0] + b"11\tAc\x00eh\n"),
        "escape signs in a text": ("tabel.csv", HEADER[1] + b"11,\x1b[31mAceh\n"),
        "broken sheet": ("tabel.xlsx", with_sheet(rows)[:-30]),
    }


def unreadable_tables() -> dict[str, tuple[str, bytes]]:
    """Return kind and bytes of what passes as a file and cannot be read as a table."""
    cell = b'<c r="A%d" t="inlineStr"><is><t>x</t></is></c>'
    wide = b"".join(b'<c r="%s1" t="inlineStr"><is><t>x</t></is></c>' % name for name in _letters(70))
    return {
        "only comments": ("tsv", b"# Source: contoh\n"),
        "only blank lines": ("csv", b"\n\n ,,\n"),
        "empty sheet": ("xlsx", with_sheet(b"")),
        "far row": ("xlsx", with_sheet(b'<row r="1048576">' + cell % 1048576 + b"</row>")),
        "wide sheet": ("xlsx", with_sheet(b'<row r="1">' + wide + b"</row>")),
        "wide text": ("csv", b",".join([b"x"] * 70)),
        "long text": ("tsv", b"code\n" + b"1\n" * 200_001),
        "open quote": ("csv", b'code,name\n"11,Aceh\n'),
        "no XML": ("xlsx", rebuilt({"xl/worksheets/sheet1.xml": b"bukan XML"})),
        "reference to no string": ("xlsx", with_sheet(b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>')),
    }


def _letters(count: int) -> list[bytes]:
    one = [bytes([65 + n]) for n in range(26)]
    return (one + [b"A" + n for n in one] + [b"B" + n for n in one])[:count]
