"""What drafts of posts are made from: each community's own templates, what it wants drafted by itself, its series."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    select,
    update,
)

from domain.recurrence import Rule, Unit
from storage.db import Moment, metadata
from storage.post_shapes import Shape

post_source = Table(
    "post_source",
    metadata,
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), primary_key=True),
    Column("source", String, primary_key=True),
    Column("template", Text, nullable=False, default=""),
    Column("automatic", Boolean, nullable=False, default=False),
)
"""`template`: the community's own, empty where ours will do; `automatic`: drafts are made without being asked for."""

post_series = Table(
    "post_series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community_id", ForeignKey("community.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("author_id", ForeignKey("member.id", ondelete="SET NULL"), index=True),
    Column("text", Text, nullable=False),
    Column("first", DateTime, nullable=False),
    Column("zone", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("step", Integer, nullable=False),
    Column("nth", Integer, nullable=False, default=0),
    Column("until", Date),
    Column("count", Integer),
    Column("made", Integer, nullable=False, default=0),
    Column("created", Moment, nullable=False),
)
"""`first` is a wall time; `text` a template; `made` the number of the last one that was drafted, or skipped."""


@dataclass(frozen=True)
class Series:
    """A recurring post."""

    id: int
    community_id: int
    author_id: int | None
    text: str
    first: datetime
    zone: str
    unit: str
    step: int
    nth: int
    until: date | None
    count: int | None
    made: int

    @property
    def rule(self) -> Rule:
        """When it is."""
        return Rule(self.first, self.zone, Unit(self.unit), self.step, self.nth, self.until, self.count)


_SERIES = Shape(Series, post_series)


def _of(community_id: int, source: str) -> Any:
    return and_(post_source.c.community_id == community_id, post_source.c.source == source)


def template(db: Connection, community_id: int, source: str) -> str:
    """The community's own template, or an empty one."""
    return str(db.execute(select(post_source.c.template).where(_of(community_id, source))).scalar() or "")


def keep_template(db: Connection, community_id: int, source: str, text: str) -> None:
    """From now on it is this; an empty one brings ours back."""
    _keep(db, community_id, source, template=text)


def automatic(db: Connection, community_id: int) -> frozenset[str]:
    """The sources that are drafted without being asked for."""
    query = select(post_source.c.source).where(post_source.c.community_id == community_id, post_source.c.automatic)
    return frozenset(db.execute(query).scalars())


def keep_automatic(db: Connection, community_id: int, source: str, *, on: bool) -> None:
    """Draft it by itself, or no more."""
    _keep(db, community_id, source, automatic=on)


def _keep(db: Connection, community_id: int, source: str, **values: Any) -> None:
    if not db.execute(update(post_source).where(_of(community_id, source)).values(values)).rowcount:
        db.execute(insert(post_source).values(community_id=community_id, source=source, **values))


def wanting(db: Connection, source: str) -> list[int]:
    """The communities that want drafts of it."""
    query = select(post_source.c.community_id).where(post_source.c.source == source, post_source.c.automatic)
    return list(db.execute(query.order_by(post_source.c.community_id)).scalars())


def add_series(db: Connection, community_id: int, author_id: int, rule: Rule, text: str, now: datetime) -> int:
    """A new series."""
    values = {name: getattr(rule, name) for name in ("first", "zone", "step", "nth", "until", "count")}
    values |= {"unit": str(rule.unit), "community_id": community_id, "author_id": author_id, "text": text}
    new = db.execute(insert(post_series).values(values | {"created": now}))
    return int(new.inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def series(db: Connection, series_id: int, *, lock: bool = False) -> Series | None:
    """The series of that id; locked when its next draft is made."""
    query = _SERIES.query.where(post_series.c.id == series_id)
    return _SERIES.one(db, query.with_for_update() if lock else query)


def all_series(db: Connection, community_id: int | None = None) -> list[Series]:
    """Those of a community, or everybody's, the oldest first."""
    query = _SERIES.query.order_by(post_series.c.id)
    if community_id is not None:
        query = query.where(post_series.c.community_id == community_id)
    return _SERIES.all(db, query)


def made(db: Connection, series_id: int, number: int) -> None:
    """Up to that number everything is drafted, or skipped."""
    db.execute(update(post_series).where(post_series.c.id == series_id).values(made=number))


def end_series(db: Connection, series_id: int) -> None:
    """No more of it; what was drafted stays."""
    db.execute(delete(post_series).where(post_series.c.id == series_id))
