"""What the code lists say: below one another, by words, by edition, risks, licences, directorates, estates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from siinas.models import DirectorateRule, Establishment, IndustrialEstate, Kbli, KbliRisk, Region, Setting, Unit
from siinas.operations.reference_loading import load_table, read_file
from siinas.operations.reference_plan import Intent
from siinas.operations.work import Work
from siinas.process.fields import Reference
from siinas.queries import reference as asked
from siinas.queries.choices import ChoiceSource
from siinas.queries.settings import kbli_version
from siinas.reference.directorates import directorate_for
from siinas.reference.kbli import kbli_codes
from siinas.reference.tables import TABLES
from tests.conftest import MakeWork
from tests.factories import make_company


@pytest.fixture
def work(make_work: MakeWork) -> Work:
    return make_work()


@pytest.fixture
def session(work: Work) -> Session:
    return work.session


def load(work: Work, table: str, text: str, **said: Any) -> None:
    load_table(work, TABLES[table], read_file("a.tsv", text.encode()), Intent(source="Contoh", **said))


def test_regions_lie_below_one_another(session: Session, work: Work) -> None:
    assert len(asked.provinces(session)) == 38
    assert [region.name for region in asked.regencies_of(session, "31")][:2] == [
        "Kabupaten Administrasi Kepulauan Seribu",
        "Kota Administrasi Jakarta Barat",
    ]
    assert [region.name for region in asked.districts_of(session, "3573")] == [
        "Blimbing",
        "Kedungkandang",
        "Klojen",
        "Lowokwaru",
        "Sukun",
    ]
    assert asked.villages_of(session, "357305") == []
    load(work, "region", "code\tname\n3573051002\tContoh B\n3573051001\tContoh A\n")
    assert [region.name for region in asked.villages_of(session, "357305")] == ["Contoh A", "Contoh B"]


@pytest.mark.parametrize(
    ("text", "level", "under", "first"),
    [
        ("lowok", "district", "", "Lowokwaru"),
        ("WARU lowok", "district", "", None),
        ("kota mal", "regency", "", "Kota Malang"),
        ("mal kota", "regency", "", "Kota Malang"),
        ("3573", "regency", "", "Kota Malang"),
        ("35.73", "regency", "", None),
        ("kedung", "district", "3573", "Kedungkandang"),
        ("kedung", "district", "9999", None),
        ("", "district", "", None),
        ("%", "district", "", None),
        ("_", "district", "", None),
        ("' OR zz=1 --", "district", "", None),
    ],
)
def test_regions_are_found_by_the_beginnings_of_their_words(
    session: Session, text: str, level: str, under: str, first: str | None
) -> None:
    found = asked.region_search(session, text, level=level, under=under)
    assert (found[0].name if found else None) == first
    assert len(found) <= asked.MOST


def test_business_lines_are_found_in_their_edition(session: Session, work: Work) -> None:
    assert [line.code for line in asked.kbli_search(session, 2020, "10721")] == ["10721"]
    assert all("gula" in line.title.casefold() for line in asked.kbli_search(session, 2020, "gula"))
    assert asked.kbli_search(session, 2020, "gula industri")
    assert len(asked.kbli_search(session, 2020, "industri", 7)) == 7
    assert asked.kbli_search(session, 2025, "gula") == []
    load(work, "kbli", "code\ttitle\n10731\tIndustri Gula Baru\n", version="2025")
    assert [line.title for line in asked.kbli_search(session, 2025, "gul")] == ["Industri Gula Baru"]


def test_tariff_headings_are_found(session: Session, work: Work) -> None:
    load(work, "hs_code", "code\ttitle\n02013000\tDaging lembu\n17019910\tGula rafinasi\n", version="BTKI 2022")
    assert [row.code for row in asked.hs_search(session, "BTKI 2022", "0201")] == ["02013000"]
    assert [row.code for row in asked.hs_search(session, "BTKI 2022", "raf gula")] == ["17019910"]
    assert asked.hs_search(session, "BTKI 2017", "gula") == []


def test_what_is_no_longer_valid_is_not_offered_but_still_named(session: Session) -> None:
    session.execute(update(Region).where(Region.code == "357305").values(retired_on=date(2026, 1, 1)))
    session.execute(update(Kbli).where(Kbli.code == "10721").values(retired_on=date(2026, 1, 1)))
    session.execute(update(Unit).where(Unit.code == "LTR").values(retired_on=date(2026, 1, 1)))
    source = ChoiceSource(session, None)
    assert len(asked.districts_of(session, "3573")) == 4
    assert asked.kbli_search(session, 2020, "10721") == []
    assert "LTR" not in source.codes(Reference("unit")) and "10721" not in source.codes(Reference("kbli", "2020"))
    assert "357305" not in source.codes(Reference("district", "3573"))
    assert source.name(Reference("unit"), "LTR") == "liter"
    assert source.name(Reference("kbli", "2020"), "10721").startswith("10721 — ")
    assert source.name(Reference("district"), "357305") != "357305"
    assert source.name(Reference("unit"), "ZZZ") == "ZZZ"


def test_the_edition_in_force_is_a_setting(session: Session, work: Work) -> None:
    load(work, "kbli", "code\ttitle\n10731\tIndustri Contoh\n", version="2025")
    load(work, "kbli", "code\ttitle\n10731\tIndustri Contoh\n", version="2017")
    assert (kbli_version(session), asked.kbli_versions(session)) == (2020, [2020, 2025, 2017])
    assert len(ChoiceSource(session, None).options(Reference("kbli"))) == 475
    session.add(Setting(key="kbli_version", value="2025"))
    session.flush()
    assert (kbli_version(session), asked.kbli_versions(session)) == (2025, [2025, 2020, 2017])
    assert ChoiceSource(session, None).codes(Reference("kbli")) == {"10731"}


def test_codes_lead_to_what_they_became(session: Session, work: Work) -> None:
    text = "old_version\told_code\tnew_version\tnew_code\n2020\t10110\t2025\t20002\n2020\t10110\t2025\t20001\n"
    load(work, "kbli_mapping", text + "2017\t10000\t2020\t10110\n")
    assert [row.new_code for row in asked.successors_of(session, 2020, "10110")] == ["20001", "20002"]
    assert [row.new_code for row in asked.successors_of(session, 2020, "10110", newer=2025)] == ["20001", "20002"]
    assert asked.successors_of(session, 2020, "10110", newer=2030) == []
    assert [row.old_code for row in asked.predecessors_of(session, 2025, "20001")] == ["10110"]


def risk(scale: str, level: str, parameter: str = "", licence: str = "izin", **more: Any) -> KbliRisk:
    return KbliRisk(
        version=2020, code="10437", scale=scale, parameter=parameter, risk=level, licence=licence, source="x", **more
    )


@pytest.mark.parametrize(
    ("rows", "scale", "found"),
    [
        ([], "besar", None),
        ([risk("", "R")], "besar", "R"),
        ([risk("", "R"), risk("besar", "T")], "besar", "T"),
        ([risk("", "R"), risk("besar", "T")], "kecil", "R"),
        ([risk("besar", "T")], "kecil", None),
        ([risk("besar", "T", "luas"), risk("besar", "T", "sempit")], "besar", "T"),
        ([risk("besar", "T", "luas"), risk("besar", "MT", "sempit")], "besar", None),
        ([risk("", "R"), risk("besar", "T", "luas"), risk("besar", "MT", "sempit")], "besar", None),
        ([risk("besar", "T", "luas"), risk("besar", "MT")], "besar", "MT"),
        ([risk("besar", "T", retired_on=date(2026, 1, 1)), risk("", "MR")], "besar", "MR"),
    ],
)
def test_the_risk_of_a_business_line(sqlite_engine: Any, rows: list[KbliRisk], scale: str, found: str | None) -> None:
    with Session(sqlite_engine) as session:
        session.add_all([KbliRisk(**{k: v for k, v in vars(row).items() if k[0] != "_"}) for row in rows])
        session.flush()
        answer = asked.risk_of(session, 2020, "10437", scale)
        assert (answer.risk if answer else None) == found
        assert answer is None or (answer.licence, answer.source) == ("izin", "x")
        assert asked.risk_of(session, 2025, "10437", scale) is None


def test_rules_in_the_table_decide_on_the_directorate(session: Session) -> None:
    for line in kbli_codes()[::7]:
        assert asked.directorate_of(session, line.code) == directorate_for(line.code)
    assert asked.directorate_of(session, "62010") is None
    session.add(DirectorateRule(kbli_prefix="10437", directorate_code="ILOG"))
    session.flush()
    assert asked.directorate_of(session, "10437") == "ILOG"
    session.get_one(DirectorateRule, "10437").retired_on = date(2026, 1, 1)
    session.flush()
    assert asked.directorate_of(session, "10437") == directorate_for("10437")


def test_no_estate_listed_means_unknown(session: Session) -> None:
    company = make_company(session)
    regency = session.get_one(Establishment, company.establishment_id).regency
    assert asked.estates_of(session, regency) is None
    estate = {"status": "operating", "regency": regency}
    session.add(IndustrialEstate(code="A", name="Kawasan B", **estate))
    session.add(IndustrialEstate(code="B", name="Kawasan A", **estate))
    session.flush()
    listed = asked.estates_of(session, regency)
    assert listed is not None and [row.code for row in listed] == ["B", "A"]
    source = ChoiceSource(session, company.establishment_id)
    assert [option[0] for option in source.options(Reference("own_estate"))] == ["B", "A"]


def test_a_unit_may_have_kilograms(session: Session) -> None:
    assert asked.kg_factor_of(session, "TNE") == 1000
    assert asked.kg_factor_of(session, "LTR") is None
    assert asked.kg_factor_of(session, "ZZZ") is None


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
def test_every_list_says_what_it_holds(table: Any, session: Session) -> None:
    held = asked.parts(session, table)
    assert sum(part.rows for part in held) == len(list(asked.valid_rows(session, table)))
    for part in held:
        assert (part.newest is not None) == bool(part.rows)
