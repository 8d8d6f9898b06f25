"""Kop Surat by its page: upload, preview, replace, remove, every refusal, and the statement that bears it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from siinas.documents import pdf_sandbox
from siinas.process.statement_code import BEGINS
from tests import pictures
from tests.web.pages import faults, upload
from tests.web.world import World, read, words

KOP = "/perusahaan/kop-surat/"


def post(world: World, content: bytes, name: str = "kop.png", role: str = "staff"):
    return world.of(role).post(KOP, {"picture": upload(content, name)}, content_type="multipart/form-data")


def test_uploaded_seen_replaced_and_removed(world: World) -> None:
    assert "Belum ada kop surat" in words(world.of("staff").get(KOP))
    assert post(world, pictures.letterhead()).status_code == 302
    page = world.of("staff").page(KOP)
    preview = page.select_one("img.letterhead-preview")
    assert preview is not None
    shown = world.of("owner").get(str(preview["src"]))
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    for stranger in (world.browser(world.b.owner), world.of("verifier")):
        assert stranger.get(str(preview["src"])).status_code == 404, "the company's own"
    assert post(world, pictures.letterhead(colour="#654321"), "baru.png", "owner").status_code == 302
    assert "baru.png" in words(world.of("staff").get(KOP))
    asked = world.of("staff").post(f"{KOP}hapus/")
    assert "dicetak dengan ruang kosong untuk kop" in words(asked)
    assert "baru.png" in words(world.of("staff").get(KOP)), "nothing is lost before the answer"
    assert world.of("staff").post(f"{KOP}hapus/", {"confirmed": "1"}).status_code == 302
    assert "Belum ada kop surat" in words(world.of("staff").get(KOP))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "kop.png", "Pilih berkas"),
        (pictures.letterhead(400, 90), "kop.png", "tercetak kabur"),
        (pictures.letterhead(900, 900), "kop.png", "terlalu tinggi"),
        (b"GIF89a", "kop.gif", "tidak diterima"),
        (b"<html>", "kop.png", "halaman web"),
    ],
)
def test_refusals_stand_at_the_field(shared_world: World, content: bytes, name: str, said: str) -> None:
    answer = post(shared_world, content, name if content else "")
    assert answer.status_code == 200
    assert said in faults(answer)["picture"]
    assert "Belum ada kop surat" in words(answer)


def test_it_stands_in_the_menu_and_on_the_statement_page(shared_world: World) -> None:
    ready = shared_world.reports["ready"]
    page = shared_world.of("staff").page(f"/perusahaan/laporan-produksi/{ready}/pernyataan/")
    assert len(page.select(f'a[href="{KOP}"]')) == 2


def test_the_statement_bears_it_and_its_code(world: World) -> None:
    ready = world.reports["ready"]

    def printed() -> bytes:
        answer = world.of("staff").post(f"/perusahaan/laporan-produksi/{ready}/pernyataan.pdf")
        assert answer.mimetype == "application/pdf", words(answer)
        return answer.data

    without = PdfReader(io.BytesIO(printed()))
    assert len(without.pages) == 1
    assert "Ruang kop surat" in without.pages[0].extract_text()
    assert len(without.pages[0].images) == 1, "the code"
    post(world, pictures.letterhead())
    pdf = printed()
    with_it = PdfReader(io.BytesIO(pdf))
    assert len(with_it.pages) == 1
    text = with_it.pages[0].extract_text()
    assert "Ruang kop surat" not in text
    assert "Meterai" in text and "Rp10.000" in text
    assert len(with_it.pages[0].images) == 2
    number, digest = world.case(ready, lambda case: (case.number, case.printed_digest))
    assert pdf_sandbox.codes_on(pdf, "pdf", BEGINS) == [f"SIINAS-SP1 {number} {digest.upper()}"]
    assert read(world.of("staff").get(KOP))
