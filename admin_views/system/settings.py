"""Every setting with its value in force, and the form that changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.base import PortalModelView
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import database, now, whole, work
from forms.from_declaration import form_class
from siinas.models import Setting
from siinas.operations import administration
from siinas.process.fields import Choice, Field, LongText, Reference, Text, Whole, YesNo
from siinas.process.numbering import LONGEST_FORMAT, format_fault, numbered
from siinas.process.steps import Row
from siinas.process.words import JAKARTA
from siinas.queries.choices import ChoiceSource
from siinas.queries.lapses import rehearsed
from siinas.queries.settings import bounds_in_words, known_settings, setting, setting_words
from siinas.reference.known_setting import LONGEST_REGIME, LONGEST_TEXT, KnownSetting
from siinas.refusal import Refused, Stale


class Settings(PortalModelView):
    """Every known setting with its value in force; a row exists only where an administrator has changed it."""

    admits = READERS
    doors = {"edit": EDITORS}

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """All known settings."""
        db = database().session()
        rows = []
        for key, known in known_settings().items():
            default = setting_words(known, known.default) if known.kind != "text" else _("teks bawaan")
            changed = db.get(Setting, key) is not None
            rows.append((known, setting_words(known, setting(db, key)), default, changed))
        return self.render("system/settings.html", rows=rows)

    @expose("/ubah/<path:key>/", methods=("GET", "POST"))
    def edit(self, key: str) -> ResponseReturnValue:
        """Change one setting."""
        known = known_settings().get(key)
        if known is None:
            abort(404)
        field = SETTING_FIELDS[known.kind](known)
        form_type = form_class(type("SettingRow", (Row,), {"value": field}), ChoiceSource(database().session(), None))
        present = setting(database().session(), key)
        present_version = administration.setting_version(database().session(), key)
        seen = whole(request.form.get("seen"), -1) if request.method == "POST" else present_version
        if request.method == "POST":
            form = form_type(request.form)
            if form.validate() and "preview" not in request.form:
                kept = _kept(form.answers()["value"])
                question = rehearsed(database().session(), key, kept, now()) if kept != present else ""
                if question and request.form.get("confirmed") != "1":
                    return self._ask(known, question, {"value": request.form["value"], "seen": str(seen)})
                try:
                    administration.change_setting(work(), key, kept, version=seen)
                    flash(_("Setelan disimpan."), "success")
                    return redirect(self.get_url(".index_view"))
                except Stale:
                    # What was typed stays; saving again replaces what the other person saved.
                    seen, other = present_version, setting_words(known, present)
                    flash(_("Setelan ini baru saja diubah orang lain menjadi: %(value)s.", value=other), "error")
                    flash(_("Isian Anda belum disimpan; Simpan sekali lagi menggantikan nilai itu."), "error")
                except Refused as refusal:
                    self.refuse(form, refusal)
        else:
            form = form_type(data={"value": SETTING_VALUES[known.kind](present)})
        default = setting_words(known, known.default)
        g.trail = [(known.label, None)]
        return self.render(
            "system/setting.html",
            form=form,
            known=known,
            default=default,
            example=_example(known, form.value.data),
            seen=seen,
        )

    def _ask(self, known: KnownSetting, question: str, typed: dict[str, str]) -> ResponseReturnValue:
        """What saving would do at once, as a question; what was typed is carried along."""
        g.trail = [(known.label, None)]
        page: ResponseReturnValue = self.render(
            "layout/confirm.html",
            title=known.label,
            question=question,
            act=_("Simpan"),
            style="btn-primary",
            hidden=typed | {"confirmed": "1"},
            back=self.get_url(".edit", key=known.key),
        )
        return page


SETTING_FIELDS: dict[str, Callable[[KnownSetting], Field]] = {
    "number": lambda known: Whole(
        known.label,
        help=" ".join(filter(None, (known.help, _("Isi dari %(bounds)s.", bounds=bounds_in_words(known))))),
        unit=known.unit,
        least=known.least,
        most=known.most,
    ),
    "yesno": lambda known: YesNo(known.label, help=known.help),
    "listed": lambda known: Choice(known.label, help=known.help, among=Reference(known.among)),
    "text": lambda known: LongText(known.label, help=known.help, longest=LONGEST_TEXT),
    "numbers": lambda known: Text(
        known.label,
        help=" ".join(filter(None, (known.help, _("Pisahkan dengan koma.")))),
        unit=known.unit,
        longest=40,
    ),
    "format": lambda known: Text(known.label, help=known.help, longest=LONGEST_FORMAT),
    "regime": lambda known: Text(known.label, help=known.help, longest=LONGEST_REGIME),
}
SETTING_VALUES: dict[str, Callable[[str], Any]] = {
    "number": int,
    "yesno": lambda kept: kept == "1",
    "listed": str,
    "text": str,
    "format": str,
    "numbers": str,
    "regime": str,
}


def _example(known: KnownSetting, typed: Any) -> str:
    """The number that the first letter of this year would bear, today; why there is none; "" for other settings."""
    if known.kind != "format":
        return ""
    text = str(typed or "").strip()
    return format_fault(text) or numbered(text, 1, now().astimezone(JAKARTA).date())


def _kept(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
