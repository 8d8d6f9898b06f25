"""What kinds of files a process asks for, and how large each may be (SETTLED 5, upload limits)."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
PICTURES = frozenset({"jpeg", "png"})
KIND_NAMES = {"pdf": "PDF", "jpeg": "JPG", "png": "PNG", "xlsx": "XLSX", "csv": "CSV", "tsv": "TSV"}


@dataclass(frozen=True, slots=True)
class Service:
    """What the ministry offers to a company with an account, and which documents it waits for.

    `needs` names entries of the minimum set (`siinas/reference/requirements.py`); `risks` are those of the KBLI for
    which the service is, all where none is named; `held_up` says what cannot be done while something is missing.
    """

    key: str
    title: str
    needs: frozenset[str] = frozenset()
    risks: frozenset[str] = frozenset()
    held_up: str = ""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: stored key, official label, accepted media kinds and limits in bytes and pages.

    The limits are those of a declaration; an administrator may change them (`siinas/queries/settings.py`).
    """

    key: str
    label: str
    accepts: frozenset[str] = frozenset({"pdf"})
    max_bytes: int = 10 * MEGABYTE
    max_pages: int = 200
    max_picture_bytes: int = 5 * MEGABYTE

    @property
    def limits(self) -> str:
        """The limits in words, shown beside the field."""
        *some, last = [name for kind, name in KIND_NAMES.items() if kind in self.accepts]
        names = f"{', '.join(some)} atau {last}" if some else last
        size = f"{names}, paling besar {self.max_bytes // MEGABYTE} MB"
        if self.accepts & PICTURES and self.max_picture_bytes < self.max_bytes:
            size = f"{size} (gambar {self.max_picture_bytes // MEGABYTE} MB)"
        return f"{size} dan {self.max_pages} halaman" if "pdf" in self.accepts else size

    def bytes_of(self, kind: str) -> int:
        """How large a file of one of the media kinds may be."""
        return min(self.max_bytes, self.max_picture_bytes) if kind in PICTURES else self.max_bytes
