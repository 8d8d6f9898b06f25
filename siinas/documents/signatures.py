"""Reads the electronic signatures of an uploaded PDF: intact, over the whole file, and nothing else changed in it.

Runs in the limited process only. The certificate's chain is followed to given roots; nothing is fetched from outside.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

LARGEST_BOX = 0.25
"""A visible signature takes so much of a page at most; a larger one could cover what the letter says."""
MAY_DIFFER = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Perms", "/Metadata", "/Type", "/Pages"})
"""What signing may add to, or change in, the catalogue of a document; the pages are compared one by one."""
DEEPEST = 60


def read_signatures(content: bytes, issued_size: int, roots: str = "", moment: str = "") -> dict[str, Any]:
    """What the signatures of a file say, whose first `issued_size` bytes are the document as it was issued.

    {"fault"} is "unsigned", "broken", "appended" (something was added after the signing), "content" (pages or document
    were changed before it), "untrusted" or ""; {"subject"} names the certificate of the last signature, {"signed_at"}
    is the time that it states (ISO; "" without one), {"trust"} is "checked" or "unchecked". `roots` is a PEM file.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(content))
    signatures = list(reader.embedded_regular_signatures)
    if not signatures:
        return _answer("unsigned")
    found = [_status(signature, roots, moment) for signature in signatures]
    if not all(status.intact and status.valid for status in found):
        return _answer("broken")
    if not all(_stands(status, last=status is found[-1]) for status in found):
        return _answer("appended")
    if not _only_signed(PdfFileReader(io.BytesIO(content[:issued_size])), reader):
        return _answer("content")
    if roots and not all(status.trusted for status in found):
        return _answer("untrusted")
    last = found[-1]
    stated = last.signer_reported_dt
    return _answer(
        "",
        subject=_subject(last.signing_cert),
        signed_at=stated.isoformat() if isinstance(stated, datetime) and stated.tzinfo is not None else "",
        trust="checked" if roots else "unchecked",
    )


def _answer(fault: str, *, subject: str = "", signed_at: str = "", trust: str = "") -> dict[str, Any]:
    return {"fault": fault, "subject": subject, "signed_at": signed_at, "trust": trust}


def _status(signature: Any, roots: str, moment: str) -> Any:
    from pyhanko import keys
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    loader: Any = keys
    context = ValidationContext(
        trust_roots=list(loader.load_certs_from_pemder([roots])) if roots else [],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=datetime.fromisoformat(moment) if moment else None,
    )
    return validate_pdf_signature(signature, context)


def _stands(status: Any, *, last: bool) -> bool:
    """Whether nothing but signatures, and what proves them, came after a signature."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return False
    allowed = {ModificationLevel.LTA_UPDATES}
    if not last:
        allowed.add(ModificationLevel.FORM_FILLING)
    return status.modification_level in allowed


def _subject(certificate: Any) -> str:
    """The name in a certificate, and the institution that it names: `Budi Contoh, Instansi Contoh`."""
    native = certificate.subject.native
    named = [native.get(key) for key in ("common_name", "organization_name")]
    texts = [", ".join(one) if isinstance(one, list) else str(one) for one in named if one]
    return ", ".join(dict.fromkeys(texts)) or str(certificate.subject.human_friendly)


# The comparison of the document as it was issued with the one that was signed


def _only_signed(issued: Any, signed: Any) -> bool:
    """Whether the signed document shows what the issued one does, and only signatures were added."""
    if not _same(_without(issued.root, MAY_DIFFER), _without(signed.root, MAY_DIFFER)):
        return False
    before, after = list(_pages(issued.root["/Pages"])), list(_pages(signed.root["/Pages"]))
    if len(before) != len(after):
        return False
    return all(_same_page(one, other) for one, other in zip(before, after, strict=True))


INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


def _pages(node: Any, above: dict[str, Any] | None = None, depth: int = 0) -> Iterator[dict[str, Any]]:
    """The pages in their order, with what they have from above; the way back up left out."""
    if depth > DEEPEST:
        raise ValueError("the tree of pages has no end")
    own = dict(above or {}) | {key: node.raw_get(key) for key in INHERITED if key in node}
    if "/Kids" in node:
        for kid in (_resolved(one) for one in node["/Kids"]):
            yield from _pages(kid, own, depth + 1)
    else:
        yield own | {key: node.raw_get(key) for key in node if key != "/Parent"}


def _same_page(before: dict[str, Any], after: dict[str, Any]) -> bool:
    marks = [list(page.pop("/Annots", None) or []) for page in (before, after)]
    if not _same(before, after) or len(marks[1]) < len(marks[0]):
        return False
    kept, added = marks[1][: len(marks[0])], marks[1][len(marks[0]) :]
    box = _resolved(after.get("/MediaBox"))
    return _same(marks[0], kept) and all(_is_signature(_resolved(mark), box) for mark in added)


def _is_signature(mark: Any, page: Any) -> bool:
    above = _resolved(mark.get("/Parent")) or {}
    kind = _resolved(mark.get("/FT")) or _resolved(above.get("/FT"))
    if _resolved(mark.get("/Subtype")) != "/Widget" or kind != "/Sig":
        return False
    return _area(mark["/Rect"]) <= LARGEST_BOX * _area(page)


def _area(box: Any) -> float:
    left, low, right, high = (float(_resolved(side)) for side in _resolved(box))
    return abs(right - left) * abs(high - low)


def _without(node: Any, keys: frozenset[str]) -> dict[str, Any]:
    return {key: node.raw_get(key) for key in node if key not in keys}


def _resolved(value: Any) -> Any:
    from pyhanko.pdf_utils.generic import IndirectObject

    leads_on: Any = value
    return leads_on.get_object() if isinstance(value, IndirectObject) else value


def _entries(node: Any) -> dict[str, Any]:
    raw = node.raw_get if hasattr(node, "raw_get") else node.__getitem__
    return {key: raw(key) for key in node if key != "/Parent"}


def _is_page(value: Any) -> bool:
    return isinstance(value, dict) and _resolved(value.get("/Type")) == "/Page"


def _same(one: Any, other: Any, seen: set[tuple[str, str]] | None = None, depth: int = 0) -> bool:
    """Whether two values say the same, whatever references lead to."""
    from pyhanko.pdf_utils.generic import IndirectObject, StreamObject

    if depth > DEEPEST:
        return False
    seen = set() if seen is None else seen
    if isinstance(one, IndirectObject) and isinstance(other, IndirectObject):
        pair = (repr(one.reference), repr(other.reference))
        if pair in seen:
            return True
        seen.add(pair)
        if all(_is_page(_resolved(value)) for value in (one, other)):
            # Whoever leads to a page (an outline) leads to the same one; what is on it is compared there.
            return pair[0] == pair[1]
    one, other = _resolved(one), _resolved(other)
    if isinstance(one, StreamObject) or isinstance(other, StreamObject):
        if not (isinstance(one, StreamObject) and isinstance(other, StreamObject)):
            return False
        if one.encoded_data != other.encoded_data:
            return False
    if isinstance(one, dict) and isinstance(other, dict):
        first, second = _entries(one), _entries(other)
        return first.keys() == second.keys() and all(_same(first[k], second[k], seen, depth + 1) for k in first)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b, seen, depth + 1) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other
