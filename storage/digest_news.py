"""What happened that a member may care about: introductions, questions that wait for them, requests, newcomers."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Select, and_, bindparam, case, column, exists, or_, select, table

from domain import digest as rules
from domain import times
from domain.digest import Item, Kind
from storage import profile
from storage.db import Moment
from storage.introductions import introduction
from storage.matches import match
from storage.needs import need
from storage.outbox import outbox
from storage.people import member, membership
from storage.profile import profile as profiles
from storage.statements import Statement

event = table(
    "event",
    *(column(name) for name in ("id", "community_id", "organiser_id", "title", "place", "state")),
    *(column(name) for name in ("taken", "waiting", "capacity", "series_id")),
    column("begins", Moment),
)
attendance = table("attendance", column("event_id"), column("member_id"), column("answered"))
project = table("project", column("id"), column("title"))
block = table("block", column("member_id"), column("other_id"))
"""Of other features; only these columns are read here."""

NEWEST = 100
"""Requests and newcomers that are looked at; older ones have been told, or are no news."""


# Each member is asked about by the same questions, thousands in a row: they are built once.
_ME, _SINCE = bindparam("me", type_=Integer), bindparam("since", type_=Moment)
_MINE = select(membership.c.community_id).where(membership.c.member_id == _ME, membership.c.state == "in")
"""The communities that a member is in."""


def _introductions() -> Select[Any]:
    other = case((introduction.c.helper_id == _ME, introduction.c.owner_id), else_=introduction.c.helper_id)
    query = select(introduction.c.id, member.c.name).join(member, member.c.id == other)
    query = query.where(or_(introduction.c.helper_id == _ME, introduction.c.owner_id == _ME))
    return query.where(or_(introduction.c.met == "", introduction.c.met == "not_yet"), introduction.c.created >= _SINCE)


def _asks() -> Select[Any]:
    helping = and_(match.c.state == "asked_helper", match.c.helper_id == _ME)
    asking = and_(match.c.state == "asked_owner", match.c.owner_id == _ME)
    return select(match.c.id, need.c.text).join(need, need.c.id == match.c.need_id).where(or_(helping, asking))


def _blocked(other: Any) -> Any:
    """Whether one of the two blocked the other."""
    one = and_(block.c.member_id == _ME, block.c.other_id == other)
    return exists().where(or_(one, and_(block.c.other_id == _ME, block.c.member_id == other)))


def _requests() -> Select[Any]:
    inside = exists().where(
        membership.c.member_id == need.c.member_id,
        membership.c.community_id == need.c.community_id,
        membership.c.state == "in",
    )
    matched = exists().where(match.c.need_id == need.c.id, match.c.helper_id == _ME)
    columns = (need.c.id, need.c.text, need.c.tags, need.c.place, need.c.remote, need.c.effort, need.c.until)
    return (
        select(*columns, project.c.title)
        .outerjoin(project, project.c.id == need.c.project_id)
        .where(need.c.side == "need", need.c.state == "open", need.c.member_id != _ME)
        .where(need.c.community_id.in_(_MINE), inside, ~matched)
        .where(~_blocked(need.c.member_id))
    )


def _newcomers() -> Select[Any]:
    """Of one community, whoever reads it: so that one look serves thousands of readers."""
    return (
        select(member.c.id, member.c.name, profiles.c.headline)
        .join(membership, membership.c.member_id == member.c.id)
        .join(profiles, profiles.c.member_id == member.c.id)
        .where(membership.c.community_id == bindparam("place"), membership.c.state == "in")
        .where(membership.c.since >= _SINCE, profiles.c.published)
        .order_by(member.c.id.desc())
        .limit(NEWEST)
    )


_INTRODUCTIONS = Statement(_introductions().order_by(introduction.c.id.desc()))
_ASKS = Statement(_asks().order_by(match.c.id))
_REQUESTS = Statement(_requests().order_by(need.c.id.desc()).limit(NEWEST))
_REQUEST = Statement(_requests().where(need.c.id == bindparam("need")))
_NEWCOMERS = Statement(_newcomers())
_PLACES = Statement(_MINE)
_AVOIDED = Statement(
    select(block.c.member_id, block.c.other_id).where(or_(block.c.member_id == _ME, block.c.other_id == _ME))
)
_OFFERS = Statement(select(need.c.text).where(need.c.member_id == _ME, need.c.side == "offer", need.c.state == "open"))


class Ahead(NamedTuple):
    """An event that is on."""

    id: int
    organiser: int | None
    title: str
    place: str
    taken: int
    waiting: int
    capacity: int | None
    series: int | None
    begins: datetime


def _ahead() -> Select[Any]:
    names = ("id", "organiser_id", "title", "place", "taken", "waiting", "capacity", "series_id", "begins")
    soon = event.c.begins.between(bindparam("now", type_=Moment), bindparam("until", type_=Moment))
    here = and_(event.c.community_id == bindparam("place", type_=Integer), event.c.state == "published")
    return select(*(event.c[name] for name in names)).where(here, soon).order_by(event.c.begins, event.c.id)


_AHEAD = Statement(_ahead().limit(NEWEST))
_ANSWERED = Statement(
    select(attendance.c.event_id).where(attendance.c.member_id == _ME, attendance.c.answered.is_not(None))
)
_WHERE = Statement(
    select(member.c.zone, profiles.c.city, profiles.c.space)
    .outerjoin(profiles, profiles.c.member_id == member.c.id)
    .where(member.c.id == _ME)
)


class Request(NamedTuple):
    """An open need of somebody else."""

    id: int
    text: str
    tags: str
    """A list as JSON."""
    place: str
    remote: bool
    effort: str
    until: date | None
    title: str | None
    """Of the project that it belongs to."""


class Arrivals:
    """Who came in lately and lets themselves be found, read once for all readers of one unit.

    Args:
        since: who came before is no news.
    """

    def __init__(self, since: datetime) -> None:
        self._since = since
        self._of: dict[int, list[Item]] = {}
        self._ahead: dict[int, list[Ahead]] = {}

    def to(self, db: Connection, member_id: int) -> list[Item]:
        """Those whom that member may read of, the newest first; `text` is what they do."""
        places = [place for (place,) in _PLACES.all(db, me=member_id)]
        found = {item.ref: item for place in places for item in self._in(db, place)}
        avoided = {one for both in _AVOIDED.all(db, me=member_id) for one in both} if found else set()
        return [found[ref] for ref in sorted(found, reverse=True) if ref != member_id and ref not in avoided]

    def ahead(self, db: Connection, place: int, now: datetime, until: datetime) -> list[Ahead]:
        """What is on in a community, the soonest first; of a series its next date alone."""
        if place not in self._ahead:
            found = [Ahead(*row) for row in _AHEAD.all(db, place=place, now=now, until=until)]
            first: dict[object, Ahead] = {}
            for one in found:
                first.setdefault(one.series or ("alone", one.id), one)
            self._ahead[place] = list(first.values())
        return self._ahead[place]

    def _in(self, db: Connection, place: int) -> list[Item]:
        if place not in self._of:
            rows = _NEWCOMERS.all(db, place=place, since=self._since)
            self._of[place] = [Item(Kind.PERSON, who, name=name, text=headline) for who, name, headline in rows]
        return self._of[place]


def introductions(db: Connection, member_id: int, since: datetime) -> list[Item]:
    """People to whom the member was introduced since then, and who have not talked yet."""
    rows = _INTRODUCTIONS.all(db, me=member_id, since=since)
    return [Item(Kind.INTRODUCTION, ref, name=name) for ref, name in rows]


def asks(db: Connection, member_id: int) -> list[Item]:
    """Matches that wait for this member's yes or no; nobody's name stands in them."""
    return [Item(Kind.ASK, ref, text=text) for ref, text in _ASKS.all(db, me=member_id)]


def requests(db: Connection, member_id: int) -> list[Request]:
    """Open needs that a member may answer, the newest first: of others in their communities, not matched yet."""
    return [Request(*row) for row in _REQUESTS.all(db, me=member_id)]


def request(db: Connection, member_id: int, need_id: int) -> Request | None:
    """One of them, where this member may see it."""
    row = _REQUEST.first(db, me=member_id, need=need_id)
    return Request(*row) if row else None


def offered(db: Connection, member_id: int) -> Iterable[str]:
    """What a member offers, in their own words: profile and open offers."""
    told = profile.get(db, member_id)
    offers = (text for (text,) in _OFFERS.all(db, me=member_id))
    return [text for text in (told.headline, *told.offers, *offers) if text]


def events(db: Connection, member_id: int, arrivals: Arrivals, now: datetime, until: datetime) -> list[Item]:
    """What a member has said nothing to yet, near them first; what they were invited to has been told."""
    places = [place for (place,) in _PLACES.all(db, me=member_id)]
    found = [one for place in places for one in arrivals.ahead(db, place, now, until) if one.organiser != member_id]
    where = _WHERE.first(db, me=member_id) if found else None
    if where is None:
        return []
    answered = {which for (which,) in _ANSWERED.all(db, me=member_id)}
    invited = {f"invited:{one.id}:{member_id}" for one in found}
    told = set(db.execute(select(outbox.c.once).where(outbox.c.once.in_(invited))).scalars())
    fresh = [one for one in found if one.id not in answered and f"invited:{one.id}:{member_id}" not in told]
    zone, *mine = (str(word or "") for word in where)
    fresh.sort(key=lambda one: (not rules.near(one.place, mine), one.begins, one.id))
    return [Item(Kind.EVENT, one.id, one.title, one.place, times.local(one.begins, zone), _left(one)) for one in fresh]


def _left(one: Ahead) -> int | None:
    """Free seats; those in line come first."""
    return None if one.capacity is None else 0 if one.waiting else max(0, one.capacity - one.taken)
