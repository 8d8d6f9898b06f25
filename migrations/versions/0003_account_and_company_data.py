"""account and company data

One step of several parts, each of which goes up and down by itself: tables of one subject stand together.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _text(length: int) -> sa.String:
    return sa.String(length=length)


def _exact(precision: int, scale: int) -> sa.types.TypeEngine[object]:
    return sa.Numeric(precision, scale).with_variant(sa.String(40), "sqlite")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def reference_up() -> None:
    """Mappings, tariff codes, estates; where each row of a code list came from, and its words for the search."""
    op.create_table(
        "reference_load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_key", _text(40), nullable=False),
        sa.Column("version", _text(20), nullable=False),
        sa.Column("source", _text(500), nullable=False),
        sa.Column("file_name", _text(120), nullable=False),
        sa.Column("sha256", _text(64), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("loaded_at", _moment(), nullable=False),
        sa.Column("loaded_by", _text(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference_load"),
    )
    op.create_index("ix_reference_load_table_key", "reference_load", ["table_key"])
    for table in LISTED:
        with op.batch_alter_table(table) as batch_op:
            for name, kind in LISTED_COLUMNS.items():
                batch_op.add_column(sa.Column(name, kind, nullable=True))
            if table in SEARCHED:
                batch_op.add_column(sa.Column("search", _text(600), nullable=True))
            if table == "directorate":
                batch_op.add_column(sa.Column("directorate_general", _text(150), nullable=True))
            batch_op.create_foreign_key(f"fk_{table}_load_id", "reference_load", ["load_id"], ["id"])
    op.execute("UPDATE directorate SET directorate_general = ''")
    with op.batch_alter_table("directorate") as batch_op:
        batch_op.alter_column("directorate_general", existing_type=_text(150), nullable=False)
    for table, name in SEARCHED.items():
        op.execute(f"UPDATE {table} SET search = ' ' || code || ' ' || lower({name})")
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("search", existing_type=_text(600), nullable=False)
    op.create_index("ix_region_level_search_code_retired_on", "region", ["level", "search", "code", "retired_on"])
    _risks_up()
    _lists_up()


LISTED = ("kbli", "kbli_risk", "region", "country", "unit", "directorate", "directorate_rule")
LISTED_COLUMNS = {"load_id": sa.Integer(), "edited_at": _moment(), "retired_on": sa.Date()}
SEARCHED = {"kbli": "title", "region": "name"}
RISK_COLUMNS = {"kbli_version": ("version", sa.Integer()), "kbli_code": ("code", _text(5)), "risk_level": ("risk", _text(2))}


def _risks_up() -> None:
    with op.batch_alter_table("kbli_risk") as batch_op:
        batch_op.drop_constraint("uq_kbli_risk_kbli_version_kbli_code_scale_parameter", type_="unique")
        for before, (after, kind) in RISK_COLUMNS.items():
            batch_op.alter_column(before, new_column_name=after, existing_type=kind, existing_nullable=False)
        batch_op.add_column(sa.Column("licence", _text(10), nullable=True))
    with op.batch_alter_table("kbli_risk") as batch_op:
        batch_op.create_unique_constraint(
            "uq_kbli_risk_version_code_scale_parameter", ["version", "code", "scale", "parameter"]
        )
    op.execute(
        "UPDATE kbli_risk SET licence = CASE risk WHEN 'R' THEN 'nib' WHEN 'MR' THEN 'nib_ss' WHEN 'MT' THEN 'ss'"
        " ELSE 'izin' END"
    )
    with op.batch_alter_table("kbli_risk") as batch_op:
        batch_op.alter_column("licence", existing_type=_text(10), nullable=False)


def _listed() -> list[sa.Column[object]]:
    return [sa.Column(name, kind) for name, kind in LISTED_COLUMNS.items()]


def _written_by(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["load_id"], ["reference_load.id"], name=f"fk_{table}_load_id")


def _lists_up() -> None:
    op.create_table(
        "kbli_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_version", sa.Integer(), nullable=False),
        sa.Column("old_code", _text(5), nullable=False),
        sa.Column("new_version", sa.Integer(), nullable=False),
        sa.Column("new_code", _text(5), nullable=False),
        sa.Column("kind", _text(10), nullable=False),
        *_listed(),
        _written_by("kbli_mapping"),
        sa.PrimaryKeyConstraint("id", name="pk_kbli_mapping"),
        sa.UniqueConstraint("old_version", "old_code", "new_version", "new_code", name="uq_kbli_mapping"),
    )
    op.create_index("ix_kbli_mapping_new_code", "kbli_mapping", ["new_code"])
    op.create_table(
        "hs_code",
        sa.Column("version", _text(20), nullable=False),
        sa.Column("code", _text(8), nullable=False),
        sa.Column("title", _text(500), nullable=False),
        *_listed(),
        sa.Column("search", _text(600), nullable=False),
        _written_by("hs_code"),
        sa.PrimaryKeyConstraint("version", "code", name="pk_hs_code"),
    )
    op.create_table(
        "industrial_estate",
        sa.Column("code", _text(20), nullable=False),
        sa.Column("name", _text(255), nullable=False),
        sa.Column("operator", _text(255)),
        sa.Column("regency", _text(10), nullable=False),
        sa.Column("area_ha", _exact(20, 2)),
        sa.Column("status", _text(20), nullable=False),
        sa.Column("remaining_plots", sa.Integer()),
        sa.Column("as_of", sa.Date()),
        sa.Column("source", _text(255)),
        *_listed(),
        sa.Column("search", _text(600), nullable=False),
        _written_by("industrial_estate"),
        sa.ForeignKeyConstraint(["regency"], ["region.code"], name="fk_industrial_estate_regency"),
        sa.PrimaryKeyConstraint("code", name="pk_industrial_estate"),
    )
    op.create_index("ix_industrial_estate_regency", "industrial_estate", ["regency"])


def reference_down() -> None:
    """Back to the tables of the first step."""
    for table in ("industrial_estate", "hs_code", "kbli_mapping"):
        op.drop_table(table)
    with op.batch_alter_table("kbli_risk") as batch_op:
        batch_op.drop_constraint("uq_kbli_risk_version_code_scale_parameter", type_="unique")
        for before, (after, kind) in RISK_COLUMNS.items():
            batch_op.alter_column(after, new_column_name=before, existing_type=kind, existing_nullable=False)
        batch_op.drop_column("licence")
    with op.batch_alter_table("kbli_risk") as batch_op:
        batch_op.create_unique_constraint(
            "uq_kbli_risk_kbli_version_kbli_code_scale_parameter",
            ["kbli_version", "kbli_code", "scale", "parameter"],
        )
    op.drop_index("ix_region_level_search_code_retired_on", table_name="region")
    for table in reversed(LISTED):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(f"fk_{table}_load_id", type_="foreignkey")
            for name in LISTED_COLUMNS:
                batch_op.drop_column(name)
            if table in SEARCHED:
                batch_op.drop_column("search")
            if table == "directorate":
                batch_op.drop_column("directorate_general")
    op.drop_index("ix_reference_load_table_key", table_name="reference_load")
    op.drop_table("reference_load")


def company_up() -> None:
    """Data Perusahaan: every field, warehouses, versions of documents, addresses by their codes."""
    for table, columns in COMPANY_COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for name, kind in columns.items():
                batch_op.add_column(sa.Column(name, kind, nullable=True))
    _company_tables_up()
    _districts_by_code()
    _company_rows_up()
    for table, column in DISTRICTS.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, existing_type=_text(255), type_=_text(6))
    for table, column in NEEDED.items():
        with op.batch_alter_table(table) as batch_op:
            for name in column:
                batch_op.alter_column(name, existing_type=COMPANY_COLUMNS[table][name], nullable=False)
    with op.batch_alter_table("company_document") as batch_op:
        batch_op.create_index("ix_company_document_valid_until", ["valid_until"])
        batch_op.create_index("ix_company_document_review_saved_at", ["review", "saved_at"])
    with op.batch_alter_table("establishment") as batch_op:
        batch_op.create_foreign_key("fk_establishment_site_map_id", "attachment", ["site_map_id"], ["id"])


COMPANY_COLUMNS: dict[str, dict[str, sa.types.TypeEngine[object]]] = {
    "legal_entity": {
        "founded_year": sa.Integer(),
        "office_province": _text(2),
        "office_village_code": _text(10),
        "office_fax": _text(20),
        "office_latitude": _exact(9, 6),
        "office_longitude": _exact(9, 6),
        "office_locked_at": _moment(),
        "office_unlocked_until": _moment(),
    },
    "establishment": {
        "nitku": _text(22),
        "company_status": _text(10),
        "production_start": sa.Date(),
        "responsible_nik": _text(16),
        "factory_village_code": _text(10),
        "factory_phone": _text(20),
        "factory_fax": _text(20),
        "factory_email": _text(100),
        "estate_code": _text(20),
        "land_area": _exact(20, 2),
        "land_area_unit": _text(2),
        "building_area": _exact(20, 2),
        "land_tenure": _text(10),
        "has_other_warehouse": sa.Boolean(),
        "site_map_id": sa.Integer(),
        "factory_locked_at": _moment(),
        "factory_unlocked_until": _moment(),
        "reminded_on": sa.Date(),
    },
    "business_line": {"project_kind": _text(10), "oss_project_id": _text(25), "directorate": _text(20)},
    "permitted_capacity": {"kbli_version": sa.Integer(), "brand": _text(255), "tkdn_pct": _exact(5, 2)},
    "company_document": {
        "section": _text(20),
        "validity": _text(10),
        "legality": _text(12),
        "scope": _text(1024),
        "tkdn_pct": _exact(5, 2),
        "removed_at": _moment(),
        "review": _text(10),
        "review_note": _text(2000),
        "reviewed_at": _moment(),
        "reviewed_by": _text(255),
        "reminded_days": sa.Integer(),
        "saved_at": _moment(),
    },
}
NEEDED = {"permitted_capacity": ("kbli_version",), "company_document": ("section", "review")}
DISTRICTS = {"legal_entity": "office_district", "establishment": "factory_district"}
LOCKS = {"kantor-pusat": ("legal_entity", "office"), "pabrik": ("establishment", "factory")}
ADDRESS = ("street", "rt_rw", "regency", "district", "village", "postal_code")
FACTORY_ONLY = ("regency", "latitude", "longitude", "location_type", "estate_name")


def _company_tables_up() -> None:
    op.create_table(
        "warehouse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("street", _text(255), nullable=False),
        sa.Column("rt_rw", _text(7)),
        sa.Column("province", _text(2), nullable=False),
        sa.Column("regency", _text(4), nullable=False),
        sa.Column("district", _text(6), nullable=False),
        sa.Column("village", _text(255)),
        sa.Column("village_code", _text(10)),
        sa.Column("postal_code", _text(5), nullable=False),
        sa.Column("phone", _text(20)),
        sa.Column("fax", _text(20)),
        sa.Column("email", _text(100)),
        sa.Column("area", _exact(20, 2)),
        sa.Column("tenure", _text(10)),
        sa.Column("goods", _text(255)),
        sa.Column("latitude", _exact(9, 6)),
        sa.Column("longitude", _exact(9, 6)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name="fk_warehouse_establishment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_warehouse"),
    )
    op.create_index("ix_warehouse_establishment_id", "warehouse", ["establishment_id"])
    op.create_table(
        "address_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("which", _text(10), nullable=False),
        sa.Column("legal_entity_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer()),
        sa.Column("values", JSON, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", _moment(), nullable=False),
        sa.Column("recorded_by", _text(255), nullable=False),
        sa.Column("applied_at", _moment()),
        sa.Column("case_id", sa.Integer()),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name="fk_address_record_establishment_id"),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entity.id"], name="fk_address_record_legal_entity_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_address_record_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address_record"),
    )
    op.create_index("ix_address_record_establishment_id", "address_record", ["establishment_id"])
    op.create_index("ix_address_record_legal_entity_id", "address_record", ["legal_entity_id"])
    op.create_table(
        "document_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("saved_by", _text(255), nullable=False),
        sa.Column("saved_at", _moment(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_document_version_attachment_id"),
        sa.ForeignKeyConstraint(["document_id"], ["company_document.id"], name="fk_document_version_document_id"),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name="fk_document_version_establishment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document_version"),
        sa.UniqueConstraint("document_id", "sequence", name="uq_document_version_document_id_sequence"),
    )
    op.create_index("ix_document_version_document_id", "document_version", ["document_id"])
    op.create_index("ix_document_version_establishment_id", "document_version", ["establishment_id"])


def _districts_by_code() -> None:
    """A district that was typed becomes its code; one that the list does not know stays readable with the village."""
    for table, regency, prefix in (("legal_entity", "office_regency", "office"), ("establishment", "regency", "factory")):
        code = (
            f"(SELECT min(region.code) FROM region WHERE region.parent = {table}.{regency}"
            f" AND lower(region.name) = lower(trim({table}.{prefix}_district)))"
        )
        village = f"{prefix}_village"
        op.execute(
            f"UPDATE {table} SET {village} = substr(coalesce({village} || ', ', '') || 'Kec. ' || {prefix}_district, 1, 255)"
            f" WHERE {prefix}_district IS NOT NULL AND {code} IS NULL"
        )
        op.execute(f"UPDATE {table} SET {prefix}_district = {code} WHERE {prefix}_district IS NOT NULL")
    op.execute("UPDATE legal_entity SET office_province = substr(office_regency, 1, 2) WHERE office_regency IS NOT NULL")


def _company_rows_up() -> None:
    op.execute("UPDATE permitted_capacity SET kbli_version = 2020")
    op.execute(
        "UPDATE company_document SET section = 'dokumen', review = '',"
        " validity = CASE WHEN valid_until IS NULL THEN 'business' ELSE 'until' END,"
        " saved_at = (SELECT uploaded_at FROM attachment WHERE attachment.id = company_document.attachment_id)"
    )
    _first_versions()
    _saved_addresses()
    _directorates_of_lines()


def _first_versions() -> None:
    """What stands now is the first version of each document."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT d.id, d.establishment_id, d.doc_type, d.number, d.issued_on, d.validity, d.valid_until, d.issuer,"
            " d.kbli_code, d.attachment_id, a.uploaded_at FROM company_document d JOIN attachment a"
            " ON a.id = d.attachment_id ORDER BY d.id"
        )
    ).mappings()
    kept = ("doc_type", "number", "issued_on", "validity", "valid_until", "issuer", "kbli_code")
    versions = [
        {
            "document": row["id"],
            "establishment": row["establishment_id"],
            "attachment": row["attachment_id"],
            "at": row["uploaded_at"],
            "values": json.dumps({key: None if row[key] is None else str(row[key]) for key in kept}),
        }
        for row in rows
    ]
    cast = "CAST(:values AS JSONB)" if connection.dialect.name == "postgresql" else ":values"
    if versions:
        connection.execute(
            sa.text(
                'INSERT INTO document_version (document_id, establishment_id, sequence, "values", attachment_id, saved_by,'
                f" saved_at) VALUES (:document, :establishment, 1, {cast}, :attachment, '', :at)"
            ),
            versions,
        )


def _saved_addresses() -> None:
    """An address that a company has saved is locked from then on, and the first of its history."""
    connection = op.get_bind()
    cast = "CAST(:values AS JSONB)" if connection.dialect.name == "postgresql" else ":values"
    for section, (table, prefix) in LOCKS.items():
        own = FACTORY_ONLY if prefix == "factory" else ()
        names = tuple(dict.fromkeys((*ADDRESS, *own)))
        columns = ", ".join(
            f"e.{name} AS {name}" if name in own else f"{table[0]}.{prefix}_{name} AS {name}" for name in names
        )
        rows = connection.execute(
            sa.text(
                f"SELECT j.establishment_id, e.legal_entity_id, j.at, j.actor_name, {columns} FROM journal_entry j"
                " JOIN establishment e ON e.id = j.establishment_id JOIN legal_entity l ON l.id = e.legal_entity_id"
                f" WHERE j.act = 'company.{section}' ORDER BY j.seq"
            )
        ).mappings()
        last = {row["legal_entity_id" if prefix == "office" else "establishment_id"]: row for row in rows}
        for owner, row in last.items():
            connection.execute(
                sa.text(f"UPDATE {table} SET {prefix}_locked_at = :at WHERE id = :id"), {"at": row["at"], "id": owner}
            )
            values = {name: str(row[name]) for name in names if row[name] is not None} | {"which": prefix}
            if row["regency"]:
                values["province"] = row["regency"][:2]
            connection.execute(
                sa.text(
                    "INSERT INTO address_record (which, legal_entity_id, establishment_id, \"values\", effective_on,"
                    f" recorded_at, recorded_by, applied_at) VALUES (:which, :entity, :establishment, {cast}, :day, :at,"
                    " :by, :at)"
                ),
                {
                    "which": prefix,
                    "entity": row["legal_entity_id"],
                    "establishment": None if prefix == "office" else row["establishment_id"],
                    "values": json.dumps(values),
                    "day": str(row["at"])[:10],
                    "at": row["at"],
                    "by": row["actor_name"],
                },
            )


def _directorates_of_lines() -> None:
    """Each business line belongs to the directorate whose prefix fits its KBLI best."""
    op.execute(
        "UPDATE business_line SET directorate = (SELECT directorate_code FROM directorate_rule"
        " WHERE business_line.kbli_code LIKE kbli_prefix || '%' ORDER BY length(kbli_prefix) DESC LIMIT 1)"
    )


def company_down() -> None:
    """Back to the thin records: what they have no place for is gone, districts are names again."""
    with op.batch_alter_table("establishment") as batch_op:
        batch_op.drop_constraint("fk_establishment_site_map_id", type_="foreignkey")
    with op.batch_alter_table("company_document") as batch_op:
        batch_op.drop_index("ix_company_document_review_saved_at")
        batch_op.drop_index("ix_company_document_valid_until")
    for table, column in DISTRICTS.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, existing_type=_text(6), type_=_text(255))
        op.execute(
            f"UPDATE {table} SET {column} = coalesce((SELECT name FROM region WHERE code = {column}), {column})"
            f" WHERE {column} IS NOT NULL"
        )
    op.drop_table("document_version")
    op.drop_table("address_record")
    op.drop_table("warehouse")
    op.execute("DELETE FROM company_document WHERE section <> 'dokumen' OR removed_at IS NOT NULL")
    for table, columns in COMPANY_COLUMNS.items():
        with op.batch_alter_table(table) as batch_op:
            for name in reversed(columns):
                batch_op.drop_column(name)


ONE_ROLE_EACH = """
    DELETE FROM person_grant WHERE EXISTS (
        SELECT 1 FROM person_grant AS other
        WHERE other.person_id = person_grant.person_id AND other.id <> person_grant.id
        AND (
            other.establishment_id = person_grant.establishment_id
            AND (CASE other.role WHEN 'owner' THEN 1 WHEN 'signer' THEN 2 ELSE 3 END, other.id)
            < (CASE person_grant.role WHEN 'owner' THEN 1 WHEN 'signer' THEN 2 ELSE 3 END, person_grant.id)
            OR other.establishment_id IS NULL AND person_grant.establishment_id IS NULL
            AND other.role = person_grant.role AND other.id < person_grant.id
            AND coalesce(other.region, '') = coalesce(person_grant.region, '')
            AND coalesce(other.directorate, '') = coalesce(person_grant.directorate, '')
        )
    )
"""
"""Of several roles in one establishment the one that may most stays; of an officer's equal ones the first."""

GRANTS = (
    ("uq_person_grant_establishment", "person_id establishment_id", "establishment_id IS NOT NULL"),
    (
        "uq_person_grant_everywhere",
        "person_id role",
        "establishment_id IS NULL AND region IS NULL AND directorate IS NULL",
    ),
    ("uq_person_grant_region", "person_id role region", "establishment_id IS NULL AND directorate IS NULL"),
    ("uq_person_grant_directorate", "person_id role directorate", "establishment_id IS NULL AND region IS NULL"),
    ("uq_person_grant_both", "person_id role region directorate", "establishment_id IS NULL"),
)
WHOLE_GRANT = ["person_id", "role", "establishment_id", "region", "directorate"]


def _unique_where(batch, name, columns, where):
    where = sa.text(where)
    batch.create_index(name, columns.split(), unique=True, sqlite_where=where, postgresql_where=where)


def people_up() -> None:
    """Invitations to a company's account, changes of e-mail addresses, one role of a person in each establishment."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_invitation_establishment_id")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_invitation_invited_by")),
        sa.ForeignKeyConstraint(["accepted_by"], ["person.id"], name=op.f("fk_invitation_accepted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation") as batch:
        batch.create_index(op.f("ix_invitation_establishment_id"), ["establishment_id"])
        _unique_where(batch, "uq_invitation_open", "establishment_id email", "state = 'open'")
    op.create_table(
        "email_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("old_email", sa.String(length=100), nullable=False),
        sa.Column("new_email", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_email_change_asked_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_email_change_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
    )
    with op.batch_alter_table("email_change") as batch:
        batch.create_index(op.f("ix_email_change_person_id"), ["person_id"])
        _unique_where(batch, "uq_email_change_open", "person_id", "state = 'open'")
    with op.batch_alter_table("one_time_link") as batch:
        for name in ("invitation", "email_change"):
            batch.add_column(sa.Column(f"{name}_id", sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f"fk_one_time_link_{name}_id"), name, [f"{name}_id"], ["id"])
            batch.create_index(op.f(f"ix_one_time_link_{name}_id"), [f"{name}_id"])
    op.execute(ONE_ROLE_EACH)
    with op.batch_alter_table("person_grant") as batch:
        batch.add_column(sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True))
        batch.drop_constraint(op.f(f"uq_person_grant_{'_'.join(WHOLE_GRANT)}"), type_="unique")
        for grant in GRANTS:
            _unique_where(batch, *grant)
    op.create_index("ix_journal_entry_object", "journal_entry", ["object_kind", "object_id"])


def people_down() -> None:
    """Without them; links for invitations and addresses go, the grants stay."""
    op.drop_index("ix_journal_entry_object", "journal_entry")
    with op.batch_alter_table("person_grant") as batch:
        for name, _columns, _where in GRANTS:
            batch.drop_index(name)
        batch.drop_column("granted_at")
        batch.drop_column("chosen_at")
        batch.create_unique_constraint(op.f(f"uq_person_grant_{'_'.join(WHOLE_GRANT)}"), WHOLE_GRANT)
    op.execute("DELETE FROM one_time_link WHERE invitation_id IS NOT NULL OR email_change_id IS NOT NULL")
    with op.batch_alter_table("one_time_link") as batch:
        for name in ("invitation", "email_change"):
            batch.drop_index(op.f(f"ix_one_time_link_{name}_id"))
            batch.drop_constraint(op.f(f"fk_one_time_link_{name}_id"), type_="foreignkey")
            batch.drop_column(f"{name}_id")
    op.drop_table("email_change")
    op.drop_table("invitation")


def letters_up() -> None:
    """Issued letters and the register of their numbers."""
    op.create_table(
        "letter_number",
        sa.Column("kind", sa.String(81), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name="pk_letter_number"),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(81), nullable=False),
        sa.Column("title", sa.String(150), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("company_name", sa.String(255), nullable=False),
        sa.Column("nib", sa.String(13), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(1000), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_letter_case_id"),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name="fk_letter_establishment_id"),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["letter.id"], name="fk_letter_replaced_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("public_id", name="uq_letter_public_id"),
        sa.UniqueConstraint("token", name="uq_letter_token"),
        sa.UniqueConstraint("number", name="uq_letter_number"),
        sa.UniqueConstraint("sha256", name="uq_letter_sha256"),
    )
    for column in ("kind", "case_id", "establishment_id", "nib", "issued_at"):
        op.create_index(f"ix_letter_{column}", "letter", [column])


def letters_down() -> None:
    """Without them."""
    op.drop_table("letter")
    op.drop_table("letter_number")


def registration_up() -> None:
    """Words of company names, by which similar ones are found; imports of existing companies."""
    op.create_table(
        "name_word",
        sa.Column("word", sa.String(60), nullable=False),
        sa.Column("head", sa.String(2), nullable=False),
        sa.Column("tail", sa.String(2), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_name_word")),
    )
    op.create_index("ix_name_word_head", "name_word", ["head", "length"])
    op.create_index("ix_name_word_tail", "name_word", ["tail", "length"])
    op.create_table(
        "company_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("value", sa.String(255), nullable=False),
        sa.Column("legal_entity_id", sa.Integer(), nullable=True),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entity.id"], name=op.f("fk_company_mark_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_company_mark_establishment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_company_mark_person_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_company_mark_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_mark")),
    )
    op.create_index("ix_company_mark_found", "company_mark", ["kind", "value", "legal_entity_id", "case_id"])
    for owner in ("legal_entity_id", "establishment_id", "person_id", "case_id"):
        op.create_index(op.f(f"ix_company_mark_{owner}"), "company_mark", [owner])
    op.create_table(
        "registration_likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("other_case_id", sa.Integer(), nullable=True),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("kinds", JSON, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_registration_likeness_case_id")),
        sa.ForeignKeyConstraint(["other_case_id"], ["case.id"], name=op.f("fk_registration_likeness_other_case_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_registration_likeness_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_likeness")),
    )
    op.create_index(op.f("ix_registration_likeness_case_id"), "registration_likeness", ["case_id"])
    op.create_table(
        "company_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("file_name", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("marked_sha256", sa.String(64), nullable=True),
        sa.Column("sheet", sa.String(80), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows", "done", "fresh", "known", "faulty", "loaded")
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_company_import_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_company_import_public_id")),
    )
    op.create_table(
        "company_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("told", sa.String(500), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("faults", JSON, nullable=False),
        sa.Column("hints", JSON, nullable=False),
        sa.Column("hinted", sa.Boolean(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["company_import.id"], name=op.f("fk_company_import_row_import_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_company_import_row_establishment_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_company_import_row_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_import_row")),
        sa.UniqueConstraint("import_id", "line", name=op.f("uq_company_import_row_import_id_line")),
    )
    op.create_index("ix_company_import_row_state", "company_import_row", ["import_id", "state", "line"])


def registration_down() -> None:
    """Without them."""
    op.drop_table("company_import_row")
    op.drop_table("company_import")
    op.drop_table("registration_likeness")
    op.drop_table("company_mark")
    op.drop_table("name_word")


PARTS = (
    (reference_up, reference_down),
    (company_up, company_down),
    (people_up, people_down),
    (letters_up, letters_down),
    (registration_up, registration_down),
)


def upgrade() -> None:
    for up, _down in PARTS:
        up()


def downgrade() -> None:
    for _up, down in reversed(PARTS):
        down()
