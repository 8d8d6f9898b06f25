"""Commands that judge or read a file: `upload check`, `nib read`, `paper read`; what they print, how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from siinas.documents.sample_papers import sample_licence, sample_nib, sample_paper
from siinas.models import Setting
from siinas.operations.work import Services
from siinas.reference.document_types import DOCUMENT_TYPES
from tests.conftest import Clock
from tests.documents.hostile_files import GOOD_PDF, hostile_files, png
from tests.operations.test_commands import Installed


@pytest.fixture
def installed(engine: Engine, surroundings: Services, clock: Clock) -> Installed:
    """An installation whose commands can be run."""
    return Installed(engine, surroundings, clock)


def kept(folder: Path, name: str, content: bytes) -> str:
    """A file as somebody has it."""
    path = folder / name
    path.write_bytes(content)
    return str(path)


def said(installed: Installed, *words: str) -> tuple[int, dict[str, Any]]:
    """How a command ended, and the JSON that it printed."""
    ended = installed.run(*words)
    return ended.exit_code, json.loads(ended.stdout)


# Uploads


def test_a_good_file_is_accepted_as_every_kind(installed: Installed, tmp_path: Path) -> None:
    paper = kept(tmp_path, "akta.pdf", GOOD_PDF)
    papers = [key for key, kind in DOCUMENT_TYPES.items() if "pdf" in kind.accepts]
    assert set(DOCUMENT_TYPES) - set(papers) == {"kop_surat", "foto_kunjungan"}
    for kind in papers:
        code, answer = said(installed, "upload", "check", paper, "--as", kind)
        assert (code, answer["accepted"], answer["media_type"]) == (0, True, "application/pdf"), kind
        assert (answer["size"], answer["pages"], len(answer["sha256"])) == (len(GOOD_PDF), 1, 64)


def test_a_picture_is_accepted_where_pictures_are(installed: Installed, tmp_path: Path) -> None:
    picture = kept(tmp_path, "npwp.png", png(20, 20))
    assert said(installed, "upload", "check", picture, "--as", "npwp")[1]["media_type"] == "image/png"
    code, answer = said(installed, "upload", "check", picture, "--as", "akta")
    assert (code, answer["accepted"]) == (1, False)
    assert "PDF" in answer["reason"]


@pytest.mark.parametrize("what", ["web page", "truncated", "owner password", "script", "bomb", "empty"])
def test_a_hostile_file_is_refused_with_its_reason(installed: Installed, tmp_path: Path, what: str) -> None:
    kind, (name, content) = next((kind, file) for kind, file in hostile_files().items() if what in kind)
    code, answer = said(installed, "upload", "check", kept(tmp_path, Path(name).name, content), "--as", "akta")
    assert (code, answer["accepted"]) == (1, False), kind
    assert set(answer) == {"accepted", "reason"} and len(answer["reason"]) > 15


def test_the_limits_are_those_that_an_administrator_set(installed: Installed, tmp_path: Path, engine: Engine) -> None:
    many = kept(tmp_path, "akta.pdf", sample_paper("Akta", ["Contoh."] * 400))
    code, answer = said(installed, "upload", "check", many, "--as", "akta")
    assert code == 0 and answer["pages"] > 2
    with Session(engine) as session:
        session.add(Setting(key="upload.akta.pages", value="2"))
        session.commit()
    code, answer = said(installed, "upload", "check", many, "--as", "akta")
    assert (code, answer["accepted"]) == (1, False)
    assert "2 halaman" in answer["reason"]
    assert said(installed, "upload", "check", many, "--as", "izin")[0] == 0


def test_without_a_database_the_declared_limits_hold(
    empty_engine: Engine, surroundings: Services, clock: Clock, tmp_path: Path
) -> None:
    installed = Installed(empty_engine, surroundings, clock)
    assert said(installed, "upload", "check", kept(tmp_path, "akta.pdf", GOOD_PDF), "--as", "akta")[0] == 0


def test_a_kind_that_does_not_exist_is_named_beside_those_that_do(installed: Installed, tmp_path: Path) -> None:
    ended = installed.run("upload", "check", kept(tmp_path, "a.pdf", GOOD_PDF), "--as", "aktaa")
    assert ended.exit_code == 2
    assert "sertifikat_standar" in ended.output


# Readers


def test_a_nib_is_read(installed: Installed, tmp_path: Path) -> None:
    code, answer = said(installed, "nib", "read", kept(tmp_path, "nib.pdf", sample_nib(nib="9120000000017")))
    assert (code, answer["nib"], answer["unsure"]) == (0, "9120000000017", [])


def test_a_licence_is_read(installed: Installed, tmp_path: Path) -> None:
    code, answer = said(installed, "paper", "read", kept(tmp_path, "ss.pdf", sample_licence()))
    assert (code, answer["problem"]) == (0, "")
    assert answer["number"] and answer["kbli"]


@pytest.mark.parametrize("content", [GOOD_PDF, b"bukan PDF"], ids=["another paper", "no PDF"])
def test_what_is_no_licence_is_said_and_ends_with_1(installed: Installed, tmp_path: Path, content: bytes) -> None:
    code, answer = said(installed, "paper", "read", kept(tmp_path, "surat.pdf", content))
    assert code == 1
    assert len(answer["problem"]) > 15
