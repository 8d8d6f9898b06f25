"""The code list of days off: national holidays, cuti bersama, the office's own, and days that are none after all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siinas.process.fields import Choice, Day, Text, Year
from siinas.reference.holidays import CERTAINTIES, FIRST_YEAR, KINDS_OF_DAY, LAST_YEAR, SATURDAY, WORKING
from siinas.reference.table import ReferenceTable, RowFault, Values


class Holidays(ReferenceTable, key="holiday", slug="hari-libur", label="Hari libur"):
    """The days on which nobody works; filled from the library `holidays`, put right by an administrator."""

    noun = "hari"
    lead = (
        "Libur nasional, cuti bersama, dan libur kantor, yang menentukan semua tenggat dalam hari kerja. Hari yang "
        "berstatus perkiraan diganti setelah SKB tiga menteri terbit. Setiap perubahan menghitung ulang tenggat "
        "perkara yang berjalan. Sabtu dan Minggu tidak perlu dicatat."
    )
    day = Day("Tanggal")
    name = Text("Nama", longest=150)
    kind = Choice("Jenis", among=KINDS_OF_DAY, help="Hari kerja: bukan hari libur, walaupun semula demikian.")
    certainty = Choice("Kepastian", among=CERTAINTIES)
    source = Text("Sumber", required=False, help="Peraturan atau dokumen asalnya, misalnya nomor SKB tiga menteri.")
    year = Year("Tahun", computed=True)
    identity = (day,)
    within = (year,)
    editable = (name, kind, certainty, source)
    addable = True

    @classmethod
    def completed(cls, row: dict[str, Any]) -> dict[str, Any]:
        """The year follows from the day."""
        return row | {"year": row["day"].year}

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """Nobody is called to work on a weekend by this list, and no year is counted that no deadline reaches."""
        if row["kind"] == WORKING and row["day"].weekday() >= SATURDAY:
            yield RowFault(cls.kind, "Sabtu dan Minggu selalu libur; pilih jenis lain.")
        if not FIRST_YEAR <= row["day"].year <= LAST_YEAR:
            yield RowFault(cls.day, f"Isi tanggal dari tahun {FIRST_YEAR} sampai {LAST_YEAR}.")
