"""The receipt of a report: what it states, what takes its place, and which mail names it."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from siinas.catalogue.reports import ConstructionReport, ProductionReport
from siinas.models import Case, Establishment, Letter, OutboxRow, ReportingPeriod
from siinas.operations import cases
from siinas.process.words import digest_words
from tests import factories
from tests.factories import make_report, page_values, sign, step_on

GENERAL = "data-umum"


@pytest.fixture
def receipts(engine):
    """The receipts of a report, in the order in which they were issued."""

    def reader(public_id):
        with Session(engine) as session:
            found = session.scalars(
                select(Letter).join(Case, Case.id == Letter.case_id).where(Case.public_id == public_id)
            )
            return [(row.number, row.state, dict(map(tuple, row.content["lines"]))) for row in found]

    return reader


def change(make_work, company, public_id, signer="Direktur Lain", seen=1):
    values = page_values(GENERAL) | {"signer_name": signer}
    cases.save_page(make_work(company.staff.actor), public_id, GENERAL, values=values, typed=None, seen=seen)


def test_both_reports_give_one_and_count_their_own_numbers():
    numbers = {report.receipt.number for report in (ProductionReport, ConstructionReport)}
    assert len(numbers) == 2


def test_what_it_states(make_work, company, receipts, engine):
    public_id = make_report(make_work, company, None, "verification")
    ((number, state, lines),) = receipts(public_id)
    assert re.fullmatch(r"\d+/TT-LP/SIINAS/X/2026", number)
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.public_id == public_id)).unique().one()
        digest = case.filings[0].digest
    assert (state, lines) == (
        "valid",
        {
            "Nomor Laporan": "LP-2026-000001",
            "Nama Perusahaan": company.name,
            "NIB": company.nib,
            "Lokasi Pabrik": "Kabupaten Gresik, Jawa Timur",
            "Jenis Laporan": "Laporan Produksi",
            "Periode": "Triwulan 3 Tahun 2026",
            "Waktu Pengiriman": "6 Oktober 2026 pukul 09.00 WIB",
            "Ketepatan Waktu": lines["Ketepatan Waktu"],
            "Kiriman": "Versi 1, kiriman pertama",
            "Sidik Isian (SHA-256)": digest_words(digest),
        },
    )
    assert lines["Ketepatan Waktu"].startswith("Tepat waktu (tenggat ")


def test_a_draft_has_none(make_work, company, receipts):
    assert receipts(make_report(make_work, company, None, "draft")) == []


@pytest.mark.parametrize(
    ("due", "registered", "said"),
    [
        (date(2026, 10, 6), None, "Tepat waktu (tenggat 6 Oktober 2026)"),
        (date(2026, 10, 5), None, "Terlambat 1 hari (tenggat 5 Oktober 2026)"),
        (date(2026, 9, 6), None, "Terlambat 30 hari (tenggat 6 September 2026)"),
        (date(2026, 10, 4), timedelta(0), "Tenggat sebelum akun ini terdaftar (tenggat 4 Oktober 2026)"),
    ],
)
def test_in_time_or_late(make_work, company, receipts, engine, due, registered, said):
    with Session(engine) as session:
        if registered is None:
            long_ago = factories.NOW - timedelta(days=500)
            session.execute(update(Establishment).values(registered_at=long_ago))
        session.execute(update(ReportingPeriod).where(ReportingPeriod.period == factories.PERIOD).values(due_on=due))
        session.commit()
    public_id = make_report(make_work, company, None, "draft")
    sign(make_work, company, public_id)
    step_on(make_work, company, None, public_id, "send")
    assert receipts(public_id)[0][2]["Ketepatan Waktu"] == said


def test_a_period_that_is_retired_meanwhile(make_work, company, receipts, engine):
    public_id = make_report(make_work, company, None, "draft")
    with Session(engine) as session:
        session.execute(update(ReportingPeriod).values(retired_on=date(2026, 10, 1)))
        session.commit()
    sign(make_work, company, public_id)
    step_on(make_work, company, None, public_id, "send")
    assert receipts(public_id)[0][2]["Ketepatan Waktu"] == "Periode ini tidak mempunyai tenggat"


def test_a_later_sending_supersedes_it(make_work, company, officers, receipts, clock):
    public_id = make_report(make_work, company, officers, "returned")
    clock.move(days=1)
    sign(make_work, company, public_id)
    step_on(make_work, company, officers, public_id, "send")
    first, second = receipts(public_id)
    assert (first[1], second[1]) == ("superseded", "valid")
    assert second[2]["Kiriman"] == "Versi 2, kiriman ulang"
    assert "pertama kali dikirim 6 Oktober 2026" in second[2]["Ketepatan Waktu"]


def test_a_correction_says_which_version_is_valid(make_work, company, officers, receipts, clock):
    public_id = make_report(make_work, company, officers, "correction")
    clock.move(days=1)
    assert [one[1] for one in receipts(public_id)] == ["valid"], "opening it again changes nothing"
    change(make_work, company, public_id)
    sign(make_work, company, public_id)
    step_on(make_work, company, officers, public_id, "send")
    assert [one[1] for one in receipts(public_id)] == ["superseded", "valid"]
    said = receipts(public_id)[1][2]["Kiriman"]
    assert said == "Versi 2, perbaikan; versi 1 yang sudah diterima berlaku sampai perbaikan diterima"
    step_on(make_work, company, officers, public_id, "send_back")
    step_on(make_work, company, officers, public_id, "cancel_correction")
    first, second, third = receipts(public_id)
    assert (first[1], second[1], third[1]) == ("superseded", "superseded", "valid")
    assert third[2]["Sidik Isian (SHA-256)"] == first[2]["Sidik Isian (SHA-256)"], "the accepted version again"
    assert third[2]["Waktu Pengiriman"] == first[2]["Waktu Pengiriman"]


def test_given_up_before_sending_the_receipt_stays(make_work, company, officers, receipts):
    public_id = make_report(make_work, company, officers, "correction")
    change(make_work, company, public_id)
    step_on(make_work, company, officers, public_id, "cancel_correction")
    assert [one[1] for one in receipts(public_id)] == ["valid"]


def test_the_mail_names_it(make_work, company, officers, receipts, engine):
    public_id = make_report(make_work, company, officers, "accepted")
    with Session(engine) as session:
        sent = session.scalars(select(OutboxRow).where(OutboxRow.recipient == company.email)).all()
    told = {row.payload["template"]: row.payload["receipt"] for row in sent if row.kind == "mail"}
    assert told["laporan_terkirim"] == receipts(public_id)[0][0]
