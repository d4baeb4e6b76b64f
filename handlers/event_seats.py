"""Answers to an event: going, maybe or not, with how many guests; and what follows for the line."""

from bot.context import Ctx
from bot.router import Reply
from bot.ui import Button, Message, row
from domain.errors import Refused
from domain.events import State
from domain.seats import Seat
from handlers import event_life as life
from handlers import event_telling as telling
from handlers import event_views as views
from handlers.event_cards import Act, Answer, OnEvent
from storage import event_people as people
from storage.event_book import Event
from storage.seats import Door


def _open(ctx: Ctx, event_id: int) -> Event:
    """The event, locked, where it can be answered."""
    event = views.seen(ctx, event_id, lock=True)
    if event.state == State.CANCELLED:
        raise Refused("{title} will not take place.", "events", title=event.title)
    if not State(event.state).open or (event.ends and event.ends <= ctx.now):
        raise Refused("{title} is over.", "events", title=event.title)
    return event


def answer(ctx: Ctx, event_id: int, said: Answer) -> Reply:
    """Take in an answer; a freed seat is offered at once."""
    event = _open(ctx, event_id)
    before = people.of(ctx.db, event_id, ctx.me)
    door = Door(ctx.db, event_id)
    if said is Answer.GOING:
        done = door.going(ctx.me, ctx.now, before.party if before.seat in {Seat.GOING, Seat.WAITING} else 1)
    else:
        done = door.out(ctx.me, ctx.now, Seat.MAYBE if said is Answer.MAYBE else Seat.OUT)
    telling.offer(ctx, event_id, done.offered)
    if done.seat is before.seat and before.answered:
        return None if ctx.who.group else views.shown(ctx, event_id)
    return _settled(ctx, event, done.seat)


def bring(ctx: Ctx, event_id: int, guests: int) -> Reply:
    """Come with so many guests, where the event lets one and has room."""
    event = _open(ctx, event_id)
    if not 0 <= guests <= event.guests:
        raise Refused("Each may bring up to {most} guests here.", "events", most=event.guests)
    done = Door(ctx.db, event_id).bring(ctx.me, guests + 1, ctx.now)
    if done is None:
        raise Refused("There is no seat free for another guest.", "events")
    telling.offer(ctx, event_id, done.offered)
    return _settled(ctx, event, done.seat)


def _settled(ctx: Ctx, event: Event, seat: Seat) -> Reply:
    people.said(ctx.db, event.id, ctx.me, ctx.now)
    telling.stands(ctx, event, ctx.member, seat)
    if seat is Seat.GOING and event.state == State.PUBLISHED:
        ctx.later("calendars.file", f"{event.id}:{ctx.me}")
    life.answered(ctx, event)
    return _card(ctx, event.id)


def _card(ctx: Ctx, event_id: int) -> Message:
    """The card where it was pressed; from a group the answer comes in private, the group's copy follows."""
    return views.shown(ctx, event_id, replace=not ctx.who.group)


def room(ctx: Ctx, event_id: int) -> Message:
    """Who comes: names for everybody, the line and who is there for whoever looks after it."""
    event = views.seen(ctx, event_id)
    t, runs = ctx.t, views.runs(ctx, event)
    seats = (str(Seat.GOING), str(Seat.OFFERED), str(Seat.WAITING), str(Seat.MAYBE))
    rows = people.named(ctx.db, event_id, seats if runs else (str(Seat.GOING),))
    lines = [t("*{title}*", title=event.title)]
    for title, wanted in ((t("Going"), Seat.GOING), (t("Offered a seat"), Seat.OFFERED), (t("In line"), Seat.WAITING),
                          (t("Maybe"), Seat.MAYBE)):  # fmt: skip
        names = [_named(one, runs=runs) for one in rows if one.seat == wanted]
        if names:
            lines.append(t("{what} ({n}): {names}", what=title, n=len(names), names=", ".join(names)))
    if len(lines) == 1:
        lines.append(t("Nobody yet."))
    if runs:
        lines += _told(ctx, event)
    return Message("\n".join(lines), replace=True, rows=row(Button(t("Back"), OnEvent(event_id, Act.SHOW))))


def _named(one: object, *, runs: bool) -> str:
    name, party, here = (getattr(one, key) for key in ("name", "party", "checked_in"))
    more = f" +{party - 1}" if party > 1 else ""
    return f"{name}{more}{' ✓' if runs and here else ''}"


def _told(ctx: Ctx, event: Event) -> list[str]:
    """For whoever looks after it: who came, and how it was."""
    t, came = ctx.t, people.checked_in(ctx.db, event.id)
    said = people.rated(ctx.db, event.id)
    lines = [t.n("{n} person has checked in.", "{n} people have checked in.", came)] if came else []
    if said.answers:
        lines.append(
            t.n(
                "{n} answer: {liked} of 3, {met} met somebody, {again} would come again.",
                "{n} answers: {liked} of 3, {met} met somebody, {again} would come again.",
                said.answers,
                liked=f"{said.liked:.1f}",
                met=said.met,
                again=said.again,
            )
        )
    return lines
