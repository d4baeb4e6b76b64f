"""What the bot has said so far: buttons and forms from which hostile presses and submissions are made."""

import random
import string
from collections import deque
from typing import Any

from bot.adapters.base import Chat, Parcel
from bot.ui import Home, Message, Sheet

KEPT = 600
IDS = ("0", "1", "2", "7", "99999", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "x", "")


class Seen:
    """Buttons and forms that were really shown, the newest of them."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._buttons: dict[str, deque[tuple[str, str]]] = {}
        self._sheets: deque[Sheet] = deque(maxlen=KEPT // 4)
        self.cards: deque[str] = deque(maxlen=KEPT)

    def shown(self, parcel: Parcel) -> None:
        """Look through what is about to leave."""
        for letter in (parcel.letter, parcel.fallback):
            if isinstance(letter, Sheet):
                self._sheets.append(letter)
            for message in letter.parts if isinstance(letter, Home) else [letter]:
                if isinstance(message, Message):
                    self._keep([b.packed for row in message.rows for b in row if b.packed], parcel.address.chat)

    def _keep(self, buttons: list[str], chat: str) -> None:
        """Each kind of button by itself, so that the rare ones are pressed as often as the common ones."""
        for packed in buttons:
            kind = ":".join(packed.split(":")[: 2 if packed.startswith("!") else 1])
            self._buttons.setdefault(kind, deque(maxlen=KEPT // 10)).append((packed, chat))

    def press(self) -> tuple[str, str]:
        """A button's data and who has it on their screen; spoilt now and then, or none that ever was."""
        if not self._buttons:
            return "!:help:", ""
        packed, chat = self._rng.choice(self._buttons[self._rng.choice(list(self._buttons))])
        kind = self._rng.random()
        if kind < 0.6:
            return packed, chat
        parts = packed.split(":")
        if kind < 0.85 and len(parts) > 1:
            parts[self._rng.randrange(1, len(parts))] = self._rng.choice(IDS)
            return ":".join(parts), chat
        if kind < 0.95:
            at = self._rng.randrange(len(packed))
            return packed[:at] + self._rng.choice(string.printable + "\x00\ud800🎨") + packed[at + 1 :], chat
        return "".join(self._rng.choice(string.printable) for _ in range(self._rng.randrange(90))), chat

    def sheet(self) -> Sheet | None:
        return self._rng.choice(self._sheets) if self._sheets else None


class Watched:
    """A platform whose sends are looked at on their way out; all else is the platform itself."""

    def __init__(self, chat: Chat, seen: Seen) -> None:
        self._chat, self._seen = chat, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chat, name)

    async def send(self, parcel: Parcel) -> str:
        """As the platform does."""
        self._seen.shown(parcel)
        receipt = await self._chat.send(parcel)
        self._seen.cards.append(receipt)
        return receipt
