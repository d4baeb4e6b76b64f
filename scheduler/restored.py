"""After a restore: what the bot may have done since the backup is done again in doubt, so that nothing leaves twice."""

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from bot.context import Setting
from scheduler.works import Office, Work, Works
from storage import ticks

log = structlog.get_logger()
HOUSE = ("backups.", "housekeeping.")
"""Work that sends nothing to anybody has no part in it."""


def added(works: Works) -> Works:
    """All works, and the one that does any of them in doubt."""
    every = {periodic.name: periodic.work for periodic in works.periodic} | works.by_name
    works.due(ticks.RESTORED)(partial(_again, every))
    return works


async def _again(every: dict[str, Work], office: Office, key: str) -> None:
    """Do a piece of work as if it were the moment of the restore."""
    moment, name, its_key = ticks.in_doubt(key)
    if work := every.get(name):
        await work(replace(office, setting=doubtful(office.setting, moment)), its_key)
    else:
        log.error("nobody does this work", work=name, key=its_key)


def doubtful(setting: Setting, moment: datetime) -> Setting:
    """A setting in which time stands still at the restore and nothing that is written leaves by itself."""
    return replace(setting, clock=lambda: moment, doubtful=True)


def periods(works: Works, now: datetime) -> dict[str, str]:
    """Each periodic work's period at that moment, by name."""
    return {each.name: each.slot(now) for each in works.periodic if not each.name.startswith(HOUSE)}


async def catch_up(office: Office, works: Works) -> int:
    """Do everything that is in doubt before anything else is done; returns how many pieces there were.

    It may be done twice where two machines start at once, and that is harmless: every piece's effect stands once. A
    piece that breaks is left to the engine, which comes back to it.
    """
    work, done, broken = works.by_name[ticks.RESTORED], 0, set[str]()
    while keys := [key for key in await office.read(ticks.doubts) if key not in broken]:
        for key in keys:
            try:
                await work(office, key)
                await office.db.run(partial(ticks.unplan, work=ticks.RESTORED, key=key))
                done += 1
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("work broke after the restore", key=key)
                broken.add(key)
    if done:
        log.warning("caught up after the restore", pieces=done, see="tertulia outbox list --state uncertain")
    return done
