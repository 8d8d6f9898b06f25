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
from siinas.models.company_import import CompanyImport, CompanyImportRow
from siinas.models.figure import ReportedFigure
from siinas.models.file import Attachment
from siinas.models.journal import JournalEntry, JournalHead
from siinas.models.letter import Letter, LetterNumber
from siinas.models.likeness import CompanyMark, NameWord, RegistrationLikeness
from siinas.models.obligation import EstablishmentStage, ReportObligation
from siinas.models.oss import OssCall, OssLicence
from siinas.models.outbox import OutboxRow
from siinas.models.person import (
    EmailChange,
    Invitation,
    OneTimeLink,
    Person,
    PersonGrant,
    RecoveryCode,
    ThrottleCount,
    WebSession,
)
from siinas.models.reference import (
    LISTS,
    ChoiceOption,
    Country,
    Directorate,
    DirectorateRule,
    HsCode,
    IndustrialEstate,
    Kbli,
    KbliMapping,
    KbliRisk,
    Listed,
    OssEvent,
    OssStatus,
    PlausibleBound,
    ReferenceLoad,
    Region,
    ReportingPeriod,
    Setting,
    Unit,
)
from siinas.models.release import FigureRelease, ReleaseCell
from siinas.models.task import Task

__all__ = [
    "LISTS",
    "AddressRecord",
    "Attachment",
    "Base",
    "BusinessLine",
    "Case",
    "ChoiceOption",
    "CompanyDocument",
    "CompanyImport",
    "CompanyImportRow",
    "CompanyMark",
    "ContactPerson",
    "Country",
    "Directorate",
    "DirectorateRule",
    "DocumentVersion",
    "EmailChange",
    "Establishment",
    "EstablishmentStage",
    "FigureRelease",
    "Filing",
    "HsCode",
    "IndustrialEstate",
    "Invitation",
    "JournalEntry",
    "JournalHead",
    "Kbli",
    "KbliMapping",
    "KbliRisk",
    "LegalEntity",
    "Letter",
    "LetterNumber",
    "Listed",
    "Movement",
    "NameWord",
    "OneTimeLink",
    "OssCall",
    "OssEvent",
    "OssLicence",
    "OssStatus",
    "OutboxRow",
    "PermittedCapacity",
    "Person",
    "PersonGrant",
    "PlausibleBound",
    "RecoveryCode",
    "ReferenceLoad",
    "Region",
    "RegistrationLikeness",
    "ReleaseCell",
    "ReportObligation",
    "ReportedFigure",
    "ReportingPeriod",
    "Setting",
    "Task",
    "ThrottleCount",
    "Unit",
    "Warehouse",
    "WebSession",
]
