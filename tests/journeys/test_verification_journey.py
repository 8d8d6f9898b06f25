"""A whole VSKU in a browser: OSS tells of a licence; returned once, visited, signed, decided, verified by OSS."""

from __future__ import annotations

import io
import re
import time
from datetime import datetime
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from siinas.documents.sample_papers import sample_paper
from siinas.process.words import JAKARTA
from siinas.reference.check_items import SECTIONS, check_items
from tests.journeys.conftest import MakeVisitor
from tests.journeys.server import Portal
from tests.journeys.visitor import NARROW, Upload, Visitor, pdf

COMPANY, NIB, KBLI = "PT Contoh Gula Lestari", "9120260000011", "10729"
EMAIL = "surat@contoh-gula.example.test"
MILLIARD = "000.000.000"
SENTENCE = "Foto mesin nomor 2 tidak memperlihatkan papan namanya; lampirkan foto papan nama pan vakum."
PERIOD = {"period_from": "2026-01-01", "period_to": "2026-05-31"}
MATERIAL = {"kind": "main", "name": "Nira kental", "volume": "2.100", "unit": "TNE", "specification": "Brix 60"}
UTILITY = {"kind": "power", "volume": "40.000", "unit": "kWh", "origin": "PLN", "value": f"1{MILLIARD[1:]}"}
SUMS = "Jumlah bahan, energi, dan modal kerja lainnya tidak sama dengan Modal kerja."


def paper(name: str) -> Upload:
    """An invented document as a file chooser takes it."""
    return pdf(f"{name}.pdf", sample_paper(f"Contoh {name}", ["Berkas ini dibuat untuk pengujian."]))


def photo(number: int) -> Upload:
    """A small picture as a telephone takes it."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (40 * number, 120, 90)).save(out, "JPEG")
    return {"name": f"foto-{number}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Simulator:
    """The page of the stand-in for OSS, as whoever plays OSS steers it."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.page = browser.new_context().new_page()
        self.url = f"http://127.0.0.1:{(urlsplit(portal.url).port or 0) + 1}/"

    def push(self) -> None:
        """Let OSS tell of the company's licence, for which the province is competent."""
        self.page.goto(self.url)
        form = self.page.locator("form").filter(has=self.page.get_by_role("button", name="Kirim receiveNIB"))
        form.locator("[name=nib]").fill(NIB)
        form.locator("[name=kbli]").fill(KBLI)
        form.locator("[name=kewenangan]").select_option("01")
        form.get_by_role("button", name="Kirim receiveNIB").click()
        expect(self.page.get_by_role("status")).to_contain_text("receiveNIB: 200")

    @property
    def licence(self) -> Locator:
        """What it shows of the licence."""
        return self.page.locator("section").filter(has_text=f"NIB {NIB} · status").first

    def wait_for(self, code: str, *, seconds: float = 30) -> None:
        """The licence comes to have that status."""
        end = time.monotonic() + seconds
        while f"status {code} " not in self.licence.inner_text():
            assert time.monotonic() < end, self.licence.inner_text()
            self.page.wait_for_timeout(500)
            self.page.goto(self.url)

    def approve(self) -> None:
        """The company uploads its papers at OSS, and OSS approves."""
        self.licence.get_by_role("button", name="Unggah persyaratan (pelaku usaha)").click()
        expect(self.page.get_by_role("status")).to_have_text("Persyaratan diunggah")
        self.licence.get_by_role("button", name="Setujui (50)").click()
        expect(self.page.get_by_role("status")).to_have_text("Status 50")


def test_a_verification_from_oss_to_oss(chromium: Browser, portal: Portal, visitor: MakeVisitor) -> None:
    journey = Journey(Simulator(chromium, portal), portal, visitor)
    journey.withdraw_the_earlier_one()
    journey.begin()
    journey.fill_the_header()
    journey.fill_the_attachments()
    journey.mend_the_sums()
    journey.send()
    journey.evaluator_returns()
    journey.correct_and_send_again()
    journey.evaluator_completes()
    journey.inspector_schedules()
    journey.inspector_visits()
    journey.both_sign()
    journey.head_decides()
    journey.record_the_upload()
    journey.oss_approves()
    journey.hear_of_it()
    verdict = portal.command("journal", "verify")
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


class Journey:
    """The steps of the application, in order."""

    def __init__(self, simulator: Simulator, portal: Portal, visitor: MakeVisitor) -> None:
        self.simulator, self.portal = simulator, portal
        self.staff, self.signer = visitor("staf"), visitor("penandatangan")
        self.evaluator, self.inspector, self.head = visitor("evaluator"), visitor("lapangan"), visitor("dinas")
        self.today = datetime.now(JAKARTA).date()
        self.number = self.case_url = ""

    # The company

    def withdraw_the_earlier_one(self) -> None:
        """One application for each KBLI at a time: the one that the demo has returned makes room."""
        signer = self.signer
        signer.sign_in("penandatangan")
        signer.menu("VSKU")
        signer.shot("v01-permohonan-anda")
        signer.link(f"{KBLI}")
        signer.sees("Dikembalikan dengan catatan")
        panel = signer.page.locator("details.panel").filter(has_text="Tarik permohonan")
        panel.locator("summary").click()
        panel.locator("textarea").fill("Diajukan kembali setelah NIB diperbarui di OSS.")
        signer.press_and_confirm("Tarik permohonan")
        signer.sees("Permohonan ditarik.", "Ditarik")

    def begin(self) -> None:
        self.simulator.push()
        staff = self.staff
        staff.sign_in("staf")
        staff.menu("Pengajuan baru")
        card = staff.page.get_by_role("region", name=re.compile("^Verifikasi Pemenuhan Standar"))
        card.get_by_role("link", name="Pengajuan baru").click()
        staff.shot("v02-pilih-kbli")
        staff.page.get_by_role("radio", name=re.compile(f"^{KBLI}")).check()
        staff.press("Buat permohonan")
        staff.sees("1. Isi data")
        self.case_url = staff.page.url
        self.number = re.search(r"VSK-\d{4}-\d{6}", staff.page.locator("main").inner_text())[0]  # type: ignore[index]
        staff.shot("v03-daftar-tugas")

    def fill_the_header(self) -> None:
        """It begins with what OSS knows."""
        staff = self.staff
        staff.link("Data permohonan")
        expect(staff.page.locator("[name=oss_licence]")).to_have_value(re.compile(r"^I-\d{21}$"))
        expect(staff.page.locator("[name=oss_project]")).to_have_value(re.compile(r"^R-\d{21}$"))
        staff.holds({"oss_licence_code": "019000000001"})
        staff.fill({"one_line": "tidak"})
        staff.shot("v04-data-permohonan")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Produk dan kapasitas")
        staff.holds({"product_type": "Produk contoh pertama", "capacity": "1.200,5"})
        staff.fill({"product_type": "Tetes tebu", "product_detail": "Tetes tebu curah dalam tangki 20 ton."})
        staff.shot("v05-produk")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Investasi dan tenaga kerja")
        staff.holds({"inv_land": f"4.{MILLIARD}", "inv_machine_import": "3.200.000.000", "tki_m": "60", "tka_m": "1"})
        staff.shot("v06-investasi")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Lokasi dan dokumen dasar")
        staff.fill({"kkpr_file": paper("kkpr")})
        staff.shot("v07-lokasi")
        staff.press("Simpan dan lanjutkan")

    def rows(self, add: str, table: str, *rows: dict[str, str]) -> None:
        """Add rows to a table of the page and fill them in."""
        for place, row in enumerate(rows):
            self.staff.press(add)
            self.staff.rows(place + 1, of=table)
            self.staff.fill(row, f"{table}-{place}-")

    def fill_the_attachments(self) -> None:
        staff = self.staff
        staff.heading("Lampiran 1: bahan dan modal kerja")
        staff.fill(PERIOD)
        self.rows("Tambah bahan", "materials", MATERIAL | {"value": "2.400.000.000", "origin": "home"})
        self.rows("Tambah energi atau air", "utilities", UTILITY)
        self.rows("Tambah modal kerja", "other_capital", {"name": "Upah", "value": "300.000.000"})
        line = {"name": "Stasiun penguapan", "per_hour": "0,5", "hours": "7", "days": "343"}
        self.rows("Tambah lini", "capacity_lines", line)
        staff.shot("v10-lampiran-1")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Lampiran 2: mesin")
        machine = {"group": "production", "specification": "Contoh GT-4", "ownership": "owned"}
        self.rows(
            "Tambah mesin",
            "machines",
            machine | {"number": "1", "name": "Evaporator", "origin": "home", "value": f"9.{MILLIARD}"},
            machine | {"number": "2", "name": "Pan vakum", "origin": "abroad", "value": "3.200.000.000"},
        )
        staff.fill({"machine_proof": paper("faktur")})
        staff.shot("v11-lampiran-2")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Lampiran 3: foto dan video")
        self.rows("Tambah foto", "photos", {"photo": "1", "machine": "1"}, {"photo": "2", "machine": "2"})
        staff.fill({"photo_file": paper("foto"), "video": "https://video.example.test/alur-tetes"})
        staff.press("Simpan dan lanjutkan")
        staff.heading("Lampiran 4: tanah dan bangunan")
        staff.fill({"tenure": "owned", "property_proof": paper("sertifikat-tanah")})
        staff.press("Simpan dan lanjutkan")
        for title, key in (("Lampiran 5: alur pengadaan", "procurement"), ("Lampiran 6: alur produksi", "production")):
            staff.heading(title)
            staff.fill({f"{key}_flow": paper(f"alur-{key}"), f"{key}_approved": "ya"})
            staff.press("Simpan dan lanjutkan")
        staff.heading("Lampiran 7: pengendalian mutu")
        stages = ("incoming", "in_line", "final")
        controls = [{"stage": stage, "what": f"Brix {stage}", "tool": "Refraktometer"} for stage in stages]
        self.rows("Tambah pemeriksaan", "controls", *controls)
        sheets = {"quality_flow": paper("alur-mutu"), "quality_sheets": paper("lembar-mutu")}
        staff.fill(sheets | {"quality_approved": "ya"})
        staff.shot("v12-lampiran-7")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Lampiran 8: distribusi")
        told = {"rotation": "fifo", "rotation_note": "Tangki yang lebih dahulu penuh keluar lebih dahulu."}
        staff.fill(told | {"distribution_flow": paper("alur-kirim"), "distribution_approved": "ya"})
        staff.press("Simpan dan lanjutkan")
        staff.heading("Lampiran 9: tata letak dan limbah")
        self.rows("Tambah limbah", "wastes", {"name": "Blotong", "hazardous": "tidak", "handling": "Dijadikan pupuk"})
        self.rows("Tambah investasi", "other_investments", {"name": "Kendaraan tangki", "value": "500.000.000"})
        files = {"layout_file": paper("tata-letak"), "organisation_file": paper("organisasi")}
        staff.fill(files | {"declared_true": "ya"})
        staff.shot("v13-lampiran-9")
        staff.press("Simpan dan lanjutkan")
        staff.heading("Periksa jawaban")

    def mend_the_sums(self) -> None:
        """The difference is told with its page and its figures; then it is gone."""
        staff = self.staff
        staff.sees(SUMS, "Rp2.800.000.000", "Rp3.000.000.000", "Rp200.000.000")
        staff.shot("v14-jumlah-berbeda")
        staff.page.locator(".notice").filter(has_text=SUMS).get_by_role("link", name="Perbaiki").click()
        staff.heading("Lampiran 1: bahan dan modal kerja")
        staff.fill({"value": "2.600.000.000"}, "materials-0-")
        staff.press("Simpan dan kembali ke daftar")
        staff.link("Periksa jawaban")
        staff.sees_not(SUMS)
        staff.shot("v15-periksa")
        staff.press("Lanjut ke pengiriman")
        staff.heading("Pengiriman")
        staff.sees("Dikirim oleh Pemilik akun atau Penanda tangan.")
        staff.shot("v16-staf-tidak-mengirim")

    def send(self) -> None:
        signer = self.signer
        signer.open(self.case_url)
        signer.link("Kirim permohonan")
        signer.press_and_confirm("Kirim permohonan", double=True)
        signer.sees(
            "Permohonan terkirim.", "Sedang ditangani Direktorat Jenderal", "Kementerian memvalidasi lebih dahulu"
        )
        signer.shot("v17-terkirim")
        self.portal.mails.wait_for(EMAIL, self.number)

    # The evaluator's check-sheet

    def find(self, officer: Visitor) -> None:
        officer.menu("VSKU")
        officer.page.locator("tr").filter(has_text=self.number).get_by_role("link", name=COMPANY).click()
        officer.heading(COMPANY)

    def evaluator_returns(self) -> None:
        officer = self.evaluator
        officer.sign_in("evaluator")
        self.find(officer)
        officer.sees(self.number, "Kewenangan menurut OSS")
        officer.shot("v20-evaluator-perkara")
        officer.link("Isi Lembar pemeriksaan dokumen")
        for key in SECTIONS:
            officer.usual(f"section_{key}")
            last = sum(item.section == key for item in check_items()) - 1
            officer.chosen(f"section_{key}-{last}-result", "ok")
        officer.fill({"section_5-0-result": "nok", "section_5-0-sentence": SENTENCE})
        officer.shot("v22-43-butir")
        officer.press("Simpan dan kembali ke daftar")
        officer.link("Kembali ke perkara")
        officer.sees("1 butir lembar pemeriksaan masih NOK.")
        form = officer.page.locator("details.decide").filter(has_text="Pengembalian Data")
        form.locator("summary").click()
        text = form.locator("textarea").input_value()
        assert SENTENCE in text and "Lampiran 2" not in text, text
        officer.shot("v23-pengembalian")
        form.get_by_role("button", name="Pengembalian Data").click()
        officer.sees("Permohonan dikembalikan kepada perusahaan beserta catatannya.")

    def correct_and_send_again(self) -> None:
        staff, signer = self.staff, self.signer
        assert SENTENCE in self.portal.mails.wait_for(EMAIL, "Pengembalian Data").replace("\n", " ")
        staff.open(self.case_url)
        staff.sees("Dikembalikan dengan catatan", SENTENCE)
        staff.shot("v30-dikembalikan")
        staff.link("Lampiran 3: foto dan video")
        staff.sees("foto.pdf")
        staff.fill({"photo_file": paper("foto-dengan-papan-nama")})
        staff.press("Simpan dan kembali ke daftar")
        signer.open(self.case_url)
        signer.link("Kirim perbaikan")
        signer.press_and_confirm("Kirim perbaikan")
        signer.sees("Perbaikan terkirim.")

    def evaluator_completes(self) -> None:
        officer = self.evaluator
        self.find(officer)
        officer.sees("kiriman ke-2", "1 hal berubah sejak kiriman sebelumnya", "foto-dengan-papan-nama.pdf")
        officer.link("Isi Lembar pemeriksaan dokumen")
        officer.holds({"section_5-0-sentence": SENTENCE})
        officer.fill({"section_5-0-result": "ok", "section_5-0-sentence": ""})
        officer.press("Simpan dan kembali ke daftar")
        officer.link("Kembali ke perkara")
        officer.press("Lengkap dan sesuai, lanjut ke kunjungan")
        officer.sees("Dokumen dinyatakan lengkap dan sesuai; kunjungan dijadwalkan.")

    # The regional team

    def inspector_schedules(self) -> None:
        officer = self.inspector
        officer.sign_in("lapangan")
        self.find(officer)
        officer.link("Isi Jadwal kunjungan")
        day = f"{self.today}"
        officer.fill({"visit_on": day, "visit_at": "09.00", "order_no": "ST/88/CONTOH", "order_date": day})
        for place, name in enumerate(("Putu Contoh", "Budi Contoh")):
            officer.press("Tambah anggota")
            officer.rows(place + 1, of="team")
            office = {"position": "Pengawas", "office": "Dinas Contoh"}
            officer.fill(office | {"name": name, "nip": f"19800101200501200{place}"}, f"team-{place}-")
        officer.shot("v40-jadwal")
        officer.press("Simpan dan kembali ke daftar")
        officer.link("Kembali ke perkara")
        officer.press("Tetapkan jadwal")
        officer.sees("Jadwal ditetapkan; perusahaan diberi tahu.")
        self.portal.mails.wait_for(EMAIL, "unjungan")

    def inspector_visits(self) -> None:
        """The sheet of the visit, on a telephone."""
        officer = self.inspector
        officer.page.set_viewport_size(NARROW)
        self.find(officer)
        officer.link("Isi Lembar kunjungan")
        self.narrow("v41-lembar-kunjungan")
        officer.link("Kunjungan", within=".tasks")
        officer.holds({"visited_on": f"{self.today}", "visited_at": "09.00"})
        place = {"visit_latitude": "-8,166", "visit_longitude": "112,61", "location_status": "zone"}
        officer.fill(place | {"company_rep": "Wakil Contoh", "company_rep_position": "Kepala Pabrik"})
        self.narrow("v42-kunjungan")
        officer.press("Simpan dan lanjutkan")
        officer.heading("Yang dilihat")
        fits = ("machines_fit", "materials_fit", "environment_fit", "safety_fit", "investment_fit")
        figures = {"capacity_installed": "1.200,5", "capacity_real": "900"}
        people = {"workers_m": "60", "workers_f": "40", "workers_foreign": "1"}
        officer.fill(dict.fromkeys(fits, "yes") | {"running": "ya"} | figures | people)
        self.narrow("v43-yang-dilihat")
        officer.press("Simpan dan lanjutkan")
        officer.heading("Butir standar")
        officer.fill({f"parts-{number}-result": "yes" for number in range(10)} | {"parts-10-result": "not_asked"})
        self.narrow("v44-butir-standar")
        officer.press("Simpan dan lanjutkan")
        officer.heading("Kesimpulan")
        officer.fill({"conclusion": "fulfilled"})
        officer.press("Simpan dan kembali ke daftar")
        officer.heading("Lembar kunjungan")
        officer.sees("Foto kurang 3; paling sedikit 3.")
        for pictures, caption in (([photo(1), photo(2)], "Evaporator dan pan vakum"), ([photo(3)], "Papan nama")):
            officer.page.locator("[name=foto][type=file]").set_input_files(pictures)
            officer.fill({"keterangan": caption})
            officer.press("Tambah foto")
            officer.sees(f"{len(pictures)} foto disimpan.", caption)
        self.narrow("v45-foto")
        officer.link("Kembali ke perkara")
        self.narrow("v46-siap-berita-acara")
        officer.press_and_confirm("Susun Berita Acara")
        officer.sees("Berita Acara menunggu tanda tangan tim dan perusahaan.")

    def narrow(self, name: str) -> None:
        """Nothing stands out of the telephone's screen; then a picture."""
        page = self.inspector.page
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], page.url
        self.inspector.shot(name)
        page.set_viewport_size(NARROW)

    def both_sign(self) -> None:
        officer, signer = self.inspector, self.signer
        label = "Tanda tangani Berita Acara (memenuhi)"
        self.find(officer)
        form = officer.page.locator("details.decide").filter(has_text=label)
        form.locator("summary").click()
        form.get_by_label("Nama penanda tangan").fill("Putu Contoh")
        form.get_by_label("Jabatan").fill("Pengawas")
        self.narrow("v47-tim-tanda-tangan")
        officer.press_and_confirm(label)
        officer.sees("Berita Acara ditandatangani.")
        self.portal.mails.wait_for(EMAIL, "Berita Acara")
        signer.open(self.case_url)
        signer.sees("Giliran Anda", "Evaporator dan pan vakum")
        expect(signer.page.locator(".notice").get_by_role("link", name=label)).to_have_attribute("href", "#tindakan")
        signer.shot("v50-perusahaan-berita-acara")
        panel = signer.page.locator("details.panel").filter(has_text=label)
        panel.locator("summary").click()
        panel.get_by_label("Nama penanda tangan").fill("Bambang Contoh")
        panel.get_by_label("Jabatan").fill("Direktur Operasi")
        signer.press_and_confirm(label)
        signer.sees("Berita Acara ditandatangani.")
        signer.shot("v51-perusahaan-ditandatangani")

    def head_decides(self) -> None:
        officer = self.head
        officer.sign_in("dinas")
        self.find(officer)
        officer.shot("v60-kepala-dinas")
        officer.press_and_confirm("Setujui dan terbitkan Surat Keputusan")
        officer.sees("Surat Keputusan diterbitkan; perusahaan mengunggahnya di OSS.")

    # Back to OSS

    def record_the_upload(self) -> None:
        staff, signer = self.staff, self.signer
        self.portal.mails.wait_for(EMAIL, "terbit")
        staff.open(self.case_url)
        staff.sees("Giliran perusahaan Anda", "Surat Keputusan Hasil Verifikasi Pemenuhan Standar")
        staff.shot("v70-sk-terbit")
        staff.link("Isi Unggah SKPBKI dan surat keputusan di akun OSS")
        staff.fill({"uploaded_on": f"{self.today}", "upload_proof": paper("tanda-terima-oss")})
        staff.press("Simpan dan kembali ke daftar")
        staff.shot("v71-bukti-unggah")
        signer.open(self.case_url)
        signer.page.locator("details.panel").filter(has_text="Sudah diunggah di OSS").locator("summary").click()
        signer.press_and_confirm("Sudah diunggah di OSS")
        signer.sees("Unggahan dicatat; menunggu OSS.", "Menunggu OSS")
        signer.shot("v72-menunggu-oss")

    def oss_approves(self) -> None:
        self.simulator.page.goto(self.simulator.url)
        self.simulator.wait_for("45")
        self.simulator.approve()

    def hear_of_it(self) -> None:
        """The worker asks OSS by itself, once a minute; then the case has come to its end."""
        self.portal.mails.wait_for(EMAIL, "erverifikasi", seconds=120)
        signer = self.signer
        signer.open(self.case_url)
        signer.sees("Terverifikasi")
        signer.shot("v80-terverifikasi")
        signer.menu("VSKU")
        row = signer.page.locator("tr").filter(has_text=self.number)
        expect(row.locator(".state-accepted")).to_contain_text("Terverifikasi")
