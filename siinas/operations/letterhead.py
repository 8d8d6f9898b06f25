"""The company's letterhead: kept once for an establishment, drawn anew, replaced or taken away."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath

from siinas.documents.pdf_sandbox import DocumentProblem, redraw_picture
from siinas.documents.pictures import size_of_png
from siinas.models import Attachment, Establishment
from siinas.operations.files import CheckedFile, attach
from siinas.operations.work import Work, operation
from siinas.process.roles import COMPANY
from siinas.refusal import NotPermitted, Refused

NARROWEST = 600
"""Pixels across, below which a letterhead is blurred on paper: less than 100 for each inch."""


def as_letterhead(checked: CheckedFile, *, field: str) -> CheckedFile:
    """A checked picture as it is kept: drawn anew; Refused (naming the field) for one that makes no letterhead.

    Done before the transaction begins, as the check was.
    """
    kind = checked.facts.media_type.partition("/")[2]
    try:
        drawn = redraw_picture(checked.content, kind)
    except DocumentProblem as problem:
        raise Refused(problem.reason, field=field) from problem
    across, down = size_of_png(drawn)
    if across < NARROWEST:
        raise Refused(
            f"Gambar ini hanya {across} piksel lebarnya dan akan tercetak kabur. "
            f"Unggah gambar yang lebarnya paling sedikit {NARROWEST} piksel.",
            field=field,
        )
    if down > across / 2:
        raise Refused(
            "Gambar ini terlalu tinggi untuk kop surat. Potong sehingga tingginya paling banyak setengah lebarnya, "
            "lalu unggah kembali.",
            field=field,
        )
    name = f"{PurePath(checked.facts.original_name).stem[:90]}.png"
    sha256 = hashlib.sha256(drawn).hexdigest()
    facts = replace(
        checked.facts, sha256=sha256, size=len(drawn), media_type="image/png", extension="png", original_name=name
    )
    return CheckedFile(drawn, checked.kind, facts)


@operation
def keep(work: Work, checked: CheckedFile) -> Attachment:
    """Take a letterhead into use, in the place of the one before."""
    establishment = _own(work)
    _forget(work, establishment)
    row = attach(work, checked, establishment_id=establishment.id)
    establishment.letterhead_id = row.id
    establishment.version += 1
    work.record("letterhead.kept", establishment, after={"file": row.original_name, "sha256": row.sha256})
    return row


@operation
def remove(work: Work) -> None:
    """Print with room for a letterhead again; Refused where there is none."""
    establishment = _own(work)
    if establishment.letterhead_id is None:
        raise Refused("Tidak ada kop surat yang tersimpan.")
    _forget(work, establishment)
    establishment.version += 1


def _own(work: Work) -> Establishment:
    if not work.actor.may_be(COMPANY):
        raise NotPermitted("Kop surat diatur oleh akun perusahaan.")
    return work.find(Establishment, Establishment.id == work.actor.establishment_id, lock=True)


def _forget(work: Work, establishment: Establishment) -> None:
    """Drop the letterhead in use, where there is one."""
    if establishment.letterhead_id is None:
        return
    row = work.session.get_one(Attachment, establishment.letterhead_id)
    establishment.letterhead_id = None
    work.session.flush()
    work.session.delete(row)
    work.record("letterhead.removed", establishment, before={"file": row.original_name, "sha256": row.sha256})
