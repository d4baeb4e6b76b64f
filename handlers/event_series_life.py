"""What becomes of a series: started with its first event, made ahead, changed from one date on, ended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.context import Ctx, Desk
from domain import recurrence
from domain.events import State
from domain.recurrence import Change, Occurrence, Rule, Unit, checked, nth_of
from domain.times import at
from handlers import event_life, event_series_pictures, event_telling
from handlers.event_series_begin import minutes_of
from storage import event_book as book
from storage import event_series as rows
from storage.event_book import Event
from storage.event_series import LIKE, Series

HORIZON = timedelta(weeks=8)
"""So far ahead each date is an event that can be answered."""
MAKE = "event_series.make"


def start(desk: Desk, event: Event) -> None:
    """Its first event is published: the series goes on from there."""
    series = rows.get(desk.db, event.series_id or 0, lock=True)
    if series is None or series.state != "waiting" or event.wall_begins is None:
        return
    rule = _from(series.rule, event.wall_begins, event.zone)
    like = {name: getattr(event, name) for name in LIKE if name != "zone"}
    values = like | rows.columns_of(rule) | {"minutes": minutes_of(event), "state": "running"}
    rows.change(desk.db, series.id, desk.now, **values)
    event_series_pictures.begin(desk, series.id, event.id)
    if rows.take(desk.db, series.id, 1):
        rows.note(desk.db, series.id, 1, event_id=event.id)
    desk.later(MAKE, str(series.id))


def _from(rule: Rule, wall: datetime, zone: str) -> Rule:
    """The same rhythm from this wall time on: where an event really is counts more than what was planned."""
    nth = nth_of(wall.date()) if rule.unit is Unit.MONTH else 0
    return checked(replace(rule, first=wall, zone=zone, nth=nth))


def make(desk: Desk, series_id: int) -> None:
    """Make the events of the coming weeks; each number is made once, whoever comes first."""
    series = rows.get(desk.db, series_id, lock=True)
    if series is None or series.state != "running":
        return
    known = {made.number for made in rows.numbers(desk.db, series_id)}
    for one in recurrence.occurrences(series.rule, start=max(known, default=0) + 1):
        if one.begins > desk.now + HORIZON:
            return
        if one.begins <= desk.now:
            rows.take(desk.db, series_id, one.number, Change.SKIPPED)
        elif rows.take(desk.db, series_id, one.number):
            rows.note(desk.db, series_id, one.number, event_id=_made(desk, series, one))


def _made(desk: Desk, series: Series, one: Occurrence) -> int:
    like = {name: getattr(series, name) for name in LIKE}
    code = f"{desk.rng.randrange(10**6):06d}"
    number = book.add(
        desk.db, desk.now, uid=f"{desk.rng.getrandbits(96):024x}@tertulia", state=str(State.PUBLISHED), code=code,
        series_id=series.id, occurrence=one.original.isoformat(), **times_of(series, one.wall), **like,
    )  # fmt: skip
    event_series_pictures.inherit(desk, series.id, number)
    if event := book.get(desk.db, number):
        event_telling.watch(desk, event)
    return number


def times_of(series: Series, wall: datetime) -> dict[str, Any]:
    """A date's moment as the book keeps it."""
    ends = wall + series.lasts
    begins = recurrence.instant(wall, series.zone)
    until = max(at(ends.date(), ends.time(), series.zone), begins + timedelta(minutes=1))
    return {"wall_begins": wall, "wall_ends": ends, "begins": begins, "ends": until}


def ahead(desk: Desk, series: Series) -> Iterator[Occurrence]:
    """Its coming dates: those that are events as these stand, the others as the rule says."""
    made = {one.number: one for one in rows.numbers(desk.db, series.id)}
    first = max(1, recurrence.after(series.rule, desk.now) - 1)
    for one in recurrence.occurrences(series.rule, rows.different(desk.db, series.id), first):
        known = made.get(one.number)
        event = book.get(desk.db, known.event_id) if known and known.event_id else None
        if event and event.wall_begins and event.begins:
            off = event.state == State.CANCELLED
            found = Occurrence(one.number, one.original, event.wall_begins, event.begins, off)
        else:
            found = one
        if found.begins > desk.now:
            yield found


def following(desk: Desk, series: Series, number: int) -> list[Event]:
    """The events of a series from a number on that are still ahead, locked, in order."""
    ids = [one.event_id for one in rows.numbers(desk.db, series.id) if one.number >= number and one.event_id]
    found = [book.get(desk.db, event_id, lock=True) for event_id in ids]
    return [event for event in found if event and State(event.state).open]


def skip(ctx: Ctx, series: Series, number: int) -> None:
    """There is none on that date; where it is an event already, whoever said yes hears so."""
    if rows.take(ctx.db, series.id, number, Change.SKIPPED):
        return
    for made in rows.numbers(ctx.db, series.id):
        event = book.get(ctx.db, made.event_id, lock=True) if made.number == number and made.event_id else None
        if event and State(event.state).open:
            event_life.cancel(ctx, event)
            rows.note(ctx.db, series.id, number, change=str(Change.CANCELLED))


def end(ctx: Ctx, series: Series, number: int) -> None:
    """That date and all after it are off."""
    for event in following(ctx, series, number):
        event_life.cancel(ctx, event)
    if number > 1:
        rows.change(ctx.db, series.id, ctx.now, state="ended", count=number - 1, until=None)
    else:
        rows.change(ctx.db, series.id, ctx.now, state="cancelled")


def like(ctx: Ctx, series: Series, number: int, event: Event) -> None:
    """Everything after a date is as that date is: its words, its place, its hour and its day of the week."""
    if event.wall_begins is None:
        return
    before, later = recurrence.split(series.rule, number, event.wall_begins)
    words = {name: getattr(event, name) for name in LIKE if name not in {"zone", "community_id", "organiser_id"}}
    values = words | {"minutes": minutes_of(event)}
    series_id = series.id
    if before is None:
        rows.change(ctx.db, series.id, ctx.now, **values, **rows.columns_of(later))
    else:
        uid = f"{ctx.rng.getrandbits(96):024x}@tertulia"
        own = {"community_id": series.community_id, "organiser_id": series.organiser_id, "state": "running"}
        series_id = rows.add(ctx.db, ctx.now, later, uid=uid, **own, **values)
        rows.shift(ctx.db, series.id, number, series_id)
        rows.change(ctx.db, series.id, ctx.now, state="ended", count=number - 1, until=None)
    _rewrite(ctx, series_id)
    event_series_pictures.like(ctx, series_id, event.id)
    ctx.later(MAKE, str(series_id))


def _rewrite(ctx: Ctx, series_id: int) -> None:
    """Events that are made already follow; who said yes hears what moved."""
    series = rows.get(ctx.db, series_id, lock=True)
    if series is None:
        return
    tell = partial(event_life.changed, ctx, tell=True)
    for made in rows.numbers(ctx.db, series_id):
        event = book.get(ctx.db, made.event_id, lock=True) if made.event_id else None
        wall = series.rule.wall(made.number)
        if event is None or wall is None or not State(event.state).open:
            continue
        new = times_of(series, wall) | {"title": series.title, "description": series.description}
        new |= {"place": series.place, "link": series.link, "guests": series.guests, "zone": series.zone}
        if any(getattr(event, name) != value for name, value in new.items()):
            book.change(ctx.db, event.id, ctx.now, **new, occurrence=wall.isoformat())
            tell(event)
        rows.note(ctx.db, series_id, made.number, change="", wall=None)
