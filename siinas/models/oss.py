"""What goes to and comes from OSS-RBA: each call with its answer, and the licences that OSS has told of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, JsonValue
from siinas.models.case import Case
from siinas.models.company import Establishment


class OssLicence(Base):
    """A licence of Industri as OSS has told of it: a row of the checklist of a NIB, with its project and products.

    `status` is the free two-digit code of OSS, "" while nothing is known of it; `case_id` is the case that was last
    about it. `establishment_id` is empty while nobody has registered at that place. `requirements` are the rows of
    `data_persyaratan`. `number` and `file_url` are those of the issued licence; the file is never fetched.
    """

    __tablename__ = "oss_licence"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    nib: Mapped[str] = mapped_column(String(13), index=True)
    company_name: Mapped[str] = mapped_column(String(255), default="")
    id_izin: Mapped[str] = mapped_column(String(30), unique=True)
    id_proyek: Mapped[str] = mapped_column(String(30), default="")
    id_produk: Mapped[str] = mapped_column(String(30), default="")
    oss_id: Mapped[str] = mapped_column(String(30), default="")
    kd_izin: Mapped[str] = mapped_column(String(13), default="")
    kind: Mapped[str] = mapped_column(String(3), default="")
    name: Mapped[str] = mapped_column(String(255), default="")
    kd_daerah: Mapped[str] = mapped_column(String(10), default="")
    kewenangan: Mapped[str] = mapped_column(String(2), default="")
    kbli: Mapped[str] = mapped_column(String(5), default="")
    risk: Mapped[str] = mapped_column(String(5), default="")
    status: Mapped[str] = mapped_column(String(2), default="")
    status_at: Mapped[datetime | None]
    status_words: Mapped[str] = mapped_column(String(255), default="")
    project: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict)
    products: Mapped[list[Any]] = mapped_column(JsonValue, default=list)
    requirements: Mapped[list[Any]] = mapped_column(JsonValue, default=list)
    number: Mapped[str] = mapped_column(String(150), default="")
    file_url: Mapped[str] = mapped_column(Text, default="")
    changed_on: Mapped[date | None]
    received_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    establishment: Mapped[Establishment | None] = relationship()
    case: Mapped[Case | None] = relationship()


class OssCall(Base):
    """One call to OSS ("out") or from it ("in"): what was said, what was answered, how often it was tried.

    `state` is "waiting", "done", "failed" (given up; may be tried again) or "refused" (by OSS; the same again cannot
    help). `once` makes a call the only one of its kind. Calls about one licence go out in the order of their ids.
    `claimed_until` is set while somebody is at it; `job_id` names the outbox row that will do it.
    """

    __tablename__ = "oss_call"
    __table_args__ = (
        Index("ix_oss_call_line", "id_izin", "direction", "state", "id"),
        Index("ix_oss_call_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(String(40))
    direction: Mapped[str] = mapped_column(String(3))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"))
    nib: Mapped[str] = mapped_column(String(13), default="")
    id_izin: Mapped[str] = mapped_column(String(30), default="")
    once: Mapped[str] = mapped_column(String(120), unique=True)
    request: Mapped[dict[str, Any]] = mapped_column(JsonValue, deferred=True)
    answer: Mapped[dict[str, Any]] = mapped_column(JsonValue, default=dict, deferred=True)
    http: Mapped[int] = mapped_column(default=0)
    kode: Mapped[str] = mapped_column(String(5), default="")
    words: Mapped[str] = mapped_column(String(1000), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    asked_by: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    job_id: Mapped[int | None]
    case: Mapped[Case | None] = relationship()
