"""What a community's matching has learnt, by which chance a match was shown, and skills brought in from outside.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

import storage.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learnt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("weighing", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("gain", sa.Float(), nullable=False),
        sa.Column("at", storage.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_learnt_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnt")),
        sa.UniqueConstraint("community_id", "tier", "version", name=op.f("uq_learnt_community_id_tier_version")),
    )
    op.create_table(
        "skill",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("also", sa.Text(), nullable=False),
        sa.Column("at", storage.db.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_skill_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "uri", "language", name=op.f("pk_skill")),
    )
    with op.batch_alter_table("match") as batch:
        batch.add_column(sa.Column("chance", sa.Float(), nullable=False, server_default="1.0"))
        batch.add_column(sa.Column("drawn", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("tier", sa.String(), nullable=False, server_default="plain"))


def downgrade() -> None:
    with op.batch_alter_table("match") as batch:
        batch.drop_column("tier")
        batch.drop_column("drawn")
        batch.drop_column("chance")
    op.drop_table("skill")
    op.drop_table("learnt")
