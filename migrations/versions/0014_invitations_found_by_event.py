"""invitations found by event

Revision: 0014, after 0013

Answers of calendars are found by event and person, and no longer by who invited.
"""

from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index('ix_registration_organizer')


def downgrade():
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index('ix_registration_organizer', ['organizer'], unique=False)
