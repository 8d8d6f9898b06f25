"""Invented companies, people, answers and cases for tests; every name says that it is invented."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.address_change import AddressChange, Grounds, NewAddress
from siinas.catalogue.reports.production import ProductionReport
from siinas.documents.sample_papers import sample_nib, sample_paper
from siinas.documents.uploads import AcceptedFile
from siinas.models import (
    AddressRecord,
    Attachment,
    BusinessLine,
    Case,
    CompanyDocument,
    ContactPerson,
    DocumentVersion,
    Establishment,
    LegalEntity,
    PermittedCapacity,
    Person,
    PersonGrant,
    Warehouse,
)
from siinas.operations import cases, passwords, records, registration, second_factor
from siinas.operations.case_files import forget_unsent
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.operations.work import Work, operation
from siinas.process.documents import DocumentType
from siinas.process.roles import ANONYMOUS, Actor, Grant, Role
from siinas.process.statement_code import statement_code
from siinas.queries.company import profile, section_version
from siinas.reference.directorates import directorate_for
from siinas.reference.document_types import (
    ADDRESS_PROOF,
    DEED,
    DOCUMENT_TYPES,
    NIB,
    NPWP,
    SIGNED_STATEMENT,
    STANDARD_CERTIFICATE,
)
from siinas.reference.kbli import kbli_codes
from siinas.reference.regions import regions
from tests.report_answers import complete_answers

NOW = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
"""A Tuesday, nine o'clock in Jakarta: the third quarter of 2026 has just opened."""
HALAL = DOCUMENT_TYPES["halal"]
PASSWORD = "kereta sembilan payung biru"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What the authenticator app of every officer knows to whom `give_factor` gave one."""
PERIOD = "2026-Q3"
REPORT = ProductionReport.key

_numbers = itertools.count(1)
MakeWork = Callable[..., Work]


@dataclass(frozen=True)
class Someone:
    """A login with the password `PASSWORD`."""

    id: int
    user_name: str
    email: str
    actor: Actor


@dataclass(frozen=True)
class Company:
    """An establishment with its people and records, by id."""

    establishment_id: int
    public_id: str
    legal_entity_id: int
    name: str
    nib: str
    regency: str
    email: str
    kbli: str
    owner: Someone
    signer: Someone
    staff: Someone
    records: Mapping[str, list[int]] = field(default_factory=dict)
    attachments: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Officers:
    """One officer for each hand that a report passes, and those around them."""

    front_desk: Someone
    verifier: Someone
    validator: Someone
    supervisor: Someone
    administrator: Someone
    auditor: Someone


@cache
def known_hash() -> str:
    """The hash of `PASSWORD`, made once."""
    return passwords.hashed(PASSWORD)


def make_person(session: Session, *grants: Grant, name: str = "", user_name: str = "", email: str = "") -> Someone:
    """A login with these grants and the password `PASSWORD`."""
    number = next(_numbers)
    person = Person(
        user_name=user_name or f"orang{number:04d}",
        name=name or f"Orang Contoh {number}",
        email=email or f"orang{number}@contoh.example.test",
        password_hash=known_hash(),
        password_kind="own",
        created_at=NOW,
    )
    person.grants = [
        PersonGrant(
            role=grant.role.value,
            establishment_id=grant.establishment_id,
            region=grant.region,
            directorate=grant.directorate,
        )
        for grant in grants
    ]
    session.add(person)
    session.commit()
    return Someone(person.id, person.user_name, person.email, person.actor(None))


def make_officer(
    session: Session, role: Role, *, directorate: str | None = None, region: str | None = None, **names: str
) -> Someone:
    """An officer; `directorate` and `region` limit the reach."""
    return make_person(session, Grant(role, region=region, directorate=directorate), **names)


def give_factor(work: Work, user_name: str) -> None:
    """A second factor with `TOTP_SECRET`, no code of which was used yet."""
    person = work.session.scalars(select(Person).where(Person.user_name == user_name)).one()
    person.totp_secret = person.totp_secret or second_factor.seal(work, person.id, TOTP_SECRET)
    person.totp_last_step = 0
    work.session.commit()


def code_at(moment: datetime, *, steps: int = 0, secret: str = TOTP_SECRET) -> str:
    """What the app shows at that moment, or so many steps of 30 seconds later."""
    return pyotp.TOTP(secret).at(moment + timedelta(seconds=30 * steps))


def make_officers(session: Session) -> Officers:
    """One officer of each role that exists in the first issue."""
    return Officers(
        **{
            role.value: make_officer(session, role, name=f"{role.label} Contoh")
            for role in (
                Role.FRONT_DESK,
                Role.VERIFIER,
                Role.VALIDATOR,
                Role.SUPERVISOR,
                Role.ADMINISTRATOR,
                Role.AUDITOR,
            )
        }
    )


def make_company(
    session: Session,
    *,
    name: str = "",
    nib: str = "",
    regency: str = "3525",
    kbli: str = "10721",
    risk: str = "MT",
    marker: str = "",
) -> Company:
    """An establishment with complete records, owner, signer and staff; `marker` is put into every text of its own."""
    number = next(_numbers)
    name = name or f"PT Contoh Pabrik {number}"
    nib = nib or f"91200{number:08d}"
    email = f"surat{number}@pabrik.example.test"
    titles = {row.code: row.title for row in kbli_codes() if row.version == 2020}
    entity = LegalEntity(
        nib=nib,
        name=f"{name}{marker}",
        npwp=f"{number:016d}",
        legal_form="pt",
        nib_issued_on=date(2021, 8, 9),
        investment_status="PMDN",
        office_street=f"Jl. Kantor Contoh 1{marker}",
        office_province="35",
        office_regency="3525",
        office_district="352514",
        office_village=f"Desa Kantor{marker}",
        office_postal_code="61121",
    )
    establishment = Establishment(
        public_id=f"perusahaan{number:06d}",
        legal_entity=entity,
        regency=regency,
        registered_at=NOW,
        email=email,
        phone="0315550100",
        business_scale="Besar",
        reporting_category="medium_large",
        stage="production",
        responsible_name=f"Penanggung Jawab{marker}",
        responsible_position="Direktur",
        factory_street=f"Jl. Pabrik Contoh 2{marker}",
        factory_district=next(one.code for one in regions() if one.parent == regency),
        factory_village=f"Desa Pabrik{marker}",
        factory_postal_code="61151",
        location_type="zone",
        has_other_warehouse=True,
        latitude=Decimal("-7.123456"),
        longitude=Decimal("112.654321"),
        directorate=directorate_for(kbli),
    )
    session.add_all([entity, establishment])
    session.flush()
    own = establishment.id
    line = BusinessLine(
        establishment_id=own,
        kbli_code=kbli,
        kbli_version=2020,
        title=f"{titles[kbli]}{marker}",
        risk_level=risk,
        is_main=True,
        source="NIB",
    )
    capacity = PermittedCapacity(
        establishment_id=own,
        kbli_code=kbli,
        kbli_version=2020,
        product_name=f"Gula kristal putih{marker}",
        hs_code="17019910",
        capacity=Decimal(292000),
        unit_code="TNE",
        kg_factor=Decimal(1000),
        capacity_source="oss_rba",
    )
    contact = ContactPerson(
        establishment_id=own,
        name=f"Kontak Contoh{marker}",
        position="Manajer",
        mobile="081200000000",
        email=f"kontak{number}@pabrik.example.test",
        is_main=True,
    )
    warehouse = Warehouse(
        establishment_id=own,
        street=f"Jl. Gudang Contoh 3{marker}",
        province="35",
        regency="3578",
        district="357801",
        village=f"Desa Gudang{marker}",
        postal_code="60111",
    )
    address = AddressRecord(
        which="factory",
        legal_entity_id=entity.id,
        establishment_id=own,
        values={"which": "factory", "street": f"Jl. Pabrik Contoh 1{marker}", "regency": regency},
        effective_on=date(2021, 8, 9),
        recorded_at=NOW,
        applied_at=NOW,
        recorded_by=f"Pemilik{marker}",
    )
    session.add_all([line, capacity, contact, warehouse, address])
    documents, attachments = [], []
    for kind in (DEED, NIB, NPWP, STANDARD_CERTIFICATE, HALAL):
        attachment = Attachment(
            public_id=f"berkas{number:06d}{kind.key}",
            sha256=f"{number:064x}",
            size=1000,
            media_type="application/pdf",
            pages=1,
            original_name=f"{kind.key}{marker}.pdf",
            doc_type=kind.key,
            establishment_id=own,
            uploaded_at=NOW,
        )
        session.add(attachment)
        session.flush()
        document = CompanyDocument(
            establishment_id=own,
            section="sertifikat" if kind is HALAL else "dokumen",
            doc_type=kind.key,
            validity="business",
            number=f"{kind.key}/{number}{marker}",
            issued_on=date(2021, 8, 9),
            kbli_code=kbli if kind is STANDARD_CERTIFICATE else None,
            attachment_id=attachment.id,
        )
        session.add(document)
        session.flush()
        session.add(
            DocumentVersion(
                document_id=document.id,
                establishment_id=own,
                sequence=1,
                values={"doc_type": kind.key, "number": document.number, "validity": "business"},
                attachment_id=attachment.id,
                saved_by=f"Pemilik{marker}",
                saved_at=NOW,
            )
        )
        documents.append(document)
        attachments.append(attachment.id)
    session.commit()
    records = {
        "business_line": [line.id],
        "permitted_capacity": [capacity.id],
        "company_document": [document.id for document in documents[:-1]],
        "certificate": [documents[-1].id],
        "contact_person": [contact.id],
        "warehouse": [warehouse.id],
    }
    people = {
        role.value: make_person(
            session,
            Grant(role, establishment_id=own),
            name=f"{role.label}{marker}",
            user_name=f"pabrik{number:04d}{role.value}",
            email=email if role is Role.OWNER else "",
        )
        for role in (Role.OWNER, Role.SIGNER, Role.STAFF)
    }
    return Company(
        own,
        establishment.public_id,
        entity.id,
        entity.name,
        nib,
        regency,
        email,
        kbli,
        records=records,
        attachments=attachments,
        **people,
    )


def page_values(step_key: str, answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The answers of one page of the production report, of the content that they name."""
    answers = complete_answers() if answers is None else answers
    step = ProductionReport.asked_step(step_key, answers)
    assert step is not None, step_key
    return {key: answers[key] for key in step.fields if key in answers}


@cache
def checked_paper(kind: DocumentType = SIGNED_STATEMENT, title: str = "Surat Pernyataan") -> CheckedFile:
    """A small PDF that has passed the real checks, as an operation takes it."""
    checked = check(Incoming(sample_paper(title, ["Contoh untuk pengujian."]), f"{kind.key}.pdf"), kind, field="file")
    assert isinstance(checked.facts, AcceptedFile)
    return checked


def save_addresses(make_work: MakeWork, company: Company) -> None:
    """Save head office and factory as they are, by which they lock themselves."""
    for key in ("kantor-pusat", "pabrik"):
        work, section = make_work(company.owner.actor), records.BY_KEY[key]
        establishment = work.session.get_one(Establishment, company.establishment_id)
        now = profile(establishment)
        values = {name: now[name] for name, field in section.step.fields.items() if field.kind != "file"}
        records.save_section(work, key, values, version=section_version(establishment, section))


def open_request(make_work: MakeWork, company: Company, which: str = "office") -> str:
    """A draft of a request for another address; returns its public id."""
    return cases.open_case(make_work(company.staff.actor), AddressChange.key, which).public_id


def fill_request(
    make_work: MakeWork, company: Company, public_id: str, since: date = date(2026, 10, 6), **address: Any
) -> None:
    """Fill a request: the present address but for `address`, the grounds, and a proof."""
    work = make_work(company.staff.actor)
    case = work.session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
    kept, saves = AddressChange.from_json(case.answers), dict(case.saves)
    values = {key: kept.get(key) for key in NewAddress.fields} | address
    cases.save_page(work, public_id, NewAddress.key, values=values, typed=None, seen=saves.get(NewAddress.key, 0))
    cases.save_page(
        work,
        public_id,
        Grounds.key,
        values={"reason": "Kantor pindah ke gedung sendiri.", "effective_on": since},
        typed=None,
        seen=saves.get(Grounds.key, 0),
        files={"proof": checked_paper(ADDRESS_PROOF, "Bukti alamat")},
    )


def make_request(make_work: MakeWork, company: Company, which: str = "office", **answers: Any) -> str:
    """A request that waits for the service desk; returns its public id."""
    public_id = open_request(make_work, company, which)
    fill_request(make_work, company, public_id, **({"street": "Jl. Baru Contoh 9"} | answers))
    cases.move(make_work(company.signer.actor), public_id, "send")
    return public_id


def open_report(make_work: MakeWork, company: Company, period: str = PERIOD) -> str:
    """A new draft; returns its public id."""
    return cases.open_case(make_work(company.staff.actor), REPORT, period).public_id


_FILLED: dict[str, dict[str, Any]] = {}
"""What filling in came to, by what was there and what was given: twenty pages are saved one by one only once."""


def fill(make_work: MakeWork, company: Company, public_id: str, answers: Mapping[str, Any] | None = None) -> None:
    """Every page of the report is saved with complete (or the given) answers.

    The same answers on the same ground are set at once, and noted as one saving, from the second time on.
    """
    work = make_work(company.staff.actor)
    answers = complete_answers(company.kbli) if answers is None else answers
    case = work.session.scalars(select(Case).where(Case.public_id == public_id)).one()
    key = repr((sorted(answers.items()), sorted(case.answers.items()), case.saves, case.typed))
    if (known := _FILLED.get(key)) is not None:
        _fill_at_once(work, public_id, known)
        return
    fill_page_by_page(work, public_id, answers)
    work.session.refresh(case)
    _FILLED[key] = {"answers": dict(case.answers), "saves": dict(case.saves), "typed": dict(case.typed)}


def fill_page_by_page(work: Work, public_id: str, answers: Mapping[str, Any]) -> None:
    """Save one page after the other, each by its operation."""
    for step in ProductionReport.asked_steps(answers):
        seen = work.session.scalars(select(Case.saves).where(Case.public_id == public_id)).one().get(step.key, 0)
        cases.save_page(work, public_id, step.key, values=page_values(step.key, answers), typed=None, seen=seen)


@operation
def _fill_at_once(work: Work, public_id: str, known: Mapping[str, Any]) -> None:
    case = cases.editable(work, public_id).case
    before = dict(case.answers)
    case.answers, case.saves, case.typed = dict(known["answers"]), dict(known["saves"]), dict(known["typed"])
    forget_unsent(work, case, before)
    work.record("case.page_saved", case, before={}, after={"page": list(known["saves"])[-1], "unread": False})


def sign(make_work: MakeWork, company: Company, public_id: str) -> None:
    """Print the statement and upload it signed."""
    work = make_work(company.staff.actor)
    digest = cases.note_printed(work, public_id)
    number = work.session.scalars(select(Case.number).where(Case.public_id == public_id)).one()
    cases.attach_statement(work, public_id, checked_paper(), [statement_code(number, digest)])


MOVES_TO = {
    "draft": (),
    "verification": ("send",),
    "validation": ("send", "check"),
    "returned": ("send", "send_back"),
    "accepted": ("send", "check", "accept"),
    "correction": ("send", "check", "accept", "correct"),
    "discarded": ("discard",),
}
"""How a report comes into each state."""


def make_report(
    make_work: MakeWork,
    company: Company,
    officers: Officers | None,
    state: str = "draft",
    period: str = PERIOD,
    *,
    page_by_page: bool = False,
) -> str:
    """A complete production report that came into `state` by its real moves; returns its public id."""
    public_id = open_report(make_work, company, period)
    if page_by_page:
        fill_page_by_page(make_work(company.staff.actor), public_id, complete_answers(company.kbli))
    else:
        fill(make_work, company, public_id)
    if "send" in MOVES_TO[state]:
        sign(make_work, company, public_id)
    for transition in MOVES_TO[state]:
        step_on(make_work, company, officers, public_id, transition)
    return public_id


def step_on(
    make_work: MakeWork, company: Company, officers: Officers | None, public_id: str, transition: str, **said: Any
) -> None:
    """Make one move of a report by whoever makes it normally."""
    if transition in {"send", "discard", "correct", "cancel_correction"}:
        actor = company.signer.actor
    else:
        assert officers is not None
        actor = (officers.validator if transition == "accept" else officers.verifier).actor
    words = {"send_back": "Lengkapi halaman Bahan Baku.", "correct": "Satuan bahan baku keliru ditulis."}
    cases.move(make_work(actor), public_id, transition, said=_reason(words.get(transition)) | said)


def _reason(text: str | None) -> dict[str, str]:
    return {"reason": text} if text else {}


def registration_answers(**changed: str) -> dict[str, str]:
    """What an applicant types: fits `nib_paper()`."""
    return {
        "company_name": "PT Contoh Gula Nusantara",
        "nib": "9120000000017",
        "npwp": "0012345678901000",
        "factory_location": "3507",
        "email": "surat@contoh-gula.example.test",
        "pic_name": "Sari Contoh",
        "pic_phone": "081200000001",
    } | changed


@cache
def nib_paper(nib: str = "9120000000017", email: str = "surat@contoh-gula.example.test") -> CheckedFile:
    """An NIB that has passed the real checks."""
    return check(Incoming(sample_nib(nib=nib, email=email), "nib.pdf"), NIB, field="nib_file")


def make_registration(make_work: MakeWork, officers: Officers | None, state: str = "submitted", **changed: str) -> str:
    """A registration that came into `state` ("submitted", "correction", "approved", "refused"); its public id."""
    answers = registration_answers(**changed)
    case = registration.apply(make_work(ANONYMOUS), answers, nib_paper(answers["nib"], answers["email"]), None)
    public_id = case.public_id
    transition = {"correction": "ask_correction", "approved": "approve", "refused": "refuse"}.get(state)
    if transition is not None:
        assert officers is not None
        said = {} if transition == "approve" else {"reason": "NIB tidak terbaca."}
        cases.move(make_work(officers.front_desk.actor), public_id, transition, said=said)
    return public_id
