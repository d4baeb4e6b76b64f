"""The agenda as people see it: topics with their votes, when it is talked about, and what was reached."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from babel.dates import format_datetime

from bot.i18n import Translator
from bot.markup import clipped
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import topics as rules
from domain.times import local
from storage.topics import Topic

LENGTH = 30
"""Characters of a topic on a button."""


class Act(StrEnum):
    """What a button does."""

    SHOW = "show"
    NEW = "new"
    VOTE = "vote"
    BACK = "back"
    MUTE = "mute"
    HEAR = "hear"


class Led(StrEnum):
    """What a manager's button does."""

    DAY = "day"
    REACHED = "reached"
    ENOUGH = "enough"


@dataclass(frozen=True)
class OnTopic(Press, tag="top"):
    """A button of the agenda: `number` is a topic's id, or a page."""

    act: Act
    number: int = 0
    page: int = 0


@dataclass(frozen=True)
class OnForum(Press, tag="forum"):
    """A manager's button: the day of the forum, or a topic that was talked about."""

    led: Led
    topic: int = 0


@dataclass(frozen=True)
class Meets:
    """The next meeting, on the reader's clock; `begins` None: there is no forum."""

    begins: datetime | None
    place: str
    zone: str
    elsewhere: str
    """The zone of the meeting, where its clock shows another hour."""


def when(meets: Meets, t: Translator) -> str:
    """The day and hour of the next meeting, in words."""
    if meets.begins is None:
        return ""
    here = local(meets.begins, meets.zone)
    said = format_datetime(here, "EEEE d MMMM, HH:mm", locale=t.locale)
    if meets.elsewhere:
        return t("{when} ({other} there)", when=said, other=local(meets.begins, meets.elsewhere).strftime("%H:%M"))
    return said


def agenda(topics: list[Topic], meets: Meets, reader: int, page: int, t: Translator, *, manager: bool) -> Message:
    """The whole agenda, a page of it with its buttons."""
    if not topics:
        text = t("*No topics yet for the open forum.*\nBring one: `topic how we heat the hall`")
        return Message(text + _at(meets, t), _ways(t, manager=manager, page=0, pages=1), replace=True)
    pages = -(-len(topics) // rules.SHOWN)
    page = min(max(page, 0), pages - 1)
    shown = topics[page * rules.SHOWN : (page + 1) * rules.SHOWN]
    head = t.n("*{n} topic for the open forum.*", "*{n} topics for the open forum.*", len(topics))
    first = page * rules.SHOWN + 1
    lines = [_line(number, topic, t) for number, topic in enumerate(shown, first)]
    buttons: Rows = tuple((_vote(number, topic, page, reader, t),) for number, topic in enumerate(shown, first))
    return Message(
        head + _at(meets, t) + "\n" + "\n".join(lines), buttons + _ways(t, manager=manager, page=page, pages=pages),
        replace=True,
    )  # fmt: skip


def _at(meets: Meets, t: Translator) -> str:
    if meets.begins is None:
        return "\n" + t("No day is set for it yet.")
    if meets.place:
        return "\n" + t("Next: {when} · {place}", when=when(meets, t), place=meets.place)
    return "\n" + t("Next: {when}", when=when(meets, t))


def _line(number: int, topic: Topic, t: Translator) -> str:
    votes = t.n("{n} person wants it", "{n} people want it", topic.votes)
    if topic.carried:
        waits = t.n("waits since {n} meeting", "waits since {n} meetings", topic.carried)
        return t("{number}  {topic} · {votes} · {waits}", number=number, topic=topic.text, votes=votes, waits=waits)
    return t("{number}  {topic} · {votes}", number=number, topic=topic.text, votes=votes)


def _vote(number: int, topic: Topic, page: int, reader: int, t: Translator) -> Button:
    what = clipped(topic.text, LENGTH)
    if topic.author_id == reader and topic.mine and topic.votes == 1:
        return Button(t("{n}  Take back: {topic}", n=number, topic=what), OnTopic(Act.BACK, topic.id, page))
    label = t("{n}  ✓ {topic}", n=number, topic=what) if topic.mine else t("{n}  I want: {topic}", n=number, topic=what)
    return Button(label, OnTopic(Act.VOTE, topic.id, page))


def _ways(t: Translator, *, manager: bool, page: int, pages: int) -> Rows:
    turn = [Button(t("Back"), OnTopic(Act.SHOW, page=page - 1))] if page else []
    turn += [Button(t("Next"), OnTopic(Act.SHOW, page=page + 1))] if page + 1 < pages else []
    ways = [Button(t("Bring a topic"), OnTopic(Act.NEW))]
    ways += [Button(t("Set the day"), OnForum(Led.DAY))] if manager else []
    return (tuple(turn),) * bool(turn) + (tuple(ways),)


def invitation(topics: list[Topic], meets: Meets, community: str, t: Translator) -> Message:
    """What goes round the day before; says why and how to get fewer."""
    head = t("*Open forum: {when}.*", when=when(meets, t))
    lines = [t("{n}  {topic}", n=number, topic=clipped(topic.text, 120)) for number, topic in enumerate(topics[:3], 1)]
    if len(topics) > 3:
        lines.append(t.n("and {n} more", "and {n} more", len(topics) - 3))
    why = t("You get this because you are in {community}.", community=community)
    where = [t("At: {place}", place=meets.place)] if meets.place else []
    buttons = row(
        Button(t("See and vote"), OnTopic(Act.SHOW), style="primary"), Button(t("Bring a topic"), OnTopic(Act.NEW)),
        Button(t("No agendas for me"), OnTopic(Act.MUTE)),
    )  # fmt: skip
    return Message("\n".join([head, *where, *lines, why]), buttons)


def reached(topics: list[Topic], t: Translator, *, replace: bool) -> Message:
    """Asks a manager what was talked about; what is left waits for the next meeting."""
    if not topics:
        text = t("*All topics were talked about.*\nThe agenda is empty; new ones come with `topic`.")
        return Message(text, row(Button(t("See the agenda"), Run("topic"))), replace=replace)
    text = t("*What did the open forum reach?*\nTap what was talked about. The rest waits for the next meeting.")
    buttons = tuple(
        (Button(t("✓ {topic}", topic=clipped(topic.text, LENGTH)), OnForum(Led.REACHED, topic.id)),)
        for topic in topics[: rules.SHOWN]
    )
    return Message(text, buttons + row(Button(t("That is all"), OnForum(Led.ENOUGH))), replace=replace)
