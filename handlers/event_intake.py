"""Taking in an event: a typed line or a filled form becomes a draft, shown back before anybody hears of it."""

import re
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.context import Ctx
from bot.markup import clean
from bot.router import Open, Reply
from bot.ui import Message
from domain import days, event_reading, hours, needs, times
from domain import events as rules
from domain.errors import Refused
from domain.event_reading import Understood
from domain.events import State, Trouble
from domain.recurrence_reading import Pattern
from handlers import event_doubts, event_forms, event_series_begin, event_views
from handlers.event_forms import NewEvent
from storage import event_book as book
from storage.event_book import Event

DRAFTS = 10
"""So many drafts one may have lying about; the oldest is the first to go."""


def today(ctx: Ctx) -> date:
    """The day it is for the person who speaks."""
    return times.local(ctx.now, ctx.member.zone).date()


def typed(ctx: Ctx, text: str) -> Reply:
    """Take in a line; it is kept before anything is asked about it."""
    text, said = _shortened(ctx, clean(text).strip())
    read, often = event_series_begin.read(ctx, text, today(ctx))
    if not needs.says_something(read.title):
        day = read.day.day.isoformat() if read.day and read.day.day else ""
        begins = f"{read.begins:%H:%M}" if read.begins else ""
        return Open(NewEvent(day=day, begins=begins, place=read.link or read.place))
    card = _drafted(ctx, read, often)
    return (said, *(card if isinstance(card, tuple) else (card,))) if said else card


def _shortened(ctx: Ctx, text: str) -> tuple[str, Message | None]:
    """What fits, and what is said of the rest."""
    most = event_reading.DESCRIPTION
    if len(text) <= most:
        return text, None
    beginning = text[:most].rsplit(maxsplit=1)[0]
    said = ctx.t(
        "*That is {n} characters; {limit} fit here.*\nI have kept the beginning; change it on the card.",
        n=len(text), limit=most,
    )  # fmt: skip
    return beginning, Message(said)


def filled(ctx: Ctx, form: NewEvent) -> Reply:
    """Take in a form; its answers count as they stand."""
    if not needs.says_something(form.what):
        return (
            Message(ctx.t("*Say in a few words what it is,* such as “Pizza and pitches”.")),
            Open(form, only="what"),
        )
    link = form.place if form.place.startswith(("https://", "http://")) else ""
    read = Understood(
        form.what,
        days.whole(form.day, today(ctx)),
        hours.clock(form.begins),
        capacity=int(form.seats) if form.seats.isdecimal() else None,
        place="" if link else form.place,
        link=link,
    )
    return _drafted(ctx, read)


def _drafted(ctx: Ctx, read: Understood, often: Pattern | None = None) -> Reply:
    """Write down what was understood, and show it back or ask what is in doubt."""
    check_numbers(read.capacity, read.guests)
    read = _titled(read)
    zone = _zone(ctx, read)
    _make_room(ctx)
    found = rules.moment(read.day, read.begins, zone, ctx.now)
    event_id = book.add(
        ctx.db, ctx.now, community_id=ctx.community.id, organiser_id=ctx.me, author_id=ctx.me, uid=_uid(ctx),
        zone=zone, state=str(State.DRAFT), title=read.title, description=read.description,
        place=read.place[: event_reading.PLACE], link=read.link[: event_reading.LINK], capacity=read.capacity,
        guests=read.guests or 0, **(columns(found, read.ends, read.lasts, zone) if isinstance(found, datetime) else {}),
    )  # fmt: skip
    event = book.get(ctx.db, event_id)
    if often and event:
        event_series_begin.begin(ctx, event, often, datetime.combine(today(ctx), time()))
    if isinstance(found, Trouble):
        return doubtful(ctx, event_id, found, read.begins)
    return event_views.shown(ctx, event_id, replace=False)


def columns(wall: datetime, ends: time | None, lasts: Any, zone: str) -> dict[str, Any]:
    """A moment as the book keeps it."""
    span = rules.span(wall, ends, lasts, zone)
    return {"wall_begins": span.wall_begins, "wall_ends": span.wall_ends, "begins": span.begins, "ends": span.ends}


def doubtful(ctx: Ctx, event_id: int, trouble: Trouble, begins: time | None) -> Reply:
    """Ask about the moment; the draft keeps everything else."""
    event = book.get(ctx.db, event_id)
    if event is None:
        raise LookupError("a draft that was just written is gone")
    if trouble.doubt is rules.Doubt.NO_DAY:
        form = event_forms.when_form(event, begins=f"{begins:%H:%M}" if begins else "")
        return (Message(ctx.t("*{title}: on which day?*", title=event.title)), Open(form))
    return event_doubts.asked(event, trouble, ctx.t, ctx.now, known_time=begins is not None)


def check_numbers(capacity: int | None, guests: int | None) -> None:
    """Numbers that no event has.

    Raises:
        Refused: with what would do.
    """
    if capacity is not None and not 1 <= capacity <= event_reading.SEATS:
        raise Refused("An event has between 1 and {most} seats.", "event", most=event_reading.SEATS)
    if guests is not None and guests > event_reading.GUESTS:
        raise Refused("Each may bring up to {most} guests.", "event", most=event_reading.GUESTS)


def _titled(read: Understood) -> Understood:
    """A title fits on a line; what is longer goes on in the description."""
    if len(read.title) <= event_reading.TITLE:
        return read
    title = re.split(r"\s+\S*$", read.title[: event_reading.TITLE - 1])[0] + "…"
    return replace(read, title=title, description=f"{read.title}\n{read.description}".strip())


def _zone(ctx: Ctx, read: Understood) -> str:
    """The clock that was named; that of the community's wall where people come; else the speaker's own."""
    online = read.link or "online" in read.place.casefold()
    return read.zone or (ctx.member.zone if online else ctx.community.zone)


def _make_room(ctx: Ctx) -> None:
    for old in book.drafts(ctx.db, ctx.me, ctx.community.id)[DRAFTS - 1 :]:
        book.drop(ctx.db, old.id)


def _uid(ctx: Ctx) -> str:
    return f"{ctx.rng.getrandbits(96):024x}@tertulia"


def when_changed(ctx: Ctx, event: Event, wall: datetime, ends: time | None, zone: str = "") -> None:
    """Another moment, the same length where no end is given."""
    zone = zone or event.zone
    lasts = event.ends - event.begins if event.begins and event.ends else None
    book.change(ctx.db, event.id, ctx.now, zone=zone, **columns(wall, ends, lasts, zone))
