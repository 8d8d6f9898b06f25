"""The journal told in words, on both databases: what an entry is about, what it recorded, how it is found."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Case, JournalEntry, ReportingPeriod
from siinas.queries.journal import Subject, about, subjects
from siinas.queries.journal_entry import Line, lines_of
from siinas.queries.scope import guard
from tests.factories import make_registration, make_report, open_report

LISTS = {"register_laporan-produksi": "Semua Laporan Produksi"}


def entry(act: str, kind: str, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None, **more: Any):
    """An entry that nobody has written."""
    told = {"seq": 1, "object_id": "", "establishment_id": None, "at": datetime(2026, 11, 22, tzinfo=UTC)} | more
    return JournalEntry(act=act, object_kind=kind, before=before or {}, after=after or {}, actor_name="x", **told)


def told(session: Session, row: JournalEntry, process: Any = None) -> list[Line]:
    """Its lines."""
    return lines_of(session, row, Subject("", process=process), LISTS)


def test_entries_are_found_by_number_company_and_person(engine, make_work, company, officers):
    public_id = make_report(make_work, company, officers, "verification")
    other = make_registration(make_work, officers)
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).one()
        number = session.scalars(select(Case.number).where(Case.public_id == other)).one()

        def found(text: str) -> set[tuple[str, str]]:
            rows = session.scalars(select(JournalEntry).where(about(text)))
            return {(row.object_kind, row.object_id) for row in rows}

        assert found(case.number) == {("case", str(case.id))}
        assert found(number.lower()) == {("case", found(number).pop()[1])}
        assert ("case", str(case.id)) in found(case.company_name)
        assert found(f"{case.number} {number}") == set()
        assert found("100%") == set()


def test_drafts_are_named_for_whoever_does_not_see_them(engine, make_work, company, officers):
    public_id = open_report(make_work, company)
    with Session(engine) as session:
        number = session.scalars(select(Case.number).where(Case.public_id == public_id)).one()
        guard(session, officers.auditor.actor)
        assert session.scalars(select(Case)).all() == []
        row = session.scalars(select(JournalEntry).where(JournalEntry.act == "case.opened")).one()
        subject = subjects(session, [row], LISTS)[row.seq]
        assert subject.words == f"Laporan {number}"
        assert subject.company
        assert subject.process is ProductionReport


def test_things_are_named(engine, company):
    with Session(engine) as session:
        period = session.scalars(select(ReportingPeriod).where(ReportingPeriod.period == "2026-Q3")).first()
        rows = [
            entry("sign_in.done", "person", object_id=str(company.owner.id)),
            entry("sign_in.failed", "person", after={"user_name": "siapa"}, seq=2),
            entry("export", "table", after={"what": "register_laporan-produksi"}, seq=3),
            entry("export", "table", after={"what": "LP-2026-000001/produksi.csv"}, seq=4),
            entry("company.dokumen.deleted", "company_document", before={"number": "AKTA/1"}, object_id="999", seq=5),
            entry("setting.changed", "setting", after={"reset_link_hours": "48"}, seq=6),
            entry("reference.loaded", "setting", after={"version": "abc"}, seq=7),
        ]
        if period is not None:
            rows.append(entry("period.changed", "reporting_period", object_id=str(period.id), seq=8))
        names = {seq: subject.words for seq, subject in subjects(session, rows, LISTS).items()}
    assert company.owner.user_name in names[1]
    assert names[2] == "Orang siapa"
    assert names[3] == "Daftar Semua Laporan Produksi"
    assert names[4] == "Daftar produksi LP-2026-000001"
    assert names[5] == "Dokumen AKTA/1"
    assert names[6] == "Setelan “Masa berlaku tautan lupa kata sandi”"
    assert names[7] == "Data rujukan"
    assert "Triwulan 3 Tahun 2026" in names.get(8, "Triwulan 3 Tahun 2026")


def test_rows_are_compared_with_the_rows_they_were(engine):
    first, second = ("production_lines", "prod_product")
    table = ProductionReport.fields[first]
    number = next(field for field in table.children() if field.numeric and field.kind == "number")
    old = [{second: "Gula", number.key: "10.00"}, {second: "Tetes", number.key: "5.00"}]
    new = [{second: "Ampas", number.key: "1.00"}, {second: "Gula", number.key: "12.00"}]
    with Session(engine) as session:
        lines = told(session, entry("case.page_saved", "case", {first: old}, {first: new}), ProductionReport)
    groups = {line.group.partition(": ")[2] for line in lines}
    assert groups == {"baris 1, Ampas (baru)", "baris 2, Gula", "Tetes (dihapus)"}
    changed = [line for line in lines if line.group.endswith("Gula")]
    assert [(line.before.partition(",")[0], line.after.partition(",")[0]) for line in changed] == [("10", "12")]


def test_values_without_a_declaration_are_told_in_words(engine):
    told_of = {
        "known": True,
        "roles": ["owner", "staff"],
        "rows": 12345,
        "filters": {"search": "gula", "flt0_status_equals": "draft", "sort": "1", "desc": "1"},
        "second_factor": "totp",
        "email": "",
        "statement": None,
    }
    with Session(engine) as session:
        lines = told(session, entry("whatever", "table", after=told_of))
    assert [(line.label, line.after, line.group) for line in lines] == [
        ("Akun ditemukan", "Ya", ""),
        ("Peran", "Pemilik akun, Staf pengisi", ""),
        ("Jumlah baris", "12.345", ""),
        ("Pencarian", "gula", "Saringan"),
        ("Status", ProductionReport.flow.states["draft"].label, "Saringan"),
        ("Urut menurut kolom", "ke-2", "Saringan"),
        ("Urutan menurun", "Ya", "Saringan"),
        ("Faktor kedua", "aplikasi autentikator", ""),
        ("E-mail", "–", ""),
        ("Surat pernyataan", "–", ""),
    ]
    assert {line.before for line in lines} == {"–"}


def test_what_an_earlier_edition_asked_is_still_shown(engine):
    before, after = {"gone_by_now": "2026-11-22"}, {"gone_by_now": {"a": 1}, "signer_name": ["odd"]}
    with Session(engine) as session:
        lines = told(session, entry("case.page_saved", "case", before, after), ProductionReport)
    assert [line.after for line in lines if line.group == ""]
    assert any("22 November 2026" in line.before or "1" in line.after for line in lines)
