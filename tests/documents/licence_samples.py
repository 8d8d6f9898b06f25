"""Makes synthetic Sertifikat Standar and Izin whose true values are known, in many arrangements; all is invented."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from siinas.documents.licence_reader import LicenceReading
from siinas.documents.sample_papers import MARK, RISK_WORDS, day_in_words, sample_licence
from tests.documents.nib_drawing import serif_font
from tests.documents.nib_samples import make_address, scanned


@dataclass(frozen=True)
class LicenceSample:
    """The true values of one paper."""

    kind: str
    number: str
    nib: str
    name: str
    address: str
    kbli: str
    title: str
    risk: str
    status: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True)
class LicenceLayout:
    """How a paper is arranged.

    `head` is "colon", "gap", "flow" (a value runs on under its label), "below" (it stands under it), "ruled" (a table
    of two columns) or "columns" (a table with one row). `number_in_title` prints the number behind the title.
    """

    head: str = "colon"
    font: str = "Helvetica"
    size: float = 10
    labels: tuple[tuple[str, str], ...] = ()
    letter_space: float = 0
    number_in_title: bool = False
    grouped: bool = False
    label_width: float = 175
    value_width: float = 300
    numbering: bool = True
    dotted_dates: bool = False
    boilerplate: bool = False
    turned: bool = False


LABELS = {
    "name": "Nama Pelaku Usaha",
    "nib": "Nomor Induk Berusaha (NIB)",
    "address": "Alamat Kantor",
    "kbli": "Kode KBLI",
    "title": "Judul KBLI",
    "place": "Lokasi Usaha",
    "risk": "Tingkat Risiko",
    "status": "Status",
    "valid": "Masa Berlaku",
}
OTHER_LABELS = (
    ("name", "Nama Perusahaan"),
    ("nib", "NIB"),
    ("kbli", "KBLI 2020"),
    ("title", "Uraian KBLI"),
    ("risk", "Klasifikasi Risiko"),
    ("status", "Status Sertifikat Standar"),
)
LAYOUTS = {
    "colon": LicenceLayout(),
    "gap": LicenceLayout(head="gap", numbering=False),
    "flow": LicenceLayout(head="flow", font="Times-Roman"),
    "below": LicenceLayout(head="below", numbering=False),
    "ruled": LicenceLayout(head="ruled", size=9),
    "columns": LicenceLayout(head="columns", size=8),
    "other labels": LicenceLayout(labels=OTHER_LABELS, font=serif_font()),
    "wrapped": LicenceLayout(value_width=120, label_width=150),
    "letter-spaced title": LicenceLayout(letter_space=3),
    "number in the title": LicenceLayout(number_in_title=True),
    "number in groups": LicenceLayout(grouped=True),
    "dates with dots": LicenceLayout(dotted_dates=True),
    "with boilerplate": LicenceLayout(boilerplate=True),
    "typewriter": LicenceLayout(font="Courier", size=8, label_width=200),
    "turned": LicenceLayout(turned=True),
    "document table": LicenceLayout(head="sample"),
}
_NAMES = (
    "PT CONTOH GULA NUSANTARA",
    "CV RAGAM UJI COBA",
    "PT TELADAN BAJA TINGGI MANDIRI ABADI SENTOSA",
    "PT IZIN USAHA",
)
_KBLI = (
    ("10721", "Industri Gula Pasir"),
    ("24102", "Industri Penggilingan Baja Bertekanan Tinggi dan Rendah"),
    ("33121", "Jasa Reparasi Mesin untuk Keperluan Umum dengan Izin Khusus"),
    ("20111", "Industri Kimia Dasar Anorganik Khlor dan Alkali"),
)


def make_licence_sample(seed: int) -> LicenceSample:
    """Invented true values, the same for the same seed."""
    chance = random.Random(seed)
    nib = "".join(str(chance.randrange(10)) for _ in range(13))
    kind = chance.choice(("sertifikat_standar", "izin"))
    kbli, title = chance.choice(_KBLI)
    issued = date(2021, 8, 9) + timedelta(days=chance.randrange(1500))
    return LicenceSample(
        kind=kind,
        number=f"{nib}{chance.randrange(1, 9999):04d}",
        nib=nib,
        name=chance.choice(_NAMES),
        address=make_address(chance).text or "",
        kbli=kbli,
        title=title,
        risk="T" if kind == "izin" else chance.choice(("MR", "MT")),
        status=chance.choice(("unverified", "verified")),
        issued_on=issued,
        valid_until=chance.choice((None, issued + timedelta(days=1826))),
    )


def random_layout(seed: int) -> LicenceLayout:
    """A layout of parts that go together in many ways."""
    chance = random.Random(seed)
    return replace(
        chance.choice([layout for layout in LAYOUTS.values() if layout.head != "sample"]),
        size=chance.choice((8, 9, 10, 11)),
        numbering=chance.random() < 0.5,
        number_in_title=chance.random() < 0.2,
        grouped=chance.random() < 0.15,
        dotted_dates=chance.random() < 0.2,
        boilerplate=chance.random() < 0.4,
        label_width=chance.choice((150, 175, 210)),
        value_width=chance.choice((110, 200, 300)),
    )


def draw_licence(sample: LicenceSample, layout: LicenceLayout) -> bytes:
    """The PDF of a sample in a layout."""
    if layout.head == "sample":
        return sample_licence(**{key: getattr(sample, key) for key in sample.__dataclass_fields__})
    return _Drawing(sample, layout).drawn()


def scanned_licence(sample: LicenceSample) -> bytes:
    """The same as a picture of paper."""
    return scanned(draw_licence(sample, LAYOUTS["colon"]))


class _Drawing:
    def __init__(self, sample: LicenceSample, layout: LicenceLayout) -> None:
        self.sample, self.layout = sample, layout
        self.out = io.BytesIO()
        self.width, self.height = (A4[1], A4[0]) if layout.turned else A4
        self.canvas = Canvas(self.out, pagesize=(self.width, self.height), invariant=1)
        if layout.turned:
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, self.height, 0)
        self.canvas.saveState()
        self.canvas.setFillGray(0.9)
        self.canvas.setFont("Helvetica-Bold", 30)
        self.canvas.translate(self.width / 2, self.height / 2)
        self.canvas.rotate(40)
        self.canvas.drawCentredString(0, 0, MARK)
        self.canvas.restoreState()
        self.margin, self.y = 45, self.height - 50

    def drawn(self) -> bytes:
        sample, layout = self.sample, self.layout
        number = sample.number
        if layout.grouped:
            number = " ".join((number[:4], number[4:8], number[8:13], number[13:]))
        title = "IZIN" if sample.kind == "izin" else "SERTIFIKAT STANDAR"
        self.title("PEMERINTAH REPUBLIK INDONESIA")
        self.title("PERIZINAN BERUSAHA BERBASIS RISIKO")
        if layout.number_in_title and not layout.grouped:
            self.title(f"{title} NOMOR: {number}")
        else:
            self.title(title)
            self.title(f"NOMOR: {number}", spaced=False)
        self.y -= 16
        labels = LABELS | dict(layout.labels)
        values = {
            "name": sample.name,
            "nib": sample.nib,
            "address": sample.address,
            "kbli": sample.kbli,
            "title": sample.title,
            "place": sample.address,
            "risk": RISK_WORDS[sample.risk],
            "status": "Telah Terverifikasi" if sample.status == "verified" else "Belum Terverifikasi",
            "valid": f"s.d. {self.day(sample.valid_until)}"
            if sample.valid_until
            else "Selama Pelaku Usaha menjalankan kegiatan usaha",
        }
        if layout.head == "columns":
            self.columns({key: (labels[key], value) for key, value in values.items()})
        else:
            for at, (key, value) in enumerate(values.items(), 1):
                self.pair(f"{at}. {labels[key]}" if layout.numbering else labels[key], value)
        self.y -= 14
        if layout.boilerplate:
            self.running(
                "Pelaku Usaha wajib memenuhi standar paling lambat 90 hari kerja sebelum rencana mulai operasi. "
                "Dalam hal standar tidak dipenuhi, dokumen ini dapat dicabut. NPWP 0912000000011000. "
                "Proyek R-202108091122334455."
            )
        self.running(f"Diterbitkan di Jakarta, tanggal {self.day(sample.issued_on)}")
        self.running("a.n. Menteri Perindustrian")
        self.running("Dicetak tanggal: 12 Juni 2026")
        self.canvas.save()
        return self.out.getvalue()

    def day(self, day: date) -> str:
        return f"{day:%d.%m.%Y}" if self.layout.dotted_dates else day_in_words(day)

    def text(self, x: float, text: str, size: float, space: float = 0) -> None:
        line = self.canvas.beginText(x, self.y)
        line.setFont(self.layout.font, size)
        line.setCharSpace(space)
        line.textOut(text)
        self.canvas.drawText(line)

    def title(self, text: str, *, spaced: bool = True) -> None:
        size, space = self.layout.size + 3, self.layout.letter_space if spaced else 0
        wide = pdfmetrics.stringWidth(text, self.layout.font, size) + space * len(text)
        self.text((self.width - wide) / 2, text, size, space)
        self.y -= size * 1.6

    def wrapped(self, text: str, width: float) -> list[str]:
        lines: list[str] = []
        for word in text.split():
            whole = f"{lines[-1]} {word}" if lines else word
            if lines and pdfmetrics.stringWidth(whole, self.layout.font, self.layout.size) <= width:
                lines[-1] = whole
            else:
                lines.append(word)
        return lines

    def running(self, text: str) -> None:
        for line in self.wrapped(text, self.width - 2 * self.margin):
            self.text(self.margin, line, self.layout.size)
            self.y -= self.layout.size * 1.35
        self.y -= 4

    def pair(self, label: str, value: str) -> None:
        layout, size = self.layout, self.layout.size
        lead, x = size * 1.3, self.margin + layout.label_width
        if layout.head == "flow":
            self.running(f"{label}: {value}")
            return
        if layout.head == "below":
            self.text(self.margin, f"{label}:", size)
            self.y -= lead
            x = self.margin + 14
        elif layout.head == "ruled":
            deep = len(self.wrapped(value, layout.value_width)) * lead + 4
            right = x + layout.value_width + 10
            self.canvas.rect(self.margin - 4, self.y + lead - 2 - deep, right - self.margin + 4, deep)
            self.canvas.line(x - 6, self.y + lead - 2, x - 6, self.y + lead - 2 - deep)
            self.text(self.margin, label, size)
        else:
            self.text(self.margin, label, size)
            if layout.head == "colon":
                self.text(x - 9, ":", size)
        for line in self.wrapped(value, layout.value_width):
            self.text(x, line, size)
            self.y -= lead
        self.y -= 4

    def columns(self, cells: dict[str, tuple[str, str]]) -> None:
        """A few values as a table of one row, the others above it."""
        row = ("kbli", "title", "risk", "status")
        for key, (label, value) in cells.items():
            if key not in row:
                self.pair_plain(label, value)
        self.y -= 8
        edges = (self.margin, self.margin + 70, self.margin + 250, self.margin + 350)
        widths = (60, 170, 90, 120)
        for line in range(2):
            deepest = 1
            top = self.y
            for key, x, width in zip(row, edges, widths, strict=True):
                self.y = top
                parts = self.wrapped(cells[key][line], width)
                for part in parts:
                    self.text(x, part, self.layout.size)
                    self.y -= self.layout.size * 1.3
                deepest = max(deepest, len(parts))
            self.y = top - deepest * self.layout.size * 1.3 - 6

    def pair_plain(self, label: str, value: str) -> None:
        self.text(self.margin, label, self.layout.size)
        x = self.margin + self.layout.label_width
        self.text(x - 9, ":", self.layout.size)
        for line in self.wrapped(value, self.layout.value_width):
            self.text(x, line, self.layout.size)
            self.y -= self.layout.size * 1.3
        self.y -= 3


def judge_licence(sample: LicenceSample, reading: LicenceReading) -> tuple[list[str], list[str]]:
    """What is wrong without being named as unsure, and what is asked about."""
    truth = {key: getattr(sample, key) for key in ("kind", "number", "nib", "name", "risk", "status", "issued_on")}
    truth |= {"kbli": (sample.kbli,), "valid_until": sample.valid_until}
    wrong = [
        f"{key}: {getattr(reading, key)!r} instead of {true!r}"
        for key, true in truth.items()
        if key not in reading.unsure and getattr(reading, key) != true
    ]
    return wrong, list(reading.unsure)
