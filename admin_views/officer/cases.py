"""The queue of a process, the register of all its cases, and the page on which an officer decides."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from admin_views.assessing import Assessing
from admin_views.case_moves import ask_first, forms_of, questions_of, said_in
from admin_views.case_page import explained, history_of, moment_of, said_words, shown, version_asked, versions_of
from admin_views.case_tables import offered, tables_of
from admin_views.cells import moment, time_left, titled
from admin_views.earlier_figures import compared
from admin_views.letter_cells import letters_told
from admin_views.officer.case_lists import CaseList
from admin_views.officer.report_identity import SHORT, identity_of
from admin_views.report_print import Printing
from admin_views.web.request import actor, database, now, whole, work
from siinas.models import Case, Letter
from siinas.operations import cases, statements
from siinas.operations.exports import note_export, note_view
from siinas.process.comparing import note_before
from siinas.process.declaration import Process
from siinas.process.fields import Upload
from siinas.process.roles import OFFICERS, OVERSIGHT
from siinas.process.words import digest_words, plainly
from siinas.queries.cases import CaseFile, case_file, others_with_the_nib
from siinas.queries.choices import regency_name
from siinas.queries.company import document_label, factory_address, office_address
from siinas.queries.competence import office_words
from siinas.queries.files import files_of, files_sent
from siinas.queries.filings import accepted_filing, baseline_of, correction_of, is_unconfirmed
from siinas.queries.lapses import lapse_words
from siinas.queries.service_time import service_time
from siinas.queries.tasks import waiting_for
from siinas.reference.document_types import RISKS
from siinas.refusal import NotFound, NotPermitted, Refused


class Queue(Assessing, Printing, CaseList):
    """The cases that wait for this officer, the longest waiting first."""

    column_default_sort = ("state_since", False)
    empty_picture = "done"

    def __init__(self, process: type[Process], **kwargs: Any) -> None:
        self.admits = process.flow.people() & OFFICERS
        self.doors = dict.fromkeys(
            ("case", "table", "printout", "assessment", "assessment_print"), self.admits | OVERSIGHT
        )
        self.lead = _("Menunggu tindakan Anda, yang paling lama menunggu di atas.")
        self.empty_title = _("Tidak ada %(noun)s yang menunggu Anda", noun=process.noun)
        self.empty_text = _("%(noun)s baru muncul di sini begitu tiba giliran Anda.", noun=process.noun.capitalize())
        super().__init__(process, name=process.title, endpoint=f"officer_{process.key}", url=process.key, **kwargs)

    def states_offered(self, states: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Only states that an officer holds."""
        return [(k, label) for k, label in states if self.process.flow.states[k].holder & OFFICERS]

    def criteria(self) -> tuple[Any, ...]:
        """What the person may act on."""
        return (waiting_for(actor(), self.process),)

    def file(self, public_id: str) -> CaseFile:
        """The case, if the officer may see it."""
        file = case_file(database().session(), actor(), public_id, now(), self.process.key)
        g.trail = [(file.case.number, self.get_url(".case", public_id=public_id))]
        return file

    @expose("/<public_id>/")
    def case(self, public_id: str) -> ResponseReturnValue:
        """Answers beside the documents, history, and the decisions this person may take."""
        note_view(work(), self.file(public_id).case)
        file = self.file(public_id)
        file.shown = version_asked()
        return self.show(file, {}, 200)

    def show(self, file: CaseFile, forms: dict[str, Any], status: int, unsent: Sequence[str] = ()) -> Any:
        """The page; `forms` holds the one that was posted with a fault, `unsent` what was said in vain."""
        filing = file.filing
        last = filing is None or filing is file.current
        moves = file.moves_for(actor()) if last else []
        forms = forms_of(file, moves, forms)
        told, changed = file.filing_told()
        changed = [change | {key: plainly(change[key]) for key in ("was", "now")} for change in changed]
        answers = file.process.from_json(filing.answers) if filing else {}
        earlier = file.facts.earlier if filing and file.period else ()
        establishment, session = file.case.establishment, database().session()
        identity = identity_of(session, actor(), file, establishment) if establishment and file.period else []
        html = self.render(
            "officer/case.html",
            file=file,
            risks=RISKS,
            case=file.case,
            state=file.state,
            subject=titled(file.case),
            told=shown(note_before(told, file.process, answers, earlier, file.period)),
            compared=compared(file, answers) if filing else [],
            changed=changed,
            filing=filing,
            exports=offered(file),
            baseline=baseline_of(file.case, filing) if filing else None,
            accepted=accepted_filing(file.case),
            correction=correction_of(file.process.flow, file.case, filing) if filing else None,
            under_way=correction_of(file.process.flow, file.case) if file.state.with_company else None,
            versions=versions_of(file, self.get_url(".case", public_id=file.case.public_id)),
            digest=digest_words(filing.digest) if filing and file.process.statement else "",
            explanations=explained(filing.confirmations) if filing else [],
            moves=moves,
            hindered=file.hindered_for(actor()) if last else [],
            desk=office_words(session, file.case.desk) if file.case.desk else "",
            forms=forms,
            questions=questions_of(file, moves),
            unsent=[text for text in unsent if text],
            barred=last and not moves and file.barred_by_own_move(actor()),
            history=history_of(file),
            documents=self.documents(file),
            letters=letters_told(Letter.case_id == file.case.id),
            identity=identity,
            short=SHORT,
            office=office_address(session, establishment) if establishment and not identity else "",
            factory=factory_address(session, establishment) if establishment and not identity else "",
            place=regency_name(session, file.case.regency),
            evidence=file.case.evidence.get("rows") or [],
            reading=file.case.evidence.get("reading") or {},
            moved_on=[{key: plainly(text) for key, text in one.items()} for one in file.moved_on()],
            once=secrets.token_urlsafe(12),
            time_left=time_left(file.case, now()),
            lapse=lapse_words(file),
            service=service_time(database().session(), file.case, now()),
            moment=moment,
            moment_of=moment_of,
            papers=self.assessments_of(file) if last else [],
            statement_act=self.statement_act(file) if last else "",
            **self.more(file),
        )
        return html, status

    def more(self, file: CaseFile) -> dict[str, Any]:
        """What the page of one process shows beyond that of all."""
        same_nib = others_with_the_nib(database().session(), actor(), file.case)
        return {"same_nib": same_nib, "likeness": None}

    def documents(self, file: CaseFile) -> list[dict[str, Any]]:
        """The files that were sent, or else the newest of each kind, with the pictures of their pages."""
        session = database().session()
        found = files_sent(session, actor(), file)
        sent = {row.id for _label, row in found}
        asked = [field for field in file.process.fields.values() if isinstance(field, Upload)]
        kinds = {field.document.key for field in asked} if sent else set()
        statement = file.filing.statement if file.filing is not None else None
        if statement is not None:
            # A newer one may be there already: of a correction that the company is still at.
            found.append((document_label(statement.doc_type), statement))
            kinds.add(statement.doc_type)
        found += [
            (document_label(row.doc_type), row)
            for row in files_of(session, actor(), file.case)
            if row.id not in sent and row.doc_type not in kinds
        ]
        return [
            {
                "title": title,
                "name": row.original_name,
                "download": url_for("files.download", public_id=row.public_id),
                "pages": [
                    url_for("files.page", public_id=row.public_id, number=n) for n in range(1, min(row.pages, 20) + 1)
                ],
                "more": max(0, row.pages - 20),
            }
            for title, row in found
        ]

    def statement_act(self, file: CaseFile) -> str:
        """What this person can do about a statement whose code was not read: "confirm", "withdraw", or nothing."""
        filing = file.filing
        if filing is None or not actor().roles & file.state.holder:
            return ""
        if is_unconfirmed(filing):
            return "confirm"
        at = filing.statement_reading.get("confirmed_at")
        return "withdraw" if at and datetime.fromisoformat(at) >= file.case.state_since else ""

    @expose("/<public_id>/surat/sesuai/", methods=("POST",))
    def confirm_statement(self, public_id: str) -> ResponseReturnValue:
        """The statement with an unreadable code is the right one."""
        return self._about_statement(public_id, statements.confirm, _("Surat pernyataan dinyatakan sesuai."))

    @expose("/<public_id>/surat/batal/", methods=("POST",))
    def withdraw_statement(self, public_id: str) -> ResponseReturnValue:
        """It was not, after all."""
        return self._about_statement(public_id, statements.withdraw, _("Pernyataan sesuai dibatalkan."))

    def _about_statement(self, public_id: str, act: Callable[..., None], done: str) -> ResponseReturnValue:
        file = self.file(public_id)
        try:
            act(work(), file.case.public_id, version=whole(request.form.get("version")))
            flash(done, "success")
        except NotFound:
            abort(404)
        except Refused as refusal:
            flash(refusal.reason, "error")
        return redirect(self.get_url(".case", public_id=public_id))

    @expose("/<public_id>/tindakan/<transition>/", methods=("GET", "POST"))
    def act(self, public_id: str, transition: str) -> ResponseReturnValue:
        """Take a decision; afterwards straight to the next case. A reloaded address leads back to the case."""
        file = self.file(public_id)
        move = file.process.flow.transitions.get(transition)
        if move is None or move.after is not None:
            abort(404)
        if request.method == "GET":
            return redirect(self.get_url(".case", public_id=public_id))
        said, form = said_in(file, move)
        if form is not None and form.errors:
            return self.show(file, {move.key: form}, 200)
        if move.confirm and request.form.get("confirmed") != "1":
            return ask_first(self, file, move, self.get_url(".case", public_id=public_id))
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
            flash(refusal.reason, "error")
            if not any(said.values()) or isinstance(refusal, NotPermitted):
                return redirect(self.get_url(".case", public_id=public_id))
            fresh = self.file(public_id)
            forms = {move.key: form} if move in fresh.moves_for(actor()) else {}
            return self.show(fresh, forms, refusal.status, unsent=said_words(move, said, among_officers=True))
        flash(f"{file.case.company_name} — {move.done}", "success")
        return redirect(self.next_url())

    def next_url(self) -> str:
        """The next waiting case, or the empty queue."""
        row = self.get_query().order_by(Case.state_since).first()
        if row is None:
            return str(self.get_url(".index_view"))
        flash(_("Berikutnya dalam antrean Anda:"), "info")
        return str(self.get_url(".case", public_id=row.public_id))

    @expose("/<public_id>/ekspor/<table_name>")
    def table(self, public_id: str, table_name: str) -> ResponseReturnValue:
        """A table of the case as CSV or XLSX."""
        file = self.file(public_id)
        file.shown = version_asked()
        found = tables_of(file, table_name)
        if found is None:
            abort(404)
        note_export(work(), table_name, table_name.rpartition(".")[2], found.rows, {}, file.case)
        return found.response()
