"""A declaration that contradicts itself is refused at import, and the sentence names the culprit."""

import pytest

from siinas.process.checks import must
from siinas.process.declaration import Export, Process
from siinas.process.fields import Choice, Text
from siinas.process.flow import Flow, closed, from_any, held_by
from siinas.process.letters import IssuedLetter, Letter, Line, Section
from siinas.process.roles import COMPANY, Role
from siinas.process.steps import DeclarationError, Row, Step
from siinas.process.tables import Table


def refused(*culprits):
    return pytest.raises(DeclarationError, match="".join(f"(?=.*{culprit})" for culprit in culprits))


class Good(Flow):
    draft = held_by(COMPANY, "Konsep")
    done = closed("Selesai")
    send = draft.to(done, "Kirim")


class Page(Step, title="Halaman"):
    name = Text("Nama")


class OtherPage(Step, title="Halaman lain"):
    city = Text("Kota")


def declare(**body):
    attributes = {"steps": (Page,), "flow": Good} | body
    return type("Offer", (Process,), attributes, key="offer", code="OF", title="Tawaran", menu="Menu")


def test_the_good_one_passes():
    assert list(declare(steps=(Page, OtherPage)).fields) == ["name", "city"]


def test_dead_end():
    with refused("stuck", "dead end"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            stuck = held_by(Role.VERIFIER, "Macet")
            done = closed("Selesai")
            send = draft.to(stuck, "Kirim")
            finish = draft.to(done, "Selesai")


def test_a_move_onto_itself_is_a_dead_end_too():
    with refused("stuck", "dead end"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            stuck = held_by(Role.VERIFIER, "Macet")
            done = closed("Selesai")
            send = draft.to(stuck, "Kirim")
            finish = draft.to(done, "Selesai")
            again = stuck.to(stuck, "Ulang")


def test_loop_without_exit():
    with refused("there", "no way leads to a closed state"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            there = held_by(Role.VERIFIER, "Sana")
            here = held_by(Role.VALIDATOR, "Sini")
            done = closed("Selesai")
            send = draft.to(there, "Kirim")
            finish = draft.to(done, "Selesai")
            on = there.to(here, "Terus")
            back = here.to(there, "Kembali")


def test_unreachable_state():
    with refused("lost", "cannot be reached"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            lost = held_by(Role.VERIFIER, "Hilang")
            send = draft.to(done, "Kirim")
            leave = lost.to(done, "Keluar")


def test_closed_state_with_a_move():
    with refused("done", "closed and yet a move leaves it"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(done, "Kirim")
            reopen = done.to(draft, "Buka lagi")


class Again(Flow):
    draft = held_by(COMPANY, "Konsep")
    done = closed("Selesai")
    again = held_by(COMPANY, "Perbaikan")
    send = draft.to(done, "Kirim")
    open_again = done.to(again, "Perbaiki", by=COMPANY, reopens=True, months="some_setting")
    give_up = again.to(done, "Batalkan", restores=True)


def test_what_reopens_a_closed_state_says_so():
    assert Again.done.closed
    assert [move.key for move in Again.moves_from(Again.done)] == ["open_again"]
    assert Again.open_again.movers(Again.done) == COMPANY


@pytest.mark.parametrize(
    ("more", "culprits"),
    [
        ({"reopens": True}, ("reopen", "does not say who may")),
        ({"by": COMPANY}, ("done", "closed and yet a move leaves it")),
        ({"by": COMPANY, "months": "some_setting"}, ("reopen", "time limit and reopens nothing")),
        ({"by": frozenset(), "reopens": True}, ("reopen", "by nobody")),
    ],
)
def test_a_move_out_of_a_closed_state_that_does_not_say_enough(more, culprits):
    with refused(*culprits):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(done, "Kirim")
            reopen = done.to(draft, "Perbaiki", **more)


def test_reopening_leads_from_a_closed_state_to_an_open_one():
    with refused("reopen", "from closed states to an open one"):

        class FromOpen(Flow):
            draft = held_by(COMPANY, "Konsep")
            other = held_by(COMPANY, "Lain")
            done = closed("Selesai")
            send = from_any(draft, other).to(done, "Kirim")
            reopen = draft.to(other, "Perbaiki", by=COMPANY, reopens=True)

    with refused("reopen", "from closed states to an open one"):

        class ToClosed(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            gone = closed("Hilang")
            send = draft.to(done, "Kirim")
            reopen = done.to(gone, "Perbaiki", by=COMPANY, reopens=True)


def test_what_restores_closes():
    with refused("give_up", "leaves it open"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            other = held_by(COMPANY, "Lain")
            done = closed("Selesai")
            send = from_any(draft, other).to(done, "Kirim")
            give_up = draft.to(other, "Batalkan", restores=True)


def test_state_of_another_flow():
    stranger = held_by(Role.VERIFIER, "Orang asing")
    with refused("send", "Orang asing"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(stranger, "Kirim")
            finish = draft.to(done, "Selesai")


def test_four_eyes_with_a_move_of_another_flow():
    with refused("send", "another flow"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(done, "Kirim", not_same_person_as=(Good.send,))


def test_a_move_by_nobody():
    with refused("send", "nobody"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            done = closed("Selesai")
            send = draft.to(done, "Kirim", by=frozenset())


def test_unknown_tone():
    with refused("draft", "'pink'"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep", tone="pink")
            done = closed("Selesai")
            send = draft.to(done, "Kirim")


def test_no_state():
    with refused("Bad", "no state"):

        class Bad(Flow):
            pass


def test_the_same_key_on_two_pages():
    class Copy(Step, title="Salinan"):
        name = Text("Nama")

    with refused("Offer", "'name'", "two pages"):
        declare(steps=(Page, Copy))


def test_two_pages_of_one_name():
    class Copy(Step, title="Halaman"):
        street = Text("Jalan")

    with refused("Offer", "'halaman'"):
        declare(steps=(Page, Copy))


@pytest.mark.parametrize("key", ["process", "data", "errors", "meta"])
def test_a_name_that_belongs_to_the_form_library(key):
    with refused(key, "form library"):
        type("Bad", (Step,), {key: Text("Nama")}, title="Buruk")


def test_a_condition_on_a_field_of_another_page():
    with refused("more", "'name'"):

        class Bad(Step, title="Buruk"):
            more = Text("Lebih", when=Page.name.is_("x"))


def test_a_condition_on_a_field_of_the_same_name_elsewhere():
    class Line(Row):
        name = Text("Nama baris")

    with refused("more", "'name'"):

        class Bad(Step, title="Buruk"):
            name = Text("Nama")
            more = Text("Lebih", when=Line.name.is_("x"))


def everything_is_fine(answers, facts):
    return True


def test_a_rule_that_points_off_the_page():
    with refused("everything_is_fine", "not on the page"):

        class Bad(Step, title="Buruk"):
            city = Text("Kota")
            checks = (must(everything_is_fine, "Perbaiki.", at=Page.name),)


def test_a_rule_that_shows_what_is_asked_elsewhere():
    with refused("everything_is_fine", "asked elsewhere"):

        class Bad(Step, title="Buruk"):
            name = Text("Nama")
            checks = (must(everything_is_fine, "Perbaiki.", at=name, shows=(Page.name,)),)


def test_a_rule_without_words():
    with refused("everything_is_fine", "says nothing"):

        class Bad(Step, title="Buruk"):
            city = Text("Kota")
            checks = (must(everything_is_fine, "", at=city),)


def test_a_letter_quotes_what_nobody_asks():
    with refused("Surat", "colour"):
        declare(letter=Letter("Surat", ("Warna {colour}, nama {name}, NIB {nib}.",)))


@pytest.mark.parametrize("quote", ["{name.upper}", "{name[0]}", "{name:>10}", "{name!r}", "{}", "{0}"])
def test_a_letter_quotes_plainly_or_not_at_all(quote):
    with refused("Offer", "Surat", "no plain placeholder"):
        declare(letter=Letter("Surat", (f"Kepada {quote}",)))


@pytest.mark.parametrize("text", ["Kepada {name", "Kepada name}"])
def test_a_letter_with_half_a_quote(text):
    with refused("Offer", "Surat"):
        declare(letter=Letter("Surat", (text,)))


def test_figures_that_nobody_asks():
    with refused("Surat", "city"):
        declare(letter=Letter("Surat", ("Halo",), figures=(OtherPage.city,)))


def test_a_statement_that_is_asked_for_and_not_declared():
    class Sending(Flow):
        draft = held_by(COMPANY, "Konsep")
        done = closed("Selesai")
        send = draft.to(done, "Kirim", needs_statement=True)

    with refused("send", "statement"):
        declare(flow=Sending)


def test_an_export_of_a_table_that_nobody_asks():
    class Line(Row):
        item = Text("Barang")

    class Rows(Step, title="Baris"):
        items = Table("Barang", of=Line)

    with refused("barang", "nobody asks"):
        declare(exports=(Export("barang", "Barang", Rows.items),))


def test_whoever_opens_holds_the_first_state():
    with refused("Offer", "first state"):
        declare(opened_by=frozenset({Role.AUDITOR}))


def test_a_process_without_a_flow():
    with refused("Offer", "no flow"):
        type("Offer", (Process,), {"steps": (Page,)}, key="offer", code="OF", title="Tawaran", menu="Menu")


def test_choices_of_the_same_name_in_rows_and_pages_do_not_mix():
    class Line(Row):
        kind = Choice("Jenis", among={"a": "A"})
        detail = Text("Rincian", when=kind.is_("a"))

    assert Line.detail.when.field is Line.kind


# Letters that are issued


def issued(**changed):
    attributes = {
        "key": "permit",
        "title": "Surat Izin",
        "number": "{seq}/SI/{year}",
        "lines": (Line("Nama", "{name}"), Line("Perusahaan", "{company}")),
        "paragraphs": ("Nomor {number} untuk {name}.",),
        "proves": "Surat ini membuktikan sesuatu.",
    } | changed
    return IssuedLetter(**attributes)


def flow_that_issues(*letters):
    class Issuing(Flow):
        draft = held_by(COMPANY, "Konsep")
        done = closed("Selesai")
        send = draft.to(done, "Kirim", issues=letters)

    return Issuing


def test_good_letters_pass():
    receipt, permit = issued(key="receipt"), issued()
    offer = declare(receipt=receipt, flow=flow_that_issues(permit))
    assert offer.issued == {"receipt": receipt, "permit": permit}
    account = issued(of_account=True, lines=(Line("Alamat", "{address}"),), paragraphs=("Tahun {registration_year}.",))
    assert declare(flow=flow_that_issues(account)).issued == {"permit": account}


def test_good_letters_of_offices_pass():
    licence = issued(
        key="licence",
        number="{seq}/IZ/{office}/{year}",
        basis=("Permohonan {case_number}.",),
        sections=(Section("Kegiatan", (Line("Catatan", "{note}"), Line("Penerbit", "{office}"))),),
        lines=(),
        copies=("Kepala Dinas {place}",),
        extra=frozenset({"note"}),
        signed=True,
        by_office=True,
    )
    end = issued(key="end", number="{seq}/CB/{office}/{year}", signed=True, by_office=True, revokes="licence")
    offer = declare(flow=flow_that_issues(licence, end))
    assert [letter.official for letter in offer.issued.values()] == [True, True]
    assert not issued().official, "and so its bytes are those of always"


@pytest.mark.parametrize(
    ("changed", "culprit"),
    [
        ({"by_office": True}, "{office}"),
        ({"revokes": "nothing"}, "revokes no other letter"),
        ({"revokes": "permit"}, "revokes no other letter"),
        ({"of_account": True, "signed": True, "lines": (Line("NIB", "{nib}"),), "paragraphs": ("x",)}, "official"),
        ({"basis": ("Dasar {sandi}.",)}, "sandi"),
        ({"copies": ("Arsip {sandi}.",)}, "sandi"),
        ({"subject": "Hal {name.x}"}, "no plain placeholder"),
        ({"addressee": ("{sandi}",)}, "sandi"),
        ({"sections": (Section("A", (Line("B", "{sandi}"),)),)}, "sandi"),
        ({"paragraphs": ("{office}",)}, "office"),
        ({"paragraphs": ("Untuk {city}.",)}, "city"),
        ({"lines": (Line("Kota", "{city}"),)}, "city"),
        ({"lines": (Line("Alamat", "{address}"),)}, "address"),
        ({"of_account": True}, "name"),
        ({"lines": (Line("Nomor", "{number}"),)}, "number"),
        ({"lines": (Line("Tanggal", "{today}"),)}, "today"),
        ({"paragraphs": ("{name.__class__}",)}, "no plain placeholder"),
        ({"lines": ()}, "nothing to be checked"),
        ({"proves": ""}, "nothing to be checked"),
        ({"number": "SI/{year}"}, "seq"),
    ],
)
def test_a_letter_that_cannot_be_issued(changed, culprit):
    with refused("Surat Izin", culprit):
        declare(receipt=issued(**changed))
    with refused("Surat Izin", culprit):
        declare(flow=flow_that_issues(issued(**changed)))


def test_two_letters_of_one_name():
    with refused("permit", "two letters"):
        declare(receipt=issued(), flow=flow_that_issues(issued()))


def test_a_receipt_about_an_account_that_applicants_do_not_have():
    account = issued(of_account=True, lines=(Line("Alamat", "{address}"),), paragraphs=("Ya.",))

    class Applying(Flow):
        handed_in = held_by(Role.FRONT_DESK, "Diajukan")
        done = closed("Selesai")
        approve = handed_in.to(done, "Setujui")

    with refused("Surat Izin", "applicants have none yet"):
        declare(receipt=account, flow=Applying, opened_by=frozenset({Role.APPLICANT}))


def test_a_move_that_weighs_a_statement_nobody_asks_for():
    with refused("check", "weighs a statement"):

        class Bad(Flow):
            draft = held_by(COMPANY, "Konsep")
            there = held_by(Role.VERIFIER, "Sana")
            done = closed("Selesai")
            send = draft.to(there, "Kirim")
            check = there.to(done, "Teruskan", weighs_statement=True)
