"""What an administrator sets for each reporting period."""

from __future__ import annotations

from siinas.process.fields import Choice, Day
from siinas.process.periods import KINDS
from siinas.process.steps import Row


class Windows(Row):
    """The windows of a period."""

    opens_on = Day("Dibuka")
    due_on = Day("Tenggat", help="Setelah tanggal ini laporan ditandai terlambat, tetapi tetap diterima.")
    last_new_on = Day("Terakhir membuat laporan baru", required=False)
    last_edit_on = Day("Terakhir mengubah", required=False)


class PeriodNamed(Row):
    """Which part of a year is added."""

    kind = Choice("Jenis periode", among={key: kind.word for key, kind in KINDS.items()})
    number = Choice("Nomor", among={str(number): str(number) for number in range(1, 5)}, help="Semester: 1 atau 2.")
