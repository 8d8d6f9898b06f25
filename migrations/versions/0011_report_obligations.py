"""report obligations"""

import sqlalchemy as sa
from alembic import op

from siinas.models.base import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "establishment_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_establishment_stage_establishment_id_establishment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment_stage")),
        sa.UniqueConstraint("establishment_id", "since", name=op.f("uq_establishment_stage_establishment_id_since")),
    )
    op.create_table(
        "report_obligation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=True),
        sa.Column("regency", sa.String(length=4), nullable=False),
        sa.Column("kbli", sa.String(length=5), nullable=True),
        sa.Column("directorate", sa.String(length=20), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("says_something", sa.Boolean(), nullable=False),
        sa.Column("first_sent_at", Moment(timezone=True), nullable=True),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_report_obligation_case_id_case")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_report_obligation_establishment_id_establishment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_obligation")),
        sa.UniqueConstraint(
            "process", "period", "establishment_id", name=op.f("uq_report_obligation_process_period_establishment_id")
        ),
    )
    with op.batch_alter_table("report_obligation", schema=None) as batch_op:
        batch_op.create_index("ix_report_obligation_establishment", ["establishment_id", "state"])
        batch_op.create_index("ix_report_obligation_due", ["state", "due_on"])
        batch_op.create_index(batch_op.f("ix_report_obligation_case_id"), ["case_id"])
        batch_op.create_index(
            "ix_report_obligation_counted",
            [
                "process",
                "period",
                "state",
                "late",
                "says_something",
                "due_on",
                "regency",
                "directorate",
                "category",
                "kbli",
            ],
        )
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("report_reminded_on", sa.Date(), nullable=True))
    with op.batch_alter_table("reporting_period", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counted_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("counted_through", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("reporting_period", schema=None) as batch_op:
        batch_op.alter_column("counted_through", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("reporting_period", schema=None) as batch_op:
        batch_op.drop_column("counted_through")
        batch_op.drop_column("counted_on")
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.drop_column("report_reminded_on")
        batch_op.drop_column("stage_since")
    op.drop_table("report_obligation")
    op.drop_table("establishment_stage")
