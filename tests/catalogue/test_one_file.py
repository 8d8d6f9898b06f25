"""A new process is one new file: a copy of the portal gets one, and everything else follows from it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("siinas", "forms", "admin_views", "templates", "translations", "migrations", "tests", "app.py")

DECLARATION = '''"""Izin Contoh: a process of two states without period and statement."""

from siinas.process.declaration import Process
from siinas.process.documents import DocumentType
from siinas.process.fields import Choice, LongText, Text, Upload, Whole
from siinas.process.flow import Flow, closed, held_by
from siinas.process.roles import COMPANY, Role
from siinas.process.steps import Row, Step


PAPER = DocumentType("akta_tanah", "Akta tanah")


class Wish(Step, title="Permintaan"):
    """What is asked."""

    trees = Whole("Jumlah pohon", unit="batang")


class Why(Row):
    """Why it came back."""

    reason = LongText("Alasan")


class Way(Flow):
    """There and back."""

    draft = held_by(COMPANY, "Konsep", private=True)
    desk = held_by(Role.FRONT_DESK, "Di meja petugas")
    done = closed("Selesai")

    send = draft.to(desk, "Kirim", freezes=True)
    back = desk.to(draft, "Kembalikan", asks=Why)
    finish = desk.to(done, "Selesaikan")


class Example(Process, key="izin-contoh", code="IC", title="Izin Contoh", menu="E-Services"):
    """For this test only."""

    steps = (Wish,)
    flow = Way


class Ground(Step, title="Lahan"):
    """What is asked about one of several things, with a paper."""

    plot = Choice("Lahan", among={"north": "Lahan utara", "south": "Lahan selatan"}, standing=True)
    owner = Text("Pemilik", recorded=lambda facts: facts.profile.get("name"))
    deed = Upload("Akta tanah", document=PAPER)


class Clearing(Process, key="izin-lahan", code="IL", title="Izin Lahan", menu="E-Services"):
    """A second one: about a subject, with a file, beside what is recorded."""

    steps = (Ground,)
    flow = Way
    subjects = Ground.plot
'''

SCRIPT = """
import io
from dataclasses import replace
from pathlib import Path
from sqlalchemy.orm import Session
from app import create_app
from siinas.documents.sample_papers import sample_paper
from siinas.integrations.database import make_engine
from siinas.operations import schema
from siinas.operations.reference import load_reference
from siinas.operations.work import Services, Work
from siinas.process.roles import Grant, Role
from tests import factories
from tests.conftest import services
from tests.web.conftest import Browser

folder = Path("instance-of-test").resolve()
surroundings = services(folder)
url = f"sqlite:///{folder}/siinas.db"
folder.mkdir()
engine = make_engine(url)
schema.upgrade(engine)
with Session(engine) as session:
    load_reference(Work(session, surroundings))
    company = factories.make_company(session)
    desk = factories.make_person(session, Grant(Role.FRONT_DESK))
configuration = replace(surroundings.configuration, database_url=url, demo=True)
app = create_app(configuration, Services(configuration, surroundings.storage, surroundings.mailer))

clerk = Browser(app.test_client())
assert clerk.sign_in(company.owner).status_code == 302
token = clerk.token("/perusahaan/izin-contoh/baru/")
assert "Izin Contoh" in clerk.get("/perusahaan/").text
case = clerk.post("/perusahaan/izin-contoh/baru/", token=token).headers["Location"]
page = clerk.post(case + "halaman/permintaan/", {"trees": "1.200", "_lanjut": "1"}, token=token)
assert page.headers["Location"].endswith("/periksa/"), page.text
assert "1.200" in clerk.get(case + "periksa/").text
assert clerk.post(case + "periksa/", token=token).headers["Location"].endswith("/pernyataan/")
assert "Pengiriman" in clerk.get(case + "pernyataan/").text
version = {"version": "1", "once": "x", "confirmed": "1"}
sent = clerk.post(case + "tindakan/send/", version, token=token)
assert sent.status_code == 302 and "Di meja petugas" in clerk.get(case).text

officer = Browser(app.test_client())
assert officer.sign_in(desk).status_code == 302
assert company.name in officer.get("/petugas/izin-contoh/").text
there = case.replace("/perusahaan/", "/petugas/")
token = officer.token(there)
assert "1.200" in officer.get(there).text
assert officer.post(there + "tindakan/finish/", {"version": "2", "once": "y"}, token=token).status_code == 302
assert "Selesai" in officer.get(there).text
listed = app.test_cli_runner().invoke(args=["permissions"]).output
assert "officer_izin-contoh.case" in listed
described = app.test_cli_runner().invoke(args=["processes", "izin-contoh"]).output
assert "stateDiagram-v2" in described and "Jumlah pohon (batang)" in described

lots = "/perusahaan/izin-lahan/"
token = clerk.token(lots + "baru/")
page = clerk.get(lots + "baru/").text
assert "Lahan utara" in page and "Lahan selatan" in page
case = clerk.post(lots + "baru/", {"subject": "south"}, token=token).headers["Location"]
assert "Lahan selatan — <a" in clerk.get(lots + "baru/").text
again = clerk.post(lots + "baru/", {"subject": "south"}, token=token)
assert again.status_code == 200 and "sudah ada (nomor IL-" in again.text
paper = (io.BytesIO(sample_paper("Akta", ["Contoh."])), "akta.pdf")
form = clerk.get(case + "halaman/lahan/").text
assert "multipart/form-data" in form and "Tercatat sekarang" in form
page = clerk.post(case + "halaman/lahan/", {"owner": "Sari", "deed": paper, "_lanjut": "1"}, token=token)
assert page.headers["Location"].endswith("/periksa/"), page.text
checked = clerk.get(case + "periksa/").text
assert "akta.pdf" in checked and "Diajukan" in checked and company.name in checked
version = {"version": "1", "once": "x", "confirmed": "1"}
assert clerk.post(case + "tindakan/send/", version, token=token).status_code == 302
there = case.replace("/perusahaan/", "/petugas/")
token = officer.token(there)
seen = officer.get(there).text
assert "Akta tanah" in seen and "/halaman/1.png" in seen and "berubah" in seen
assert officer.post(there + "tindakan/finish/", {"version": "2", "once": "y"}, token=token).status_code == 302
token = clerk.token(lots + "baru/")
freed = clerk.post(lots + "baru/", {"subject": "south"}, token=token)
assert freed.status_code == 302, "a closed case frees its subject"
print("one file was enough")
"""


def test_a_new_process_is_one_new_file(tmp_path: Path) -> None:
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, tmp_path / part)
    (tmp_path / "siinas" / "catalogue" / "example.py").write_text(DECLARATION)
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.endswith("one file was enough\n"), done.stdout + done.stderr
