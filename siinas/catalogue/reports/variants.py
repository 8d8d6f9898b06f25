"""The contents of Laporan Produksi: which groups of data a company of each category reports (reporting.md 1.4)."""

from __future__ import annotations

MEDIUM_LARGE = "medium_large"
SMALL = "small"
SHIPYARD = "shipyard"
CATEGORIES = {
    MEDIUM_LARGE: "Industri Menengah Besar",
    SMALL: "Industri Kecil",
    SHIPYARD: "Galangan Kapal",
}
"""Permenperin 13/2025 Pasal 7; the codes are those of Kategori Pelaporan in Data Umum."""
LARGE = (MEDIUM_LARGE, SHIPYARD)
GOODS = (MEDIUM_LARGE, SMALL)
"""Those whose products are goods of a quantity; a shipyard reports ships and work on them."""
