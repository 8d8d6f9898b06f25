"""What the code of a statement says, and what an uploaded sheet therefore is."""

import pytest

from siinas.process.statement_code import (
    MATCHED,
    OTHER_CASE,
    OTHER_VERSION,
    UNREAD,
    SheetRead,
    sheet_read,
    statement_code,
)

NUMBER, OTHER = "LP-2026-000001", "LP-2026-000002"
NOW, BEFORE = "ab" * 32, "cd" * 32


def test_the_text():
    code = statement_code(NUMBER, NOW)
    assert code == f"SIINAS-SP1 LP-2026-000001 {'AB' * 32}"
    assert set(code) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), "the signs of the smaller code"


@pytest.mark.parametrize(
    ("codes", "read"),
    [
        ([], SheetRead(UNREAD)),
        (["https://example.test", ""], SheetRead(UNREAD)),
        ([f"SIINAS-SP1 {NUMBER} {'AB' * 31}"], SheetRead(UNREAD)),
        ([f"SIINAS-SP2 {NUMBER} {'AB' * 32}"], SheetRead(UNREAD)),
        ([f"x {statement_code(NUMBER, NOW)}"], SheetRead(UNREAD)),
        ([f"{statement_code(NUMBER, NOW)} {statement_code(NUMBER, NOW)}"], SheetRead(UNREAD)),
        ([statement_code(NUMBER, NOW)], SheetRead(MATCHED, NUMBER, NOW)),
        ([statement_code(NUMBER, NOW).lower()], SheetRead(MATCHED, NUMBER, NOW)),
        ([statement_code(NUMBER, BEFORE)], SheetRead(OTHER_VERSION, NUMBER, BEFORE)),
        ([statement_code(OTHER, NOW)], SheetRead(OTHER_CASE, OTHER, NOW)),
        ([statement_code(OTHER, NOW), statement_code(NUMBER, BEFORE)], SheetRead(OTHER_VERSION, NUMBER, BEFORE)),
        ([statement_code(NUMBER, BEFORE), statement_code(NUMBER, NOW)], SheetRead(MATCHED, NUMBER, NOW)),
    ],
)
def test_what_a_sheet_is(codes, read):
    assert sheet_read(codes, NUMBER, NOW) == read
