"""What becomes of an event: published or proposed, changed, cancelled; and whom that concerns."""

from datetime import datetime, time
from functools import partial
from typing import Any

from bot import standing
from bot.context import Ctx, Desk
from bot.router import Reply
from bot.ui import Button, Message, row
from domain import event_reading, needs, times
from domain import events as rules
from domain.errors import Refused
from domain.events import State, Trouble
from domain.roles import Role
from domain.seats import Seat
from handlers import event_cards as cards
from handlers import event_doubts, event_intake, event_telling, event_views
from handlers.event_cards import Act, OnEvent
from storage import audit, event_rules, event_series
from storage import event_book as book
from storage import event_people as people
from storage import people as members
from storage.event_book import Event
from storage.seats import Door

PROPOSALS = 3
"""So many proposals of one person may wait at a time."""
BEGIN = "event_series.begin"
"""Work of `scheduler/event_series.py`."""


def publish(ctx: Ctx, event: Event) -> Reply:
    """Make a draft known, or propose it where one may not publish; a moment that has passed meanwhile is asked for."""
    if event.state != State.DRAFT:
        return event_views.shown(ctx, event.id)
    if event.wall_begins is None or event.begins is None or event.begins <= ctx.now:
        doubt = rules.Doubt.PAST if event.begins else rules.Doubt.NO_DAY
        return event_intake.doubtful(ctx, event.id, Trouble(doubt), None)
    if event_views.role_in(ctx, event, ctx.me) >= Role.MANAGER:
        go_live(ctx, event)
        return event_views.shown(ctx, event.id, head=ctx.t("*It is on.* Everybody here can answer it now."))
    if book.proposals(ctx.db, ctx.me) >= PROPOSALS:
        raise Refused("You have {n} proposals already. Let one of them become an event first.", "events", n=PROPOSALS)
    return _propose(ctx, event)


def _propose(ctx: Ctx, event: Event) -> Reply:
    wanted = event_rules.wanted(ctx.db, event.community_id)
    book.change(ctx.db, event.id, ctx.now, state=str(State.PROPOSED), wanted=wanted, author_id=None)
    Door(ctx.db, event.id).going(ctx.me, ctx.now)
    people.said(ctx.db, event.id, ctx.me, ctx.now)
    event = _now(ctx, event.id)
    _put_up(ctx, event)
    head = ctx.t.n(
        "*Proposed.* When {n} say they would come, it is on.", "*Proposed.* When {n} say they would come, it is on.",
        wanted,
    )  # fmt: skip
    event_telling.watch(ctx, event)
    return event_views.shown(ctx, event.id, head=head)


def go_live(desk: Desk, event: Event) -> None:
    """It is on: groups see its card, and whoever said they would come is going."""
    code = f"{desk.rng.randrange(10**6):06d}"
    book.change(desk.db, event.id, desk.now, state=str(State.PUBLISHED), author_id=None, code=code)
    event = _now(desk, event.id)
    event_telling.watch(desk, event)
    if event.series_id:
        desk.later(BEGIN, str(event.id))  # groups see the card of all its dates as soon as they are made
        standing.changed(desk, event_telling.DRAW, str(event.id))
    else:
        _put_up(desk, event)


def answered(desk: Desk, event: Event) -> None:
    """A proposal that enough people would come to is on; its organiser hears it first."""
    if event.state != State.PROPOSED:
        return
    counts = people.counts(desk.db, event.id)
    if sum(counts.get(seat, 0) for seat in (Seat.GOING, Seat.OFFERED, Seat.WAITING)) < (event.wanted or 0):
        return
    go_live(desk, event)
    event = _now(desk, event.id)
    for member_id in book.organisers(desk.db, event, Role.MANAGER):
        build = partial(event_telling.live, desk, event, member_id)
        desk.send(member_id, build, once=f"live:{event.id}:{member_id}")


def _put_up(desk: Desk, event: Event) -> None:
    """The card goes into the community's groups and wherever the event was typed."""
    community = members.get_community(desk.db, event.community_id)
    if community is None:
        return
    build = partial(event_views.to_group, desk, event)
    for platform, workspace, chat in book.groups(desk.db, event.community_id):
        standing.put_up(desk, cards.name(event.id), platform, workspace, chat, build, community.language)
    standing.changed(desk, event_telling.DRAW, str(event.id))


def _now(desk: Desk, event_id: int) -> Event:
    event = book.get(desk.db, event_id)
    if event is None:
        raise LookupError("an event that was just written is gone")
    return event


def changed(ctx: Ctx, before: Event, *, tell: bool) -> None:
    """Everything that follows a change of what is known: copies of the card, and whoever said yes."""
    event = _now(ctx, before.id)
    if not State(event.state).open:
        return
    audit.note(
        ctx.db, ctx.now, "event.changed", actor=ctx.me, community=event.community_id, subject=f"event:{event.id}"
    )
    ctx.later("events.redraw", str(event.id))
    standing.changed(ctx, event_telling.DRAW, str(event.id))
    if tell:
        event_telling.hush(ctx, event.id)
        event_telling.watch(ctx, event)
        ctx.later(event_telling.TELL, f"{event.id}:{event.sequence}")


def move(ctx: Ctx, event: Event, wall: datetime, ends: time | None, zone: str = "") -> Reply:
    """Another moment; who said yes hears of it."""
    event_intake.when_changed(ctx, event, wall, ends, zone)
    after = _now(ctx, event.id)
    if State(after.state).open and after.begins:
        event_telling.offer(ctx, event.id, Door(ctx.db, event.id).move(after.begins, ctx.now))
    changed(ctx, event, tell=(after.begins, after.ends) != (event.begins, event.ends))
    return event_views.shown(ctx, event.id, replace=False)


def resize(ctx: Ctx, event: Event, capacity: int | None) -> None:
    """More seats are offered to the line; fewer than are taken are refused."""
    event_intake.check_numbers(capacity, None)
    door = Door(ctx.db, event.id)
    rules.check_capacity(capacity, door.room.taken)
    event_telling.offer(ctx, event.id, door.resize(capacity, ctx.now))
    edit(ctx, event, capacity=capacity)


def edit(ctx: Ctx, event: Event, **values: Any) -> None:
    """Change what is known; only where it is concerns everybody at once."""
    book.change(ctx.db, event.id, ctx.now, **values)
    tell = any(values.get(name, getattr(event, name)) != getattr(event, name) for name in ("place", "link"))
    changed(ctx, event, tell=tell)


def apply(ctx: Ctx, event: Event, side: str, said: str) -> Reply:
    """Change one side of an event, as its question was answered."""
    if side == "seats":
        resize(ctx, event, int(said) if said.isdecimal() else None)
    elif side == "zone":
        return _other_clock(ctx, event, said)
    elif side == "title_":
        if not needs.says_something(said):
            raise Refused("Give it a name that one can say.", "events")
        edit(ctx, event, title=said)
    elif side == "place":
        link = said.startswith(("https://", "http://"))
        edit(ctx, event, link=said if link else "", place="" if link else said[: event_reading.PLACE])
    elif side == "guests":
        event_intake.check_numbers(None, int(said or 0))
        edit(ctx, event, guests=int(said or 0))
    else:
        edit(ctx, event, description=said)
    return event_views.shown(ctx, event.id, replace=False)


def _other_clock(ctx: Ctx, event: Event, zone: str) -> Reply:
    """The wall shows the same, in another place."""
    if not times.known_zone(zone):
        raise Refused("I know no zone {zone}; write one such as Europe/Madrid.", "events", zone=zone)
    if event.wall_begins is None or event.wall_ends is None:
        book.change(ctx.db, event.id, ctx.now, zone=zone)
        return event_views.shown(ctx, event.id, replace=False)
    wall = rules.settled(event.wall_begins, zone, ctx.now, 0)
    if isinstance(wall, Trouble):
        return event_doubts.asked(event, wall, ctx.t, ctx.now)
    return move(ctx, event, wall, event.wall_ends.time(), zone)


def ask_cancel(ctx: Ctx, event: Event) -> Message:
    """Cancelling is said twice."""
    t, counts = ctx.t, people.counts(ctx.db, event.id)
    n = sum(count for seat, count in counts.items() if seat is not Seat.OUT)
    text = t.n(
        "*Cancel “{title}”?*\n{n} person hears of it at once.", "*Cancel “{title}”?*\n{n} people hear of it at once.",
        n, title=event.title,
    )  # fmt: skip
    yes = Button(t("Cancel the event"), OnEvent(event.id, Act.CANCEL_NOW), style="danger")
    return Message(text, row(yes, Button(t("Keep it"), OnEvent(event.id, Act.SHOW))), replace=True)


def cancel(ctx: Ctx, event: Event) -> Reply:
    """It is off: nothing of it leaves any more, and whoever said yes or maybe hears of it."""
    if not State(event.state).open:
        return event_views.shown(ctx, event.id)
    book.change(ctx.db, event.id, ctx.now, state=str(State.CANCELLED))
    audit.note(
        ctx.db, ctx.now, "event.cancelled", actor=ctx.me, community=event.community_id, subject=f"event:{event.id}"
    )
    event_telling.hush(ctx, event.id)
    ctx.later(event_telling.TELL, f"{event.id}:{event.sequence + 1}")
    standing.changed(ctx, event_telling.DRAW, str(event.id))
    return event_views.shown(ctx, event.id)


def drop(ctx: Ctx, event: Event) -> Reply:
    """A draft leaves no trace."""
    if event.state != State.DRAFT:
        return event_views.shown(ctx, event.id)
    book.drop(ctx.db, event.id)
    event_series.drop_waiting(ctx.db, event.series_id)
    return Message(ctx.t("*Dropped.* Nobody has seen it."), replace=True)
