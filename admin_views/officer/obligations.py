"""The list of what companies owe, one row for each report: what every figure of the monitoring leads to."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import false

from admin_views.base import PortalModelView
from admin_views.cells import badge, moment
from admin_views.filters import PROVINCES, BeginsWith, FoundOptions, Narrowing, OneOf
from admin_views.web.request import database, now, work
from siinas.catalogue import processes
from siinas.models import Establishment, LegalEntity, ReportObligation
from siinas.operations.exports import note_list
from siinas.process.periods import period_of
from siinas.process.roles import OFFICERS
from siinas.process.words import JAKARTA
from siinas.queries.choices import regency_name
from siinas.queries.monitoring import GROUPS, WAYS, periods_counted, way

REPORTED = {key: process for key, process in processes().items() if process.periods is not None}
STATES = {
    "none": ("draft", "Belum dibuat"),
    "draft": ("draft", "Masih konsep"),
    "sent": ("waiting", "Terkirim"),
    "returned": ("returned", "Dikembalikan"),
    "accepted": ("accepted", "Diterima"),
}


def periods_offered() -> list[tuple[str, str]]:
    """The periods that were asked for, newest first."""
    today = now().astimezone(JAKARTA).date()
    found = {
        period_of(row.period)
        for process in REPORTED.values()
        for row in periods_counted(database().session(), process, today)
    }
    return [(period.key, period.title) for period in sorted(found, reverse=True)]


def names_of(group: str) -> list[tuple[str, str]]:
    """The options of a way to break the figures down; "0" stands for what is not known."""
    return [*GROUPS[group].names(database().session()).items(), ("0", _("Belum diketahui"))]


class OfWay(Narrowing):
    """Rows that a figure of the monitoring counts."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        return query.filter(way(value))


class Begins(BeginsWith):
    """As `BeginsWith`, with "0" for rows that have no code; digits only."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Narrow the list."""
        if value == "0":
            return query.filter(self.get_column(alias).is_(None))
        if not value.isascii() or not value.isdigit():
            return query.filter(false())
        return super().apply(query, value, alias)


def state_words(row: ReportObligation, today: Any) -> tuple[str, str]:
    """Tone and words of an obligation: where the report stands, and whether it is late."""
    tone, words = STATES[row.state]
    if row.first_sent_at is None:
        return ("late", _("%(state)s, lewat tenggat", state=words)) if row.due_on < today else (tone, words)
    return tone, _("%(state)s, terlambat", state=words) if row.late else words


class Obligations(PortalModelView):
    """One row for each report that is owed, as far as the officer's reach goes."""

    admits = OFFICERS
    can_export = True
    noun = "kewajiban lapor"
    lead = (
        "Laporan yang wajib disampaikan, satu baris untuk setiap pabrik dan periode. Setiap pembukaan daftar dicatat."
    )
    export_name = "kewajiban-lapor"
    column_list = ("establishment.legal_entity.name", "period", "regency", "kbli", "state", "due_on", "first_sent_at")
    column_labels = {
        "establishment.legal_entity.name": "Nama Perusahaan",
        "period": "Laporan",
        "regency": "Lokasi Pabrik",
        "kbli": "KBLI",
        "state": "Keadaan",
        "due_on": "Tenggat",
        "first_sent_at": "Tanggal Kirim",
    }
    column_sortable_list = ("due_on", "first_sent_at")
    column_default_sort = ("id", False)
    column_searchable_list = (LegalEntity.name, LegalEntity.nib)
    search_label = "Nama perusahaan atau NIB"
    column_filters = (
        FilterEqual(
            ReportObligation.process, "Laporan", options=[(key, process.title) for key, process in REPORTED.items()]
        ),
        FilterEqual(ReportObligation.period, "Periode", options=FoundOptions(periods_offered)),
        OfWay(ReportObligation.state, "Keadaan", options=[(key, words) for key, (words, _criterion) in WAYS.items()]),
        BeginsWith(ReportObligation.regency, "Provinsi", options=PROVINCES),
        OneOf(ReportObligation.regency, "Kabupaten/Kota", options=FoundOptions(lambda: names_of("kabupaten"))),
        Begins(ReportObligation.kbli, "Golongan KBLI", options=FoundOptions(lambda: names_of("golongan"))),
        Begins(ReportObligation.kbli, "KBLI"),
        OneOf(ReportObligation.directorate, "Direktorat", options=FoundOptions(lambda: names_of("direktorat"))),
        OneOf(ReportObligation.category, "Kategori", options=FoundOptions(lambda: names_of("kategori"))),
    )
    column_formatters = {
        "establishment.legal_entity.name": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a><br><span class="under">NIB %s</span>')
            % (
                url_for("officer_companies.details_view", id=row.establishment_id),
                row.establishment.legal_entity.name,
                row.establishment.legal_entity.nib,
            )
        ),
        "period": lambda view, context, row, name: (
            Markup('%s<br><span class="under">%s</span>')
            % (period_of(row.period).title, view.report_title(row.process))
        ),
        "regency": lambda view, context, row, name: regency_name(database().session(), row.regency),
        "state": lambda view, context, row, name: badge(*state_words(row, now().astimezone(JAKARTA).date())),
        "first_sent_at": lambda view, context, row, name: moment(row.first_sent_at) if row.first_sent_at else "–",
    }
    export_columns = (
        ("establishment.legal_entity.name", "Nama Perusahaan", "text"),
        ("establishment.legal_entity.nib", "NIB", "text"),
        ("report", "Laporan", "text"),
        ("period", "Periode", "text"),
        ("province", "Provinsi", "text"),
        ("place", "Lokasi Pabrik", "text"),
        ("kbli", "KBLI", "text"),
        ("directorate", "Direktorat Pembina", "text"),
        ("category", "Kategori Pelaporan", "text"),
        ("state", "Keadaan", "text"),
        ("due_on", "Tenggat", "date"),
        ("first_sent_at", "Tanggal Kirim", "moment"),
        ("timely", "Ketepatan", "text"),
        ("says", "Berisi", "text"),
    )
    empty_text = "Kewajiban lapor dibuat ketika suatu periode dibuka."

    @staticmethod
    def report_title(key: str) -> str:
        """How a report is called."""
        return REPORTED[key].title if key in REPORTED else key

    def get_query(self) -> Any:
        """With the company, whose name is searched."""
        return super().get_query().join(ReportObligation.establishment).join(Establishment.legal_entity)

    def get_count_query(self) -> Any:
        """As many as the list has."""
        return super().get_count_query().join(ReportObligation.establishment).join(Establishment.legal_entity)

    def init_search(self) -> bool:
        """The company is joined already."""
        found = bool(super().init_search())
        self._search_fields = [(field, []) for field, _path in self._search_fields or ()]
        return found

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The list; the journal says who looked, and at which part of it."""
        if "listed" not in g:
            g.listed = True
            note_list(work(), self.endpoint, dict(request.args))
        page: ResponseReturnValue = super().index_view()
        return page

    @staticmethod
    def filter_word(flt: Any) -> str:
        """Short words, as figures name them: `golongan`, `kabupaten`."""
        return str(flt.name).lower().replace(" kbli", "").replace("/kota", "")

    def export_value(self, row: ReportObligation, key: str) -> Any:
        """Codes in words, as on the screen."""
        session = database().session()
        if key == "report":
            return self.report_title(row.process)
        if key == "period":
            return period_of(row.period).title
        if key == "province":
            return dict(PROVINCES).get(row.regency[:2], "")
        if key == "place":
            return regency_name(session, row.regency)
        if key in {"directorate", "category"}:
            if "export_names" not in g:
                g.export_names = {word: dict(names_of(word)) for word in ("direktorat", "kategori")}
            names = g.export_names["direktorat" if key == "directorate" else "kategori"]
            return names.get(getattr(row, key) or "0", "")
        if key == "state":
            return STATES[row.state][1]
        if key == "timely":
            return "" if row.first_sent_at is None else _("Terlambat") if row.late else _("Tepat waktu")
        if key == "says":
            return "" if row.first_sent_at is None else _("Ya") if row.says_something else _("Tidak")
        return super().export_value(row, key)
