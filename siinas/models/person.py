"""People, what they may do, their sessions, and the counters that slow down guessing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
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
        """The person as one who acts, working in that establishment, else in the one they chose last."""
        own = [grant for grant in self.grants if grant.establishment_id is not None]
        if establishment_id not in {grant.establishment_id for grant in own}:
            last = max(own, key=lambda grant: (grant.chosen_at is not None, grant.chosen_at, -grant.id), default=None)
            establishment_id = last.establishment_id if last is not None else None
        return Actor(self.id, self.name, tuple(grant.as_grant() for grant in self.grants), establishment_id)


def _unique(name: str, columns: str, where: str) -> Index:
    return Index(name, *columns.split(), unique=True, sqlite_where=text(where), postgresql_where=text(where))


class PersonGrant(Base):
    """A role of a person with its reach: one in each establishment; of an officer's each reach once.

    Databases hold two NULLs to be different, so what reaches everywhere has an index of its own. `granted_at` is NULL
    for what was granted before it was noted; `chosen_at` is when the person last chose to work in the establishment.
    """

    __tablename__ = "person_grant"
    __table_args__ = (
        _unique("uq_person_grant_establishment", "person_id establishment_id", "establishment_id IS NOT NULL"),
        _unique(
            "uq_person_grant_everywhere",
            "person_id role",
            "establishment_id IS NULL AND region IS NULL AND directorate IS NULL",
        ),
        _unique("uq_person_grant_region", "person_id role region", "establishment_id IS NULL AND directorate IS NULL"),
        _unique(
            "uq_person_grant_directorate", "person_id role directorate", "establishment_id IS NULL AND region IS NULL"
        ),
        _unique("uq_person_grant_both", "person_id role region directorate", "establishment_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(30))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    region: Mapped[str | None] = mapped_column(String(10))
    directorate: Mapped[str | None] = mapped_column(String(20))
    granted_at: Mapped[datetime | None]
    chosen_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(back_populates="grants")

    def as_grant(self) -> Grant:
        """The grant in the words of the process vocabulary."""
        return Grant(Role(self.role), self.establishment_id, self.region, self.directorate)


class Invitation(Base):
    """Somebody was asked by mail to work for an establishment in a role.

    `state` is "open", "accepted" or "withdrawn"; an open one dies at `expires_at`, which is NULL until its link is
    mailed. `email` is in lower case.
    """

    __tablename__ = "invitation"
    __table_args__ = (_unique("uq_invitation_open", "establishment_id email", "state = 'open'"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default="open")
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class EmailChange(Base):
    """A person's wish for another e-mail address; done once it is confirmed from both of them.

    `state` is "open", "done" or "cancelled"; an open one dies at `expires_at`. `asked_by` is the administrator who
    asked for somebody that lost the old address, which then counts as confirmed; else NULL.
    """

    __tablename__ = "email_change"
    __table_args__ = (_unique("uq_email_change_open", "person_id", "state = 'open'"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    old_email: Mapped[str] = mapped_column(String(100))
    new_email: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    old_confirmed_at: Mapped[datetime | None]
    new_confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


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
    """A secret link in a mail, good once and for a time.

    For setting a password, correcting a registration, accepting an invitation, confirming an address.
    """

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    email_change_id: Mapped[int | None] = mapped_column(ForeignKey("email_change.id"), index=True)
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
