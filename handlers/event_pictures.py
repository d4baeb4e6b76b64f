"""An event's picture: asked for in the chat, for one date or for all of a series, and taken off again."""

from bot import pictures
from bot.context import Ctx
from bot.router import Reply
from bot.ui import Button
from handlers import event_series_pictures, event_views
from handlers.event_cards import Act, OnEvent
from storage import event_pictures as kept
from storage import event_series
from storage.event_book import Event

PICTURED, PICTURED_ALONE = "events.picture", "events.picture_alone"
"""The works that put a picture on an event, or on this date of a series alone; the key is the event's id and the
picture's."""


def asked(ctx: Ctx, event: Event) -> Reply:
    """Send it now; where there is one, it can also go."""
    t = ctx.t
    first = [Button(t("No picture"), OnEvent(event.id, Act.NO_PICTURE))] if kept.of(ctx.db, event.id) else []
    note = ""
    if event_series.number_of(ctx.db, event.id):
        note = t("Every date that is still ahead gets it.")
        first.append(Button(t("This date alone"), OnEvent(event.id, Act.PICTURE_ALONE)))
    rows = ((*first, Button(t("Back"), OnEvent(event.id, Act.SHOW))),)
    return pictures.asked(ctx, PICTURED, str(event.id), rows, note)


def asked_alone(ctx: Ctx, event: Event) -> Reply:
    """Send one for this date; the others keep theirs."""
    back = ((Button(ctx.t("Back"), OnEvent(event.id, Act.PICTURE)),),)
    return pictures.asked(ctx, PICTURED_ALONE, str(event.id), back, ctx.t("It goes on this date alone."))


def taken_off(ctx: Ctx, event: Event) -> Reply:
    """Its cards are without it from now on."""
    event_series_pictures.put(ctx, event, None)
    return event_views.shown(ctx, event.id, replace=False)
