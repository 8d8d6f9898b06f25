"""The minimum documents of a company, asked for each KBLI by its risk, and the services that wait for them.

licensing.md 6.4; SETTLED 5 ("Risk and licence", "PB sektor industri", "SKPBKI").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from siinas.process.documents import DocumentType, Service
from siinas.process.words import date_words
from siinas.reference.document_types import (
    DEED,
    DEED_CHANGE,
    DOCUMENT_TYPES,
    EXEMPTION,
    NIB,
    NPWP,
    PERMIT,
    PERMIT_APPLICATION,
    STANDARD_CERTIFICATE,
)
from siinas.reference.kbli import licence_for

LICENCE = "licence"
MINIMUM = frozenset({DEED.key, NIB.key, NPWP.key, LICENCE})
PROOFS: dict[str, tuple[DocumentType, ...]] = {
    "nib": (NIB,),
    "nib_ss": (STANDARD_CERTIFICATE,),
    "ss": (STANDARD_CERTIFICATE,),
    "izin": (PERMIT, PERMIT_APPLICATION),
}
"""What proves each kind of sectoral licence (LICENCES in reference/kbli.py), the proper one first. The Sertifikat
Standar of MT counts before it is verified, and for T the proof of application counts until the Izin is issued."""
NAMES_ITS_KBLI = frozenset({STANDARD_CERTIFICATE.key, PERMIT.key, PERMIT_APPLICATION.key})
"""Types of documents that speak of one KBLI and have to name it."""

REPORTING = Service("e-reporting", "e-Reporting", held_up="laporan belum dapat dikirim")
SKPBKI = Service(
    "skpbki",
    "Surat Keterangan Pengecualian Berlokasi di Kawasan Industri (SKPBKI)",
    MINIMUM,
    frozenset({"MT", "T"}),
    "pengajuan SKPBKI belum dapat dikirim",
)
VSKU = Service(
    "vsku",
    "Verifikasi Pemenuhan Standar Kegiatan Usaha (VSKU)",
    MINIMUM | {EXEMPTION.key},
    frozenset({"MT", "T"}),
    "pengajuan VSKU belum dapat dikirim",
)
SERVICES = (REPORTING, SKPBKI, VSKU)


@dataclass(frozen=True, slots=True)
class Line:
    """A KBLI of the company with its risk (R, MR, MT or T).

    `licence` is a key of LICENCES where the table of risks names another one than the risk asks for by itself.
    """

    kbli: str
    risk: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A document that the company has uploaded and not removed; `returned` by the officer who looked at it."""

    doc_type: str
    kbli: str = ""
    valid_until: date | None = None
    returned: bool = False

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < today


@dataclass(frozen=True, slots=True)
class Requirement:
    """One document of the minimum set: the type that is asked (for one KBLI, or ""), and whether it is there.

    `need` is the entry of the minimum set. `why` is a sentence: what is missing, or by what it is met. `expired` says
    that there is one whose validity has ended.
    """

    need: str
    document: DocumentType
    kbli: str
    met: bool
    why: str
    expired: bool = False

    @property
    def title(self) -> str:
        """The document as a task list calls it."""
        return f"{self.document.label} KBLI {self.kbli}" if self.kbli else self.document.label


def is_of_industry(kbli: str) -> bool:
    """Whether a KBLI belongs to the ministry's sector: golongan pokok 10 to 33 (reporting.md 3.3)."""
    return "10" <= kbli[:2] <= "33"


def requirements(
    lines: Iterable[Line], documents: Sequence[Held], today: date, *, exemption: bool = False
) -> list[Requirement]:
    """The minimum documents for these KBLI, in the order of licensing.md 6.4, each met or not.

    Only KBLI of industry ask for a sectoral licence, each for its own; where the risk is R the NIB is that licence. An
    expired document counts as little as one that was returned. `exemption` adds the SKPBKI: the place is outside of
    every industrial estate and the scale binds the company to one.
    """
    found = [
        _judge(DEED.key, (DEED, DEED_CHANGE), "", documents, today),
        _judge(NIB.key, (NIB,), "", documents, today),
        _judge(NPWP.key, (NPWP,), "", documents, today),
    ]
    for line in sorted(set(lines), key=lambda one: one.kbli):
        accepted = PROOFS[line.licence or licence_for(line.risk)]
        if is_of_industry(line.kbli) and accepted != (NIB,):
            found.append(_judge(LICENCE, accepted, line.kbli, documents, today))
    if exemption:
        found.append(_judge(EXEMPTION.key, (EXEMPTION,), "", documents, today))
    return found


def _judge(
    need: str, accepted: tuple[DocumentType, ...], kbli: str, documents: Sequence[Held], today: date
) -> Requirement:
    asked = accepted[0]
    of_kind = [held for kind in accepted for held in documents if held.doc_type == kind.key]
    meant = [held for held in of_kind if not kbli or held.kbli == kbli]
    name = f"{asked.label} KBLI {kbli}" if kbli else asked.label
    for held in meant:
        if not held.expired(today) and not held.returned:
            return Requirement(need, asked, kbli, True, _met_by(held, asked, name, today))
    ended = [held for held in meant if held.expired(today)]
    why = f"{name} belum diunggah."
    if ended:
        last = max(held.valid_until for held in ended if held.valid_until)
        why = f"{name} berakhir pada {date_words(last)}. Unggah yang baru."
    elif meant:
        why = f"{name} dikembalikan petugas. Unggah yang benar."
    elif kbli and any(not held.kbli for held in of_kind):
        why = f"{asked.label} yang diunggah belum menyebut KBLI {kbli}. Lengkapi KBLI terkait."
    elif PERMIT_APPLICATION in accepted:
        why = f"{name} belum diunggah. Sebelum izin terbit, unggah bukti permohonan izin di OSS."
    return Requirement(need, asked, kbli, False, why, bool(ended))


def _met_by(held: Held, asked: DocumentType, name: str, today: date) -> str:
    by = "" if held.doc_type == asked.key else f" ({DOCUMENT_TYPES[held.doc_type].label})"
    until = f", berlaku sampai {date_words(held.valid_until)}" if held.valid_until else ""
    return f"{name} sudah diunggah{by}{until}."


def held_up_by(requirement: Requirement, risks: frozenset[str], *, open_to_all: bool = False) -> tuple[Service, ...]:
    """The services that wait for an unmet requirement, of those that are for a company with these risks.

    `open_to_all` opens SKPBKI to every risk (a setting).
    """
    if requirement.met:
        return ()
    return tuple(
        service
        for service in SERVICES
        if requirement.need in service.needs and is_for(service, risks, open_to_all=open_to_all)
    )


def is_for(service: Service, risks: frozenset[str], *, open_to_all: bool = False) -> bool:
    """Whether a service is for a company with these risks of its KBLI of industry."""
    return not service.risks or bool(service.risks & risks) or (open_to_all and service is SKPBKI)
