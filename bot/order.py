"""Who is next: one person's values take effect in the order they were made, different people's side by side."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from bot.floods import Person
from domain.errors import Unavailable


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    issued: int = 0
    """The number of the last who came."""
    here: int = 0
    refused: int = 0
    """Whoever has this number or a lower one, and has not begun, comes again later."""

    def begin(self, number: int) -> None:
        if number <= self.refused:
            raise Unavailable("What came before it is not stored yet")


class Order:
    """A line a person; nothing is kept of those who wait for nothing."""

    def __init__(self) -> None:
        self._lines: dict[Person, _Line] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @contextlib.asynccontextmanager
    async def turn(self, person: Person) -> AsyncIterator[None]:
        """Wait for one's turn; where a value cannot be stored, those that wait behind it are not stored before it.

        Raises:
            Unavailable: what the person did before this is to come again, and so is this.
        """
        line = self._lines.setdefault(person, _Line())
        line.issued += 1
        line.here += 1
        number = line.issued
        try:
            async with line.lock:
                line.begin(number)
                yield
        except (Unavailable, asyncio.CancelledError):
            line.refused = line.issued
            raise
        finally:
            line.here -= 1
            if not line.here:
                del self._lines[person]
