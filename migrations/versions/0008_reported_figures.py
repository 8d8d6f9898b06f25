"""the figures of accepted reports as rows

They are written when a report is accepted; those of reports accepted before are made by `flask --app app report
project`, which reads them with the words of the declaration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reported_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("filing_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("legal_entity_id", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("regency", sa.String(4), nullable=True),
        sa.Column("directorate", sa.String(20), nullable=True),
        sa.Column("category", sa.String(20), nullable=True),
        sa.Column("kbli", sa.String(5), nullable=True),
        sa.Column("kbli_version", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("value", sa.Numeric(28, 2).with_variant(sa.String(40), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reported_figure_case_id")),
        sa.ForeignKeyConstraint(["filing_id"], ["filing.id"], name=op.f("fk_reported_figure_filing_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_reported_figure_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_reported_figure_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_figure")),
    )
    op.create_index("ix_reported_figure_case_id_until", "reported_figure", ["case_id", "until"])
    op.create_index("ix_reported_figure_sums", "reported_figure", ["process", "period", "measure"])
    op.create_index(op.f("ix_reported_figure_filing_id"), "reported_figure", ["filing_id"])
    op.create_index(op.f("ix_reported_figure_establishment_id"), "reported_figure", ["establishment_id"])


def downgrade() -> None:
    op.drop_table("reported_figure")
