"""Sends the weekly digests: each member's week is decided on exactly once, on their own Monday."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.context import Desk
from domain import digest as rules
from domain.delivery import Purpose
from domain.digest import Reader, Skip, State, Week
from handlers.digest import gathered
from handlers.digest_cards import card
from scheduler.works import Office, Works
from storage import digest as digests
from storage import people
from storage.digest_news import Arrivals
from storage.statements import savepoint

log = structlog.get_logger()
works = Works()
CHUNK = 500
TOGETHER = 25
"""Members a unit: they share what is read for all of them, and leave room for others."""


@works.every(timedelta(minutes=15), "digest.scan")
async def scan(office: Office, key: str) -> None:
    """Look in every zone for members whose Monday morning has come."""
    del key
    now = office.setting.clock()
    for zone, week in await office.read(partial(_begun, now)):
        await _write_all(office, zone, week, now)


def _begun(now: datetime, db: Connection) -> list[tuple[str, Week]]:
    """Zones in which the week's digest may go out now."""
    weeks = [(zone, rules.week(now, zone)) for zone in digests.zones(db)]
    return [(zone, week) for zone, week in weeks if week.slot <= now <= week.until]


@works.every(timedelta(hours=1), "digest.passed")
async def passed(office: Office, key: str) -> None:
    """Record the weeks that went by while the bot stood still; nearly the first thing after a start."""
    del key
    now = office.setting.clock()
    for zone, week in await office.read(partial(_gone_by, now)):
        await office.run(partial(_skip, zone, week))


def _gone_by(now: datetime, db: Connection) -> list[tuple[str, Week]]:
    """Weeks that went by without a row for everybody, the oldest first: a crash in between leaves no hole behind."""
    found = [(zone, week) for zone in digests.zones(db) for week in _missing(db, zone, now)]
    return sorted(found, key=lambda one: one[1].slot)


def _missing(db: Connection, zone: str, now: datetime) -> Iterator[Week]:
    """Those of one zone, the newest first; some weeks in a row that are whole end the search."""
    whole = 0
    for week in (rules.week(now, zone, back) for back in range(rules.LONGEST)):
        if now > week.until and digests.waiting(db, zone, week, limit=1):
            whole = 0
            yield week
        elif (whole := whole + 1) > rules.BACK:
            return


def _skip(zone: str, week: Week, desk: Desk) -> None:
    digests.skip_late(desk.db, zone, week, desk.now)


async def _write_all(office: Office, zone: str, week: Week, now: datetime) -> None:
    """Everybody in the zone, in chunks by id; a crash in between is made up for by the next scan.

    Who has quiet hours is decided on when they end, not before: until then a member may still say no.
    """
    after = 0
    waiting = partial(digests.waiting, zone=zone, week=week, limit=CHUNK, ahead=now + rules.AHEAD)
    while chunk := await office.read(partial(waiting, after=after)):
        ready = [one.id for one in chunk if (rules.leaves(now, week, zone, one.quiet) or now) <= now]
        for start in range(0, len(ready), TOGETHER):
            await _write_some(office, ready[start : start + TOGETHER], week)
        after = chunk[-1].id


async def _write_some(office: Office, members: Sequence[int], week: Week) -> None:
    """Some members' weeks in one unit; where one breaks, it is recorded as failed and nobody else's suffers."""
    broken = await office.run(partial(_decide_all, members, week))
    for member, error in broken:
        log.error("a digest broke", member=member, week=week.name, exc_info=error)


def _decide_all(members: Sequence[int], week: Week, desk: Desk) -> list[tuple[int, Exception]]:
    broken: list[tuple[int, Exception]] = []
    arrivals = Arrivals(desk.now - rules.FRESH)
    for member in members:
        try:
            with savepoint(desk.db, "digest"):
                _decide(member, week, arrivals, desk)
        except OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 – whatever it was, the others' weeks are to be written
            _failed(member, week, desk)
            broken.append((member, error))
    return broken


def _failed(member_id: int, week: Week, desk: Desk) -> None:
    digests.win(desk.db, member_id, week.name, desk.now)


def _decide(member_id: int, week: Week, arrivals: Arrivals, desk: Desk) -> None:
    """Win the week, then write the digest or why there is none."""
    db = desk.db
    me = people.get(db, member_id) if digests.lock(db, member_id) else None
    if me is None:
        return
    due = rules.due(desk.now, week, _reader(db, me, week))
    quiet = not isinstance(due, Skip) and due > desk.now
    if quiet or not digests.win(db, member_id, week.name, desk.now):
        return
    if isinstance(due, Skip):
        digests.settle(db, member_id, week.name, State.SKIPPED, due)
        return
    lines = gathered(db, member_id, desk.now, arrivals)
    if lines:
        once = digests.once(member_id, week.name)
        desk.send(member_id, partial(card, me.name, lines), Purpose.DIGEST, once=once, not_after=week.until)
        digests.remember(db, member_id, (item for line in lines for item in line), desk.now)
    digests.settle(db, member_id, week.name, State.SENT if lines else State.EMPTY)


def _reader(db: Connection, me: people.Member, week: Week) -> Reader:
    return Reader(
        me.zone,
        (me.quiet_from, me.quiet_until),
        away_until=me.snoozed_until,
        reachable=digests.reachable(db, me.id),
        wants=me.digest != "off",
        inside=digests.inside(db, me.id, week.slot),
    )
