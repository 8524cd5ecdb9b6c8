"""tags of registrations

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'registration_tag',
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['event_id'], ['event.id'],
            name=op.f('fk_registration_tag_event_id_event'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_registration_tag')),
        sa.UniqueConstraint('event_id', 'key', name=op.f('uq_registration_tag_event_id_key')),
    )  # fmt: skip
    op.create_table(
        'registration_tagging',
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('tag_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['registration_id'], ['registration.id'],
            name=op.f('fk_registration_tagging_registration_id_registration'), ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['tag_id'], ['registration_tag.id'],
            name=op.f('fk_registration_tagging_tag_id_registration_tag'), ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('registration_id', 'tag_id', name=op.f('pk_registration_tagging')),
    )  # fmt: skip
    with op.batch_alter_table('registration_tagging', schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f('ix_registration_tagging_tag_id'), ['tag_id'], unique=False
        )


def downgrade():
    op.drop_table('registration_tagging')
    op.drop_table('registration_tag')
