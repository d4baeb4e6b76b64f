"""Telegram for the contract suite: the shipped emulator under the strict checker, and the real adapter."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.adapters.telegram import Telegram
from bot.markup import utf16
from domain.delivery import Outcome
from emulators import telegram as emulated
from emulators.serve import serving
from emulators.telegram import Fault
from tests.contract.platforms import Failure, Inbox, Seen
from tests.strict.telegram import check

ANN = 7
TOKEN = "12345:a-token-nobody-may-see"
FAILURES = (
    Failure(Fault.TOO_MANY, Outcome.RETRY, "rate_limited"),
    Failure(Fault.TOO_MANY_SILENT, Outcome.RETRY, "rate_limited"),
    Failure(Fault.CONFLICT, Outcome.RETRY),
    Failure(Fault.FORBIDDEN, Outcome.STOP, "blocked"),
    Failure(Fault.SERVER_ERROR, Outcome.UNCERTAIN),
    Failure(Fault.RESET_BEFORE, Outcome.UNCERTAIN),
    Failure(Fault.HANG_BEFORE, Outcome.UNCERTAIN),
    Failure(Fault.RESET_AFTER, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.HANG_AFTER, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.UNAVAILABLE_AFTER, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.BROKEN_JSON, Outcome.UNCERTAIN, arrived=True),
    Failure(Fault.HALF_BODY, Outcome.UNCERTAIN, arrived=True),
)


async def no_pause(_: float) -> None:
    """Let others run instead of waiting."""
    await asyncio.sleep(0)


async def until(happened: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something can be seen from outside."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110 – what is watched has no event of its own
            await asyncio.sleep(0.005)


class TelegramSide:
    """The platform of `Platform` on Telegram."""

    failures = FAILURES

    def __init__(self, world: emulated.Telegram, adapter: Telegram, api: str) -> None:
        self.world, self.adapter, self.api, self.inbox = world, adapter, api, Inbox()
        self.ann = str(ANN)

    async def listen(self) -> None:
        """By long polling."""
        await self.adapter.listen(self.inbox)
        await until(lambda: any(call.method == "deleteWebhook" for call in self.world.calls))

    async def says(self, text: str) -> None:
        """Ann types."""
        before = len(self.inbox.values)
        self.world.says(ANN, text)
        await until(lambda: len(self.inbox.values) > before)

    async def taps(self, label: str) -> None:
        """Ann presses a button of her last message with one."""
        before = len(self.inbox.values)
        card = next(shown for shown in reversed(self.world.sees(ANN)) if shown.buttons)
        self.world.taps(ANN, ANN, card.message_id, label)
        await until(lambda: len(self.inbox.values) > before)

    def sees(self) -> list[Seen]:
        """All that the bot said to Ann."""
        return [
            Seen(
                shown.text,
                tuple((mark["type"], part(shown.text, mark["offset"], mark["length"])) for mark in shown.entities),
                shown.labels,
                tuple(file.name for file in shown.files),
            )
            for shown in self.world.sees(ANN)
            if shown.from_bot
        ]

    def units(self, text: str) -> int:
        """Telegram counts UTF-16 units."""
        return utf16(text)

    def fail(self, name: str) -> None:
        """The next send fails like this."""
        self.world.faults.next(Fault(name))

    def violations(self) -> list[str]:
        """What the strict checker found wrong with our calls."""
        return self.world.violations


def part(text: str, offset: int, length: int) -> str:
    """A part of a text by its UTF-16 units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


@asynccontextmanager
async def telegram_side(**options: object) -> AsyncIterator[TelegramSide]:
    """An emulated Telegram with Ann in it, and the adapter connected."""
    world = emulated.Telegram(TOKEN, checker=check)
    world.person(ANN, "Ann Lee", "es")
    world.starts(ANN)
    world.updates.drop()
    async with serving(emulated.telegram_app(world)) as api:
        given = {"patience": 0.3, "pause": no_pause} | options
        adapter = Telegram(TOKEN, api, **given)  # type: ignore[arg-type]  # options of the adapter's own
        try:
            yield TelegramSide(world, adapter, api)
        finally:
            await adapter.close()
