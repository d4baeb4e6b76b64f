"""A series in a group: one card with its next dates, a button each, kept up to date as long as it goes on."""

from functools import partial

from bot import standing
from bot.context import Ctx, Desk
from bot.i18n import Markup, Translator
from bot.router import Reply
from bot.ui import Button, File, Message
from domain import times
from domain.errors import Refused
from domain.events import State
from handlers import event_words as words
from handlers.event_cards import Answer, Rsvp
from handlers.event_series_cards import said
from storage import event_book as book
from storage import event_people as people
from storage import event_pictures as pictures
from storage import event_series
from storage import people as members
from storage.event_book import Event
from storage.event_series import Series

DATES = 3
"""Dates on the card: a month of Fridays is a list, not a card."""


def name(series_id: int) -> str:
    """Under which its copies are found again."""
    return f"series:{series_id}"


def put_up_here(ctx: Ctx, event: Event) -> Reply:
    """In the group where that was asked for; the caller has found that the speaker may."""
    series = event_series.get(ctx.db, event.series_id or 0)
    if series is None or series.state != "running":
        raise Refused("“{title}” does not repeat; `event {n} here` puts up its card.", title=event.title, n=event.id)
    _put_up(ctx, series, (ctx.who.platform, ctx.who.workspace, ctx.who.group))
    return None


def put_up(desk: Desk, series: Series) -> None:
    """In each of the community's groups."""
    for place in book.groups(desk.db, series.community_id):
        _put_up(desk, series, place)


def _put_up(desk: Desk, series: Series, place: tuple[str, str, str]) -> None:
    community = members.get_community(desk.db, series.community_id)
    if community:
        standing.put_up(desk, name(series.id), *place, partial(card, desk, series), community.language)


def draw(desk: Desk, series_id: int) -> None:
    """Edit its copies where a date, or who comes to it, has changed."""
    series = event_series.get(desk.db, series_id)
    community = members.get_community(desk.db, series.community_id) if series else None
    if series and community:
        standing.draw_groups(desk, name(series_id), partial(card, desk, series), community.language)


def card(desk: Desk, series: Series, t: Translator) -> Message:
    """How often it is, and its next dates by the clock of the place where it is."""
    ahead = _ahead(desk, series)
    lines = [t("*{title}*", title=series.title), t("📅 {how}", how=Markup(said(series.rule, t)))]
    lines += [words.where(ahead[0], t)] if ahead and words.where(ahead[0], t) else []
    for event in ahead:
        here = times.local(event.begins or desk.now, event.zone)
        seats = words.seats(event, people.counts(desk.db, event.id), t)
        lines.append(f"{words.short_day(here.date(), t)}, {here:%H:%M} · {seats}")
    if not ahead:
        lines.append(t("No more dates."))
    shown, rows = pictures.of_series(desk.db, series.id), tuple((_button(one, t),) for one in ahead)
    image = File(shown.name, b"", shown.mime, kept=shown.kept) if shown else None
    return Message("\n".join(lines), rows, card=name(series.id), image=image, alt=shown.alt if shown else "")


def _ahead(desk: Desk, series: Series) -> list[Event]:
    ids = [made.event_id for made in event_series.numbers(desk.db, series.id) if made.event_id]
    found = [event for number in ids if (event := book.get(desk.db, number))]
    open_ = [event for event in found if event.state == State.PUBLISHED and event.begins and event.begins > desk.now]
    return sorted(open_, key=lambda event: event.begins or desk.now)[:DATES]


def _button(event: Event, t: Translator) -> Button:
    """The answer is given in private; a tap says yes, the card that comes then has the rest."""
    day = words.short_day(times.local(event.begins, event.zone).date(), t) if event.begins else ""
    full = event.capacity is not None and (event.taken >= event.capacity or event.waiting > 0)
    label = t("{day}: join the line", day=day) if full else t("{day}: going", day=day)
    return Button(label, Rsvp(event.id, Answer.GOING))
