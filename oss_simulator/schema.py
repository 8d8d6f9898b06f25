"""Judges messages against the table of fields (`fields.tsv`): presence, type, length and form of every field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).with_name("fields.tsv")
COLUMNS = ("method", "direction", "path", "type", "length", "optional", "form", "corrected")
REQUEST, ANSWER = "B", "S"


class Fault(NamedTuple):
    """What is wrong, and in which field."""

    message: str
    field: str


@dataclass
class Node:
    """A field with those inside it: `kind` is object, list, string, number or boolean; `whole` digits, `decimals`."""

    path: str
    kind: str
    length: str = ""
    optional: bool = False
    may_be_blank: bool = False
    form: str = ""
    inside: dict[str, Node] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


@cache
def fields() -> dict[tuple[str, str], Node]:
    """The tree of each method's request (B) and answer (S)."""
    trees: dict[tuple[str, str], Node] = {}
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise ValueError(f"{TABLE.name}: another header")
    for line in lines[1:]:
        method, direction, path, kind, length, optional, form, _why = line.split("\t")
        root = trees.setdefault((method, direction), Node("", "object"))
        above, _, name = path.rpartition(".")
        at = root
        for part in filter(None, above.split(".")):
            at = at.inside[part]
        at.inside[name] = Node(path, kind, length, optional == "y", optional == "b", form)
    return trees


def methods() -> frozenset[str]:
    """The methods whose fields are known."""
    return frozenset(method for method, _direction in fields())


def faults(method: str, direction: str, message: Any, *, demanding: bool = True) -> list[Fault]:
    """Everything that is wrong with a message; `demanding` asks for the fields that must be there, filled in."""
    return list(_judge(fields()[method, direction], message, "", demanding))


def blank(method: str, direction: str, path: str) -> Any:
    """A message, or the part of it under a path, with every field there and nothing in it."""
    return _blank(_node(method, direction, path), row=True)


def fitted(method: str, direction: str, path: str, given: Any) -> Any:
    """What the table of a method has a place for in `given`; the rest is left out."""
    return _fitted(_node(method, direction, path), given)


def _node(method: str, direction: str, path: str) -> Node:
    at = fields()[method, direction]
    for part in path.split("."):
        at = at.inside[part]
    return at


def _blank(node: Node, *, row: bool = False) -> Any:
    if node.kind == "object" or (node.kind == "list" and row):
        return {name: _blank(one) for name, one in node.inside.items()}
    return {"list": [], "number": 0, "boolean": False}.get(node.kind, "")


def _fitted(node: Node, given: Any) -> Any:
    if node.kind == "list" and isinstance(given, list):
        return [_fitted_row(node, row) for row in given]
    return _fitted_row(node, given) if node.kind == "object" and isinstance(given, Mapping) else given


def _fitted_row(node: Node, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _fitted(one, given[name]) for name, one in node.inside.items() if name in given}


def _judge(node: Node, value: Any, place: str, demanding: bool) -> Iterator[Fault]:
    if node.kind == "object":
        yield from _judge_row(node, value, place, demanding)
    elif node.kind == "list":
        if not isinstance(value, list):
            yield Fault("harus berupa daftar", place)
            return
        for number, row in enumerate(value):
            yield from _judge_row(node, row, f"{place}[{number}]", demanding)
    else:
        sentence = _scalar_fault(node, value, demanding)
        if sentence:
            yield Fault(sentence, place)


def _judge_row(node: Node, value: Any, place: str, demanding: bool) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault("harus berupa objek", place)
        return
    for name in value:
        if name not in node.inside and node.inside:
            yield Fault("bidang tidak dikenal", f"{place}.{name}".lstrip("."))
    for name, one in node.inside.items():
        at = f"{place}.{name}".lstrip(".")
        if value.get(name) is None:
            if demanding and not one.optional:
                yield Fault("wajib diisi", at)
        else:
            yield from _judge(one, value[name], at, demanding)


def _scalar_fault(node: Node, value: Any, demanding: bool) -> str:
    if node.kind == "boolean":
        return "" if isinstance(value, bool) else "harus true atau false"
    if node.kind == "number":
        return _number_fault(node, value)
    if not isinstance(value, str):
        return "harus berupa teks"
    if node.length and len(value) > int(node.length.partition(".")[0]):
        return f"paling panjang {node.length} karakter"
    if not value:
        return "wajib diisi" if demanding and not (node.optional or node.may_be_blank) else ""
    return _form_fault(node.form, value)


def _number_fault(node: Node, value: Any) -> str:
    if value == "" and isinstance(value, str):
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return "harus berupa angka"
    try:
        number = Decimal(str(value))
        _sign, digits, exponent = number.as_tuple()
    except InvalidOperation:
        return "harus berupa angka"
    if not isinstance(exponent, int):
        return "harus berupa angka"
    whole, _, decimals = node.length.partition(".")
    if max(len(digits) + exponent, 0) > int(whole or 20):
        return f"paling banyak {whole} angka"
    if -exponent > int(decimals or 0) and number != number.to_integral_value():
        return f"paling banyak {decimals or 0} angka di belakang koma"
    return ""


FORMS = {
    "nib": (r"\d{13}", "harus 13 angka"),
    "npwp": (r"\d{15,16}", "harus 15 atau 16 angka"),
    "digits": (r"\d+", "hanya angka"),
    "region": (r"\d{2}|\d{4}|\d{6}|\d{10}", "kode wilayah 2, 4, 6 atau 10 angka"),
    "id_izin": (r"I-\d{17,28}", "harus I- diikuti angka"),
    "id_proyek": (r"R-\d{17,28}", "harus R- diikuti angka"),
    "flag": (r"[A-Z0-9]", "harus satu huruf besar"),
}


def _form_fault(form: str, value: str) -> str:
    if form in {"date", "moment"}:
        pattern, wanted = ("%Y-%m-%d", "YYYY-MM-DD") if form == "date" else ("%Y-%m-%d %H:%M:%S", "YYYY-MM-DD HH:II:SS")
        try:
            known = datetime.strptime(value, pattern).strftime(pattern) == value  # noqa: DTZ007 - only its form
        except ValueError:
            known = False
        return "" if known else f"harus berpola {wanted}"
    if form:
        pattern, sentence = FORMS[form]
        return "" if re.fullmatch(pattern, value, re.ASCII) else sentence
    return ""
