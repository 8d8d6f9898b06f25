"""what a workbook brought for a page and could not be taken"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # Not in batch mode: the table keeps its indexes with conditions.
    op.add_column("case", sa.Column("left_out", JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("case", "left_out")
