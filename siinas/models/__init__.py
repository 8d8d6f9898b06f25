"""The portal's tables (SQLAlchemy 2 on one Base): nouns only."""

from siinas.models.base import Base
from siinas.models.case import Case, Filing, Movement
from siinas.models.company import (
    AddressRecord,
    BusinessLine,
    CompanyDocument,
    ContactPerson,
    DocumentVersion,
    Establishment,
    LegalEntity,
    PermittedCapacity,
    Warehouse,
)
from siinas.models.file import Attachment
from siinas.models.journal import JournalEntry, JournalHead
from siinas.models.outbox import OutboxRow
from siinas.models.person import OneTimeLink, Person, PersonGrant, RecoveryCode, ThrottleCount, WebSession
from siinas.models.reference import (
    Country,
    Directorate,
    DirectorateRule,
    Kbli,
    KbliRisk,
    Region,
    ReportingPeriod,
    Setting,
    Unit,
)

__all__ = [
    "AddressRecord",
    "Attachment",
    "Base",
    "BusinessLine",
    "Case",
    "CompanyDocument",
    "ContactPerson",
    "Country",
    "Directorate",
    "DirectorateRule",
    "DocumentVersion",
    "Establishment",
    "Filing",
    "JournalEntry",
    "JournalHead",
    "Kbli",
    "KbliRisk",
    "LegalEntity",
    "Movement",
    "OneTimeLink",
    "OutboxRow",
    "PermittedCapacity",
    "Person",
    "PersonGrant",
    "RecoveryCode",
    "Region",
    "ReportingPeriod",
    "Setting",
    "ThrottleCount",
    "Unit",
    "Warehouse",
    "WebSession",
]
