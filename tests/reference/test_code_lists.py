"""Checks the official code lists against the facts they are drawn from and against one another."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale

from siinas.reference import datafile
from siinas.reference.countries import countries
from siinas.reference.datafile import DataFileError, parse_rows
from siinas.reference.directorates import DirectorateRule, directorate_for, directorate_rules, directorates
from siinas.reference.kbli import LICENCES, kbli_codes, kbli_divisions, licence_for
from siinas.reference.legal_forms import LEGAL_FORMS
from siinas.reference.regions import regions
from siinas.reference.units import units
from siinas.reference.version import content_version

FACTS = Path(__file__).resolve().parents[3] / "shared" / "data"


def facts(name: str) -> list[dict[str, str]]:
    path = FACTS / name
    if not path.is_file():
        pytest.fail(f"The facts to compare with are missing: {path} (beside the repository, in ../shared/data).")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def words(text: str) -> str:
    return " ".join(text.split())


def test_kbli_holds_every_code_of_the_facts_and_no_other() -> None:
    assert {line.code for line in kbli_codes()} == {row["code"] for row in facts("kbli_2020_industri.csv")}
    assert len(kbli_codes()) == 475
    assert len({line.code for line in kbli_codes()}) == 475


def test_kbli_titles_differ_from_the_facts_in_capitals_only() -> None:
    given = {row["code"]: words(row["title"]).casefold() for row in facts("kbli_2020_industri.csv")}
    assert {line.code: line.title.casefold() for line in kbli_codes()} == given


def test_kbli_titles_are_capitalised_as_indonesian_headlines() -> None:
    titles = {line.code: line.title for line in kbli_codes()}
    assert titles["10110"] == "Kegiatan Rumah Potong dan Pengepakan Daging Bukan Unggas"
    assert titles["22111"] == "Industri Ban Luar dan Ban Dalam"
    assert titles["10222"] == "Industri Pengolahan dan Pengawetan Udang dalam Kaleng"
    assert titles["22299"] == "Industri Barang Plastik Lainnya YTDL"
    assert titles["32402"] == "Industri Mainan Anak-Anak"
    assert titles["27404"] == "Industri Lampu LED"


def test_kbli_divisions_are_those_of_the_codes() -> None:
    assert [division.code for division in kbli_divisions()] == [str(number) for number in range(10, 34)]
    assert {line.division for line in kbli_codes()} == {division.code for division in kbli_divisions()}


def test_a_licence_follows_from_the_risk() -> None:
    assert [LICENCES[licence_for(risk)] for risk in ("R", "MR", "MT", "T")] == [
        "NIB",
        "NIB dan Sertifikat Standar",
        "Sertifikat Standar",
        "Izin",
    ]
    with pytest.raises(KeyError):
        licence_for("Sedang")


def test_regions_are_those_of_the_facts() -> None:
    given = {row["code"]: words(row["name"]) for row in facts("wilayah_2025.csv")}
    assert {region.code: region.name for region in regions()} == given


def test_regions_are_complete_unique_and_each_lies_in_one_that_exists() -> None:
    levels = Counter(region.level for region in regions())
    assert levels == {"province": 38, "regency": 514, "district": 7285}
    by_code = {region.code: region for region in regions()}
    assert len(by_code) == len(regions())
    above = {"regency": "province", "district": "regency"}
    seen: set[str] = set()
    for region in regions():
        if region.level == "province":
            assert region.parent is None
        else:
            assert region.parent in seen, f"{region.code} comes before its parent"
            assert by_code[region.parent].level == above[region.level]
        seen.add(region.code)


def test_a_region_knows_how_it_is_printed_and_how_oss_writes_it() -> None:
    district = next(region for region in regions() if region.code == "337304")
    assert (district.dotted, district.oss_code) == ("33.73.04", "3373040000")


def test_regions_are_read_once() -> None:
    assert regions() is regions()


def test_countries_are_those_of_iso_3166_in_the_words_of_the_indonesian_locale() -> None:
    names = Locale("id").territories
    assert len(countries()) == 249
    assert len({country.code for country in countries()}) == 249
    assert {country.code: country.name for country in countries()} == {
        country.code: names[country.code] for country in countries()
    }
    assert not {"EU", "UN", "ZZ", "XK", "EZ"} & {country.code for country in countries()}
    assert countries()[0].code == "ID"
    assert [country.code for country in countries()][1:3] == ["AF", "ZA"]


def test_units_are_unique_and_only_units_of_mass_have_a_weight() -> None:
    assert len({unit.code for unit in units()}) == len(units())
    assert len({unit.name for unit in units()}) == len(units())
    for unit in units():
        assert (unit.kg_factor is not None) == (unit.kind == "mass"), unit
        assert unit.kg_factor is None or unit.kg_factor == round(unit.kg_factor, 8), f"{unit} does not fit its column"
    by_code = {unit.code: unit for unit in units()}
    assert units()[0].code == "KGM"
    assert by_code["TNE"].kg_factor == Decimal(1000)
    assert by_code["GRM"].kg_factor == Decimal("0.001")
    wanted = "TNE KGM GRM LTR MTQ MTR MTK PCE C62 CT SET PR DZN NMP SA BG BO RO ST MWH KWH"
    assert not set(wanted.split()) - set(by_code)


def test_every_business_line_has_a_directorate_and_every_rule_names_one_that_exists() -> None:
    codes = {directorate.code for directorate in directorates()}
    assert len(codes) == len(directorates())
    assert {rule.directorate_code for rule in directorate_rules()} == codes
    assert len({rule.kbli_prefix for rule in directorate_rules()}) == len(directorate_rules())
    assert all(directorate_for(line.code) in codes for line in kbli_codes())
    for rule in directorate_rules():
        assert any(line.code.startswith(rule.kbli_prefix) for line in kbli_codes()), f"{rule} fits no business line"


def test_the_longest_prefix_decides() -> None:
    assert directorate_for("10130") == "IMHLP"
    assert directorate_for("10437") == "IHHP"
    assert directorate_for("10414") == "IMHLP"
    assert directorate_for("62010") is None
    assert directorate_for("") is None
    assert directorate_for("10130", (DirectorateRule("1013", "X"), DirectorateRule("10", "Y"))) == "X"


def test_legal_forms_are_the_fifteen_with_keys_and_oss_codes_of_their_own() -> None:
    assert len(LEGAL_FORMS) == 15
    assert len({form.key for form in LEGAL_FORMS}) == 15
    assert len({form.oss_code for form in LEGAL_FORMS}) == 15
    assert LEGAL_FORMS[0].label == "Perseroan Terbatas (PT)"
    assert LEGAL_FORMS[-1].label == "Perseorangan"


@pytest.mark.parametrize("path", sorted(datafile.DATA.glob("*.tsv")), ids=lambda path: path.name)
def test_every_file_explains_itself_before_its_header(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert any(word in "".join(lines[:5]) for word in ("Source:", "Assumption [A]", "Empty on purpose"))


def test_a_file_of_another_form_is_refused_with_its_name_and_line() -> None:
    with pytest.raises(DataFileError, match=r"x\.tsv, line 2: 1 cells instead of 2"):
        parse_rows("code\tname\n11\n", ("code", "name"), "x.tsv")
    with pytest.raises(DataFileError, match="line 1: header"):
        parse_rows("a\tb\n", ("code", "name"))
    with pytest.raises(DataFileError, match="no header"):
        parse_rows("# nothing\n", ("code", "name"))


def test_the_version_follows_every_change_of_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content_version()
    assert len(before) == 64
    assert before == content_version()
    for path in datafile.DATA.glob("*.tsv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr("siinas.reference.version.DATA", tmp_path)
    assert content_version() == before
    with (tmp_path / "units.tsv").open("ab") as file:
        file.write(b"XYZ\tx\tcount\t\n")
    assert content_version() != before
