"""How numbers, dates and amounts are read from and written for people in Indonesia."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date

JAKARTA = ZoneInfo("Asia/Jakarta")
LARGEST = Decimal(10) ** 15

_INDONESIAN = str.maketrans(",.", ".,")
_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")


class UnreadableNumber(ValueError):
    """What was typed is no number as written in Indonesia; the message says what to do."""


def read_number(text: str, decimals: int = 2, *, negative: bool = False) -> Decimal:
    """Read `1.234.567,89` as written in Indonesia.

    `decimals` is the largest number of digits behind the comma; 0 asks for a whole number. A dot is only ever a
    separator of thousands: `1.234` is one thousand two hundred and thirty-four, `1.5` is refused with a remedy.
    Raises UnreadableNumber with an Indonesian sentence.
    """
    cleaned = re.sub(r"[\s\u00a0\u202f]", "", text)
    cleaned = re.sub(r"^(Rp\.?|IDR)", "", cleaned, flags=re.IGNORECASE)
    sign = 1
    if cleaned[:1] in {"-", "−"}:
        if not negative:
            raise UnreadableNumber("Isi angka nol atau lebih, tanpa tanda minus.")
        sign, cleaned = -1, cleaned[1:]
    whole, comma, fraction = cleaned.partition(",")
    if not (_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole)) or (comma and not _PLAIN.fullmatch(fraction)):
        raise UnreadableNumber(_remedy(cleaned, decimals))
    if not (whole + fraction).isascii():
        raise UnreadableNumber(_remedy(cleaned, decimals))
    fraction = fraction.rstrip("0")
    if decimals == 0 and fraction:
        raise UnreadableNumber("Isi bilangan bulat tanpa angka di belakang koma, misalnya 1.234.")
    if len(fraction) > decimals:
        raise UnreadableNumber(f"Isi paling banyak {decimals} angka di belakang koma.")
    value = Decimal(f"{whole.replace('.', '')}.{fraction or '0'}") * sign
    if abs(value) >= LARGEST:
        raise UnreadableNumber("Angka ini terlalu besar. Periksa kembali banyaknya digit dan satuannya.")
    return value.quantize(Decimal(1).scaleb(-decimals))


def _remedy(text: str, decimals: int) -> str:
    if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+", text) or re.fullmatch(r"\d{1,3}(,\d{3}){2,}", text):
        if decimals == 0:
            return "Titik memisahkan ribuan: tulis 1.234.567, bukan 1,234,567."
        return "Titik memisahkan ribuan dan koma memisahkan desimal: tulis 1.234.567,89, bukan 1,234,567.89."
    if re.fullmatch(r"\d+\.\d+", text):
        if decimals == 0:
            return "Titik adalah pemisah ribuan, sesudahnya tiga angka. Isi bilangan bulat, misalnya 1.234."
        whole, _, fraction = text.partition(".")
        return f"Titik adalah pemisah ribuan. Jika maksudnya desimal, tulis {whole},{fraction}."
    return "Isi dengan angka, misalnya 1.234." if decimals == 0 else "Isi dengan angka, misalnya 1.234 atau 1.234,56."


def number_words(value: Decimal | int, decimals: int = 2) -> str:
    """`1.234.567,89`; `decimals` digits are always shown."""
    # Thousands of figures stand on one page: as babel writes them, in a fiftieth of its time.
    return f"{Decimal(value):,.{decimals}f}".translate(_INDONESIAN)


def short_number(value: Decimal | int, decimals: int = 2) -> str:
    """As number_words, without needless zeros behind the comma (for form fields)."""
    words = number_words(value, decimals)
    return words.rstrip("0").rstrip(",") if decimals and "," in words else words


def plainly(words: str) -> str:
    """A number in words without the needless zeros behind its comma (`Rp1.200,50` becomes `Rp1.200,5`).

    Frozen words keep their zeros, so that filings stay comparable; people are shown this. Any other text stays as is.
    """
    found = re.fullmatch(r"((?:Rp)?-?\d{1,3}(?:\.\d{3})*),(\d*?)0*(\D*)", words)
    if found is None:
        return words
    whole, fraction, unit = found.groups()
    return f"{whole},{fraction}{unit}" if fraction else whole + unit


def digest_words(digest: str) -> str:
    """A SHA-256 in groups of eight, as people compare it with the printed statement."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def date_words(value: date) -> str:
    """`22 November 2026`."""
    return format_date(value, "d MMMM y", locale="id")


def moment_words(value: datetime) -> str:
    """`22 November 2026 pukul 17.05 WIB`; stored moments are UTC."""
    local = value.astimezone(JAKARTA)
    return f"{date_words(local.date())} pukul {local:%H.%M} WIB"
