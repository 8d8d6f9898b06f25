"""What an applicant typed beside what stands on the NIB, and what of that may be taken over (licensing.md 5.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from siinas.catalogue.company_data import BusinessLines, Contacts, GeneralData, HeadOffice
from siinas.catalogue.registration import Application, Registration
from siinas.models import Case, ContactPerson, Establishment
from siinas.process.fields import Answers, Day, Field, Reference, Text
from siinas.process.flow import Transition
from siinas.process.judging import fault_of
from siinas.process.words import date_words
from siinas.queries.choices import ChoiceSource
from siinas.queries.settings import kbli_version


def same_email(value: str) -> str:
    """An address as it is compared: NFKC, trimmed, case-folded, its domain in ASCII."""
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        return text
    return f"{local}@{domain}"


def email_is_another(on_nib: str, typed: str) -> bool:
    """Whether the address on the NIB is another one than the typed one."""
    return same_email(on_nib) != same_email(typed)


def masked(email: str) -> str:
    """`ad***@example.test`: enough to recognise one's own address."""
    local, _, domain = email.partition("@")
    return f"{local[: min(2, max(1, len(local) - 1))]}***@{domain}"


def same_name(value: str) -> str:
    """A company name as it is compared: without legal form, dots and case."""
    text = re.sub(r"[.,]", " ", value.casefold())
    text = re.sub(r"\b(pt|cv|ud|tbk|persero|perum|koperasi|firma)\b", " ", text)
    return re.sub(r"\s+", " ", text).strip()


REGENCY = re.compile(r"\b(Kab\.|Kabupaten|Kota)\s+(?:Adm\.\s+)?([^,]+)", re.IGNORECASE)


def same_place(value: str) -> str:
    """A regency or city as it is compared: `kab malang`, `kota surabaya`."""
    text = re.sub(r"\s+", " ", value.casefold().replace("adm.", "").replace("administrasi", ""))
    return re.sub(r"^(kab\.|kabupaten)\s*", "kab ", text.strip()).strip(" .")


def places_on_nib(reading: Mapping[str, Any]) -> list[str]:
    """The regencies named as places of business on the annex, each once, as they stand there."""
    found = [
        f"{match[1]} {match[2].strip()}"
        for row in reading.get("kbli") or ()
        for match in REGENCY.finditer(row.get("location") or "")
    ]
    return list(dict.fromkeys(found))


NIB_FIELDS: tuple[tuple[str, Field], ...] = (
    ("email", HeadOffice.office_email),
    ("phone", GeneralData.phone),
    ("phone", HeadOffice.office_phone),
    ("address.street", HeadOffice.office_street),
    ("address.regency", HeadOffice.office_regency),
    ("address.district", HeadOffice.office_district),
    ("address.village", HeadOffice.office_village),
    ("address.postal_code", HeadOffice.office_postal_code),
    ("investment_status", GeneralData.investment_status),
    ("scale", GeneralData.business_scale),
    ("issued_on", GeneralData.nib_issued_on),
)
"""What of a reading goes into which field of Data Perusahaan."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What of an NIB may be taken over.

    `values` by the key of the field and `lines` (KBLI code and risk) were read with certainty and pass their
    declaration. `unusable` are the keys of what was read with certainty and does not pass, `left_out` such KBLI codes.
    """

    values: Mapping[str, Any]
    lines: tuple[tuple[str, str], ...] = ()
    unusable: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()


def sure(reading: Mapping[str, Any], key: str) -> Any:
    """The value of a dotted key of a reading, where it was read with certainty; else None."""
    value: Any = reading
    path = key.split(".")
    unsure = set(reading.get("unsure") or ())
    for depth, part in enumerate(path, 1):
        if ".".join(path[:depth]) in unsure or not value:
            return None
        value = value[int(part)] if part.isdigit() else value.get(part)
    return value or None


def taken_over(reading: Mapping[str, Any], source: ChoiceSource, today: date) -> TakenOver:
    """What of a reading may be taken over into Data Perusahaan, and what may not."""
    values: dict[str, Any] = {}
    unusable: set[str] = set()
    for key, field in NIB_FIELDS:
        found = sure(reading, key)
        if found is None:
            continue
        value = as_answer(field, found, source, values)
        above = {HeadOffice.office_province.key: value[:2]} if field is HeadOffice.office_regency and value else {}
        wrong = value is None or _fault(field, value, source, values | above)
        if wrong or (isinstance(value, date) and value > today):
            unusable.add(key)
        else:
            values |= above | {field.key: value}
    lines: dict[str, str] = {}
    left_out: list[str] = []
    for code, risk in _certain_lines(reading):
        edition = {BusinessLines.kbli_version.key: str(kbli_version(source.session))}
        if _fault(BusinessLines.kbli_code, code, source, edition) or _fault(BusinessLines.risk_level, risk, source):
            left_out.append(code)
        else:
            lines.setdefault(code, risk)
    return TakenOver(values, tuple(lines.items()), frozenset(unusable), tuple(dict.fromkeys(left_out)))


def _certain_lines(reading: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for position in range(len(reading.get("kbli") or ())):
        code, risk = (sure(reading, f"kbli.{position}.{part}") for part in ("code", "risk"))
        if code and risk:
            yield code, risk


def as_answer(field: Field, found: str, source: ChoiceSource, answers: Answers) -> Any:
    """What was read on a NIB as the field keeps it; None where it means nothing there."""
    if isinstance(field, Day):
        try:
            return date.fromisoformat(found)
        except ValueError:
            return None
    if field is HeadOffice.office_regency:
        return regency_code(found, source)
    if field is HeadOffice.office_district:
        return _district_code(found, source, answers)
    return found


def _district_code(name: str, source: ChoiceSource, answers: Answers) -> str | None:
    """The code of a district of the regency that was read; None where its list does not hold the name once."""
    listed = HeadOffice.office_district.offered(answers)
    options = source.options(listed) if isinstance(listed, Reference) else []
    codes = [code for code, label, _ in options if same_place(label) == same_place(name)]
    return codes[0] if len(codes) == 1 else None


def _fault(field: Field, value: Any, source: ChoiceSource, answers: Answers = MappingProxyType({})) -> str:
    return fault_of(field, value, source.codes, answers)


def regency_code(name: str, source: ChoiceSource) -> str | None:
    """The code of a regency as a NIB writes it ("Kab. Malang"); None where no name or several fit."""
    wanted = same_place(name)
    codes = [code for code, label, _ in source.options(Reference("regency")) if same_place(label) == wanted]
    return codes[0] if len(codes) == 1 else None


def tidied(answers: Answers) -> dict[str, Any]:
    """What an applicant typed, without what nobody sees: line breaks, marks of direction, blanks around and in rows."""
    return {
        key: _tidied(value) if isinstance(Application.fields.get(key), Text) and isinstance(value, str) else value
        for key, value in answers.items()
    }


def _tidied(text: str) -> str | None:
    seen = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split()) or None


def fault_in(answers: Answers, source: ChoiceSource) -> tuple[str, str] | None:
    """The key of the first answer that its field does not allow, and why; None where all do."""
    for key, field in Application.fields.items():
        value = answers.get(key)
        if field.kind == "file" or (value is None and not field.required):
            continue
        sentence = _fault(field, value, source) if value is not None else "Bagian ini wajib diisi."
        if sentence:
            return key, sentence
    if not any(sign.isalnum() for sign in answers["company_name"]):
        return "company_name", "Tulis nama perusahaan dengan huruf, seperti pada NIB."
    return None


def other_than_on_nib(answers: Answers, reading: Mapping[str, Any]) -> str:
    """Which of number and e-mail ("nib", "email") is surely another one than on the NIB; "" where none is."""
    for key, differs in (("nib", lambda one, other: one != other), ("email", email_is_another)):
        on_nib = sure(reading, key)
        if on_nib and not fault_of(Application.fields[key], on_nib, _nothing_listed) and differs(on_nib, answers[key]):
            return key
    return ""


def _nothing_listed(_reference: Reference) -> tuple[str, ...]:
    return ()


UNUSABLE = "tidak dapat dipakai"
ADDRESS_WORDS = {
    "address.street": "jalan",
    "address.village": "desa/kelurahan",
    "address.district": "kecamatan",
    "address.regency": "kabupaten/kota",
    "address.postal_code": "kode pos",
}


def comparison(
    answers: Answers, reading: Mapping[str, Any], place: str = "", taken: TakenOver | None = None
) -> list[dict[str, str]]:
    """Rows {label, typed, on_nib, verdict}; verdict is "same", "differs", "read", "unsure" or "unread".

    "unsure" was read with doubt, or cannot be taken over: `on_nib` then says so. `place` is the name of the chosen
    factory location, `taken` what may be taken over of the reading.
    """
    unsure = set(reading.get("unsure") or ())
    address = reading.get("address") or {}
    rows = [
        _row("Nama Perusahaan", "name", answers["company_name"], reading.get("name"), unsure, same_name),
        _row("Nomor NIB", "nib", answers["nib"], reading.get("nib"), unsure, str),
        _row("E-mail", "email", answers["email"], reading.get("email"), unsure, same_email),
    ]
    places = places_on_nib(reading)
    verdict = "unread"
    if places:
        verdict = "same" if same_place(place) in {same_place(found) for found in places} else "differs"
    rows.append({"label": "Lokasi Pabrik", "typed": place, "on_nib": "; ".join(places), "verdict": verdict})
    unusable = taken.unusable if taken is not None else frozenset()
    for label, key, value in (
        ("Telepon", "phone", reading.get("phone")),
        ("Alamat kantor", "address", address.get("text")),
        ("Status Penanaman Modal", "investment_status", reading.get("investment_status")),
        ("Skala Usaha", "scale", reading.get("scale")),
        ("Tanggal terbit", "issued_on", _day(reading.get("issued_on"))),
    ):
        verdict, on_nib = "unread" if not value else ("unsure" if key in unsure else "read"), value or ""
        parts = [words for part, words in ADDRESS_WORDS.items() if key == "address" and part in unusable]
        if parts or key in unusable:
            verdict, on_nib = "unsure", f"{on_nib} ({' '.join([', '.join(parts), UNUSABLE]).strip()})".strip()
        rows.append({"label": label, "typed": "", "on_nib": on_nib, "verdict": verdict})
    if taken is not None and taken.left_out:
        codes = f"{', '.join(taken.left_out)} ({UNUSABLE}: bukan KBLI industri 2020)"
        rows.append({"label": "KBLI", "typed": "", "on_nib": codes, "verdict": "unsure"})
    return rows


def differences(evidence: Mapping[str, Any]) -> list[str]:
    """What the applicant typed otherwise than it stands on the NIB, in words: `nama perusahaan`, `nomor NIB`."""
    labels = [row["label"] for row in evidence.get("rows") or () if row["verdict"] == "differs"]
    return [" ".join(word if word.isupper() else word.lower() for word in label.split()) for label in labels]


def question_before(move: Transition, case: Case) -> str:
    """What is asked before a move; where it weighs the evidence, with what differs from the NIB."""
    found = differences(case.evidence) if move.weighs_evidence else []
    if not found:
        return move.confirm
    consequence = move.confirm.partition("? ")[2]
    return f"Ada {len(found)} perbedaan dengan NIB: {', '.join(found)}. Setujui juga? {consequence}".rstrip()


def first_contact(session: Session, establishment: Establishment) -> dict[str, Any]:
    """What the registration says about the first Contact Person, by the keys of its form; empty once there is one."""
    mine = select(ContactPerson.id).where(ContactPerson.establishment_id == establishment.id).limit(1)
    if session.scalar(mine) is not None:
        return {}
    answers = session.scalars(
        select(Case.answers)
        .where(Case.process == Registration.key, Case.establishment_id == establishment.id)
        .order_by(Case.id.desc())
        .limit(1)
    ).first()
    if not answers or not answers.get("pic_name"):
        return {}
    typed = {"name": answers["pic_name"], "mobile": answers.get("pic_phone"), "email": answers.get("email")}
    good = {k: v for k, v in typed.items() if v and not fault_of(Contacts.fields[k], v, _nothing_listed)}
    return good | {"is_main": True}


def _day(text: str | None) -> str:
    try:
        return date_words(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text or ""


def _row(label: str, key: str, typed: str, on_nib: str | None, unsure: set[str], same: Any) -> dict[str, str]:
    if not on_nib:
        verdict = "unread"
    elif same(typed) != same(on_nib):
        verdict = "differs"
    else:
        verdict = "unsure" if key in unsure else "same"
    return {"label": label, "typed": typed, "on_nib": on_nib or "", "verdict": verdict}
