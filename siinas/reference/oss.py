"""What the link to OSS knows by name: events of a case, and what a status means for one that waits (licensing.md 4)."""

from __future__ import annotations

OPEN, RETURNED, APPROVED, AUTOMATIC = "open", "returned", "approved", "automatic"
REFUSED_REQUIREMENT, REFUSED_LICENCE, REVOKED = "refused_requirement", "refused_licence", "revoked"
OUTCOMES = {
    OPEN: "Masih berjalan",
    RETURNED: "Dikembalikan ke perusahaan",
    APPROVED: "Disetujui",
    AUTOMATIC: "Disetujui otomatis",
    REFUSED_REQUIREMENT: "Persyaratan ditolak",
    REFUSED_LICENCE: "Izin ditolak",
}
"""What a status code may mean; a revocation comes with a NIB and has no code."""
ENDED = frozenset({APPROVED, AUTOMATIC, REFUSED_REQUIREMENT, REFUSED_LICENCE})
"""After these nothing more is to be expected of OSS."""
EVENTS = {
    "sent": "Permohonan dikirim perusahaan",
    "validation": "Validasi dimulai",
    "complete": "Dokumen lengkap",
    "returned": "Dikembalikan untuk perbaikan",
    "returned_back": "Perbaikan dikirim perusahaan",
    "visit": "Kunjungan lapangan",
    "verified": "Persyaratan terverifikasi",
    "approved": "Disetujui",
    "refused_requirement": "Persyaratan ditolak",
    "refused_licence": "Izin ditolak",
    "reset": "Diminta mengulang dari awal",
    "reset_back": "Data yang diulang dikirim perusahaan",
}
"""The events that `siinas.operations.oss.tell_status` knows; nothing is shipped for the last two, which no process has
yet (43 stops the service time of OSS, 44 begins it anew)."""
AGENCY = "019"
"""The ministry in OSS (Lampiran 20); its licences have a `kd_izin` that begins so."""
AUTHORITIES = {"00": "Pusat", "01": "Provinsi", "02": "Kabupaten/Kota"}
WITHDRAWN_DOCUMENTS = frozenset({"3", "4"})
"""`tipe_dokumen` of a NIB that was revoked or annulled."""
