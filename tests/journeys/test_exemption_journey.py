"""A whole SKPBKI in a browser: applied for, returned once, mended, reviewed, endorsed, issued, checked by others."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Locator, expect

from siinas.documents.sample_papers import sample_paper
from siinas.process.words import JAKARTA
from tests.journeys.conftest import MakeVisitor
from tests.journeys.server import Portal
from tests.journeys.test_letter_is_checked import code_on
from tests.journeys.visitor import Upload, Visitor, pdf

COMPANY, EMAIL = "PT Contoh Roti Deli", "surat@contoh-roti.example.test"
SERVICE = "SKPBKI"
CARD = re.compile(r"^Surat Keterangan Pengecualian Berlokasi di Kawasan Industri")
NOTE = "Halaman Lokasi pabrik: nomor Perda RTRW tidak ada pada kutipan yang diunggah. Tulis nomor dan tahunnya."
REMARK = "Alasan pabrik lama terbukti dari izin tahun 2012; KBLI sama dengan NIB."


def paper(name: str) -> Upload:
    """An invented document as a file chooser takes it."""
    return pdf(f"{name}.pdf", sample_paper(f"Contoh {name}", ["Berkas ini dibuat untuk pengujian."]))


def test_an_exemption_from_application_to_a_checked_letter(portal: Portal, visitor: MakeVisitor) -> None:
    journey = Journey(portal, visitor)
    journey.begin()
    journey.fill_the_pages()
    journey.mend_what_cannot_hold()
    journey.add_what_is_missing()
    journey.send()
    journey.front_desk_returns()
    journey.correct_and_send_again()
    journey.front_desk_forwards()
    journey.evaluator_proposes()
    journey.director_endorses()
    journey.director_general_issues()
    journey.receiver_checks(journey.company_downloads())


class Journey:
    """The steps of the application, in order; the officers work without JavaScript but for the last one."""

    def __init__(self, portal: Portal, visitor: MakeVisitor) -> None:
        self.portal = portal
        self.company = visitor("roti")
        self.front_desk = visitor("layanan", script=False)
        self.evaluator = visitor("evaluator", script=False)
        self.director = visitor("direktur", script=False)
        self.director_general = visitor("dirjen")
        self.receiver = visitor("penerima", script=False)
        self.today = datetime.now(JAKARTA).date()
        self.number = self.case_url = ""

    # The company

    def begin(self) -> None:
        company = self.company
        company.sign_in("roti")
        company.menu("Pengajuan baru")
        company.heading("Pengajuan baru")
        card = company.page.get_by_role("region", name=CARD)
        expect(card).to_contain_text("hari kerja di tangan petugas")
        expect(card).to_contain_text("2 dokumen belum ada")
        card.get_by_text("Standar Pelayanan").click()
        expect(card.get_by_role("heading", name="Langkah dan waktu")).to_be_visible()
        company.shot("e01-kartu-layanan")
        card.get_by_role("link", name="Pengajuan baru").click()
        company.sees("Lokasi pabrik")
        company.shot("e02-permohonan-baru")
        company.press("Buat permohonan")
        company.sees("1. Isi data", "Konsep (Belum Dikirim Ke Kemenperin)")
        self.case_url = company.page.url
        self.number = re.search(r"SKP-\d{4}-\d{6}", company.page.locator("main").inner_text())[0]  # type: ignore[index]
        company.shot("e03-daftar-tugas")

    def fill_the_pages(self) -> None:
        company = self.company
        company.link("Data umum")
        company.heading("Data umum")
        company.sees(COMPANY, "Togar Contoh")
        company.fill({"request_letter_no": "014/DIR/CRD", "request_letter_date": f"{self.today + timedelta(days=3)}"})
        company.press("Simpan dan lanjutkan")
        company.error("Tanggal ini belum tiba.")
        company.shot("e04-tanggal-belum-tiba")
        company.fill({"request_letter_date": f"{self.today - timedelta(days=3)}"})
        company.press("Simpan dan lanjutkan")
        self.fill_location()
        self.fill_activities()
        self.fill_ground()
        self.fill_papers()

    def fill_location(self) -> None:
        company = self.company
        company.heading("Lokasi pabrik")
        company.fill(
            {
                "land_area": "2,4",
                "land_area_unit": "ha",
                "building_area": "9.500",
                "land_status": "owned",
                "project_status": "existing",
                "operation_start": "2012-05-02",
                "in_zoning": "ya",
                "zoning_law": "Perda Contoh",
                "kkpr_type": "approval",
                "kkpr_no": "KKPR/12/0077",
                "kkpr_date": "2024-03-04",
                "env_doc_type": "ukl_upl",
                "env_doc_no": "660/012/2012",
            }
        )
        company.shot("e05-lokasi")
        company.press("Simpan dan lanjutkan")

    def fill_activities(self) -> None:
        company = self.company
        company.heading("Kegiatan dan investasi")
        company.holds({"activities-0-kbli": "10710", "activities-0-product": "Roti tawar"})
        company.press("Tambah bahan baku")
        company.rows(1, of="raw_materials")
        company.fill(
            {"name": "Tepung terigu", "origin": "home", "place": "Kota Medan"},
            "raw_materials-0-",
        )
        figures = {"invest_ex_land": "38.000.000.000", "investment_total": "46.300.000.000"}
        workers = {"wk_tki_m": "186", "wk_tki_f": "223", "wk_tka_m": "0", "wk_tka_f": "0"}
        company.fill(figures | workers)
        company.shot("e06-kegiatan")
        company.press("Simpan dan lanjutkan")

    def fill_ground(self) -> None:
        company = self.company
        company.heading("Alasan pengecualian")
        company.fill({"ground": "estates_full"})
        expect(company.button("Tambah kawasan")).to_be_visible()
        company.sees("Diatur ketentuan lain (KEK, KPBPB, atau sejenisnya): Belum dibuka oleh Kementerian.")
        company.fill(
            {
                "ground": "existing",
                "ground_note": "Pabrik berdiri dan berproduksi secara sah sejak tahun 2012, sebelum ada kewajiban.",
            }
        )
        expect(company.button("Tambah kawasan")).to_have_count(0)
        company.shot("e07-alasan")
        company.press("Simpan dan lanjutkan")

    def fill_papers(self) -> None:
        company = self.company
        company.heading("Dokumen")
        names = ("request_letter", "iui_or_nib_annex", "ground_proof")
        company.fill({name: paper(name) for name in names} | {"declared_true": "ya"})
        company.press("Simpan dan lanjutkan")
        company.heading("Periksa jawaban")

    def mend_what_cannot_hold(self) -> None:
        """No KKPR was uploaded; and whoever moves its factory has not been there all along."""
        company = self.company
        company.sees("Unggah KKPR atau Izin Lokasi.")
        company.shot("e08-periksa-kkpr")
        company.link("Perbaiki")
        company.heading("Dokumen")
        company.sees("request_letter.pdf")
        company.fill({"kkpr_file": paper("kkpr")})
        company.press("Simpan dan kembali ke daftar")
        company.sees("Isian halaman Dokumen disimpan.")
        company.link("Lokasi pabrik")
        company.fill({"project_status": "relocation"})
        company.press("Simpan dan kembali ke daftar")
        company.shot("e09-daftar-alasan-gugur")
        company.link("Periksa jawaban")
        company.sees("Alasan ini tidak dapat dipakai untuk lokasi dan skala ini.")
        company.shot("e10-periksa-alasan-gugur")
        company.link("Perbaiki")
        company.heading("Alasan pengecualian")
        company.sees("Hanya untuk pabrik yang sudah berdiri atau perluasan di lokasi yang sama.")
        company.shot("e11-alasan-gugur")
        company.link("Lokasi pabrik", within=".steps")
        company.fill({"project_status": "existing"})
        company.press("Simpan dan lanjutkan")
        company.heading("Kegiatan dan investasi")
        company.link("Alasan pengecualian", within=".steps")
        company.shot("e12-alasan-lagi")
        company.fill({"ground": "existing"})
        company.press("Simpan dan kembali ke daftar")
        company.sees("Lengkap")

    def add_what_is_missing(self) -> None:
        company = self.company
        company.link("Periksa jawaban")
        company.press("Lanjut ke pengiriman")
        company.shot("e13-dokumen-belum-ada")
        company.sees("Dokumen perusahaan belum lengkap", "Sertifikat Standar KBLI 10710 belum diunggah.")
        for kbli in ("10710", "10740"):
            company.menu("Dokumen Perizinan")
            company.link("Tambah dokumen")
            values = {"number": f"SS/{kbli}", "issued_on": "2023-08-09", "issuer": "OSS", "validity": "business"}
            company.fill(values | {"doc_type": "sertifikat_standar", "kbli_code": kbli, "file": paper(f"ss-{kbli}")})
            company.press("Simpan")
            company.sees(f"ss-{kbli}.pdf")

    def send(self) -> None:
        company = self.company
        company.open(self.case_url)
        company.link("Kirim permohonan")
        company.heading("Pengiriman")
        company.shot("e14-siap-kirim")
        company.press_and_confirm("Kirim permohonan", double=True)
        company.sees("Permohonan terkirim.", "Diajukan")
        expect(company.page.locator(".timeline-what").filter(has_text="Kirim permohonan")).to_have_count(1)
        company.shot("e15-terkirim")
        self.portal.mails.wait_for(EMAIL, self.number)

    # The front desk, and the return

    def opened(self, officer: Visitor, user_name: str) -> None:
        """The officer signs in and finds the case in the queue."""
        officer.sign_in(user_name)
        self.find(officer)

    def find(self, officer: Visitor) -> None:
        officer.menu(SERVICE)
        officer.link(COMPANY)
        officer.heading(COMPANY)
        officer.sees(self.number)

    def decide(self, officer: Visitor, label: str, text: str = "") -> None:
        """Press a button of the decision bar; with words where it asks for some."""
        if not text:
            officer.press(label)
            return
        form = self.asking(officer, label)
        form.locator("textarea").fill(text)
        form.get_by_role("button", name=label).click()

    def asking(self, officer: Visitor, label: str) -> Locator:
        form = officer.page.locator("details.decide").filter(has_text=label)
        form.locator("summary").click()
        return form

    def front_desk_returns(self) -> None:
        officer = self.front_desk
        officer.sign_in("layanan")
        officer.shot("e20-layanan-beranda")
        self.find(officer)
        officer.shot("e21-layanan-perkara")
        self.decide(officer, "Ambil untuk diperiksa")
        officer.sees("Permohonan diambil untuk diperiksa.")
        self.find(officer)
        form = self.asking(officer, "Pengembalian Data")
        form.get_by_role("button", name="Pengembalian Data").click()
        officer.error("Bagian ini wajib diisi.")
        officer.shot("e22-layanan-tanpa-catatan")
        self.find(officer)
        self.decide(officer, "Pengembalian Data", NOTE)
        officer.sees("Permohonan dikembalikan kepada perusahaan beserta catatannya.")

    def correct_and_send_again(self) -> None:
        company = self.company
        assert NOTE.split(":")[1].strip()[:40] in self.portal.mails.wait_for(EMAIL, "Pengembalian Data")
        company.menu("Beranda")
        company.sees("dikembalikan")
        company.shot("e30-beranda-dikembalikan")
        company.open(self.case_url)
        company.sees("Dikembalikan dengan catatan", NOTE)
        company.shot("e31-daftar-tugas-dikembalikan")
        company.link("Lokasi pabrik")
        company.fill({"zoning_law": "Perda Contoh 7/2011 tentang RTRW"})
        company.press("Simpan dan kembali ke daftar")
        company.link("Kirim perbaikan")
        company.press_and_confirm("Kirim permohonan")
        company.sees("Permohonan terkirim.")

    def front_desk_forwards(self) -> None:
        officer = self.front_desk
        self.find(officer)
        officer.sees("kiriman ke-2", "1 hal berubah sejak kiriman sebelumnya")
        officer.shot("e40-layanan-kiriman-kedua")
        self.decide(officer, "Ambil untuk diperiksa")
        self.find(officer)
        self.decide(officer, "Lengkap, teruskan ke evaluator")
        officer.sees("Permohonan diteruskan kepada evaluator.")

    # The ministry

    def evaluator_proposes(self) -> None:
        officer = self.evaluator
        self.opened(officer, "evaluator")
        officer.sees("Usulkan terbit:")
        officer.shot("e50-evaluator-perkara")
        officer.link("Isi Lembar telaah")
        officer.heading("Telaah")
        officer.sees("Isian dan berkas permohonan")
        points = ("identity_fits", "kbli_fits", "place_fits", "zoning_fits", "scale_fits", "ground_fits")
        officer.fill(dict.fromkeys(points, "yes") | {"note": REMARK, "conclusion": "grant"})
        officer.shot("e52-telaah")
        officer.press("Simpan dan lanjutkan")
        officer.shot("e53-evaluator-siap")
        self.decide(officer, "Usulkan terbit")
        officer.sees("Usulan penerbitan diteruskan kepada direktur.")

    def director_endorses(self) -> None:
        officer = self.director
        self.opened(officer, "direktur")
        officer.page.get_by_text("Lihat isinya").first.click()
        officer.sees(REMARK)
        officer.shot("e60-direktur-perkara")
        self.decide(officer, "Teruskan untuk diterbitkan")
        officer.sees("Permohonan diteruskan kepada direktur jenderal.")

    def director_general_issues(self) -> None:
        officer = self.director_general
        self.opened(officer, "dirjen")
        officer.shot("e70-dirjen-perkara")
        officer.press_and_confirm("Setujui dan terbitkan")
        officer.sees("SKPBKI diterbitkan.")
        officer.shot("e71-dirjen-sesudah")

    # The letter

    def company_downloads(self) -> bytes:
        company = self.company
        self.portal.mails.wait_for(EMAIL, "terbit")
        company.open(self.case_url)
        company.sees("Terbit", "yang dapat diunduh sekarang ialah salinan bercap")
        company.shot("e80-terbit")
        self.letter = re.search(r"\d+/SKPBKI/KPAII/[IVX]+/\d{4}", company.page.locator("main").inner_text())[0]  # type: ignore[index]
        name, content = company.download(company.page.locator("main").get_by_role("link", name="Unduh salinan"))
        assert name.endswith(".pdf")
        return content

    def receiver_checks(self, content: bytes) -> None:
        receiver = self.receiver
        receiver.open(code_on(content))
        receiver.sees("Menunggu tanda tangan", COMPANY, self.letter)
        receiver.shot("e90-periksa-kode")
        receiver.open("/verifikasi")
        receiver.fill({"letter": self.letter.lower()})
        receiver.press("Periksa")
        receiver.sees("Menunggu tanda tangan", "PT C••••• R••• D•••")
        receiver.sees_not(COMPANY)
        receiver.open("/verifikasi")
        receiver.fill({"file": pdf("skpbki.pdf", content)})
        receiver.press("Periksa berkas")
        receiver.sees("Menunggu tanda tangan", COMPANY, "salinan bercap", "sama persis")
        receiver.shot("e91-periksa-berkas")
        receiver.open("/verifikasi")
        receiver.fill({"file": pdf("skpbki.pdf", content[:-2] + b"\n\n")})
        receiver.press("Periksa berkas")
        receiver.sees("Bukan surat yang diterbitkan")
