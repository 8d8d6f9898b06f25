"""`flask --app app reference`: what is loaded, a file tried and loaded, a bad one told by cell, a list taken out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.models import Country, HsCode, ReferenceLoad
from tests.documents.hostile_tables import bomb
from tests.web.world import World


def run(world: World, *arguments: str) -> tuple[int, str]:
    answer = world.app.test_cli_runner().invoke(args=["reference", *arguments])
    return answer.exit_code, answer.output


def test_the_list_names_tables_editions_rows_and_sources(world: World) -> None:
    code, said = run(world, "list")
    assert code == 0
    lines = {tuple(line.split()[:2]): line for line in said.splitlines()}
    assert "475 baris" in lines["kbli", "2020"] and "Peraturan Badan Pusat Statistik" in lines["kbli", "2020"]
    assert "7.285 baris" in lines["region", "Kecamatan"] and "514 baris" in lines["region", "Kabupaten/Kota"]
    assert "belum pernah dimuat" in lines["hs_code", "–"]


def test_a_file_is_tried_then_loaded_and_taken_out_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "hs.csv"
    path.write_text("Kode HS;Uraian\n02013000;Daging contoh\n1701.99.10;Gula contoh\n", encoding="utf-8-sig")
    given = ("load", "hs_code", str(path), "--version", "BTKI 2022", "--source", "Contoh")
    code, said = run(world, *given, "--dry-run")
    assert code == 0 and "2 baru" in said and "Percobaan saja" in said
    with Session(world.engine) as session:
        assert session.scalars(select(HsCode)).all() == []
    code, said = run(world, *given)
    assert code == 0 and "Dimuat." in said
    code, said = run(world, *given)
    assert code == 0 and "2 sama" in said and "Tidak ada yang berubah." in said
    with Session(world.engine) as session:
        assert [row.code for row in session.scalars(select(HsCode).order_by(HsCode.code))] == ["02013000", "17019910"]
        load = session.scalars(select(ReferenceLoad).where(ReferenceLoad.table_key == "hs_code")).one()
        assert (load.version, load.source, load.loaded_by) == ("BTKI 2022", "Contoh", "Sistem SIINas")
    code, said = run(world, "export", "hs_code", "--version", "BTKI 2022")
    assert said.splitlines()[1:] == [
        "# Source: Contoh",
        "# Version: BTKI 2022",
        "code\ttitle",
        "02013000\tDaging contoh",
        "17019910\tGula contoh",
    ]
    path.write_text("Kode HS;Uraian\n02013000;Daging lain\n", encoding="utf-8")
    code, said = run(world, *given, "--replace")
    assert code == 0 and "Uraian: Daging contoh → Daging lain" in said and "- BTKI 2022 17019910" in said
    with Session(world.engine) as session:
        assert session.get_one(HsCode, ("BTKI 2022", "17019910")).retired_on is not None


def test_a_bad_file_is_told_by_cell_and_ends_with_one(world: World, tmp_path: Path) -> None:
    path = tmp_path / "negara.csv"
    path.write_text("code,name\nXX,Contoh\nxy,\n", encoding="utf-8")
    code, said = run(world, "load", "country", str(path), "--source", "Contoh")
    assert code == 1
    assert "baris 3, kolom Kode “xy”: " in said and "baris 3, kolom Nama: Sel ini wajib diisi." in said
    assert "2 kesalahan; tidak ada yang dimuat." in said
    code, said = run(world, "load", "country", str(path))
    assert code == 1 and "Sebutkan sumber" in said
    hostile = tmp_path / "bom.xlsx"
    hostile.write_bytes(bomb())
    code, said = run(world, "load", "country", str(hostile), "--source", "Contoh")
    assert code == 1 and "terlalu besar" in said
    assert run(world, "load", "lain", str(path))[0] == 2
    with Session(world.engine) as session:
        assert session.get(Country, "XX") is None
