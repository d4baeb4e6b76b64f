"""Bytes of pictures lie aside under their fingerprint, platforms have names for them, and a series has a picture.

Revision: 0019, after 0017.
"""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

FILE = sa.table(
    "picture_file",
    sa.column("kept"),
    sa.column("content", sa.LargeBinary),
    sa.column("used", sa.DateTime(timezone=True)),
)
EVENT = sa.table("event_picture", sa.column("event_id"), sa.column("content", sa.LargeBinary), sa.column("kept"))
BROADCAST = sa.table("broadcast", sa.column("id"), sa.column("picture"))


def upgrade() -> None:
    op.create_table(
        "picture_file",
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kept", name=op.f("pk_picture_file")),
    )
    op.create_table(
        "picture_name",
        sa.Column("adapter", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("adapter", "workspace", "kept", name=op.f("pk_picture_name")),
    )
    op.create_table(
        "event_series_picture",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["event_series.id"], name=op.f("fk_event_series_picture_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", name=op.f("pk_event_series_picture")),
    )
    with op.batch_alter_table("event_picture") as batch:
        batch.add_column(sa.Column("kept", sa.String(), nullable=False, server_default=""))
    _events_aside(op.get_bind())
    _broadcasts_aside(op.get_bind())
    with op.batch_alter_table("event_picture") as batch:
        batch.drop_column("content")
        batch.alter_column("kept", server_default=None, existing_type=sa.String(), existing_nullable=False)


def _kept(db: sa.Connection, content: bytes) -> str:
    kept = sha256(content).hexdigest()
    if db.execute(sa.select(FILE.c.kept).where(FILE.c.kept == kept)).first() is None:
        db.execute(sa.insert(FILE).values(kept=kept, content=content, used=datetime.now(UTC)))
    return kept


def _events_aside(db: sa.Connection) -> None:
    for event_id in db.execute(sa.select(EVENT.c.event_id)).scalars().all():
        here = EVENT.c.event_id == event_id
        content = db.execute(sa.select(EVENT.c.content).where(here)).scalar_one()
        db.execute(sa.update(EVENT).where(here).values(kept=_kept(db, bytes(content))))


def _broadcasts_aside(db: sa.Connection) -> None:
    """A draft may wait for months; its letters, once written, have the bytes in them and need nothing."""
    for broadcast_id in db.execute(sa.select(BROADCAST.c.id).where(BROADCAST.c.picture != "")).scalars().all():
        here = BROADCAST.c.id == broadcast_id
        body = json.loads(db.execute(sa.select(BROADCAST.c.picture).where(here)).scalar_one())
        if content := body.pop("content", ""):
            body["kept"] = _kept(db, b64decode(content))
            db.execute(sa.update(BROADCAST).where(here).values(picture=json.dumps(body, ensure_ascii=False)))


def downgrade() -> None:
    db = op.get_bind()
    with op.batch_alter_table("event_picture") as batch:
        batch.add_column(sa.Column("content", sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    contents = sa.select(FILE.c.content).where(FILE.c.kept == EVENT.c.kept).scalar_subquery()
    known = sa.exists().where(FILE.c.kept == EVENT.c.kept)
    db.execute(sa.update(EVENT).where(known).values(content=contents))
    for broadcast_id in db.execute(sa.select(BROADCAST.c.id).where(BROADCAST.c.picture != "")).scalars().all():
        here = BROADCAST.c.id == broadcast_id
        body = json.loads(db.execute(sa.select(BROADCAST.c.picture).where(here)).scalar_one())
        if kept := body.pop("kept", ""):
            content = db.execute(sa.select(FILE.c.content).where(FILE.c.kept == kept)).scalar()
            body["content"] = b64encode(bytes(content or b"")).decode()
            db.execute(sa.update(BROADCAST).where(here).values(picture=json.dumps(body, ensure_ascii=False)))
    with op.batch_alter_table("event_picture") as batch:
        batch.alter_column("content", server_default=None, existing_type=sa.LargeBinary(), existing_nullable=False)
        batch.drop_column("kept")
    op.drop_table("event_series_picture")
    op.drop_table("picture_name")
    op.drop_table("picture_file")
