"""one open registration for each place"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Where two were handed in at the same moment the first one keeps the place; the other stays open, to be refused.
LATER_ONES = """
    UPDATE "case" SET subject = NULL
    WHERE establishment_id IS NULL AND subject IS NOT NULL AND EXISTS (
        SELECT 1 FROM "case" AS first
        WHERE first.process = "case".process AND first.subject = "case".subject
        AND first.establishment_id IS NULL AND first.id < "case".id
    )
"""


def upgrade() -> None:
    op.execute(LATER_ONES)
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            "uq_case_without_establishment",
            ["process", "subject"],
            unique=True,
            sqlite_where=sa.text("establishment_id IS NULL AND subject IS NOT NULL"),
            postgresql_where=sa.text("establishment_id IS NULL AND subject IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index("uq_case_without_establishment")
