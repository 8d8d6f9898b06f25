"""The official code lists that the portal works with, one class for each (licensing.md 7, reporting.md 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from siinas.process.fields import Choice, Day, HsCode, Quantity, Reference, Text, Whole, Year
from siinas.process.letters import quotes_in
from siinas.reference.addresses import LOCATION_TYPES
from siinas.reference.calendar_table import Holidays
from siinas.reference.check_items import CHECK_QUOTES, SECTIONS
from siinas.reference.document_types import RISKS
from siinas.reference.kbli import LICENCES, SCALES, licence_for
from siinas.reference.measures import MEASURES
from siinas.reference.oss import EVENTS, OUTCOMES
from siinas.reference.regions import LEVEL_OF_LENGTH, LEVELS, REGENCY_NUMBERS, VILLAGE_KINDS, parent_of
from siinas.reference.table import ReferenceTable, RowFault, Values
from siinas.reference.units import KINDS

OPTION_LISTS = {
    "fuel": "Bahan bakar",
    "fuel_unit": "Satuan bahan bakar",
    "generator": "Jenis pembangkit listrik",
    "power_unit": "Satuan kapasitas pembangkit",
    "pln_power": "Daya PLN (Industri Kecil)",
    "waste_treatment": "Cara pengelolaan limbah",
    "education": "Pendidikan pemilik",
    "school_level": "Jenjang peserta prakerin",
    "dock": "Fasilitas galangan",
    "ship_unit": "Satuan ukuran kapal",
    "ship_work": "Pekerjaan kapal",
    "machine_status": "Keadaan mesin (pembangunan)",
    "land_unit": "Satuan luas lahan",
}
"""The lists of `Options` by key."""
SOURCE_HELP = "Peraturan atau dokumen asalnya, dengan halaman bila ada."


class KbliCode(Text):
    """The five digits of a business line."""

    def __init__(self, label: str, **more: Any) -> None:
        remedy = "Kode KBLI terdiri atas 5 angka, misalnya 10437."
        super().__init__(label, longest=5, pattern=r"[0-9]{5}", remedy=remedy, **more)


class Regions(ReferenceTable, key="region", slug="wilayah", label="Wilayah"):
    """Provinces, regencies and cities, districts (shipped), villages (to be loaded)."""

    noun = "wilayah"
    lead = (
        "Kode wilayah tanpa titik: provinsi 2 angka, kabupaten/kota 4, kecamatan 6, desa/kelurahan 10. "
        "Desa/kelurahan tidak ikut dalam portal; muat dari berkas Kepmendagri."
    )
    code = Text(
        "Kode",
        longest=10,
        pattern=r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}",
        remedy="Kode wilayah terdiri atas 2, 4, 6 atau 10 angka, misalnya 350701 atau 3507012001.",
    )
    name = Text("Nama", longest=100)
    level = Choice("Tingkat", among=LEVELS, computed=True)
    parent = Text("Induk", required=False, computed=True)
    identity = (code,)
    within = (level,)
    searched = (code, name)
    lies_in = parent
    shipped = ("regions_2025.tsv",)

    @classmethod
    def spelt(cls, key: str, text: str) -> str:
        """Codes are kept without the dots with which they are printed."""
        return text.replace(".", "") if key == "code" else text

    @classmethod
    def completed(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Level and parent follow from the code."""
        return row | {"level": LEVEL_OF_LENGTH[len(row["code"])], "parent": parent_of(row["code"])}

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """Numbers that Permendagri 137/2017 does not give (reporting.md 7.10)."""
        code = row["code"]
        if row["level"] == "regency" and code[2:] not in REGENCY_NUMBERS:
            yield RowFault(cls.code, "Dua angka terakhir kode kabupaten adalah 01–69, kode kota 71–99.")
        if row["level"] == "village" and code[6] not in VILLAGE_KINDS:
            yield RowFault(cls.code, "Empat angka terakhir diawali 1 (kelurahan), 2 (desa) atau 3 (desa adat).")


class KbliCodes(ReferenceTable, key="kbli", slug="kbli", label="KBLI"):
    """Business lines; each edition has its own titles."""

    noun = "KBLI"
    lead = "Setiap versi KBLI punya judulnya sendiri. Versi yang berlaku ditetapkan pada Setelan."
    version = Year("Versi")
    code = KbliCode("Kode")
    title = Text("Judul", longest=255)
    identity = (version, code)
    within = (version,)
    edition = version
    searched = (code, title)
    shipped = ("kbli_2020.tsv",)


class KbliMapping(ReferenceTable, key="kbli_mapping", slug="padanan-kbli", label="Padanan KBLI"):
    """Which codes of an edition have become which of another one."""

    noun = "padanan"
    lead = "Kode KBLI versi lama dan penggantinya. Tidak ada yang ikut dalam portal; muat dari tabel konversi BPS."
    old_version = Year("Versi lama")
    old_code = KbliCode("Kode lama")
    new_version = Year("Versi baru")
    new_code = KbliCode("Kode baru")
    kind = Choice(
        "Jenis",
        among={"sama": "Sama", "pecah": "Pecah", "gabung": "Gabung", "campur": "Pecah dan gabung"},
        required=False,
        help="Bila kosong, ditentukan dari banyaknya padanan kode itu.",
    )
    identity = (old_version, old_code, new_version, new_code)
    within = (old_version, new_version)
    editable = (kind,)
    addable = True

    @classmethod
    def completed_together(cls, rows: list[dict[str, Any]]) -> None:
        """The kind, where a file does not name it: how many new codes an old one has, and the other way round."""
        onward = Counter((row["old_version"], row["old_code"], row["new_version"]) for row in rows)
        back = Counter((row["new_version"], row["new_code"], row["old_version"]) for row in rows)
        for row in rows:
            splits = onward[row["old_version"], row["old_code"], row["new_version"]] > 1
            merges = back[row["new_version"], row["new_code"], row["old_version"]] > 1
            found = "campur" if splits and merges else "pecah" if splits else "gabung" if merges else "sama"
            row["kind"] = row["kind"] or found

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """A mapping leads from one edition to a later one."""
        if row["new_version"] <= row["old_version"]:
            yield RowFault(cls.new_version, "Versi baru harus lebih baru daripada versi lama.")


class KbliRisks(ReferenceTable, key="kbli_risk", slug="risiko-kbli", label="Risiko KBLI"):
    """The risk and the licence that follow from a business line (licensing.md 6.1).

    None is shipped: the risks stand in the annexes of PP 28/2025, of which no open data set exists (licensing.md 7).
    """

    noun = "risiko"
    lead = (
        "Tingkat risiko dan perizinan menurut KBLI, skala usaha, dan parameter. Baris NIB perusahaan yang sudah "
        "dipastikan selalu mendahului; tabel ini hanya mengisi yang tidak disebut NIB."
    )
    version = Year("Versi KBLI")
    code = KbliCode("KBLI")
    scale = Choice("Skala usaha", among=SCALES, required=False, help="Kosong berarti semua skala.")
    parameter = Text("Parameter", required=False, help="Bunyi parameter dalam lampiran; kosong berarti tanpa syarat.")
    risk = Choice("Tingkat Risiko", among=RISKS)
    licence = Choice("Perizinan", among=LICENCES, required=False, help="Bila kosong, mengikuti tingkat risiko.")
    source = Text("Sumber", required=False, help=SOURCE_HELP)
    identity = (version, code, scale, parameter)
    within = (version,)
    edition = version
    editable = (risk, licence, source)
    addable = True

    @classmethod
    def completed(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Blank scale and parameter stand for all; the licence follows from the risk."""
        licence = row["licence"] or licence_for(row["risk"])
        return row | {"scale": row["scale"] or "", "parameter": row["parameter"] or "", "licence": licence}


class Units(ReferenceTable, key="unit", slug="satuan", label="Satuan"):
    """Units by their UN/ECE codes."""

    noun = "satuan"
    lead = "Faktor kilogram hanya tetap untuk satuan massa; untuk yang lain perusahaan mengisi beratnya sendiri."
    code = Text(
        "Kode",
        longest=3,
        pattern=r"[A-Z0-9]{2,3}",
        remedy="Kode satuan UN/ECE terdiri atas 2 atau 3 huruf besar atau angka, misalnya TNE.",
    )
    name = Text("Nama", longest=60)
    kind = Choice("Jenis", among=KINDS)
    kg_factor = Quantity("Kilogram", decimals=8, required=False, help="Berapa kilogram dalam satu satuan.")
    identity = (code,)
    editable = (kg_factor,)
    shipped = ("units.tsv",)

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """A weight of nothing would make every quantity weigh nothing."""
        if row["kg_factor"] == 0:
            yield RowFault(cls.kg_factor, "Faktor harus lebih besar dari nol; kosongkan bila tidak tetap.")


class Countries(ReferenceTable, key="country", slug="negara", label="Negara"):
    """Countries by ISO 3166-1 alpha-2."""

    noun = "negara"
    code = Text("Kode", longest=2, pattern=r"[A-Z]{2}", remedy="Kode negara terdiri atas 2 huruf besar, misalnya ID.")
    name = Text("Nama", longest=100)
    identity = (code,)
    shipped = ("countries.tsv",)


class HsCodes(ReferenceTable, key="hs_code", slug="kode-hs", label="Kode HS"):
    """Tariff headings of 8 digits; none is shipped, as no open data set holds them."""

    noun = "kode HS"
    lead = "Pos tarif 8 angka, disimpan sebagai teks. Tidak ada yang ikut dalam portal; muat dari buku tarif."
    version = Text("Versi", longest=20, help="Misalnya BTKI 2022.")
    code = HsCode("Kode HS")
    title = Text("Uraian", longest=500)
    identity = (version, code)
    within = (version,)
    edition = version
    searched = (code, title)

    @classmethod
    def spelt(cls, key: str, text: str) -> str:
        """Codes are kept without the dots with which tariff books print them."""
        return text.replace(".", "").replace(" ", "") if key == "code" else text


class Directorates(ReferenceTable, key="directorate", slug="direktorat", label="Direktorat"):
    """The directorates that look after business lines."""

    noun = "direktorat"
    code = Text(
        "Kode", longest=20, pattern=r"[A-Z0-9_-]{2,20}", remedy="Isi 2 sampai 20 huruf besar atau angka tanpa spasi."
    )
    name = Text("Nama", longest=150)
    directorate_general = Text("Direktorat Jenderal", longest=150)
    identity = (code,)
    editable = (name, directorate_general)
    addable = True
    shipped = ("directorates.tsv",)


class DirectorateRules(ReferenceTable, key="directorate_rule", slug="pembina-kbli", label="Pembina KBLI"):
    """Which directorate looks after the business lines that begin with a prefix."""

    noun = "aturan"
    lead = "Direktorat pembina menurut awal kode KBLI; awalan terpanjang yang cocok menentukan."
    kbli_prefix = Text(
        "Awalan KBLI", longest=5, pattern=r"[0-9]{2,5}", remedy="Isi 2 sampai 5 angka pertama kode KBLI."
    )
    directorate_code = Choice("Direktorat Pembina", among=Reference("directorate"))
    identity = (kbli_prefix,)
    editable = (directorate_code,)
    addable = True
    shipped = ("directorate_rules.tsv",)


class Estates(ReferenceTable, key="industrial_estate", slug="kawasan-industri", label="Kawasan Industri"):
    """Industrial estates; that none is listed for a regency means that nothing is known of it (SETTLED 5)."""

    noun = "kawasan"
    lead = (
        "Kawasan industri menurut kabupaten/kota. Kabupaten/kota tanpa kawasan di daftar ini berarti belum diketahui, "
        "bukan tidak ada."
    )
    code = Text(
        "Kode",
        longest=20,
        pattern=r"[A-Za-z0-9._/-]{1,20}",
        remedy="Isi paling banyak 20 huruf atau angka tanpa spasi.",
        help="Kode kawasan menurut OSS bila ada.",
    )
    name = Text("Nama kawasan")
    operator = Text("Pengelola", required=False)
    regency = Choice("Kabupaten/Kota", among=Reference("regency"))
    area_ha = Quantity("Luas", unit="ha", required=False)
    status = Choice("Status", among={"operating": "Beroperasi", "construction": "Konstruksi", "planned": "Rencana"})
    remaining_plots = Whole("Sisa kaveling", required=False, help="Kosong berarti belum diketahui; 0 berarti habis.")
    as_of = Day("Keadaan per", past=True, required=False)
    source = Text("Sumber", required=False, help=SOURCE_HELP)
    identity = (code,)
    searched = (code, name)
    editable = (name, operator, regency, area_ha, status, remaining_plots, as_of, source)
    addable = True


class CheckItems(ReferenceTable, key="check_item", slug="butir-pemeriksaan", label="Butir Pemeriksaan VSKU"):
    """The sentences by which a company is told what its documents lack, item by item (licensing.md 3.5)."""

    noun = "butir"
    lead = (
        "Kalimat pengembalian untuk setiap butir lembar pemeriksaan dokumen VSKU. Kutipan yang dikenal: {capacity}, "
        "{other_investment}, {working_capital}, {machines_local}, {machines_import}."
    )
    code = Text("Kode", longest=30, pattern=r"[a-z0-9_]{2,30}", remedy="Huruf kecil, angka, dan garis bawah.")
    section = Choice("Bagian", among=SECTIONS)
    name = Text("Butir", longest=150)
    sentence = Text("Kalimat pengembalian", longest=500)
    identity = (code,)
    editable = (sentence,)
    shipped = ("check_items.tsv",)

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """A sentence quotes only what there is to quote."""
        try:
            unknown = quotes_in([row["sentence"]]) - CHECK_QUOTES
        except ValueError:
            unknown = frozenset({"{…}"})
        if unknown:
            yield RowFault(cls.sentence, f"Kutipan tidak dikenal: {', '.join(sorted(unknown))}.")


AUTHORITIES = {
    "ministry": "Kementerian Perindustrian",
    "province": "Dinas provinsi",
    "regency": "Dinas kabupaten/kota",
    "kek": "Administrator KEK",
    "kpbpb": "Badan Pengusahaan KPBPB",
}


class CompetenceRules(ReferenceTable, key="competence_rule", slug="kewenangan", label="Kewenangan VSKU"):
    """Who verifies the standards of which company, where OSS does not say so (licensing.md 3.2)."""

    noun = "aturan"
    lead = (
        "Aturan pertama yang cocok menurut urutannya berlaku, kecuali OSS sudah menyebut kewenangannya. Isian kosong "
        "cocok dengan semua. Kantor daerah mengunjungi dan memutus bila Kementerian memvalidasi lebih dahulu."
    )
    position = Whole("Urutan", most=999)
    location = Choice("Jenis lokasi", among=LOCATION_TYPES, required=False)
    investment_status = Choice(
        "Penanaman modal", among={"PMDN": "PMDN", "PMA": "PMA", "none": "Bukan PMA/PMDN"}, required=False
    )
    cross_province = Choice("Lintas provinsi", among={"yes": "Ya", "no": "Tidak"}, required=False)
    scale = Choice("Skala usaha", among=SCALES, required=False)
    kbli_prefix = Text(
        "Awalan KBLI",
        longest=5,
        pattern=r"[0-9]{2,5}",
        remedy="Isi 2 sampai 5 angka pertama kode KBLI, atau kosongkan.",
        required=False,
    )
    authority = Choice("Berwenang", among=AUTHORITIES)
    office = Choice(
        "Kantor daerah yang mengunjungi", among={key: AUTHORITIES[key] for key in AUTHORITIES if key != "ministry"}
    )
    source = Text("Sumber", required=False, help=SOURCE_HELP)
    identity = (position,)
    editable = (location, investment_status, cross_province, scale, kbli_prefix, authority, office, source)
    addable = True
    shipped = ("competence_rules.tsv",)

    @classmethod
    def completed(cls, row: dict[str, Any]) -> dict[str, Any]:
        """Blank means all."""
        blank = ("location", "investment_status", "cross_province", "scale", "kbli_prefix")
        return row | {key: row[key] or "" for key in blank}


class PlausibleBounds(ReferenceTable, key="plausible_bound", slug="batas-kewajaran", label="Batas kewajaran"):
    """Between which bounds a measured figure of a report needs no explanation (reporting.md 5.22)."""

    noun = "batas"
    lead = (
        "Di luar batas ini laporan mendapat peringatan yang dijelaskan perusahaan. Awalan KBLI terpanjang yang cocok "
        "menentukan. Baris tanpa batas bawah dan atas berarti KBLI itu tidak diperiksa."
    )
    measure = Choice("Ukuran", among={key: f"{one.label} ({one.unit})" for key, one in MEASURES.items()})
    kbli_prefix = Text(
        "Awalan KBLI",
        longest=5,
        pattern=r"[0-9]{2,5}",
        remedy="Isi 2 sampai 5 angka pertama kode KBLI, atau kosongkan untuk semua KBLI.",
        required=False,
        help="Kosong berarti semua KBLI.",
    )
    lower = Quantity("Batas bawah", decimals=4, required=False, help="Kosong berarti tanpa batas bawah.")
    upper = Quantity("Batas atas", decimals=4, required=False, help="Kosong berarti tanpa batas atas.")
    source = Text("Sumber", required=False, help=SOURCE_HELP)
    identity = (measure, kbli_prefix)
    within = (measure,)
    editable = (lower, upper, source)
    addable = True
    shipped = ("plausible_bounds.tsv",)

    @classmethod
    def completed(cls, row: dict[str, Any]) -> dict[str, Any]:
        """A blank prefix stands for all."""
        return row | {"kbli_prefix": row["kbli_prefix"] or ""}

    @classmethod
    def faults(cls, row: Values) -> Iterator[RowFault]:
        """Bounds that nothing can keep."""
        if row["lower"] is not None and row["upper"] is not None and row["lower"] > row["upper"]:
            yield RowFault(cls.upper, "Batas atas harus sama dengan atau lebih besar daripada batas bawah.")


class Options(ReferenceTable, key="choice_option", slug="pilihan", label="Pilihan Isian"):
    """What reports offer to choose from where no official list was found: fuels, generators, treatment of waste."""

    noun = "pilihan"
    lead = (
        "Pilihan pada isian laporan yang daftar resminya tidak ditemukan. Sebutan dapat diubah dan pilihan dapat "
        "ditambah; yang tidak berlaku lagi tetap disebut pada laporan lama."
    )
    list_key = Choice("Daftar", among=OPTION_LISTS)
    code = Text(
        "Kode",
        longest=20,
        pattern=r"[a-z0-9_]{1,20}",
        remedy="Isi paling banyak 20 huruf kecil, angka, atau garis bawah tanpa spasi.",
    )
    name = Text("Sebutan", longest=100)
    position = Whole("Urutan", most=999, help="Pilihan diurutkan menurut angka ini.")
    identity = (list_key, code)
    within = (list_key,)
    editable = (name, position)
    addable = True
    shipped = ("options.tsv",)


class OssStatuses(ReferenceTable, key="oss_status", slug="status-oss", label="Status OSS"):
    """The status codes of licences in OSS (PIA Lampiran 10), and what each means for a case that waits."""

    noun = "status"
    lead = (
        "Kode status perizinan menurut OSS. Artinya menentukan apa yang terjadi pada perkara yang menunggu OSS; "
        "kode yang tidak ada di sini disimpan apa adanya dan tidak menggerakkan perkara."
    )
    code = Text("Kode", longest=2, pattern=r"[0-9]{2}", remedy="Kode status terdiri atas 2 angka, misalnya 41.")
    name = Text("Sebutan", longest=100)
    outcome = Choice("Artinya bagi perkara", among=OUTCOMES)
    identity = (code,)
    editable = (name, outcome)
    addable = True
    shipped = ("oss_statuses.tsv",)


class OssEvents(ReferenceTable, key="oss_event", slug="kejadian-oss", label="Kejadian ke OSS"):
    """Which status OSS is told when something happens to a case; an ended row means that OSS is told nothing."""

    noun = "kejadian"
    lead = (
        "Status yang disampaikan ke OSS ketika sesuatu terjadi pada perkara. Kejadian yang diakhiri tidak disampaikan."
    )
    event = Choice("Kejadian", among=EVENTS)
    code = Text("Kode status", longest=2, pattern=r"[0-9]{2}", remedy="Kode status terdiri atas 2 angka.")
    identity = (event,)
    editable = (code,)
    addable = True
    shipped = ("oss_events.tsv",)


TABLES: dict[str, type[ReferenceTable]] = {
    table.key: table
    for table in (
        Regions,
        KbliCodes,
        KbliMapping,
        KbliRisks,
        Units,
        HsCodes,
        Countries,
        Directorates,
        DirectorateRules,
        Estates,
        CheckItems,
        CompetenceRules,
        PlausibleBounds,
        Options,
        Holidays,
        OssStatuses,
        OssEvents,
    )
}
"""All of them by key, in the order in which they are listed; a table is loaded after those it rests on."""
