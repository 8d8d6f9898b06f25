"""Company names as they are compared: words without legal form, and how alike two names are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

ALIKE: Final = 0.75
"""From this likeness on two names are told as similar."""
ALIKE_WORDS: Final = 0.8
"""From this ratio on one of two words may be the other with a typing error."""
SHORTEST_WITH_ERROR: Final = 4
COMMON_WEIGHT: Final = 0.4
LONGEST_KEY: Final = 60

_LEGAL_PHRASES: Final = re.compile(
    r"\b(?:perseroan terbatas|persekutuan komanditer|persekutuan firma|persekutuan perdata|perusahaan umum daerah|"
    r"perusahaan umum|perusahaan daerah|perusahaan dagang|perusahaan otobus|usaha dagang|badan usaha milik desa|"
    r"bum desa|pt perorangan|co ltd|sdn bhd)\b"
)
_LEGAL_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        pt cv ud pd po fa kop tbk persero perum perumda firma koperasi yayasan bumdes bumdesma blu perorangan
        perseorangan ltd inc corp pte
        """,
    )
)
_LINKS: Final = frozenset({"dan", "and", "the", "of"})
_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        """
        abadi agung alam aneka anugerah anugrah artha asia bahari baru berkah bersama bina bintang buana bumi cahaya
        cipta citra daya delta duta dunia eka era fajar gemilang global graha group grup guna harapan indah indo
        indonesia industri industry internasional international inti jaya karya kencana kreasi lestari lintas maju
        makmur mandiri manufaktur manufacturing mas mega mitra mulia multi murni nasional nusa nusantara pabrik perdana
        perkasa persada pratama prima produksi putra raya sakti sarana sari sejahtera sejati semesta sentosa sentral
        setia sinar solusi sukses sumber surya tama teguh tiga timur tirta tri tunggal unggul utama wahana wijaya
        """,
    )
)
"""Words of so many names that they tell little: each counts less than half a word."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in their order: without legal form, signs, accents and case, in today's spelling.

    `P.T. Djaja & I.G.N., Tbk` gives `jaya` and `ign`. A name that is nothing but a legal form keeps it.
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign) and sign not in "'’`´")
    text = _joined_letters(re.sub(r"[^\w]|_", " ", text.replace("&", " dan ").replace("+", " dan ")))
    told = [word for word in _LEGAL_PHRASES.sub(" ", text).split() if word not in _LEGAL_WORDS | _LINKS]
    return tuple(_today(word) for word in told or text.split())


def _joined_letters(text: str) -> str:
    """Letters that stand alone one after the other are one word: `i g n` is `ign`."""
    return re.sub(r"\b(?:[^\W\d_] )+[^\W\d_]\b", lambda run: run[0].replace(" ", ""), re.sub(r"\s+", " ", text))


def _today(word: str) -> str:
    """The spelling of today: `djaja` is `jaya`, `tjipta` is `cipta`, `soekarno` is `sukarno`, `textil` is `tekstil`."""
    if "dj" in word or "tj" in word:
        word = re.sub(r"(?<![dt])j", "y", word).replace("dj", "j").replace("tj", "c")
    return word.replace("oe", "u").replace("x", "ks")


def initials_of(words: tuple[str, ...]) -> str:
    """The first letters of three words or more; empty for fewer."""
    return "".join(word[0] for word in words) if len(words) >= 3 else ""


def joined(words: tuple[str, ...]) -> str:
    """The words without spaces, as a key; cut where it becomes too long for one."""
    return "".join(words)[:LONGEST_KEY]


def one_word_may_be(word: str, other: str) -> bool:
    """Whether one word may be the other with a typing error or two."""
    return word == other or (min(len(word), len(other)) >= SHORTEST_WITH_ERROR and _ratio(word, other) >= ALIKE_WORDS)


def alike_words(word: str, known: Iterable[str]) -> set[str]:
    """Those of the known words that `word` may be with a typing error or two."""
    if len(word) < SHORTEST_WITH_ERROR:
        return {word} & set(known)
    letters = frozenset(word)
    # An error changes two letters at most, so most words need no closer look.
    spread = 2 if len(word) < 8 else 4
    matcher = SequenceMatcher(None, "", word, autojunk=False)
    found = set()
    for other in known:
        if len(letters.symmetric_difference(other)) > spread:
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= ALIKE_WORDS and matcher.ratio() >= ALIKE_WORDS:
            found.add(other)
    return found


@lru_cache(maxsize=20_000)
def _ratio(word: str, other: str) -> float:
    if word > other:
        word, other = other, word
    matcher = SequenceMatcher(None, word, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE_WORDS or matcher.quick_ratio() < ALIKE_WORDS:
        return 0.0
    return matcher.ratio()


def _shortens(short: str, word: str) -> bool:
    """Whether the first is a shortening of the second: its beginning, or first letter and consonants in order."""
    if not 2 <= len(short) <= 4 or len(word) < len(short) + 2 or short[0] != word[0]:
        return False
    if word.startswith(short):
        return True
    rest = iter(word[1:])
    return not set(short[1:]) & set("aiueo") and all(letter in rest for letter in short[1:])


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """How alike two names are (0 to 1), and why, in words of the screen; `why` is empty below `ALIKE`."""

    score: float
    why: str = ""

    def __bool__(self) -> bool:
        return self.score >= ALIKE


def likeness(one: tuple[str, ...], other: tuple[str, ...]) -> NameLikeness:
    """Compare the words of two names."""
    if not one or not other:
        return NameLikeness(0)
    if one == other:
        return NameLikeness(1, "nama sama")
    if sorted(one) == sorted(other):
        return NameLikeness(0.98, "nama sama, urutan katanya berbeda")
    together = ("".join(one), "".join(other))
    if together[0] == together[1]:
        return NameLikeness(0.97, "nama sama, spasinya berbeda")
    if found := _by_initials(one, other):
        return found
    by_words = _by_words(one, other)
    if by_words or len(one) == len(other):
        return by_words
    if min(map(len, together)) >= 8 and (ratio := _ratio(*together)) >= 0.9:
        return NameLikeness(round(ratio * 0.95, 3), "nama hampir sama, spasi dan ejaannya berbeda")
    return by_words


def _by_initials(one: tuple[str, ...], other: tuple[str, ...]) -> NameLikeness | None:
    for short, long in ((one, other), (other, one)):
        if len(short) == 1 and len(short[0]) >= 3 and short[0] == initials_of(long):
            return NameLikeness(0.85, f"“{short[0].upper()}” adalah huruf-huruf awal nama itu")
    return None


def _by_words(one: tuple[str, ...], other: tuple[str, ...]) -> NameLikeness:
    left = list(other)
    shared, errors, shortened, lonely = 0.0, [], [], []
    for word in one:
        if word in left:
            left.remove(word)
            shared += 2 * _weight(word)
        else:
            lonely.append(word)
    for word in list(lonely):
        match = next((found for found in left if one_word_may_be(word, found)), None)
        if match is not None:
            errors.append(f"“{word}” dan “{match}”")
            shared += 0.9 * (_weight(word) + _weight(match))
        else:
            match = next((found for found in left if _shortens(word, found) or _shortens(found, word)), None)
            if match is None:
                continue
            shortened.append(f"“{word}” dan “{match}”")
            shared += 0.85 * (_weight(word) + _weight(match))
        lonely.remove(word)
        left.remove(match)
    score = shared / (sum(map(_weight, one)) + sum(map(_weight, other)))
    if lonely and left:
        # A word that was exchanged for another one makes another name; one that was added may not.
        score *= 0.8
    if score < ALIKE:
        return NameLikeness(round(score, 3))
    told = [f"hanya berbeda ejaan {', '.join(errors)}"] if errors and not (lonely or left or shortened) else []
    told += [f"ejaan {', '.join(errors)}"] if errors and not told else []
    told += [f"singkatan {', '.join(shortened)}"] if shortened else []
    told += [f"kata tambahan {', '.join(f'“{word}”' for word in [*lonely, *left])}"] if lonely or left else []
    return NameLikeness(round(score, 3), f"nama mirip: {'; '.join(told)}")


def _weight(word: str) -> float:
    return COMMON_WEIGHT if word in _COMMON or word.isdigit() else 1.0
