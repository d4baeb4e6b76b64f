"""Counts a community's numbers and draws their chart, outside any unit, and sends both to the manager who asked."""

import asyncio
from functools import partial

from sqlalchemy import Connection

from bot import charts
from bot.context import Desk
from bot.i18n import Markup, Translator
from bot.ui import File, Message
from domain.delivery import Purpose
from domain.roles import Role
from domain.stats import Numbers
from handlers import stats_cards as cards
from scheduler.works import Office, Works
from storage import people
from storage import stats as rows
from storage.people import Community, Member

works = Works()


@works.due("stats.draw")
async def draw(office: Office, key: str) -> None:
    """Count, draw and send. The key is the community, who asked, the weeks and the moment."""
    community_id, member_id, weeks, _ = key.split(":", 3)
    asked = await office.read(partial(_asker, community_id=int(community_id), member_id=int(member_id)))
    if asked is None:
        return
    community, reader = asked
    count = partial(rows.numbers, community_id=community.id, now=office.setting.clock(), zone=community.zone)
    numbers = await office.read(partial(count, weeks=int(weeks)))
    t = office.setting.catalogues[reader.language]
    name = Markup(community.name)  # a picture has no markup to be escaped from
    title = t.n("{community}, {n} week", "{community}, {n} weeks", len(numbers.weeks), community=name)
    picture = await asyncio.to_thread(charts.drawn, title, cards.labels(numbers, t), cards.panels(numbers, t))
    await office.run(partial(_send, community, reader.id, numbers, picture, key))


def _asker(db: Connection, community_id: int, member_id: int) -> tuple[Community, Member] | None:
    """Where and who, while they may still see it."""
    inside = people.members(db, community_id, role=Role.MANAGER)
    reader, community = next((m for m in inside if m.id == member_id), None), people.get_community(db, community_id)
    return (community, reader) if community and reader else None


def _send(community: Community, member_id: int, numbers: Numbers, picture: bytes, key: str, desk: Desk) -> None:
    if _asker(desk.db, community.id, member_id) is not None:
        build = partial(_message, numbers, community.name, picture)
        desk.send(member_id, build, Purpose.ANSWER, once=f"stats:{key}")


def _message(numbers: Numbers, community: str, picture: bytes, t: Translator) -> Message:
    return Message(
        cards.summary(numbers, community, t),
        cards.spans(len(numbers.weeks), t),
        image=File("numbers.png", picture, "image/png"),
        alt=cards.described(numbers, t),
        files=(File("numbers.csv", cards.table(numbers, t), "text/csv"),),
    )
