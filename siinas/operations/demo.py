"""The demo's sample data: invented companies with a year of history, made by the same operations as real ones."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update

from siinas.catalogue import process as process_named
from siinas.catalogue.registration import OWNERSHIP_PROOF, Registration
from siinas.documents.nib_record import KbliRow, Licence
from siinas.documents.pdf_sandbox import render_page
from siinas.documents.sample_papers import sample_nib, sample_paper
from siinas.models import Case, Establishment, OneTimeLink, OutboxRow, Person, PersonGrant
from siinas.operations import accounts, cases, letters, obligations, passwords, people, records, registration
from siinas.operations.demo_answers import answers_of, half_filled, report_of, section_values, with_slip
from siinas.operations.demo_cast import NIB_ISSUED_ON, Applicant, Company, Report
from siinas.operations.demo_companies import COMPANIES, SUGAR
from siinas.operations.demo_days import at, fit, workday, workdays_before
from siinas.operations.demo_licences import licence_acts
from siinas.operations.demo_papers import add_papers, attach_signed, review_papers
from siinas.operations.demo_people import APPLICANTS, COLLEAGUES, INVITED, OFFICERS
from siinas.operations.demo_requests import request_acts
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.operations.work import Work, housekeeping, operation
from siinas.process.periods import Quarter
from siinas.process.roles import ANONYMOUS, SYSTEM, Actor, Grant, Role
from siinas.process.words import JAKARTA
from siinas.queries.cases import case_file
from siinas.queries.company import section_version
from siinas.queries.letters import kind_of
from siinas.reference.document_types import DEED, DOCUMENT_TYPES, NIB, NPWP, SIGNED_STATEMENT
from siinas.reference.holidays import working_days_after
from siinas.refusal import Refused

PASSWORD = "demo siinas 2026"  # noqa: S105 - the published password of invented accounts
MAILS_LEFT = 4
WITH_LINK = ("correction_mail", "invitation_mail")
"""Mails that are left, whenever they were written: without them nobody could go on."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, as it is shown to whoever tries it."""

    user_name: str
    password: str
    role_label: str
    name: str
    note: str


def demo_accounts() -> list[DemoAccount]:
    """The accounts that `make_demo` makes: one of each role, then the owners of further companies."""
    rows = [(SUGAR.user_name, Role.OWNER, SUGAR.owner, f"{SUGAR.name}: {SUGAR.note}")]
    rows += [(user_name, role, name, SUGAR.name) for user_name, role, name in COLLEAGUES]
    rows += [(officer.user_name, officer.role, officer.name, officer.note) for officer in OFFICERS]
    rows += [
        (company.user_name, Role.OWNER, company.owner, f"{company.name}: {company.note}")
        for company in COMPANIES
        if company is not SUGAR
    ]
    return [DemoAccount(user_name, PASSWORD, role.label, name, note) for user_name, role, name, note in rows]


def make_demo(work: Work) -> None:
    """Fill an empty demo; does nothing once there is any person. Refused outside of a demo."""
    if not work.services.configuration.demo:
        raise Refused("Data contoh hanya dibuat dalam demo (SIINAS_DEMO=1).")
    if work.session.scalar(select(func.count()).select_from(Person)):
        return
    stage = Stage(work)
    for act in sorted(stage.plan(), key=lambda planned: planned.at):
        act.do(act.at)
    _settle_mails(work)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened at a moment of the past."""

    at: datetime
    do: Callable[[datetime], object]


@dataclass
class Stage:
    """What the acts of the demo need of one another: who has which account, and which case is whose."""

    work: Work
    people: dict[str, int] = field(default_factory=dict)
    establishments: dict[str, int] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.now = self.work.now
        self.today = self.now.astimezone(JAKARTA).date()
        newest = Quarter.holding(self.today).previous
        self.quarters = (newest.previous.previous.previous, newest.previous.previous, newest.previous, newest)
        self.password_hash = passwords.hashed(PASSWORD)
        paper = sample_paper("Dokumen contoh", ["Berkas ini hanya untuk peragaan dan bukan dokumen resmi."])
        self.paper = check(Incoming(paper, "dokumen-contoh.pdf"), DEED, field="file")
        statement = sample_paper(
            "Surat Pernyataan", ["Contoh hasil pindai surat pernyataan yang sudah ditandatangani.", "(tanda tangan)"]
        )
        self.statement = check(Incoming(statement, "surat-pernyataan.pdf"), SIGNED_STATEMENT, field="file")

    def plan(self) -> Iterator[Act]:
        """All acts, in no order."""
        begin = self.quarters[0].first_day
        yield Act(at(workday(begin - timedelta(days=30)), 8, 0), self.make_officers)
        for quarter in self.quarters:
            yield Act(at(quarter.next.first_day, 0, 5), self.count_obligations)
        for place, company in enumerate(COMPANIES):
            yield from self.company_acts(place, company)
            for report in company.reports:
                yield from self.report_acts(place, company, report)
        for place, applicant in enumerate(APPLICANTS):
            yield from self.applicant_acts(place, applicant)
        yield from (Act(moment, do) for moment, do in request_acts(self))
        yield from (Act(moment, do) for moment, do in licence_acts(self))

    def as_person(self, user_name: str, moment: datetime, company: str = "") -> Work:
        """A work of that person at that moment."""
        person = self.work.session.get_one(Person, self.people[user_name])
        ip = f"192.0.2.{10 + person.id}" if company else f"198.51.100.{10 + person.id}"
        return self.as_actor(person.actor(self.establishments.get(company)), moment, ip)

    def as_actor(self, actor: Actor, moment: datetime, ip: str = "") -> Work:
        """A work of that actor at that moment, in the session of the demo."""
        return Work(self.work.session, self.work.services, actor, ip, clock=lambda: moment.astimezone(UTC))

    # Accounts

    def make_officers(self, moment: datetime) -> None:
        """All officers' accounts, as the command line makes them."""
        for officer in OFFICERS:
            work = self.as_actor(SYSTEM, moment)
            grant = Grant(officer.role, region=officer.region, directorate=officer.directorate)
            email = f"{officer.user_name}@kemenperin.example.test"
            accounts.create_officer(work, officer.user_name, officer.name, email, [grant])
            person = self.work.session.scalars(select(Person).where(Person.user_name == officer.user_name)).one()
            self.give_password(person.id, officer.user_name, moment)

    def count_obligations(self, moment: datetime) -> None:
        """What companies owe is made when a window opens."""
        obligations.extend(self.as_actor(SYSTEM, moment))

    def give_password(self, person_id: int, user_name: str, moment: datetime) -> None:
        """Let the person sign in with the demo's password under the demo's user name."""
        set_demo_password(self.as_actor(SYSTEM, moment), person_id, user_name, self.password_hash)
        self.people[user_name] = person_id

    # Companies

    def company_acts(self, place: int, company: Company) -> Iterator[Act]:
        """Registration, approval and Data Perusahaan; a company without reports has come a few days ago."""
        if company.reports:
            applied = workday(self.quarters[0].first_day + timedelta(days=18 + 4 * place))
        else:
            applied = workdays_before(self.today, 6)

        def approve(moment: datetime) -> None:
            case = cases.move(self.as_person("layanan", moment), self.cases[company.key], "approve")
            self.establishments[company.key] = case.establishment_id or 0
            grants = select(PersonGrant.person_id).where(PersonGrant.establishment_id == case.establishment_id)
            self.give_password(self.work.session.scalars(grants).one(), company.user_name, moment)

        npwp = self.as_kind(NPWP.key, "npwp.pdf") if company.sections else None
        yield Act(
            at(applied, 10, 10 + place), lambda moment: self.apply(company, company.name.upper(), moment, npwp=npwp)
        )
        yield Act(at(working_days_after(applied, 1), 9, 25 + place), approve)
        if company.sections:
            yield Act(at(working_days_after(applied, 2), 13, 5 + place), lambda moment: self.fill_data(company, moment))
            yield Act(at(working_days_after(applied, 3), 8, 10 + place), lambda moment: self.review(company, moment))
        if company is SUGAR:
            yield Act(at(working_days_after(applied, 3), 9, 0), self.add_colleagues)
            yield Act(at(working_days_after(applied, 3), 9, 40), self.renew_proof)
            yield Act(at(workdays_before(self.today, 1), 14, 5), self.invite_colleague)

    def apply(
        self, company: Company, name_on_nib: str, moment: datetime, *, npwp: CheckedFile | None, scan: bool = False
    ) -> None:
        """Hand in the registration of a company with an invented NIB."""
        content = sample_nib(
            nib=company.nib,
            name=name_on_nib,
            address=company.address,
            phone=company.phone,
            email=company.email,
            investment_status=company.status,
            scale=company.scale,
            issued_on=NIB_ISSUED_ON,
            kbli=[
                KbliRow(line.kbli, line.title, company.address, line.risk, (Licence(line.licence, "Terbit"),))
                for line in company.lines
            ],
        )
        nib = check(Incoming(scanned(content) if scan else content, f"nib-{company.key}.pdf"), NIB, field="nib_file")
        typed = {
            "company_name": company.name,
            "nib": company.nib,
            "npwp": company.npwp,
            "factory_location": company.regency,
            "email": company.email,
            "pic_name": company.owner,
            "pic_phone": company.phone,
        }
        work = self.as_actor(ANONYMOUS, moment, f"203.0.113.{int(company.nib[-3:]) % 250}")
        self.cases[company.key] = registration.apply(work, typed, nib, npwp).public_id

    def as_kind(self, doc_type: str, name: str) -> CheckedFile:
        """The one checked paper of the demo as a document of that kind."""
        return CheckedFile(self.paper.content, DOCUMENT_TYPES[doc_type], replace(self.paper.facts, original_name=name))

    def fill_data(self, company: Company, moment: datetime) -> None:
        """Fill Data Perusahaan as far as the company has."""
        work = self.as_person(company.user_name, moment, company.key)
        for section in ("data-umum", "kantor-pusat", "pabrik"):
            establishment = work.session.get_one(Establishment, self.establishments[company.key])
            version = section_version(establishment, records.BY_KEY[section])
            records.save_section(work, section, section_values(company)[section], version=version)
        for product in company.figures.products if company.figures else ():
            values: dict[str, Any] = {
                "kbli_code": product.kbli,
                "product_name": product.name,
                "hs_code": product.hs,
                "capacity": Decimal(product.per_year),
                "unit_code": product.unit,
                "kg_factor": None if product.unit in {"TNE", "KGM"} else Decimal(product.kg),
                "capacity_source": "oss_rba",
            }
            records.save_record(work, "kapasitas", None, values)
        add_papers(work, company, self.today, self.as_kind)
        contact: dict[str, Any] = {
            "name": company.owner,
            "position": "Direktur Utama",
            "mobile": f"0812 0000 0{company.nib[-3:]}",
        }
        contact |= {"email": company.email, "is_main": True}
        records.save_record(work, "contact-person", None, contact)

    def review(self, company: Company, moment: datetime) -> None:
        """The front desk looks at the documents of a company."""
        review_papers(self.as_person("layanan", moment), self.establishments[company.key], company)

    def add_colleagues(self, moment: datetime) -> None:
        """The first company's further people."""
        own = self.establishments[SUGAR.key]
        for user_name, role, name in COLLEAGUES:
            work = self.as_person(SUGAR.user_name, moment, SUGAR.key)
            email = f"{user_name}@contoh-{SUGAR.key}.example.test"
            person_id = add_colleague(work, user_name, name, email, Grant(role, establishment_id=own))
            self.give_password(person_id, user_name, moment)

    def renew_proof(self, moment: datetime) -> None:
        """The first company has its Bukti Kepemilikan Akun issued anew, now that its address is known."""
        letters.renew(self.as_person(SUGAR.user_name, moment, SUGAR.key), kind_of(Registration, OWNERSHIP_PROOF))

    def invite_colleague(self, moment: datetime) -> None:
        """Somebody is asked to work for the first company; the mail waits."""
        name, role, email = INVITED
        people.invite(self.as_person(SUGAR.user_name, moment, SUGAR.key), name, email, role)

    # Registrations that have no account

    def applicant_acts(self, place: int, applicant: Applicant) -> Iterator[Act]:
        """A registration that waits, was sent back, or was refused."""
        company = applicant.company
        sent = workdays_before(self.today, applicant.sent_days_ago)
        yield Act(
            at(sent, 13, 20 + place),
            lambda moment: self.apply(company, applicant.name_on_nib, moment, npwp=None, scan=applicant.scan),
        )
        if applicant.move:
            yield Act(
                at(working_days_after(sent, 1), 10, 30 + place),
                lambda moment: cases.move(
                    self.as_person("layanan", moment),
                    self.cases[company.key],
                    applicant.move,
                    said={"reason": applicant.reason},
                ),
            )

    # Reports

    def report_acts(self, place: int, company: Company, report: Report) -> list[Act]:
        """The life of one report, on working days of its own quarter's window or of the last days."""
        quarter = self.quarters[report.quarter]
        steps = list(self.life_of(company, report))
        lasts = steps[-1][0]
        opens = quarter.next.first_day
        if report.rests is None:
            start = working_days_after(opens, 3 + 2 * place + report.quarter)
        else:
            start = workdays_before(self.today, report.rests + lasts)
        moments = [at(working_days_after(start, days), 9, minutes + place) for days, minutes, _ in steps]
        fitted = fit(moments, at(opens, 0, 0), self.now)
        return [Act(moment, do) for moment, (_, _, do) in zip(fitted, steps, strict=True)]

    def life_of(self, company: Company, report: Report) -> Iterator[tuple[int, int, Callable[[datetime], object]]]:
        """Working days since the beginning, minutes after nine, and what is done then."""
        if company.figures is None:
            return
        key = f"{company.key}/{report.quarter}"
        right, process = answers_of(company, company.figures, report.quarter), report_of(company)
        first = with_slip(right, report.slip) if report.slip else right
        filler = "staf" if company is SUGAR else company.user_name
        sender = "penandatangan" if company is SUGAR else company.user_name

        def filling(moment: datetime) -> Work:
            return self.as_person(filler, moment, company.key)

        def open_report(moment: datetime) -> None:
            period = self.quarters[report.quarter].key
            self.cases[key] = cases.open_case(filling(moment), process.key, period).public_id

        def fill(page: int, answers: dict[str, Any]) -> Callable[[datetime], None]:
            half = report.pages is not None and page == report.pages - 1
            return lambda moment: self.save_page(filling(moment), key, page, half_filled(answers) if half else answers)

        def sign(moment: datetime) -> None:
            work = filling(moment)
            self.explain(work, key, report)
            cases.note_printed(work, self.cases[key])

        def attach(moment: datetime) -> None:
            attach_signed(filling(moment), self.cases[key], self.statement)

        yield 0, 5, open_report
        pages = process.asked_steps(right)
        for page in range(report.pages or len(pages)):
            yield 0, 20 + 6 * page, fill(page, first)
        day, before = 1, ""
        for move in report.moves:
            if move == "send":
                if before == "send_back" and report.slip:
                    day += 2
                    keys = [step.key for step in pages]
                    yield day, 15, fill(keys.index(report.slip.page), right)
                yield day, 60, sign
                yield day, 260, attach
                yield day, 290, self.move(key, company.key, sender, move, {})
            elif move == "send_back":
                day += 1
                officer = "validator" if before == "check" else "verifikator"
                yield day, 370, self.move(key, "", officer, move, {"reason": report.reason})
            elif move == "check":
                day += 2
                yield day, 75, self.move(key, "", "verifikator", move, {"note": "Angka sejalan dengan dokumen."})
            else:
                day += 2
                yield day, 120, self.move(key, "", "validator", move, {})
            before = move

    def move(
        self, key: str, company: str, user_name: str, transition: str, said: dict[str, Any]
    ) -> Callable[[datetime], object]:
        """The act of moving a report."""
        return lambda moment: cases.move(
            self.as_person(user_name, moment, company), self.cases[key], transition, said=said
        )

    def save_page(self, work: Work, key: str, page: int, answers: dict[str, Any]) -> None:
        """Save one page of a report."""
        row = select(Case.saves, Case.process).where(Case.public_id == self.cases[key])
        saves, process = work.session.execute(row).one()
        step = process_named(process).asked_steps(answers)[page]
        values = {name: answers[name] for name in step.fields if name in answers}
        cases.save_page(work, self.cases[key], step.key, values=values, typed=None, seen=saves.get(step.key, 0))

    def explain(self, work: Work, key: str, report: Report) -> None:
        """Give the reasons for what the checks find odd; KeyError for a finding that the data does not expect."""
        file = case_file(work.session, work.actor, self.cases[key], work.now)
        reasons = {finding.key: report.reasons[finding.check] for finding in file.findings()}
        if reasons or file.case.confirmations:
            cases.confirm_findings(work, self.cases[key], reasons)


def scanned(content: bytes) -> bytes:
    """The first page of a PDF as a picture of paper, without any text."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = ImageReader(io.BytesIO(render_page(content, 1)))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawImage(picture, 0, 0, *A4)
    canvas.save()
    return out.getvalue()


@operation
def set_demo_password(work: Work, person_id: int, user_name: str, password_hash: str) -> None:
    """Give an account the demo's password and user name, without mail; its one-time links end."""
    person = work.session.get_one(Person, person_id)
    before = {"user_name": person.user_name}
    person.user_name, person.password_hash = user_name, password_hash
    person.password_kind, person.password_expires_at = "own", None
    links = select(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None))
    for link in work.session.scalars(links):
        link.used_at = work.now
    work.record("demo.password_set", person, before=before, after={"user_name": user_name})


@operation
def add_colleague(work: Work, user_name: str, name: str, email: str, grant: Grant) -> int:
    """A further person of a company; returns the person's id."""
    person = accounts.new_person(work, user_name, name, email, [grant])
    work.session.flush()
    work.record(
        "person.created",
        person,
        after={"user_name": user_name, "roles": [grant.role]},
        establishment_id=grant.establishment_id,
    )
    return person.id


@housekeeping
def _settle_mails(work: Work) -> None:
    """Leave only the last few mails to be sent: the mailbox is not flooded, and no mail replaces a password."""
    waiting = select(OutboxRow.id).where(OutboxRow.status == "waiting")
    harmless = OutboxRow.kind.in_(("mail", "registration_mail"))
    last = waiting.where(harmless).order_by(OutboxRow.id.desc()).limit(MAILS_LEFT)
    kept = [*work.session.scalars(last), *work.session.scalars(waiting.where(OutboxRow.kind.in_(WITH_LINK)))]
    work.session.execute(
        update(OutboxRow)
        .where(OutboxRow.status == "waiting", OutboxRow.kind.endswith("mail"), OutboxRow.id.not_in(kept))
        .values(status="done", done_at=OutboxRow.created_at)
    )
