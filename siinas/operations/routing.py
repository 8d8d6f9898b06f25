"""Sending a case to the office that is competent for it, and to another one where that was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from siinas.operations.work import Work
from siinas.process.routing import MINISTRY_DESK
from siinas.queries.cases import CaseFile
from siinas.queries.competence import office_code, office_words, routing_of
from siinas.refusal import Refused


def route(work: Work, file: CaseFile) -> None:
    """Find the offices of a case at its sending; what was put right by hand before stands."""
    if not any(state.routed for state in file.process.flow.states.values()):
        return
    if file.routing is not None and file.case.routing.get("by_hand"):
        return
    found = routing_of(work.session, file.process.competence(file.answers, file.facts))
    file.case.routing, file.case.office = found.to_json(), found.office
    work.record(
        "case.routed", file.case, after={"authority": found.authority, "office": found.office, "why": found.why}
    )


def reroute(work: Work, file: CaseFile, said: Mapping[str, Any]) -> None:
    """Another authority is competent: the case goes to its desk, with the reason."""
    now, regency = file.routing, file.case.regency
    if now is None or not regency:
        raise Refused("Perkara ini tidak dialihkan.")
    code = office_code(said["authority"], regency)
    same_office = code == now.authority or (code != MINISTRY_DESK and code == now.office)
    if same_office:
        raise Refused("Instansi itu sudah memegang perkara ini. Pilih instansi lain.", field="authority")
    office = now.office if code == MINISTRY_DESK else code
    why = f"Dialihkan ke {office_words(work.session, code)}: {said['reason']}"
    moved = replace(now, authority=code, office=office, why=why[:500])
    file.case.routing, file.case.office = moved.to_json() | {"by_hand": True}, office
    work.record(
        "case.rerouted",
        file.case,
        before={"authority": now.authority, "office": now.office},
        after={"authority": code, "office": office, "why": moved.why},
    )
