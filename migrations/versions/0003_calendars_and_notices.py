"""calendars and notices

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('notice_choice',
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('group', sa.String(length=40), nullable=False),
    sa.Column('choice', sa.String(length=40), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_choice')),
    sa.UniqueConstraint('email', 'group', name=op.f('uq_notice_choice_email_group'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('group', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('withheld', sa.String(length=40), nullable=True))
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sender', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('thread', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('calendar', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('calendar_method', sa.String(), nullable=True))
        batch_op.create_index(batch_op.f('ix_notice_thread'), ['thread'], unique=False)

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=True))
        batch_op.add_column(sa.Column('organizer', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('invited_sequence', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('invited_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('in_calendar', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('answer', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f('ix_registration_organizer'), ['organizer'], unique=False)


def downgrade():
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_organizer'))
        for name in ('answered_at', 'answer', 'in_calendar', 'invited_at', 'invited_sequence', 'organizer', 'told'):
            batch_op.drop_column(name)

    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_thread'))
        for name in ('calendar_method', 'calendar', 'thread', 'sender'):
            batch_op.drop_column(name)
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_column('withheld')
        batch_op.drop_column('group')
    op.drop_table('notice_choice')
