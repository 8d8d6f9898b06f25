"""Files of a form that came back with faults: browsers forget them, so the session remembers which one was good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from typing import Any

from flask import session
from flask_babel import gettext as _

from admin_views.web.request import services
from siinas.documents.uploads import AcceptedFile
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

    A good file is kept in the store under its hash and noted in the session with what its check found, until
    `forget_files`; it is checked again only as a document of another kind. Fields show it.
    """
    remembered = session.get(PLACE) or {}
    kept: dict[str, dict[str, Any]] = dict(remembered["files"]) if remembered.get("place") == place else {}
    found: dict[str, CheckedFile] = {}
    refusals: list[Refused] = []
    for name, kind in kinds.items():
        field = form._fields[name]
        try:
            if field.chosen:
                incoming = incoming_of(field)
                kept.pop(name, None)
                found[name] = checking(incoming, kind, name)
                services().storage.keep(incoming.content)
                kept[name] = {"kind": kind.key, "facts": asdict(found[name].facts)}
            elif name in kept:
                found[name] = _kept_file(kept[name], kind, name, checking)
        except FileMissing:
            kept.pop(name)
        except Refused as refusal:
            refusals.append(refusal)
        if name in found:
            field.stored = {"name": found[name].facts.original_name, "url": None, "size": _("sudah diterima")}
    if kept or remembered:
        session[PLACE] = {"place": place, "files": kept}
    return found, refusals


def incoming_of(field: Any) -> Incoming:
    """The chosen file of an upload field; what the server kept it in on its way is closed."""
    with closing(field.data):
        return Incoming(field.data.stream.read(), field.data.filename)


def _kept_file(noted: Mapping[str, Any], kind: DocumentType, name: str, checking: Checking) -> CheckedFile:
    facts = AcceptedFile(**noted["facts"])
    content = services().storage.read(facts.sha256)
    if noted["kind"] != kind.key:
        return checking(Incoming(content, facts.original_name), kind, name)
    return CheckedFile(content, kind, facts)


def forget_files() -> None:
    """The form has been handed in, or is begun anew: its files are no longer remembered."""
    if PLACE in session:
        del session[PLACE]
