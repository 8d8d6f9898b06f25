"""account and company data

One step of several parts, each of which goes up and down by itself: tables of one subject stand together.
"""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def reference_up() -> None:
    """Mappings, tariff codes, estates; where each table came from."""


def reference_down() -> None:
    """Back to the tables of the first step."""


def company_up() -> None:
    """Data Perusahaan: every field, warehouses, versions of documents, addresses by their codes."""


def company_down() -> None:
    """Back to the thin records."""


def people_up() -> None:
    """Invitations to a company's account, changes of e-mail addresses."""


def people_down() -> None:
    """Without them."""


def letters_up() -> None:
    """Issued letters and the register of their numbers."""


def letters_down() -> None:
    """Without them."""


def registration_up() -> None:
    """Words of company names, by which similar ones are found; imports of existing companies."""


def registration_down() -> None:
    """Without them."""


PARTS = (
    (reference_up, reference_down),
    (company_up, company_down),
    (people_up, people_down),
    (letters_up, letters_down),
    (registration_up, registration_down),
)


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
