"""Posts to social channels.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "post_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("plain", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_channel_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_channel")),
        sa.UniqueConstraint(
            "community_id", "kind", "workspace", "chat", name=op.f("uq_post_channel_community_id_kind_workspace_chat")
        ),
    )
    op.create_table(
        "post_setting",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("logo", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("rota_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_setting_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_post_setting")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("warning", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["member.id"], name=op.f("fk_post_approver_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_post_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("once", name=op.f("uq_post_once")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_approver_id"), ["approver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_post_community", ["community_id", "state", "due"], unique=False)

    op.create_table(
        "post_editor",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_editor_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_post_editor_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_post_editor")),
    )
    with op.batch_alter_table("post_editor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_editor_member_id"), ["member_id"], unique=False)

    op.create_table(
        "post_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_post_comment_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_comment_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_comment")),
    )
    with op.batch_alter_table("post_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_comment_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_comment_post_id"), ["post_id"], unique=False)

    op.create_table(
        "post_consent",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_post_consent_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_consent_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_post_consent")),
    )
    with op.batch_alter_table("post_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_consent_member_id"), ["member_id"], unique=False)

    op.create_table(
        "post_number",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=True),
        sa.Column("reposts", sa.Integer(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=True),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["post_channel.id"], name=op.f("fk_post_number_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_number_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "channel_id", name=op.f("pk_post_number")),
    )
    op.create_table(
        "post_picture",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_picture_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_picture")),
    )
    op.create_table(
        "post_variant",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("posted", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["post_channel.id"], name=op.f("fk_post_variant_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_variant_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "channel_id", name=op.f("pk_post_variant")),
    )
    with op.batch_alter_table("post_variant", schema=None) as batch_op:
        batch_op.create_index("ix_post_variant_channel", ["channel_id", "state"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("post_variant", schema=None) as batch_op:
        batch_op.drop_index("ix_post_variant_channel")

    op.drop_table("post_variant")
    op.drop_table("post_picture")
    op.drop_table("post_number")
    with op.batch_alter_table("post_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_consent_member_id"))

    op.drop_table("post_consent")
    with op.batch_alter_table("post_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_comment_post_id"))
        batch_op.drop_index(batch_op.f("ix_post_comment_member_id"))

    op.drop_table("post_comment")
    with op.batch_alter_table("post_editor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_editor_member_id"))

    op.drop_table("post_editor")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_community")
        batch_op.drop_index(batch_op.f("ix_post_author_id"))
        batch_op.drop_index(batch_op.f("ix_post_approver_id"))

    op.drop_table("post")
    op.drop_table("post_setting")
    op.drop_table("post_channel")
