"""What the company's and the officer's pages of a case share: history and page states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.cells import moment
from admin_views.told_rows import AS_RECORDS, MOST_ROWS, rows_drawn
from admin_views.web.request import actor, whole
from siinas.process.flow import Transition
from siinas.process.missing import BLANK, Missing, missing_by_row
from siinas.process.slices import Unread, tables_of
from siinas.process.steps import Step
from siinas.process.telling import Told
from siinas.process.words import plainly, short_number
from siinas.queries.answer_file import PageStatus, stands_as_it_is
from siinas.queries.cases import CaseFile
from siinas.queries.filings import accepted_filing

MOST_PICTURES = 5
"""So many pages of a file are shown among the answers; the others are in the file."""
MARK_OF_PAGE = {
    "complete": "done",
    "empty": "todo",
    "begun": "todo",
    "incomplete": "incomplete",
    "typed": "error",
    "left_out": "error",
    "broken": "error",
}


def page_states(file: CaseFile, current: str = "", *, judged: bool = False) -> list[dict[str, Any]]:
    """The pages of a draft for task list and progress; `judged` by the rules that must hold, which takes a moment."""
    found = []
    answers = file.answers
    broken = {finding.step: finding.message for finding in file.findings() if finding.hard} if judged else {}
    for page in file.pages():
        status = "broken" if page.step.key in broken else status_of(page, answers)
        kind, word = {
            "complete": ("accepted", _("Lengkap")),
            "empty": ("draft", _("Belum diisi")),
            "begun": ("waiting", _("Perlu diperiksa")),
            "incomplete": ("returned", _("Belum lengkap")),
            "typed": ("returned", _("Perlu diperbaiki")),
            "left_out": ("returned", _("Perlu diperbaiki")),
            "broken": ("returned", _("Perlu diperbaiki")),
        }[status]
        if page.skipped:
            kind, word = "info", _("Tidak perlu diisi")
        hint = {
            "begun": _("Sudah terisi dari laporan terakhir.")
            if file.facts.earlier
            else _("Sebagian sudah terisi dari Data Perusahaan. Periksa, lengkapi, lalu simpan."),
            "typed": _(
                "Ada isian yang belum dapat dipakai. Semua tersimpan seperti diketik; buka untuk melihat alasannya."
            ),
            "left_out": _(
                "%(what)s dari lembar kerja tidak termuat. Perbaiki di berkas yang ditandai lalu unggah lagi, atau "
                "buka halaman ini dan simpan bila isinya sudah benar.",
                what=page.left_out_words,
            ),
            "broken": broken.get(page.step.key, ""),
        }.get(status, "")
        url = url_for(f"company_{file.process.key}.page", public_id=file.case.public_id, step_key=page.step.key)
        waiting = [one for one in file.unread(page.step) if one.table] if status == "typed" else []
        if waiting:
            url, hint = row_url(url, waiting[0].table, waiting[0].part.start + 1), _waiting_words(page.step, waiting)
        if status == "incomplete":
            missing = missing_by_row(page.step, answers, file.period, file.source.name)
            hint = _("Belum diisi: %(what)s.", what=told_shortly(missing))
        found.append(
            {
                "key": page.step.key,
                "title": page.step.title,
                "url": url,
                "state": "current" if page.step.key == current else MARK_OF_PAGE[status],
                "state_kind": kind,
                "state_text": word,
                "hint": hint,
                "keep": _keeping(file, page, status),
            }
        )
    return found


def _keeping(file: CaseFile, page: PageStatus, status: str) -> dict[str, str] | None:
    """The button that saves an untouched page as it stands, where it lacks nothing; None elsewhere."""
    if page.skipped or status not in {"empty", "begun"} or not stands_as_it_is(page.step, file.answers):
        return None
    opening = page.step.opening(file.answers)
    blank = all(opening.get(key) in BLANK for key, field in page.step.fields.items() if not field.standing)
    name = f"company_{file.process.key}.keep"
    return {
        "url": url_for(name, public_id=file.case.public_id, step_key=page.step.key),
        "text": _("Tidak ada data") if blank else _("Tidak berubah, simpan"),
        "title": page.step.title,
    }


def row_url(url: str, field: str, number: int) -> str:
    """The address at which a question of a page stands: of a row of a table, that of the slice that holds it."""
    if not field:
        return url
    return f"{url}?{field}={number}#{field}-{number - 1}" if number else f"{url}#{field}"


def _waiting_words(step: type[Step], waiting: list[Unread]) -> str:
    """In which rows something was typed that cannot be taken over."""
    tables = tables_of(step)
    places = [
        _(
            "%(table)s baris %(first)s–%(last)s",
            table=tables[one.table].label,
            first=one.part.start + 1,
            last=one.part.end,
        )
        if one.part.count
        else _("%(table)s, baris tambahan", table=tables[one.table].label)
        for one in waiting
    ]
    return _(
        "Ada isian yang belum dapat dipakai: %(places)s. Semua tersimpan seperti diketik; buka untuk melihat sebabnya.",
        places=short_list(tuple(places)),
    )


def status_of(page: PageStatus, answers: Mapping[str, Any]) -> str:
    """The status of a page; "begun" where nobody has saved it yet, but it holds answers from elsewhere."""
    holds = any(answers.get(key) not in BLANK for key, field in page.step.fields.items() if not field.standing)
    return "begun" if page.status == "empty" and holds else page.status


def incomplete_pages(file: CaseFile) -> list[dict[str, Any]]:
    """The pages that are not complete, each with its state in words and the rows on which something is missing."""
    answers, steps = file.answers, {page.step.key: page for page in file.pages()}
    about = answers, file.period, file.source.name
    return [
        page
        | {"missing": [] if status == "empty" else missing_by_row(steps[page["key"]].step, *about)}
        | {"row_url": row_url, "page_url": page["url"].partition("?")[0]}
        for page in page_states(file)
        if (status := status_of(steps[page["key"]], answers)) != "complete"
    ]


def told_shortly(missing: list[Missing]) -> str:
    """The first place where something is missing, and how many more there are."""
    first, more = missing[0], len(missing) - 1
    names = _("semua isian") if first.all else short_list(first.labels)
    place = f"{first.row} ({names})" if first.row else names
    return place + (_(" dan di %(n)s tempat lain", n=more) if more else "")


def shown(told: Told) -> Told:
    """Answers in words as people read them here: no needless zeros. The frozen words stay as they are."""
    return [page | {"parts": [_part_shown(part) for part in page["parts"]]} for page in told]


def _part_shown(part: dict[str, Any]) -> dict[str, Any]:
    if "rows" not in part:
        found = part | {key: plainly(part[key]) for key in ("value", "was", "beside") if key in part}
        return found | {"file": _file_shown(part["file"])} if "file" in part else found
    found = part | {key: [_row_shown(row) for row in part[key]] for key in ("rows", "gone") if key in part}
    if "total" in part:
        found["total"] = _row_shown(part["total"])
    if "marks" in part:
        found["marks"] = [{key: plainly(was) for key, was in mark.items()} for mark in part["marks"]]
    columns, rows = AS_RECORDS
    if found["rows"] and (len(found["columns"]) <= columns or len(found["rows"]) > rows):
        found["drawn"] = rows_drawn(found)
        found["more"] = max(0, len(found["rows"]) - MOST_ROWS)
    return found


def _file_shown(file: Mapping[str, Any]) -> dict[str, Any]:
    """A file among the answers, with the addresses at which it is to be had and its first pages to be seen."""
    name = file["attachment"]
    pages = range(1, min(max(file["pages"], 1), MOST_PICTURES) + 1)
    return dict(file) | {
        "url": url_for("files.download", public_id=name),
        "size": size_words(file["size"]),
        "pictures": [url_for("files.page", public_id=name, number=number) for number in pages],
    }


def size_words(size: int) -> str:
    """The size of a file as people read it: `120 kB`, `1,4 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{short_number(Decimal(size) / 1_000_000, 1)} MB"


def _row_shown(row: list[str]) -> list[str]:
    return [plainly(cell) for cell in row]


def figures_shown(figures: Any) -> list[tuple[str, str]]:
    """The figures a rule speaks of, as people read them."""
    return [(label, plainly(words)) for label, words in figures or ()]


def explained(confirmations: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The warnings of a filing and the company's reasons."""
    return [dict(item) | {"figures": figures_shown(item.get("figures"))} for item in confirmations.values()]


def short_list(names: tuple[str, ...], most: int = 4) -> str:
    """The first few names and how many more."""
    more = len(names) - most
    return ", ".join(names[:most]) + (_(" dan %(n)s lainnya", n=more) if more > 0 else "")


def moment_of(text: str) -> Markup:
    """A point in time as it was kept."""
    return moment(datetime.fromisoformat(text))


def version_asked() -> int | None:
    """The number of the version that the address asks for (`?versi=2`); 0, which there is none of, for an odd one."""
    asked = request.args.get("versi")
    return whole(asked) if asked else None


def versions_of(file: CaseFile, address: str) -> list[dict[str, Any]]:
    """The versions that were sent, newest first: when, by whom, what became of each, and where it is shown."""
    valid = accepted_filing(file.case)
    found = []
    for filing in reversed(file.case.filings):
        if filing.accepted_at is not None:
            word = _("Diterima, berlaku") if filing is valid else _("Diterima, kemudian diperbaiki")
            kind = "accepted" if filing is valid else "info"
        elif filing is file.current and not file.state.with_company:
            kind, word = file.state.tone, file.state.label
        else:
            kind, word = "returned", _("Dikembalikan")
        found.append(
            {
                "sequence": filing.sequence,
                "url": f"{address}?versi={filing.sequence}",
                "current": filing is file.filing,
                "sent": moment(filing.sent_at),
                "sent_by": filing.sent_by,
                "kind": kind,
                "word": word,
            }
        )
    return found


def said_words(transition: Transition, said: Mapping[str, Any], among_officers: bool) -> list[str]:
    """What was said with a move, as far as it is meant for the reader."""
    asked = transition.asks.fields.values() if transition.asks else ()
    return [field.measured(said.get(field.key)) for field in asked if among_officers or not field.internal]


def history_of(file: CaseFile) -> list[dict[str, Any]]:
    """The moves of a case, newest first."""
    entries = []
    among_officers = not actor().is_company
    for movement in reversed(file.case.movements):
        transition = file.process.flow.transitions[movement.transition]
        target = file.process.flow.states[movement.target]
        entries.append(
            {
                "when": moment(movement.at),
                "who": movement.person_name,
                "what": transition.label
                if transition.label == target.label
                else f"{transition.label} → {target.label}",
                "note": " · ".join(filter(None, said_words(transition, movement.said, among_officers))),
                "kind": target.tone,
            }
        )
    entries.append({"when": moment(file.case.opened_at), "who": "", "what": _("Dibuat"), "note": "", "kind": "draft"})
    return entries
