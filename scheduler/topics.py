"""Sends the open forum's agenda the day before, and asks afterwards what was reached."""

from datetime import datetime, timedelta
from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Message
from domain import times
from domain import topics as rules
from domain.delivery import Purpose
from domain.roles import Role
from handlers import topic_cards as cards
from handlers.topics import upcoming
from scheduler.works import Office, Works
from storage import people
from storage import topics as rows
from storage.topics import Topic

works = Works()
CHUNK = 100
"""Letters that one unit writes."""


@works.every(timedelta(minutes=15), "topics.look")
async def look(office: Office, key: str) -> None:
    """Find meetings whose agenda goes round now, and those that are over."""
    del key
    now = office.setting.clock()
    for forum in await office.read(rows.forums):
        following = rules.upcoming(forum.rule, now)
        if following and rules.worth_telling(following.begins, now):
            await office.run(partial(_prepare, forum.community_id, following.begins))
    for community_id, begins in await office.read(partial(rows.unclosed, before=now - rules.AFTER)):
        await office.run(partial(_close, community_id, begins))


def _prepare(community_id: int, begins: datetime, desk: Desk) -> None:
    """Plan the agenda's round, once a meeting; without topics there is nothing to tell."""
    if rows.agenda(desk.db, community_id) and rows.prepare(desk.db, community_id, begins):
        desk.later("topics.agenda", f"{community_id}:{begins.isoformat()}")


@works.due("topics.agenda")
async def agenda(office: Office, key: str) -> None:
    """Write to everybody who wants the agenda. The key is the community and the meeting's beginning."""
    community_id, _, begins = key.partition(":")
    moment = datetime.fromisoformat(begins)
    ids = await office.read(partial(rows.readers, community_id=int(community_id), now=office.setting.clock()))
    for start in range(0, len(ids), CHUNK):
        await office.run(partial(_write, int(community_id), moment, ids[start : start + CHUNK]))


def _write(community_id: int, begins: datetime, ids: list[int], desk: Desk) -> None:
    community, topics = people.get_community(desk.db, community_id), rows.agenda(desk.db, community_id)
    if community is None or not topics:
        return
    for member_id in ids:
        reader = people.get(desk.db, member_id)
        if reader is None:
            continue
        due = times.after_quiet(desk.now, reader.zone, reader.quiet_from, reader.quiet_until)
        build = partial(_letter, topics, upcoming(desk, community_id, reader.zone), community.name)
        once = f"forum:{community_id}:{begins:%Y%m%d%H%M}:{member_id}"
        desk.send(member_id, build, Purpose.NOTICE, once=once, due=due, not_after=begins)


def _letter(topics: list[Topic], meets: cards.Meets, community: str, t: Translator) -> Message:
    return cards.invitation(topics, meets, community, t)


def _close(community_id: int, begins: datetime, desk: Desk) -> None:
    """Whatever stood on the agenda waits once more, until a manager says what was reached."""
    if not rows.close(desk.db, community_id, begins):
        return
    rows.carry(desk.db, community_id, begins)
    topics = rows.agenda(desk.db, community_id)
    if not topics or desk.now > begins + rules.LATEST:
        return
    for manager in people.members(desk.db, community_id, role=Role.MANAGER):
        due = times.after_quiet(desk.now, manager.zone, manager.quiet_from, manager.quiet_until)
        once = f"forum-reached:{community_id}:{begins:%Y%m%d%H%M}:{manager.id}"
        desk.send(manager.id, partial(_question, topics), Purpose.NOTICE, once=once, due=due)


def _question(topics: list[Topic], t: Translator) -> Message:
    return cards.reached(topics, t, replace=False)
