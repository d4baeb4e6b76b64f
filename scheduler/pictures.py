"""Brings the pictures that people sent: fetched beside all units, looked at byte by byte, given to what asked."""

import asyncio
from datetime import timedelta
from functools import partial

from bot.adapters.base import SendFailed
from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Message
from domain import pictures as rules
from domain.delivery import Outcome, Purpose
from domain.errors import Refused
from domain.pictures import LARGEST
from handlers.pictures import FETCH
from scheduler.works import Office, Works
from storage import pictures
from storage.pictures import Picture, State

works = Works()
TRIES = 5
PAUSE = timedelta(seconds=20)
"""Before the second try; twice as long before each further one."""
LOST = Refused("I could not get that picture. Send it once more.")


@works.due(FETCH)
async def fetch(office: Office, key: str) -> None:
    """Fetch a picture and hand it on. The key is its id."""
    coming = await office.read(partial(pictures.get, picture_id=int(key)))
    if coming is None or coming.state != State.COMING:
        return
    try:
        fetcher = office.fetchers[coming.platform]
        content = await fetcher.fetch(coming.workspace, coming.file, LARGEST)
        read = await asyncio.to_thread(rules.read, content)
    except Refused as refusal:
        await office.run(partial(_refused, coming, refusal))
    except (SendFailed, KeyError) as failed:
        await office.run(partial(_missed, coming, failed))
    else:
        await office.run(partial(_kept, coming, read))


def _kept(coming: Picture, read: rules.Picture, desk: Desk) -> None:
    """The wish is fulfilled; another picture needs another wish."""
    now = pictures.get(desk.db, coming.id, lock=True)
    if now is None or now.state != State.COMING:
        return
    pictures.change(
        desk.db, coming.id, state=str(State.KEPT), name=read.name, mime=read.mime, content=read.content
    )  # fmt: skip
    pictures.unwanted(desk.db, coming.member_id, coming.work, coming.subject)
    desk.later(coming.work, f"{coming.subject}:{coming.id}")


def _missed(coming: Picture, failed: Exception, desk: Desk) -> None:
    """Later, while that makes sense; a fetch shows itself to nobody, so doing it again does no harm."""
    if isinstance(failed, SendFailed) and failed.reason == "too_large":
        _refused(coming, rules.too_large(), desk)
    elif isinstance(failed, SendFailed) and failed.outcome is not Outcome.STOP and coming.tries + 1 < TRIES:
        pictures.change(desk.db, coming.id, tries=coming.tries + 1)
        desk.later(FETCH, str(coming.id), desk.now + PAUSE * 2**coming.tries)
    else:
        _refused(coming, LOST, desk)


def _refused(coming: Picture, refusal: Refused, desk: Desk) -> None:
    """Say so; the wish stays, so that another picture can follow."""
    pictures.change(desk.db, coming.id, state=str(State.REFUSED))
    desk.send(coming.member_id, partial(_told, refusal), Purpose.ANSWER, once=f"picture:{coming.id}")


def _told(refusal: Refused, t: Translator) -> Message:
    return Message(t(refusal.text, **refusal.values))
