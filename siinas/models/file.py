"""Files that came in: one row per upload, the bytes stored once under their SHA-256."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from siinas.models.base import Base


class Attachment(Base):
    """An uploaded file; belongs to an establishment, or to a registration case before there is one."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(50))
    pages: Mapped[int] = mapped_column(default=0)
    original_name: Mapped[str] = mapped_column(String(100))
    doc_type: Mapped[str] = mapped_column(String(30))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", use_alter=True), index=True)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
