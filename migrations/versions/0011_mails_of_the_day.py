"""mails of the day

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

_UNSENT = sa.text('sent_at IS NULL')


def upgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(
            'ix_notice_unsent_to', ['email'], unique=False,
            sqlite_where=_UNSENT, postgresql_where=_UNSENT,
        )  # fmt: skip


def downgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(
            'ix_notice_unsent_to', sqlite_where=_UNSENT, postgresql_where=_UNSENT
        )
