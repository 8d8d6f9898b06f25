"""Rows that the code lists take, and cells that they do not: found from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from siinas.process.fields import Choice, Day, Field, Quantity, Text, Year
from siinas.reference.table import ReferenceTable

GOOD: dict[str, list[dict[str, str]]] = {
    "region": [{"code": "3573011001", "name": "Contoh Satu"}, {"code": "35.73.01.2002", "name": "Contoh Dua"}],
    "kbli": [
        {"version": "2025", "code": "10437", "title": "Industri Contoh Satu"},
        {"version": "2025", "code": "01111", "title": "Pertanian Contoh"},
    ],
    "kbli_mapping": [
        {"old_version": "2020", "old_code": "10437", "new_version": "2025", "new_code": "10438", "kind": "sama"},
        {"old_version": "2020", "old_code": "10110", "new_version": "2025", "new_code": "10111", "kind": ""},
    ],
    "kbli_risk": [
        {
            "version": "2020",
            "code": "10437",
            "scale": "besar",
            "parameter": "",
            "risk": "MT",
            "licence": "",
            "source": "Lampiran contoh",
        },
        {
            "version": "2020",
            "code": "10110",
            "scale": "",
            "parameter": "Contoh",
            "risk": "R",
            "licence": "izin",
            "source": "",
        },
    ],
    "unit": [
        {"code": "XA", "name": "karung contoh", "kind": "package", "kg_factor": ""},
        {"code": "XB", "name": "kwintal contoh", "kind": "mass", "kg_factor": "100.5"},
    ],
    "hs_code": [
        {"version": "BTKI 2022", "code": "02013000", "title": "Daging contoh"},
        {"version": "BTKI 2022", "code": "1701.99.10", "title": "Gula contoh"},
    ],
    "country": [{"code": "XX", "name": "Negeri Contoh"}, {"code": "XY", "name": "Negeri Lain"}],
    "directorate": [
        {"code": "CTH", "name": "Direktorat Contoh", "directorate_general": "Direktorat Jenderal Contoh"},
        {"code": "CTH2", "name": "Direktorat Contoh Dua", "directorate_general": "Direktorat Jenderal Contoh"},
    ],
    "directorate_rule": [
        {"kbli_prefix": "01", "directorate_code": "IMHLP"},
        {"kbli_prefix": "10999", "directorate_code": "IHHP"},
    ],
    "industrial_estate": [
        {
            "code": "KI-1",
            "name": "Kawasan Industri Contoh",
            "operator": "PT Contoh Kawasan",
            "regency": "3573",
            "area_ha": "120.5",
            "status": "operating",
            "remaining_plots": "0",
            "as_of": "2026-01-31",
            "source": "Daftar contoh",
        },
        {
            "code": "KI-2",
            "name": "Kawasan Industri Lain",
            "operator": "",
            "regency": "3525",
            "area_ha": "",
            "status": "planned",
            "remaining_plots": "",
            "as_of": "",
            "source": "",
        },
    ],
    "check_item": [
        {"code": "contoh_satu", "section": "1", "name": "Butir contoh", "sentence": "Lengkapi {capacity} contoh."},
        {"code": "contoh_dua", "section": "11", "name": "Butir lain", "sentence": "Lengkapi."},
    ],
    "competence_rule": [
        {
            "position": "71",
            "location": "",
            "investment_status": "",
            "cross_province": "",
            "scale": "besar",
            "kbli_prefix": "25",
            "authority": "ministry",
            "office": "province",
            "source": "Contoh",
        },
        {
            "position": "72",
            "location": "kek",
            "investment_status": "PMDN",
            "cross_province": "no",
            "scale": "",
            "kbli_prefix": "",
            "authority": "kek",
            "office": "kek",
            "source": "",
        },
    ],
    "plausible_bound": [
        {"measure": "product_price", "kbli_prefix": "10721", "lower": "8000", "upper": "25000.5", "source": "Contoh"},
        {"measure": "material_ratio", "kbli_prefix": "107", "lower": "", "upper": "20", "source": ""},
    ],
    "choice_option": [
        {"list_key": "fuel", "code": "contoh", "name": "Bahan bakar contoh", "position": "50"},
        {"list_key": "dock", "code": "contoh_2", "name": "Fasilitas contoh", "position": "51"},
    ],
    "holiday": [
        {"day": "2031-01-02", "name": "Libur contoh", "kind": "office", "certainty": "fixed", "source": "Contoh"},
        {"day": "2031-01-03", "name": "Hari kerja contoh", "kind": "working", "certainty": "expected", "source": ""},
    ],
    "oss_status": [
        {"code": "15", "name": "Status contoh", "outcome": "open"},
        {"code": "16", "name": "Status contoh lain", "outcome": "returned"},
    ],
    "oss_event": [{"event": "reset", "code": "43"}, {"event": "reset_back", "code": "44"}],
}
"""Two rows for each list, in machine spelling, of codes that are not shipped."""


def bad_cells(field: Field) -> Iterator[str]:
    """Texts that a column must not take."""
    if field.required:
        yield ""
    if isinstance(field, Choice):
        yield from ("bukan pilihan", "0")
    elif isinstance(field, Quantity):
        yield from ("seribu", "1,5,5", "-1", "1e5", "0x10", "1." + "1" * (field.decimals + 1))
    elif isinstance(field, Year):
        yield from ("20", "dua ribu", "1799", "2020.5")
    elif isinstance(field, Day):
        yield from ("kemarin", "31/02/2026", "2026-13-01")
    elif isinstance(field, Text):
        yield "x" * (field.longest + 1)
        if field.pattern:
            yield from ("?", "１２３４５")
            if "a-z" not in field.pattern:
                yield "12a45678901"


def text_of(
    table: type[ReferenceTable], rows: list[dict[str, str]], delimiter: str = "\t", labels: bool = False
) -> str:
    """The rows as a table with a header, under a comment line with a source."""
    columns = table.columns()
    head = delimiter.join(field.label if labels else key for key, field in columns.items())
    lines = [delimiter.join(row[key] for key in columns) for row in rows]
    return "\n".join(["# Source: Contoh", head, *lines, ""])
