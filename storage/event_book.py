"""The book of events: written, changed, found by who may see them."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from domain.events import State
from storage.events import attendance, event
from storage.people import account, home, member, membership


@dataclass(frozen=True)
class Event:
    """An event as handlers see it; `organiser` is None where they are gone."""

    id: int
    community_id: int
    organiser_id: int | None
    uid: str
    title: str
    description: str
    wall_begins: datetime | None
    wall_ends: datetime | None
    zone: str
    begins: datetime | None
    ends: datetime | None
    place: str
    link: str
    capacity: int | None
    guests: int
    state: str
    sequence: int
    series_id: int | None
    wanted: int | None
    code: str | None
    taken: int
    waiting: int


_COLUMNS = tuple(event.c[field.name] for field in fields(Event))
OPEN = (str(State.PROPOSED), str(State.PUBLISHED))


def add(db: Connection, now: datetime, **values: Any) -> int:
    """A new event; the keys are columns."""
    row = values | {"created": now, "changed": now}
    return int(db.execute(insert(event).values(row)).inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def change(db: Connection, event_id: int, now: datetime, **values: Any) -> None:
    """Change columns of an event; each change has a number."""
    whole = values | {"changed": now, "sequence": event.c.sequence + 1}
    db.execute(update(event).where(event.c.id == event_id).values(whole))


def drop(db: Connection, event_id: int) -> None:
    """Forget a draft."""
    db.execute(delete(event).where(event.c.id == event_id))


def get(db: Connection, event_id: int, *, lock: bool = False) -> Event | None:
    """The event of that id; locked when it is about to be decided on."""
    query = select(*_COLUMNS).where(event.c.id == event_id)
    row = db.execute(query.with_for_update() if lock else query).first()
    return Event(*row) if row else None


def by_uid(db: Connection, uid: str) -> int | None:
    """The event that calendars know by that."""
    return db.execute(select(event.c.id).where(event.c.uid == uid)).scalar()


def by_code(db: Connection, community_id: int, code: str) -> Event | None:
    """The event whose code at the door this is."""
    query = select(*_COLUMNS).where(event.c.community_id == community_id, event.c.code == code)
    row = db.execute(query.order_by(event.c.begins.desc()).limit(1)).first()
    return Event(*row) if row else None


def _ahead(community_id: int, now: datetime) -> Any:
    return and_(event.c.community_id == community_id, event.c.state.in_(OPEN), event.c.ends > now)


def ahead(db: Connection, community_id: int, now: datetime, offset: int = 0, limit: int = 10) -> list[Event]:
    """What is open and not over, the soonest first."""
    query = select(*_COLUMNS).where(_ahead(community_id, now)).order_by(event.c.begins, event.c.id)
    return [Event(*row) for row in db.execute(query.offset(offset).limit(limit))]


def count_ahead(db: Connection, community_id: int, now: datetime) -> int:
    """How many those are."""
    return int(db.execute(select(func.count()).select_from(event).where(_ahead(community_id, now))).scalar_one())


def drafts(db: Connection, member_id: int, community_id: int) -> list[Event]:
    """What a member began and has neither published nor dropped, the last first."""
    mine = and_(event.c.author_id == member_id, event.c.community_id == community_id, event.c.state == State.DRAFT)
    return [Event(*row) for row in db.execute(select(*_COLUMNS).where(mine).order_by(event.c.id.desc()))]


def proposals(db: Connection, member_id: int) -> int:
    """How many of a member's proposals wait for enough people."""
    mine = and_(event.c.organiser_id == member_id, event.c.state == State.PROPOSED)
    return int(db.execute(select(func.count()).select_from(event).where(mine)).scalar_one())


def unfinished(db: Connection) -> list[Event]:
    """Open events, and those whose end has not been told."""
    query = select(*_COLUMNS).where(event.c.state.in_(OPEN))
    return [Event(*row) for row in db.execute(query.order_by(event.c.id))]


def miscounted(db: Connection) -> list[int]:
    """Open events whose counts differ from who stands where: people were erased, or became one."""
    held = func.coalesce(func.sum(attendance.c.party).filter(attendance.c.seat.in_(("going", "offered"))), 0)
    line = func.count().filter(attendance.c.seat == "waiting")
    query = (
        select(event.c.id)
        .outerjoin(attendance, attendance.c.event_id == event.c.id)
        .where(event.c.state.in_(OPEN))
        .group_by(event.c.id, event.c.taken, event.c.waiting)
        .having(or_(event.c.taken != held, event.c.waiting != line))
    )
    return list(db.execute(query).scalars())


def organisers(db: Connection, one: Event, role: int) -> list[int]:
    """Who looks after it: the organiser, or the managers where there is none."""
    if one.organiser_id is not None:
        return [one.organiser_id]
    here = and_(membership.c.community_id == one.community_id, membership.c.state == "in", membership.c.role >= role)
    return list(db.execute(select(membership.c.member_id).where(here)).scalars())


def inside(db: Connection, one: Event, member_id: int) -> bool:
    """Whether that person is in the event's community."""
    mine = (membership.c.member_id == member_id, membership.c.community_id == one.community_id)
    return bool(db.execute(select(exists().where(*mine, membership.c.state == "in"))).scalar())


def name_of(db: Connection, member_id: int | None) -> str:
    """The name of whoever organises it; empty where nobody is left."""
    return str(db.execute(select(member.c.name).where(member.c.id == member_id)).scalar() or "")


def groups(db: Connection, community_id: int) -> list[tuple[str, str, str]]:
    """(platform, workspace, chat) of the groups that belong to the community.

    A Slack channel stands without its workspace there; it is known where the community's people come from one alone.
    """
    homes = db.execute(select(home.c.platform, home.c.place).where(home.c.community_id == community_id)).all()
    theirs = select(account.c.platform, account.c.workspace).join(
        membership, membership.c.member_id == account.c.member_id
    )
    found = set(db.execute(theirs.where(membership.c.community_id == community_id).distinct()).all())
    spaces = {platform: {space for one, space in found if one == platform} for platform, _ in found}
    return [
        (platform, next(iter(spaces[platform])), place)
        for platform, place in sorted(homes)
        if len(spaces.get(platform, ())) == 1 and place not in spaces[platform]
    ]
