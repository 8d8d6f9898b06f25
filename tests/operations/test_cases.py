"""Opening, filling, signing and moving a production report, on both databases."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from siinas.catalogue.reports.production import ProductionReport
from siinas.models import (
    BusinessLine,
    Case,
    Establishment,
    Filing,
    JournalEntry,
    Movement,
    OutboxRow,
    PermittedCapacity,
    ReportingPeriod,
    Setting,
)
from siinas.operations import cases
from siinas.process.roles import ANONYMOUS
from siinas.process.telling import digest_of
from siinas.queries.cases import CaseFile, case_file
from siinas.queries.periods import offered_periods
from siinas.refusal import NotFound, NotPermitted, Refused, Stale
from tests import factories
from tests.factories import (
    PERIOD,
    REPORT,
    checked_paper,
    complete_answers,
    fill,
    make_company,
    make_officer,
    make_report,
    open_report,
    page_values,
    sign,
    step_on,
)

GENERAL = "data-umum"


@pytest.fixture
def other(engine):
    with Session(engine) as session:
        return make_company(session)


@pytest.fixture
def read(engine):
    """Reads a case as the system: read(public_id, lambda case: …)."""

    def reader(public_id, what=lambda case: case.state):
        with Session(engine) as session:
            return what(session.scalars(select(Case).where(Case.public_id == public_id)).unique().one())

    return reader


@pytest.fixture
def acts(engine):
    """The acts in the journal since the last look."""
    seen = [0]

    def look():
        with Session(engine) as session:
            rows = session.execute(
                select(JournalEntry.seq, JournalEntry.act).where(JournalEntry.seq > seen[0]).order_by(JournalEntry.seq)
            ).all()
        seen[0] = rows[-1].seq if rows else seen[0]
        return [row.act for row in rows]

    look()
    return look


# Opening


def test_a_new_draft(make_work, company, read, acts):
    case = cases.open_case(make_work(company.staff.actor), REPORT, PERIOD)
    assert (case.number, case.title) == ("LP-2026-000001", "Laporan Produksi Triwulan 3 Tahun 2026")
    assert (case.state, case.subject, case.nib, case.regency) == ("draft", PERIOD, company.nib, company.regency)
    assert case.directorate == "IMHLP"
    assert case.due_at is None
    assert len(case.public_id) >= 20
    assert acts() == ["case.opened"]
    answers = ProductionReport.from_json(read(case.public_id, lambda c: c.answers))
    assert answers["signer_name"] == "Penanggung Jawab"
    assert answers["capacity_lines"][0]["prod_capacity_qty"] == Decimal("73000.00")


@pytest.mark.parametrize("period", ["2026-Q4", "2027-Q1", "2030-Q1", "2099-Q4"])
def test_a_period_that_is_not_over_cannot_be_reported(make_work, company, period):
    with pytest.raises(Refused, match="belum dapat dilaporkan") as refusal:
        cases.open_case(make_work(company.staff.actor), REPORT, period)
    assert refusal.value.field == "period"


@pytest.mark.parametrize("period", ["2019-Q4", "1950-Q1"])
def test_a_period_long_gone(make_work, company, period):
    with pytest.raises(Refused, match="sudah ditutup"):
        cases.open_case(make_work(company.staff.actor), REPORT, period)


@pytest.mark.parametrize("period", ["", "2026", "2026-Q5", "laporan", "0001-Q1", "0000-Q1", "9999-Q4"])
def test_what_is_no_period(make_work, company, period):
    with pytest.raises(Refused, match="Pilih periode"):
        cases.open_case(make_work(company.staff.actor), REPORT, period)


def test_the_quarter_opens_at_midnight_in_jakarta(make_work, company, clock):
    midnight = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)
    with pytest.raises(Refused):
        cases.open_case(make_work(company.staff.actor, now=midnight - timedelta(seconds=1)), REPORT, PERIOD)
    assert cases.open_case(make_work(company.staff.actor, now=midnight), REPORT, PERIOD).subject == PERIOD


def test_after_the_last_day_for_new_reports(engine, make_work, company):
    with Session(engine) as session:
        session.execute(
            update(ReportingPeriod).where(ReportingPeriod.period == PERIOD).values(last_new_on=date(2026, 10, 5))
        )
        session.commit()
    with pytest.raises(Refused, match="sudah ditutup"):
        open_report(make_work, company)


def test_a_taken_period_names_the_report_that_is_there(make_work, company, other):
    open_report(make_work, company)
    with pytest.raises(Refused, match="LP-2026-000001, status Konsep") as refusal:
        cases.open_case(make_work(company.owner.actor), REPORT, PERIOD)
    assert refusal.value.field == "period"
    assert open_report(make_work, other), "another company's period is another one"
    assert open_report(make_work, company, "2026-Q2")


def test_officers_and_strangers_open_no_report(make_work, officers):
    for actor in (officers.verifier.actor, officers.administrator.actor, ANONYMOUS):
        with pytest.raises(NotPermitted):
            cases.open_case(make_work(actor), REPORT, PERIOD)


def test_numbers_begin_anew_each_year(make_work, company, clock):
    open_report(make_work, company)
    clock.now = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    number = cases.open_case(make_work(company.staff.actor), REPORT, "2026-Q2").number
    assert number == "LP-2027-000001"


def test_offered_periods(engine, make_work, company):
    open_report(make_work, company)
    with Session(engine) as session:
        establishment = session.get_one(Establishment, company.establishment_id)
        establishment.registered_at = datetime(2026, 2, 1, tzinfo=UTC)
        offers = offered_periods(session, ProductionReport, establishment, date(2026, 10, 31))
        assert [offer.period.key for offer in offers][:4] == ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4"]
        assert [offer.period.key for offer in offers][-1] == "2024-S2", "a semester of the years before"
        assert all(offer.open for offer in offers)
        assert [offer.late for offer in offers][:4] == [False, True, True, False]
        assert [bool(offer.case) for offer in offers][:4] == [True, False, False, False]


# Pages


def save(make_work, actor, public_id, **how):
    step = how.pop("step", GENERAL)
    how = {"values": page_values(step), "typed": None, "seen": 0} | how
    cases.save_page(make_work(actor), public_id, step, **how)


def test_a_page_is_kept_and_investment_is_computed(make_work, company, read, acts):
    public_id = open_report(make_work, company)
    acts()
    values = page_values(GENERAL) | {"inv_excl_land_building": Decimal(7)}
    save(make_work, company.staff.actor, public_id, values=values)
    stored = read(public_id, lambda c: c.answers)
    assert stored["inv_excl_land_building"] == "150000000000", "what is computed is not taken from the form"
    assert read(public_id, lambda c: c.saves) == {GENERAL: 1}
    assert acts() == ["case.page_saved"]
    with_lines = ProductionReport.from_json(stored)["capacity_lines"]
    assert with_lines, "other pages are not touched"


def test_what_was_typed_is_kept_to_the_letter(make_work, company, read, engine):
    public_id = open_report(make_work, company)
    save(make_work, company.staff.actor, public_id)
    before = read(public_id, lambda c: c.answers)
    typed = [["inv_machinery", " 1.5 <b>"], ["signer_name", "É"]]
    save(make_work, company.staff.actor, public_id, values=None, typed=typed, seen=1)
    assert read(public_id, lambda c: c.typed) == {GENERAL: typed}
    with Session(engine) as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.seq.desc())).first()
        assert entry.after == {"page": GENERAL, "unread": True}, "that something was kept unread stands in the journal"
    assert read(public_id, lambda c: c.answers) == before
    save(make_work, company.staff.actor, public_id, seen=2)
    assert read(public_id, lambda c: c.typed) == {}
    assert read(public_id, lambda c: c.saves) == {GENERAL: 3}


def test_a_page_saved_elsewhere_meanwhile(make_work, company, read):
    public_id = open_report(make_work, company)
    save(make_work, company.staff.actor, public_id)
    with pytest.raises(Stale, match="dari tempat lain"):
        save(make_work, company.signer.actor, public_id, values=page_values(GENERAL) | {"signer_name": "Lain"})
    assert read(public_id, lambda c: c.answers["signer_name"]) == "Penanggung Jawab"
    save(make_work, company.signer.actor, public_id, step="tenaga-kerja"), "another page is not concerned"


def test_pages_of_others_do_not_exist(make_work, company, other, officers):
    public_id = open_report(make_work, company)
    for actor in (other.owner.actor, officers.verifier.actor, officers.administrator.actor, ANONYMOUS):
        with pytest.raises(NotFound):
            save(make_work, actor, public_id)
    with pytest.raises(NotFound):
        save(make_work, company.staff.actor, public_id.swapcase())
    with pytest.raises(Refused, match="tidak ada"):
        cases.save_page(make_work(company.staff.actor), public_id, "nope", values={}, typed=None, seen=0)


def test_a_sent_report_is_not_changed_any_more(make_work, company, officers, read):
    public_id = make_report(make_work, company, officers, "verification")
    before = read(public_id, lambda c: c.answers)
    for actor in (company.owner.actor, officers.verifier.actor):
        with pytest.raises(Refused, match="tidak dapat diubah"):
            save(make_work, actor, public_id, seen=1)
    assert read(public_id, lambda c: c.answers) == before


def row_of(table, **changed):
    step = next(step.key for step in ProductionReport.steps if table in step.fields)
    return step, {table: [complete_answers()[table][0] | changed]}


ODD = {
    "no option": (GENERAL, {"production_status": "nonsense"}),
    "below zero": (GENERAL, {"inv_machinery": Decimal(-1)}),
    "no number": (GENERAL, {"inv_machinery": Decimal("NaN")}),
    "a fraction of a rupiah": (GENERAL, {"inv_machinery": Decimal("1.5")}),
    "a truth value as a number": (GENERAL, {"inv_machinery": True}),
    "too long": (GENERAL, {"signer_name": "x" * 101}),
    "no text": (GENERAL, {"signer_name": 7}),
    "NUL": (GENERAL, {"signer_name": "a\x00b"}),
    "no truth value": (GENERAL, {"uses_toll": "ya"}),
    "another KBLI": row_of("production_lines", prod_kbli="99999"),
    "no unit": row_of("production_lines", prod_unit="ZZZ"),
    "no country": row_of("production_lines", export_countries=["JP", "ZZ"]),
    "no HS code": row_of("production_lines", prod_hs="1701"),
    "more than all": row_of("production_lines", export_pct=Decimal(101)),
    "rows that are none": ("bahan-baku", {"material_lines": "x"}),
    "too many rows": ("bahan-bakar", {"fuels": [complete_answers()["fuels"][0]] * 10_001}),
    "an unknown row": ("tenaga-kerja", {"workers": {"children": {}}}),
    "a cell that is none": ("tenaga-kerja", {"workers": {"men": {"production_permanent": Decimal("0.5")}}}),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_a_field_does_not_allow_is_not_stored(make_work, company, read, odd):
    public_id = open_report(make_work, company)
    step, values = ODD[odd]
    before = read(public_id, lambda c: (c.answers, c.saves))
    with pytest.raises(Refused):
        save(make_work, company.staff.actor, public_id, step=step, values=page_values(step) | values)
    assert read(public_id, lambda c: (c.answers, c.saves)) == before


def test_the_last_day_ends_drafts_but_not_corrections(make_work, company, other, officers, engine, read):
    draft = open_report(make_work, company)
    returned = make_report(make_work, other, officers, "returned")
    with Session(engine) as session:
        session.execute(
            update(ReportingPeriod).where(ReportingPeriod.period == PERIOD).values(last_edit_on=date(2026, 10, 5))
        )
        session.commit()
    with pytest.raises(Refused, match="berakhir pada 5 Oktober 2026"):
        save(make_work, company.staff.actor, draft)
    save(make_work, other.staff.actor, returned, values=page_values(GENERAL) | {"signer_name": "Lain"}, seen=1)
    assert read(returned, lambda c: c.answers["signer_name"]) == "Lain"


def test_an_answer_that_is_no_longer_asked_goes(make_work, company, read):
    public_id = open_report(make_work, company)
    idle = page_values(GENERAL) | {"production_status": "idle", "idle_reason": "Perbaikan mesin"}
    save(make_work, company.staff.actor, public_id, values=idle)
    assert read(public_id, lambda c: c.answers["idle_reason"]) == "Perbaikan mesin"
    save(make_work, company.staff.actor, public_id, seen=1)
    assert "idle_reason" not in read(public_id, lambda c: c.answers)


# Warnings, statement, sending


def with_a_warning(make_work, company):
    """A report whose electricity is too cheap, and the key of that warning."""
    public_id = open_report(make_work, company)
    answers = complete_answers()
    answers["electricity"]["pln"]["power_cost"] = Decimal(1)
    fill(make_work, company, public_id, answers)
    return public_id, the_warning(make_work, company, public_id)


def the_warning(make_work, company, public_id):
    work = make_work(company.staff.actor)
    (finding,) = case_file(work.session, work.actor, public_id, factories.NOW).findings()
    assert finding.place == "price_of_a_kilowatt_hour:electricity:pln"
    return finding.key


def test_warnings_are_confirmed_with_a_reason(make_work, company, read, acts):
    public_id, warning = with_a_warning(make_work, company)
    sign(make_work, company, public_id)
    with pytest.raises(Refused, match=r"Peringatan belum dijelaskan.*Dari PLN"):
        step_on(make_work, company, None, public_id, "send")
    acts()
    reasons = {warning: "  Listrik dari kawasan.  ", "unknown:x:y": "z", "gap_between_education_and_workers:e:": "z"}
    cases.confirm_findings(make_work(company.staff.actor), public_id, reasons)
    assert acts() == ["case.warnings_explained"]
    assert read(public_id, lambda c: c.confirmations) == {warning: "Listrik dari kawasan."}
    step_on(make_work, company, None, public_id, "send")
    filed = read(public_id, lambda c: c.filings[-1].confirmations)
    assert filed[warning]["reason"] == "Listrik dari kawasan."
    assert filed[warning]["where"] == "Dari PLN"
    assert filed[warning]["figures"] == [
        ["Pemakaian", "1.800.000,00 kWh"],
        ["Biaya", "Rp1"],
        ["Harga listrik", "Rp0,0000006 per kWh"],
        ["Batas kewajaran", "Rp500 sampai Rp5.000 per kWh"],
    ]


def test_a_reason_does_not_outlive_the_figures_it_was_given_for(make_work, company, engine):
    public_id, warning = with_a_warning(make_work, company)
    cases.confirm_findings(make_work(company.staff.actor), public_id, {warning: "Listrik dari kawasan."})
    sign(make_work, company, public_id)
    values = page_values("listrik")
    values["electricity"]["pln"]["power_cost"] = Decimal(2)
    save(make_work, company.staff.actor, public_id, step="listrik", values=values, seen=1)
    work = make_work(company.staff.actor)
    file = case_file(work.session, work.actor, public_id, factories.NOW)
    assert [point for point in file.open_points() if "belum dijelaskan" in point]
    assert file.earlier_reason(file.findings()[0]) == "Listrik dari kawasan."
    # The same figures again: the reason counts again.
    values["electricity"]["pln"]["power_cost"] = Decimal(1)
    save(make_work, company.staff.actor, public_id, step="listrik", values=values, seen=2)
    assert the_warning(make_work, company, public_id) == warning


def test_a_kbli_that_is_no_longer_the_companys(make_work, company, engine, read):
    public_id = make_report(make_work, company, None, "draft")
    sign(make_work, company, public_id)
    with Session(engine) as session:
        session.execute(delete(PermittedCapacity))
        session.execute(delete(BusinessLine).where(BusinessLine.establishment_id == company.establishment_id))
        session.commit()
    with pytest.raises(Refused, match="tidak ada dalam Bidang Usaha"):
        step_on(make_work, company, None, public_id, "send")
    assert read(public_id) == "draft"


def test_an_empty_reason_is_none(make_work, company, read):
    public_id, warning = with_a_warning(make_work, company)
    cases.confirm_findings(make_work(company.staff.actor), public_id, {warning: "   "})
    assert read(public_id, lambda c: c.confirmations) == {}


def test_a_hard_rule_cannot_be_explained_away(make_work, company, read):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id, complete_answers() | {"production_lines": [], "material_lines": []})
    key = "a_producing_company_names_its_products:production_lines:"
    cases.confirm_findings(make_work(company.staff.actor), public_id, {key: "Tolong diterima saja."})
    assert read(public_id, lambda c: c.confirmations) == {}
    with pytest.raises(Refused, match="paling sedikit satu produk"):
        step_on(make_work, company, None, public_id, "send")


def test_the_statement_is_printed_for_complete_pages_only(make_work, company):
    public_id = open_report(make_work, company)
    with pytest.raises(Refused, match="Lengkapi dahulu halaman Data Umum"):
        cases.note_printed(make_work(company.staff.actor), public_id)
    with pytest.raises(Refused, match="Cetak surat pernyataan lebih dahulu"):
        cases.attach_statement(make_work(company.staff.actor), public_id, checked_paper())


def test_the_statement_belongs_to_the_answers_it_was_printed_for(make_work, company, read, acts):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    acts()
    cases.note_printed(make_work(company.staff.actor), public_id)
    save(make_work, company.staff.actor, public_id, values=page_values(GENERAL) | {"signer_name": "Lain"}, seen=1)
    with pytest.raises(Refused, match="Cetak ulang"):
        cases.attach_statement(make_work(company.staff.actor), public_id, checked_paper())
    digest = cases.note_printed(make_work(company.staff.actor), public_id)
    cases.attach_statement(make_work(company.staff.actor), public_id, checked_paper())
    assert read(public_id, lambda c: c.statement_digest) == digest
    save(make_work, company.staff.actor, public_id, seen=2)
    with pytest.raises(Refused, match="Isian berubah setelah surat pernyataan dicetak"):
        step_on(make_work, company, None, public_id, "send")
    assert acts() == [
        "case.statement_printed",
        "case.page_saved",
        "case.statement_printed",
        "case.statement_uploaded",
        "case.page_saved",
    ]


def test_sending_needs_the_statement(make_work, company, read):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    with pytest.raises(Refused, match="belum diunggah"):
        step_on(make_work, company, None, public_id, "send")
    assert (read(public_id), read(public_id, lambda c: len(c.filings))) == ("draft", 0)


def test_sending_names_every_open_point(make_work, company):
    public_id = open_report(make_work, company)
    with pytest.raises(Refused) as refusal:
        step_on(make_work, company, None, public_id, "send")
    for step in ProductionReport.asked_steps({}):
        assert f"Halaman {step.title} belum lengkap." in refusal.value.reason
    assert "belum diunggah" in refusal.value.reason


def test_something_that_cannot_be_read_keeps_a_page_open(make_work, company):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    sign(make_work, company, public_id)
    save(make_work, company.staff.actor, public_id, values=None, typed=[["inv_machinery", "1.5"]], seen=1)
    with pytest.raises(Refused, match="Data Umum belum lengkap"):
        step_on(make_work, company, None, public_id, "send")


def test_a_grid_cell_that_is_empty_keeps_a_page_open(make_work, company, engine):
    public_id = open_report(make_work, company)
    answers = complete_answers()
    answers["workers"]["women"].pop("other_temporary")
    answers["production_lines"][0].pop("prod_unit")
    fill(make_work, company, public_id, answers)
    with Session(engine) as session:
        file = case_file(session, company.staff.actor, public_id, factories.NOW)
        missing = {page.step.title: page.missing for page in file.pages() if page.status == "incomplete"}
    assert missing == {
        "Produksi dan Penjualan": ("Satuan Asli (baris 1)",),
        "Tenaga Kerja": ("Lainnya tidak tetap, Wanita",),
    }


def test_staff_do_not_send(make_work, company):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    sign(make_work, company, public_id)
    with pytest.raises(NotPermitted, match="Pemilik akun, Penanda tangan"):
        cases.move(make_work(company.staff.actor), public_id, "send")


def test_the_frozen_copy(make_work, company, read, engine):
    make_report(make_work, company, None, "verification")
    with Session(engine) as session:
        session.execute(update(BusinessLine).values(title="Judul lain"))
        session.commit()
        filing = session.scalars(select(Filing)).one()
        assert filing.digest == digest_of(ProductionReport, PERIOD, filing.answers)
        assert filing.sent_by.startswith("Penanda tangan")
        assert filing.edition == ProductionReport.edition
        words = json.dumps(filing.in_words, ensure_ascii=False)
        assert "10721 — Industri Gula Pasir" in words
        assert "Judul lain" not in words
        assert "Jul - Sep 2026" in words
        assert filing.statement_id is not None
        assert filing.answers == filing.case.answers


# The whole way


def test_from_draft_to_accepted(make_work, company, officers, read, acts, engine, clock):
    public_id = make_report(make_work, company, officers, "draft")
    sign(make_work, company, public_id)
    acts()
    walked = []
    for transition in ("send", "check", "accept"):
        clock.move(hours=1)
        step_on(make_work, company, officers, public_id, transition)
        walked.append((read(public_id), read(public_id, lambda c: c.due_at and c.due_at.isoformat())))
        assert acts() == ["letter.issued"] * (transition == "send") + [f"case.{transition}"]
    assert walked == [
        ("verification", "2026-10-13T16:59:59+00:00"),
        ("validation", "2026-10-09T16:59:59+00:00"),
        ("accepted", None),
    ]
    assert read(public_id, lambda c: c.closed_at) == clock.now
    assert read(public_id, lambda c: c.version) == 4
    with Session(engine) as session:
        mails = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        assert [(m.payload["template"], m.recipient) for m in mails] == [
            ("laporan_terkirim", company.email),
            ("perkara_masuk", officers.verifier.email),
            ("perkara_masuk", officers.validator.email),
            ("laporan_diterima", company.email),
        ]
    with pytest.raises(Refused):
        cases.move(make_work(officers.validator.actor), public_id, "accept")


def test_returned_and_sent_again(make_work, company, officers, read, engine):
    public_id = make_report(make_work, company, officers, "validation")
    reason = {"reason": "Lengkapi Bahan Baku."}
    cases.move(make_work(officers.validator.actor), public_id, "send_back", said=reason)
    assert read(public_id) == "returned"
    assert read(public_id, lambda c: c.due_at.date()) == date(2026, 11, 5)
    with pytest.raises(Refused, match="tidak dapat diubah"):
        save(make_work, officers.validator.actor, public_id, seen=1)
    save(make_work, company.staff.actor, public_id, values=page_values(GENERAL) | {"signer_name": "Lain"}, seen=1)
    sign(make_work, company, public_id)
    with Session(engine) as session:
        before = session.scalar(select(func.max(OutboxRow.id)))
    step_on(make_work, company, officers, public_id, "send")
    assert read(public_id, lambda c: [(f.sequence, f.in_words == c.filings[0].in_words) for f in c.filings]) == [
        (1, True),
        (2, False),
    ]
    with Session(engine) as session:
        told, changed = case_file(session, officers.verifier.actor, public_id, factories.NOW).filing_told()
        assert len(changed) == 1
        signer = next(part for part in told[0]["parts"] if part["label"] == "Nama Penanda Tangan Laporan")
        assert signer["was"] == "Penanggung Jawab"
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        told_again = {row.recipient for row in rows if row.payload["template"] == "perkara_masuk" and row.id > before}
        assert told_again == {officers.verifier.email, officers.validator.email}, "who checked it and who returned it"
        returned = session.scalars(select(OutboxRow).where(OutboxRow.recipient == company.email)).all()
        assert returned[1].payload["reason"] == reason["reason"]
    step_on(make_work, company, officers, public_id, "check")
    step_on(make_work, company, officers, public_id, "accept")
    assert read(public_id) == "accepted"


def test_a_returned_report_is_not_discarded(make_work, company, officers):
    public_id = make_report(make_work, company, officers, "returned")
    with pytest.raises(Refused):
        step_on(make_work, company, officers, public_id, "discard")


def both_hands(session):
    from siinas.process.roles import Grant, Role

    return factories.make_person(session, Grant(Role.VERIFIER), Grant(Role.VALIDATOR), name="Dua Tangan")


def test_four_eyes(make_work, company, officers, engine, read):
    with Session(engine) as session:
        both = both_hands(session)
    public_id = make_report(make_work, company, officers, "verification")
    cases.move(make_work(both.actor), public_id, "check")
    with pytest.raises(NotPermitted, match="orang lain"):
        cases.move(make_work(both.actor), public_id, "accept")
    assert read(public_id) == "validation"
    cases.move(make_work(both.actor), public_id, "send_back", said={"reason": "x"})
    sign(make_work, company, public_id)
    step_on(make_work, company, officers, public_id, "send")
    step_on(make_work, company, officers, public_id, "check")
    cases.move(make_work(both.actor), public_id, "accept")
    assert read(public_id) == "accepted", "each sending asks for two pairs of eyes anew"


def test_who_may_not_move(make_work, company, other, officers, read):
    public_id = make_report(make_work, company, officers, "verification")
    for someone, fault in (
        (officers.validator, NotPermitted),
        (officers.auditor, NotPermitted),
        (officers.supervisor, NotPermitted),
        (company.owner, NotPermitted),
        (officers.front_desk, NotFound),
        (officers.administrator, NotFound),
        (other.owner, NotFound),
    ):
        with pytest.raises(fault):
            cases.move(make_work(someone.actor), public_id, "check")
    with pytest.raises(NotFound):
        cases.move(make_work(ANONYMOUS), public_id, "check")
    with pytest.raises(Refused, match="tidak dikenal"):
        cases.move(make_work(officers.verifier.actor), public_id, "approve")
    assert read(public_id) == "verification"


def test_the_slower_officer_is_told_who_was_faster(make_work, company, officers, engine, read):
    with Session(engine) as session:
        second = make_officer(session, factories.Role.VERIFIER, name="Verifikator Kedua")
    public_id = make_report(make_work, company, officers, "verification")
    seen = read(public_id, lambda c: c.version)
    cases.move(make_work(officers.verifier.actor), public_id, "check", version=seen)
    with pytest.raises(Stale, match=r"Verifikator Contoh sudah memilih “Teruskan ke Validator”.*6 Oktober 2026"):
        cases.move(make_work(second.actor), public_id, "send_back", said={"reason": "x"}, version=seen)
    with pytest.raises(Stale, match="Verifikator Contoh"):
        cases.move(make_work(second.actor), public_id, "send_back", said={"reason": "x"}, version=seen - 1)
    assert read(public_id, lambda c: len(c.movements)) == 2


def test_a_stale_version_in_the_right_state(make_work, company, officers, read):
    public_id = make_report(make_work, company, officers, "returned")
    sign(make_work, company, public_id)
    step_on(make_work, company, officers, public_id, "send")
    with pytest.raises(Stale):
        cases.move(make_work(officers.verifier.actor), public_id, "check", version=2)
    assert read(public_id) == "verification"


def test_a_repeated_click_is_the_same_act(make_work, company, officers, read, acts, engine):
    public_id = make_report(make_work, company, officers, "verification")
    acts()
    for _ in range(3):
        case = cases.move(make_work(officers.verifier.actor), public_id, "check", version=2, once="klik-1")
        assert case.state == "validation"
    assert acts() == ["case.check"]
    assert read(public_id, lambda c: len(c.movements)) == 2
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Movement).where(Movement.once == "klik-1")) == 1


def test_a_discarded_draft_frees_its_period(make_work, company, read):
    public_id = make_report(make_work, company, None, "discarded")
    assert read(public_id, lambda c: (c.state, c.subject)) == ("discarded", None)
    with pytest.raises(Refused):
        save(make_work, company.staff.actor, public_id, seen=1)
    again = open_report(make_work, company)
    assert again != public_id
    assert read(again, lambda c: c.subject) == PERIOD


def test_a_discarded_draft_is_still_readable(make_work, company, engine):
    public_id = make_report(make_work, company, None, "discarded")
    with Session(engine) as session:
        file = case_file(session, company.owner.actor, public_id, factories.NOW)
        assert file.period is None
        assert file.pages() and file.told()


def test_a_set_time_limit_overrules_the_declared_one(make_work, company, engine, read):
    with Session(engine) as session:
        session.add(Setting(key=f"deadline.{REPORT}.verification", value="1"))
        session.commit()
    public_id = make_report(make_work, company, None, "verification")
    assert read(public_id, lambda c: c.due_at.isoformat()) == "2026-10-07T16:59:59+00:00"


def test_reach_of_officers_by_directorate(make_work, company, engine):
    with Session(engine) as session:
        fitting = make_officer(session, factories.Role.VERIFIER, directorate="IMHLP")
        foreign = make_officer(session, factories.Role.VERIFIER, directorate="ITKAK")
    public_id = make_report(make_work, company, None, "verification")
    with pytest.raises(NotFound):
        cases.move(make_work(foreign.actor), public_id, "check")
    cases.move(make_work(fitting.actor), public_id, "check")
    with Session(engine) as session:
        told = {row.recipient for row in session.scalars(select(OutboxRow))}
    assert fitting.email in told and foreign.email not in told


def test_what_an_officer_sees_stays_what_was_sent(make_work, company, officers, engine):
    """Officers read the filing, not what the company types while a report is back with it."""
    public_id = make_report(make_work, company, officers, "returned")
    save(make_work, company.staff.actor, public_id, values=page_values(GENERAL) | {"signer_name": "Rahasia"}, seen=1)
    with Session(engine) as session:
        told, _ = case_file(session, officers.verifier.actor, public_id, factories.NOW).filing_told()
    assert "Rahasia" not in json.dumps(told)


def test_capacity_beyond_the_permit_uses_the_companys_own(make_work, company, engine):
    public_id = open_report(make_work, company)
    fill(make_work, company, public_id)
    with Session(engine) as session:
        session.execute(update(PermittedCapacity).values(capacity=Decimal(1000)))
        session.commit()
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        found = CaseFile(session, case, date(2026, 10, 6)).findings()
    assert [finding.check for finding in found] == ["capacity_stays_within_the_permit"]


def test_who_is_told_by_region_and_setting(make_work, company, officers, engine):
    with Session(engine) as session:
        near = make_officer(session, factories.Role.VERIFIER, region=company.regency[:2])
        far = make_officer(session, factories.Role.VERIFIER, region="91")
    make_report(make_work, company, None, "verification")
    with Session(engine) as session:
        told = {row.recipient for row in session.scalars(select(OutboxRow))}
        assert {near.email, officers.verifier.email} <= told
        assert far.email not in told and officers.validator.email not in told
