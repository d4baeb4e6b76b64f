"""Half-filled forms, one a person: kept over restarts, machines and weeks."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, bindparam, delete, insert, select

from storage.db import Moment, metadata
from storage.statements import Statement

draft = Table(
    "draft",
    metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("form", String, nullable=False),
    Column("at", String, nullable=False),
    Column("answers", Text, nullable=False),
    Column("only", String, nullable=False, default=""),
    Column("changed", Moment, nullable=False),
)


_GET = Statement(
    select(draft.c.form, draft.c.at, draft.c.answers, draft.c.only).where(draft.c.member_id == bindparam("member"))
)


@dataclass(frozen=True)
class Draft:
    """A form on its way: the question it stands at and the answers so far.

    Shown whole in a modal it stands at none, so that what is typed meanwhile is no answer to it.
    """

    form: str
    at: str
    answers: dict[str, str]
    only: str = ""


def get(db: Connection, member_id: int) -> Draft | None:
    """What that person was filling in."""
    row = _GET.first(db, member=member_id)
    if row is None:
        return None
    form, at, answers, only = row
    return Draft(form, at, json.loads(answers), only)


def keep(db: Connection, member_id: int, what: Draft, now: datetime) -> None:
    """Store the draft; a person has one at a time."""
    drop(db, member_id)
    answers = json.dumps(what.answers, ensure_ascii=False)
    values = {"member_id": member_id, "form": what.form, "at": what.at, "only": what.only}
    db.execute(insert(draft).values(values | {"answers": answers, "changed": now}))


def drop(db: Connection, member_id: int) -> bool:
    """Throw the draft away; False when there was none."""
    return db.execute(delete(draft).where(draft.c.member_id == member_id)).rowcount > 0
