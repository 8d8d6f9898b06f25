"""What officers answer about a case: its pages, the pictures of a visit, and the copy that stays when it moves on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from siinas.models import Attachment, Case, CasePhoto
from siinas.operations.files import CheckedFile, attach
from siinas.operations.page_saving import PagePost, store_page
from siinas.operations.work import Work, operation
from siinas.process.flow import Transition
from siinas.process.slices import RowSlice
from siinas.process.telling import digest_of, tell
from siinas.process.words import JAKARTA
from siinas.queries.cases import AssessmentFile, CaseFile, assessment_of
from siinas.refusal import NotFound, Refused

MOST_PHOTOS = 30
"""So many pictures belong to an assessment at most: more than a visit needs, fewer than a page can show."""


def fillable(work: Work, public_id: str, kind: str) -> AssessmentFile:
    """The assessment of a case that is locked for it, if the actor may fill it in now; made where there is none."""
    case = work.find(Case, Case.public_id == public_id, lock=True)
    paper = assessment_of(CaseFile(work.session, case, work.now.astimezone(JAKARTA).date()), kind)
    if reason := paper.closed_to(work.actor):
        raise Refused(reason)
    if paper.case.id is None:
        case.assessments.append(paper.case)
        work.session.flush()
    return paper


@operation
def save_assessment_page(
    work: Work,
    public_id: str,
    kind: str,
    step_key: str,
    *,
    values: Mapping[str, Any] | None,
    typed: list[list[str]] | None,
    seen: int,
    files: Mapping[str, CheckedFile] = MappingProxyType({}),
    removed: Collection[str] = (),
    unread: Collection[str] | None = None,
    slices: Mapping[str, RowSlice] = MappingProxyType({}),
) -> None:
    """Save one page of an assessment, as `siinas.operations.cases.save_page` saves that of a case."""
    paper = fillable(work, public_id, kind)
    post = PagePost(values, typed, seen, files, removed, unread, slices)
    case = paper.about.case
    whose = case.establishment_id if work.actor.is_company else None
    stored = store_page(work, paper, step_key, post, establishment_id=whose, case_id=case.id)
    _touched(work, paper)
    told: dict[str, Any] = {"assessment": kind, "page": stored.step.key, "unread": stored.unread}
    work.record("case.assessment_saved", case, before=stored.old, after=stored.new | told)


def _touched(work: Work, paper: AssessmentFile) -> None:
    paper.case.saved_by, paper.case.saved_at = work.actor.name, work.now
    paper.case.version += 1


SHORTEST_EXPLANATION = 10


@operation
def explain_assessment(work: Work, public_id: str, kind: str, reasons: Mapping[str, str]) -> None:
    """Keep the reasons given for warnings about an assessment; Refused where one is too short to be a reason."""
    paper = fillable(work, public_id, kind)
    known = {finding.key for finding in paper.findings() if not finding.hard}
    for key in known:
        if 0 < len(reasons.get(key, "").strip()) < SHORTEST_EXPLANATION:
            raise Refused(f"Jelaskan dengan paling sedikit {SHORTEST_EXPLANATION} huruf.", field=key)
    kept = {key: reason.strip()[:1000] for key, reason in reasons.items() if key in known and reason.strip()}
    before = dict(paper.case.confirmations)
    paper.case.confirmations = kept
    _touched(work, paper)
    work.record("case.assessment_explained", paper.about.case, before=before, after=kept)


@operation
def add_photo(work: Work, public_id: str, kind: str, checked: CheckedFile, caption: str) -> CasePhoto:
    """Keep a picture with its caption; the SHA-256 of its content is what tells it from any other."""
    paper = fillable(work, public_id, kind)
    caption = " ".join(caption.split())
    if not 3 <= len(caption) <= 255:
        raise Refused("Isi keterangan foto dengan 3 sampai 255 huruf.", field="caption")
    if len(paper.case.photos) >= MOST_PHOTOS:
        raise Refused(f"Paling banyak {MOST_PHOTOS} foto.", field="photo")
    if any(photo.attachment.sha256 == checked.facts.sha256 for photo in paper.case.photos):
        raise Refused("Foto ini sudah ada.", field="photo")
    attachment = attach(work, checked, case_id=paper.about.case.id)
    photo = CasePhoto(
        case_id=paper.about.case.id,
        attachment_id=attachment.id,
        caption=caption,
        added_by=work.actor.name,
        added_at=work.now,
    )
    paper.case.photos.append(photo)
    _touched(work, paper)
    work.session.flush()
    work.record(
        "case.photo_added",
        paper.about.case,
        after={"assessment": kind, "caption": caption, "sha256": attachment.sha256},
    )
    return photo


@operation
def remove_photo(work: Work, public_id: str, kind: str, photo_id: int) -> None:
    """Take a picture out again while the assessment is being filled in."""
    paper = fillable(work, public_id, kind)
    photo = next((one for one in paper.case.photos if one.id == photo_id), None)
    if photo is None:
        raise NotFound
    attachment = work.session.scalars(select(Attachment).where(Attachment.id == photo.attachment_id)).one()
    told = {"assessment": kind, "caption": photo.caption, "sha256": attachment.sha256}
    paper.case.photos.remove(photo)
    work.session.delete(photo)
    work.session.flush()
    work.session.delete(attachment)
    _touched(work, paper)
    work.record("case.photo_removed", paper.about.case, before=told)


def close_assessments(work: Work, file: CaseFile, transition: Transition) -> None:
    """Freeze what the move rests on: the assessments that it waits for, and others that end with the state."""
    for key in transition.assessed:
        paper = assessment_of(file, key)
        if paper.case.id is None:
            raise Refused(f"{paper.process.title} belum diisi.")
        freeze_assessment(paper, work.now)


def freeze_assessment(paper: AssessmentFile, moment: datetime) -> None:
    """Make the frozen copy of an assessment: questions and answers in words, and their SHA-256."""
    row, photos = paper.case, [photo.attachment.sha256 for photo in paper.case.photos]
    row.in_words = tell(paper.process, paper.answers_to_send(), paper.source.name, None)
    row.digest = digest_of(paper.process, "|".join(photos), paper.stored_to_send())
    row.closed_at = moment
