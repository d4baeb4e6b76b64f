"""A pause: no matches, digests or rounds until a day, or until the member says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.dates import format_date

from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Run, row
from domain import snooze as rules
from domain import times
from storage import people, ticks

router = Router()
ENDS = "snooze.ends"
"""The work that brings people back."""


class Span(StrEnum):
    """The pauses that a button offers; the words are those of the text form."""

    WEEK = "1 week"
    MONTH = "1 month"
    ALWAYS = "until i say"
    OFF = "off"


@dataclass(frozen=True)
class Pause(Press, tag="sn"):
    """Leave me alone for so long."""

    span: Span


@router.command("snooze")
def snooze(ctx: Ctx, what: Commanded) -> Reply:
    """Pause for a while: `2 weeks`, `until 5 Jan`, `off`."""
    if not what.text.strip():
        return _status(ctx)
    return _back(ctx) if rules.ends(what.text) else _away(ctx, what.text)


@router.press(Pause)
def pause(ctx: Ctx, tap: Pause) -> Reply:
    """Pause, or come back, by a button."""
    return _back(ctx) if tap.span is Span.OFF else _away(ctx, tap.span)


def _away(ctx: Ctx, written: str) -> Message:
    me = ctx.member
    try:
        day = rules.until(written, times.local(ctx.now, me.zone).date())
    except rules.NoSuchDayError as wrong:
        return _impossible(ctx, written, wrong.near)
    moment = rules.moment(day, me.zone, me.quiet_from, me.quiet_until)
    people.set_member(ctx.db, ctx.me, snoozed_until=moment)
    ticks.unplan(ctx.db, ENDS, str(ctx.me))
    if day:
        ctx.later(ENDS, str(ctx.me), moment)
    ctx.look_again()
    return _status(ctx)


def _impossible(ctx: Ctx, written: str, near: Sequence[date]) -> Message:
    """A day that no calendar has, with the days beside it as buttons."""
    t = ctx.t
    buttons = [
        Button(format_date(day, "d MMMM", locale=t.locale), Run("snooze", f"until {day.isoformat()}")) for day in near
    ]
    text = t("*That day does not exist.*\nDid you mean one of these instead of {day}?", day=written)
    return Message(text, (tuple(buttons),) if buttons else ())


def _back(ctx: Ctx) -> Message:
    t = ctx.t
    people.set_member(ctx.db, ctx.me, snoozed_until=None)
    ticks.unplan(ctx.db, ENDS, str(ctx.me))
    text = t("*Welcome back, {name}.*\nMatches, rounds and your digest start again.", name=ctx.member.name)
    return Message(text, row(Button(t("What do I need?"), Run("need"), style="primary")), replace=True)


def _status(ctx: Ctx) -> Message:
    """Where I stand: away until when, or the pauses to choose from."""
    t, until = ctx.t, ctx.member.snoozed_until
    if until is None or until <= ctx.now:
        text = t(
            "*How long shall I leave you alone?*\nNo matches, rounds or digest meanwhile; what you ask is still "
            "answered. You can also type `snooze until 5 Jan`."
        )
        return Message(
            text,
            row(
                Button(t("1 week"), Pause(Span.WEEK)),
                Button(t("1 month"), Pause(Span.MONTH)),
                Button(t("Until I say"), Pause(Span.ALWAYS)),
            ),
            replace=True,
        )
    rows = row(Button(t("I am back"), Pause(Span.OFF), style="primary"))
    if until >= rules.ALWAYS:
        return Message(t("*You are away until you say.*\nI write nothing by myself."), rows, replace=True)
    day = format_date(times.local(until, ctx.member.zone).date(), "full", locale=t.locale)
    text = t("*You are away until {day}.*\nI write nothing by myself until then, and say when it is over.", day=day)
    return Message(text, rows, replace=True)
