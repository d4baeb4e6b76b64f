"""What a manager presses and fills in for a broadcast: its words, its time, its buttons, the number that sends it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.forms import Form, ask, hidden
from bot.ui import Button, FieldKind, Message, Press, Rows
from domain.broadcasts import LIMIT, Repeat
from domain.segments import FILTERS, NAME
from storage.broadcasts import Broadcast

REPEATS = (
    (Repeat.NEVER, "Once"),
    (Repeat.WEEKLY, "Every week"),
    (Repeat.FORTNIGHTLY, "Every two weeks"),
    (Repeat.MONTHLY, "Every month"),
)
DAY_HINT = "Such as tomorrow, Friday or 30 June."
LINKS_HINT = "One a line, three at most: Sign up https://example.org/form. I count who taps. Write - for none."


class Act(StrEnum):
    """What a button does to a broadcast as it stands there."""

    SHOW = "s"
    MORE = "m"
    PREVIEW = "v"
    TEST = "t"
    CHANGE = "c"
    LANGUAGES = "l"
    BUTTONS = "b"
    PICTURE = "p"
    ADDRESS = "a"
    NO_PICTURE = "o"
    DROP = "d"
    COPY = "n"


class Leaving(StrEnum):
    """What a button does to its sending."""

    SEND = "y"
    SCHEDULE = "w"
    UNSCHEDULE = "u"
    STOP = "x"
    AGAIN = "r"
    TAKE_BACK = "k"
    REALLY = "q"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True)
class OnBroadcast(Press, tag="bc"):
    """A button on a broadcast's card."""

    broadcast: int
    act: Act


@dataclass(frozen=True)
class Leave(Press, tag="bcy"):
    """A button about sending it, and about what was sent."""

    broadcast: int
    act: Leaving


@dataclass(frozen=True)
class SendTo(Press, tag="bcs"):
    """Send it now, to as many people as the card said."""

    broadcast: int
    people: int


@dataclass(frozen=True)
class Choose(Press, tag="bco"):
    """See whom a broadcast can be for."""

    broadcast: int


@dataclass(frozen=True)
class Audience(Press, tag="bca"):
    """Whom a broadcast is for: a saved segment, or everybody (0)."""

    broadcast: int
    segment: int


@dataclass(frozen=True)
class NewSegment(Press, tag="bcg"):
    """Describe a new segment for a broadcast."""

    broadcast: int


@dataclass(frozen=True)
class Forget(Press, tag="bcx"):
    """Forget a saved segment."""

    broadcast: int
    segment: int


@dataclass(frozen=True)
class Translate(Press, tag="bcl"):
    """Write a broadcast's words in another language."""

    broadcast: int
    language: str


@dataclass(frozen=True)
class Tapped(Press, tag="bct"):
    """A button under a broadcast, by its place."""

    broadcast: int
    button: int


@dataclass(frozen=True)
class Wanted(Press, tag="bcw"):
    """Broadcasts yes or no; `on` is what they want from now on."""

    on: bool


@dataclass(frozen=True)
class WordsForm(Form, tag="bcwords", title="Broadcast", submit="Show it to me"):
    """The words of a broadcast, new or changed."""

    text: str = ask("What do you want to say?", FieldKind.LONG, hint="The first line stands out.", limit=LIMIT)
    broadcast: str = hidden()


@dataclass(frozen=True)
class TranslationForm(Form, tag="bctrans", title="Translation", submit="Keep it"):
    """The same words in another language; nothing takes the translation away."""

    text: str = ask(
        "The same in that language?", FieldKind.LONG, hint="Write - to take it away.", optional=True, limit=LIMIT
    )
    broadcast: str = hidden()
    language: str = hidden()


@dataclass(frozen=True)
class ButtonsForm(Form, tag="bcbuttons", title="Buttons", submit="Keep them"):
    """Buttons under a broadcast."""

    buttons: str = ask("Which buttons?", FieldKind.LONG, hint=LINKS_HINT, limit=1800)
    broadcast: str = hidden()


@dataclass(frozen=True)
class PictureForm(Form, tag="bcpicture", title="Picture", submit="Keep it"):
    """A picture by its address, and words for those who cannot see it."""

    address: str = ask("Where is the picture?", hint="An address that begins with https. Write - for none.", limit=500)
    alt: str = ask("What is on it?", hint="For those who cannot see it.", optional=True, limit=300)
    broadcast: str = hidden()


@dataclass(frozen=True)
class CountForm(Form, tag="bccount", title="To everybody", submit="Send"):
    """The number of people, typed by whoever sends to all of them."""

    people: str = ask("To how many people does it go?", FieldKind.NUMBER, hint="Type the number from the card.")
    broadcast: str = hidden()
    later: str = hidden()


@dataclass(frozen=True)
class WhenForm(Form, tag="bcwhen", title="Send later", submit="Plan it"):
    """When a broadcast goes out, and until when it comes again."""

    day: str = ask("On which day?", hint=DAY_HINT, limit=40)
    hour: str = ask("At what time?", hint="Such as 9:30, on your clock.", limit=10)
    repeats: str = ask("How often?", FieldKind.CHOICE, choices=REPEATS, optional=True)
    until: str = ask("Until which day does it come again?", hint=DAY_HINT, optional=True, limit=40)
    broadcast: str = hidden()


@dataclass(frozen=True)
class SegmentForm(Form, tag="bcseg", title="New segment", submit="Keep it"):
    """A segment: a name, and filters in one line."""

    name: str = ask("What is it called?", hint="Such as designers in Valencia.", limit=NAME)
    filters: str = ask(
        "Who belongs to it?",
        hint="Such as: city Valencia or Torrent; skill design; active 30. Also space, sector, stage, language, role.",
        limit=FILTERS,
    )
    broadcast: str = hidden()


def name_of(broadcast_id: int) -> str:
    """Under which its card is found again."""
    return f"broadcast:{broadcast_id}"


def show(one: Broadcast) -> OnBroadcast:
    """The way back to its card."""
    return OnBroadcast(one.id, Act.SHOW)


def on(label: str, one: Broadcast, act: Act | Leaving, style: str = "") -> Button:
    """A button of its card."""
    return Button(label, OnBroadcast(one.id, act) if isinstance(act, Act) else Leave(one.id, act), style=style)


def card(one: Broadcast, lines: list[str], rows: Rows, *, replace: bool) -> Message:
    """Its card, in whichever state."""
    return Message("\n".join(line for line in lines if line), rows, replace=replace, card=name_of(one.id))
