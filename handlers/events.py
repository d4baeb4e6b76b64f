"""Events: what is ahead, a new one in a line, and the buttons of its life."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot import standing
from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Message
from domain import days, hours
from domain import events as rules
from domain.errors import Refused
from domain.events import State, Trouble
from handlers import event_cards as cards
from handlers import (
    event_door,
    event_doubts,
    event_forms,
    event_intake,
    event_invites,
    event_life,
    event_pictures,
    event_seats,
    event_series_groups,
    event_views,
)
from handlers.event_cards import Act, Guests, OnEvent, Rsvp, Turn
from handlers.event_door import Rate, Share
from handlers.event_doubts import When
from handlers.event_forms import EventSide, EventWhen, NewEvent, Side
from storage import event_book as book
from storage import event_people as people
from storage.event_book import Event

router = Router()
ALIVE = frozenset({Act.CHANGE, Act.PICTURE, Act.PICTURE_ALONE, Act.NO_PICTURE})
"""What an event that is over or off cannot have any more."""
_NUMBER = re.compile(r"(?P<id>\d{1,9})(?:\s+(?P<word>here|all here|going))?")


@router.command("event")
def event(ctx: Ctx, what: Commanded) -> Reply:
    """Plan an event in one line, or propose one."""
    text = what.text.strip()
    if not text:
        return Open(NewEvent())
    word, _, rest = text.partition(" ")
    if word.lower() in {"checkin", "check-in"}:
        return event_door.check_in(ctx, rest)
    if found := _NUMBER.fullmatch(text):
        return _numbered(ctx, int(found["id"]), found["word"] or "")
    return event_intake.typed(ctx, text)


@router.command("events")
def events(ctx: Ctx, what: Commanded) -> Reply:
    """See what is ahead and say whether you come."""
    del what
    return _list(ctx, 0, replace=False)


def _list(ctx: Ctx, page: int, *, replace: bool) -> Message:
    total = book.count_ahead(ctx.db, ctx.community.id, ctx.now)
    page = max(0, min(page, (total - 1) // cards.PAGE))
    found = book.ahead(ctx.db, ctx.community.id, ctx.now, page * cards.PAGE, cards.PAGE)
    rows = [(one, people.of(ctx.db, one.id, ctx.me)) for one in found]
    drafts = book.drafts(ctx.db, ctx.me, ctx.community.id)
    return cards.listed(rows, drafts, total, page, ctx.t, ctx.now, ctx.member.zone, replace=replace)


def _numbered(ctx: Ctx, number: int, word: str) -> Reply:
    """`event 12` shows it; `event 12 here` puts its card up where that is said, `all here` that of all its dates."""
    found = event_views.seen(ctx, number)
    if word == "going":
        return event_seats.answer(ctx, number, cards.Answer.GOING)
    if not word:
        return event_views.shown(ctx, number, replace=False)
    if not ctx.who.group:
        raise Refused("Write that in the group that shall see it.", "events")
    if not State(found.state).open or not event_views.runs(ctx, found):
        raise Refused("Only whoever organises it can do that, once it is published.", "events")
    if word == "all here":
        return event_series_groups.put_up_here(ctx, found)
    who, build = ctx.who, partial(event_views.to_group, ctx, found)
    standing.put_up(ctx, cards.name(number), who.platform, who.workspace, who.group, build, ctx.community.language)
    return None


@router.press(Turn)
def turned(ctx: Ctx, tap: Turn) -> Reply:
    """Another page of what is ahead."""
    return _list(ctx, tap.page, replace=True)


@router.press(Rsvp)
def rsvp(ctx: Ctx, tap: Rsvp) -> Reply:
    """Say whether you come."""
    return event_seats.answer(ctx, tap.event, tap.answer)


@router.press(Guests)
def guests(ctx: Ctx, tap: Guests) -> Reply:
    """Say how many you bring."""
    return event_seats.bring(ctx, tap.event, tap.guests)


@router.press(OnEvent)
def pressed(ctx: Ctx, tap: OnEvent) -> Reply:
    """A button on the card of an event."""
    if tap.act is Act.SHOW:
        event_views.seen(ctx, tap.event)
        return event_views.shown(ctx, tap.event)
    if tap.act is Act.MORE:
        found = event_views.seen(ctx, tap.event)
        return cards.more(event_views.view(ctx, found, ctx.me, ctx.member.zone), ctx.t)
    if tap.act is Act.PEOPLE:
        return event_seats.room(ctx, tap.event)
    return _by_organiser(ctx, event_views.run_by(ctx, tap.event), tap.act)


def _by_organiser(ctx: Ctx, found: Event, act: Act) -> Reply:
    """What only whoever looks after it can do."""
    acts: dict[Act, Callable[[Ctx, Event], Reply]] = {
        Act.PUBLISH: event_life.publish, Act.DROP: event_life.drop, Act.DOOR: event_door.code_card,
        Act.CANCEL: event_life.ask_cancel, Act.CANCEL_NOW: event_life.cancel, Act.INVITE: event_invites.asked,
        Act.INVITE_NOW: event_invites.sent, Act.PICTURE: event_pictures.asked, Act.NO_PICTURE: event_pictures.taken_off,
        Act.PICTURE_ALONE: event_pictures.asked_alone, Act.CHANGE: _sides,
    }  # fmt: skip
    return acts[act](ctx, _changeable(found) if act in ALIVE else found)


def _sides(ctx: Ctx, found: Event) -> Message:
    return event_forms.sides(found, ctx.t)


def _changeable(found: Event) -> Event:
    if found.state in {State.CANCELLED, State.OVER}:
        raise Refused("{title} is over; nothing of it can be changed.", "events", title=found.title)
    return found


@router.press(Side)
def side(ctx: Ctx, tap: Side) -> Reply:
    """Change one side of an event."""
    found = _changeable(event_views.run_by(ctx, tap.event))
    if tap.side == "when":
        return Open(event_forms.when_form(found))
    if tap.side not in EventSide.asks():
        return event_views.shown(ctx, found.id)
    return Open(event_forms.side_form(found, tap.side), only=tap.side)


@router.form(NewEvent)
def new_filled(ctx: Ctx, form: NewEvent) -> Reply:
    """A new event, from the form."""
    return event_intake.filled(ctx, form)


def _of_form(ctx: Ctx, form: EventWhen | EventSide) -> tuple[Event, Message | None]:
    """The event that a form is about, and what is said where somebody changed it meanwhile."""
    number = int(form.event) if form.event.isdecimal() and len(form.event) < 10 else 0
    found = _changeable(event_views.run_by(ctx, number))
    if form.sequence == str(found.sequence):
        return found, None
    text = ctx.t("*Somebody changed {title} while you wrote.* This is how it stands; yours is kept:", title=found.title)
    card = event_views.shown(ctx, found.id, replace=False)
    return found, Message(f"{text}\n{card.text}")


@router.form(EventWhen)
def when_filled(ctx: Ctx, form: EventWhen) -> Reply:
    """Another moment, from the form."""
    found, meanwhile = _of_form(ctx, form)
    if meanwhile:
        return meanwhile, Open(EventWhen(form.day, form.begins, form.ends, form.event, str(found.sequence)))
    begins = hours.clock(form.begins)
    wall = rules.moment(days.whole(form.day, event_intake.today(ctx)), begins, found.zone, ctx.now)
    if isinstance(wall, Trouble):
        return event_doubts.asked(found, wall, ctx.t, ctx.now)
    return event_life.move(ctx, found, wall, hours.clock(form.ends) if form.ends else None)


@router.press(When)
def when_chosen(ctx: Ctx, tap: When) -> Reply:
    """The moment that you meant."""
    found = _changeable(event_views.run_by(ctx, tap.event))
    try:
        asked = datetime.fromisoformat(tap.wall)
    except ValueError:
        asked = None
    if asked is None or asked.tzinfo:
        raise Refused(event_views.GONE, next_step="events")
    wall = rules.settled(asked, found.zone, ctx.now, tap.fold)
    if isinstance(wall, Trouble):
        return event_doubts.asked(found, wall, ctx.t, ctx.now)
    return event_life.move(ctx, found, wall, None)


@router.form(EventSide)
def side_filled(ctx: Ctx, form: EventSide) -> Reply:
    """One side of an event, from the form."""
    found, meanwhile = _of_form(ctx, form)
    if form.side not in EventSide.asks():
        raise Refused(event_views.GONE, next_step="events")
    if meanwhile:
        again = replace(form, sequence=str(found.sequence))
        return meanwhile, Open(again, only=form.side)
    return event_life.apply(ctx, found, form.side, getattr(form, form.side))


@router.press(Rate)
def rated(ctx: Ctx, tap: Rate) -> Reply:
    """Say how it was."""
    return event_door.rate(ctx, tap)


@router.press(Share)
def shared(ctx: Ctx, tap: Share) -> Reply:
    """Say whether others may hear that you were there too."""
    return event_door.shared(ctx, tap)
