"""calendars and notices

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

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


def downgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_column('withheld')
        batch_op.drop_column('group')
    op.drop_table('notice_choice')
