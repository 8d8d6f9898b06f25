"""The stand-in's doors: the methods of OSS, its control, and a page that shows and steers it."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from oss_simulator.hub import MOST_CALLS, SPELLINGS, Failure, Hub, Refusal
from oss_simulator.licences import LABELS
from oss_simulator.pushing import Recipient, push
from oss_simulator.samples import LICENCES, Wanted, data_nib
from oss_simulator.schema import ANSWER, REQUEST, faults, fields

BASE = "/v1/kl/rba"
METHODS: dict[str, Callable[[Hub, dict[str, Any]], dict[str, Any]]] = {
    "inqueryNIB": Hub.inquery_nib,
    "inqueryProyek": Hub.inquery_proyek,
    "inqueryLicense": Hub.inquery_license,
    "checkLicenseStatus": Hub.check_license_status,
    "receiveLicenseStatus": Hub.receive_license_status,
    "receiveLicense": Hub.receive_license,
    "inqueryFileDS": Hub.inquery_file_ds,
    "getDataReferensi": Hub.get_data_referensi,
}
WORDS = {
    400: "Parameter salah",
    401: "User akses tidak valid",
    403: "Ilegal akses",
    404: "Service tidak ditemukan",
    405: "Akses service ditolak",
    500: "Proses payload gagal",
    504: "Timeout",
}
KINDS_OF_FAILURE = ("500", "504", "tunda")
TEXT_KODE = frozenset({"receiveLicenseStatus", "checkLicenseStatus", "inqueryNIB", "getDataReferensi"})


@dataclass(frozen=True)
class Settings:
    """What the stand-in is started with: its key, and where it sends what OSS sends by itself."""

    user_key: str
    recipient: Recipient


def create_app(settings: Settings, hub: Hub | None = None, *, wait: Callable[[float], object] | None = None) -> Flask:
    """The program on a memory of its own; `wait` stands in for the waiting of a delayed answer."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 2_000_000
    app.json.sort_keys = False  # type: ignore[attr-defined]
    memory = hub or Hub()
    app.extensions["hub"] = memory
    pause = wait or threading.Event().wait

    @app.before_request
    def time_goes_on() -> None:
        with memory.lock:
            memory.tick()

    @app.route(f"{BASE}/<method>", methods=("GET", "POST", "PUT", "PATCH", "DELETE"))
    def call(method: str) -> ResponseReturnValue:
        failure = _failure(memory)
        if failure is not None and failure.kind == "tunda":
            pause(failure.seconds)
        elif failure is not None and failure.kind == "500":
            return _told(memory, method, 500, _problem(method, 500))
        with memory.lock:
            code, answer = _answer(memory, settings, method)
            if failure is not None and failure.kind == "504":
                code, answer = 504, _problem(method, 504)
            memory.save()
        return _told(memory, method, code, answer)

    _control(app, memory)
    _pages(app, memory, settings)
    return app


def _failure(hub: Hub) -> Failure | None:
    wanted = request.headers.get("X-Sim-Fault", "")
    if wanted in {"500", "504"}:
        return Failure(wanted)
    with hub.lock:
        return hub.failures.pop(0) if hub.failures else None


def _answer(hub: Hub, settings: Settings, method: str) -> tuple[int, dict[str, Any]]:
    if not hmac.compare_digest(request.headers.get("user_key", "").encode(), settings.user_key.encode()):
        return 401, _problem(method, 401)
    if method not in METHODS:
        return 404, _problem(method, 404)
    if request.method != "POST":
        return 405, _problem(method, 405)
    if request.mimetype != "application/json":
        return 400, _problem(method, 400, "Content-Type harus application/json")
    try:
        body = json.loads(request.get_data())
    except ValueError:
        return 400, _problem(method, 400, "Isi bukan JSON")
    wrong = faults(method, REQUEST, body)
    if wrong:
        meta = [{"message": fault.message, "field": fault.field} for fault in wrong]
        return 400, _problem(method, 400, f"Parameter salah: {wrong[0].field} {wrong[0].message}", meta)
    try:
        return 200, METHODS[method](hub, body)
    except Refusal as refusal:
        return 400, _problem(method, 400, refusal.sentence, refusal.meta)


def _problem(method: str, code: int, sentence: str = "", meta: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """A refusal in the envelope of the method."""
    words, more = (sentence or WORDS[code])[:255], {"meta": meta} if meta else {}
    if method == "inqueryProyek":
        return {"kode_status": code, "keterangan": words} | more
    if method == "inqueryLicense":
        return {"dataLicense": {"success": False, "code": code, "message": words[:100]} | more}
    if method == "inqueryFileDS":
        return {"responInqueryFileDS": {"status": str(code), "keterangan": words} | more}
    envelope = next(iter(fields().get((method, ANSWER), _NOBODY).inside), "respon")
    return {envelope: {"kode": str(code) if method in TEXT_KODE else code, "keterangan": words} | more}


class _Nobody:
    inside: Mapping[str, Any] = {}


_NOBODY: Any = _Nobody()


def _told(hub: Hub, method: str, code: int, answer: dict[str, Any]) -> Response:
    with hub.lock:
        if code != 200 and method == "checkLicenseStatus":
            answer = {hub.spelling: next(iter(answer.values()))}
        hub.calls.append(
            {
                "at": f"{hub.now:%Y-%m-%d %H:%M:%S}",
                "method": method,
                "code": code,
                "request": request.get_data(as_text=True)[:5000],
                "answer": json.dumps(answer, ensure_ascii=False)[:5000],
            }
        )
        del hub.calls[:-MOST_CALLS]
        status = 200 if hub.http_200 and code == 400 else code
    return Response(json.dumps(answer, ensure_ascii=False), status, mimetype="application/json")


def _control(app: Flask, hub: Hub) -> None:
    @app.post("/kendali/<what>")
    def control(what: str) -> ResponseReturnValue:
        """Steer the stand-in: waktu (hari, jam), batas (hari), gagal (kali, jenis, detik), ejaan, http_200."""
        given: Mapping[str, Any] = request.get_json(silent=True) or request.form
        with hub.lock:
            try:
                _steer(hub, what, given)
            except (KeyError, ValueError, TypeError) as problem:
                return {"keterangan": f"Kendali tidak dapat dipakai: {problem}"}, 400
            hub.save()
        if request.is_json:
            return {"waktu": hub.now.isoformat(timespec="seconds"), "batas_hari": hub.limit_days}
        return redirect(url_for("page"))


def _steer(hub: Hub, what: str, given: Mapping[str, Any]) -> None:
    if what == "waktu":
        hub.move_time(days=float(given.get("hari") or 0), hours=float(given.get("jam") or 0))
    elif what == "batas":
        days = int(given["hari"])
        if days < 1:
            raise ValueError("batas paling sedikit 1 hari")
        hub.limit_days = days
        hub.tick()
    elif what == "gagal":
        kind, times = str(given["jenis"]), int(given.get("kali", 1))
        if kind not in KINDS_OF_FAILURE or not 0 <= times <= 100:
            raise ValueError(f"jenis {', '.join(KINDS_OF_FAILURE)}; kali 0 sampai 100")
        hub.failures = [Failure(kind, float(given.get("detik") or 5)) for _ in range(times)]
    elif what == "ejaan":
        if given["ejaan"] not in SPELLINGS:
            raise ValueError(f"ejaan {' atau '.join(SPELLINGS)}")
        hub.spelling = given["ejaan"]
    elif what == "http_200":
        hub.http_200 = str(given.get("aktif", "")) in {"1", "True", "true"}
    else:
        raise KeyError(what)


def _pages(app: Flask, hub: Hub, settings: Settings) -> None:
    @app.get("/")
    def page() -> ResponseReturnValue:
        with hub.lock:
            rows = [
                {
                    "licence": one,
                    "label": LABELS[one.code],
                    "elapsed": one.clock.elapsed(hub.now),
                    "left": hub.limit - one.clock.elapsed(hub.now),
                    "uploads": hub.uploads.get(one.id_izin, []),
                }
                for one in hub.licences.values()
            ]
            return render_template(
                "hub.html",
                hub=hub,
                rows=rows,
                labels=LABELS,
                spellings=SPELLINGS,
                risks=LICENCES,
                recipient=settings.recipient.address,
                told=request.args.get("pesan", ""),
            )

    @app.post("/kirim/nib")
    def send_nib() -> ResponseReturnValue:
        form = request.form
        if form.get("ulang"):
            message = {"dataNIB": hub.companies[form["ulang"]]}
        else:
            wanted = Wanted(
                form["nib"].strip(), form["nama"].strip(), form["kbli"].strip(), region=form["kd_daerah"].strip()
            )
            risk, authority = form.get("risiko", "MT"), form.get("kewenangan", "00")
            document = form.get("tipe_dokumen", "9")
            if risk not in LICENCES:
                return _back(f"Risiko tidak dikenal: {risk}")
            wanted = replace(wanted, risk=risk, authority=authority, document=document)
            with hub.lock:
                message = data_nib(wanted, hub.now, hub.next_number())
        wrong = faults("receiveNIB", REQUEST, message, demanding=False)
        if wrong:
            return _back(f"Tidak dikirim: {wrong[0].field} {wrong[0].message}")
        with hub.lock:
            hub.admit(message)
            hub.save()
        return _sent(hub, settings, "receiveNIB", message["dataNIB"]["nib"], message)

    @app.post("/kirim/file/<id_izin>")
    def send_file(id_izin: str) -> ResponseReturnValue:
        licence = hub.licences.get(id_izin)
        if licence is None or not licence.file_url:
            return _back("Berkas izin belum ada")
        message = {"receiveFileDS": {"id_izin": id_izin, "nib": licence.nib, "file_izin": licence.file_url}}
        return _sent(hub, settings, "receiveFileDS", licence.nib, message)

    @app.post("/izin/<id_izin>/unggah")
    def upload(id_izin: str) -> ResponseReturnValue:
        form = request.form
        row = {
            "id_syarat": form.get("id_syarat") or f"S-{hub.next_number()}",
            "no_dokumen": form.get("no_dokumen", ""),
            "tgl_dokumen": form.get("tgl_dokumen") or f"{hub.now:%Y-%m-%d}",
            "file_dokumen": form.get("file_dokumen") or "https://oss.example.test/syarat/contoh.pdf",
            "keterangan": form.get("keterangan", ""),
        }
        return _act(hub, lambda: hub.upload(id_izin, row), "Persyaratan diunggah")

    @app.post("/izin/<id_izin>/putuskan")
    def decide(id_izin: str) -> ResponseReturnValue:
        code = request.form["kd_status"]
        return _act(hub, lambda: hub.decide(id_izin, code, request.form.get("keterangan", "")), f"Status {code}")


def _act(hub: Hub, act: Callable[[], None], done: str) -> ResponseReturnValue:
    with hub.lock:
        try:
            act()
        except Refusal as refusal:
            return _back(refusal.sentence)
        hub.save()
    return _back(done)


def _sent(hub: Hub, settings: Settings, method: str, nib: str, message: dict[str, Any]) -> ResponseReturnValue:
    code, answer = push(settings.recipient, method, nib, message, hub.real_time().date())
    with hub.lock:
        hub.calls.append(
            {
                "at": f"{hub.now:%Y-%m-%d %H:%M:%S}",
                "method": f"→ {method}",
                "code": code,
                "request": json.dumps(message, ensure_ascii=False, default=str)[:5000],
                "answer": answer[:5000],
            }
        )
        hub.save()
    return _back(f"{method}: {code or 'tidak terjawab'} {answer[:300]}")


def _back(told: str) -> ResponseReturnValue:
    return redirect(url_for("page", pesan=told))
