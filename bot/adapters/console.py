"""The terminal as a platform: plain text, buttons as numbered choices."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.adapters.base import Inbound, Limits, Parcel
from bot.incoming import Commanded, Pressed, Said, Who
from bot.markup import plain
from bot.ui import Button, Home, Message


@dataclass
class Shown:
    """A message on somebody's screen, in its last version."""

    id: str
    text: str
    buttons: tuple[Button, ...]
    edited: bool = False
    fresh: bool = True
    """Not read yet."""


class Console:
    """A screen for each person.

    Args:
        echo: called with (person, text) for whatever appears; the command line prints it.
    """

    name = "console"
    limits = Limits(text=10_000, label=200, rows=50, a_second=1000, a_second_chat=1000)

    def __init__(self, echo: Callable[[str, str], None] | None = None) -> None:
        self._echo = echo
        self._inbound: Inbound | None = None
        self._count = 0
        self.screens: dict[str, list[Shown]] = {}

    async def listen(self, inbound: Inbound) -> None:
        """From now on `says` and `taps` reach the bot."""
        self._inbound = inbound

    async def whoami(self) -> str:
        """The terminal is always there."""
        return "the terminal"

    async def announce(self, inbound: Inbound) -> None:
        """The terminal lists no commands."""

    async def close(self) -> None:
        """Nothing to give back."""

    async def send(self, parcel: Parcel) -> str:
        """Show the message, or its new version in the place of the old one."""
        if parcel.op == "delete":
            screen = self.screens.get(parcel.address.chat, [])
            screen[:] = [shown for shown in screen if shown.id != parcel.target]
            return parcel.target
        letter = parcel.fallback if parcel.op == "open" else parcel.letter
        if isinstance(letter, Home) or not isinstance(letter, Message):
            return ""
        screen = self.screens.setdefault(parcel.address.chat, [])
        buttons = tuple(replace(b, label=plain(b.label)) for buttons in letter.rows for b in buttons)
        picture = f"\n[{letter.alt or letter.image.name}]" if letter.image else ""
        files = picture + "".join(f"\n[{file.name}]" for file in letter.files)
        shown = next((s for s in screen if s.id == parcel.target), None)
        if shown is None:
            self._count += 1
            shown = Shown(str(self._count), "", ())
            screen.append(shown)
        else:
            shown.edited = True
        shown.text, shown.buttons, shown.fresh = plain(letter.text) + files, buttons, True
        if self._echo:
            self._echo(parcel.address.chat, drawn(shown))
        return shown.id

    async def says(self, person: str, text: str, key: str, language: str = "") -> None:
        """A person types a line: a number presses that button of the last card, anything else is said."""
        if self._inbound is None:
            raise RuntimeError("listen first")
        who = Who("console", person, name=person, chat=person, language=language)
        card = self._last_card(person)
        if card and text.strip().isdigit() and 0 < int(text) <= len(card.buttons):
            button = card.buttons[int(text) - 1]
            if button.packed:
                await self._inbound(Pressed(who=who, key=key, packed=button.packed, card=card.id))
            return
        if text.startswith("/"):
            name, _, rest = text[1:].strip().partition(" ")
            await self._inbound(Commanded(who=who, key=key, name=name.lower(), text=rest.strip()))
        else:
            await self._inbound(Said(who=who, key=key, text=text))

    async def taps(self, person: str, card: str, button: Button, key: str) -> None:
        """A person presses a button of any card on their screen."""
        if self._inbound is None:
            raise RuntimeError("listen first")
        who = Who("console", person, name=person, chat=person)
        await self._inbound(Pressed(who=who, key=key, packed=button.packed, card=card))

    def _last_card(self, person: str) -> Shown | None:
        return next((s for s in reversed(self.screens.get(person, [])) if s.buttons), None)


def drawn(shown: Shown) -> str:
    """The message as the terminal prints it."""
    lines = [shown.text]
    lines += [
        f"  {number}. {button.label}{f': {button.url}' if button.url else ''}"
        for number, button in enumerate(shown.buttons, 1)
    ]
    return "\n".join(lines)
