"""Filling in the pages of a case or an assessment: kept as typed, with their files, beside what is recorded now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from admin_views.base import PortalModelView
from admin_views.case_page import size_words
from admin_views.earlier_figures import show_earlier
from admin_views.row_slices import (
    FRESH,
    GONE,
    SEARCH,
    SOUGHT,
    asked_slices,
    found_again,
    leads_away,
    posted_slices,
    put_back,
    row_found,
    rows_of,
    search_asked,
    show_slices,
    take_out,
    totals_of,
)
from admin_views.web.kept_files import forget_files, take_files
from admin_views.web.request import actor, database, whole
from admin_views.wizard import ROW_BUTTONS, computed_after, form_rows, press, typed_of, unread_parts
from forms.from_declaration import Asking, PortalForm, form_class
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.process.documents import DocumentType
from siinas.process.fields import Upload
from siinas.process.slices import RowSlice, tables_of
from siinas.process.steps import Step
from siinas.process.telling import Told
from siinas.process.words import plainly
from siinas.queries.answer_file import AnswerFile
from siinas.queries.settings import kind_in_force
from siinas.refusal import Refused, Stale


def checked(incoming: Incoming, kind: DocumentType, field: str) -> CheckedFile:
    """A file that came with a form, checked by the limits that hold now, before any transaction begins."""
    return check(incoming, kind_in_force(database().session(), kind), field=field)


class PageWizard(PortalModelView):
    """Filling in pages; whose pages they are, where they stand and who keeps them is the subclass's."""

    def page_address(self, file: AnswerFile, step_key: str, **more: Any) -> str:
        """Where a page of it stands."""
        raise NotImplementedError

    def tasks_address(self, file: AnswerFile) -> str:
        """Where its pages are listed."""
        raise NotImplementedError

    def last_address(self, file: AnswerFile) -> str:
        """Where filling in leads to after the last page."""
        raise NotImplementedError

    def again(self, file: AnswerFile) -> AnswerFile:
        """The same, as it stands by now."""
        raise NotImplementedError

    def store(self, file: AnswerFile, step_key: str, **posted: Any) -> None:
        """Save a page, as `siinas.operations.cases.save_page` does."""
        raise NotImplementedError

    def states(self, file: AnswerFile, current: str) -> list[dict[str, Any]]:
        """The pages with their states, for the progress."""
        raise NotImplementedError

    def title(self, file: AnswerFile) -> str:
        """What stands above each page."""
        raise NotImplementedError

    def beside(self, file: AnswerFile) -> Told:
        """What is to be read beside each page, page by page in words; nothing by default."""
        return []

    def page_of(self, file: AnswerFile, step_key: str) -> ResponseReturnValue:
        """One page."""
        step = file.process.asked_step(step_key, file.answers)
        if step is None:
            abort(404)
        if reason := file.closed_to(actor()):
            flash(reason, "info")
            if request.method == "GET":
                return redirect(self.tasks_address(file))
            form = self.form_type(file, step, posted_slices(file, step), strict=False)(typed_of(request.form))
            return self._show_page(file, step, form, whole(request.form.get("_seen"))), 409
        return self._page_posted(file, step) if request.method == "POST" else self._page_opened(file, step)

    def _page_opened(self, file: AnswerFile, step: type[Step]) -> ResponseReturnValue:
        """The page as it stands; what was typed and could not be taken over is shown so, with what is wrong."""
        slices, fresh = asked_slices(file, step), request.args.get(FRESH, "")
        form = self.form_type(file, step, slices)(data=file.standing(step))
        waiting = [one for one in file.unread(step) if slices.get(one.table, one.part) == one.part]
        if waiting:
            parts, tables = {one.table for one in waiting}, tables_of(step)
            names = [name for name in form._fields if (name if name in tables else "") in parts]
            form.retype(MultiDict([(name, value) for one in waiting for name, value in one.typed]), names)
            self._show_stored(file, step, form)
            form.validate(only=names)
        if fresh in slices:
            press(form, "_tambah", fresh)
        return self._show_page(file, step, form, file.case.saves.get(step.key, 0))

    def _page_posted(self, file: AnswerFile, step: type[Step]) -> ResponseReturnValue:
        typed, slices = typed_of(request.form), posted_slices(file, step)
        seen_number = whole(request.form.get("_seen"))
        sought = search_asked(tables_of(step))
        going_on = "_lanjut" in request.form and not sought
        if "_kembalikan" in request.form:
            typed = put_back(typed, request.form.get(GONE, ""), step)
        form = self.form_type(file, step, slices, strict=going_on)(CombinedMultiDict([typed, request.files]))
        self._show_stored(file, step, form)
        place = self.page_address(file, step.key)
        files, refusals = take_files(form, uploads_of(step, form), place=place, checking=checked)
        if any(button in request.form for button in ROW_BUTTONS) and not self._fresh_elsewhere(form):
            return self._rows_changed(file, step, form, seen_number)
        form.validate()
        unread = unread_parts(step, form)
        for refusal in refusals:
            self.refuse(form, refusal)
        form_rows(form)
        taken_back = [key for key in request.form.getlist("_lepas") if key in uploads_of(step, form)]
        tables, answers = tables_of(step), form.answers()
        try:
            self.store(
                file,
                step.key,
                values={k: v for k, v in answers.items() if (k if k in tables else "") not in unread},
                typed=[[k, v] for k, v in typed.items(multi=True)] if unread else None,
                seen=seen_number,
                files={key: one for key, one in files.items() if key not in taken_back},
                removed=taken_back,
                unread=unread,
                slices=slices,
            )
        except Refused as refusal:
            flash(refusal.reason, "error")
            fresh = self.again(file)
            seen = fresh.case.saves.get(step.key, 0) if isinstance(refusal, Stale) else seen_number
            self._stand_for(form, found_again(fresh, step, slices))
            return self._show_page(fresh, step, form, seen), refusal.status
        forget_files()
        kept = {key: len(answers[key]) for key in slices if key in answers and key not in unread}
        slices = {key: RowSlice(part.start, kept.get(key, part.count)) for key, part in slices.items()}
        fresh = self.again(file)
        if taken_back:
            flash(_("Berkas dihapus."), "success")
            return redirect(self._page_url(file, step, slices))
        if elsewhere := self._elsewhere(fresh, step, slices, sought, unread):
            return redirect(elsewhere)
        if refusals or (going_on and unread):
            self._stand_for(form, slices)
            self._show_stored(fresh, step, form)
            return self._show_page(fresh, step, form, seen_number + 1)
        if going_on:
            return redirect(self._next_url(fresh, step))
        if unread:
            sentence = _("%(title)s disimpan, tetapi ada isian yang belum dapat dipakai.", title=step.title)
            flash(sentence, "warning")
        else:
            flash(_("Isian halaman %(title)s disimpan.", title=step.title), "success")
        return redirect(self.tasks_address(file))

    def _fresh_elsewhere(self, form: PortalForm) -> bool:
        """Whether a fresh row is wanted that comes to other rows than those on the page."""
        field = form._fields.get(request.form.get("_tambah", ""))
        return getattr(field, "kind", "") == "rows" and not field.full and leads_away(field)

    def _elsewhere(
        self, file: AnswerFile, step: type[Step], slices: Mapping[str, RowSlice], sought: str, unread: Collection[str]
    ) -> str:
        """The address of the rows that the person goes on to, after these were saved; empty where to none."""
        fresh, (table, _colon, number) = request.form.get("_tambah", ""), request.form.get("_ke", "").partition(":")
        if not (sought or fresh in slices or table in slices):
            return ""
        if unread:
            flash(_("Tersimpan seperti diketik, tetapi ada isian yang belum dapat dipakai."), "warning")
        if fresh in slices:
            last = len(rows_of(file, step, fresh)) + 1
            return self._page_url(file, step, slices, {fresh: last, FRESH: fresh}, fresh)
        if not sought:
            return self._page_url(file, step, slices, {table: max(whole(number), 1)}, table)
        place, count = row_found(file, step, sought)
        text = request.form.get(SEARCH + sought, "").strip()[:100]
        if place < 0:
            flash(_("Tidak ada baris bernama “%(text)s”.", text=text), "warning")
            return self._page_url(file, step, slices, {}, sought)
        if count > 1:
            flash(
                _("%(n)s baris cocok dengan “%(text)s”. Cari lagi untuk yang berikutnya.", n=count, text=text), "info"
            )
        return self._page_url(file, step, slices, {sought: place + 1, SOUGHT: text}, f"{sought}-{place}")

    def _page_url(
        self,
        file: AnswerFile,
        step: type[Step],
        slices: Mapping[str, RowSlice],
        at: Mapping[str, Any] = MappingProxyType({}),
        anchor: str | None = None,
    ) -> str:
        """The address of a page with these rows of its tables."""
        rows = {key: part.start + 1 for key, part in slices.items() if part.start} | dict(at)
        return self.page_address(file, step.key, _anchor=anchor or None, **rows)

    def _stand_for(self, form: PortalForm, slices: Mapping[str, RowSlice]) -> None:
        """Let the tables of a form that was posted stand for other rows than before."""
        for key, part in slices.items():
            if key in form._fields:
                form._fields[key].stand_for(part)

    def _rows_changed(self, file: AnswerFile, step: type[Step], form: PortalForm, seen: int) -> ResponseReturnValue:
        """Add a row, take one out or put it back, put zeros into one; nothing typed is lost, and nothing is judged."""
        button = next(button for button in ROW_BUTTONS if button in request.form)
        name, _colon, place = request.form[button].partition(":")
        field, before = form._fields.get(name), 0
        if button == "_hapus" and getattr(field, "kind", "") == "rows":
            before = len(field.entries)
        press(form, button, request.form[button])
        if before and len(field.entries) < before:
            field.gone = take_out(typed_of(request.form), name, whole(place))
        return self._show_page(file, step, form, seen)

    def form_type(
        self,
        file: AnswerFile,
        step: type[Step],
        slices: Mapping[str, RowSlice] = MappingProxyType({}),
        *,
        strict: bool = True,
    ) -> type[PortalForm]:
        """The form of a page of this case, with these rows of its tables."""
        answers = file.answers
        given = {key: answers.get(key) for key, field in step.fields.items() if field.standing}
        asking = Asking(strict, file.period, file.facts, answers, given, slices, totals_of(file, step))
        return form_class(step, file.source, asking)

    def _next_url(self, file: AnswerFile, step: type[Step]) -> str:
        steps = file.process.asked_steps(file.answers)
        needless = {page.step.key for page in file.pages() if page.skipped}
        later = [one.key for one in steps[steps.index(step) + 1 :] if one.key not in needless]
        if later:
            return self.page_address(file, later[0])
        return self.last_address(file)

    def _show_stored(self, file: AnswerFile, step: type[Step], form: PortalForm) -> None:
        """The files that stand among the answers, at their fields."""
        answers = file.answers
        for key in uploads_of(step, form):
            kept = answers.get(key)
            if kept is not None:
                form._fields[key].stored = {
                    "name": kept.name,
                    "url": url_for("files.download", public_id=kept.attachment),
                    "size": size_words(kept.size),
                    "removable": True,
                }

    def _show_page(self, file: AnswerFile, step: type[Step], form: PortalForm, seen: int) -> ResponseReturnValue:
        show_slices(file, step, form)
        form_rows(form)
        if not form.errors:
            self._show_stored(file, step, form)
        show_beside(file, step, form)
        show_earlier(file, step, form)
        pages = self.states(file, step.key)
        index = next(i for i, page in enumerate(pages, 1) if page["key"] == step.key)
        return self.render(
            "layout/page.html",
            title=self.title(file),
            back=self.tasks_address(file),
            stated=stated_of(file, step),
            beside=self.beside(file),
            step=step,
            form=form,
            seen=seen,
            pages=pages,
            index=index,
            needless=any(page.skipped for page in file.pages() if page.step is step),
            computed=computed_after(step, file),
            with_files=bool(uploads_of(step, form)),
        )


def stated_of(file: AnswerFile, step: type[Step]) -> list[dict[str, str]]:
    """What the company's own records state on a page, in words; nothing where the page asks for all of it."""
    answers = file.answers
    fields = [field for field in step.fields.values() if field.stated and field.asked(answers)]
    return [
        {"label": field.label, "value": plainly(field.told(answers, file.source.name)), "required": field.required}
        for field in fields
    ]


def uploads_of(step: type[Step], form: PortalForm) -> dict[str, DocumentType]:
    """The kinds of the files that a page asks for, by their questions."""
    return {
        key: field.document for key, field in step.fields.items() if isinstance(field, Upload) and key in form._fields
    }


def show_beside(file: AnswerFile, step: type[Step], form: PortalForm) -> None:
    """What the company's own records say now, beside the fields that are read so."""
    beside = {key: field for key, field in step.fields.items() if field.recorded and key in form._fields}
    if not beside:
        return
    facts = file.facts
    for key, field in beside.items():
        recorded = field.recorded(facts) if field.recorded else None
        shown = form._fields[key]
        shown.beside = plainly(field.words(recorded, file.source.name))
        shown.differs = (shown.data or None) != recorded
