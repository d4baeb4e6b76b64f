"""Telegram: python-telegram-bot's objects and calls, our own transport, polling or a webhook."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Self

import structlog
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.adapters.base import Inbound, Limits, Parcel
from bot.adapters.telegram_errors import Floods, failure
from bot.adapters.telegram_html import BUTTONS, LABEL, TEXT
from bot.adapters.telegram_listening import Listener
from bot.adapters.telegram_pictures import Way
from bot.adapters.telegram_posts import Posts
from bot.adapters.telegram_sending import Carrier
from bot.adapters.telegram_transport import LIBRARY_URL, Transport
from bot.i18n import LANGUAGES
from bot.markup import clipped, plain
from bot.settings import CONFIG
from bot.ui import Message, Post
from bot.wire import Letter
from domain.errors import Misconfigured
from domain.failpoints import Passing

log = structlog.get_logger()

SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class TelegramSettings(BaseSettings):
    """What an operator sets; without a token there is no Telegram."""

    model_config = CONFIG

    telegram_token: SecretStr = SecretStr("")
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook_secret: SecretStr = SecretStr("")
    public_url: str = "http://127.0.0.1:8000"


class Telegram:
    """One bot on Telegram.

    Args:
        token: from @BotFather; goes into the transport and nowhere else.
        api: the base before `/bot<token>/METHOD`.
        webhook_secret: set: updates come to `hook`; empty: long polling.
        public_url: where Telegram reaches us, for the webhook.
        patience: seconds to wait for an answer of Telegram's.
        pause: waits so many seconds.
        monotonic: seconds that only ever grow.
        passing: told of each point inside a request that sends (failpoints).
        gap: waits so many seconds between the parts of one message; None: as `pause` does.

    Raises:
        Misconfigured: the webhook's secret could be guessed.
    """

    name = "telegram"
    limits = Limits(text=TEXT, label=LABEL, rows=BUTTONS // 3)

    def __init__(
        self,
        token: str,
        api: str = "https://api.telegram.org",
        webhook_secret: str = "",
        public_url: str = "",
        *,
        patience: float = 20.0,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        passing: Passing | None = None,
        gap: Callable[[float], Awaitable[object]] | None = None,
    ) -> None:
        if webhook_secret and not SECRET.fullmatch(webhook_secret):
            raise Misconfigured(
                "TERTULIA_TELEGRAM_WEBHOOK_SECRET needs 16 to 256 of A-Z a-z 0-9 _ -: "
                "make one with `openssl rand -hex 32`, or leave it empty for long polling."
            )
        self._transport = Transport(api, token, patience, passing)
        # The library never learns the token: it would log it, and put it into a refused token's exception.
        self._bot = Bot("0:kept-in-the-transport", _hidden, _hidden, self._transport, self._transport)
        hook_url = f"{public_url.rstrip('/')}/telegram"
        self._listener = Listener(self._bot, self._transport, webhook_secret, hook_url, pause)
        self._carrier, self._floods = Carrier(self._bot, self._transport, gap or pause), Floods(monotonic)
        self._posts = Posts(self._bot, self._transport)

    @property
    def username(self) -> str:
        """Our own name without @, once Telegram told it: for links such as `https://t.me/<username>?start=…`."""
        return self._listener.username

    @classmethod
    def configured(
        cls,
        settings: TelegramSettings,
        passing: Passing | None = None,
        gap: Callable[[float], Awaitable[object]] | None = None,
    ) -> Self | None:
        """The bot that the settings describe; None without a token."""
        token, secret = settings.telegram_token.get_secret_value(), settings.telegram_webhook_secret.get_secret_value()
        if not token:
            return None
        return cls(token, settings.telegram_api, secret, settings.public_url, passing=passing, gap=gap)

    async def send(self, parcel: Parcel) -> str:
        """Carry one parcel; gives `chat/message_id`, or nothing where Telegram has no place for the letter.

        Raises:
            SendFailed: and nothing else.
        """
        try:
            return await self._sent(parcel)
        except Exception as error:  # noqa: BLE001 – whatever happened, the ledger needs one of four outcomes
            failed = self._floods.seen(parcel.address.chat, failure(error))
        raise failed

    async def _sent(self, parcel: Parcel) -> str:
        if parcel.op == "delete":
            return await self._carrier.delete(parcel.target)
        if isinstance(parcel.letter, Post):
            return await self._posted(parcel, parcel.letter)
        message = _message(parcel.letter, parcel.fallback)
        if message is None:
            return ""
        way = Way(parcel.shelf, parcel.turn)
        if parcel.op == "edit" and parcel.target:
            return await self._carrier.edit(parcel.target, parcel.address.chat, message, way)
        if parcel.op == "change":
            return await self._carrier.change(parcel.target, message)
        return await self._carrier.send(parcel.address.chat, message, way)

    async def fetch(self, workspace: str, file: str, most: int) -> bytes:
        """The bytes of a file that somebody sent.

        Raises:
            SendFailed: it cannot be had, now or ever, or is too large.
        """
        del workspace
        try:
            return await self._transport.fetched(file, most)
        except Exception as error:  # noqa: BLE001 – whoever waits for it needs one of four outcomes
            failed = failure(error)
        raise failed

    async def _posted(self, parcel: Parcel, post: Post) -> str:
        if parcel.op == "edit":
            return await self._posts.change(parcel.target, post)
        return await self._posts.send(parcel.address.chat, post, parcel.target)

    async def whoami(self) -> str:
        """`@username`; also fills `username`, for deep links."""
        try:
            return f"@{await self._listener.learn_name()}"
        except Exception as error:  # noqa: BLE001 – one sentence for the operator
            failed = failure(error)
        raise failed

    async def listen(self, inbound: Inbound) -> None:
        """Begin to hand over what arrives; what Telegram refuses meanwhile is tried again in the background."""
        await self._listener.listen(inbound)

    def polls_while(self, may: Callable[[], bool]) -> None:
        """Ask for updates only while this process is the one that may."""
        self._listener.may_poll = may

    async def hook(self, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> int:
        """Take one update from the webhook and give the status to answer with.

        Args:
            headers: raw, as they came, doubled ones included.
            body: raw.
        """
        return await self._listener.hook(headers, body)

    async def announce(self, inbound: Inbound) -> None:
        """Tell Telegram which commands to offer, once for everybody and once a language; a failure is only logged."""
        usual = inbound.menu("en")
        menus = {"": usual} | {code: menu for code in LANGUAGES if (menu := inbound.menu(code)) != usual}
        try:
            for code, menu in menus.items():
                commands = [
                    BotCommand(word, clipped(plain(text), 256) or word)
                    for word, text in menu.items()
                    if COMMAND.fullmatch(word)
                ]
                await self._bot.set_my_commands(commands[:100], language_code=code or None)
        except TelegramError as error:
            log.warning("Telegram does not list our commands", reason=str(error))

    async def close(self) -> None:
        """Stop listening and give connections back."""
        await self._listener.close()
        await self._transport.shutdown()


def _hidden(_: str) -> str:
    """All that the library sees of the Bot API's address."""
    return LIBRARY_URL


def _message(letter: Letter, fallback: Message | None) -> Message | None:
    """Forms and home pages have no place on Telegram."""
    return letter if isinstance(letter, Message) else fallback
