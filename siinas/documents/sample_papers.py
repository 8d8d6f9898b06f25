"""Makes invented papers for demonstrations: an NIB and plain one-page documents, each marked as a sample."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import segno

from siinas.documents.nib_record import KbliRow, Licence

MARK = "CONTOH - BUKAN DOKUMEN RESMI"
RISK_WORDS = {"R": "Rendah", "MR": "Menengah Rendah", "MT": "Menengah Tinggi", "T": "Tinggi"}
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_SAMPLE_ROWS = (
    KbliRow(
        code="10721",
        title="Industri Gula Pasir",
        location="Jl. Contoh Raya No. 7, Desa/Kelurahan Sukacontoh, Kec. Kepanjen, Kab. Malang, Provinsi Jawa Timur, "
        "Kode Pos: 65199",
        risk="MT",
        licences=(Licence("NIB", "Terbit"), Licence("Sertifikat Standar", "Belum Terverifikasi")),
    ),
)


def day_in_words(day: date) -> str:
    """Return a date as letters print it: 9 Agustus 2018."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def sample_nib(
    *,
    nib: str = "9120000000017",
    name: str = "PT CONTOH GULA NUSANTARA",
    address: str = "Jl. Contoh Raya No. 7, Desa/Kelurahan Sukacontoh, Kec. Kepanjen, Kab. Malang, "
    "Provinsi Jawa Timur, Kode Pos: 65199",
    phone: str = "0341 5550100",
    email: str = "surat@contoh-gula.example.test",
    investment_status: str = "PMDN",
    scale: str = "Menengah",
    issued_on: date = date(2021, 8, 9),
    amendment: int | None = None,
    kbli: Sequence[KbliRow] = _SAMPLE_ROWS,
) -> bytes:
    """Return the PDF of an invented NIB in the usual arrangement: a labelled head and an annex with one row per KBLI.

    `address` should end ", Desa/Kelurahan X, Kec. Y, Kab. or Kota Z, Provinsi P, Kode Pos: NNNNN", `investment_status`
    is PMA or PMDN, `scale` one of Mikro, Kecil, Menengah, Besar; risks of the rows are R, MR, MT or T.
    """
    from reportlab.platypus import PageBreak, Paragraph, Spacer

    plain, bold, small = _styles()
    story: list[Any] = [
        Paragraph("PEMERINTAH REPUBLIK INDONESIA", bold),
        Paragraph("PERIZINAN BERUSAHA BERBASIS RISIKO", bold),
        Paragraph(f"NOMOR INDUK BERUSAHA: {nib}", bold),
        Spacer(1, 14),
        _head_table(
            [
                ("1. Nama Pelaku Usaha", name),
                ("2. Alamat Kantor", address),
                ("    No. Telepon", phone),
                ("    Email", email),
                ("3. Status Penanaman Modal", investment_status),
                ("4. Kode KBLI", "Lihat lampiran"),
                ("5. Skala Usaha", f"Usaha {scale}"),
            ],
            plain,
        ),
        Spacer(1, 12),
        Paragraph("NIB ini berlaku di seluruh wilayah Republik Indonesia selama menjalankan kegiatan usaha.", plain),
        Spacer(1, 12),
        Paragraph(f"Diterbitkan di Jakarta, tanggal {day_in_words(issued_on)}", plain),
    ]
    if amendment:
        story.append(Paragraph(f"Perubahan ke-{amendment}", plain))
    story += [
        PageBreak(),
        Paragraph("LAMPIRAN", bold),
        Paragraph(f"NOMOR INDUK BERUSAHA: {nib}", bold),
        Spacer(1, 10),
        _annex_table(kbli, small),
        Spacer(1, 10),
        Paragraph("Dokumen ini dibuat untuk peragaan dan tidak mempunyai kekuatan hukum.", small),
    ]
    return _pdf(story, title=f"Contoh NIB {nib}")


def sample_licence(
    *,
    kind: str = "sertifikat_standar",
    number: str = "91200000000170001",
    nib: str = "9120000000017",
    name: str = "PT CONTOH GULA NUSANTARA",
    address: str = "Jl. Contoh Raya No. 7, Desa/Kelurahan Sukacontoh, Kec. Kepanjen, Kab. Malang, "
    "Provinsi Jawa Timur, Kode Pos: 65199",
    kbli: str = "10721",
    title: str = "Industri Gula Pasir",
    risk: str = "MT",
    status: str = "unverified",
    issued_on: date = date(2021, 8, 23),
    valid_until: date | None = None,
) -> bytes:
    """Return the PDF of an invented Sertifikat Standar or Izin (`kind` "izin"): a title, its number, labelled values.

    `risk` is R, MR, MT or T, `status` "unverified", "verified" or "" for none.
    """
    from reportlab.platypus import Paragraph, Spacer

    plain, bold, _ = _styles()
    rows = [
        ("1. Nama Pelaku Usaha", name),
        ("2. Nomor Induk Berusaha", nib),
        ("3. Alamat Kantor", address),
        ("4. Kode KBLI", kbli),
        ("5. Judul KBLI", title),
        ("6. Lokasi Usaha", address),
        ("7. Tingkat Risiko", RISK_WORDS[risk]),
    ]
    if status:
        rows.append(("8. Status", "Telah Terverifikasi" if status == "verified" else "Belum Terverifikasi"))
    until = f"sampai dengan {day_in_words(valid_until)}" if valid_until else "selama menjalankan kegiatan usaha"
    story: list[Any] = [
        Paragraph("PEMERINTAH REPUBLIK INDONESIA", bold),
        Paragraph("PERIZINAN BERUSAHA BERBASIS RISIKO", bold),
        Paragraph("IZIN" if kind == "izin" else "SERTIFIKAT STANDAR", bold),
        Paragraph(f"NOMOR: {number}", bold),
        Spacer(1, 14),
        _head_table(rows, plain),
        Spacer(1, 12),
        Paragraph(f"Dokumen ini berlaku {until}.", plain),
        Spacer(1, 12),
        Paragraph(f"Diterbitkan di Jakarta, tanggal {day_in_words(issued_on)}", plain),
        Paragraph("a.n. Menteri Perindustrian", plain),
    ]
    return _pdf(story, title=f"Contoh {number}")


def sample_paper(title: str, lines: list[str], code: str = "") -> bytes:
    """Return a one-page PDF with a title and one paragraph per line; longer texts run on to further pages.

    `code` is the text of a QR code below the lines.
    """
    from xml.sax.saxutils import escape

    from reportlab.platypus import Image, Paragraph, Spacer

    plain, bold, _ = _styles()
    story: list[Any] = [Paragraph(escape(title), bold), Spacer(1, 14)]
    for line in lines:
        story += [Paragraph(escape(line), plain), Spacer(1, 6)]
    if code:
        picture = io.BytesIO()
        segno.make(code, error="q", micro=False).save(picture, kind="png", scale=6, border=4)
        picture.seek(0)
        story.append(Image(picture, 100, 100))
    return _pdf(story, title=title)


def _styles() -> tuple[Any, Any, Any]:
    from reportlab.lib.styles import ParagraphStyle

    plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=10, leading=13)
    bold = ParagraphStyle("bold", parent=plain, fontName="Helvetica-Bold", fontSize=12, leading=16, alignment=1)
    small = ParagraphStyle("small", parent=plain, fontSize=7.5, leading=9.5)
    return plain, bold, small


def _head_table(rows: Sequence[tuple[str, str]], style: Any) -> Any:
    from xml.sax.saxutils import escape

    from reportlab.platypus import Paragraph, Table

    cells = [[label, ":", Paragraph(escape(value), style)] for label, value in rows]
    return Table(
        cells,
        colWidths=[150, 12, 330],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("FONT", (0, 0), (1, -1), "Helvetica", 10, 13),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ],
    )


def _annex_table(rows: Sequence[KbliRow], style: Any) -> Any:
    """Build the annex with one line of cells per licence; what belongs to the whole KBLI spans its lines."""
    from xml.sax.saxutils import escape

    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    def cell(text: str | None) -> Any:
        return Paragraph(escape(text or "-"), style)

    cells: list[list[Any]] = [
        [cell(text) for text in ("No.", "Kode KBLI", "Judul KBLI", "Lokasi Usaha", "Klasifikasi Risiko")]
        + [cell("Perizinan Berusaha"), ""],
        ["", "", "", "", "", cell("Jenis"), cell("Legalitas")],
    ]
    spans = [("SPAN", (column, 0), (column, 1)) for column in range(5)] + [("SPAN", (5, 0), (6, 0))]
    for number, row in enumerate(rows, start=1):
        first = len(cells)
        whole = (str(number), row.code, row.title, row.location, RISK_WORDS.get(row.risk or "", "-"))
        for place, licence in enumerate(row.licences or (Licence("NIB", "Terbit"),)):
            shared = [cell(text) for text in whole] if place == 0 else [""] * 5
            cells.append([*shared, cell(licence.kind), cell(licence.legality)])
        last = len(cells) - 1
        if last > first:
            spans += [("SPAN", (column, first), (column, last)) for column in range(5)]
    return Table(
        cells,
        colWidths=[24, 42, 112, 142, 62, 66, 72],
        repeatRows=2,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            *spans,
        ],
    )


def _pdf(story: list[Any], title: str) -> bytes:
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, title=title, author="SIINas", leftMargin=40, rightMargin=40, topMargin=45, bottomMargin=45, invariant=1
    )
    document.build(story, onFirstPage=_watermark, onLaterPages=_watermark)
    return out.getvalue()


def _watermark(canvas: Any, document: Any) -> None:
    width, height = document.pagesize
    canvas.saveState()
    canvas.setFillGray(0.88)
    canvas.setFont("Helvetica-Bold", 34)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(50)
    canvas.drawCentredString(0, 0, MARK)
    canvas.restoreState()
