"""SKPBKI: exemption from settling in an industrial estate, for KBLI of risk MT and T (licensing.md 2)."""

from __future__ import annotations

from typing import Any

from siinas.catalogue.exemption.flow import ExemptionFlow, ReviewSheet
from siinas.catalogue.exemption.pages import Activities, General, Ground, Location, Papers, scale_of
from siinas.process.checks import Facts
from siinas.process.declaration import Process
from siinas.process.fields import Answers
from siinas.process.letters import IssuedLetter, Line
from siinas.reference.document_types import SPATIAL
from siinas.reference.requirements import SKPBKI

RECEIPT = IssuedLetter(
    key="receipt",
    title="Tanda Terima Permohonan SKPBKI",
    number="{seq}/TT-SKPBKI/SIINAS/{roman}/{year}",
    lines=(
        Line("Nomor Permohonan", "{case_number}"),
        Line("Nama Perusahaan", "{company}"),
        Line("NIB", "{nib}"),
        Line("Lokasi Pabrik", "{place}"),
        Line("Waktu Pengiriman", "{sent_at}"),
        Line("Kiriman", "{sending}"),
        Line("Sidik Isian (SHA-256)", "{digest}"),
    ),
    paragraphs=(
        "Permohonan di bawah ini sudah diterima melalui Sistem Informasi Industri Nasional dan menunggu pemeriksaan "
        "kelengkapan.",
    ),
    proves="Surat ini membuktikan bahwa permohonan diterima pada waktu itu, bukan bahwa permohonan sudah disetujui.",
)


class Exemption(
    Process,
    key="skpbki",
    code="SKP",
    title="Surat Keterangan Pengecualian Berlokasi di Kawasan Industri (SKPBKI)",
    menu="E-Services › e-Licensing",
):
    """Exempts a factory with KBLI of risk MT or T from settling in an industrial estate."""

    noun = "permohonan"
    new_label = "Pengajuan baru"
    short = "SKPBKI"
    legal_basis = "UU 3/2014 Pasal 106 sebagaimana telah diubah; PP 20/2024"
    summary = (
        "Keterangan bahwa pabrik tidak wajib berada di kawasan industri: alasan dengan buktinya, telaah Kementerian, "
        "dan surat keterangan dari Direktur Jenderal."
    )

    steps = (General, Location, Activities, Ground, Papers)
    flow = ExemptionFlow
    subjects = General.place_of
    assessments = (ReviewSheet,)
    receipt = RECEIPT
    requires = SKPBKI
    settings = ("skpbki_all_risks", "skpbki_other_law")
    knows = ("risks", "estates", "contact", "papers", "places")

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """Land, buildings and the permit of the place, as the company's records have them."""
        profile = facts.profile
        found = {key: profile.get(key) for key in ("land_area", "land_area_unit", "building_area")}
        if (tenure := {"owned": "owned", "rented": "rented"}.get(profile.get("land_tenure") or "")) is not None:
            found["land_status"] = tenure
        if profile.get("location_type") == "zone":
            found["in_zoning"] = True
        if (permit := facts.papers.get(SPATIAL.key)) is not None:
            found |= {"kkpr_no": permit.number, "kkpr_date": permit.issued_on}
        if facts.profile.get("production_start"):
            found |= {"operation_start": profile["production_start"], "project_status": "existing"}
        found["activities"] = [
            {"kbli": line.kbli, "product": line.product, "capacity": line.per_year, "unit": line.unit}
            for line in facts.capacity
            if facts.risks.get(line.kbli) in {"MT", "T"} or facts.settings.get("skpbki_all_risks")
        ]
        return {key: value for key, value in found.items() if value is not None}

    @classmethod
    def why_not(cls, subject: str, facts: Facts) -> str:
        """Open to places outside of an estate, with a KBLI of MT or T unless a setting opens it to all (SETTLED 5)."""
        if facts.profile.get("location_type") == "estate":
            return "Pabrik berada di dalam kawasan industri; pengecualian tidak diperlukan."
        risks = set(facts.risks.values())
        if not facts.settings.get("skpbki_all_risks") and not risks & {"MT", "T"}:
            return "SKPBKI hanya untuk perusahaan yang memiliki KBLI berisiko Menengah Tinggi atau Tinggi."
        return ""

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The scale of the industry."""
        return {"industry_scale": scale_of(answers)}

    @classmethod
    def kbli_concerned(cls, answers: Answers) -> tuple[str, ...]:
        """The KBLI that are applied for."""
        return tuple(row["kbli"] for row in answers.get("activities") or () if row.get("kbli"))
