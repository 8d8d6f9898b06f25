"""The client of OSS-RBA (PIA v4.3.22): a POST for each call, its answer read, its failures sorted into three kinds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import urllib3
from urllib3.exceptions import HTTPError

from siinas.reference.oss_figures import rows, text

CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
LARGEST_ANSWER = 5_000_000
UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
AGAIN = frozenset({408, 425, 429})
"""Refusals by HTTP that pass by themselves; all from 500 on do too."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What OSS answered: HTTP status, its own `kode`, its words, the part that tells something, and the whole of it."""

    http: int
    kode: str
    words: str
    content: Mapping[str, Any]
    answer: Mapping[str, Any]


class OssProblem(Exception):
    """A call that brought no good answer; `http` is 0 where there was no answer at all."""

    def __init__(self, words: str, *, http: int = 0, kode: str = "", answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(words)
        self.words, self.http, self.kode = words, http, kode
        self.answer = dict(answer or {})


class TryAgain(OssProblem):
    """OSS was away, too slow or broken (500, 504, connection, time out): the same call may succeed later."""


class NeverAgain(OssProblem):
    """OSS has refused this very call (400, 401, 403, 404, 405): repeating it cannot help."""


class Unreadable(OssProblem):
    """OSS has answered something that is not the protocol; somebody must look at it."""


class Oss(Protocol):
    """Anything that can hand a message of a method to OSS."""

    @property
    def configured(self) -> bool:
        """Whether there is an OSS at all."""

    def send(self, method: str, message: Mapping[str, Any]) -> Reply:
        """Hand the message over; raises TryAgain, NeverAgain or Unreadable."""


class NoOss:
    """Where no OSS is configured: nothing is sent, and whatever waits goes on waiting."""

    configured = False

    def send(self, method: str, message: Mapping[str, Any]) -> Reply:
        """Always TryAgain: what was left is sent once OSS is configured."""
        raise TryAgain("OSS belum dikonfigurasi (OSS_URL).")


class OssClient:
    """OSS at an address, over HTTPS with its certificate checked; no redirect is followed, nothing is repeated here."""

    configured = True

    def __init__(
        self, url: str, user_key: str, *, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS
    ) -> None:
        self.url, self._user_key = url.rstrip("/"), user_key
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=connect, read=read), retries=False, cert_reqs="CERT_REQUIRED"
        )

    def send(self, method: str, message: Mapping[str, Any]) -> Reply:
        """One POST; the key goes into a header and never into an error."""
        try:
            response = self._pool.request(
                "POST",
                f"{self.url}/{method}",
                body=json.dumps(message, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json", "Accept": "application/json", "user_key": self._user_key},
                redirect=False,
                preload_content=False,
            )
            try:
                body = response.read(LARGEST_ANSWER + 1)
            finally:
                response.release_conn()
        except HTTPError as problem:
            raise TryAgain(f"OSS tidak terjangkau: {type(problem).__name__}") from problem
        return judge(method, response.status, body)


def oss_for(url: str, user_key: str) -> Oss:
    """The OSS of this installation."""
    return OssClient(url, user_key) if url else NoOss()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where an answer of a method holds what: its spellings ("" where there is none), the keys of code and words."""

    spellings: tuple[str, ...]
    kode: str = "kode"
    words: str = "keterangan"


ENVELOPES = {
    "receiveLicenseStatus": Envelope(("responreceiveLicenseStatus",)),
    "receiveLicense": Envelope(("responreceiveLicense",)),
    "checkLicenseStatus": Envelope(("responcheckLicenseStatus", "responcheckStatusLicense")),
    "inqueryNIB": Envelope(("responinqueryNIB",)),
    "inqueryProyek": Envelope(("",), "kode_status"),
    "inqueryLicense": Envelope(("dataLicense",), "code", "message"),
    "inqueryFileDS": Envelope(("responInqueryFileDS",), "status"),
    "getDataReferensi": Envelope(("respongetDataReferensi",)),
}
"""The methods that the portal calls; the guide spells the envelope of checkLicenseStatus in two ways."""
GOOD = frozenset({"200", "1", "true", "success"})


def judge(method: str, http: int, body: bytes) -> Reply:
    """The answer of a method as a Reply; raises what kind of problem it is instead."""
    answer = _json(body)
    envelope = ENVELOPES[method]
    content = _content(envelope, answer)
    kode = str(content.get(envelope.kode, "")).strip() if content is not None else ""
    words = str((content or {}).get(envelope.words) or "")[:1000]
    told: dict[str, Any] = {"http": http, "kode": kode[:5], "answer": answer}
    number = int(kode) if kode.isascii() and kode.isdigit() and len(kode) == 3 else http
    worst = http if http >= 400 else number
    if worst >= 500 or worst in AGAIN:
        raise TryAgain(words or f"OSS menjawab {worst}.", **told)
    if worst >= 400:
        raise NeverAgain(words or f"OSS menolak dengan kode {worst}.", **told)
    if content is None or not 200 <= http < 300 or (kode.casefold() not in GOOD):
        raise Unreadable("Jawaban OSS tidak dapat dibaca.", **told)
    return Reply(http, kode, words, content, answer)


def _json(body: bytes) -> dict[str, Any]:
    try:
        return message_of(body[:LARGEST_ANSWER]) if len(body) <= LARGEST_ANSWER else {}
    except ValueError:
        return {}


def message_of(body: bytes) -> dict[str, Any]:
    """A JSON object with its decimals as text; ValueError for anything else, and for what no database can keep."""
    try:
        found = json.loads(body, parse_float=str, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("no object")
    if UNKEEPABLE.search(json.dumps(found, ensure_ascii=False)) or "\\u0000" in json.dumps(found):
        raise ValueError("characters that cannot be kept")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _content(envelope: Envelope, answer: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What stands in the envelope, however its letters are spelt; None where there is none."""
    wanted = {spelling.casefold() for spelling in envelope.spellings}
    if "" in wanted:
        return answer if envelope.kode in answer else None
    found = next((value for key, value in answer.items() if key.casefold() in wanted), None)
    return found if isinstance(found, Mapping) else None


# What the answers tell


@dataclass(frozen=True, slots=True)
class Accepted:
    """A status was taken."""

    words: str


@dataclass(frozen=True, slots=True)
class Licensed:
    """A licence was taken; `number` is the one that OSS gave it."""

    number: str


@dataclass(frozen=True, slots=True)
class LicenceStatus:
    """Where a licence stands in OSS."""

    nib: str
    id_proyek: str
    id_izin: str
    code: str
    words: str
    attachment: str


@dataclass(frozen=True, slots=True)
class NibAnswer:
    """A NIB as receiveNIB brings it."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProjectAnswer:
    """The projects of an inquery, as they came."""

    company: str
    projects: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class LicenceAnswer:
    """A licence with its project and what the company has uploaded for it."""

    oss_id: str
    id_izin: str
    kd_izin: str
    kd_daerah: str
    kewenangan: str
    projects: tuple[Mapping[str, Any], ...]
    checklist: tuple[Mapping[str, Any], ...]
    requirements: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """The address of the signed licence."""

    url: str


@dataclass(frozen=True, slots=True)
class ReferenceAnswer:
    """A code table: code and words."""

    rows: tuple[tuple[str, str], ...] = field(default_factory=tuple)


Answer = Accepted | Licensed | LicenceStatus | NibAnswer | ProjectAnswer | LicenceAnswer | FileAnswer | ReferenceAnswer


def read(method: str, reply: Reply) -> Answer:
    """The answer of a method as what it tells; raises Unreadable where the content is missing."""
    try:
        return READERS[method](reply.content)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise Unreadable(
            "Jawaban OSS tidak lengkap.", http=reply.http, kode=reply.kode, answer=reply.answer
        ) from problem


def _status(content: Mapping[str, Any]) -> LicenceStatus:
    data = _mapping(content["dataIZIN"])
    code = text(data, "kd_status")
    if not (len(code) == 2 and code.isascii() and code.isdigit()):
        raise ValueError(code)
    return LicenceStatus(
        text(data, "nib"),
        text(data, "id_proyek"),
        text(data, "id_izin"),
        code,
        text(data, "uraian_status"),
        text(data, "file_lampiran"),
    )


def _licence(content: Mapping[str, Any]) -> LicenceAnswer:
    data = _mapping(content["data"])
    checklist = rows(data, "data_checklist")
    return LicenceAnswer(
        text(data, "oss_id"),
        text(data, "id_izin"),
        text(data, "kd_izin"),
        text(data, "kd_daerah"),
        text(data, "kewenangan"),
        rows(data, "data_proyek"),
        checklist,
        tuple(row for one in checklist for row in rows(one, "data_persyaratan")),
    )


def _projects(content: Mapping[str, Any]) -> ProjectAnswer:
    data = _mapping(content["data"])
    return ProjectAnswer(text(data, "nama_perusahaan"), rows(data, "data_proyek"))


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(type(value).__name__)
    return value


READERS: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "receiveLicenseStatus": lambda content: Accepted(text(content, "keterangan")),
    "receiveLicense": lambda content: Licensed(text(content, "nomor_izin")),
    "checkLicenseStatus": _status,
    "inqueryNIB": lambda content: NibAnswer(_mapping(content["dataNIB"])),
    "inqueryProyek": _projects,
    "inqueryLicense": _licence,
    "inqueryFileDS": lambda content: FileAnswer(str(content["url_file_ds"])),
    "getDataReferensi": lambda content: ReferenceAnswer(
        tuple((text(row, "kode_referensi"), text(row, "uraian_referensi")) for row in rows(content, "dataReferensi"))
    ),
}
