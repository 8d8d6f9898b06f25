"""Files of a form that came back with faults: browsers forget them, so the session remembers which one was good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import session
from flask_babel import gettext as _

from admin_views.web.request import services
from siinas.integrations.storage import FileMissing
from siinas.operations.files import CheckedFile, Incoming
from siinas.process.documents import DocumentType
from siinas.refusal import Refused

PLACE = "kept_files"
Checking = Callable[[Incoming, DocumentType, str], CheckedFile]


def take_files(
    form: Any, kinds: Mapping[str, DocumentType], *, place: str, checking: Checking
) -> tuple[dict[str, CheckedFile], list[Refused]]:
    """The checked files of a posted form, those kept from an earlier try at `place` among them, and what was refused.

    A good file is kept in the store under its hash and noted in the session, until `forget_files`; fields show it.
    """
    remembered = session.get(PLACE) or {}
    kept: dict[str, dict[str, str]] = dict(remembered["files"]) if remembered.get("place") == place else {}
    found: dict[str, CheckedFile] = {}
    refusals: list[Refused] = []
    for name, kind in kinds.items():
        field = form._fields[name]
        try:
            if field.chosen:
                incoming = Incoming(field.data.stream.read(), field.data.filename)
                kept.pop(name, None)
                found[name] = checking(incoming, kind, name)
                kept[name] = {"sha256": services().storage.keep(incoming.content), "name": incoming.name[:100]}
            elif name in kept:
                content = services().storage.read(kept[name]["sha256"])
                found[name] = checking(Incoming(content, kept[name]["name"]), kind, name)
        except FileMissing:
            kept.pop(name)
        except Refused as refusal:
            refusals.append(refusal)
        if name in found:
            field.stored = {"name": found[name].facts.original_name, "url": None, "size": _("sudah diterima")}
    if kept or remembered:
        session[PLACE] = {"place": place, "files": kept}
    return found, refusals


def forget_files() -> None:
    """The form has been handed in; its files belong to the case now."""
    session.pop(PLACE, None)
