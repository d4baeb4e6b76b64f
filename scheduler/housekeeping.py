"""Keeps the house: what nobody needs any more goes, a few rows at a time, so that nobody waits for it."""

from datetime import timedelta
from functools import partial

import structlog

from scheduler.works import Office, Works
from storage import housekeeping as rows
from storage.housekeeping import RULES, Rule

log = structlog.get_logger()
works = Works()


@works.every(timedelta(minutes=2), "housekeeping.words")
async def words(office: Office, key: str) -> None:
    """An answer that has left is forgotten within minutes: a code or a login link may stand in it."""
    del key
    await _blank(office, thorough=False)


@works.every(timedelta(days=1), "housekeeping.day")
async def day(office: Office, key: str) -> None:
    """Once a day: words that have served, and rows whose time is over."""
    del key
    blanked = await _blank(office, thorough=True)
    removed = {rule.table.name: 0 for rule in RULES}
    for rule in RULES:
        removed[rule.table.name] += await _remove(office, rule)
    log.info("kept the house", words=blanked, **{name: count for name, count in removed.items() if count})


async def _blank(office: Office, *, thorough: bool) -> int:
    """Each batch is a unit of its own: whoever waits to write comes in between."""
    done = 0
    while ids := await office.read(partial(rows.wordy, now=office.setting.clock(), thorough=thorough)):
        blanked = await office.db.run(partial(rows.blank, ids=ids, now=office.setting.clock()))
        done += blanked
        if not blanked:
            break
    return done


async def _remove(office: Office, rule: Rule) -> int:
    now, done = office.setting.clock(), 0
    while await office.read(partial(rows.worth_it, rule=rule, now=now)):
        removed = await office.db.run(partial(rows.remove, rule=rule, now=now))
        done += removed
        if not removed:
            break
    return done
