"""Noting that an officer looked: company data is confidential, the journal says who saw it (reporting.md 1.9)."""

from __future__ import annotations

from datetime import timedelta

from siinas.models import Attachment, Establishment, FigureRelease, Letter
from siinas.operations.work import Work, operation
from siinas.queries.looks import looked_since

ONE_LOOK = timedelta(hours=1)
"""Looks of one person at one thing within this time count as one: a page is reloaded, a document has many pages."""


def note_company_view(work: Work, establishment: Establishment) -> None:
    """Journal that an officer read a company's data, once an hour for each person and establishment."""
    if work.actor.is_officer and not looked_since(
        work.session, work.actor, "company.viewed", establishment, work.now - ONE_LOOK
    ):
        _note_company(work, establishment)


@operation
def _note_company(work: Work, establishment: Establishment) -> None:
    work.record("company.viewed", establishment, establishment_id=establishment.id)


def note_file_view(work: Work, attachment: Attachment) -> None:
    """Journal that an officer looked at the pages of a file, once an hour for each person and file."""
    if work.actor.is_officer and not looked_since(
        work.session, work.actor, "file.viewed", attachment, work.now - ONE_LOOK
    ):
        _note_file(work, attachment)


@operation
def _note_file(work: Work, attachment: Attachment) -> None:
    work.record("file.viewed", attachment, after={"file": attachment.original_name, "sha256": attachment.sha256})


def note_file_download(work: Work, attachment: Attachment) -> None:
    """Journal that an officer took a file out: each time, as each export."""
    if work.actor.is_officer:
        _note_download(work, attachment)


@operation
def _note_download(work: Work, attachment: Attachment) -> None:
    work.record("file.downloaded", attachment, after={"file": attachment.original_name, "sha256": attachment.sha256})


def note_letter_download(work: Work, letter: Letter, sha256: str) -> None:
    """Journal that an officer took an issued letter out, and which of its files: each time, as each export."""
    if work.actor.is_officer:
        _note_letter(work, letter, sha256)


@operation
def _note_letter(work: Work, letter: Letter, sha256: str) -> None:
    work.record("letter.downloaded", letter, after={"number": letter.number, "sha256": sha256})


def note_release_view(work: Work, release: FigureRelease) -> None:
    """Journal that an officer looked at a release, once an hour for each person and release."""
    if not looked_since(work.session, work.actor, "release.viewed", release, work.now - ONE_LOOK):
        _note_release(work, release)


@operation
def _note_release(work: Work, release: FigureRelease) -> None:
    work.record("release.viewed", release, after={"process": release.process, "period": release.period})
