"""A company's cases of one process: list, new draft, checking, statement, sending and other moves, exports."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.assessing import Assessing
from admin_views.case_moves import ask_first, forms_of, questions_of, said_in
from admin_views.case_page import (
    explained,
    figures_shown,
    history_of,
    incomplete_pages,
    moment_of,
    page_states,
    row_url,
    shown,
    version_asked,
    versions_of,
)
from admin_views.case_tables import offered, tables_of
from admin_views.cells import case_state, day, moment, subject_of, time_left
from admin_views.company.case_sheets import CaseSheets
from admin_views.company.due_reports import owed_tasks
from admin_views.company.guide import Guide
from admin_views.company.home import own_establishment
from admin_views.company.letterhead import kept_letterhead
from admin_views.company.sections import read_upload
from admin_views.earlier_figures import compared
from admin_views.letter_cells import letters_told, receipt_cell
from admin_views.report_print import Printing
from admin_views.report_tables import tables_page
from admin_views.web.request import actor, database, now, whole, work
from admin_views.wizard import in_summary, unexplained
from forms.from_declaration import PortalForm
from forms.statement import StatementForm
from siinas.documents.statement import statement_pdf
from siinas.models import Case, Letter
from siinas.operations import cases, statements
from siinas.operations.exports import note_export
from siinas.process.comparing import note_before
from siinas.process.declaration import Process
from siinas.process.flow import Transition
from siinas.process.roles import COMPANY
from siinas.process.statement_code import MATCHED
from siinas.process.words import JAKARTA, digest_words
from siinas.queries.cases import CaseFile, case_file
from siinas.queries.competence import office_words
from siinas.queries.filings import accepted_filing, correction_of
from siinas.queries.lapses import lapse_words
from siinas.queries.periods import offered_periods
from siinas.queries.sent_reports import sent_ids, years_sent
from siinas.queries.settings import kind_in_force
from siinas.queries.subjects import offered_subjects
from siinas.reference.document_types import SIGNED_STATEMENT
from siinas.refusal import NotFound, Refused


class CompanyCases(Assessing, Printing, Guide, CaseSheets):
    """The model view of one process for companies; everything about a case hangs below its public id."""

    admits = COMPANY
    can_export = True
    column_list = ("title", "number", "state", "sent_at", "state_since")
    column_labels = {
        "title": "Periode",
        "number": "Nomor",
        "state": "Status Laporan",
        "sent_at": "Tanggal Kirim",
        "state_since": "Perubahan terakhir",
    }
    column_default_sort = ("opened_at", True)
    column_sortable_list = ("title", "number", "state", "sent_at", "state_since")
    column_formatters = {
        "title": lambda view, context, row, name: (
            Markup('<a href="%s">%s</a>') % (view.get_url(".case", public_id=row.public_id), subject_of(row))
        ),
        "number": lambda view, context, row, name: Markup('<span class="whole">%s</span>') % row.number,
        "state": lambda view, context, row, name: case_state(row),
        "receipt": lambda view, context, row, name: receipt_cell(view.process, row),
    }
    export_columns = (
        ("title", "Laporan", "text"),
        ("number", "Nomor", "text"),
        ("company_name", "Nama Perusahaan", "text"),
        ("nib", "NIB", "text"),
        ("state", "Status Laporan", "text"),
        ("sent_at", "Tanggal Kirim", "moment"),
        ("closed_at", "Tanggal Selesai", "moment"),
    )

    def __init__(self, process: type[Process], **kwargs: Any) -> None:
        self.process = process
        self.noun = process.noun
        self.export_name = process.key
        self.lead = process.summary
        self.empty_text = process.summary
        if process.periods is None:
            self.column_labels = self.column_labels | {"title": _("Perihal"), "state": _("Status")}
        if process.receipt is not None:
            self.column_list = (*self.column_list, "receipt")
            self.column_labels = self.column_labels | {"receipt": _("Tanda Terima")}
        super().__init__(Case, name=process.title, endpoint=f"company_{process.key}", url=process.key, **kwargs)

    @property
    def empty_action(self) -> tuple[str, str]:
        """What to do about an empty list."""
        return self.get_url(".start"), self.process.new_label

    list_template = "company/cases.html"

    def get_query(self) -> Any:
        """The establishment's cases of this process, discarded ones left out."""
        return super().get_query().filter(*self._mine())

    def get_count_query(self) -> Any:
        """How many they are."""
        return super().get_count_query().filter(*self._mine())

    def _mine(self) -> tuple[Any, ...]:
        gone = [k for k, s in self.process.flow.states.items() if s.closed and s.private]
        return Case.process == self.process.key, Case.state.not_in(gone)

    def export_value(self, row: Case, key: str) -> Any:
        """The state in words."""
        if key == "state":
            return self.process.flow.states[row.state].label
        return super().export_value(row, key)

    def owed_reports(self) -> list[dict[str, Any]]:
        """The reports that are owed and were not sent, for the top of the list."""
        if self.process.periods is None:
            return []
        today = now().astimezone(JAKARTA).date()
        return owed_tasks(self.process, own_establishment(), today)

    @property
    def takes_tables(self) -> bool:
        """Whether the tables of the company's reports can be taken out together."""
        return bool(self.process.exports)

    @expose("/tabel/", methods=("GET", "POST"))
    def tables(self) -> ResponseReturnValue:
        """The tables of the company's sent reports of some years."""
        if not self.process.exports:
            abort(404)
        about = database().session(), actor(), self.process
        years = years_sent(*about)
        given = {whole(text) for text in request.values.getlist("tahun")}
        chosen = [year for year in years if year in given] if request.method == "POST" else years
        stem = "_".join([self.process.key, *(str(year) for year in sorted(chosen))])
        filters = {"tahun": ", ".join(str(year) for year in chosen)}
        back = self.get_url(".index_view")
        g.trail = [(_("Unduh tabel"), None)]
        ids = sent_ids(*about, chosen)
        return tables_page(
            self, self.process, ids, stem=stem, filters=filters, back=back, years=years, chosen_years=chosen
        )

    def file(self, public_id: str) -> CaseFile:
        """The case, if it is the establishment's own and of this process."""
        file = case_file(database().session(), actor(), public_id, now(), self.process.key)
        g.trail = [(file.case.number, self.get_url(".case", public_id=public_id))]
        return file

    @expose("/baru/", methods=("GET", "POST"))
    def start(self) -> ResponseReturnValue:
        """Choose a period or a subject and open a draft."""
        problem = ""
        chosen = request.values.get("period" if self.process.periods else "subject", "")
        if request.method == "POST":
            try:
                case = cases.open_case(work(), self.process.key, chosen)
                return redirect(self.get_url(".case", public_id=case.public_id))
            except Refused as refusal:
                problem = refusal.reason
        today = now().astimezone(JAKARTA).date()
        about = database().session(), self.process, own_establishment(), today
        labels = {k: s.label for k, s in self.process.flow.states.items()}
        return self.render(
            "company/start.html",
            process=self.process,
            offers=offered_periods(*about),
            subjects=offered_subjects(*about),
            chosen=chosen,
            problem=problem,
            labels=labels,
        )

    @expose("/<public_id>/")
    def case(self, public_id: str) -> ResponseReturnValue:
        """The task list of a draft, or the frozen filing of a sent case; that of the version asked for."""
        file = self.file(public_id)
        file.shown = version_asked()
        return self.show(file, {})

    def show(self, file: CaseFile, forms: dict[str, PortalForm]) -> ResponseReturnValue:
        """The page of a case; `forms` holds the one that was posted with a fault."""
        moves = file.moves_for(actor())
        others = [move for move in moves if not move.freezes]
        common = {
            "time_left": time_left(file.case, now()),
            "lapse": lapse_words(file),
            "file": file,
            "case": file.case,
            "history": history_of(file),
            "state": file.state,
            "moves": others,
            "forms": forms_of(file, others, forms),
            "questions": questions_of(file, others),
            "once": secrets.token_urlsafe(12),
            "letters": letters_told(Letter.case_id == file.case.id),
            "versions": versions_of(file, self.get_url(".case", public_id=file.case.public_id)),
            "accepted": accepted_filing(file.case),
            "correction": correction_of(file.process.flow, file.case),
            "papers": self.assessments_of(file) if file.shown is None else [],
            "mine": file.shown is None and bool(file.roles_of(actor()) & file.state.holder) and bool(others),
            "hindered": file.hindered_for(actor()) if file.shown is None else [],
            "desk": office_words(database().session(), file.case.desk) if file.case.desk else "",
            "ends": next((end for move in others if (end := file.reopening_ends(move))), None),
            "moment": moment,
            "moment_of": moment_of,
            "day": day,
        }
        if file.held_for(actor()) and file.shown is None:
            reason = next((m.said.get("reason") for m in reversed(file.case.movements) if m.said.get("reason")), "")
            return self.render(
                "company/case_tasks.html",
                pages=page_states(file, judged=True),
                points=file.open_points(),
                statement_point=file.statement_point(),
                returned_reason=reason if file.state.tone == "returned" else "",
                closed=file.closed_to(actor()),
                with_sheets=self.with_sheets(file),
                may_send=any(m.freezes for m in moves),
                **common,
            )
        told, _changed = file.filing_told()
        filing = file.filing
        return self.render(
            "company/case_sent.html",
            told=shown(told),
            filing=filing,
            digest=digest_words(filing.digest) if filing else "",
            explanations=explained(filing.confirmations) if filing else [],
            exports=offered(file),
            **common,
        )

    @expose("/<public_id>/periksa/", methods=("GET", "POST"))
    def check(self, public_id: str) -> ResponseReturnValue:
        """Periksa jawaban: everything in words, warnings to explain."""
        file = self.file(public_id)
        if request.method == "GET" and not file.held_for(actor()):
            return redirect(self.get_url(".case", public_id=public_id))
        typed: dict[str, str] = {}
        too_short = ""
        if request.method == "POST":
            typed = {k.removeprefix("alasan-"): v for k, v in request.form.items() if k.startswith("alasan-")}
            try:
                cases.confirm_findings(work(), public_id, typed)
                file = self.file(public_id)
                if not file.open_points():
                    return redirect(self.get_url(".statement", public_id=public_id))
            except Refused as refusal:
                if refusal.field:
                    too_short = refusal.reason
                else:
                    flash(refusal.reason, "error")
        findings = file.findings()
        soft = [finding for finding in findings if not finding.hard]
        kept = {finding.key: file.case.confirmations.get(finding.key, "") for finding in soft}
        said = {finding.key: typed.get(finding.key, "").strip() for finding in soft}
        told_at = unexplained(soft, said, kept, too_short) if request.method == "POST" else {}
        return self.render(
            "company/check.html",
            file=file,
            case=file.case,
            told=shown(note_before(file.told(), file.process, file.answers, file.facts.earlier, file.period)),
            compared=compared(file, file.answers),
            figures_shown=figures_shown,
            row_url=row_url,
            page_url=lambda key: self.get_url(".page", public_id=public_id, step_key=key),
            findings=findings,
            reasons={key: typed.get(key) or reason for key, reason in kept.items()},
            earlier={finding.key: file.earlier_reason(finding) for finding in soft if not kept[finding.key]},
            errors=[(place, "", in_summary(finding, sentence)) for place, (finding, sentence) in told_at.items()],
            told_at={place: sentence for place, (_finding, sentence) in told_at.items()},
            pages=page_states(file),
            incomplete=incomplete_pages(file),
            papers_missing=file.document_points(),
        )

    @expose("/<public_id>/pernyataan/", methods=("GET", "POST"))
    def statement(self, public_id: str) -> ResponseReturnValue:
        """Cetak, unggah, kirim."""
        file = self.file(public_id)
        if not file.held_for(actor()):
            return redirect(self.get_url(".case", public_id=public_id))
        document = kind_in_force(database().session(), file.process.statement_document or SIGNED_STATEMENT)
        form = StatementForm(document)(request.files if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            try:
                checked = read_upload(form.statement_file, document)
                assert checked is not None
                outcome = cases.attach_statement(work(), public_id, checked, statements.codes_of(work(), checked))
                if outcome == MATCHED:
                    flash(_("Surat pernyataan diunggah; kode cocok. Periksa, lalu kirim."), "success")
                else:
                    flash(_("Surat pernyataan diunggah. Kode QR tidak terbaca; petugas membandingkannya."), "warning")
                return redirect(self.get_url(".statement", public_id=public_id))
            except Refused as refusal:
                self.refuse(form, refusal)
            file = self.file(public_id)
        send = next((m for m in file.moves_for(actor()) if m.freezes), None)
        return self.render(
            "company/statement.html",
            file=file,
            case=file.case,
            form=form,
            points=file.open_points(),
            incomplete=incomplete_pages(file),
            statement_point=file.statement_point(),
            send=send,
            letterhead=own_establishment().letterhead,
            statement_pages=lambda row: [
                url_for("files.page", public_id=row.public_id, number=n) for n in range(1, min(row.pages, 5) + 1)
            ],
            once=secrets.token_urlsafe(12),
        )

    @expose("/<public_id>/pernyataan.pdf", methods=("POST",))
    def statement_file(self, public_id: str) -> ResponseReturnValue:
        """The statement as a PDF, for the answers as they stand."""
        file = self.file(public_id)
        if file.process.statement is None:
            raise NotFound
        try:
            cases.check_printable(file)
            digest = file.digest
            pdf = statement_pdf(file, digest, now().astimezone(JAKARTA).date(), kept_letterhead(own_establishment()))
            cases.note_printed(work(), public_id, digest)
        except Refused as refusal:
            flash(refusal.reason, "error")
            return redirect(self.get_url(".check", public_id=public_id))
        response = Response(pdf, mimetype="application/pdf")
        response.headers.set("Content-Disposition", "attachment", filename=f"surat-pernyataan-{file.case.number}.pdf")
        return response

    @expose("/<public_id>/tindakan/<transition>/", methods=("GET", "POST"))
    def act(self, public_id: str, transition: str) -> ResponseReturnValue:
        """Send, withdraw, discard: the words that the move asks for, a question, then the move."""
        file = self.file(public_id)
        move = file.process.flow.transitions.get(transition)
        if move is None or move.after is not None:
            abort(404)
        back = self.get_url(".statement" if move.freezes else ".case", public_id=public_id)
        if request.method == "GET" and move.asks is not None:
            return redirect(back)
        said, form = said_in(file, move)
        if form is not None and form.errors:
            return self.show(file, {move.key: form})
        if request.method == "GET" or (move.confirm and request.form.get("confirmed") != "1"):
            return ask_first(self, file, move, back)
        try:
            cases.move(
                work(),
                public_id,
                transition,
                said=said,
                version=whole(request.form.get("version")),
                once=request.form.get("once", "")[:64] or None,
            )
        except NotFound:
            abort(404)
        except Refused as refusal:
            return self._act_refused(file, move, refusal, form, back)
        flash(move.done, "success")
        fresh = self.process.flow.states[move.target.key]
        if fresh.closed and fresh.private:
            return redirect(self.get_url(".index_view"))
        return redirect(self.get_url(".case", public_id=public_id))

    def _act_refused(
        self, file: CaseFile, move: Transition, refusal: Refused, form: PortalForm | None, back: str
    ) -> ResponseReturnValue:
        """Tell why; what was said is shown again while the move can still be made."""
        flash(refusal.reason, "error")
        fresh = self.file(file.case.public_id)
        if form is None or move not in fresh.moves_for(actor()):
            return redirect(back)
        return self.show(fresh, {move.key: form}), refusal.status

    @expose("/<public_id>/ekspor/<table_name>")
    def table(self, public_id: str, table_name: str) -> ResponseReturnValue:
        """A table of the case as CSV or XLSX, or all of them as one workbook."""
        file = self.file(public_id)
        file.shown = version_asked()
        found = tables_of(file, table_name)
        if found is None:
            abort(404)
        note_export(work(), table_name, table_name.rpartition(".")[2], found.rows, {}, file.case)
        return found.response()
