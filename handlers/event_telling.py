"""What people hear of an event they answered: a seat that is theirs to take, a change, that it is off, a reminder."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot import standing
from bot.context import Build, Desk
from bot.i18n import Translator
from bot.ui import Message
from domain import events as rules
from domain.delivery import Purpose
from domain.events import Kind, State
from domain.seats import Seat, Waiting
from handlers import calendar_entries
from handlers import event_cards as cards
from handlers import event_views as views
from handlers import event_words as words
from storage import event_book as book
from storage import event_people as people
from storage import outbox, ticks
from storage import people as members
from storage.event_book import Event
from storage.people import Member

DRAW, LAPSE, REMIND, OVER, TELL = "events.draw", "events.lapse", "events.remind", "events.over", "events.tell"
"""Work of `scheduler/events.py`."""


def quiet(member: Member) -> tuple[int, int]:
    """Hours between which a member hears nothing."""
    return member.quiet_from, member.quiet_until


def offer(desk: Desk, event_id: int, offered: Iterable[Waiting]) -> None:
    """Tell each to whom a seat is offered; the number of the offer keeps it from being told twice."""
    event = book.get(desk.db, event_id)
    for one in offered:
        member = members.get(desk.db, one.member_id)
        me = people.of(desk.db, event_id, one.member_id)
        if event is None or member is None or me.claim_until is None:
            continue
        due = rules.tell_at(desk.now, me.claim_until, member.zone, quiet(member))
        build = partial(_with_head, desk, event, member, partial(_freed, event, me.claim_until, desk.now, member.zone))
        once = f"seat:{event_id}:{member.id}:{me.offers}"
        desk.send(member.id, build, Purpose.SEAT, once=once, due=due, not_after=me.claim_until)
        standing.keep(desk, cards.name(event_id), member.id)
        desk.soon(LAPSE, str(event_id), me.claim_until)


def _with_head(desk: Desk, event: Event, member: Member, head: "partial[str]", t: Translator) -> Message:
    """News, and the card as the member sees it below; it stays as it was said, while the card itself is redrawn."""
    view = replace(views.view(desk, event, member.id, member.zone), picture=None)  # everybody has seen it
    return cards.card(view, t, head=head(t))


def _freed(event: Event, until: datetime, now: datetime, zone: str, t: Translator) -> str:
    time = words.clock(until, t, now, zone)
    return t("*A seat is free for you: {title}.*\nIt is yours if you take it by {time}.", title=event.title, time=time)


def lapsed(desk: Desk, event: Event, member_id: int, offers: int) -> None:
    """Their time ran out: say so, with the way back."""
    member = members.get(desk.db, member_id)
    if member is None:
        return
    due = rules.tell_at(desk.now, event.begins or desk.now, member.zone, quiet(member))
    build = partial(_with_head, desk, event, member, partial(_went_on, event))
    once = f"lapsed:{event.id}:{member_id}:{offers}"
    desk.send(member_id, build, Purpose.SEAT, once=once, due=due, not_after=event.ends)


def _went_on(event: Event, t: Translator) -> str:
    return t("*The seat is no longer held for you: {title}.*\nYou can ask for one again.", title=event.title)


def remind(desk: Desk, event: Event, member: Member, kind: Kind) -> None:
    """Remind one member."""
    build = partial(_with_head, desk, event, member, partial(_soon, event, desk.now, member.zone))
    once = f"reminder:{event.id}:{member.id}:{kind}:{event.begins:%Y%m%d%H%M}"
    desk.send(member.id, build, Purpose.REMINDER, once=once, not_after=event.begins)


def _soon(event: Event, now: datetime, zone: str, t: Translator) -> str:
    time = words.clock(event.begins or now, t, now, zone)
    return t("*{time}: {title}.*\nSee you there? If not, one tap frees your seat.", time=time, title=event.title)


def news(desk: Desk, event: Event, member: Member) -> None:
    """Tell a member what is different now: it is off, or it is at another time or place."""
    off = event.state == State.CANCELLED
    head = partial(_off if off else _moved, event)
    build = partial(_with_file, desk, event, partial(_with_head, desk, event, member, head))
    awake = rules.tell_at(desk.now, event.begins or desk.now, member.zone, quiet(member))
    outbox.cancel_keys(desk.db, desk.now, f"event:{event.id}:{member.id}:")
    once = f"event:{event.id}:{member.id}:{event.sequence}"
    desk.send(member.id, build, Purpose.NOTICE, once=once, due=awake, not_after=event.ends)
    standing.keep(desk, cards.name(event.id), member.id)


def _with_file(desk: Desk, event: Event, build: Build, t: Translator) -> Message:
    """News of a moment come with the calendar's file: the same appointment, changed or called off."""
    return replace(build(t), files=calendar_entries.attached(desk, event.id))


def _off(event: Event, t: Translator) -> str:
    return t("*It will not take place: {title}.*", title=event.title)


def _moved(event: Event, t: Translator) -> str:
    return t("*It has changed: {title}.*\nThis is when and where it is now.", title=event.title)


def hush(desk: Desk, event_id: int, member_id: int | None = None) -> None:
    """Reminders and offers that wait to leave are worth nothing any more."""
    for word in ("reminder", "seat"):
        key = f"{word}:{event_id}:" if member_id is None else f"{word}:{event_id}:{member_id}:"
        outbox.cancel_keys(desk.db, desk.now, key)
    if member_id is None:
        for work in (REMIND, LAPSE):
            ticks.unplan(desk.db, work, str(event_id))


def watch(desk: Desk, event: Event) -> None:
    """Plan what comes by itself: reminders, and the end."""
    if event.begins and event.ends:
        desk.soon(REMIND, str(event.id), desk.now)
        desk.later(OVER, str(event.id), event.ends)


def stands(desk: Desk, event: Event, member: Member, seat: Seat) -> None:
    """Somebody has another standing: their reminders follow it, and every copy of the card."""
    standing.changed(desk, DRAW, str(event.id))
    if seat is not Seat.GOING or event.begins is None:
        hush(desk, event.id, member.id)
        return
    _, following = rules.due(event.begins, member.zone, quiet(member), desk.now, desk.now)
    if following:
        desk.soon(REMIND, str(event.id), following)


def live(desk: Desk, event: Event, member_id: int, t: Translator) -> Message:
    """Enough people would come: whoever proposed it hears that it is on."""
    member = members.get(desk.db, member_id)
    zone = member.zone if member else event.zone
    head = t("*It is on: {title}.* Enough people want to come.", title=event.title)
    return cards.card(views.view(desk, event, member_id, zone), t, head=head)


def arrived(desk: Desk, event: Event) -> None:
    """Somebody is at the door: the cards say so."""
    standing.changed(desk, DRAW, str(event.id))
