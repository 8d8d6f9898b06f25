"""Legal entities, their establishments, and the records an establishment keeps (reporting.md 3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, Exact, Versioned
from siinas.models.file import Attachment


class LegalEntity(Versioned, Base):
    """What a NIB names; kept once for all its establishments."""

    __tablename__ = "legal_entity"

    id: Mapped[int] = mapped_column(primary_key=True)
    nib: Mapped[str] = mapped_column(String(13), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    npwp: Mapped[str] = mapped_column(String(16))
    legal_form: Mapped[str | None] = mapped_column(String(40))
    nib_issued_on: Mapped[date | None]
    investment_status: Mapped[str | None] = mapped_column(String(10))
    parent_company: Mapped[str | None] = mapped_column(String(255))
    office_street: Mapped[str | None] = mapped_column(String(255))
    office_rt_rw: Mapped[str | None] = mapped_column(String(7))
    office_regency: Mapped[str | None] = mapped_column(String(4))
    office_district: Mapped[str | None] = mapped_column(String(255))
    office_village: Mapped[str | None] = mapped_column(String(255))
    office_postal_code: Mapped[str | None] = mapped_column(String(5))
    office_phone: Mapped[str | None] = mapped_column(String(20))
    office_email: Mapped[str | None] = mapped_column(String(100))
    establishments: Mapped[list[Establishment]] = relationship(back_populates="legal_entity")


class Establishment(Versioned, Base):
    """NIB + factory location: the tenant ("akun perusahaan")."""

    __tablename__ = "establishment"
    __table_args__ = (UniqueConstraint("legal_entity_id", "regency"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    legal_entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"), index=True)
    regency: Mapped[str] = mapped_column(String(4))
    registered_at: Mapped[datetime]
    email: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(20))
    fax: Mapped[str | None] = mapped_column(String(20))
    website: Mapped[str | None] = mapped_column(String(255))
    business_scale: Mapped[str | None] = mapped_column(String(20))
    reporting_category: Mapped[str | None] = mapped_column(String(20))
    stage: Mapped[str | None] = mapped_column(String(20))
    responsible_name: Mapped[str | None] = mapped_column(String(100))
    responsible_position: Mapped[str | None] = mapped_column(String(250))
    uses_trade_recommendation: Mapped[bool | None]
    factory_street: Mapped[str | None] = mapped_column(String(255))
    factory_rt_rw: Mapped[str | None] = mapped_column(String(7))
    factory_district: Mapped[str | None] = mapped_column(String(255))
    factory_village: Mapped[str | None] = mapped_column(String(255))
    factory_postal_code: Mapped[str | None] = mapped_column(String(5))
    location_type: Mapped[str | None] = mapped_column(String(20))
    estate_name: Mapped[str | None] = mapped_column(String(255))
    latitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    directorate: Mapped[str | None] = mapped_column(String(20))
    legal_entity: Mapped[LegalEntity] = relationship(back_populates="establishments", lazy="joined")


class BusinessLine(Versioned, Base):
    """A KBLI of the establishment with its risk (section 3.5)."""

    __tablename__ = "business_line"
    __table_args__ = (UniqueConstraint("establishment_id", "kbli_version", "kbli_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    kbli_code: Mapped[str] = mapped_column(String(5))
    kbli_version: Mapped[int]
    title: Mapped[str] = mapped_column(String(255))
    risk_level: Mapped[str] = mapped_column(String(2))
    is_main: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(20), default="")


class PermittedCapacity(Versioned, Base):
    """A permitted capacity per year (section 3.6)."""

    __tablename__ = "permitted_capacity"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    kbli_code: Mapped[str] = mapped_column(String(5))
    product_name: Mapped[str] = mapped_column(String(1024))
    hs_code: Mapped[str] = mapped_column(String(8))
    capacity: Mapped[Decimal] = mapped_column(Exact(20, 5))
    unit_code: Mapped[str] = mapped_column(String(3))
    kg_factor: Mapped[Decimal | None] = mapped_column(Exact(20, 5))
    capacity_source: Mapped[str] = mapped_column(String(20))


class CompanyDocument(Versioned, Base):
    """A legal document with its number and file (section 3.7)."""

    __tablename__ = "company_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    doc_type: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(String(150))
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(255))
    kbli_code: Mapped[str | None] = mapped_column(String(5))
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    attachment: Mapped[Attachment] = relationship(lazy="joined")


class ContactPerson(Versioned, Base):
    """Whom the ministry calls (section 3.9)."""

    __tablename__ = "contact_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    position: Mapped[str] = mapped_column(String(250))
    mobile: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(100))
    is_main: Mapped[bool] = mapped_column(default=False)
