"""On which grounds a company need not settle in an industrial estate, and when each can hold (licensing.md 2.1)."""

from __future__ import annotations

from siinas.process.checks import Facts
from siinas.process.fields import Answers

NO_ESTATE, FULL, SMALL, SPECIAL, EXISTING, OTHER_LAW = (
    "no_estate",
    "estates_full",
    "small_clean",
    "special",
    "existing",
    "other_law",
)
GROUNDS = {
    NO_ESTATE: "Belum ada kawasan industri di kabupaten/kota ini",
    FULL: "Kaveling industri di semua kawasan industri sudah habis",
    SMALL: "Industri kecil atau menengah yang tidak berpotensi menimbulkan pencemaran berdampak luas",
    SPECIAL: "Memerlukan bahan baku khusus dan/atau proses dengan lokasi khusus",
    EXISTING: "Pabrik sudah berdiri dan beroperasi secara sah sebelum ada kewajiban",
    OTHER_LAW: "Diatur ketentuan lain (KEK, KPBPB, atau sejenisnya)",
}
ZONED = frozenset(GROUNDS) - {SPECIAL}
"""Grounds on which the place must lie in a Kawasan Peruntukan Industri."""


def operating(facts: Facts) -> list[str]:
    """The names of the estates of the regency that are in operation."""
    return [estate.name for estate in facts.estates if estate.status == "operating"]


def why_no_ground(ground: str, answers: Answers, facts: Facts) -> str:
    """Why a ground cannot hold for this case; "" where it can.

    That no estate is listed for a regency means that nothing is known of it: the ground is offered, the proof decides
    (SETTLED 5).
    """
    if ground == OTHER_LAW and not facts.settings.get("skpbki_other_law"):
        return "Belum dibuka oleh Kementerian."
    if ground in ZONED and answers.get("in_zoning") is False:
        return "Lokasi harus berada di Kawasan Peruntukan Industri menurut RTRW."
    if ground == NO_ESTATE and (names := operating(facts)):
        return f"Ada kawasan industri yang beroperasi di kabupaten/kota ini: {', '.join(names)}."
    if ground == FULL:
        if facts.estates and not operating(facts):
            return "Belum ada kawasan industri yang beroperasi di kabupaten/kota ini."
        left = [estate.name for estate in facts.estates if estate.status == "operating" and estate.remaining_plots]
        if left:
            return f"Menurut daftar kawasan masih ada kaveling di {', '.join(left)}."
    if ground == SMALL:
        if answers.get("industry_scale") == "large":
            return "Menurut tenaga kerja dan investasinya, ini industri besar."
        if answers.get("env_doc_type") == "amdal":
            return "Kegiatan yang wajib AMDAL dapat berdampak luas."
    if ground == EXISTING and answers.get("project_status") in {"new", "relocation"}:
        return "Hanya untuk pabrik yang sudah berdiri atau perluasan di lokasi yang sama."
    return ""
