"""What a community's numbers are counted from: moments and people in the tables of every feature that there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from domain import stats as rules
from domain.stats import Numbers, Week
from storage import post_received
from storage.events import attendance, event
from storage.introductions import introduction
from storage.matches import match
from storage.needs import need
from storage.outbox import outbox
from storage.people import membership
from storage.projects import project
from storage.topics import topic, topic_vote

HELD = ("published", "over")
SEATED = ("going", "offered")
FIRM = ("constituted", "self_sufficient", "merged")
"""Stages of a project that has become a firm."""
CAME_OUT = ("working", "done")


def numbers(db: Connection, community_id: int, now: datetime, zone: str, weeks: int) -> Numbers:
    """Everything that can be counted; what never happened here is absent."""
    return over(db, community_id, rules.weeks(now, zone, weeks), now)


def over(db: Connection, community_id: int, among: Sequence[Week], now: datetime) -> Numbers:
    """The same of any stretches of time that follow each other, such as the weeks of a month."""
    lines = _people(db, community_id, among) | _needs(db, community_id, among) | _introductions(db, community_id, among)
    lines |= _events(db, community_id, among, now) | _broadcasts(db, community_id, among)
    lines |= _posts(db, community_id, among)
    return Numbers(tuple(among), lines, _ever(db, community_id))


def _inside(community_id: int, person: Any) -> Any:
    return exists().where(
        membership.c.member_id == person, membership.c.community_id == community_id, membership.c.state == "in"
    )


def _pairs(db: Connection, query: Select[Any]) -> list[tuple[datetime, int]]:
    return [(row[0], int(row[1])) for row in db.execute(query)]


def _people(db: Connection, community_id: int, among: Sequence[Week]) -> dict[str, tuple[int, ...]]:
    here = (membership.c.community_id == community_id, membership.c.state == "in")
    since = list(db.execute(select(membership.c.since).where(*here)).scalars())
    return {
        "members": rules.standing(since, among),
        "newcomers": rules.counted(since, among),
        "active": rules.distinct(_deeds(db, community_id, among[0].begins), among),
    }


def _deeds(db: Connection, community_id: int, since: datetime) -> list[tuple[datetime, int]]:
    """(moment, who) of what members did: asked, answered, came, brought a topic."""
    events = select(event.c.id).where(event.c.community_id == community_id)
    topics = select(topic.c.id).where(topic.c.community_id == community_id)
    needs = select(need.c.id).where(need.c.community_id == community_id)
    queries = (
        select(need.c.created, need.c.member_id).where(need.c.community_id == community_id, need.c.created >= since),
        select(match.c.answered, match.c.helper_id).where(match.c.need_id.in_(needs), match.c.answered >= since),
        select(attendance.c.answered, attendance.c.member_id).where(
            attendance.c.event_id.in_(events), attendance.c.answered >= since
        ),
        select(topic_vote.c.at, topic_vote.c.member_id).where(
            topic_vote.c.topic_id.in_(topics), topic_vote.c.at >= since
        ),
    )
    return [pair for query in queries for pair in _pairs(db, query)]


def _needs(db: Connection, community_id: int, among: Sequence[Week]) -> dict[str, tuple[int, ...]]:
    here = (need.c.community_id == community_id, need.c.side == "need", need.c.state.not_in(("draft", "held")))
    opened = list(db.execute(select(need.c.created).where(*here)).scalars())
    met = db.execute(select(need.c.changed).where(*here, need.c.state == "fulfilled")).scalars()
    return {"needs": rules.counted(opened, among), "needs_met": rules.counted(met, among)} if opened else {}


def _introductions(db: Connection, community_id: int, among: Sequence[Week]) -> dict[str, tuple[int, ...]]:
    needs = select(need.c.id).where(need.c.community_id == community_id)
    asked = list(
        db.execute(select(match.c.asked).where(match.c.need_id.in_(needs), match.c.asked.is_not(None))).scalars()
    )
    if not asked:
        return {}
    made = select(introduction.c.created).where(introduction.c.need_id.in_(needs))
    return {
        "suggested": rules.counted(asked, among),
        "introduced": rules.counted(db.execute(made).scalars(), among),
        "talked": rules.counted(db.execute(made.where(introduction.c.met == "met")).scalars(), among),
        "came_out": rules.counted(db.execute(made.where(introduction.c.outcome.in_(CAME_OUT))).scalars(), among),
    }


def _events(db: Connection, community_id: int, among: Sequence[Week], now: datetime) -> dict[str, tuple[int, ...]]:
    here = (event.c.community_id == community_id, event.c.state.in_(HELD), event.c.begins <= now)
    begun = list(db.execute(select(event.c.begins).where(*here)).scalars())
    if not begun:
        return {}
    seats = (
        select(event.c.begins, attendance.c.party).join(attendance, attendance.c.event_id == event.c.id).where(*here)
    )
    came = seats.where(attendance.c.checked_in.is_not(None))
    return {
        "events": rules.counted(begun, among),
        "seats": rules.summed(_pairs(db, seats.where(attendance.c.seat.in_(SEATED))), among),
        "came": rules.summed(_pairs(db, came), among),
    }


def _broadcasts(db: Connection, community_id: int, among: Sequence[Week]) -> dict[str, tuple[int, ...]]:
    """Letters of broadcasts to people of this community, and those that arrived."""
    query = select(outbox.c.created).where(outbox.c.purpose == "broadcast", outbox.c.op == "send")
    planned = list(db.execute(query.where(_inside(community_id, outbox.c.member_id))).scalars())
    if not planned:
        return {}
    sent = db.execute(query.where(_inside(community_id, outbox.c.member_id), outbox.c.state == "sent")).scalars()
    return {"letters": rules.counted(planned, among), "reached": rules.counted(sent, among)}


def _posts(db: Connection, community_id: int, among: Sequence[Week]) -> dict[str, tuple[int, ...]]:
    """Posts to the world, each channel by itself, by the week they went out."""
    out = post_received.moments(db, community_id)
    if not out:
        return {}
    return {
        "posts": rules.counted([at for at, _, _ in out], among),
        "views": rules.summed([(at, views) for at, views, _ in out], among),
        "reactions": rules.summed([(at, reactions) for at, _, reactions in out], among),
    }


def _ever(db: Connection, community_id: int) -> dict[str, int]:
    """The pilot's numbers, as far as there is something to count them from."""

    def count(table: Any, *which: Any) -> int:
        return int(db.execute(select(func.count()).select_from(table).where(*which)).scalar_one())

    needs = select(need.c.id).where(need.c.community_id == community_id)
    return {
        "people": count(membership, membership.c.community_id == community_id, membership.c.state == "in"),
        "projects": count(project, project.c.community_id == community_id),
        "firms": count(project, project.c.community_id == community_id, project.c.stage.in_(FIRM)),
        "synergies": count(introduction, introduction.c.need_id.in_(needs), introduction.c.outcome.in_(CAME_OUT)),
    }
