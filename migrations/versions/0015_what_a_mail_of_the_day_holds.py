"""what a mail of the day holds

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

_IN_DIGEST = sa.text('digest_id IS NOT NULL')


def upgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_notice_digest_id_notice'), 'notice', ['digest_id'], ['id'],
            ondelete='SET NULL',
        )  # fmt: skip
        batch_op.create_index(
            'ix_notice_digest_id', ['digest_id'], unique=False,
            sqlite_where=_IN_DIGEST, postgresql_where=_IN_DIGEST,
        )  # fmt: skip


def downgrade():
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index(
            'ix_notice_digest_id', sqlite_where=_IN_DIGEST, postgresql_where=_IN_DIGEST
        )
        batch_op.drop_constraint(batch_op.f('fk_notice_digest_id_notice'), type_='foreignkey')
        batch_op.drop_column('digest_id')
