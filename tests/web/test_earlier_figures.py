"""The last four periods beside the figures: in the wizard, in the check, and for the officer."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Case, Filing
from tests.web.world import World, words

BASE = "/perusahaan/laporan-produksi/"


def page(world: World, step: str, case: str = "draft") -> str:
    return f"{BASE}{world.reports[case]}/halaman/{step}/"


@pytest.mark.parametrize(
    ("step", "field", "said"),
    [
        ("data-umum", "inv_machinery", "120.000.000.000"),
        ("tenaga-kerja", "workers-0-production_permanent", "200"),
        ("bahan-baku", "material_lines-0-dom_qty", "280.000"),
        ("bahan-bakar", "fuels-0-fuel_qty", "45.000"),
    ],
)
def test_beside_each_figure_stands_what_it_was(shared_world: World, step: str, field: str, said: str) -> None:
    found = shared_world.of("staff").page(page(shared_world, step))
    line = found.select_one(f"#{field}-earlier")
    assert line is not None
    assert words(line) == f"TW 2/2025: Triwulan 2 Tahun 2025: {said}"
    control = found.select_one(f"#{field}")
    assert control is not None
    assert f"{field}-earlier" in str(control["aria-describedby"])


def test_where_nothing_was_reported_nothing_is_said(shared_world: World) -> None:
    staff = shared_world.of("staff")
    assert not staff.page(page(shared_world, "data-umum", "new")).select("[id$='-earlier']"), "before the first report"
    assert not staff.page(page(shared_world, "data-umum")).select("#signer_name-earlier")


def test_four_periods_newest_first(world: World) -> None:
    with Session(world.engine) as session:
        for number, period in enumerate(("2025-Q1", "2025-Q3", "2025-Q4", "2026-Q1")):
            case = session.scalars(
                select(Case).where(Case.subject == period, Case.establishment_id == world.a.establishment_id)
            )
            session.add(
                Filing(
                    case_id=case.unique().one().id,
                    sequence=90,
                    edition="2025-1",
                    answers={"inv_other": str(number)},
                    in_words=[],
                    digest="",
                    sent_by="",
                    sent_at=world.clock(),
                    accepted_at=world.clock(),
                )
            )
        session.commit()
    line = world.of("staff").page(page(world, "data-umum")).select_one("#inv_other-earlier")
    assert line is not None
    shown = [span.get_text() for span in line.select("[aria-hidden]") if "TW" in span.get_text()]
    assert shown == ["TW 1/2026: ", "TW 4/2025: ", "TW 3/2025: ", "TW 2/2025: "]


def test_the_check_and_the_officer_compare(shared_world: World) -> None:
    checked = shared_world.of("staff").page(f"{BASE}{shared_world.reports['draft']}/periksa/")
    officer = shared_world.of("verifier").page(f"/petugas/laporan-produksi/{shared_world.reports['verification']}/")
    for found in (checked, officer):
        rows = found.select(".compared tbody tr")
        assert len(rows) > 5
        told = words(rows[0])
        assert "Triwulan 2 Tahun 2025" in told and "±0%" in told
        line = rows[0].select_one("svg[role=img]")
        assert line is not None
        assert str(line["aria-label"]).startswith("Triwulan 2 Tahun 2025: ")
        assert found.select("#bagian-data-umum .then-note")
        assert found.select("#bagian-bahan-baku .then-note")
    first = shared_world.of("staff").page(f"{BASE}{shared_world.reports['new']}/periksa/")
    assert not first.select(".compared, .then-note")
