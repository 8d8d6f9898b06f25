"""Where the bytes of files lie: outside the web root, under their own SHA-256, written once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


class FileMissing(LookupError):
    """The bytes of a known file are not in the store."""


class FolderStorage:
    """A folder on disk: `ab/abcdef…`, mode 0600, moved into place only when complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with that hash lie."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise FileMissing(sha256)
        return self.folder / sha256[:2] / sha256

    def keep(self, content: bytes) -> str:
        """Store the bytes and return their SHA-256; the same bytes are kept once.

        Bytes that are there already count as written just now, so that no sweep takes them for an old stray.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        try:
            os.utime(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).replace(target)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes; FileMissing where they are gone or were changed on disk."""
        try:
            content = self.path(sha256).read_bytes()
        except OSError:
            raise FileMissing(sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileMissing(sha256)
        return content

    def preview(self, sha256: str, page: int) -> Path:
        """Where the picture of a page is cached."""
        return self.path(sha256).parent / f"{sha256}.{page}.png"

    def keep_preview(self, sha256: str, page: int, picture: bytes) -> None:
        """Cache the picture of a page."""
        target = self.preview(sha256, page)
        handle, temporary = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(picture)
        Path(temporary).replace(target)

    def strays(self, known: set[str], *, older_than: float) -> list[Path]:
        """Files whose hash is not in `known` and that were last written before that moment (seconds since 1970)."""
        if not self.folder.exists():
            return []
        return [
            path
            for path in self.folder.glob("??/*")
            if path.name.partition(".")[0] not in known and path.stat().st_mtime < older_than
        ]

    def drop(self, stray: Path, *, older_than: float) -> bool:
        """Delete a stray unless it was kept anew since; True when it is gone.

        It is moved aside first: whoever keeps the same bytes meanwhile either is seen here or writes them again.
        """
        aside = stray.with_name(f"{stray.name}.stray")
        try:
            stray.rename(aside)
        except FileNotFoundError:
            return True
        if aside.stat().st_mtime >= older_than:
            aside.replace(stray)
            return False
        aside.unlink()
        return True
