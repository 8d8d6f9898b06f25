"""The file store and its sweep: what is kept anew while a sweep is under way stays."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from siinas.integrations.storage import FileMissing, FolderStorage
from siinas.operations.files import sweep_strays
from siinas.operations.work import Services
from tests.conftest import Clock, MakeWork

CONTENT = b"a file that nobody has attached"
HASH = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def stray(surroundings: Services, clock: Clock) -> Path:
    """A file that was stored three days ago, and no attachment names it."""
    surroundings.storage.keep(CONTENT)
    path = surroundings.storage.path(HASH)
    moment = (clock.now - timedelta(days=3)).timestamp()
    os.utime(path, (moment, moment))
    return path


@pytest.fixture
def today(clock: Clock) -> None:
    """Files are written in real time, so the sweep is asked in real time too."""
    clock.now = type(clock.now).now(clock.now.tzinfo)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_old_stray_is_swept(today: None, stray: Path, make_work: MakeWork, surroundings: Services) -> None:
    assert sweep_strays(make_work()) == 1
    assert not list(stray.parent.iterdir())
    with pytest.raises(FileMissing):
        surroundings.storage.read(HASH)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_stray_that_is_kept_anew_is_none(
    today: None, stray: Path, make_work: MakeWork, surroundings: Services
) -> None:
    surroundings.storage.keep(CONTENT)
    assert sweep_strays(make_work()) == 0
    assert surroundings.storage.read(HASH) == CONTENT


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_stray_that_is_kept_while_the_sweep_is_at_it_stays(
    today: None, stray: Path, make_work: MakeWork, surroundings: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was found, then kept by an upload that is not committed yet, then its turn to be deleted came."""
    find = FolderStorage.strays

    def find_and_then_keep(self: FolderStorage, known: set[str], *, older_than: float) -> list[Path]:
        found = find(self, known, older_than=older_than)
        assert found == [stray]
        self.keep(CONTENT)
        return found

    monkeypatch.setattr(FolderStorage, "strays", find_and_then_keep)
    assert sweep_strays(make_work()) == 0
    assert surroundings.storage.read(HASH) == CONTENT


def test_bytes_deleted_just_now_are_written_again(stray: Path, surroundings: Services) -> None:
    assert surroundings.storage.drop(stray, older_than=stray.stat().st_mtime + 1)
    assert surroundings.storage.keep(CONTENT) == HASH
    assert surroundings.storage.read(HASH) == CONTENT
