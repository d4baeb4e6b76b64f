"""Pictures on Telegram: uploaded, looked up by Telegram, or sent by the id that it gave them; also into a card."""

from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaDocument, InputMediaPhoto
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.adapters.base import Shelf, Turn
from bot.adapters.shelves import Forgotten, shown
from bot.adapters.telegram_errors import NO_PICTURE, NOT_FOUND, UNKNOWN_FILE, says
from bot.adapters.telegram_html import NOTHING, Keyboard
from bot.adapters.telegram_transport import Transport
from bot.markup import clean
from bot.ui import File

PHOTO, DOCUMENT = "photo", "document"


@dataclass(frozen=True)
class Way:
    """What goes with one letter: the pictures that lie aside, and the pace."""

    shelf: Shelf | None = None
    turn: Turn | None = None


@dataclass(frozen=True)
class Caption:
    """What stands below a picture: HTML and buttons."""

    words: str
    keyboard: Keyboard | None

    @property
    def params(self) -> dict[str, Any]:
        """As parameters of a call."""
        known = {"caption": self.words, "parse_mode": "HTML", "reply_markup": self.keyboard}
        return {name: value for name, value in known.items() if value}

    @property
    def markup(self) -> InlineKeyboardMarkup | None:
        """The buttons as the library takes them."""
        return InlineKeyboardMarkup.de_json(self.keyboard, None) if self.keyboard else None


class Pictures:
    """Shows pictures. What Telegram was given once it is never given again, as long as it knows the id.

    Args:
        bot: the library's, for uploads.
        transport: for calls that name what Telegram has.
    """

    def __init__(self, bot: Bot, transport: Transport) -> None:
        self._bot, self._transport = bot, transport

    async def send(self, chat: str, file: File, below: Caption, way: Way) -> str:
        """A picture in a message of its own; gives `chat/message_id`."""
        if file.address:
            return await self._looked_up(chat, file.address, below)
        if not (file.kept and way.shelf):
            return _receipt(await self._uploaded(chat, file, below))

        async def brought(content: bytes) -> tuple[str, str]:
            if not content:
                return await self._words(chat, below), ""
            sent = await self._uploaded(chat, replace(file, content=content), below)
            return _receipt(sent), _name_of(sent)

        return await shown(way.shelf, file.kept, way.turn, lambda name: self._named(chat, name, below), brought)

    async def stand(self, chat: str, number: int, file: File, below: Caption, way: Way) -> bool:
        """Make a card that stands show this picture; False where its bytes are gone, and nothing was changed."""
        if way.shelf is None:
            return False
        place = {"chat_id": chat_id(chat), "message_id": number}

        async def named(name: str) -> bool:
            kind, _, known = name.partition("/")
            media = {name: value for name, value in below.params.items() if name != "reply_markup"}
            buttons = {"reply_markup": below.keyboard} if below.keyboard else {}
            media |= {"type": kind, "media": known}
            await self._knowing("editMessageMedia", place | {"media": media} | buttons)
            return True

        async def brought(content: bytes) -> tuple[bool, str]:
            if not content:
                return False, ""
            return True, _name_of(await self._put(chat, number, replace(file, content=content), below))

        return await shown(way.shelf, file.kept, way.turn, named, brought)

    async def document(self, chat: str, file: File, below: Caption) -> Sent:
        """A file that is opened, not looked at."""
        return await self._bot.send_document(
            chat_id(chat), file.content, below.words or None,
            filename=_name(file), parse_mode=ParseMode.HTML, reply_markup=below.markup,
        )  # fmt: skip

    async def _named(self, chat: str, name: str, below: Caption) -> str:
        kind, _, known = name.partition("/")
        method = "sendDocument" if kind == DOCUMENT else "sendPhoto"
        sent = await self._knowing(method, {"chat_id": chat_id(chat), kind: known} | below.params)
        return f"{sent['chat']['id']}/{sent['message_id']}"

    async def _knowing(self, method: str, params: dict[str, Any]) -> Any:
        """A call that names what Telegram was given before."""
        try:
            return await self._transport.call(method, params)
        except BadRequest as error:
            if not says(error, *UNKNOWN_FILE):
                raise
        raise Forgotten

    async def _uploaded(self, chat: str, file: File, below: Caption) -> Sent:
        """The bytes; what Telegram cannot read as a picture goes as a document."""
        try:
            return await self._bot.send_photo(
                chat_id(chat), file.content, below.words or None,
                filename=_name(file), parse_mode=ParseMode.HTML, reply_markup=below.markup,
            )  # fmt: skip
        except BadRequest as error:
            if not says(error, *NO_PICTURE):
                raise
        return await self.document(chat, file, below)

    async def _put(self, chat: str, number: int, file: File, below: Caption) -> Sent:
        """The same into a message that stands."""
        bytes_ = InputFile(file.content, _name(file), attach=True)
        words: dict[str, Any] = {"caption": below.words or None, "parse_mode": ParseMode.HTML}
        place: dict[str, Any] = {"chat_id": chat_id(chat), "message_id": number, "reply_markup": below.markup}
        try:
            sent = await self._bot.edit_message_media(InputMediaPhoto(bytes_, **words), **place)
        except BadRequest as error:
            if not says(error, *NO_PICTURE):
                raise
            sent = await self._bot.edit_message_media(InputMediaDocument(bytes_, **words), **place)
        return sent  # type: ignore[return-value]  # True is only said of messages sent inline

    async def _looked_up(self, chat: str, address: str, below: Caption) -> str:
        """A picture that Telegram fetches, never we; where it cannot, the words are not lost with it."""
        try:
            sent = await self._transport.call("sendPhoto", {"chat_id": chat_id(chat), "photo": address} | below.params)
        except BadRequest as error:
            if not says(error, *NO_PICTURE, *NOT_FOUND):
                raise
            return await self._words(chat, below)
        return f"{sent['chat']['id']}/{sent['message_id']}"

    async def _words(self, chat: str, below: Caption) -> str:
        said: dict[str, Any] = {"text": below.words or NOTHING, "link_preview_options": {"is_disabled": True}}
        said |= {"parse_mode": "HTML"} | ({"reply_markup": below.keyboard} if below.keyboard else {})
        sent = await self._transport.call("sendMessage", {"chat_id": chat_id(chat)} | said)
        return f"{sent['chat']['id']}/{sent['message_id']}"


def chat_id(chat: str) -> int | str:
    """Chats are numbers; a public channel may also be called by its @name."""
    return int(chat) if chat.removeprefix("-").isdecimal() and chat.isascii() else chat


def _receipt(sent: Sent) -> str:
    return f"{sent.chat.id}/{sent.message_id}"


def _name_of(sent: Sent) -> str:
    """What Telegram calls what it was given: its kind, and the id of its largest size."""
    if sent.photo:
        return f"{PHOTO}/{sent.photo[-1].file_id}"
    return f"{DOCUMENT}/{sent.document.file_id}" if sent.document else ""


def _name(file: File) -> str:
    return clean(file.name).replace("\n", " ").replace('"', "'").strip()[:200] or "file"
