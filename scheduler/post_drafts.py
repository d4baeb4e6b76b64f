"""Drafts of posts that make themselves: a month's numbers with their chart, events ahead, the week, and series."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import charts
from bot.context import Desk
from domain import stats as rules
from domain import times
from domain.delivery import Purpose
from domain.post_templates import Source
from domain.roles import Role
from domain.stats import Numbers
from handlers import post_drafts as drafts
from handlers import post_series as series
from handlers import post_source_words as words
from handlers import stats_cards as cards
from handlers.post_sources import DRAW
from scheduler.works import Office, Works
from storage import event_book, people, post_sources, posts
from storage import stats as counts
from storage.people import Community
from storage.post_pictures import Picture

works = Works()
AHEAD = timedelta(days=7)
"""So long before an event its draft is made."""
MOST = 50
"""Events of a community that are looked at."""
MORNING = range(9, 21)
"""Hours at which a draft of the week or of the month is made: late on its day rather than at night."""


@works.due(DRAW)
async def draw(office: Office, key: str) -> None:
    """Last month's numbers for the editor who asked. The key is the community, who asked, and when."""
    community_id, member_id, _ = key.split(":", 2)
    await _month(office, int(community_id), int(member_id), once=f"numbers:{key}")


async def _month(office: Office, community_id: int, author: int | None, once: str) -> None:
    """Count outside any unit, draw on a thread, and make the draft where it does not stand yet."""
    community = await office.read(partial(people.get_community, community_id=community_id))
    if community is None:
        return
    day = _last_month(office.setting.clock(), community.zone)
    weeks = rules.weeks_of_month(day, community.zone)
    numbers = await office.read(partial(counts.over, community_id=community.id, among=weeks, now=weeks[-1].ends))
    t = office.setting.catalogues[community.language]
    title = f"{community.name}, {words.month_name(day, t)}"
    picture = await asyncio.to_thread(charts.drawn, title, cards.labels(numbers, t), cards.panels(numbers, t))
    shown = Picture("numbers.png", "image/png", cards.described(numbers, t), picture)
    await office.run(partial(_drawn, community, day, numbers, shown, author, once))


def _last_month(now: datetime, zone: str) -> date:
    return times.local(now, zone).date().replace(day=1) - timedelta(days=1)


def _drawn(
    community: Community, day: date, numbers: Numbers, picture: Picture, author: int | None, once: str, desk: Desk
) -> None:
    if author is not None and not _edits(desk.db, community.id, author):
        return
    totals = {name: numbers.total(name) for name in numbers.lines} | {"members": numbers.last("members")}
    made = drafts.from_numbers(desk, community, day, totals, picture, author=author, once=once)
    if made is None:
        return
    if author is None:
        drafts.tell_editors(desk, community, made)
    elif one := posts.get(desk.db, made):
        desk.send(author, partial(drafts.waits, made, one.text), Purpose.ANSWER, once=f"draft:{made}:{author}")


def _edits(db: Connection, community_id: int, member_id: int) -> bool:
    return member_id in {one.id for one in people.members(db, community_id, role=Role.EDITOR)}


@works.due(series.NEXT)
async def next_of_series(office: Office, key: str) -> None:
    """Draft the next of a series. The key is its id."""
    await office.run(partial(_gone_on, int(key)))


def _gone_on(series_id: int, desk: Desk) -> None:
    series.go_on(desk, series_id)


@works.every(timedelta(hours=1), "posts.drafts")
async def look_around(office: Office, key: str) -> None:
    """Make the drafts that communities want without asking for them, each once; and look after every series."""
    del key
    for community_id in await office.read(partial(post_sources.wanting, source=Source.EVENT)):
        await office.run(partial(_each, community_id, _events))
    for community_id in await office.read(partial(post_sources.wanting, source=Source.DIGEST)):
        await office.run(partial(_each, community_id, _week))
    for community_id in await office.read(partial(post_sources.wanting, source=Source.NUMBERS)):
        if once := await office.read(partial(_new_month, community_id=community_id, now=office.setting.clock())):
            await _month(office, community_id, None, once)
    for one in await office.read(post_sources.all_series):
        await office.run(partial(_gone_on, one.id))


def _each(community_id: int, make: Callable[[Desk, Community], None], desk: Desk) -> None:
    community = people.get_community(desk.db, community_id)
    if community is not None:
        make(desk, community)


def _events(desk: Desk, community: Community) -> None:
    for event in event_book.ahead(desk.db, community.id, desk.now, limit=MOST):
        if event.begins and desk.now < event.begins <= desk.now + AHEAD:
            _told(desk, community, drafts.from_event(desk, community, event.id, None, once=f"event:{event.id}"))


def _week(desk: Desk, community: Community) -> None:
    here = times.local(desk.now, community.zone)
    if here.weekday() == 0 and here.hour in MORNING:
        once = f"digest:{community.id}:{times.iso_week(desk.now, community.zone)}"
        _told(desk, community, drafts.from_week(desk, community, None, once=once))


def _told(desk: Desk, community: Community, made: int | None) -> None:
    if made is not None:
        drafts.tell_editors(desk, community, made)


def _new_month(db: Connection, community_id: int, now: datetime) -> str | None:
    """The key of the draft that a month's first day asks for; None on other days, and where it stands already."""
    community = people.get_community(db, community_id)
    if community is None:
        return None
    here = times.local(now, community.zone)
    once = f"numbers:{community_id}:{here:%Y-%m}"
    wanted = here.day == 1 and here.hour in MORNING and not posts.made_once(db, once)
    return once if wanted else None
