"""Finds out what an uploaded PDF or picture is made of, and names what makes it unfit to be kept."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_STREAM_BYTES = 75_000_000
MAX_IMAGE_STREAM_BYTES = 160_000_000
MAX_ALL_STREAMS_BYTES = 600_000_000
MAX_PDF_IMAGE_PIXELS = 150_000_000
MAX_PICTURE_PIXELS = 40_000_000
MAX_OBJECTS = 400_000
MAX_DEPTH = 500

_HARMLESS_AT_OPENING = {"/GoTo", "/Named"}
_ACTIVE_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/ImportData": "ImportData",
    "/SubmitForm": "SubmitForm",
    "/Rendition": "RichMedia",
    "/Movie": "RichMedia",
    "/Sound": "RichMedia",
    "/GoToE": "EmbeddedFile",
    "/RichMediaExecute": "RichMedia",
}
_ACTIVE_ANNOTATIONS = {
    "/RichMedia": "RichMedia",
    "/3D": "RichMedia",
    "/Movie": "RichMedia",
    "/Sound": "RichMedia",
    "/FileAttachment": "EmbeddedFile",
}
# Seen in the bytes themselves, these need no parser to agree; each is too long to arise by chance in packed data.
_ACTIVE_IN_BYTES = re.compile(
    rb"/(JavaScript|EmbeddedFile|RichMedia|Launch|SubmitForm|ImportData)(?=[\s/<>\[\]()]|s[\s/<])"
)
# In unpacked objects there is no such chance, and shorter names tell as well.
_ACTIVE_IN_OBJECTS = {
    rb"JavaScript|JS": "JavaScript",
    rb"EmbeddedFiles?|EF|GoToE": "EmbeddedFile",
    rb"RichMedia\w*|Rendition|Movie": "RichMedia",
    rb"Launch": "Launch",
    rb"SubmitForm": "SubmitForm",
    rb"ImportData": "ImportData",
    rb"XFA": "XFA",
}
_LOST_WHILE_READING = re.compile(r"\w*(?:Error|Exception)\(")
_TWICE = re.compile(r"Multiple definitions .* for key /(?:OpenAction|AA|A|S|JS|Names|AcroForm|EF|Pages|Annots|Next)$")
_NAME_ESCAPE = re.compile(rb"#([2-7][0-9A-Fa-f])")
_IMAGE_FILTERS = {"/DCTDecode", "/DCT", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode", "/CCF"}


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a PDF is made of: `pages` counts its pages, `active` names the kinds of active content found in it.

    `damage` is empty or says in one English word why the file cannot be trusted: truncated, damaged, empty, loop,
    bomb or crowded.
    """

    pages: int
    encrypted: bool = False
    active: tuple[str, ...] = ()
    damage: str = ""


class _UnfitError(Exception):
    """Carries the word for `PdfFacts.damage`."""


def inspect_structure(content: bytes, max_pages: int) -> PdfFacts:
    """Return the facts about a PDF; pages are counted to `max_pages` + 1 at most.

    This runs in the calling process: uploaded files go through `pdf_sandbox.inspect_pdf` instead.
    """
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-4096:]:
        return PdfFacts(pages=0, damage="truncated")
    if _is_too_deep(content):
        return PdfFacts(pages=0, damage="crowded")
    import pypdf
    from pypdf.errors import LimitReachedError

    lost = _Lost()
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted or "/Encrypt" in reader.trailer:
            return PdfFacts(pages=0, encrypted=True)
        active = _active_content(reader, content)
        pages = _count_pages(reader, max_pages)
        if lost.anything:
            raise _UnfitError("damaged")
        _open_with_viewer(content)
    except _UnfitError as unfit:
        return PdfFacts(pages=0, damage=str(unfit))
    except LimitReachedError:
        return PdfFacts(pages=0, damage="bomb")
    except MemoryError:
        raise
    except Exception:
        # A parser of hostile bytes may fail in any way; each of them means the same to the person who uploads.
        return PdfFacts(pages=0, damage="damaged")
    finally:
        lost.stop()
    return PdfFacts(pages=pages, active=active)


def _is_too_deep(content: bytes) -> bool:
    """Whether dictionaries nest deeper than any sound file's; parsers take ages over it. Chance hardly nests."""
    depth = 0
    for match in re.finditer(rb"<<|>>", content):
        depth = depth + 1 if match.group() == b"<<" else max(0, depth - 1)
        if depth > MAX_DEPTH:
            return True
    return False


class _Lost(logging.Handler):
    """Listens for what the lenient parser passes over: a viewer may see what stands there, so nobody vouches for it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.anything = False
        self._log = logging.getLogger("pypdf")
        self._passed_on = self._log.propagate
        self._log.propagate = False
        self._log.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note whether a part of a dictionary was dropped, or a telling key stands there twice."""
        said = record.getMessage()
        self.anything = self.anything or bool(_LOST_WHILE_READING.match(said) or _TWICE.match(said))

    def stop(self) -> None:
        """Listen no more."""
        self._log.removeHandler(self)
        self._log.propagate = self._passed_on


def _count_pages(reader: Any, max_pages: int) -> int:
    """Walk the page tree without trusting its /Count."""
    count = 0
    seen: set[tuple[int, int]] = set()
    waiting = [reader.trailer["/Root"].get_object()["/Pages"]]
    raw_root = reader.trailer["/Root"].get_object().raw_get("/Pages")
    if hasattr(raw_root, "idnum"):
        seen.add((raw_root.idnum, raw_root.generation))
    while waiting:
        node = waiting.pop().get_object()
        if "/Kids" not in node:
            count += 1
            if count > max_pages:
                return count
            continue
        for kid in node["/Kids"].get_object():
            if hasattr(kid, "idnum"):
                if (kid.idnum, kid.generation) in seen:
                    raise _UnfitError("loop")
                seen.add((kid.idnum, kid.generation))
            if len(seen) > MAX_OBJECTS:
                raise _UnfitError("crowded")
            waiting.append(kid)
    if count == 0:
        raise _UnfitError("empty")
    return count


def _open_with_viewer(content: bytes) -> None:
    """Open the file with the engine that officers' browsers use; what it cannot open nobody could read."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        if len(document) == 0:
            raise _UnfitError("empty")
    finally:
        document.close()


def _active_content(reader: Any, content: bytes) -> tuple[str, ...]:
    names = _NAME_ESCAPE.sub(lambda escape: bytes([int(escape.group(1), 16)]), content)
    found = {match.group(1).decode() for match in _ACTIVE_IN_BYTES.finditer(names)}
    found.update(_active_at_opening(reader))
    total = 0
    for thing in _every_object(reader):
        total += _decoded_size(thing)
        if total > MAX_ALL_STREAMS_BYTES:
            raise _UnfitError("bomb")
        for part in _dictionaries_in(thing):
            found.update(_active_in(part))
        if isinstance(thing, dict) and _name(thing, "/Type") == "/ObjStm":
            found.update(_active_in_packed(thing))
    return tuple(sorted(found))


def _active_in_packed(objects: Any) -> Iterator[str]:
    """What the bytes of an object stream name, whatever a parser makes of them."""
    names = _NAME_ESCAPE.sub(lambda escape: bytes([int(escape.group(1), 16)]), objects.get_data())
    for pattern, kind in _ACTIVE_IN_OBJECTS.items():
        if re.search(rb"/(?:" + pattern + rb")(?=[\s/<>\[\]()]|$)", names):
            yield kind


def _every_object(reader: Any) -> Iterator[Any]:
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, row in reader.xref.items() for number in row}
    numbers.update((number, 0) for number in reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise _UnfitError("crowded")
    yield reader.trailer
    for number, generation in sorted(numbers):
        thing = reader.get_object(IndirectObject(number, generation, reader))
        if thing is not None:
            yield thing


def _dictionaries_in(thing: Any) -> Iterator[dict[str, Any]]:
    """Give every dictionary inside one object; references are not followed, their targets come on their own."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.raw_get(key) if hasattr(part, "raw_get") else part[key] for key in part)
        elif isinstance(part, list):
            waiting.extend(list.__iter__(part))


def _active_in(part: dict[str, Any]) -> Iterator[str]:
    if "/JS" in part:
        yield "JavaScript"
    if "/XFA" in part:
        yield "XFA"
    if "/EF" in part or _name(part, "/Type") == "/EmbeddedFile":
        yield "EmbeddedFile"
    action = _name(part, "/S")
    if action in _ACTIVE_ACTIONS:
        yield _ACTIVE_ACTIONS[action]
    annotation = _name(part, "/Subtype")
    if annotation in _ACTIVE_ANNOTATIONS:
        yield _ACTIVE_ANNOTATIONS[annotation]
    if "/AA" in part:
        triggers = part["/AA"].get_object()
        if isinstance(triggers, dict):
            for key in triggers:
                if not _harmless_chain(triggers[key]):
                    yield "OpenAction"


def _active_at_opening(reader: Any) -> Iterator[str]:
    root = reader.trailer["/Root"].get_object()
    if "/OpenAction" in root and not _harmless_chain(root["/OpenAction"]):
        yield "OpenAction"


def _harmless_chain(action: Any) -> bool:
    """Tell whether an action and all that follow it only move within the document."""
    for _ in range(50):
        action = action.get_object()
        if not isinstance(action, dict):
            return True  # a destination: an array, a name or a string
        if _name(action, "/S") not in _HARMLESS_AT_OPENING:
            return False
        if "/Next" not in action:
            return True
        action = action["/Next"]
        if isinstance(action, list):
            return all(_harmless_chain(each) for each in action)
    return False


def _name(part: dict[str, Any], key: str) -> str:
    value: Any = part.get(key)
    return str(value.get_object()) if hasattr(value, "get_object") else ""


def _decoded_size(thing: Any) -> int:
    """Return how many bytes a stream unpacks to, without keeping them; raise when it is a bomb."""
    packed = getattr(thing, "_data", None)
    if not isinstance(thing, dict) or not isinstance(packed, bytes):
        return 0
    is_image = _name(thing, "/Subtype") == "/Image"
    if is_image:
        pixels = int(thing.get("/Width", 0)) * int(thing.get("/Height", 0))
        if pixels > MAX_PDF_IMAGE_PIXELS:
            raise _UnfitError("bomb")
    stream: Any = thing
    filters = stream["/Filter"].get_object() if "/Filter" in stream else []
    chain = [str(each.get_object()) for each in (filters if isinstance(filters, list) else [filters])]
    limit = MAX_IMAGE_STREAM_BYTES if is_image else MAX_STREAM_BYTES
    if not chain:
        return len(packed)
    if len(chain) > 6:
        raise _UnfitError("bomb")
    if chain in (["/FlateDecode"], ["/Fl"]):
        return _inflated_size(packed, limit)
    if _IMAGE_FILTERS & set(chain):
        return len(packed)
    return len(stream.get_data())


def _inflated_size(packed: bytes, limit: int) -> int:
    size = 0
    inflater = zlib.decompressobj()
    waiting = packed
    try:
        while waiting and not inflater.eof:
            size += len(inflater.decompress(waiting, 1 << 20))
            waiting = inflater.unconsumed_tail
            if size > limit:
                raise _UnfitError("bomb")
    except zlib.error:
        return size
    return size


def inspect_picture(content: bytes, kind: str) -> str:
    """Return an empty text for a sound JPEG or PNG (`kind` "jpeg" or "png"), else one English word for what is wrong.

    The words are: damaged, huge, animated.
    """
    if kind == "png" and not _chunks_are_in_order(content):
        return "damaged"
    import warnings

    from PIL import Image

    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PIXELS
    formats = [{"jpeg": "JPEG", "png": "PNG"}[kind]]
    try:
        with Image.open(io.BytesIO(content), formats=formats) as picture:
            if picture.width * picture.height > MAX_PICTURE_PIXELS:
                return "huge"
            # A telephone may keep a preview as a second picture in one JPEG; only PNG frames are an animation.
            if kind == "png" and getattr(picture, "is_animated", False):
                return "animated"
            picture.verify()
        with Image.open(io.BytesIO(content), formats=formats) as picture:
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "huge"
    except MemoryError:
        raise
    except Exception:
        # As with PDF parsers: every failure on hostile bytes means the same to the person who uploads.
        return "damaged"
    return ""


def _chunks_are_in_order(content: bytes) -> bool:
    """Whether a PNG is one chain of chunks from its only head to its end."""
    at = 8
    kinds: list[bytes] = []
    while at + 12 <= len(content) and kinds[-1:] != [b"IEND"]:
        kinds.append(content[at + 4 : at + 8])
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and kinds.count(b"IHDR") == 1
