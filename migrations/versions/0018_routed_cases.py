"""the desk on which a case lies, and what officers answer about it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # Not in batch mode: the table keeps its indexes with conditions.
    op.add_column("case", sa.Column("office", sa.String(20)))
    op.add_column("case", sa.Column("desk", sa.String(20)))
    op.add_column("case", sa.Column("routing", JSON, nullable=False, server_default="{}"))
    op.create_index("ix_case_office", "case", ["office"])
    op.create_table(
        "case_assessment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("typed", JSON, nullable=False),
        sa.Column("saves", JSON, nullable=False),
        sa.Column("left_out", JSON, nullable=False),
        sa.Column("confirmations", JSON, nullable=False),
        sa.Column("saved_by", sa.String(255), nullable=False),
        sa.Column("saved_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("in_words", JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_assessment"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_assessment_case_id"),
        sa.UniqueConstraint("case_id", "kind", "sequence", name="uq_case_assessment_case_id_kind_sequence"),
    )
    op.create_index("ix_case_assessment_case_id", "case_assessment", ["case_id"])
    op.create_table(
        "case_photo",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.Integer, nullable=False),
        sa.Column("attachment_id", sa.Integer, nullable=False),
        sa.Column("caption", sa.String(255), nullable=False),
        sa.Column("added_by", sa.String(255), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_photo"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_photo_case_id"),
        sa.ForeignKeyConstraint(["assessment_id"], ["case_assessment.id"], name="fk_case_photo_assessment_id"),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_case_photo_attachment_id"),
    )
    listed = (
        ("load_id", sa.Integer),
        ("edited_at", MOMENT),
        ("retired_on", sa.Date),
    )
    op.create_table(
        "check_item",
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("section", sa.String(2), nullable=False),
        sa.Column("name", sa.String(150), nullable=False),
        sa.Column("sentence", sa.String(500), nullable=False),
        *(sa.Column(name, kind) for name, kind in listed),
        sa.PrimaryKeyConstraint("code", name="pk_check_item"),
        sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name="fk_check_item_load_id"),
    )
    op.create_table(
        "competence_rule",
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("location", sa.String(20), nullable=False),
        sa.Column("investment_status", sa.String(10), nullable=False),
        sa.Column("cross_province", sa.String(3), nullable=False),
        sa.Column("scale", sa.String(20), nullable=False),
        sa.Column("kbli_prefix", sa.String(5), nullable=False),
        sa.Column("authority", sa.String(10), nullable=False),
        sa.Column("office", sa.String(10), nullable=False),
        sa.Column("source", sa.String(255)),
        *(sa.Column(name, kind) for name, kind in listed),
        sa.PrimaryKeyConstraint("position", name="pk_competence_rule"),
        sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name="fk_competence_rule_load_id"),
    )
    op.create_index("ix_case_photo_case_id", "case_photo", ["case_id"])
    op.create_index("ix_case_photo_assessment_id", "case_photo", ["assessment_id"])


def downgrade() -> None:
    op.drop_table("competence_rule")
    op.drop_table("check_item")
    op.drop_table("case_photo")
    op.drop_table("case_assessment")
    op.drop_index("ix_case_office", "case")
    op.drop_column("case", "routing")
    op.drop_column("case", "desk")
    op.drop_column("case", "office")
