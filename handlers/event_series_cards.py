"""How a series looks: how often it is, in words; its card with the dates ahead; and the data of its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.dates import format_date, get_day_names

from bot.i18n import Markup, Translator
from bot.ui import Button, Message, Press, Rows
from domain.recurrence import Occurrence, Rule, Unit

AHEAD = 6
"""Dates on the card."""


class Act(StrEnum):
    """What a button of a series does."""

    SHOW = "s"
    REPEAT = "r"
    LIKE = "l"
    LIKE_NOW = "L"
    END = "e"
    END_NOW = "E"
    SKIP = "k"
    SKIP_NOW = "K"


@dataclass(frozen=True)
class OnSeries(Press, tag="series"):
    """A button of the series that an event belongs to; `number` is the date that is skipped."""

    event: int
    act: Act
    number: int = 0


def said(rule: Rule, t: Translator) -> str:
    """How often, and until when."""
    how = Markup(_often(rule, t))
    if rule.until:
        return t("{how}, until {day}", how=how, day=format_date(rule.until, "long", locale=t.locale))
    if rule.count:
        return t.n("{how}, {n} time", "{how}, {n} times", rule.count, how=how)
    return how


def _often(rule: Rule, t: Translator) -> str:
    day = get_day_names("wide", locale=t.locale)[rule.first.weekday()]
    if rule.unit is Unit.WEEK:
        if rule.step == 1:
            return t("Every {weekday}", weekday=day)
        return t("Every {n} weeks, on {weekday}", n=rule.step, weekday=day)
    nth = {
        1: t("First {weekday} of the month", weekday=day),
        2: t("Second {weekday} of the month", weekday=day),
        3: t("Third {weekday} of the month", weekday=day),
        4: t("Fourth {weekday} of the month", weekday=day),
    }.get(rule.nth, t("Last {weekday} of the month", weekday=day))
    return nth if rule.step == 1 else t("{how}, every {n} months", how=Markup(nth), n=rule.step)


def card(event_id: int, title: str, rule: Rule, ahead: Sequence[Occurrence], t: Translator) -> Message:
    """A series with its next dates, for whoever looks after it."""
    head = t("*{title}: {how}.*", title=title, how=Markup(said(rule, t)))
    lines = [_line(one, t) for one in ahead[:AHEAD]] or [t("No more dates.")]
    text = t("To move or cancel one date, open it in `events`. What you change there stays with that date.")
    buttons: Rows = (
        (Button(t("All after it like this one"), OnSeries(event_id, Act.LIKE)),),
        (Button(t("Skip a date"), OnSeries(event_id, Act.SKIP)), Button(t("End it here"), OnSeries(event_id, Act.END))),
    )
    return Message("\n".join([head, *lines, text]), buttons, replace=True)


def _line(one: Occurrence, t: Translator) -> str:
    when = f"{_day(one.wall.date(), t)}, {one.wall:%H:%M}"
    if one.cancelled:
        return t("{when} · cancelled", when=when)
    return t("{when} · moved", when=when) if one.wall != one.original else when


def _day(day: date, t: Translator) -> str:
    return str(format_date(day, "EEE d MMM", locale=t.locale))


def skipping(event_id: int, title: str, ahead: Sequence[Occurrence], t: Translator) -> Message:
    """Which date there is none on."""
    text = t("*Which date of “{title}” is left out?*\nWhoever said yes to it hears so.", title=title)
    dates: Rows = tuple(
        (Button(_day(one.wall.date(), t), OnSeries(event_id, Act.SKIP_NOW, one.number)),)
        for one in ahead[:AHEAD]
        if not one.cancelled
    )
    return Message(text, (*dates, (_back(event_id, t),)), replace=True)


def sure_like(event_id: int, title: str, hour: str, weekday: str, t: Translator) -> Message:
    """Asks whether everything after a date shall be as that date is."""
    text = t(
        "*Make all dates after it like this one?*\n“{title}”, {weekday} {hour}, with this place and these words. "
        "Whoever said yes to a date that moves hears so.",
        title=title, weekday=weekday, hour=hour,
    )  # fmt: skip
    yes = Button(t("Yes, all of them"), OnSeries(event_id, Act.LIKE_NOW), style="primary")
    return Message(text, ((yes, _back(event_id, t)),), replace=True)


def sure_end(event_id: int, title: str, day: date, t: Translator) -> Message:
    """Asks whether a series ends."""
    text = t(
        "*End “{title}” here?*\nThe date on {day} and all after it are off; whoever said yes hears so.",
        title=title, day=_day(day, t),
    )  # fmt: skip
    yes = Button(t("Yes, end it"), OnSeries(event_id, Act.END_NOW), style="danger")
    return Message(text, ((yes, _back(event_id, t)),), replace=True)


def _back(event_id: int, t: Translator) -> Button:
    return Button(t("Back"), OnSeries(event_id, Act.SHOW))
