"""releases of aggregates"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "figure_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(255), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Integer(), nullable=False),
        sa.Column("rules", JSON, nullable=False),
        sa.Column("left_out", JSON, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_figure_release_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_release")),
        sa.UniqueConstraint("public_id", name=op.f("uq_figure_release_public_id")),
        sa.UniqueConstraint(
            "process", "period", "sequence", name=op.f("uq_figure_release_process_period_sequence")
        ),
    )
    op.create_table(
        "figure_release_cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("region", sa.String(4), nullable=False),
        sa.Column("kbli", sa.String(5), nullable=False),
        sa.Column("value", sa.Numeric(28, 2).with_variant(sa.String(40), "sqlite"), nullable=True),
        sa.Column("contributors", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["figure_release.id"], name=op.f("fk_figure_release_cell_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_release_cell")),
    )
    op.create_index("ix_figure_release_cell_table", "figure_release_cell", ["release_id", "measure", "level"])


def downgrade() -> None:
    op.drop_table("figure_release_cell")
    op.drop_table("figure_release")
