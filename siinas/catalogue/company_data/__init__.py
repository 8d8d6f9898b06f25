"""Data Perusahaan: the records an establishment keeps, in the order of the menu (reporting.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siinas.catalogue.company_data.addresses import Factory, HeadOffice, Warehouses
from siinas.catalogue.company_data.general import GeneralData
from siinas.catalogue.company_data.records import BusinessLines, Capacities, Certificates, Contacts, Documents
from siinas.process.checks import Facts
from siinas.process.steps import Step

__all__ = [
    "MENU",
    "SECTIONS",
    "BusinessLines",
    "Capacities",
    "Certificates",
    "Contacts",
    "Documents",
    "Factory",
    "GeneralData",
    "HeadOffice",
    "MenuEntry",
    "Section",
    "Warehouses",
    "section_of",
]


def _always(facts: Facts) -> bool:
    return True


def is_industrial(facts: Facts) -> bool:
    """Whether the company has a KBLI of golongan 10 to 33, or none that is known yet (reporting.md 3.3)."""
    return not facts.kbli or any("10" <= code[:2] <= "33" for code in facts.kbli)


def has_warehouse_elsewhere(facts: Facts) -> bool:
    """Whether a warehouse of an industrial company stands at another place than the factory (reporting.md 3.4)."""
    return is_industrial(facts) and bool(facts.profile.get("has_other_warehouse"))


@dataclass(frozen=True, slots=True)
class Section:
    """One section of Data Perusahaan: `record` names the table, `many` whether it is a list.

    `asked_of` says whether a company is asked for it at all, `why_not` what is told to one that is not; an `optional`
    section may stay empty. `locks` names the address that is locked once it was saved ("" for none).
    """

    key: str
    title: str
    step: type[Step]
    record: str
    many: bool
    why: str
    asked_of: Callable[[Facts], bool] = _always
    why_not: str = ""
    optional: bool = False
    locks: str = ""


SECTIONS = (
    Section("data-umum", "Data Umum", GeneralData, "establishment", False, "Identitas dan penanggung jawab pabrik."),
    Section(
        "kantor-pusat",
        "Alamat Kantor Pusat",
        HeadOffice,
        "establishment",
        False,
        "Seperti pada izin.",
        locks="office",
    ),
    Section(
        "pabrik",
        "Alamat Pabrik",
        Factory,
        "establishment",
        False,
        "Lokasi yang dilaporkan.",
        asked_of=is_industrial,
        why_not="Tidak diminta: perusahaan tidak memiliki KBLI industri (golongan 10 sampai 33).",
        locks="factory",
    ),
    Section(
        "gudang",
        "Alamat Gudang",
        Warehouses,
        "warehouse",
        True,
        "Gudang yang lokasinya tidak sama dengan lokasi pabrik.",
        asked_of=has_warehouse_elsewhere,
        why_not="Tidak diminta: pada Alamat Pabrik tidak disebut adanya gudang di lokasi lain.",
    ),
    Section(
        "bidang-usaha",
        "Bidang Usaha",
        BusinessLines,
        "business_line",
        True,
        "KBLI dan tingkat risiko seperti pada NIB.",
    ),
    Section("kapasitas", "Kapasitas Produksi", Capacities, "permitted_capacity", True, "Kapasitas izin per tahun."),
    Section(
        "dokumen", "Dokumen Perizinan", Documents, "company_document", True, "Akta, NIB, NPWP dan perizinan berusaha."
    ),
    Section(
        "sertifikat",
        "Sertifikat",
        Certificates,
        "certificate",
        True,
        "SNI, ISO, halal, TKDN dan sertifikat lain, bila ada.",
        optional=True,
    ),
    Section("contact-person", "Contact Person", Contacts, "contact_person", True, "Orang yang dapat dihubungi."),
)


def section_of(step: type[Step]) -> Section:
    """The section that asks the fields of a page."""
    return next(section for section in SECTIONS if section.step is step)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu Data Perusahaan: title and endpoint."""

    title: str
    endpoint: str


MENU = (
    *(MenuEntry(section.title, f"company_{section.key}.index_view") for section in SECTIONS),
    MenuEntry("Ganti Password", "public.own_password"),
    MenuEntry("Bukti Kepemilikan Akun", "company_bukti-kepemilikan.index_view"),
)
"""The menu as the ministry has it, in its order."""
