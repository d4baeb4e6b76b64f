"""A community's numbers as a manager sees them: a few lines, the panels of the chart, and the columns of the table."""

from dataclasses import dataclass
from enum import StrEnum

from babel.dates import format_skeleton

from bot.charts import Line, Panel
from bot.i18n import Translator
from bot.ui import Button, Message, Press, Rows
from domain import stats
from domain.stats import Numbers

SPANS = (4, 12, 26, 53)


class Told(StrEnum):
    """Whether the numbers are asked for, or how they are counted."""

    WEEKS = "weeks"
    HOW = "how"


@dataclass(frozen=True)
class OnStats(Press, tag="stats"):
    """The numbers of so many weeks."""

    told: Told
    weeks: int


def summary(numbers: Numbers, community: str, t: Translator) -> str:
    """The lines above the chart; what is not there is not spoken of."""
    count = len(numbers.weeks)
    head = t.n("*{community} in {n} week.*", "*{community} in {n} weeks.*", count, community=community)
    lines = [
        t("People: {n} in · {new} new · {active} active this week", n=numbers.last("members"),
          new=numbers.total("newcomers"), active=numbers.last("active")),
        *_optional(numbers, t),
        _ever(numbers, t),
    ]  # fmt: skip
    return "\n".join([head, *lines])


def _optional(numbers: Numbers, t: Translator) -> list[str]:
    total, found = numbers.total, []
    if "needs" in numbers.lines:
        found.append(t("Needs: {n} asked · {met} met", n=total("needs"), met=total("needs_met")))
    if "suggested" in numbers.lines:
        found.append(
            t("Introductions: {asked} suggested · {made} made · {talked} talked · {out} led to something",
              asked=total("suggested"), made=total("introduced"), talked=total("talked"), out=total("came_out"))
        )  # fmt: skip
    if "events" in numbers.lines:
        found.append(
            t("Events: {n} held · {seats} seats taken · {came} checked in",
              n=total("events"), seats=total("seats"), came=total("came"))
        )  # fmt: skip
    if "letters" in numbers.lines:
        found.append(t("Broadcasts: {n} of {all} arrived", n=total("reached"), all=total("letters")))
    if "posts" in numbers.lines:
        found.append(
            t("Posts: {n} out · seen {views} times · {reactions} reactions",
              n=total("posts"), views=total("views"), reactions=total("reactions"))
        )  # fmt: skip
    return found


def _ever(numbers: Numbers, t: Translator) -> str:
    ever = numbers.ever
    return t(
        "So far: people {people} · projects {projects} · new firms {firms} · born of synergies {synergies}",
        people=ever["people"], projects=ever["projects"], firms=ever["firms"], synergies=ever["synergies"],
    )  # fmt: skip


def panels(numbers: Numbers, t: Translator) -> list[Panel]:
    """The charts that there is something for."""
    wanted = (
        (t("People"), ("members", "active"), False),
        (t("Needs"), ("needs", "needs_met"), True),
        (t("Introductions"), ("suggested", "introduced", "talked", "came_out"), True),
        (t("Events"), ("seats", "came"), True),
        (t("Broadcasts"), ("letters", "reached"), True),
        (t("Posts"), ("posts", "reactions"), True),
    )
    names = named(t)
    return [
        Panel(title, tuple(Line(names[name], numbers.lines[name]) for name in among), bars)
        for title, among, bars in wanted
        if all(name in numbers.lines for name in among)
    ]


def named(t: Translator) -> dict[str, str]:
    """What each count is called, in the order of the table."""
    return {
        "members": t("members"),
        "newcomers": t("newcomers"),
        "active": t("active"),
        "needs": t("needs asked"),
        "needs_met": t("needs met"),
        "suggested": t("suggested"),
        "introduced": t("introduced"),
        "talked": t("talked"),
        "came_out": t("led to something"),
        "events": t("events held"),
        "seats": t("seats taken"),
        "came": t("checked in"),
        "letters": t("letters of broadcasts"),
        "reached": t("letters that arrived"),
        "posts": t("posts"),
        "views": t("seen"),
        "reactions": t("reactions"),
    }


def labels(numbers: Numbers, t: Translator) -> list[str]:
    """A label a week: its Monday."""
    return [format_skeleton("MMMd", week.monday, locale=t.locale) for week in numbers.weeks]


def table(numbers: Numbers, t: Translator) -> bytes:
    """The same as a table; begins with a mark by which spreadsheets know its letters."""
    names = named(t)
    found = [name for name in names if name in numbers.lines]
    written = stats.table(numbers, [t("week of"), *(names[name] for name in found)], found)
    return written.encode("utf-8-sig")


def described(numbers: Numbers, t: Translator) -> str:
    """The chart for who cannot see it."""
    first, last = numbers.lines["members"][0], numbers.last("members")
    return t(
        "Charts week by week: {panels}. Members went from {first} to {last}.",
        panels=", ".join(panel.title for panel in panels(numbers, t)), first=first, last=last,
    )  # fmt: skip


def spans(current: int, t: Translator) -> Rows:
    """Other stretches of time, and how it is all counted."""
    others = [
        Button(t.n("{n} week", "{n} weeks", weeks), OnStats(Told.WEEKS, weeks)) for weeks in SPANS if weeks != current
    ]
    return (tuple(others), (Button(t("How is this counted?"), OnStats(Told.HOW, current)),))


def explained(weeks: int, t: Translator) -> Message:
    """What each word counts."""
    text = t(
        "*How the numbers are counted.*\n"
        "A week begins on Monday, on the community's clock; this week is not over yet.\n"
        "Active: who asked for something, answered a match or an event, or voted a topic.\n"
        "Made, talked, led to something: by the week of the introduction.\n"
        "New firms: projects that are constituted. Born of synergies: introductions that led to something."
    )
    back = Button(t.n("{n} week", "{n} weeks", weeks), OnStats(Told.WEEKS, weeks))
    return Message(text, ((back,),), replace=True)
