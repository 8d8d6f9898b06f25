"""Letters of offices: numbers, signatures by the worker and from elsewhere, refusals, revocations, who sees them."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from siinas.integrations.signing import NO_SIGNER, SigningFailed
from siinas.models import JournalEntry, Letter, LetterNumber, OutboxRow
from siinas.operations import letters, outbox, signing
from siinas.operations.files import Incoming, sweep_strays
from siinas.operations.journal import verify
from siinas.operations.verification import letter_of_file
from siinas.operations.work import Services, Work
from siinas.process.roles import ANONYMOUS, SYSTEM, Role
from siinas.queries.letter_files import by_file, handed_out, waiting_for_signature
from siinas.refusal import NotFound, NotPermitted, Refused
from tests import certificates, licence
from tests.certificates import SUBJECT, signed_elsewhere
from tests.conftest import Clock, Mailbox, MakeWork
from tests.factories import Company, Officers, Someone, make_company, make_officer
from tests.operations.test_letters import at_once

REGENCY = licence.REGENCY


@pytest.fixture(autouse=True)
def invented() -> Iterator[None]:
    """The catalogue with the invented licence."""
    with licence.offered():
        yield


@pytest.fixture
def company(engine: Engine) -> Company:
    """A company in the regency whose office issues."""
    with Session(engine) as session:
        licence.add_office(session)
        return make_company(session)


@pytest.fixture
def head(engine: Engine) -> Someone:
    """The head of the office."""
    with Session(engine) as session:
        return make_officer(session, Role.REGIONAL_HEAD, region=REGENCY)


class Down:
    """A signing service that does not answer, until it is repaired."""

    configured = True

    def __init__(self, real: Any) -> None:
        self.real, self.tried, self.down = real, 0, True

    def sign(self, pdf: bytes, *, reason: str, place: str) -> bytes:
        self.tried += 1
        if self.down:
            raise SigningFailed("no answer")
        return self.real.sign(pdf, reason=reason, place=place)


def with_signer(work: Work, signer: Any, trusted: Path | None = None) -> Work:
    """The same work in an installation with that certificate."""
    configuration = replace(work.services.configuration, signing_trust_roots=trusted)
    work.services = Services(configuration, work.services.storage, work.services.mailer, signer)
    return work


def the_letter(engine: Engine, kind: str = licence.CERTIFICATE_KIND) -> Letter:
    with Session(engine, expire_on_commit=False) as session:
        letter = session.scalars(select(Letter).where(Letter.kind == kind)).one()
        assert letter.content
        return letter


def entries(engine: Engine, act: str) -> list[JournalEntry]:
    with Session(engine, expire_on_commit=False) as session:
        return list(session.scalars(select(JournalEntry).where(JournalEntry.act == act)))


def validated(pdf: bytes) -> Any:
    """What pyHanko's own validator says of the only signature."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    pem = certificates.authority().certificate.public_bytes(Encoding.PEM)
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    context = ValidationContext(trust_roots=list(load_certs_from_pemder_data(pem)), allow_fetching=False)
    return validate_pdf_signature(signature, context)


def work_off(make_work: MakeWork, signer: Any) -> int:
    done = 0
    for lease in outbox.lease_due(make_work()):
        done += outbox.deliver(with_signer(make_work(), signer), lease)
    return done


# Issuing


def test_what_an_office_issues(engine: Engine, make_work: MakeWork, company: Company, surroundings: Services) -> None:
    licence.issued(make_work(), company)
    letter = the_letter(engine)
    assert (letter.number, letter.authority, letter.signature) == (f"0001/SKR/{REGENCY}/X/2026", REGENCY, "waiting")
    assert letter.stamped_sha256 is None and handed_out(letter) is None
    text = " ".join(
        " ".join(
            page.extract_text() for page in PdfReader(io.BytesIO(surroundings.storage.read(letter.sha256))).pages
        ).split()
    )
    for said in (
        f"PEMERINTAH CONTOH {REGENCY}",
        f"Surat Keterangan Rekaan untuk {company.name}",
        "Gresik, 6 Oktober 2026",
        f"Yth. Pimpinan {company.name}",
        "Permohonan nomor IR-2026-000001.",
        f"Dinas Contoh {REGENCY} menerangkan hal berikut.",
        "Produk : Gula",
        "Catatan : Tidak ada",
        "Kepala Dinas,",
        "Ditandatangani secara elektronik",
        "NIP 197001011995031001",
        "1. Direktur Rekaan 2. Arsip Contoh",
        "Halaman 1 dari",
        "Kode QR bukan tanda tangan elektronik tersertifikasi.",
    ):
        assert said in text, said
    with Session(engine) as session:
        row = session.scalars(select(OutboxRow)).one()
        assert (row.kind, row.payload) == ("sign_letter", {"letter_id": letter.id})


def test_twenty_writers_at_one_office_leave_no_gap_and_no_double(
    engine: Engine, make_work: MakeWork, company: Company
) -> None:
    with Session(engine) as session:
        licence.add_office(session, "35")
    cases = [licence.open_licence(make_work(), company) for _ in range(20)]
    offices = [REGENCY if at % 2 else "35" for at in range(20)]
    jobs = [
        (SYSTEM, lambda work, case=case, office=office: licence.issue(work, case, office).number)
        for case, office in zip(cases, offices, strict=True)
    ]
    numbers = at_once(make_work, jobs)
    assert sorted(numbers) == sorted(f"{n:04d}/SKR/{office}/X/2026" for office in (REGENCY, "35") for n in range(1, 11))
    with Session(engine) as session:
        for office in (REGENCY, "35"):
            assert session.get_one(LetterNumber, (licence.CERTIFICATE_KIND, office, 2026)).last == 10
        assert verify(session).fault == ""


def test_a_transaction_that_is_refused_gives_its_number_back(
    engine: Engine, make_work: MakeWork, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = licence.open_licence(make_work(), company)
    with monkeypatch.context() as patch:
        patch.setattr(letters, "letter_paper", lambda **given: (_ for _ in ()).throw(OSError("no paper")))
        with pytest.raises(OSError, match="no paper"):
            licence.issue(make_work(), case)
    assert licence.issue(make_work(), case).number == f"0001/SKR/{REGENCY}/X/2026"


@pytest.mark.parametrize(
    ("code", "changed", "said"),
    [
        ("9999", {}, "belum diatur"),
        (REGENCY, {"retired": True}, "tidak lagi menerbitkan"),
        (REGENCY, {"signer_name": ""}, "belum diisi"),
        ("ministry", {"signer_name": ""}, "penanda tangan"),
    ],
)
def test_an_office_that_cannot_issue(
    engine: Engine, make_work: MakeWork, company: Company, code: str, changed: dict[str, Any], said: str
) -> None:
    if changed:
        with Session(engine) as session:
            licence.add_office(session, code, **changed)
    case = licence.open_licence(make_work(), company)
    with pytest.raises(Refused, match=said):
        licence.issue(make_work(), case, code)
    with Session(engine) as session:
        assert session.scalars(select(Letter)).all() == []


def test_a_fact_that_nobody_gave_is_a_mistake_of_ours(make_work: MakeWork, company: Company) -> None:
    from siinas.models import Case
    from siinas.queries.cases import CaseFile

    work = make_work()
    case = (
        work.session.scalars(select(Case).where(Case.public_id == licence.open_licence(make_work(), company)))
        .unique()
        .one()
    )
    with pytest.raises(ValueError, match="note"), work.transaction():
        letters.issue_for(work, CaseFile(work.session, case, work.now.date()), licence.Way.issue, authority=REGENCY)


def test_the_same_facts_give_the_same_letter_and_others_supersede(
    engine: Engine, make_work: MakeWork, company: Company
) -> None:
    case = licence.open_licence(make_work(), company)
    first = licence.issue(make_work(), case).number
    assert licence.issue(make_work(), case).number == first
    assert licence.issue(make_work(), case, note="Lain").number == f"0002/SKR/{REGENCY}/X/2026"
    with Session(engine) as session:
        states = [row.state for row in session.scalars(select(Letter).order_by(Letter.id))]
    assert states == ["superseded", "valid"]


def test_a_revocation_revokes(engine: Engine, make_work: MakeWork, company: Company, head: Someone) -> None:
    case = licence.open_licence(make_work(), company)
    with pytest.raises(Refused, match="tidak ada surat yang masih berlaku"):
        licence.issue(make_work(), case, key="revoke")
    licence.issue(make_work(), case)
    revocation = licence.issue(make_work(), case, key="revoke").number
    letter = the_letter(engine)
    assert (letter.state, letter.ended_why) == ("revoked", f"Dicabut dengan surat nomor {revocation}.")
    assert letter.ended_at is not None and len(entries(engine, "letter.revoked")) == 1
    with pytest.raises(Refused, match="tidak berlaku"):
        signing.attach_signed(make_work(head.actor), letter.public_id, Incoming(b"%PDF-", "x.pdf"))


# By the worker


def test_the_worker_signs(
    engine: Engine, make_work: MakeWork, company: Company, mailbox: Mailbox, tmp_path: Path, surroundings: Services
) -> None:
    licence.issued(make_work(), company)
    signer = certificates.signer(tmp_path)
    assert work_off(make_work, signer) == 1
    letter = the_letter(engine)
    assert (letter.signature, letter.signed_how, letter.signed_by) == ("signed", "portal", SUBJECT)
    assert (letter.signed_trust, letter.signed_at is not None) == ("unchecked", True)
    issued, signed = (surroundings.storage.read(sha) for sha in (letter.sha256, letter.signed_sha256))
    assert signed.startswith(issued) and len(signed) > len(issued) == letter.size
    status = validated(signed)
    assert status.bottom_line and status.intact and status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    given = handed_out(letter)
    assert given is not None and (given.sha256, given.what) == (letter.signed_sha256, "signed")
    (entry,) = entries(engine, "letter.signed")
    assert entry.after["sha256"] == letter.signed_sha256 and entry.actor_name == SYSTEM.name
    work_off(make_work, signer)
    (mail,) = mailbox.to(company.email)
    assert letter.number in mail["Subject"] and "dapat diunduh" in mail.get_content()
    again = the_letter(engine)
    signing.sign_letter(with_signer(make_work(), signer), again.id)
    assert the_letter(engine).signed_sha256 == letter.signed_sha256, "signed once"


def test_signing_down_issue_now_sign_later(
    engine: Engine, make_work: MakeWork, company: Company, clock: Clock, tmp_path: Path
) -> None:
    down = Down(certificates.signer(tmp_path))
    licence.issued(make_work(), company)
    for _ in range(3):
        assert work_off(make_work, down) == 0
        clock.move(minutes=45)
    letter = the_letter(engine)
    assert (letter.signature, down.tried, handed_out(letter)) == ("waiting", 3, None)
    with Session(engine) as session:
        row = session.scalars(select(OutboxRow)).one()
        assert (row.status, row.attempts) == ("waiting", 3) and "SigningFailed: no answer" in row.error
    down.down = False
    clock.move(hours=3)
    assert work_off(make_work, down) == 1
    assert the_letter(engine).signature == "signed"


def test_a_certificate_that_cannot_be_opened(
    engine: Engine, make_work: MakeWork, company: Company, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    wrong = replace(certificates.signer(tmp_path), password="salah")
    assert work_off(make_work, wrong) == 0
    missing = replace(wrong, p12=tmp_path / "tidak-ada.p12")
    with pytest.raises(SigningFailed):
        missing.sign(b"%PDF-1.4", reason="x", place="y")
    with pytest.raises(SigningFailed):
        certificates.signer(tmp_path).sign(b"no pdf", reason="x", place="y")
    with pytest.raises(SigningFailed):
        NO_SIGNER.sign(b"", reason="", place="")
    assert the_letter(engine).signature == "waiting"


def test_a_time_stamp_service_that_does_not_answer(
    make_work: MakeWork, company: Company, engine: Engine, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    stamping = replace(certificates.signer(tmp_path), tsa_url="http://127.0.0.1:9/tsa")
    assert work_off(make_work, stamping) == 0
    with Session(engine) as session:
        assert "SigningFailed" in session.scalars(select(OutboxRow)).one().error
    assert the_letter(engine).signature == "waiting"


def test_without_a_certificate_the_letter_waits_until_there_is_one(
    engine: Engine, make_work: MakeWork, company: Company, officers: Officers, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    assert work_off(make_work, NO_SIGNER) == 1, "nothing is left to be tried again and again"
    letter = the_letter(engine)
    administrator = officers.administrator.actor
    with pytest.raises(Refused, match="tidak memiliki sertifikat"):
        signing.sign_again(make_work(administrator), letter.public_id)
    signer = certificates.signer(tmp_path)
    signing.sign_again(with_signer(make_work(administrator), signer), letter.public_id)
    assert work_off(make_work, signer) == 1
    assert the_letter(engine).signature == "signed"
    with pytest.raises(Refused, match="sudah ditandatangani"):
        signing.sign_again(with_signer(make_work(administrator), signer), letter.public_id)


def test_a_letter_that_has_ended_is_not_signed(
    engine: Engine, make_work: MakeWork, company: Company, officers: Officers, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    letters.revoke(make_work(officers.administrator.actor), the_letter(engine).public_id, "Data ternyata keliru.")
    assert work_off(make_work, certificates.signer(tmp_path)) == 1
    assert (the_letter(engine).signature, the_letter(engine).signed_sha256) == ("waiting", None)


# Elsewhere


def issued_bytes(engine: Engine, surroundings: Services) -> bytes:
    return surroundings.storage.read(the_letter(engine).sha256)


def hand_in(work: Work, engine: Engine, content: bytes) -> Letter:
    return signing.attach_signed(work, the_letter(engine).public_id, Incoming(content, "surat.pdf"))


@pytest.mark.parametrize("visible", [False, True])
def test_signed_elsewhere(
    engine: Engine,
    make_work: MakeWork,
    company: Company,
    head: Someone,
    surroundings: Services,
    tmp_path: Path,
    visible: bool,
) -> None:
    licence.issued(make_work(), company)
    box = (300, 100, 480, 160) if visible else ()
    signed = signed_elsewhere(issued_bytes(engine, surroundings), tmp_path, box=box)
    trusted = certificates.roots(tmp_path)
    letter = hand_in(with_signer(make_work(head.actor), NO_SIGNER, trusted), engine, signed)
    assert (letter.signature, letter.signed_how, letter.signed_by) == ("signed", "elsewhere", SUBJECT)
    assert letter.signed_trust == "checked"
    assert letter.signed_sha256 == hashlib.sha256(signed).hexdigest()
    assert surroundings.storage.read(letter.signed_sha256) == signed
    (entry,) = entries(engine, "letter.signed")
    assert entry.actor_id == head.id
    with pytest.raises(Refused, match="sudah ditandatangani"):
        hand_in(make_work(head.actor), engine, signed)


def test_without_roots_the_trust_is_not_checked_and_that_is_kept(
    engine: Engine, make_work: MakeWork, company: Company, head: Someone, surroundings: Services, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    signed = signed_elsewhere(issued_bytes(engine, surroundings), tmp_path)
    assert hand_in(make_work(head.actor), engine, signed).signed_trust == "unchecked"


def test_each_fault_has_its_own_sentence(
    engine: Engine, make_work: MakeWork, company: Company, head: Someone, surroundings: Services, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    with Session(engine) as session:
        other_company = make_company(session)
    other = licence.issued(make_work(), other_company)
    other_bytes = surroundings.storage.read(other.sha256)
    with Session(engine) as session:
        letter = session.scalars(select(Letter).order_by(Letter.id)).first()
        assert letter is not None
        public_id, issued = letter.public_id, surroundings.storage.read(letter.sha256)
    signed = signed_elsewhere(issued, tmp_path)
    strange = certificates.roots(tmp_path, certificates.made("Penyelenggara lain"))
    middle = issued.index(b"/Producer")
    in_signature = signed.index(b"/Filter", len(issued)) + 3
    container = signed[: signed.index(b">", signed.index(b"/Contents <", len(issued)))].rstrip(b"0")
    value = len(container) - 20  # the signature's value stands last; what fills the container up are noughts

    def flipped(content: bytes, at: int) -> bytes:
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    def redrawn(writer: Any) -> None:
        from pyhanko.pdf_utils import generic

        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
        writer.mark_update(writer.root["/Pages"].get_object()["/Kids"].raw_get(0))

    def told_more(writer: Any) -> None:
        from pyhanko.pdf_utils import generic

        writer.root["/OpenAction"] = generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name("/Named")})
        writer.update_root()

    found = {}
    for name, content, trusted in (
        ("empty", b"", None),
        ("no pdf", b"PK\x03\x04 something", None),
        ("endless", issued + b" " * signing.MOST_BYTES, None),
        ("another letter", signed_elsewhere(other_bytes, tmp_path), None),
        ("neither", b"%PDF-1.4\n%%EOF\n", None),
        ("altered by a byte", flipped(signed, middle), None),
        ("unsigned", issued, None),
        ("unsigned, longer", issued + b"\n", None),
        ("signature broken", flipped(signed, value), None),
        ("signed part altered", flipped(signed, in_signature), None),
        ("changed after signing", signed + b"\n% more\n", None),
        ("changed before signing", signed_elsewhere(issued, tmp_path, before=redrawn), None),
        ("made active before signing", signed_elsewhere(issued, tmp_path, before=told_more), None),
        ("covered by the signature", signed_elsewhere(issued, tmp_path, box=(20, 20, 580, 800)), None),
        ("not trusted", signed, strange),
    ):
        with pytest.raises(Refused) as refused:
            work = with_signer(make_work(head.actor), NO_SIGNER, trusted)
            signing.attach_signed(work, public_id, Incoming(content, "surat.pdf"))
        assert refused.value.field == "signed_file", name
        found[name] = refused.value.reason
    expected = {
        "empty": "kosong",
        "no pdf": "bukan PDF",
        "endless": "lebih dari 10 MB",
        "another letter": f"surat lain, nomor {other.number}",
        "neither": "bukan surat nomor",
        "altered by a byte": "berbeda dari surat nomor",
        "unsigned": "belum memuat tanda tangan",
        "unsigned, longer": "belum memuat tanda tangan",
        "signature broken": "rusak",
        "signed part altered": "rusak",
        "changed after signing": "diubah sesudah ditandatangani",
        "changed before signing": "diubah sebelum ditandatangani",
        "made active before signing": "diubah sebelum ditandatangani",
        "covered by the signature": "diubah sebelum ditandatangani",
        "not trusted": "tidak berasal dari penyelenggara",
    }
    assert {name: said in found[name] for name, said in expected.items()} == dict.fromkeys(expected, True), found
    with Session(engine) as session:
        assert {row.signature for row in session.scalars(select(Letter))} == {"waiting"}


def test_who_may_hand_in(
    engine: Engine,
    make_work: MakeWork,
    company: Company,
    officers: Officers,
    head: Someone,
    surroundings: Services,
    tmp_path: Path,
) -> None:
    with Session(engine) as session:
        licence.add_office(session, "ministry")
        general = make_officer(session, Role.DIRECTOR_GENERAL)
        province = make_officer(session, Role.REGIONAL_HEAD, region=REGENCY[:2])
        elsewhere = make_officer(session, Role.REGIONAL_HEAD, region="3273")
        inspector = make_officer(session, Role.REGIONAL_INSPECTOR, region=REGENCY)
    regional = licence.issued(make_work(), company)
    ministerial = licence.issued(make_work(), company, "ministry")
    one, other = regional.public_id, ministerial.public_id
    assert ministerial.number == "0001/SKR/KEMENPERIN/X/2026"
    content = signed_elsewhere(surroundings.storage.read(regional.sha256), tmp_path)

    def may(who: Any, public_id: str) -> Any:
        work = make_work(who)
        try:
            signing.attach_signed(work, public_id, Incoming(b"", ""))
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            work.session.close()
        return None

    told = {
        "administrator": (officers.administrator.actor, "Refused", "Refused"),
        "head": (head.actor, "Refused", "NotPermitted"),
        "province": (province.actor, "NotPermitted", "NotPermitted"),
        "elsewhere": (elsewhere.actor, "NotFound", "NotFound"),
        "inspector": (inspector.actor, "NotFound", "NotFound"),
        "general": (general.actor, "NotPermitted", "Refused"),
        "auditor": (officers.auditor.actor, "NotPermitted", "NotPermitted"),
        "owner": (company.owner.actor, "NotPermitted", "NotPermitted"),
        "nobody": (ANONYMOUS, "NotFound", "NotFound"),
    }
    assert {name: (may(who, one), may(who, other)) for name, (who, *_) in told.items()} == {
        name: (first, second) for name, (_, first, second) in told.items()
    }, "`Refused` is the sentence about the empty file: who gets that far may hand in"
    waiting = {}
    for name, (who, *_) in told.items():
        work = make_work(who)
        found = work.session.scalars(select(Letter.number).where(*waiting_for_signature(who)))
        waiting[name] = set(found)
        work.session.close()
    both = {regional.number, ministerial.number}
    assert waiting == {name: set() for name in told} | {
        "administrator": both,
        "head": {regional.number},
        "general": {ministerial.number},
    }
    with pytest.raises(NotFound):
        signing.original_of(make_work(company.owner.actor), one)
    assert signing.original_of(make_work(head.actor), one).number == regional.number
    with pytest.raises(NotPermitted):
        signing.sign_again(make_work(general.actor), one)
    signing.attach_signed(make_work(head.actor), one, Incoming(content, "surat.pdf"))
    with pytest.raises(NotFound):
        signing.original_of(make_work(head.actor), one)


def test_a_letter_that_needs_no_signature_takes_none(
    engine: Engine, make_work: MakeWork, company: Company, officers: Officers
) -> None:
    public_id = letters.renew(make_work(company.owner.actor), "registrasi.ownership_proof").public_id
    with pytest.raises(Refused, match="tidak memerlukan"):
        signing.attach_signed(make_work(officers.administrator.actor), public_id, Incoming(b"%PDF-", "x.pdf"))
    with Session(engine) as session:
        assert session.scalars(select(OutboxRow)).all() == []


def test_of_two_who_hand_in_at_once_one_is_kept(
    engine: Engine, make_work: MakeWork, company: Company, head: Someone, surroundings: Services, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    public_id = the_letter(engine).public_id
    files = [signed_elsewhere(issued_bytes(engine, surroundings), tmp_path) for _ in range(4)]
    jobs = [
        (head.actor, lambda work, content=content: signing.attach_signed(work, public_id, Incoming(content, "")).id)
        for content in files
    ]
    results = at_once(make_work, jobs)
    assert sum(isinstance(result, int) for result in results) == 1
    assert len(entries(engine, "letter.signed")) == 1


# The stamped copy, the store, the check


def test_a_stamped_copy_where_the_office_allows_it(
    engine: Engine, make_work: MakeWork, company: Company, surroundings: Services, tmp_path: Path
) -> None:
    with Session(engine) as session:
        licence.add_office(session, unsigned_allowed=True)
    licence.issued(make_work(), company)
    letter = the_letter(engine)
    given = handed_out(letter)
    assert given is not None and given.what == "stamped" and given.name.endswith("-belum-ditandatangani.pdf")
    content = surroundings.storage.read(given.sha256)
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == letter.pages
    assert all("BELUM DITANDATANGANI SECARA ELEKTRONIK" in page.extract_text() for page in pages)
    verdict = letter_of_file(make_work(ANONYMOUS), content)
    assert verdict is not None and (verdict.letter.id, verdict.what) == (letter.id, "stamped")
    work_off(make_work, certificates.signer(tmp_path))
    after = the_letter(engine)
    assert after.stamped_sha256 == letter.stamped_sha256
    now = handed_out(after)
    assert now is not None and now.what == "signed"


def test_the_sweep_leaves_all_files_of_a_letter(
    engine: Engine, make_work: MakeWork, company: Company, surroundings: Services, clock: Clock, tmp_path: Path
) -> None:
    with Session(engine) as session:
        licence.add_office(session, unsigned_allowed=True)
    licence.issued(make_work(), company)
    work_off(make_work, certificates.signer(tmp_path))
    letter = the_letter(engine)
    clock.now = datetime.now(UTC)
    long_ago = (clock.now - timedelta(days=900)).timestamp()
    kept = [letter.sha256, letter.signed_sha256, letter.stamped_sha256]
    for sha256 in kept:
        assert sha256 is not None
        os.utime(surroundings.storage.path(sha256), (long_ago, long_ago))
    assert sweep_strays(make_work(SYSTEM)) == 0
    assert all(surroundings.storage.read(sha256) for sha256 in kept if sha256)


def test_each_of_its_files_is_recognised_and_others_that_name_it_are_not(
    engine: Engine, make_work: MakeWork, company: Company, surroundings: Services, tmp_path: Path
) -> None:
    licence.issued(make_work(), company)
    issued = issued_bytes(engine, surroundings)
    work_off(make_work, certificates.signer(tmp_path))
    letter = the_letter(engine)
    assert letter.signed_sha256 is not None
    signed = surroundings.storage.read(letter.signed_sha256)
    for content, what in (
        (issued, "issued"),
        (signed, "signed"),
        (signed + b"\n", "altered"),
        (signed_elsewhere(issued, tmp_path), "altered"),
        (scanned(issued), "altered"),
    ):
        verdict = letter_of_file(make_work(ANONYMOUS), content)
        assert verdict is not None and (verdict.letter.id, verdict.what) == (letter.id, what), what
    for content in (b"%PDF-1.4 nothing", b"", b"x" * 1000):
        assert letter_of_file(make_work(ANONYMOUS), content) is None


def test_every_byte_of_a_signed_letter_counts_in_the_public_check(
    engine: Engine, make_work: MakeWork, company: Company, surroundings: Services, tmp_path: Path
) -> None:
    """The container of the signature too, which no signature can cover."""
    licence.issued(make_work(), company)
    work_off(make_work, certificates.signer(tmp_path))
    sha256 = the_letter(engine).signed_sha256
    assert sha256 is not None
    signed, work = surroundings.storage.read(sha256), make_work(ANONYMOUS)
    assert by_file(work.session, sha256) is not None

    @settings(max_examples=200, deadline=None)
    @given(st.integers(0, len(signed) - 1), st.integers(0, 7))
    def altered(at: int, bit: int) -> None:
        content = signed[:at] + bytes([signed[at] ^ (1 << bit)]) + signed[at + 1 :]
        assert by_file(work.session, hashlib.sha256(content).hexdigest()) is None

    altered()


def scanned(pdf: bytes) -> bytes:
    """The letter as a picture in a PDF, as a scanner makes it."""
    import pypdfium2

    pages = [page.render(scale=2.5).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()
