"""How the audience of a broadcast looks: its count and three names, the last question, and each platform's own ways."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.i18n import Translator
from bot.markup import escape
from bot.ui import Button, Message, row
from domain.broadcasts import CAPTION, RATE
from domain.segments import SAMPLE, Person
from handlers.broadcast_forms import Act, Audience, Leaving, SendTo, card, on
from storage.broadcasts import Broadcast

ROOM = 90
"""UTF-16 units that the last line takes from a caption."""


@dataclass(frozen=True)
class Whom:
    """The audience as it would be now."""

    people: tuple[Person, ...]
    away: int
    everyone: bool
    name: str

    @property
    def count(self) -> int:
        """How many."""
        return len(self.people)


def audience_line(whom: Whom, t: Translator) -> str:
    """How many it goes to, three of their names, and who will not get it."""
    if not whom.count:
        return t("For {name}: nobody yet.", name=whom.name) if not whom.everyone else t("Nobody is in yet.")
    for_whom = t.n("For everybody: {n} person", "For everybody: {n} people", whom.count)
    if not whom.everyone:
        for_whom = t.n("For {name}: {n} person", "For {name}: {n} people", whom.count, name=whom.name)
    line = f"{for_whom} · {_sample(whom, t)}"
    if whom.away:
        line += " · " + t.n("{n} is away and will not get it", "{n} are away and will not get it", whom.away)
    return line


def _sample(whom: Whom, t: Translator) -> str:
    names = ", ".join(person.name for person in whom.people[:SAMPLE])
    rest = whom.count - SAMPLE
    return t.n("{names} and {n} more", "{names} and {n} more", rest, names=names) if rest > 0 else escape(names)


def confirm(one: Broadcast, whom: Whom, t: Translator) -> Message:
    """The last look before a segment gets it."""
    title = t.n("*Send to {n} person in {name}?*", "*Send to {n} people in {name}?*", whom.count, name=whom.name)
    takes = t.n("It takes about {n} second.", "It takes about {n} seconds.", whom.count // RATE + 1)
    rows = row(
        Button(t("Send now"), SendTo(one.id, whom.count), style="primary"),
        on(t("Send later…"), one, Leaving.SCHEDULE),
        on(t("Back"), one, Act.SHOW),
    )
    return card(one, [title, audience_line(whom, t), takes], rows, replace=True)


def platforms(one: Broadcast, readers: Mapping[str, int], t: Translator) -> Message:
    """What looks different from platform to platform, and for how many."""
    lines = [t("*So it looks.* It goes out as it stands above; what differs:")]
    for name, count in sorted(readers.items()):
        people = t.n("{n} person", "{n} people", count)
        lines.append(
            t("{platform} ({people}): {shape}", platform=name.capitalize(), people=people, shape=_shape(one, name, t))
        )
    return Message("\n".join(lines))


def _shape(one: Broadcast, platform: str, t: Translator) -> str:
    if platform == "telegram" and one.picture:
        long = len(one.text.encode("utf-16-le")) // 2 > CAPTION - ROOM
        return t("the picture first, the text as its own message") if long else t("the text stands under the picture")
    if platform == "slack" and one.picture:
        return t("the picture stands under the text")
    if platform == "console":
        return t("plain text, buttons as numbers")
    return t("as above")


def everybody(one: Broadcast, t: Translator) -> Button:
    """Choose the whole community."""
    return Button(t("Everybody"), Audience(one.id, 0))
