"""offices that issue letters, their formats and texts, and the signatures of letters"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MINISTRY = "ministry"


def upgrade() -> None:
    op.create_table(
        "letter_authority",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String(150), nullable=False),
        sa.Column("letterhead", sa.Text(), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("signer_name", sa.String(100), nullable=False),
        sa.Column("signer_nip", sa.String(25), nullable=False),
        sa.Column("signer_position", sa.String(150), nullable=False),
        sa.Column("unsigned_allowed", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_letter_authority"),
    )
    op.execute(
        sa.text(
            "INSERT INTO letter_authority (code, kind, name, letterhead, place, signer_name, signer_nip,"
            " signer_position, unsigned_allowed, copies, retired, version) VALUES (:code, :code,"
            " 'Kementerian Perindustrian', :head, 'Jakarta', '', '', '', :no, '', :no, 1)"
        ).bindparams(
            sa.bindparam("no", False, sa.Boolean()),
            code=MINISTRY,
            head="KEMENTERIAN PERINDUSTRIAN REPUBLIK INDONESIA",
        )
    )
    op.create_table(
        "letter_form",
        sa.Column("authority", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(81), nullable=False),
        sa.Column("number_format", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["letter_authority.code"], name="fk_letter_form_authority"),
        sa.PrimaryKeyConstraint("authority", "kind", name="pk_letter_form"),
    )
    _counters_of_offices()
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("authority", sa.String(20), server_default=MINISTRY, nullable=False))
        letter.add_column(sa.Column("signature", sa.String(10), server_default="none", nullable=False))
        letter.add_column(sa.Column("signed_sha256", sa.String(64), nullable=True))
        letter.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        letter.add_column(sa.Column("signed_by", sa.String(255), server_default=sa.text("''"), nullable=False))
        letter.add_column(sa.Column("signed_how", sa.String(10), server_default=sa.text("''"), nullable=False))
        letter.add_column(sa.Column("signed_trust", sa.String(10), server_default=sa.text("''"), nullable=False))
        letter.add_column(sa.Column("stamped_sha256", sa.String(64), nullable=True))
        letter.create_foreign_key("fk_letter_authority", "letter_authority", ["authority"], ["code"])
        letter.create_unique_constraint("uq_letter_signed_sha256", ["signed_sha256"])
        letter.create_unique_constraint("uq_letter_stamped_sha256", ["stamped_sha256"])
        letter.create_index("ix_letter_authority", ["authority"])
        letter.create_index("ix_letter_signature", ["signature"])


def downgrade() -> None:
    """Letters of other offices keep their numbers; what they counted up to, and their signatures, are forgotten."""
    with op.batch_alter_table("letter") as letter:
        letter.drop_index("ix_letter_signature")
        letter.drop_index("ix_letter_authority")
        letter.drop_constraint("uq_letter_stamped_sha256", type_="unique")
        letter.drop_constraint("uq_letter_signed_sha256", type_="unique")
        letter.drop_constraint("fk_letter_authority", type_="foreignkey")
        for column in ("stamped_sha256", "signed_trust", "signed_how", "signed_by", "signed_at", "signed_sha256"):
            letter.drop_column(column)
        letter.drop_column("signature")
        letter.drop_column("authority")
    _counters_of_the_ministry()
    op.drop_table("letter_form")
    op.drop_table("letter_authority")


COUNTERS = sa.table("letter_number", *(sa.column(name) for name in ("kind", "authority", "year", "last")))


def _counters_of_offices() -> None:
    """The counters there are become the ministry's; a primary key is changed by making the table anew."""
    rows = op.get_bind().execute(sa.text("SELECT kind, year, last FROM letter_number")).mappings().all()
    op.drop_table("letter_number")
    op.create_table(
        "letter_number",
        sa.Column("kind", sa.String(81), nullable=False),
        sa.Column("authority", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["letter_authority.code"], name="fk_letter_number_authority"),
        sa.PrimaryKeyConstraint("kind", "authority", "year", name="pk_letter_number"),
    )
    if rows:
        op.bulk_insert(COUNTERS, [{**row, "authority": MINISTRY} for row in rows])


def _counters_of_the_ministry() -> None:
    counted = sa.text("SELECT kind, year, last FROM letter_number WHERE authority = :code").bindparams(code=MINISTRY)
    rows = op.get_bind().execute(counted).mappings().all()
    op.drop_table("letter_number")
    op.create_table(
        "letter_number",
        sa.Column("kind", sa.String(81), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name="pk_letter_number"),
    )
    if rows:
        op.bulk_insert(COUNTERS, [dict(row) for row in rows])
