"""Pictures for tests: letterheads, and sheets as scanners and telephones see them."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw, ImageFilter


def encoded(picture: Any, kind: str = "PNG", **more: Any) -> bytes:
    """A picture as the bytes of a file; `kind` is "PNG", "JPEG" or "PDF"."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def letterhead(across: int = 1600, down: int = 300, kind: str = "PNG", colour: str = "#123456") -> bytes:
    """An invented letterhead: a square in a colour and a line."""
    picture = Image.new("RGB", (across, down), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((10, 10, down // 2, down - 20), fill=colour)
    pen.line((0, down - 4, across, down - 4), fill="black", width=4)
    return encoded(picture, kind)


def on_a_desk(sheet: Any, angle: float) -> Any:
    """The sheet turned by some degrees, on grey."""
    return sheet.convert("RGB").rotate(angle, expand=True, fillcolor=(120, 118, 110), resample=Image.Resampling.BICUBIC)


def seen_aslant(sheet: Any, by: float = 0.06) -> Any:
    """The sheet as a camera sees it that is not held straight above it."""
    across, down = sheet.size
    slope = by * across
    corners = (-slope, -slope / 2, 0, down, across, down, across + slope, 0)
    return sheet.convert("RGB").transform(
        sheet.size, Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC, fillcolor=(90, 90, 90)
    )


def shaken(sheet: Any, radius: float) -> Any:
    """The sheet out of focus."""
    return sheet.filter(ImageFilter.GaussianBlur(radius))


def grainy(sheet: Any, share: float = 0.02, seed: int = 1) -> Any:
    """The sheet with grains of black and white all over it."""
    chance = random.Random(seed)
    noisy = sheet.convert("L")
    dots = noisy.load()
    for _ in range(int(noisy.width * noisy.height * share)):
        dots[chance.randrange(noisy.width), chance.randrange(noisy.height)] = chance.choice((0, 255))
    return noisy


def in_bad_light(sheet: Any) -> Any:
    """The sheet grey in grey, with a shadow from one side."""
    grey = sheet.convert("L").point(lambda value: 70 + value * 0.45)
    shadow = Image.linear_gradient("L").resize(grey.size).point(lambda value: 140 + value * 0.45)
    from PIL import ImageChops

    return ImageChops.multiply(grey, shadow)
