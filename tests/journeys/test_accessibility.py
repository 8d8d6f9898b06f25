"""The main pages of each role, with errors shown and questions open: axe finds nothing serious, a phone shows all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import MakeVisitor
from tests.journeys.visitor import NARROW, WIDE, Visitor

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RUN = """(contrast) => axe.run(document, {
    resultTypes: ["violations"], preload: false, rules: {"color-contrast": {enabled: contrast}},
}).then((found) => found.violations)"""
"""Contrast, the rule that takes longest, is judged at one width: colours do not change with it."""
RUNS_OUT = """() => [...document.querySelectorAll("main dd, main td > .cell")]
    .filter((one) => one.clientWidth > 0 && getComputedStyle(one).overflowX === "visible"
        && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.textContent.trim().slice(0, 60))"""
"""Texts that run out of their place, over what stands beside them."""
GRAVE = {"serious", "critical"}


@cache
def axe_source() -> str:
    """The checker, read once."""
    return AXE.read_text()


class Inspection:
    """Looks at one page after the other, at both widths, and gathers what is wrong."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.found: list[str] = []

    @property
    def page(self) -> Page:
        return self.visitor.page

    def visit(self, *paths: str) -> None:
        """Open addresses and look at each."""
        for path in paths:
            self.visitor.open(path)
            self.look(path)

    def follow(self, path: str, selector: str, name: str) -> str:
        """Open a list, follow the first link that fits, look at it; returns its address."""
        self.visitor.open(path)
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.look(name)
        return self.page.url

    def look(self, name: str) -> None:
        """The page as it stands now, once it is there."""
        self.page.wait_for_load_state()
        self.visitor.shot(f"halaman-{self.visitor.label}-{re.sub(r'[^a-z0-9]+', '-', name)[:60].strip('-')}")
        self.page.evaluate(axe_source())
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            for violation in self.page.evaluate(RUN, size is WIDE):
                if violation["impact"] in GRAVE:
                    places = "; ".join(str(node["target"]) for node in violation["nodes"][:4])
                    self.found.append(f"{name} at {size['width']}: {violation['id']} ({violation['help']}): {places}")
            self.found += [f"{name} at {size['width']}: runs out: {text}" for text in self.page.evaluate(RUNS_OUT)[:4]]
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        if width > NARROW["width"]:
            self.found.append(f"{name}: scrolls sideways on a phone, {width} px wide")
        self.page.set_viewport_size(WIDE)


def anybody(look: Inspection) -> None:
    look.visit("/", "/masuk", "/registrasi", "/registrasi/terkirim", "/lupa-kata-sandi", "/kotak-surat-demo")
    look.visitor.open("/registrasi")
    look.visitor.press("Simpan")
    look.look("registrasi, kosong dikirim")
    look.visitor.open("/masuk")
    look.visitor.fill({"user_name": "tidak-ada", "password": "salah"})
    look.visitor.press("Masuk")
    look.look("masuk, salah")
    look.visit("/kata-sandi/tidak-ada", "/halaman-yang-tidak-ada", "/verifikasi", "/verifikasi/tidak-ada")


def company(look: Inspection) -> None:
    base = "/perusahaan"
    pages = ("data-umum", "kantor-pusat", "pabrik")
    lists = ("gudang", "bidang-usaha", "kapasitas", "dokumen", "sertifikat", "contact-person")
    look.visit(f"{base}/", "/akun", "/akun/e-mail", "/kata-sandi-sendiri", f"{base}/nib/", f"{base}/riwayat-alamat/")
    look.visit(*(f"{base}/{section}/" for section in (*pages, *lists, "orang", "perubahan-alamat")))
    look.visit(*(f"{base}/{section}/new/" for section in ("orang", *lists)))
    look.visitor.press("Simpan")
    look.look("contact person, kosong dikirim")
    look.visitor.open(f"{base}/kapasitas/")
    look.page.get_by_role("button", name="Hapus").first.click()
    expect(look.page.get_by_role("dialog")).to_be_visible()
    look.look("pertanyaan sebelum menghapus")
    look.visit(f"{base}/bukti-kepemilikan/")
    look.page.get_by_role("link", name="Lihat yang dilihat orang lain").click()
    look.page.wait_for_load_state()
    look.look("surat diperiksa")
    reports = f"{base}/laporan-produksi"
    look.visit(f"{reports}/", f"{reports}/baru/")


def draft(look: Inspection) -> None:
    reports = "/perusahaan/laporan-produksi/"
    address = look.follow(reports, "tr:has-text('Konsep') a", "konsep, daftar tugas")
    pages = ("data-umum", "kapasitas-produksi", "produksi-dan-penjualan", "bahan-baku", "tenaga-kerja")
    look.visit(*(f"{address}halaman/{page}/" for page in (*pages, "air-baku")))
    look.visitor.open(f"{address}halaman/bahan-baku/")
    look.visitor.press("Tambah bahan baku")
    look.look("bahan baku, baris baru")
    look.page.locator("[name^='material_lines-'][name$='-dom_qty']").last.fill("1.5")
    look.visitor.press("Simpan dan lanjutkan")
    look.look("bahan baku, salah isi")
    look.visit(f"{address}periksa/", f"{address}pernyataan/")


def sent(look: Inspection) -> None:
    reports = "/perusahaan/laporan-produksi/"
    returned = look.follow(reports, "tr:has-text('Pengembalian') a", "dikembalikan, daftar tugas")
    look.visit(f"{returned}periksa/", f"{returned}pernyataan/")
    look.follow(reports, "tr:has-text('Diterima') a", "diterima")


def front_desk(look: Inspection) -> None:
    look.visit("/petugas/", "/petugas/registrasi/", "/petugas/semua-registrasi/")
    look.follow("/petugas/registrasi/", ".list-table tbody a", "pendaftaran")
    look.visitor.press("Setujui")
    expect(look.page.get_by_role("dialog")).to_be_visible()
    look.look("pertanyaan sebelum menyetujui")

    look.visit("/petugas/dokumen/", "/petugas/dokumen-kedaluwarsa/", "/petugas/perubahan-alamat/")
    look.follow("/petugas/perubahan-alamat/", ".list-table tbody a", "perubahan alamat")
    look.follow("/petugas/dokumen/", ".list-table tbody a", "dokumen perusahaan")


def verifier(look: Inspection) -> None:
    look.visit("/petugas/", "/petugas/laporan-produksi/", "/petugas/semua-laporan-produksi/", "/petugas/perusahaan/")
    look.follow("/petugas/laporan-produksi/", ".list-table tbody a", "laporan")
    look.page.locator("details.decide summary").last.click()
    look.page.locator("details.decide[open] button").click()
    look.look("pengembalian tanpa catatan")
    look.follow("/petugas/perusahaan/", ".list-table tbody a", "perusahaan")
    look.visit("/petugas/semua-laporan-produksi/?search=tidak+ada+yang+begini")


def validator(look: Inspection) -> None:
    look.visit("/petugas/", "/petugas/laporan-produksi/")
    look.follow("/petugas/laporan-produksi/", ".list-table tbody a", "laporan")


def administrator(look: Inspection) -> None:
    names = (
        "jurnal",
        "kotak-keluar",
        "orang",
        "periode",
        "setelan",
        "kbli",
        "wilayah",
        "satuan",
        "negara",
        "direktorat",
        "risiko-kbli",
        "pembina-kbli",
        "batas-kewajaran",
        "aturan-peringatan",
        "impor-perusahaan",
    )
    look.visit("/petugas/", "/sistem/", *(f"/sistem/{name}/" for name in names))
    look.visit("/sistem/risiko-kbli/impor/", "/sistem/risiko-kbli/new/", "/sistem/impor-perusahaan/unggah/")
    look.follow("/sistem/orang/", "a[href*='/sistem/orang/e-mail/']", "ganti e-mail orang")
    look.follow("/sistem/jurnal/", ".row-act", "catatan jurnal")
    look.visit("/sistem/surat/")
    look.follow("/sistem/surat/", "a[href$='/cabut/']", "cabut surat")
    look.follow("/sistem/setelan/", ".row-act", "ubah setelan")
    look.follow("/sistem/periode/", ".row-act", "ubah periode")


TOURS: dict[str, tuple[str, Callable[[Inspection], None]]] = {
    "anybody": ("", anybody),
    "company": ("pemilik", company),
    "draft": ("staf", draft),
    "sent": ("penandatangan", sent),
    "front desk": ("layanan", front_desk),
    "verifier": ("verifikator", verifier),
    "validator": ("validator", validator),
    "administrator": ("administrator", administrator),
    "supervisor": ("supervisor", lambda look: look.visit("/petugas/", "/petugas/semua-laporan-produksi/")),
    "auditor": ("auditor", lambda look: look.visit("/petugas/", "/sistem/jurnal/")),
    "evaluator": ("evaluator", lambda look: look.visit("/petugas/")),
}


@pytest.mark.parametrize("tour", TOURS)
def test_nothing_serious_and_nothing_sideways(visitor: MakeVisitor, tour: str) -> None:
    user_name, visit = TOURS[tour]
    person = visitor(tour, bypass_csp=True)
    # Two of the pages are meant not to exist; Chromium notes that in its console.
    person.expected = ("404",) if tour == "anybody" else ()
    if user_name:
        person.sign_in(user_name)
    look = Inspection(person)
    visit(look)
    assert not look.found, "\n".join(look.found)


def test_the_inspection_finds_what_is_bad(visitor: MakeVisitor) -> None:
    person = visitor("bad", bypass_csp=True)
    person.open("/masuk")
    bad = "<img src='/static/img/logo.svg'><input><div style='width: 500px'>lebar</div>"
    person.page.locator("main").evaluate("(main, html) => main.insertAdjacentHTML('beforeend', html)", bad)
    look = Inspection(person)
    look.look("rusak")
    text = "\n".join(look.found)
    assert "image-alt" in text and "label" in text and "scrolls sideways" in text
