"""What two people read when they are introduced, and what they are asked afterwards."""

from dataclasses import dataclass

from bot import meetings
from bot.forms import Form, ask, hidden
from bot.i18n import Markup, Translator
from bot.ui import Button, FieldKind, File, Message, Press, Rows, row
from domain.introductions import Outcome
from domain.meetings import Met, Worth
from storage.introductions import Introduction
from storage.people import Member

LONGEST = 1000


@dataclass(frozen=True)
class DidMeet(Press, tag="im"):
    """Whether we talked."""

    introduction: int
    met: Met


@dataclass(frozen=True)
class WasWorth(Press, tag="iw"):
    """How the talk was."""

    introduction: int
    worth: Worth


@dataclass(frozen=True)
class CameOf(Press, tag="io"):
    """What came of it."""

    introduction: int
    outcome: Outcome


@dataclass(frozen=True)
class Write(Press, tag="ir"):
    """Write to the other through the bot."""

    introduction: int


@dataclass(frozen=True)
class SomeoneElse(Press, tag="ie"):
    """It did not fit: look for somebody else."""

    introduction: int


@dataclass(frozen=True)
class Words(Form, tag="words", title="Say hello", submit="Pass it on"):
    """What one of two introduced people writes to the other."""

    text: str = ask(
        "What shall I pass on?",
        FieldKind.LONG,
        hint="They read it with your name, in their chat with me, and can answer there.",
        limit=LONGEST,
    )
    introduction: str = hidden()


@dataclass(frozen=True)
class Meeting:
    """An introduction with all that its card shows to one of the two."""

    introduction: Introduction
    helper: Member
    owner: Member
    need: str
    link: str = ""
    """Where the reader reaches the other; empty where no platform is shared."""

    def seen_by(self, member_id: int) -> tuple[Member, Member]:
        """The reader and the other."""
        return (self.helper, self.owner) if member_id == self.helper.id else (self.owner, self.helper)


def card_name(introduction_id: int) -> str:
    """Under which both find the introduction again."""
    return f"intro:{introduction_id}"


def introduced(meeting: Meeting, reader: int, t: Translator, calendar: bytes = b"") -> Message:
    """Both names, why, who writes first, times and an icebreaker."""
    one, mine = meeting.introduction, meeting.seen_by(reader)
    first, second = meeting.helper.name, meeting.owner.name
    lines = [
        t("🤝 *{a}, meet {b}. {b}, meet {a}.*", a=first, b=second),
        _why(meeting, t),
        _who_writes(meeting, reader, t),
        meetings.hours(one.slots, mine[0], mine[1:], t),
        meetings.icebreaker(one.icebreaker, t),
    ]
    files = (File("introduction.ics", calendar, "text/calendar"),) if calendar else ()
    return Message("\n".join(lines), _ways(one.id, t), card=card_name(one.id), files=files)


def _why(meeting: Meeting, t: Translator) -> str:
    owner, helper, offer = meeting.owner.name, meeting.helper.name, meeting.introduction.offer
    if not offer:
        return t(
            "{owner} asks for “{need}”, {helper} would like to help.", owner=owner, need=meeting.need, helper=helper
        )
    return t(
        "{owner} asks for “{need}”, {helper} offers “{offer}”.",
        owner=owner,
        helper=helper,
        need=meeting.need,
        offer=offer,
    )


def _who_writes(meeting: Meeting, reader: int, t: Translator) -> str:
    name = meeting.seen_by(reader)[1].name
    if reader == meeting.helper.id:
        link = Markup(meeting.link)
        return t("You write first: [{name}]({link}).", name=name, link=link) if link else t("You write first.")
    told = t("{name} writes first.", name=name)
    if not meeting.link:
        return told
    return t("{told} Here is the chat: [{name}]({link}).", told=Markup(told), name=name, link=Markup(meeting.link))


def _ways(introduction_id: int, t: Translator) -> Rows:
    return row(
        Button(t("Say hello through me"), Write(introduction_id)),
        Button(t("We talked"), DidMeet(introduction_id, Met.MET)),
    )


def check(introduction_id: int, name: str, t: Translator) -> Message:
    """One tap in the middle and at the end."""
    text = t("*Did you two talk?*\nI introduced you to {name}.", name=name)
    ways = (
        (t("We did"), Met.MET),
        (t("We will"), Met.SCHEDULED),
        (t("Not yet"), Met.NOT_YET),
        (t("It didn't fit"), Met.NO),
    )
    buttons = tuple(Button(label, DidMeet(introduction_id, met)) for label, met in ways)
    return Message(text, (buttons[:3], buttons[3:]), card=f"intro-check:{introduction_id}")


def worth(introduction_id: int, t: Translator) -> Message:
    """Every third time: was it worth it?"""
    ways = ((t("Yes, very"), Worth.GOOD), (t("So-so"), Worth.FAIR), (t("Not really"), Worth.POOR))
    buttons = tuple(Button(label, WasWorth(introduction_id, value)) for label, value in ways)
    return Message(
        t("*Good. Was it worth your time?*\nOnly counts are shown to others, never who said it."), (buttons,)
    )


def outcome(introduction_id: int, name: str, t: Translator) -> Message:
    """After a month and after three."""
    ways = ((t("Working together"), Outcome.WORKING), (t("Done"), Outcome.DONE), (t("Nothing yet"), Outcome.NOTHING))
    buttons = tuple(Button(label, CameOf(introduction_id, value)) for label, value in ways)
    text = t("*What came of it?*\nYou and {name} were introduced a while ago.", name=name)
    return Message(text, (buttons,), card=f"intro-outcome:{introduction_id}")


def passed_on(introduction_id: int, name: str, text: str, t: Translator) -> Message:
    """One's words to the other, with a way to answer."""
    said = t("*{name} writes:*\n{text}", name=name, text=text)
    return Message(said, row(Button(t("Reply"), Write(introduction_id), style="primary")))
