"""A letter on its way: downloaded by the company, checked by whoever receives it, in a browser without JavaScript."""

from __future__ import annotations

import pypdfium2
import zxingcpp

from tests.journeys.conftest import MakeVisitor
from tests.journeys.visitor import pdf

COMPANY = "PT Contoh Gula Lestari"


def code_on(content: bytes) -> str:
    """What the one QR code of a PDF says, on whichever page it stands."""
    document = pypdfium2.PdfDocument(content)
    pages = [page.render(scale=2).to_pil().convert("L") for page in document]
    document.close()
    (text,) = {str(found.text) for page in pages for found in zxingcpp.read_barcodes(page)}
    return text


def test_a_receiver_checks_by_code_number_and_file(visitor: MakeVisitor) -> None:
    staff, receiver = visitor("staf", script=False), visitor("penerima", script=False)
    staff.sign_in("staf")
    staff.menu("Bukti Kepemilikan Akun")
    staff.heading("Bukti Kepemilikan Akun")
    name, content = staff.download(staff.page.get_by_role("link", name="Unduh PDF"))
    assert name.startswith("bukti-kepemilikan-akun-siinas-") and name.endswith(".pdf")

    receiver.open(code_on(content))
    receiver.sees("Berlaku", COMPANY)
    number = receiver.page.locator(".summary-row", has_text="Nomor").locator("dd").first.inner_text()
    receiver.link("Periksa surat lain")
    receiver.heading("Periksa surat")
    receiver.fill({"letter": number.lower()})
    receiver.press("Periksa")
    receiver.sees("Berlaku", "PT C••••• G••• L••••••")
    receiver.sees_not(COMPANY)

    receiver.open("/verifikasi")
    receiver.fill({"file": pdf(name, content)})
    receiver.press("Periksa berkas")
    receiver.sees("Berlaku", COMPANY, "sama persis")
    receiver.link("Periksa surat lain")
    receiver.fill({"file": pdf(name, content[:-2] + b"\n\n")})
    receiver.press("Periksa berkas")
    receiver.sees("Bukan surat yang diterbitkan", "Perubahan satu huruf saja")
