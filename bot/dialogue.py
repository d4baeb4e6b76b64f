"""A form where no modal can be shown: one question at a time, each answer kept in the unit that asks the next."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from babel.dates import format_date, format_skeleton

from bot.context import Ctx
from bot.forms import Form, accept, sheet
from bot.ui import Button, FieldKind, Message, Press, Question, Rows
from domain import days, times
from domain.errors import Refused
from storage import drafts
from storage.drafts import Draft

CALENDAR = timedelta(days=730)
"""How far the calendar of a question turns."""
RESUME = "~o"
"""The button that goes on with a kept form: a modal where the platform has one, else the question it stands at."""


class Move(StrEnum):
    """What a button under a question does."""

    BACK = "b"
    SKIP = "s"
    DONE = "d"
    CANCEL = "c"


@dataclass(frozen=True)
class Step(Press, tag="~"):
    """A move in a form; the question's name keeps a tap on an old question from answering a new one."""

    move: Move
    at: str


@dataclass(frozen=True)
class Day(Press, tag="~d"):
    """A day of the calendar."""

    at: str
    day: str


@dataclass(frozen=True)
class Month(Press, tag="~m"):
    """Another month of the calendar."""

    at: str
    month: str


@dataclass(frozen=True)
class Pick(Press, tag="~p"):
    """A choice, by its number among the question's choices."""

    at: str
    choice: int


def begin(ctx: Ctx, form: type[Form], values: dict[str, str], only: str = "", at: str = "") -> Message:
    """Start the form and ask its first question, or go on at the question where it was left."""
    first = only or at or next(iter(form.asks()))
    draft = Draft(form.tag, first, values, only)
    drafts.keep(ctx.db, ctx.me, draft, ctx.now)
    return question(ctx, form, draft)


def answered(ctx: Ctx, form: type[Form], draft: Draft, text: str) -> Draft | None:
    """Take in a typed answer; the next draft, or None when the form is complete.

    Raises:
        Refused: the answer does not do; the draft stays where it is.
    """
    if form.asks()[draft.at].kind is FieldKind.DATE:
        text = _day(ctx, text)
    value = accept(form, draft.at, text, ctx.t)
    return _moved(ctx, form, replace(draft, answers=draft.answers | {draft.at: value}))


def _day(ctx: Ctx, text: str) -> str:
    """A day in the person's own words, such as "next Friday" or "27/11", as the form keeps it."""
    found = days.whole(text, times.local(ctx.now, ctx.member.zone).date())
    if found is None:
        return text
    if found.day is None:
        raise Refused("Which day is “{words}”? Choose it below, or write it as 2026-06-30.", words=found.words)
    return found.day.isoformat()


def picked(ctx: Ctx, form: type[Form], draft: Draft, choice: int) -> Draft | None:
    """Take in a choice: a single one answers, one of many is switched on or off."""
    ask = form.asks()[draft.at]
    if not 0 <= choice < len(ask.choices):
        return draft
    value = ask.choices[choice][0]
    if ask.kind is not FieldKind.MANY:
        return _moved(ctx, form, replace(draft, answers=draft.answers | {draft.at: value}))
    chosen = [v for v in draft.answers.get(draft.at, "").split(",") if v]
    chosen = [v for v in chosen if v != value] if value in chosen else [*chosen, value]
    return _kept(ctx, replace(draft, answers=draft.answers | {draft.at: ",".join(chosen)}))


def moved(ctx: Ctx, form: type[Form], draft: Draft, move: Move) -> Draft | None:
    """Go back, skip, or finish a question of many choices."""
    names = list(form.asks())
    if move is Move.BACK and not draft.only:
        return _kept(ctx, replace(draft, at=names[max(0, names.index(draft.at) - 1)]))
    if move is Move.SKIP and form.asks()[draft.at].optional:
        return _moved(ctx, form, draft)
    if move is Move.DONE and (draft.answers.get(draft.at) or form.asks()[draft.at].optional):
        return _moved(ctx, form, draft)
    return draft


def _moved(ctx: Ctx, form: type[Form], draft: Draft) -> Draft | None:
    """Stand at the next question; a complete form leaves no draft."""
    names = list(form.asks())
    following = names.index(draft.at) + 1
    if draft.only or following >= len(names):
        drafts.keep(ctx.db, ctx.me, draft, ctx.now)
        return None
    return _kept(ctx, replace(draft, at=names[following]))


def _kept(ctx: Ctx, draft: Draft) -> Draft:
    drafts.keep(ctx.db, ctx.me, draft, ctx.now)
    return draft


def question(ctx: Ctx, form: type[Form], draft: Draft, *, replace_card: bool = False, month: str = "") -> Message:
    """The question that a draft stands at, with its choices and the ways out."""
    names = list(form.asks())
    asked = sheet(form, ctx.t, draft.answers, only=draft.at).questions[0]
    lines = [f"*{ctx.t('{question}', question=asked.label)}*"]
    if not draft.only and len(names) > 1:
        lines[0] = f"{lines[0]}  _{names.index(draft.at) + 1}/{len(names)}_"
    if asked.hint:
        lines.append(asked.hint)
    if answer := draft.answers.get(draft.at):
        lines.append(ctx.t("Now: {answer}", answer=_shown(asked, answer)))
    shown = _calendar(ctx, draft, month) if asked.kind is FieldKind.DATE else _choices(asked, draft)
    return Message("\n".join(lines), shown + _ways(ctx, asked, draft, names), replace=replace_card)


def _calendar(ctx: Ctx, draft: Draft, month: str) -> Rows:
    """A month of buttons, a week a row; days that have passed and places of no day only draw it again."""
    today = times.local(ctx.now, ctx.member.zone).date()
    first = _first(month) or _first(draft.answers.get(draft.at, "")[:7]) or today.replace(day=1)
    first = min(max(first, today.replace(day=1)), (today + CALENDAR).replace(day=1))
    stay = Month(draft.at, f"{first:%Y-%m}")
    before, after = (first - timedelta(days=1)), (first + timedelta(days=31))
    head = (
        Button("‹", Month(draft.at, f"{before:%Y-%m}")),
        Button(str(format_skeleton("yMMMM", first, locale=ctx.t.locale)), stay),
        Button("›", Month(draft.at, f"{after:%Y-%m}")),
    )
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    names = tuple(Button(str(format_date(day, "EEEEEE", locale=ctx.t.locale)), stay) for day in weeks[0])

    def cell(day: date) -> Button:
        if day.month != first.month or day < today:
            return Button("·", stay)
        return Button(str(day.day), Day(draft.at, day.isoformat()))

    return (head, names, *(tuple(cell(day) for day in week) for week in weeks if week[-1] >= today))


def _first(month: str) -> date | None:
    """The first day of 2026-11."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        return None


def _shown(asked: Question, answer: str) -> str:
    labels = dict(asked.choices)
    return ", ".join(labels.get(part, part) for part in answer.split(",")) if labels else answer


def _choices(asked: Question, draft: Draft) -> Rows:
    chosen = draft.answers.get(draft.at, "").split(",") if asked.kind is FieldKind.MANY else []
    buttons = [
        Button(f"✓ {label}" if value in chosen else label, Pick(draft.at, number))
        for number, (value, label) in enumerate(asked.choices)
    ]
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def _ways(ctx: Ctx, asked: Question, draft: Draft, names: list[str]) -> Rows:
    t, at = ctx.t, draft.at
    ways = []
    if not draft.only and names.index(at) > 0:
        ways.append(Button(t("Back"), Step(Move.BACK, at)))
    if asked.kind is FieldKind.MANY:
        ways.append(Button(t("Done"), Step(Move.DONE, at)))
    if asked.optional:
        ways.append(Button(t("Skip"), Step(Move.SKIP, at)))
    return ((*ways, Button(t("Cancel"), Step(Move.CANCEL, at))),)
