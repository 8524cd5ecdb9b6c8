"""trusted addresses

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('notice_trusted_address',
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('trusted_at', sa.DateTime(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_trusted_address')),
    sa.UniqueConstraint('email', name=op.f('uq_notice_trusted_address_email'))
    )


def downgrade():
    op.drop_table('notice_trusted_address')
