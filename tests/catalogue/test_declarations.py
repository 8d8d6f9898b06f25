"""What every process of the catalogue must hold to, generated over all of them."""

import re

import pytest

from siinas.catalogue import processes
from siinas.catalogue.company_data import SECTIONS
from siinas.catalogue.reports.production import ProductionReport
from siinas.models import Establishment, LegalEntity
from siinas.operations import outbox, records, registration  # noqa: F401 - registration brings its effects along
from siinas.operations.cases import EFFECTS
from siinas.operations.mails import TEMPLATES, compose
from siinas.process.fields import Choice, Reference, Text, Upload
from siinas.process.flow import TONES
from siinas.process.periods import Quarter, label_of
from siinas.process.roles import OFFICERS, ROLE_LABELS, Role
from siinas.queries.choices import NARROWED, SOURCES
from siinas.queries.company import RECORDS
from siinas.queries.settings import deadline_key, known_settings
from siinas.reference.document_types import DOCUMENT_TYPES

ALL = list(processes().values())
MOVES = [pytest.param(p, m, id=f"{p.key}.{m.key}") for p in ALL for m in p.flow.transitions.values()]
STATES = [pytest.param(p, s, id=f"{p.key}.{s.key}") for p in ALL for s in p.flow.states.values()]
CASE_FACTS = {
    "number": "LP-2026-000001",
    "title": "Laporan Produksi Triwulan 3 Tahun 2026",
    "company": "PT Contoh",
    "state": "Diproses — Verifikator",
    "due": "30 November 2026 pukul 23.59 WIB",
    "reason": "Lengkapi Bahan Baku.",
    "company_url": "http://127.0.0.1/perusahaan/x/",
    "officer_url": "http://127.0.0.1/petugas/x/",
}


def all_fields(fields):
    for field in fields:
        yield field
        yield from all_fields(field.children())


FIELDS = [pytest.param(f, id=f"{p.key}.{f.key}") for p in ALL for f in all_fields(p.fields.values())]
FIELDS += [pytest.param(f, id=f"{s.key}.{f.key}") for s in SECTIONS for f in s.step.fields.values()]
FIELDS += [
    pytest.param(f, id=f"{p.key}.{m.key}.{f.key}")
    for p in ALL
    for m in p.flow.transitions.values()
    if m.asks
    for f in m.asks.fields.values()
]


def test_what_is_on_offer():
    assert list(processes()) == sorted(processes())
    assert {"registrasi", "laporan-produksi"} <= set(processes())
    assert len({process.code for process in ALL}) == len(ALL), "the codes begin the case numbers"


@pytest.mark.parametrize(("process", "move"), MOVES)
def test_effects_exist(process, move):
    assert set(move.does) <= set(EFFECTS)


@pytest.mark.parametrize(("process", "move"), MOVES)
def test_a_move_says_what_it_did_and_reasons_are_asked(process, move):
    assert move.label
    assert move.weight in {"primary", "secondary", "danger"}
    assert move.by is None or move.by <= set(Role)
    if any(state.holder & OFFICERS for state in move.sources):
        assert move.done.endswith(".")
        if move.after is None and move.target.tone in {"returned", "refused"}:
            assert "reason" in move.asks.fields or move.proposes, "whoever gets a case back is told why"


@pytest.mark.parametrize(("process", "move"), [m for m in MOVES if m.values[1].tells_company])
def test_the_mail_to_the_company_exists_and_is_filled(process, move):
    message = compose(move.tells_company, "surat@pabrik.example.test", "http://127.0.0.1", CASE_FACTS)
    assert message["Subject"]
    assert CASE_FACTS["number"] in message.get_content()
    if move.asks and "reason" in move.asks.fields:
        assert CASE_FACTS["reason"] in message.get_content()


def test_the_mail_to_officers_exists_and_is_filled():
    message = compose("perkara_masuk", "petugas@example.test", "http://127.0.0.1", CASE_FACTS)
    assert CASE_FACTS["officer_url"] in message.get_content()


@pytest.mark.parametrize("template", sorted(path.stem for path in TEMPLATES.glob("*.txt")))
def test_mail_templates_begin_with_their_subject(template):
    first = (TEMPLATES / f"{template}.txt").read_text().splitlines()[0]
    assert re.match(r"(Perihal: )?\S", first)


def test_a_subject_stays_one_line():
    message = compose("laporan_terkirim", "a@example.test", "http://127.0.0.1", CASE_FACTS | {"title": "X\nBcc: b@c.d"})
    assert "\n" not in message["Subject"]
    assert message["Bcc"] is None


@pytest.mark.parametrize(("process", "state"), STATES)
def test_in_every_open_state_somebody_has_a_move(process, state):
    assert state.label
    assert state.tone in TONES
    if state.closed:
        return
    moves = process.flow.moves_from(state)
    assert any(move.movers(state) & set(ROLE_LABELS) for move in moves)
    assert any(move.movers(state) & state.holder for move in moves), "whoever holds the case moves the case"


@pytest.mark.parametrize(("process", "state"), STATES)
def test_every_time_limit_is_a_setting(process, state):
    key = deadline_key(process.key, state.key)
    assert (key in known_settings()) is (state.within is not None)
    if state.within is not None:
        assert int(known_settings()[key].default) == state.within.days > 0


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_label(field):
    assert field.label and field.heading and field.key
    if isinstance(field, Choice):
        assert field.among.name in {**SOURCES, **NARROWED} if isinstance(field.among, Reference) else field.among
    if isinstance(field, Upload):
        assert DOCUMENT_TYPES[field.document.key] is field.document
    if isinstance(field, Text) and field.pattern:
        assert re.compile(field.pattern) and field.remedy.endswith("."), "a pattern that is missed needs a remedy"


@pytest.mark.parametrize("process", ALL, ids=lambda process: process.key)
def test_no_two_answers_of_a_page_are_called_the_same(process):
    """What was sent is compared by the words that stood there: two of one name would seem to have changed."""
    for asked in (process, *process.assessments):
        for step in asked.steps:
            labels = [field.label for field in step.fields.values() if not field.standing]
            assert len(labels) == len(set(labels)), (step.title, labels)


@pytest.mark.parametrize("process", ALL, ids=lambda process: process.key)
def test_every_check_tells_what_to_do(process):
    for step in process.steps:
        for check in step.checks:
            assert check.message.endswith(".")
            assert check.rule.__doc__, "a rule says where it comes from"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_sections_have_columns_for_their_fields(section):
    tables = [RECORDS[section.record]] if section.many else [Establishment, LegalEntity]
    columns = {column for table in tables for column in table.__table__.columns.keys()}  # noqa: SIM118
    assert {key for key, field in section.step.fields.items() if field.kind != "file"} <= columns
    assert records.BY_KEY[section.key] is section


def test_everything_that_is_left_for_the_worker_can_be_done():
    kinds = {"mail", "credentials_mail", "reset_mail", "correction_mail", "registration_mail"} | {
        "invitation_mail",
        "email_change_mail",
        "review_mail",
        "address_change",
        "company_invitation_mail",
        "company_import_read",
        "company_import_compare",
        "company_import_load",
        "report_digest_mail",
        "sign_letter",
        "oss_call",
        "oss_told",
    }
    assert set(outbox.PREPARE) == kinds


HEADINGS = {
    "kapasitasproduksi": [
        "Produk",
        "KBLI",
        "Kode HS",
        "Kapasitas Produksi Dalam Satuan Asli per Jan - Mar 2026",
        "Kapasitas Terpasang Dalam Satuan Asli per Jan - Mar 2026",
        "Kapasitas Produksi Dalam Satuan Standar per Jan - Mar 2026",
        "Kapasitas Terpasang Dalam Satuan Standar per Jan - Mar 2026",
    ],
    "produksi": [
        "Produk",
        "KBLI",
        "Kode HS",
        "Spesifikasi",
        "Merk",
        "Tipe",
        "Sertifikat Halal",
        "Satuan Asli",
        "Jumlah Produksi Satuan Asli",
        "Jumlah Produksi Satuan Standar (Kilogram)",
        "Nilai Produksi (Rp.)",
        "Jumlah Penjualan Satuan Asli",
        "Jumlah Penjualan Satuan Standar (Kilogram)",
        "Nilai Penjualan",
        "Terdapat Stok Yang Dijual",
        "Persentase Ekspor Penjualan (%)",
        "Negara Tujuan Ekspor",
    ],
    "bahanbaku": [
        "Nama Bahan Baku",
        "Spesifikasi",
        "Kode HS",
        "Satuan Asli",
        "Jumlah Dalam Negeri (Satuan Asli)",
        "Jumlah Dalam Negeri (Kilogram)",
        "Nilai Dalam Negeri (Rp.)",
        "Jumlah Luar Negeri (Satuan Asli)",
        "Jumlah Luar Negeri (Kilogram)",
        "Nilai Luar Negeri (Rp.)",
        "Negara Asal Impor",
        "KBLI Produk Yang Dihasilkan",
        "Nama Produk Yang Dihasilkan",
        "Jumlah Persediaan (Kilogram)",
        "Nilai Persediaan (Rp.)",
    ],
}
HEADINGS["bahanpenolong"] = HEADINGS["bahanbaku"]
"""The ministry's own column names (reporting.md 5.3 to 5.6); "No." is added by the export."""

OWN_COLUMN = {"kapasitasproduksi": ["Satuan Asli"]}
"""The ministry writes the unit behind the number; so that the number stays one, here it has a column."""


OFFICIAL = [export for export in ProductionReport.exports if export.official]


@pytest.mark.parametrize("export", OFFICIAL, ids=lambda export: export.name)
def test_exports_carry_the_ministrys_headings(export):
    headings = [label_of(field.heading, Quarter(2026, 1)) for field in export.table.children()]
    assert [h for h in headings if h not in OWN_COLUMN.get(export.name, [])] == HEADINGS[export.name]
    assert len(headings) == len(HEADINGS[export.name]) + len(OWN_COLUMN.get(export.name, []))


def test_all_exports_are_compared():
    assert {export.name for export in OFFICIAL} == set(HEADINGS)
