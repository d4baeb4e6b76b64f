"""An event's picture: asked for in the chat, taken off again."""

from bot import pictures
from bot.context import Ctx
from bot.router import Reply
from bot.ui import Button
from handlers import event_views
from handlers.event_cards import Act, OnEvent
from storage import event_book as book
from storage.event_book import Event

PICTURED = "events.picture"
"""The work that puts a picture on an event; its key is the event's id and the picture's."""


def asked(ctx: Ctx, event: Event) -> Reply:
    """Send it now; where there is one, it can also go."""
    t = ctx.t
    none = (Button(t("No picture"), OnEvent(event.id, Act.NO_PICTURE)),) if book.picture(ctx.db, event.id) else ()
    return pictures.asked(ctx, PICTURED, str(event.id), ((*none, Button(t("Back"), OnEvent(event.id, Act.SHOW))),))


def taken_off(ctx: Ctx, event: Event) -> Reply:
    """Cards are without it from now on; where it stands already, it stays."""
    book.set_picture(ctx.db, event.id)
    return event_views.shown(ctx, event.id, replace=False)
