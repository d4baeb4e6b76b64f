"""Fetches a file from a platform's own address: no further than asked, no redirects, nothing of the address told."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.adapters.base import SendFailed
from domain.delivery import Outcome

if TYPE_CHECKING:
    import aiohttp

PATH = re.compile(r"[A-Za-z0-9_./-]{1,500}")
"""What a path of a file on a platform looks like."""
PIECE = 64 * 1024
PATIENCE, SOON = 60, 10
"""Seconds for the whole of a file, and until a connection stands."""


async def fetched(address: str, headers: Mapping[str, str], most: int) -> bytes:
    """The bytes there.

    Args:
        address: may hold a token, so no failure quotes it.
        headers: what proves that we may read it.
        most: bytes; the rest of a larger file is never read.

    Raises:
        SendFailed: RETRY where it may come later, STOP where not.
    """
    import aiohttp  # heavy: few starts need it

    patience = aiohttp.ClientTimeout(total=PATIENCE, connect=SOON)
    try:
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.get(address, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise _refused(answer.status)
            return await _read(answer, most)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        failed = SendFailed(Outcome.RETRY, f"the file did not come ({type(error).__name__})")
    raise failed


async def _read(answer: "aiohttp.ClientResponse", most: int) -> bytes:
    """By pieces: what a platform says about a size is no promise."""
    content = b""
    async for piece in answer.content.iter_chunked(PIECE):
        content += piece
        if len(content) > most:
            raise SendFailed(Outcome.STOP, "too_large")
    return content


def _refused(status: int) -> SendFailed:
    """A page to log in, or a file that is gone, will not become one; a busy server may."""
    later = status == 429 or status >= 500
    return SendFailed(Outcome.RETRY if later else Outcome.STOP, f"the file is not given ({status})")
