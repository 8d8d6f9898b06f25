"""A thousand hostile files, the same each time: fakes, polyglots, bombs, active, locked, cut, looping and lying ones.

Each is made from a few parts by combination. Whatever a family makes must be refused; none of it holds real harm.
"""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pypdf import PdfWriter

from siinas.documents.sample_papers import sample_licence, sample_nib, sample_paper
from tests.documents.hostile_files import (
    GOOD_PDF,
    HTML,
    archive,
    hostile_files,
    inflating_to,
    jpeg,
    many_pages,
    one_page,
    opening_with_packed,
    pdf_of,
    png,
    stream,
)

COUNT = 1000
SEED = 2026


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file that must be refused: the family it belongs to, what it is, the name it comes under."""

    family: str
    what: str
    name: str
    content: bytes


Made = tuple[str, str, bytes]
"""What it is, its name, its bytes."""

FOREIGN: dict[str, bytes] = {
    "web page": HTML,
    "web page with BOM": b"\xef\xbb\xbf" + HTML,
    "frame": b"<iframe src='https://example.test'></iframe>",
    "XHTML": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='1'/>",
    "PHP": b"<?php echo 1; ?>",
    "Windows program": b"MZ\x90\x00\x03" + b"\0" * 300 + b"PE\0\0",
    "Linux program": b"\x7fELF\x02\x01\x01" + b"\0" * 300,
    "Mac program": b"\xcf\xfa\xed\xfe" + b"\0" * 300,
    "Java class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 300,
    "shell script": b"#!/bin/sh\necho contoh\n",
    "batch file": b"@echo off\r\necho contoh\r\n",
    "JavaScript": b"function f(){return 1}f();",
    "Python": b"import os\nprint(1)\n",
    "RAR": b"Rar!\x1a\x07\x01\x00" + b"\0" * 60,
    "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
    "GZIP": b"\x1f\x8b\x08\x00" + b"\0" * 60,
    "BZIP2": b"BZh91AY&SY" + b"\0" * 60,
    "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "RTF": b"{\\rtf1\\ansi contoh}",
    "GIF": b"GIF89a\x01\x00\x01\x00" + b"\0" * 60,
    "BMP": b"BM" + b"\0" * 60,
    "TIFF": b"II*\x00" + b"\0" * 60,
    "WebP": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 60,
    "MP4": b"\0\0\0\x18ftypmp42" + b"\0" * 60,
    "database": b"SQLite format 3\0" + b"\0" * 80,
    "PostScript": b"%!PS-Adobe-3.0\nshowpage\n",
    "shortcut": b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 60,
    "text": b"Ini bukan dokumen. " * 20,
    "text in UTF-16": "Ini bukan dokumen. ".encode("utf-16") * 20,
    "nothing but zeros": b"\0" * 2000,
    "JSON": b'{"akta": true}',
}
PROGRAM_ENDINGS = (
    "exe",
    "bat",
    "cmd",
    "scr",
    "msi",
    "dll",
    "js",
    "vbs",
    "ps1",
    "sh",
    "php",
    "phtml",
    "jsp",
    "asp",
    "aspx",
)
PROGRAM_ENDINGS += ("py", "jar", "html", "htm", "svg", "hta", "lnk", "apk")
OTHER_ENDINGS = (
    "doc",
    "docx",
    "xls",
    "xlsm",
    "ppt",
    "odt",
    "gif",
    "bmp",
    "tif",
    "webp",
    "zip",
    "rar",
    "7z",
    "txt",
    "csv",
)
OTHER_ENDINGS += ("tsv", "xlsx", "xml", "json", "md", "eml", "iso", "bin")
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def fakes() -> Iterator[Made]:
    """Files of another kind under the name of an accepted one, and accepted ones under each other's names."""
    for kind, content in FOREIGN.items():
        for name in ("akta.pdf", "foto.jpg", "foto.png", "AKTA.PDF"):
            yield f"{kind} as {name}", name, content
    for name in ("foto.jpg", "foto.jpeg", "foto.png"):
        yield f"PDF as {name}", name, GOOD_PDF
    yield "PNG as JPEG", "foto.jpg", png(9, 9)
    yield "JPEG as PNG", "foto.png", jpeg()
    yield "JPEG as PDF", "akta.pdf", jpeg()


def names() -> Iterator[Made]:
    """Sound files under names that are none."""
    for ending in PROGRAM_ENDINGS:
        yield f".{ending} in the middle", f"akta.{ending}.pdf", GOOD_PDF
        yield f".{ending} at the end", f"akta.pdf.{ending}", GOOD_PDF
    for ending in OTHER_ENDINGS:
        yield f"only .{ending}", f"akta.{ending}", GOOD_PDF
    for sign in DIRECTIONS:
        yield f"direction {ord(sign):x} in the middle", f"akta{sign}fdp.pdf", GOOD_PDF
        yield f"direction {ord(sign):x} at the end", f"akta.pdf{sign}", GOOD_PDF
    for place, name in enumerate(("akta.pdf\0", "\0akta.pdf", "akta\0.pdf", "akta.pdf\0.exe", "akta.exe\0.pdf")):
        yield f"NUL {place}", name, GOOD_PDF
    for place, name in enumerate(
        ("akta", "", ".", "..", "...", "pdf", ".pdf/", "akta.", "akta .", "../../etc/passwd", "con")
    ):
        yield f"no ending {place}", name, GOOD_PDF
    for length in (300, 3000, 100_000):
        yield f"a name of {length} signs, a program at its end", "a" * length + ".pdf.exe", GOOD_PDF
    yield "ending in full width", "akta.\uff50\uff44\uff46", GOOD_PDF
    yield "ending in Cyrillic", "akta.\u0440df", GOOD_PDF
    yield "Windows path to a program", "C:\\Windows\\system32\\cmd.exe", GOOD_PDF
    yield "data stream", "akta.pdf::$DATA", GOOD_PDF
    yield "query behind it", "akta.pdf?x=.exe", GOOD_PDF


def polyglots() -> Iterator[Made]:
    """Files that another program would take for its own, too."""
    payloads = {
        "web page": HTML,
        "script": b"<script>1</script>",
        "PHP": b"<?php echo 1; ?>",
        "Windows program": b"MZ\x90\x00" + b"\0" * 90,
        "Linux program": b"\x7fELF" + b"\0" * 90,
        "archive": archive(),
        "RAR": b"Rar!\x1a\x07\x01\x00" + b"\0" * 60,
        "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 60,
    }
    bases = {"akta.pdf": GOOD_PDF, "foto.jpg": jpeg(), "foto.png": png(40, 40)}
    for name, base in bases.items():
        for what, payload in payloads.items():
            yield f"{what} behind {name}", name, base + payload
            yield f"{what} behind {name} and blank lines", name, base + b"\r\n\r\n" + payload
            yield f"{what} before {name}", name, payload + base
    for what in ("web page", "script", "PHP"):
        payload = payloads[what]
        yield f"{what} in a comment of JPEG", "foto.jpg", _with_comment(jpeg(), payload)
        yield f"{what} in EXIF of JPEG", "foto.jpg", _with_segment(jpeg(), 0xE1, b"Exif\0\0" + payload)
        yield f"{what} in a profile of JPEG", "foto.jpg", _with_segment(jpeg(), 0xE2, b"ICC_PROFILE\0" + payload)
        yield f"{what} in a text of PNG", "foto.png", png(40, 40, extra=chunk(b"tEXt", b"Comment\0" + payload))
        yield f"{what} in a chunk of PNG", "foto.png", png(40, 40, extra=chunk(b"teSt", payload))
        yield f"{what} in the header of PDF", "akta.pdf", GOOD_PDF[:9] + b"%" + payload + b"\n" + GOOD_PDF[9:]
        yield f"{what} behind a second end of PDF", "akta.pdf", GOOD_PDF + payload + b"\n%%EOF\n" + payload
    yield "JPEG before PDF", "akta.pdf", jpeg() + GOOD_PDF
    yield "PDF in JPEG", "foto.jpg", jpeg() + GOOD_PDF
    yield "PDF in PNG", "foto.png", png(40, 40) + GOOD_PDF


def _with_comment(picture: bytes, text: bytes) -> bytes:
    return _with_segment(picture, 0xFE, text)


def _with_segment(picture: bytes, marker: int, text: bytes) -> bytes:
    return picture[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(text) + 2) + text + picture[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


ACTIONS = {
    "JavaScript": b"<< /S /JavaScript /JS (1) >>",
    "JavaScript in a stream": b"<< /S /JavaScript /JS 9 0 R >>",
    "launch": b"<< /S /Launch /F (contoh.exe) >>",
    "launch on Windows": b"<< /S /Launch /Win << /F (cmd.exe) /P (/c contoh) >> >>",
    "submit": b"<< /S /SubmitForm /F << /FS /URL /F (https://example.test) >> >>",
    "import": b"<< /S /ImportData /F (contoh.fdf) >>",
    "embedded": b"<< /S /GoToE /T << /R /C /N (contoh.pdf) >> >>",
    "rendition": b"<< /S /Rendition /OP 0 >>",
    "movie": b"<< /S /Movie /Operation /Play >>",
    "sound": b"<< /S /Sound /Volume 1 >>",
    "rich media": b"<< /S /RichMediaExecute >>",
}
ONLY_BY_ITSELF = {
    "web address": b"<< /S /URI /URI (https://example.test) >>",
    "another file": b"<< /S /GoToR /F (contoh.pdf) /D [0 /Fit] >>",
    "thread": b"<< /S /Thread /D 0 >>",
    "hide": b"<< /S /Hide /T (x) >>",
    "reset": b"<< /S /ResetForm >>",
}
"""What may stand on a link that a person follows, but not where it starts by itself."""
TRIGGERS: dict[str, Callable[[bytes], bytes]] = {
    "at opening": lambda act: one_page(b"/OpenAction %s" % act),
    "at closing": lambda act: one_page(b"/AA << /WC %s >>" % act),
    "before printing": lambda act: one_page(b"/AA << /WP %s >>" % act),
    "when a page opens": lambda act: one_page(b"", b"/AA << /O %s >>" % act),
    "when a page closes": lambda act: one_page(b"", b"/AA << /C %s >>" % act),
    "when the mouse comes": lambda act: one_page(
        b"", b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /AA << /E %s >> >>]" % act
    ),
    "in a field": lambda act: one_page(b"/AcroForm << /Fields [<< /FT /Tx /T (x) /AA << /K %s >> >>] >>" % act),
    "behind a jump": lambda act: one_page(b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next %s >>" % act),
    "behind two jumps": lambda act: one_page(
        b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [<< /S /Named /N /NextPage /Next %s >>] >>" % act
    ),
}
ON_A_LINK: dict[str, Callable[[bytes], bytes]] = {
    "on a link": lambda act: one_page(b"", b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A %s >>]" % act),
    "in an outline": lambda act: one_page(b"/Outlines << /First << /Title (x) /A %s >> >>" % act),
    "by name": lambda act: one_page(b"/Names << /JavaScript << /Names [(x) %s] >> >>" % act),
    "elsewhere": lambda act: one_page(b"", b"", act),
}


def active() -> Iterator[Made]:
    """PDFs that do something: each action at each place, plainly, with escaped names, and packed."""
    for what, act in ACTIONS.items():
        for where, put in (TRIGGERS | ON_A_LINK).items():
            yield f"{what} {where}", "akta.pdf", put(act)
            yield f"{what} {where}, escaped", "akta.pdf", put(_escaped(act))
        yield f"{what}, packed", "akta.pdf", opening_with_packed(act)
        yield f"{what}, packed and escaped", "akta.pdf", opening_with_packed(_escaped(act))
    for what, act in ONLY_BY_ITSELF.items():
        for where, put in TRIGGERS.items():
            yield f"{what} {where}", "akta.pdf", put(act)
        yield f"{what}, packed", "akta.pdf", opening_with_packed(act)
    yield (
        "XFA",
        "akta.pdf",
        one_page(b"/AcroForm << /Fields [] /XFA [(template) 4 0 R] >>", b"", stream(b"<xdp/>", b"")),
    )


def _escaped(act: bytes) -> bytes:
    for name in (b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"GoToE", b"Rendition", b"Movie", b"Sound"):
        act = act.replace(b"/S /" + name, b"/S /#%02x%s" % (name[0], name[1:]))
    return act.replace(b"/JS ", b"/#4aS ").replace(b"/RichMediaExecute", b"/R#69chMediaExecute")


def hidden() -> Iterator[Made]:
    """PDFs whose parts a lenient parser passes over and a viewer sees."""
    script = b"<< /S /J#61vaScript /J#53 (1) >>"
    jump = b"<< /S /GoTo /D [3 0 R /Fit] >>"
    act = b" /OpenAction %s" % script
    entries = {
        "behind a number as a key": b"7 7" + act,
        "behind a text as a key": b"(x) (y)" + act,
        "behind a dictionary as a key": b"<< >> 1" + act,
        "behind deep dictionaries": b"/D " + b"<< /A " * 900 + b"1" + b" >>" * 900 + act,
        "behind deeper dictionaries": b"/D " + b"<< /A " * 5_000 + b"1" + b" >>" * 5_000 + act,
        "behind a null as a key": b"null" + act,
        "as the second of two": b"/OpenAction %s" % jump + act,
        "as the first of two": act + b" /OpenAction %s" % jump,
        "behind a broken text": b"/D (((" + act,
        "behind a broken list": b"/D [ [ 1 2" + act,
        "behind a broken name": b"/D #zz" + act,
    }
    for where, more in entries.items():
        yield f"script {where}", "akta.pdf", one_page(more)
        root = b"<< /Type /Catalog /Pages 2 0 R %s >>" % more
        yield f"script {where}, packed", "akta.pdf", packed_root(root)
    for where, more in entries.items():
        address = more.replace(script, b"<< /S /Launch /F (contoh.exe) >>").replace(b"/Launch", b"/L#61unch")
        yield f"launch {where}", "akta.pdf", one_page(address)
        yield f"launch {where}, packed", "akta.pdf", packed_root(b"<< /Type /Catalog /Pages 2 0 R %s >>" % address)


def packed_root(root: bytes) -> bytes:
    """A PDF whose catalogue stands in a compressed object stream."""
    packed = zlib.compress(b"1 0 " + root)
    bodies = {
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        5: stream(packed, b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"),
    }
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    rows = {0: b"\x00\x00\x00\x00\xff", 1: b"\x02\x00\x00\x05\x00", 4: b"\x00\x00\x00\x00\xff"}
    for number, body in bodies.items():
        rows[number] = b"\x01" + struct.pack(">I", len(out))[1:] + b"\x00"
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    rows[6] = b"\x01" + struct.pack(">I", start)[1:] + b"\x00"
    table = b"".join(rows[number] for number in sorted(rows))
    out += b"6 0 obj\n%s\nendobj\n" % stream(table, b"/Type /XRef /Size 7 /W [1 3 1] /Root 1 0 R")
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def carriers() -> Iterator[Made]:
    """PDFs that carry another file, or media."""
    for name in ("isi.txt", "isi.exe", "isi.pdf", "isi.html", "isi.js", "..\\isi.bat", "isi.docm", "isi.zip"):
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        writer.add_attachment(name, b"contoh")
        out = io.BytesIO()
        writer.write(out)
        yield f"carries {name}", "akta.pdf", out.getvalue()
    spec = b"<< /Type /Filespec /F (isi.exe) /EF << /F 4 0 R >> >>"
    file = stream(b"contoh", b"/Type /EmbeddedFile")
    for where, entries in {
        "names": (b"/Names << /EmbeddedFiles << /Names [(x) %s] >> >>" % spec, b""),
        "associated": (b"/AF [%s]" % spec, b""),
        "collection": (b"/Collection << >> /Names << /EmbeddedFiles << /Names [(x) %s] >> >>" % spec, b""),
        "annotation": (b"", b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS %s >>]" % spec),
        "page": (b"", b"/AF [%s]" % spec),
        "escaped": (b"/Names << /Embedded#46iles << /Names [(x) %s] >> >>" % spec.replace(b"/EF", b"/#45F"), b""),
    }.items():
        yield f"carries a file in {where}", "akta.pdf", one_page(*entries, file)
        yield f"carries an untyped file in {where}", "akta.pdf", one_page(*entries, stream(b"contoh", b""))
    for subtype in ("RichMedia", "3D", "Movie", "Sound"):
        yield (
            f"{subtype} on a page",
            "akta.pdf",
            one_page(b"", b"/Annots [<< /Subtype /%s /Rect [0 0 9 9] >>]" % subtype.encode()),
        )


def locked() -> Iterator[Made]:
    """Encrypted PDFs: by user's and owner's passwords, of several lengths, and such that only claim to be."""
    for pages in (1, 2, 5, 9):
        for what, user, owner in (("user", "rahasia", None), ("owner", "", "pemilik"), ("both", "a", "b")):
            for strong in (True, False):
                writer = PdfWriter()
                for _ in range(pages):
                    writer.add_blank_page(200, 200)
                writer.encrypt(user, owner, use_128bit=strong)
                out = io.BytesIO()
                writer.write(out)
                yield f"{what} password, {pages} pages, {'128' if strong else '40'} bit", "akta.pdf", out.getvalue()
    for handler in (b"/Standard", b"/Adobe.PubSec", b"/Contoh"):
        for version in (1, 2, 4, 5, 9):
            entry = b"/Encrypt << /Filter %s /V %d /R %d /O (%s) /U (%s) /P -4 /Length 128 >>" % (
                handler,
                version,
                version + 1,
                b"x" * 32,
                b"y" * 32,
            )
            content = GOOD_PDF.replace(b"trailer\n<<", b"trailer\n<< " + entry, 1)
            assert content != GOOD_PDF
            yield f"claims {handler.decode()} version {version}", "akta.pdf", content


def cut() -> Iterator[Made]:
    """Sound files cut at many places."""
    papers = {
        "paper": GOOD_PDF,
        "NIB": sample_nib(),
        "licence": sample_licence(),
        "many pages": many_pages(15),
        "long": sample_paper("Akta", [f"Pasal {n}: isi dikarang untuk pengujian." for n in range(120)]),
        "packed": opening_with_packed(b"<< /S /GoTo /D [3 0 R /Fit] >>"),
    }
    for what, content in papers.items():
        for percent in range(3, 98, 5):
            yield f"{what} cut at {percent} %", "akta.pdf", content[: len(content) * percent // 100]
    for what, content, name in (("JPEG", jpeg(), "foto.jpg"), ("PNG", png(200, 200, _noise(200)), "foto.png")):
        for percent in range(2, 92, 6):
            yield f"{what} cut at {percent} %", name, content[: len(content) * percent // 100]


def _noise(size: int) -> bytes:
    chance = random.Random(SEED)
    return zlib.compress(b"".join(b"\0" + chance.randbytes(3 * size) for _ in range(size)))


def bombs() -> Iterator[Made]:
    """Little files that are huge once they are opened."""
    flate = {size: inflating_to(size) for size in (80, 120, 200, 400)}
    for size, packed in flate.items():
        yield f"page of {size} MB", "akta.pdf", one_page(b"", b"/Contents 4 0 R", stream(packed))
        yield f"stream of {size} MB that no page names", "akta.pdf", one_page(b"", b"", stream(packed))
        yield f"font of {size} MB", "akta.pdf", one_page(b"", b"/Resources << /Font << /F 4 0 R >> >>", stream(packed))
        yield f"metadata of {size} MB", "akta.pdf", one_page(b"/Metadata 4 0 R", b"", stream(packed))
        yield (
            f"short name of the filter, {size} MB",
            "akta.pdf",
            one_page(b"", b"/Contents 4 0 R", stream(packed, b"/Filter /Fl")),
        )
        yield f"filter in a list, {size} MB", "akta.pdf", one_page(b"", b"", stream(packed, b"/Filter [/FlateDecode]"))
    for deep in range(2, 9):
        packed = flate[400]
        for _ in range(deep - 1):
            packed = zlib.compress(packed, 9)
        filters = b"/Filter [%s]" % (b"/FlateDecode " * deep)
        yield f"bomb in {deep} wrappings", "akta.pdf", one_page(b"", b"/Contents 4 0 R", stream(packed, filters))
    many = [stream(inflating_to(70))] * 12
    yield "many streams, each just small enough", "akta.pdf", one_page(b"", b"", *many)
    for wide, high in (
        (60_000, 60_000),
        (200_000, 1_000),
        (1_000, 200_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (99_999, 9_999),
    ):
        entries = b"/Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8" % (wide, high)
        if wide * high > 150_000_000:
            yield (
                f"picture of {wide} by {high} in PDF",
                "akta.pdf",
                one_page(b"", b"/Resources << /XObject << /X 4 0 R >> >>", stream(b"\0", entries)),
            )
        yield f"PNG of {wide} by {high}", "foto.png", png(wide, high, data=zlib.compress(b"\0" * 900))
        yield f"PNG of {wide} by {high} with a bomb", "foto.png", png(wide, high, data=flate[120])
    for size in (80, 200):
        yield (
            f"PNG with a text of {size} MB",
            "foto.png",
            png(40, 40, extra=chunk(b"zTXt", b"Comment\0\0" + flate[size])),
        )
        yield f"PNG with a profile of {size} MB", "foto.png", png(40, 40, extra=chunk(b"iCCP", b"x\0\0" + flate[size]))
    for wide, high in ((65_000, 65_000), (65_535, 1_000), (60_000, 900)):
        yield f"JPEG that claims {wide} by {high}", "foto.jpg", _claiming(jpeg(), wide, high)
    for pages in (21, 25, 60, 201, 900):
        yield f"{pages} pages", "akta.pdf", many_pages(pages)
        yield (
            f"{pages} pages that claim to be one",
            "akta.pdf",
            many_pages(pages).replace(b"/Count %d" % pages, b"/Count 1"),
        )
    for size in (2_100_000, 4_000_000):
        yield f"{size} bytes of blanks", "akta.pdf", GOOD_PDF + b"\n" * size


def _claiming(picture: bytes, wide: int, high: int) -> bytes:
    at = picture.index(b"\xff\xc0")
    return picture[: at + 5] + struct.pack(">HH", high, wide) + picture[at + 9 :]


def tangled() -> Iterator[Made]:
    """PDFs whose parts point at each other for ever, nest without end, or are not there."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    for kids in (b"2 0 R", b"3 0 R 2 0 R", b"4 0 R", b"3 0 R 4 0 R"):
        tree = b"<< /Type /Pages /Kids [%s] /Count 2 >>" % kids
        yield (
            f"pages that hold themselves: {kids.decode()}",
            "akta.pdf",
            pdf_of(catalog, tree, page, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        )
    for times in (2, 3, 50):
        yield (
            f"one page {times} times",
            "akta.pdf",
            pdf_of(catalog, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * times, times), page),
        )
    for levels in (8, 12, 18, 40):
        rows = [catalog] + [
            b"<< /Type /Pages /Kids [%s] /Count 2 >>" % (b"%d 0 R " % (number + 1) * 2) for number in range(2, levels)
        ]
        yield f"branches named twice on {levels} levels", "akta.pdf", pdf_of(*rows, page)
    for opened, closed in ((b"[", b"]"), (b"<< /A ", b" >>"), (b"[ << /A ", b" >> ]"), (b"[ (x) ", b"]")):
        for deep in (3_000, 20_000, 60_000, 200_000):
            yield (
                f"{opened.decode()} nested {deep} times",
                "akta.pdf",
                one_page(b"/Deep " + opened * deep + closed * deep),
            )
    whole = pdf_of(catalog, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page)
    for what, content in {
        "no root": whole.replace(b"/Root 1 0 R", b""),
        "a root that is a page": whole.replace(b"/Root 1 0 R", b"/Root 3 0 R"),
        "a root that is missing": whole.replace(b"/Root 1 0 R", b"/Root 77 0 R"),
        "a root that is a number": whole.replace(b"/Root 1 0 R", b"/Root 1"),
        "no pages": pdf_of(b"<< /Type /Catalog >>"),
        "pages that are missing": pdf_of(b"<< /Type /Catalog /Pages 9 0 R >>"),
        "pages that are a text": pdf_of(b"<< /Type /Catalog /Pages (contoh) >>"),
        "pages without kids that are none": pdf_of(catalog, b"<< /Type /Pages /Kids [] /Count 0 >>"),
        "kids that are missing": pdf_of(catalog, b"<< /Type /Pages /Kids [8 0 R 9 0 R] /Count 2 >>"),
        "kids that are numbers": pdf_of(catalog, b"<< /Type /Pages /Kids [1 2 3] /Count 3 >>"),
        "kids that are no list": pdf_of(catalog, b"<< /Type /Pages /Kids 7 /Count 3 >>"),
        "only a header": b"%PDF-1.7\n",
        "only header and end": b"%PDF-1.7\nstartxref\n0\n%%EOF\n",
        "an end without a beginning": b"%PDF-1.7\n" + b"%" * 3000 + b"\nstartxref\n9\n%%EOF\n",
        "noise between header and end": b"%PDF-1.7\n"
        + random.Random(SEED).randbytes(6000)
        + b"\nstartxref\n9\n%%EOF\n",
        "zeros between header and end": b"%PDF-1.7\n" + b"\0" * 6000 + b"\nstartxref\n9\n%%EOF\n",
        "header deep inside": b"x" * 900 + whole,
        "no version": whole.replace(b"%PDF-1.7", b"%PDX-1.7"),
    }.items():
        yield what, "akta.pdf", content
    for chance in range(20):
        yield f"noise {chance} under a header", "akta.pdf", b"%PDF-1.7\n" + random.Random(chance).randbytes(3000)
        yield f"noise {chance} as a picture", "foto.jpg", b"\xff\xd8\xff\xe0" + random.Random(chance).randbytes(3000)
        yield f"noise {chance} as PNG", "foto.png", b"\x89PNG\r\n\x1a\n" + random.Random(chance).randbytes(3000)


def pictures() -> Iterator[Made]:
    """Pictures that are broken, or move."""
    from PIL import Image

    for frames in (2, 5):
        out = io.BytesIO()
        shown = [Image.new("RGB", (8, 8), (40 * n, 0, 0)) for n in range(frames)]
        shown[0].save(out, "PNG", save_all=True, append_images=shown[1:])
        yield f"PNG of {frames} frames", "foto.png", out.getvalue()
    good = png(60, 60)
    for what, content in {
        "no dimensions": png(0, 40),
        "no data": png(40, 40, data=b""),
        "data that is none": png(40, 40, data=b"rusak"),
        "too little data": png(40, 400, data=zlib.compress(b"\0" * 500)),
        "a broken sum": good[:30] + b"\0" + good[31:],
        "no head": good[:8] + good[33:],
        "two heads": good[:33] + good[8:33] + good[33:] + b"\0",
        "only a signature": good[:8],
    }.items():
        yield f"PNG with {what}", "foto.png", content
    photo = jpeg()
    for what, content in {
        "only its beginning": photo[:4],
        "no tables": photo[:2] + photo[-400:],
        "no scan": photo[: photo.index(b"\xff\xda")],
        "segments of false length": photo[:4] + b"\xff\xff" + photo[6:40],
        "a second beginning": photo[:2] * 200,
    }.items():
        yield f"JPEG with {what}", "foto.jpg", content


FAMILIES: dict[str, Callable[[], Iterator[Made]]] = {
    "fakes": fakes,
    "names": names,
    "polyglots": polyglots,
    "active": active,
    "hidden": hidden,
    "carriers": carriers,
    "locked": locked,
    "cut": cut,
    "bombs": bombs,
    "tangled": tangled,
    "pictures": pictures,
}


def every_hostile_file() -> list[Hostile]:
    """Whatever the families make, with those that are written out one by one."""
    found = [Hostile("written out", what, name, content) for what, (name, content) in hostile_files().items()]
    for family, make in FAMILIES.items():
        found += [Hostile(family, what, name, content) for what, name, content in make()]
    return found


def thousand() -> list[Hostile]:
    """A thousand of them, of every family, the same each time."""
    every = every_hostile_file()
    assert len(every) >= COUNT, len(every)
    chance = random.Random(SEED)
    left_out = set(chance.sample(range(len(every)), len(every) - COUNT))
    return [one for place, one in enumerate(every) if place not in left_out]


def sample_of_each(per_family: int) -> list[Hostile]:
    """So many of each family, spread over it."""
    found: list[Hostile] = []
    families: dict[str, list[Hostile]] = {}
    for one in every_hostile_file():
        families.setdefault(one.family, []).append(one)
    for members in families.values():
        step = max(1, len(members) // per_family)
        found += members[::step][:per_family]
    return found
