"""Registrations that are long, odd or badly meant: each is refused with a sentence or becomes an account."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.company_data import BusinessLines, GeneralData, HeadOffice
from siinas.documents.sample_papers import sample_nib
from siinas.models import (
    BusinessLine,
    Case,
    CompanyDocument,
    Establishment,
    LegalEntity,
    OneTimeLink,
    OutboxRow,
    Person,
)
from siinas.operations import cases, outbox, registration
from siinas.operations.files import Incoming, check
from siinas.process.judging import fault_of
from siinas.process.roles import ANONYMOUS
from siinas.queries.choices import ChoiceSource
from siinas.queries.company import profile
from siinas.reference.document_types import NIB
from siinas.refusal import Refused
from tests.factories import make_company, make_registration, nib_paper, registration_answers
from tests.operations.test_registration import link

MAIL = "surat@contoh-gula.example.test"
PHONE = "+62 (0341) 5550100 ext. 1234"


def reading(**changed):
    """What a good NIB gives, all of it certain, but for the changes."""
    address = {
        "text": "Jl. Contoh Raya No. 7, Kab. Malang",
        "street": "Jl. Contoh Raya No. 7",
        "village": "Sukacontoh",
        "district": "Kepanjen",
        "regency": "Kab. Malang",
        "province": "Jawa Timur",
        "postal_code": "65199",
    }
    found = {
        "nib": None,
        "name": "PT CONTOH GULA NUSANTARA",
        "email": MAIL,
        "phone": "0341 5550100",
        "address": address,
        "investment_status": "PMDN",
        "scale": "Menengah",
        "issued_on": "2021-08-09",
        "amendment": None,
        "kbli": [{"code": "10721", "title": "Gula", "location": "Kab. Malang", "risk": "MT", "licences": []}],
        "unsure": [],
    }
    for key, value in changed.items():
        place, _, part = key.partition("__")
        if part:
            found[place] = found[place] | {part: value}
        else:
            found[key] = value
    return found


@pytest.fixture
def run(make_work, officers, monkeypatch):
    """Apply with a given reading of the NIB and approve; each time as another company from another network."""
    numbers = itertools.count(1)

    def apply_and_approve(given, **typed):
        number = next(numbers)
        monkeypatch.setattr(registration, "nib_json", lambda _content: given)
        answers = registration_answers(nib=f"91200001{number:05d}") | typed
        work = make_work(ANONYMOUS, ip=f"198.51.{number // 200}.{number % 200}")
        public_id = registration.apply(work, answers, nib_paper(), None).public_id
        work.session.close()
        work = make_work(officers.front_desk.actor)
        cases.move(work, public_id, "approve")
        work.session.close()
        return answers["nib"]

    return apply_and_approve


ODD = (
    PHONE,
    "x" * 256,
    "Jalan " * 2000,
    "9" * 21,
    "\u0660\u0663\u0664\u0661 555010",
    "\u202eelameK .lJ\u200f",
    "\U0001f36c" * 300,
    "\x01\x02",
    "' OR 1=1 --",
    "2021-13-45",
    "0001-01-01",
    "9999-12-31",
    "2026-10-07",
    "surat " + "x" * 200 + "@contoh.example.test",
    "x" * 95 + "@contoh.example.test",
    "Kab. " + "Z" * 300,
    "PMDN, PMA",
    "-",
)
KEYS = (
    "nib",
    "name",
    "email",
    "phone",
    "investment_status",
    "scale",
    "issued_on",
    *(f"address__{part}" for part in ("text", "street", "village", "district", "regency", "province", "postal_code")),
)


def judged(engine, nib):
    """Every value of the account and its business lines, each allowed by its declaration."""
    with Session(engine) as session:
        entity = session.scalars(select(LegalEntity).where(LegalEntity.nib == nib)).one()
        (establishment,) = entity.establishments
        values, source = profile(establishment), ChoiceSource(session, None)

        def listed(reference):
            return [code for code, _name, _heading in source.options(reference)]

        for step in (GeneralData, HeadOffice):
            for key, field in step.fields.items():
                if values[key] is not None:
                    assert not fault_of(field, values[key], listed, values), (key, values[key])
        assert values["nib_issued_on"] is None or values["nib_issued_on"] <= date(2026, 10, 6)
        for line in session.scalars(select(BusinessLine).where(BusinessLine.establishment_id == establishment.id)):
            kept = {key: getattr(line, key) for key in BusinessLines.fields} | {"kbli_version": str(line.kbli_version)}
            for key, field in BusinessLines.fields.items():
                assert kept[key] is None or not fault_of(field, kept[key], listed, kept)
        return values


def test_whatever_stands_on_the_nib_an_account_comes_out(engine, run):
    for odd in ODD:
        judged(engine, run(reading(**dict.fromkeys(KEYS, odd))))
        judged(engine, run(reading(**dict.fromkeys(KEYS, odd)), pic_phone=None))


def test_whatever_stands_in_the_annex_an_account_comes_out(engine, run):
    rows = [
        {"code": code, "title": "x" * 3000, "location": "Kab. " * 900, "risk": risk, "licences": []}
        for code in ("10721", "99999", "1072", "x" * 300, "", None)
        for risk in ("MT", "R", "Tinggi sekali", "x" * 300, "", None)
    ]
    judged(engine, run(reading(kbli=rows)))
    judged(engine, run(reading(kbli=rows * 20)))
    nib = run(reading(kbli=[rows[0], rows[1] | {"risk": "R"}]))
    with Session(engine) as session:
        entity = session.scalars(select(LegalEntity).where(LegalEntity.nib == nib)).one()
        lines = session.scalars(
            select(BusinessLine).where(BusinessLine.establishment_id == entity.establishments[0].id)
        ).all()
        assert [(line.kbli_code, line.risk_level, line.is_main) for line in lines] == [("10721", "MT", True)]


def test_a_telephone_with_extension_is_left_empty_and_shown(engine, make_work, officers):
    content = sample_nib(phone=PHONE)
    case = registration.apply(
        make_work(ANONYMOUS),
        {k: v for k, v in registration_answers().items() if k != "pic_phone"},
        check(Incoming(content, "nib.pdf"), NIB, field="nib_file"),
        None,
    )
    assert case.evidence["reading"]["phone"] == PHONE
    row = next(row for row in case.evidence["rows"] if row["label"] == "Telepon")
    assert (row["on_nib"], row["verdict"]) == (f"{PHONE} (tidak dapat dipakai)", "unsure")
    cases.move(make_work(officers.front_desk.actor), case.public_id, "approve")
    with Session(engine) as session:
        establishment = session.scalars(select(Establishment)).one()
        assert (establishment.phone, establishment.legal_entity.office_phone) == (None, None)


def test_a_name_as_long_as_the_field_goes_all_the_way_to_the_mails(engine, make_work, mailbox, officers, clock):
    for number, length in enumerate((244, 245, 255)):
        name = ("PT Contoh " + "Panjang " * 40)[: length - 1] + "X"
        typed = {"nib": f"912000000010{number}", "email": f"p{number}@contoh.example.test", "company_name": name}
        clock.move(hours=2)
        public_id = make_registration(make_work, officers, "submitted", **typed)
        cases.move(make_work(officers.front_desk.actor), public_id, "ask_correction", said={"reason": "Nama?"})
        token = link(make_work, mailbox)
        registration.correct(make_work(ANONYMOUS), token, registration_answers(**typed), None, None)
        cases.move(make_work(officers.front_desk.actor), public_id, "approve")
        link(make_work, mailbox)
        assert "sudah aktif" in mailbox.to(typed["email"])[-1]["Subject"]
        with Session(engine) as session:
            case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
            assert case.company_name == name
            assert len(case.title) == min(255, 11 + length)
            assert case.title.endswith("X" if length == 244 else "…")
            assert session.scalars(select(LegalEntity.name).where(LegalEntity.nib == case.nib)).one() == name
    with Session(engine) as session:
        assert {row.status for row in session.scalars(select(OutboxRow))} == {"done"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("company_name", "x" * 256, "255 karakter"),
        ("company_name", "PT \x00 Contoh", "tidak dapat dipakai"),
        ("company_name", "\U0001f36c\U0001f36c", "dengan huruf"),
        ("company_name", "...", "dengan huruf"),
        ("company_name", "\u200b\u200f \ufeff", "wajib diisi"),
        ("nib", "\u0661" * 13, "13 angka"),
        ("nib", "9" * 14, "13 angka"),
        ("npwp", "1" * 17, "15 atau 16 angka"),
        ("factory_location", "9999", "dari daftar"),
        ("factory_location", "35", "dari daftar"),
        ("email", "x" * 90 + "@contoh.example.test", "100 karakter"),
        ("email", "bukan alamat", "e-mail lengkap"),
        ("pic_name", "x" * 101, "100 karakter"),
        ("pic_name", "a\x00b", "tidak dapat dipakai"),
        ("pic_phone", PHONE, "20 karakter"),
        ("pic_phone", "0341/5550100", "nomor telepon"),
    ],
)
def test_what_no_field_allows_is_refused_at_its_field(engine, make_work, field, value, said):
    with pytest.raises(Refused, match=said) as refusal:
        registration.apply(make_work(ANONYMOUS), registration_answers(**{field: value}), nib_paper(), None)
    assert refusal.value.field == field
    with Session(engine) as session:
        assert session.query(Case).count() == 0


def test_what_nobody_sees_is_not_kept(engine, make_work, mailbox):
    name = "\u200fPT\u200b Contoh\r\nBcc: orang@lain.example.test\u2028 \U0001f36c\ufeff "
    registration.apply(
        make_work(ANONYMOUS), registration_answers(company_name=name, pic_name=" \u200e "), nib_paper(), None
    )
    with Session(engine) as session:
        case = session.scalars(select(Case)).unique().one()
        assert case.company_name == case.answers["company_name"] == "PT Contoh Bcc: orang@lain.example.test \U0001f36c"
        assert "pic_name" not in case.answers
    link(make_work, mailbox)
    assert [message["Bcc"] for message in mailbox.sent] == [None]


def test_doubtful_readings_are_not_taken_over_and_no_stage_is_invented(engine, run):
    doubts = ["phone", "scale", "investment_status", "issued_on", "address.street", "address.regency", "kbli.0.risk"]
    values = judged(engine, run(reading(unsure=doubts), pic_phone=None))
    for key in (
        "phone",
        "office_phone",
        "business_scale",
        "investment_status",
        "nib_issued_on",
        "office_street",
        "office_regency",
        "directorate",
        "stage",
    ):
        assert values[key] is None, key
    assert (values["office_village"], values["office_postal_code"]) == ("Sukacontoh", "65199")
    values = judged(engine, run(reading(unsure=["address"]), pic_phone=None))
    assert (values["phone"], values["business_scale"], values["office_village"]) == ("0341 5550100", "Menengah", None)


def test_a_correction_is_compared_with_the_file_like_the_first_time(make_work, mailbox, officers):
    make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    for changed, field in (
        ({"nib": "9120000000018"}, "nib"),
        ({"email": "orang@lain.example.test"}, "email"),
        ({"nib": "9120000000018", "email": "orang@lain.example.test"}, "nib"),
    ):
        with pytest.raises(Refused) as refusal:
            registration.correct(make_work(ANONYMOUS), token, registration_answers(**changed), None, None)
        assert refusal.value.field == field
    other = {"nib": "9120000000018", "email": "orang@lain.example.test"}
    case = registration.correct(make_work(ANONYMOUS), token, registration_answers(**other), nib_paper(**other), None)
    assert (case.state, case.nib) == ("submitted", "9120000000018")


@pytest.mark.parametrize("key", ["nib", "email"])
def test_a_doubtful_number_or_address_is_left_to_the_officer(make_work, mailbox, officers, monkeypatch, key):
    given = reading(unsure=[key], **({"nib": "9120000000017"} if key == "nib" else {}))
    monkeypatch.setattr(registration, "nib_json", lambda _content: given)
    other = {"nib": {"nib": "9120000000018"}, "email": {"email": "orang@lain.example.test"}}[key]
    public_id = make_registration(make_work, officers, "correction", **other)
    token = link(make_work, mailbox)
    case = registration.correct(make_work(ANONYMOUS), token, registration_answers(**other), None, None)
    assert (case.public_id, case.state) == (public_id, "submitted")
    label = {"nib": "Nomor NIB", "email": "E-mail"}[key]
    assert {row["label"]: row["verdict"] for row in case.evidence["rows"]}[label] == "differs"


def test_a_correction_names_the_case_anew(make_work, mailbox, officers):
    make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    answers = registration_answers(company_name="PT Contoh Gula Baru")
    assert (
        registration.correct(make_work(ANONYMOUS), token, answers, None, None).title == "Registrasi PT Contoh Gula Baru"
    )


def at_once(jobs):
    """What the jobs returned or raised, in order."""
    start = Barrier(len(jobs))

    def one(job):
        start.wait(30)
        try:
            return job()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


@pytest.fixture
def nobody_is_first(monkeypatch):
    """Whoever has found the place free waits until the other has found so too (on SQLite only one can ask)."""
    both, check_not_taken = Barrier(2), registration._check_not_taken

    def slow(work, answers, own):
        check_not_taken(work, answers, own)
        with suppress(BrokenBarrierError):
            both.wait(1)

    monkeypatch.setattr(registration, "_check_not_taken", slow)


def test_a_correction_and_a_new_registration_at_once(engine, make_work, mailbox, officers, nobody_is_first):
    make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    answers, paper = registration_answers(factory_location="3525"), nib_paper()
    results = at_once(
        [
            lambda: registration.correct(make_work(ANONYMOUS), token, answers, None, None).number,
            lambda: registration.apply(make_work(ANONYMOUS, ip="198.51.100.1"), answers, paper, None).number,
        ]
    )
    (lost,) = [result for result in results if isinstance(result, Refused)]
    (won,) = [result for result in results if isinstance(result, str)]
    assert lost.reason.startswith(f"Pendaftaran untuk NIB dan lokasi ini sedang diproses (nomor {won}).")
    assert lost.field == "nib"
    with Session(engine) as session:
        open_there = session.scalars(select(Case.number).where(Case.regency == "3525")).all()
        assert open_there == [won]
        if won != "REG-2026-000001":
            links = select(OneTimeLink).where(OneTimeLink.purpose == "correction")
            assert session.scalars(links).one().used_at is None, "the link can still be used"


def test_two_corrections_to_the_same_place_at_once(engine, make_work, mailbox, officers, nobody_is_first):
    tokens = []
    for place in ("3507", "3525"):
        make_registration(make_work, officers, "correction", factory_location=place)
        tokens.append(link(make_work, mailbox))
    answers = registration_answers(factory_location="3573")
    results = at_once(
        [lambda token=t: registration.correct(make_work(ANONYMOUS), token, answers, None, None).number for t in tokens]
    )
    assert sum(isinstance(result, str) for result in results) == 1
    (lost,) = [result for result in results if isinstance(result, Refused)]
    assert "sedang diproses" in lost.reason


def test_one_link_used_by_two_at_once(engine, make_work, mailbox, officers):
    make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)

    def job():
        return registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None).number

    results = at_once([job] * 4)
    assert results.count("REG-2026-000001") == 1
    assert {result.reason for result in results if isinstance(result, Refused)} == {registration.LINK_DEAD}
    with Session(engine) as session:
        assert len(session.scalars(select(Case)).unique().one().filings) == 2


def test_a_link_after_the_approval(make_work, mailbox, officers):
    public_id = make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None)
    cases.move(make_work(officers.front_desk.actor), public_id, "approve")
    with pytest.raises(Refused, match="sudah dipakai"):
        registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None)


def test_an_older_link_dies_with_the_newer(make_work, mailbox, officers):
    public_id = make_registration(make_work, officers, "correction")
    old = link(make_work, mailbox)
    registration.correct(make_work(ANONYMOUS), old, registration_answers(), None, None)
    cases.move(make_work(officers.front_desk.actor), public_id, "ask_correction", said={"reason": "Masih salah."})
    new = link(make_work, mailbox)
    assert new != old
    assert registration.case_for_correction(make_work(ANONYMOUS), old) is None
    registration.correct(make_work(ANONYMOUS), new, registration_answers(), None, None)


def test_a_correction_to_a_place_that_has_an_account(engine, make_work, mailbox, officers):
    with Session(engine) as session:
        make_company(session, nib="9120000000017", regency="3525")
    make_registration(make_work, officers, "correction")
    token = link(make_work, mailbox)
    with pytest.raises(Refused, match="Sudah ada akun") as refusal:
        registration.correct(make_work(ANONYMOUS), token, registration_answers(factory_location="3525"), None, None)
    assert refusal.value.field == "nib"
    registration.correct(make_work(ANONYMOUS), token, registration_answers(), None, None)


def test_two_factories_of_one_company_approved_at_once(engine, make_work, officers):
    ids = [make_registration(make_work, officers, factory_location=place) for place in ("3507", "3525")]
    actor = officers.front_desk.actor
    results = at_once([lambda id_=i: cases.move(make_work(actor), id_, "approve").state for i in ids])
    for public_id, result in zip(ids, results, strict=True):
        if isinstance(result, Refused):
            cases.move(make_work(actor), public_id, "approve")
    with Session(engine) as session:
        assert len(session.scalars(select(LegalEntity)).one().establishments) == 2
        names = session.scalars(select(Person.user_name).where(Person.user_name.startswith("contoh"))).all()
        assert sorted(names) == ["contohgulanusantara01", "contohgulanusantara02"]


def test_a_second_factory_leaves_the_office_of_the_first_alone(engine, make_work, officers):
    make_registration(make_work, officers, "approved")
    with Session(engine) as session:
        session.scalars(select(LegalEntity)).one().office_street = "Jl. Yang Diubah"
        session.commit()
    make_registration(make_work, officers, "approved", factory_location="3525", company_name="PT NAMA LAIN")
    with Session(engine) as session:
        entity = session.scalars(select(LegalEntity)).one()
        assert (entity.office_street, entity.name) == ("Jl. Yang Diubah", "PT Contoh Gula Nusantara")
        assert session.query(CompanyDocument).count() == 2


def test_the_worker_is_not_stopped_by_a_company_that_is_gone(engine, make_work, mailbox, officers):
    make_registration(make_work, officers, "refused")
    for row_id in outbox.lease_due(make_work()):
        assert outbox.deliver(make_work(), row_id)
    assert make_registration(make_work, officers, "submitted")
