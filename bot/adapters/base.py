"""The whole contract of a platform: what it allows (data), how it sends, and how it listens."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

from bot.incoming import Filled, Incoming
from bot.ui import Message
from bot.wire import Letter
from domain.delivery import Outcome


@dataclass(frozen=True)
class Limits:
    """What a platform allows. Sizes in the platform's own units, paces in messages a second."""

    text: int
    label: int
    rows: int
    modals: bool = False
    home: bool = False
    buttons: bool = True
    in_flight: int = 5
    a_second: float = 30.0
    a_second_chat: float = 1.0
    a_minute_group: float = 20.0
    a_minute: Mapping[str, int] = field(default_factory=dict)
    """What else has a limit a workspace: edit, delete, open, home."""


Turn = Callable[..., Awaitable[None]]
"""Returns when one more message may leave for a chat, which it then has to do at once."""


class Shelf(Protocol):
    """Pictures that lie beside their letters: each is brought to a platform once, and from then on named there."""

    async def reference(self, kept: str) -> str:
        """What the platform calls the picture of that fingerprint; empty where it was not brought yet."""
        ...

    async def remember(self, kept: str, reference: str) -> None:
        """From now on it is called so there; empty: the platform does not know it any more."""
        ...

    async def content(self, kept: str) -> bytes:
        """Its bytes; empty where they are gone."""
        ...

    def alone(self, kept: str) -> AbstractAsyncContextManager[bool]:
        """While one brings it the others wait; gives whether there was somebody to wait for."""
        ...


class Address(NamedTuple):
    """Where a letter goes: the chat of a person or a group on one platform."""

    platform: str
    chat: str
    workspace: str = ""
    user: str = ""


class Parcel(NamedTuple):
    """One outgoing call: `op` is send, edit, delete, open or home.

    `key` is the outbox row's id, `target` the message an edit is about, `trigger` what may open a form.
    `fallback` is said where the letter itself cannot be shown. `reference` stands in the log beside what caused it.
    `turn` is awaited before each message beyond the first of a letter that takes several; None: nobody counts.
    `shelf` has the pictures whose bytes are not in the letter.
    """

    op: str
    address: Address
    letter: Letter
    key: str
    target: str = ""
    trigger: str = ""
    fallback: Message | None = None
    reference: str = ""
    turn: Turn | None = None
    shelf: Shelf | None = None


class SendFailed(Exception):
    """A try that did not end in a receipt.

    Args:
        outcome: what to do next.
        reason: one of our words, such as `blocked`, `chat_not_found`, `rate_limited`; or a short plain sentence.
        wait: seconds the platform told us to wait.
        everyone: the wait holds for the whole token, not only for this chat.
        moved_to: the new chat id, where a group has become another.
    """

    def __init__(
        self, outcome: Outcome, reason: str, wait: float | None = None, *, everyone: bool = False, moved_to: str = ""
    ) -> None:
        super().__init__(reason)
        self.outcome, self.reason, self.wait = outcome, reason, wait
        self.everyone, self.moved_to = everyone, moved_to


class Adapter(Protocol):
    """A channel that can send."""

    name: str
    limits: Limits

    async def send(self, parcel: Parcel) -> str:
        """Carry one parcel and return the platform's id of the message.

        Raises:
            SendFailed: and nothing else; the outcome says what is known.
        """
        ...

    async def whoami(self) -> str:
        """Who the platform says we are; raises SendFailed with a sentence for the operator."""
        ...

    async def close(self) -> None:
        """Give connections back."""
        ...


@runtime_checkable
class Traceable(Protocol):
    """A channel whose far side can be asked whether a parcel arrived; it then needs no person to settle a doubt."""

    name: str

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """The receipt of a parcel that arrived; None where it surely did not.

        Args:
            parcel: as it was sent.
            after: the receipt of a message to the same chat that left before it; empty where none is known.

        Raises:
            SendFailed: with RETRY where it cannot be known now, with any other outcome where nobody can know.
        """
        ...


@runtime_checkable
class Fetches(Protocol):
    """A chat whose people can send files."""

    async def fetch(self, workspace: str, file: str, most: int) -> bytes:
        """The bytes of a file by the id that `Happened(what="file")` carried.

        Args:
            workspace: where it was sent.
            file: its id on the platform.
            most: bytes; of a larger file nothing is kept.

        Raises:
            SendFailed: with RETRY where it may come later, with STOP and `too_large` or another reason where not.
        """
        ...


@runtime_checkable
class Polls(Protocol):
    """A chat whose platform gives what arrives to one poller only."""

    def polls_while(self, may: Callable[[], bool]) -> None:
        """Ask only while this process is the one that may."""
        ...


Receive = Callable[[Incoming], Awaitable[None]]
"""Dispatch: returns once what arrived is stored; raises `Unavailable` where it could not be."""


class Inbound(Protocol):
    """What an adapter may ask of dispatch."""

    async def __call__(self, what: Incoming) -> None:
        """Take in one value; when it returns, its effect is stored."""
        ...

    def wrong(self, filled: Filled, language: str) -> dict[str, str]:
        """What is wrong with each field of a submitted form, in that language; nothing is stored."""
        ...

    def menu(self, language: str) -> Mapping[str, str]:
        """Each command of a member with its help, for platforms that list commands."""
        ...


class Chat(Adapter, Protocol):
    """A channel where people also talk to the bot."""

    async def listen(self, inbound: Inbound) -> None:
        """Begin to hand over what arrives; returns once it listens (polling and sockets go on in tasks)."""
        ...

    async def announce(self, inbound: Inbound) -> None:
        """Tell the platform which commands there are, where it lists commands; a failure is only logged."""
        ...
