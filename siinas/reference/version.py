"""A fingerprint of all reference data, by which a loader knows whether its tables are up to date."""

from __future__ import annotations

import hashlib

from siinas.reference.datafile import DATA


def content_version() -> str:
    """Return the SHA-256 (64 hex digits) over names and bytes of all files in `data/`, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(DATA.glob("*.tsv")):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
