"""From the public registration to an accepted and exported report, in a browser with and without JavaScript."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pypdf
import pytest
from playwright.sync_api import expect

from siinas.documents.nib_record import KbliRow, Licence
from siinas.documents.sample_papers import sample_nib, sample_paper
from siinas.process.periods import Quarter
from siinas.process.words import JAKARTA
from tests.journeys.conftest import MakeVisitor
from tests.journeys.server import Portal
from tests.journeys.visitor import Visitor, pdf

STANDARD = Licence("Sertifikat Standar", "Terbit")
OWN_PASSWORD = "rel tebu hujan sore 41"


@dataclass(frozen=True)
class Applicant:
    """An invented company that does not exist in the demo yet."""

    name: str
    nib: str
    email: str
    user_name: str

    @property
    def address(self) -> str:
        return (
            "Jl. Contoh Pabrik No. 12, Desa/Kelurahan Sukacontoh, Kec. Kepanjen, Kab. Malang, Provinsi Jawa Timur, "
            "Kode Pos: 65199"
        )

    def nib_file(self) -> bytes:
        """Its NIB, with two business lines."""
        lines = [
            KbliRow("10721", "Industri Gula Pasir", self.address, "MT", (STANDARD,)),
            KbliRow("10722", "Industri Gula Merah", self.address, "R", (Licence("NIB", "Terbit"),)),
        ]
        return sample_nib(nib=self.nib, name=self.name.upper(), address=self.address, email=self.email, kbli=lines)


WITH_SCRIPT = Applicant(
    "PT Contoh Nira Lestari", "9120260077011", "tata-usaha@contoh-nira.example.test", "contohniralestari01"
)
WITHOUT_SCRIPT = Applicant(
    "PT Contoh Tebu Makmur", "9120260077022", "tata-usaha@contoh-tebu.example.test", "contohtebumakmur01"
)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_from_registration_to_an_accepted_report(portal: Portal, visitor: MakeVisitor, script: bool) -> None:
    journey = Journey(portal, visitor, WITH_SCRIPT if script else WITHOUT_SCRIPT, script)
    journey.register()
    journey.approve_registration()
    journey.first_sign_in()
    journey.fill_company_data()
    journey.fill_report()
    journey.explain_print_and_upload("pertama")
    journey.send()
    journey.officer_returns()
    journey.correct_and_send_again()
    journey.officer_forwards()
    journey.validator_accepts()
    journey.see_the_result()
    verdict = portal.command("journal", "verify")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "Traceback" not in portal.told(), portal.told()


class Journey:
    """The steps of one company's way, in order; what later steps need is kept here."""

    def __init__(self, portal: Portal, visitor: MakeVisitor, applicant: Applicant, script: bool) -> None:
        self.portal, self.applicant, self.script = portal, applicant, script
        self.company = visitor("perusahaan", script=script)
        self.front_desk = visitor("layanan", script=script)
        self.verifier = visitor("verifikator", script=script)
        self.validator = visitor("validator", script=script)
        self.period = Quarter.holding(datetime.now(JAKARTA).date()).previous
        self.case_url = self.officer_url = self.number = ""

    def shot(self, who: Visitor, name: str) -> None:
        """Pictures once are enough: those with script."""
        if self.script:
            who.shot(name)

    # Registration

    def register(self) -> None:
        company, applicant = self.company, self.applicant
        company.open("/")
        self.shot(company, "01-depan")
        company.link("Registrasi akun SIINas")
        company.heading("Registrasi Akun SIINas")
        self.shot(company, "02-registrasi")
        typed = {
            "company_name": applicant.name,
            "nib": applicant.nib,
            "npwp": "09.120.000.0-770.000",
            "email": "lain@contoh.example.test",
            "pic_name": "Wulan Contoh",
            "pic_phone": "0812 0000 0770",
        }
        company.fill(typed | {"factory_location": "3507", "nib_file": pdf("nib.pdf", applicant.nib_file())})
        company.press("Simpan")
        company.error("E-mail harus sama dengan yang tercantum pada NIB")
        company.holds(typed | {"factory_location": "3507"})
        self.shot(company, "03-registrasi-e-mail-lain")
        company.fill({"email": applicant.email.upper(), "nib_file": pdf("nib.pdf", applicant.nib_file())})
        company.press("Simpan")
        company.heading("Pendaftaran terkirim")
        company.sees(applicant.name)
        self.shot(company, "04-terkirim")
        self.portal.mails.wait_for(applicant.email, "kami terima")

    def approve_registration(self) -> None:
        officer, applicant = self.front_desk, self.applicant
        officer.open("/masuk")
        self.shot(officer, "05-masuk")
        officer.sign_in("layanan")
        officer.heading("Pekerjaan Anda")
        self.shot(officer, "06-layanan-beranda")
        officer.menu("Registrasi Akun SIINas")
        self.shot(officer, "07-layanan-antrean")
        officer.link(applicant.name)
        officer.heading(applicant.name)
        comparison = officer.page.get_by_role("region", name="Dibandingkan dengan berkas NIB")
        expect(comparison.get_by_text("Sama").first).to_be_visible()
        expect(comparison.get_by_text(applicant.nib).first).to_be_visible()
        expect(officer.page.get_by_role("region", name="KBLI pada NIB").get_by_text("10722")).to_be_visible()
        picture = officer.page.get_by_role("img", name="Halaman 1 dari 2").first
        expect(picture).to_be_visible()
        expect(picture).not_to_have_js_property("naturalWidth", 0)
        self.shot(officer, "08-layanan-pendaftaran")
        officer.press_and_confirm("Setujui")
        officer.sees(f"{applicant.name} — Pendaftaran disetujui.")
        self.shot(officer, "09-layanan-sesudah-setuju")

    def first_sign_in(self) -> None:
        company, applicant = self.company, self.applicant
        text = self.portal.mails.wait_for(applicant.email, "sudah aktif")
        user_name = found(r"Nama pengguna\s*:\s*(\S+)", text)
        password = found(r"Kata sandi awal\s*:\s*(\S.*?)\s*$", text)
        assert user_name == applicant.user_name
        assert self.portal.url in text
        company.open("/masuk")
        company.fill({"user_name": user_name, "password": "salah sekali"})
        company.press("Masuk")
        expect(company.page.locator(".error-summary")).to_be_visible()
        self.shot(company, "10-masuk-salah")
        company.sign_in(user_name, password)
        company.heading("Buat kata sandi sendiri")
        self.shot(company, "11-kata-sandi-sendiri")
        company.link("Nanti saja")
        company.heading(applicant.name)
        self.shot(company, "12-perusahaan-beranda-baru")
        company.page.locator(".head-menu-person > summary").click()
        company.link("Akun saya", within=".head-menu-person")
        company.heading("Akun saya")
        self.shot(company, "13-akun-saya")
        company.link("Buat kata sandi sendiri")
        company.fill({"new_password": OWN_PASSWORD, "again": OWN_PASSWORD})
        company.press("Simpan kata sandi")
        company.sees("Kata sandi Anda sudah diganti.")
        company.sign_out()
        company.sign_in(user_name, OWN_PASSWORD)
        company.heading(applicant.name)

    # Data Perusahaan

    def fill_company_data(self) -> None:
        company = self.company
        company.menu("Data Umum")
        self.shot(company, "20-data-umum")
        company.press("Simpan")
        company.error("Bagian ini wajib diisi.")
        self.shot(company, "21-data-umum-salah")
        company.fill(
            {
                "legal_form": "pt",
                "business_scale": "Besar",
                "reporting_category": "medium_large",
                "stage": "production",
                "responsible_name": "Wulan Contoh",
                "responsible_position": "Direktur",
                "phone": "0341 5550177",
            }
        )
        company.press("Simpan")
        company.sees("Data Umum disimpan.")
        company.menu("Alamat Kantor Pusat")
        read = {"office_street": "Jl. Contoh Pabrik No. 12", "office_postal_code": "65199", "office_regency": "3507"}
        company.holds(read)
        company.fill({"office_rt_rw": "003/012"})
        self.shot(company, "22-kantor-pusat")
        self.save_and_lock()
        company.sees("Alamat Kantor Pusat disimpan.")
        company.menu("Alamat Pabrik")
        address = {
            "factory_street": "Jl. Contoh Pabrik No. 12",
            "factory_district": "350713",
            "factory_village": "Sukacontoh",
            "factory_postal_code": "65199",
            "latitude": "8,166",
            "longitude": "112,61",
        }
        company.fill(address | {"location_type": "zone", "has_other_warehouse": "tidak"})
        if company.script:
            company.press_and_confirm("Simpan")
        else:
            company.press("Simpan")
        company.error("Di luar wilayah Indonesia")
        company.holds(address)
        self.shot(company, "23-pabrik-salah")
        company.fill({"latitude": "-8,166"})
        self.save_and_lock()
        company.sees("Alamat Pabrik disimpan.")
        company.menu("Bidang Usaha")
        company.sees("10721", "10722", "Industri Gula Merah")
        self.shot(company, "24-bidang-usaha")
        self.add_capacity()
        for kind in ("akta", "npwp", "sertifikat_standar"):
            self.add_document(kind)
        self.shot(company, "27-dokumen")
        company.menu("Contact Person")
        company.link("Tambah contact person")
        company.fill(
            {
                "name": "Wulan Contoh",
                "position": "Direktur",
                "mobile": "0812 0000 0770",
                "email": self.applicant.email,
                "is_main": "ya",
            }
        )
        self.shot(company, "28-contact-person")
        company.press("Simpan")
        company.sees("0812 0000 0770")
        company.menu("Beranda")
        expect(company.page.locator(".tasks[aria-label='Data Perusahaan'] .state-accepted")).to_have_count(7)
        self.shot(company, "29-beranda-lengkap")

    def save_and_lock(self) -> None:
        """Save an address for the first time: with script a dialog asks, without it the page does."""
        if self.company.script:
            self.company.press_and_confirm("Simpan")
            return
        self.company.press("Simpan")
        self.company.sees("Periksa sekali lagi, lalu simpan")
        self.company.press("Simpan dan kunci alamat")

    def add_capacity(self) -> None:
        company = self.company
        company.menu("Kapasitas Produksi")
        self.shot(company, "25-kapasitas-kosong")
        company.link("Tambah kapasitas produksi")
        company.fill(
            {
                "kbli_code": "10721",
                "product_name": "Gula kristal putih",
                "hs_code": "17019910",
                "capacity": "292.000",
                "unit_code": "TNE",
                "capacity_source": "oss_rba",
            }
        )
        self.shot(company, "25-kapasitas-isian")
        company.press("Simpan")
        company.sees("Gula kristal putih", "292.000")

    def add_document(self, kind: str) -> None:
        company = self.company
        company.menu("Dokumen Perizinan")
        company.link("Tambah dokumen")
        content = sample_paper(f"Contoh {kind}", ["Berkas ini dibuat untuk pengujian."])
        values = {"number": f"CONTOH/{kind}/2021", "issued_on": "2021-08-09", "issuer": "Penerbit Contoh"}
        if kind == "akta":
            broken = {"name": "akta.pdf", "mimeType": "application/pdf", "buffer": b"bukan PDF"}
            company.fill(values | {"doc_type": kind, "validity": "business", "file": broken})
            company.press("Simpan")
            expect(company.page.locator(".error-summary a")).to_have_attribute("href", "#file")
            company.holds(values)
            self.shot(company, "26-dokumen-salah")
        if kind == "sertifikat_standar":
            values |= {"kbli_code": "10721"}
        company.fill(values | {"doc_type": kind, "validity": "business", "file": pdf(f"{kind}.pdf", content)})
        company.press("Simpan")
        company.sees(f"{kind}.pdf")

    # The report

    def fill_report(self) -> None:
        company = self.company
        company.menu("Laporan Produksi")
        self.shot(company, "30-laporan-kosong")
        company.link("Input Laporan Baru")
        company.heading("Input Laporan Baru")
        company.page.get_by_role("radio", name=self.period.title).check()
        self.shot(company, "31-pilih-periode")
        company.press("Buat laporan")
        company.heading(f"Laporan Produksi {self.period.title}")
        self.case_url = company.page.url
        self.number = found(r"(LP-\d{4}-\d{6})", company.page.locator("main").inner_text())
        self.shot(company, "32-daftar-tugas")
        company.link("Data Umum")
        self.fill_general_data()
        self.fill_capacity()
        self.fill_production()
        self.fill_materials()
        self.fill_owners()
        self.fill_workforce()
        self.fill_energy()
        self.fill_the_rest()

    def fill_general_data(self) -> None:
        company = self.company
        company.heading("Data Umum")
        company.holds({"signer_name": "Wulan Contoh", "signer_position": "Direktur"})
        company.fill(
            {
                "production_status": "producing",
                "inv_machinery": "120.000.000.000",
                "inv_other": "5000000000",
                "working_capital": "25.000.000.000",
                "uses_toll": "tidak",
                "provides_toll": "tidak",
            }
        )
        self.shot(company, "33-data-umum")
        company.press("Simpan dan lanjutkan")
        company.heading("Persediaan")
        for place, value in enumerate(("40.000.000.000", "2.000.000.000", "65.000.000.000")):
            company.fill({"opening": value, "closing": value}, f"stocks-{place}-")
        company.press("Simpan dan lanjutkan")
        company.heading("Kapasitas Produksi")

    def fill_capacity(self) -> None:
        company = self.company
        company.rows(1, of="capacity_lines")
        company.holds({"capacity_lines-0-prod_capacity_qty": "73.000"})
        company.press("Tambah produk")
        company.rows(2, of="capacity_lines")
        company.fill({"cap_product": "Gula merah"}, "capacity_lines-1-")
        self.shot(company, "34-kapasitas")
        company.press("Hapus produk 2")
        company.rows(1, of="capacity_lines")
        company.holds({"capacity_lines-0-cap_product": "Gula kristal putih"})
        company.press("Simpan dan lanjutkan")
        company.heading("Produksi dan Penjualan")

    def fill_production(self) -> None:
        company = self.company
        # The product of the page before stands there already.
        company.rows(1, of="production_lines")
        begun = {"prod_product": "Gula kristal putih", "prod_kbli": "10721", "prod_hs": "17019910", "prod_unit": "TNE"}
        company.holds({f"production_lines-0-{name}": value for name, value in begun.items()})
        self.shot(company, "35-produksi-awal")
        company.press("Simpan dan kembali ke daftar")
        company.sees("disimpan.", "Belum lengkap")
        self.shot(company, "36-daftar-tugas-sebagian")
        # Go away and come back: what was typed is there.
        company.menu("Beranda")
        company.link(self.period.title)
        company.link("Produksi dan Penjualan")
        company.holds({"production_lines-0-prod_product": "Gula kristal putih"})
        company.fill(
            {
                "prod_brand": "Contoh Manis",
                "production_qty": "60.000",
                "production_value": "780.000.000.000",
                "sales_qty": "61.000",
                "sales_value": "742.500.000",
                "sold_from_stock": "tidak",
                "export_pct": "12,5",
                "export_countries": "Jepang, Singapura",
            },
            "production_lines-0-",
        )
        self.shot(company, "37-produksi")
        company.press("Simpan dan lanjutkan")
        company.heading("Bahan Baku")
        # The weights were left blank: the unit says them.
        company.page.go_back()
        company.holds({"production_lines-0-production_kg": "60.000.000", "production_lines-0-sales_kg": "61.000.000"})
        company.press("Simpan dan lanjutkan")
        company.heading("Bahan Baku")

    def fill_materials(self) -> None:
        company = self.company
        company.press("Tambah bahan baku")
        company.rows(1, of="material_lines")
        company.press("Tambah bahan baku")
        company.rows(2, of="material_lines")
        company.fill({"material_name": "Salah baris"}, "material_lines-0-")
        company.fill({"material_name": "Tebu"}, "material_lines-1-")
        company.press("Hapus bahan baku 1")
        company.rows(1, of="material_lines")
        company.holds({"material_lines-0-material_name": "Tebu"})
        typed = {
            "material_hs": "12129300",
            "dom_qty": "1.5",
            "dom_kg": "700.000.000",
            "dom_value": "490.000.000.000",
            "imp_qty": "0",
            "imp_kg": "0",
            "imp_value": "0",
            "output_product": "Gula kristal putih",
            "stock_kg": "1.500.000",
            "stock_value": "1.050.000.000,00",
        }
        company.fill(typed | {"material_unit": "TNE", "output_kbli": "10721"}, "material_lines-0-")
        company.press("Simpan dan lanjutkan")
        company.error("Titik adalah pemisah ribuan. Jika maksudnya desimal, tulis 1,5.")
        expect(company.page.locator(".error-summary")).to_contain_text("Bahan baku 1")
        company.holds({f"material_lines-0-{name}": value for name, value in typed.items()})
        self.shot(company, "38-bahan-baku-salah")
        company.fill({"dom_qty": "700.000"}, "material_lines-0-")
        company.press("Simpan dan lanjutkan")
        company.heading("Bahan Penolong")
        company.press("Simpan dan lanjutkan")
        company.heading("Investasi")

    def fill_owners(self) -> None:
        company = self.company
        shares = {"own_central": "0", "own_regional": "0", "own_private": "100", "own_foreign": "0"}
        company.fill(shares | {"inv_land": "30.000.000.000", "inv_building": "45.000.000.000"})
        self.shot(company, "38-investasi")
        company.press("Simpan dan lanjutkan")
        company.heading("Tenaga Kerja")

    def fill_workforce(self) -> None:
        company = self.company
        for place, figures in enumerate(((200, 50, 30, 0), (80, 20, 20, 0))):
            names = ("production_permanent", "production_temporary", "other_permanent", "other_temporary")
            company.fill(dict(zip(names, map(str, figures), strict=True)), f"workers-{place}-")
        if company.script:
            company.totals("workers", "280", "70", "50", "0")
        for place, people in enumerate((0, 20, 60, 250, 30, 36, 4, 0)):
            company.fill({"people": str(people)}, f"education-{place}-")
        company.zeros("workers_further")
        company.holds({"workers_further-1-women": "0"})
        self.shot(company, "39-tenaga-kerja")
        company.press("Simpan dan lanjutkan")
        company.heading("Prakerin")
        company.press("Simpan dan lanjutkan")
        company.heading("Penggunaan Air Baku")

    def fill_energy(self) -> None:
        company = self.company
        for place, volume, cost in ((0, "90.000", "45.000.000"), (2, "1.200,5", "14.000.000")):
            company.fill({"volume": volume, "cost": cost}, f"water-{place}-")
        company.zeros("water")
        company.holds({"water-0-volume": "90.000", "water-1-volume": "0", "water-3-cost": "0"})
        company.totals("water", "91.200,5", "59.000.000")
        self.shot(company, "40-air-baku")
        company.press("Simpan dan lanjutkan")
        company.heading("Penggunaan Bahan Bakar")
        company.press("Tambah bahan bakar")
        company.rows(1, of="fuels")
        fuel = {"fuel": "diesel", "fuel_qty": "45.000", "fuel_unit": "liter", "fuel_value": "720.000.000"}
        company.fill(fuel, "fuels-0-")
        company.press("Simpan dan lanjutkan")
        company.heading("Penggunaan tenaga listrik")
        for place, (energy, cost) in enumerate((("1.800.000", "2.160.000.000"), ("0", "0"))):
            company.fill({"energy": energy, "power_cost": cost}, f"electricity-{place}-")
        company.press("Simpan dan lanjutkan")
        company.heading("Pembangkit Listrik")

    def fill_the_rest(self) -> None:
        """Pages with nothing to tell are saved by one button of the task list, the others are filled."""
        company = self.company
        company.press("Simpan dan lanjutkan")
        company.heading("Pengeluaran Perusahaan")
        spent = {"wages_production": "6.300.000.000", "wages_other": "1.200.000.000", "has_rnd_unit": "tidak"}
        company.fill(spent | {"rnd_cost": "0", "logistics_cost": "9.000.000.000"})
        company.press("Simpan dan lanjutkan")
        company.heading("Rencana Produksi")
        planned = {"plan_qty": "58.000", "plan_value": "754.000.000.000", "plan_export_pct": "10"}
        company.holds({"plan_lines-0-plan_product": "Gula kristal putih"})
        company.fill(planned, "plan_lines-0-")
        company.press("Simpan dan lanjutkan")
        company.heading("Mesin Produksi")
        company.press("Tambah mesin")
        company.rows(1, of="machines")
        machine = {"machine_name": "Gilingan tebu", "machine_brand": "Contoh GT-4", "machine_built": "0"}
        company.fill(
            machine | {"machine_acquired": "2016", "machine_country": "Jepang", "machine_count": "4"}, "machines-0-"
        )
        company.press("Simpan dan kembali ke daftar")
        for title in ("Pengelolaan Limbah Padat", "Pengelolaan Limbah B3"):
            company.press(f"Tidak ada data: {title}")
            company.sees(f"Halaman {title} disimpan.")
        self.shot(company, "40-daftar-tugas-nihil")
        company.link("Pengelolaan Limbah Cair")
        names = ("ww_inlet_flow", "ww_outlet_flow", "cod_inlet", "cod_outlet", "sludge_removed")
        company.fill(dict.fromkeys(names, "0"))
        company.press("Simpan dan lanjutkan")
        company.heading("INDI 4.0")
        for place in range(17):
            company.fill({"indi_level": "1"}, f"indi_2020_1-{place}-")
        self.shot(company, "40-indi")
        company.press("Simpan dan lanjutkan")
        company.heading("Periksa jawaban")

    def explain_print_and_upload(self, which: str) -> None:
        company = self.company
        warning = "Penjualan lebih besar daripada produksi, padahal tidak ada stok yang dijual."
        company.sees(warning, "60.000.000", "Rp780.000.000.000")
        self.shot(company, f"41-periksa-{which}")
        if which == "pertama":
            company.press("Lanjut ke surat pernyataan")
            company.sees("Ada isian yang perlu diperbaiki", "Jelaskan atau perbaiki")
            self.shot(company, "42-periksa-belum")
        company.page.locator("textarea").first.fill("Sisa stok triwulan lalu yang belum tercatat di gudang kedua.")
        company.press("Lanjut ke surat pernyataan")
        company.heading("Surat pernyataan")
        self.shot(company, f"43-surat-pernyataan-{which}")
        self.print_and_upload(which)

    def print_and_upload(self, which: str) -> None:
        company = self.company
        name, content = company.download(company.button("Cetak surat pernyataan (PDF)"))
        assert name == f"surat-pernyataan-{self.number}.pdf"
        self.check_statement(content)
        company.open(company.page.url)
        company.fill({"statement_file": pdf(f"pernyataan-{which}.pdf", content)})
        company.page.get_by_role("button", name=re.compile("surat pernyataan$")).last.click()
        company.sees("Surat pernyataan diunggah; kode cocok.", f"pernyataan-{which}.pdf")
        self.shot(company, f"44-siap-kirim-{which}")

    def check_statement(self, content: bytes) -> None:
        text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())
        for words in (self.applicant.name, self.applicant.nib, self.period.title, "Wulan Contoh", self.number):
            assert words in text, f"{words} is missing in: {text}"
        assert re.search(r"(?:[0-9a-f]{8}\s?){8}", text), f"no digest in: {text}"

    def send(self) -> None:
        company = self.company
        company.press_and_confirm("Kirim laporan", double=True)
        company.sees("Laporan Produksi sedang diperiksa Kemenperin")
        expect(company.page.locator(".timeline-what").filter(has_text="Kirim laporan")).to_have_count(1)
        self.shot(company, "45-terkirim")
        self.portal.mails.wait_for(self.applicant.email, self.number)
        company.open(self.case_url)
        company.sees("Laporan Produksi sedang diperiksa Kemenperin")
        assert company.page.locator("textarea, input[type=text]").count() == 0

    # The officers

    def officer_returns(self) -> None:
        officer = self.verifier
        officer.sign_in("verifikator")
        officer.menu("Laporan Produksi")
        self.shot(officer, "50-verifikator-antrean")
        officer.link(self.applicant.name)
        officer.heading(self.applicant.name)
        self.officer_url = officer.page.url
        officer.sees(self.number, "Rp742.500.000", "Sisa stok triwulan lalu yang belum tercatat di gudang kedua.")
        officer.sees_not("kiriman ke-")
        expect(officer.page.get_by_role("img", name="Halaman 1 dari 1").first).not_to_have_js_property(
            "naturalWidth", 0
        )
        self.shot(officer, "51-verifikator-perkara")
        form = officer.page.locator("details.decide").filter(has_text="Pengembalian Data")
        form.locator("summary").click()
        form.get_by_role("button", name="Pengembalian Data").click()
        officer.error("Bagian ini wajib diisi.")
        self.shot(officer, "52-verifikator-tanpa-catatan")
        reason = "Halaman Produksi dan Penjualan: nilai penjualan tampaknya ditulis dalam ribuan rupiah."
        form.locator("textarea").fill(reason)
        form.get_by_role("button", name="Pengembalian Data").click()
        officer.sees("Laporan dikembalikan kepada perusahaan beserta catatannya.")

    def correct_and_send_again(self) -> None:
        company = self.company
        text = self.portal.mails.wait_for(self.applicant.email, "Pengembalian Data")
        assert "ribuan rupiah" in text
        company.menu("Beranda")
        company.sees("dikembalikan")
        self.shot(company, "60-beranda-dikembalikan")
        company.link("Baca catatannya dan lengkapi")
        company.sees("nilai penjualan tampaknya ditulis dalam ribuan rupiah.")
        self.shot(company, "61-daftar-tugas-dikembalikan")
        company.link("Produksi dan Penjualan")
        company.fill({"sales_value": "742.500.000.000"}, "production_lines-0-")
        company.press("Simpan dan kembali ke daftar")
        company.sees("Perlu diunggah ulang")
        company.link("Periksa jawaban")
        company.sees("Isian berubah sejak penjelasan ini ditulis.")
        company.press("Lanjut ke surat pernyataan")
        company.sees("Isian berubah setelah surat pernyataan dicetak.")
        self.shot(company, "62-pernyataan-kedaluwarsa")
        self.print_and_upload("kedua")
        company.press_and_confirm("Kirim laporan")
        company.sees("Laporan Produksi sedang diperiksa Kemenperin")

    def officer_forwards(self) -> None:
        officer = self.verifier
        officer.open(self.officer_url)
        officer.sees("kiriman ke-2", "1 hal berubah sejak kiriman sebelumnya")
        changed = officer.page.locator(".row-changed")
        expect(changed).to_have_count(1)
        expect(changed).to_contain_text("742.500.000.000")
        expect(changed.locator("del").filter(has_text="742.500.000")).to_be_visible()
        self.shot(officer, "70-verifikator-perubahan")
        form = officer.page.locator("details.decide").filter(has_text="Teruskan ke Validator")
        form.locator("summary").click()
        form.locator("textarea").fill("Nilai penjualan sudah diperbaiki.")
        self.shot(officer, "71-verifikator-teruskan")
        seen = form.locator("[name=version]").get_attribute("value") or "0"
        form.get_by_role("button", name="Teruskan ke Validator").click()
        officer.sees("Laporan diteruskan ke Validator.")
        # The same officer cannot accept it: no button, and the bare request is refused.
        officer.open(self.officer_url)
        officer.heading(self.applicant.name)
        expect(officer.button("Terima laporan")).to_have_count(0)
        self.shot(officer, "72-verifikator-sesudah")
        token = officer.page.locator("input[name=csrf_token]").first.get_attribute("value")
        address = self.officer_url.rstrip("/") + "/tindakan/accept/"
        form_data = {"csrf_token": token or "", "confirmed": "1", "version": str(int(seen) + 1)}
        officer.context.request.post(address, form=form_data, max_redirects=0)
        officer.open(self.officer_url)
        officer.sees("Tindakan “Terima laporan” hanya untuk: Validator.")
        expect(officer.page.locator(".timeline-what").first).to_contain_text("Teruskan ke Validator")

    def validator_accepts(self) -> None:
        officer = self.validator
        officer.sign_in("validator")
        self.shot(officer, "80-validator-beranda")
        officer.menu("Laporan Produksi")
        officer.link(self.applicant.name)
        officer.heading(self.applicant.name)
        officer.sees("Nilai penjualan sudah diperbaiki.")
        self.shot(officer, "81-validator-perkara")
        officer.press_and_confirm("Terima laporan")
        officer.sees(f"{self.applicant.name} — Laporan diterima.")

    # What remains

    def see_the_result(self) -> None:
        company, officer = self.company, self.validator
        text = self.portal.mails.wait_for(self.applicant.email, "diterima")
        assert self.period.title in text
        company.menu("Laporan Produksi")
        expect(company.page.locator(".state-accepted").filter(has_text="Diterima")).to_be_visible()
        self.shot(company, "90-laporan-diterima")
        name, content = company.download(company.page.get_by_role("link", name="Unduh CSV"))
        (row,) = table(content)
        assert name.endswith(".csv")
        assert (row["NIB"], row["Nomor"], row["Status Laporan"]) == (self.applicant.nib, self.number, "Diterima")
        company.link(f"Laporan Produksi {self.period.title}")
        self.shot(company, "91-laporan-diterima-isi")
        company.sees_not("Nilai penjualan sudah diperbaiki.")
        produced = company.page.get_by_role("link", name="CSV Produksi dan Penjualan")
        (line,) = table(company.download(produced)[1])
        assert line["Nilai Penjualan"] == "742500000000"
        assert line["Jumlah Produksi Satuan Standar (Kilogram)"] == "60000000.00"
        officer.menu("Semua Laporan Produksi")
        officer.page.get_by_label("Nama perusahaan, NIB atau nomor").fill(self.applicant.nib)
        officer.press("Terapkan")
        expect(officer.page.locator(".list-table tbody tr")).to_have_count(1)
        officer.page.get_by_label("Status").select_option("accepted")
        if not self.script:
            officer.press("Terapkan")
        officer.sees("Status: Diterima")
        self.shot(officer, "92-register")
        (row,) = table(officer.download(officer.page.get_by_role("link", name="Unduh CSV"))[1])
        assert (row["Nama Perusahaan"], row["Status"]) == (self.applicant.name, "Diterima")
        assert (row["Verifikator"], row["Validator"]) == ("Bayu Contoh", "Citra Contoh")


def found(pattern: str, text: str) -> str:
    """The first group of the first match."""
    match = re.search(pattern, text, re.MULTILINE)
    assert match, f"{pattern} is not in: {text}"
    return match[1]


def table(content: bytes) -> list[dict[str, Any]]:
    """The rows of a CSV file, which begins with a byte order mark."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
