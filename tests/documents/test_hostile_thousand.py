"""The thousand hostile files: the same each time, of every family; a few of each are sent through the check here.

All of them are sent by `python -m bench.hostile_files`.
"""

import resource
import subprocess
import sys
from contextlib import suppress

import pytest

from siinas.documents.pdf_child import MEMORY_BYTES
from siinas.documents.uploads import RefusedFile, accept_upload
from tests.documents.hostile_thousand import COUNT, FAMILIES, Hostile, packed_root, sample_of_each, thousand

ALL = frozenset({"pdf", "jpeg", "png"})
PER_FAMILY = 4
SOME = [one for one in sample_of_each(PER_FAMILY) if one.family != "written out"]


def accept(file: Hostile):
    return accept_upload(file.content, file.name, accepts=ALL, max_bytes=2 * 1024 * 1024, max_pages=20)


@pytest.mark.parametrize("file", SOME, ids=lambda file: f"{file.family}: {file.what}"[:80])
def test_a_few_of_each_family_are_refused(file: Hostile) -> None:
    with pytest.raises(RefusedFile) as refusal:
        accept(file)
    assert refusal.value.reason.endswith(".")


def test_a_thousand_files_of_every_family_the_same_each_time() -> None:
    files = thousand()
    assert len(files) == COUNT
    assert {file.family for file in files} == {"written out", *FAMILIES}
    assert min(sum(file.family == family for file in files) for family in FAMILIES) >= 10
    assert len({(file.family, file.what) for file in files}) == COUNT
    again = {(file.family, file.what): file.content for file in thousand()}
    differs = [file for file in files if again[file.family, file.what] != file.content]
    assert {file.family for file in differs} <= {"locked", "written out"}
    assert all("password" in file.what for file in differs), "a password brings chance of its own"


def test_a_sound_file_of_the_same_make_is_accepted() -> None:
    """What hides a script in a packed catalogue is refused for the script, not for the packing."""
    sound = packed_root(b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /GoTo /D [3 0 R /Fit] >> >>")
    assert accept(Hostile("", "", "akta.pdf", sound)).pages == 1


def peak_of_one_of_each() -> int:
    """The memory of the largest checking process in bytes, one file of each family being checked and a sound one."""
    for file in sample_of_each(1):
        with suppress(RefusedFile):
            accept(file)
    accept(Hostile("", "", "akta.pdf", packed_root(b"<< /Type /Catalog /Pages 2 0 R >>")))
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def test_no_checking_process_needed_much_memory() -> None:
    """In a process of its own, whose children are these alone."""
    script = f"from {__name__} import peak_of_one_of_each; print(peak_of_one_of_each())"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=120)
    assert 0 < int(told.stdout) < MEMORY_BYTES
