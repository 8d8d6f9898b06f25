"""Decides whether an uploaded file may come in: its size, its name, its first bytes, its structure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from siinas.documents import pdf_sandbox
from siinas.documents.given_tables import text_of
from siinas.documents.pdf_sandbox import RefusedFile
from siinas.process.documents import KIND_NAMES, PICTURES

__all__ = ["AcceptedFile", "RefusedFile", "accept_upload", "clean_name"]

MAX_NAME_LENGTH = 100
_EXTENSIONS = {
    "pdf": ("pdf",),
    "jpeg": ("jpg", "jpeg"),
    "png": ("png",),
    "xlsx": ("xlsx",),
    "csv": ("csv",),
    "tsv": ("tsv",),
}
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_MAGIC = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "xlsx": b"PK\x03\x04"}
_TEXTS = frozenset({"csv", "tsv"})
"""Kinds that have no first bytes of their own: they must be text, and nothing else."""
_PROGRAM_EXTENSIONS = re.compile(
    "exe|bat|cmd|scr|msi|dll|js|vbs|ps1|sh|php|phtml|jsp|asp|aspx|py|jar|html?|svg|hta|lnk|apk", re.IGNORECASE
)
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|img|object|embed|\?php)", re.IGNORECASE)
# Too long to arise by chance among the bytes of a picture.
_MARKUP_IN_PICTURE = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|object|embed|\?php)", re.IGNORECASE)
_ARCHIVE_ANYWHERE = re.compile(rb"Rar!\x1a\x07[\x00\x01]|7z\xbc\xaf\x27\x1c")
_TURNS_DIRECTION = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_FOREIGN_STARTS = (
    (b"PK\x03\x04", "berkas ZIP atau Office"),
    (b"PK\x05\x06", "berkas ZIP"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"GIF8", "gambar GIF"),
    (b"\xd0\xcf\x11\xe0", "berkas Office lama atau berkas yang terkunci kata sandi"),
    (b"Rar!", "berkas RAR"),
    (b"7z\xbc\xaf", "berkas 7z"),
    (b"\x1f\x8b", "berkas GZIP"),
    (b"{\\rtf", "berkas RTF"),
    (b"%PDF-", "PDF"),
    (b"\xff\xd8\xff", "gambar JPG"),
    (b"\x89PNG", "gambar PNG"),
)


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that passed every check.

    `size` is in bytes, `extension` has no dot, `pages` is 1 for a picture or a table, `original_name` is a label for
    the screen and never a path: the file is kept under its `sha256`.
    """

    sha256: str
    size: int
    media_type: str
    extension: str
    original_name: str
    pages: int


def accept_upload(
    content: bytes,
    filename: str,
    *,
    accepts: Collection[str],
    max_bytes: int,
    max_pages: int,
    max_picture_bytes: int | None = None,
) -> AcceptedFile:
    """Return the facts to keep about a good file, or raise `RefusedFile` with a sentence for the person.

    `accepts` holds kinds out of "pdf", "jpeg", "png", "xlsx", "csv" and "tsv"; `max_bytes` and `max_pages` come from
    the document type, and `max_picture_bytes` where a picture may be less large.
    The order of the checks is the cheap ones first; nothing but plain text is parsed in this process.
    """
    if not content:
        raise RefusedFile("Berkas ini kosong. Pilih berkas yang berisi dokumen, lalu unggah kembali.")
    _check_size(content, max_bytes)
    name = clean_name(filename)
    kind, extension = _kind_by_name(filename, name, accepts)
    if kind in PICTURES and max_picture_bytes is not None:
        _check_size(content, max_picture_bytes)
    pages = _look_into(content, kind, accepts, max_pages)
    return AcceptedFile(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=_MEDIA_TYPES[kind],
        extension=extension,
        original_name=name,
        pages=pages,
    )


def _check_size(content: bytes, most: int) -> None:
    if len(content) > most:
        raise RefusedFile(
            f"Ukuran berkas {_megabytes(len(content))} melebihi batas {_megabytes(most)}. "
            "Perkecil berkasnya, lalu unggah kembali."
        )


def _look_into(content: bytes, kind: str, accepts: Collection[str], max_pages: int) -> int:
    """Check what the file holds; return its pages."""
    _check_first_bytes(content, kind, accepts)
    if kind in _TEXTS:
        text_of(content)
        return 1
    if kind == "xlsx":
        pdf_sandbox.inspect_workbook(content)
        return 1
    _check_no_second_format(content)
    if kind == "pdf":
        return pdf_sandbox.inspect_pdf(content, max_pages=max_pages).pages
    pdf_sandbox.inspect_picture(content, kind)
    return 1


def clean_name(filename: str) -> str:
    """Return a file name as a harmless label: no folders, no control or direction signs, NFC, at most 100 long."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "", name)).strip(" .")
    if len(name) > MAX_NAME_LENGTH:
        stem, dot, extension = name.rpartition(".")
        ending = dot + extension if dot and len(extension) <= 10 else ""
        name = (stem if ending else name)[: MAX_NAME_LENGTH - len(ending)].rstrip(" .") + ending
    return name or "dokumen"


def _kind_by_name(filename: str, name: str, accepts: Collection[str]) -> tuple[str, str]:
    wanted = _in_words(accepts)
    if "\x00" in filename:
        raise RefusedFile("Nama berkas ini memuat tanda yang tidak sah. Ganti nama berkasnya, lalu unggah kembali.")
    if any(unicodedata.bidirectional(sign) in _TURNS_DIRECTION for sign in filename):
        raise RefusedFile(
            "Nama berkas ini memuat tanda pembalik arah tulisan. Ganti nama berkasnya, lalu unggah kembali."
        )
    parts = name.lower().split(".")
    extension = parts[-1].strip() if len(parts) > 1 else ""
    if any(_PROGRAM_EXTENSIONS.fullmatch(part.strip()) for part in parts[1:-1]):
        raise RefusedFile(
            "Nama berkas ini berakhiran ganda seperti nama program. Ganti nama berkasnya, lalu unggah kembali."
        )
    for kind in accepts:
        if extension in _EXTENSIONS.get(kind, ()):
            return kind, extension
    if not extension:
        raise RefusedFile(f"Nama berkas ini tidak berakhiran. Unggah berkas {wanted} dengan nama yang lengkap.")
    raise RefusedFile(f"Jenis berkas .{extension[:10]} tidak diterima di sini. Unggah berkas {wanted}.")


def _check_first_bytes(content: bytes, kind: str, accepts: Collection[str]) -> None:
    head = content[:1024]
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n") if kind == "pdf" else head
    what = KIND_NAMES[kind]
    own = begins.startswith(_MAGIC[kind]) if kind in _MAGIC else not _is_foreign(begins)
    if not own:
        if real := next((one for one in _MAGIC if one in accepts and begins.startswith(_MAGIC[one])), ""):
            raise RefusedFile(
                f"Isi berkas ini adalah {KIND_NAMES[real]}, bukan {what} seperti namanya. Ganti akhiran nama "
                f"berkasnya menjadi .{_EXTENSIONS[real][0]}, lalu unggah kembali."
            )
        for start, foreign in _FOREIGN_STARTS:
            if begins.startswith(start):
                raise RefusedFile(
                    f"Isi berkas ini adalah {foreign}, bukan {what} seperti namanya. Simpan dokumen sebagai {what}, "
                    "lalu unggah kembali."
                )
        if _MARKUP.search(head):
            raise RefusedFile(
                f"Isi berkas ini adalah halaman web, bukan {what}. Unduh kembali dokumen aslinya, lalu unggah "
                "berkas itu."
            )
        raise RefusedFile(
            f"Isi berkas ini bukan {what} walaupun namanya demikian. Simpan dokumen sebagai {what}, "
            "lalu unggah kembali."
        )
    if _MARKUP.search(head):
        raise RefusedFile(_mixed("halaman web"))


def _is_foreign(begins: bytes) -> bool:
    """Whether text begins as a file of another kind does."""
    return begins.startswith(tuple(start for start, _ in _FOREIGN_STARTS))


def _check_no_second_format(content: bytes) -> None:
    """Refuse a file that a ZIP program, too, would open, or that carries markup behind its end."""
    tail = content[-65_557:]
    at = tail.rfind(b"PK\x05\x06")
    while at != -1:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if len(tail) - at >= 22 and comment <= len(tail) - at - 22 and b"PK\x01\x02" in content:
            raise RefusedFile(_mixed("arsip ZIP"))
        at = tail.rfind(b"PK\x05\x06", 0, at)
    behind = content[_end_of(content) :]
    foreign = tuple(start for start, _ in _FOREIGN_STARTS if start != b"%PDF-" or not content.startswith(b"%PDF-"))
    if _MARKUP.search(behind) or behind.lstrip(b"\0 \t\r\n").startswith(foreign):
        raise RefusedFile(_mixed("isi lain"))
    if _ARCHIVE_ANYWHERE.search(content):
        raise RefusedFile(_mixed("arsip"))
    if not content.startswith(_MAGIC["pdf"]) and _MARKUP_IN_PICTURE.search(content):
        raise RefusedFile(_mixed("halaman web"))


def _end_of(content: bytes) -> int:
    """Where the document or picture ends by its own account; the end of the bytes where it does not say."""
    for start, end, length in ((_MAGIC["png"], b"IEND", 8), (_MAGIC["jpeg"], b"\xff\xd9", 2), (b"", b"%%EOF", 5)):
        if content.startswith(start):
            at = content.rfind(end)
            return len(content) if at == -1 else at + length
    return len(content)


def _mixed(foreign: str) -> str:
    return (
        f"Berkas ini juga memuat {foreign} di samping dokumennya. Cetak ulang dokumen ke berkas baru, "
        "lalu unggah kembali."
    )


def _in_words(accepts: Collection[str]) -> str:
    names = [KIND_NAMES[kind] for kind in KIND_NAMES if kind in accepts]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " atau " + names[-1]


def _megabytes(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB".replace(".", ",").replace(",0 ", " ")
