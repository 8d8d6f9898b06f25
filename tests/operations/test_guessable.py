"""New passwords: every common one is refused, phrases are taken, and each reason has its sentence."""

import random
import time

import pytest

from siinas.operations import passwords
from siinas.operations.guessable import (
    COMMON,
    COMPANY,
    ONE_WORD,
    PERSON,
    PORTAL,
    REPEATED,
    SECRET,
    SEQUENCE,
    guessable,
)
from siinas.operations.own_words import of_person
from siinas.reference.common_passwords import common_passwords, common_words

OWN_WORDS = {
    **dict.fromkeys(("contohgula", "contoh", "gula", "malang", "9120000000017"), COMPANY),
    **dict.fromkeys(("pabrik0001owner", "sari", "wijaya"), PERSON),
}


def test_every_common_password_of_the_least_length_is_refused():
    listed = [word for word in common_passwords() if len(word) >= 8]
    assert len(listed) > 21_000
    assert [word for word in listed if not guessable(word, {})] == []
    assert [word for word in listed[::40] if not guessable(word.capitalize(), {})] == []


def test_every_common_word_with_digits_is_refused():
    words = sorted(word for word in common_words() if word.isalpha() and len(word) >= 4)[::60]
    assert len(words) > 500
    for tail in ("2026", "123!", "_99"):
        assert [word for word in words if not guessable(f"{word.capitalize()}{tail}", {})] == []


def test_phrases_and_generated_passwords_are_taken():
    chance = random.Random(5)
    words = sorted(word for word in common_words() if word.isalpha() and 4 <= len(word) <= 8)
    for _try in range(500):
        phrase = " ".join(chance.sample(words, 3))
        assert guessable(phrase, OWN_WORDS) == "" or any(word in phrase for word in OWN_WORDS), phrase
    for _try in range(500):
        assert guessable(passwords.generated(), OWN_WORDS) == ""


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("siinassiinas", REPEATED),
        ("aaaaaaaaaaaaaaaa", REPEATED),
        ("x1!x1!x1!x1!", REPEATED),
        ("123456789012", SEQUENCE),
        ("098765432109", SEQUENCE),
        ("abcdefghijkl", SEQUENCE),
        ("QWERTYUIOPas", SEQUENCE),
        ("Qwerty123456", COMMON),
        ("Rahasia2026!!", ONE_WORD),
        ("--budiman--2026", ONE_WORD),
        ("p3rt4nggung123", ""),
        ("Siinas2026!!", PORTAL),
        ("S11n4s!!!2026", PORTAL),
        ("kemenperin12345", PORTAL),
        ("k3m3np3r1n_12345", PORTAL),
        ("2026-Perindustrian", PORTAL),
        ("P@ssw0rd2026!", SECRET),
        ("katasandi-2026", SECRET),
        ("ContohGula2026", COMPANY),
        ("PT Contoh Gula 2026", COMPANY),
        ("gula malang 12", COMPANY),
        ("9120000000017!!", COMPANY),
        ("Pabrik0001owner12", PERSON),
        ("sari-wijaya-2026", PERSON),
    ],
)
def test_each_reason_has_its_sentence(password, reason):
    said = guessable(password, OWN_WORDS)
    assert reason in said
    assert bool(said) is bool(reason)


@pytest.mark.parametrize(
    "password",
    [
        "kereta sembilan payung biru",
        "siinas kereta payung",
        "gula-pasir-di-gudang",
        "sari kelapa muda enak",
        "aaaa bbbb cccc dddd e",
        "x7$Kq2!mZp9@Lw",
        "7391-4820-1266-8085",
        "ЖЖЖЖярмарка зимой",
        "ßßßİstanbul ve deniz",
    ],
)
def test_good_ones(password):
    assert guessable(password, OWN_WORDS) == ""


def test_own_words_of_a_person():
    words = of_person("sari.w", "Sari Ayu Wijaya", "sari.wijaya@pabrik-gula.example.test")
    assert {"sari", "wijaya", "sariayuwijaya", "pabrik", "gula", "example"} <= set(words)
    assert set(words.values()) == {PERSON}


def test_judging_is_quick():
    guessable("kereta sembilan payung biru", OWN_WORDS)
    for worst in ("a1" * 64, "1" * 60 + "abcd" + "1" * 64, "!" * 127 + "a", "@" * 50 + "siinas" * 13):
        began = time.perf_counter()
        guessable(worst, OWN_WORDS)
        assert time.perf_counter() - began < 0.5
