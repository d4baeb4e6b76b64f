"""Which sends leave one after the other: one chat's, with a lane of their own for answers."""

from dataclasses import dataclass
from typing import Self

from scheduler.pacer import Place
from storage.outbox import Item


@dataclass(frozen=True)
class Lane:
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
