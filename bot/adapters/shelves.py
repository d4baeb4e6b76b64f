"""Shows a picture that lies aside: by the platform's own name for it where it has one, else brought there once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.adapters.base import SendFailed, Shelf, Turn
from domain.delivery import Outcome

T = TypeVar("T")


class Forgotten(SendFailed):
    """The platform does not know the picture by that name any more; nothing was sent."""

    def __init__(self) -> None:
        super().__init__(Outcome.RETRY, "the picture is not known there any more")


async def shown(
    shelf: Shelf,
    kept: str,
    turn: Turn | None,
    named: Callable[[str], Awaitable[T]],
    brought: Callable[[bytes], Awaitable[tuple[T, str]]],
) -> T:
    """Show the picture of that fingerprint.

    Args:
        shelf: where it lies.
        kept: its fingerprint.
        turn: waits for the pace before each call that follows another, or was held up; None: nobody counts.
        named: shows it by the platform's name for it; raises `Forgotten` where that is none.
        brought: brings the bytes, which may be gone, shows them, and says how the platform calls them now.
    """
    known = await shelf.reference(kept)
    if known:
        try:
            return await named(known)
        except Forgotten:
            await shelf.remember(kept, "")
    async with shelf.alone(kept) as waited:
        if turn and (known or waited):
            await turn()
        known = await shelf.reference(kept)
        if not known:
            result, reference = await brought(await shelf.content(kept))
            await shelf.remember(kept, reference)
            return result
    return await named(known)
