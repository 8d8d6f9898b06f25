"""Who a person can be in the portal, and on whose behalf an act is done (SETTLED 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from siinas.process.routing import MINISTRY_DESK


class Role(StrEnum):
    """One hat of a person; the value is what is stored, the label what is shown. `CLOCK` is nobody's: it makes the
    moves that a time limit makes."""

    APPLICANT = "applicant"
    OWNER = "owner"
    SIGNER = "signer"
    STAFF = "staff"
    FRONT_DESK = "front_desk"
    VERIFIER = "verifier"
    VALIDATOR = "validator"
    EVALUATOR = "evaluator"
    DIRECTOR = "director"
    DIRECTOR_GENERAL = "director_general"
    REGIONAL_INSPECTOR = "regional_inspector"
    REGIONAL_HEAD = "regional_head"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    OSS = "oss"
    CLOCK = "clock"

    @property
    def label(self) -> str:
        """The Indonesian word for the role."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.APPLICANT: "Pendaftar",
    Role.OWNER: "Pemilik akun",
    Role.SIGNER: "Penanda tangan",
    Role.STAFF: "Staf pengisi",
    Role.FRONT_DESK: "Petugas layanan",
    Role.VERIFIER: "Verifikator",
    Role.VALIDATOR: "Validator",
    Role.EVALUATOR: "Evaluator",
    Role.DIRECTOR: "Direktur",
    Role.DIRECTOR_GENERAL: "Direktur Jenderal",
    Role.REGIONAL_INSPECTOR: "Petugas lapangan daerah",
    Role.REGIONAL_HEAD: "Kepala dinas daerah",
    Role.SUPERVISOR: "Supervisor",
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Auditor",
    Role.OSS: "OSS-RBA",
    Role.CLOCK: "Tenggat",
}

Roles = frozenset[Role]

COMPANY: Roles = frozenset({Role.OWNER, Role.SIGNER, Role.STAFF})
SENDERS: Roles = frozenset({Role.OWNER, Role.SIGNER})
MINISTRY: Roles = frozenset(
    {Role.FRONT_DESK, Role.VERIFIER, Role.VALIDATOR, Role.EVALUATOR, Role.DIRECTOR, Role.DIRECTOR_GENERAL}
)
REGION: Roles = frozenset({Role.REGIONAL_INSPECTOR, Role.REGIONAL_HEAD})
OVERSIGHT: Roles = frozenset({Role.SUPERVISOR, Role.AUDITOR})
OFFICERS: Roles = MINISTRY | REGION | OVERSIGHT | {Role.ADMINISTRATOR}
SYSTEMS: Roles = frozenset({Role.OSS, Role.CLOCK})
"""What moves cases without being a person; nobody is ever given one of these roles."""
SIGNED_IN: Roles = COMPANY | OFFICERS
UNLIMITED: Roles = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that see everywhere, whatever their grant says."""
LIMITED: Roles = MINISTRY | REGION | {Role.SUPERVISOR}
"""Roles that see as far as their grant reaches. A role in neither set sees nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case belongs: directorate, regency, the regional office that is competent, and the desk it lies on.

    `desk` is MINISTRY_DESK or the code of an office while the present state is held by whoever is competent; else "".
    """

    directorate: str | None = None
    regency: str | None = None
    office: str | None = None
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role with its reach: an establishment (company), a region code, a directorate; None means no limit."""

    role: Role
    establishment_id: int | None = None
    region: str | None = None
    directorate: str | None = None

    def reaches(self, place: Place) -> bool:
        """Whether an officer with this grant acts on a case of that place; `queries/scope.py` says the same in SQL."""
        if self.role in UNLIMITED:
            return True
        if self.role not in LIMITED or (self.role in REGION and not self.region):
            return False
        if self.directorate and place.directorate not in {None, self.directorate}:
            return False
        if self.region and self.region != place.office and not (place.regency or "").startswith(self.region):
            return False
        if place.desk and self.role in REGION:
            return self.region == place.desk
        return not place.desk or place.desk == MINISTRY_DESK or self.role not in MINISTRY


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or system) an act is done by, with the establishment being worked in, if any."""

    person_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    establishment_id: int | None = None
    extra_roles: Roles = field(default_factory=frozenset)

    @property
    def establishments(self) -> frozenset[int]:
        """All establishments the person belongs to."""
        return frozenset(g.establishment_id for g in self.grants if g.establishment_id is not None)

    @property
    def roles(self) -> Roles:
        """The roles that count now: company roles only in the active establishment."""
        own = {
            grant.role
            for grant in self.grants
            if grant.role not in COMPANY
            or (grant.establishment_id is not None and grant.establishment_id == self.establishment_id)
        }
        return frozenset(own) | self.extra_roles

    def roles_at(self, place: Place) -> Roles:
        """The roles that count for a case of that place."""
        officers = {grant.role for grant in self.grants if grant.role not in COMPANY and grant.reaches(place)}
        return (self.roles & COMPANY) | officers | self.extra_roles

    @property
    def is_company(self) -> bool:
        """True while the person works for an establishment."""
        return bool(self.roles & COMPANY)

    @property
    def is_officer(self) -> bool:
        """True for whoever works on the ministry's or the region's side."""
        return bool(self.roles & OFFICERS)

    def may_be(self, admitted: Roles) -> bool:
        """Whether one of the person's roles is among the admitted ones."""
        return bool(self.roles & admitted)

    def reach(self, roles: Roles) -> tuple[Grant, ...]:
        """The officer's grants among `roles`, with their limits."""
        return tuple(g for g in self.grants if g.role in roles and g.role not in COMPANY)


ANONYMOUS = Actor(None, "Pengunjung")
APPLICANT = Actor(None, "Pendaftar", extra_roles=frozenset({Role.APPLICANT}))
SYSTEM = Actor(None, "Sistem SIINas")
OSS = Actor(None, "OSS-RBA", extra_roles=frozenset({Role.OSS}))
