"""How a person acts on the emulated Slack, through the real adapter and signed requests."""

from collections.abc import AsyncIterator

from bot.adapters.slack import Slack
from emulators import slack as emulated


class SlackPlatform:
    """Drives the emulator as people at a desk do; `chat` is the adapter under test."""

    name = "slack"

    def __init__(self, emulator: emulated.Slack, chat: Slack) -> None:
        self.emulator, self.chat = emulator, chat
        self._ids: dict[str, str] = {}

    def id_of(self, person: str) -> str:
        """The person's user id; their first word makes them known to the platform."""
        if person not in self._ids:
            self._ids[person] = f"U{1000 + len(self._ids)}"
            self.emulator.person(self._ids[person], person)
        return self._ids[person]

    async def says(self, person: str, text: str) -> None:
        await self.emulator.says(self.id_of(person), text.lstrip("/"))

    async def taps(self, person: str, label: str) -> None:
        user = self.id_of(person)
        for shown in reversed(self.emulator.sees(user)):
            for words in shown.labels():
                if label in words and shown.from_bot:
                    await self.emulator.taps(user, shown.channel, shown.ts, words)
                    return
        raise AssertionError(f"{person} sees no button {label!r}:\n" + "\n".join(self.sees(person)))

    async def fills(self, person: str, answers: dict[str, str]) -> AsyncIterator[None]:
        """In the modal that is open, or that the newest "Open the form" opens."""
        user = self.id_of(person)
        if self.emulator.modal(user) is None:
            await self.taps(person, "Open the form")
            await self.opened(user)
        wrong = await self.emulator.fills(user, {name: answer for name, answer in answers.items() if answer})
        assert not wrong, wrong
        yield

    async def shares(self, person: str, content: bytes, words: str, mime: str) -> None:
        await self.emulator.shares(self.id_of(person), "Mara's holiday.bin", content, mime, words)

    async def opened(self, user: str) -> None:
        """Wait for the modal: it is opened by a send of its own."""
        for _ in range(200):
            if self.emulator.modal(user):
                return
            await self.emulator.news(self.emulator.world.version, 0.05)

    def sees(self, person: str) -> list[str]:
        return [
            "\n".join([shown.plain, *(f"[{file.name}]" for file in shown.files)])
            + "".join(f" [{label}]" for label in shown.labels())
            for shown in self.emulator.sees(self.id_of(person))
            if shown.from_bot
        ]

    def check(self) -> None:
        """Fail if any call broke the description of the Web API."""
        assert self.emulator.violations == []
