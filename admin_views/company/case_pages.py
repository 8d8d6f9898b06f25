"""The pages of a case as its company fills them in: kept as typed, with their files, beside what is recorded now."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from admin_views.base import PortalModelView
from admin_views.case_page import page_states, size_words
from admin_views.company.wizard import ROW_BUTTONS, computed_after, form_rows, press, typed_of
from admin_views.web.kept_files import forget_files, take_files
from admin_views.web.request import actor, database, whole, work
from forms.from_declaration import Asking, PortalForm, form_class
from siinas.operations import cases
from siinas.operations.files import CheckedFile, Incoming, check
from siinas.process.documents import DocumentType
from siinas.process.fields import Upload
from siinas.process.steps import Step
from siinas.process.words import plainly
from siinas.queries.cases import CaseFile
from siinas.queries.settings import kind_in_force
from siinas.refusal import Refused, Stale


def checked(incoming: Incoming, kind: DocumentType, field: str) -> CheckedFile:
    """A file that came with a form, checked by the limits that hold now, before any transaction begins."""
    return check(incoming, kind_in_force(database().session(), kind), field=field)


class CasePages(PortalModelView):
    """The wizard of a case; `file(public_id)` is the subclass's."""

    def file(self, public_id: str) -> CaseFile:
        """The case, if it is the establishment's own."""
        raise NotImplementedError

    @expose("/<public_id>/halaman/<step_key>/", methods=("GET", "POST"))
    def page(self, public_id: str, step_key: str) -> ResponseReturnValue:
        """One page of the wizard."""
        file = self.file(public_id)
        step = next((step for step in file.process.asked_steps(file.answers) if step.key == step_key), None)
        if step is None:
            abort(404)
        if reason := file.closed_to(actor()):
            flash(reason, "info")
            if request.method == "GET":
                return redirect(self.get_url(".case", public_id=public_id))
            form = self.form_type(file, step, strict=False)(typed_of(request.form))
            return self._show_page(file, step, form, whole(request.form.get("_seen"))), 409
        if request.method == "POST":
            return self._page_posted(file, step)
        seen = file.case.saves.get(step.key, 0)
        typed = file.case.typed.get(step.key)
        if typed is not None:
            form = self.form_type(file, step)(MultiDict(typed))
            self._show_stored(file, step, form)
            form.validate()
        else:
            form = self.form_type(file, step)(data=file.answers if seen else step.opening(file.answers))
        return self._show_page(file, step, form, seen)

    def _page_posted(self, file: CaseFile, step: type[Step]) -> ResponseReturnValue:
        typed = typed_of(request.form)
        seen_number = whole(request.form.get("_seen"))
        going_on = "_lanjut" in request.form
        pressed = any(button in request.form for button in ROW_BUTTONS)
        form = self.form_type(file, step, strict=going_on)(CombinedMultiDict([typed, request.files]))
        self._show_stored(file, step, form)
        place = f"{self.endpoint} {file.case.public_id} {step.key}"
        files, refusals = take_files(form, uploads_of(step, form), place=place, checking=checked)
        if pressed:
            return self._rows_changed(file, step, form, seen_number)
        valid = form.validate()
        for refusal in refusals:
            self.refuse(form, refusal)
        form_rows(form)
        taken_back = [key for key in request.form.getlist("_lepas") if key in uploads_of(step, form)]
        try:
            cases.save_page(
                work(),
                file.case.public_id,
                step.key,
                values=form.answers() if valid else None,
                typed=None if valid else [[k, v] for k, v in typed.items(multi=True)],
                seen=seen_number,
                files={key: one for key, one in files.items() if key not in taken_back},
                removed=taken_back,
            )
        except Refused as refusal:
            flash(refusal.reason, "error")
            fresh = self.file(file.case.public_id)
            seen = fresh.case.saves.get(step.key, 0) if isinstance(refusal, Stale) else seen_number
            return self._show_page(fresh, step, form, seen), refusal.status
        forget_files()
        if taken_back:
            flash(_("Berkas dihapus."), "success")
            return redirect(self.get_url(".page", public_id=file.case.public_id, step_key=step.key))
        if refusals or (going_on and not valid):
            fresh = self.file(file.case.public_id)
            self._show_stored(fresh, step, form)
            return self._show_page(fresh, step, form, seen_number + 1)
        if going_on:
            return redirect(self._next_url(file, step))
        if valid:
            flash(_("Isian halaman %(title)s disimpan.", title=step.title), "success")
        else:
            sentence = _("%(title)s disimpan, tetapi ada isian yang belum dapat dipakai.", title=step.title)
            flash(sentence, "warning")
        return redirect(self.get_url(".case", public_id=file.case.public_id))

    def _rows_changed(self, file: CaseFile, step: type[Step], form: PortalForm, seen: int) -> ResponseReturnValue:
        """Add a row, take one out, put zeros into one; nothing else typed is lost, and nothing is judged yet."""
        button = next(button for button in ROW_BUTTONS if button in request.form)
        press(form, button, request.form[button])
        return self._show_page(file, step, form, seen)

    def form_type(self, file: CaseFile, step: type[Step], *, strict: bool = True) -> type[PortalForm]:
        """The form of a page of this case."""
        answers = file.answers
        given = {key: answers.get(key) for key, field in step.fields.items() if field.standing}
        return form_class(step, file.source, Asking(strict, file.period, file.facts, answers, given))

    def _next_url(self, file: CaseFile, step: type[Step]) -> str:
        steps = file.process.asked_steps(file.answers)
        place = steps.index(step) + 1
        if place < len(steps):
            return str(self.get_url(".page", public_id=file.case.public_id, step_key=steps[place].key))
        return str(self.get_url(".check", public_id=file.case.public_id))

    def _show_stored(self, file: CaseFile, step: type[Step], form: PortalForm) -> None:
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

    def _show_page(self, file: CaseFile, step: type[Step], form: PortalForm, seen: int) -> ResponseReturnValue:
        form_rows(form)
        if not form.errors:
            self._show_stored(file, step, form)
        show_beside(file, step, form)
        pages = page_states(file, current=step.key)
        index = next(i for i, page in enumerate(pages, 1) if page["key"] == step.key)
        return self.render(
            "company/page.html",
            file=file,
            case=file.case,
            step=step,
            form=form,
            seen=seen,
            pages=pages,
            index=index,
            computed=computed_after(step, file),
            with_files=bool(uploads_of(step, form)),
        )


def uploads_of(step: type[Step], form: PortalForm) -> dict[str, DocumentType]:
    """The kinds of the files that a page asks for, by their questions."""
    return {
        key: field.document for key, field in step.fields.items() if isinstance(field, Upload) and key in form._fields
    }


def show_beside(file: CaseFile, step: type[Step], form: PortalForm) -> None:
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
