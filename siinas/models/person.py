"""People, what they may do, their sessions, and the counters that slow down guessing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, JsonValue, Versioned
from siinas.process.roles import Actor, Grant, Role

INITIAL, OWN = "initial", "own"
"""The kinds of password: mailed and short-lived, or the person's own."""


class Person(Versioned, Base):
    """A login. The user name is unique, the e-mail need not be (SETTLED 1).

    `password_kind` is INITIAL (mailed, dies at `password_expires_at`), OWN or "" (none yet). `totp_secret` is encrypted
    ("" without a second factor); `totp_last_step` is the time step of the last code taken, so that none counts twice.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(100), index=True)
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    password_kind: Mapped[str] = mapped_column(String(10), default="")
    password_expires_at: Mapped[datetime | None]
    totp_secret: Mapped[str] = mapped_column(String(255), default="")
    totp_last_step: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    grants: Mapped[list[PersonGrant]] = relationship(
        back_populates="person", lazy="selectin", order_by="PersonGrant.id"
    )

    def actor(self, establishment_id: int | None) -> Actor:
        """The person as one who acts, working in that establishment (or in their only one)."""
        grants = tuple(grant.as_grant() for grant in self.grants)
        own = [grant.establishment_id for grant in grants if grant.establishment_id is not None]
        if establishment_id not in own:
            establishment_id = own[0] if own else None
        return Actor(self.id, self.name, grants, establishment_id)


class PersonGrant(Base):
    """A role of a person with its reach."""

    __tablename__ = "person_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "establishment_id", "region", "directorate"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(30))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    region: Mapped[str | None] = mapped_column(String(10))
    directorate: Mapped[str | None] = mapped_column(String(20))
    person: Mapped[Person] = relationship(back_populates="grants")

    def as_grant(self) -> Grant:
        """The grant in the words of the process vocabulary."""
        return Grant(Role(self.role), self.establishment_id, self.region, self.directorate)


class RecoveryCode(Base):
    """A code that opens the account once, should the second factor be lost; only its SHA-256 is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class WebSession(Base):
    """A browser's session on the server; only the SHA-256 of its token is kept."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(255), default="")


class OneTimeLink(Base):
    """A secret link in a mail, good once and for a time: setting a password, correcting a registration."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ThrottleCount(Base):
    """How often something was tried under a key (a hash) in a window of time."""

    __tablename__ = "throttle_count"
    __table_args__ = (UniqueConstraint("kind", "key_hash", "window_start"), Index("ix_throttle_window", "window_start"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    key_hash: Mapped[str] = mapped_column(String(64))
    window_start: Mapped[datetime]
    count: Mapped[int] = mapped_column(default=0)
