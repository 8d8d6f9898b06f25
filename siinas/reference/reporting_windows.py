"""What an administrator sets for each reporting period."""

from __future__ import annotations

from siinas.process.fields import Day
from siinas.process.steps import Row


class Windows(Row):
    """The windows of a period."""

    opens_on = Day("Dibuka")
    due_on = Day("Tenggat", help="Setelah tanggal ini laporan ditandai terlambat, tetapi tetap diterima.")
    last_new_on = Day("Terakhir membuat laporan baru", required=False)
    last_edit_on = Day("Terakhir mengubah", required=False)
