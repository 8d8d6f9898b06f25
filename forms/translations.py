"""The Indonesian words of WTForms' own messages, read from translations/id without a request."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Final

CATALOGUES: Final = Path(__file__).resolve().parent.parent / "translations"


@cache
def wtforms_translations() -> gettext.NullTranslations:
    """Return the object that a form's `Meta.get_translations` hands to WTForms, with `gettext` and `ngettext`.

    It is read once per process from `translations/id/LC_MESSAGES/wtforms.mo`; a message that the catalogue does not
    know comes back in English. Raises FileNotFoundError where the catalogue has not been compiled.
    """
    return gettext.translation("wtforms", localedir=str(CATALOGUES), languages=["id"])
