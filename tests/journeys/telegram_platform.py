"""How a person acts on the emulated Telegram, through the real adapter and a webhook."""

from collections.abc import AsyncIterator

from bot.adapters.telegram import Telegram
from emulators import telegram as emulated


class TelegramPlatform:
    """Drives the emulator as people with phones do; `chat` is the adapter under test."""

    name = "telegram"

    def __init__(self, emulator: emulated.Telegram, chat: Telegram) -> None:
        self.emulator, self.chat = emulator, chat
        self._ids: dict[str, int] = {}

    def id_of(self, person: str) -> int:
        """The person's user id; their first word makes them known to the platform."""
        if person not in self._ids:
            self._ids[person] = 1000 + len(self._ids)
            self.emulator.person(self._ids[person], person)
        return self._ids[person]

    async def says(self, person: str, text: str) -> None:
        self.emulator.says(self.id_of(person), text)
        await self.delivered()

    async def taps(self, person: str, label: str) -> None:
        for shown in reversed(self.emulator.sees(self.id_of(person))):
            for words in shown.labels:
                if label in words and shown.from_bot:
                    self.emulator.taps(self.id_of(person), shown.chat_id, shown.message_id, words)
                    await self.delivered()
                    return
        raise AssertionError(f"{person} sees no button {label!r}:\n" + "\n".join(self.sees(person)))

    async def fills(self, person: str, answers: dict[str, str]) -> AsyncIterator[None]:
        for answer in answers.values():
            await self.says(person, answer or "skip")
            yield

    async def shares(self, person: str, content: bytes, words: str, mime: str) -> None:
        """A JPEG as a photo, anything else as a file."""
        user = self.id_of(person)
        if mime == "image/jpeg":
            self.emulator.sends_photo(user, content, words)
        else:
            self.emulator.sends_document(user, "Mara's holiday.bin", content, mime, words)
        await self.delivered()

    def sees(self, person: str) -> list[str]:
        return [
            "\n".join([shown.text, *(f"[{file.name}]" for file in shown.files)])
            + "".join(f" [{label}]" for label in shown.labels)
            for shown in self.emulator.sees(self.id_of(person))
            if shown.from_bot
        ]

    async def delivered(self) -> None:
        """Everything that people did has reached the bot."""
        assert await self.emulator.pump(), "the bot keeps refusing an update"

    def check(self) -> None:
        """Fail if any call broke the description of the Bot API."""
        assert self.emulator.violations == []
