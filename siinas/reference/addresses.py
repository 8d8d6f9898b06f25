"""What an address consists of, and in which columns that of the head office and that of the factory are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

POSTAL_CODE: dict[str, Any] = {"longest": 5, "pattern": r"\d{5}", "remedy": "Kode pos terdiri atas 5 angka."}
RT_RW: dict[str, Any] = {"longest": 7, "pattern": r"\d{1,3}/\d{1,3}", "remedy": "Tulis RT/RW seperti 003/012."}
LATITUDE: dict[str, Any] = {
    "least": "-11.5",
    "most": "6.5",
    "help": "Derajat desimal, misalnya -6,229728. Selatan bertanda minus.",
}
LONGITUDE: dict[str, Any] = {"least": "94.5", "most": "141.5", "help": "Derajat desimal, misalnya 106,829518."}
VILLAGE = "Pilih dari daftar bila tersedia, atau ketik namanya."
LOCATION_TYPES = {
    "estate": "Di dalam Kawasan Industri",
    "zone": "Kawasan Peruntukan Industri",
    "outside": "Di luar kawasan",
    "kek": "Kawasan Ekonomi Khusus (KEK)",
    "kpbpb": "Kawasan Perdagangan Bebas dan Pelabuhan Bebas (KPBPB)",
}

WHICH = {"office": "Alamat Kantor Pusat", "factory": "Alamat Pabrik"}
"""The addresses that are locked once they were saved."""

_SHARED = ("street", "rt_rw", "district", "village", "postal_code")
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "office": {key: f"office_{key}" for key in (*_SHARED, "province", "regency", "latitude", "longitude")},
    "factory": {key: f"factory_{key}" for key in _SHARED}
    | {key: key for key in ("regency", "latitude", "longitude", "location_type", "estate_name")},
}
"""The parts of an address with the columns in which they are kept. A factory's province is that of its regency."""

LOCKED = ("street", "rt_rw", "province", "regency", "district", "village", "postal_code", "latitude", "longitude")
"""The parts that a lock keeps; how the land is held, say, may be mended at any time."""


def locked_columns(which: str) -> dict[str, str]:
    """The parts that the lock of an address keeps, with their columns."""
    return {key: COLUMNS[which][key] for key in LOCKED if key in COLUMNS[which]}


def recorded(which: str, profile: Mapping[str, Any]) -> dict[str, Any]:
    """The address as a company's records have it, by its parts; only those that are known, none of no address."""
    found: dict[str, Any] = {key: profile.get(column) for key, column in COLUMNS.get(which, {}).items()}
    if found.get("regency"):
        found["province"] = found["regency"][:2]
    return {key: value for key, value in found.items() if value is not None}
