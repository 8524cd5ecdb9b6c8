"""offers are reminded of as duties

Revision: 0009, after 0008

Offers had reminders of their own, so none was kept with what people owe. What is kept of them ends;
it is begun again within a minute, with the next reminder that is to come.
"""

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.execute(
        "UPDATE duty SET ended_at = changed_at"
        " WHERE kind = 'experts.answer' AND ended_at IS NULL AND remind_at IS NULL"
    )


def downgrade():
    pass
