"""Controls as markup: a page of a long table has hundreds of them, so their attributes are written quickly."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import TextInput
from wtforms.widgets.core import clean_key


def attributes(**given: Any) -> Markup:
    """What WTForms' `html_params` gives: sorted, True as a bare name, False not at all."""
    found = []
    for name, value in sorted(given.items()):
        if value is True:
            found.append(clean_key(name))
        elif value is not False:
            found.append(f'{clean_key(name)}="{str(escape(value)).replace(chr(34), "&quot;")}"')
    return Markup(" ".join(found))  # noqa: S704 - each value is escaped


class Line(TextInput):  # type: ignore[misc]
    """A text input."""

    html_params = staticmethod(attributes)
