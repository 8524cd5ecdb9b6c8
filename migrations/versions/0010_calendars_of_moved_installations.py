"""calendars of moved installations

Revision: 0010, after 0009

The texts of calendars are written anew within minutes, with the UIDs that no longer end in the
address of the installation.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("DELETE FROM calendar_entry_text")
    with op.batch_alter_table('calendar_entry_text', schema=None) as batch_op:
        batch_op.add_column(sa.Column('base', sa.String(), nullable=False))


def downgrade():
    with op.batch_alter_table('calendar_entry_text', schema=None) as batch_op:
        batch_op.drop_column('base')
