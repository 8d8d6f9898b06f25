"""Which role an officer gets, and how far it reaches."""

from __future__ import annotations

from siinas.process.fields import Choice, Reference
from siinas.process.roles import OFFICERS, ROLE_LABELS
from siinas.process.steps import Row

ESTATES = {"KEK": "Kawasan Ekonomi Khusus (KEK)", "KPBPB": "Kawasan Perdagangan Bebas dan Pelabuhan Bebas (KPBPB)"}
"""Estates whose authority is a region of its own kind (SETTLED 2)."""


class OfficersRole(Row):
    """One role; what is left blank limits nothing."""

    role = Choice("Peran", among={role.value: label for role, label in ROLE_LABELS.items() if role in OFFICERS})
    directorate = Choice("Direktorat", among=Reference("directorate"), required=False, help="Kosong: semua direktorat.")
    province = Choice("Provinsi", among=Reference("province"), required=False, help="Kosong: seluruh Indonesia.")
    region = Choice(
        "Kabupaten/Kota",
        among=Reference("regency"),
        required=False,
        help="Hanya untuk peran di satu kabupaten atau kota; provinsinya tidak perlu dipilih.",
    )
    estate = Choice(
        "Kawasan khusus",
        among=ESTATES,
        required=False,
        help="Hanya untuk Administrator KEK atau Badan Pengusahaan KPBPB di kabupaten/kota yang dipilih.",
    )
