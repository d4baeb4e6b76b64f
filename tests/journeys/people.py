"""A person in a journey: says, taps and sees; the same sentences on every platform."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Protocol


class Platform(Protocol):
    """How a person acts on one platform's emulator."""

    name: str

    async def says(self, person: str, text: str) -> None: ...

    async def taps(self, person: str, label: str) -> None: ...

    def fills(self, person: str, answers: dict[str, str]) -> AsyncIterator[None]:
        """Answer a form, question by question or at once; after each step the bot is waited for."""
        ...

    async def shares(self, person: str, content: bytes, words: str, mime: str) -> None: ...

    def sees(self, person: str) -> list[str]:
        """All messages the person has from the bot, oldest first, in their last version, buttons in brackets."""
        ...


class Person:
    """Ann, Kostas, Mara: whoever talks to the bot.

    Args:
        name: the display name on the platform.
        platform: where they write.
        settle: waits until everything that is due has happened.
    """

    def __init__(self, name: str, platform: Platform, settle: Callable[[], "asyncio.Future[None] | object"]) -> None:
        self.name, self._platform, self._settle = name, platform, settle

    async def says(self, text: str) -> None:
        """Write to the bot and wait for whatever follows."""
        await self._platform.says(self.name, text)
        await self._rest()

    async def taps(self, label: str) -> None:
        """Press the newest visible button whose label is or contains `label`."""
        await self._platform.taps(self.name, label)
        await self._rest()

    async def shares(self, content: bytes, words: str = "", mime: str = "image/jpeg") -> None:
        """Send a photo or a file, with words or without, where the platform has files."""
        await self._platform.shares(self.name, content, words, mime)
        await self._rest()

    async def fills(self, **answers: str) -> None:
        """Fill the form that the bot has opened or is asking; an empty answer skips its question."""
        async for _ in self._platform.fills(self.name, answers):
            await self._rest()

    async def _rest(self) -> None:
        result = self._settle()
        if asyncio.iscoroutine(result):
            await result

    def screen(self) -> str:
        """All that is on the person's screen."""
        return "\n\n".join(self._platform.sees(self.name))

    def sees(self, *texts: str) -> None:
        """Fail unless each text stands in the newest messages (the last three)."""
        recent = "\n\n".join(self._platform.sees(self.name)[-3:])
        for text in texts:
            assert text in recent, f"{self.name} does not see {text!r} but:\n{recent}"

    def has_seen(self, text: str) -> bool:
        """Whether the text stands anywhere on the screen."""
        return text in self.screen()

    def sees_nothing_of(self, *texts: str) -> None:
        """Fail if any of these texts stands anywhere on the screen."""
        for text in texts:
            assert text not in self.screen(), f"{self.name} sees {text!r}:\n{self.screen()}"
