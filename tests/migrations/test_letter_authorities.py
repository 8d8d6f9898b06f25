"""The step that brings offices and signatures: letters and counters of before become the ministry's, up and down."""

from sqlalchemy import inspect, text

from siinas.operations import schema

BEFORE, STEP = "0014", "0015"
LETTER = text(
    "INSERT INTO letter (public_id, token, number, kind, title, company_name, nib, place, issued_at, content,"
    " digest, sha256, size, pages, state, ended_why, replaced_by_id, version) VALUES (:id, :id, :number,"
    " 'registrasi.registration_proof', 'Bukti', 'PT Contoh', '9120000000017', 'Malang', '2026-10-06 02:00:00+00',"
    " '{\"lines\": []}', :id, :id, 1, 1, 'valid', '', (SELECT id FROM letter WHERE public_id = :by), 1)"
)


def rows(engine, statement):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def run(engine, *statements):
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)


def test_up_and_down_with_letters(empty_engine):
    schema.upgrade(empty_engine, BEFORE)
    run(
        empty_engine,
        LETTER.bindparams(id="new", number="0002/BPA/X/2026", by=None),
        LETTER.bindparams(id="old", number="0001/BPA/X/2026", by="new"),
        "INSERT INTO letter_number (kind, year, last) VALUES ('registrasi.registration_proof', 2026, 2)",
    )
    schema.upgrade(empty_engine, STEP)
    assert rows(
        empty_engine,
        "SELECT number, authority, signature, signed_sha256, signed_at, signed_by, signed_how, signed_trust,"
        " stamped_sha256 FROM letter ORDER BY number",
    ) == [
        ("0001/BPA/X/2026", "ministry", "none", None, None, "", "", "", None),
        ("0002/BPA/X/2026", "ministry", "none", None, None, "", "", "", None),
    ]
    counters = "SELECT kind, authority, year, last FROM letter_number ORDER BY authority"
    assert rows(empty_engine, counters) == [("registrasi.registration_proof", "ministry", 2026, 2)]
    assert rows(empty_engine, "SELECT code, kind, letterhead, place FROM letter_authority") == [
        ("ministry", "ministry", "KEMENTERIAN PERINDUSTRIAN REPUBLIK INDONESIA", "Jakarta")
    ]
    run(
        empty_engine,
        "INSERT INTO letter_authority SELECT '3273', 'regency', 'Kota Bandung', letterhead, place, '', '', '',"
        " unsigned_allowed, '', retired, 1 FROM letter_authority",
        "INSERT INTO letter_number (kind, authority, year, last) VALUES ('izin.surat', '3273', 2026, 7)",
        "INSERT INTO letter_form (authority, kind, number_format, text, basis, version)"
        " VALUES ('3273', 'izin.surat', '{seq}/BDG/{year}', '', '', 1)",
        "UPDATE letter SET authority = '3273', signature = 'signed', signed_sha256 = 'abc' WHERE public_id = 'old'",
    )
    schema.downgrade(empty_engine, BEFORE)
    assert not {"letter_authority", "letter_form"} & set(inspect(empty_engine).get_table_names())
    assert rows(empty_engine, "SELECT kind, year, last FROM letter_number") == [
        ("registrasi.registration_proof", 2026, 2)
    ]
    assert rows(
        empty_engine,
        "SELECT one.public_id, other.public_id FROM letter one LEFT JOIN letter other ON other.id = one.replaced_by_id"
        " ORDER BY one.public_id",
    ) == [("new", None), ("old", "new")]
    schema.upgrade(empty_engine)
    assert [row[0] for row in rows(empty_engine, "SELECT DISTINCT authority FROM letter")] == ["ministry"]
    assert schema.differences(empty_engine) == []
