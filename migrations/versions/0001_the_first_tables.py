"""the first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_number',
    sa.Column('process', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('process', 'year', name=op.f('pk_case_number'))
    )
    op.create_table('country',
    sa.Column('code', sa.String(length=2), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_country'))
    )
    op.create_table('directorate',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=150), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_directorate'))
    )
    op.create_table('journal_entry',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('act', sa.String(length=60), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=255), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('request_id', sa.String(length=32), nullable=False),
    sa.Column('object_kind', sa.String(length=40), nullable=False),
    sa.Column('object_id', sa.String(length=64), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_journal_entry')),
    sa.UniqueConstraint('hash', name=op.f('uq_journal_entry_hash'))
    )
    with op.batch_alter_table('journal_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_journal_entry_act'), ['act'], unique=False)
        batch_op.create_index(batch_op.f('ix_journal_entry_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_journal_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_journal_entry_establishment_id'), ['establishment_id'], unique=False)

    op.create_table('journal_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_journal_head'))
    )
    op.create_table('kbli',
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=5), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('version', 'code', name=op.f('pk_kbli'))
    )
    op.create_table('kbli_risk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kbli_version', sa.Integer(), nullable=False),
    sa.Column('kbli_code', sa.String(length=5), nullable=False),
    sa.Column('scale', sa.String(length=20), nullable=False),
    sa.Column('parameter', sa.String(length=255), nullable=False),
    sa.Column('risk_level', sa.String(length=2), nullable=False),
    sa.Column('source', sa.String(length=255), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kbli_risk')),
    sa.UniqueConstraint('kbli_version', 'kbli_code', 'scale', 'parameter', name=op.f('uq_kbli_risk_kbli_version_kbli_code_scale_parameter'))
    )
    op.create_table('legal_entity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('nib', sa.String(length=13), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('npwp', sa.String(length=16), nullable=False),
    sa.Column('legal_form', sa.String(length=40), nullable=True),
    sa.Column('nib_issued_on', sa.Date(), nullable=True),
    sa.Column('investment_status', sa.String(length=10), nullable=True),
    sa.Column('parent_company', sa.String(length=255), nullable=True),
    sa.Column('office_street', sa.String(length=255), nullable=True),
    sa.Column('office_rt_rw', sa.String(length=7), nullable=True),
    sa.Column('office_regency', sa.String(length=4), nullable=True),
    sa.Column('office_district', sa.String(length=255), nullable=True),
    sa.Column('office_village', sa.String(length=255), nullable=True),
    sa.Column('office_postal_code', sa.String(length=5), nullable=True),
    sa.Column('office_phone', sa.String(length=20), nullable=True),
    sa.Column('office_email', sa.String(length=100), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_entity')),
    sa.UniqueConstraint('nib', name=op.f('uq_legal_entity_nib'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=255), nullable=False),
    sa.Column('payload', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_due', ['status', 'next_at'], unique=False)

    op.create_table('person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_name', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=255), nullable=False),
    sa.Column('email', sa.String(length=100), nullable=False),
    sa.Column('password_hash', sa.String(length=255), nullable=False),
    sa.Column('password_kind', sa.String(length=10), nullable=False),
    sa.Column('password_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_secret', sa.String(length=255), nullable=False),
    sa.Column('totp_last_step', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('user_name', name=op.f('uq_person_user_name'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_email'), ['email'], unique=False)

    op.create_table('region',
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('parent', sa.String(length=10), nullable=True),
    sa.ForeignKeyConstraint(['parent'], ['region.code'], name=op.f('fk_region_parent')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_region'))
    )
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.create_index('ix_region_parent_name', ['parent', 'name'], unique=False)

    op.create_table('reporting_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('process', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('last_new_on', sa.Date(), nullable=True),
    sa.Column('last_edit_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reporting_period')),
    sa.UniqueConstraint('process', 'period', name=op.f('uq_reporting_period_process_period'))
    )
    op.create_table('setting',
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_setting'))
    )
    op.create_table('throttle_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('window_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_throttle_count')),
    sa.UniqueConstraint('kind', 'key_hash', 'window_start', name=op.f('uq_throttle_count_kind_key_hash_window_start'))
    )
    with op.batch_alter_table('throttle_count', schema=None) as batch_op:
        batch_op.create_index('ix_throttle_window', ['window_start'], unique=False)

    op.create_table('unit',
    sa.Column('code', sa.String(length=3), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('kg_factor', sa.Numeric(20, 8).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_unit'))
    )
    op.create_table('directorate_rule',
    sa.Column('kbli_prefix', sa.String(length=5), nullable=False),
    sa.Column('directorate_code', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['directorate_code'], ['directorate.code'], name=op.f('fk_directorate_rule_directorate_code')),
    sa.PrimaryKeyConstraint('kbli_prefix', name=op.f('pk_directorate_rule'))
    )
    op.create_table('establishment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('legal_entity_id', sa.Integer(), nullable=False),
    sa.Column('regency', sa.String(length=4), nullable=False),
    sa.Column('registered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('email', sa.String(length=100), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('fax', sa.String(length=20), nullable=True),
    sa.Column('website', sa.String(length=255), nullable=True),
    sa.Column('business_scale', sa.String(length=20), nullable=True),
    sa.Column('reporting_category', sa.String(length=20), nullable=True),
    sa.Column('stage', sa.String(length=20), nullable=True),
    sa.Column('responsible_name', sa.String(length=100), nullable=True),
    sa.Column('responsible_position', sa.String(length=250), nullable=True),
    sa.Column('uses_trade_recommendation', sa.Boolean(), nullable=True),
    sa.Column('factory_street', sa.String(length=255), nullable=True),
    sa.Column('factory_rt_rw', sa.String(length=7), nullable=True),
    sa.Column('factory_district', sa.String(length=255), nullable=True),
    sa.Column('factory_village', sa.String(length=255), nullable=True),
    sa.Column('factory_postal_code', sa.String(length=5), nullable=True),
    sa.Column('location_type', sa.String(length=20), nullable=True),
    sa.Column('estate_name', sa.String(length=255), nullable=True),
    sa.Column('latitude', sa.Numeric(9, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('longitude', sa.Numeric(9, 6).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('directorate', sa.String(length=20), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['legal_entity_id'], ['legal_entity.id'], name=op.f('fk_establishment_legal_entity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_establishment')),
    sa.UniqueConstraint('legal_entity_id', 'regency', name=op.f('uq_establishment_legal_entity_id_regency')),
    sa.UniqueConstraint('public_id', name=op.f('uq_establishment_public_id'))
    )
    with op.batch_alter_table('establishment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_establishment_legal_entity_id'), ['legal_entity_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recovery_code_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('person_id', 'code_hash', name=op.f('uq_recovery_code_person_id_code_hash'))
    )
    op.create_table('web_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ip', sa.String(length=45), nullable=False),
    sa.Column('user_agent', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_web_session_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_web_session_token_hash'))
    )
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_web_session_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_web_session_seen_at'), ['seen_at'], unique=False)

    op.create_table('attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('media_type', sa.String(length=50), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('original_name', sa.String(length=100), nullable=False),
    sa.Column('doc_type', sa.String(length=30), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('uploaded_by', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_attachment_establishment_id')),
    sa.ForeignKeyConstraint(['uploaded_by'], ['person.id'], name=op.f('fk_attachment_uploaded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment')),
    sa.UniqueConstraint('public_id', name=op.f('uq_attachment_public_id'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_establishment_id'), ['establishment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_sha256'), ['sha256'], unique=False)

    op.create_table('business_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=False),
    sa.Column('kbli_code', sa.String(length=5), nullable=False),
    sa.Column('kbli_version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('risk_level', sa.String(length=2), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_business_line_establishment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_business_line')),
    sa.UniqueConstraint('establishment_id', 'kbli_version', 'kbli_code', name=op.f('uq_business_line_establishment_id_kbli_version_kbli_code'))
    )
    with op.batch_alter_table('business_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_business_line_establishment_id'), ['establishment_id'], unique=False)

    op.create_table('contact_person',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('position', sa.String(length=250), nullable=False),
    sa.Column('mobile', sa.String(length=20), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('email', sa.String(length=100), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_contact_person_establishment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_person'))
    )
    with op.batch_alter_table('contact_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_person_establishment_id'), ['establishment_id'], unique=False)

    op.create_table('permitted_capacity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=False),
    sa.Column('kbli_code', sa.String(length=5), nullable=False),
    sa.Column('product_name', sa.String(length=1024), nullable=False),
    sa.Column('hs_code', sa.String(length=8), nullable=False),
    sa.Column('capacity', sa.Numeric(20, 5).with_variant(sa.String(40), 'sqlite'), nullable=False),
    sa.Column('unit_code', sa.String(length=3), nullable=False),
    sa.Column('kg_factor', sa.Numeric(20, 5).with_variant(sa.String(40), 'sqlite'), nullable=True),
    sa.Column('capacity_source', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_permitted_capacity_establishment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_permitted_capacity'))
    )
    with op.batch_alter_table('permitted_capacity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_permitted_capacity_establishment_id'), ['establishment_id'], unique=False)

    op.create_table('person_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=30), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('region', sa.String(length=10), nullable=True),
    sa.Column('directorate', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_person_grant_establishment_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_grant_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_grant')),
    sa.UniqueConstraint('person_id', 'role', 'establishment_id', 'region', 'directorate', name=op.f('uq_person_grant_person_id_role_establishment_id_region_directorate'))
    )
    with op.batch_alter_table('person_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_grant_establishment_id'), ['establishment_id'], unique=False)

    op.create_table('case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('process', sa.String(length=40), nullable=False),
    sa.Column('edition', sa.String(length=20), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=40), nullable=True),
    sa.Column('title', sa.String(length=255), nullable=False),
    sa.Column('company_name', sa.String(length=255), nullable=False),
    sa.Column('nib', sa.String(length=13), nullable=False),
    sa.Column('regency', sa.String(length=4), nullable=True),
    sa.Column('directorate', sa.String(length=20), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('typed', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('saves', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('confirmations', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=True),
    sa.Column('statement_digest', sa.String(length=64), nullable=False),
    sa.Column('printed_digest', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_case_establishment_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['attachment.id'], name=op.f('fk_case_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case')),
    sa.UniqueConstraint('number', name=op.f('uq_case_number')),
    sa.UniqueConstraint('process', 'establishment_id', 'subject', name=op.f('uq_case_process_establishment_id_subject')),
    sa.UniqueConstraint('public_id', name=op.f('uq_case_public_id'))
    )
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_establishment_id'), ['establishment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_nib'), ['nib'], unique=False)
        batch_op.create_index('ix_case_queue', ['process', 'state', 'state_since'], unique=False)

    op.create_table('company_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('establishment_id', sa.Integer(), nullable=False),
    sa.Column('doc_type', sa.String(length=30), nullable=False),
    sa.Column('number', sa.String(length=150), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('issuer', sa.String(length=255), nullable=True),
    sa.Column('kbli_code', sa.String(length=5), nullable=True),
    sa.Column('attachment_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['attachment_id'], ['attachment.id'], name=op.f('fk_company_document_attachment_id')),
    sa.ForeignKeyConstraint(['establishment_id'], ['establishment.id'], name=op.f('fk_company_document_establishment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_document'))
    )
    with op.batch_alter_table('company_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_document_establishment_id'), ['establishment_id'], unique=False)

    op.create_table('filing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(length=20), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('in_words', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('confirmations', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=True),
    sa.Column('sent_by', sa.String(length=255), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_filing_case_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['attachment.id'], name=op.f('fk_filing_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing')),
    sa.UniqueConstraint('case_id', 'sequence', name=op.f('uq_filing_case_id_sequence'))
    )
    with op.batch_alter_table('filing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_filing_case_id'), ['case_id'], unique=False)

    op.create_table('movement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('transition', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('person_name', sa.String(length=255), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('once', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_movement_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_movement_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement')),
    sa.UniqueConstraint('case_id', 'once', name=op.f('uq_movement_case_id_once'))
    )
    with op.batch_alter_table('movement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_movement_case_id'), ['case_id'], unique=False)

    op.create_table('one_time_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=30), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_one_time_link_case_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_one_time_link_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_link_token_hash'))
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_attachment_case_id'), 'case', ['case_id'], ['id'])

    op.guard_journal()


def downgrade() -> None:
    op.unguard_journal()
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attachment_case_id'), type_='foreignkey')

    op.drop_table('one_time_link')
    with op.batch_alter_table('movement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_movement_case_id'))

    op.drop_table('movement')
    with op.batch_alter_table('filing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_filing_case_id'))

    op.drop_table('filing')
    with op.batch_alter_table('company_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_document_establishment_id'))

    op.drop_table('company_document')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_queue')
        batch_op.drop_index(batch_op.f('ix_case_nib'))
        batch_op.drop_index(batch_op.f('ix_case_establishment_id'))

    op.drop_table('case')
    with op.batch_alter_table('person_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_grant_establishment_id'))

    op.drop_table('person_grant')
    with op.batch_alter_table('permitted_capacity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_permitted_capacity_establishment_id'))

    op.drop_table('permitted_capacity')
    with op.batch_alter_table('contact_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_person_establishment_id'))

    op.drop_table('contact_person')
    with op.batch_alter_table('business_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_business_line_establishment_id'))

    op.drop_table('business_line')
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachment_sha256'))
        batch_op.drop_index(batch_op.f('ix_attachment_establishment_id'))
        batch_op.drop_index(batch_op.f('ix_attachment_case_id'))

    op.drop_table('attachment')
    with op.batch_alter_table('web_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_web_session_seen_at'))
        batch_op.drop_index(batch_op.f('ix_web_session_person_id'))

    op.drop_table('web_session')
    op.drop_table('recovery_code')
    with op.batch_alter_table('establishment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_establishment_legal_entity_id'))

    op.drop_table('establishment')
    op.drop_table('directorate_rule')
    op.drop_table('unit')
    with op.batch_alter_table('throttle_count', schema=None) as batch_op:
        batch_op.drop_index('ix_throttle_window')

    op.drop_table('throttle_count')
    op.drop_table('setting')
    op.drop_table('reporting_period')
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.drop_index('ix_region_parent_name')

    op.drop_table('region')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_email'))

    op.drop_table('person')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_due')

    op.drop_table('outbox')
    op.drop_table('legal_entity')
    op.drop_table('kbli_risk')
    op.drop_table('kbli')
    op.drop_table('journal_head')
    with op.batch_alter_table('journal_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_journal_entry_establishment_id'))
        batch_op.drop_index(batch_op.f('ix_journal_entry_at'))
        batch_op.drop_index(batch_op.f('ix_journal_entry_actor_id'))
        batch_op.drop_index(batch_op.f('ix_journal_entry_act'))

    op.drop_table('journal_entry')
    op.drop_table('directorate')
    op.drop_table('country')
    op.drop_table('case_number')
