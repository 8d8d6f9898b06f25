"""Electronic signatures of letters: put on by the worker, or taken in as a PDF that was signed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from siinas.documents.letter_marks import tokens_named
from siinas.documents.pdf_sandbox import UnreadableFile, signatures_on
from siinas.models import Establishment, Letter, LetterAuthority
from siinas.models.letter import SIGNED, VALID, WAITING
from siinas.operations.files import Incoming
from siinas.operations.letters import SIGN_JOB
from siinas.operations.work import Work, operation
from siinas.queries.letter_offices import may_sign_for
from siinas.queries.letters import by_token
from siinas.refusal import NotFound, NotPermitted, Refused

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SUBJECT = 255
FIELD = "signed_file"

FAULTS = {
    "unsigned": "Berkas ini belum memuat tanda tangan elektronik. Tanda tangani surat yang diunduh dari sini, lalu "
    "unggah hasilnya.",
    "broken": "Tanda tangan elektronik pada berkas ini rusak atau tidak cocok dengan isinya. Tanda tangani lagi.",
    "appended": "Berkas ini diubah sesudah ditandatangani. Unggah berkas persis seperti hasil penandatanganan.",
    "content": "Isi surat diubah sebelum ditandatangani: yang boleh ditambahkan hanya tanda tangannya. Unduh lagi "
    "surat dari sini, tanda tangani tanpa mengubah apa pun, lalu unggah.",
    "untrusted": "Sertifikat penanda tangan tidak berasal dari penyelenggara yang dipercaya, atau sudah tidak berlaku.",
}
"""What is wrong with a signed file, each its own sentence."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A signed letter that has passed all checks."""

    content: bytes
    subject: str
    signed_at: datetime | None
    trust: str


# By the portal


def sign_letter(work: Work, letter_id: int) -> None:
    """Sign an issued letter, where the portal has a certificate; the job of the worker.

    What fails is tried again by the outbox; the letter waits meanwhile, and without a certificate until somebody hands
    it in signed. Nothing is locked while it is being signed.
    """
    signer = work.services.signer
    letter = work.session.get_one(Letter, letter_id, populate_existing=True)
    if not signer.configured or letter.signature != WAITING or letter.state != VALID:
        return
    office = work.session.get_one(LetterAuthority, letter.authority)
    reason, place, issued = f"Surat nomor {letter.number}", office.place, work.services.storage.read(letter.sha256)
    work.session.rollback()
    signed = signer.sign(issued, reason=reason, place=place)
    _keep_signed(work, letter_id, _own_facts(work, signed, len(issued)), "portal")


def _own_facts(work: Work, signed: bytes, issued_size: int) -> SignedFile:
    """What the portal's own signature says; its certificate need not be among the roots trusted elsewhere."""
    try:
        return _facts(work, signed, issued_size, roots=_roots(work))
    except Refused as refusal:
        if refusal.reason != FAULTS["untrusted"]:
            raise
    return _facts(work, signed, issued_size, roots="")


@operation
def _keep_signed(work: Work, letter_id: int, signed: SignedFile, how: str) -> Letter | None:
    """Keep the signed bytes, once; None where somebody was faster or the letter has ended."""
    letter = work.find(Letter, Letter.id == letter_id, lock=True)
    if letter.signature != WAITING or letter.state != VALID:
        return None
    letter.signature, letter.signed_how = SIGNED, how
    letter.signed_sha256 = work.services.storage.keep(signed.content)
    letter.signed_by, letter.signed_trust = signed.subject[:LONGEST_SUBJECT], signed.trust
    stated = signed.signed_at
    letter.signed_at = stated if stated is not None and letter.issued_at <= stated <= work.now else work.now
    letter.version += 1
    work.record(
        "letter.signed",
        letter,
        after={
            "number": letter.number,
            "signed_by": letter.signed_by,
            "signed_how": letter.signed_how,
            "signed_trust": letter.signed_trust,
            "sha256": letter.signed_sha256,
        },
    )
    _tell_company(work, letter)
    return letter


def _tell_company(work: Work, letter: Letter) -> None:
    if letter.establishment_id is None:
        return
    with work.unscoped():
        establishment = work.session.get_one(Establishment, letter.establishment_id)
        base = work.services.configuration.base_url
        case = letter.case
        url = f"{base}/perusahaan/{case.process}/{case.public_id}/" if case is not None else f"{base}/perusahaan/"
    work.leave(
        "mail",
        establishment.email,
        template="surat_ditandatangani",
        company=letter.company_name,
        title=letter.title,
        number=letter.number,
        url=url,
    )


@operation
def sign_again(work: Work, public_id: str) -> Letter:
    """Leave the signing to the worker once more: a certificate was configured since, or the job was given up."""
    letter = _may_hand_in(work, public_id, lock=True)
    if not work.services.signer.configured:
        raise Refused("Portal ini tidak memiliki sertifikat. Unggah surat yang sudah ditandatangani.")
    work.leave(SIGN_JOB, letter_id=letter.id)
    work.record("letter.signing_asked", letter, after={"number": letter.number})
    return letter


# Elsewhere


def attach_signed(work: Work, public_id: str, incoming: Incoming) -> Letter:
    """Take in a letter that was signed elsewhere (BSrE); Refused says what is wrong with the file.

    For administrators, the director general for letters of the ministry, and the head of the office that issued it.
    """
    letter = _may_hand_in(work, public_id)
    letter_id, number, token, sha256 = letter.id, letter.number, letter.token, letter.sha256
    work.session.rollback()
    content = incoming.content
    if not content:
        raise Refused("Berkas ini kosong. Pilih berkas PDF surat yang sudah ditandatangani.", field=FIELD)
    if len(content) > MOST_BYTES:
        raise Refused(f"Berkas ini lebih dari {MOST_BYTES // 1024**2} MB. Surat kami tidak sebesar itu.", field=FIELD)
    if not content.startswith(b"%PDF-"):
        raise Refused("Berkas ini bukan PDF. Pilih berkas PDF surat yang sudah ditandatangani.", field=FIELD)
    issued = work.services.storage.read(sha256)
    if not content.startswith(issued):
        raise Refused(_which_other(work, content, number, token), field=FIELD)
    signed = _facts(work, content, len(issued), roots=_roots(work))
    kept = _keep_signed(work, letter_id, signed, "elsewhere")
    if kept is None:
        raise Refused("Surat ini baru saja ditandatangani atau tidak berlaku lagi. Muat ulang halaman.")
    return kept


def _may_hand_in(work: Work, public_id: str, *, lock: bool = False) -> Letter:
    letter = work.find(Letter, Letter.public_id == public_id, lock=lock)
    office = work.session.get_one(LetterAuthority, letter.authority)
    if not may_sign_for(work.actor, office):
        raise NotPermitted(f"Surat ini ditandatangani oleh pimpinan {office.name}.")
    if letter.signature == SIGNED:
        raise Refused("Surat ini sudah ditandatangani.")
    if letter.signature != WAITING:
        raise Refused("Surat ini tidak memerlukan tanda tangan elektronik.")
    if letter.state != VALID:
        raise Refused("Surat ini sudah tidak berlaku; tidak ada yang ditandatangani.")
    return letter


def _which_other(work: Work, content: bytes, number: str, token: str) -> str:
    """Why a file does not begin with the letter as it was issued: another letter, this one altered, or neither."""
    named = tokens_named(content, work.services.configuration.base_url)
    if token in named:
        return (
            f"Isi berkas ini berbeda dari surat nomor {number} yang diterbitkan. Unduh surat dari sini, tanda tangani "
            "tanpa menyimpannya ulang, lalu unggah."
        )
    others = [other for other in (by_token(work.session, one) for one in named) if other is not None]
    if others:
        return f"Berkas ini surat lain, nomor {others[0].number}, bukan surat nomor {number}."
    return f"Berkas ini bukan surat nomor {number}."


def _roots(work: Work) -> str:
    path = work.services.configuration.signing_trust_roots
    if path is not None and not path.is_file():
        raise Refused(
            "Daftar penyelenggara sertifikat yang dipercaya tidak ditemukan di server. Hubungi administrator."
        )
    return str(path) if path is not None else ""


def _facts(work: Work, content: bytes, issued_size: int, *, roots: str) -> SignedFile:
    """What the signatures of a file say, read in the limited process; Refused for a faulty one."""
    try:
        read = signatures_on(content, issued_size, roots, work.now.isoformat())
    except UnreadableFile:
        raise Refused(FAULTS["broken"], field=FIELD) from None
    if read["fault"]:
        raise Refused(FAULTS[read["fault"]], field=FIELD)
    stated = datetime.fromisoformat(read["signed_at"]) if read["signed_at"] else None
    return SignedFile(content, read["subject"], stated, read["trust"])


# Reading


def original_of(work: Work, public_id: str) -> Letter:
    """The letter whose issued bytes the actor may have in order to sign them; NotFound for any other."""
    letter = work.find(Letter, Letter.public_id == public_id)
    office = work.session.get_one(LetterAuthority, letter.authority)
    if letter.signature != WAITING or not may_sign_for(work.actor, office):
        raise NotFound
    return letter
