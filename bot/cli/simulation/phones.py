"""What people hold in their hands: the same few gestures on the emulated Telegram and the emulated Slack."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Protocol

from emulators.slack import NotVisible as NotOnSlack
from emulators.slack import Shown, Slack
from emulators.slack.seen import shown as shown_on_slack
from emulators.telegram import Message, Telegram
from emulators.telegram import NotVisible as NotOnTelegram
from emulators.telegram.views import shown as shown_on_telegram

RECENT = 12
"""Messages that somebody still has in view: nobody scrolls back for weeks."""


@dataclass(frozen=True)
class Card:
    """A message as it stands on the screen, and what each of its buttons sends back."""

    text: str
    buttons: tuple[str, ...]


class Phone(Protocol):
    """One person's app."""

    async def says(self, text: str) -> bool:
        """Write to the bot; False where the app does not let them."""
        ...

    async def taps(self, packed: str) -> bool:
        """Press the newest button that sends this back; False where none is in view."""
        ...

    async def submits(self, answers: Mapping[str, str]) -> bool:
        """Fill the form that stands open; False where none does."""
        ...

    def cards(self) -> list[Card]:
        """The newest messages of the bot, the newest first."""
        ...

    def blocks(self) -> bool:
        """Shut the bot out; False where the app has no such thing."""
        ...

    def founds_channel(self) -> str:
        """A channel for everybody, where the bot may write; its address, empty where the app has no such thing."""
        ...


class OnTelegram:
    """A phone with Telegram on it."""

    def __init__(self, telegram: Telegram, user: int) -> None:
        self._telegram, self._user = telegram, user

    async def says(self, text: str) -> bool:
        try:
            self._telegram.says(self._user, text)
        except NotOnTelegram:
            return False
        return True

    async def taps(self, packed: str) -> bool:
        for message in self._recent():
            if any(button.get("callback_data") == packed for row in message.keyboard for button in row):
                try:
                    self._telegram.taps(self._user, self._user, message.id, packed)
                except NotOnTelegram:
                    return False
                return True
        return False

    async def submits(self, answers: Mapping[str, str]) -> bool:
        del answers
        return False  # Telegram has no forms: each question is answered as it comes

    def cards(self) -> list[Card]:
        shown = (shown_on_telegram(self._telegram, message) for message in self._recent())
        return [Card(m.text, tuple(b.data for row in m.buttons for b in row if b.data)) for m in shown]

    def blocks(self) -> bool:
        self._telegram.blocks(self._user)
        return True

    def founds_channel(self) -> str:
        news = self._telegram.group("News", [self._user], "supergroup")
        self._telegram.adds_bot(news, by=self._user, status="administrator")
        return str(news)

    def _recent(self) -> list[Message]:
        written = [m for m in self._telegram.chats[self._user].messages.values() if m.sender == self._telegram.bot_id]
        return written[: -RECENT - 1 : -1]


class OnSlack:
    """Slack on somebody's desk; some type slash commands, others write to the bot as to a colleague."""

    def __init__(self, slack: Slack, user: str, chance: Random) -> None:
        self._slack, self._user, self._chance = slack, user, chance

    async def says(self, text: str) -> bool:
        try:
            if text.startswith("/") and self._chance.random() < 0.5:
                return (await self._slack.commands(self._user, "/tertulia", text[1:])).ok
            await self._slack.says(self._user, text.removeprefix("/"))
        except NotOnSlack:
            return False
        return True

    async def taps(self, packed: str) -> bool:
        for message in self._recent():
            for button in message.buttons:
                if packed in (button.value, button.action_id):
                    try:
                        ack = await self._slack.taps(
                            self._user, message.channel, message.ts, button.label, button.value
                        )
                    except NotOnSlack:
                        return False
                    return ack.ok
        return False

    async def submits(self, answers: Mapping[str, str]) -> bool:
        if self._slack.modal(self._user) is None:
            return False
        try:
            wrong = await self._slack.fills(self._user, dict(answers))
        except NotOnSlack:
            wrong = {"": "the form asks for something else"}
        if wrong:
            await self._slack.closes(self._user)
        return not wrong

    def cards(self) -> list[Card]:
        return [Card(m.plain, tuple(b.value or b.action_id for b in m.buttons if not b.url)) for m in self._recent()]

    def blocks(self) -> bool:
        return False

    def founds_channel(self) -> str:
        return ""

    def _recent(self) -> list[Shown]:
        world, there = self._slack.world, self._slack.im(self._user).id
        written = [m for m in world.messages.get(there, []) if m.from_bot and m.only_for in (None, self._user)]
        return [shown_on_slack(world, message) for message in written[: -RECENT - 1 : -1]]
