"""What is answered about a case besides: the pages of an assessment, its pictures, the reasons given for warnings."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.case_page import MARK_OF_PAGE, figures_shown, shown, size_words, status_of
from admin_views.cells import moment
from admin_views.page_wizard import PageWizard, checked
from admin_views.web.request import actor, now, whole, work
from siinas.documents.assessment_print import assessment_pdf
from siinas.operations import assessments
from siinas.operations.files import Incoming
from siinas.process.telling import Told, tell
from siinas.process.words import JAKARTA, digest_words
from siinas.queries.answer_file import AnswerFile
from siinas.queries.cases import AssessmentFile, CaseFile, assessment_of
from siinas.reference.document_types import VISIT_PHOTO
from siinas.refusal import NotFound, Refused

WORDS = {
    "complete": ("accepted", "Lengkap"),
    "empty": ("draft", "Belum diisi"),
    "begun": ("waiting", "Perlu diperiksa"),
    "incomplete": ("returned", "Belum lengkap"),
    "typed": ("returned", "Perlu diperbaiki"),
    "left_out": ("returned", "Perlu diperbaiki"),
    "broken": ("returned", "Perlu diperbaiki"),
}


class Assessing(PageWizard):
    """The assessments of a case, for whoever may see it; `file(public_id)` is the subclass's."""

    def file(self, public_id: str) -> CaseFile:
        """The case, if the officer may see it."""
        raise NotImplementedError

    def paper(self, public_id: str, kind: str) -> AssessmentFile:
        """An assessment of a case that the officer may see; 404 for none."""
        file = self.file(public_id)
        try:
            paper = assessment_of(file, kind)
        except NotFound:
            abort(404)
        if actor().is_company and paper.closed_to(actor()) and not (paper.process.shown and paper.case.closed_at):
            abort(404)
        g.trail = [*g.get("trail", []), (paper.process.title, self.tasks_address(paper))]
        return paper

    def _place(self, file: AssessmentFile) -> dict[str, str]:
        return {"public_id": file.about.case.public_id, "kind": file.process.key}

    def page_address(self, file: AnswerFile, step_key: str, **more: Any) -> str:
        if not isinstance(file, AssessmentFile):
            return super().page_address(file, step_key, **more)
        return str(self.get_url(".assessment_page", **self._place(file), step_key=step_key, **more))

    def tasks_address(self, file: AnswerFile) -> str:
        if not isinstance(file, AssessmentFile):
            return super().tasks_address(file)
        return str(self.get_url(".assessment", **self._place(file)))

    def _first_address(self, file: AssessmentFile) -> str:
        """Where filling in begins: at the page itself where there is but one, and nothing beside it."""
        if len(file.process.steps) == 1 and not file.process.photos:
            return self.page_address(file, file.process.steps[0].key)
        return self.tasks_address(file)

    def last_address(self, file: AnswerFile) -> str:
        if not isinstance(file, AssessmentFile):
            return super().last_address(file)
        if self._first_address(file) != self.tasks_address(file) and not file.open_points() and not file.findings():
            return str(self.get_url(".case", public_id=file.about.case.public_id))
        return self.tasks_address(file)

    def again(self, file: AnswerFile) -> AnswerFile:
        return self.paper(**self._place(file)) if isinstance(file, AssessmentFile) else super().again(file)

    def store(self, file: AnswerFile, step_key: str, **posted: Any) -> None:
        if not isinstance(file, AssessmentFile):
            super().store(file, step_key, **posted)
            return
        place = self._place(file)
        assessments.save_assessment_page(work(), place["public_id"], place["kind"], step_key, **posted)

    def title(self, file: AnswerFile) -> str:
        if not isinstance(file, AssessmentFile):
            return super().title(file)
        return f"{file.process.title} — {file.about.case.company_name}"

    def beside(self, file: AnswerFile) -> Told:
        if not isinstance(file, AssessmentFile) or not file.process.beside:
            return super().beside(file)
        told, _changes = file.about.filing_told()
        return shown(told)

    def states(self, file: AnswerFile, current: str) -> list[dict[str, Any]]:
        if not isinstance(file, AssessmentFile):
            return super().states(file, current)
        answers = file.answers
        broken = {finding.step: finding.message for finding in file.findings() if finding.hard}
        found = []
        for page in file.pages():
            status = "broken" if page.step.key in broken else status_of(page, answers)
            kind, word = WORDS[status]
            found.append(
                {
                    "key": page.step.key,
                    "title": page.step.title,
                    "url": self.page_address(file, page.step.key),
                    "state": "current" if page.step.key == current else MARK_OF_PAGE[status],
                    "state_kind": kind,
                    "state_text": _(word),
                    "hint": broken.get(page.step.key, ""),
                }
            )
        return found

    @expose("/<public_id>/lembar/<kind>/")
    def assessment(self, public_id: str, kind: str) -> ResponseReturnValue:
        """The pages of an assessment with their states, its pictures, what stands in the way of a decision."""
        return self._show_assessment(self.paper(public_id, kind), {}, "")

    def _show_assessment(self, paper: AssessmentFile, typed: dict[str, str], problem: str) -> ResponseReturnValue:
        soft = [finding for finding in paper.findings() if not finding.hard]
        reasons = {one.key: typed.get(one.key) or paper.case.confirmations.get(one.key, "") for one in soft}
        told = tell(paper.process, paper.answers_to_send(), paper.source.name, None)
        html: ResponseReturnValue = self.render(
            "layout/assessment.html",
            paper=paper,
            case=paper.about.case,
            place=self._place(paper),
            pages=self.states(paper, ""),
            points=paper.open_points(),
            closed=paper.closed_to(actor()),
            findings=soft,
            reasons=reasons,
            problem=problem,
            figures_shown=figures_shown,
            told=shown(told),
            photos=photos_of(paper),
            moment=moment,
            digest=digest_words(paper.case.digest) if paper.case.digest else "",
        )
        return html

    @expose("/<public_id>/lembar/<kind>/halaman/<step_key>/", methods=("GET", "POST"))
    def assessment_page(self, public_id: str, kind: str, step_key: str) -> ResponseReturnValue:
        """One page of an assessment."""
        return self.page_of(self.paper(public_id, kind), step_key)

    @expose("/<public_id>/lembar/<kind>/penjelasan/", methods=("POST",))
    def explain(self, public_id: str, kind: str) -> ResponseReturnValue:
        """The reasons for what an assessment says out of the ordinary."""
        paper = self.paper(public_id, kind)
        typed = {k.removeprefix("alasan-"): v for k, v in request.form.items() if k.startswith("alasan-")}
        try:
            assessments.explain_assessment(work(), public_id, kind, typed)
        except Refused as refusal:
            return self._show_assessment(paper, typed, refusal.reason)
        flash(_("Penjelasan disimpan."), "success")
        return redirect(self.tasks_address(paper))

    @expose("/<public_id>/lembar/<kind>/foto/", methods=("POST",))
    def add_photo(self, public_id: str, kind: str) -> ResponseReturnValue:
        """Take in one picture or several with one caption."""
        paper = self.paper(public_id, kind)
        if not paper.process.photos:
            abort(404)
        files = [one for one in request.files.getlist("foto") if one.filename]
        try:
            if not files:
                raise Refused(_("Pilih foto lebih dahulu."))
            for one in files:
                picture = checked(Incoming(one.read(), one.filename or ""), VISIT_PHOTO, "photo")
                assessments.add_photo(work(), public_id, kind, picture, request.form.get("keterangan", ""))
            flash(_("%(n)s foto disimpan.", n=len(files)), "success")
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(f"{self.tasks_address(paper)}#foto")

    @expose("/<public_id>/lembar/<kind>/foto/hapus/", methods=("POST",))
    def remove_photo(self, public_id: str, kind: str) -> ResponseReturnValue:
        """Take a picture out again."""
        paper = self.paper(public_id, kind)
        try:
            assessments.remove_photo(work(), public_id, kind, whole(request.form.get("foto"), -1))
            flash(_("Foto dihapus."), "success")
        except NotFound:
            abort(404)
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(f"{self.tasks_address(paper)}#foto")

    @expose("/<public_id>/lembar/<kind>/cetak.pdf")
    def assessment_print(self, public_id: str, kind: str) -> ResponseReturnValue:
        """The sheet on paper, with boxes and lines for what is not filled in yet."""
        paper = self.paper(public_id, kind)
        response = Response(assessment_pdf(paper, now().astimezone(JAKARTA).date()), mimetype="application/pdf")
        name = f"{kind}-{paper.about.case.number}.pdf"
        response.headers.set("Content-Disposition", "attachment", filename=name)
        return response

    def assessments_of(self, file: CaseFile) -> list[dict[str, Any]]:
        """The assessments of a case for the page on which it is moved: their state, and what they say.

        The company reads what is shown to it, once the case has moved on with it.
        """
        found = []
        for declared in file.process.assessments:
            paper = assessment_of(file, declared.key)
            begun, open_now = bool(paper.case.saves), not paper.closed_to(actor())
            if not begun and not open_now:
                continue
            if actor().is_company and not open_now and not (declared.shown and paper.case.closed_at):
                continue
            points = paper.open_points()
            found.append(
                {
                    "title": declared.title,
                    "lead": declared.lead if open_now else "",
                    "url": self.tasks_address(paper),
                    "fill_url": self._first_address(paper),
                    "state_kind": "accepted" if not points else "returned" if begun else "draft",
                    "state_text": _("Lengkap") if not points else _("Belum lengkap") if begun else _("Belum diisi"),
                    "hint": points[0] if points and begun else "",
                    "saved": Markup("%s · %s") % (moment(paper.case.saved_at), paper.case.saved_by)
                    if paper.case.saved_at
                    else "",
                    "told": shown(tell(declared, paper.answers_to_send(), paper.source.name, None)) if begun else [],
                    "photos": photos_of(paper),
                    "unfolded": actor().is_company and bool(file.state.parties),
                }
            )
        return found


def photos_of(paper: AssessmentFile) -> list[dict[str, Any]]:
    """The pictures of an assessment: where each is to be seen, what it shows, and the hash of its content."""
    return [
        {
            "id": photo.id,
            "caption": photo.caption,
            "by": photo.added_by,
            "at": moment(photo.added_at),
            "url": url_for("files.download", public_id=photo.attachment.public_id),
            "picture": url_for("files.page", public_id=photo.attachment.public_id, number=1),
            "size": size_words(photo.attachment.size),
            "hash": digest_words(photo.attachment.sha256),
        }
        for photo in paper.case.photos
    ]
