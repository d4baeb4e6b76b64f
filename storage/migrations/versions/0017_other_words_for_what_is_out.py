"""Other words for a post that is out: what somebody wants it to say, and what those who are named answer.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_rewording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_rewording_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_post_rewording_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["member.id"], name=op.f("fk_post_rewording_approver_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_rewording")),
    )
    for column in ("post_id", "by_id", "approver_id"):
        op.create_index(op.f(f"ix_post_rewording_{column}"), "post_rewording", [column])
    op.create_table(
        "post_rewording_answer",
        sa.Column("rewording_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rewording_id"],
            ["post_rewording.id"],
            name=op.f("fk_post_rewording_answer_rewording_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_post_rewording_answer_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rewording_id", "member_id", name=op.f("pk_post_rewording_answer")),
    )
    op.create_index(op.f("ix_post_rewording_answer_member_id"), "post_rewording_answer", ["member_id"])


def downgrade() -> None:
    op.drop_table("post_rewording_answer")
    op.drop_table("post_rewording")
