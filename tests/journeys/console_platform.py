"""How a person acts in the terminal."""

from collections.abc import AsyncIterator

from bot.adapters.console import Console


class ConsolePlatform:
    """Drives the console adapter as a person at a keyboard does."""

    name = "console"

    def __init__(self) -> None:
        self.chat = Console()
        self._count = 0

    def _key(self) -> str:
        self._count += 1
        return f"line{self._count}"

    async def says(self, person: str, text: str) -> None:
        await self.chat.says(person, text, self._key())

    async def taps(self, person: str, label: str) -> None:
        for shown in reversed(self.chat.screens.get(person, [])):
            for button in shown.buttons:
                if label in button.label and button.packed:
                    await self.chat.taps(person, shown.id, button, self._key())
                    return
        raise AssertionError(f"{person} sees no button {label!r}:\n" + "\n".join(self.sees(person)))

    async def fills(self, person: str, answers: dict[str, str]) -> AsyncIterator[None]:
        for answer in answers.values():
            await self.says(person, answer or "skip")
            yield

    async def shares(self, person: str, content: bytes, words: str, mime: str) -> None:
        raise AssertionError(f"{person} sends {len(content)} bytes of {mime} with {words!r}: not in a terminal")

    def sees(self, person: str) -> list[str]:
        return [
            shown.text + "".join(f" [{button.label}]" for button in shown.buttons)
            for shown in self.chat.screens.get(person, [])
        ]

    def check(self) -> None:
        """The terminal has no description to break."""
