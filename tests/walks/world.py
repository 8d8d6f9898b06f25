"""The people around one complete draft of an application, prepared once and copied for each walk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.integrations.database import make_engine
from siinas.models import LetterAuthority
from siinas.operations import cases
from siinas.operations.demo_licence_answers import REVIEWED, planned, visited
from siinas.operations.work import Services
from siinas.process.declaration import Process
from siinas.process.fields import Choice
from siinas.process.flow import Transition
from siinas.process.roles import OSS, Actor, Grant, Role
from siinas.reference.directorates import directorate_for, directorates
from tests.conftest import Clock, services, works
from tests.databases import address_of, copy_database, engine_on, fresh_database, on_server
from tests.factories import Company, make_company, make_officer, make_person
from tests.licensing import CHECKED, EXEMPTION, VERIFICATION, licensing_officers, prepare_company, save_answers

ESTATES = ("KEK-3525", "KPBPB-3525")
ABOUT = {"skpbki": lambda company: "factory", "vsku": lambda company: company.kbli}
ANSWERS = {"skpbki": EXEMPTION, "vsku": VERIFICATION}
BAD_ITEM = {"l3_photos": {"result": "nok", "sentence": "Foto nomor 2 buram."}, "l3_video": {"result": "ok"}}
WORDS = "Alasan contoh yang cukup panjang untuk dibaca petugas."
AUTHORITIES = ("ministry", "province", "regency", "kek", "kpbpb")


@dataclass(frozen=True)
class World:
    """A draft that is ready to be sent, everybody around it, and how to come by a copy of its database."""

    process: type[Process]
    public_id: str
    company: Company
    people: Mapping[str, Actor]
    surroundings: Services
    copy: Callable[[], AbstractContextManager[Engine]]


def populate(session: Session, company: Company, other: Company) -> dict[str, Actor]:
    """Everybody by name: the company's people and another company's, an officer for each hand at the right desk and at
    a foreign one, some with several hands, and OSS.
    """
    people = {name: someone.actor for name, someone in licensing_officers(session).items()}
    for kind, code in zip(("kek", "kpbpb"), ESTATES, strict=True):
        session.add(
            LetterAuthority(
                code=code,
                kind=kind,
                name=f"Pengelola Contoh {code}",
                letterhead=f"PENGELOLA CONTOH {code}",
                place="Kota Contoh",
                signer_name="Kepala Contoh",
                signer_nip="197001011995031001",
                signer_position="Kepala",
            )
        )
        people[f"inspector {code}"] = make_officer(session, Role.REGIONAL_INSPECTOR, region=code).actor
        people[f"head {code}"] = make_officer(session, Role.REGIONAL_HEAD, region=code).actor
    own = directorate_for(company.kbli)
    foreign = next(one.code for one in directorates() if one.code != own)
    people["evaluator of the directorate"] = make_officer(session, Role.EVALUATOR, directorate=own).actor
    people["evaluator elsewhere"] = make_officer(session, Role.EVALUATOR, directorate=foreign).actor
    for name, hats in {
        "all of the ministry": (Role.FRONT_DESK, Role.EVALUATOR, Role.DIRECTOR, Role.DIRECTOR_GENERAL),
        "evaluator and general": (Role.EVALUATOR, Role.DIRECTOR_GENERAL),
    }.items():
        people[name] = make_person(session, *(Grant(role) for role in hats)).actor
    for code in ("35", "3525"):
        both = (Grant(Role.REGIONAL_INSPECTOR, region=code), Grant(Role.REGIONAL_HEAD, region=code))
        people[f"inspector and head {code}"] = make_person(session, *both).actor
    for name in ("owner", "signer", "staff"):
        people[name] = of_company(company, name)
        people[f"foreign {name}"] = of_company(other, name)
    people["OSS"] = OSS
    return people


def of_company(company: Company, name: str) -> Actor:
    """One of a company's people."""
    return getattr(company, name).actor  # type: ignore[no-any-return]


@contextmanager
def world_on(database: str, key: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world of the process on a database; copies are made as long as it is open."""
    surroundings = services(folder)
    if database == "sqlite":
        file, spare = folder / "prepared.db", folder / "walked.db"
        copyfile(request.getfixturevalue("sqlite_template"), file)

        @contextmanager
        def copy() -> Iterator[Engine]:
            copyfile(file, spare)
            for rest in folder.glob("walked.db-*"):
                rest.unlink()
            with engine_on(spare) as engine:
                yield engine

        with engine_on(file) as engine:
            prepared = prepare(engine, key, surroundings)
        yield World(process_named(key), *prepared, surroundings, copy)
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"siinas_walk_{key}"
    copy_database(server, name, request.getfixturevalue("postgresql_template"))
    try:
        engine = make_engine(address_of(server, name))
        prepared = prepare(engine, key, surroundings)
        engine.dispose()
        yield World(process_named(key), *prepared, surroundings, lambda: fresh_database(server, name))
    finally:
        on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def prepare(engine: Engine, key: str, surroundings: Services) -> tuple[str, Company, dict[str, Actor]]:
    """Two companies, everybody, and a complete draft of the first."""
    with Session(engine) as session:
        company, other = make_company(session), make_company(session)
        people = populate(session, company, other)
        if key == "vsku":
            prepare_company(session, company)
    with works(engine, surroundings, Clock()) as make_work:
        public_id = cases.open_case(make_work(company.staff.actor), key, ABOUT[key](company)).public_id
        save_answers(make_work, company.staff, public_id, ANSWERS[key])
    return public_id, company, people


def findings(kind: str, today: date, verdict: int) -> dict[str, Any]:
    """What may be found on an assessment: for 0 all is well, for 1 something is to be mended, for 2 it will not do."""
    if kind == "telaah":
        return {**REVIEWED, "conclusion": ("grant", "grant", "refuse")[verdict]}
    if kind == "pemeriksaan":
        return {**CHECKED, "section_5": BAD_ITEM} if verdict else dict(CHECKED)
    if kind == "jadwal":
        return planned(today, today)
    if kind == "unggahan":
        return {"uploaded_on": today}
    return (
        visited(today)
        | (
            {},
            {"conclusion": "mend", "corrections": WORDS, "corrections_until": today + timedelta(days=30)},
            {"conclusion": "unfulfilled", "reasons": WORDS},
        )[verdict]
    )


def words_for(move: Transition, authority: str) -> dict[str, Any]:
    """What is plausibly said with a move."""
    fields = move.asks.fields if move.asks is not None else {}
    return {key: authority if isinstance(field, Choice) else WORDS for key, field in fields.items()}
