"""What was read from a licence, beside what was typed: proposals that a person takes over, and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siinas.catalogue.company_data import Documents
from siinas.documents.licence_reader import LicenceReading
from siinas.process.fields import Names
from siinas.reference.document_types import RISKS


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value for a field of the form: as it is kept, and in words beside what the form holds now.

    `unsure` asks the person to compare it with the paper; `differs` says that something else was typed.
    """

    key: str
    label: str
    value: Any
    words: str
    present: str
    unsure: bool
    differs: bool

    @property
    def as_typed(self) -> str:
        """The value as a form takes it."""
        return self.value.isoformat() if hasattr(self.value, "isoformat") else str(self.value)


@dataclass(frozen=True, slots=True)
class Proposed:
    """All proposals, and sentences about what does not fit the company."""

    proposals: tuple[Proposal, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def contradicts(self) -> bool:
        """Whether something on the paper speaks against what was typed, or against the company."""
        return bool(self.warnings) or any(one.differs and not one.unsure for one in self.proposals)


def propose(
    reading: LicenceReading, answers: Mapping[str, Any], names: Names, *, nib: str, risks: Mapping[str, str]
) -> Proposed:
    """Proposals for Dokumen Perizinan from a reading.

    `answers` are those of the form, `nib` and `risks` (by KBLI) those that the company has recorded.
    """
    read: dict[str, Any] = {"doc_type": reading.kind, "number": reading.number, "issued_on": reading.issued_on}
    if reading.valid_until is not None:
        read |= {"validity": "until", "valid_until": reading.valid_until}
    elif reading.while_in_business:
        read["validity"] = "business"
    own = [code for code in reading.kbli if code in risks]
    if len(own) == 1:
        read["kbli_code"] = own[0]
    if reading.kind == "sertifikat_standar":
        read["legality"] = reading.status
    unsure = {_PRINTED.get(key, key) for key in reading.unsure}
    proposals = []
    for key, field in Documents.fields.items():
        value, present = read.get(key), answers.get(key)
        if value is None:
            continue
        doubtful = (
            key in unsure
            or (key == "validity" and "valid_until" in unsure)
            or (key == "kbli_code" and len(reading.kbli) > 1)
        )
        proposals.append(
            Proposal(
                key,
                field.label,
                value,
                field.words(value, names),
                field.words(present, names) if present not in (None, "") else "",
                doubtful,
                present not in (None, "") and _bare(present) != _bare(value),
            )
        )
    return Proposed(tuple(proposals), tuple(_warnings(reading, nib, risks)))


_PRINTED = {"kind": "doc_type", "kbli": "kbli_code", "status": "legality"}


def _bare(value: Any) -> str:
    """For comparing: a number may be typed with spaces and dots."""
    return str(value).replace(" ", "").replace(".", "").casefold()


def _warnings(reading: LicenceReading, nib: str, risks: Mapping[str, str]) -> list[str]:
    found = []
    if reading.nib is not None and reading.nib != nib:
        found.append(
            f"NIB pada berkas ini ({reading.nib}) bukan NIB perusahaan Anda ({nib}). Pastikan berkasnya milik "
            "perusahaan Anda."
        )
    elif reading.nib is None and reading.number is not None and not reading.number.startswith(nib):
        found.append(f"Nomor pada berkas ini ({reading.number}) tidak diawali NIB perusahaan Anda ({nib}).")
    for code in reading.kbli:
        if code not in risks:
            found.append(f"KBLI {code} pada berkas ini tidak ada pada Bidang Usaha perusahaan Anda.")
        elif reading.risk and "risk" not in reading.unsure and reading.risk != risks[code]:
            found.append(
                f"Tingkat risiko KBLI {code} pada berkas ini {RISKS[reading.risk]}, pada Bidang Usaha "
                f"{RISKS[risks[code]]}."
            )
    return found
