"""Describes processes as text and Mermaid, for the command line and for docs/processes/."""

from __future__ import annotations

from siinas.process.declaration import Process
from siinas.process.flow import State, Transition
from siinas.process.letters import IssuedLetter
from siinas.process.tables import Grid, Table
from siinas.reference.oss import EVENTS


def describe(process: type[Process]) -> str:
    """States, who holds them, moves and clocks, then the diagram and the pages: Markdown."""
    lines = [f"# {process.title}", "", process.summary, ""]
    if process.legal_basis:
        lines += [f"Dasar hukum: {process.legal_basis}. Edisi isian: {process.edition}.", ""]
    lines += ["## Status", "", "| status | dipegang oleh | tenggat |", "|---|---|---|"]
    for state in process.flow.states.values():
        lines.append(f"| {state.label} | {_holders(state)} | {state.within or '–'} |")
    lines += ["", "## Perpindahan", "", "| dari | tindakan | menjadi | oleh | syarat |", "|---|---|---|---|---|"]
    for move in process.flow.transitions.values():
        for source in move.sources:
            by = _names(move.movers(source))
            lines.append(
                f"| {source.label} | {move.label} | {move.target.label} | {by} | {_conditions(process, move)} |"
            )
    if process.issued:
        lines += ["", "## Surat yang diterbitkan", "", "| surat | ketika | nomor | memuat |", "|---|---|---|---|"]
        lines += [_issued(process, letter) for letter in process.issued.values()]
    for paper in process.assessments:
        states = ", ".join(process.flow.states[key].label for key in paper.filled_in)
        lines += ["", f"## {paper.title}", "", f"Diisi pada status {states}. {paper.lead}".rstrip(), ""]
        for step in paper.steps:
            lines.append(f"- {step.title}: {', '.join(field.label for field in step.fields.values())}")
    lines += ["", "## Diagram", "", "```mermaid", mermaid(process), "```", ""]
    if process.steps:
        lines += ["## Halaman dan isian", ""]
        for step in process.steps:
            lines += [f"### {step.title}", ""]
            for field in step.fields.values():
                if field.standing:
                    continue
                extra = f" ({field.unit})" if field.unit else ""
                need = "" if field.required else " – opsional"
                when = f" – {field.when.words}" if field.when and field.when.field.standing else ""
                lines.append(f"- {field.label}{extra}{need}{when}")
                if isinstance(field, Table | Grid):
                    lines += [f"  - {c.label}{f' ({c.unit})' if c.unit else ''}" for c in field.children()]
            for check in step.checks:
                kind = "wajib" if check.hard else "peringatan"
                measure = f" (batas: {check.measure.label})" if check.measure else ""
                lines.append(f"- *{kind}*: {check.message}{measure}")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def mermaid(process: type[Process]) -> str:
    """The flow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for key, state in process.flow.states.items():
        lines.append(f'    state "{state.label}" as {key}')
    lines.append(f"    [*] --> {process.flow.start.key}")
    for move in process.flow.transitions.values():
        for source in move.sources:
            lines.append(f"    {source.key} --> {move.target.key}: {move.label}")
    lines += [f"    {key} --> [*]" for key, state in process.flow.states.items() if state.closed]
    return "\n".join(lines)


def _issued(process: type[Process], letter: IssuedLetter) -> str:
    when = ["setiap pengiriman"] if process.receipt is letter else []
    when += [move.label for move in process.flow.transitions.values() if letter in move.issues]
    when += ["bertanda tangan elektronik"] if letter.signed else []
    when += ["oleh instansi perkaranya"] if letter.by_office else []
    facts = ", ".join(line.label for line in letter.all_lines())
    return f"| {letter.title} | {', '.join(when)} | `{letter.number}` | {facts} |"


def _names(roles: frozenset) -> str:  # type: ignore[type-arg]
    return ", ".join(sorted(role.label for role in roles))


def _holders(state: State) -> str:
    return "selesai" if state.closed else _names(state.holder)


PARTIES = {"team": "tim pemeriksa", "company": "perusahaan"}
ROUTES = {
    "ministry_first": "Kementerian lebih dahulu",
    "direct": "langsung",
    "visit_when_needed": "kunjungan bila perlu",
}


def _conditions(process: type[Process], move: Transition) -> str:
    found = []
    if move.needs_statement:
        found.append("surat pernyataan diunggah")
    if move.not_same_person_as:
        found.append("orang lain daripada " + ", ".join(other.label for other in move.not_same_person_as))
    if move.asks is not None:
        found.append("mengisi " + ", ".join(field.label for field in move.asks.fields.values()))
    if move.assessed:
        titles = {paper.key: paper.title for paper in process.assessments}
        found.append("lengkap: " + ", ".join(titles[key] for key in move.assessed))
    if move.each:
        found.append("setiap pihak: " + ", ".join(PARTIES.get(name, name) for name in move.sources[0].parties))
    if move.only_on:
        found.append("hanya pada jalur " + ", ".join(ROUTES.get(mark, mark) for mark in sorted(move.only_on)))
    if move.tells_oss:
        found.append("OSS diberi tahu: " + ", ".join(EVENTS[event].lower() for event in move.tells_oss))
    if move.after is not None:
        found.append(f"setelah {move.after} tanpa tindakan, bila diaktifkan pada Setelan")
    return "; ".join(found) or "–"
