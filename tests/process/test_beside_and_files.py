"""Files as answers, standing answers, and what is read beside the company's own records."""

import copy
from datetime import date

import pytest

from siinas.process.attached import AttachedFile
from siinas.process.checks import Facts
from siinas.process.declaration import Process
from siinas.process.documents import DocumentType
from siinas.process.fields import Choice, LongText, Reference, Text, Upload, YesNo
from siinas.process.flow import Flow, closed, held_by
from siinas.process.judging import faults
from siinas.process.missing import missing_by_row
from siinas.process.periods import Quarter
from siinas.process.roles import COMPANY
from siinas.process.steps import DeclarationError, Row, Step
from siinas.process.tables import Table
from siinas.process.telling import digest_of, mark_changes, recorded_since, tell

PAPER = DocumentType("kertas", "Kertas")
FILE = AttachedFile("umum-1", "a" * 64, "bukti.pdf", 2048, 3)


class Wish(Step, title="Permintaan"):
    about = Choice("Perihal", among={"land": "Tanah", "house": "Rumah"}, standing=True)
    letter_asked = YesNo("Surat diminta", standing=True)
    name = Text("Nama", recorded=lambda facts: facts.profile.get("name"))
    proof = Upload("Bukti", document=PAPER)
    letter = Upload("Surat", document=PAPER, when=letter_asked.is_(True))


class Way(Flow):
    draft = held_by(COMPANY, "Konsep")
    done = closed("Selesai")
    send = draft.to(done, "Kirim", freezes=True)


def declare(**body):
    attributes = {"steps": (Wish,), "flow": Way} | body
    return type("Offer", (Process,), attributes, key="offer", code="OF", title="Tawaran", menu="Menu")


OFFER = declare(subjects=Wish.about)
ANSWERS = {"about": "land", "letter_asked": False, "name": "Baru", "proof": FILE}
FACTS = Facts(date(2026, 10, 6), subject="land", profile={"name": "Lama"})


def told(facts=FACTS, **answers):
    return tell(OFFER, ANSWERS | answers, lambda reference, code: code, None, facts)


def test_a_file_is_stored_told_and_hashed():
    stored = OFFER.to_json(ANSWERS)
    assert stored["proof"]["sha256"] == FILE.sha256
    assert OFFER.from_json(stored) == ANSWERS
    (page,) = told()
    assert page["parts"][1] == {"label": "Bukti", "value": "bukti.pdf", "file": FILE.to_json()}
    other = OFFER.to_json(ANSWERS | {"proof": AttachedFile("umum-1", "b" * 64, "bukti.pdf", 2048, 3)})
    assert digest_of(OFFER, "land", stored) != digest_of(OFFER, "land", other)


def test_another_content_under_the_same_name_is_a_change():
    now, before = told(proof=AttachedFile("umum-2", "b" * 64, "bukti.pdf", 9, 1)), told()
    (change,) = mark_changes(now, before)
    assert (change["where"], change["was"], change["now"]) == (
        "Permintaan: Bukti",
        "bukti.pdf (isi lain)",
        "bukti.pdf",
    )
    assert mark_changes(told(), before) == []
    (renamed,) = mark_changes(told(proof=AttachedFile("umum-3", "c" * 64, "lain.pdf", 9, 1)), before)
    assert renamed["was"] == "bukti.pdf"


def test_a_required_file_is_missed_and_one_that_is_not_asked_is_not():
    assert missing_by_row(Wish, ANSWERS, None) == []
    assert missing_by_row(Wish, ANSWERS | {"proof": None}, None)[0].labels == ("Bukti",)
    assert missing_by_row(Wish, ANSWERS | {"letter_asked": True}, None)[0].labels == ("Surat",)
    assert "letter" not in OFFER.to_json(ANSWERS | {"letter": FILE})


def test_standing_answers_are_kept_but_neither_told_nor_missed():
    assert OFFER.to_json(ANSWERS)["about"] == "land"
    assert [part["label"] for page in told() for part in page["parts"]] == ["Nama", "Bukti"]
    assert missing_by_row(Wish, {"name": "x", "proof": FILE}, None) == []
    (fault,) = faults(Wish, ANSWERS | {"about": "sea"}, lambda reference: ())
    assert fault.key == "about"


def test_what_is_recorded_stands_beside_the_answer_as_it_was():
    sent = told()
    assert sent[0]["parts"][0] == {"label": "Nama", "value": "Baru", "beside": "Lama"}
    assert "beside" not in tell(OFFER, ANSWERS, lambda reference, code: code, None)[0]["parts"][0]
    frozen = copy.deepcopy(sent)
    later = told(Facts(FACTS.today, subject="land", profile={"name": "Lain lagi"}))
    assert recorded_since(later, sent) == [{"label": "Nama", "was": "Lama", "now": "Lain lagi"}]
    assert recorded_since(told(), sent) == []
    assert sent == frozen


def refused(*culprits):
    return pytest.raises(DeclarationError, match="".join(f"(?=.*{culprit})" for culprit in culprits))


def test_subjects_are_a_standing_answer_on_a_page():
    class Elsewhere(Step, title="Lain"):
        about = Choice("Perihal", among={"x": "X"})
        stray = Choice("Tersesat", among={"x": "X"}, standing=True)

    with refused("Offer", "standing answer"):
        declare(steps=(Elsewhere,), subjects=Elsewhere.about)
    with refused("Offer", "standing answer"):
        declare(subjects=Elsewhere.stray)
    with refused("Offer", "a period or about a subject"):
        declare(subjects=Wish.about, periods=Quarter)


def test_only_what_is_offered_is_shared():
    with refused("Offer", "Perihal"):
        declare(subjects=Wish.about, shared=frozenset({"sea"}))
    with refused("Offer", "declares none"):
        declare(shared=frozenset({"land"}))

    class Own(Step, title="Bidang"):
        kbli = Choice("KBLI", among=Reference("own_kbli"), standing=True)

    assert declare(steps=(Own,), subjects=Own.kbli).subjects is Own.kbli


def test_a_file_is_asked_on_a_page_only():
    class Line(Row):
        paper = Upload("Kertas baris", document=PAPER)

    class Lines(Step, title="Baris"):
        lines = Table("Baris", of=Line)

    class Said(Row):
        paper = Upload("Kertas keputusan", document=PAPER)

    class Deciding(Flow):
        draft = held_by(COMPANY, "Konsep")
        done = closed("Selesai")
        send = draft.to(done, "Kirim", asks=Said)

    with refused("Offer", "Kertas baris"):
        declare(steps=(Lines,))
    with refused("Offer", "Kertas keputusan"):
        declare(flow=Deciding)


def test_a_row_has_nothing_beside_it():
    class Line(Row):
        note = LongText("Catatan", recorded=lambda facts: None)

    class Lines(Step, title="Baris"):
        lines = Table("Baris", of=Line)

    with refused("Offer", "Catatan"):
        declare(steps=(Lines,))
