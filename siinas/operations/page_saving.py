"""Putting the answers of one page into the row that holds them: a case, or an assessment of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from siinas.operations.case_files import given_answers
from siinas.operations.files import CheckedFile
from siinas.operations.page_answers import PageAnswers, PostedPage
from siinas.operations.work import Work
from siinas.process.slices import RowSlice, tables_of
from siinas.process.steps import Step
from siinas.queries.answer_file import AnswerFile
from siinas.refusal import Refused, Stale

PAGE_STALE = (
    "Halaman ini sudah disimpan dari tempat lain sejak Anda membukanya. Isian Anda masih ada di bawah; "
    "periksa, lalu simpan sekali lagi untuk menggantikan yang tersimpan."
)


@dataclass(frozen=True, slots=True)
class PagePost:
    """What came with a page, as `siinas.operations.cases.save_page` explains it."""

    values: Mapping[str, Any] | None
    typed: list[list[str]] | None
    seen: int
    files: Mapping[str, CheckedFile] = field(default_factory=dict)
    removed: Collection[str] = ()
    unread: Collection[str] | None = None
    slices: Mapping[str, RowSlice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """The page that was saved, what changed on it, whether some of it is kept as typed, and where shown rows begin."""

    step: type[Step]
    old: dict[str, Any]
    new: dict[str, Any]
    unread: bool
    rows_from: dict[str, int]


def store_page(
    work: Work, file: AnswerFile, step_key: str, post: PagePost, *, establishment_id: int | None, case_id: int
) -> Stored:
    """Put the answers of a page into the row of `file`; files are attached to the case, and to the establishment that
    is to see them. Stale if somebody saved meanwhile; Refused where a value is none that its field allows.
    """
    row, step = file.case, file.process.asked_step(step_key, file.answers)
    if step is None:
        raise Refused("Halaman ini tidak ada.")
    if row.saves.get(step.key, 0) != post.seen:
        raise Stale(PAGE_STALE)
    unread = post.unread
    if unread is None:
        unread = frozenset() if post.typed is None else frozenset({"", *tables_of(step)})
    whose = (establishment_id, case_id)
    given = given_answers(work, file, step, post.values or {}, post.files, post.removed, whose)
    page = PageAnswers(file, PostedPage(step, post.values or {}, post.typed or [], unread, post.slices), given)
    if fault := page.fault():
        raise fault.refused()
    answers, waiting = page.answers(), page.waiting()
    old, new = page.changed(answers)
    row.answers, row.typed = answers, waiting
    row.saves = row.saves | {step.key: post.seen + 1}
    return Stored(step, old, new, bool(unread), page.rows_from)
