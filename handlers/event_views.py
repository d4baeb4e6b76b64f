"""An event as one reader may see it: found, judged by their role where it is, and drawn."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot import standing
from bot.context import Ctx, Desk
from bot.i18n import Translator
from bot.ui import File, Message
from domain.errors import Refused
from domain.events import State
from domain.recurrence import Rule, nth_of
from domain.roles import Role
from domain.seats import Seat
from handlers import event_cards as cards
from handlers.event_cards import View
from storage import event_book as book
from storage import event_people as people
from storage import event_pictures as pictures
from storage import event_series
from storage import people as members
from storage.event_book import Event

GONE = "That event is no longer here."


def role_in(desk: Desk, event: Event, member_id: int) -> Role:
    """Their role where the event is, whichever community they speak to now."""
    for found in members.memberships(desk.db, member_id):
        if found.community_id == event.community_id and found.state == "in":
            return Role(found.role)
    return Role.STRANGER


def seen(ctx: Ctx, event_id: int, *, lock: bool = False) -> Event:
    """The event, where the speaker may see it.

    Raises:
        Refused: it is another community's, a draft of somebody else's, or is no more: all read the same.
    """
    event = book.get(ctx.db, event_id, lock=lock)
    if event is None or role_in(ctx, event, ctx.me) < Role.MEMBER:
        raise Refused(GONE, next_step="events")
    if event.state == State.DRAFT and not runs(ctx, event):
        raise Refused(GONE, next_step="events")
    return event


def runs(ctx: Ctx, event: Event) -> bool:
    """Whether the speaker looks after it: its organiser, and managers once others know of it."""
    if event.organiser_id == ctx.me:
        return True
    return event.state != State.DRAFT and role_in(ctx, event, ctx.me) >= Role.MANAGER


def run_by(ctx: Ctx, event_id: int) -> Event:
    """The event, locked, where the speaker looks after it.

    Raises:
        Refused: they do not, or cannot see it.
    """
    event = seen(ctx, event_id, lock=True)
    if not runs(ctx, event):
        raise Refused("Only whoever organises it can do that.", next_step="events")
    return event


def view(desk: Desk, event: Event, member_id: int, zone: str) -> View:
    """All that a member's card shows."""
    me, role = people.of(desk.db, event.id, member_id), role_in(desk, event, member_id)
    return View(
        event,
        desk.now,
        zone,
        people.counts(desk.db, event.id),
        me,
        people.ahead_of(desk.db, event.id, me.line) if me.seat is Seat.WAITING and me.line else 0,
        book.name_of(desk.db, event.organiser_id),
        runs=event.organiser_id == member_id or (role >= Role.MANAGER and event.state != State.DRAFT),
        publishes=role >= Role.MANAGER,
        repeats=_rule(desk, event),
        **_picture(desk, event),
    )


def _picture(desk: Desk, event: Event) -> dict[str, Any]:
    """What stands on its card: by the name of its bytes, which lie aside."""
    found = pictures.of(desk.db, event.id)
    return {"picture": File(found.name, b"", found.mime, kept=found.kept), "alt": found.alt} if found else {}


def _rule(desk: Desk, event: Event) -> Rule | None:
    """How it repeats; before it is published, on the day that it now stands on."""
    series = event_series.get(desk.db, event.series_id) if event.series_id else None
    if series is None or series.state not in {"waiting", "running"}:
        return None
    rule = series.rule
    if series.state == "waiting" and event.wall_begins:
        rule = replace(rule, first=event.wall_begins, nth=nth_of(event.wall_begins.date()))
    return rule


def shown(ctx: Ctx, event_id: int, *, replace: bool = True, head: str = "") -> Message:
    """The card of an event for the speaker; from now on their copy is kept up to date."""
    event = book.get(ctx.db, event_id)
    if event is None:
        raise Refused(GONE, next_step="events")
    standing.keep(ctx, cards.name(event_id), ctx.me)
    return cards.card(view(ctx, event, ctx.me, ctx.member.zone), ctx.t, replace=replace, head=head)


def to_member(desk: Desk, event: Event, member_id: int, zone: str, t: Translator) -> Message:
    """The card as one member's copy shows it."""
    return cards.card(view(desk, event, member_id, zone), t)


def to_group(desk: Desk, event: Event, t: Translator) -> Message:
    """The card as a group sees it: by the event's own clock, and nobody's in particular."""
    counts, by = people.counts(desk.db, event.id), book.name_of(desk.db, event.organiser_id)
    view = View(event, desk.now, event.zone, counts, by=by, repeats=_rule(desk, event), **_picture(desk, event))
    return cards.card(view, t)


def draw_groups(desk: Desk, event: Event) -> None:
    """Bring every group's copy up to date."""
    community = members.get_community(desk.db, event.community_id)
    if community:
        build = partial(to_group, desk, event)
        standing.draw_groups(desk, cards.name(event.id), build, community.language)
