"""Draws synthetic NIBs in many arrangements with reportlab's canvas; every person, place and number is invented."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from siinas.documents.sample_papers import MARK, RISK_WORDS, day_in_words

_SERIF = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")


def serif_font() -> str:
    """Return the name of a serif TrueType font where the machine has one, else of the built-in serif."""
    if not _SERIF.exists():
        return "Times-Roman"
    if "SampleSerif" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("SampleSerif", str(_SERIF)))
    return "SampleSerif"


LABELS = {
    "name": "Nama Pelaku Usaha",
    "address": "Alamat Kantor",
    "phone": "No. Telepon",
    "email": "Email",
    "investment_status": "Status Penanaman Modal",
    "kbli": "Kode KBLI",
    "scale": "Skala Usaha",
}
OTHER_LABELS = LABELS | {
    "address": "Alamat Kantor Pusat",
    "phone": "Nomor Telepon",
    "email": "Surel",
}
COLUMNS = (
    ("number", "No.", 24),
    ("code", "Kode KBLI", 42),
    ("title", "Judul KBLI", 110),
    ("location", "Lokasi Usaha", 130),
    ("risk", "Klasifikasi Risiko", 58),
    ("kind", "Jenis", 68),
    ("legality", "Legalitas", 78),
)


@dataclass(frozen=True)
class Layout:
    """How an NIB is arranged; lengths in points.

    `head` is "colon" (label, colon, value in a column), "gap" (no colon), "flow" (the value wraps under its label),
    "below" (the value stands under the label) or "ruled" (a table with lines, its labels in the middle of their cells).
    """

    columns: tuple[tuple[str, str, float], ...] = COLUMNS
    labels: dict[str, str] = field(default_factory=lambda: dict(LABELS))
    font: str = "Helvetica"
    size: float = 8
    leading: float = 10
    padding: float = 4
    gutter: float = 6
    head: str = "colon"
    head_size: float = 10
    head_value_width: float = 300
    repeat_header: bool = True
    split_rows: bool = False
    centred_header: bool = False
    centred_cells: bool = False
    ruled: bool = False
    middle: bool = False
    wide: bool = False
    turned: bool = False
    numbering: bool = True
    letter_space: float = 0
    hard_spaces: bool = False
    page_titles: bool = True
    list_codes: bool = False
    annex_on_first_page: bool = False


def draw_nib(sample, layout: Layout) -> bytes:
    """Return the PDF of a sample in a layout."""
    drawing = _Drawing(sample, layout)
    drawing.head()
    drawing.annex()
    drawing.foot()
    return drawing.finish()


class _Drawing:
    def __init__(self, sample, layout: Layout) -> None:
        self.sample, self.layout = sample, layout
        self.out = io.BytesIO()
        self.width, self.height = landscape(A4) if layout.wide or layout.turned else A4
        # For a turned page reportlab itself exchanges the sides of the sheet.
        self.canvas = Canvas(self.out, pagesize=(self.width, self.height), invariant=1)
        self.margin = 40
        self.page = 0
        self.begin_page()

    def begin_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        if self.layout.turned:
            # The sheet stands upright, its content is drawn along the long side, and the reader is told to turn it.
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        self.canvas.saveState()
        self.canvas.setFillGray(0.9)
        self.canvas.setFont("Helvetica-Bold", 30)
        self.canvas.translate(self.width / 2, self.height / 2)
        self.canvas.rotate(40)
        self.canvas.drawCentredString(0, 0, MARK)
        self.canvas.restoreState()
        self.y = self.height - 50

    def text(self, x: float, text: str, size: float | None = None, y: float | None = None) -> None:
        layout = self.layout
        if layout.hard_spaces:
            text = text.replace(" ", "\N{NO-BREAK SPACE}")
        line = self.canvas.beginText(x, self.y if y is None else y)
        line.setFont(layout.font, size or layout.size)
        if layout.letter_space:
            line.setCharSpace(layout.letter_space)
        line.textOut(text)
        self.canvas.drawText(line)

    def long(self, text: str, size: float | None = None) -> float:
        spread = self.layout.letter_space * len(text)
        return pdfmetrics.stringWidth(text, self.layout.font, size or self.layout.size) + spread

    def wrap(self, text: str, width: float, size: float | None = None) -> list[str]:
        lines: list[str] = []
        for word in text.split():
            if lines and self.long(f"{lines[-1]} {word}", size) <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines or [""]

    def title(self, text: str) -> None:
        size = self.layout.head_size + 1
        self.text((self.width - self.long(text, size)) / 2, text, size)
        self.y -= size * 1.5

    # --- head -------------------------------------------------------------------------------------------------

    def head(self) -> None:
        sample, layout = self.sample, self.layout
        for line in (
            "PEMERINTAH REPUBLIK INDONESIA",
            "PERIZINAN BERUSAHA BERBASIS RISIKO",
            f"NOMOR INDUK BERUSAHA: {sample.nib}",
        ):
            self.title(line)
        self.y -= 12
        codes = ", ".join(row.code for row in sample.kbli) if layout.list_codes else "Lihat lampiran"
        values = {
            "name": sample.name,
            "address": sample.address.text,
            "phone": sample.phone,
            "email": sample.email,
            "investment_status": sample.investment_status,
            "kbli": codes,
            "scale": f"Usaha {sample.scale}",
        }
        number = 0
        for key, value in values.items():
            label = layout.labels[key]
            if key not in {"phone", "email"}:
                number += 1
                label = f"{number}. {label}" if layout.numbering else label
            self.pair(label, value)
        self.y -= 10
        body = (
            "NIB ini merupakan bukti registrasi pelaku usaha untuk melakukan kegiatan usaha dan berlaku di seluruh "
            "wilayah Republik Indonesia selama menjalankan kegiatan usaha sesuai ketentuan perundang-undangan."
        )
        for line in self.wrap(body, self.width - 2 * self.margin, layout.head_size):
            self.text(self.margin, line, layout.head_size)
            self.y -= layout.head_size * 1.3
        self.y -= 8
        self.text(self.margin, f"Diterbitkan di Jakarta, tanggal {day_in_words(sample.issued_on)}", layout.head_size)
        self.y -= layout.head_size * 1.4
        if sample.amendment:
            self.text(self.margin, f"Perubahan ke-{sample.amendment}, tanggal 5 Mei 2026", layout.head_size)
            self.y -= layout.head_size * 1.4
        self.text(self.margin, "Dicetak tanggal: 12 Juni 2026", layout.head_size)
        self.y -= layout.head_size * 2

    def pair(self, label: str, value: str) -> None:
        layout, size = self.layout, self.layout.head_size
        lead = size * 1.3
        x = self.margin + 175 * max(size / 10, 1)
        if layout.head == "flow":
            for line in self.wrap(f"{label}: {value}", self.width - 2 * self.margin, size):
                self.text(self.margin, line, size)
                self.y -= lead
        elif layout.head == "below":
            self.text(self.margin, f"{label}:", size)
            self.y -= lead
            for line in self.wrap(value, layout.head_value_width, size):
                self.text(self.margin + 14, line, size)
                self.y -= lead
        elif layout.head == "ruled":
            lines = self.wrap(value, layout.head_value_width, size)
            high = len(lines) * lead + 6
            right = x + layout.head_value_width + 12
            self.canvas.rect(self.margin - 4, self.y + lead - 2 - high, right - self.margin + 4, high)
            self.canvas.line(x - 6, self.y + lead - 2, x - 6, self.y + lead - 2 - high)
            self.text(self.margin, label, size, self.y - (len(lines) - 1) * lead / 2)
            for line in lines:
                self.text(x, line, size)
                self.y -= lead
            self.y -= 6
        else:
            self.text(self.margin, label, size)
            if layout.head == "colon":
                self.text(x - 10, ":", size)
            for line in self.wrap(value, layout.head_value_width, size):
                self.text(x, line, size)
                self.y -= lead
            self.y -= 2

    # --- annex ------------------------------------------------------------------------------------------------

    def annex(self) -> None:
        if not self.layout.annex_on_first_page:
            self.begin_page()
        self.title("LAMPIRAN")
        self.title(f"NOMOR INDUK BERUSAHA: {self.sample.nib}")
        self.y -= 6
        self.edges = [self.margin]
        for _, _, width in self.layout.columns:
            self.edges.append(self.edges[-1] + width)
        self.table_top = self.y + self.layout.leading
        self.header()
        for number, row in enumerate(self.sample.kbli, start=1):
            self.row(number, row)
        self.close_table()

    def column(self, kind: str) -> tuple[float, float]:
        kinds = [column[0] for column in self.layout.columns]
        place = kinds.index(kind)
        return self.edges[place], self.edges[place + 1] - self.edges[place] - self.layout.gutter

    def cell_line(self, kind: str, text: str, y: float, centred: bool) -> None:
        x, width = self.column(kind)
        shift = max((width - self.long(text)) / 2, 0) if centred else 0
        self.text(x + shift, text, y=y)

    def header(self) -> None:
        layout = self.layout
        cells = {kind: self.wrap(label, self.column(kind)[1]) for kind, label, _ in layout.columns}
        kinds = [column[0] for column in layout.columns]
        top = self.y + layout.leading
        at = kinds.index("kind")
        spanning = kinds[at + 1 : at + 2] == ["legality"]
        depth = max(len(lines) + (spanning and kind in {"kind", "legality"}) for kind, lines in cells.items())
        if spanning:
            self.text(self.edges[at] + 12, "Perizinan Berusaha")
        for kind, lines in cells.items():
            shift = 1 if spanning and kind in {"kind", "legality"} else 0
            for place, line in enumerate(lines):
                self.cell_line(kind, line, self.y - (place + shift) * layout.leading, layout.centred_header)
        self.y -= depth * layout.leading + layout.padding
        if layout.ruled:
            self.canvas.line(self.left(), top, self.right(), top)
            self.canvas.line(self.left(), self.rule_y(), self.right(), self.rule_y())
        self.table_top = top

    def left(self) -> float:
        return self.edges[0] - 3

    def right(self) -> float:
        return self.edges[-1] - 3

    def rule_y(self) -> float:
        return self.y + self.layout.leading - 2

    def close_table(self) -> None:
        if not self.layout.ruled:
            return
        for edge in self.edges:
            self.canvas.line(edge - 3, self.table_top, edge - 3, self.rule_y())

    def next_page(self) -> None:
        layout = self.layout
        self.close_table()
        self.text(self.width / 2, f"Halaman {self.page}", y=25)
        self.begin_page()
        if layout.page_titles:
            self.title("PEMERINTAH REPUBLIK INDONESIA")
            self.title(f"NOMOR INDUK BERUSAHA: {self.sample.nib}")
        self.table_top = self.y + layout.leading - 2
        if layout.repeat_header:
            self.header()
        elif layout.ruled:
            self.canvas.line(self.left(), self.rule_y(), self.right(), self.rule_y())

    def row(self, number: int, row) -> None:
        layout = self.layout
        values = {
            "number": str(number),
            "code": row.code,
            "title": row.title,
            "location": row.location,
            "risk": RISK_WORDS[row.risk],
            "note": "Memenuhi standar melalui oss.go.id",
        }
        cells = {k: self.wrap(values[k], self.column(k)[1]) for k, _, _ in layout.columns if k in values}
        cells["kind"], cells["legality"] = [], []
        for licence in row.licences:
            kind = self.wrap(licence.kind, self.column("kind")[1])
            legality = self.wrap(licence.legality, self.column("legality")[1])
            depth = max(len(kind), len(legality))
            cells["kind"] += kind + [""] * (depth - len(kind))
            cells["legality"] += legality + [""] * (depth - len(legality))
        depth = max(len(lines) for lines in cells.values())
        if not layout.split_rows and self.y - depth * layout.leading < 60:
            self.next_page()
        for slot in range(depth):
            if self.y < 60:
                self.next_page()
            for kind, lines in cells.items():
                shift = (depth - len(lines)) / 2 if layout.middle and kind not in {"kind", "legality"} else 0
                if slot < len(lines) and lines[slot]:
                    self.cell_line(kind, lines[slot], self.y - shift * layout.leading, layout.centred_cells)
            self.y -= layout.leading
        self.y -= layout.padding
        if layout.ruled:
            self.canvas.line(self.left(), self.rule_y(), self.right(), self.rule_y())

    def foot(self) -> None:
        self.y -= 14
        if self.y < 60:
            self.begin_page()
        notes = (
            "1. Dokumen ini diterbitkan sistem OSS berdasarkan data dari Pelaku Usaha, tersimpan dalam sistem OSS.",
            "2. Dalam hal terjadi kekeliruan isi dokumen ini akan dilakukan perbaikan sebagaimana mestinya.",
        )
        for note in notes:
            self.text(self.margin, note)
            self.y -= self.layout.leading

    def finish(self) -> bytes:
        self.canvas.save()
        return self.out.getvalue()
