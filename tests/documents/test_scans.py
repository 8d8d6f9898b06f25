"""Codes on uploaded sheets: a printed statement as scanners and telephones see it, and how many of them are read."""

import io
from functools import cache

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from siinas.documents import pdf_sandbox
from siinas.documents.printing import printed
from siinas.process.statement_code import BEGINS, statement_code
from tests import pictures

CODE = statement_code("LP-2026-000001", "0123456789abcdef" * 4)


@cache
def sheet(resolution=150):
    """A printed statement as a picture, at so many dots per inch."""
    import segno

    pdf = printed(
        "statement.html",
        title="Surat Pernyataan",
        paragraphs=["Yang bertanda tangan di bawah ini.", "Demikian."],
        figures=[("Kapasitas Produksi", "12 produk", True), *((f"Angka {n}", f"{n}.000,00", False) for n in range(14))],
        quotes={
            "case_number": "LP-2026-000001",
            "company": "PT Contoh",
            "nib": "9120000000017",
            "place": "Gresik",
            "today": "6 Oktober 2026",
        },
        subtitle="Laporan Produksi Triwulan 3 Tahun 2026",
        signer="Penanggung Jawab",
        position="Direktur",
        digest="01234567 89abcdef",
        code=segno.make(CODE, error="q", micro=False).png_data_uri(scale=8, border=4),
        letterhead=None,
        stamp_duty="Rp10.000",
        dense=False,
    )
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=resolution / 72).to_pil().convert("RGB")
    document.close()
    return picture


def signed(picture):
    """With a signature across the box and a stamp beside the code."""
    marked = picture.copy()
    pen, (across, down) = ImageDraw.Draw(marked), picture.size
    pen.arc((across * 0.5, down * 0.6, across * 0.8, down * 0.75), 10, 300, fill=(20, 30, 120), width=across // 200)
    pen.ellipse((across * 0.6, down * 0.62, across * 0.75, down * 0.72), outline=(120, 20, 90), width=across // 150)
    return marked


SCANS = {
    "printed, 150 dpi": sheet,
    "signed, 150 dpi": lambda: signed(sheet()),
    "signed, 300 dpi": lambda: signed(sheet(300)),
    "grey": lambda: sheet().convert("L"),
    "black and white": lambda: sheet(200).convert("L").point(lambda value: 255 * (value > 128)).convert("1"),
    "on its side": lambda: sheet().rotate(90, expand=True),
    "upside down": lambda: sheet().rotate(180),
    "turned by 3 degrees": lambda: pictures.on_a_desk(sheet(), 3),
    "turned by 12 degrees": lambda: pictures.on_a_desk(sheet(), -12),
    "turned by 40 degrees": lambda: pictures.on_a_desk(sheet(), 40),
    "aslant": lambda: pictures.seen_aslant(sheet(200)),
    "aslant and turned": lambda: pictures.on_a_desk(pictures.seen_aslant(sheet(200), 0.09), 8),
    "out of focus": lambda: pictures.shaken(sheet(), 1.5),
    "more out of focus": lambda: pictures.shaken(sheet(200), 2.5),
    "grainy": lambda: pictures.grainy(sheet(), 0.02),
    "very grainy": lambda: pictures.grainy(sheet(200), 0.06),
    "in bad light": lambda: pictures.in_bad_light(sheet()),
    "bad light, turned, shaken": lambda: pictures.shaken(pictures.on_a_desk(pictures.in_bad_light(sheet(200)), 5), 1.2),
    "cut at the edges": lambda: sheet().crop((60, 100, 1200, 1700)),
    "half the size": lambda: sheet().resize((620, 877)),
}
UNREADABLE = {
    "the code covered": lambda: covered(sheet()),
    "a quarter of the size": lambda: sheet().resize((310, 438)),
    "hopelessly out of focus": lambda: pictures.shaken(sheet(), 9),
    "the lower half missing": lambda: sheet().crop((0, 0, 1240, 800)),
    "another paper": lambda: Image.new("RGB", (1240, 1754), "white"),
}
KINDS = {
    "pdf": lambda picture: pictures.encoded(picture, "PDF", resolution=150),
    "jpeg": lambda picture: pictures.encoded(picture.convert("L"), "JPEG", quality=60),
    "png": lambda picture: pictures.encoded(picture, "PNG"),
}


def covered(picture):
    """A stamp over the middle of the code."""
    marked = picture.copy()
    across, down = picture.size
    box = (int(across * 0.1), int(down * 0.5), int(across * 0.5), int(down * 0.95))
    ImageDraw.Draw(marked).rectangle(box, fill=(60, 20, 110))
    return marked


def read(content, kind):
    return pdf_sandbox.codes_on(content, kind, BEGINS)


def test_every_scan_is_read():
    results = {
        f"{name} as {kind}": read(KINDS[kind](make()), kind) == [CODE]
        for number, (name, make) in enumerate(SCANS.items())
        for kind in ("pdf", ("jpeg", "png")[number % 2])
    }
    assert (len(results), [name for name, found in results.items() if not found]) == (40, [])


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told_apart(name):
    for kind, encode in KINDS.items():
        assert read(encode(UNREADABLE[name]()), kind) == [], kind


def test_the_second_page_counts_too():
    blank = Image.new("L", (1240, 1754), "white")
    out = io.BytesIO()
    blank.save(out, "PDF", resolution=150, save_all=True, append_images=[sheet().convert("L")])
    assert read(out.getvalue(), "pdf") == [CODE]


def test_other_codes_are_left_out():
    import segno

    picture = io.BytesIO()
    segno.make("https://contoh.example.test/promo").save(picture, kind="png", scale=8)
    assert read(picture.getvalue(), "png") == []


def test_a_broken_file_has_no_code():
    for kind in KINDS:
        assert read(b"%PDF-1.7 rusak", kind) == []
