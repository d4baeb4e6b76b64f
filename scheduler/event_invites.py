"""Tells everybody of an event, a hand of people a unit, each once and within what their week holds."""

from functools import partial

from bot.context import Desk
from handlers import event_invites
from handlers.event_invites import INVITE
from scheduler.works import Office, Works

works = Works()
HAND = 100


@works.due(INVITE)
async def invite(office: Office, key: str) -> None:
    """Invite whoever has not answered. The key is the event's id."""
    after = 0
    while after >= 0:
        after = await office.run(partial(_invited, int(key), after))


def _invited(event_id: int, after: int, desk: Desk) -> int:
    return event_invites.invite(desk, event_id, after, HAND)
