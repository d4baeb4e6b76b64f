"""What the tests of the emulated Telegram share: a clock, two people, the real client library."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message

from emulators.serve import serving
from emulators.telegram import Telegram, telegram_app
from tests.strict.telegram import check

ANN, BO = 7, 8
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x20\x00\x00\x00\x10"
TOKEN = "1234:test"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


def two_people(clock: Clock) -> Telegram:
    """Ann has started the bot, Bo has only an account."""
    telegram = Telegram(TOKEN, now=clock, checker=check)
    telegram.person(ANN, "Ann Lee", username="ann_lee")
    telegram.person(BO, "Bo", language="es")
    telegram.says(ANN, "/start")
    return telegram


def client(address: str, token: str = TOKEN) -> Bot:
    """The real client library, pointed at an address."""
    return Bot(token, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot")


@asynccontextmanager
async def connected(telegram: Telegram) -> AsyncIterator[Bot]:
    """The emulator served, and a client that is ready."""
    async with serving(telegram_app(telegram)) as address, client(address) as bot:
        yield bot


def rows(*labels: str) -> InlineKeyboardMarkup:
    """One row of buttons whose data is their label in lower case."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower()) for label in labels]])


async def card(bot: Bot) -> Message:
    """A card with two buttons, for Ann."""
    return await bot.send_message(ANN, "<b>Coffee?</b>", parse_mode="HTML", reply_markup=rows("Yes", "No"))
