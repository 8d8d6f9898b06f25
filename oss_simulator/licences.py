"""A licence in the stand-in: its states in their order (Lampiran 10) and the clock of its service time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

LABELS = {
    "00": "Menunggu verifikasi persyaratan",
    "05": "Penapisan",
    "09": "Telah melengkapi persyaratan",
    "10": "Dokumen lengkap",
    "11": "Dokumen belum lengkap",
    "12": "Pemenuhan komitmen",
    "20": "Validasi",
    "30": "Verifikasi pembayaran",
    "31": "Konfirmasi pembayaran",
    "32": "Menunggu verifikasi bukti bayar PNBP",
    "33": "Persetujuan pembayaran",
    "34": "Perbaikan konfirmasi pembayaran",
    "40": "Inspeksi",
    "41": "Konfirmasi persyaratan",
    "42": "Data konfirmasi",
    "43": "Re-konfirmasi",
    "44": "Data re-konfirmasi",
    "45": "Persyaratan terverifikasi",
    "49": "Pengambilan nomor",
    "50": "Disetujui",
    "52": "Terbit sementara",
    "57": "Disetujui otomatis (fiktif positif)",
    "58": "Izin terbit/SS terverifikasi",
    "60": "Peringatan",
    "70": "Penghentian sementara",
    "80": "Denda",
    "90": "Ditolak",
    "93": "Penolakan persyaratan",
}
SENT, COMPLETE, VALIDATED, VERIFIED = "09", "10", "20", "45"
PAUSE, RESUME, STOP, RESTART = "41", "42", "43", "44"
APPROVED, AUTOMATIC, REFUSED, REFUSED_REQUIREMENT = "50", "57", "90", "93"
ISSUED = frozenset({APPROVED, AUTOMATIC})
ENDED = frozenset({*ISSUED, REFUSED, REFUSED_REQUIREMENT})
SUPERVISED = frozenset({"60", "70", "80"})
"""What may follow an issued licence: warning, suspension, fine."""
OF_OSS = frozenset({"00", AUTOMATIC, "58"})
"""What only OSS itself sets."""


class OutOfOrder(Exception):
    """A status that the licence cannot take now; the text says why."""


@dataclass
class ServiceClock:
    """The clock of the service time: runs from 09 on, pauses (41/42), stops and begins anew (43/44)."""

    used: float = 0.0
    since: str = ""
    state: str = "off"

    def elapsed(self, now: datetime) -> timedelta:
        """What has been used up."""
        running = (now - datetime.fromisoformat(self.since)).total_seconds() if self.since else 0.0
        return timedelta(seconds=self.used + running)

    def hold(self, now: datetime, *, reset: bool = False) -> None:
        """Stand still from now on; with `reset` nothing has been used."""
        self.used = 0.0 if reset else self.elapsed(now).total_seconds()
        self.since, self.state = "", "stopped" if reset else "paused"

    def go(self, now: datetime) -> None:
        """Run from now on."""
        self.since, self.state = now.isoformat(), "running"

    def end(self, now: datetime) -> None:
        """Nothing is awaited any longer."""
        self.used, self.since, self.state = self.elapsed(now).total_seconds(), "", "off"


@dataclass
class Licence:
    """A licence (a row of `data_checklist`) with its history, and what the company has uploaded for it."""

    id_izin: str
    nib: str
    id_proyek: str
    oss_id: str
    kd_izin: str
    company: str = ""
    name: str = ""
    history: list[dict[str, Any]] = field(default_factory=list)
    clock: ServiceClock = field(default_factory=ServiceClock)
    number: str = ""
    file_url: str = ""

    @property
    def code(self) -> str:
        """The present status."""
        return str(self.history[-1]["code"]) if self.history else "00"

    @property
    def told_code(self) -> str:
        """The status as checkLicenseStatus tells it: an approved licence is an issued one."""
        return "58" if self.code == APPROVED else self.code

    @property
    def attachment(self) -> str:
        """The newest attachment that came with a status."""
        return next((str(one["file"]) for one in reversed(self.history) if one.get("file")), "")

    def seen(self) -> set[str]:
        """The statuses since the clock was last begun anew; a re-confirmation makes all that was verified void."""
        found: set[str] = set()
        for one in self.history:
            if one["code"] == RESTART:
                found = {SENT}
            found.add(one["code"])
        return found

    def judge(self, code: str, *, by_oss: bool = False) -> None:
        """OutOfOrder where the licence cannot take a status now."""
        if code not in LABELS or (code in OF_OSS and not by_oss):
            raise OutOfOrder(f"kd_status {code} tidak dapat dikirim K/L")
        now = self.code
        if now in SUPERVISED or now in ENDED:
            if code in SUPERVISED and now not in {REFUSED, REFUSED_REQUIREMENT}:
                return
            raise OutOfOrder(f"perizinan sudah berakhir dengan status {now}; status {code} ditolak")
        if code in SUPERVISED:
            raise OutOfOrder(f"status {code} hanya untuk izin yang sudah terbit")
        if self.clock.state in {"paused", "stopped"}:
            awaited = RESUME if self.clock.state == "paused" else RESTART
            if code not in {awaited, REFUSED, REFUSED_REQUIREMENT}:
                raise OutOfOrder(f"menunggu data dari pelaku usaha: setelah {now} hanya {awaited} atau penolakan")
            return
        if code in {RESUME, RESTART}:
            asked = PAUSE if code == RESUME else STOP
            raise OutOfOrder(f"status {code} hanya sah setelah {asked}")
        seen = self.seen()
        if code == SENT:
            if SENT in seen:
                raise OutOfOrder("status 09 sudah diterima")
        elif code != "05" and SENT not in seen:
            raise OutOfOrder(f"status {code} sebelum 09: persyaratan belum dikirim")
        if code == APPROVED and VERIFIED not in seen and not {COMPLETE, VALIDATED} <= seen:
            raise OutOfOrder("status 50 hanya sah setelah 45, atau setelah 10 dan 20")

    def take(self, code: str, now: datetime, **more: Any) -> None:
        """Put a status into the history and set the clock."""
        self.history.append({"code": code, "at": now.isoformat(timespec="seconds"), **more})
        if code == PAUSE:
            self.clock.hold(now)
        elif code == STOP:
            self.clock.hold(now, reset=True)
        elif code in {SENT, RESUME, RESTART}:
            self.clock.go(now)
        elif code in ENDED:
            self.clock.end(now)

    def overdue_at(self, now: datetime, limit: timedelta) -> datetime | None:
        """When the service time ran out; None while it has not."""
        if self.clock.state != "running" or self.clock.elapsed(now) < limit:
            return None
        return now - (self.clock.elapsed(now) - limit)
