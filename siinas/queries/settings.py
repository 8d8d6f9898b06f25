"""The settings in force: what an administrator has set, else the default of the declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from siinas.catalogue import processes
from siinas.models import Setting
from siinas.process.declaration import Process
from siinas.process.documents import MEGABYTE, DocumentType
from siinas.process.letters import STANDING_QUOTES
from siinas.process.numbering import explained
from siinas.process.periods import CalendarDays, Regime, Within, WorkingDays
from siinas.process.words import number_words
from siinas.reference.document_types import DOCUMENT_TYPES
from siinas.reference.known_setting import LONGEST_LIMIT, KnownSetting, several, whole
from siinas.reference.settings import SETTINGS


@cache
def known_settings() -> dict[str, KnownSetting]:
    """All settings: the portal's own, the limits of each state, letter and type of document."""
    found = {setting.key: setting for setting in SETTINGS}
    for process in processes().values():
        for state in process.flow.states.values():
            if state.within is not None:
                unit = "hari kerja" if isinstance(state.within, WorkingDays) else "hari kalender"
                key = deadline_key(process.key, state.key)
                label = f"{process.title}: tenggat {state.label}"
                days = state.within.days
                found[key] = KnownSetting(key, label, str(days), unit=unit, most=max(LONGEST_LIMIT, days))
        if process.periods is not None:
            key, label = regime_key(process.key), f"{process.title}: jenis periode"
            found[key] = KnownSetting(key, label, process.regime, "regime", REGIME_HELP)
        if process.statement is not None:
            key = f"letter.{process.key}.statement"
            text = "\n\n".join((*process.statement.paragraphs, process.statement.closing))
            label = f"{process.title}: teks {process.statement.title}"
            quotes = STANDING_QUOTES | frozenset(process.fields)
            found[key] = _text(key, label, text, sorted(process.statement.quoted()), quotes)
        for letter in process.issued.values():
            shared = sum(one.title == letter.title for other in processes().values() for one in other.issued.values())
            title = f"{letter.title} ({process.title})" if shared > 1 else letter.title
            key = text_key(process.key, letter.key)
            text, quotes = "\n\n".join(letter.paragraphs), letter.quotable(process.fields)
            found[key] = _text(key, f"{title}: teks", text, sorted(quotes), quotes)
            key = number_key(process.key, letter.key)
            label, told = f"{title}: format nomor", "; ".join(explained())
            found[key] = KnownSetting(key, label, letter.number, "format", f"Kutipan: {told}.")
    return found | {setting.key: setting for setting in (*_lapses(), *_upload_limits())}


def _text(key: str, label: str, text: str, named: Iterable[str], quotes: frozenset[str]) -> KnownSetting:
    told = ", ".join(f"{{{quote}}}" for quote in named)
    help = f"Alinea dipisah baris kosong. Kutipan: {told}"
    return KnownSetting(key, label, text, "text", help, quotes=quotes)


LAPSES = "Perpindahan oleh tenggat"


def lapse_key(process: str, move: str) -> str:
    """The key of the time after which the clock makes a move; 0 where it makes none."""
    return f"lapse.{process}.{move}"


def _lapses() -> list[KnownSetting]:
    """The time of each move of the clock: off until an administrator follows what the declaration suggests."""
    return [
        KnownSetting(
            lapse_key(process.key, move.key),
            f"{process.title}: {source.label} menjadi {move.target.label}",
            "0",
            help=f"Tanpa tindakan selama itu, perkara berpindah sendiri. Saran: {move.after}. 0 berarti tidak aktif.",
            unit="hari kerja" if isinstance(move.after, WorkingDays) else "hari kalender",
            zero="tidak aktif",
            least=0,
            most=max(LONGEST_LIMIT, move.after.days),
            group=LAPSES,
        )
        for process in processes().values()
        for source in process.flow.states.values()
        if (move := process.flow.lapse_from(source)) is not None and move.after is not None
    ]


REGIME_HELP = (
    "Triwulan atau semester, sejak tahun berapa. Contoh: semester, 2025 triwulan. "
    "Berlaku untuk periode yang dibuat sesudahnya; yang sudah ada diubah pada Periode laporan."
)


def regime_key(process: str) -> str:
    """The key of the kinds of periods of a process."""
    return f"regime.{process}"


def regime_of(session: Session, process: type[Process]) -> Regime:
    """Which kinds of periods a process asks for, by years."""
    key = regime_key(process.key)
    return Regime.of(setting(session, key) if key in known_settings() else process.regime)


def text_key(process: str, letter: str) -> str:
    """The key of an issued letter's paragraphs."""
    return f"letter.{process}.{letter}"


def number_key(process: str, letter: str) -> str:
    """The key of the format of an issued letter's numbers."""
    return f"letter_number.{process}.{letter}"


LARGEST_UPLOAD = 20
"""Megabytes that a file may have at most, whatever is set: what the server takes in at all is little more."""
UPLOADS = "Batas unggahan"


def _upload_limits() -> list[KnownSetting]:
    """The limits of each type of document, and that of pictures."""
    found = [
        KnownSetting(
            "upload.picture.megabytes", "Gambar (JPG, PNG): ukuran", "5", unit="MB", most=LARGEST_UPLOAD, group=UPLOADS
        )
    ]
    for kind in DOCUMENT_TYPES.values():
        found.append(
            KnownSetting(
                f"upload.{kind.key}.megabytes",
                f"{kind.label}: ukuran",
                str(kind.max_bytes // MEGABYTE),
                unit="MB",
                most=LARGEST_UPLOAD,
                group=UPLOADS,
            )
        )
        if "pdf" in kind.accepts:
            found.append(
                KnownSetting(
                    f"upload.{kind.key}.pages",
                    f"{kind.label}: halaman",
                    str(kind.max_pages),
                    unit="halaman",
                    most=1000,
                    group=UPLOADS,
                )
            )
    return found


def limits_in_force(session: Session) -> Callable[[DocumentType], DocumentType]:
    """Gives types of documents with the limits that hold now; what was set is read once."""
    changed = _changed(session)

    def limit(key: str) -> int:
        known = known_settings()[key]
        value = changed.get(key, known.default)
        return int(value if known.takes(value) else known.default)

    def in_force(kind: DocumentType) -> DocumentType:
        if kind.key not in DOCUMENT_TYPES:
            return kind
        return replace(
            kind,
            max_bytes=limit(f"upload.{kind.key}.megabytes") * MEGABYTE,
            max_pages=limit(f"upload.{kind.key}.pages") if "pdf" in kind.accepts else kind.max_pages,
            max_picture_bytes=limit("upload.picture.megabytes") * MEGABYTE,
        )

    return in_force


def kind_in_force(session: Session, kind: DocumentType) -> DocumentType:
    """A type of document with the limits that hold now."""
    return limits_in_force(session)(kind)


def deadline_key(process: str, state: str) -> str:
    """The key of a state's time limit."""
    return f"deadline.{process}.{state}"


def setting(session: Session, key: str) -> str:
    """The value in force; KeyError for an unknown key.

    What the database holds beyond the setting's bounds (from times when nobody checked) does not count.
    """
    known = known_settings()[key]
    value = _changed(session).get(key)
    return value if value is not None and known.takes(value) else known.default


READ = "settings_read"
"""Where a session keeps what it has read in its present transaction."""


def _changed(session: Session) -> Mapping[str, str]:
    """What differs from the defaults, read once in each transaction: every page asks for several settings."""
    kept: tuple[SessionTransaction, dict[str, str]] | None = session.info.get(READ)
    if kept is None or kept[0] is not session.get_transaction():
        with session.no_autoflush:
            rows = session.execute(select(Setting.key, Setting.value)).all()
        values = {row.key: row.value for row in rows}
        transaction = session.get_transaction()
        if transaction is None:
            return values
        kept = session.info[READ] = (transaction, values)
    return kept[1]


@event.listens_for(Setting, "after_insert")
@event.listens_for(Setting, "after_update")
@event.listens_for(Setting, "after_delete")
def _forget(_mapper: Mapper[Setting], _connection: Connection, row: Setting) -> None:
    session = object_session(row)
    if session is not None:
        session.info.pop(READ, None)


def number(session: Session, key: str) -> int:
    """The value in force as a whole number."""
    return int(setting(session, key))


def kbli_version(session: Session) -> int:
    """The edition of KBLI in force."""
    return int(setting(session, "kbli_version"))


def numbers(session: Session, key: str) -> list[int]:
    """The value in force as whole numbers, the greatest first."""
    return [number for number in several(setting(session, key)) if number is not None]


def setting_words(known: KnownSetting, value: str) -> str:
    """A value as a person reads it: `7 hari`, `100.000 baris`, `Ya`; a text as it is."""
    if known.kind == "yesno":
        return "Ya" if value == "1" else "Tidak"
    if known.kind == "regime":
        return Regime.of(value).words() if known.takes(value) else value
    if known.kind == "listed":
        return f"KBLI {value}"
    if known.kind == "numbers":
        return f"{', '.join(str(number) for number in several(value))} {known.unit}".strip()
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
    if known.kind not in {"number", "numbers"}:
        return ""
    return f"{number_words(known.least, 0)} sampai {number_words(known.most, 0)} {known.unit}".strip()


def time_limit(session: Session, process: str, state: str, default: Within | None) -> Within | None:
    """How long a case may rest in a state."""
    if default is None:
        return None
    days = number(session, deadline_key(process, state))
    return WorkingDays(days) if isinstance(default, WorkingDays) else CalendarDays(days)
