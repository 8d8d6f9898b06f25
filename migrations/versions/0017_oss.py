"""calls to and from OSS, the licences it has told of, its status codes"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from siinas.models.base import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
LISTS = ("oss_status", "oss_event")


def upgrade() -> None:
    op.create_table(
        "oss_licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("nib", sa.String(13), nullable=False),
        sa.Column("company_name", sa.String(255), nullable=False),
        sa.Column("id_izin", sa.String(30), nullable=False),
        sa.Column("id_proyek", sa.String(30), nullable=False),
        sa.Column("id_produk", sa.String(30), nullable=False),
        sa.Column("oss_id", sa.String(30), nullable=False),
        sa.Column("kd_izin", sa.String(13), nullable=False),
        sa.Column("kind", sa.String(3), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("kd_daerah", sa.String(10), nullable=False),
        sa.Column("kewenangan", sa.String(2), nullable=False),
        sa.Column("kbli", sa.String(5), nullable=False),
        sa.Column("risk", sa.String(5), nullable=False),
        sa.Column("status", sa.String(2), nullable=False),
        sa.Column("status_at", Moment(timezone=True), nullable=True),
        sa.Column("status_words", sa.String(255), nullable=False),
        sa.Column("project", JSON, nullable=False),
        sa.Column("products", JSON, nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("number", sa.String(150), nullable=False),
        sa.Column("file_url", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("received_at", Moment(timezone=True), nullable=False),
        sa.Column("checked_at", Moment(timezone=True), nullable=True),
        sa.Column("revoked_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_oss_licence_case_id"),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name="fk_oss_licence_establishment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_oss_licence"),
        sa.UniqueConstraint("id_izin", name="uq_oss_licence_id_izin"),
    )
    op.create_index("ix_oss_licence_case_id", "oss_licence", ["case_id"])
    op.create_index("ix_oss_licence_establishment_id", "oss_licence", ["establishment_id"])
    op.create_index("ix_oss_licence_nib", "oss_licence", ["nib"])
    op.create_table(
        "oss_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("direction", sa.String(3), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("nib", sa.String(13), nullable=False),
        sa.Column("id_izin", sa.String(30), nullable=False),
        sa.Column("once", sa.String(120), nullable=False),
        sa.Column("request", JSON, nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("http", sa.Integer(), nullable=False),
        sa.Column("kode", sa.String(5), nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked_by", sa.String(255), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=False),
        sa.Column("answered_at", Moment(timezone=True), nullable=True),
        sa.Column("claimed_until", Moment(timezone=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_oss_call_case_id"),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name="fk_oss_call_establishment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_oss_call"),
        sa.UniqueConstraint("once", name="uq_oss_call_once"),
    )
    op.create_index("ix_oss_call_case_id", "oss_call", ["case_id"])
    op.create_index("ix_oss_call_line", "oss_call", ["id_izin", "direction", "state", "id"])
    op.create_index("ix_oss_call_state", "oss_call", ["state", "id"])
    op.create_table(
        "oss_status",
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        *_listed("oss_status"),
        sa.PrimaryKeyConstraint("code", name="pk_oss_status"),
    )
    op.create_table(
        "oss_event",
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("code", sa.String(2), nullable=False),
        *_listed("oss_event"),
        sa.PrimaryKeyConstraint("event", name="pk_oss_event"),
    )


def _listed(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", Moment(timezone=True), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name=f"fk_{table}_load_id"),
    ]


def downgrade() -> None:
    # What was loaded is forgotten with it, so that the lists come again with the tables.
    for table in LISTS:
        op.drop_table(table)
        op.execute(f"DELETE FROM reference_load WHERE table_key = '{table}'")
    op.execute("DELETE FROM setting WHERE key = 'reference.loaded'")
    op.execute("DELETE FROM outbox WHERE kind IN ('oss_call', 'oss_told')")
    op.drop_table("oss_call")
    op.drop_table("oss_licence")
