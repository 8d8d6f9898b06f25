"""A Sertifikat Standar or Izin in any arrangement is read right, or the reader says what it is not sure of."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from reportlab.pdfgen.canvas import Canvas

from siinas.documents.licence_reader import (
    KEYS,
    NoLicence,
    NoTextInLicence,
    licence_json,
    read_licence,
    read_licence_pages,
)
from siinas.documents.pdf_words import read_words
from siinas.documents.sample_papers import sample_licence, sample_nib, sample_paper
from tests.documents.licence_samples import (
    LAYOUTS,
    draw_licence,
    judge_licence,
    make_licence_sample,
    random_layout,
    scanned_licence,
)

RANDOM_PAPERS = 120
ASKED = {"columns": {"kbli", "risk"}}
"""What a layout leaves to be asked: a table whose columns run into each other."""


def reading_of(content: bytes):
    return read_licence_pages(read_words(content))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(3))
def test_every_value_of_every_layout_is_right(layout: str, seed: int) -> None:
    sample = make_licence_sample(seed)
    reading = reading_of(draw_licence(sample, LAYOUTS[layout]))
    wrong, asked = judge_licence(sample, reading)
    assert wrong == []
    assert set(asked) == ASKED.get(layout, set())


def test_random_papers_are_right_or_unsure_and_never_wrong() -> None:
    wrong, asked = [], 0
    for seed in range(RANDOM_PAPERS):
        sample = make_licence_sample(5000 + seed)
        mistakes, unsure = judge_licence(sample, reading_of(draw_licence(sample, random_layout(seed))))
        wrong += [f"{seed} {mistake}" for mistake in mistakes]
        asked += len(unsure)
    assert wrong == []
    assert asked < 0.05 * RANDOM_PAPERS * len(KEYS)


def test_the_reader_in_its_child_process_gives_the_same() -> None:
    content = sample_licence()
    assert read_licence(content) == reading_of(content)


def test_a_scan_says_so() -> None:
    with pytest.raises(NoTextInLicence, match="hasil pindai"):
        reading_of(scanned_licence(make_licence_sample(1)))


@pytest.mark.parametrize(
    "content",
    [
        sample_nib(),
        sample_paper(
            "Akta Pendirian", ["Perizinan berusaha dan izin edar disebut di sini.", "Sertifikat standar juga."]
        ),
        sample_paper("IZIN EDAR", ["Nomor: 91200000000170001", "NIB: 9120000000017 dan keterangan lain."]),
        sample_paper("SERTIFIKAT HALAL", ["Nomor: 91200000000170001", "NIB: 9120000000017 dan keterangan lain."]),
    ],
    ids=["nib", "deed", "distribution permit", "halal"],
)
def test_a_paper_with_another_title_is_refused(content: bytes) -> None:
    with pytest.raises(NoLicence, match="bukan Sertifikat Standar dan bukan Izin"):
        reading_of(content)


def test_a_number_that_does_not_begin_with_the_nib_is_unsure() -> None:
    reading = reading_of(sample_licence(number="91200000000250001"))
    assert reading.number == "91200000000250001"
    assert reading.unsure == ("number",)


@pytest.mark.parametrize("number", ["9120000000017", "9120000000017000", "912000000001700011", "-"])
def test_what_has_not_17_digits_is_no_number(number: str) -> None:
    reading = reading_of(sample_licence(number=number))
    assert reading.number is None
    assert "number" in reading.unsure


def test_a_second_number_makes_the_first_unsure() -> None:
    paper = make_licence_sample(3)
    other = replace(paper, title=f"{paper.title} {paper.nib}9999")
    assert "number" in reading_of(draw_licence(other, LAYOUTS["colon"])).unsure


def test_several_kbli_are_proposed_and_asked_about() -> None:
    reading = reading_of(sample_licence(kbli="10721, 10729"))
    assert reading.kbli == ("10721", "10729")
    assert "kbli" in reading.unsure


@pytest.mark.parametrize(("status", "read"), [("unverified", "unverified"), ("verified", "verified"), ("", None)])
def test_the_status_is_that_of_its_label(status: str, read: str | None) -> None:
    reading = reading_of(sample_licence(status=status))
    assert reading.status == read
    assert ("status" in reading.unsure) == (read is None)


def test_words_that_contradict_each_other_are_asked_about() -> None:
    pages = read_words(sample_licence(status="verified"))
    swapped = [
        replace(page, words=tuple(replace(w, text="belum") if w.text == "ini" else w for w in page.words))
        for page in pages
    ]
    swapped = [
        replace(page, words=tuple(replace(w, text="terverifikasi") if w.text == "berlaku" else w for w in page.words))
        for page in swapped
    ]
    assert "status" in read_licence_pages(swapped).unsure


def test_an_end_that_is_printed_is_read_and_none_is_made_up() -> None:
    assert reading_of(sample_licence()).valid_until is None
    assert reading_of(sample_licence()).while_in_business
    reading = reading_of(sample_licence(valid_until=date(2027, 3, 1)))
    assert (reading.valid_until, reading.while_in_business, reading.unsure) == (date(2027, 3, 1), False, ())
    backwards = reading_of(sample_licence(issued_on=date(2027, 3, 1), valid_until=date(2026, 3, 1)))
    assert "valid_until" in backwards.unsure


def test_recognised_text_under_a_scan_is_only_a_proposal() -> None:
    pages = [replace(page, invisible=True) for page in read_words(sample_licence())]
    reading = read_licence_pages(pages)
    assert reading.number == "91200000000170001"
    assert set(reading.unsure) == set(KEYS)


def test_json_of_what_can_and_cannot_be_read() -> None:
    told = licence_json(sample_licence())
    assert (told["number"], told["kbli"], told["issued_on"], told["problem"]) == (
        "91200000000170001",
        ["10721"],
        "2021-08-23",
        "",
    )
    for content in (scanned_licence(make_licence_sample(1)), sample_nib(), b"%PDF-1.7 rusak"):
        told = licence_json(content)
        assert told["number"] is None
        assert told["kbli"] == []
        assert told["unsure"] == list(KEYS)
        assert re.match(r"[A-Z].*\.$", told["problem"])


def test_a_title_in_running_text_is_none() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for place, line in enumerate(
        ("Surat Pengantar", "Bersama ini kami sampaikan", "Izin", "dan", "Sertifikat Standar", "perusahaan kami.")
    ):
        canvas.drawString(60, 760 - 16 * place, line)
    canvas.save()
    with pytest.raises(NoLicence):
        reading_of(out.getvalue())
