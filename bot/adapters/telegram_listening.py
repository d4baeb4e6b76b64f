"""How Telegram's updates reach us, by webhook or by polling, and what an acknowledgement means: it is stored."""

import asyncio
import contextlib
import json
from collections.abc import Coroutine, Iterable
from hmac import compare_digest
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.adapters.base import Inbound
from bot.adapters.telegram_incoming import KINDS, incoming
from bot.adapters.telegram_polling import FIRST_PAUSE, LONGEST_PAUSE, Pause, Poller, plain_reason
from bot.adapters.telegram_transport import Transport
from bot.incoming import Incoming
from domain.errors import Unavailable

log = structlog.get_logger()

SECRET_HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024
PATIENCE = 10.0
"""Seconds for a value to be stored; what is refused then comes again, and only forty may wait at a time."""
CLOCKS = 50
"""Taps that are answered at once: of a flood of taps some keep their little clock, which ends by itself."""
Raw = dict[str, Any]


class Listener:
    """Takes updates in, hands over what they mean, and answers taps.

    Args:
        bot: the library's.
        transport: gives raw updates for polling.
        secret: what Telegram says in the webhook's header; empty: long polling.
        hook_url: where Telegram posts to.
        pause: waits so many seconds.
    """

    def __init__(self, bot: Bot, transport: Transport, secret: str, hook_url: str, pause: Pause) -> None:
        self.username, self.may_poll = "", _always
        self._bot, self._transport, self._pause = bot, transport, pause
        self._secret, self._hook_url = secret, hook_url
        self._inbound: Inbound | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, inbound: Inbound) -> None:
        """Begin to hand over; what Telegram refuses meanwhile is tried again in the background."""
        self._inbound = inbound
        if self._secret:
            tried = asyncio.Event()
            self._in_background(self._announce(tried))
            await tried.wait()
        else:
            self._in_background(
                Poller(self._transport, self._before_polling, self.take, self._pause, self.may_poll).run()
            )

    async def hook(self, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> int:
        """Take one update from the webhook and give the status to answer with; the headers are raw."""
        given = [value for name, value in headers if name.lower() == SECRET_HEADER]
        if len(given) != 1 or not self._secret or not compare_digest(given[0], self._secret.encode()):
            return 403
        if len(body) > LARGEST_BODY:
            return 413
        update = _object(body)
        if update is None:
            return 400
        try:
            await self.take(update)
        except Unavailable:
            return 503
        return 200

    async def take(self, raw: Raw) -> None:
        """Hand over what an update means; one that is spoilt must not stop those behind it.

        Raises:
            Unavailable: it could not be stored and is to come again.
        """
        if self._inbound is None:
            raise Unavailable("the bot is still starting")
        number, tap = raw.get("update_id"), raw.get("callback_query")
        values = self._understood(raw)
        if not values:
            log.info("an update that asks nothing of us", update=number)
        for value in values:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._inbound(value)
            except Unavailable:
                raise
            except TimeoutError:
                raise Unavailable("not stored in time") from None
            except Exception:
                log.exception("an update that breaks us is dropped", update=number)
        if isinstance(tap, dict) and isinstance(tap.get("id"), str) and len(self._tasks) < CLOCKS:
            self._in_background(self._stop_the_clock(tap["id"]))

    def _understood(self, raw: Raw) -> list[Incoming]:
        try:
            return incoming(raw, self.username)
        except Exception as error:  # noqa: BLE001 – whatever shape it has, those behind it must be read
            log.warning("an update cannot be read", update=raw.get("update_id"), reason=type(error).__name__)
            return []

    async def learn_name(self) -> str:
        """Our own name: commands and mentions in groups carry it."""
        self.username = (await self._bot.get_me()).username or ""
        return self.username

    async def close(self) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _before_polling(self) -> None:
        """Telegram gives no updates to a poller while a webhook stands."""
        if not self.username:
            await self.learn_name()
        await self._bot.delete_webhook()

    async def _announce(self, tried: asyncio.Event) -> None:
        """Tell Telegram where we are, until it knows."""
        patience = FIRST_PAUSE
        while True:
            try:
                if not self.username:
                    await self.learn_name()
                where = {"url": self._hook_url, "secret_token": self._secret, "allowed_updates": KINDS}
                await self._transport.call("setWebhook", where)
            except Exception as error:  # noqa: BLE001 – no answer of Telegram's may end the listening
                log.warning("Telegram does not take the webhook", reason=plain_reason(error), again_in=patience)
            else:
                return
            finally:
                tried.set()
            await self._pause(patience)
            patience = min(2 * patience, LONGEST_PAUSE)

    async def _stop_the_clock(self, query_id: str) -> None:
        """End the little clock on a pressed button; too late is no harm."""
        with contextlib.suppress(TelegramError):
            await self._bot.answer_callback_query(query_id)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _object(body: bytes) -> Raw | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("update_id"), int) else None


def _always() -> bool:
    """A process alone may poll whenever it likes."""
    return True
