"""Saving a page of a draft as it stands: what was carried over still holds, or there is nothing to tell."""

from __future__ import annotations

from siinas.operations.cases import editable, save_page
from siinas.operations.work import Work, operation
from siinas.queries.answer_file import stands_as_it_is
from siinas.refusal import Refused


@operation
def keep_page(work: Work, public_id: str, step_key: str) -> str:
    """Save a page that nobody has touched yet with what it begins with; its title.

    Refused where the page was saved already, or lacks something.
    """
    file = editable(work, public_id)
    answers = file.answers
    step = file.process.asked_step(step_key, answers)
    if step is None:
        raise Refused("Halaman ini tidak ada.")
    if step.key in file.case.saves or step.key in file.case.typed:
        raise Refused(f"Halaman {step.title} sudah pernah disimpan. Buka halamannya untuk mengubahnya.")
    if not stands_as_it_is(step, answers):
        raise Refused(f"Halaman {step.title} masih memuat isian yang kosong. Buka dan lengkapi halamannya.")
    opening = step.opening(answers)
    values = {key: opening[key] for key, field in step.fields.items() if key in opening and not field.standing}
    save_page(work, public_id, step.key, values=values, typed=None, seen=0)
    return step.title
