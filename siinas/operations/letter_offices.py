"""What an administrator changes about the offices that issue letters: what stands on them, formats, texts, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from siinas.documents.letters import letter_paper, stamped
from siinas.models import LetterAuthority, LetterForm, LetterNumber, Region
from siinas.models.letter import MINISTRY_OFFICE
from siinas.operations.journal import changes, ensure, snapshot
from siinas.operations.work import Work, operation
from siinas.process.declaration import Process
from siinas.process.judging import faults
from siinas.process.letters import IssuedLetter, quotes_in
from siinas.process.numbering import OFFICE, format_fault, numbered, of_office
from siinas.process.roles import Role
from siinas.process.words import JAKARTA, date_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.letter_content import content_of, lines_in, office_quotes
from siinas.queries.letter_offices import (
    InForce,
    basis_of,
    format_of,
    kinds_of_office,
    mark_of,
    meeting,
    number_taken,
    text_of,
)
from siinas.queries.letters import TOKEN_LENGTH, declared_as, kind_of
from siinas.reference.letter_offices import ESTATE_CODE, MINISTRY_MARK, NIP, OfficeFields, OfficeForm, OfficeNamed
from siinas.refusal import NotFound, NotPermitted, Refused, Stale

SAMPLE = "CONTOH"
LARGEST_NUMBER = 999_999


def _administrator(work: Work) -> None:
    if Role.ADMINISTRATOR not in work.actor.roles:
        raise NotPermitted("Hanya administrator yang dapat mengubah penerbit surat.")


def lock_formats(work: Work) -> None:
    """Let nobody else change a format meanwhile: of two at once neither would see that they meet."""
    work.session.scalars(select(LetterAuthority).where(LetterAuthority.code == MINISTRY_OFFICE).with_for_update()).one()


@operation
def add_office(work: Work, values: Mapping[str, Any]) -> LetterAuthority:
    """Add an office that issues letters; `values` as `OfficeNamed` and `OfficeFields` ask."""
    _administrator(work)
    lock_formats(work)
    _judge(work, values, named=True)
    kind, code = str(values["kind"]), str(values["code"]).strip()
    _check_code(work, kind, code)
    if work.session.get(LetterAuthority, code) is not None:
        raise Refused("Penerbit dengan kode ini sudah ada.", field="code")
    row = LetterAuthority(code=code, kind=kind, **_columns(values))
    work.session.add(row)
    work.session.flush()
    own = [(kind_of(process, letter), letter) for process, letter in kinds_of_office(code)]
    wanted = [_in_force(row, kind, letter, format_of(work.session, code, kind)) for kind, letter in own]
    if other := meeting(work.session, wanted, {(code, one.kind) for one in wanted}):
        raise Refused(
            f"Nomor surat penerbit ini dapat sama dengan nomor “{other.title}”. Pilih kode lain.", field="code"
        )
    work.record("letter_office.added", row, after=_told(row))
    return row


@operation
def change_office(work: Work, code: str, values: Mapping[str, Any], *, version: int) -> LetterAuthority:
    """Change what stands on the letters of an office; those that were issued stay as they are."""
    _administrator(work)
    row = work.find(LetterAuthority, LetterAuthority.code == code, lock=True)
    _judge(work, values)
    if row.version != version:
        raise Stale
    before = _told(row)
    for key, value in _columns(values).items():
        setattr(row, key, value)
    row.version += 1
    old, new = changes(before, _told(row))
    work.record("letter_office.changed", row, before=old, after=new)
    return row


@operation
def retire_office(work: Work, code: str) -> bool:
    """Let an office issue nothing any more, or again; True where it issues now."""
    _administrator(work)
    row = work.find(LetterAuthority, LetterAuthority.code == code, lock=True)
    if row.code == MINISTRY_OFFICE:
        raise Refused("Kementerian selalu menerbitkan surat; penerbit ini tidak dapat dihentikan.")
    row.retired = not row.retired
    row.version += 1
    work.record("letter_office.switched", row, before={"active": row.retired}, after={"active": not row.retired})
    return not row.retired


def _told(row: LetterAuthority) -> dict[str, Any]:
    return snapshot(row, only=frozenset(OfficeFields.fields))


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: values.get(key) for key in OfficeFields.fields}
    cleaned = {key: (value or "").strip() if key != "unsigned_allowed" else bool(value) for key, value in found.items()}
    return cleaned | {key: "\n".join(lines_in(str(cleaned[key]))) for key in ("letterhead", "copies")}


def _judge(work: Work, values: Mapping[str, Any], *, named: bool = False) -> None:
    listed = ChoiceSource(work.session, None).codes
    for declaration in (OfficeNamed, OfficeFields) if named else (OfficeFields,):
        for key, field in declaration.fields.items():
            if field.required and values.get(key) in (None, ""):
                raise Refused(f"Isi {field.label}.", field=key)
        for fault in faults(declaration, values, listed):
            raise fault.refused()
    nip = str(values.get("signer_nip") or "")
    if nip and not NIP.fullmatch("".join(nip.split())):
        raise Refused("NIP terdiri atas 18 angka.", field="signer_nip")


def _check_code(work: Work, kind: str, code: str) -> None:
    if kind in {"province", "regency"}:
        region = work.session.get(Region, code)
        if region is None or region.level != kind:
            what = "provinsi (2 angka)" if kind == "province" else "kabupaten/kota (4 angka)"
            raise Refused(f"Isi kode {what} yang ada pada daftar wilayah.", field="code")
    elif not ESTATE_CODE.fullmatch(code) or code == MINISTRY_MARK:
        raise Refused("Kode memuat huruf besar, boleh disambung strip dan angka, misalnya KEK-01.", field="code")


# Formats and texts


@operation
def change_form(work: Work, code: str, kind: str, values: Mapping[str, Any], *, version: int) -> None:
    """Set how an office numbers and words a kind of letter; `values` as `OfficeForm` asks, blanks keep the default.

    `version` is that of the row as the person saw it, 0 for none. Refused for a format that could give a number which
    another kind of letter or another office bears or could come to bear.
    """
    _administrator(work)
    lock_formats(work)
    office, _process, letter = _of_office(work, code, kind)
    given = {key: str(values.get(key) or "").strip() for key in OfficeForm.fields}
    _check_words(work, letter, kind, given)
    if given["number_format"]:
        _check_format(work, office, kind, letter, given["number_format"])
    row = work.session.get(LetterForm, (code, kind), with_for_update=True, populate_existing=True)
    if version != (row.version if row is not None else 0):
        raise Stale
    before = {key: getattr(row, key) if row is not None else "" for key in given}
    if row is None:
        row = LetterForm(authority=code, kind=kind, **given)
        work.session.add(row)
    else:
        for key, value in given.items():
            setattr(row, key, value)
        row.version += 1
    work.session.flush()
    _check_default(work, office, kind, letter)
    old, new = changes(before, given)
    named = {"authority": office.name, "letter": letter.title}
    work.record("letter_form.changed", row, before=named | old, after=named | new)


def _of_office(work: Work, code: str, kind: str) -> tuple[LetterAuthority, type[Process], IssuedLetter]:
    office = work.session.get(LetterAuthority, code)
    process, letter = declared_as(kind)
    if office is None or (process, letter) not in kinds_of_office(code):
        raise NotFound
    return office, process, letter


def _check_words(work: Work, letter: IssuedLetter, kind: str, given: Mapping[str, str]) -> None:
    said = {key: value or None for key, value in given.items()}
    for fault in faults(OfficeForm, said, ChoiceSource(work.session, None).codes):
        raise fault.refused()
    process, _letter = declared_as(kind)
    for key in ("text", "basis"):
        try:
            unknown = quotes_in([given[key]]) - letter.quotable(process.fields)
        except ValueError:
            raise Refused("Kutipan ditulis sebagai {nama} saja, tanpa titik atau tanda lain.", field=key) from None
        if unknown:
            raise Refused(f"Kutipan tidak dikenal: {', '.join(sorted(unknown))}.", field=key)


def _check_format(work: Work, office: LetterAuthority, kind: str, letter: IssuedLetter, pattern: str) -> None:
    if fault := format_fault(pattern):
        raise Refused(fault, field="number_format")
    refuse_meeting(work, [_in_force(office, kind, letter, pattern)], "number_format")


def _check_default(work: Work, office: LetterAuthority, kind: str, letter: IssuedLetter) -> None:
    """Going back to the default may meet what others have taken meanwhile."""
    refuse_meeting(work, [_in_force(office, kind, letter, format_of(work.session, office.code, kind))], "number_format")


def _in_force(office: LetterAuthority, kind: str, letter: IssuedLetter, pattern: str) -> InForce:
    return InForce(office.code, kind, letter.title, of_office(pattern, mark_of(office.code)))


def refuse_meeting(work: Work, wanted: list[InForce], field: str) -> None:
    """Refused where one of these formats could give a number that another letter bears, or could come to bear."""
    changed = {(one.authority, one.kind) for one in wanted}
    if other := meeting(work.session, wanted, changed):
        raise Refused(
            f"Format ini dapat menghasilkan nomor yang sama dengan “{other.title}”. Beri tanda yang berbeda, misalnya "
            f"kode penerbit {OFFICE}.",
            field=field,
        )
    for one in wanted:
        if taken := number_taken(work.session, one):
            raise Refused(
                f"Nomor {taken} sudah dipakai surat lain. Format ini akan mengulanginya; beri tanda yang berbeda.",
                field=field,
            )


# Numbers set by hand


@operation
def set_next_number(work: Work, code: str, kind: str, following: str, reason: str) -> int:
    """Let an office count a kind of letter on from a number of this year, because those before were used elsewhere.

    Refused for a number that a letter bears already, and for one below the last: a register goes only forwards.
    """
    _administrator(work)
    office, _process, letter = _of_office(work, code, kind)
    text, reason = following.strip(), reason.strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_NUMBER):
        raise Refused("Isi bilangan bulat dari 1 sampai 999999.", field="next")
    if len(reason) < 10:
        raise Refused("Jelaskan alasannya dengan paling sedikit 10 huruf.", field="reason")
    year = work.now.astimezone(JAKARTA).date().year
    ensure(work.session, LetterNumber, kind=kind, authority=code, year=year, last=0)
    counter = work.session.get_one(LetterNumber, (kind, code, year), with_for_update=True, populate_existing=True)
    wanted = int(text)
    if wanted <= counter.last:
        raise Refused(
            f"Nomor urut {wanted} sudah dipakai: nomor terakhir tahun {year} ialah {counter.last}. "
            f"Isi {counter.last + 1} atau lebih besar.",
            field="next",
        )
    before = counter.last + 1
    counter.last = wanted - 1
    told = {"authority": office.name, "letter": letter.title}
    work.record(
        "letter_number.set", counter, before=told | {"next": before}, after=told | {"next": wanted, "reason": reason}
    )
    return wanted


# The preview


def preview(work: Work, code: str, kind: str, values: Mapping[str, Any]) -> bytes:
    """The letter as it would be printed with these texts, of invented data, marked as a sample: never numbered or kept.

    Refused as `change_form` refuses, but for formats that meet.
    """
    _administrator(work)
    office, process, letter = _of_office(work, code, kind)
    given = {key: str(values.get(key) or "").strip() for key in OfficeForm.fields}
    _check_words(work, letter, kind, given)
    if given["number_format"] and (fault := format_fault(given["number_format"])):
        raise Refused(fault, field="number_format")
    today = work.now.astimezone(JAKARTA).date()
    shape = given["number_format"] or format_of(work.session, code, kind)
    number = numbered(of_office(shape, mark_of(code)), 0, today)
    quotes = _invented(process, letter, office) | {"number": number, "today": date_words(today)}
    content = content_of(
        letter,
        office,
        quotes,
        text=given["text"] or text_of(work.session, code, kind),
        basis=lines_in(given["basis"]) or basis_of(work.session, code, kind),
        demo=work.services.configuration.demo,
    )
    paper = letter_paper(
        kind=kind,
        number=number,
        title=letter.title,
        issued_on=today,
        content=content | {"sample": True},
        token="0" * TOKEN_LENGTH,
        base_url=work.services.configuration.base_url,
    )
    return stamped(paper.pdf, SAMPLE)


INVENTED = {
    "company": "PT Contoh Rekaan",
    "nib": "0000000000000",
    "place": "Kabupaten Contoh",
    "address": "Jalan Contoh Nomor 1, Kabupaten Contoh",
    "case_number": "CONTOH-0000-000000",
    "period": "Periode Contoh",
    "digest": "0000 0000 0000 0000",
}


def _invented(process: type[Process], letter: IssuedLetter, office: LetterAuthority) -> dict[str, str]:
    """Something for every quote: what is asked by its label in brackets."""
    labels = {key: f"[{field.label}]" for key, field in process.fields.items()}
    other = {key: f"[{key.replace('_', ' ')}]" for key in letter.quotable(())}
    named = {key: value or f"[{key.replace('_', ' ')}]" for key, value in office_quotes(office).items()}
    return other | labels | INVENTED | named | {"process": process.title}
