"""Who was thought of and who was not: needs with and without anybody asked, people asked and never asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.matches import match
from storage.needs import need
from storage.people import member, membership
from storage.profile import profile


@dataclass(frozen=True)
class NeedServed:
    """A need, and how many people were asked to help with it."""

    language: str
    place: str
    asked: int


@dataclass(frozen=True)
class PersonAsked:
    """Somebody who can be found, and how often they were asked."""

    language: str
    place: str
    created: datetime
    asked: int


def needs_since(db: Connection, since: datetime) -> list[NeedServed]:
    """Every need since then, drafts left out."""
    asked = func.count(match.c.asked)
    language = func.coalesce(func.nullif(need.c.language, ""), member.c.language)
    place = func.coalesce(func.nullif(need.c.place, ""), profile.c.city, "")
    query = (
        select(language, place, asked)
        .join(member, member.c.id == need.c.member_id)
        .outerjoin(profile, profile.c.member_id == need.c.member_id)
        .outerjoin(match, match.c.need_id == need.c.id)
        .where(need.c.side == "need", need.c.created >= since, need.c.state.in_(OUTSPOKEN))
        .group_by(need.c.id, language, place)
        .order_by(need.c.id)
    )
    return [NeedServed(*row) for row in db.execute(query)]


OUTSPOKEN = ("open", "matched", "fulfilled", "expired")
"""States of a need for which somebody was to be looked for."""


def people_since(db: Connection, since: datetime) -> list[PersonAsked]:
    """Every member with a published profile, and how often they were asked since then."""
    asked = func.count(match.c.id)
    inside = select(membership.c.member_id).where(membership.c.state == "in")
    query = (
        select(member.c.language, profile.c.city, member.c.created, asked)
        .join(profile, profile.c.member_id == member.c.id)
        .outerjoin(match, (match.c.helper_id == member.c.id) & (match.c.asked >= since))
        .where(profile.c.published, member.c.id.in_(inside))
        .group_by(member.c.id, member.c.language, profile.c.city, member.c.created)
        .order_by(member.c.id)
    )
    return [PersonAsked(*row) for row in db.execute(query)]
