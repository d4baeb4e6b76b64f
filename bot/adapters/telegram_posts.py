"""Puts public posts into a Telegram channel: one call each, so that a post is there whole or not at all."""

from typing import Any

from telegram import Bot, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.adapters.base import SendFailed
from bot.adapters.post_letters import linked
from bot.adapters.telegram_errors import UNCHANGED, says
from bot.adapters.telegram_html import CAPTION, TEXT, rendered, visible
from bot.adapters.telegram_pictures import chat_id
from bot.adapters.telegram_transport import Transport
from bot.markup import Span, parse, utf16
from bot.ui import File, Post
from domain.delivery import Outcome


class Posts:
    """Posts, and changes what stands; who takes one back deletes its message.

    Args:
        bot: the library's, for pictures.
        transport: for plain texts.
    """

    def __init__(self, bot: Bot, transport: Transport) -> None:
        self._bot, self._transport = bot, transport

    async def send(self, chat: str, post: Post, answers: str = "") -> str:
        """Say it; gives `chat/message_id`.

        Args:
            chat: the channel's number or @name.
            post: what is said.
            answers: the receipt of the post before it in a thread.
        """
        words, to = written(post), _number(answers)
        if post.image and post.image.content:
            sent = await self._bot.send_photo(
                chat_id(chat), post.image.content, words,
                filename=_name(post.image), parse_mode=ParseMode.HTML, has_spoiler=bool(post.warning),
                reply_parameters=ReplyParameters(to, allow_sending_without_reply=True) if to else None,
            )  # fmt: skip
            return f"{sent.chat.id}/{sent.message_id}"
        params: dict[str, Any] = {"chat_id": chat_id(chat), "text": words, "parse_mode": ParseMode.HTML}
        if to:
            params["reply_parameters"] = {"message_id": to, "allow_sending_without_reply": True}
        said = await self._transport.call("sendMessage", params)
        return f"{said['chat']['id']}/{said['message_id']}"

    async def change(self, target: str, post: Post) -> str:
        """New words where the old ones stand; a picture stays above them."""
        chat, picture = target.rpartition("/")[0], post.image is not None
        method, field = ("editMessageCaption", "caption") if picture else ("editMessageText", "text")
        place = {"chat_id": chat_id(chat), "message_id": _number(target), "parse_mode": ParseMode.HTML}
        try:
            await self._transport.call(method, place | {field: written(post)})
        except BadRequest as error:
            if not says(error, UNCHANGED):
                raise
        return target


def written(post: Post) -> str:
    """The post as Telegram's HTML; behind a warning the words are covered until somebody taps them.

    Raises:
        SendFailed: it is longer than Telegram takes in one message.
    """
    spans = parse(linked(post.text))
    warning = [Span(post.warning, bold=True), Span("\n\n")] if post.warning else []
    most = CAPTION if post.image else TEXT
    if sum(utf16(span.text) for span in (*warning, *spans)) > most:
        raise SendFailed(Outcome.STOP, f"longer than the {most} characters that Telegram takes here")
    if not visible(spans):
        raise SendFailed(Outcome.STOP, "there is nothing to see in it")
    words = rendered(spans)
    return f"{rendered(warning)}<tg-spoiler>{words}</tg-spoiler>" if warning else words


def _number(receipt: str) -> int:
    """The number of a message by its receipt; 0 where there is none."""
    number = receipt.rpartition("/")[2]
    return int(number) if number.isdecimal() and number.isascii() else 0


def _name(file: File) -> str:
    return "picture.gif" if file.mime == "image/gif" else "picture.png" if file.mime == "image/png" else "picture.jpg"
