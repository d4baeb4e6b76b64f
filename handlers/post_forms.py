"""What people press and fill in about a post: its words, its time, its channels, who is named, what a channel costs."""

from dataclasses import dataclass
from enum import StrEnum

from bot.forms import Form, ask, hidden
from bot.i18n import LANGUAGES
from bot.ui import Button, FieldKind, Message, Press, Rows
from storage.posts import Post

WORDS, REMARK = 3000, 1000
"""Characters that a modal holds, and that a remark to the author needs."""


class Act(StrEnum):
    """What a button does to a post."""

    SHOW = "s"
    MORE = "m"
    EDIT = "e"
    SUBMIT = "b"
    READY = "r"
    ASK_BACK = "a"
    COMMENT = "c"
    APPROVE = "y"
    NEXT = "n"
    TIME = "t"
    NOW = "w"
    UNSCHEDULE = "u"
    WITHDRAW = "x"
    REALLY = "q"
    CHANNELS = "k"
    NAMED = "p"
    ASK = "j"
    FUNDER = "f"
    DETAILS = "d"
    PICTURE = "g"
    NO_PICTURE = "i"
    LOGO = "l"
    NO_LOGO = "o"
    SAID = "h"
    COPY = "z"
    REWORD = "v"
    ANEW = "an"


@dataclass(frozen=True)
class OnPost(Press, tag="po"):
    """A button on a post's card."""

    post: int
    act: Act


@dataclass(frozen=True)
class OnChannel(Press, tag="poc"):
    """Post it on that channel or not, or write that channel's own words."""

    post: int
    channel: int
    words: bool


@dataclass(frozen=True)
class Agree(Press, tag="pon"):
    """Somebody who is named says yes or no to the words of that revision."""

    post: int
    revision: int
    yes: bool


@dataclass(frozen=True)
class NotNamed(Press, tag="pox"):
    """An editor says that this person is not meant."""

    post: int
    member: int


@dataclass(frozen=True)
class Week(Press, tag="pow"):
    """A week of the calendar: so many after this one."""

    ahead: int


@dataclass(frozen=True)
class OnList(Press, tag="pol"):
    """The posts, from that page on."""

    page: int


class Part(StrEnum):
    """What a button does to a channel's settings."""

    SHOW = "s"
    COST = "c"
    TIMES = "t"
    SWITCH = "w"


@dataclass(frozen=True)
class Tune(Press, tag="pos"):
    """Set up a channel; 0 is all of them."""

    channel: int
    part: Part


class House(StrEnum):
    """What a button does to what holds for all posts."""

    FUNDER = "f"
    EDITORS = "e"
    QUIET = "q"


@dataclass(frozen=True)
class Rules(Press, tag="por"):
    """Set what holds for all posts of the community."""

    about: House


@dataclass(frozen=True)
class PostForm(Form, tag="post", title="A post", submit="Show it to me"):
    """The words of a post, new or changed."""

    text: str = ask(
        "What do you want to tell the world?", FieldKind.LONG, hint="As the public will read it; links as they are.",
        limit=WORDS,
    )  # fmt: skip
    post: str = hidden()
    revision: str = hidden()


@dataclass(frozen=True)
class OwnForm(Form, tag="poown", title="This channel's words", submit="Keep them"):
    """A channel's own words."""

    text: str = ask(
        "What does it say there?", FieldKind.LONG, hint="Write - to say what the post says.", optional=True, limit=WORDS
    )
    post: str = hidden()
    channel: str = hidden()


@dataclass(frozen=True)
class RemarkForm(Form, tag="poremark", title="A remark", submit="Send it"):
    """What an editor, or the author, says about a post."""

    text: str = ask("What do you want to say about it?", FieldKind.LONG, limit=REMARK)
    post: str = hidden()
    back: str = hidden()


@dataclass(frozen=True)
class TimeForm(Form, tag="potime", title="When", submit="Plan it"):
    """When a post goes out."""

    day: str = ask("On which day?", FieldKind.DATE)
    hour: str = ask("At what time?", FieldKind.TIME, hint="Such as 9:30, on the community's clock.")
    post: str = hidden()


@dataclass(frozen=True)
class DetailsForm(Form, tag="podetails", title="Details", submit="Keep them"):
    """What goes with the words."""

    language: str = ask("Which language is it in?", FieldKind.CHOICE, choices=tuple(LANGUAGES.items()), optional=True)
    warning: str = ask(
        "What should readers be warned of?", hint="Where a channel can hide it behind a line. Mostly nothing.",
        optional=True, limit=100,
    )  # fmt: skip
    alt: str = ask("What is on the picture?", hint="For those who cannot see it.", optional=True, limit=1000)
    post: str = hidden()


@dataclass(frozen=True)
class NamedForm(Form, tag="ponamed", title="Who is named", submit="Add"):
    """Somebody else who is named or meant."""

    name: str = ask("Who else is named in it?", hint="Their name here; I ask them about these words.", limit=100)
    post: str = hidden()


@dataclass(frozen=True)
class CostForm(Form, tag="pocost", title="What it costs", submit="Keep it"):
    """What a channel costs."""

    plain: str = ask("What does a post cost there?", hint="Such as 0.02; 0 for nothing.", optional=True, limit=20)
    linked: str = ask("And one with a link?", hint="Such as 0.20.", optional=True, limit=20)
    cap: str = ask("How much may a month cost?", hint="Empty: no limit.", optional=True, limit=20)
    channel: str = hidden()


@dataclass(frozen=True)
class TimesForm(Form, tag="potimes", title="Best times", submit="Keep them"):
    """When a channel is read."""

    slots: str = ask("When is it read most?", hint="Such as: Mon Wed 9:30 17:00, Sat 11.", optional=True, limit=400)
    gap: str = ask("How many minutes between two posts, at least?", FieldKind.NUMBER, optional=True)
    channel: str = hidden()


@dataclass(frozen=True)
class FunderForm(Form, tag="pofunder", title="The funder's line", submit="Keep it"):
    """What every post has to carry."""

    line: str = ask(
        "Which line must every post carry?", hint="Such as: Co-funded by the European Union. Write - for none.",
        optional=True, limit=200,
    )  # fmt: skip
    logo: str = ask(
        "And a picture with their logo?", FieldKind.CHOICE, choices=(("no", "No"), ("yes", "Yes")), optional=True
    )
    currency: str = ask("Which currency are prices in?", hint="Such as EUR.", optional=True, limit=3)


@dataclass(frozen=True)
class QuietForm(Form, tag="poquiet", title="Quiet hours", submit="Keep them"):
    """When nothing goes out."""

    start: str = ask("From which hour does nothing go out?", FieldKind.NUMBER, hint="Such as 20.")
    end: str = ask("Until which hour?", FieldKind.NUMBER, hint="Such as 8; the same hour twice: no quiet hours.")


@dataclass(frozen=True)
class EditorsForm(Form, tag="poeditors", title="Editors by turns", submit="Keep them"):
    """Who takes turns."""

    names: str = ask(
        "Who takes turns, a week each?", hint="Names with commas, this week's first. Write - for nobody.", limit=500
    )


def name_of(post_id: int) -> str:
    """Under which a post's card is found again."""
    return f"post:{post_id}"


def on(label: str, post_id: int, act: Act, style: str = "") -> Button:
    """A button of its card."""
    return Button(label, OnPost(post_id, act), style=style)


def card(one: Post, lines: list[str], rows: Rows, *, replace: bool) -> Message:
    """Its card, in whichever state."""
    return Message("\n".join(line for line in lines if line), rows, replace=replace, card=name_of(one.id))
