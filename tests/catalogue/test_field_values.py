"""Every field of the catalogue takes five good values and refuses five bad ones, each with a sentence, as typed."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from forms.from_declaration import Asking, form_class
from siinas.catalogue import processes
from siinas.catalogue.company_data import SECTIONS
from siinas.process.fields import Choice, Choices, Field, Upload, YesNo
from siinas.process.judging import fault_of
from siinas.process.tables import Grid, Table
from tests.catalogue.field_values import MANY, Listed, good_and_bad, neighbours, standing


def declared():
    """Every field that a person can type into, by page (or row, or move) and key."""
    sets = [(section.key, section.step) for section in SECTIONS]
    for process in processes().values():
        sets += [(f"{process.key}.{step.key}", step) for step in process.steps]
        sets += [(f"{process.key}.{move.key}", move.asks) for move in process.flow.transitions.values() if move.asks]
    for name, fields in sets:
        yield from of_set(name, fields)


def of_set(name, fields):
    for key, field in fields.fields.items():
        if isinstance(field, Table | Grid):
            yield from of_set(f"{name}.{key}", field.of)
        elif not isinstance(field, Upload) and not field.computed and not field.standing:
            yield pytest.param(fields, field, id=f"{name}.{key}")


DECLARED = list(declared())


def typed(fields, field: Field, text: str):
    """The field of a form into which that was typed, judged strictly."""
    beside = neighbours(field)
    asking = Asking(given=standing(field))
    form = form_class(fields, Listed(), asking, only={field.key, *beside})(MultiDict(beside | {field.key: text}))
    form.validate()
    return form, form._fields[field.key]


@pytest.mark.parametrize(("fields", "field"), DECLARED)
def test_good_values_are_taken_and_bad_ones_are_told(fields, field):
    good, bad = good_and_bad(field)
    closed = isinstance(field, Choice | YesNo) and not isinstance(field, Choices)
    assert len(set(good)) >= (MANY if not closed else min(MANY, len(good)))
    assert len(set(bad)) == MANY
    for text in good:
        form, box = typed(fields, field, text)
        assert list(box.errors) == [], text
        answer = form.answers()[field.key]
        assert answer is not None, text
        assert fault_of(field, answer, Listed().codes, form.answers()) == "", text
    for text in bad:
        form, box = typed(fields, field, text)
        if isinstance(field, YesNo) and not field.required:
            assert form.answers()[field.key] is None, text
            continue
        assert box.errors, text
        assert all(sentence[0].isupper() or sentence[0] == "“" for sentence in box.errors), box.errors
        assert all(sentence.endswith((".", "?", "…")) for sentence in box.errors), box.errors
        if not closed:
            assert box._value() == text, "what was typed stays as it was typed"


@pytest.mark.parametrize(("fields", "field"), DECLARED)
def test_a_blank_is_refused_only_where_an_answer_is_needed(fields, field):
    form, box = typed(fields, field, "")
    assert bool(box.errors) is field.required
    assert form.answers().get(field.key) in (None, "", [])
