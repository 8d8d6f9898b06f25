"""Files as answers: attached to the case with the page, taken back, and forgotten where they were never sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from siinas.models import Attachment, Case
from siinas.operations.files import CheckedFile, attach
from siinas.operations.work import Work
from siinas.process.attached import AttachedFile
from siinas.process.declaration import Process
from siinas.process.fields import Upload
from siinas.process.steps import Step
from siinas.queries.answer_file import AnswerFile
from siinas.refusal import Refused


def as_answer(attachment: Attachment) -> AttachedFile:
    """An attachment as the answer to a question."""
    return AttachedFile(
        attachment.public_id, attachment.sha256, attachment.original_name, attachment.size, attachment.pages
    )


def given_answers(
    work: Work,
    file: AnswerFile,
    step: type[Step],
    values: Mapping[str, Any],
    files: Mapping[str, CheckedFile],
    removed: Collection[str],
    whose: tuple[int | None, int],
) -> dict[str, Any]:
    """The answers of a page that no form holds: what stands since the opening, and the files as they are from now on.

    The same content sent once more stays the attachment that it is. A file that is not asked, given the other answers
    (`values`), is not kept. `whose` are the establishment that sees the files, if one does, and the case.
    """
    standing = step.from_json(file.case.answers)
    found = {key: standing[key] for key, field in step.fields.items() if field.standing and key in standing}
    for key, field in step.fields.items():
        if not isinstance(field, Upload):
            continue
        now = standing.get(key)
        checked = files.get(key) if field.asked({**standing, **values, **found}) else None
        if checked is not None:
            if checked.kind.key not in {kind.key for kind in (field.document, *field.among)}:
                raise Refused("Berkas ini bukan jenis yang diminta.", field=key)
            if now is None or now.sha256 != checked.facts.sha256:
                now = as_answer(attach(work, checked, establishment_id=whose[0], case_id=whose[1]))
        elif key in removed:
            now = None
        found[key] = now
    return found


def forget_unsent(work: Work, case: Case, before: Mapping[str, Any]) -> None:
    """Drop the attachments among the answers `before` that are answers no more, unless a filing holds them."""
    named = {_attachment(value) for value in before.values()} - {_attachment(value) for value in case.answers.values()}
    for filing in case.filings:
        named -= {_attachment(value) for value in filing.answers.values()}
    named.discard("")
    if named:
        gone = select(Attachment).where(Attachment.case_id == case.id, Attachment.public_id.in_(named))
        for row in work.session.scalars(gone):
            work.session.delete(row)


def _attachment(value: Any) -> str:
    return str(value.get("attachment") or "") if isinstance(value, dict) and "sha256" in value else ""


def attached_answers(work: Work, process: type[Process], case: Case) -> dict[str, Any]:
    """The newest attachment of each kind as the answer to the question that asks for that kind."""
    rows = select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id)
    with work.unscoped():
        newest = {row.doc_type: row for row in work.session.scalars(rows)}
    return {
        key: as_answer(newest[field.document.key])
        for key, field in process.fields.items()
        if isinstance(field, Upload) and field.document.key in newest
    }
