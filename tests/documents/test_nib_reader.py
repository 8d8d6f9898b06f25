"""An NIB in any arrangement is read right, or the reader says what it is not sure of; it is never wrong."""

import io
import re
from dataclasses import replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from siinas.documents.nib_lines import join_lines
from siinas.documents.nib_reader import NoTextLayer, nib_json, read_nib, read_nib_pages
from siinas.documents.nib_record import HEAD_KEYS, KbliRow, Licence
from siinas.documents.pdf_words import Word, read_words
from siinas.documents.sample_papers import sample_nib, sample_paper
from tests.documents.nib_arrangements import random_layout
from tests.documents.nib_drawing import COLUMNS, Layout, draw_nib, serif_font
from tests.documents.nib_judging import judge, truth_of
from tests.documents.nib_samples import LAYOUTS, PLAIN_SAMPLE, SCAN, make_nib, make_sample, scanned

RANDOM_DOCUMENTS = 200


def reading_of(content: bytes):
    return read_nib_pages(read_words(content))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_field_of_every_layout_is_right(layout: str) -> None:
    rows = 25 if "two pages" in layout else 4
    sample = make_sample(7, rows=rows)
    content = make_nib(sample, layout)
    reading = reading_of(content)
    assert judge(sample, reading) == ([], [])
    assert reading.unsure == ()
    if rows == 25:
        assert len(read_words(content)) >= 3  # the head and an annex over two pages


def test_the_reader_in_its_child_process_gives_the_same() -> None:
    content = make_nib(PLAIN_SAMPLE, "plain")
    assert read_nib(content) == reading_of(content)


@pytest.mark.parametrize("part", range(4))
def test_random_documents_are_right_or_unsure_and_never_wrong(part: int) -> None:
    wrong: list[str] = []
    asked = keys = 0
    for seed in range(1000 + part, 1000 + RANDOM_DOCUMENTS, 4):
        layout = LAYOUTS[seed % len(LAYOUTS)]
        sample = make_sample(seed)
        mistakes, doubts = judge(sample, reading_of(make_nib(sample, layout)))
        wrong += [f"seed {seed}, {layout}: {mistake}" for mistake in mistakes]
        asked += len(doubts)
        keys += len(truth_of(sample))
    assert wrong == []
    assert asked / keys < 0.02  # a reader that asks about everything would be of no use


@pytest.mark.parametrize("part", range(4))
def test_random_arrangements_are_right_or_unsure_and_never_wrong(part: int) -> None:
    wrong: list[str] = []
    asked = keys = 0
    for seed in range(part, 240, 4):
        sample = make_sample(seed)
        mistakes, doubts = judge(sample, reading_of(draw_nib(sample, random_layout(seed))))
        wrong += [f"seed {seed}: {mistake}" for mistake in mistakes]
        asked += len(doubts)
        keys += len(truth_of(sample))
    assert wrong == []
    assert asked / keys < 0.15  # many of these are cramped beyond what a ministry would print


def test_a_scan_says_what_to_do() -> None:
    content = make_nib(PLAIN_SAMPLE, SCAN)
    with pytest.raises(NoTextLayer, match="Dokumen ini hasil pindai"):
        read_nib(content)
    answer = nib_json(content)
    assert set(answer) == {*HEAD_KEYS, "unsure"}
    assert set(HEAD_KEYS) <= set(answer["unsure"])
    assert answer["kbli"] == []
    assert set(answer["address"].values()) == {None}
    assert all(answer[key] is None for key in HEAD_KEYS if key not in {"kbli", "address"})


def test_bytes_that_are_no_pdf_give_an_answer_all_the_same() -> None:
    assert nib_json(b"bukan PDF") == nib_json(make_nib(PLAIN_SAMPLE, SCAN))


def test_the_json_has_the_agreed_shape() -> None:
    answer = nib_json(make_nib(PLAIN_SAMPLE, "plain"))
    assert list(answer) == [*HEAD_KEYS, "unsure"]
    assert answer["issued_on"] == PLAIN_SAMPLE.issued_on.isoformat()
    assert list(answer["address"]) == [
        "text",
        "street",
        "village",
        "district",
        "regency",
        "province",
        "postal_code",
    ]
    row = PLAIN_SAMPLE.kbli[0]
    assert answer["kbli"][0] == {
        "code": row.code,
        "title": row.title,
        "location": row.location,
        "risk": row.risk,
        "licences": [{"kind": each.kind, "legality": each.legality} for each in row.licences],
    }


def test_no_amendment_printed_is_known_to_be_none() -> None:
    reading = reading_of(sample_nib(amendment=None))
    assert reading.amendment is None
    assert "amendment" not in reading.unsure


def test_two_different_numbers_of_13_digits_are_unsure() -> None:
    content = sample_nib(name="PT CONTOH 1234567890123")
    assert "nib" in reading_of(content).unsure


def test_a_mobile_number_of_13_digits_is_no_second_nib() -> None:
    reading = reading_of(sample_nib(phone="0812000001234"))
    assert reading.phone == "0812000001234"
    assert reading.unsure == ()


def test_licences_without_a_legality_each_make_the_row_unsure() -> None:
    row = KbliRow("10721", "Industri Gula", "Kab. Malang", "T", (Licence("NIB", "Terbit"), Licence("Izin", "")))
    sample = replace(PLAIN_SAMPLE, kbli=(row,))
    assert "kbli.0.licences" in reading_of(make_nib(sample, "plain")).unsure


def test_a_head_that_lists_other_codes_than_the_annex_makes_the_rows_unsure() -> None:
    sample = make_sample(3, rows=2)
    drawn = draw_nib(sample, Layout(list_codes=True))
    assert reading_of(drawn).unsure == ()
    pages = read_words(drawn)
    swapped = [
        replace(
            page,
            words=tuple(
                replace(word, text="99999,") if page.number == 1 and re.fullmatch(r"\d{5},", word.text) else word
                for word in page.words
            ),
        )
        for page in pages
    ]
    assert "kbli" in read_nib_pages(swapped).unsure


def test_an_annex_without_a_header_is_read_from_the_text_and_unsure() -> None:
    columns = tuple((kind, "" if kind != "number" else "x", width) for kind, _, width in COLUMNS)
    sample = make_sample(5, rows=3)
    reading = reading_of(draw_nib(sample, Layout(columns=columns)))
    assert [row.code for row in reading.kbli] == [row.code for row in sample.kbli]
    assert "kbli" in reading.unsure
    assert reading.is_unsure("kbli.1.risk")


def test_a_missing_row_number_makes_the_rows_unsure() -> None:
    sample = make_sample(9, rows=5)
    pages = read_words(make_nib(sample, "plain"))
    gone = [
        replace(
            page,
            words=tuple(
                word for word in page.words if not (page.number == 2 and word.text in {"3", sample.kbli[2].code})
            ),
        )
        for page in pages
    ]
    assert "kbli" in read_nib_pages(gone).unsure


def test_a_page_that_is_only_a_picture_makes_the_rows_unsure() -> None:
    words = read_words(make_nib(PLAIN_SAMPLE, "plain")) + read_words(scanned(make_nib(PLAIN_SAMPLE, "plain")))
    assert "kbli" in read_nib_pages(words).unsure


def test_recognised_text_under_a_scan_is_only_a_proposal() -> None:
    pages = [replace(page, invisible=True) for page in read_words(make_nib(PLAIN_SAMPLE, "plain"))]
    reading = read_nib_pages(pages)
    assert reading.nib == PLAIN_SAMPLE.nib
    assert set(HEAD_KEYS) <= set(reading.unsure)


def test_text_in_invisible_print_is_recognised_as_such() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    text = canvas.beginText(50, 700)
    text.setTextRenderMode(3)
    text.textOut("NOMOR INDUK BERUSAHA 9120000000017 dan seterusnya sampai cukup panjang")
    canvas.drawText(text)
    canvas.save()
    assert read_words(out.getvalue())[0].invisible


def test_another_document_leaves_everything_to_be_asked() -> None:
    lines = ["Surat ini dibuat untuk peragaan.", "Tidak ada data perusahaan di dalamnya sama sekali."]
    reading = reading_of(sample_paper("Surat Keterangan Contoh", lines))
    assert set(HEAD_KEYS) <= set(reading.unsure)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Jl. Raya Cikarang-", "Cibarusah"], "Jl. Raya Cikarang-Cibarusah"),
        (["Jl. Raya Uji -", "Coba"], "Jl. Raya Uji - Coba"),
        (["Industri Gula", "Pasir"], "Industri Gula Pasir"),
        (["Desa/", "Kelurahan Contoh"], "Desa/Kelurahan Contoh"),
    ],
)
def test_wrapped_lines_are_joined_as_they_are_read(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_ligatures_and_odd_hyphens_are_written_out() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(serif_font(), 11)
    canvas.drawString(60, 700, "Industri \ufb01ber dan kla\ufb01\u00adkasi\u00a0ta\ufb00eta")
    canvas.save()
    words = [word.text for word in read_words(out.getvalue())[0].words]
    if serif_font() == "SampleSerif":
        assert words == ["Industri", "fiber", "dan", "klafi-kasi", "taffeta"]


def test_words_know_their_place() -> None:
    page = read_words(make_nib(PLAIN_SAMPLE, "plain"))[0]
    word = next(word for word in page.words if word.text == "Nama")
    assert isinstance(word, Word)
    assert 0 < word.x0 < word.x1 < page.width
    assert 0 < word.y0 < word.base < word.y1 < page.height
