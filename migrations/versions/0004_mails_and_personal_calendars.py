"""mails in view, and personal calendars

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('scope', sa.String(), nullable=True))
        batch_op.create_index('ix_notice_scope_created_at', ['scope', 'created_at'], unique=False)
    op.execute("UPDATE notice SET scope = about WHERE about LIKE 'event:%'")
    op.execute(
        "UPDATE notice SET scope = (SELECT 'event:' || call.event_id FROM call"
        " WHERE notice.about = 'call:' || call.id) WHERE about LIKE 'call:%'"
    )
    _own_wordings()
    _mails_in_view()
    _delivery()
    _duties()
    _personal_calendars()
    _mailings()


def _own_wordings():
    op.create_table('own_wording',
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('in_use', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_by', sa.String(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_wording')),
    sa.UniqueConstraint('scope', 'kind', 'locale', name=op.f('uq_own_wording_scope_kind_locale'))
    )


def _duties():
    with op.batch_alter_table('rating_round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due_at', sa.DateTime(), nullable=True))
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reviews_due_at', sa.DateTime(), nullable=True))
    op.create_table('duty',
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('title', JSON, nullable=False),
    sa.Column('main_language', sa.String(), nullable=False),
    sa.Column('address', JSON, nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('remind_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_duty_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty')),
    sa.UniqueConstraint('account_id', 'kind', 'about', name=op.f('uq_duty_account_id_kind_about')),
    sa.UniqueConstraint('uid', name=op.f('uq_duty_uid'))
    )
    with op.batch_alter_table('duty', schema=None) as batch_op:
        batch_op.create_index('ix_duty_kind_ended_at', ['kind', 'ended_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_duty_remind_at'), ['remind_at'], unique=False)


def _personal_calendars():
    op.create_table('personal_calendar',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('link_nonce', sa.String(), nullable=True),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('registrations', sa.Boolean(), nullable=False),
    sa.Column('agenda', sa.Boolean(), nullable=False),
    sa.Column('duties', sa.Boolean(), nullable=False),
    sa.Column('alarm', sa.String(length=40), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_personal_calendar_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_calendar')),
    sa.UniqueConstraint('account_id', name=op.f('uq_personal_calendar_account_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_personal_calendar_token_hash'))
    )


def _mails_in_view():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(
            'ix_notice_unsent', ['scope'], unique=False,
            sqlite_where=sa.text('sent_at IS NULL'), postgresql_where=sa.text('sent_at IS NULL'),
        )
    op.create_table('notice_hold',
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_hold')),
    sa.UniqueConstraint('scope', name=op.f('uq_notice_hold_scope'))
    )


def _mailings():
    op.create_table('mailing',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('subject', JSON, nullable=False),
    sa.Column('text', JSON, nullable=False),
    sa.Column('to', JSON, nullable=False),
    sa.Column('when', JSON, nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(
        ['account_id'], ['account.id'], name=op.f('fk_mailing_account_id_account')
    ),
    sa.ForeignKeyConstraint(
        ['event_id'], ['event.id'], name=op.f('fk_mailing_event_id_event'), ondelete='CASCADE'
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing'))
    )
    op.create_index(op.f('ix_mailing_account_id'), 'mailing', ['account_id'])
    op.create_index('ix_mailing_event_id_state', 'mailing', ['event_id', 'state'])
    op.create_table('mailing_recipient',
    sa.Column('mailing_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('why', JSON, nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(
        ['mailing_id'], ['mailing.id'], name=op.f('fk_mailing_recipient_mailing_id_mailing'),
        ondelete='CASCADE',
    ),
    sa.ForeignKeyConstraint(
        ['notice_id'], ['notice.id'], name=op.f('fk_mailing_recipient_notice_id_notice')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailing_recipient')),
    sa.UniqueConstraint(
        'mailing_id', 'email', name=op.f('uq_mailing_recipient_mailing_id_email')
    )
    )
    op.create_index(op.f('ix_mailing_recipient_notice_id'), 'mailing_recipient', ['notice_id'])
    op.create_index(
        'ix_mailing_recipient_untold', 'mailing_recipient', ['mailing_id'],
        sqlite_where=sa.text('notice_id IS NULL'), postgresql_where=sa.text('notice_id IS NULL'),
    )


def _delivery():
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_message_waiting')
        batch_op.add_column(
            sa.Column('is_one_of_many', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.alter_column('is_one_of_many', server_default=None)
        batch_op.create_index(
            'ix_outbox_message_waiting',
            ['done_at', 'failed_at', 'is_one_of_many', 'due_at'],
            unique=False,
        )
    op.create_table('notice_address',
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('bounced_at', sa.DateTime(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('said', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_address')),
    sa.UniqueConstraint('email', name=op.f('uq_notice_address_email'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('bounced_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('bounce', sa.String(), nullable=True))


def _no_delivery():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_column('bounce')
        batch_op.drop_column('bounced_at')
    op.drop_table('notice_address')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_message_waiting')
        batch_op.drop_column('is_one_of_many')
        batch_op.create_index(
            'ix_outbox_message_waiting', ['done_at', 'failed_at', 'due_at'], unique=False
        )


def _no_mails_in_view():
    op.drop_table('mailing_recipient')
    op.drop_table('mailing')
    op.drop_table('notice_hold')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_unsent')


def downgrade():
    op.drop_table('personal_calendar')
    op.drop_table('duty')
    with op.batch_alter_table('rating_round', schema=None) as batch_op:
        batch_op.drop_column('due_at')
    with op.batch_alter_table('call', schema=None) as batch_op:
        batch_op.drop_column('reviews_due_at')
    _no_mails_in_view()
    _no_delivery()
    op.drop_table('own_wording')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_scope_created_at')
        batch_op.drop_column('scope')
