"""The settings in force: what an administrator has set, else the default of the declaration."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Setting
from siinas.process.letters import STANDING_QUOTES
from siinas.process.numbering import explained
from siinas.process.periods import CalendarDays, Within, WorkingDays
from siinas.process.words import number_words
from siinas.reference.settings import LONGEST_LIMIT, SETTINGS, KnownSetting, whole


@cache
def known_settings() -> dict[str, KnownSetting]:
    """All settings: the portal's own, the time limit of each state, text and numbers of each letter."""
    found = {setting.key: setting for setting in SETTINGS}
    for process in processes().values():
        for state in process.flow.states.values():
            if state.within is not None:
                unit = "hari kerja" if isinstance(state.within, WorkingDays) else "hari kalender"
                key = deadline_key(process.key, state.key)
                label = f"{process.title}: tenggat {state.label}"
                days = state.within.days
                found[key] = KnownSetting(key, label, str(days), unit=unit, most=max(LONGEST_LIMIT, days))
        if process.statement is not None:
            key = f"letter.{process.key}.statement"
            text = "\n\n".join((*process.statement.paragraphs, process.statement.closing))
            label = f"{process.title}: teks {process.statement.title}"
            quotes = STANDING_QUOTES | frozenset(process.fields)
            found[key] = _text(key, label, text, sorted(process.statement.quoted()), quotes)
        for letter in process.issued.values():
            key = text_key(process.key, letter.key)
            text, quotes = "\n\n".join(letter.paragraphs), letter.quotable(process.fields)
            found[key] = _text(key, f"{letter.title}: teks", text, sorted(quotes), quotes)
            key = number_key(process.key, letter.key)
            label, told = f"{letter.title}: format nomor", "; ".join(explained())
            found[key] = KnownSetting(key, label, letter.number, "format", f"Kutipan: {told}.")
    return found


def _text(key: str, label: str, text: str, named: Iterable[str], quotes: frozenset[str]) -> KnownSetting:
    told = ", ".join(f"{{{quote}}}" for quote in named)
    help = f"Alinea dipisah baris kosong. Kutipan: {told}"
    return KnownSetting(key, label, text, "text", help, quotes=quotes)


def text_key(process: str, letter: str) -> str:
    """The key of an issued letter's paragraphs."""
    return f"letter.{process}.{letter}"


def number_key(process: str, letter: str) -> str:
    """The key of the format of an issued letter's numbers."""
    return f"letter_number.{process}.{letter}"


def deadline_key(process: str, state: str) -> str:
    """The key of a state's time limit."""
    return f"deadline.{process}.{state}"


def setting(session: Session, key: str) -> str:
    """The value in force; KeyError for an unknown key.

    What the database holds beyond the setting's bounds (from times when nobody checked) does not count.
    """
    known = known_settings()[key]
    row = session.get(Setting, key)
    return row.value if row is not None and known.takes(row.value) else known.default


def number(session: Session, key: str) -> int:
    """The value in force as a whole number."""
    return int(setting(session, key))


def kbli_version(session: Session) -> int:
    """The edition of KBLI in force."""
    return int(setting(session, "kbli_version"))


def setting_words(known: KnownSetting, value: str) -> str:
    """A value as a person reads it: `7 hari`, `100.000 baris`, `Ya`; a text as it is."""
    if known.kind == "yesno":
        return "Ya" if value == "1" else "Tidak"
    if known.kind == "listed":
        return f"KBLI {value}"
    if known.kind != "number":
        return value
    number = whole(value)
    if number is None:
        return value
    if known.zero and number == 0:
        return known.zero
    return f"{number_words(number, 0)} {known.unit}".strip()


def bounds_in_words(known: KnownSetting) -> str:
    """What a setting may be: `5 sampai 1.440 menit`; empty for what is no number."""
    if known.kind != "number":
        return ""
    return f"{number_words(known.least, 0)} sampai {number_words(known.most, 0)} {known.unit}".strip()


def time_limit(session: Session, process: str, state: str, default: Within | None) -> Within | None:
    """How long a case may rest in a state."""
    if default is None:
        return None
    days = number(session, deadline_key(process, state))
    return WorkingDays(days) if isinstance(default, WorkingDays) else CalendarDays(days)
