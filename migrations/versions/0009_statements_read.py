"""letterheads, printed versions of statements, and what was read on the signed ones"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COLUMNS = (("case", "prints", "[]"), ("case", "statement_reading", "{}"), ("filing", "statement_reading", "{}"))


def upgrade() -> None:
    for table, column, empty in COLUMNS:
        # Not in batch mode: the table keeps its indexes with conditions.
        op.add_column(table, sa.Column(column, JSON, nullable=False, server_default=empty))
    with op.batch_alter_table("establishment") as batch:
        batch.add_column(sa.Column("letterhead_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_establishment_letterhead_id", "attachment", ["letterhead_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("establishment") as batch:
        batch.drop_constraint("fk_establishment_letterhead_id", type_="foreignkey")
        batch.drop_column("letterhead_id")
    for table, column, _empty in reversed(COLUMNS):
        op.drop_column(table, column)
