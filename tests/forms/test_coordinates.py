"""Points as people write them: two numbers, a pair, a link of a map, degrees and minutes, and what is told of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from forms.from_declaration import form_class
from forms.narrowed_fields import NoLists
from siinas.process.fields import Coordinate
from siinas.process.steps import Row
from siinas.reference.outline import NEAR, doubt_about, rings


class Spot(Row):
    latitude = Coordinate("Latitude", least="-11.5", most="6.5")
    longitude = Coordinate("Longitude", least="94.5", most="141.5", beside=latitude)


def spot(latitude: str, longitude: str = "") -> Any:
    return form_class(Spot, NoLists())(MultiDict({"latitude": latitude, "longitude": longitude}))


@pytest.mark.parametrize("latitude", ["-7.16", "-7,16", " −7,16° ", "-7.160000"])
def test_decimal_degrees_with_dot_or_comma(latitude: str) -> None:
    form = spot(latitude, "112,65")
    assert form.validate()
    assert form.answers() == {"latitude": Decimal("-7.160000"), "longitude": Decimal("112.650000")}
    assert form.longitude.point == (-7.16, 112.65)
    assert not form.notes


@pytest.mark.parametrize(
    "pasted",
    [
        "-7.16, 112.65",
        "-7.16,112.65",
        "-7,16; 112,65",
        "-7,16 112,65",
        "(-7.16, 112.65)",
        "https://maps.example.test/maps/@-7.16,112.65,15z",
        "https://maps.example.test/maps/place/Contoh/@-7.1,112.6,17z/data=!3m1!8m2!3d-7.16!4d112.65",
        "https://maps.example.test/?q=-7.16,112.65",
        "https://map.example.test/#map=15/-7.16000/112.65000",
        "https://map.example.test/?mlat=-7.16&mlon=112.65",
        "geo:-7.16,112.65",
    ],
)
@pytest.mark.parametrize("where", ["latitude", "longitude", "both"])
def test_a_pasted_pair_is_taken_apart(pasted: str, where: str) -> None:
    form = spot(pasted if where != "longitude" else "", pasted if where != "latitude" else "")
    assert form.validate(), form.errors
    assert form.longitude.point == (-7.16, 112.65)
    assert (form.latitude._value(), form.longitude._value()) == ("-7,16", "112,65")
    assert form.notes == ["Pasangan koordinat dibagi: latitude -7,16, longitude 112,65."]


def test_a_pair_does_not_overwrite_what_was_typed() -> None:
    form = spot("-7.16, 112.65", "110")
    assert not form.validate()
    assert form.longitude.data == Decimal("110.000000")


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("6°13'47.02\"S", "-6,229728"),
        ("07° 09' 36\" LS", "-7,16"),
        ("7 9 36 S", "-7,16"),
        ("6:13:47", "6,229722"),
        ("6° 13′ S", "-6,216667"),
    ],
)
def test_degrees_and_minutes_are_offered_as_decimal_degrees(typed: str, same: str) -> None:
    form = spot(typed, "112")
    assert not form.validate()
    assert f"Isian ini sama dengan {same};" in form.latitude.errors[0]
    assert form.latitude._value() == typed


def test_a_pair_of_degrees_and_minutes() -> None:
    form = spot("7°09'36.0\"S 112°39'00.0\"E")
    assert not form.validate()
    assert "latitude -7,16 dan longitude 112,65" in form.latitude.errors[0]


def test_exchanged_values_are_named() -> None:
    form = spot("112,65", "-7,16")
    assert not form.validate()
    assert form.latitude.errors == ["Latitude dan longitude tertukar. Isi latitude -7,16 di sini."]
    assert form.longitude.errors == ["Latitude dan longitude tertukar. Isi longitude 112,65 di sini."]


@pytest.mark.parametrize("bad", ["utara", "7,1,6", "--7", "7.1e3", "1" * 1000, "٧", "🏭", "1234"])
def test_other_texts_are_refused_with_an_example(bad: str) -> None:
    form = spot(bad, "112")
    assert not form.validate()
    assert "misalnya -6,229728" in form.latitude.errors[0]


@pytest.mark.parametrize(("latitude", "longitude"), [("7", "112"), ("-12", "112"), ("-7", "94"), ("-7", "142")])
def test_outside_of_the_box_is_refused(latitude: str, longitude: str) -> None:
    form = spot(latitude, longitude)
    assert not form.validate()
    assert "Di luar wilayah Indonesia: isi antara" in str(form.errors)


# The outline


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (-6.175, 106.827),
        (5.89, 95.32),
        (-8.49, 140.39),
        (-5.85, 112.65),
        (1.47, 124.84),
        (-10.17, 123.6),
        (1.1, 104.03),
    ],
)
def test_towns_and_islands_lie_in_indonesia(latitude: float, longitude: float) -> None:
    assert doubt_about(latitude, longitude) == ""


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        (-5.0, 110.0, f"di laut, lebih dari {NEAR} km dari daratan"),
        (3.14, 101.69, "terletak di Malaysia"),
        (-8.56, 125.57, "terletak di Timor-Leste"),
        (-6.0, 150.0, "di luar wilayah Indonesia"),
    ],
)
def test_what_the_map_says_of_other_points(latitude: float, longitude: float, said: str) -> None:
    assert said in doubt_about(latitude, longitude)


def test_the_outline_is_drawn_within_its_box() -> None:
    assert sum(ring.country == "Indonesia" for ring in rings()) > 200
    assert all(92 <= x <= 144 and -13.5 <= y <= 9.5 for ring in rings() for x, y in ring.points)
