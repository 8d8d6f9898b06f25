"""What a reading of an NIB gives: the fields of the head, the rows of its annex, and what a person should confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from siinas.documents.pdf_sandbox import DocumentProblem

ADDRESS_PARTS = ("text", "street", "village", "district", "regency", "province", "postal_code")
HEAD_KEYS = (
    "nib",
    "name",
    "email",
    "phone",
    "address",
    "investment_status",
    "scale",
    "issued_on",
    "amendment",
    "kbli",
)


class NoTextLayer(DocumentProblem):
    """The PDF is a picture of paper; nothing in it can be read as text."""

    def __init__(self) -> None:
        super().__init__(
            "Dokumen ini hasil pindai sehingga isinya tidak dapat dibaca otomatis. Unduh NIB dari oss.go.id dalam "
            "bentuk PDF asli, atau isi data NIB secara manual."
        )


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence of a business line: `kind` ("NIB", "Sertifikat Standar", "Izin") and `legality` ("Terbit", ...)."""

    kind: str
    legality: str | None


@dataclass(frozen=True, slots=True)
class KbliRow:
    """One row of the annex; `risk` is R, MR, MT or T."""

    code: str
    title: str | None = None
    location: str | None = None
    risk: str | None = None
    licences: tuple[Licence, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """The office address: `text` as printed on one line, and its parts without their labels (regency keeps its own)."""

    text: str | None = None
    street: str | None = None
    village: str | None = None
    district: str | None = None
    regency: str | None = None
    province: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class NibReading:
    """What was read. A value is right, or its key stands in `unsure` (dotted: "address.village", "kbli.0.risk").

    A key in `unsure` covers everything below it. What is unknown is None and its key stands there too.
    `amendment` is None without being unsure when the document prints no "Perubahan ke-".
    """

    nib: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: Address = Address()
    investment_status: str | None = None
    scale: str | None = None
    issued_on: date | None = None
    amendment: int | None = None
    kbli: tuple[KbliRow, ...] = ()
    unsure: tuple[str, ...] = ()

    def is_unsure(self, key: str) -> bool:
        """Tell whether a person should confirm the value of this dotted key."""
        parts = key.split(".")
        return any(".".join(parts[:length]) in self.unsure for length in range(1, len(parts) + 1))

    def as_json(self) -> dict[str, Any]:
        """Return the reading in the agreed shape: strings, numbers, lists and null; the date as ISO text."""
        return {
            "nib": self.nib,
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "address": {part: getattr(self.address, part) for part in ADDRESS_PARTS},
            "investment_status": self.investment_status,
            "scale": self.scale,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "amendment": self.amendment,
            "kbli": [
                {
                    "code": row.code,
                    "title": row.title,
                    "location": row.location,
                    "risk": row.risk,
                    "licences": [{"kind": each.kind, "legality": each.legality} for each in row.licences],
                }
                for row in self.kbli
            ],
            "unsure": list(self.unsure),
        }


def unreadable() -> NibReading:
    """Return the reading of a document from which nothing could be read: all unknown, all to be asked."""
    parts = tuple(f"address.{part}" for part in ADDRESS_PARTS)
    return NibReading(unsure=HEAD_KEYS + parts)
