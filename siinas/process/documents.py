"""What kinds of files a process asks for, and how large each may be (SETTLED 5, upload limits)."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
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
    """A kind of document: stored key, official label, accepted media kinds and limits in bytes and pages."""

    key: str
    label: str
    accepts: frozenset[str] = frozenset({"pdf"})
    max_bytes: int = 10 * MEGABYTE
    max_pages: int = 200

    @property
    def limits(self) -> str:
        """The limits in words, shown beside the field."""
        *some, last = [name for kind, name in KIND_NAMES.items() if kind in self.accepts]
        names = f"{', '.join(some)} atau {last}" if some else last
        return f"{names}, paling besar {self.max_bytes // MEGABYTE} MB"
