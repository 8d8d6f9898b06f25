"""The calendar of a year as a picture, for everybody at the ministry; and the list of days off behind it."""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _

from admin_views.base import Closed
from admin_views.system.reference import CATEGORY, ReferenceList
from admin_views.system.roles import EDITORS
from admin_views.web.request import database, now, whole, work
from siinas.operations import holidays
from siinas.process.roles import OFFICERS
from siinas.process.words import JAKARTA, date_words, number_words
from siinas.queries.calendar import CalendarDay, WorkCalendar, calendar_in_force, is_weekend
from siinas.reference.calendar_table import Holidays
from siinas.reference.holidays import FIRST_YEAR, KINDS_OF_DAY, LAST_YEAR, WORKING, is_working_day
from siinas.refusal import Refused

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class HolidayList(ReferenceList):
    """The days off as a code list, with the way to the picture of the year."""

    list_template = "system/holidays.html"

    def __init__(self) -> None:
        super().__init__(Holidays)

    def row_title(self, row: Any) -> str:
        """The day in words."""
        return _("Hari %(day)s", day=date_words(row.day))


class YearCalendar(Closed, BaseView):  # type: ignore[misc]
    """Twelve months with the days on which nobody works."""

    admits = OFFICERS
    doors = {"confirm": EDITORS}

    def __init__(self) -> None:
        super().__init__(name="Kalender kerja", category=CATEGORY, endpoint="system_calendar", url="kalender")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The calendar of the year asked for."""
        today = now().astimezone(JAKARTA).date()
        year = _year(request.args.get("tahun", str(today.year)))
        calendar = calendar_in_force(database().session())
        days = calendar.year(year)
        page: ResponseReturnValue = self.render(
            "system/calendar.html",
            year=year,
            filled=year in calendar.filled,
            months=[_month(calendar, days, year, number, today) for number in range(1, 13)],
            weekdays=WEEKDAYS,
            kinds=KINDS_OF_DAY,
            expected=sum(day.expected and day.listed for day in days),
            counts=_counts(calendar, days, year),
            before=year - 1 if year > FIRST_YEAR else None,
            after=year + 1 if year < LAST_YEAR else None,
        )
        return page

    @expose("/tetapkan/", methods=("POST",))
    def confirm(self) -> ResponseReturnValue:
        """Every day of a year is certain from now on; asked first."""
        year = _year(request.form.get("tahun", ""))
        back = self.get_url(".index", tahun=year)
        if request.form.get("confirmed") != "1":
            page: ResponseReturnValue = self.render(
                "layout/confirm.html",
                title=_("Tetapkan hari libur %(year)s", year=year),
                question=question(year),
                act=_("Tetapkan"),
                style="btn-primary",
                hidden={"tahun": str(year), "confirmed": "1"},
                back=back,
            )
            return page
        try:
            count = holidays.confirm_year(work(), year)
        except Refused as refusal:
            flash(refusal.reason, "error")
        else:
            flash(_("%(n)s hari libur tahun %(year)s ditetapkan.", n=count, year=year), "success")
        return redirect(back)


def question(year: int) -> str:
    """What is asked before a year is made certain."""
    return _(
        "Semua hari libur tahun %(year)s sudah sama dengan SKB tiga menteri? Setelah ditetapkan, tahun ini tidak "
        "lagi diperbarui sendiri.",
        year=year,
    )


def _year(text: str) -> int:
    year = whole(text, 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return year


def _month(calendar: WorkCalendar, days: list[CalendarDay], year: int, number: int, today: date) -> dict[str, Any]:
    """One month: its weeks from Monday, and its days in words."""
    of_day = {day.day: day for day in days if day.day.month == number}
    weeks = [
        [_cell(one, of_day.get(one), today) if one.month == number else None for one in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    return {
        "title": date_words(date(year, number, 1)).split(" ", 1)[1].rsplit(" ", 1)[0],
        "weeks": weeks,
        "days": [
            {
                "number": day.day.day,
                "key": day.day.isoformat(),
                "name": day.name,
                "kind": day.kind,
                "words": KINDS_OF_DAY.get(day.kind, day.kind),
                "expected": day.expected,
                "listed": day.listed,
            }
            for day in of_day.values()
        ],
        "working": number_words(sum(is_working_day(day, calendar) for day in _all_days(year, number)), 0),
    }


def _all_days(year: int, month: int) -> list[date]:
    return [day for day in Calendar().itermonthdates(year, month) if day.month == month]


def _cell(day: date, said: CalendarDay | None, today: date) -> dict[str, Any]:
    words = [said.name, KINDS_OF_DAY.get(said.kind, said.kind)] if said is not None else []
    if said is not None and said.expected:
        words.append(_("perkiraan"))
    return {
        "number": day.day,
        "kind": said.kind if said is not None else "weekend" if is_weekend(day) else "",
        "expected": said is not None and said.expected,
        "words": ", ".join(words),
        "today": day == today,
    }


def _counts(calendar: WorkCalendar, days: list[CalendarDay], year: int) -> list[tuple[str, str]]:
    """How many days of each kind a year has, and how many working days."""
    found = [(label, sum(day.kind == kind for day in days)) for kind, label in KINDS_OF_DAY.items() if kind != WORKING]
    first = date(year, 1, 1)
    span = (date(year, 12, 31) - first).days + 1
    working = sum(is_working_day(first + timedelta(days=step), calendar) for step in range(span))
    return [(label, number_words(count, 0)) for label, count in [*found, (_("Hari kerja"), working)]]
