"""Series in chat: an event that repeats, its dates ahead, and what is changed from one date on."""

from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice

from babel.dates import get_day_names

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.router import Open, Reply, Router
from bot.ui import Message
from domain import recurrence_reading
from domain.errors import Refused
from domain.events import State
from handlers import event_intake, event_life, event_views
from handlers import event_series_begin as beginning
from handlers import event_series_cards as cards
from handlers import event_series_life as life
from handlers.event_series_cards import Act, OnSeries
from storage import audit
from storage import event_series as rows
from storage.event_book import Event
from storage.event_series import Series

router = Router()


@dataclass(frozen=True)
class RepeatForm(Form, tag="repeat", title="Repeat it", submit="Repeat"):
    """How often an event happens."""

    often: str = ask(
        "How often?", hint="Such as: every Friday; every 2 weeks; first Monday of the month until June", limit=80
    )
    event: str = hidden()


@router.press(OnSeries)
def pressed(ctx: Ctx, tap: OnSeries) -> Reply:
    """See a series, make an event one, or change it from one date on."""
    event = event_views.run_by(ctx, tap.event)
    if tap.act is Act.REPEAT and event.series_id is None and event.state in {State.DRAFT, State.PUBLISHED}:
        return Open(RepeatForm(event=str(event.id)))
    series, number = _of(ctx, event)
    if tap.act is Act.LIKE_NOW:
        return _like(ctx, series, number, event)
    if tap.act is Act.END_NOW:
        return _ended(ctx, series, number, event)
    if tap.act is Act.SKIP_NOW:
        life.skip(ctx, series, tap.number)
        _noted(ctx, "event_series.skipped", event)
    elif tap.act is not Act.SHOW:
        return _asked(ctx, series, event, tap.act)
    return _card(ctx, event.id)


def _of(ctx: Ctx, event: Event) -> tuple[Series, int]:
    """The running series of an event, locked, and its number in it."""
    known = rows.number_of(ctx.db, event.id)
    series = rows.get(ctx.db, known[0], lock=True) if known else None
    if known is None or series is None or series.state != "running":
        raise Refused("{title} does not repeat, or its series is over.", "events", title=event.title)
    return series, known[1]


def _asked(ctx: Ctx, series: Series, event: Event, act: Act) -> Reply:
    """What has to be said twice."""
    if act is Act.SKIP:
        return cards.skipping(event.id, series.title, list(islice(life.ahead(ctx, series), cards.AHEAD)), ctx.t)
    if event.wall_begins is None:
        raise Refused("The time of {title} is not settled yet.", "events", title=event.title)
    if act is Act.END:
        return cards.sure_end(event.id, series.title, event.wall_begins.date(), ctx.t)
    day = get_day_names("wide", locale=ctx.t.locale)[event.wall_begins.weekday()]
    return cards.sure_like(event.id, event.title, f"{event.wall_begins:%H:%M}", day, ctx.t)


def _card(ctx: Ctx, event_id: int) -> Message:
    event = event_views.run_by(ctx, event_id)
    series, _ = _of(ctx, event)
    ahead = list(islice(life.ahead(ctx, series), cards.AHEAD))
    return cards.card(event_id, series.title, series.rule, ahead, ctx.t)


def _like(ctx: Ctx, series: Series, number: int, event: Event) -> Message:
    life.like(ctx, series, number, event)
    _noted(ctx, "event_series.changed", event)
    return _card(ctx, event.id)


def _ended(ctx: Ctx, series: Series, number: int, event: Event) -> Reply:
    life.end(ctx, series, number)
    _noted(ctx, "event_series.ended", event)
    return event_views.shown(ctx, event.id)


def _noted(ctx: Ctx, what: str, event: Event) -> None:
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=event.community_id, subject=f"event:{event.id}")


@router.form(RepeatForm)
def repeat_filled(ctx: Ctx, form: RepeatForm) -> Reply:
    """Make an event a series, from the form."""
    number = int(form.event) if form.event.isdecimal() and len(form.event) < 10 else 0
    event = event_views.run_by(ctx, number)
    pattern = recurrence_reading.whole(form.often, event_intake.today(ctx))
    if event.series_id is not None or event.state not in {State.DRAFT, State.PUBLISHED}:
        return event_views.shown(ctx, event.id)
    if pattern is None:
        text = ctx.t(
            "*I do not read “{words}”.*\nSuch as: every Friday, or first Monday of the month.", words=form.often
        )
        return (Message(text), Open(RepeatForm(event=form.event)))
    beginning.begin(ctx, event, pattern, datetime.combine(event_intake.today(ctx), time()))
    if event.state == State.PUBLISHED:
        ctx.later(event_life.BEGIN, str(event.id))
    return event_views.shown(ctx, event.id, replace=False)
