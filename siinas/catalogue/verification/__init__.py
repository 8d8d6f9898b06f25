"""VSKU: verification that activity and products meet the standards, for KBLI of risk MT and T (licensing.md 3)."""

from __future__ import annotations

from typing import Any

from siinas.catalogue.verification.assessments import CheckSheet, OssUpload, Schedule, VisitRecord
from siinas.catalogue.verification.attachments import ATTACHMENTS, sums_of
from siinas.catalogue.verification.facts import project_of
from siinas.catalogue.verification.flow import VerificationFlow
from siinas.catalogue.verification.header import Identity, Investment, Product, Site, from_oss, investment_of
from siinas.catalogue.verification.letters import RECEIPT
from siinas.process.checks import Facts
from siinas.process.declaration import Process
from siinas.process.fields import Answers
from siinas.reference.document_types import SPATIAL
from siinas.reference.requirements import VSKU


class Verification(
    Process,
    key="vsku",
    code="VSK",
    title="Verifikasi Pemenuhan Standar Kegiatan Usaha dan/atau Produk untuk Keperluan Risiko Menengah Tinggi / Tinggi "
    "(VSKU)",
    menu="E-Services › e-Licensing",
):
    """Has the standards of a KBLI of risk MT or T verified, so that OSS can verify its licence."""

    noun = "permohonan"
    new_label = "Pengajuan baru"
    short = "VSKU"
    legal_basis = "Permenperin 37/2025 Pasal 10 dan 13; PP 28/2025"
    summary = (
        "Dokumen divalidasi, pabrik dikunjungi, dan hasilnya diputuskan; surat keputusannya diunggah di akun OSS "
        "sampai perizinannya terverifikasi."
    )
    steps = (Identity, Product, Investment, Site, *ATTACHMENTS)
    flow = VerificationFlow
    subjects = Identity.kbli
    assessments = (CheckSheet, Schedule, VisitRecord, OssUpload)
    receipt = RECEIPT
    requires = VSKU
    settings = ("vsku_tolerance", "vsku_oss_blocks", "vsku_team")
    knows = ("risks", "places", "papers", "oss", "exempted", "needs_exemption", "sentences", "other_lines")

    @classmethod
    def first_answers(cls, facts: Facts) -> dict[str, Any]:
        """What OSS and the company's own records already say."""
        found: dict[str, Any] = from_oss(facts)
        provinces = {code[:2] for code in (*facts.sisters, str(facts.profile.get("regency") or ""))} - {""}
        found["cross_province"] = len(provinces) > 1
        if (permit := facts.papers.get(SPATIAL.key)) is not None:
            found["kkpr_no"] = permit.number
        product = next((line for line in facts.capacity if line.kbli == facts.subject), None)
        if product is not None:
            found.setdefault("product_type", product.product)
            found.setdefault("capacity", product.per_year)
            found.setdefault("capacity_unit", product.unit)
        return found

    @classmethod
    def why_not(cls, subject: str, facts: Facts) -> str:
        """Only for MT and T, and for a KBLI that no other open application takes in (licensing.md 3.3)."""
        if facts.risks.get(subject) not in {"MT", "T"}:
            return "Verifikasi hanya untuk KBLI berisiko Menengah Tinggi atau Tinggi."
        if number := facts.other_lines.get(subject):
            return f"KBLI ini sudah termasuk satu lini dalam permohonan {number}."
        return ""

    @classmethod
    def computed(cls, answers: dict[str, Any]) -> dict[str, Any]:
        """The sums of header and pages."""
        return {"investment_total": investment_of(answers), **sums_of(answers)}

    @classmethod
    def kbli_concerned(cls, answers: Answers) -> tuple[str, ...]:
        """The KBLI of the application, those of its line included."""
        others = (row.get("kbli") for row in answers.get("line_kbli") or ()) if answers.get("one_line") else ()
        return tuple(code for code in (answers.get("kbli"), *others) if code)

    @classmethod
    def competence(cls, answers: Answers, facts: Facts) -> dict[str, str]:
        """By what the competent authority is found (licensing.md 3.2); `oss` is what OSS says itself."""
        project = project_of(answers, facts)
        return {
            "oss": project.authority if project is not None else "",
            "location": str(facts.profile.get("location_type") or ""),
            "investment_status": str(facts.profile.get("investment_status") or ""),
            "cross_province": "yes" if answers.get("cross_province") else "no",
            "scale": str(facts.profile.get("business_scale") or "").casefold(),
            "kbli": str(answers.get("kbli") or ""),
            "regency": str(facts.profile.get("regency") or ""),
        }
