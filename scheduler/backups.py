"""Nightly backups into a folder, and the journal of erasures that outlives the database."""

import asyncio
import time
from datetime import timedelta
from functools import partial

import structlog

from domain import backups as rules
from domain.errors import TertuliaError
from scheduler.works import Office, Works
from storage import privacy
from storage.backups import journal, making
from storage.backups.archive import Header
from storage.backups.folder import Shelf

log = structlog.get_logger()
works = Works()
BREATH = 0.005
"""Seconds between chunks in which people's messages have the processor for themselves."""


@works.every(timedelta(hours=1), "backups.night")
async def night(office: Office, key: str) -> None:
    """Make last night's backup unless it is there; one that failed is tried again an hour later."""
    del key
    shelf = office.setting.shelf
    if shelf is None:
        return
    try:
        newest = await asyncio.to_thread(shelf.newest)
        if rules.is_due(newest.made if newest else None, office.setting.clock(), office.setting.zone):
            made, gone = await asyncio.to_thread(_made, office, shelf)
            log.info("a backup was made", file=rules.name(made.made), rows=made.rows, removed=gone)
        await _journal(office)
    except (TertuliaError, OSError) as error:
        log.error("the nightly backup failed", reason=str(error), folder=str(shelf.folder))  # noqa: TRY400 – the reason is a sentence


def _made(office: Office, shelf: Shelf) -> tuple[Header, list[str]]:
    """In a thread of its own: a file is written and read again, however long it takes."""
    now = office.setting.clock()
    shelf.ready()
    rest = partial(time.sleep, BREATH)
    made = making.make(office.db, shelf.path(now), now, making.release(), running=True, rest=rest)
    return made, shelf.tidy()


@works.due(privacy.JOURNAL)
async def write_journal(office: Office, key: str) -> None:
    """Somebody was erased: write it down outside the database, where no restore can undo it."""
    del key
    await _journal(office)


async def _journal(office: Office) -> None:
    if paths := office.setting.journals:
        erased = await office.read(privacy.erasures)
        await asyncio.to_thread(journal.keep, erased, paths)
