"""What the reading process said of a file, remembered: the same file is read once, the process has its own tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest

from siinas.documents import pdf_sandbox


@contextmanager
def remembered() -> Iterator[None]:
    """Let the reading process start for what it was not asked yet; a refusal or a fault is never remembered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_sandbox, "_run", lru_cache(maxsize=200)(pdf_sandbox._run))
        yield


@contextmanager
def not_remembered() -> Iterator[None]:
    """Each file is read by a process of its own, as in the portal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf_sandbox, "_run", getattr(pdf_sandbox._run, "__wrapped__", pdf_sandbox._run))
        yield
