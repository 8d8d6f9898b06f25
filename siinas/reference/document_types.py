"""The kinds of documents a company keeps or sends, with their upload limits (reporting.md 3.7, licensing.md 6.4)."""

from __future__ import annotations

from siinas.process.documents import MEGABYTE, DocumentType

NIB = DocumentType("nib", "NIB OSS-RBA", max_bytes=5 * MEGABYTE)
NPWP = DocumentType("npwp", "NPWP", accepts=frozenset({"pdf", "jpeg", "png"}), max_bytes=5 * MEGABYTE)
DEED = DocumentType("akta", "Akta pendirian / akta perusahaan")
DEED_CHANGE = DocumentType("akta_perubahan", "Akta perubahan")
STANDARD_CERTIFICATE = DocumentType("sertifikat_standar", "Sertifikat Standar")
PERMIT = DocumentType("izin", "Izin")
ENVIRONMENT = DocumentType("persetujuan_lingkungan", "Persetujuan Lingkungan (AMDAL / UKL-UPL)")
SPATIAL = DocumentType("kkpr", "KKPR")
OTHER_PERMIT = DocumentType("perizinan_lain", "Perizinan lain")
SIGNED_STATEMENT = DocumentType("surat_pernyataan", "Surat pernyataan bertanda tangan")

COMPANY_DOCUMENTS = (
    DEED,
    DEED_CHANGE,
    NIB,
    NPWP,
    STANDARD_CERTIFICATE,
    PERMIT,
    ENVIRONMENT,
    SPATIAL,
    OTHER_PERMIT,
)

DOCUMENT_TYPES = {kind.key: kind for kind in (*COMPANY_DOCUMENTS, SIGNED_STATEMENT)}

RISKS = {"R": "Rendah", "MR": "Menengah Rendah", "MT": "Menengah Tinggi", "T": "Tinggi"}


def minimum_documents(risks: frozenset[str]) -> tuple[DocumentType, ...]:
    """The documents a company must have uploaded, given the risks of its KBLI (licensing.md 6.4).

    Deed, NIB and NPWP always; the sectoral licence is the NIB itself for R, the Sertifikat Standar for MR and MT, the
    Izin for T.
    """
    wanted = [DEED, NIB, NPWP]
    if risks & {"MR", "MT"}:
        wanted.append(STANDARD_CERTIFICATE)
    if "T" in risks:
        wanted.append(PERMIT)
    return tuple(wanted)
