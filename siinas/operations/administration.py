"""What an administrator changes: settings, who may sign in."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Person, Setting
from siinas.operations import sessions
from siinas.operations.letter_offices import lock_formats, refuse_meeting
from siinas.operations.work import Work, operation
from siinas.process.fields import Reference
from siinas.process.letters import quotes_in
from siinas.process.numbering import format_fault
from siinas.process.roles import Role
from siinas.queries.choices import ChoiceSource
from siinas.queries.letter_offices import following_default
from siinas.queries.settings import bounds_in_words, known_settings
from siinas.reference.known_setting import LONGEST_TEXT, MOST_NUMBERS, KnownSetting
from siinas.refusal import NotPermitted, Refused, Stale

WRONG = {
    "number": "Isi bilangan bulat dari {bounds}.",
    "numbers": f"Isi paling banyak {MOST_NUMBERS} bilangan bulat dari {{bounds}}, dipisah koma.",
    "yesno": "Pilih Ya atau Tidak.",
    "listed": "Pilih salah satu dari daftar.",
    "regime": "Isi triwulan atau semester, lalu tahun sejak jenis lain berlaku, misalnya: semester, 2025 triwulan.",
    "text": f"Isi teks, paling panjang {LONGEST_TEXT} karakter.",
}


def _administrator(work: Work) -> None:
    if Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted("Hanya administrator yang dapat mengubah ini.")


def setting_version(session: Session, key: str) -> int:
    """The version of the value in force; 0 for a default that nobody has changed."""
    return session.scalar(select(Setting.version).where(Setting.key == key)) or 0


@operation
def change_setting(work: Work, key: str, value: str, *, version: int | None = None) -> None:
    """Set a known setting within its bounds; a letter's text may quote only what it knows, and no two kinds of letters
    may come to bear the same number. `version` is that of the value as the person saw it (`setting_version`): Stale
    where somebody has changed it since.
    """
    _administrator(work)
    known = known_settings().get(key)
    if known is None:
        raise Refused("Setelan ini tidak dikenal.")
    if not known.takes(value):
        wrong = format_fault(value) if known.kind == "format" else WRONG[known.kind]
        raise Refused(wrong.replace("{bounds}", bounds_in_words(known)), field="value")
    if known.kind == "format":
        _check_own_numbers(work, known, value)
    if known.kind == "listed" and value not in ChoiceSource(work.session, None).codes(Reference(known.among)):
        raise Refused(WRONG[known.kind], field="value")
    if known.kind == "text":
        try:
            unknown = quotes_in([value]) - known.quotes
        except ValueError:
            raise Refused("Kutipan ditulis sebagai {nama} saja, tanpa titik atau tanda lain.", field="value") from None
        if unknown:
            raise Refused(f"Kutipan tidak dikenal: {', '.join(sorted(unknown))}.", field="value")
    row = work.session.get(Setting, key, with_for_update=True, populate_existing=True)
    if version is not None and version != (row.version if row is not None else 0):
        raise Stale
    before = row.value if row is not None else known.default
    if row is None:
        work.session.add(Setting(key=key, value=value))
    else:
        row.value = value
        row.version += 1
    work.record("setting.changed", "setting", before={key: before}, after={key: value})


def _check_own_numbers(work: Work, known: KnownSetting, value: str) -> None:
    """Refused for a format that could give a number which another kind of letter, or another office, bears."""
    lock_formats(work)
    refuse_meeting(work, following_default(work.session, known.key, value), "value")


@operation
def switch_person(work: Work, person_id: int) -> str:
    """Shut a person out (all sessions end at once) or let them in again; the name when let in, else empty."""
    _administrator(work)
    person = work.find(Person, Person.id == person_id, lock=True)
    if person.id == work.actor.person_id:
        raise Refused("Akun sendiri tidak dapat dinonaktifkan.")
    person.active = not person.active
    person.version += 1
    if not person.active:
        sessions.end_all_of(work, person.id)
    work.record("person.switched", person, before={"active": not person.active}, after={"active": person.active})
    return person.name if person.active else ""
