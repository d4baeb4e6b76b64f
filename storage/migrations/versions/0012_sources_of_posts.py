"""Templates, automatic drafts and series of posts.

Revision: 0012, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_source",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_source_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "source", name=op.f("pk_post_source")),
    )
    op.create_table(
        "post_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_post_series_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_series_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_series")),
    )
    with op.batch_alter_table("post_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_series_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_series_community_id"), ["community_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("post_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_series_community_id"))
        batch_op.drop_index(batch_op.f("ix_post_series_author_id"))

    op.drop_table("post_series")
    op.drop_table("post_source")
