"""What comes in as a file is refused with a sentence unless it is a sound PDF or picture, and nothing is left open."""

import hashlib
import io
import os
import time

import pytest
from PIL import Image

from siinas.documents import pdf_child, pdf_sandbox
from siinas.documents.pdf_sandbox import (
    NoSuchPage,
    ReadingTookTooLong,
    RefusedFile,
    UnreadableFile,
    inspect_pdf,
    pdf_words,
    render_page,
)
from siinas.documents.sample_papers import sample_paper
from siinas.documents.uploads import accept_upload, clean_name
from tests.documents.hostile_files import GOOD_PDF, harmless_pdfs, hostile_files, jpeg, png

HOSTILE = hostile_files()
HARMLESS = harmless_pdfs()
ALL = frozenset({"pdf", "jpeg", "png"})


def accepted(content: bytes, name: str = "surat.pdf", accepts=ALL):
    return accept_upload(content, name, accepts=accepts, max_bytes=2 * 1024 * 1024, max_pages=20)


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(kind: str) -> None:
    name, content = HOSTILE[kind]
    began = time.monotonic()
    with pytest.raises(RefusedFile) as refusal:
        accepted(content, name)
    assert time.monotonic() - began < 10.5
    reason = refusal.value.reason
    assert reason[0].isupper()
    assert reason.endswith(".")
    assert any(verb in reason.lower() for verb in ("unggah", "pilih", "perkecil"))


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_files_are_accepted(kind: str) -> None:
    file = accepted(HARMLESS[kind])
    assert file.sha256 == hashlib.sha256(HARMLESS[kind]).hexdigest()
    assert (file.media_type, file.extension, file.size) == ("application/pdf", "pdf", len(HARMLESS[kind]))


def test_pages_are_counted() -> None:
    assert accepted(HARMLESS["twenty pages"]).pages == 20
    with pytest.raises(RefusedFile, match="lebih dari 19 halaman"):
        accept_upload(HARMLESS["twenty pages"], "a.pdf", accepts=("pdf",), max_bytes=10**6, max_pages=19)


@pytest.mark.parametrize(("name", "content"), [("FOTO.JPG", jpeg()), ("foto.jpeg", jpeg()), ("foto.png", png(9, 9))])
def test_sound_pictures_are_accepted(name: str, content: bytes) -> None:
    file = accepted(content, name)
    assert file.pages == 1
    assert file.media_type == ("image/png" if name.endswith("png") else "image/jpeg")


def test_only_the_kinds_of_the_document_type_are_accepted() -> None:
    with pytest.raises(RefusedFile, match=r"Jenis berkas \.png tidak diterima di sini\. Unggah berkas PDF\."):
        accepted(png(9, 9), "foto.png", accepts=("pdf",))


def test_a_file_that_is_too_large_is_told_both_sizes() -> None:
    with pytest.raises(RefusedFile, match="2,5 MB melebihi batas 2 MB"):
        accepted(b"%PDF-" + b" " * (5 * 512 * 1024))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/Akta  pendirian.pdf", "Akta pendirian.pdf"),
        ("C:\\Dokumen\\akta.pdf", "akta.pdf"),
        ("a\u200eb\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("...", "dokumen"),
        ("", "dokumen"),
        ("a\u202eb.pdf", "ab.pdf"),
    ],
)
def test_names_become_harmless_labels(name: str, label: str) -> None:
    assert clean_name(name) == label


def test_a_page_is_drawn_at_the_width_asked_for() -> None:
    with Image.open(io.BytesIO(render_page(GOOD_PDF, 1, width=640))) as picture:
        assert picture.format == "PNG"
        assert abs(picture.width - 640) <= 1
    with Image.open(io.BytesIO(render_page(GOOD_PDF, 1, width=90_000))) as picture:
        assert picture.width <= pdf_child.MAX_RENDER_WIDTH + 1


def test_a_page_that_is_not_there_is_named() -> None:
    with pytest.raises(NoSuchPage, match="tidak ada di dalam dokumen"):
        render_page(GOOD_PDF, 2)


@pytest.mark.parametrize("act", [pdf_words, lambda content: render_page(content, 1)])
def test_bytes_that_cannot_be_opened_raise_a_typed_error(act) -> None:
    with pytest.raises(UnreadableFile, match="tidak dapat dibuka"):
        act(b"%PDF-1.7 rusak")


def test_words_come_out_of_the_child_process() -> None:
    page = pdf_words(sample_paper("Judul", ["Halo dunia"]))[0]
    assert [word.text for word in page.words] == ["Judul", "Halo", "dunia"]


def test_a_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_sandbox, "WALL_SECONDS", 0.01)
    with pytest.raises(ReadingTookTooLong, match="terlalu lama"):
        inspect_pdf(GOOD_PDF, max_pages=5)


def _what_the_child_knows(code: str) -> str:
    """Run a line of Python where a parser would run, and return what it prints."""
    import subprocess
    import sys

    lines = f"from siinas.documents import pdf_child\npdf_child.limit_this_process()\n{code}"
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-B", "-c", lines],
        capture_output=True,
        cwd=pdf_sandbox._PROJECT,
        env=pdf_sandbox._bare_environment(),
        timeout=10,
        check=False,
    )
    return done.stdout.decode().strip()


def test_the_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "rahasia-portal")
    assert "rahasia" not in _what_the_child_knows("import os; print(dict(os.environ))")


def test_the_child_cannot_take_much_memory_nor_write_files(tmp_path) -> None:
    said = _what_the_child_knows("try:\n  b = bytearray(600_000_000)\nexcept MemoryError:\n  print('habis')")
    assert said == "habis"
    target = tmp_path / "berkas"
    _what_the_child_knows(f"open({str(target)!r}, 'w').write('x' * 10)")
    assert not target.exists() or target.stat().st_size == 0


def test_no_file_stays_open_after_many_uploads() -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(5):
        accepted(GOOD_PDF)
        with pytest.raises(RefusedFile):
            accepted(HOSTILE["loop of pages"][1])
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


@pytest.mark.parametrize(("name", "ending"), [("foto.jpg", ".pdf"), ("surat.png", ".pdf")])
def test_a_good_file_under_a_wrong_ending_is_told_the_right_one(name: str, ending: str) -> None:
    with pytest.raises(RefusedFile, match=f"Ganti akhiran nama berkasnya menjadi \\{ending}"):
        accepted(HARMLESS["twenty pages"], name)


def test_no_ending_is_proposed_that_is_not_taken() -> None:
    with pytest.raises(RefusedFile) as refused:
        accepted(HARMLESS["twenty pages"], "foto.jpg", accepts=("jpeg",))
    assert ".pdf" not in str(refused.value)
