"""QR codes on an uploaded sheet: a PDF's pages or a picture, straight or skewed, sharp or from a telephone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

MOST_PAGES = 10
"""So many pages are looked at: a statement has one or two."""
RESOLUTIONS = (200, 300, 120)
"""Dots per inch at which a page is drawn, one after the other, until a code is found."""
MOST_PIXELS = 16_000_000
LONGEST_TEXT = 300


def read_codes(content: bytes, kind: str, begins: str, also: str = "") -> list[str]:
    """The texts of the QR codes found that begin with `begins`, each once; `kind` is "pdf", "jpeg" or "png".

    Looking ends with the page (or the drawing of a page) on which there was one; where there was none, those that begin
    with `also` are told. Runs in the limited process only.
    """
    views = _of_pdf(content) if kind == "pdf" else _of_picture(content, kind)
    others: list[str] = []
    for view in views:
        texts = [text[:LONGEST_TEXT] for text in _codes_in(view)]
        found = [text for text in texts if text.startswith(begins)]
        if found:
            return list(dict.fromkeys(found))
        others += [text for text in texts if also and text.startswith(also)]
    return list(dict.fromkeys(others))


def _of_pdf(content: bytes) -> Iterator[Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    pages = [document[number] for number in range(min(len(document), MOST_PAGES))]
    for resolution in RESOLUTIONS:
        for page in pages:
            across, down = page.get_size()
            scale = min(resolution / 72, (MOST_PIXELS / max(across * down, 1)) ** 0.5)
            yield from _views(page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil().convert("L"))


def _of_picture(content: bytes, kind: str) -> Iterator[Any]:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=[{"jpeg": "JPEG", "png": "PNG"}[kind]]) as picture:
        picture.draft("L", (4000, 4000))
        if picture.mode in {"RGBA", "LA", "P"}:
            whole = picture.convert("RGBA")
            sheet = Image.new("RGBA", whole.size, "white")
            sheet.alpha_composite(whole)
            grey = sheet.convert("L")
        else:
            grey = picture.convert("L")
    grey = ImageOps.exif_transpose(grey)
    pixels = grey.width * grey.height
    if pixels > MOST_PIXELS:
        grey = grey.reduce(2)
    yield from _views(grey)
    for factor in (0.5, 2.0):
        if pixels * factor * factor <= MOST_PIXELS:
            yield from _views(grey.resize((round(grey.width * factor), round(grey.height * factor))))


def _views(grey: Any) -> Iterator[Any]:
    """The same sheet as it is, with its greys spread, and sharpened against a shaking hand."""
    from PIL import ImageFilter, ImageOps

    yield grey
    spread = ImageOps.autocontrast(grey, cutoff=2)
    yield spread.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0))
    yield spread.filter(ImageFilter.GaussianBlur(1.2))


def _codes_in(grey: Any) -> list[str]:
    import zxingcpp

    pixels: Any = memoryview(grey.tobytes()).cast("B", shape=[grey.height, grey.width])
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = zxingcpp.read_barcodes(pixels, formats=formats, try_invert=False)
    return [code.text for code in found if code.valid]
