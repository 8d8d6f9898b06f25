"""Compares a reading of an NIB with the truth: what is right, what it asks about, what is wrong."""

from __future__ import annotations

from typing import Any

from siinas.documents.nib_record import NibReading
from tests.documents.nib_samples import NibSample


def truth_of(sample: NibSample) -> dict[str, Any]:
    """Return the true values under the dotted keys of a reading."""
    truth: dict[str, Any] = {
        key: getattr(sample, key)
        for key in ("nib", "name", "email", "phone", "investment_status", "scale", "issued_on", "amendment")
    }
    for part in ("text", "street", "village", "district", "regency", "province", "postal_code"):
        truth[f"address.{part}"] = getattr(sample.address, part)
    truth["kbli.count"] = len(sample.kbli)
    for place, row in enumerate(sample.kbli):
        for part in ("code", "title", "location", "risk", "licences"):
            truth[f"kbli.{place}.{part}"] = getattr(row, part)
    return truth


def value_of(reading: NibReading, key: str) -> Any:
    """Return what the reading says under a dotted key."""
    parts = key.split(".")
    if key == "kbli.count":
        return len(reading.kbli)
    if parts[0] == "kbli":
        place = int(parts[1])
        return getattr(reading.kbli[place], parts[2]) if place < len(reading.kbli) else None
    return getattr(reading.address, parts[1]) if parts[0] == "address" else getattr(reading, key)


def judge(sample: NibSample, reading: NibReading) -> tuple[list[str], list[str]]:
    """Return the keys that are wrong without being named as unsure, and the keys that are asked about."""
    wrong: list[str] = []
    asked: list[str] = []
    for key, true in truth_of(sample).items():
        if reading.is_unsure(key):
            asked.append(key)
        elif value_of(reading, key) != true:
            wrong.append(f"{key}: {value_of(reading, key)!r} instead of {true!r}")
    return wrong, asked
