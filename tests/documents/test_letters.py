"""Issued letters as PDF: what they say, that their QR code can be read off paper, and that nothing breaks out."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from siinas.documents.letters import Paper, content_digest, letter_paper, pictures_of, stamped
from siinas.process.words import digest_words

TOKEN = "7K3QF0ABCD2345EFGH6789JKMN"
CONTENT: dict[str, Any] = {
    "number_label": "Nomor",
    "paragraphs": ["Alinea pertama dari surat.", "Alinea kedua dari surat."],
    "lines": [["Nama Perusahaan", "PT Contoh Gula Nusantara"], ["NIB", "9120000000017"], ["Kosong", "–"]],
    "proves": "Surat ini membuktikan sesuatu.",
    "demo": False,
}


def paper(base_url: str = "https://siinas.example.test", **changed: Any) -> Paper:
    facts = {
        "kind": "registrasi.ownership_proof",
        "number": "0001/BKA-SIINAS/X/2026",
        "title": "Bukti Kepemilikan Akun SIINas",
        "issued_on": date(2026, 10, 6),
        "token": TOKEN,
    }
    return letter_paper(**facts, content=CONTENT | changed, base_url=base_url)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def pictures(pdf: bytes, dots_per_inch: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    found = [page.render(scale=dots_per_inch / 72).to_pil() for page in document]
    document.close()
    return found


def codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))]


def test_what_it_says() -> None:
    made = paper()
    said = words_of(made.pdf)
    for text in (
        "KEMENTERIAN PERINDUSTRIAN REPUBLIK INDONESIA",
        "BUKTI KEPEMILIKAN AKUN SIINAS",
        "Nomor: 0001/BKA-SIINAS/X/2026",
        "Alinea pertama dari surat. Nama Perusahaan",
        "PT Contoh Gula Nusantara",
        "9120000000017",
        "Alinea kedua dari surat. Diterbitkan melalui SIINas pada 6 Oktober 2026.",
        "7K3Q-F0AB-CD23-45EF-GH67-89JK-MN",
        f"https://siinas.example.test/verifikasi/{TOKEN}",
        digest_words(made.digest),
        "Surat ini membuktikan sesuatu.",
        "Kode QR bukan tanda tangan elektronik tersertifikasi.",
    ):
        assert text in said, text
    assert made.pages == 1
    assert "CONTOH" not in said
    assert PdfReader(io.BytesIO(made.pdf)).metadata.title == "Bukti Kepemilikan Akun SIINas 0001/BKA-SIINAS/X/2026"


def test_a_letter_of_the_demo_says_so() -> None:
    assert "CONTOH DARI PERAGAAN: DATA REKAAN, BUKAN DOKUMEN RESMI" in words_of(paper(demo=True).pdf)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "https://siinas.kementerian-perindustrian.example.test"])
def test_the_code_is_read_off_a_poor_print(base_url: str) -> None:
    """In black and white at the resolution of a fax, turned a little, and small on a photo of the whole page."""
    (picture,) = pictures(paper(base_url).pdf, 100)
    address = f"{base_url}/verifikasi/{TOKEN}"
    black_and_white = picture.convert("L").point(lambda grey: 255 if grey > 127 else 0)
    assert codes(black_and_white) == [address]
    assert codes(picture.convert("L").rotate(7, expand=True, fillcolor=255)) == [address]
    assert codes(picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))) == [address]


def test_nothing_is_printed_in_colour() -> None:
    (picture,) = pictures(paper().pdf, 50)
    assert all(max(colour[:3]) - min(colour[:3]) <= 8 for _count, colour in picture.convert("RGB").getcolors(2**20))


@pytest.mark.parametrize(
    "name",
    [
        "PT <b>Tebal</b> & \"Kutip\" 'Satu'",
        "<img src='http://192.0.2.1/x.png'/><pdf:toc/>",
        "<script>alert(1)</script>{{ 7*7 }}{company}{% raw %}",
        "PT " + "SANGATPANJANGTANPASPASI" * 10,
        "PT Nama Dengan Kata Yang Banyak Sekali " * 6,
        "शक्ति 中文 😀 ﷽",
        "",
    ],
)
def test_odd_names_are_printed_as_text(name: str) -> None:
    made = paper(lines=[["Nama Perusahaan", name], ["NIB", "9120000000017"]], paragraphs=[name, "Penutup."])
    said = words_of(made.pdf)
    assert "9120000000017" in said and "Penutup." in said
    if name.isascii() and len(name) < 120:
        assert "".join(name.split()) in "".join(said.split())
    (code,) = (found for picture in pictures(made.pdf, 100) for found in codes(picture))
    assert code.endswith(TOKEN)


def test_a_long_text_runs_on_to_further_pages() -> None:
    made = paper(paragraphs=["Pembuka."] + ["Kalimat yang diulang berkali-kali. " * 20] * 14)
    assert made.pages > 1
    assert all(TOKEN in page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages), "each foot names it"


def test_the_digest_covers_everything() -> None:
    given = ("registrasi.x", "0001/X/2026", "Surat", date(2026, 10, 6), CONTENT)
    whole = content_digest(*given)
    for place, other in enumerate(("registrasi.y", "0002/X/2026", "Surat lain", date(2026, 10, 7), CONTENT | {"a": 1})):
        assert content_digest(*given[:place], other, *given[place + 1 :]) != whole


def test_many_are_printed_at_once() -> None:
    """Fonts are shared by all threads of a server."""
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: paper(paragraphs=[f"Surat ke-{n}.", "Penutup."]).pdf, range(16)))
    assert all(f"Surat ke-{n}." in words_of(pdf) for n, pdf in enumerate(made))


# In official form


OFFICIAL: dict[str, Any] = {
    "form": "official",
    "letterhead": ["PEMERINTAH KOTA CONTOH", "DINAS PERINDUSTRIAN", "Jalan Contoh Nomor 1"],
    "place": "Bandung",
    "nature": "Biasa",
    "subject": "Keterangan rekaan",
    "addressee": ["Pimpinan PT Contoh", "di Kota Contoh"],
    "basis": ["Undang-Undang Rekaan.", "Permohonan rekaan."],
    "sections": [{"title": "Kegiatan", "lines": [["Produk", "Gula\nTetes tebu"], ["Kapasitas", "10.000 ton"]]}],
    "copies": ["Arsip Contoh"],
    "signed": True,
    "signer": {"name": "Pejabat Contoh", "nip": "197001011995031001", "position": "Kepala Dinas"},
    "office": {"code": "3273", "name": "Dinas Contoh"},
}


def test_an_official_letter() -> None:
    made = paper(**OFFICIAL)
    said = words_of(made.pdf)
    for text in (
        "PEMERINTAH KOTA CONTOH DINAS PERINDUSTRIAN Jalan Contoh Nomor 1",
        "Nomor : 0001/BKA-SIINAS/X/2026 Bandung, 6 Oktober 2026 Sifat : Biasa Lampiran : – Hal : Keterangan rekaan",
        "Yth. Pimpinan PT Contoh di Kota Contoh",
        "Dasar: 1. Undang-Undang Rekaan. 2. Permohonan rekaan.",
        "Kegiatan Produk : Gula Tetes tebu Kapasitas : 10.000 ton",
        "Kepala Dinas, Ditandatangani secara elektronik Pejabat Contoh NIP 197001011995031001",
        "Tembusan: 1. Arsip Contoh",
        "Halaman 1 dari 1",
        "Tanda tangan elektronik berada di dalam berkas PDF surat ini, bukan pada cetakannya.",
        "Kode QR bukan tanda tangan elektronik tersertifikasi.",
        digest_words(made.digest),
    ):
        assert text in said, text
    (code,) = (found for picture in pictures(made.pdf, 100) for found in codes(picture))
    assert code.endswith(TOKEN)
    assert (round(float(PdfReader(io.BytesIO(made.pdf)).pages[0].mediabox.width)), made.pages) == (595, 1), "A4"
    unsigned = words_of(paper(**OFFICIAL | {"signed": False}).pdf)
    assert "secara elektronik" not in unsigned and "Tanda tangan elektronik berada" not in unsigned


def test_the_pages_of_an_official_letter_are_numbered() -> None:
    made = paper(**OFFICIAL | {"paragraphs": ["Pembuka."] + ["Kalimat yang diulang. " * 40] * 14})
    assert made.pages > 1
    texts = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made.pdf)).pages]
    assert all(f"Halaman {at} dari {made.pages}" in text for at, text in enumerate(texts, 1))
    assert len(pictures_of(made.pdf)) == made.pages


@pytest.mark.parametrize("name", ["<script>alert(1)</script>{{ 7*7 }}", "<b>x", "PT " + "PANJANG" * 30])
def test_odd_texts_in_an_official_letter(name: str) -> None:
    changed = {key: [name] for key in ("letterhead", "addressee", "basis", "copies", "paragraphs")}
    signer = dict.fromkeys(("name", "nip", "position"), name)
    sections = [{"title": name, "lines": [[name, name]]}]
    made = paper(**OFFICIAL | changed | {"signer": signer, "sections": sections, "subject": name, "place": name})
    (code,) = (found for picture in pictures(made.pdf, 100) for found in codes(picture))
    assert code.endswith(TOKEN)


def test_a_stamped_copy_says_on_each_page_what_it_is_not() -> None:
    made = paper(**OFFICIAL | {"paragraphs": ["Pembuka."] + ["Kalimat yang diulang. " * 40] * 14})
    copy = stamped(made.pdf)
    pages = PdfReader(io.BytesIO(copy)).pages
    assert len(pages) == made.pages
    assert all("BELUM DITANDATANGANI SECARA ELEKTRONIK" in page.extract_text() for page in pages)
    (code,) = {found for picture in pictures(copy, 100) for found in codes(picture)}
    assert code.endswith(TOKEN), "the code is still read under the stamp"


def test_the_old_form_is_printed_as_ever() -> None:
    """What the template of receipts makes depends on nothing that came with official letters."""
    made, again = paper(), paper()
    assert (made.digest, made.pages) == (again.digest, 1)
    assert "Tembusan" not in words_of(made.pdf) and "Halaman 1" not in words_of(made.pdf)
