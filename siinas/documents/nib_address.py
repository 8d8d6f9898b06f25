"""Takes an Indonesian office address apart into street, village, district, regency, province and postal code."""

from __future__ import annotations

import re

from siinas.documents.nib_record import Address

_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("postal_code", re.compile(r"(?:Kode\s*Pos)\s*[:.]?\s*(\d{5})\.?", re.IGNORECASE)),
    ("province", re.compile(r"(?:Provinsi|Prov\.)\s*:?\s*(\S.*)", re.IGNORECASE)),
    ("regency", re.compile(r"((?:Kab\.\s*/\s*Kota|Kab\.|Kabupaten|Kota)\s*:?\s*\S.*)", re.IGNORECASE)),
    ("district", re.compile(r"(?:Kec\.|Kecamatan|Distrik)\s*:?\s*(\S.*)", re.IGNORECASE)),
    ("village", re.compile(r"(?:Desa\s*/\s*Kelurahan|Desa\s*/\s*Kel\.|Desa|Kelurahan|Kel\.)\s*:?\s*(\S.*)", re.I)),
)
_LOOSE_LABEL = re.compile(r"\b(?:Desa\s*/|Kelurahan\b|Kec\.|Kecamatan\b|Kab\.|Kabupaten\b|Provinsi\b|Kode\s*Pos)", re.I)


def take_apart(text: str) -> tuple[Address, list[str]]:
    """Return the parts of an address and the names of the parts that a person should look at.

    The text ends ", Desa/Kelurahan X, Kec. Y, Kab./Kota Z, Provinsi P, Kode Pos: NNNNN"; the parts are sought from its
    end, so that a street named after a town or a village stays a street.
    """
    rest = text.strip().rstrip(".,")
    found: dict[str, str] = {}
    unsure: list[str] = []
    for part, pattern in _PLACES:
        before, _, last = rest.rpartition(",")
        match = pattern.fullmatch(last.strip())
        if match:
            found[part] = match.group(1).strip()
            rest = before.rstrip(" ,")
    if (regency := found.get("regency")) and (both := re.match(r"Kab\.\s*/\s*Kota\s*:?\s*(.+)", regency, re.I)):
        found["regency"] = both.group(1)
        unsure.append("regency")  # a regency or a city: the label leaves it open
    unsure += [part for part, _ in _PLACES if part not in found]
    unsure += [part for part, value in found.items() if _LOOSE_LABEL.search(value.removeprefix(_label_of(value)))]
    street = rest or None
    if street is None or _LOOSE_LABEL.search(street) or "village" not in found:
        unsure.append("street")
    if street is None or unsure:
        # Without its ordered end the printed line itself may have lost or gained something.
        unsure += ["text"] if len(found) < 3 else []
    address = Address(
        text=text or None,
        street=street,
        village=found.get("village"),
        district=found.get("district"),
        regency=found.get("regency"),
        province=found.get("province"),
        postal_code=found.get("postal_code"),
    )
    return address, sorted(set(unsure))


def _label_of(value: str) -> str:
    label = re.match(r"(?:Kab\.|Kabupaten)\s*", value, re.IGNORECASE)
    return label.group(0) if label else ""
