"""Lets uploaded files be parsed only in a child process with little memory, little time and no secrets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from siinas.documents import pdf_child
from siinas.documents.pdf_inspection import PdfFacts
from siinas.documents.pdf_words import PageWords

WALL_SECONDS = 10
LONG_WALL_SECONDS = 60
CODE_SECONDS = 25
_PROJECT = Path(__file__).resolve().parents[2]

ENCRYPTED = "Berkas ini terkunci kata sandi. Simpan ulang tanpa kata sandi lalu unggah kembali."
DAMAGES = {
    "truncated": "Berkas PDF ini terpotong: bagian akhirnya tidak ada. Unduh atau simpan ulang berkas aslinya, "
    "lalu unggah kembali.",
    "damaged": "Berkas PDF ini rusak sehingga tidak dapat dibuka. Simpan ulang dari aplikasi asalnya, "
    "lalu unggah kembali.",
    "empty": "Berkas PDF ini tidak berisi satu halaman pun. Periksa berkasnya, lalu unggah dokumen yang lengkap.",
    "loop": "Susunan halaman berkas PDF ini rusak. Cetak ulang dokumen ke PDF, lalu unggah kembali.",
    "bomb": "Isi berkas PDF ini terlalu besar setelah dibuka. Simpan ulang dengan resolusi gambar yang lebih rendah, "
    "lalu unggah kembali.",
    "crowded": "Berkas PDF ini tersusun dari terlalu banyak bagian. Cetak ulang dokumen ke PDF, lalu unggah kembali.",
}
ACTIVE = {
    "JavaScript": "Berkas PDF ini memuat skrip (JavaScript). Cetak ulang dokumen ke PDF tanpa skrip, "
    "lalu unggah kembali.",
    "Launch": "Berkas PDF ini memuat perintah untuk menjalankan program. Cetak ulang dokumen ke PDF, "
    "lalu unggah kembali.",
    "OpenAction": "Berkas PDF ini memuat tindakan yang berjalan sendiri saat dibuka. Cetak ulang dokumen ke PDF, "
    "lalu unggah kembali.",
    "EmbeddedFile": "Berkas PDF ini membawa berkas lain di dalamnya. Hapus lampiran itu, simpan ulang, "
    "lalu unggah kembali.",
    "RichMedia": "Berkas PDF ini memuat video, suara, atau media interaktif. Cetak ulang dokumen ke PDF biasa, "
    "lalu unggah kembali.",
    "XFA": "Berkas PDF ini berupa formulir interaktif (XFA). Cetak formulir yang sudah diisi ke PDF biasa, "
    "lalu unggah kembali.",
    "SubmitForm": "Berkas PDF ini memuat formulir yang mengirim data sendiri. Cetak ulang dokumen ke PDF biasa, "
    "lalu unggah kembali.",
    "ImportData": "Berkas PDF ini memuat perintah untuk mengambil data dari luar. Cetak ulang dokumen ke PDF biasa, "
    "lalu unggah kembali.",
}
WORKBOOK_DAMAGES = {
    "damaged": "Berkas XLSX ini rusak sehingga tidak dapat dibuka. Simpan ulang dari aplikasi asalnya, "
    "lalu unggah kembali.",
    "mixed": "Berkas ini juga memuat isi lain di samping buku kerjanya. Simpan ulang tabel sebagai XLSX baru, "
    "lalu unggah kembali.",
    "foreign": "Isi berkas ini bukan buku kerja XLSX biasa. Simpan tabel sebagai Buku Kerja Excel (.xlsx), "
    "lalu unggah kembali.",
    "locked": "Berkas ini terkunci kata sandi. Simpan ulang tanpa kata sandi lalu unggah kembali.",
    "active": "Buku kerja ini memuat makro, objek, atau tautan ke berkas lain. Salin tabelnya sebagai nilai ke buku "
    "kerja baru, lalu unggah kembali.",
    "entities": "Susunan berkas XLSX ini tidak wajar (memuat definisi entitas). Simpan ulang dari aplikasi "
    "asalnya, lalu unggah kembali.",
    "bomb": "Isi berkas XLSX ini terlalu besar setelah dibuka. Hapus lembar dan gambar yang tidak perlu, "
    "lalu unggah kembali.",
}
PICTURE_DAMAGES = {
    "damaged": "Gambar ini rusak atau terpotong sehingga tidak dapat dibuka. Simpan ulang gambarnya, "
    "lalu unggah kembali.",
    "huge": "Ukuran gambar ini melebihi 40 megapiksel. Perkecil gambarnya, lalu unggah kembali.",
    "animated": "Gambar bergerak tidak dapat diterima. Simpan sebagai gambar diam, lalu unggah kembali.",
}


class DocumentProblem(Exception):
    """A file cannot be used; `reason` is an Indonesian sentence that tells the person what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedFile(DocumentProblem):
    """The file is not accepted."""


class UnreadableFile(RefusedFile):
    """The reading process ended without an answer."""


class ReadingTookTooLong(UnreadableFile):
    """The reading process ran out of its time."""


class ReadingTookTooMuchMemory(UnreadableFile):
    """The reading process ran out of its memory."""


class NoSuchPage(DocumentProblem):
    """The document has no page of that number."""


def inspect_pdf(content: bytes, *, max_pages: int) -> PdfFacts:
    """Return the facts about a sound PDF; raise `RefusedFile` for an encrypted, active, damaged or too long one."""
    answer = json.loads(_run("inspect", content, str(max_pages)))
    facts = PdfFacts(
        pages=int(answer["pages"]),
        encrypted=bool(answer["encrypted"]),
        active=tuple(answer["active"]),
        damage=str(answer["damage"]),
    )
    if facts.encrypted:
        raise RefusedFile(ENCRYPTED)
    if facts.damage:
        raise RefusedFile(DAMAGES[facts.damage])
    for kind, reason in ACTIVE.items():
        if kind in facts.active:
            raise RefusedFile(reason)
    if facts.pages > max_pages:
        raise RefusedFile(
            f"Berkas PDF ini lebih dari {max_pages} halaman. Bagi menjadi beberapa berkas atau unggah bagian yang "
            "diminta saja."
        )
    return facts


def inspect_picture(content: bytes, kind: str) -> None:
    """Raise `RefusedFile` unless the bytes are one sound still picture; `kind` is "jpeg" or "png"."""
    damage = str(json.loads(_run("picture", content, kind))["damage"])
    if damage:
        raise RefusedFile(PICTURE_DAMAGES[damage])


def inspect_workbook(content: bytes) -> None:
    """Raise `RefusedFile` unless the bytes are one sound XLSX without macros, objects or links to elsewhere."""
    try:
        damage = str(json.loads(_run("workbook", content))["damage"])
    except ReadingTookTooMuchMemory:
        damage = "bomb"
    if damage:
        raise RefusedFile(WORKBOOK_DAMAGES[damage])


def workbook_cells(content: bytes) -> bytes:
    """The cells of the first sheet as JSON (see `workbook.read_cells`); raise `UnreadableFile` where there is none."""
    return _run("cells", content, seconds=LONG_WALL_SECONDS)


def workbook_sheets(content: bytes, *, most_rows: int) -> bytes:
    """The cells of all sheets as JSON (see `workbook.read_sheets`); raise `UnreadableFile` where there are none."""
    return _run("sheets", content, str(most_rows), seconds=LONG_WALL_SECONDS)


def pdf_words(content: bytes) -> list[PageWords]:
    """Return the words of every page with their places; raise `UnreadableFile` when the file cannot be read."""
    return [PageWords.from_json(page) for page in json.loads(_run("words", content))]


def render_page(content: bytes, page: int, width: int = 1100) -> bytes:
    """Return one page (from 1) as PNG bytes, `width` pixels wide (50 to 2000).

    Raises `NoSuchPage` for a number outside the document, `UnreadableFile` when the file cannot be drawn.
    """
    return _run("render", content, str(int(page)), str(int(width)))


def redraw_picture(content: bytes, kind: str) -> bytes:
    """The picture as a PNG of our own drawing (see `pictures.redrawn`); raise `UnreadableFile` where there is none."""
    return _run("redraw", content, kind)


def codes_on(content: bytes, kind: str, begins: str, also: str = "") -> list[str]:
    """The QR codes on a checked file that begin so (see `codes.read_codes`); none where reading takes too long."""
    try:
        return [str(text) for text in json.loads(_run("codes", content, kind, begins, also, seconds=CODE_SECONDS))]
    except UnreadableFile:
        return []


def signatures_on(content: bytes, issued_size: int, roots: str, moment: str) -> dict[str, str]:
    """What the signatures of a PDF say (see `signatures.read_signatures`); raise `UnreadableFile` for a damaged one."""
    answer: dict[str, str] = json.loads(_run("signatures", content, str(issued_size), roots, moment))
    return answer


def _run(task: str, content: bytes, *arguments: str, seconds: float = 0) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the arguments are a task name and numbers
            [sys.executable, "-E", "-s", "-B", "-m", "siinas.documents.pdf_child", task, *arguments],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env=_bare_environment(),
            timeout=seconds or WALL_SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_long() from error
    return _answer(done)


def _answer(done: subprocess.CompletedProcess[Any]) -> bytes:
    match done.returncode:
        case 0:
            return bytes(done.stdout)
        case pdf_child.EXIT_MEMORY:
            raise ReadingTookTooMuchMemory(
                "Berkas ini memerlukan terlalu banyak memori untuk dibuka. Simpan ulang dengan resolusi gambar yang "
                "lebih rendah, lalu unggah kembali."
            )
        case pdf_child.EXIT_NO_SUCH_PAGE:
            raise NoSuchPage("Halaman ini tidak ada di dalam dokumen. Pilih nomor halaman yang tersedia.")
        case code if code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise _too_long()
        case _:
            raise UnreadableFile(
                "Berkas ini tidak dapat dibuka. Simpan ulang dari aplikasi asalnya, lalu unggah kembali."
            )


def _too_long() -> ReadingTookTooLong:
    return ReadingTookTooLong(
        "Berkas ini terlalu lama dibuka. Cetak ulang dokumen ke PDF dengan isi yang lebih sederhana, "
        "lalu unggah kembali."
    )


def _bare_environment() -> dict[str, str]:
    """Return an environment without a single setting of the portal; only what finds the interpreter's libraries."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8"}
