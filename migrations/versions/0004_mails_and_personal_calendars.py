"""mails in view, and personal calendars

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


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


def _no_mails_in_view():
    op.drop_table('notice_hold')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_unsent')


def downgrade():
    _no_mails_in_view()
    op.drop_table('own_wording')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_scope_created_at')
        batch_op.drop_column('scope')
