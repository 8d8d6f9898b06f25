"""the portal's own lists of options, of which reports choose"""

import sqlalchemy as sa
from alembic import op

from siinas.models.base import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choice_option",
        sa.Column("list_key", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", Moment(timezone=True), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name="fk_choice_option_load_id"),
        sa.PrimaryKeyConstraint("list_key", "code", name="pk_choice_option"),
    )


def downgrade() -> None:
    # What was loaded is forgotten with it, so that the list comes again with the table.
    op.drop_table("choice_option")
    op.execute("DELETE FROM reference_load WHERE table_key = 'choice_option'")
    op.execute("DELETE FROM setting WHERE key = 'reference.loaded'")
