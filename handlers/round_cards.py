"""What people read about a round: with whom they sit, and how it went."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_skeleton
from babel.lists import format_list

from bot import meetings
from bot.forms import Form, ask, hidden
from bot.i18n import Markup, Translator
from bot.ui import Button, FieldKind, File, Message, Press, Run, row
from domain.meetings import Met, Worth
from storage.people import Member
from storage.profile import Profile
from storage.round_seats import Group

LONGEST = 1000


@dataclass(frozen=True)
class HowWasIt(Press, tag="rm"):
    """Whether we met."""

    group: int
    met: Met


@dataclass(frozen=True)
class WasItWorth(Press, tag="rv"):
    """How it was."""

    group: int
    worth: Worth


@dataclass(frozen=True)
class Greet(Press, tag="rg"):
    """Write to those I sit with, through the bot."""

    group: int


@dataclass(frozen=True)
class Greeting(Form, tag="greeting", title="Say hello", submit="Pass it on"):
    """What one of a group writes to the others."""

    text: str = ask(
        "What shall I pass on?",
        FieldKind.LONG,
        hint="They read it with your name, in their chat with me, and can answer there.",
        limit=LONGEST,
    )
    group: str = hidden()


@dataclass(frozen=True)
class Circle:
    """People who sit together, with all that their cards show."""

    group: Group
    number: int
    members: tuple[Member, ...]
    profiles: dict[int, Profile]
    """Of those whose profile is public."""
    first: int
    """Who writes first."""
    met: dict[frozenset[int], datetime] = field(default_factory=dict)
    """When two of them sat together last."""

    def others(self, reader: int) -> tuple[Member, ...]:
        """All but the reader."""
        return tuple(one for one in self.members if one.id != reader)

    def member(self, member_id: int) -> Member:
        """One of them."""
        return next(one for one in self.members if one.id == member_id)


def card_name(group_id: int) -> str:
    """Under which everybody finds their group again."""
    return f"round-group:{group_id}"


def listed(names: Iterable[str], t: Translator) -> str:
    """Names as a sentence lists them."""
    return str(format_list(list(names), locale=t.locale))


def seated(circle: Circle, reader: int, links: dict[int, str], t: Translator, calendar: bytes = b"") -> Message:
    """With whom I sit, who they are, why they, who writes first, times and an icebreaker."""
    me, others = circle.member(reader), circle.others(reader)
    lines = [
        t("☕ *Your coffee this round: you and {names}.*", names=listed((one.name for one in others), t)),
        " · ".join(_who(one, circle.profiles.get(one.id), t) for one in others if one.id in circle.profiles),
        _why(circle, reader, t),
        _first(circle, reader, links, t),
        meetings.hours(circle.group.slots, me, others, t),
        meetings.icebreaker(circle.group.icebreaker, t),
    ]
    files = (File("coffee.ics", calendar, "text/calendar"),) if calendar else ()
    return Message(
        "\n".join(line for line in lines if line),
        _ways(circle.group.id, t),
        card=card_name(circle.group.id),
        files=files,
    )


def _who(one: Member, about: Profile | None, t: Translator) -> str:
    told = [about.headline or ", ".join(about.offers[:2]), about.city] if about else []
    said = ", ".join(part for part in told if part)
    return t("{name}: {about}", name=one.name, about=said) if said else t("{name}", name=one.name)


def _why(circle: Circle, reader: int, t: Translator) -> str:
    """Why these people: what is new, and what they share."""
    others = circle.others(reader)
    before = [moment for one in others if (moment := circle.met.get(frozenset({reader, one.id})))]
    if not before:
        why = t("Why you: you have not sat together before.")
    else:
        month = format_skeleton("yMMMM", max(before), locale=t.locale)
        why = t("Why you: you last sat together in {month}.", month=month)
    mine = circle.profiles.get(reader)
    theirs = [about for one in others if (about := circle.profiles.get(one.id))]
    if mine is None or not theirs:
        return why
    same = [sector for sector in mine.sectors if all(sector in about.sectors for about in theirs)]
    if same:
        return t("{why} You share a sector: {sectors}.", why=Markup(why), sectors=listed(same[:2], t))
    if mine.sectors and theirs[0].sectors:
        return t(
            "{why} You come from {mine}, {name} from {theirs}.", why=Markup(why), mine=mine.sectors[0],
            name=circle.member(theirs[0].member_id).name, theirs=theirs[0].sectors[0],
        )  # fmt: skip
    return why


def _first(circle: Circle, reader: int, links: dict[int, str], t: Translator) -> str:
    shown = [
        t("[{name}]({link})", name=one.name, link=Markup(links[one.id]))
        for one in circle.others(reader)
        if links.get(one.id)
    ]
    said = (
        t("You write first.")
        if reader == circle.first
        else t("{name} writes first.", name=circle.member(circle.first).name)
    )
    if not shown:
        return said
    return t("{told} Here is the chat: {links}", told=Markup(said), links=Markup(", ".join(shown)))


def _ways(group_id: int, t: Translator) -> tuple[tuple[Button, ...], ...]:
    return row(
        Button(t("Say hello through me"), Greet(group_id)),
        Button(t("We met"), HowWasIt(group_id, Met.MET)),
        Button(t("Fewer of these"), Run("round", "me")),
    )


def check(group_id: int, names: list[str], t: Translator) -> Message:
    """One tap in the middle and at the end."""
    text = t("*Did you meet?*\nThis round it was you and {names}.", names=listed(names, t))
    ways = (
        (t("We did"), Met.MET),
        (t("We will"), Met.SCHEDULED),
        (t("Not yet"), Met.NOT_YET),
        (t("We won't"), Met.NO),
    )
    buttons = tuple(Button(label, HowWasIt(group_id, met)) for label, met in ways)
    return Message(text, (buttons[:3], buttons[3:]), card=f"round-check:{group_id}")


def worth(group_id: int, t: Translator) -> Message:
    """Every third time: was it worth it?"""
    ways = ((t("Yes, very"), Worth.GOOD), (t("So-so"), Worth.FAIR), (t("Not really"), Worth.POOR))
    buttons = tuple(Button(label, WasItWorth(group_id, value)) for label, value in ways)
    text = t("*Good. Was it worth your time?*\nOnly counts are shown to others, never who said it.")
    return Message(text, (buttons,), replace=True)


def greeted(group_id: int, name: str, text: str, t: Translator) -> Message:
    """One's words to the others, with a way to answer."""
    said = t("*{name} writes:*\n{text}", name=name, text=text)
    return Message(said, row(Button(t("Reply"), Greet(group_id), style="primary")))
