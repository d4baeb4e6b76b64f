"""What happened that a member may care about: introductions, questions that wait for them, requests, newcomers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, and_, bindparam, case, column, exists, or_, select, table

from domain.digest import Item, Kind
from storage import profile
from storage.db import Moment
from storage.introductions import introduction
from storage.matches import match
from storage.needs import need
from storage.people import member, membership
from storage.profile import profile as profiles

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
    return query.where(introduction.c.met.in_(("", "not_yet")), introduction.c.created >= _SINCE)


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
    return (
        select(member.c.id, member.c.name, profiles.c.headline)
        .join(membership, membership.c.member_id == member.c.id)
        .join(profiles, profiles.c.member_id == member.c.id)
        .where(membership.c.community_id.in_(_MINE), membership.c.state == "in", membership.c.since >= _SINCE)
        .where(profiles.c.published, member.c.id != _ME, ~_blocked(member.c.id))
        .order_by(member.c.id.desc())
        .distinct()
        .limit(NEWEST)
    )


_INTRODUCTIONS = _introductions().order_by(introduction.c.id.desc())
_ASKS = _asks().order_by(match.c.id)
_REQUESTS = _requests().order_by(need.c.id.desc()).limit(NEWEST)
_REQUEST = _requests().where(need.c.id == bindparam("need"))
_NEWCOMERS = _newcomers()
_OFFERS = select(need.c.text).where(need.c.member_id == _ME, need.c.side == "offer", need.c.state == "open")


def introductions(db: Connection, member_id: int, since: datetime) -> list[Item]:
    """People to whom the member was introduced since then, and who have not talked yet."""
    rows = db.execute(_INTRODUCTIONS, {"me": member_id, "since": since})
    return [Item(Kind.INTRODUCTION, row.id, name=row.name) for row in rows]


def asks(db: Connection, member_id: int) -> list[Item]:
    """Matches that wait for this member's yes or no; nobody's name stands in them."""
    return [Item(Kind.ASK, row.id, text=row.text) for row in db.execute(_ASKS, {"me": member_id})]


def requests(db: Connection, member_id: int) -> list[Row[Any]]:
    """Open needs that a member may see and answer: of others in their communities, not matched with them yet.

    Rows of (id, text, tags, place, remote, effort, until, title), the newest first.
    """
    return list(db.execute(_REQUESTS, {"me": member_id}))


def request(db: Connection, member_id: int, need_id: int) -> Row[Any] | None:
    """One of them, where this member may see it."""
    return db.execute(_REQUEST, {"me": member_id, "need": need_id}).first()


def newcomers(db: Connection, member_id: int, since: datetime) -> list[Item]:
    """People who came in since then and let themselves be found, the newest first; `text` is what they do."""
    rows = db.execute(_NEWCOMERS, {"me": member_id, "since": since})
    return [Item(Kind.PERSON, row.id, name=row.name, text=row.headline) for row in rows]


def offered(db: Connection, member_id: int) -> Iterable[str]:
    """What a member offers, in their own words: profile and open offers."""
    told = profile.get(db, member_id)
    offers = db.execute(_OFFERS, {"me": member_id}).scalars()
    return [text for text in (told.headline, *told.offers, *offers) if text]
