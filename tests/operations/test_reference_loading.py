"""Loading files into the code lists: every table good and bad by cell, all or nothing, kept, ended, loaded again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from siinas.documents.reference_files import own_format
from siinas.documents.tables import Column, xlsx_bytes
from siinas.models import (
    LISTS,
    BusinessLine,
    Country,
    DirectorateRule,
    Establishment,
    HsCode,
    IndustrialEstate,
    JournalEntry,
    Kbli,
    KbliMapping,
    KbliRisk,
    ReferenceLoad,
    Region,
    Unit,
)
from siinas.operations import reference
from siinas.operations.reference_loading import TableFile, load_table, read_file
from siinas.operations.reference_plan import Intent, Plan, plan
from siinas.operations.work import Work
from siinas.process.fields import Choice
from siinas.process.roles import Grant, Role
from siinas.reference import datafile
from siinas.reference.table import ReferenceTable
from siinas.reference.tables import (
    TABLES,
    Countries,
    DirectorateRules,
    Estates,
    HsCodes,
    KbliCodes,
    KbliRisks,
    Regions,
    Units,
)
from siinas.reference.tables import KbliMapping as Mappings
from siinas.refusal import NotPermitted, Refused
from tests.conftest import MakeWork
from tests.documents.hostile_tables import workbook
from tests.factories import make_company, make_person
from tests.reference.given_rows import GOOD, bad_cells, text_of

EACH = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.key)
Table = type[ReferenceTable]
SAID = Intent(source="Contoh")


def given(text: str, kind: str = "tsv") -> TableFile:
    return read_file(f"contoh.{kind}", text.encode())


def good(table: Table) -> TableFile:
    return given(text_of(table, GOOD[table.key]))


def tried(work: Work, table: Table, text: str, kind: str = "tsv", intent: Intent = SAID) -> Plan:
    return plan(work.session, table, given(text, kind).table, intent)


def count(work: Work, model: Any) -> int:
    return work.session.scalar(select(func.count()).select_from(model)) or 0


@EACH
def test_a_good_file_is_loaded_once_and_journalled(table: Table, make_work: MakeWork) -> None:
    work = make_work()
    model = LISTS[table.key]
    before, entries = count(work, model), count(work, JournalEntry)
    found = load_table(work, table, good(table), Intent())
    assert (len(found.new), found.changed, found.faults, found.source) == (2, [], [], "Contoh")
    assert count(work, model) == before + 2
    entry = work.session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
    assert entry is not None and entry.act == "reference.table_loaded"
    assert {key: entry.after[key] for key in ("list", "source", "file", "added", "changed")} == {
        "list": table.label,
        "source": "Contoh",
        "file": "contoh.tsv",
        "added": 2,
        "changed": 0,
    }
    assert len(entry.after["sha256"]) == 64
    again = load_table(work, table, good(table), Intent())
    assert (again.same, again.does_something) == (2, False)
    assert count(work, JournalEntry) == entries + 1
    assert count(work, model) == before + 2


@EACH
def test_what_is_exported_can_be_loaded_and_says_the_same(table: Table, make_work: MakeWork) -> None:
    work = make_work()
    load_table(work, table, good(table), Intent())
    text = "".join(own_format(work.session, table))
    found = tried(work, table, text, intent=Intent(replace=True))
    assert (found.faults, found.new, found.changed, found.gone) == ([], [], [], [])
    assert found.same == found.rows >= 2
    assert found.source


@EACH
def test_a_spreadsheet_with_the_labels_of_the_screen_is_read(table: Table, make_work: MakeWork) -> None:
    work = make_work()
    columns = table.columns()
    choices = {key: field.among for key, field in columns.items() if isinstance(field, Choice)}

    def shown(key: str, text: str) -> str:
        among = choices.get(key)
        return among.get(text, text) if isinstance(among, dict) else text

    rows = [[shown(key, row[key]) for key in columns] for row in GOOD[table.key]]
    content = xlsx_bytes("Data", [Column(field.label) for field in columns.values()], rows)
    found = plan(work.session, table, read_file("contoh.xlsx", content).table, SAID)
    assert (found.faults, len(found.new)) == ([], 2)
    semicolons = tried(work, table, text_of(table, GOOD[table.key], ";", labels=True), "csv")
    assert (semicolons.faults, len(semicolons.new)) == ([], 2)


@EACH
def test_every_bad_cell_is_told_at_its_place_and_nothing_is_loaded(table: Table, sqlite_engine: Any) -> None:
    with Session(sqlite_engine) as session:
        for key, field in table.columns().items():
            for bad in bad_cells(field):
                first, second = GOOD[table.key]
                found = plan(session, table, given(text_of(table, [first, second | {key: bad}])).table, SAID)
                places = {(fault.line, fault.column) for fault in found.faults}
                assert places == {(4, field.label)}, f"{key}: {bad!r} gives {found.faults}"
                assert all(fault.sentence.endswith(".") for fault in found.faults)
                assert not found.does_something


@EACH
def test_doubles_and_headers_are_told(table: Table, sqlite_engine: Any) -> None:
    with Session(sqlite_engine) as session:
        one = GOOD[table.key][0]
        (fault,) = plan(session, table, given(text_of(table, [one, one])).table, SAID).faults
        assert (fault.line, fault.sentence) == (4, "Sama dengan baris 3.")
        text = text_of(table, [one])
        header = text.splitlines()[1]
        for changed, line, sentence in (
            (text.replace(header, f"{header}\tlain"), 2, "tidak dikenal"),
            (text.replace(header, f"{header}\t{header.split()[0]}"), 2, "dua kali"),
            (text.replace(header, header.partition("\t")[2]), 2, "tidak ada dalam berkas"),
            (f"# Source: Contoh\n{header}\n", 2, "tidak memuat satu baris pun"),
        ):
            faults = plan(session, table, given(changed).table, Intent()).faults
            assert any(f.line == line and sentence in f.sentence for f in faults), (changed, faults)
        unsaid = plan(session, table, given(text.partition("\n")[2]).table, Intent())
        assert [f.column for f in unsaid.faults] == ["Sumber"]


def test_nothing_is_written_where_one_cell_is_wrong(make_work: MakeWork) -> None:
    work = make_work()
    before, entries = count(work, Country), count(work, JournalEntry)
    with pytest.raises(Refused, match="Baris 4, kolom Kode"):
        load_table(work, Countries, given("# Source: x\ncode\tname\nXX\tContoh\nx\tSalah\n"), Intent())
    assert (count(work, Country), count(work, JournalEntry)) == (before, entries)


def test_only_administrators_load(make_work: MakeWork) -> None:
    session = make_work().session
    auditor = make_person(session, Grant(Role.AUDITOR), name="Auditor Contoh").actor
    administrator = make_person(session, Grant(Role.ADMINISTRATOR), name="Administrator Contoh").actor
    session.commit()
    with pytest.raises(NotPermitted):
        load_table(make_work(auditor), Countries, good(Countries), Intent())
    assert load_table(make_work(administrator), Countries, good(Countries), Intent()).does_something
    with Session(session.get_bind()) as reading:
        load = reading.scalars(select(ReferenceLoad).order_by(ReferenceLoad.id.desc())).first()
        assert load is not None and load.loaded_by == "Administrator Contoh" and not load.shipped


def test_changes_are_told_and_what_is_gone_ends_only_when_asked(make_work: MakeWork) -> None:
    work = make_work()
    text = "# Source: x\n# Version: BTKI 2022\ncode\ttitle\n"
    load_table(work, HsCodes, given(text + "02013000\tSatu\n03013000\tDua\n"), Intent())
    later = text + "02013000\tSatu baru\n04013000\tTiga\n"
    found = load_table(work, HsCodes, given(later), Intent())
    assert found.counts() == {"rows": 2, "added": 1, "changed": 1, "same": 0, "gone": 1, "kept": 0}
    (change,) = found.changed
    assert (change.before["title"], change.after["title"]) == ("Satu", "Satu baru")
    assert work.session.get_one(HsCode, ("BTKI 2022", "03013000")).retired_on is None
    ended = load_table(work, HsCodes, given(later), Intent(replace=True))
    assert [row["code"] for row in ended.retired] == ["03013000"]
    assert work.session.get_one(HsCode, ("BTKI 2022", "03013000")).retired_on is not None
    back = load_table(work, HsCodes, given(text + "03013000\tDua\n"), Intent())
    assert len(back.changed) == 1
    assert work.session.get_one(HsCode, ("BTKI 2022", "03013000")).retired_on is None
    assert count(work, HsCode) == 3


def test_editions_stand_beside_one_another(make_work: MakeWork) -> None:
    work = make_work()
    before = count(work, Kbli)
    found = load_table(
        work, KbliCodes, given("Kode,Judul\n10110,Judul baru\n", "csv"), Intent(version="2025", source="BPS 7/2025")
    )
    assert (found.editions, found.version, found.gone) == (["2025"], "2025", [])
    assert count(work, Kbli) == before + 1
    assert work.session.get_one(Kbli, (2020, "10110")).title != work.session.get_one(Kbli, (2025, "10110")).title
    wrong = tried(work, KbliCodes, "version\tcode\ttitle\n2020\t10110\tx\n", intent=Intent(version="2025", source="x"))
    assert "dimuat sebagai versi 2025" in wrong.faults[0].sentence
    unsaid = tried(work, KbliCodes, "code\ttitle\n10110\tx\n")
    assert [fault.column for fault in unsaid.faults] == ["Versi"]
    bad = tried(work, KbliCodes, "code\ttitle\n10110\tx\n", intent=Intent(version="baru", source="x"))
    assert bad.faults[0].column == "Versi"


def test_rules_from_a_file_move_the_companies_that_they_are_about(make_work: MakeWork) -> None:
    work = make_work()
    moved, stays = (make_company(work.session, kbli=kbli) for kbli in ("10721", "25111"))

    def directorates() -> tuple[str | None, str | None]:
        found = [work.session.get_one(Establishment, one.establishment_id) for one in (moved, stays)]
        return found[0].directorate, found[1].directorate

    before = directorates()
    assert before[0] != "ILOG"
    rules = "# Source: Contoh\nkbli_prefix\tdirectorate_code\n107\tILOG\n"
    load_table(work, DirectorateRules, given(rules), Intent())
    assert directorates() == ("ILOG", before[1])
    lines = select(BusinessLine.directorate).where(BusinessLine.establishment_id == moved.establishment_id)
    assert set(work.session.scalars(lines)) == {"ILOG"}
    told = work.session.scalars(select(JournalEntry).where(JournalEntry.act == "reference.companies_reassigned")).one()
    assert told.after == {"companies": 1}


def test_codes_keep_their_zeros_and_lost_ones_are_named(make_work: MakeWork) -> None:
    work = make_work()
    load_table(work, HsCodes, good(HsCodes), Intent())
    assert work.session.get_one(HsCode, ("BTKI 2022", "02013000")).title == "Daging contoh"
    assert work.session.get_one(HsCode, ("BTKI 2022", "17019910")).title == "Gula contoh"
    content = workbook([["version", "code", "title"], ["BTKI 2022", 2013000, "x"], ["BTKI 2022", 17019910, "y"]])
    found = plan(work.session, HsCodes, read_file("a.xlsx", content).table, SAID)
    (fault,) = found.faults
    assert (fault.line, fault.typed) == (2, "2013000")
    assert "nol itu hilang" in fault.sentence


def test_formulas_are_told_and_not_evaluated(make_work: MakeWork) -> None:
    content = workbook([["code", "name"], ["XX", '=HYPERLINK("https://example.test")']], formulas=True)
    found = plan(make_work().session, Countries, read_file("a.xlsx", content).table, SAID)
    (fault,) = found.faults
    assert fault.typed.startswith("=HYPERLINK") and "rumus" in fault.sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1000", "1000"), ("1,5", "1.5"), ("1.5", "1.5"), ("1.234.567,25", "1234567.25"), ("0,001", "0.001")],
)
def test_numbers_are_read_as_people_write_them(typed: str, kept: str, sqlite_engine: Any) -> None:
    with Session(sqlite_engine) as session:
        text = f'code;name;kind;kg_factor\nXA;contoh;mass;"{typed}"\n'
        found = plan(session, Units, given(text, "csv").table, SAID)
        assert found.faults == [] and found.new[0]["kg_factor"] == Decimal(kept)


@pytest.mark.parametrize("typed", ["1.000", "1,000", "12.345"])
def test_a_number_that_may_mean_two_things_is_refused(typed: str, sqlite_engine: Any) -> None:
    text = f"code\tname\tkind\tkg_factor\nXA\tcontoh\tmass\t{typed}\n"
    with Session(sqlite_engine) as session:
        (fault,) = plan(session, Units, given(text, "csv").table, SAID).faults
        assert "dapat dibaca" in fault.sentence
        own = plan(session, Units, given(text).table, SAID)
        assert bool(own.faults) == ("," in typed), "in the own format a dot is the decimal mark"


def test_a_region_needs_the_one_it_lies_in(make_work: MakeWork) -> None:
    work = make_work()
    lost = tried(work, Regions, "code\tname\n9999991001\tTersesat\n35.73.01.2002\tContoh\n")
    assert [(fault.line, fault.typed) for fault in lost.faults] == [(2, "9999991001")]
    assert "999999" in lost.faults[0].sentence
    whole = "code\tname\n9901011001\tDesa Contoh\n9901\tKabupaten Contoh\n99\tProvinsi Contoh\n990101\tContoh\n"
    load_table(work, Regions, given(whole), SAID)
    village = work.session.get_one(Region, "9901011001")
    assert (village.level, village.parent, village.search) == ("village", "990101", " 9901011001 desa contoh")
    for code in ("9970", "9900", "9901014001", "99010", "123456789"):
        assert tried(work, Regions, f"code\tname\n{code}\tx\n").faults, code


def test_mappings_name_their_kind_and_unknown_codes_are_only_noted(make_work: MakeWork) -> None:
    work = make_work()
    lines = ["10110\t20001", "10110\t20002", "10120\t20002", "10130\t20003", "10211\t20004", "10212\t20004"]
    rows = "".join("2020\t{}\t2025\t{}\t\n".format(*line.split("\t")) for line in lines)
    text = "old_version\told_code\tnew_version\tnew_code\tkind\n" + rows
    found = load_table(work, Mappings, given(text), SAID)
    assert any("KBLI 2025" in note for note in found.notes) and not any("KBLI 2020" in note for note in found.notes)
    kinds = dict(
        work.session.execute(select(KbliMapping.old_code + "-" + KbliMapping.new_code, KbliMapping.kind)).all()
    )
    assert kinds == {
        "10110-20001": "pecah",
        "10110-20002": "campur",
        "10120-20002": "gabung",
        "10130-20003": "sama",
        "10211-20004": "gabung",
        "10212-20004": "gabung",
    }
    backwards = tried(work, Mappings, text.replace("2020", "2025").replace("\t2025\t2000", "\t2020\t2000"))
    assert "lebih baru" in backwards.faults[0].sentence


def test_a_risk_brings_its_licence(make_work: MakeWork) -> None:
    work = make_work()
    load_table(work, KbliRisks, good(KbliRisks), Intent())
    rows = {row.code: row for row in work.session.scalars(select(KbliRisk))}
    assert (rows["10437"].licence, rows["10437"].source) == ("ss", "Lampiran contoh")
    assert (rows["10110"].licence, rows["10110"].scale, rows["10110"].source) == ("izin", "", "Contoh")


def test_estates_know_their_regency(make_work: MakeWork) -> None:
    work = make_work()
    load_table(work, Estates, good(Estates), Intent())
    estate = work.session.get_one(IndustrialEstate, "KI-1")
    assert (estate.area_ha, estate.remaining_plots, estate.as_of) == (Decimal("120.50"), 0, date(2026, 1, 31))
    assert work.session.get_one(IndustrialEstate, "KI-2").remaining_plots is None


@pytest.fixture
def edited(make_work: MakeWork) -> Work:
    """A work on a database in which a factor, a rule and a country were changed by hand."""
    work = make_work()
    session = work.session
    session.execute(update(Unit).where(Unit.code == "LTR").values(kg_factor=Decimal("0.9"), edited_at=work.now))
    session.execute(
        update(DirectorateRule)
        .where(DirectorateRule.kbli_prefix == "10")
        .values(directorate_code="IHHP", edited_at=work.now)
    )
    session.commit()
    return work


def test_what_was_edited_by_hand_is_kept_and_told(edited: Work) -> None:
    text = "code\tname\tkind\tkg_factor\nLTR\tliter baru\tvolume\t1\n"
    found = load_table(edited, Units, given(text), SAID)
    assert [change.after for change in found.kept] == [{"kg_factor": Decimal(1)}]
    unit = edited.session.get_one(Unit, "LTR")
    assert (unit.name, unit.kg_factor, unit.edited_at is None) == ("liter baru", Decimal("0.9"), False)
    found = load_table(edited, Units, given(text), Intent(source="x", overwrite=True))
    assert (found.kept, len(found.changed)) == ([], 1)
    unit = edited.session.get_one(Unit, "LTR")
    assert (unit.kg_factor, unit.edited_at) == (Decimal(1), None)


@pytest.fixture
def shipping(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Callable[[str, str], None]:
    """`shipping(file, text)`: the portal comes with this file from now on."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in datafile.DATA.glob("*.tsv"):
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(reference, "DATA", folder)
    monkeypatch.setattr("siinas.reference.version.DATA", folder)

    def ship(name: str, text: str) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    ship.folder = folder  # type: ignore[attr-defined]
    return ship


def test_a_new_edition_of_the_portal_keeps_what_an_administrator_did(edited: Work, shipping: Any) -> None:
    """Edited rows and rows of another file stay; the others follow the files, and what those lack ends."""
    assert reference.is_current(edited)
    load_table(edited, Countries, given("code\tname\nID\tIndonesia Raya\nXX\tContoh\n"), SAID)
    for name in ("units.tsv", "directorate_rules.tsv", "countries.tsv"):
        text = (shipping.folder / name).read_text(encoding="utf-8")
        text = text.replace("\tkilogram\t", "\tkilogram baru\t").replace(
            "LTR\tliter\tvolume\t", "LTR\tliter\tvolume\t2"
        )
        text += "99\tIMHLP\n" if name == "directorate_rules.tsv" else ""
        shipping(name, text.replace("Afganistan", "Afganistan Baru").replace("\nZW\t", "\nZV\t"))
    assert not reference.is_current(edited)
    told = reference.load_reference(edited)
    assert told.keys() == {"Satuan", "Negara", "Pembina KBLI"}
    assert "1 dipertahankan" in told["Satuan"] and "1 dipertahankan" in told["Pembina KBLI"]
    session = edited.session
    assert session.get_one(Unit, "KGM").name == "kilogram baru"
    assert session.get_one(Unit, "LTR").kg_factor == Decimal("0.9")
    assert session.get_one(DirectorateRule, "10").directorate_code == "IHHP"
    assert session.get_one(Country, "ID").name == "Indonesia Raya"
    assert session.get_one(Country, "AF").name == "Afganistan Baru"
    assert session.get_one(Country, "XX").retired_on is None
    assert session.get_one(Country, "ZW").retired_on is not None
    assert session.get_one(Country, "ZV").retired_on is None
    entry = session.scalars(select(JournalEntry).where(JournalEntry.act == "reference.loaded")).all()[-1]
    assert "dipertahankan" in entry.after["lists"]["Satuan"]
    assert reference.is_current(edited)
    assert reference.load_reference(edited) == {}


def test_a_shipped_file_that_is_broken_stops_the_loading(make_work: MakeWork, shipping: Any) -> None:
    shipping("countries.tsv", "# Source: x\ncode\tname\nIDN\tIndonesia\n")
    work = make_work()
    with pytest.raises(ValueError, match=r"countries\.tsv, line 3, Kode"):
        reference.load_reference(work)
    assert work.session.get_one(Country, "ID").name == "Indonesia"
