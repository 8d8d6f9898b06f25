"""A whole report on paper: everything that was sent stands there, wide tables in bands, odd signs as boxes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from types import SimpleNamespace

import pypdf

from siinas.catalogue.reports import ProductionReport
from siinas.documents.report_print import report_pdf
from siinas.process.periods import Quarter
from siinas.process.telling import tell
from tests.report_answers import complete_answers


def words_of(**changed):
    answers = complete_answers()
    line = answers["material_lines"][0]
    answers["material_lines"] = [line | {"material_name": f"Bahan {n}"} for n in range(1, 201)]
    answers["production_lines"][0] |= changed
    told = tell(ProductionReport, answers, lambda reference, code: code, Quarter(2026, 3))
    case = SimpleNamespace(title="Laporan Produksi", number="LP-2026-000001", company_name="PT Contoh", nib="9" * 13)
    why = {
        "where": "Produk 1",
        "message": "Angka janggal.",
        "figures": [["Harga", "Rp1,00"]],
        "reason": "Memang murah.",
    }
    filing = SimpleNamespace(
        in_words=told,
        confirmations={"a": why, "b": why | {"where": "", "page": "Halaman Contoh"}},
        sequence=2,
        digest="ab" * 32,
        sent_at=datetime(2026, 10, 6, 2, tzinfo=UTC),
        sent_by="Sari Contoh",
    )
    seen: list[tuple[int, int]] = []
    content = report_pdf(SimpleNamespace(case=case), filing, lambda done, total: seen.append((done, total)))
    reader = pypdf.PdfReader(io.BytesIO(content))
    return told, reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split()), seen


def test_everything_stands_on_paper():
    told, reader, text, seen = words_of()
    for page in told:
        assert page["title"] in text
        for part in page["parts"]:
            assert part["label"].split(" (")[0] in text, part["label"]
    for name in ("Bahan 1", "Bahan 200", "280.000.000", "Gilingan tebu", "Oli bekas", "2 — Kesiapan sedang"):
        assert name in text, name
    for words in ("LP-2026-000001", "versi 2", "abababab", "6 Oktober 2026", "Sari Contoh", "Memang murah.", "Rp1"):
        assert words in text, words
    assert text.count("Nama Bahan Baku") > 8, "the heading is repeated on each sheet"
    assert all(page.mediabox.width > page.mediabox.height for page in reader.pages)
    assert seen[-1][0] == seen[-1][1] == len(told) + 1


def test_signs_that_cannot_be_printed_are_boxes_and_markup_is_text():
    _told, _reader, text, _seen = words_of(prod_brand="<b>Manis</b> 漢")
    assert "<b>Manis</b> □" in text


def test_a_heading_stands_above_what_it_is_about():
    """Never alone at the foot of a sheet; a warning about a whole page says which."""
    told, reader, text, _seen = words_of()
    assert "Halaman Contoh Angka janggal." in text and "Produk 1 Angka janggal." in text
    titles = {page["title"] for page in told} | {"Peringatan dan penjelasan perusahaan"}
    titles |= {part["label"] for page in told for part in page["parts"] if "rows" in part}
    for page in reader.pages:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        foot = [line for line in lines if line.startswith(("LP-2026-000001 ·", "Halaman "))]
        assert len(foot) >= 2
        last = [line for line in lines if line not in foot][-1]
        assert last not in titles, last
