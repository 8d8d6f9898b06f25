"""The journal's codes in words: what was done, to what kind of thing, and which thing that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Unicode, and_, cast, or_, select
from sqlalchemy.orm import Session

from siinas.catalogue import process as process_named
from siinas.catalogue import processes
from siinas.catalogue.company_data import SECTIONS
from siinas.models import (
    CompanyDocument,
    Establishment,
    Invitation,
    JournalEntry,
    LegalEntity,
    Letter,
    OutboxRow,
    Person,
    Region,
    ReportingPeriod,
)
from siinas.process.declaration import Process
from siinas.process.periods import period_of
from siinas.queries.company import RECORDS
from siinas.queries.settings import known_settings
from siinas.reference.tables import TABLES

ACTS = {
    "account.imported": "Akun dibuat dari berkas",
    "company_import.checked": "Berkas perusahaan diperiksa",
    "company_import.invited": "Undangan perusahaan disiapkan",
    "company_import.loaded": "Bagian berkas perusahaan dimuat",
    "company_import.refused": "Berkas perusahaan tidak terbaca",
    "company_import.started": "Pemuatan perusahaan dimulai",
    "company_import.uploaded": "Berkas perusahaan diunggah",
    "account.opened": "Akun dibuka",
    "address.changed": "Alamat diubah atas permohonan",
    "address.unlocked": "Alamat dibuka sementara",
    "calendar.confirmed": "Hari libur satu tahun ditetapkan",
    "calendar.deadlines_moved": "Tenggat perkara dihitung ulang",
    "calendar.extended": "Hari libur bawaan dimuat",
    "case.deadline_moved": "Tenggat bergeser karena hari libur berubah",
    "case.assessment_explained": "Penjelasan pada lembar petugas disimpan",
    "case.assessment_saved": "Lembar petugas disimpan",
    "case.opened": "Konsep dibuat",
    "case.page_saved": "Halaman disimpan",
    "case.photo_added": "Foto kunjungan ditambahkan",
    "case.photo_removed": "Foto kunjungan dihapus",
    "case.rerouted": "Perkara dialihkan ke instansi lain",
    "case.routed": "Instansi yang berwenang ditetapkan",
    "case.sheet_taken": "Isian dari lembar kerja dimuat",
    "case.sheet_undone": "Isian sebelum unggahan dikembalikan",
    "case.statement_confirmed": "Surat pernyataan dinyatakan sesuai",
    "case.statement_unconfirmed": "Pernyataan sesuai dibatalkan",
    "case.statement_printed": "Surat pernyataan dicetak",
    "case.statement_uploaded": "Surat pernyataan diunggah",
    "case.viewed": "Perkara dilihat petugas",
    "case.warnings_explained": "Peringatan dijelaskan",
    "company.nib_applied": "Isi NIB dipakai",
    "company.viewed": "Data perusahaan dilihat petugas",
    "document.reminded": "Pengingat masa berlaku dikirim",
    "document.reviewed": "Dokumen diperiksa",
    "email.change_asked": "Perubahan e-mail diminta",
    "email.change_asked_for": "Perubahan e-mail diminta administrator untuk orang lain",
    "email.change_cancelled": "Perubahan e-mail dibatalkan",
    "email.changed": "E-mail diganti",
    "email.confirmed": "Alamat e-mail dikonfirmasi",
    "email.link_made": "Tautan konfirmasi e-mail dibuat",
    "demo.password_set": "Kata sandi demo dibuat",
    "export": "Data diunduh",
    "release.made": "Agregat diterbitkan",
    "release.viewed": "Agregat dilihat petugas",
    "figures.projected": "Angka laporan diperbarui",
    "file.downloaded": "Berkas diunduh petugas",
    "file.viewed": "Berkas dilihat petugas",
    "grant.changed": "Peran diubah",
    "grant.given": "Peran diberikan",
    "grant.removed": "Peran dicabut",
    "invitation.accepted": "Undangan diterima",
    "invitation.link_made": "Tautan undangan dibuat",
    "invitation.resent": "Undangan dikirim ulang",
    "invitation.sent": "Orang diundang",
    "invitation.withdrawn": "Undangan ditarik",
    "letterhead.kept": "Kop surat disimpan",
    "letterhead.removed": "Kop surat dihapus",
    "letter.downloaded": "Surat diunduh petugas",
    "letter.issued": "Surat diterbitkan",
    "letter.link_made": "Tautan bukti pendaftaran dibuat",
    "letter.revoked": "Surat dicabut",
    "letter.signed": "Surat ditandatangani",
    "letter.signing_asked": "Penandatanganan surat diminta lagi",
    "letter.superseded": "Surat diganti",
    "letter_form.changed": "Format nomor dan teks surat diubah",
    "letter_number.set": "Nomor surat berikutnya ditetapkan",
    "letter_office.added": "Penerbit surat ditambahkan",
    "letter_office.changed": "Penerbit surat diubah",
    "letter_office.switched": "Penerbit surat dihentikan atau diaktifkan",
    "oss.answered": "OSS menjawab",
    "oss.asked": "OSS ditanya",
    "oss.failed": "Panggilan ke OSS gagal",
    "oss.file_received": "Berkas izin diterima dari OSS",
    "oss.licence_told": "Izin akhir disampaikan ke OSS",
    "oss.nib_received": "NIB diterima dari OSS",
    "oss.push_refused": "Kiriman ke pintu OSS ditolak",
    "oss.refused": "Panggilan ditolak OSS",
    "oss.retried": "Panggilan ke OSS dicoba lagi",
    "oss.skipped": "Panggilan ke OSS dilewati",
    "oss.status_heard": "Status di OSS berubah",
    "oss.told": "Status disampaikan ke OSS",
    "outbox.retried": "Pekerjaan dicoba lagi",
    "list.viewed": "Daftar dilihat petugas",
    "obligations.made": "Kewajiban lapor ditetapkan",
    "password.changed": "Kata sandi diganti",
    "password.initial_given": "Kata sandi awal dibuat",
    "password.reset": "Kata sandi dibuat lewat tautan",
    "password.reset_asked": "Lupa kata sandi diminta",
    "password.reset_link_made": "Tautan kata sandi dibuat",
    "period.added": "Periode ditambahkan",
    "period.changed": "Periode diubah",
    "period.retired": "Periode tidak diminta lagi",
    "period.restored": "Periode diminta kembali",
    "person.created": "Orang ditambahkan",
    "person.switched": "Akun diaktifkan atau dinonaktifkan",
    "reference.companies_reassigned": "Perusahaan dialihkan ke direktorat pembinanya",
    "reference.loaded": "Data rujukan bawaan dimuat",
    "reference.table_loaded": "Data rujukan dimuat dari berkas",
    "proof.failed": "Kata sandi salah saat diminta lagi",
    "proof.given": "Kode diberikan lagi",
    "registration.applied": "Pendaftaran diajukan",
    "registration.correction_link_made": "Tautan perbaikan dibuat",
    "report.reminded": "Pengingat laporan disiapkan",
    "second_factor.enrolled": "Faktor kedua dipasang",
    "second_factor.failed": "Kode faktor kedua salah",
    "second_factor.reset": "Faktor kedua dihapus",
    "session.all_ended": "Semua sesi diakhiri",
    "session.ended": "Sesi diakhiri",
    "setting.changed": "Setelan diubah",
    "stage.noted": "Tahap dan kategori pelaporan dicatat",
    "sign_in.done": "Masuk",
    "sign_in.failed": "Gagal masuk",
    "sign_in.password_right": "Kata sandi benar, menunggu kode",
    "sign_out": "Keluar",
    "task.begun": "Pekerjaan latar belakang dimulai",
    "task.downloaded": "Hasil pekerjaan diunduh",
}
KINDS = {
    "address_record": "Alamat",
    "attachment": "Berkas",
    "business_line": "Bidang usaha",
    "company_import": "Berkas perusahaan",
    "case": "Perkara",
    "company_document": "Dokumen",
    "contact_person": "Contact person",
    "document_version": "Versi dokumen",
    "establishment": "Akun perusahaan",
    "invitation": "Undangan",
    "legal_entity": "Perusahaan",
    "letter": "Surat",
    "letter_authority": "Penerbit surat",
    "letter_form": "Format dan teks surat",
    "letter_number": "Nomor surat",
    "oss_call": "Panggilan OSS",
    "oss_licence": "Izin di OSS",
    "outbox": "Kotak keluar",
    "permitted_capacity": "Kapasitas",
    "person": "Orang",
    "figure_release": "Agregat",
    "reported_figure": "Angka laporan",
    "reporting_period": "Periode",
    "report_obligation": "Kewajiban lapor",
    "setting": "Setelan",
    "table": "Tabel",
    "task": "Pekerjaan",
    "warehouse": "Gudang",
}
JOBS = {
    "task": "Pekerjaan latar belakang",
    "company_import_read": "Pemeriksaan berkas perusahaan",
    "company_import_compare": "Perbandingan berkas perusahaan",
    "company_import_load": "Pemuatan berkas perusahaan",
    "company_invitation_mail": "Surat undangan akun",
    "mail": "Surat",
    "credentials_mail": "Surat kata sandi awal",
    "reset_mail": "Surat lupa kata sandi",
    "correction_mail": "Surat permintaan perbaikan",
    "email_change_mail": "Surat konfirmasi alamat e-mail",
    "invitation_mail": "Surat undangan",
    "registration_mail": "Surat bukti pendaftaran",
    "address_change": "Alamat baru mulai berlaku",
    "sign_letter": "Penandatanganan surat",
    "report_digest_mail": "Surat pengingat laporan",
    "review_mail": "Surat hasil pemeriksaan dokumen",
    "oss_call": "Panggilan ke OSS",
    "oss_told": "Kabar dari OSS",
}
JOB_STATES = {"waiting": "Menunggu", "done": "Selesai", "failed": "Gagal"}
KEYS = {
    "assessment": "Lembar",
    "caption": "Keterangan foto",
    "office": "Kantor daerah",
    "why": "Sebab",
    "rows_from": "Mulai baris",
    "faulty_rows": "Baris yang salah",
    "fresh_rows": "Baris baru",
    "known_rows": "Baris yang dilewati",
    "line": "Baris",
    "active": "Aktif",
    "added": "Baris baru",
    "attachment_id": "Berkas",
    "authority": "Penerbit surat",
    "cases": "Nomor perkara",
    "cases_moved": "Tenggat yang bergeser",
    "days": "Jumlah hari",
    "due_at": "Tenggat",
    "cells": "Jumlah sel",
    "hidden_cells": "Sel yang dirahasiakan",
    "reports": "Jumlah laporan",
    "sequence": "Terbitan",
    "directorate": "Direktorat Pembina",
    "changed": "Baris berubah",
    "companies": "Jumlah perusahaan",
    "browser": "Peramban",
    "counted_on": "Kewajiban lapor ditetapkan pada",
    "counted_through": "Akun terakhir yang ditetapkan",
    "digest": "Sidik jari isian (SHA-256)",
    "documents": "Dokumen",
    "email": "E-mail",
    "file": "Nama berkas",
    "filters": "Saringan",
    "kbli_version": "Versi KBLI",
    "kept": "Baris yang diubah dengan tangan dan dipertahankan",
    "kind": "Jenis berkas",
    "known": "Akun ditemukan",
    "list": "Daftar",
    "lists": "Daftar",
    "letter": "Jenis surat",
    "letters": "Jumlah surat",
    "left": "Kode pemulihan yang tersisa",
    "next": "Nomor urut berikutnya",
    "nib": "NIB",
    "name": "Nama",
    "id_izin": "ID izin OSS",
    "kode": "Kode jawaban OSS",
    "licences": "Jumlah izin",
    "method": "Method OSS",
    "note": "Keterangan",
    "oss_status": "Status OSS",
    "problem": "Kendala",
    "revoked": "NIB dicabut",
    "number": "Nomor",
    "open_until": "Terbuka sampai",
    "page": "Halaman",
    "pages": "Halaman",
    "period": "Periode",
    "process": "Laporan",
    "reading": "Kode QR",
    "reason": "Alasan",
    "reporting_category": "Kategori Pelaporan",
    "recovery_codes": "Kode pemulihan yang dibuat",
    "reminded_days": "Peringatan terakhir (hari sebelum berakhir)",
    "removed_at": "Dihapus pada",
    "replaced_by": "Diganti dengan nomor",
    "review": "Pemeriksaan",
    "review_note": "Catatan pemeriksaan",
    "reviewed_at": "Diperiksa pada",
    "reviewed_by": "Diperiksa oleh",
    "retired": "Baris yang tidak berlaku lagi",
    "retired_on": "Tidak berlaku sejak",
    "roles": "Peran",
    "rows": "Jumlah baris",
    "said": "Yang disampaikan",
    "saved_at": "Disimpan pada",
    "second_factor": "Faktor kedua",
    "section": "Bagian",
    "session_ip": "Alamat jaringan sesi itu",
    "sessions": "Jumlah sesi",
    "sha256": "Sidik jari berkas (SHA-256)",
    "side": "Dari alamat",
    "signed_by": "Sertifikat atas nama",
    "signed_how": "Ditandatangani",
    "signed_trust": "Kepercayaan sertifikat",
    "source": "Asal data",
    "stage": "Tahap",
    "stage_since": "Berlaku sejak",
    "state": "Status",
    "statement": "Surat pernyataan",
    "task": "Jenis pekerjaan",
    "status": "Keadaan",
    "title": "Judul",
    "unread": "Ada isian yang belum dapat dipakai",
    "user_name": "Nama pengguna",
    "version": "Versi",
    "year": "Tahun",
    "village_code": "Kode desa/kelurahan",
    "what": "Yang diunduh",
    "which": "Alamat",
}
"""What stands in an entry and is no field of a declaration: a test holds that nothing is missing here."""

INTERNAL = frozenset({"id", "establishment_id"})
"""Keys that tell a reader nothing; they stand in the entry as it was written."""

OPENING = ("case.opened", "registration.applied")
NAMES = {
    "business_line": "kbli_code",
    "permitted_capacity": "product_name",
    "company_document": "number",
    "contact_person": "name",
    "warehouse": "street",
}
"""By which column a record of Data Perusahaan is called."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: kind, number or name, and company, in words; the process of a case."""

    kind: str
    name: str = ""
    company: str = ""
    process: type[Process] | None = None

    @property
    def words(self) -> str:
        """Kind and name in one line."""
        return f"{self.kind} {self.name}".strip()


def act_in_words(act: str) -> str:
    """What was done; moves of cases and changes of company data take their words from the declarations."""
    if act in ACTS:
        return ACTS[act]
    area, _, name = act.partition(".")
    if area == "case":
        for process in processes().values():
            if name in process.flow.transitions:
                return process.flow.transitions[name].label
    if area == "company":
        key, _, change = name.partition(".")
        how = {"added": "ditambah", "deleted": "dihapus", "restored": "dikembalikan"}.get(change, "diubah")
        for section in SECTIONS:
            if section.key == key:
                return f"{section.title} {how}"
    if area == "reference":
        key, _, change = name.partition(".")
        if key in TABLES:
            return f"{TABLES[key].label} {'ditambah' if change == 'added' else 'diubah'}"
    return act


def acts() -> list[tuple[str, str]]:
    """Every act with its words, by the words: what a list of the journal can be narrowed to."""
    known = dict(ACTS)
    moves: dict[str, list[tuple[str, str]]] = {}
    for process in processes().values():
        for move in process.flow.transitions.values():
            moves.setdefault(f"case.{move.key}", []).append((move.label, process.title))
    for act, named in moves.items():
        labels = list(dict.fromkeys(label for label, _title in named))
        known[act] = f"{named[0][0]} ({named[0][1]})" if len(named) == 1 else " / ".join(labels)
    for section in SECTIONS:
        of_documents = (".restored",) if RECORDS.get(section.record) is CompanyDocument else ()
        for change in (".added", ".changed", ".deleted", *of_documents) if section.many else ("",):
            key = f"company.{section.key}{change}"
            known[key] = act_in_words(key)
    for table in TABLES.values():
        for change in ("added", "changed") if table.addable else ("changed",) if table.editable else ():
            key = f"reference.{table.key}.{change}"
            known[key] = act_in_words(key)
    return sorted(known.items(), key=lambda item: item[1].casefold())


def process_of(number: str) -> type[Process] | None:
    """The process whose code begins a case's number."""
    code = number.partition("-")[0]
    return next((process for process in processes().values() if process.code == code), None)


def list_in_words(what: str, lists: Mapping[str, str]) -> str:
    """What was taken out: a list of the portal (`lists` maps endpoint to title) or a table of a case."""
    if what in lists:
        return lists[what]
    number, slash, table = what.partition("/")
    return f"{table.rpartition('.')[0]} {number}" if slash else what


def subjects(session: Session, entries: Sequence[JournalEntry], lists: Mapping[str, str]) -> dict[int, Subject]:
    """What each entry is about, by its sequence; one query for each kind of thing.

    Cases are named by the journal itself: drafts, and cases of companies, are not visible to everyone who reads it.
    """
    names = _Names(session, entries)
    return {entry.seq: names.subject(entry, lists) for entry in entries}


class _Names:
    def __init__(self, session: Session, entries: Sequence[JournalEntry]) -> None:
        self.session = session
        wanted: dict[str, set[int]] = {}
        for entry in entries:
            if entry.object_id.isdigit():
                wanted.setdefault(entry.object_kind, set()).add(int(entry.object_id))
            if entry.establishment_id is not None:
                wanted.setdefault("establishment", set()).add(entry.establishment_id)
        self.of: dict[tuple[str, int], str] = {}
        for kind, ids in wanted.items():
            ordered = sorted(ids)
            for start in range(0, len(ordered), 500):
                self.of |= {(kind, id_): name for id_, name in self._read(kind, ordered[start : start + 500])}

    def _read(self, kind: str, ids: list[int]) -> Iterator[tuple[int, str]]:
        statement: Any
        if kind == "case":
            statement = select(JournalEntry.object_id, JournalEntry.after).where(
                JournalEntry.object_kind == "case",
                JournalEntry.act.in_(OPENING),
                JournalEntry.object_id.in_([str(id_) for id_ in ids]),
            )
            yield from ((int(id_), after.get("number", "")) for id_, after in self.session.execute(statement))
        elif kind == "establishment":
            statement = (
                select(Establishment.id, LegalEntity.name, Region.name)
                .join(LegalEntity, LegalEntity.id == Establishment.legal_entity_id)
                .outerjoin(Region, Region.code == Establishment.regency)
                .where(Establishment.id.in_(ids))
            )
            for id_, name, place in self.session.execute(statement):
                yield id_, f"{name}, {place}" if place else name
        elif kind == "person":
            statement = select(Person.id, Person.name, Person.user_name).where(Person.id.in_(ids))
            for id_, name, user_name in self.session.execute(statement):
                yield id_, f"{name} ({user_name})"
        elif kind == "letter":
            statement = select(Letter.id, Letter.number).where(Letter.id.in_(ids))
            yield from ((id_, number) for id_, number in self.session.execute(statement))
        elif kind == "outbox":
            statement = select(OutboxRow.id, OutboxRow.kind, OutboxRow.recipient).where(OutboxRow.id.in_(ids))
            for id_, job, recipient in self.session.execute(statement):
                yield id_, f"{JOBS.get(job, job)} kepada {recipient}" if recipient else JOBS.get(job, job)
        elif kind == "invitation":
            statement = select(Invitation.id, Invitation.name, Invitation.email).where(Invitation.id.in_(ids))
            for id_, name, email in self.session.execute(statement):
                yield id_, f"{name} ({email})"
        elif kind == "reporting_period":
            statement = select(ReportingPeriod.id, ReportingPeriod.process, ReportingPeriod.period)
            for id_, key, period in self.session.execute(statement.where(ReportingPeriod.id.in_(ids))):
                yield id_, period_in_words(key, period)
        elif kind in NAMES:
            model: Any = RECORDS[kind]
            statement = select(model.id, getattr(model, NAMES[kind])).where(model.id.in_(ids))
            yield from ((id_, str(name)) for id_, name in self.session.execute(statement))

    def subject(self, entry: JournalEntry, lists: Mapping[str, str]) -> Subject:
        kind = KINDS.get(entry.object_kind, entry.object_kind)
        if entry.object_kind in TABLES:
            kind = TABLES[entry.object_kind].label
        name = self.of.get((entry.object_kind, int(entry.object_id)), "") if entry.object_id.isdigit() else ""
        company = self.of.get(("establishment", entry.establishment_id), "") if entry.establishment_id else ""
        told = entry.before | entry.after
        process = None
        if entry.object_kind == "case":
            name = name or str(told.get("number") or "")
            process = process_of(name)
            kind = process.noun.capitalize() if process else kind
        elif entry.object_kind in NAMES:
            name = name or str(told.get(NAMES[entry.object_kind]) or "")
        elif entry.object_kind == "person":
            name = name or str(told.get("user_name") or told.get("person") or "")
        elif entry.object_kind == "letter":
            name = name or str(told.get("number") or "")
        elif entry.object_kind in {"letter_authority", "letter_form", "letter_number"}:
            name = str(told.get("letter") or told.get("name") or entry.object_id)
            name = f"{name}, {told['authority']}" if told.get("authority") else name
        elif entry.object_kind == "figure_release":
            name = period_in_words(str(told.get("process") or ""), str(told.get("period") or ""))
        elif entry.object_kind == "invitation":
            name = name or str(told.get("email") or "")
        elif entry.object_kind in {"attachment", "company_import"}:
            name = str(told.get("file") or "")
        elif entry.object_kind == "setting":
            labels = [known_settings()[key].label for key in told if key in known_settings()]
            kind, name = (kind, f"“{labels[0]}”") if labels else ("Data rujukan", "")
        elif entry.object_kind in {"oss_call", "oss_licence"}:
            name = str(told.get("id_izin") or told.get("nib") or "")
        elif entry.object_kind == "reference_load":
            name = str(told.get("list") or "")
        elif entry.object_kind in TABLES and not name:
            table = TABLES[entry.object_kind]
            named = [str(told[field.key]) for field in table.identity if told.get(field.key)]
            name = " ".join(named) or entry.object_id
        elif entry.object_kind == "table":
            kind, name = "Daftar", list_in_words(str(told.get("what") or ""), lists)
        return Subject(kind, name, "" if entry.object_kind == "establishment" else company, process)


def period_in_words(process_key: str, period: str) -> str:
    """`Laporan Produksi Triwulan III Tahun 2026`; the keys themselves where the catalogue has changed."""
    if process_key not in processes():
        return f"{process_key} {period}"
    process = process_named(process_key)
    return f"{process.title} {period_of(period).title}" if process.periods else process.title


def about(text: str) -> ColumnElement[bool]:
    """The entries in which each word of a search names who acted, the company, or the number or name of the thing."""
    return and_(*(_about_word(word) for word in text.split()))


def _about_word(word: str) -> ColumnElement[bool]:
    def holds(column: Any) -> ColumnElement[bool]:
        return column.icontains(word, autoescape=True)  # type: ignore[no-any-return]

    opening = JournalEntry.__table__.alias("opening")
    cases = select(opening.c.object_id).where(opening.c.act.in_(OPENING), holds(opening.c.after["number"].as_string()))
    companies = (
        select(Establishment.id)
        .join(LegalEntity, LegalEntity.id == Establishment.legal_entity_id)
        .where(or_(holds(LegalEntity.name), LegalEntity.nib == word))
    )
    people = select(cast(Person.id, Unicode)).where(or_(holds(Person.name), holds(Person.user_name)))
    return or_(
        holds(JournalEntry.actor_name),
        JournalEntry.establishment_id.in_(companies),
        and_(JournalEntry.object_kind == "case", JournalEntry.object_id.in_(cases)),
        and_(JournalEntry.object_kind == "person", JournalEntry.object_id.in_(people)),
    )
