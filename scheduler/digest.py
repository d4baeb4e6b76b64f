"""Sends the weekly digests: each member's week is decided on exactly once, on their own Monday."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import structlog

from bot.context import Desk
from domain import digest as rules
from domain.delivery import Purpose
from domain.digest import Skip, State, Week
from domain.errors import Unavailable
from handlers.digest import card, gathered
from scheduler.works import Office, Works
from storage import digest as digests
from storage import people

log = structlog.get_logger()
works = Works()
CHUNK = 500
TOGETHER = 25
"""Members written at the same time: their units share commits and leave room for others."""


@works.every(timedelta(minutes=15), "digest.scan")
async def scan(office: Office, key: str) -> None:
    """Look in every zone for members whose Monday morning has come."""
    del key
    now = office.setting.clock()
    for zone in await office.read(digests.zones):
        week = rules.week(now, zone, 0)
        if week.slot <= now <= week.until:
            await _write_all(office, zone, week)


@works.every(timedelta(hours=6), "digest.passed")
async def passed(office: Office, key: str) -> None:
    """Record the weeks that went by while the bot stood still; also the first thing after a start."""
    del key
    now = office.setting.clock()
    for zone in await office.read(digests.zones):
        for week in (rules.week(now, zone, back) for back in range(rules.BACK, -1, -1)):
            if now > week.until:
                await _passed(office, zone, week)


async def _passed(office: Office, zone: str, week: Week) -> None:
    """Record whom a week has passed by while the bot stood still."""
    missing = partial(digests.waiting, zone=zone, week=week.name, slot=week.slot, limit=1)
    if await office.read(missing):
        await office.run(partial(_skip, zone, week))


def _skip(zone: str, week: Week, desk: Desk) -> None:
    digests.skip_late(desk.db, zone, week.name, week.slot, desk.now)


async def _write_all(office: Office, zone: str, week: Week) -> None:
    """Everybody in the zone, in chunks by id; a crash in between is made up for by the next scan."""
    after = 0
    while chunk := await office.read(
        partial(digests.waiting, zone=zone, week=week.name, slot=week.slot, after=after, limit=CHUNK)
    ):
        for start in range(0, len(chunk), TOGETHER):
            await _write_some(office, chunk[start : start + TOGETHER], week)
        after = chunk[-1]


async def _write_some(office: Office, members: Iterable[int], week: Week) -> None:
    await asyncio.gather(*(_write(office, member, week) for member in members))


async def _write(office: Office, member_id: int, week: Week) -> None:
    """One member's week; where it breaks, it is recorded as failed and nobody else's suffers."""
    try:
        await office.run(partial(_decide, member_id, week))
    except Unavailable:
        raise
    except Exception:
        log.exception("a digest broke", member=member_id, week=week.name)
        await office.run(partial(_failed, member_id, week))


def _failed(member_id: int, week: Week, desk: Desk) -> None:
    digests.win(desk.db, member_id, week.name, desk.now)


def _decide(member_id: int, week: Week, desk: Desk) -> None:
    """Win the week, then write the digest or why there is none."""
    db = desk.db
    me = people.get(db, member_id) if digests.lock(db, member_id) else None
    if me is None or me.digest == "off" or not digests.win(db, member_id, week.name, desk.now):
        return
    reachable = digests.reachable(db, member_id)
    quiet = (me.quiet_from, me.quiet_until)
    due = rules.due(desk.now, week, me.zone, quiet, away_until=me.snoozed_until, reachable=reachable)
    if isinstance(due, Skip):
        digests.settle(db, member_id, week.name, State.SKIPPED, due)
        return
    lines = gathered(db, member_id, desk.now)
    if lines:
        once = digests.once(member_id, week.name)
        build = partial(card, me.name, lines)
        desk.send(member_id, build, Purpose.DIGEST, once=once, due=due, not_after=week.until)
        digests.remember(db, member_id, (item for line in lines for item in line), desk.now)
    digests.settle(db, member_id, week.name, State.SENT if lines else State.EMPTY)
