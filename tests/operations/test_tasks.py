"""Background tasks: done as who asked, with progress that stays, refused in words, never tried for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, undefer

from siinas.models import Case, Establishment, JournalEntry, OutboxRow, Person, Task
from siinas.operations import outbox, tasks
from siinas.operations.work import operation
from siinas.process.roles import Grant, Role
from siinas.queries.scope import visible
from siinas.refusal import NotFound, Refused
from tests.factories import make_company, make_officer, make_officers, make_person


@pytest.fixture
def companies(engine):
    with Session(engine, expire_on_commit=False) as session:
        return make_company(session, marker=" A"), make_company(session, marker=" B", regency="3273")


@pytest.fixture
def handle(monkeypatch):
    """Registers a handler of the kind "sample"."""
    return lambda handler: monkeypatch.setitem(tasks.HANDLERS, "sample", handler)


def ask(make_work, who, **more):
    made = tasks.begin(make_work(who), "sample", "Contoh", {"n": 3}, **more)
    return made.id


def due(make_work):
    return next(lease for lease in outbox.lease_due(make_work()))


def found(engine, task_id):
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(Task, task_id, options=[undefer(Task.result)])


def test_a_task_is_done_once_as_who_asked(engine, make_work, companies, handle, surroundings):
    a, _b = companies
    seen = []

    def handler(work, task, progress):
        progress(1, 2)
        seen.append((work.actor.person_id, work.actor.establishment_id, task.payload, found(engine, task.id).done))
        seen.append([row.id for row in work.session.scalars(select(Establishment))])
        return tasks.TaskResult({"rows": 2}, b"isi", "hasil.txt", "text/plain")

    handle(handler)
    task_id = ask(make_work, a.staff.actor, establishment_id=a.establishment_id)
    lease = due(make_work)
    assert outbox.deliver(make_work(), lease)
    assert outbox.deliver(make_work(), lease)
    assert seen == [
        (a.staff.actor.person_id, a.establishment_id, {"n": 3}, 1),
        [a.establishment_id],
    ], "once, and through the scope of the person"
    task = found(engine, task_id)
    assert (task.state, task.done, task.total, task.result) == ("done", 2, 2, {"rows": 2})
    assert surroundings.storage.read(task.sha256) == b"isi"
    assert task.finished_at is not None
    with Session(engine) as session:
        acts = [(one.act, one.actor_id) for one in session.scalars(select(JournalEntry))]
    assert ("task.begun", a.staff.actor.person_id) in acts


def test_progress_renews_the_lease(engine, make_work, companies, handle, clock):
    a, _b = companies

    def handler(work, task, progress):
        for done in range(1, 5):
            clock.move(minutes=4)
            progress(done, 4)
            assert outbox.lease_due(make_work()) == []
        return tasks.TaskResult()

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    assert outbox.deliver(make_work(), due(make_work))
    assert (found(engine, task_id).state, found(engine, task_id).done) == ("done", 4)


def test_who_is_too_slow_loses_the_task(engine, make_work, companies, handle, clock):
    a, _b = companies
    taken = []

    def handler(work, task, progress):
        if not taken:
            clock.move(minutes=6)
            taken.append(1)
            assert outbox.deliver(make_work(), due(make_work))
            progress(1, 2)
        return tasks.TaskResult({"by": len(taken)})

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    assert not outbox.deliver(make_work(), due(make_work))
    assert (found(engine, task_id).state, found(engine, task_id).tries) == ("done", 2)
    with Session(engine) as session:
        assert session.scalars(select(OutboxRow.status)).all() == ["done"]


def test_a_refusal_is_told_and_not_tried_again(engine, make_work, companies, handle):
    a, _b = companies

    def handler(work, task, progress):
        raise Refused("Berkas ini tidak terbaca.")

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    assert outbox.deliver(make_work(), due(make_work))
    task = found(engine, task_id)
    assert (task.state, task.problem, task.tries) == ("failed", "Berkas ini tidak terbaca.", 1)
    assert outbox.lease_due(make_work()) == []


def test_a_fault_of_ours_ends_after_three_tries(engine, make_work, companies, handle, clock):
    a, _b = companies

    def handler(work, task, progress):
        raise ZeroDivisionError

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    for left in (2, 1):
        assert not outbox.deliver(make_work(), due(make_work))
        assert (found(engine, task_id).state, found(engine, task_id).tries) == ("waiting", 3 - left)
        clock.move(hours=1)
    assert outbox.deliver(make_work(), due(make_work))
    assert (found(engine, task_id).state, found(engine, task_id).problem) == ("failed", tasks.BROKEN)


def test_a_worker_that_dies_again_and_again(engine, make_work, companies, handle, clock):
    """Nothing is told when a process is killed: the lease runs out, and the tries are counted at the start."""
    a, _b = companies

    def handler(work, task, progress):
        raise KeyboardInterrupt

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    for _try in range(3):
        with pytest.raises(KeyboardInterrupt):
            outbox.deliver(make_work(), due(make_work))
        clock.move(minutes=6)
    assert outbox.deliver(make_work(), due(make_work))
    assert found(engine, task_id).state == "failed"


def test_a_busy_database_is_no_fault_of_the_task(engine, make_work, companies, handle, clock):
    a, _b = companies
    calm = []

    def handler(work, task, progress):
        if not calm:
            raise OperationalError("select", {}, Exception("database is locked"))
        return tasks.TaskResult()

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    assert not outbox.deliver(make_work(), due(make_work))
    calm.append(1)
    clock.move(hours=1)
    assert outbox.deliver(make_work(), due(make_work))
    assert found(engine, task_id).state == "done"


@pytest.mark.parametrize("gone", ["inactive", "left"])
def test_who_may_no_longer_gets_nothing(engine, make_work, companies, handle, gone):
    a, _b = companies
    handle(lambda work, task, progress: pytest.fail("it was begun"))
    task_id = ask(make_work, a.staff.actor, establishment_id=a.establishment_id)
    with Session(engine) as session:
        person = session.get_one(Person, a.staff.actor.person_id)
        if gone == "inactive":
            person.active = False
        else:
            session.delete(person.grants[0])
        session.commit()
    assert outbox.deliver(make_work(), due(make_work))
    assert found(engine, task_id).state == "failed"


def test_a_task_is_left_with_the_operation_that_wants_it_or_not_at_all(engine, make_work, companies):
    a, _b = companies

    @operation
    def wants(work):
        tasks.begin(work, "sample", "Contoh", {}, establishment_id=a.establishment_id)
        raise Refused("Tidak jadi.")

    with pytest.raises(Refused):
        wants(make_work(a.owner.actor))
    with Session(engine) as session:
        assert session.scalars(select(Task)).all() == []
        assert session.scalars(select(OutboxRow)).all() == []


def test_who_sees_which_tasks(engine, make_work, companies):
    a, b = companies
    with Session(engine, expire_on_commit=False) as session:
        officers = make_officers(session)
    of_a = ask(make_work, a.staff.actor, establishment_id=a.establishment_id)
    of_b = ask(make_work, b.owner.actor, establishment_id=b.establishment_id)
    own = ask(make_work, officers.verifier.actor)
    everything = [of_a, of_b, own]
    expected = {
        a.owner: [of_a],
        a.signer: [of_a],
        b.staff: [of_b],
        officers.verifier: [own],
        officers.validator: [],
        officers.supervisor: [],
        officers.administrator: everything,
        officers.auditor: everything,
    }
    with Session(engine) as session:
        for someone, wanted in expected.items():
            seen = select(Task.id).where(visible(Task, someone.actor)).order_by(Task.id)
            assert session.scalars(seen).all() == wanted, someone.user_name


def test_whose_the_file_is(engine, make_work, companies):
    """An administrator sees that there is work, not what came out; an officer whose reach changed asks again."""
    a, b = companies
    with Session(engine, expire_on_commit=False) as session:
        officers = make_officers(session)
        regional = make_officer(session, Role.REGIONAL_INSPECTOR, region="35")
        moved = make_person(session, Grant(Role.REGIONAL_INSPECTOR, region="32")).actor
    of_a = found(engine, ask(make_work, a.staff.actor, establishment_id=a.establishment_id))
    own = found(engine, ask(make_work, regional.actor))
    assert tasks.may_have_file(a.owner.actor, of_a)
    assert not tasks.may_have_file(b.owner.actor, of_a)
    assert not tasks.may_have_file(officers.administrator.actor, of_a)
    assert tasks.may_have_file(regional.actor, own)
    assert not tasks.may_have_file(officers.auditor.actor, own)
    own.person_id = moved.person_id
    assert not tasks.may_have_file(moved, own)


def test_old_tasks_are_swept_with_their_files(engine, make_work, companies, handle, clock):
    a, _b = companies
    handle(lambda work, task, progress: tasks.TaskResult({}, b"lama", "lama.txt"))
    old = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    assert outbox.deliver(make_work(), due(make_work))
    assert tasks.files_in_use(make_work()) == {found(engine, old).sha256}
    clock.move(days=13)
    waiting = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    tasks.sweep(make_work())
    assert found(engine, old)
    clock.move(days=1, minutes=1)
    tasks.sweep(make_work())
    with Session(engine) as session:
        assert session.scalars(select(Task.id)).all() == [waiting]
    assert tasks.files_in_use(make_work()) == set()


def test_what_the_person_may_not_see_is_a_clear_sentence(engine, make_work, companies, handle):
    a, _b = companies

    def handler(work, task, progress):
        work.find(Case, Case.public_id == "tidak-ada")
        raise AssertionError

    handle(handler)
    task_id = ask(make_work, a.owner.actor, establishment_id=a.establishment_id)
    assert outbox.deliver(make_work(), due(make_work))
    assert "tidak ada lagi" in found(engine, task_id).problem
    with pytest.raises(NotFound):
        make_work(a.owner.actor).find(Task, Task.id == task_id + 1)
    assert timedelta(minutes=5) == outbox.LEASE
