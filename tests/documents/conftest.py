"""Tests of what reads files start the reading process each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reading import not_remembered


@pytest.fixture(autouse=True)
def each_file_is_read() -> Iterator[None]:
    """Nothing is remembered here."""
    with not_remembered():
        yield
