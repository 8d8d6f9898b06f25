"""Form fields whose answer is picked from a list, or completed from one while typing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field as WtField
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from forms.fields import Option, TextLine, Told
from forms.inputs import Line, attributes


@lru_cache(maxsize=512)
def _choices_of(options: tuple[Option, ...]) -> tuple[list[SelectChoice], frozenset[str]]:
    """A list as a select shows it, and its values: made once for all rows of a table, and not to be changed."""
    choices = [SelectChoice("", "Pilih…")]
    choices += [SelectChoice(value, label, optgroup=heading or None) for value, label, heading in options]
    return choices, frozenset(value for value, _, _ in options)


class SelectOnce:
    """A select whose options are written as text once: a table repeats the same ones row by row."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """The select with the chosen option marked."""
        kwargs.setdefault("id", field.id)
        lines = _lines_of(tuple((choice.value, choice.label, choice.optgroup) for choice in field.choices))
        chosen = "" if field.data is None else str(field.data)
        html = lines.replace(f"<option {_value(chosen)}>", f"<option selected {_value(chosen)}>", 1)
        begin = f"<select {attributes(name=field.name, **kwargs)}>"
        return Markup(begin + html + "</select>")  # noqa: S704 - each part is escaped


@lru_cache(maxsize=512)
def _lines_of(choices: tuple[tuple[Any, Any, Any], ...]) -> str:
    found, group = [], None
    for value, label, heading in choices:
        if heading != group:
            found.append("</optgroup>" if group else "")
            found.append(f'<optgroup label="{escape(heading)}">' if heading else "")
            group = heading
        found.append(f"<option {_value(value)}>{escape(label)}</option>")
    return "".join([*found, "</optgroup>" if group else ""])


def _value(value: Any) -> str:
    return f'value="{escape("" if value is None else value)}"'


class ChoiceField(Told, SelectField):  # type: ignore[misc]
    """One of some options, by heading where they have one; the first line is empty."""

    widget = SelectOnce()

    def __init__(self, *args: Any, options: list[Option], **kwargs: Any) -> None:
        choices, self.values = _choices_of(tuple(options))
        super().__init__(*args, choices=choices, coerce=lambda v: v or None, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a listed value only."""
        self.data = valuelist[0] or None if valuelist else None
        if self.data and self.data not in self.values:
            raise ValueError("Pilih salah satu dari daftar.")


def shared_list(field: Any) -> str:
    """The id of a list that the rows of a table share."""
    return re.sub(r"-\d+-", "-", field.id) + "-list"


def with_list(box: Markup, listed: str, texts: Iterable[str]) -> Markup:
    """A control and the texts to pick from."""
    options = "".join(f"<option>{escape(text)}</option>" for text in texts)
    return Markup('%s<datalist id="%s">%s</datalist>') % (box, listed, Markup(options))  # noqa: S704 - escaped above


class SuggestedWidget:
    """A text input with texts to pick from; any other text is as good."""

    def __call__(self, field: SuggestedLine, **kwargs: Any) -> Markup:
        """The input, and the list where it comes with this field."""
        listed = shared_list(field) if field.shares_list else f"{field.id}-list"
        more = {"list": listed, "autocomplete": "off"} if field.suggestions else {}
        box: Markup = Line()(field, **more, **kwargs)
        brings = field.brings_list or not field.shares_list
        return with_list(box, listed, field.suggestions) if field.suggestions and brings else box


class SuggestedLine(TextLine):
    """A line of text that may be picked from what was answered elsewhere."""

    widget = SuggestedWidget()
    shares_list = True

    def __init__(self, *args: Any, suggestions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = suggestions


class LookupWidget:
    """A text input with suggestions; works without script, as browsers filter a datalist themselves."""

    def __call__(self, field: LookupField, **kwargs: Any) -> Markup:
        """The input and its datalist."""
        kwargs["list"] = shared_list(field)
        kwargs.setdefault("autocomplete", "off")
        box: Markup = Line()(field, **kwargs)
        labels = (label for _, label, _ in field.options)
        return with_list(box, kwargs["list"], labels) if field.brings_list else box


class LookupField(Told, WtField):  # type: ignore[misc]
    """One of many options: type the code or a part of the title and pick."""

    widget = LookupWidget()

    def __init__(self, *args: Any, options: list[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return next((label for value, label, _ in self.options if value == self.data), self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take a code, a whole label, or a text that only one label holds."""
        self.data: str | None = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            self.look_up(text)

    def look_up(self, text: str) -> None:
        """Find what was meant; ValueError with a remedy where nothing or too much fits."""
        wanted = text.casefold()
        for value, label, _ in self.options:
            if wanted in {value.casefold(), label.casefold()} or wanted.split(" ")[0] == value.casefold():
                self.data = value
                return
        holding = [(value, label) for value, label, _ in self.options if wanted in label.casefold()]
        if len(holding) == 1:
            self.data = holding[0][0]
            return
        if holding:
            some = "; ".join(label for _, label in holding[:3])
            raise ValueError(f"Ada {len(holding)} yang cocok, misalnya {some}. Pilih salah satu dari daftar.")
        raise ValueError(f"“{text[:60]}” tidak ada dalam daftar. Ketik kode atau sebagian judulnya, lalu pilih.")


class ListedWidget:
    """A text input with names to pick from; the rows of a table share the list that the first of them brings."""

    def __call__(self, field: ListedField, **kwargs: Any) -> Markup:
        """The input, and the list where it stands first."""
        listed = shared_list(field)
        box: Markup = Line()(field, **{"list": listed, "autocomplete": "off", "data-several": True}, **kwargs)
        return with_list(box, listed, (label for _, label, _ in field.options)) if field.brings_list else box


class ListedField(Told, WtField):  # type: ignore[misc]
    """Several of many options, written as names separated by commas."""

    widget = ListedWidget()
    CLOSE = 0.8

    def __init__(self, *args: Any, options: list[Option], noun: str = "Nama", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options, self.noun = options, noun

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        names = {value: label for value, label, _ in self.options}
        return ", ".join(names.get(code, code) for code in self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Names or codes become codes; unknown names are told all at once, each with a close known one."""
        self.data = None
        written = [part.strip() for part in (valuelist[0] if valuelist else "").split(",") if part.strip()]
        by_name = {label.casefold(): value for value, label, _ in self.options}
        codes = {value.casefold(): value for value, _, _ in self.options}
        found: list[str] = []
        unknown: list[str] = []
        for part in written:
            code = by_name.get(part.casefold()) or codes.get(part.casefold())
            if code is None:
                unknown.append(part)
            elif code not in found:
                found.append(code)
        if unknown:
            raise ValueError(self._remedy(unknown))
        self.data = found or None

    def _remedy(self, unknown: list[str]) -> str:
        told = []
        for part in unknown:
            label = self._close_to(part)
            told.append(f"“{part[:60]}” tidak dikenal." + (f" Maksud Anda {label}?" if label else ""))
        if not all(self._close_to(part) for part in unknown):
            told.append("Pilih nama negara dari daftar yang muncul saat mengetik, dalam bahasa Indonesia.")
        return " ".join(told)

    def _close_to(self, part: str) -> str:
        labels = {label.casefold(): label for _, label, _ in self.options}
        wanted = part.casefold()
        beginning = [label for name, label in labels.items() if len(wanted) > 3 and name.startswith(wanted)]
        if len(beginning) == 1:
            return beginning[0]
        near = difflib.get_close_matches(wanted, labels, n=1, cutoff=self.CLOSE)
        return labels[near[0]] if near else ""
