"""What channels that only post have in common: what a parcel says there, and what a broken exchange leaves known."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.adapters.base import Parcel, SendFailed
from bot.markup import plain
from bot.ui import Message, Post
from domain.delivery import Outcome
from domain.errors import Misconfigured


@dataclass(frozen=True)
class Numbers:
    """What became of a post, as far as its channel says; None is what it does not tell."""

    views: int | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None


def require_all(given: Mapping[str, str]) -> None:
    """Check that settings which belong together are all there.

    Args:
        given: their values by name, without the prefix.

    Raises:
        Misconfigured: some are and some are not.
    """
    there = [f"TERTULIA_{name}" for name, value in given.items() if value]
    missing = [f"TERTULIA_{name}" for name, value in given.items() if not value]
    if there and missing:
        raise Misconfigured(f"{there[0]} needs {' and '.join(missing)} beside it.")


def post_of(parcel: Parcel) -> Post:
    """The post that a parcel carries; a message is said plainly.

    Raises:
        SendFailed: it carries neither.
    """
    letter = parcel.letter
    if isinstance(letter, Post):
        return letter
    if isinstance(letter, Message):
        return Post(plain(letter.text), image=letter.image, alt=letter.alt)
    raise SendFailed(Outcome.STOP, "only posts have a place here")


def broken(error: Exception) -> SendFailed:
    """What an exchange that broke leaves known: a connection that never stood sent nothing, anything later is doubt."""
    import aiohttp  # heavy, and here by now: whatever broke is its

    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return SendFailed(Outcome.RETRY, "it cannot be reached")
    if isinstance(error, asyncio.TimeoutError):
        return SendFailed(Outcome.UNCERTAIN, "it did not answer in time")
    return SendFailed(Outcome.UNCERTAIN, "its answer broke off")


def unseen(failed: SendFailed) -> SendFailed:
    """The same failure where nothing became public: it may be tried again."""
    if failed.outcome is not Outcome.UNCERTAIN:
        return failed
    return SendFailed(Outcome.RETRY, failed.reason, failed.wait, everyone=failed.everyone)
