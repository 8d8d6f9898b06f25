"""Makes files that should not get in: fakes, bombs, active and broken PDFs; none of them holds anything harmful."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from functools import cache

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, NameObject, NumberObject, StreamObject

from siinas.documents.sample_papers import sample_paper

GOOD_PDF = sample_paper("Surat Contoh", ["Isi surat ini dikarang untuk pengujian."])
HTML = b"<!DOCTYPE html><html><body><script>1</script></body></html>"


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """Return a PDF of raw objects, numbered from 1, with a cross-reference table."""
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return out


def one_page(catalog: bytes = b"", page: bytes = b"", *more: bytes) -> bytes:
    """Return a one-page PDF with further entries in its catalogue and page; further objects count from 4."""
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] %s >>" % page,
        *more,
    )


def stream(data: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    """Return the body of a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def inflating_to(megabytes: int) -> bytes:
    """Return packed zeros that unpack to so many megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"\0" * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    adler = (megabytes * 1_000_000 % 65_521) << 16 | 1
    return b"\x78\x9c" + block * megabytes + b"\x03\x00" + struct.pack(">I", adler)


def _written(change) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _open_password(writer: PdfWriter) -> None:
    writer.encrypt("rahasia")


def _owner_password(writer: PdfWriter) -> None:
    writer.encrypt("", "pemilik")


def opening_with_packed(action: bytes) -> bytes:
    """Return a PDF whose action at opening stands in a compressed object stream, where no search of bytes finds it."""
    packed = zlib.compress(b"4 0 " + action)
    bodies = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        5: stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    }
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    rows = {0: b"\x00\x00\x00\x00\xff", 4: b"\x02\x00\x00\x05\x00"}
    for number, body in bodies.items():
        rows[number] = b"\x01" + struct.pack(">I", len(out))[1:] + b"\x00"
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows[6] = b"\x01" + struct.pack(">I", start)[1:] + b"\x00"
    table = b"".join(rows[number] for number in sorted(rows))
    out += b"6 0 obj\n%s\nendobj\n" % stream(table, b"/Type /XRef /Size 7 /W [1 3 1] /Root 1 0 R")
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def png(width: int, height: int, data: bytes | None = None, extra: bytes = b"") -> bytes:
    """Return a PNG that claims these dimensions, whatever data it holds."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = zlib.compress(b"\0" * (1 + 3 * width) * height) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def animated_png() -> bytes:
    """Return a PNG of two frames."""
    from PIL import Image

    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def jpeg() -> bytes:
    """Return a small sound JPEG."""
    from PIL import Image

    out = io.BytesIO()
    signs = random.Random(64).randbytes(64 * 64)
    Image.frombytes("L", (64, 64), signs).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def archive() -> bytes:
    """Return a small ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(zipfile.ZipInfo("isi.txt"), "contoh")
    return out.getvalue()


def many_pages(count: int) -> bytes:
    """Return a PDF of so many empty pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"] * count,
    )


def tree_of_repeated_pages() -> bytes:
    """Return a PDF whose page tree names the same branches again and again: 100,000 pages from 20 objects."""
    levels = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    for number in range(2, 20):
        levels.append(b"<< /Type /Pages /Kids [%s] /Count 2 >>" % (b"%d 0 R " % (number + 1) * 2))
    levels.append(b"<< /Type /Page /Parent 19 0 R /MediaBox [0 0 9 9] >>")
    return pdf_of(*levels)


def deep_nesting() -> bytes:
    """Return a PDF with arrays inside arrays, many thousand deep."""
    return one_page(b"/Deep " + b"[" * 60_000 + b"]" * 60_000)


def attachment() -> bytes:
    """Return a PDF that carries another file."""
    return _written(lambda writer: writer.add_attachment("isi.txt", b"contoh"))


@cache
def hostile_files() -> dict[str, tuple[str, bytes]]:
    """Return a file name and the bytes for every kind of file that must be refused."""
    link = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %s >>]"
    bomb = inflating_to(120)
    return {
        "empty": ("surat.pdf", b""),
        "web page": ("surat.pdf", HTML),
        "web page after blank lines": ("surat.pdf", b"\n\n  " + HTML),
        "program": ("surat.pdf", b"MZ\x90\x00" + b"\0" * 400),
        "Linux program": ("surat.pdf", b"\x7fELF" + b"\0" * 400),
        "shell script": ("surat.pdf", b"#!/bin/sh\necho contoh\n"),
        "archive": ("surat.pdf", archive()),
        "drawing with script": ("surat.pdf", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
        "drawing by its name": ("logo.svg", b"<svg/>"),
        "web page by its name": ("surat.html", HTML),
        "no extension": ("surat", GOOD_PDF),
        "picture named PDF": ("surat.pdf", png(4, 4)),
        "PDF named picture": ("foto.png", GOOD_PDF),
        "GIF named PNG": ("foto.png", b"GIF89a" + b"\0" * 60),
        "double extension": ("surat.exe.pdf", GOOD_PDF),
        "program behind PDF": ("surat.pdf.exe", GOOD_PDF),
        "NUL in the name": ("surat.pdf\x00.exe", GOOD_PDF),
        "NUL before the extension": ("surat.php\x00.pdf", GOOD_PDF),
        "reversed name": ("surat\u202efdp.exe", GOOD_PDF),
        "reversed name, right extension": ("surat\u202eexe.pdf", GOOD_PDF),
        "path to a system file": ("../../etc/passwd", GOOD_PDF),
        "text": ("surat.pdf", b"Ini bukan PDF. " * 30),
        "noise": ("surat.pdf", bytes(range(256)) * 20),
        "only a header": ("surat.pdf", b"%PDF-1.7\n"),
        "header and end": ("surat.pdf", b"%PDF-1.7\nstartxref\n0\n%%EOF\n"),
        "truncated": ("surat.pdf", GOOD_PDF[: len(GOOD_PDF) * 2 // 3]),
        "header deep inside": ("surat.pdf", b"x" * 900 + GOOD_PDF),
        "web page before PDF": ("surat.pdf", HTML + GOOD_PDF),
        "PDF with web page at its front": ("surat.pdf", GOOD_PDF[:9] + b"%" + HTML + b"\n" + GOOD_PDF[9:]),
        "PDF with web page behind": ("surat.pdf", GOOD_PDF + HTML),
        "PDF with archive behind": ("surat.pdf", GOOD_PDF + archive() + b"%%EOF"),
        "archive before PDF": ("surat.pdf", archive() + GOOD_PDF),
        "PDF with program behind": ("surat.pdf", GOOD_PDF + b"MZ\x90\x00" + b"\0" * 100),
        "JPEG with archive behind": ("foto.jpg", jpeg() + archive()),
        "open password": ("surat.pdf", _written(_open_password)),
        "owner password": ("surat.pdf", _written(_owner_password)),
        "script": ("surat.pdf", one_page(b"/Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (1) >>] >> >>")),
        "script at opening": ("surat.pdf", one_page(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")),
        "script with escaped name": ("surat.pdf", one_page(b"/OpenAction << /S /J#61vaScript /J#53 (1) >>")),
        "script in a packed object": ("surat.pdf", opening_with_packed(b"<< /S /JavaScript /JS (1) >>")),
        "script on a page": ("surat.pdf", one_page(b"", b"/AA << /O << /S /JavaScript /JS (1) >> >>")),
        "script behind a harmless jump": (
            "surat.pdf",
            one_page(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 4 0 R >>", b"", b"<< /S /JavaScript /JS (1) >>"),
        ),
        "address opened at opening": ("surat.pdf", one_page(b"/OpenAction << /S /URI /URI (https://example.test) >>")),
        "program launched": ("surat.pdf", one_page(b"", link % b"<< /S /Launch /F (contoh.exe) >>")),
        "form sent off": ("surat.pdf", one_page(b"", link % b"<< /S /SubmitForm /F (https://example.test) >>")),
        "attachment": ("surat.pdf", attachment()),
        "attachment on a page": (
            "surat.pdf",
            one_page(b"", b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /EF << /F 4 0 R >> >> >>]"),
        ),
        "rich media": ("surat.pdf", one_page(b"", b"/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]")),
        "XFA form": ("surat.pdf", one_page(b"/AcroForm << /Fields [] /XFA 4 0 R >>", b"", stream(b"<xdp/>", b""))),
        "page bomb": ("surat.pdf", one_page(b"", b"/Contents 4 0 R", stream(bomb))),
        "bomb in a bomb": (
            "surat.pdf",
            one_page(b"", b"/Contents 4 0 R", stream(zlib.compress(bomb), b"/Filter [/FlateDecode /FlateDecode]")),
        ),
        "picture bomb": (
            "surat.pdf",
            one_page(
                b"",
                b"/Resources << /XObject << /X 4 0 R >> >>",
                stream(b"\0", b"/Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB"),
            ),
        ),
        "loop of pages": (
            "surat.pdf",
            pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        ),
        "repeated branches": ("surat.pdf", tree_of_repeated_pages()),
        "no pages": ("surat.pdf", pdf_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] >>")),
        "root that is missing": ("surat.pdf", pdf_of(b"<< /Type /Pages /Kids [] >>", root=9)),
        "deep nesting": ("surat.pdf", deep_nesting()),
        "too many pages": ("surat.pdf", many_pages(25)),
        "too large": ("surat.pdf", GOOD_PDF + b"\n" * 3_000_000),
        "huge picture": ("foto.png", png(60_000, 60_000, data=zlib.compress(b"\0" * 1000))),
        "picture bomb in PNG": ("foto.png", png(30_000, 1_400, data=bomb)),
        "animated picture": ("foto.png", animated_png()),
        "broken picture": ("foto.png", png(40, 40, data=b"rusak")),
        "truncated picture": ("foto.jpg", jpeg()[:-200]),
        "picture with web page in front": ("foto.jpg", b"\xff\xd8\xff\xfe\x00\x60" + HTML + jpeg()),
    }


def harmless_pdfs() -> dict[str, bytes]:
    """Return PDFs that look a little like the hostile ones and must be accepted."""
    jump = ArrayObject([NumberObject(0), NameObject("/Fit")])

    def open_at_page(writer: PdfWriter) -> None:
        writer._root_object[NameObject("/OpenAction")] = jump

    def picture_stream(writer: PdfWriter) -> None:
        picture = StreamObject()
        picture.set_data(b"(/JS) Tj")
        writer._add_object(picture)

    link = b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://oss.go.id) >> >>]"
    return {
        "plain": GOOD_PDF,
        "opens at a page": _written(open_at_page),
        "jumps at opening": one_page(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
        "link to a web page": one_page(b"", link),
        "blank line in front": b"\n" + GOOD_PDF,
        "blank lines behind": GOOD_PDF + b"\r\n\r\n",
        "script's name as text": _written(picture_stream),
        "twenty pages": many_pages(20),
        "packed jump": opening_with_packed(b"<< /S /GoTo /D [3 0 R /Fit] >>"),
    }
