"""One entry of the journal for a reader: each answer with its label, before and after, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue import processes
from siinas.catalogue.address_change import NewAddress
from siinas.catalogue.company_data import SECTIONS, GeneralData
from siinas.models import Attachment, JournalEntry
from siinas.process.declaration import Process
from siinas.process.fields import Field
from siinas.process.periods import label_of
from siinas.process.roles import Role
from siinas.process.steps import FieldSet
from siinas.process.tables import Grid, Table
from siinas.process.words import date_words, moment_words, number_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.company import RECORDS
from siinas.queries.journal import INTERNAL, JOB_STATES, KEYS, Subject, list_in_words
from siinas.queries.settings import known_settings, setting_words
from siinas.reference.letter_offices import NextNumber, OfficeFields, OfficeForm
from siinas.reference.reporting_windows import Windows
from siinas.reference.tables import TABLES

NOTHING = "–"
SPELT = {
    "kind": {"csv": "CSV", "xlsx": "XLSX"},
    "second_factor": {"totp": "aplikasi autentikator", "recovery_code": "kode pemulihan"},
    "reading": {"matched": "cocok", "unread": "tidak terbaca"},
    "signed_how": {"portal": "oleh portal", "elsewhere": "di luar portal, lalu diunggah"},
    "signed_trust": {"checked": "diperiksa", "unchecked": "tidak diperiksa"},
    "side": {"old": "alamat lama", "new": "alamat baru"},
    "status": JOB_STATES,
}
COUNTS = frozenset({"added", "changed", "companies", "kept", "retired", "rows", "left", "recovery_codes", "sessions"})
FILES = frozenset({"statement", "attachment_id"})
FILTERS = {"search": "Pencarian", "sort": "Urut menurut kolom", "desc": "Urutan menurun"}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


@dataclass(frozen=True, slots=True)
class Line:
    """One answer before and after; `group` is the table's row or the part it belongs to ("" for none)."""

    label: str
    before: str
    after: str
    group: str = ""


def lines_of(session: Session, entry: JournalEntry, subject: Subject, lists: Mapping[str, str]) -> list[Line]:
    """What an entry recorded, in the order of its page; `lists` maps endpoints to the titles of lists."""
    return list(_Reader(session, entry, subject, lists).lines())


def fields_of(act: str, process: type[Process] | None) -> dict[str, Field]:
    """The declared fields that an act's keys may belong to; those of every process where the process is not known."""
    area, _, name = act.partition(".")
    if area == "case":
        among = [process] if process is not None else list(processes().values())
        return {
            key: field
            for one in among
            for answered in (*one.assessments, one)
            for key, field in answered.fields.items()
        }
    if area == "company":
        section = next((section for section in SECTIONS if section.key == name.partition(".")[0]), None)
        if section is None:
            return {}
        # Two lists may share a table: what only the other one asks stands empty in the snapshot of a row.
        table = [one for one in SECTIONS if section.many and RECORDS.get(one.record) is RECORDS[section.record]]
        return {key: field for one in table for key, field in one.step.fields.items()} | dict(section.step.fields)
    if area == "reference":
        declared = TABLES.get(name.partition(".")[0])
        return dict(declared.fields) if declared is not None else {}
    others: dict[str, type[FieldSet]] = {
        "period": Windows,
        "address": NewAddress,
        "stage": GeneralData,
        "letter_office": OfficeFields,
        "letter_form": OfficeForm,
        "letter_number": NextNumber,
    }
    return dict(others[area].fields) if area in others else {}


def key_in_words(act: str, key: str) -> str:
    """What a recorded key is called: the field's own label, the setting's, else the standing word; else the key."""
    fields = fields_of(act, None)
    if key in fields:
        return _label(fields[key])
    if act == "setting.changed" and key in known_settings():
        return known_settings()[key].label
    return KEYS.get(key, key)


def _label(field: Field) -> str:
    return label_of(field.label, None)


class _Reader:
    def __init__(self, session: Session, entry: JournalEntry, subject: Subject, lists: Mapping[str, str]) -> None:
        self.session, self.entry, self.subject, self.lists = session, entry, subject, lists
        self.source = ChoiceSource(session, entry.establishment_id)
        self.fields = fields_of(entry.act, subject.process)

    def lines(self) -> Iterator[Line]:
        before, after = self.entry.before, self.entry.after
        keys = [key for key in {**before, **after} if key not in INTERNAL]
        order = {key: number for number, key in enumerate(["page", *self.fields])}
        for key in sorted(keys, key=lambda key: order.get(key, len(order))):
            yield from self._lines(key, before.get(key), after.get(key))

    def _lines(self, key: str, old: Any, new: Any) -> Iterator[Line]:
        field = self.fields.get(key)
        if field is not None:
            yield from self._of_field(field, old, new)
        elif self.entry.act == "case.warnings_explained":
            yield Line(self._warning(key), self._plain(key, old), self._plain(key, new))
        elif key == "said":
            yield from self._said(old or {}, new or {})
        elif key == "filters":
            for name in {**(old or {}), **(new or {})}:
                yield Line(_filter(name), NOTHING, _filter_value(name, str((new or {}).get(name))), KEYS[key])
        elif self.entry.act == "setting.changed" and key in known_settings():
            known = known_settings()[key]
            yield Line(known.label, *(_setting(known, value) for value in (old, new)))
        else:
            yield from self._nested(key_in_words(self.entry.act, key), key, old, new)

    def _nested(self, label: str, key: str, old: Any, new: Any) -> Iterator[Line]:
        """Whatever stands in an entry without a declaration: dicts part by part, everything else in one line."""
        if isinstance(old, dict) or isinstance(new, dict):
            left, right = (value if isinstance(value, dict) else {} for value in (old, new))
            for part in {**left, **right}:
                name = key_in_words(self.entry.act, part)
                yield Line(name, self._plain(part, left.get(part)), self._plain(part, right.get(part)), label)
        else:
            yield Line(label, self._plain(key, old), self._plain(key, new))

    def _said(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Line]:
        process = self.subject.process
        move = process.flow.transitions.get(self.entry.act.partition(".")[2]) if process else None
        asked = move.asks.fields if move is not None and move.asks is not None else {}
        for key in {**old, **new}:
            if key in asked:
                yield from self._of_field(asked[key], old.get(key), new.get(key))
            else:
                yield from self._nested(KEYS.get(key, key), key, old.get(key), new.get(key))

    def _of_field(self, field: Field, old: Any, new: Any) -> Iterator[Line]:
        if not isinstance(field, Table | Grid):
            yield Line(_label(field), self._words(field, old), self._words(field, new))
            return
        found, children = False, tuple(field.children())
        for title, left, right in self._rows(field, old, new):
            for child in children:
                was, now = left.get(child.key), right.get(child.key)
                if was == now:
                    continue
                found = True
                group, label = f"{_label(field)}: {title}", _label(child)
                if len(children) == 1:
                    group, label = _label(field), title
                yield Line(label, self._words(child, was), self._words(child, now), group)
        if not found:
            yield Line(_label(field), *(f"{len(value)} baris" if value else NOTHING for value in (old, new)))

    def _rows(self, field: Table | Grid, old: Any, new: Any) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        """The rows that belong together, each with its title: of a table, those that begin with the same words."""
        if isinstance(field, Grid):
            for key, title in field.rows.items():
                yield title, (old or {}).get(key) or {}, (new or {}).get(key) or {}
            return
        first = field.row_title or next(iter(field.children()))
        left: list[dict[str, Any]] = list(old or ())
        same = [row for row in new or () if row in left]
        for row in same:
            if row in left:
                left.remove(row)
        first_row = (self.entry.after.get("rows_from") or {}).get(field.key, 1)
        for number, row in enumerate(new or (), first_row):
            if row in same:
                continue
            title = f"baris {number}" + (f", {self._words(first, row[first.key])}" if row.get(first.key) else "")
            match = next((was for was in left if was.get(first.key) == row.get(first.key)), None)
            if match is None:
                yield f"{title} (baru)", {}, row
            else:
                left.remove(match)
                yield title, match, row
        for row in left:
            yield f"{self._words(first, row.get(first.key))} (dihapus)", row, {}

    def _words(self, field: Field, stored: Any) -> str:
        if stored is None or stored in ("", [], {}):
            return NOTHING
        try:
            text = field.words(field.from_json(stored), self.source.name)
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            return self._plain(field.key, stored)  # kept by an earlier edition of the declaration
        return f"{text} {field.unit}" if text and field.unit not in ("", "Rp", "%", "°") else text or NOTHING

    def _warning(self, key: str) -> str:
        name = key.partition(":")[0]
        of = [self.subject.process] if self.subject.process else list(processes().values())
        checks = (check for process in of for step in process.steps for check in step.checks)
        row = key.rpartition(":")[2]
        message = next((check.message for check in checks if check.key == name), "Peringatan")
        return f"{message} ({row})" if row and row != name else message

    def _plain(self, key: str, value: Any) -> str:
        """A value without a declaration: yes and no, dates, states and lists in words, nothing as a dash."""
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return "Ya" if value else "Tidak"
        if isinstance(value, list):
            return ", ".join(self._plain(key, item) for item in value)
        if isinstance(value, dict):
            return "; ".join(f"{KEYS.get(k, k)}: {self._plain(k, v)}" for k, v in value.items())
        if key in FILES:
            return self._file(value)
        if isinstance(value, int):
            return number_words(value, 0) if key in COUNTS else str(value)
        return self._text(key, str(value))

    def _text(self, key: str, text: str) -> str:
        if key in SPELT:
            return SPELT[key].get(text, text)
        if key == "roles":
            return Role(text).label if text in set(Role) else text
        if key == "what":
            return list_in_words(text, self.lists)
        if key in {"state", "page", "process"}:
            return self._declared(key, text)
        if MOMENT.fullmatch(text):
            return moment_words(datetime.fromisoformat(text))
        return date_words(date.fromisoformat(text)) if DAY.fullmatch(text) else text

    def _declared(self, key: str, text: str) -> str:
        process = self.subject.process
        if key == "process":
            return processes()[text].title if text in processes() else text
        if process is None:
            return text
        if key == "state":
            return process.flow.states[text].label if text in process.flow.states else text
        step = process.step(text)
        return step.title if step is not None else text

    def _file(self, attachment_id: Any) -> str:
        """The name under which a file was uploaded, to whoever may see it."""
        name = self.session.scalar(select(Attachment.original_name).where(Attachment.id == attachment_id))
        return name or "ada"


def _setting(known: Any, value: Any) -> str:
    return NOTHING if value in (None, "") else setting_words(known, str(value))


def _filter(name: str) -> str:
    """`flt0_status_equals` as it is called on the screen, as far as its name tells."""
    match = re.fullmatch(r"flt\d*_(.+?)(_equals|_contains|_between|_=)?", name)
    return FILTERS.get(name) or (match[1].replace("_", " ").capitalize() if match else name)


def _filter_value(name: str, text: str) -> str:
    """States by their labels, the order as a person counts columns, anything else as it was chosen."""
    if name == "sort" and text.isdigit():
        return f"ke-{int(text) + 1}"
    if name == "desc":
        return "Ya"
    states = {key: state.label for process in processes().values() for key, state in process.flow.states.items()}
    return text if name == "search" else states.get(text, text)
