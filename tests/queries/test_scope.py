"""Who sees which rows: asked with the criterion, and without it in a guarded session."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from siinas.models import (
    AddressRecord,
    Attachment,
    Base,
    BusinessLine,
    Case,
    CaseAssessment,
    CasePhoto,
    CompanyDocument,
    CompanyMark,
    ContactPerson,
    DocumentVersion,
    EmailChange,
    Establishment,
    EstablishmentStage,
    Filing,
    Invitation,
    JournalEntry,
    LegalEntity,
    Letter,
    LetterAuthority,
    LetterForm,
    Movement,
    NameWord,
    OssCall,
    OssLicence,
    OutboxRow,
    PermittedCapacity,
    Person,
    PersonGrant,
    RegistrationLikeness,
    ReleaseCell,
    ReportedFigure,
    ReportObligation,
    Setting,
    Task,
    Warehouse,
    WebSession,
)
from siinas.operations import letters
from siinas.process.roles import ANONYMOUS, APPLICANT, OFFICERS, SYSTEM, Actor, Grant, Role
from siinas.queries.cases import case_file
from siinas.queries.memberships import memberships
from siinas.queries.scope import GUARDED, LIMITED, SCOPES, UNLIMITED, guard, visible
from siinas.refusal import NotFound
from tests.conftest import works
from tests.factories import (
    NOW,
    make_company,
    make_officer,
    make_officers,
    make_person,
    make_registration,
    make_report,
    open_report,
)

OF_COMPANIES = (
    Establishment,
    LegalEntity,
    BusinessLine,
    PermittedCapacity,
    CompanyDocument,
    DocumentVersion,
    ContactPerson,
    Warehouse,
    AddressRecord,
    EstablishmentStage,
    ReportObligation,
    OssLicence,
)
FOUND_BY = (CompanyMark, RegistrationLikeness)
"""By what companies are found when a registration is compared with them."""
TRIED_ELSEWHERE = (CaseAssessment, CasePhoto, ReleaseCell, ReportedFigure, Task)
"""What tests/operations tries where it is made: figures of reports, background work, what officers answer."""
PRIVATE = (JournalEntry, LetterAuthority, LetterForm, OssCall, OutboxRow, Person, Setting)
CLOSED = {
    "one_time_link",
    "recovery_code",
    "throttle_count",
    "journal_head",
    "case_number",
    "letter_number",
}
"""Tables that nobody reads through a criterion."""

BOTH = {"A", "B"}
COMPANIES_OF = {
    "company A": {"A"},
    "company B": {"B"},
    "staff of A": {"A"},
    "front desk": BOTH,
    "verifier": BOTH,
    "verifier of B's directorate": {"B"},
    "verifier of a third directorate": set(),
    "validator of A's directorate": {"A"},
    "evaluator of A's directorate": {"A"},
    "director of A's directorate": {"A"},
    "director general of A's directorate": {"A"},
    "director general": BOTH,
    "front desk of A's directorate": {"A"},
    "supervisor of A's directorate": {"A"},
    "supervisor of A's region": {"A"},
    "verifier of B's directorate in A's region": set(),
    "verifier of A's and of B's directorate": BOTH,
    "verifier of B's directorate and inspector of A's region": BOTH,
    "region of A": {"A"},
    "region of nobody": set(),
    "supervisor": BOTH,
    "auditor": BOTH,
    "administrator": BOTH,
    "anonymous": set(),
    "applicant": set(),
    "system": set(),
    "person without a company": set(),
}
SENT = {"A sent", "B sent"}
CASES_OF = {
    "company A": {"A sent", "A draft"},
    "company B": {"B sent", "B draft"},
    "staff of A": {"A sent", "A draft"},
    "front desk": {"registration"},
    "verifier": SENT,
    "verifier of B's directorate": {"B sent"},
    "validator of A's directorate": {"A sent"},
    "supervisor of A's directorate": {"A sent", "registration"},
    "supervisor of A's region": {"A sent", "registration"},
    "front desk of A's directorate": {"registration"},
    "verifier of A's and of B's directorate": SENT,
    "verifier of B's directorate and inspector of A's region": {"B sent"},
    "supervisor": SENT | {"registration"},
    "auditor": SENT | {"registration"},
}
READERS = {"auditor", "administrator"}
OWNERSHIP = "registrasi.ownership_proof"


class World:
    """Two companies in two regions and directorates, each with a sent report and a draft, and a registration."""

    def __init__(self, engine, surroundings, clock):
        with Session(engine) as session:
            self.a = make_company(session, regency="3525", kbli="10721", marker="-A")
            self.b = make_company(session, regency="1471", kbli="13111", marker="-B")
            officers = make_officers(session)
            session.add(LetterForm(authority="ministry", kind="registrasi.ownership_proof"))
            self.actors: dict[str, Actor] = {
                "company A": self.a.owner.actor,
                "company B": self.b.owner.actor,
                "staff of A": self.a.staff.actor,
                "front desk": officers.front_desk.actor,
                "verifier": officers.verifier.actor,
                "verifier of B's directorate": make_officer(session, Role.VERIFIER, directorate="ITKAK").actor,
                "verifier of a third directorate": make_officer(session, Role.VERIFIER, directorate="ILOG").actor,
                "director general": make_officer(session, Role.DIRECTOR_GENERAL).actor,
                "supervisor of A's region": make_officer(session, Role.SUPERVISOR, region="35").actor,
                "verifier of B's directorate in A's region": make_officer(
                    session, Role.VERIFIER, directorate="ITKAK", region="35"
                ).actor,
                "verifier of A's and of B's directorate": make_person(
                    session, Grant(Role.VERIFIER, directorate="IMHLP"), Grant(Role.VERIFIER, directorate="ITKAK")
                ).actor,
                "verifier of B's directorate and inspector of A's region": make_person(
                    session,
                    Grant(Role.VERIFIER, directorate="ITKAK"),
                    Grant(Role.REGIONAL_INSPECTOR, region="35"),
                ).actor,
                "region of A": make_officer(session, Role.REGIONAL_INSPECTOR, region="35").actor,
                "region of nobody": make_officer(session, Role.REGIONAL_HEAD).actor,
                "supervisor": officers.supervisor.actor,
                "auditor": officers.auditor.actor,
                "administrator": officers.administrator.actor,
                "anonymous": ANONYMOUS,
                "applicant": APPLICANT,
                "system": SYSTEM,
                "person without a company": Actor(99, "Orang"),
            }
            for role in (
                Role.FRONT_DESK,
                Role.VALIDATOR,
                Role.EVALUATOR,
                Role.DIRECTOR,
                Role.DIRECTOR_GENERAL,
                Role.SUPERVISOR,
            ):
                name = f"{role.value.replace('_', ' ')} of A's directorate"
                self.actors[name] = make_officer(session, role, directorate="IMHLP").actor
            session.add(OssCall(method="receiveNIB", direction="in", once="a", request={}, answer={}, created_at=NOW))
            for company in (self.a, self.b):
                session.add(
                    OssLicence(
                        establishment_id=company.establishment_id,
                        nib=company.nib,
                        id_izin=f"I-{company.nib}",
                        received_at=NOW,
                    )
                )
                session.add(
                    EstablishmentStage(
                        establishment_id=company.establishment_id,
                        since=NOW.date(),
                        stage="production",
                        category="medium_large",
                        recorded_at=NOW,
                    )
                )
                session.add(
                    Invitation(
                        establishment_id=company.establishment_id,
                        role=Role.STAFF.value,
                        name="Diundang Contoh",
                        email="diundang@contoh.example.test",
                        invited_by=company.owner.id,
                        invited_at=NOW,
                    )
                )
            session.add(Setting(key="x", value="y"))
            session.commit()
        with works(engine, surroundings, clock) as make_work:
            self.cases = {
                make_report(make_work, self.a, None, "verification"): "A sent",
                make_report(make_work, self.b, None, "verification"): "B sent",
                open_report(make_work, self.a, "2026-Q2"): "A draft",
                open_report(make_work, self.b, "2026-Q2"): "B draft",
                make_registration(make_work, None): "registration",
            }
            for company in (self.a, self.b):
                letters.renew(make_work(company.owner.actor), OWNERSHIP)
        with Session(engine) as session:
            self.case_names = {case.id: self.cases[case.public_id] for case in session.scalars(select(Case)).unique()}

    def owner(self, establishment_id):
        return {self.a.establishment_id: "A", self.b.establishment_id: "B"}[establishment_id]

    def name(self, row):
        """Whose a row is."""
        if isinstance(row, Case):
            return self.case_names[row.id]
        if isinstance(row, Filing | Movement):
            return self.case_names[row.case_id]
        if isinstance(row, Establishment):
            return self.owner(row.id)
        if isinstance(row, LegalEntity):
            return {self.a.legal_entity_id: "A", self.b.legal_entity_id: "B"}[row.id]
        if isinstance(row, Attachment) and row.case_id:
            return f"file of {self.case_names[row.case_id]}"
        if isinstance(row, Letter) and row.case_id:
            return self.case_names[row.case_id]
        return self.owner(row.establishment_id)


def files_of(name):
    """The files somebody sees: the companies' own and those of the cases."""
    if name in {"administrator", "anonymous", "applicant", "system", "person without a company"}:
        return set()
    return COMPANIES_OF[name] | {f"file of {case}" for case in CASES_OF.get(name, set()) if "draft" not in case}


def expected(model, name):
    if model is Case:
        return CASES_OF.get(name, set())
    if model is Filing:
        return {case for case in CASES_OF.get(name, set()) if "draft" not in case}
    if model is Movement:
        return {case for case in CASES_OF.get(name, set()) if "sent" in case}
    if model is Attachment:
        return files_of(name)
    if model is Letter:
        seen = CASES_OF.get(name, set()) | (SENT | {"registration"} if name in READERS else set())
        return COMPANIES_OF[name] | {case for case in seen if "draft" not in case}
    if model is Invitation:
        return {"company A": {"A"}, "company B": {"B"}}.get(name, BOTH if name in READERS else set())
    return COMPANIES_OF[name]


MODELS = (*OF_COMPANIES, Case, Attachment, Filing, Movement, Letter, Invitation)


def test_nothing_foreign_is_visible(engine, surroundings, clock):
    world = World(engine, surroundings, clock)
    for name, actor in world.actors.items():
        for model in MODELS:
            with Session(engine) as session:
                asked = {
                    world.name(row) for row in session.scalars(select(model).where(visible(model, actor))).unique()
                }
            with Session(engine) as session:
                guard(session, actor)
                guarded = {world.name(row) for row in session.scalars(select(model)).unique()}
                counted = session.scalar(select(func.count()).select_from(model))
                assert counted == len(session.scalars(select(model)).unique().all()), (name, model)
            assert asked == guarded == expected(model, name), (name, model.__name__)
        for model in PRIVATE:
            with Session(engine) as session:
                rows = session.scalars(select(model).where(visible(model, actor))).all()
            assert bool(rows) is (name in READERS), (name, model.__name__)


def test_the_guard_holds_without_entities(engine, surroundings, clock):
    """Single columns, look-ups by key, joins and bulk writes are limited as well."""
    world = World(engine, surroundings, clock)
    foreign = next(key for key, name in world.case_names.items() if name == "B sent")
    with Session(engine) as session:
        guard(session, world.actors["company A"])
        assert session.get(Case, foreign) is None
        assert session.get(Establishment, world.b.establishment_id) is None
        assert session.scalars(select(BusinessLine.title).order_by(BusinessLine.id)).all() == ["Industri Gula Pasir-A"]
        joined = select(Establishment.email).join(LegalEntity).join(Case, Case.establishment_id == Establishment.id)
        assert set(session.scalars(joined)) == {world.a.email}
        session.execute(update(ContactPerson).values(name="Diganti"))
        session.commit()
    with Session(engine) as session:
        assert set(session.scalars(select(ContactPerson.name))) == {"Diganti", "Kontak Contoh-B"}


def test_a_case_of_another_is_as_missing_as_none(engine, surroundings, clock):
    world = World(engine, surroundings, clock)
    for public_id, case in world.cases.items():
        for name, actor in world.actors.items():
            with Session(engine) as session:
                if case in CASES_OF.get(name, set()):
                    assert case_file(session, actor, public_id, NOW).case.public_id == public_id
                    continue
                with pytest.raises(NotFound) as missing:
                    case_file(session, actor, public_id, NOW)
                with pytest.raises(NotFound) as none:
                    case_file(session, actor, "tidak-ada", NOW)
                assert str(missing.value) == str(none.value)


def test_someone_with_two_companies_sees_the_one_they_work_in(engine, surroundings, clock):
    world = World(engine, surroundings, clock)
    grants = (*world.a.owner.actor.grants, *world.b.staff.actor.grants)
    for active in (world.a, world.b):
        actor = Actor(5, "Dua", grants, active.establishment_id)
        with Session(engine) as session:
            guard(session, actor)
            assert session.scalars(select(Establishment.id)).all() == [active.establishment_id]


def test_every_table_has_been_thought_about():
    tables = {mapper.local_table.name for mapper in Base.registry.mappers}
    assert {model.__tablename__ for model in SCOPES} == tables - CLOSED
    assert set(GUARDED) == {*MODELS, *FOUND_BY, *TRIED_ELSEWHERE}
    for mapper in Base.registry.mappers:
        if mapper.local_table.name in CLOSED:
            with pytest.raises(KeyError):
                visible(mapper.class_, SYSTEM)


def test_who_compares_registrations_asks_by_what_companies_are_found(engine, surroundings, clock):
    world = World(engine, surroundings, clock)
    comparing = {name for name in world.actors if name.startswith(("front desk", "supervisor"))} | READERS
    with Session(engine) as session:
        case = next(id_ for id_, name in world.case_names.items() if name == "registration")
        session.add(RegistrationLikeness(case_id=case, establishment_id=world.a.establishment_id, kinds=["name"]))
        session.commit()
    for name, actor in world.actors.items():
        with Session(engine) as session:
            guard(session, actor)
            assert bool(session.scalars(select(CompanyMark)).all()) is (name in comparing), name
            words = session.scalars(select(NameWord).where(visible(NameWord, actor))).all()
            assert bool(words) is (name in comparing), name
            seen = session.scalars(select(RegistrationLikeness)).all()
            assert bool(seen) is ("registration" in CASES_OF.get(name, set())), name


def reach(session, actor):
    """The establishments that an actor sees, asked with the criterion and in a guarded session."""
    asked = set(session.scalars(select(Establishment.id).where(visible(Establishment, actor))))
    guard(session, actor)
    assert set(session.scalars(select(Establishment.id))) == asked
    session.info.clear()
    return asked


def test_every_officers_role_has_a_reach():
    assert LIMITED | UNLIMITED == OFFICERS
    assert not LIMITED & UNLIMITED


def test_a_company_without_a_directorate_is_everyones(engine):
    """Nobody has recorded its business lines yet, so no directorate misses it."""
    with Session(engine) as session:
        company = make_company(session)
        session.get_one(Establishment, company.establishment_id).directorate = None
        session.commit()
        actor = make_officer(session, Role.VERIFIER, directorate="ILOG").actor
        assert reach(session, actor) == {company.establishment_id}


def test_a_company_that_moved_on_is_seen_with_its_cases(engine, surroundings, clock):
    """A report stays with the directorate to which it was sent, and its company's data with it."""
    world = World(engine, surroundings, clock)
    with Session(engine) as session:
        session.get_one(Establishment, world.b.establishment_id).directorate = "ILMATE"
        session.commit()
        former = world.actors["verifier of B's directorate"]
        assert reach(session, former) == {world.b.establishment_id}
        documents = select(CompanyDocument.id).where(visible(CompanyDocument, former))
        kept = world.b.records
        assert set(session.scalars(documents)) == {*kept["company_document"], *kept["certificate"]}
        assert reach(session, world.actors["verifier of a third directorate"]) == set()
        newcomer = make_officer(session, Role.VERIFIER, directorate="ILMATE").actor
        assert reach(session, newcomer) == {world.b.establishment_id}


def test_the_papers_of_a_registration_are_seen_as_the_companys_documents(engine, surroundings, clock):
    """NIB and NPWP keep the case with which they came; whoever sees the company's document opens its file."""
    with Session(engine) as session:
        officers = make_officers(session)
        here = make_officer(session, Role.VALIDATOR, directorate="IMHLP").actor
        elsewhere = make_officer(session, Role.VERIFIER, directorate="ILOG").actor
    with works(engine, surroundings, clock) as make_work:
        approved = make_registration(make_work, officers, "approved")
        make_registration(make_work, None, nib="9120000000018", email="lain@contoh-gula.example.test")
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == approved)).unique().one()
        session.get_one(Establishment, case.establishment_id).directorate = "IMHLP"
        session.commit()
        papers = set(session.scalars(select(Attachment.id).where(Attachment.case_id == case.id)))
        waiting = set(session.scalars(select(Attachment.id))) - papers
        assert papers
        assert waiting

        def files(actor):
            return set(session.scalars(select(Attachment.id).where(visible(Attachment, actor))))

        assert files(here) == papers
        assert files(elsewhere) == set()
        assert files(officers.verifier.actor) == papers
        assert files(officers.front_desk.actor) == papers | waiting
        assert files(officers.administrator.actor) == set()


def test_a_file_that_no_document_names_any_more_is_the_companys_own(engine):
    with Session(engine) as session:
        company, officers = make_company(session), make_officers(session)
        (deed, *_rest) = company.records["company_document"]
        file = session.get_one(CompanyDocument, deed).attachment_id
        document = session.get_one(CompanyDocument, deed)
        for version in document.versions:
            session.delete(version)
        session.delete(document)
        session.commit()
        for actor, sees in ((officers.verifier.actor, False), (company.staff.actor, True)):
            rows = session.scalars(select(Attachment.id).where(visible(Attachment, actor), Attachment.id == file))
            assert bool(rows.all()) is sees


def test_memberships_are_the_persons_own(engine):
    """All of the person's establishments, though the second layer shows one; none of anybody else's."""
    with Session(engine) as session:
        a, b, c = (make_company(session, name=f"PT {letter}") for letter in "ABC")
        both = make_person(
            session,
            Grant(Role.STAFF, establishment_id=b.establishment_id),
            Grant(Role.OWNER, establishment_id=a.establishment_id),
        )
        actor = Actor(both.id, "Dua", both.actor.grants, b.establishment_id)
        guard(session, actor)
        found = memberships(session, actor)
        assert [(one.id, one.name) for one in found] == [(a.establishment_id, "PT A"), (b.establishment_id, "PT B")]
        assert found[0].place == "Kabupaten Gresik, Jawa Timur"
        assert session.scalars(select(Establishment.id)).all() == [b.establishment_id], "the guard is back"
        assert [one.id for one in memberships(session, c.owner.actor)] == [c.establishment_id]
        assert memberships(session, ANONYMOUS) == []


def test_roles_are_seen_by_the_owner_and_by_readers(engine, surroundings, clock):
    """Whoever works in an establishment is nobody's business but its owners'."""
    world = World(engine, surroundings, clock)
    for name, actor in world.actors.items():
        with Session(engine) as session:
            rows = session.scalars(select(PersonGrant).where(visible(PersonGrant, actor))).all()
            places = {row.establishment_id for row in rows}
        if name in {"company A", "company B"}:
            assert places == {actor.establishment_id}, name
        else:
            assert bool(rows) is (name in READERS), name


def test_sessions_and_wishes_are_the_persons_own(engine, surroundings, clock):
    world = World(engine, surroundings, clock)
    with Session(engine) as session:
        for company in (world.a, world.b):
            person = company.owner.id
            session.add(WebSession(token_hash=str(person), person_id=person, created_at=NOW, seen_at=NOW))
            session.add(EmailChange(person_id=person, old_email="a", new_email="b", asked_at=NOW, expires_at=NOW))
        session.commit()
        for model in (WebSession, EmailChange):
            for name, actor in world.actors.items():
                rows = session.scalars(select(model).where(visible(model, actor))).all()
                own = {"company A": world.a.owner.id, "company B": world.b.owner.id}.get(name)
                assert [row.person_id for row in rows] == ([own] if own else []), (name, model)
