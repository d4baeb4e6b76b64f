"""Skills that a community brought in from outside: their names by language, as entries of its own lexicon."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, Text, delete, func, insert, select

from storage.db import Moment, metadata

skill = Table(
    "skill",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("uri", String, primary_key=True),
    Column("language", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("also", Text, nullable=False, default="[]"),
    Column("at", Moment, nullable=False),
)
"""`uri`: what names the skill in every language's file. `also`: JSON, what else it is called."""

CHUNK = 500


@dataclass(frozen=True)
class Skill:
    """One skill in one language."""

    uri: str
    language: str
    name: str
    also: tuple[str, ...] = ()


def bring(db: Connection, community_id: int, found: Iterable[Skill], now: datetime) -> None:
    """Keep these; what was kept of the same skills in the same language is replaced."""
    rows = [
        {
            "community_id": community_id, "uri": one.uri, "language": one.language, "name": one.name,
            "also": json.dumps(one.also, ensure_ascii=False), "at": now,
        }
        for one in found
    ]  # fmt: skip
    for language in {row["language"] for row in rows}:
        uris = [row["uri"] for row in rows if row["language"] == language]
        for start in range(0, len(uris), CHUNK):
            same = (skill.c.community_id == community_id, skill.c.language == language)
            db.execute(delete(skill).where(*same, skill.c.uri.in_(uris[start : start + CHUNK])))
    for start in range(0, len(rows), CHUNK):
        db.execute(insert(skill), rows[start : start + CHUNK])


def of_community(db: Connection, community_id: int) -> tuple[Skill, ...]:
    """All skills that a community brought in, in one order."""
    query = select(skill.c.uri, skill.c.language, skill.c.name, skill.c.also)
    rows = db.execute(query.where(skill.c.community_id == community_id).order_by(skill.c.uri, skill.c.language))
    return tuple(Skill(row.uri, row.language, row.name, tuple(json.loads(row.also))) for row in rows)


def state(db: Connection, community_id: int) -> tuple[int, int, str]:
    """The same as long as nothing was brought in: whether what was read before still stands."""
    latest = func.max(skill.c.at)
    query = select(func.count(), latest).where(skill.c.community_id == community_id)
    count, moment = db.execute(query).one()
    return community_id, int(count), str(moment or "")


def known(db: Connection, community_id: int, language: str) -> set[str]:
    """The skills that are there in that language."""
    query = select(skill.c.uri).where(skill.c.community_id == community_id, skill.c.language == language)
    return set(db.execute(query).scalars())
