"""Makes synthetic NIBs whose true values are known; companies, people, addresses and numbers are all invented."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from siinas.documents.nib_record import Address, KbliRow, Licence
from siinas.documents.sample_papers import sample_nib
from tests.documents.nib_drawing import OTHER_LABELS, Layout, draw_nib, serif_font


@dataclass(frozen=True)
class NibSample:
    """The true values of one NIB."""

    nib: str
    name: str
    email: str
    phone: str
    address: Address
    investment_status: str
    scale: str
    issued_on: date
    amendment: int | None
    kbli: tuple[KbliRow, ...]


_CHANGED_ORDER = (
    ("number", "No.", 22),
    ("title", "Judul KBLI", 105),
    ("code", "Kode KBLI", 40),
    ("risk", "Tingkat Risiko", 56),
    ("kind", "Jenis", 62),
    ("legality", "Status", 72),
    ("location", "Lokasi Usaha", 105),
    ("note", "Keterangan", 60),
)
_WIDE = (
    ("number", "No.", 30),
    ("code", "Kode KBLI", 70),
    ("title", "Judul KBLI", 180),
    ("location", "Lokasi Usaha", 190),
    ("risk", "Tingkat Risiko", 90),
    ("kind", "Jenis", 100),
    ("legality", "Legalitas", 110),
)
_NARROW = (
    ("number", "No.", 20),
    ("code", "Kode KBLI", 36),
    ("title", "Judul KBLI", 82),
    ("location", "Lokasi Usaha", 100),
    ("risk", "Klasifikasi Risiko", 56),
    ("kind", "Jenis", 56),
    ("legality", "Legalitas", 70),
)


def _layouts() -> dict[str, Layout]:
    return {
        "plain": Layout(),
        "no padding between rows": Layout(padding=0, head="gap", numbering=False),
        "wrapped": Layout(columns=_NARROW, head_value_width=150, list_codes=True),
        "two pages, header repeated": Layout(leading=11, padding=6),
        "two pages, no second header": Layout(repeat_header=False, page_titles=False, leading=11, padding=6),
        "rows split over pages": Layout(split_rows=True, leading=11, padding=5),
        "columns in another order": Layout(columns=_CHANGED_ORDER, head="flow"),
        "serif, landscape, other labels": Layout(
            columns=_WIDE, labels=OTHER_LABELS, font=serif_font(), size=9, leading=12, wide=True, head_size=11
        ),
        "turned page": Layout(columns=_WIDE, turned=True, labels=OTHER_LABELS, head="gap"),
        "centred header": Layout(centred_header=True, padding=6),
        "centred cells": Layout(centred_header=True, centred_cells=True, padding=6, font="Times-Roman", size=9),
        "ruled, cells in the middle": Layout(
            ruled=True, middle=True, centred_header=True, centred_cells=True, head="ruled", padding=5
        ),
        "values below their labels": Layout(head="below", padding=3),
        "letter-spaced": Layout(columns=_WIDE, wide=True, letter_space=1.6, size=7, head_value_width=420),
        "hard spaces": Layout(hard_spaces=True, font="Times-Roman", head="flow", annex_on_first_page=True),
        "typewriter": Layout(columns=_WIDE, wide=True, font="Courier", size=7, leading=9, head_value_width=420),
    }


DRAWN = _layouts()
LAYOUTS = (*DRAWN, "document table")
SCAN = "scan"


def make_nib(sample: NibSample, layout: str) -> bytes:
    """Return the PDF of a sample in one of `LAYOUTS`, or as a picture without text (`SCAN`)."""
    if layout == SCAN:
        return scanned(make_nib(sample, "plain"))
    if layout == "document table":
        return sample_nib(
            nib=sample.nib,
            name=sample.name,
            address=sample.address.text or "",
            phone=sample.phone,
            email=sample.email,
            investment_status=sample.investment_status,
            scale=sample.scale,
            issued_on=sample.issued_on,
            amendment=sample.amendment,
            kbli=sample.kbli,
        )
    return draw_nib(sample, DRAWN[layout])


def scanned(content: bytes) -> bytes:
    """Return the first page of a PDF as a picture on a page, without any text."""
    import pypdfium2
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=1.2).to_pil()
    document.close()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()
    return out.getvalue()


_LEGAL_FORMS = ("PT", "CV", "PT", "KOPERASI")
_NAMES = ("CONTOH", "RAGAM", "PERAGAAN", "UJI COBA", "TELADAN", "PURWARUPA", "SAMPEL")
_TRADES = (
    "GULA NUSANTARA",
    "BAJA TINGGI MANDIRI",
    "TEKSTIL & GARMEN SEJAHTERA ABADI",
    "KIMIA DASAR INDONESIA (PERSERO)",
    "AFFINITAS FIBER FLUORINDO",
    "USAHA BERSAMA",
)
_STREETS = (
    "Jl. Contoh Raya No. 7",
    "Jl. Desa Makmur Blok C-3 No. 12, RT 003 RW 011",
    "Kawasan Industri Peragaan, Jl. Teladan II Kav. 5/6",
    "Gedung Contoh Lantai 9, Jl. Kota Baru Kav. 1",
    "Jl. Raya Uji - Coba Km. 24,5",
)
_VILLAGES = ("Sukacontoh", "Teladan Baru", "Karang Uji", "Sampel Wetan")
_DISTRICTS = ("Contohrejo", "Peragaan Timur", "Uji Selatan")
_REGENCIES = (
    ("Kab. Contoh Barat", "Jawa Barat"),
    ("Kota Adm. Jakarta Selatan", "DKI Jakarta"),
    ("Kab. Malang", "Jawa Timur"),
    ("Kota Batam", "Kepulauan Riau"),
    ("Kabupaten Hulu Sungai Peragaan", "Kalimantan Selatan"),
)
_TITLES = (
    ("10721", "Industri Gula Pasir"),
    ("24102", "Industri Penggilingan Baja Bertekanan Tinggi dan Rendah"),
    ("13912", "Industri Kain Rajutan"),
    ("20111", "Industri Kimia Dasar Anorganik Khlor dan Alkali"),
    ("33121", "Jasa Reparasi Mesin untuk Keperluan Umum dengan Izin Khusus"),
    ("46900", "Perdagangan Besar Berbagai Macam Barang"),
    ("10750", "Industri Makanan dan Masakan Olahan Risiko Menengah"),
    ("28190", "Industri Mesin untuk Keperluan Umum Lainnya, termasuk NIB dan Standar"),
    ("68111", "Real Estat yang Dimiliki Sendiri atau Disewa"),
)
_LICENCES = {
    "R": (("NIB",),),
    "MR": (("NIB", "Sertifikat Standar"), ("Sertifikat Standar",)),
    "MT": (("NIB", "Sertifikat Standar"), ("NIB", "Sertifikat Standar", "Sertifikat Standar")),
    "T": (("NIB", "Izin"), ("NIB", "Izin", "Sertifikat Standar"), ("Izin",)),
}


def make_address(chance: random.Random) -> Address:
    """Return an invented address with its parts."""
    street, village, district = chance.choice(_STREETS), chance.choice(_VILLAGES), chance.choice(_DISTRICTS)
    regency, province = chance.choice(_REGENCIES)
    code = str(chance.randrange(10000, 99999))
    text = f"{street}, Desa/Kelurahan {village}, Kec. {district}, {regency}, Provinsi {province}, Kode Pos: {code}"
    return Address(text, street, village, district, regency, province, code)


def make_row(chance: random.Random) -> KbliRow:
    """Return an invented business line."""
    code, title = chance.choice(_TITLES)
    risk = chance.choice(tuple(_LICENCES))
    licences = tuple(
        Licence(kind, chance.choice(("Terbit", "Belum Terverifikasi", "Terverifikasi")) if kind != "NIB" else "Terbit")
        for kind in chance.choice(_LICENCES[risk])
    )
    place = make_address(chance)
    location = chance.choice((place.text, f"{place.regency}, Provinsi {place.province}", place.regency, "-"))
    return KbliRow(code, title, location, risk, licences)


def make_sample(seed: int, rows: int | None = None) -> NibSample:
    """Return invented true values, the same for the same seed; `rows` fixes how many business lines there are."""
    chance = random.Random(seed)
    name = " ".join(
        [chance.choice(_LEGAL_FORMS), *chance.sample(_NAMES, chance.randrange(1, 4)), chance.choice(_TRADES)]
    )
    count = rows if rows is not None else chance.choice((1, 1, 2, 3, 5, 9, 25))
    return NibSample(
        nib="".join(str(chance.randrange(10)) for _ in range(13)),
        name=name,
        email=chance.choice(("info@ragam.example.test", "surat.masuk@gula-contoh.example.test", "legal_1@ragam.test")),
        phone=chance.choice(("0341 5550100", "+62 21 5550 1234", "(021) 5550-777", "081200000123", "0812000001234")),
        address=make_address(chance),
        investment_status=chance.choice(("PMA", "PMDN")),
        scale=chance.choice(("Mikro", "Kecil", "Menengah", "Besar")),
        issued_on=date(2018, 8, 9) + timedelta(days=chance.randrange(2500)),
        amendment=chance.choice((None, None, 1, 2, 13)),
        kbli=tuple(make_row(chance) for _ in range(count)),
    )


PLAIN_SAMPLE = replace(make_sample(1, rows=3), name="PT CONTOH GULA NUSANTARA")
