"""Sends an event's calendar file to whoever just said that they come, once."""

from functools import partial

from bot.context import Desk
from bot.i18n import Translator
from bot.ui import Button, File, Message, row
from domain.calendars import Feed
from domain.delivery import Purpose
from handlers.calendar_entries import attached
from handlers.calendars import Act, OnLink
from scheduler.works import Office, Works

works = Works()


@works.due("calendars.file")
async def send(office: Office, key: str) -> None:
    """Send the file. The key is the event and the member."""
    await office.run(partial(_sent, key))


def _sent(key: str, desk: Desk) -> None:
    event_id, _, member_id = key.partition(":")
    files = attached(desk, int(event_id))
    if files:
        build = partial(_message, files)
        desk.send(int(member_id), build, Purpose.NOTICE, once=f"calendar:{key}")


def _message(files: tuple[File, ...], t: Translator) -> Message:
    text = t("*For your calendar.*\nOr follow all that you go to with one link, and changes come by themselves.")
    return Message(text, row(Button(t("Calendar link"), OnLink(Act.SHOW, Feed.MINE))), files=files)
