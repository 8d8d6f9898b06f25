"""The people of a company: invitations from both sides, roles, ownership, and whoever may not."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Invitation, JournalEntry, OneTimeLink, Person, PersonGrant, Setting
from siinas.operations import accounts, invitations, outbox, people, sessions
from siinas.process.roles import ANONYMOUS, Grant, Role
from siinas.queries.people import last_sign_ins, open_invitations, sign_ins
from siinas.refusal import NotFound, NotPermitted, Refused, TooMany
from tests.factories import PASSWORD, make_company, make_officer, make_person

EMAIL = "baru@contoh.example.test"
OWN = "dermaga tujuh lampu kuning"


@pytest.fixture
def other(engine):
    with Session(engine) as session:
        return make_company(session, regency="3273")


def grants_of(engine, establishment_id):
    with Session(engine) as session:
        rows = session.scalars(select(PersonGrant).where(PersonGrant.establishment_id == establishment_id))
        return {row.person_id: (row.id, row.role) for row in rows}


def proved(work):
    """A work of somebody who has just given their password."""
    work.proved_at = work.now
    return work


def invite(make_work, company, email=EMAIL, role="staff", name="Orang Baru"):
    return people.invite(make_work(company.owner.actor), name, email, role)


def deliver(make_work):
    for lease in outbox.lease_due(make_work(), most=100):
        assert outbox.deliver(make_work(), lease)


def token(make_work, mailbox, email=EMAIL):
    deliver(make_work)
    return re.search(r"/undangan/(\S+)", mailbox.to(email)[-1].get_content())[1]


# Inviting


def test_an_invitation_names_role_and_company_only(engine, make_work, mailbox, company):
    invite(make_work, company, email=" Baru@Contoh.example.test ")
    deliver(make_work)
    (mail,) = mailbox.to(EMAIL)
    text = mail["Subject"] + mail.get_content()
    assert company.name in text
    assert "Staf pengisi" in text
    with Session(engine) as session:
        owner = session.get_one(Person, company.owner.id)
        for secret in ("Orang Baru", owner.name, owner.email, owner.user_name, company.nib):
            assert secret not in text
        row = session.scalars(select(Invitation)).one()
        assert (row.state, row.email) == ("open", EMAIL)
        link = session.scalars(select(OneTimeLink)).one()
        secret = re.search(r"/undangan/(\S+)", text)[1]
        assert link.token_hash == sessions.token_hash(secret) != secret


@pytest.mark.parametrize("who", ["signer", "staff"])
def test_only_owners_invite_and_change(make_work, company, who):
    actor = getattr(company, who).actor
    for act in (
        lambda work: people.invite(work, "Orang", EMAIL, "staff"),
        lambda work: people.resend(work, 1),
        lambda work: people.withdraw(work, 1),
        lambda work: people.change_role(work, 1, "owner"),
        lambda work: people.hand_over(work, 1, "staff"),
        lambda work: people.remove(work, 1),
    ):
        with pytest.raises(NotPermitted, match="pemilik akun"):
            act(proved(make_work(actor)))


@pytest.mark.parametrize("role", ["owner", "verifier", "administrator", "", "x"])
def test_only_staff_and_signers_are_invited(make_work, company, role):
    with pytest.raises(Refused, match="staf pengisi dan penanda tangan") as refusal:
        invite(make_work, company, role=role)
    assert refusal.value.field == "role"


def test_who_works_here_or_is_invited_is_not_invited_again(engine, make_work, mailbox, company, other, clock):
    with pytest.raises(Refused, match="sudah menjadi Staf pengisi") as refusal:
        invite(make_work, company, email=company.staff.email.upper())
    assert refusal.value.field == "email"
    invite(make_work, company, email=other.staff.email), "somebody of another company may be"
    first = invite(make_work, company)
    with pytest.raises(Refused, match="sudah diundang"):
        invite(make_work, company, role="signer")
    invite(make_work, other)
    old = token(make_work, mailbox)
    clock.move(days=7)
    second = invite(make_work, company, role="signer")
    with Session(engine) as session:
        assert session.get_one(Invitation, first).state == "expired"
        assert session.get_one(Invitation, second).state == "open"
    assert invitations.offer(make_work(ANONYMOUS), old).dead == invitations.EXPIRED


def test_of_many_who_invite_the_same_address_one_does(engine, make_work, company):
    start = Barrier(8)

    def act(_number):
        work = make_work(company.owner.actor)
        start.wait(30)
        try:
            people.invite(work, "Orang Baru", EMAIL, "staff")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(act, range(8))) == 1


def test_mails_of_invitations_are_limited_by_the_day(engine, make_work, company, clock):
    with Session(engine) as session:
        session.add(Setting(key="invitations_day", value="2"))
        session.commit()
    wanted = invite(make_work, company)
    people.resend(make_work(company.owner.actor), wanted)
    for act in (
        lambda: people.resend(make_work(company.owner.actor), wanted),
        lambda: invite(make_work, company, email="lain@contoh.example.test"),
    ):
        with pytest.raises(TooMany, match="surat undangan"):
            act()
    clock.move(days=1, minutes=1)
    people.resend(make_work(company.owner.actor), wanted)


def test_a_new_link_ends_the_old_one_and_withdrawing_ends_all(make_work, mailbox, company):
    wanted = invite(make_work, company)
    old = token(make_work, mailbox)
    assert people.resend(make_work(company.owner.actor), wanted) == EMAIL
    assert invitations.offer(make_work(ANONYMOUS), old).dead == invitations.REPLACED
    new = token(make_work, mailbox)
    assert invitations.offer(make_work(ANONYMOUS), new).dead == ""
    people.withdraw(make_work(company.owner.actor), wanted)
    for secret in (old, new):
        assert invitations.offer(make_work(ANONYMOUS), secret).dead == invitations.WITHDRAWN
        with pytest.raises(Refused, match="ditarik"):
            invitations.accept_as_new(make_work(ANONYMOUS), secret, "orang.baru", OWN)
    for act in (people.withdraw, people.resend):
        with pytest.raises(Refused, match="sudah dijawab atau ditarik"):
            act(make_work(company.owner.actor), wanted)


def test_one_that_was_withdrawn_before_it_was_mailed_is_not_mailed(make_work, mailbox, company):
    people.withdraw(make_work(company.owner.actor), invite(make_work, company))
    deliver(make_work)
    assert mailbox.to(EMAIL) == []


def test_the_invitations_of_another_company_are_missing(make_work, company, other):
    wanted = invite(make_work, company)
    for act in (people.resend, people.withdraw):
        with pytest.raises(NotFound):
            act(make_work(other.owner.actor), wanted)
    work = make_work(other.owner.actor)
    assert open_invitations(work.session, work.actor) == []
    work = make_work(company.owner.actor)
    assert [row.id for row in open_invitations(work.session, work.actor)] == [wanted]


# Accepting


def test_a_new_person_chooses_name_and_password(engine, make_work, mailbox, company):
    invite(make_work, company, role="signer")
    secret = token(make_work, mailbox)
    offer = invitations.offer(make_work(ANONYMOUS), secret)
    assert (offer.role, offer.company, offer.dead) == ("Penanda tangan", company.name, "")
    assert invitations.accept_as_new(make_work(ANONYMOUS), secret, " Orang.Baru ", OWN) == "orang.baru"
    with Session(engine) as session:
        person = session.scalars(select(Person).where(Person.user_name == "orang.baru")).one()
        assert (person.name, person.email, person.password_kind) == ("Orang Baru", EMAIL, "own")
        assert person.actor(None).grants == (Grant(Role.SIGNER, company.establishment_id),)
        acts = session.scalars(select(JournalEntry.act).where(JournalEntry.actor_id == person.id)).all()
        assert set(acts) == {"invitation.accepted", "person.created"}
    with pytest.raises(Refused, match="sudah diterima"):
        invitations.accept_as_new(make_work(ANONYMOUS), secret, "orang.lain", OWN)
    deliver(make_work)
    assert "orang.baru" in mailbox.to(company.email)[-1].get_content(), "the owner is told"


@pytest.mark.parametrize("name", ["ab", "a b", "é" * 5, "x" * 41, "orang\nbaru", "orang/baru", ""])
def test_user_names_that_are_none(make_work, mailbox, company, name):
    invite(make_work, company)
    (fault,) = invitations.faults_of_new(make_work(ANONYMOUS), token(make_work, mailbox), name, OWN)
    assert fault.field == "user_name"
    assert "3 sampai 40" in fault.reason


def test_faults_of_a_new_login_are_all_told(make_work, mailbox, company):
    invite(make_work, company)
    secret = token(make_work, mailbox)
    work = make_work(ANONYMOUS)
    faults = invitations.faults_of_new(work, secret, company.owner.user_name.upper(), "pendek")
    assert [fault.field for fault in faults] == ["user_name", "new_password"]
    assert "sudah dipakai" in faults[0].reason
    (fault,) = invitations.faults_of_new(work, secret, "orang.baru", f"{company.nib}-2026")
    assert "perusahaan" in fault.reason
    (fault,) = invitations.faults_of_new(work, secret, "tukangkebun", "TukangKebun-99")
    assert "nama pengguna" in fault.reason


def test_tries_to_make_a_login_are_limited(engine, make_work, mailbox, company):
    with Session(engine) as session:
        session.add(Setting(key="invitation_tries_hour", value="3"))
        session.commit()
    invite(make_work, company)
    secret = token(make_work, mailbox)
    for _try in range(3):
        with pytest.raises(Refused, match="sudah dipakai"):
            invitations.accept_as_new(make_work(ANONYMOUS), secret, company.owner.user_name, OWN)
    with pytest.raises(TooMany, match="dengan undangan ini"):
        invitations.accept_as_new(make_work(ANONYMOUS), secret, "orang.baru", OWN)


def test_somebody_with_a_login_joins_a_second_company(engine, make_work, mailbox, company, other, clock):
    invite(make_work, company, email=other.staff.email)
    secret = token(make_work, mailbox, other.staff.email)
    clock.move(minutes=1)
    place = invitations.accept(make_work(other.staff.actor), secret, other.staff.id)
    assert place == company.establishment_id
    with Session(engine) as session:
        person = session.get_one(Person, other.staff.id)
        assert person.actor(None).establishments == {company.establishment_id, other.establishment_id}
        assert person.actor(None).establishment_id == company.establishment_id, "where they came last"
        assert person.actor(other.establishment_id).establishment_id == other.establishment_id
    with pytest.raises(Refused, match="sudah diterima"):
        invitations.accept(make_work(other.signer.actor), secret, other.signer.id)


def test_who_has_a_role_here_or_is_an_officer_cannot_accept(engine, make_work, mailbox, company):
    with Session(engine) as session:
        officer = make_officer(session, Role.VERIFIER)
    invite(make_work, company)
    secret = token(make_work, mailbox)
    with pytest.raises(Refused, match="sudah menjadi Penanda tangan"):
        invitations.accept(make_work(company.signer.actor), secret, company.signer.id)
    with pytest.raises(Refused, match="Akun petugas"):
        invitations.accept(make_work(officer.actor), secret, officer.id)
    assert invitations.offer(make_work(ANONYMOUS), secret).dead == "", "it was not used up"


@pytest.mark.parametrize(("seconds", "alive"), [(-1, True), (0, False)])
def test_an_invitation_lives_seven_days_from_its_mail(make_work, mailbox, company, clock, seconds, alive):
    invite(make_work, company)
    clock.move(days=2)
    secret = token(make_work, mailbox)
    clock.move(days=7, seconds=seconds)
    if alive:
        invitations.accept_as_new(make_work(ANONYMOUS), secret, "orang.baru", OWN)
        return
    with pytest.raises(Refused, match="sudah berakhir"):
        invitations.accept_as_new(make_work(ANONYMOUS), secret, "orang.baru", OWN)


def test_of_many_who_accept_at_once_one_is_let_in(engine, make_work, mailbox, company):
    invite(make_work, company)
    secret, start = token(make_work, mailbox), Barrier(8)
    with Session(engine) as session:
        crowd = [make_person(session) for _number in range(4)]

    def act(number):
        work = make_work(ANONYMOUS)
        start.wait(30)
        try:
            if number < 4:
                invitations.accept(work, secret, crowd[number].id)
            else:
                invitations.accept_as_new(work, secret, f"orang{number}baru", OWN)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(act, range(8))) == 1
    assert len(grants_of(engine, company.establishment_id)) == 4


@pytest.mark.parametrize("secret", ["", "x", "'; --", "x" * 500])
def test_a_link_that_nobody_made(make_work, secret):
    assert invitations.offer(make_work(ANONYMOUS), secret).dead == invitations.UNKNOWN
    with pytest.raises(Refused, match="tidak dikenal"):
        invitations.accept_as_new(make_work(ANONYMOUS), secret, "orang.baru", OWN)


# Roles


def test_a_role_counts_at_once_and_the_person_is_told(engine, make_work, mailbox, company):
    grants = grants_of(engine, company.establishment_id)
    people.change_role(proved(make_work(company.owner.actor)), grants[company.staff.id][0], "signer")
    with Session(engine) as session:
        assert session.get_one(Person, company.staff.id).actor(None).roles == {Role.SIGNER}
        entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "grant.changed")).one()
        assert (entry.before, entry.after) == ({"roles": ["staff"]}, {"roles": ["signer"]})
        assert entry.establishment_id == company.establishment_id
    deliver(make_work)
    assert "Penanda tangan" in mailbox.to(company.staff.email)[-1].get_content()


@pytest.mark.parametrize("role", ["", "x", "verifier", "administrator"])
def test_roles_that_are_none(engine, make_work, company, role):
    wanted = grants_of(engine, company.establishment_id)[company.staff.id][0]
    with pytest.raises(Refused, match="Pilih salah satu peran") as refusal:
        people.change_role(proved(make_work(company.owner.actor)), wanted, role)
    assert refusal.value.field == "role"
    with pytest.raises(Refused, match="sudah menjadi Staf pengisi"):
        people.change_role(proved(make_work(company.owner.actor)), wanted, "staff")


def test_the_last_owner_stays(engine, make_work, company):
    grants = grants_of(engine, company.establishment_id)
    own = grants[company.owner.id][0]
    with pytest.raises(Refused, match="satu-satunya pemilik") as refusal:
        people.change_role(proved(make_work(company.owner.actor)), own, "staff")
    assert refusal.value.field == "role"
    people.change_role(proved(make_work(company.owner.actor)), grants[company.signer.id][0], "owner")
    with Session(engine) as session:
        session.get_one(Person, company.signer.id).active = False
        session.commit()
    with pytest.raises(Refused, match="satu-satunya pemilik"):
        people.change_role(proved(make_work(company.owner.actor)), own, "staff")
    with Session(engine) as session:
        session.get_one(Person, company.signer.id).active = True
        session.commit()
    people.change_role(proved(make_work(company.owner.actor)), own, "staff")
    assert [role for _id, role in grants_of(engine, company.establishment_id).values()].count("owner") == 1


def test_two_owners_who_leave_at_the_same_moment_do_not_both(engine, make_work, company):
    grants = grants_of(engine, company.establishment_id)
    people.change_role(proved(make_work(company.owner.actor)), grants[company.signer.id][0], "owner")
    with Session(engine) as session:
        actors = [session.get_one(Person, one.id).actor(None) for one in (company.owner, company.signer)]
    start = Barrier(2)

    def act(actor):
        work = proved(make_work(actor))
        start.wait(30)
        try:
            people.change_role(work, grants[actor.person_id][0], "staff")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(act, actors)) == 1
    assert [role for _id, role in grants_of(engine, company.establishment_id).values()].count("owner") == 1


@pytest.mark.parametrize("act", ["remove", "change_role", "hand_over"])
def test_an_owner_who_was_removed_meanwhile_changes_nothing(engine, make_work, company, act):
    grants = grants_of(engine, company.establishment_id)
    people.change_role(proved(make_work(company.owner.actor)), grants[company.signer.id][0], "owner")
    with Session(engine) as session:
        late = session.get_one(Person, company.signer.id).actor(None)
    people.remove(proved(make_work(company.owner.actor)), grants[company.signer.id][0])
    given = {"remove": (), "change_role": ("staff",), "hand_over": ("staff",)}[act]
    wanted = grants[company.staff.id if act == "hand_over" else company.owner.id][0]
    with pytest.raises(NotPermitted, match="diatur oleh pemilik"):
        getattr(people, act)(proved(make_work(late)), wanted, *given)
    assert {role for _id, role in grants_of(engine, company.establishment_id).values()} == {"owner", "staff"}


def test_handing_over(engine, make_work, company, other):
    grants = grants_of(engine, company.establishment_id)
    work = proved(make_work(company.owner.actor))
    with pytest.raises(Refused, match="kepada orang lain"):
        people.hand_over(work, grants[company.owner.id][0], "staff")
    with pytest.raises(Refused, match="Pilih peran Anda"):
        people.hand_over(work, grants[company.staff.id][0], "auditor")
    with pytest.raises(NotFound):
        people.hand_over(work, grants_of(engine, other.establishment_id)[other.staff.id][0], "staff")
    assert grants_of(engine, company.establishment_id) == grants, "both or neither"
    people.hand_over(proved(make_work(company.owner.actor)), grants[company.staff.id][0], "signer")
    after = grants_of(engine, company.establishment_id)
    assert (after[company.staff.id][1], after[company.owner.id][1]) == ("owner", "signer")


def test_removing_takes_this_establishment_and_ends_sessions_without_any(engine, make_work, mailbox, company, other):
    with Session(engine) as session:
        session.add(PersonGrant(person_id=company.signer.id, role="staff", establishment_id=other.establishment_id))
        session.commit()
    tokens = {}
    for someone in (company.staff, company.signer, company.owner):
        tokens[someone.id] = sessions.new_token()
        sessions.store(make_work(), tokens[someone.id], {"_user_id": str(someone.id)})
    grants = grants_of(engine, company.establishment_id)
    for someone in (company.staff, company.signer):
        people.remove(proved(make_work(company.owner.actor)), grants[someone.id][0])
    assert sessions.look_up(make_work(), tokens[company.staff.id]) is None
    assert sessions.look_up(make_work(), tokens[company.signer.id]) is not None, "works elsewhere still"
    with Session(engine) as session:
        assert session.get_one(Person, company.signer.id).actor(company.establishment_id).establishment_id == (
            other.establishment_id
        )
        assert session.get_one(Person, company.staff.id).actor(None).roles == frozenset()
    with pytest.raises(Refused, match="diri sendiri"):
        people.remove(proved(make_work(company.owner.actor)), grants[company.owner.id][0])
    with pytest.raises(NotFound):
        people.remove(proved(make_work(company.owner.actor)), grants[company.staff.id][0])
    deliver(make_work)
    assert "tidak lagi terhubung" in mailbox.to(company.staff.email)[-1].get_content()


def test_grave_acts_need_a_fresh_proof(engine, make_work, company, clock):
    wanted = grants_of(engine, company.establishment_id)[company.staff.id][0]
    acts = (
        lambda work: people.change_role(work, wanted, "signer"),
        lambda work: people.hand_over(work, wanted, "staff"),
        lambda work: people.remove(work, wanted),
    )
    old = clock.now
    clock.move(minutes=10)
    for proved_at in (None, old, clock.now + timedelta(seconds=1)):
        for act in acts:
            work = make_work(company.owner.actor)
            work.proved_at = proved_at
            with pytest.raises(Refused, match="sekali lagi") as refusal:
                act(work)
            assert refusal.value.field == "password"
    clock.move(seconds=-1)
    work = make_work(company.owner.actor)
    work.proved_at = old
    people.remove(work, wanted)


# When they signed in


def test_an_owner_sees_how_people_signed_in_since_they_came(engine, make_work, company, other, clock):
    def come(someone, password):
        work = make_work(ip="198.51.100.9")
        work.user_agent = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
        with suppress(Refused):
            accounts.sign_in(work, someone.user_name, password)

    come(company.staff, PASSWORD)
    clock.move(hours=1)
    wanted = grants_of(engine, company.establishment_id)[company.staff.id][0]
    with Session(engine) as session:
        session.get_one(PersonGrant, wanted).granted_at = clock.now
        session.commit()
    clock.move(hours=1)
    come(company.staff, "salah")
    come(company.staff, PASSWORD)
    come(other.staff, PASSWORD)
    work = make_work(company.owner.actor)
    found = sign_ins(work.session, work.actor, wanted)
    assert [(one.words, one.good) for one in found] == [("Masuk", True), ("Gagal: kata sandi salah", False)]
    assert {(one.ip, one.browser, one.at) for one in found} == {("198.51.100.9", "Firefox di Linux", clock.now)}
    assert last_sign_ins(work.session, [company.staff.id, company.owner.id]) == {company.staff.id: clock.now}
    for actor in (other.owner.actor, company.signer.actor, company.staff.actor):
        work = make_work(actor)
        assert sign_ins(work.session, actor, wanted) == []
