"""A file as an answer: which attachment it is, and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """An attachment by its public id, with the SHA-256 of its content, its name, and its size in bytes and pages."""

    attachment: str
    sha256: str
    name: str
    size: int
    pages: int

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """From the stored form."""
        return cls(**{key: stored[key] for key in cls.__slots__})
