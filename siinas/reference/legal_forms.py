"""Legal forms of a business ("Bentuk Badan Usaha", reporting.md 7.8) with the code that OSS uses for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One legal form: our key, the Indonesian name, the abbreviation or "", the code of OSS (annex 2, two digits)."""

    key: str
    name: str
    abbreviation: str
    oss_code: str

    @property
    def label(self) -> str:
        """What a list shows: "Perseroan Terbatas (PT)"."""
        return f"{self.name} ({self.abbreviation})" if self.abbreviation else self.name


LEGAL_FORMS: Final[tuple[LegalForm, ...]] = (
    LegalForm("pt", "Perseroan Terbatas", "PT", "01"),
    LegalForm("pt_perorangan", "PT Perorangan", "", "26"),
    LegalForm("cv", "Persekutuan Komanditer", "CV", "02"),
    LegalForm("firma", "Persekutuan Firma", "", "05"),
    LegalForm("persekutuan_perdata", "Persekutuan Perdata", "", "06"),
    LegalForm("perum", "Perusahaan Umum", "Perum", "21"),
    LegalForm("perumda", "Perusahaan Umum Daerah", "Perumda", "22"),
    LegalForm("badan_hukum_lainnya", "Badan Hukum Lainnya", "", "19"),
    LegalForm("koperasi", "Koperasi", "", "07"),
    LegalForm("persekutuan_perkumpulan", "Persekutuan dan Perkumpulan", "", "09"),
    LegalForm("yayasan", "Yayasan", "", "10"),
    LegalForm("blu", "Badan Layanan Umum", "BLU", "18"),
    LegalForm("bum_desa", "Badan Usaha Milik Desa", "BUM Desa", "28"),
    LegalForm("bum_desa_bersama", "Badan Usaha Milik Desa Bersama", "BUM Desa Bersama", "29"),
    LegalForm("perseorangan", "Perseorangan", "", "17"),
)
