"""Names as they are compared: what counts as the same company written otherwise, and what as another company."""

import pytest

from siinas.reference.company_names import initials_of, likeness, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PT. Contoh Gula Nusantara, Tbk", ("contoh", "gula", "nusantara")),
        ("P.T. Djaja & I.G.N.", ("jaya", "ign")),
        ("Koperasi Ma'mur (Persero)", ("mamur",)),
        ("PERSEROAN TERBATAS CONTOH TEXTIL", ("contoh", "tekstil")),
        ("CV Soekarno-Hatta 99", ("sukarno", "hatta", "99")),
        ("UD Café Contoh", ("cafe", "contoh")),
        ("PT", ("pt",)),
        ("", ()),
        ("…", ()),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("PT Contoh Gula Nusantara", "CV. CONTOH GULA NUSANTARA", "nama sama"),
        ("PT Contoh Gula Nusantara", "PT Gula Contoh Nusantara", "urutan"),
        ("PT Sumber Mas Plywood", "PT Sumbermas Plywood", "spasinya"),
        ("PT Sumber Mas Plywood", "PT Sumbermass Plywood", "spasi dan ejaannya"),
        ("PT Contoh Gula Nusantara", "PT Contoh Gula Nusantra", "hanya berbeda ejaan “nusantara” dan “nusantra”"),
        ("PT Contoh Makmur", "PT Contoh Makmru", "ejaan"),
        ("PT Indofud", "PT Indofood", "ejaan"),
        ("PT Contoh Gula Nus.", "PT Contoh Gula Nusantara", "singkatan “nus” dan “nusantara”"),
        ("PT Industri Gula Contoh", "PT Ind. Gula Contoh", "singkatan"),
        ("PT Contoh Tekstil Intl", "PT Contoh Tekstil International", "singkatan"),
        ("PT IGN", "PT Industri Gula Nusantara", "huruf-huruf awal"),
        ("PT Contoh Gula Nusantara", "PT Contoh Gula Nusantara Jaya", "kata tambahan “jaya”"),
        ("PT Contoh Tekstil Priangan", "PT Contoh Textil Priangan Jaya", "kata tambahan “jaya”"),
        ("PT Djaja Raja Contoh", "PT Jaya Raja Contoh", "nama sama"),
    ],
)
def test_the_same_written_otherwise(one: str, other: str, why: str) -> None:
    found = likeness(words_of(one), words_of(other))
    back = likeness(words_of(other), words_of(one))
    assert found and why in found.why
    assert found.score == pytest.approx(back.score)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PT Contoh Gula Nusantara", "PT Contoh Gula Lestari"),
        ("PT Maju Jaya", "PT Makmur Jaya"),
        ("PT Karya Baja", "PT Karya Jaya"),
        ("PT Gula", "PT Contoh Gula"),
        ("PT Contoh Semen Celebes", "PT Contoh Semen Cibinong"),
        ("PT IGN", "PT Industri Gas Makassar"),
        ("PT 1", "PT 2"),
        ("", "PT Contoh"),
    ],
)
def test_others(one: str, other: str) -> None:
    found = likeness(words_of(one), words_of(other))
    assert not found and not found.why
    assert not likeness(words_of(other), words_of(one))


def test_initials_are_of_three_words_at_least() -> None:
    assert initials_of(words_of("PT Industri Gula Nusantara")) == "ign"
    assert initials_of(words_of("PT Industri Gula")) == ""
