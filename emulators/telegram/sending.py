"""The methods that put a message into a chat."""

from dataclasses import replace

from emulators.telegram.entities import Formatted, parse_html, tidied
from emulators.telegram.errors import bad
from emulators.telegram.files import attached
from emulators.telegram.keyboards import parse_markup
from emulators.telegram.model import Chat, Message, Payload
from emulators.telegram.params import Params
from emulators.telegram.utf16 import has_lone_surrogate, units
from emulators.telegram.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    },
)


def formatted(params: Params, name: str, marks: str) -> Formatted:
    """The text of a call with its entities, from HTML or from a list."""
    text, mode = params.text(name), params.text("parse_mode").lower()
    if has_lone_surrogate(text):
        raise bad("strings must be encoded in UTF-8")
    if mode == "html":
        return parse_html(text)
    if mode:  # Markdown exists on the platform; this one knows only what the bot speaks
        raise bad("unsupported parse_mode")
    given = params.get(marks) or []
    if not isinstance(given, list) or not all(isinstance(entity, dict) for entity in given):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    for entity in given:
        _check_entity(entity, units(text))
    return tidied(Formatted(text, tuple(given)))


def _check_entity(entity: Payload, length: int) -> None:
    start, size = entity.get("offset"), entity.get("length")
    if not isinstance(start, int) or not isinstance(size, int) or not isinstance(entity.get("type"), str):
        raise bad('can\'t parse MessageEntity: Field "type", "offset" or "length" is missing')
    if start < 0 or size <= 0 or start + size > length:
        raise bad(f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {length}")


def message_text(params: Params) -> Formatted:
    """A text of 1 to 4,096 units after its markup is read."""
    text = formatted(params, "text", "entities")
    if not text.text:
        raise bad("message text is empty")
    if units(text.text) > LONGEST_TEXT:
        raise bad("message is too long")
    return text


def message_caption(params: Params) -> Formatted:
    """A caption of up to 1,024 units after its markup is read."""
    caption = formatted(params, "caption", "caption_entities")
    if units(caption.text) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return caption


def _post(world: World, chat: Chat, params: Params, message: Message) -> Payload:
    markup = parse_markup(params.get("reply_markup"))
    if markup.reply is not None:
        chat.reply_keyboard = markup.reply
    return world.payload(world.post(chat, replace(message, keyboard=markup.inline)))


def _replied(chat: Chat, params: Params) -> int | None:
    """The message that is answered, if the call names one that exists."""
    reply = params.get("reply_parameters")
    if not isinstance(reply, dict):
        return None
    target = reply.get("message_id")
    if target in chat.messages:
        return int(target)
    if not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return None


def send_message(world: World, params: Params) -> Payload:
    """A text message."""
    text = message_text(params)
    chat = world.open_chat(params)
    reply = _replied(chat, params)
    return _post(world, chat, params, Message(0, 0, world.bot_id, 0, text.text, text.entities, reply_to=reply))


def _send_file(world: World, params: Params, kind: str) -> Payload:
    caption = message_caption(params)
    chat = world.open_chat(params)
    reply = _replied(chat, params)
    content = attached(world, params, kind)
    message = Message(0, 0, world.bot_id, 0, caption.text, caption.entities, (), kind, content, reply)
    return _post(world, chat, params, message)


def send_photo(world: World, params: Params) -> Payload:
    """A picture with a caption."""
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> Payload:
    """A file with a caption."""
    return _send_file(world, params, "document")


def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing, and the like."""
    action = params.text("action")
    if action not in CHAT_ACTIONS:
        raise bad("wrong parameter action in request")
    world.actions.append((world.open_chat(params).id, action))
    del world.actions[:-100]
    return True
