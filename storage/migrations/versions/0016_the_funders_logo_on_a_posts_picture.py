"""Whether somebody said that the picture of a post shows the funder's logo.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("post_picture") as batch:
        batch.add_column(sa.Column("logo", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("post_picture") as batch:
        batch.drop_column("logo")
