"""The hub's memory and its rules: what each method does, with the simulator's own time; kept in SQLite where wanted."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from oss_simulator.licences import (
    APPROVED,
    AUTOMATIC,
    ENDED,
    LABELS,
    PAUSE,
    REFUSED,
    RESUME,
    Licence,
    OutOfOrder,
    ServiceClock,
)
from oss_simulator.samples import REFERENCES
from oss_simulator.schema import ANSWER, fitted

JAKARTA = ZoneInfo("Asia/Jakarta")
MOST_CALLS = 200
SPELLINGS = ("responcheckLicenseStatus", "responcheckStatusLicense")
"""The envelope of checkLicenseStatus: as the table of the guide has it, and as its example has it."""


class Refusal(Exception):
    """A call that is answered with 400: a sentence and the fields that are wrong."""

    def __init__(self, sentence: str, *fields: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.meta = [{"message": message, "field": name} for message, name in fields]


@dataclass
class Failure:
    """What the next call suffers: 500 before it does anything, 504 after it (the answer is lost), or a delay."""

    kind: str
    seconds: float = 0.0


@dataclass
class Hub:
    """Everything that the stand-in remembers."""

    limit_days: int = 20
    offset: float = 0.0
    spelling: str = SPELLINGS[0]
    http_200: bool = False
    licences: dict[str, Licence] = field(default_factory=dict)
    companies: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)
    numbers: int = 0
    failures: list[Failure] = field(default_factory=list)
    file: Path | None = None
    real_time: Callable[[], datetime] = lambda: datetime.now(JAKARTA)
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def now(self) -> datetime:
        """The simulator's time."""
        return self.real_time().astimezone(JAKARTA) + timedelta(seconds=self.offset)

    @property
    def limit(self) -> timedelta:
        """The service time of a licence."""
        return timedelta(days=self.limit_days)

    def move_time(self, **by: float) -> None:
        """Go on by days=…, hours=…; what has run out by then is approved by itself."""
        step = timedelta(**by)
        if step < timedelta():
            raise ValueError("waktu hanya dapat dimajukan")
        self.offset += step.total_seconds()
        self.tick()

    def tick(self) -> None:
        """Issue 57 for every licence whose service time has run out, at the moment when it did."""
        for licence in self.licences.values():
            moment = licence.overdue_at(self.now, self.limit)
            if moment is not None:
                licence.take(AUTOMATIC, moment, by="OSS", note="Waktu layanan habis (fiktif positif)")
                self._issue(licence)

    def next_number(self) -> int:
        """A number that nothing else here bears."""
        self.numbers += 10
        return self.numbers

    # What OSS does by itself

    def admit(self, message: dict[str, Any]) -> None:
        """Take a dataNIB that was sent to the ministry; licences that are known keep their history."""
        data = message["dataNIB"]
        self.companies[data["nib"]] = data
        for row in data["data_checklist"]:
            if row["kd_izin"].startswith("019") and row["id_izin"] not in self.licences:
                self.licences[row["id_izin"]] = Licence(
                    row["id_izin"],
                    data["nib"],
                    row["id_proyek"],
                    data["oss_id"],
                    row["kd_izin"],
                    data["nama_perseroan"],
                    row["nama_izin"],
                )

    def upload(self, id_izin: str, row: dict[str, str]) -> None:
        """What the company uploads on the screens of OSS: a row of data_persyaratan; it ends a pause."""
        licence = self._known(id_izin)
        if licence.code in ENDED:
            raise Refusal(f"Perizinan sudah berakhir dengan status {licence.code}")
        self.uploads.setdefault(id_izin, []).append(row)
        if licence.code == PAUSE:
            licence.take(RESUME, self.now, by="Pelaku usaha", note="Perbaikan diunggah di OSS")

    def decide(self, id_izin: str, code: str, note: str = "") -> None:
        """What OSS decides after the company's upload: 50, 90, 93 or 41, in the same order of states."""
        licence = self._known(id_izin)
        if code == APPROVED and not self.uploads.get(id_izin):
            raise Refusal("Pelaku usaha belum mengunggah persyaratan di OSS")
        self._take(licence, code, of_oss=True, by="OSS", note=note)

    # The methods

    def receive_license_status(self, body: dict[str, Any]) -> dict[str, Any]:
        """A status from the ministry; the same (id_izin, kd_status, tgl_status) again has no second effect."""
        told = body["IZINSTATUS"]
        key = f"status {told['id_izin']} {told['kd_status']} {told['tgl_status']}"
        if key not in self.answered:
            licence = self._own(told)
            if told["kd_instansi"] != licence.kd_izin[:3]:
                raise Refusal("Parameter salah", ("bukan instansi pengampu izin", "IZINSTATUS.kd_instansi"))
            self._take(
                licence,
                told["kd_status"],
                told_at=told["tgl_status"],
                by=told["nama_status"],
                note=told["keterangan"],
                file=told.get("file_lampiran", ""),
                field_name="IZINSTATUS.kd_status",
            )
            self.answered[key] = {"kode": "200", "keterangan": "Sukses", "dataNIB": {}}
        return {"responreceiveLicenseStatus": self.answered[key]}

    def receive_license(self, body: dict[str, Any]) -> dict[str, Any]:
        """The final licence from the ministry."""
        told = body["IZINFINAL"]
        key = f"licence {told['id_izin']} {told['status_izin']} {told['nomor_izin']}"
        if key not in self.answered:
            licence = self._own(told)
            if told["status_izin"] not in {APPROVED, REFUSED}:
                raise Refusal("Parameter salah", ("hanya 50 atau 90", "IZINFINAL.status_izin"))
            self._take(
                licence,
                told["status_izin"],
                by=told["nama_ttd"],
                note=told.get("keterangan", ""),
                file=told.get("file_lampiran", ""),
                field_name="IZINFINAL.status_izin",
            )
            self.answered[key] = {"kode": 200, "keterangan": "Sukses", "nomor_izin": licence.number}
        return {"responreceiveLicense": self.answered[key]}

    def check_license_status(self, body: dict[str, Any]) -> dict[str, Any]:
        """The present status of a licence."""
        licence = self._known(body["CHECKLICENSESTATUS"]["id_izin"])
        found = {
            "nib": licence.nib,
            "id_proyek": licence.id_proyek,
            "id_izin": licence.id_izin,
            "kd_status": licence.told_code,
            "uraian_status": LABELS[licence.told_code],
            "file_lampiran": licence.attachment,
        }
        return {self.spelling: {"kode": "200", "keterangan": "Sukses", "dataIZIN": found}}

    def inquery_nib(self, body: dict[str, Any]) -> dict[str, Any]:
        """A whole NIB by its number, or by the NPWP."""
        asked = body["INQUERYNIB"]
        if not asked.get("nib") and not asked.get("npwp"):
            raise Refusal("Parameter salah", ("isi nib atau npwp", "INQUERYNIB.nib"))
        data = self.companies.get(asked.get("nib", "")) or next(
            (one for one in self.companies.values() if asked.get("npwp") and one["npwp_perseroan"] == asked["npwp"]),
            None,
        )
        if data is None or (asked.get("oss_id") and asked["oss_id"] != data["oss_id"]):
            raise Refusal("Data NIB tidak ditemukan", ("tidak ditemukan", "INQUERYNIB.nib"))
        found = fitted("inqueryNIB", ANSWER, "responinqueryNIB.dataNIB", data)
        # Answers of this method have the scale as two digits and amounts of capital as text.
        found |= {key: str(found[key]) for key in ("dalam_bentuk_uang", "total_modal_dasar") if key in found}
        if "total_modal_ditempatkan" in found:
            found["total_modal_ditempatkan"] = str(found["total_modal_ditempatkan"])
        return {"responinqueryNIB": {"kode": "200", "keterangan": "Sukses", "dataNIB": found}}

    def inquery_proyek(self, body: dict[str, Any]) -> dict[str, Any]:
        """One project with its investment."""
        data = self.companies.get(body["nib"])
        project = next(
            (one for one in (data or {}).get("data_proyek", []) if one["id_proyek"] == body["id_proyek"]), None
        )
        if data is None or project is None:
            raise Refusal("Data proyek tidak ditemukan", ("tidak ditemukan", "id_proyek"))
        place = project["data_lokasi_proyek"][0]
        checklist: dict[str, Any] = next(
            (one for one in data["data_checklist"] if one["id_proyek"] == body["id_proyek"]), {}
        )
        keys = ("id_izin", "kd_izin", "nama_izin", "no_izin", "tgl_izin")
        found = {
            "id_proyek": project["id_proyek"],
            "kbli": project["kbli"],
            "npwp_kantor_cabang": project["npwp_cabang"],
            "skala_usaha": project["skala_usaha"],
            "tgl_pengajuan_proyek": data["tgl_pengajuan_nib"],
            "alamat_usaha": place["alamat_usaha"],
            "kd_daerah": place["proyek_daerah_id"],
            "sub_jumlah": project["sub_jumlah"],
            "modal_kerja": project["modal_kerja"],
            "jumlah_investasi": project["jumlah_investasi"],
            "fasilitas": [],
            "data_teknis_lokasi": {
                "luas_tanah_disetujui": project["luas_tanah"],
                "satuan_luas_tanah_disetujui": project["satuan_luas_tanah"],
            },
            "data_checklist": {key: checklist.get(key, "") for key in keys},
            "satu_lini": {
                key: str(project[key])
                for key in (
                    "pembelian_pematang_tanah",
                    "bangunan_gedung",
                    "mesin_peralatan",
                    "mesin_peralatan_usd",
                    "investasi_lain",
                    "modal_kerja",
                    "jumlah_investasi",
                )
            },
        }
        return {
            "kode_status": 200,
            "keterangan": "Sukses",
            "data": {
                "nama_perusahaan": data["nama_perseroan"][:150],
                "alamat_perusahaan": data["alamat_perseroan"],
                "npwp_perusahaaan": data["npwp_perseroan"],
                "jenis_pelaku_usaha": data["jenis_pelaku_usaha"],
                "tgl_terbit_nib": data["tgl_terbit_nib"],
                "skala_usaha": data["skala_usaha"],
                "data_proyek": [found],
            },
        }

    def inquery_license(self, body: dict[str, Any]) -> dict[str, Any]:
        """A licence; what the company uploaded for it only where `data_persyaratan` asks for it."""
        asked = body["INQUERYLICENSE"]
        licence = self._known(asked["id_izin"])
        data = self.companies[licence.nib]
        row = next(one for one in data["data_checklist"] if one["id_izin"] == licence.id_izin)
        at = "dataLicense.data.data_checklist"
        checklist = fitted("inqueryLicense", ANSWER, at, [row])[0] | {"data_persyaratan": []}
        checklist |= {"no_izin": licence.number or row["no_izin"]}
        if asked.get("data_persyaratan", "").casefold() in {"true", "1", "y"}:
            checklist["data_persyaratan"] = self.uploads.get(licence.id_izin, [])
        projects = [one for one in data["data_proyek"] if one["id_proyek"] == licence.id_proyek]
        found = {
            "oss_id": licence.oss_id,
            "id_izin": licence.id_izin,
            "kd_izin": licence.kd_izin,
            "kd_daerah": row["kd_daerah"],
            "kewenangan": row["kewenangan"],
            "data_proyek": fitted("inqueryLicense", ANSWER, "dataLicense.data.data_proyek", projects),
            "data_checklist": [checklist],
        }
        return {"dataLicense": {"success": True, "code": 200, "message": "Sukses", "data": found}}

    def inquery_file_ds(self, body: dict[str, Any]) -> dict[str, Any]:
        """The address of the merged and signed licence."""
        licence = self._known(body["INQUERYFILEDS"]["id_permohonan_izin"])
        if not licence.file_url:
            raise Refusal("File DS belum tersedia", ("belum tersedia", "INQUERYFILEDS.id_permohonan_izin"))
        told = {"status": "200", "keterangan": "Sukses", "url_file_ds": licence.file_url}
        return {"responInqueryFileDS": told}

    def get_data_referensi(self, body: dict[str, Any]) -> dict[str, Any]:
        """A code table of Lampiran 29."""
        key = body["GETDATAREFERENSI"]["kode"]
        if key not in REFERENCES:
            raise Refusal("Kode referensi tidak dikenal", ("tidak dikenal", "GETDATAREFERENSI.kode"))
        rows = [
            {"kode_referensi": code, "uraian_referensi": words, "keterangan_referensi": ""}
            for code, words in REFERENCES[key]
        ]
        return {"respongetDataReferensi": {"kode": "200", "keterangan": "Sukses", "dataReferensi": rows}}

    def _known(self, id_izin: str) -> Licence:
        try:
            return self.licences[id_izin]
        except KeyError:
            raise Refusal("Data izin tidak ditemukan", ("tidak ditemukan", "id_izin")) from None

    def _own(self, told: dict[str, Any]) -> Licence:
        """The licence of a message, whose other identifiers must be its own."""
        licence = self._known(told["id_izin"])
        envelope = "IZINFINAL" if "status_izin" in told else "IZINSTATUS"
        wrong = [
            ("tidak cocok dengan data izin", f"{envelope}.{name}")
            for name in ("nib", "id_proyek", "oss_id", "kd_izin")
            if told[name] != getattr(licence, name)
        ]
        if wrong:
            raise Refusal("Parameter salah", *wrong)
        return licence

    def _take(
        self, licence: Licence, code: str, *, field_name: str = "kd_status", of_oss: bool = False, **more: Any
    ) -> None:
        try:
            licence.judge(code, by_oss=of_oss)
        except OutOfOrder as wrong:
            raise Refusal(str(wrong), (str(wrong), field_name)) from None
        licence.take(code, self.now, **more)
        if code == APPROVED:
            self._issue(licence)

    def _issue(self, licence: Licence) -> None:
        licence.number = licence.number or f"{licence.nib}{len(self.licences):04d}"
        licence.file_url = f"https://oss.example.test/ds/{licence.id_izin}.pdf"

    # What it keeps

    def save(self) -> None:
        """Write everything into the file, where there is one."""
        if self.file is None:
            return
        kept = {
            name: getattr(self, name)
            for name in ("limit_days", "offset", "spelling", "http_200", "companies", "uploads", "answered", "numbers")
        } | {"licences": [asdict(one) for one in self.licences.values()], "calls": self.calls}
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS hub (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT)")
            database.execute("INSERT OR REPLACE INTO hub VALUES (1, ?)", (json.dumps(kept),))

    def load(self) -> None:
        """Take up what the file holds."""
        if self.file is None or not self.file.exists():
            return
        with closing(sqlite3.connect(self.file)) as database:
            found = database.execute("SELECT state FROM hub").fetchone()
        kept = json.loads(found[0])
        for row in kept.pop("licences"):
            licence = Licence(**row | {"clock": ServiceClock(**row["clock"])})
            self.licences[licence.id_izin] = licence
        for name, value in kept.items():
            setattr(self, name, value)
