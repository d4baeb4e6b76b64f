"""Platforms that could not be reached at the start: asked again until they answer, while everything else runs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog

from bot.adapters.base import Chat, Inbound, SendFailed
from bot.context import Setting

log = structlog.get_logger()
FIRST, LONGEST = 1.0, 60.0
"""Seconds between two tries; each pause is twice the one before."""
Pause = Callable[[float], Awaitable[object]]


class Introducing:
    """Tells each platform of our commands, and keeps our name there for links.

    Args:
        chats: all platforms of this process.
        strangers: those of them that have not answered yet.
        setting: holds our names.
        pause: waits so many seconds.
    """

    def __init__(
        self, chats: Mapping[str, Chat], strangers: Collection[str], setting: Setting, pause: Pause = asyncio.sleep
    ) -> None:
        self._chats, self._strangers, self._setting, self._pause = chats, set(strangers), setting, pause
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, inbound: Inbound | None = None) -> None:
        """Begin with one platform; returns at once. `inbound` knows our commands, where this process listens."""
        self._tasks.append(asyncio.create_task(self._introduced(name, inbound), name=f"introducing {name}"))

    async def stop(self) -> None:
        """Let what is under way end; a platform that does not answer is not waited for."""
        for task in self._tasks:
            if task.get_name().removeprefix("introducing ") in self._strangers:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _introduced(self, name: str, inbound: Inbound | None) -> None:
        chat = self._chats[name]
        if name in self._strangers and not await self._answers(name, chat):
            return
        self._strangers.discard(name)
        self._setting.bot_names.update(names({name: chat}))
        if inbound:
            await chat.announce(inbound)

    async def _answers(self, name: str, chat: Chat) -> bool:
        """Ask until it says who we are; False where it refuses the token, which only an operator can change."""
        wait = FIRST
        while True:
            await self._pause(wait)
            wait = min(2 * wait, LONGEST)
            try:
                log.info("the platform answers", platform=name, says=f"we are {await chat.whoami()}")
            except SendFailed as failed:
                if failed.reason == "invalid_token":
                    log.error("the platform refuses our token", platform=name, see="tertulia check")  # noqa: TRY400 – nothing broke
                    return False
                log.warning("the platform does not answer yet", platform=name, reason=failed.reason, again_in=wait)
            else:
                return True


def names(chats: Mapping[str, Chat]) -> dict[str, str]:
    """The bot's own name on each platform, for links."""
    return {name: username for name, chat in chats.items() if (username := getattr(chat, "username", ""))}
