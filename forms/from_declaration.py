"""Turns a declared page into a form, and a filled form into typed answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from wtforms import Form, FormField
from wtforms.fields.core import UnboundField

from forms import fields as widgets
from forms import narrowed_fields as narrowed
from forms import option_fields as picked
from forms.coordinate_fields import CoordinateField
from forms.narrowed_fields import OptionSource
from forms.row_fields import FixedRows, RowList
from forms.searched_fields import HsField, SearchedField
from forms.translations import wtforms_translations
from siinas.process import fields as asked
from siinas.process.checks import Facts
from siinas.process.judging import NO_NIK, is_nik
from siinas.process.periods import Period, label_of
from siinas.process.slices import RowSlice
from siinas.process.steps import FieldSet
from siinas.process.tables import Grid, Table

Problem = tuple[str, str, str]
"""Id of the input, label, sentence."""


@dataclass
class Asking:
    """How a page is asked: strictly or as a draft, for which period, knowing which facts and other answers.

    `given` are answers of the page itself that are not asked: what stands since the opening, what is locked. `slices`
    are the rows of its tables that are shown (all of those without one), `totals` how many rows these tables have.
    """

    strict: bool = True
    period: Period | None = None
    facts: Facts | None = None
    answers: asked.Answers | None = None
    given: asked.Answers = dataclasses.field(default_factory=dict)
    slices: Mapping[str, RowSlice] = dataclasses.field(default_factory=dict)
    totals: Mapping[str, int] = dataclasses.field(default_factory=dict)


class PortalForm(Form):  # type: ignore[misc]
    """A form that speaks Indonesian and knows the declaration it was built from."""

    declaration: type[FieldSet]
    asking: Asking
    source: OptionSource
    row_label: str = ""
    row_title: str = ""

    class Meta:
        """WTForms' own messages in Indonesian."""

        def get_translations(self, form: Form) -> Any:
            """Our catalogue; WTForms ships none."""
            return wtforms_translations()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """As WTForms; then whatever hangs on a neighbour's answer is offered what lies below that answer."""
        super().process(*args, **kwargs)
        self._narrow()

    def retype(self, typed: Any, names: Iterable[str]) -> None:
        """Take some fields from what was typed instead of from the answers."""
        formdata = self.meta.wrap_formdata(self, typed)
        for name in names:
            self._fields[name].process(formdata)
            self._fields[name].post_process(formdata)
        self._narrow()

    def _narrow(self) -> None:
        raw = self._raw()
        for name, field in self._fields.items():
            declared: Any = self.declaration.fields.get(name)
            if hasattr(field, "narrow"):
                above = getattr(declared, "within", None)
                field.below = self._fields[above.key].id if above and above.key in self._fields else field.below
                field.narrow(self.source, declared, raw)
                # Below an answer that is no good there is nothing to choose from.
                raw[name] = None if field.process_errors else _answer(field)
            elif isinstance(field, CoordinateField) and declared.beside and declared.beside.key in self._fields:
                field.join(self._fields[declared.beside.key])

    @property
    def notes(self) -> list[str]:
        """What a person should know about how their answers were read."""
        return [field.note for field in self._fields.values() if getattr(field, "note", None)]

    def _raw(self) -> dict[str, Any]:
        return dict(self.asking.given) | {name: _answer(field) for name, field in self._fields.items()}

    def answers(self) -> dict[str, Any]:
        """The typed answers of what is asked, and those that are given; files are not among them."""
        raw = self._raw()
        return {
            key: raw.get(key)
            for key, field in self.declaration.fields.items()
            if key in raw and field.kind != "file" and field.asked(raw)
        }

    def validate(self, extra_validators: Any = None, only: Iterable[str] | None = None) -> bool:
        """As WTForms, but what is not asked cannot be wrong, and what follows from other answers may be left blank.

        `only` names the fields that are judged; all where it is None.
        """
        raw = self._raw()
        for name, field in self._fields.items():
            declared = self.declaration.fields.get(name)
            if declared is None:
                continue
            if not declared.asked(raw):
                field.validators, field.process_errors = [], []
            elif declared.follows and self.asking.facts and raw[name] is None and not field.process_errors:
                found = declared.follows(raw, self.asking.facts)
                if found is not None:
                    field.data, field.raw_data = found, None
        if only is None:
            return bool(super().validate(extra_validators))
        return not [name for name in only if not self._fields[name].validate(self)]

    def fill_blanks(self) -> None:
        """Put 0 into the numbers that were left blank, but for those that follow from others; choose what is usual."""
        for name, field in self._fields.items():
            declared = self.declaration.fields.get(name)
            if isinstance(declared, asked.Choice) and declared.usual and not field.data:
                field.data, field.raw_data = declared.usual, None
            blank = isinstance(field, widgets.NumberField) and field.data is None and not field.process_errors
            if blank and declared is not None and not declared.follows:
                field.data, field.raw_data = Decimal(0), None

    def is_blank(self) -> bool:
        """Whether nothing was filled in (an added row that was left empty)."""
        answers = [_answer(field) for field in self._fields.values()]
        unread = any(field.process_errors for field in self._fields.values())
        return not unread and all(answer is None or answer is False or answer in ("", []) for answer in answers)


def _answer(field: Any) -> Any:
    if isinstance(field, widgets.YesNoField):
        return field.answer
    if isinstance(field, RowList):
        if field.kind == "grid":
            return {entry.form.row_key: entry.form.answers() for entry in field.entries}
        return [entry.form.answers() for entry in field.entries]
    if isinstance(field, widgets.UploadField):
        return None
    return field.data


def form_class(
    declaration: type[FieldSet],
    source: OptionSource,
    asking: Asking | None = None,
    *,
    only: Iterable[str] | None = None,
) -> type[PortalForm]:
    """The form of a page (or row), with the options of this moment.

    Not asked is what is computed or given, and what hangs on a given answer that is another one.
    """
    shared = asking or Asking()
    wanted = set(only) if only is not None else set(declaration.fields)
    members: dict[str, Any] = {"declaration": declaration, "asking": shared, "source": source}
    for key, field in declaration.fields.items():
        if not field.computed and not field.standing and key in wanted and _may_be_asked(field, shared.given):
            members[key] = _build(field, source, shared)
    return type(f"{declaration.__name__}Form", (PortalForm,), members)


def _may_be_asked(field: asked.Field, given: asked.Answers) -> bool:
    above = field.when.field.key if field.when else ""
    if field.key in given:
        return False
    return above not in given or field.asked(given)


def hint_of(field: asked.Field, given: asked.Answers = MappingProxyType({})) -> str:
    """What stands under the label: when the field is asked at all, then its help."""
    several = "Bila lebih dari satu, pisahkan dengan koma." if isinstance(field, asked.Choices) else ""
    when = field.when.words if field.when and field.when.field.key not in given else ""
    return " ".join(part for part in (when, field.help, several) if part)


def _build(field: asked.Field, source: OptionSource, asking: Asking) -> UnboundField:
    common: dict[str, Any] = {"label": label_of(field.label, asking.period)}
    common["description"] = hint_of(field, asking.given)
    if isinstance(field, Table):
        return _table(field, source, asking, common)
    if isinstance(field, Grid):
        return _grid(field, source, asking, common)
    for kind, build in BUILDERS:
        if isinstance(field, kind):
            cls, more = build(field, source)
            break
    else:
        raise TypeError(f"no form field for {type(field).__name__}")
    if isinstance(field, asked.Choice) and field.refuses and asking.facts is not None:
        more, refused = _choosable(field, more, asking)
        common["description"] = "\n".join(part for part in (common["description"], refused) if part)
    if isinstance(field, asked.Text) and field.suggests:
        cls, more = picked.SuggestedLine, {**more, "suggestions": field.suggests(asking.answers or {})}
    common["validators"] = [widgets.Needed(asking)] if field.required else []
    common["default"] = field.initial
    return UnboundField(_telling(cls, field, source, asking.given), **common, **more)


def _choosable(field: asked.Choice, more: dict[str, Any], asking: Asking) -> tuple[dict[str, Any], str]:
    """The options without those that cannot be chosen, and why these cannot, as sentences."""
    assert field.refuses is not None and asking.facts is not None
    why = {option[0]: field.refuses(option[0], asking.answers or {}, asking.facts) for option in more["options"]}
    kept = [option for option in more["options"] if not why[option[0]]]
    refused = [f"{label}: {why[value]}" for value, label, _heading in more["options"] if why[value]]
    return {**more, "options": kept}, "\n– ".join(["Tidak dapat dipilih:", *refused]) if refused else ""


def _telling(cls: type[Any], declared: asked.Field, source: OptionSource, given: asked.Answers) -> type[Any]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - it becomes the class's own
        cls.__init__(self, *args, **kwargs)
        kind = SHOWN_AS.get(declared.kind, declared.kind)
        if declared.kind == "choice" and issubclass(cls, picked.LookupField):
            kind = "text"
        if issubclass(cls, narrowed.TwoStepChoice):
            kind = "twostep"
        elif issubclass(cls, SearchedField | HsField):
            kind = "searched"
        self.tell(
            kind=kind,
            unit=declared.unit,
            group=declared.group,
            required=declared.required,
            hangs_on=_hangs_on(declared) if declared.when and declared.when.field.key not in given else None,
            inputs=_inputs(declared),
        )
        own_kbli = isinstance(declared, asked.Choice) and declared.among == asked.Reference("own_kbli")
        if own_kbli or isinstance(declared, asked.Choices) or _is_long(declared):
            self.width = "wide"
        if isinstance(declared, asked.NameOf):
            self.width = "m"
        if isinstance(declared, asked.Upload):
            self.limits = declared.limits(source.in_force)
            self.accept = ",".join(sorted(ACCEPT[kind] for kind in declared.accepts()))

    return type(cls.__name__, (cls,), {"__init__": __init__})


def _is_long(declared: asked.Field) -> bool:
    """Whether an option does not fit into half a page."""
    few = isinstance(declared, asked.Choice) and isinstance(declared.among, Mapping)
    return few and any(len(label) > LONG for label in declared.among.values())  # type: ignore[attr-defined]


def _hangs_on(declared: asked.Field) -> widgets.HangsOn | None:
    when = declared.when
    if when is None:
        return None
    spelled = {True: "ya", False: "tidak"} if isinstance(when.field, asked.YesNo) else {}
    return widgets.HangsOn(when.field.key, tuple(spelled.get(value, str(value)) for value in when.values), when.bound)


def _inputs(declared: asked.Field) -> dict[str, str]:
    """Which keyboard a phone shows, and what the browser may know of the answer."""
    if isinstance(declared, asked.Quantity):
        below_zero = declared.least is None or declared.least < 0
        return {"inputmode": "text" if below_zero else "decimal" if declared.decimals else "numeric"}
    if isinstance(declared, asked.Coordinate):
        return {"inputmode": "text"}
    digits = isinstance(declared, asked.Text) and re.fullmatch(r"\\d\{\d+\}", declared.pattern)
    return INPUTS.get(declared.kind, {"inputmode": "numeric"} if digits else {})


INPUTS = {
    "email": {"type": "email"},
    "phone": {"type": "tel"},
    "nib": {"inputmode": "numeric"},
    "npwp": {"inputmode": "numeric"},
    "nik": {"inputmode": "numeric"},
    "nitku": {"inputmode": "numeric"},
    "year": {"inputmode": "numeric"},
    "url": {"type": "url"},
}


SHOWN_AS = {
    "email": "text",
    "phone": "text",
    "nib": "text",
    "npwp": "text",
    "hs": "text",
    "nik": "text",
    "nitku": "text",
    "url": "text",
    "named": "text",
    "year": "number",
    "coordinate": "number",
    "multichoice": "text",
}
ACCEPT = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "xlsx": ".xlsx", "csv": ".csv", "tsv": ".tsv"}
LONG = 48
"""Characters."""
MANY = 120
"""From here on options are typed and picked, not scrolled through."""


def _text(field: Any, source: OptionSource) -> tuple[type[Any], dict[str, Any]]:
    names = ("longest", "shortest", "pattern", "remedy")
    return widgets.TextLine, {name: getattr(field, name) for name in names}


def _number(field: Any, source: OptionSource) -> tuple[type[Any], dict[str, Any]]:
    return widgets.NumberField, {"decimals": field.decimals, "least": field.least, "most": field.most}


def _choice(field: Any, source: OptionSource) -> tuple[type[Any], dict[str, Any]]:
    if field.searched:
        return SearchedField, {}
    if field.within is not None:
        return narrowed.NarrowedChoice, {}
    if field.through is not None:
        return narrowed.TwoStepChoice, {}
    if isinstance(field.among, asked.Reference):
        options = source.options(field.among)
        return (picked.LookupField if len(options) > MANY else picked.ChoiceField), {"options": options}
    return picked.ChoiceField, {"options": [(value, label, "") for value, label in field.among.items()]}


def _choices(field: Any, source: OptionSource) -> tuple[type[Any], dict[str, Any]]:
    return picked.ListedField, {"options": source.options(field.among)}


def _nik_options(field: asked.Nik) -> dict[str, Any]:
    return {
        "longest": 24,
        "digits": 16,
        "remedy": field.remedy,
        "judge": lambda digits: "" if is_nik(digits) else NO_NIK,
    }


Builder = Callable[[Any, OptionSource], tuple[type[Any], dict[str, Any]]]
BUILDERS: tuple[tuple[type[asked.Field], Builder], ...] = (
    (asked.NameOf, lambda f, s: (narrowed.NarrowedLine, {"longest": f.longest})),
    (asked.HsCode, lambda f, s: (HsField, _text(f, s)[1])),
    (asked.LongText, lambda f, s: (widgets.LongTextField, {"longest": f.longest, "shortest": f.shortest})),
    (asked.Email, lambda f, s: (widgets.EmailField, {"longest": f.longest})),
    (asked.Nitku, lambda f, s: (widgets.DigitsField, {"longest": 30, "digits": 22, "remedy": f.remedy})),
    (asked.Nik, lambda f, s: (widgets.DigitsField, _nik_options(f))),
    (asked.Nib, lambda f, s: (widgets.NibField, {"longest": 20})),
    (asked.Npwp, lambda f, s: (widgets.NpwpField, {"longest": 25})),
    (asked.Text, _text),
    (asked.Quantity, _number),
    (asked.Coordinate, lambda f, s: (CoordinateField, {"least": f.least, "most": f.most})),
    (asked.Year, lambda f, s: (widgets.YearField, {"first": f.FIRST, "or_zero": f.or_zero})),
    (asked.Day, lambda f, s: (widgets.DayField, {"past": f.past})),
    (asked.YesNo, lambda f, s: (widgets.YesNoField, {})),
    (asked.Choices, _choices),
    (asked.Choice, _choice),
    (asked.Upload, lambda f, s: (widgets.UploadField, {})),
)


def _table(field: Table, source: OptionSource, asking: Asking, common: dict[str, Any]) -> UnboundField:
    row = form_class(field.of, source, dataclasses.replace(asking, given={}))
    shown = asking.slices.get(field.key)
    members = {
        "kind": "rows",
        "hangs_on": _hangs_on(field) if field.when and field.when.field.key not in asking.given else None,
        "countable": any(child.numeric for child in field.children()),
        "empty_text": field.empty,
        "row_noun": field.row_noun,
        "title_key": field.row_title.key if field.row_title else "",
        "shown": shown,
        "others": max(0, asking.totals.get(field.key, 0) - shown.count) if shown is not None else 0,
        "most_rows": field.most_rows,
    }
    return UnboundField(type("Rows", (RowList,), members), FormField(row), **common)


def _grid(field: Grid, source: OptionSource, asking: Asking, common: dict[str, Any]) -> UnboundField:
    row = form_class(field.of, source, dataclasses.replace(asking, given={}))
    members = {
        "declared_rows": field.rows,
        "total_label": field.total,
        "countable": all(child.numeric for child in field.children()),
        "usual": next(
            (c.words(c.usual, source.name) for c in field.children() if isinstance(c, asked.Choice) and c.usual), ""
        ),
    }
    return UnboundField(type("Grid", (FixedRows,), members), FormField(row), **common)


def problems(form: Any, prefix: str = "") -> list[Problem]:
    """All errors of a form and of the rows inside it, for commands and tests."""
    found: list[Problem] = []
    for field in form:
        label = f"{prefix}{field.label.text}"
        if isinstance(field, RowList):
            found += [(field.id, label, str(e)) for e in field.errors if isinstance(e, str)]
            for number, entry in enumerate(field.entries, field.start + 1):
                found += problems(entry.form, f"{label}, {entry.form.row_label or f'baris {number}'}: ")
        else:
            found += [(field.id, label, str(error)) for error in field.errors]
    return found
