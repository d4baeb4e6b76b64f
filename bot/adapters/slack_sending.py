"""Carrying a parcel to Slack: messages, edits, deletions, modals and Homes, each with its receipt."""

import asyncio
from dataclasses import replace
from typing import Any

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.post_letters import message_of
from bot.adapters.slack_blocks import Json, Page, home, pages
from bot.adapters.slack_calls import Calls
from bot.adapters.slack_payloads import ID, text
from bot.adapters.slack_pictures import NO_PICTURE, Pictures
from bot.adapters.slack_views import TooLarge, modal
from bot.ui import Home, Message, Post, Sheet
from domain.delivery import Outcome

EVENT = "tertulia_outbox"
"""The type of the metadata that carries a row's key on each of its messages."""
GONE = {"message_not_found", "cant_update_message", "edit_window_closed", "chat_not_found", "block_mismatch"}
"""An edit that meets these becomes a new message."""
TRIES = 3


class Sending:
    """Sends; the receipt of a message is `channel/ts`, of a view its id."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._pictures = Pictures(calls)

    async def send(self, parcel: Parcel) -> str:
        """Carry the parcel.

        Raises:
            SendFailed: and nothing else.
        """
        parcel, letter = _spoken(parcel)
        if not ID.fullmatch(chat_of(parcel.address)):
            raise SendFailed(Outcome.STOP, "chat_not_found")
        if parcel.op == "delete":
            return await self._delete(parcel)
        if isinstance(letter, Sheet):
            return await self._open(parcel, letter)
        if isinstance(letter, Home):
            return await self._home(parcel, letter)
        if letter.image and letter.image.kept:
            return await self._pictures.shown(parcel, letter, self._said)
        try:
            return await self._said(parcel, letter)
        except SendFailed as failed:
            if failed.reason not in NO_PICTURE or not (letter.image and letter.image.address):
                raise
            return await self._said(parcel, replace(letter, image=None))  # the words are not lost with the picture

    async def _said(self, parcel: Parcel, message: Message) -> str:
        if parcel.op == "change":
            return await self._change(parcel, message)
        return await self._message(parcel, message)

    async def _message(self, parcel: Parcel, message: Message) -> str:
        """The first page carries the doubt of the whole: once it stands, a failure of the rest cannot be repeated."""
        workspace = parcel.address.workspace
        channel = chat_of(parcel.address)
        files = [await self._pictures.uploaded(workspace, file, "") for file in message.files if file.content]
        if message.image and message.image.content and not (parcel.op == "edit" and parcel.target):
            picture = await self._pictures.uploaded(workspace, message.image, message.alt)
            files.insert(0, picture)  # below a card it stands already
        first, *others = pages(message)
        receipt = await self._first(parcel, channel, first)
        try:
            for page in others:
                await _turn(parcel)
                receipt = await self._patiently("chat.postMessage", workspace, **_post(parcel, channel, page))
            if files:
                await _turn(parcel)
                share = {"channel_id": receipt.partition("/")[0], "files": files}
                await self._patiently("files.completeUploadExternal", workspace, **share)
        except SendFailed as failed:
            raise SendFailed(Outcome.UNCERTAIN, f"only a part of it was sent ({failed.reason})") from failed
        return receipt

    async def _first(self, parcel: Parcel, channel: str, page: Page) -> str:
        workspace = parcel.address.workspace
        if parcel.op == "edit":
            try:
                place, _, ts = parcel.target.partition("/")
                # An empty list takes old buttons away. The metadata stay those of the first send, which proves itself
                # by them; a repeated edit does no harm.
                edit = {"channel": place, "ts": ts, "text": page.text, "blocks": list(page.blocks)}
                return _receipt(await self._calls("chat.update", workspace, **edit))
            except SendFailed as failed:
                if failed.reason not in GONE:
                    raise
                await _turn(parcel)
        return _receipt(await self._calls("chat.postMessage", workspace, **_post(parcel, channel, page)))

    async def _change(self, parcel: Parcel, message: Message) -> str:
        """New words where the old ones stand, and nowhere else: a second message is not what was asked for."""
        place, _, ts = parcel.target.partition("/")
        page, *more = pages(message)
        if more:
            raise SendFailed(Outcome.STOP, "too_long_to_change")
        edit = {"channel": place, "ts": ts, "text": page.text, "blocks": list(page.blocks)}
        return _receipt(await self._calls("chat.update", parcel.address.workspace, **edit))

    async def _patiently(self, method: str, workspace: str, **params: Any) -> str:
        """For the rest of a message that has begun: wait where Slack says wait, for there is no second chance."""
        for left in reversed(range(TRIES)):
            try:
                return _receipt(await self._calls(method, workspace, **params))
            except SendFailed as failed:
                if failed.outcome is not Outcome.RETRY or not left:
                    raise
                await asyncio.sleep(failed.wait or 1.0)
        raise AssertionError("unreachable")

    async def _delete(self, parcel: Parcel) -> str:
        channel, _, ts = parcel.target.partition("/")
        try:
            await self._calls("chat.delete", parcel.address.workspace, channel=channel, ts=ts)
        except SendFailed as failed:
            if failed.reason != "message_not_found":
                raise
        return parcel.target

    async def _open(self, parcel: Parcel, sheet: Sheet) -> str:
        """A trigger lives three seconds: whatever goes wrong, the message that stands in for the form goes out."""
        try:
            view = modal(sheet)
            opened = await self._calls("views.open", parcel.address.workspace, trigger_id=parcel.trigger, view=view)
            return text(opened, "view", "id")
        except TooLarge as error:
            failed = SendFailed(Outcome.STOP, str(error))
        except SendFailed as error:
            failed = error
        if parcel.fallback is None or failed.reason == "invalid_token":
            raise failed
        await _turn(parcel)
        return await self._message(parcel, parcel.fallback)

    async def _home(self, parcel: Parcel, page: Home) -> str:
        user = parcel.address.user or parcel.address.chat
        done = await self._calls.unseen("views.publish", parcel.address.workspace, user_id=user, view=home(page))
        return text(done, "view", "id")


def _spoken(parcel: Parcel) -> tuple[Parcel, Message | Sheet | Home]:
    """A public post is a message of a channel, and stays the same one when it is changed.

    A long post is several messages one below the other: whoever reads the channel sees them all.
    """
    if not isinstance(parcel.letter, Post):
        return parcel, parcel.letter
    op, message = "change" if parcel.op == "edit" else parcel.op, message_of(parcel.letter)
    return parcel._replace(op=op, letter=message), message


async def _turn(parcel: Parcel) -> None:
    """Wait until one message more may leave for that conversation."""
    if parcel.turn:
        await parcel.turn()


def chat_of(address: Address) -> str:
    """A person's id is taken as the conversation with them: opening it first would be a call of a slower tier."""
    return address.chat or address.user


def _post(parcel: Parcel, channel: str, page: Page) -> Json:
    """Without previews: what a link leads to is not ours to show."""
    payload = {"key": parcel.key} | ({"reference": parcel.reference} if parcel.reference else {})
    params: Json = {
        "channel": channel,
        "text": page.text,
        "metadata": {"event_type": EVENT, "event_payload": payload},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    return {**params, "blocks": list(page.blocks)} if page.blocks else params


def _receipt(answer: Json) -> str:
    return f"{text(answer, 'channel')}/{text(answer, 'ts')}" if answer.get("ts") else ""
