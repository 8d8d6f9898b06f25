"""What stands on a company's NIB beside what is recorded, each value with how surely it was read (licensing.md 5.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.company_data import BusinessLines, GeneralData, HeadOffice
from siinas.models import BusinessLine, CompanyDocument, Establishment, Kbli
from siinas.process.fields import Field
from siinas.process.judging import fault_of
from siinas.process.roles import Actor
from siinas.queries.choices import ChoiceSource, district_name, regency_name
from siinas.queries.company import profile
from siinas.queries.reference import kbli_versions
from siinas.queries.registration import as_answer, same_name, sure
from siinas.queries.scope import visible
from siinas.queries.settings import kbli_version
from siinas.reference.document_types import NIB, RISKS

PLAIN: tuple[tuple[str, str, Field], ...] = (
    ("Data Umum", "issued_on", GeneralData.nib_issued_on),
    ("Data Umum", "investment_status", GeneralData.investment_status),
    ("Data Umum", "scale", GeneralData.business_scale),
    ("Data Umum", "phone", GeneralData.phone),
    ("Alamat Kantor Pusat", "phone", HeadOffice.office_phone),
    ("Alamat Kantor Pusat", "email", HeadOffice.office_email),
)
ADDRESS: tuple[tuple[str, Field], ...] = (
    ("address.street", HeadOffice.office_street),
    ("address.regency", HeadOffice.office_regency),
    ("address.district", HeadOffice.office_district),
    ("address.village", HeadOffice.office_village),
    ("address.postal_code", HeadOffice.office_postal_code),
)
ADDRESS_KEY, LINE = "office_address", "kbli."
SAME, DIFFERS, NEW, INFORMATION = "same", "differs", "new", "information"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value of the NIB: where it belongs, what is recorded there, what was read.

    `certain` is how surely it was read, `verdict` how it compares. It may be applied where `values` (by the keys of the
    declaration) are given; else `why` says why it may not.
    """

    key: str
    group: str
    label: str
    recorded: str
    read: str
    certain: bool
    verdict: str
    values: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""

    @property
    def applicable(self) -> bool:
        """Whether a person may take it over."""
        return bool(self.values) and self.verdict != SAME


def newest_nib(session: Session, actor: Actor, establishment_id: int) -> CompanyDocument | None:
    """The NIB that the establishment uploaded last."""
    statement = select(CompanyDocument).where(
        visible(CompanyDocument, actor),
        CompanyDocument.establishment_id == establishment_id,
        CompanyDocument.doc_type == NIB.key,
        CompanyDocument.removed_at.is_(None),
    )
    return session.scalars(statement.order_by(CompanyDocument.id.desc()).limit(1)).unique().first()


def of_another(establishment: Establishment, reading: Mapping[str, Any]) -> bool:
    """Whether the number that was read is surely another company's."""
    number = sure(reading, "nib")
    return number is not None and number != establishment.legal_entity.nib


def is_unread(reading: Mapping[str, Any]) -> bool:
    """Whether nothing could be read at all: a scan without a layer of text."""
    return not any(reading.get(key) for key in ("nib", "name", "email", "phone", "kbli"))


def proposals(
    session: Session, establishment: Establishment, reading: Mapping[str, Any], today: date, *, locked: str = ""
) -> list[Proposal]:
    """Every value that was read, section by section; `locked` says why the address of the office may not change."""
    source = ChoiceSource(session, establishment.id)
    recorded = profile(establishment)
    found = [*_name(establishment, reading)]
    for group, key, asked in PLAIN:
        found += _plain(group, key, asked, recorded, reading, source, today)
    found += _address(session, establishment, reading, source, locked)
    found += _lines(session, establishment, reading, source)
    return found


def _name(establishment: Establishment, reading: Mapping[str, Any]) -> Iterator[Proposal]:
    read = reading.get("name")
    if not read:
        return
    known = establishment.legal_entity.name
    same = same_name(read) == same_name(known)
    why = "" if same else "Nama perusahaan diubah oleh layanan SIINas. Sampaikan NIB ini kepada petugas layanan."
    certain = sure(reading, "name") is not None
    yield Proposal("name", "Data Umum", "Nama Perusahaan", known, read, certain, SAME if same else INFORMATION, why=why)


def _plain(
    group: str,
    key: str,
    asked: Field,
    recorded: Mapping[str, Any],
    reading: Mapping[str, Any],
    source: ChoiceSource,
    today: date,
) -> Iterator[Proposal]:
    text = reading.get(key)
    if not text:
        return
    value = as_answer(asked, text, source, {})
    known = recorded.get(asked.key)
    told = asked.words(value, source.name) if value is not None else str(text)
    bad = value is None or fault_of(asked, value, source.codes) or (isinstance(value, date) and value > today)
    verdict = SAME if value == known else DIFFERS if known not in (None, "") else NEW
    common = (asked.key, group, asked.label, asked.words(known, source.name), told, sure(reading, key) is not None)
    if bad:
        yield Proposal(*common, INFORMATION, why="Isian ini tidak dapat dipakai; isi sendiri.")
    else:
        yield Proposal(*common, verdict, {asked.key: value})


def _address(
    session: Session, establishment: Establishment, reading: Mapping[str, Any], source: ChoiceSource, locked: str
) -> Iterator[Proposal]:
    """The head office's address is one thing: its parts fit one another or none is taken over."""
    printed = reading.get("address") or {}
    if not printed.get("text") and not printed.get("street"):
        return
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for key, asked in ADDRESS:
        text = printed.get(key.partition(".")[2])
        if text:
            values[asked.key] = as_answer(asked, text, source, values)
            if asked is HeadOffice.office_regency and values[asked.key]:
                values[HeadOffice.office_province.key] = values[asked.key][:2]
        value = values.get(asked.key)
        if (value is None and asked.required) or (value and fault_of(asked, value, source.codes, values)):
            wrong.append(asked.label)
    entity = establishment.legal_entity
    now = {asked.key: getattr(entity, asked.key) for _key, asked in ADDRESS}
    same = not wrong and all(_alike(now[asked.key], values.get(asked.key)) for _key, asked in ADDRESS)
    keys = [key for key, _asked in ADDRESS if printed.get(key.partition(".")[2])]
    certain = all(sure(reading, key) is not None for key in keys)
    why = locked
    if wrong:
        why = f"Tidak dapat dipakai: {', '.join(wrong)} tidak terbaca atau tidak ada dalam daftar. Isi sendiri."
    verdict = SAME if same else DIFFERS if any(now.values()) else NEW
    yield Proposal(
        ADDRESS_KEY,
        "Alamat Kantor Pusat",
        "Alamat",
        _one_line(session, now),
        printed.get("text") or _one_line(session, values),
        certain,
        verdict,
        {} if why and not same else values,
        "" if same else why,
    )


def _alike(one: Any, other: Any) -> bool:
    return str(one or "").casefold() == str(other or "").casefold()


def _one_line(session: Session, values: Mapping[str, Any]) -> str:
    parts = (
        values.get("office_street"),
        values.get("office_village"),
        district_name(session, values.get("office_district")),
        regency_name(session, values.get("office_regency")),
        values.get("office_postal_code"),
    )
    return ", ".join(part for part in parts if part)


def _lines(
    session: Session, establishment: Establishment, reading: Mapping[str, Any], source: ChoiceSource
) -> Iterator[Proposal]:
    own = session.scalars(select(BusinessLine).where(BusinessLine.establishment_id == establishment.id))
    known = {line.kbli_code: line for line in own}
    seen: set[str] = set()
    for position, row in enumerate(reading.get("kbli") or ()):
        code, risk = row.get("code"), row.get("risk")
        if not code or code in seen:
            continue
        seen.add(code)
        line = known.get(code)
        certain = all(sure(reading, f"kbli.{position}.{part}") is not None for part in ("code", "risk"))
        told = " · ".join(filter(None, (RISKS.get(risk or ""), _licences(row), row.get("location"))))
        recorded = RISKS.get(line.risk_level, line.risk_level) if line is not None else ""
        common = (f"{LINE}{code}", "Bidang Usaha", f"KBLI {code} {row.get('title') or ''}".strip(), recorded, told)
        edition = edition_of(session, code, line)
        if edition is None:
            yield Proposal(*common, certain, INFORMATION, why="Bukan KBLI industri yang dikenal portal ini.")
        elif fault_of(BusinessLines.risk_level, risk, source.codes):
            yield Proposal(*common, certain, INFORMATION, why="Tingkat risikonya tidak terbaca. Isi sendiri.")
        else:
            verdict = NEW if line is None else SAME if line.risk_level == risk else DIFFERS
            values = {"kbli_code": code, "kbli_version": edition, "risk_level": risk}
            yield Proposal(*common, certain, verdict, values)
    for code in sorted(set(known) - seen):
        line, why = known[code], "Tercatat, tetapi tidak ada pada NIB ini."
        told = RISKS.get(line.risk_level, line.risk_level)
        yield Proposal(f"{LINE}{code}", "Bidang Usaha", f"KBLI {code}", told, "", True, INFORMATION, why=why)


def _licences(row: Mapping[str, Any]) -> str:
    found = [" ".join(filter(None, (one.get("kind"), one.get("legality")))) for one in row.get("licences") or ()]
    return ", ".join(found)


def edition_of(session: Session, code: str, line: BusinessLine | None) -> int | None:
    """The edition of KBLI that a code belongs to: the recorded line's, the one in force, or another that is loaded."""
    editions: Sequence[int] = kbli_versions(session)
    wanted = [line.kbli_version] if line is not None else []
    for edition in dict.fromkeys([*wanted, kbli_version(session), *sorted(editions, reverse=True)]):
        if session.get(Kbli, (edition, code)) is not None:
            return edition
    return None
