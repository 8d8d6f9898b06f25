"""Pemantauan Pelaporan: who has reported for a period, late, not at all, in figures, on a map and over the periods."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from admin_views.base import Closed, file_response
from admin_views.charts import LINE_HEIGHT, LINE_WIDTH, line_points, map_size, map_tiles, percent, step
from admin_views.filters import PROVINCES
from admin_views.officer.companies import Companies
from admin_views.officer.obligations import REPORTED, Obligations
from admin_views.web.request import actor, database, now, work
from siinas.documents.tables import Column
from siinas.models import ReportingPeriod, ReportObligation
from siinas.operations.exports import note_export
from siinas.process.comparing import short_name
from siinas.process.declaration import Process
from siinas.process.periods import Period, period_of
from siinas.process.roles import OFFICERS
from siinas.process.words import JAKARTA, date_words, number_words
from siinas.queries.monitoring import (
    GROUPS,
    WAYS,
    Counts,
    Group,
    Part,
    breakdown,
    counts,
    of_period,
    over_periods,
    periods_counted,
    without_standing,
)

MOST_SHOWN = 100
"""So many groups a page shows; the file has all of them."""
COLUMNS = ("obliged", "on_time", "late", "empty", "returned", "accepted", "draft", "none")
FILTER_OF = {"provinsi": "provinsi", "kabupaten": "kabupaten", "golongan": "golongan", "kbli": "kbli"} | {
    "direktorat": "direktorat",
    "kategori": "kategori",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page is about: report, window, province ("" for all) and way to break down."""

    process: type[Process]
    window: ReportingPeriod | None
    windows: list[ReportingPeriod]
    province: str
    by: str

    @property
    def group(self) -> Group:
        """The breakdown."""
        return GROUPS[self.by]

    @property
    def criteria(self) -> list[ColumnElement[bool]]:
        """What narrows the obligations to report and period."""
        found = [of_period(self.process, self.window.period if self.window is not None else "")]
        return found + self.places

    @property
    def places(self) -> list[ColumnElement[bool]]:
        """What narrows them to a province."""
        return [ReportObligation.regency.startswith(self.province)] if self.province else []

    @property
    def period(self) -> Period | None:
        """The period."""
        return period_of(self.window.period) if self.window is not None else None


def _chosen() -> Chosen:
    """What the address asks for; 404 for a report, period, province or breakdown that there is not."""
    args = request.args
    key = args.get("laporan") or next(iter(reversed(REPORTED)), "")
    if key not in REPORTED:
        abort(404)
    windows = periods_counted(database().session(), REPORTED[key], now().astimezone(JAKARTA).date())
    wanted = args.get("periode", "")
    found = next((row for row in windows if row.period == wanted), None)
    if found is None:
        # Another report may have other periods: choosing it leads to its newest one.
        found = windows[0] if windows else None
    province, by = args.get("provinsi", ""), args.get("menurut", "")
    if province and province not in dict(PROVINCES):
        abort(404)
    if by and by not in GROUPS:
        abort(404)
    return Chosen(REPORTED[key], found, windows, province, by or ("kabupaten" if province else "provinsi"))


class Monitoring(Closed, BaseView):  # type: ignore[misc]
    """Figures over what is owed, each of them a way into the list."""

    admits = OFFICERS
    FILES = ("csv", "xlsx")

    def __init__(self, listed: Obligations, companies: Companies) -> None:
        self.listed, self.companies = listed, companies
        super().__init__(name="Pemantauan Pelaporan", endpoint="officer_monitoring", url="pemantauan")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The figures of one report and period."""
        chosen, session = _chosen(), database().session()
        whole = counts(session, actor(), *chosen.criteria)
        parts = breakdown(session, actor(), chosen.group, *chosen.criteria)
        provinces = GROUPS["provinsi"]
        on_map = parts if chosen.by == "provinsi" else breakdown(session, actor(), provinces, *chosen.criteria)
        period = chosen.period
        line = over_periods(session, actor(), chosen.process, period, *chosen.places) if period else []
        page: ResponseReturnValue = self.render(
            "officer/monitoring.html",
            chosen=chosen,
            period=period,
            reports=[(key, process.title) for key, process in REPORTED.items()],
            periods=[(row.period, period_of(row.period).title) for row in chosen.windows],
            provinces=PROVINCES,
            groups=[(key, group.title) for key, group in GROUPS.items()],
            counted_on=date_words(chosen.window.counted_on) if chosen.window and chosen.window.counted_on else "",
            due_on=date_words(chosen.window.due_on) if chosen.window else "",
            whole=whole,
            share=percent(whole.share),
            tiles=self._tiles(chosen, whole),
            rows=[self._row(chosen, part) for part in parts[:MOST_SHOWN]],
            more=max(0, len(parts) - MOST_SHOWN),
            columns=[(key, WAYS[key][0]) for key in COLUMNS],
            map=self._map(chosen, on_map),
            map_size=map_size(),
            line=line_points([(short_name(one), figures.share) for one, figures in line]),
            line_table=[(one.title, figures, percent(figures.share)) for one, figures in line],
            line_size=(LINE_WIDTH, LINE_HEIGHT),
            unknown=number_words(unknown, 0) if (unknown := without_standing(session, actor())) else "",
            unknown_url=self.companies.list_url(**{"tahap dan kategori": "0"}),
            files={kind: self._url(".file", chosen, export_type=kind) for kind in self.FILES},
        )
        return page

    def _list(self, chosen: Chosen, way: str, **narrowed: str) -> str:
        """The list behind a figure."""
        about = {"laporan": chosen.process.key, "periode": chosen.window.period if chosen.window else ""}
        if way != "obliged":
            about["keadaan"] = way
        if chosen.province:
            about["provinsi"] = chosen.province
        return self.listed.list_url(**about | narrowed)

    def _url(self, endpoint: str, chosen: Chosen, **changed: str) -> str:
        kept = {
            "laporan": chosen.process.key,
            "periode": chosen.window.period if chosen.window else "",
            "provinsi": chosen.province,
            "menurut": chosen.by,
        }
        return str(self.get_url(endpoint, **{key: value for key, value in (kept | changed).items() if value}))

    def _tiles(self, chosen: Chosen, whole: Counts) -> list[dict[str, Any]]:
        kinds = {"on_time": "accepted", "late": "late", "returned": "returned", "none": "late", "accepted": "accepted"}
        return [
            {
                "number": number_words(getattr(whole, key), 0),
                "word": words,
                "url": self._list(chosen, key),
                "kind": kinds.get(key) if getattr(whole, key) else None,
            }
            for key, (words, _criterion) in WAYS.items()
            if key != "telling"
        ]

    def _row(self, chosen: Chosen, part: Part) -> dict[str, Any]:
        narrowed = {FILTER_OF[chosen.by]: part.code or "0"}
        figures = [(number_words(getattr(part.counts, key), 0), self._list(chosen, key, **narrowed)) for key in COLUMNS]
        inside = part.code and chosen.by == "provinsi" and not chosen.province
        return {
            "name": part.name,
            "inside": self._url(".index", chosen, provinsi=part.code, menurut="kabupaten") if inside else "",
            "figures": figures,
            "share": percent(part.counts.share),
            "width": round(100 * (part.counts.share or 0)),
            "step": step(part.counts.share),
        }

    def _map(self, chosen: Chosen, parts: list[Part]) -> list[Any]:
        shares = {
            part.code: (
                part.counts.share,
                _(
                    "%(told)s dari %(all)s",
                    told=number_words(part.counts.telling, 0),
                    all=number_words(part.counts.obliged, 0),
                ),
            )
            for part in parts
        }
        tiles = map_tiles(shares, dict(PROVINCES))
        return [(tile, self._url(".index", chosen, provinsi=tile.code, menurut="kabupaten")) for tile in tiles]

    @expose("/rincian.<export_type>")
    def file(self, export_type: str) -> ResponseReturnValue:
        """The breakdown as CSV or XLSX, with all groups."""
        if export_type not in self.FILES:
            abort(404)
        chosen = _chosen()
        parts = breakdown(database().session(), actor(), chosen.group, *chosen.criteria)
        columns = [Column(_("Kode"), "text", 0), Column(chosen.group.title, "text", 0)]
        columns += [Column(WAYS[key][0].capitalize(), "number", 0) for key in (*COLUMNS, "telling")]
        columns.append(Column(_("Bagian yang melapor dengan isi (%)"), "number", 2))
        lines: list[list[Any]] = [
            [
                part.code,
                part.name,
                *(getattr(part.counts, key) for key in (*COLUMNS, "telling")),
                Decimal(part.counts.telling * 100) / part.counts.obliged if part.counts.obliged else None,
            ]
            for part in parts
        ]
        note_export(work(), self.endpoint, export_type, len(lines), dict(request.args))
        period = chosen.period.file_name if chosen.period else ""
        name = f"pemantauan_{chosen.process.key}_{period}_{chosen.by}.{export_type}"
        return file_response(name, columns, lines, _("Pemantauan"))
