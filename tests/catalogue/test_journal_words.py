"""Every act that an operation journals has words for the screen, and so has every key that it records."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from siinas.catalogue import processes
from siinas.catalogue.company_data import SECTIONS
from siinas.models import LISTS, ReportingPeriod
from siinas.operations.reference_rows import HIDDEN
from siinas.queries.company import RECORDS
from siinas.queries.journal import INTERNAL, KEYS, act_in_words, acts
from siinas.queries.journal_entry import fields_of, key_in_words
from siinas.queries.settings import known_settings
from siinas.reference.tables import TABLES

OPERATIONS = Path(__file__).parents[2] / "siinas" / "operations"
COMPUTED = {
    "case.page_saved": {"stored.old", "stored.new"},
    "case.warnings_explained": {"before", "kept"},
    "case.assessment_explained": {"before", "kept"},
    "case.assessment_saved": {"stored.old", "stored.new"},
    "period.added": {"snapshot(row, only=frozenset({'opens_on', 'due_on'}))"},
    "period.changed": {"new", "old"},
    "address.changed": {"new", "old"},
    "letter_office.added": {"_told(row)"},
    "letter_office.changed": {"new", "old"},
    "letter_form.changed": {"new", "old"},
    "company.": {"new", "old", "snapshot(row)"},
    "reference.": {"new", "old", "_told(made)"},
    "setting.changed": set(),
}
"""What an act records out of a variable: fields of a declaration or columns, which the tests below go through."""


def recorded() -> Iterator[tuple[str, ast.expr]]:
    """Each `before=` and `after=` of each `work.record(…)`, with its act (its fixed beginning, where it varies)."""
    for path in sorted(OPERATIONS.glob("*.py")):
        module = ast.parse(path.read_text())
        returned = dicts_returned(module)
        for function in ast.walk(module):
            if not isinstance(function, ast.FunctionDef):
                continue
            written = dicts_in(function) | returned
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "record":
                    told = [keyword.value for keyword in call.keywords if keyword.arg in {"before", "after"}]
                    yield from ((act, spelt(value, written)) for act in acts_of(call.args[0]) for value in told)


def dicts_in(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """The dicts that a function writes out under a name of their own."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            found |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
    return found


def dicts_returned(module: ast.Module) -> dict[str, ast.expr]:
    """The dicts that functions of a module do nothing but return, under the names of the functions."""
    found: dict[str, ast.expr] = {}
    for function in module.body:
        if isinstance(function, ast.FunctionDef) and isinstance(function.body[-1], ast.Return):
            value = function.body[-1].value
            if isinstance(value, ast.Dict):
                found[f"{function.name}()"] = value
    return found


def spelt(node: ast.expr, written: dict[str, ast.expr]) -> ast.expr:
    """The expression with the named dicts in it written out."""
    if isinstance(node, ast.BinOp):
        return ast.BinOp(spelt(node.left, written), node.op, spelt(node.right, written))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return written.get(f"{node.func.id}()", node)
    return written.get(node.id, node) if isinstance(node, ast.Name) else node


def acts_of(node: ast.expr) -> list[str]:
    """The acts that an expression may stand for."""
    if isinstance(node, ast.IfExp):
        return acts_of(node.body) + acts_of(node.orelse)
    first = node.values[0] if isinstance(node, ast.JoinedStr) else node
    assert isinstance(first, ast.Constant), ast.unparse(node)
    return [str(first.value)]


def keys_in(act: str, node: ast.expr) -> Iterator[str]:
    """The keys written out in a recorded dict; whatever else it is made of must be known above."""
    if isinstance(node, ast.BinOp):
        yield from keys_in(act, node.left)
        yield from keys_in(act, node.right)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            if isinstance(key, ast.Constant):
                yield str(key.value)
            else:
                assert key is not None and act == "setting.changed", f"{act}: {ast.unparse(node)}"
    else:
        assert ast.unparse(node) in COMPUTED.get(act, set()), f"{act} records {ast.unparse(node)}: give it words"


def test_every_act_has_words() -> None:
    texts = [path.read_text() for path in OPERATIONS.glob("*.py")]
    found = {act for text in texts for act in re.findall(r'work\.record\(\s*"([^"]+)"', text)}
    assert len(found) > 20
    assert [act for act in sorted(found) if act_in_words(act) == act] == []
    assert [act for act, words in acts() if act == words] == []


def test_moves_are_called_as_declared() -> None:
    for process in processes().values():
        for key in process.flow.transitions:
            assert act_in_words(f"case.{key}") != f"case.{key}"


def test_every_recorded_key_has_a_word() -> None:
    found = {(act, key) for act, node in recorded() for key in keys_in(act, node)}
    assert len(found) > 20
    assert sorted((act, key) for act, key in found if key not in KEYS) == []


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_company_data_is_called_as_declared(section) -> None:
    """Every field by its own label; the columns that no page asks for by a standing word."""
    act = f"company.{section.key}"
    for key, field in section.step.fields.items():
        assert key_in_words(act, key) == field.label
    if section.many:
        columns = RECORDS[section.record].__table__.columns.keys()
        rest = set(columns) - set(fields_of(act, None)) - INTERNAL
        assert sorted(key for key in rest if key not in KEYS) == []


def test_answers_and_periods_and_settings_are_called_as_declared() -> None:
    for process in processes().values():
        assert fields_of("case.page_saved", process).items() >= dict(process.fields).items()
        for move in process.flow.transitions.values():
            for field in move.asks.fields.values() if move.asks else ():
                assert field.label
    columns = set(ReportingPeriod.__table__.columns.keys()) - INTERNAL
    assert [key for key in columns if key_in_words("period.changed", key) == key] == []
    for key, known in known_settings().items():
        assert key_in_words("setting.changed", key) == known.label


def test_no_two_things_bear_one_name() -> None:
    """Neither two settings of a group, of which one would be changed for the other, nor two acts of the filter."""
    labels = [(known.group, known.label) for known in known_settings().values()]
    assert sorted({label for label in labels if labels.count(label) > 1}) == []
    named = [words for _act, words in acts()]
    assert sorted({words for words in named if named.count(words) > 1}) == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
def test_code_lists_are_called_as_declared(table) -> None:
    """Every column by its own label, the others that an entry repeats by a standing word."""
    act = f"reference.{table.key}.changed"
    for key, field in table.fields.items():
        assert key_in_words(act, key) == field.label
    rest = set(LISTS[table.key].__table__.columns.keys()) - set(table.fields) - HIDDEN
    assert sorted(key for key in rest if key not in KEYS) == []


def test_no_word_is_left_over() -> None:
    """A word whose key nobody records any more would only mislead."""
    used = {key for act, node in recorded() for key in keys_in(act, node)}
    for section in SECTIONS:
        if section.many:
            used |= set(RECORDS[section.record].__table__.columns.keys())
    used |= set(ReportingPeriod.__table__.columns.keys())
    for model in LISTS.values():
        used |= set(model.__table__.columns.keys())
    assert sorted(set(KEYS) - used) == []
