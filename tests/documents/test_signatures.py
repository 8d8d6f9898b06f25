"""Signed letters: pyHanko's own validator finds them whole, and whatever byte is altered, they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siinas.documents.pdf_sandbox import UnreadableFile, signatures_on
from siinas.documents.signatures import read_signatures
from tests import certificates
from tests.documents.test_letters import paper


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, Path]:
    """A letter, the same signed, and the roots to be trusted."""
    folder = tmp_path_factory.mktemp("certificates")
    issued = paper().pdf
    signed = certificates.signer(folder).sign(issued, reason="Surat", place="Jakarta")
    return issued, signed, certificates.roots(folder)


def accepted(content: bytes, issued: bytes, roots: str = "") -> bool:
    """Whether a file passes all that an upload has to pass."""
    if not content.startswith(issued):
        return False
    try:
        return not read_signatures(content, len(issued), roots)["fault"]
    except Exception:
        return False


def test_as_it_was_signed(files: tuple[bytes, bytes, Path]) -> None:
    issued, signed, roots = files
    assert accepted(signed, issued) and accepted(signed, issued, str(roots))
    told = signatures_on(signed, len(issued), str(roots), "2026-10-06T02:00:00+00:00")
    assert (told["fault"], told["subject"], told["trust"]) == ("", certificates.SUBJECT, "checked")
    assert told["signed_at"], "the moment that the signature states"
    late = signatures_on(signed, len(issued), str(roots), "2041-01-01T00:00:00+00:00")
    assert late["fault"] == "untrusted", "its certificate had ended by then"


def test_what_cannot_be_read(files: tuple[bytes, bytes, Path]) -> None:
    issued, _signed, _roots = files
    for content in (b"%PDF-1.4", issued[:-40], b""):
        with pytest.raises(UnreadableFile):
            signatures_on(content, len(issued), "", "")


def container(signed: bytes, issued: bytes) -> range:
    """Where the signature itself lies: what no signature can cover."""
    start = signed.index(b"/Contents <", len(issued)) + len(b"/Contents ")
    return range(start, signed.index(b">", start) + 1)


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_every_byte_counts(files: tuple[bytes, bytes, Path], data: st.DataObject) -> None:
    """One bit of any byte that the signature covers, or of the issued letter: refused."""
    issued, signed, _roots = files
    gap = container(signed, issued)
    at = data.draw(st.integers(0, len(signed) - len(gap) - 1).map(lambda n: n if n < gap.start else n + len(gap)))
    bit = data.draw(st.integers(0, 7))
    altered = signed[:at] + bytes([signed[at] ^ (1 << bit)]) + signed[at + 1 :]
    assert not accepted(altered, issued), f"byte {at}, bit {bit}"


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_byte_after_the_issued_ones_counts(files: tuple[bytes, bytes, Path], data: st.DataObject) -> None:
    """The same where the signature was added: a thousandth of the file, so it is looked at for itself."""
    issued, signed, _roots = files
    gap = container(signed, issued)
    places = [at for at in range(len(issued), len(signed)) if at not in gap]
    at = data.draw(st.sampled_from(places))
    altered = signed[:at] + bytes([signed[at] ^ (1 << data.draw(st.integers(0, 7)))]) + signed[at + 1 :]
    assert not accepted(altered, issued), at


@pytest.mark.parametrize("more", [b"\n", b"%", b"\x00" * 10, b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n"])
def test_what_is_appended_is_refused(files: tuple[bytes, bytes, Path], more: bytes) -> None:
    issued, signed, _roots = files
    assert not accepted(signed + more, issued)


@pytest.mark.parametrize("less", [1, 7, 500])
def test_what_is_cut_off_is_refused(files: tuple[bytes, bytes, Path], less: int) -> None:
    issued, signed, _roots = files
    assert not accepted(signed[:-less], issued)
