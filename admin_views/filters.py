"""Filters of lists that Flask-Admin does not bring: by the beginning of a code, and with options looked up anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask_admin.contrib.sqla.filters import BaseSQLAFilter
from sqlalchemy import false

from siinas.reference.regions import regions

PROVINCES = [(region.code, region.name) for region in regions() if region.level == "province"]


class Narrowing(BaseSQLAFilter):  # type: ignore[misc]
    """A filter that is chosen and not reckoned with: subclasses say which rows an option leaves (`apply`)."""

    def operation(self) -> str:
        """What stands between name and value."""
        return "="


class BeginsWith(Narrowing):
    """Rows whose code begins with the chosen one: a regency's begins with its province's."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        return query.filter(self.get_column(alias).startswith(value, autoescape=True))


class OneOf(Narrowing):
    """Rows whose column holds the chosen option, or nothing for the option "0"; no row for what is no option."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        column = self.get_column(alias)
        if value not in {str(option) for option, _words in self.options}:
            return query.filter(false())
        if value == "0":
            return query.filter(column.is_(None))
        return query.filter(column == (int(value) if column.type.python_type is int else value))


class FoundOptions:
    """Options of a filter that are looked up each time they are shown: Flask-Admin itself asks once, at the start."""

    def __init__(self, find: Callable[[], list[tuple[str, str]]]) -> None:
        self.find = find

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.find())
