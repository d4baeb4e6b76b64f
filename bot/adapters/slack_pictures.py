"""Pictures on Slack: uploaded without being shown, and then a block of each message that shows them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.adapters.base import Parcel, SendFailed
from bot.adapters.shelves import Forgotten, shown
from bot.adapters.slack_blocks import Json
from bot.adapters.slack_calls import Calls
from bot.adapters.slack_payloads import text
from bot.markup import clean
from bot.ui import File, Message
from domain.delivery import Outcome

NO_PICTURE = {"invalid_blocks", "invalid_attachments"}
"""What Slack says, too, where it cannot fetch a picture, or does not know it."""
LOOKS, PAUSE = 6, 0.5
"""Slack looks through what is uploaded before it can be shown: so often we ask, waiting longer each time."""
Say = Callable[[Parcel, Message], Awaitable[str]]


class Pictures:
    """Shows pictures that lie aside; a workspace is given each of them once.

    Args:
        calls: the Web API.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def shown(self, parcel: Parcel, message: Message, say: Say) -> str:
        """Say it with its picture as a block of the message; where that cannot be, with a file or by its words."""
        image, shelf = message.image, parcel.shelf
        if image is None or shelf is None:
            return await say(parcel, replace(message, image=None))
        brought = partial(self._brought, parcel, message, image, say)
        return await shown(shelf, image.kept, parcel.turn, partial(_named, parcel, message, image, say), brought)

    async def _brought(
        self, parcel: Parcel, message: Message, image: File, say: Say, content: bytes
    ) -> tuple[str, str]:
        if not content:
            return await say(parcel, replace(message, image=None)), ""
        workspace, file = parcel.address.workspace, replace(image, content=content)
        known = await self.uploaded(workspace, file, message.alt)
        await self._calls.unseen("files.completeUploadExternal", workspace, files=[known])
        if await self._ready(workspace, known["id"]):
            try:
                return await _named(parcel, message, image, say, known["id"]), known["id"]
            except Forgotten:
                pass  # Slack takes it for no picture
        below = None if parcel.op == "change" else replace(file, kept="")
        return await say(parcel, replace(message, image=below)), ""

    async def _ready(self, workspace: str, file: str) -> bool:
        """Whether Slack has looked through it: before that no message can show it."""
        for look in range(LOOKS):
            found = (await self._calls.unseen("files.info", workspace, file=file)).get("file")
            if isinstance(found, dict) and found.get("mimetype"):
                return True
            await asyncio.sleep(PAUSE * look)
        return False

    async def uploaded(self, workspace: str, file: File, alt: str) -> dict[str, str]:
        """Bring the bytes to Slack without showing them to anybody yet."""
        name = " ".join(clean(file.name).replace('"', "'").split()) or "file"
        asked: Json = {"filename": name, "length": str(len(file.content))}
        if alt:
            asked["alt_txt"] = clean(alt)[:1000]
        place = await self._calls.unseen("files.getUploadURLExternal", workspace, **asked)
        await self._calls.upload(text(place, "upload_url"), file.content)
        return {"id": text(place, "file_id"), "title": name}


async def _named(parcel: Parcel, message: Message, image: File, say: Say, known: str) -> str:
    """With the file that Slack has.

    Raises:
        Forgotten: it has none of that name.
    """
    try:
        return await say(parcel, replace(message, image=replace(image, content=b"", address=known)))
    except SendFailed as failed:
        if failed.outcome is not Outcome.STOP or failed.reason not in NO_PICTURE:
            raise
    raise Forgotten
