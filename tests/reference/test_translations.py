"""Checks that every message of the installed Flask-Admin and WTForms is translated, with the same placeholders."""

import re
from pathlib import Path
from types import ModuleType

import flask_admin
import pytest
import wtforms
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from forms.translations import wtforms_translations

CATALOGUES = Path(__file__).resolve().parents[2] / "translations" / "id" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]")
KEYWORDS = {"gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_gettext": None, "_ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
PACKAGES = {"admin": flask_admin, "wtforms": wtforms}
TEMPLATES = {"admin": "translations/en/LC_MESSAGES/admin.po", "wtforms": "locale/wtforms.pot"}

Message = tuple[str, str | None]


def folder(package: ModuleType) -> Path:
    assert package.__file__
    return Path(package.__file__).parent


def pair(message_id: str | tuple[str, ...] | list[str]) -> Message:
    return (message_id, None) if isinstance(message_id, str) else (message_id[0], message_id[1])


def installed_messages(domain: str) -> set[Message]:
    """Messages that the installed package names in its template and those that stand in its source."""
    root = folder(PACKAGES[domain])
    with (root / TEMPLATES[domain]).open("rb") as file:
        known = {pair(message.id) for message in read_po(file) if message.id}
    found = extract_from_dir(root, method_map=METHODS, options_map={}, keywords=KEYWORDS)
    return known | {pair(message_id) for _, _, message_id, _, _ in found}


def words_of(string: str | tuple[str, ...] | list[str]) -> str:
    return string if isinstance(string, str) else string[0]


def catalogue(domain: str) -> Catalog:
    with (CATALOGUES / f"{domain}.po").open("rb") as file:
        return read_po(file)


def placeholders(*texts: str | None) -> set[str]:
    return {found for text in texts if text for found in PLACEHOLDER.findall(text)}


@pytest.mark.parametrize("domain", PACKAGES)
def test_every_message_of_the_installed_package_is_translated(domain: str) -> None:
    ours = catalogue(domain)
    missing = []
    for singular, plural in installed_messages(domain):
        message = ours.get(singular)
        if message is None or not message.string or message.fuzzy:
            missing.append(singular)
        elif plural is not None:
            assert tuple(message.id) == (singular, plural)
            assert len(message.string) == 1
            assert message.string[0].strip()
    assert not missing


@pytest.mark.parametrize("domain", PACKAGES)
def test_placeholders_are_kept(domain: str) -> None:
    for message in catalogue(domain):
        if not message.id:
            continue
        singular, plural = pair(message.id)
        words = words_of(message.string)
        assert placeholders(words) == placeholders(singular, plural), singular
        assert "\\'" not in words.replace("\\'%(name)s\\'", ""), "a quote mark would end the text of a script"


@pytest.mark.parametrize("domain", PACKAGES)
def test_indonesian_has_one_plural_form(domain: str) -> None:
    assert catalogue(domain).num_plurals == 1
    header = (CATALOGUES / f"{domain}.po").read_text(encoding="utf-8")
    assert "nplurals=1; plural=0;" in header


@pytest.mark.parametrize("domain", PACKAGES)
def test_the_compiled_catalogue_says_what_the_source_says(domain: str) -> None:
    with (CATALOGUES / f"{domain}.mo").open("rb") as file:
        compiled = {pair(message.id): words_of(message.string) for message in read_mo(file) if message.id}
    source = {pair(message.id): words_of(message.string) for message in catalogue(domain) if message.id}
    assert compiled == source, f"run: pybabel compile -d translations -D {domain} -l id"


class Order(wtforms.Form):
    class Meta:
        def get_translations(self, form):
            return wtforms_translations()

    name = wtforms.StringField(validators=[wtforms.validators.InputRequired()])
    code = wtforms.StringField(validators=[wtforms.validators.Length(min=5)])
    amount = wtforms.IntegerField(validators=[wtforms.validators.NumberRange(min=1, max=9)])
    kind = wtforms.SelectMultipleField(choices=["a", "b"])


def test_a_form_speaks_indonesian() -> None:
    class Data(dict):
        def getlist(self, key):
            return self[key]

    form = Order(Data(name=[""], code=["123"], amount=["10"], kind=["x", "y"]))
    assert not form.validate()
    # WTForms lists the wrong choices in the order of a set.
    errors = form.errors | {"kind": [text.replace("'y', 'x'", "'x', 'y'") for text in form.errors["kind"]]}
    assert errors == {
        "name": ["Bagian ini wajib diisi."],
        "code": ["Isi sekurang-kurangnya 5 karakter."],
        "amount": ["Isi dengan angka antara 1 dan 9."],
        "kind": ["'x', 'y' tidak tersedia sebagai pilihan. Pilih dari daftar."],
    }


def test_the_catalogue_of_the_forms_is_read_once_and_also_answers_flask_admin() -> None:
    assert wtforms_translations() is wtforms_translations()
    assert wtforms_translations().gettext("Not a valid choice") == "Pilihan tidak tersedia."
    assert wtforms_translations().gettext("no such message") == "no such message"
