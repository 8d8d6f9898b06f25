"""Agregat: what reports add up to, published by a supervisor and read by officers, whose looks are journalled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView, file_response
from admin_views.cells import moment
from admin_views.tasks import task_url
from admin_views.web.request import actor, database, work
from forms.from_declaration import form_class
from siinas.catalogue import processes
from siinas.documents.tables import Column
from siinas.models import FigureRelease
from siinas.operations import releases
from siinas.operations.exports import note_export
from siinas.operations.looks import note_release_view
from siinas.process.fields import Choice
from siinas.process.periods import period_of
from siinas.process.roles import OFFICERS
from siinas.process.steps import Row
from siinas.process.words import number_words
from siinas.queries.aggregates import periods_reported
from siinas.queries.choices import ChoiceSource
from siinas.queries.releases import (
    Line,
    Names,
    cells_of,
    exported,
    lines_of,
    measures_in,
    measures_told,
    release_named,
    title_of,
)
from siinas.queries.settings import number
from siinas.refusal import NotFound, Refused

COLUMNS = (
    Column("Ukuran"),
    Column("Satuan"),
    Column("Tabel"),
    Column("Kode Provinsi"),
    Column("Provinsi"),
    Column("Kode Kabupaten/Kota"),
    Column("Kabupaten/Kota"),
    Column("KBLI"),
    Column("Judul KBLI"),
    Column("Nilai", "number"),
    Column("Keterangan"),
    Column("Perusahaan paling sedikit", "number", 0),
)


def _title(row: FigureRelease) -> Markup:
    address = url_for("officer_releases.release", public_id=row.public_id)
    return Markup('<a href="%s">%s</a>') % (address, title_of(row))


class Releases(PortalModelView):
    """One row per release, the newest first."""

    admits = OFFICERS
    doors = {"make": releases.PUBLISHERS}
    noun = "terbitan"
    lead = "Jumlah dari laporan yang sudah diterima. Angka yang akan membuka data satu perusahaan dirahasiakan."
    list_template = "officer/releases.html"
    column_list = ("period", "sequence", "made_at", "reports")
    column_labels = {
        "period": "Agregat",
        "sequence": "Terbitan",
        "made_at": "Diterbitkan",
        "reports": "Laporan",
    }
    column_numeric = ("reports",)
    column_default_sort = ("id", True)
    column_sortable_list = ("made_at",)
    column_formatters = {
        "period": lambda view, context, row, name: _title(row),
        "sequence": lambda view, context, row, name: releases.SEQUENCES[row.sequence],
        "reports": lambda view, context, row, name: number_words(row.reports, 0),
    }
    empty_title = "Belum ada agregat"
    empty_text = "Agregat suatu periode muncul di sini setelah diterbitkan oleh supervisor."

    def may_publish(self) -> bool:
        """Whether the list offers to make a release."""
        return releases.may_publish(actor())

    @expose("/buat/", methods=("GET", "POST"))
    def make(self) -> ResponseReturnValue:
        """Choose report and period; the worker does the rest."""
        if not releases.may_publish(actor()):
            abort(404)
        form_type = form_class(_asked(), ChoiceSource(database().session(), None))
        form, foreseen = form_type(request.form) if request.method == "POST" else form_type(), None
        if request.method == "POST" and form.validate():
            process, _space, period = form.answers()["about"].partition(" ")
            try:
                foreseen = releases.foreseen(work(), process, period)
                if (agreed := request.form.get("agreed", "")).isdecimal():
                    return redirect(task_url(releases.ask(work(), process, period, int(agreed[:9]))))
            except Refused as refusal:
                refusal.field = "about"
                self.refuse(form, refusal)
        g.trail = [(_("Terbitkan agregat"), None)]
        return self.render("officer/release_form.html", form=form, foreseen=foreseen)

    @expose("/<public_id>/")
    def release(self, public_id: str) -> ResponseReturnValue:
        """The tables of one measure, from the whole to what lies in a province or a KBLI of two digits."""
        row = self._one(public_id)
        note_release_view(work(), row)
        measures = measures_in(row) or abort(404)
        open_ones = measures_told(database().session(), actor(), row)
        first = next((one for one in measures if one.key in open_ones), measures[0])
        chosen = next((one for one in measures if one.key == request.args.get("ukuran")), first)
        region, kbli = request.args.get("wilayah", "")[:2], request.args.get("kbli", "")[:2]
        tables = self._tables(row, chosen.key, region, kbli)
        g.trail = [(title_of(row), None)]
        return self.render(
            "officer/release.html",
            release=row,
            title=title_of(row),
            kind=releases.SEQUENCES[row.sequence],
            measures=measures,
            open_ones=open_ones,
            chosen=chosen,
            tables=tables,
            deeper=bool(region or kbli),
            moment=moment,
            words=lambda count: number_words(count, 0),
            left_out=[one.label for one in _left_out(row)],
        )

    def _tables(self, row: FigureRelease, measure: str, region: str, kbli: str) -> list[dict[str, Any]]:
        session, who = database().session(), actor()
        names = Names(session, int(row.rules["kbli_version"]))

        def lines(level: str, by: str, **within: str) -> list[Line]:
            return lines_of(cells_of(session, who, row, measure, level, **within), names, by)

        if region:
            place = names.region(region)
            found = [
                (_("Provinsi"), lines("province", "region", region=region), ""),
                (_("Kabupaten/kota di %(place)s", place=place), lines("regency", "region", region=region), ""),
                (_("KBLI 2 digit di %(place)s", place=place), lines("cross", "kbli", region=region), "kbli"),
            ]
        elif kbli:
            business = names.business(kbli)
            found = [
                (_("KBLI 2 digit"), lines("division", "kbli", kbli=kbli), ""),
                (_("KBLI 5 digit dalam %(kbli)s", kbli=business), lines("class", "kbli", kbli=kbli), ""),
                (_("Provinsi untuk %(kbli)s", kbli=business), lines("cross", "region", kbli=kbli), "wilayah"),
            ]
        else:
            found = [
                (_("Indonesia"), lines("total", "region"), ""),
                (_("Menurut provinsi"), lines("province", "region"), "wilayah"),
                (_("Menurut KBLI 2 digit"), lines("division", "kbli"), "kbli"),
            ]
            if not found[1][1]:
                found.append((_("Menurut kabupaten/kota"), lines("regency", "region"), ""))
        return [
            {
                "title": title,
                "lines": of_table,
                "address": self._deeper(row, measure, drill),
                "whole": len(of_table) == 1 and place == 0,
            }
            for place, (title, of_table, drill) in enumerate(found)
            if of_table
        ]

    def _deeper(self, row: FigureRelease, measure: str, drill: str) -> Callable[[Line], str] | None:
        """Where a published line leads: to what lies in its province ("wilayah") or its KBLI ("kbli")."""
        if not drill:
            return None

        def address(line: Line) -> str:
            code = line.region if drill == "wilayah" else line.kbli
            return url_for(".release", public_id=row.public_id, ukuran=measure, **{drill: code})

        return address

    @expose("/<public_id>/agregat.<export_type>")
    def table(self, public_id: str, export_type: str) -> ResponseReturnValue:
        """Every cell that the person may see, as CSV or XLSX; journalled each time."""
        row = self._one(public_id)
        if export_type not in self.export_types:
            abort(404)
        lines = list(exported(database().session(), actor(), row))
        most = number(database().session(), "export_rows")
        if len(lines) > most:
            flash(_("Unduhan paling banyak %(n)s baris. ", n=most), "error")
            return redirect(url_for(".release", public_id=public_id))
        about = {"period": row.period, "process": row.process, "sequence": str(row.sequence)}
        note_export(work(), f"{self.endpoint}.index_view", export_type, len(lines), about)
        name = f"agregat_{row.process}_{period_of(row.period).file_name}_{row.sequence}.{export_type}"
        return file_response(name, COLUMNS, lines, "Agregat")

    def _one(self, public_id: str) -> FigureRelease:
        try:
            return release_named(database().session(), actor(), public_id)
        except NotFound:
            abort(404)


def _left_out(row: FigureRelease) -> list[Any]:
    known = processes()[row.process].measures if row.process in processes() else {}
    return [known[key] for key in row.left_out if key in known]


def _asked() -> type[Row]:
    """The question of what is to be published: of each report the periods that have accepted reports."""
    among = {}
    for process in processes().values():
        if process.figures:
            periods = [period_of(key) for key in periods_reported(database().session(), process.key)]
            for period in sorted(periods, reverse=True):
                if releases.may_be_made(work(), process.key, period):
                    among[f"{process.key} {period.key}"] = f"{process.title} {period.title}"

    class Publication(Row):
        """What is published."""

        about = Choice("Laporan dan periode", among=among)

    return Publication
