"""Uploaded pictures drawn anew: what is printed or shown afterwards are pixels of ours, whatever the file held."""

from __future__ import annotations

import io

WIDEST, HIGHEST = 2000, 1000
"""Pixels: 300 for each inch of the printed width of an A4 sheet."""


def redrawn(content: bytes, kind: str) -> bytes:
    """The picture (`kind` "jpeg" or "png") upright on white, as a plain PNG of at most `WIDEST` by `HIGHEST` pixels.

    Raises what the parser raises; runs in the limited process only.
    """
    from PIL import Image, ImageOps

    formats = [{"jpeg": "JPEG", "png": "PNG"}[kind]]
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        if kind == "jpeg":
            picture.draft("RGB", (WIDEST, HIGHEST))
        upright = ImageOps.exif_transpose(picture)
        upright = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
        upright.thumbnail((WIDEST, HIGHEST))
        sheet = Image.new("RGB", upright.size, "white")
        sheet.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def size_of_png(content: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the head of a PNG says."""
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
