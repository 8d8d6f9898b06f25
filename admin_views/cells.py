"""How values look in lists: dates, numbers and states as people in Indonesia read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import render_template_string
from markupsafe import Markup

from siinas.catalogue import process as process_named
from siinas.models import Case
from siinas.process.words import JAKARTA, date_words, short_number


def day(value: date) -> Markup:
    """A date as a time element."""
    return Markup('<time datetime="%s">%s</time>') % (value.isoformat(), date_words(value))


def moment(value: datetime) -> Markup:
    """A point in time, to the minute, in Jakarta's time."""
    local = value.astimezone(JAKARTA)
    words = f"{date_words(local.date())}, {local:%H.%M}"
    return Markup('<time datetime="%s">%s</time>') % (value.isoformat(), words)


def yes_no(value: bool) -> str:
    """Ya or Tidak."""
    return "Ya" if value else "Tidak"


TYPE_FORMATTERS: dict[type, Any] = {
    type(None): lambda view, value, name: "–",
    bool: lambda view, value, name: yes_no(value),
    datetime: lambda view, value, name: moment(value),
    date: lambda view, value, name: day(value),
    Decimal: lambda view, value, name: short_number(value, 5),
}

BADGE = "{% from 'components/badge.html' import state_badge %}{{ state_badge(kind, text) }}"


def badge(kind: str, text: str) -> Markup:
    """A state as a coloured word."""
    return Markup(render_template_string(BADGE, kind=kind, text=text))  # noqa: S704 - our own template, escaped


def case_state(case: Case) -> Markup:
    """The state of a case as a badge."""
    state = process_named(case.process).flow.states[case.state]
    return badge(state.tone, state.label)


def subject_of(case: Case) -> str:
    """What a case is about, where the names of the process and of the company stand beside it."""
    about = case.title.removeprefix(f"{process_named(case.process).title}: ")
    return about.removesuffix(f" {case.company_name}") or case.title


def titled(case: Case) -> str:
    """The title of a case with the short name of its process, where the company's name stands beside it."""
    process = process_named(case.process)
    title = case.title.removesuffix(f" {case.company_name}") or case.title
    return title.replace(process.title, process.short) if process.short else title


def time_left(case: Case, now: datetime) -> Markup:
    """When the case is due, and a word when that has passed."""
    if case.due_at is None:
        return Markup("–")
    if case.due_at < now:
        return Markup("%s %s") % (day(case.due_at.astimezone(JAKARTA).date()), badge("late", "Lewat tenggat"))
    return day(case.due_at.astimezone(JAKARTA).date())
