"""the days on which nobody works, as a code list"""

import sqlalchemy as sa
from alembic import op

from siinas.models.base import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("certainty", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", Moment(timezone=True), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name="fk_holiday_load_id"),
        sa.PrimaryKeyConstraint("day", name="pk_holiday"),
    )
    op.create_index("ix_holiday_year", "holiday", ["year"])


def downgrade() -> None:
    # What was loaded is forgotten with it, so that the days come again with the table.
    op.drop_index("ix_holiday_year", table_name="holiday")
    op.drop_table("holiday")
    op.execute("DELETE FROM reference_load WHERE table_key = 'holiday'")
    op.execute("DELETE FROM setting WHERE key = 'calendar.loaded'")
