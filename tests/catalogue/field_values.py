"""Five good and five bad things that a person may type into a field, made from what its declaration says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from siinas.process import fields as asked
from siinas.process.words import short_number
from siinas.queries.searching import Found

MANY = 5
OPTIONS = {
    "province": ("32", "33", "34", "35", "36"),
    "regency": ("3507", "3525", "3573", "3578", "3579"),
    "district": ("350701", "350702", "350703", "350704", "350705"),
    "village": ("3507012001", "3507012002", "3507012003", "3507012004", "3507012005"),
    "kbli": ("10721", "10722", "10729", "10731", "13111"),
}
Typed = tuple[str, ...]


class Listed:
    """Five invented options for every reference, those of regions and KBLI below any value above them."""

    def options(self, reference: asked.Reference) -> list[tuple[str, str, str]]:
        codes = OPTIONS.get(reference.name) or tuple(f"{reference.name[:3].upper()}{n}" for n in range(1, MANY + 1))
        return [(code, f"{code} — Contoh {code}", "") for code in codes]

    def search(self, reference: asked.Reference, text: str, most: int) -> Found:
        words = text.casefold().split()
        found = [
            (code, label) for code, label, _ in self.options(reference) if all(w in label.casefold() for w in words)
        ]
        return Found(tuple(found[:most]), more=len(found) > most)

    def name(self, reference: asked.Reference, code: str) -> str:
        return {value: label for value, label, _heading in self.options(reference)}.get(code, code)

    def holds(self, reference: asked.Reference) -> bool:
        return False

    def above(self, reference: asked.Reference, code: str) -> str:
        return code[:-2]

    def codes(self, reference: asked.Reference) -> list[str]:
        return [code for code, _label, _heading in self.options(reference)]


def good_and_bad(field: asked.Field) -> tuple[Typed, Typed]:
    """What may be typed and what may not; a closed list of options has as many good ones as it has options."""
    for kind, make in MAKERS:
        if isinstance(field, kind):
            return make(field)
    raise TypeError(f"nobody knows what to type into a {type(field).__name__}")


@cache
def _matching(pattern: str, longest: int, shortest: int) -> Typed:
    """Texts that a pattern takes, always the same ones."""
    found: list[str] = []
    strategy = st.from_regex(pattern, fullmatch=True, alphabet=st.characters(max_codepoint=126, min_codepoint=32))
    for seed in range(60):
        known = tuple(found)
        try:
            text = find(
                strategy,
                lambda t, known=known: shortest <= len(t) <= longest and t.strip() == t and t not in known,
                random=random.Random(seed),
                settings=settings(
                    max_examples=300,
                    database=None,
                    phases=(Phase.generate,),
                    suppress_health_check=list(HealthCheck),
                    derandomize=False,
                ),
            )
        except NoSuchExample:
            continue
        found.append(text)
        if len(found) == MANY:
            break
    return tuple(found)


def _text(field: asked.Text) -> tuple[Typed, Typed]:
    bad = ("lonceng\x07", "kembali\x1b[0m", "terbalik\u202egnp", "x" * (field.longest + 1), "y" * (field.longest * 3))
    if field.pattern:
        good = _matching(field.pattern, field.longest, field.shortest)
        odd = ("satu dua tiga", "<b>1</b>", "1/2/3/4", "٣٤٥٦٧", "-", "; DROP TABLE", "0" * (field.longest + 1))
        missed = [text for text in odd if not re.fullmatch(field.pattern, text) or len(text) > field.longest]
        return good, tuple(missed[:MANY])
    long = "p" * field.longest
    plain = ("Contoh Satu", "PT Contoh & Anak “Kutip” – 2", "Élan Ñandú 東", long, "3 < 4 > 1; O'Contoh")
    return tuple(text.ljust(field.shortest, "a")[: field.longest] for text in plain), bad


def _email(field: asked.Email) -> tuple[Typed, Typed]:
    good = ("a@contoh.example.test", "surat.masuk+siinas@b.example.test", "A_B-9@c.d.example.test")
    good += ("o'contoh@e.example.test", "123@4.example.test")
    return good, ("surat", "a@", "@contoh.example.test", "a b@contoh.example.test", "a@b@contoh.example.test")


def _phone(field: asked.Phone) -> tuple[Typed, Typed]:
    return ("021 5550100", "+62 812 0000 0000", "(031) 555-0100", "12345", "0" * 20), (
        "telepon",
        "1234",
        "0" * 21,
        "021/555010",
        "<0215550100>",
    )


def _digits(*lengths: int) -> Callable[[asked.Field], tuple[Typed, Typed]]:
    def make(field: asked.Field) -> tuple[Typed, Typed]:
        most = max(lengths)
        good = (
            "1" * most,
            "9" * min(lengths),
            "0" + "7" * (most - 1),
            " ".join(["12"] * (most // 2)) + "3" * (most % 2),
        )
        good += ("-".join(["4"] * most),)
        return good, ("1" * (min(lengths) - 1), "1" * (most + 1), "satu", "1" * (most - 1) + "x", "٣" * most)

    return make


def _nik(field: asked.Nik) -> tuple[Typed, Typed]:
    good = ("3507011708450001", "3507015708450001", "9171012902000012", "1101010101990009", "36 7101 311285 0003")
    bad = ("350701170845000", "3507013213450001", "9971011708450001", "3507013002900001", "35070117O8450001")
    return good, bad


def _url(field: asked.WebAddress) -> tuple[Typed, Typed]:
    good = ("https://contoh.example.test", "http://a.b.example.test/c?d=e#f", "https://contoh.example.test:8443/")
    good += ("https://xn--contoh.example.test/%20", "http://127.0.0.1/")
    return good, (
        "javascript:alert(1)",
        "data:text/html,x",
        "contoh.example.test",
        "https://dua kata.example.test",
        "https://",
    )


def _coordinate(field: asked.Coordinate) -> tuple[Typed, Typed]:
    low, high = field.least, field.most
    middle = ((low + high) / 2).quantize(Decimal("0.000001"))
    good = (str(low), str(high), f"{middle}".replace(".", ","), f"{middle}°", f" {middle} ")
    return good, (str(low - 1), str(high + 1), "selatan", "7°10'12\" S", "1.2.3")


def _quantity(field: asked.Quantity) -> tuple[Typed, Typed]:
    low = Decimal(field.least if field.least is not None else 1)
    high = Decimal(field.most) if field.most is not None else low + 1_234_567
    steps = [low + (high - low) * n / 4 for n in range(MANY)]
    exact = [step.quantize(Decimal(1).scaleb(-field.decimals)) for step in steps]
    good = tuple(short_number(step, field.decimals) for step in exact)
    beyond = short_number(field.most + 1) if field.most is not None else "9" * 17
    below = short_number(Decimal(field.least - 1)) if field.least else "-1"
    digits = "1," + "1" * (field.decimals + 1)
    bad = (digits, "banyak", "1,234,567.8", beyond, below if field.least is not None else "1e5")
    return good, bad


def _year(field: asked.Year) -> tuple[Typed, Typed]:
    this = date.today().year  # noqa: DTZ011 - a year is far from any midnight
    return (str(field.FIRST), "0" if field.or_zero else "1945", "1999", "2020", str(this)), (
        str(field.FIRST - 1),
        str(this + 1),
        "45" if field.or_zero else "0",
        "19.99",
        "tahun",
    )


def _day(field: asked.Day) -> tuple[Typed, Typed]:
    later = date.today() + timedelta(days=400)  # noqa: DTZ011 - far from any midnight
    bad = ("31/02/2026", "besok", "1899-12-31", "2026-13-01", later.isoformat() if field.past else "99/99/9999")
    return ("2020-02-29", "22/11/2025", "01-01-1990", "1900-01-01", "2025-12-31"), bad


def _options(field: asked.Choice) -> tuple[Typed, Typed]:
    codes = Listed().codes(field.among) if isinstance(field.among, asked.Reference) else list(field.among)
    return tuple(codes), ("zzz", "<script>", "-1", f"{codes[0]}x", "pilih salah satu")


MAKERS: tuple[tuple[type[asked.Field], Callable[[Any], tuple[Typed, Typed]]], ...] = (
    (asked.Email, _email),
    (asked.Phone, _phone),
    (asked.Nib, _digits(13)),
    (asked.Npwp, _digits(15, 16)),
    (asked.Nik, _nik),
    (asked.Nitku, _digits(22)),
    (asked.WebAddress, _url),
    (asked.Text, _text),
    (asked.Coordinate, _coordinate),
    (asked.Quantity, _quantity),
    (asked.Year, _year),
    (asked.Day, _day),
    (asked.YesNo, lambda field: (("ya", "tidak"), ("yes", "1", "true", "Ya!", "0"))),
    (asked.Choice, _options),
)


def neighbours(field: asked.Field) -> Mapping[str, str]:
    """What has to be typed beside a field so that it is asked at all, and has something to choose from."""
    typed: dict[str, str] = {}
    if field.when is not None:
        above, values = field.when.field, field.when.values
        value = values[0] if values else (field.when.bound or 0) + 1
        if above.standing:
            return typed
        spelt = ("tidak", "ya")[value] if isinstance(value, bool) else str(value)
        typed |= neighbours(above) | {above.key: spelt}
    within = getattr(field, "within", None)
    if within is not None:
        typed |= neighbours(within) | {within.key: good_and_bad(within)[0][0]}
    return typed


def standing(field: asked.Field) -> Mapping[str, Any]:
    """What stands since the opening of a case and decides whether the field is asked."""
    if field.when is None:
        return {}
    above = field.when.field
    return {above.key: field.when.values[0]} if above.standing else standing(above)
