"""Puts messages into Telegram's chats: texts in pieces, pictures, documents; changes and deletes cards."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.adapters.base import SendFailed, Turn
from bot.adapters.telegram_errors import (
    ALREADY_DELETED,
    LOST_CARD,
    NO_CAPTION,
    UNCHANGED,
    TooManyError,
    failure,
    says,
)
from bot.adapters.telegram_html import NOTHING, Composed, Keyboard, caption, composed, fits_caption
from bot.adapters.telegram_pictures import Caption, Pictures, Way, chat_id
from bot.adapters.telegram_transport import Transport
from bot.ui import File, Message
from domain.delivery import Outcome

GAP, GROUP_GAP = 1.05, 3.1
"""Seconds between the parts of one message: Telegram takes one a second to a chat, twenty a minute to a group."""
PATIENCE = 3
"""How often a later part waits as long as Telegram says; the first part leaves that to the sender."""
SAID: Mapping[str, Any] = MappingProxyType({"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}})
NO_WAY = Way()
Step = Callable[[], Awaitable[str]]
Pause = Callable[[float], Awaitable[object]]


class Carrier:
    """Carries one message at a time; most are one call, long ones and files are several.

    Args:
        bot: the library's, for all but plain texts.
        transport: for plain texts, which are nearly all that is sent.
        pause: waits so many seconds.
    """

    def __init__(self, bot: Bot, transport: Transport, pause: Pause) -> None:
        self._bot, self._transport, self._pause = bot, transport, pause
        self._pictures = Pictures(bot, transport)

    async def send(self, chat: str, message: Message, way: Way = NO_WAY) -> str:
        """Say it; gives the id of the part with the buttons."""
        picture = message.image if message.image and _can_be_seen(message.image) else None
        under = picture is not None and fits_caption(message)
        shown = composed(message, group=_group(chat))
        steps: list[Step] = []
        if picture:
            words = "".join(shown.texts) if under else caption(message.alt)
            buttons = shown.keyboard if under else None
            below = Caption(words or caption(message.alt), buttons)
            steps.append(lambda: self._pictures.send(chat, picture, below, way))
        if not under:
            steps += self._texts(chat, shown.texts, shown.keyboard, needed=not picture and not message.files)
        documents = self._documents(chat, message.files)
        return await self._carried(chat, [*steps, *documents], way.turn, receipt=len(steps) - 1)

    async def edit(self, target: str, chat: str, message: Message, way: Way = NO_WAY) -> str:
        """Change a card; one that is gone or of another kind is said anew, and what does not fit follows it."""
        place, number = _place(target)
        if not number:
            return await self._anew(chat, message, way)
        shown = composed(message, group=_group(place))
        texts = shown.texts or (NOTHING,)
        alone = len(texts) == 1
        try:
            if not await self._with_picture(place, number, message, shown, way):
                await self._edit(place, number, texts[0], shown.keyboard if alone else None)
        except BadRequest as error:
            if says(error, *LOST_CARD):
                return await self._replaced(target, chat, message, way)
            if not says(error, UNCHANGED):
                raise
        rest = self._texts(place, texts[1:], None if alone else shown.keyboard, needed=False)
        steps = [*rest, *self._documents(place, message.files)]
        later = await self._carried(place, steps, way.turn, receipt=len(rest) - 1, begun=True) if steps else ""
        return target if alone else later

    async def _with_picture(self, place: str, number: int, message: Message, shown: Composed, way: Way) -> bool:
        """The words as a caption: below the picture that the card shall show, or else the one that it has.

        False where there is none.
        """
        if message.image is None or not fits_caption(message):
            return False
        if message.image.kept:
            below = Caption("".join(shown.texts), shown.keyboard)
            return await self._pictures.stand(place, number, message.image, below, way)
        return await self._below(place, number, shown)

    async def _below(self, place: str, number: int, shown: Composed) -> bool:
        """Change the words below a picture, which stays; False where the card stands there without one."""
        words = _words(place, "".join(shown.texts), shown.keyboard) | {"message_id": number}
        words["caption"] = words.pop("text")
        del words["link_preview_options"]
        try:
            await self._transport.call("editMessageCaption", words)
        except BadRequest as error:
            if not says(error, NO_CAPTION):
                raise
            return False
        return True

    async def _anew(self, chat: str, message: Message, way: Way) -> str:
        """What was to be an edit is a message of its own, and counts as one."""
        if way.turn:
            await way.turn()
        return await self.send(chat, message, way)

    async def _replaced(self, target: str, chat: str, message: Message, way: Way) -> str:
        """A card that cannot become what it shall be goes once the new one stands; where it cannot go, it stays."""
        receipt = await self._anew(chat, message, way)
        with suppress(TelegramError):
            await self.delete(target)
        return receipt

    async def change(self, target: str, message: Message) -> str:
        """New words where the old ones stand, and nowhere else: a second message is not what was asked for."""
        place, number = _place(target)
        shown = composed(message, group=_group(place))
        under = bool(message.image) and fits_caption(message)
        if len(shown.texts) != 1 or not number:
            raise SendFailed(Outcome.STOP, "too_long_to_change")
        method, name = ("editMessageCaption", "caption") if under else ("editMessageText", "text")
        words = _words(place, shown.texts[0], shown.keyboard)
        words = {name: words.pop("text"), **words, "message_id": number}
        if under:
            words.pop("link_preview_options")
        try:
            await self._transport.call(method, words)
        except BadRequest as error:
            if not says(error, UNCHANGED):
                raise
        return target

    async def delete(self, target: str) -> str:
        """Take a card away; one that is gone already is just as well."""
        place, number = _place(target)
        try:
            await self._bot.delete_message(chat_id(place), number)
        except BadRequest as error:
            if not says(error, ALREADY_DELETED):
                raise
        return target

    async def _carried(
        self, chat: str, steps: list[Step], turn: Turn | None, receipt: int, *, begun: bool = False
    ) -> str:
        """Take the steps in order; once one is taken the whole is no longer "surely not sent"."""
        receipts: list[str] = []
        for step in steps:
            try:
                if receipts or begun:
                    await (turn() if turn else self._pause(GROUP_GAP if _group(chat) else GAP))
                    receipts.append(await self._patiently(step))
                else:
                    receipts.append(await step())
            except Exception as error:
                failed = failure(error)
                if not receipts and not begun:
                    raise
                raise SendFailed(Outcome.UNCERTAIN, f"only a part was sent: {failed.reason}") from None
        return receipts[max(0, receipt)] if receipts else ""

    async def _patiently(self, step: Step) -> str:
        for _ in range(PATIENCE):
            try:
                return await step()
            except TooManyError as error:
                await self._pause(error.wait or GAP)
        return await step()

    def _texts(self, chat: str, texts: tuple[str, ...], keyboard: Keyboard | None, *, needed: bool) -> list[Step]:
        """A call for each text, the buttons under the last; an empty message is still said where it is all there is."""
        if not texts and (needed or keyboard):
            texts = (NOTHING,)
        last = len(texts) - 1
        return [self._text(chat, text, keyboard if at == last else None) for at, text in enumerate(texts)]

    def _text(self, chat: str, text: str, keyboard: Keyboard | None) -> Step:
        async def step() -> str:
            sent = await self._transport.call("sendMessage", _words(chat, text, keyboard))
            return f"{sent['chat']['id']}/{sent['message_id']}"

        return step

    async def _edit(self, chat: str, number: int, text: str, keyboard: Keyboard | None) -> None:
        await self._transport.call("editMessageText", _words(chat, text, keyboard) | {"message_id": number})

    def _documents(self, chat: str, files: tuple[File, ...]) -> list[Step]:
        def step(file: File) -> Step:
            async def taken() -> str:
                sent = await self._pictures.document(chat, file, Caption("", None))
                return f"{sent.chat.id}/{sent.message_id}"

            return taken

        return [step(file) for file in files if file.content]  # Telegram refuses an empty file


def _words(chat: str, text: str, keyboard: Keyboard | None) -> dict[str, Any]:
    """The parameters of a text and its buttons."""
    buttons = {"reply_markup": keyboard} if keyboard else {}
    return {"chat_id": chat_id(chat), "text": text, **SAID, **buttons}


def _can_be_seen(picture: File) -> bool:
    return bool(picture.content or picture.address or picture.kept)


def _group(chat: str) -> bool:
    return chat.startswith("-")


def _place(target: str) -> tuple[str, int]:
    """Chat and number of a message from its receipt; number 0 where it is none of ours."""
    chat, _, number = target.rpartition("/")
    return chat, int(number) if number.isdecimal() and number.isascii() else 0
