"""choosing experts

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def keep_records_as_they_are():
    """Refuse to change or delete a record, whoever asks.

    A later batch_alter_table of the table makes it anew on SQLite: make these anew then, too.
    """
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("""
            CREATE FUNCTION keep_selection_record() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'a selection record is never changed'; END $$
        """)
        op.execute("""
            CREATE TRIGGER selection_record_is_kept
            BEFORE UPDATE OR DELETE ON selection_record
            FOR EACH ROW EXECUTE FUNCTION keep_selection_record()
        """)
        return
    for verb in ('UPDATE', 'DELETE'):
        op.execute(f"""
            CREATE TRIGGER selection_record_no_{verb.lower()}
            BEFORE {verb} ON selection_record
            BEGIN SELECT RAISE(ABORT, 'a selection record is never changed'); END
        """)


def upgrade():
    op.create_table('question_set',
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_set'))
    )
    op.create_table('question_set_version',
    sa.Column('question_set_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['question_set_id'], ['question_set.id'], name=op.f('fk_question_set_version_question_set_id_question_set'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_set_version')),
    sa.UniqueConstraint('question_set_id', 'number', name=op.f('uq_question_set_version_question_set_id_number'))
    )
    op.create_table('answer_sheet',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('values', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['question_set_version.id'], name=op.f('fk_answer_sheet_version_id_question_set_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_sheet'))
    )
    with op.batch_alter_table('answer_sheet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_sheet_version_id'), ['version_id'], unique=False)

    op.create_table('call_amendment',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_call_amendment_account_id_account')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_amendment_call_id_call'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_amendment'))
    )
    with op.batch_alter_table('call_amendment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_amendment_call_id'), ['call_id'], unique=False)

    op.create_table('call_reviewer',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('topics', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('languages', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('most IS NULL OR most >= 0', name=op.f('ck_call_reviewer_most')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_call_reviewer_account_id_account')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_reviewer_call_id_call'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_reviewer')),
    sa.UniqueConstraint('call_id', 'account_id', name=op.f('uq_call_reviewer_call_id_account_id'))
    )
    with op.batch_alter_table('call_reviewer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_reviewer_account_id'), ['account_id'], unique=False)

    op.create_table('nomination_invitation',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('organization_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=True),
    sa.Column('changed_at', sa.DateTime(), nullable=True),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.Column('declined_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('letter_received_at', sa.DateTime(), nullable=True),
    sa.Column('link_nonce', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('quota > 0', name=op.f('ck_nomination_invitation_quota')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_nomination_invitation_call_id_call'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['letter_id'], ['stored_file.id'], name=op.f('fk_nomination_invitation_letter_id_stored_file')),
    sa.ForeignKeyConstraint(['organization_id'], ['organization.id'], name=op.f('fk_nomination_invitation_organization_id_organization')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nomination_invitation')),
    sa.UniqueConstraint('call_id', 'email', name=op.f('uq_nomination_invitation_call_id_email')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_nomination_invitation_token_hash'))
    )
    with op.batch_alter_table('nomination_invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nomination_invitation_organization_id'), ['organization_id'], unique=False)

    op.create_table('selection_record',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('previous_sha256', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_selection_record_account_id_account')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_selection_record_call_id_call')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_record')),
    sa.UniqueConstraint('call_id', 'number', name=op.f('uq_selection_record_call_id_number'))
    )
    keep_records_as_they_are()
    op.create_table('selection_run',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('task', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('progress', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('result', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('cancel_asked_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_selection_run_account_id_account')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_selection_run_call_id_call'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_run'))
    )
    with op.batch_alter_table('selection_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_selection_run_call_id'), ['call_id'], unique=False)

    op.create_table('lottery_draw',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('digits', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_lottery_draw_account_id_account')),
    sa.ForeignKeyConstraint(['run_id'], ['selection_run.id'], name=op.f('fk_lottery_draw_run_id_selection_run'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lottery_draw')),
    sa.UniqueConstraint('run_id', 'number', name=op.f('uq_lottery_draw_run_id_number'))
    )
    op.create_table('selection_scenario',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('conditions', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('outcome', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_selection_scenario_account_id_account')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_selection_scenario_call_id_call'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_scenario')),
    sa.UniqueConstraint('call_id', 'name', name=op.f('uq_selection_scenario_call_id_name'))
    )
    op.create_table('nominee',
    sa.Column('invitation_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('affiliation', sa.String(), nullable=False),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('nominated_at', sa.DateTime(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('link_nonce', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('rank > 0', name=op.f('ck_nominee_rank')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_nominee_application_id_application')),
    sa.ForeignKeyConstraint(['invitation_id'], ['nomination_invitation.id'], name=op.f('fk_nominee_invitation_id_nomination_invitation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nominee')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_nominee_token_hash'))
    )
    with op.batch_alter_table('nominee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nominee_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nominee_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_nominee_invitation_id'), ['invitation_id'], unique=False)
        batch_op.create_index('ix_nominee_standing', ['invitation_id', 'email'], unique=True, sqlite_where=sa.text("status IN ('nominated', 'accepted', 'confirmed')"), postgresql_where=sa.text("status IN ('nominated', 'accepted', 'confirmed')"))

    op.create_table('review_assignment',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_review_assignment_account_id_account')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_review_assignment_application_id_application'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_assignment')),
    sa.UniqueConstraint('application_id', 'account_id', name=op.f('uq_review_assignment_application_id_account_id'))
    )
    with op.batch_alter_table('review_assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_assignment_account_id'), ['account_id'], unique=False)

    op.create_table('applications_apart',
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('first_id < second_id', name=op.f('ck_applications_apart_order')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_applications_apart_account_id_account')),
    sa.ForeignKeyConstraint(['first_id'], ['application.id'], name=op.f('fk_applications_apart_first_id_application'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['second_id'], ['application.id'], name=op.f('fk_applications_apart_second_id_application'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications_apart')),
    sa.UniqueConstraint('first_id', 'second_id', name=op.f('uq_applications_apart_first_id_second_id'))
    )
    with op.batch_alter_table('applications_apart', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_apart_second_id'), ['second_id'], unique=False)

    op.create_table('selection_pin',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_selection_pin_account_id_account')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_selection_pin_application_id_application'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_pin')),
    sa.UniqueConstraint('application_id', name=op.f('uq_selection_pin_application_id'))
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('organization_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('born_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('first_time', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('topics', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('answer_sheet_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('offered_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('answer_by', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_application_organization_id'), ['organization_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_application_merged_into_id_application'), 'application', ['merged_into_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_application_answer_sheet_id_answer_sheet'), 'answer_sheet', ['answer_sheet_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_application_organization_id_organization'), 'organization', ['organization_id'], ['id'])

    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.add_column(sa.Column('topics', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('is_blind', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('nominations_only', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('organization_limit', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('gap_limit', sa.Integer(), nullable=False, server_default='20'))
        batch_op.add_column(sa.Column('answer_days', sa.Integer(), nullable=False, server_default='10'))
        batch_op.add_column(sa.Column('question_set_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reopened_reason', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('seed', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('seed_source', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('seeded_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('rationale_at', sa.DateTime(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_call_question_set_id_question_set'), 'question_set', ['question_set_id'], ['id'])
        batch_op.create_check_constraint('per_body', 'organization_limit IS NULL OR organization_limit > 0')

    with op.batch_alter_table('call_criterion', schema=None) as batch_op:
        batch_op.add_column(sa.Column('labels', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False, server_default='{}'))

    with op.batch_alter_table('call_target', schema=None) as batch_op:
        batch_op.add_column(sa.Column('priority', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('relaxable', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_check_constraint('priority', 'priority > 0')
        batch_op.alter_column('attribute', existing_type=sa.String(length=40), type_=sa.String(), existing_nullable=False)

    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('conflict', sa.String(length=40), nullable=True))

    # Whoever was selected had the offer with the results; those offers have no last day.
    op.execute(
        """
        UPDATE application
        SET offered_at = (SELECT notified_at FROM call WHERE call.id = application.call_id)
        WHERE status IN ('selected', 'accepted', 'declined')
        """
    )


def downgrade():
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_column('conflict')

    with op.batch_alter_table('call_target', schema=None) as batch_op:
        batch_op.alter_column('attribute', existing_type=sa.String(), type_=sa.String(length=40), existing_nullable=False)
        batch_op.drop_constraint('priority', type_='check')
        batch_op.drop_column('relaxable')
        batch_op.drop_column('priority')

    with op.batch_alter_table('call_criterion', schema=None) as batch_op:
        batch_op.drop_column('labels')

    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.drop_constraint('per_body', type_='check')
        batch_op.drop_constraint(batch_op.f('fk_call_question_set_id_question_set'), type_='foreignkey')
        batch_op.drop_column('rationale_at')
        batch_op.drop_column('seeded_at')
        batch_op.drop_column('seed_source')
        batch_op.drop_column('seed')
        batch_op.drop_column('reopened_reason')
        batch_op.drop_column('question_set_id')
        batch_op.drop_column('answer_days')
        batch_op.drop_column('gap_limit')
        batch_op.drop_column('organization_limit')
        batch_op.drop_column('nominations_only')
        batch_op.drop_column('is_blind')
        batch_op.drop_column('topics')

    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_application_organization_id_organization'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_application_answer_sheet_id_answer_sheet'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_application_merged_into_id_application'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_application_organization_id'))
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('answer_by')
        batch_op.drop_column('offered_at')
        batch_op.drop_column('answer_sheet_id')
        batch_op.drop_column('topics')
        batch_op.drop_column('first_time')
        batch_op.drop_column('born_on')
        batch_op.drop_column('organization_id')

    op.drop_table('selection_pin')
    with op.batch_alter_table('applications_apart', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_applications_apart_second_id'))

    op.drop_table('applications_apart')
    with op.batch_alter_table('review_assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_assignment_account_id'))

    op.drop_table('review_assignment')
    with op.batch_alter_table('nominee', schema=None) as batch_op:
        batch_op.drop_index('ix_nominee_standing', sqlite_where=sa.text("status IN ('nominated', 'accepted', 'confirmed')"), postgresql_where=sa.text("status IN ('nominated', 'accepted', 'confirmed')"))
        batch_op.drop_index(batch_op.f('ix_nominee_invitation_id'))
        batch_op.drop_index(batch_op.f('ix_nominee_email'))
        batch_op.drop_index(batch_op.f('ix_nominee_application_id'))

    op.drop_table('nominee')
    op.drop_table('selection_scenario')
    op.drop_table('lottery_draw')
    with op.batch_alter_table('selection_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_selection_run_call_id'))

    op.drop_table('selection_run')
    op.drop_table('selection_record')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION keep_selection_record()')
    with op.batch_alter_table('nomination_invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nomination_invitation_organization_id'))

    op.drop_table('nomination_invitation')
    with op.batch_alter_table('call_reviewer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_reviewer_account_id'))

    op.drop_table('call_reviewer')
    with op.batch_alter_table('call_amendment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_amendment_call_id'))

    op.drop_table('call_amendment')
    with op.batch_alter_table('answer_sheet', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_sheet_version_id'))

    op.drop_table('answer_sheet')
    op.drop_table('question_set_version')
    op.drop_table('question_set')
