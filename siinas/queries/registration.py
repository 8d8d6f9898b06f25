"""Comparing what an applicant typed with what stands on the NIB (licensing.md 5.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from siinas.process.words import date_words


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


def comparison(answers: Mapping[str, Any], reading: Mapping[str, Any], place: str = "") -> list[dict[str, str]]:
    """Rows {label, typed, on_nib, verdict}; verdict is "same", "differs", "unsure" (read with doubt) or "unread".

    `place` is the name of the chosen factory location.
    """
    unsure = set(reading.get("unsure", ()))
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
    for label, key, value in (
        ("Telepon", "phone", reading.get("phone")),
        ("Alamat kantor", "address", address.get("text")),
        ("Status Penanaman Modal", "investment_status", reading.get("investment_status")),
        ("Skala Usaha", "scale", reading.get("scale")),
        ("Tanggal terbit", "issued_on", _day(reading.get("issued_on"))),
    ):
        verdict = "unread" if not value else ("unsure" if key in unsure else "read")
        rows.append({"label": label, "typed": "", "on_nib": value or "", "verdict": verdict})
    return rows


def _day(text: str | None) -> str:
    return date_words(date.fromisoformat(text)) if text else ""


def _row(label: str, key: str, typed: str, on_nib: str | None, unsure: set[str], same: Any) -> dict[str, str]:
    if not on_nib:
        verdict = "unread"
    elif same(typed) != same(on_nib):
        verdict = "differs"
    else:
        verdict = "unsure" if key in unsure else "same"
    return {"label": label, "typed": typed, "on_nib": on_nib or "", "verdict": verdict}
