"""The journal: every act, newest first, and one entry in words."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from flask import current_app, g, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _
from markupsafe import Markup, escape

from admin_views.base import PortalModelView
from admin_views.system.roles import READERS
from admin_views.web.request import database
from siinas.models import JournalEntry
from siinas.process.words import moment_words, number_words
from siinas.queries.journal import Subject, about, act_in_words, acts, subjects
from siinas.queries.journal_entry import lines_of


class Journal(PortalModelView):
    """Every act, newest first."""

    admits = READERS
    can_export = can_view_details = column_display_actions = True
    noun = "catatan"
    lead = "Setiap tindakan dicatat dalam transaksi yang sama dan tidak dapat diubah."
    export_name = "jurnal"
    column_list = ("at", "actor_name", "act", "subject")
    column_labels = {"at": "Waktu", "actor_name": "Oleh", "act": "Tindakan", "subject": "Tentang"}
    column_default_sort = ("seq", True)
    column_sortable_list = ("at", "actor_name")
    column_searchable_list = ("actor_name",)
    search_label = "Orang, perusahaan, atau nomor perkara"
    column_filters = (FilterEqual(JournalEntry.act, "Tindakan", options=acts),)
    column_formatters = {
        "act": lambda view, context, row, name: act_in_words(row.act),
        "subject": lambda view, context, row, name: _subject_cell(g.subjects[row.seq]),
    }
    export_columns = (
        ("seq", "No.", "number"),
        ("at", "Waktu", "moment"),
        ("act", "Tindakan", "text"),
        ("actor_name", "Oleh", "text"),
        ("ip", "Alamat jaringan", "text"),
        ("subject", "Tentang", "text"),
        ("company", "Perusahaan", "text"),
        ("hash", "Hash", "text"),
    )

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        """The entries of one page, and what they are about."""
        count, rows = super().get_list(*args, **kwargs)
        g.subjects = subjects(database().session(), rows, list_titles())
        return count, rows

    def _apply_search(self, query: Any, count_query: Any, joins: Any, count_joins: Any, search: str) -> Any:
        found = about(search)
        return query.filter(found), count_query.filter(found), joins, count_joins

    def row_title(self, row: JournalEntry) -> str:
        """How an entry is called."""
        return _("Catatan nomor %(n)s", n=number_words(row.seq, 0))

    def export_value(self, row: JournalEntry, key: str) -> Any:
        """Acts and their objects in words."""
        if key == "act":
            return act_in_words(row.act)
        if key in {"subject", "company"}:
            about_it = g.subjects[row.seq]
            return about_it.words if key == "subject" else about_it.company
        return super().export_value(row, key)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """What was recorded, field by field, and the entry as it was written."""
        entry, db = self.get_one(request.args.get("id", "")), database().session()
        subject = subjects(db, [entry], list_titles())[entry.seq]
        groups = groupby(lines_of(db, entry, subject, list_titles()), key=lambda line: line.group)
        back = request.args.get("url") or self.get_url(".index_view")
        g.trail = [(self.row_title(entry), None)]
        return self.render(
            "system/journal_entry.html",
            entry=entry,
            act=act_in_words(entry.act),
            subject=subject,
            groups=[(title, list(lines)) for title, lines in groups],
            moment=moment_words(entry.at),
            written=json.dumps({"before": entry.before, "after": entry.after}, ensure_ascii=False, indent=2),
            back=back,
        )


def list_titles() -> dict[str, str]:
    """The title of every list of the portal by its endpoint, as the journal names what was taken out."""
    return {view.endpoint: view.name for admin in current_app.extensions["admin"] for view in admin._views}


def _subject_cell(subject: Subject) -> Markup:
    if not subject.company:
        return escape(subject.words)
    return Markup('%s<br><span class="muted">%s</span>') % (subject.words, subject.company)
