"""The settings in force: what an administrator has set, else the default of the declaration."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Setting
from siinas.process.periods import CalendarDays, Within, WorkingDays
from siinas.process.words import number_words
from siinas.reference.settings import LONGEST_LIMIT, SETTINGS, KnownSetting, whole


@cache
def known_settings() -> dict[str, KnownSetting]:
    """All settings: the portal's own, the time limit of each state, the paragraphs of each letter."""
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
            quotes = ", ".join(f"{{{quote}}}" for quote in sorted(process.statement.quoted()))
            label = f"{process.title}: teks {process.statement.title}"
            found[key] = KnownSetting(key, label, text, "text", f"Alinea dipisah baris kosong. Kutipan: {quotes}")
    return found


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
