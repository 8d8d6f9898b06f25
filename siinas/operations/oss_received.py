"""What OSS pushes: its Token judged, a NIB or a file taken in once however often it comes, every refusal its own."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from sqlalchemy import select

from siinas.models import OssCall, OssLicence
from siinas.operations import throttle
from siinas.operations.oss_taking import foreign_licences, is_link, kept, take_nib
from siinas.operations.throttle import HOUR
from siinas.operations.work import Work, operation
from siinas.process.words import JAKARTA
from siinas.queries.settings import number
from siinas.reference.oss import AGENCY, WITHDRAWN_DOCUMENTS
from siinas.reference.oss_figures import rows, text
from siinas.refusal import Refused

LARGEST_PUSH = 1_000_000
MOST_ROWS = 1000
YES, NO = "1", "2"
ENVELOPES = {"receiveNIB": ("dataNIB", "responreceiveNIB"), "receiveFileDS": ("receiveFileDS", "responreceiveFileDS")}
COUNTED = "oss_push"


class Received(NamedTuple):
    """The answer to a push: HTTP status, "1" or "2", and a sentence."""

    http: int
    status: str
    words: str

    def envelope(self, method: str) -> dict[str, Any]:
        """As the protocol has it."""
        return {ENVELOPES[method][1]: {"status": self.status, "keterangan": self.words[:255]}}


def admits(work: Work) -> Received | None:
    """Why whoever asks may not push at all; None where they may."""
    configuration = work.services.configuration
    if not configuration.oss_push_username:
        return Received(404, NO, "Service tidak ditemukan: penerimaan dari OSS belum dikonfigurasi")
    try:
        address = ip_address(work.ip)
    except ValueError:
        address = None
    networks = [ip_network(one) for one in configuration.oss_push_addresses]
    if address is None or not any(address in network for network in networks):
        return Received(403, NO, "Ilegal akses: alamat tidak terdaftar")
    return None


def right_token(work: Work, given: str, nib: str) -> bool:
    """Whether a Token is SHA1(USERNAME + PASSWORD + NIB + DATE Ymd) of today, yesterday or tomorrow in Jakarta.

    SHA-1 is the protocol of OSS; all three are compared in constant time.
    """
    configuration = work.services.configuration
    today = work.now.astimezone(JAKARTA).date()
    right = False
    for days in (0, -1, 1):
        text_ = f"{configuration.oss_push_username}{configuration.oss_push_password}{nib}"
        text_ += f"{today + timedelta(days=days):%Y%m%d}"
        wanted = hashlib.sha1(text_.encode(), usedforsecurity=False).hexdigest()
        right |= hmac.compare_digest(wanted.encode(), given.strip().casefold().encode())
    return right


def refuse_token(work: Work, method: str) -> Received:
    """Journal a wrong Token, without what came with it; no more than a few in an hour from one address."""
    most = number(work.session, "oss_wrong_tokens_hour")
    if throttle.tries(work, COUNTED, work.ip, HOUR) >= most:
        return Received(429, NO, "Terlalu banyak Token yang salah")
    throttle.count(work, COUNTED, work.ip)
    _journal_refusal(work, method)
    return Received(401, NO, "User akses tidak valid")


@operation
def _journal_refusal(work: Work, method: str) -> None:
    work.record("oss.push_refused", "oss_call", after={"method": method, "reason": "Token salah"})


def nib_of(method: str, payload: Mapping[str, Any]) -> str:
    """The NIB that a push names, with which its Token is made; empty where it has none."""
    inside = payload.get(ENVELOPES[method][0])
    return text(inside, "nib") if isinstance(inside, Mapping) else ""


def receive(work: Work, method: str, payload: Mapping[str, Any]) -> Received:
    """Take in a push whose Token was right; of two that come at the same moment the second finds the first."""
    taken = {"receiveNIB": receive_nib, "receiveFileDS": receive_file_ds}[method]
    try:
        return taken(work, payload)
    except Refused:
        return taken(work, payload)


@operation
def receive_nib(work: Work, payload: Mapping[str, Any]) -> Received:
    """Take in a NIB with its licences of Industri; the same again is answered alike and changes nothing.

    The same is: NIB, tgl_perubahan_nib and content. An older state than the one that is known is only noted.
    """
    data = payload.get("dataNIB")
    fault = _nib_fault(data)
    if fault or not isinstance(data, Mapping):
        return Received(400, NO, f"Parameter salah: {fault}")
    nib, changed = text(data, "nib"), text(data, "tgl_perubahan_nib")
    with work.unscoped():
        once = f"receiveNIB:{nib}:{changed[:10]}:{_digest(payload)}"
        if _known(work, once):
            return Received(200, YES, "Sukses: data ini sudah diterima")
        if foreign_licences(work, data):
            return Received(400, NO, "Parameter salah: dataNIB.data_checklist.id_izin tercatat untuk NIB lain")
        licences = take_nib(work, data)
        words = f"Sukses: {len(licences)} izin sektor Industri" if licences else "Sukses: tidak ada izin yang berubah"
        call = _keep(work, "receiveNIB", payload, once, words, nib=nib)
        work.record(
            "oss.nib_received",
            call,
            after={
                "nib": nib,
                "licences": len(licences),
                "revoked": text(data, "tipe_dokumen") in WITHDRAWN_DOCUMENTS,
            },
        )
    return Received(200, YES, words)


@operation
def receive_file_ds(work: Work, payload: Mapping[str, Any]) -> Received:
    """Take in the address of a signed licence; the same address again changes nothing. The file is not fetched."""
    data = payload.get("receiveFileDS")
    if not isinstance(data, Mapping):
        return Received(400, NO, "Parameter salah: receiveFileDS tidak ada")
    nib, id_izin, address = (text(data, key) for key in ("nib", "id_izin", "file_izin"))
    for wrong, words in (
        (not _is_nib(nib), "nib harus 13 angka"),
        (not 0 < len(id_izin) <= 30, "id_izin wajib diisi, paling panjang 30 karakter"),
        (not is_link(address), "file_izin harus alamat http atau https"),
    ):
        if wrong:
            return Received(400, NO, f"Parameter salah: {words}")
    with work.unscoped():
        once = f"receiveFileDS:{nib}:{id_izin}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
        if _known(work, once):
            return Received(200, YES, "Sukses: berkas ini sudah diterima")
        licence = work.session.scalars(
            select(OssLicence).where(OssLicence.id_izin == id_izin, OssLicence.nib == nib).with_for_update()
        ).one_or_none()
        if licence is None:
            return Received(400, NO, "Data izin tidak ditemukan")
        licence.file_url = address
        call = _keep(work, "receiveFileDS", payload, once, "Sukses", nib=nib, licence=licence)
        work.record("oss.file_received", call, after={"id_izin": id_izin}, establishment_id=licence.establishment_id)
    return Received(200, YES, "Sukses")


def _nib_fault(data: Any) -> str:
    """What is wrong with a dataNIB, as far as the portal reads it; empty where nothing is."""
    if not isinstance(data, Mapping):
        return "dataNIB tidak ada"
    if not _is_nib(text(data, "nib")):
        return "dataNIB.nib harus 13 angka"
    checklist, projects = rows(data, "data_checklist"), rows(data, "data_proyek")
    if max(len(checklist), len(projects)) > MOST_ROWS:
        return f"paling banyak {MOST_ROWS} baris data_checklist dan data_proyek"
    for row in checklist:
        if text(row, "kd_izin").startswith(AGENCY) and not 0 < len(text(row, "id_izin")) <= 30:
            return "dataNIB.data_checklist.id_izin wajib diisi, paling panjang 30 karakter"
    return ""


def _is_nib(told: str) -> bool:
    return len(told) == 13 and told.isascii() and told.isdigit()


def _digest(payload: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]


def _known(work: Work, once: str) -> bool:
    return work.session.scalars(select(OssCall.id).where(OssCall.once == once)).first() is not None


def _keep(
    work: Work,
    method: str,
    payload: Mapping[str, Any],
    once: str,
    words: str,
    *,
    nib: str,
    licence: OssLicence | None = None,
) -> OssCall:
    received = Received(200, YES, words)
    call = OssCall(
        method=method,
        direction="in",
        nib=nib,
        id_izin=licence.id_izin if licence is not None else "",
        establishment_id=licence.establishment_id if licence is not None else None,
        case_id=licence.case_id if licence is not None else None,
        once=once[:120],
        request=kept(payload),
        answer=received.envelope(method),
        http=200,
        kode="200",
        words=words,
        attempts=1,
        state="done",
        asked_by=work.actor.name,
        created_at=work.now,
        answered_at=work.now,
    )
    work.session.add(call)
    work.session.flush()
    return call
