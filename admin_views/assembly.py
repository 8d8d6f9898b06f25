"""Puts all views together: the Admin instances, their doors, the frame, the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask_admin.babel
from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel, Domain
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from admin_views.api.oss import DOORS as OSS_DOORS
from admin_views.api.oss import oss_api
from admin_views.base import Closed
from admin_views.company.address_lock import AddressHistory
from admin_views.company.cases import CompanyCases
from admin_views.company.documents import DOCUMENT_LISTS
from admin_views.company.home import CompanyHome
from admin_views.company.letterhead import Letterhead
from admin_views.company.licensing import Licensing
from admin_views.company.nib import NibComparison
from admin_views.company.ownership import OwnershipProof
from admin_views.company.people import People as CompanyPeople
from admin_views.company.sections import LISTS, SingleSection
from admin_views.frame import portal
from admin_views.officer.case_lists import Register
from admin_views.officer.cases import Queue
from admin_views.officer.companies import Companies
from admin_views.officer.documents import DocumentsToReview, ExpiringDocuments
from admin_views.officer.home import OfficerHome
from admin_views.officer.monitoring import Monitoring
from admin_views.officer.obligations import Obligations
from admin_views.officer.registrations import QUEUES
from admin_views.officer.releases import Releases
from admin_views.officer.signing import Signing
from admin_views.public.choices import DOORS_OPEN as CHOICE_DOORS
from admin_views.public.choices import choices
from admin_views.public.invitations import DOORS as INVITATION_DOORS
from admin_views.public.invitations import invited
from admin_views.public.own_account import DOORS_OPEN as OWN_DOORS_OPEN
from admin_views.public.own_account import DOORS_SIGNED_IN as OWN_DOORS_SIGNED_IN
from admin_views.public.own_account import own
from admin_views.public.registration_proof import DOORS_OPEN as PROOF_DOORS
from admin_views.public.registration_proof import proof
from admin_views.public.second_factor import DOORS as FACTOR_DOORS
from admin_views.public.second_factor import second_factor
from admin_views.public.verification import DOORS_OPEN as VERIFICATION_DOORS
from admin_views.public.verification import verification
from admin_views.public.views import DOORS_OPEN, DOORS_SIGNED_IN, public
from admin_views.system.bounds import BoundsList
from admin_views.system.calendar import HolidayList, YearCalendar
from admin_views.system.company_imports import CompanyImports
from admin_views.system.home import SystemHome
from admin_views.system.journal import Journal
from admin_views.system.letter_offices import LetterOffices
from admin_views.system.letters import Letters
from admin_views.system.oss import OssCalls
from admin_views.system.outbox import Outbox
from admin_views.system.people import People
from admin_views.system.periods import Periods
from admin_views.system.reference import reference_views
from admin_views.system.settings import Settings
from admin_views.system.warnings import Warnings
from admin_views.tasks import CompanyTasks, OfficerTasks
from admin_views.web import doors, errors, headers
from admin_views.web.files import DOORS as FILE_DOORS
from admin_views.web.files import files
from admin_views.web.request import database, limit_form
from admin_views.web.sessions import ServerSessions, SignedInPerson
from siinas.catalogue import processes
from siinas.catalogue.company_data import SECTIONS
from siinas.configuration import Configuration
from siinas.models import (
    CompanyDocument,
    CompanyImport,
    Establishment,
    FigureRelease,
    JournalEntry,
    Letter,
    LetterAuthority,
    OssCall,
    OutboxRow,
    Person,
    PersonGrant,
    ReportingPeriod,
    ReportObligation,
    Setting,
)
from siinas.process.roles import SIGNED_IN
from siinas.queries.sessions import signed_in
from siinas.reference.calendar_table import Holidays
from siinas.reference.tables import PlausibleBounds

TRANSLATIONS = Path(__file__).parents[1] / "translations"
MEGABYTE = 1024 * 1024


def install(app: Flask, configuration: Configuration) -> None:
    """Give the application its screens."""
    app.config.update(
        MAX_CONTENT_LENGTH=25 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=2000,
        TRUSTED_HOSTS=list(configuration.trusted_hosts),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=configuration.secure,
        BABEL_DEFAULT_LOCALE="id",
        BABEL_DEFAULT_TIMEZONE="Asia/Jakarta",
        SECRET_KEY=configuration.secret_key,
        SECRET_KEY_FALLBACKS=list(configuration.secret_key_fallbacks),
    )
    if configuration.trusted_proxies:
        hops = configuration.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = ServerSessions()
    Babel(app)
    flask_admin.babel.wtforms_domain = Domain(str(TRANSLATIONS), domain="wtforms")
    _sign_in(app)
    app.before_request(limit_form)
    register = doors.install(app)
    csrf = CSRFProtect(app)
    headers.install(app, secure=configuration.secure)
    errors.install(app)
    app.jinja_env.globals["portal"] = portal
    app.register_blueprint(public)
    app.register_blueprint(second_factor)
    app.register_blueprint(proof)
    app.register_blueprint(verification)
    app.register_blueprint(files)
    app.register_blueprint(choices)
    app.register_blueprint(invited)
    app.register_blueprint(own)
    app.register_blueprint(oss_api)
    # OSS has no session and no form: it proves itself by the Token of its protocol (SETTLED 5).
    csrf.exempt(oss_api)
    register.open_to_anybody(*DOORS_OPEN, *FACTOR_DOORS, *CHOICE_DOORS, *PROOF_DOORS, *VERIFICATION_DOORS)
    register.open_to_anybody(*INVITATION_DOORS, *OWN_DOORS_OPEN, *OSS_DOORS)
    for endpoint in (*DOORS_SIGNED_IN, *OWN_DOORS_SIGNED_IN):
        register.open_to(endpoint, SIGNED_IN)
    for endpoint, roles in FILE_DOORS.items():
        register.open_to(endpoint, roles)
    with app.app_context():
        for admin in (_company(app), _officer(app), _system(app)):
            _open_doors(admin, register)


def _sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader
    def load(person_id: str) -> SignedInPerson | None:
        person = signed_in(database().session(), int(person_id)) if person_id.isdigit() else None
        return SignedInPerson(person) if person is not None and person.active else None


def _admin(app: Flask, index: Any, name: str, url: str) -> Admin:
    return Admin(
        app,
        name=name,
        url=url,
        endpoint=index.endpoint,
        index_view=index,
        theme=Bootstrap4Theme(base_template="admin/base.html"),
        translations_path=str(TRANSLATIONS),
        csp_nonce_generator=headers.csp_nonce,
    )


def _company(app: Flask) -> Admin:
    home = CompanyHome(name="Beranda", url="/perusahaan", endpoint="company", template="company/home.html")
    admin = _admin(app, home, "SIINas Perusahaan", "/perusahaan")
    for section in SECTIONS:
        if section.many:
            view, model = (LISTS | DOCUMENT_LISTS)[section.key]
            admin.add_view(view(section, model, category="Data Perusahaan"))
        else:
            admin.add_view(SingleSection(section, category="Data Perusahaan"))
    admin.add_view(NibComparison(name="Bandingkan dengan NIB", endpoint="company_nib", url="nib"))
    admin.add_view(OwnershipProof(category="Data Perusahaan"))
    admin.add_view(AddressHistory(name="Riwayat alamat", endpoint="company_riwayat-alamat", url="riwayat-alamat"))
    for process in processes().values():
        if process.for_companies():
            admin.add_view(CompanyCases(process, category=process.menu))
    admin.add_view(Licensing())
    admin.add_view(Letterhead())
    admin.add_view(CompanyTasks())
    admin.add_view(CompanyPeople(PersonGrant, name="Orang", endpoint="company_people", url="orang"))
    return admin


def _officer(app: Flask) -> Admin:
    home = OfficerHome(name="Beranda", url="/petugas", endpoint="officer", template="officer/home.html")
    admin = _admin(app, home, "SIINas Petugas", "/petugas")
    for process in processes().values():
        admin.add_view(QUEUES.get(process.key, Queue)(process))
        admin.add_view(Register(process))
    companies = Companies(Establishment, name="Perusahaan", endpoint="officer_companies", url="perusahaan")
    admin.add_view(companies)
    admin.add_view(Releases(FigureRelease, name="Agregat", endpoint="officer_releases", url="agregat"))
    admin.add_view(
        DocumentsToReview(CompanyDocument, name="Pemeriksaan Dokumen", endpoint="officer_documents", url="dokumen")
    )
    admin.add_view(
        ExpiringDocuments(
            CompanyDocument, name="Dokumen Kedaluwarsa", endpoint="officer_expiring", url="dokumen-kedaluwarsa"
        )
    )
    admin.add_view(Signing(Letter, name="Tanda Tangan Surat", endpoint="officer_signing", url="tanda-tangan"))
    admin.add_view(OfficerTasks())
    listed = Obligations(
        ReportObligation, name="Kewajiban Lapor", endpoint="officer_obligations", url="kewajiban-lapor"
    )
    admin.add_view(listed)
    admin.add_view(Monitoring(listed, companies))
    return admin


def _system(app: Flask) -> Admin:
    home = SystemHome(name="Keadaan sistem", url="/sistem", endpoint="system", template="system/home.html")
    admin = _admin(app, home, "SIINas Sistem", "/sistem")
    admin.add_view(Journal(JournalEntry, name="Jurnal", endpoint="system_journal", url="jurnal"))
    admin.add_view(Outbox(OutboxRow, name="Kotak keluar", endpoint="system_outbox", url="kotak-keluar"))
    admin.add_view(OssCalls(OssCall, name="Penghubung OSS", endpoint="system_oss", url="oss"))
    admin.add_view(Letters(Letter, name="Surat terbit", endpoint="system_letters", url="surat"))
    offices = LetterOffices(LetterAuthority, name="Penerbit surat", endpoint="system_offices", url="penerbit-surat")
    admin.add_view(offices)
    admin.add_view(People(Person, name="Orang dan peran", endpoint="system_people", url="orang"))
    admin.add_view(
        CompanyImports(CompanyImport, name="Impor perusahaan", endpoint="system_imports", url="impor-perusahaan")
    )
    admin.add_view(Periods(ReportingPeriod, name="Periode laporan", endpoint="system_periods", url="periode"))
    admin.add_view(Settings(Setting, name="Setelan", endpoint="system_settings", url="setelan"))
    for view in reference_views(other={PlausibleBounds: BoundsList, Holidays: HolidayList}):
        admin.add_view(view)
    admin.add_view(YearCalendar())
    admin.add_view(Warnings(name="Aturan peringatan", endpoint="system_warnings", url="aturan-peringatan"))
    return admin


def _open_doors(admin: Admin, register: doors.Doors) -> None:
    for view in admin._views:
        if not isinstance(view, Closed):
            raise TypeError(f"{view.endpoint} does not stand on the closed base")
        for _url, name, _methods in view._urls:
            register.open_to(f"{view.endpoint}.{name}", view.admitted(name))
