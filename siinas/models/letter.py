"""Issued letters, the offices that issue them, and the register of their numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, JsonValue, Versioned
from siinas.models.case import Case

VALID, SUPERSEDED, REVOKED = "valid", "superseded", "revoked"
UNSIGNED, WAITING, SIGNED = "none", "waiting", "signed"
"""Of a letter's signature: it needs none, it waits for one, it bears one."""
MINISTRY_OFFICE = "ministry"
"""The code of the office that issues whatever no other one does."""


class LetterAuthority(Versioned, Base):
    """An office that issues letters: the ministry, a province ("32"), a regency ("3273") or an estate ("KEK-01").

    `letterhead` has a line for each line of the head, the largest first; `copies` a line for each recipient of copies
    (Tembusan). Where `unsigned_allowed`, letters that still wait for their signature may be had with a stamp that says
    so. A `retired` office issues nothing new.
    """

    __tablename__ = "letter_authority"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(150))
    letterhead: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    signer_name: Mapped[str] = mapped_column(String(100), default="")
    signer_nip: Mapped[str] = mapped_column(String(25), default="")
    signer_position: Mapped[str] = mapped_column(String(150), default="")
    unsigned_allowed: Mapped[bool] = mapped_column(default=False)
    copies: Mapped[str] = mapped_column(Text, default="")
    retired: Mapped[bool] = mapped_column(default=False)


class LetterForm(Versioned, Base):
    """How an office words and numbers a kind of letter where it differs from the default; "" keeps the default.

    `text` holds paragraphs divided by blank lines, `basis` a line for each basis (Dasar).
    """

    __tablename__ = "letter_form"

    authority: Mapped[str] = mapped_column(ForeignKey("letter_authority.code"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(81), primary_key=True)
    number_format: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")


class Letter(Versioned, Base):
    """A letter as it was issued; only its state and its signature change afterwards.

    `kind` is the process and the letter's key ("registrasi.ownership_proof"), `authority` the office that issued it.
    `token` is printed on the letter and leads whoever holds it to the public check; `public_id` leads those who may see
    it to the file. `content` is what was printed ({"number_label", "paragraphs", "lines": [[label, text]], "proves",
    "demo"}; in official form more, see `siinas/operations/letter_content.py`), `digest` its SHA-256, printed too;
    `sha256` is that of the PDF, whose bytes are never made anew. `state` is VALID, SUPERSEDED (by `replaced_by`) or
    REVOKED, since `ended_at` because of `ended_why`.

    `signature` is UNSIGNED (it needs none), WAITING or SIGNED. The signed bytes (`signed_sha256`) begin with the issued
    ones; `signed_by` is the certificate's subject in words, `signed_how` "portal" or "elsewhere", `signed_trust`
    "checked" or "unchecked": whether the certificate was followed to a root that the installation trusts.
    `stamped_sha256` is a copy stamped as not signed yet, made at the issuing where the office allows it.
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(81), index=True)
    authority: Mapped[str] = mapped_column(
        ForeignKey("letter_authority.code"), default=MINISTRY_OFFICE, server_default=MINISTRY_OFFICE, index=True
    )
    title: Mapped[str] = mapped_column(String(150))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    company_name: Mapped[str] = mapped_column(String(255))
    nib: Mapped[str] = mapped_column(String(13), index=True)
    place: Mapped[str] = mapped_column(String(255))
    issued_at: Mapped[datetime] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JsonValue, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    pages: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default=VALID)
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(String(1000), default="")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    signature: Mapped[str] = mapped_column(String(10), default=UNSIGNED, server_default=UNSIGNED, index=True)
    signed_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str] = mapped_column(String(255), default="", server_default=text("''"))
    signed_how: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))
    signed_trust: Mapped[str] = mapped_column(String(10), default="", server_default=text("''"))
    stamped_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    case: Mapped[Case | None] = relationship()
    replaced_by: Mapped[Letter | None] = relationship(remote_side="Letter.id")


class LetterNumber(Base):
    """The last number given out in a year, per kind of letter and office."""

    __tablename__ = "letter_number"

    kind: Mapped[str] = mapped_column(String(81), primary_key=True)
    authority: Mapped[str] = mapped_column(
        ForeignKey("letter_authority.code"), primary_key=True, default=MINISTRY_OFFICE
    )
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
