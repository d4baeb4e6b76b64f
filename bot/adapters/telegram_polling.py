"""Fetches Telegram's updates by long polling and confirms one only after what it caused is stored."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.adapters.telegram_incoming import KINDS
from bot.adapters.telegram_transport import Transport
from domain.errors import Unavailable

log = structlog.get_logger()

WAIT = 25
"""Seconds that Telegram holds a poll open while nothing happens."""
STAND_BY = 0.5
"""Seconds between looks whether it is our turn now."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
Raw = dict[str, Any]
Take = Callable[[Raw], Awaitable[None]]
Prepare = Callable[[], Awaitable[None]]
Pause = Callable[[float], Awaitable[object]]


class Poller:
    """One poller a token.

    Args:
        transport: gives the updates as they came.
        prepare: makes Telegram ready for a poller; called before the first poll and where a webhook is in the way.
        take: stores what an update means; raises `Unavailable` where it could not.
        pause: waits so many seconds.
        may: whether this process is the one that polls; asked before each poll.
    """

    def __init__(
        self, transport: Transport, prepare: Prepare, take: Take, pause: Pause, may: Callable[[], bool]
    ) -> None:
        self._transport, self._prepare, self._take, self._pause = transport, prepare, take, pause
        self._may, self._ready = may, False
        self._offset = 0

    async def run(self) -> None:
        """Poll until cancelled; no trouble ends it."""
        patience = FIRST_PAUSE
        while True:
            while not self._may():
                self._offset = 0
                await self._pause(STAND_BY)
            try:
                stored = await self._once()
            except TelegramError as trouble:
                log.warning("Telegram gives no updates now", reason=plain_reason(trouble), again_in=patience)
                self._ready = self._ready and not _webhook_stands(trouble)
                stored = False
            except Exception:
                log.exception("polling stumbled", again_in=patience)
                stored = False
            if stored:
                patience = FIRST_PAUSE
            else:
                await self._pause(patience)
                patience = min(2 * patience, LONGEST_PAUSE)

    async def _once(self) -> bool:
        """One poll; False where something could not be stored and will be fetched again."""
        if not self._ready:
            await self._prepare()
            self._ready = True
        asked = {"offset": self._offset, "timeout": WAIT, "allowed_updates": KINDS}
        updates = await self._transport.call("getUpdates", asked, WAIT)
        # The poll itself confirmed all before the offset. Ids may begin anew lower, so an offset is used only once.
        self._offset = 0
        batch = [update for update in updates if isinstance(update, dict) and isinstance(update.get("update_id"), int)]
        left = await self._taken(batch)
        if batch:
            self._offset = batch[-1]["update_id"] + 1 if left is None else left
        return left is None

    async def _taken(self, batch: list[Raw]) -> int | None:
        """People at the same time, each in order; gives the first update that could not be stored."""
        lanes: dict[object, list[Raw]] = {}
        for update in batch:
            lanes.setdefault(speaker(update), []).append(update)
        failed = {id(update) for update in await asyncio.gather(*map(self._in_order, lanes.values())) if update}
        return next((int(update["update_id"]) for update in batch if id(update) in failed), None)

    async def _in_order(self, lane: Iterable[Raw]) -> Raw | None:
        """One person's updates; after one that could not be stored the later ones wait with it."""
        for update in lane:
            try:
                await self._take(update)
            except Unavailable as trouble:
                log.warning("an update could not be stored", update=update["update_id"], reason=str(trouble))
                return update
        return None


def speaker(update: Raw) -> object:
    """Who made a raw update: only for keeping one person's in order."""
    for part in update.values():
        if isinstance(part, dict) and isinstance(part.get("from"), dict):
            return part["from"].get("id")
    return None


def plain_reason(trouble: Exception) -> str:
    """One line for the operator."""
    if isinstance(trouble, InvalidToken):
        return "Telegram does not know TERTULIA_TELEGRAM_TOKEN: get a new one from @BotFather"
    if isinstance(trouble, Conflict) and not _webhook_stands(trouble):
        return "another process polls with the same token: stop it, or give this one a token of its own"
    return str(trouble) if isinstance(trouble, TelegramError) else f"no readable answer ({type(trouble).__name__})"


def _webhook_stands(trouble: Exception) -> bool:
    return isinstance(trouble, Conflict) and "webhook" in str(trouble).lower()
