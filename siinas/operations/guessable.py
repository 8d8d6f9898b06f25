"""Whether a new password is guessed soon: common ones, single words with digits, the account's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from siinas.reference.common_passwords import common_passwords, common_words

REPEATED = "Kata sandi terlalu mudah ditebak: isinya berulang. Pilih yang lain."
SEQUENCE = "Kata sandi terlalu mudah ditebak: hurufnya atau angkanya berurutan. Pilih yang lain."
COMMON = "Kata sandi ini termasuk yang paling sering dipakai orang dan dicoba lebih dulu oleh penebak. Pilih yang lain."
ONE_WORD = (
    "Kata sandi ini hanya satu kata yang umum dengan tambahan angka atau tanda. "
    "Pakai beberapa kata yang tidak berhubungan."
)
OWN_WORDS = "Kata sandi ini terutama terdiri dari {what}. Pilih kata yang tidak berhubungan dengan akun ini."

PORTAL, SECRET, PERSON, COMPANY = (
    "kata tentang SIINas atau kementerian",
    "kata untuk kata sandi itu sendiri",
    "nama, nama pengguna atau e-mail Anda",
    "nama, nomor atau tempat perusahaan",
)
"""What an own word is about, as the sentence names it."""

EVERYBODYS_WORDS = {
    **dict.fromkeys(("siinas", "kemenperin", "kementerian", "perindustrian", "industri"), PORTAL),
    **dict.fromkeys(("password", "passwd", "katasandi", "sandi"), SECRET),
}
SHORTEST_WORD = 4
LETTERS_LEFT, LEFT = 5, 8
"""So many letters and characters a password needs beside the account's own words."""

LOOK_ALIKES = (
    str.maketrans("013456789@$!+|", "oieasbtbgasiti"),
    str.maketrans("013456789@$!+|", "oleasbtbgaslti"),
)
SEQUENCES = tuple(
    line
    for row in ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertyuiop", "asdfghjkl")
    for line in (row * 14, row[::-1] * 14)
)
HEAD, TAIL = 8, 20
"""So many characters before and after a word are tried as decoration."""


def guessable(password: str, own_words: Mapping[str, str]) -> str:
    """Why a password is guessed soon, as a sentence; empty for a good one.

    `own_words` maps words of the account to what they are about (PORTAL, PERSON, COMPANY).
    """
    text = password.lower()
    if len(set(text)) < 5 or _unit(text) != text:
        return REPEATED
    if any(text in line for line in SEQUENCES):
        return SEQUENCE
    if any(spelt in common_passwords() for spelt in _spellings(text)):
        return COMMON
    left, what = _without_own_words(text, own_words)
    if what and (len(left) < LEFT or sum(map(str.isalpha, left)) < LETTERS_LEFT or _is_one_word(left)):
        return OWN_WORDS.format(what=what)
    return ONE_WORD if _is_one_word(text) else ""


def _unit(text: str) -> str:
    """What a text is a repetition of: `abc` for `abcabc`, else the text itself."""
    again = (text + text).find(text, 1)
    return text[:again]


def _spellings(text: str) -> tuple[str, ...]:
    """The text, and with digits and signs read as the letters that they look like; all of the same length."""
    return (text, *(text.translate(table) for table in LOOK_ALIKES))


def _is_one_word(text: str) -> bool:
    spellings = (spelt for core in _cores(text) for spelt in _spellings(core))
    return any(spelt in common_words() or _unit(spelt) in common_words() for spelt in spellings)


def _cores(text: str) -> Iterator[str]:
    """The text, and what is left when digits and signs at its ends go one by one."""
    letters = [place for place, character in enumerate(text) if character.isalpha()]
    if len(letters) < SHORTEST_WORD - 1:
        return
    for start in range(max(0, letters[0] - HEAD), letters[0] + 1):
        for end in range(letters[-1] + 1, min(len(text), letters[-1] + 1 + TAIL) + 1):
            if start <= HEAD and len(text) - end <= TAIL:
                yield text[start:end]


def _without_own_words(text: str, own_words: Mapping[str, str]) -> tuple[str, str]:
    """What is left of a text without the account's words, however they are spelt, and what the first one is about."""
    words = {word.lower(): what for word, what in own_words.items()} | EVERYBODYS_WORDS
    taken, about = [False] * len(text), ""
    spellings = _spellings(text)
    for word, what in sorted(words.items(), key=lambda item: -len(item[0])):
        if len(word) < SHORTEST_WORD:
            continue
        for spelt in spellings:
            for found in re.finditer(re.escape(word), spelt):
                about = about or what
                taken[found.start() : found.end()] = [True] * len(word)
    return "".join(character for character, gone in zip(text, taken, strict=True) if not gone), about
