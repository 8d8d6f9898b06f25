"""What an invented company, its reports, applicants and officers of the demo are told with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from siinas.process.roles import Role

NIB_ISSUED_ON = date(2021, 8, 9)


@dataclass(frozen=True, slots=True)
class Product:
    """A product: capacity in `unit` per year, the part of it that is used, price per unit, sales abroad in percent."""

    name: str
    kbli: str
    hs: str
    unit: str
    kg: str
    per_year: int
    used: str
    price: int
    brand: str
    export_pct: str = "0"
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """A material for the product of that place: units per quarter and price per unit, from home and from abroad."""

    name: str
    hs: str
    unit: str
    kg: str
    home: int
    home_price: int
    product: int = 0
    abroad: int = 0
    abroad_price: int = 0
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A business line of the NIB."""

    kbli: str
    title: str
    risk: str
    licence: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a company reports in an ordinary quarter; `seasons` are the factors of the four quarters, oldest first.

    `workers` are permanent and temporary in production, permanent and temporary elsewhere; `education` are those of all
    workers from "not at school" to S3; `water` is m³ from surface, ground, supplier and recycling.
    """

    products: tuple[Product, ...]
    materials: tuple[Material, ...]
    seasons: tuple[str, str, str, str]
    investment: tuple[int, int, int]
    men: tuple[int, int, int, int]
    women: tuple[int, int, int, int]
    education: tuple[int, int, int, int, int, int, int, int]
    water: tuple[int, int, int, int]
    fuels: tuple[tuple[str, int, str, int], ...]
    power: int
    own_power: int = 0
    uses_toll: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in a first sending: the answer at `path` is multiplied by `factor`; `page` is where it stands."""

    page: str
    path: tuple[str | int, ...]
    factor: str


@dataclass(frozen=True, slots=True)
class Report:
    """The report on one of the last four quarters (0 the oldest) and the moves it has made, in order.

    `rests` is the number of working days since the last move, None for what was settled in its own time; `reasons`
    explain warnings by the name of their rule; `pages` limits how far a draft is filled (None: wholly).
    """

    quarter: int
    moves: tuple[str, ...] = ()
    rests: int | None = None
    slip: Slip | None = None
    reason: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or certificate by its type; `ends` is in how many days from today its validity ends (None: never).

    `returned` is what the front desk wrote when it returned it, `scope` the products of a certificate; of a `renewed`
    one there are two versions.
    """

    kind: str
    kbli: str = ""
    ends: int | None = None
    issuer: str = "Penerbit Contoh"
    scope: str = ""
    returned: str = ""
    accepted: bool = False
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its NIB, its people (`user_name` is the owner's) and its reports."""

    key: str
    user_name: str
    name: str
    nib: str
    npwp: str
    owner: str
    regency: str
    street: str
    village: str
    district: str
    place: str
    postal_code: str
    phone: str
    latitude: str
    longitude: str
    scale: str
    lines: tuple[Line, ...]
    note: str
    legal_form: str = "pt"
    status: str = "PMDN"
    category: str = "medium_large"
    stage: str = "production"
    sections: tuple[str, ...] = ("data-umum", "kantor-pusat", "pabrik", "kapasitas", "contact-person")
    papers: tuple[Paper, ...] = ()
    certificates: tuple[Paper, ...] = ()
    figures: Figures | None = None
    reports: tuple[Report, ...] = ()

    @property
    def email(self) -> str:
        """The company's address, the same as on its NIB."""
        return f"surat@contoh-{self.key}.example.test"

    @property
    def address(self) -> str:
        """The address as an NIB prints it."""
        return (
            f"{self.street}, Desa/Kelurahan {self.village}, Kec. {self.district}, {self.place}, "
            f"Kode Pos: {self.postal_code}"
        )


@dataclass(frozen=True, slots=True)
class Applicant:
    """A registration without an account: what is typed as `company`, the name on the NIB, and the front desk's move."""

    company: Company
    name_on_nib: str
    move: str = ""
    reason: str = ""
    scan: bool = False
    sent_days_ago: int = 1


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer's account with its role and reach."""

    user_name: str
    role: Role
    name: str
    note: str
    region: str | None = None
    directorate: str | None = None
