"""bounds between which a measured figure of a report needs no explanation"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _exact(precision: int, scale: int) -> sa.types.TypeEngine[object]:
    return sa.Numeric(precision, scale).with_variant(sa.String(40), "sqlite")


def upgrade() -> None:
    """An empty table; what comes with the portal is loaded by `prepare`."""
    op.create_table(
        "plausible_bound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("kbli_prefix", sa.String(5), nullable=False),
        sa.Column("lower", _exact(20, 4)),
        sa.Column("upper", _exact(20, 4)),
        sa.Column("source", sa.String(255)),
        sa.Column("load_id", sa.Integer()),
        sa.Column("edited_at", sa.DateTime(timezone=True)),
        sa.Column("retired_on", sa.Date()),
        sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name="fk_plausible_bound_load_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plausible_bound"),
        sa.UniqueConstraint("measure", "kbli_prefix", name="uq_plausible_bound_measure_kbli_prefix"),
    )


def downgrade() -> None:
    """Back to no bounds; that they were loaded is forgotten too, so that they come again with the table."""
    op.drop_table("plausible_bound")
    op.execute("DELETE FROM reference_load WHERE table_key = 'plausible_bound'")
    op.execute("DELETE FROM setting WHERE key = 'reference.loaded'")
