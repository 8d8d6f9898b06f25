"""when a filing was accepted

The last filing of a report that rests accepted is the one that was accepted, at the moment of that move.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LAST_ACCEPTED = (
    "UPDATE filing SET accepted_at = ("
    " SELECT max(movement.at) FROM movement WHERE movement.case_id = filing.case_id AND movement.target = 'accepted')"
    " WHERE sequence = (SELECT max(other.sequence) FROM filing AS other WHERE other.case_id = filing.case_id)"
    " AND case_id IN (SELECT id FROM \"case\" WHERE process = 'laporan-produksi' AND state = 'accepted')"
)


def upgrade() -> None:
    op.add_column("filing", sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(LAST_ACCEPTED)


def downgrade() -> None:
    with op.batch_alter_table("filing") as batch:
        batch.drop_column("accepted_at")
