"""The letterhead of an establishment: drawn anew, kept once, replaced, taken away."""

import io

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Attachment, Establishment, JournalEntry
from siinas.operations import letterhead
from siinas.operations.files import Incoming, check
from siinas.process.roles import ANONYMOUS
from siinas.reference.document_types import LETTERHEAD
from siinas.refusal import NotPermitted, Refused
from tests import pictures
from tests.factories import make_officers


def taken(content, name="kop.png"):
    return letterhead.as_letterhead(check(Incoming(content, name), LETTERHEAD, field="picture"), field="picture")


def in_use(make_work, company):
    work = make_work()
    return work.session.get_one(Establishment, company.establishment_id).letterhead


def test_kept_replaced_and_removed(make_work, company, engine):
    letterhead.keep(make_work(company.staff.actor), taken(pictures.letterhead()))
    first = in_use(make_work, company)
    assert (first.doc_type, first.media_type, first.original_name) == ("kop_surat", "image/png", "kop.png")
    letterhead.keep(make_work(company.owner.actor), taken(pictures.letterhead(kind="JPEG"), "kop baru.jpg"))
    second = in_use(make_work, company)
    assert second.original_name == "kop baru.png"
    letterhead.remove(make_work(company.owner.actor))
    assert in_use(make_work, company) is None
    with pytest.raises(Refused, match="Tidak ada kop surat"):
        letterhead.remove(make_work(company.owner.actor))
    with Session(engine) as session:
        assert not session.scalars(select(Attachment).where(Attachment.doc_type == "kop_surat")).all()
        acts = session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)).all()
    assert [act for act in acts if act.startswith("letterhead")] == [
        "letterhead.kept",
        "letterhead.removed",
        "letterhead.kept",
        "letterhead.removed",
    ]


def test_what_is_kept_are_pixels_of_our_own():
    hidden = pictures.encoded(Image.new("RGB", (1000, 200), "white"), "JPEG", comment=b"rahasia perusahaan")
    assert b"rahasia" in hidden
    kept = taken(hidden, "kop.jpg")
    assert b"rahasia" not in kept.content
    assert kept.content.startswith(b"\x89PNG")
    assert kept.facts.size == len(kept.content)


def test_see_through_becomes_white():
    clear = Image.new("RGBA", (1000, 200), (0, 0, 0, 0))
    with Image.open(io.BytesIO(taken(pictures.encoded(clear)).content)) as drawn:
        assert (drawn.mode, drawn.getpixel((5, 5))) == ("RGB", (255, 255, 255))


def test_a_large_one_is_made_smaller():
    with Image.open(io.BytesIO(taken(pictures.letterhead(4000, 800)).content)) as drawn:
        assert drawn.size == (2000, 400)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (pictures.letterhead(500, 100), "kop.png", "hanya 500 piksel"),
        (pictures.letterhead(1000, 700), "kop.png", "terlalu tinggi"),
        (b"%PDF-1.7 bukan gambar", "kop.pdf", "tidak diterima di sini"),
        (pictures.letterhead()[:400], "kop.png", "rusak atau terpotong"),
        (pictures.letterhead(), "kop.jpg", "bukan JPG"),
        (b"", "kop.png", "kosong"),
    ],
)
def test_what_makes_no_letterhead(content, name, said):
    with pytest.raises(Refused, match=said) as refusal:
        taken(content, name)
    assert refusal.value.field == "picture"


def test_only_the_company_has_one(make_work, company, engine):
    with Session(engine) as session:
        officers = make_officers(session)
    for actor in (officers.verifier.actor, officers.administrator.actor, ANONYMOUS):
        with pytest.raises(NotPermitted):
            letterhead.keep(make_work(actor), taken(pictures.letterhead()))
        with pytest.raises(NotPermitted):
            letterhead.remove(make_work(actor))
