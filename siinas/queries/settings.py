"""The settings in force: what an administrator has set, else the default of the declaration."""

from __future__ import annotations

from functools import cache

from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.models import Setting
from siinas.process.periods import CalendarDays, Within, WorkingDays
from siinas.process.words import number_words
from siinas.reference.settings import SETTINGS, KnownSetting


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
                found[key] = KnownSetting(key, label, str(state.within.days), unit=unit)
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
    """The value in force; KeyError for an unknown key."""
    row = session.get(Setting, key)
    return row.value if row is not None else known_settings()[key].default


def number(session: Session, key: str) -> int:
    """The value in force as a whole number."""
    return int(setting(session, key))


def setting_words(known: KnownSetting, value: str) -> str:
    """A value as a person reads it: `7 hari`, `100.000 baris`, `Ya`; a text as it is."""
    if known.kind == "yesno":
        return "Ya" if value == "1" else "Tidak"
    if known.kind != "number":
        return value
    if known.zero and int(value) == 0:
        return known.zero
    return f"{number_words(int(value), 0)} {known.unit}".strip()


def time_limit(session: Session, process: str, state: str, default: Within | None) -> Within | None:
    """How long a case may rest in a state."""
    if default is None:
        return None
    days = number(session, deadline_key(process, state))
    return WorkingDays(days) if isinstance(default, WorkingDays) else CalendarDays(days)
