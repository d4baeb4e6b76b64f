"""Which sends leave one after the other: one chat's, with a lane of their own for answers; and how many at once."""

import asyncio
from typing import NamedTuple, Self

from scheduler.pacer import Place
from storage.outbox import Item


class Lane(NamedTuple):
    """One chat's rows leave one after the other; answers have a lane of their own, which overtakes."""

    adapter: str
    workspace: str
    chat: str
    answer: bool = False

    @classmethod
    def of(cls, item: Item, *, answer: bool = False) -> Self:
        """The lane that a row belongs to."""
        return cls(item.adapter, item.workspace, item.chat, answer)

    @property
    def place(self) -> Place:
        """The chat as the pacer knows it."""
        return Place(self.workspace, self.chat, group=self.chat.startswith("-"))


class Slot:
    """A place among the sends that a crash may leave in doubt; it is given back once.

    Args:
        places: how many there are; None where a send needs none.
    """

    def __init__(self, places: asyncio.Semaphore | None) -> None:
        self._places = places

    async def __aenter__(self) -> Self:
        if self._places:
            await self._places.acquire()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.free()

    def free(self) -> None:
        """Somebody else may begin."""
        places, self._places = self._places, None
        if places:
            places.release()
