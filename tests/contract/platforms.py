"""What the contract suite asks of a platform's emulator, so that one suite runs against every adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.adapters.base import Chat
from bot.incoming import Filled, Incoming
from domain.delivery import Outcome
from domain.errors import Unavailable


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it: plain words, the styled or linked parts, and the buttons' labels."""

    text: str
    styled: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """A way to fail: its name, what the adapter must make of it, and whether the person got the message."""

    name: str
    outcome: Outcome
    reason: str = ""
    arrived: bool = False


@dataclass
class Inbox:
    """Takes the place of dispatch: keeps what arrives, and may be unable to for a while."""

    values: list[Incoming] = field(default_factory=list)
    unavailable: int = 0
    commands: dict[str, str] = field(default_factory=lambda: {"need": "Ask for *help*.", "offer": "Offer a hand."})

    async def __call__(self, what: Incoming) -> None:
        """Keep it, unless the storage is said to be away."""
        if self.unavailable:
            self.unavailable -= 1
            raise Unavailable("away")
        if all(value.key != what.key for value in self.values):  # as dispatch does: one effect a delivery
            self.values.append(what)

    def wrong(self, filled: Filled, language: str) -> dict[str, str]:  # noqa: ARG002 – dispatch's signature
        """Nothing is wrong."""
        return {}

    def menu(self, language: str) -> Mapping[str, str]:
        """The commands, in two languages."""
        return {word: f"({language}) {text}" if language == "es" else text for word, text in self.commands.items()}


class Platform(Protocol):
    """One platform, emulated, with the real adapter connected to it and one person, Ann, who has started the bot."""

    adapter: Chat
    inbox: Inbox
    ann: str
    """The chat to which letters for Ann go."""
    failures: tuple[Failure, ...]

    async def listen(self) -> None:
        """Let the adapter listen."""
        ...

    async def says(self, text: str) -> None:
        """Ann types; returns when the bot has taken it in."""
        ...

    async def taps(self, label: str) -> None:
        """Ann presses a button of her last message with one."""
        ...

    def sees(self) -> list[Seen]:
        """All that the bot said to Ann, as it stands now."""
        ...

    def units(self, text: str) -> int:
        """The length of a text as the platform counts it."""
        ...

    def fail(self, name: str) -> None:
        """The next send fails like this."""
        ...

    def violations(self) -> list[str]:
        """What the strict checker found wrong with our calls."""
        ...
