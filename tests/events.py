"""Events and series for tests, as if somebody had published them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, update

from domain.recurrence import Rule, instant
from domain.times import at
from storage import event_series
from storage.events import attendance, event

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MADRID = "Europe/Madrid"
LASTS = timedelta(hours=2)


def timed(wall: datetime, zone: str = MADRID, lasts: timedelta = LASTS) -> dict[str, Any]:
    """The columns that say when."""
    ends = wall + lasts
    times = {"begins": instant(wall, zone), "ends": at(ends.date(), ends.time(), zone)}
    return times | {"wall_begins": wall, "wall_ends": ends, "zone": zone}


def published(db: Connection, community: int, wall: datetime, title: str = "Pizza and pitches", **values: Any) -> int:
    """An event; the keys are columns."""
    zone = values.pop("zone", MADRID)
    row = {"uid": f"event-{title}-{wall}", "state": "published", "created": NOW, "changed": NOW}
    row |= timed(wall, zone) | {"community_id": community, "title": title, "description": "", "place": "Space A"}
    return int(db.execute(insert(event).values(row | values)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def comes(db: Connection, event_id: int, member: int, seat: str = "going") -> None:
    """Somebody's answer."""
    db.execute(insert(attendance).values(event_id=event_id, member_id=member, seat=seat, party=1, offers=0))


def change(db: Connection, event_id: int, **values: Any) -> None:
    """Another time or word, as a change in chat writes it."""
    values |= {"sequence": event.c.sequence + 1}
    db.execute(update(event).where(event.c.id == event_id).values(values))


def series(db: Connection, community: int, rule: Rule, made: int, title: str = "Pizza", **values: Any) -> list[int]:
    """A running series with its first events; returns their ids."""
    like = {"community_id": community, "title": title, "place": "Space A", "minutes": 120, "state": "running"}
    number = event_series.add(db, NOW, rule, uid=f"series-{title}", **(like | values))
    found = []
    for one in range(1, made + 1):
        wall = rule.wall(one)
        assert wall
        found.append(published(db, community, wall, title, zone=rule.zone, series_id=number, uid=f"{title}-{one}"))
        assert event_series.take(db, number, one)
        event_series.note(db, number, one, event_id=found[-1])
    return found
