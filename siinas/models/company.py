"""Legal entities, their establishments, and the records an establishment keeps (reporting.md 3)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from siinas.models.base import Base, Exact, JsonValue, Versioned
from siinas.models.file import Attachment


class LegalEntity(Versioned, Base):
    """What a NIB names; kept once for all its establishments.

    An address is locked from its first saving on (`office_locked_at`), but for the time until `office_unlocked_until`.
    """

    __tablename__ = "legal_entity"

    id: Mapped[int] = mapped_column(primary_key=True)
    nib: Mapped[str] = mapped_column(String(13), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    npwp: Mapped[str] = mapped_column(String(16))
    legal_form: Mapped[str | None] = mapped_column(String(40))
    nib_issued_on: Mapped[date | None]
    investment_status: Mapped[str | None] = mapped_column(String(10))
    parent_company: Mapped[str | None] = mapped_column(String(255))
    founded_year: Mapped[int | None]
    office_street: Mapped[str | None] = mapped_column(String(255))
    office_rt_rw: Mapped[str | None] = mapped_column(String(7))
    office_province: Mapped[str | None] = mapped_column(String(2))
    office_regency: Mapped[str | None] = mapped_column(String(4))
    office_district: Mapped[str | None] = mapped_column(String(6))
    office_village: Mapped[str | None] = mapped_column(String(255))
    office_village_code: Mapped[str | None] = mapped_column(String(10))
    office_postal_code: Mapped[str | None] = mapped_column(String(5))
    office_phone: Mapped[str | None] = mapped_column(String(20))
    office_fax: Mapped[str | None] = mapped_column(String(20))
    office_email: Mapped[str | None] = mapped_column(String(100))
    office_latitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    office_longitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    office_locked_at: Mapped[datetime | None]
    office_unlocked_until: Mapped[datetime | None]
    establishments: Mapped[list[Establishment]] = relationship(back_populates="legal_entity")


class Establishment(Versioned, Base):
    """NIB + factory location: the tenant ("akun perusahaan"). Its address is locked as that of the office is.

    `reminded_on` is the day of the last letter about documents that expire, `report_reminded_on` of that about reports.
    `stage_since` is the day from which stage and category hold; `EstablishmentStage` keeps what held before.
    """

    __tablename__ = "establishment"
    __table_args__ = (UniqueConstraint("legal_entity_id", "regency"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    legal_entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"), index=True)
    regency: Mapped[str] = mapped_column(String(4))
    registered_at: Mapped[datetime]
    email: Mapped[str] = mapped_column(String(100), index=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    fax: Mapped[str | None] = mapped_column(String(20))
    website: Mapped[str | None] = mapped_column(String(255))
    business_scale: Mapped[str | None] = mapped_column(String(20))
    reporting_category: Mapped[str | None] = mapped_column(String(20))
    stage: Mapped[str | None] = mapped_column(String(20))
    stage_since: Mapped[date | None]
    nitku: Mapped[str | None] = mapped_column(String(22))
    company_status: Mapped[str | None] = mapped_column(String(10))
    production_start: Mapped[date | None]
    responsible_name: Mapped[str | None] = mapped_column(String(100))
    responsible_position: Mapped[str | None] = mapped_column(String(250))
    responsible_nik: Mapped[str | None] = mapped_column(String(16))
    uses_trade_recommendation: Mapped[bool | None]
    factory_street: Mapped[str | None] = mapped_column(String(255))
    factory_rt_rw: Mapped[str | None] = mapped_column(String(7))
    factory_district: Mapped[str | None] = mapped_column(String(6))
    factory_village: Mapped[str | None] = mapped_column(String(255))
    factory_village_code: Mapped[str | None] = mapped_column(String(10))
    factory_postal_code: Mapped[str | None] = mapped_column(String(5))
    factory_phone: Mapped[str | None] = mapped_column(String(20))
    factory_fax: Mapped[str | None] = mapped_column(String(20))
    factory_email: Mapped[str | None] = mapped_column(String(100))
    location_type: Mapped[str | None] = mapped_column(String(20))
    estate_name: Mapped[str | None] = mapped_column(String(255))
    estate_code: Mapped[str | None] = mapped_column(String(20))
    land_area: Mapped[Decimal | None] = mapped_column(Exact(20, 2))
    land_area_unit: Mapped[str | None] = mapped_column(String(2))
    building_area: Mapped[Decimal | None] = mapped_column(Exact(20, 2))
    land_tenure: Mapped[str | None] = mapped_column(String(10))
    has_other_warehouse: Mapped[bool | None]
    site_map_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id", use_alter=True))
    letterhead_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id", use_alter=True))
    factory_locked_at: Mapped[datetime | None]
    factory_unlocked_until: Mapped[datetime | None]
    latitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    directorate: Mapped[str | None] = mapped_column(String(20))
    reminded_on: Mapped[date | None]
    report_reminded_on: Mapped[date | None]
    legal_entity: Mapped[LegalEntity] = relationship(back_populates="establishments", lazy="joined")
    site_map: Mapped[Attachment | None] = relationship(foreign_keys=[site_map_id], viewonly=True)
    letterhead: Mapped[Attachment | None] = relationship(foreign_keys=[letterhead_id], viewonly=True)


class Warehouse(Versioned, Base):
    """A warehouse at another place than the factory (section 3.4)."""

    __tablename__ = "warehouse"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    street: Mapped[str] = mapped_column(String(255))
    rt_rw: Mapped[str | None] = mapped_column(String(7))
    province: Mapped[str] = mapped_column(String(2))
    regency: Mapped[str] = mapped_column(String(4))
    district: Mapped[str] = mapped_column(String(6))
    village: Mapped[str | None] = mapped_column(String(255))
    village_code: Mapped[str | None] = mapped_column(String(10))
    postal_code: Mapped[str] = mapped_column(String(5))
    phone: Mapped[str | None] = mapped_column(String(20))
    fax: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(100))
    area: Mapped[Decimal | None] = mapped_column(Exact(20, 2))
    tenure: Mapped[str | None] = mapped_column(String(10))
    goods: Mapped[str | None] = mapped_column(String(255))
    latitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Exact(9, 6))


class AddressRecord(Base):
    """An address as it held from a day on, kept for good: of the head office (`which` "office") or the factory.

    `establishment_id` is empty for a head office, which its legal entity's establishments share. `case_id` is the
    request that led to it, empty for one that the company saved itself; `applied_at` is empty until its day has come.
    """

    __tablename__ = "address_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    which: Mapped[str] = mapped_column(String(10))
    legal_entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(255), default="")
    applied_at: Mapped[datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", use_alter=True))


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
    project_kind: Mapped[str | None] = mapped_column(String(10))
    oss_project_id: Mapped[str | None] = mapped_column(String(25))
    directorate: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20), default="")


class PermittedCapacity(Versioned, Base):
    """A permitted capacity per year (section 3.6)."""

    __tablename__ = "permitted_capacity"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    kbli_code: Mapped[str] = mapped_column(String(5))
    kbli_version: Mapped[int]
    product_name: Mapped[str] = mapped_column(String(1024))
    hs_code: Mapped[str] = mapped_column(String(8))
    capacity: Mapped[Decimal] = mapped_column(Exact(20, 5))
    unit_code: Mapped[str] = mapped_column(String(3))
    kg_factor: Mapped[Decimal | None] = mapped_column(Exact(20, 5))
    capacity_source: Mapped[str] = mapped_column(String(20))
    brand: Mapped[str | None] = mapped_column(String(255))
    tkdn_pct: Mapped[Decimal | None] = mapped_column(Exact(5, 2))


class CompanyDocument(Versioned, Base):
    """A legal document (section 3.7) or a certificate (3.8) as it stands; its versions keep what it was before.

    `section` is the key of the section that shows it. A removed document keeps its row and files (`removed_at`).
    `review` is "" (not looked at), "accepted", "returned" or "again" (replaced since), with the officer's words.
    `reminded_days` is the threshold of days before its end of which the company was told last. `saved_at` is when the
    version in force was saved.
    """

    __tablename__ = "company_document"
    __table_args__ = (Index("ix_company_document_review_saved_at", "review", "saved_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    section: Mapped[str] = mapped_column(String(20), default="dokumen")
    doc_type: Mapped[str] = mapped_column(String(30))
    number: Mapped[str] = mapped_column(String(150))
    issued_on: Mapped[date | None]
    validity: Mapped[str | None] = mapped_column(String(10))
    valid_until: Mapped[date | None] = mapped_column(index=True)
    issuer: Mapped[str | None] = mapped_column(String(255))
    kbli_code: Mapped[str | None] = mapped_column(String(5))
    legality: Mapped[str | None] = mapped_column(String(12))
    scope: Mapped[str | None] = mapped_column(String(1024))
    tkdn_pct: Mapped[Decimal | None] = mapped_column(Exact(5, 2))
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    removed_at: Mapped[datetime | None]
    review: Mapped[str] = mapped_column(String(10), default="")
    review_note: Mapped[str | None] = mapped_column(String(2000))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(255))
    reminded_days: Mapped[int | None]
    saved_at: Mapped[datetime | None]
    establishment: Mapped[Establishment] = relationship(viewonly=True)
    attachment: Mapped[Attachment] = relationship(lazy="joined")
    versions: Mapped[list[DocumentVersion]] = relationship(
        back_populates="document", order_by="DocumentVersion.sequence"
    )


class DocumentVersion(Base):
    """What a document said and which file it was, from one saving to the next; never changed."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("company_document.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    sequence: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(JsonValue)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    saved_by: Mapped[str] = mapped_column(String(255), default="")
    saved_at: Mapped[datetime]
    document: Mapped[CompanyDocument] = relationship(back_populates="versions")
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
