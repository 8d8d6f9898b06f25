"""Who may enter which endpoint: hand-written for hand-written views, derived from the declarations for processes."""

from __future__ import annotations

from siinas.catalogue import processes

Roles = frozenset[str]

ANYBODY: Roles = frozenset({"anybody"})
NOBODY: Roles = frozenset()
COMPANY: Roles = frozenset({"owner", "signer", "staff"})
SENDERS: Roles = frozenset({"owner", "signer"})
OWNER: Roles = frozenset({"owner"})
MINISTRY: Roles = frozenset({"front_desk", "verifier", "validator", "evaluator", "director", "director_general"})
REGION: Roles = frozenset({"regional_inspector", "regional_head"})
OVERSIGHT: Roles = frozenset({"supervisor", "auditor"})
OFFICERS: Roles = MINISTRY | REGION | OVERSIGHT | {"administrator"}
EVERYONE: Roles = COMPANY | OFFICERS
READERS: Roles = frozenset({"administrator", "auditor"})
ADMINISTRATOR: Roles = frozenset({"administrator"})
SERVICE_DESK: Roles = frozenset({"front_desk", "administrator"})

SIGNING: Roles = frozenset({"administrator", "director_general", "regional_head"})

STANDARD = (
    "index_view",
    "create_view",
    "edit_view",
    "delete_view",
    "details_view",
    "export",
    "action_view",
    "ajax_lookup",
    "ajax_update",
)
"""What Flask-Admin gives every model view, wanted or not."""

LIST_WITH_FORMS = ("index_view", "create_view", "edit_view", "delete_view", "export")


def model_view(endpoint: str, roles: Roles, *opened: str, **special: Roles) -> dict[str, Roles]:
    """A model view: the opened endpoints for `roles`, the other standard ones for nobody, `special` as it says."""
    found = dict.fromkeys((f"{endpoint}.{name}" for name in STANDARD), NOBODY)
    found |= {f"{endpoint}.{name}": roles for name in opened}
    return found | {f"{endpoint}.{name}": admitted for name, admitted in special.items()}


ROWS = ("create_view", "edit_view", "end")


def code_list(slug: str, *acts: str) -> dict[str, Roles]:
    """A code list: read and taken out by readers, loaded by administrators; `acts` are those on single rows."""
    special = dict.fromkeys(("create_view", "edit_view", "end"), NOBODY) | dict.fromkeys(acts, ADMINISTRATOR)
    return model_view(
        f"system_{slug}", READERS, "index_view", "export", own_file=READERS, load=ADMINISTRATOR, **special
    )


REFERENCE: dict[str, Roles] = {
    **code_list("wilayah"),
    **code_list("kbli"),
    **code_list("padanan-kbli", *ROWS),
    **code_list("risiko-kbli", *ROWS),
    **code_list("satuan", "edit_view", "end"),
    **code_list("kode-hs"),
    **code_list("negara"),
    **code_list("direktorat", *ROWS),
    **code_list("butir-pemeriksaan", "edit_view", "end"),
    **code_list("kewenangan", *ROWS),
    **code_list("batas-kewajaran", *ROWS),
    "system_batas-kewajaran.try_out": ADMINISTRATOR,
    "system_warnings.index": READERS,
    **code_list("pembina-kbli", *ROWS),
    **code_list("pilihan", *ROWS),
    **code_list("kawasan-industri", *ROWS),
    **code_list("hari-libur", *ROWS),
    **code_list("status-oss", *ROWS),
    **code_list("kejadian-oss", *ROWS),
}

HAND_WRITTEN: dict[str, Roles] = {
    "static": ANYBODY,
    "public.welcome": ANYBODY,
    "public.sign_in": ANYBODY,
    "second_factor.code": ANYBODY,
    "second_factor.set_up": ANYBODY,
    "public.register": ANYBODY,
    "public.registered": ANYBODY,
    "public.correct": ANYBODY,
    "public.forgotten": ANYBODY,
    "public.reset": ANYBODY,
    "public.mailbox": ANYBODY,
    "public.mail": ANYBODY,
    "choices.regions": ANYBODY,
    "choices.kbli": ANYBODY,
    "choices.hs": ANYBODY,
    "proof.sent": ANYBODY,
    "proof.linked": ANYBODY,
    "proof.download": ANYBODY,
    "verification.check": ANYBODY,
    "oss_api.receive_nib": ANYBODY,
    "oss_api.receive_file_ds": ANYBODY,
    **model_view("system_oss", READERS, "index_view", "details_view", again=ADMINISTRATOR, skip=ADMINISTRATOR),
    "verification.letter": ANYBODY,
    "public.sign_out": EVERYONE,
    "public.own_password": EVERYONE,
    "own.account": EVERYONE,
    "own.email": EVERYONE,
    "own.cancel_email": EVERYONE,
    "own.end_session": EVERYONE,
    "own.end_others": EVERYONE,
    "own.confirm_email": ANYBODY,
    "invited.look": ANYBODY,
    "invited.accept": ANYBODY,
    "invited.enter_and_accept": ANYBODY,
    "invited.make_and_accept": ANYBODY,
    "unsent": EVERYONE,
    "files.download": EVERYONE,
    "files.page": EVERYONE,
    "files.letter": EVERYONE,
    "files.letter_page": EVERYONE,
    "files.letter_original": SIGNING,
    "company.index": COMPANY,
    "company.switch": COMPANY,
    "company_licensing.index": COMPANY,
    "company_nib.index": COMPANY,
    "company.static": NOBODY,
    "officer.index": OFFICERS,
    "officer.static": NOBODY,
    "system.index": READERS,
    "system.static": NOBODY,
    **model_view("company_data-umum", COMPANY, "index_view"),
    **model_view("company_kantor-pusat", COMPANY, "index_view"),
    **model_view("company_pabrik", COMPANY, "index_view"),
    **model_view("company_bidang-usaha", COMPANY, *LIST_WITH_FORMS),
    **model_view("company_kapasitas", COMPANY, *LIST_WITH_FORMS),
    **model_view("company_dokumen", COMPANY, *LIST_WITH_FORMS, versions=COMPANY, restore=COMPANY),
    **model_view("company_sertifikat", COMPANY, *LIST_WITH_FORMS, versions=COMPANY, restore=COMPANY),
    **model_view("company_gudang", COMPANY, *LIST_WITH_FORMS),
    **model_view("company_contact-person", COMPANY, *LIST_WITH_FORMS),
    "company_bukti-kepemilikan.index_view": COMPANY,
    "company_bukti-kepemilikan.renew": SENDERS,
    "company_kop-surat.index_view": COMPANY,
    "company_kop-surat.remove": COMPANY,
    **model_view(
        "company_people",
        OWNER,
        "index_view",
        "create_view",
        "details_view",
        **dict.fromkeys(("role", "hand_over", "remove", "resend", "withdraw"), OWNER),
    ),
    "company_riwayat-alamat.index": COMPANY,
    **model_view("officer_obligations", OFFICERS, "index_view", "export"),
    "officer_monitoring.index": OFFICERS,
    "officer_monitoring.file": OFFICERS,
    **model_view("company_tasks", COMPANY, "index_view", task=COMPANY, result=COMPANY),
    **model_view("officer_tasks", OFFICERS, "index_view", task=OFFICERS, result=OFFICERS),
    **model_view(
        "officer_companies",
        OFFICERS,
        "index_view",
        "details_view",
        "export",
        unlock=SERVICE_DESK,
        review=frozenset({"front_desk"}),
    ),
    **model_view(
        "officer_releases",
        OFFICERS,
        "index_view",
        make=frozenset({"supervisor"}),
        release=OFFICERS,
        table=OFFICERS,
    ),
    **model_view("officer_documents", frozenset({"front_desk"}) | OVERSIGHT, "index_view", "export"),
    **model_view("officer_expiring", MINISTRY | REGION | OVERSIGHT, "index_view", "export"),
    **model_view("system_journal", READERS, "index_view", "details_view", "export"),
    **model_view("system_outbox", READERS, "index_view", again=ADMINISTRATOR),
    **model_view("system_letters", READERS, "index_view", "export", revoke=ADMINISTRATOR),
    **model_view(
        "system_offices",
        READERS,
        "index_view",
        letters=READERS,
        **dict.fromkeys(("create_view", "edit_view", "switch", "letter", "number"), ADMINISTRATOR),
    ),
    **model_view("officer_signing", SIGNING, "index_view", letter=SIGNING, again=SIGNING),
    **model_view(
        "system_people",
        READERS,
        "index_view",
        **dict.fromkeys(("switch", "end_sessions", "email", "grants", "take_role"), ADMINISTRATOR),
    ),
    **model_view(
        "system_imports",
        READERS,
        "index_view",
        file=READERS,
        marked=READERS,
        template_file=ADMINISTRATOR,
        bring=ADMINISTRATOR,
        load=ADMINISTRATOR,
        invite=ADMINISTRATOR,
    ),
    **model_view("system_periods", READERS, "index_view", create_view=ADMINISTRATOR, edit_view=ADMINISTRATOR),
    "system_periods.switch": ADMINISTRATOR,
    **model_view("system_settings", READERS, "index_view", edit=ADMINISTRATOR),
    "system_calendar.index": OFFICERS,
    "system_calendar.confirm": ADMINISTRATOR,
    **REFERENCE,
}

WIZARD = (
    "case",
    "page",
    "check",
    "statement",
    "statement_file",
    "printout",
    "keep",
    "act",
    "table",
    "start",
    "guide",
    "tables",
    "sheet",
    "sheets",
    "undo_sheet",
)
ASSESSING = ("assessment_page", "explain", "add_photo", "remove_photo")
ASSESSED = ("assessment", "assessment_print")


def process_endpoints() -> dict[str, Roles]:
    """The endpoints of every process of the catalogue.

    A company's side exists where companies open the process. The queue is for the officers who hold one of its states
    or make one of its moves; they and whoever oversees may read single cases and the register.
    """
    found: dict[str, Roles] = {}
    for process in processes().values():
        hands = frozenset(role.value for role in process.flow.people()) & OFFICERS
        opened_by = frozenset(role.value for role in process.opened_by)
        if opened_by & COMPANY:
            special = dict.fromkeys((*WIZARD, *ASSESSING, *ASSESSED), COMPANY)
            found |= model_view(f"company_{process.key}", COMPANY, "index_view", "export", **special)
        readers = hands | OVERSIGHT
        special = {"act": hands, "tables": hands, "case": readers, "table": readers, "printout": readers}
        special |= {"confirm_statement": hands, "withdraw_statement": hands}
        special |= dict.fromkeys(ASSESSING, hands) | dict.fromkeys(ASSESSED, readers)
        found |= model_view(f"officer_{process.key}", hands, "index_view", "export", **special)
        found |= model_view(f"register_{process.key}", readers, "index_view", "export", tables=readers)
    return found


MATRIX: dict[str, Roles] = HAND_WRITTEN | process_endpoints()
