"""The methods that change or delete what stands in a chat, and the answers to taps."""

from dataclasses import replace

from emulators.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, bad
from emulators.telegram.files import attached
from emulators.telegram.keyboards import only_inline
from emulators.telegram.model import Message, Payload, Toast
from emulators.telegram.params import Params
from emulators.telegram.sending import message_caption, message_text
from emulators.telegram.wire import BELOW_TEXT
from emulators.telegram.world import KINDS_WITHOUT_TEXT, World

DELETABLE_FOR = 48 * 3600
LONGEST_TOAST = 200


def _found(world: World, params: Params, purpose: str) -> Message:
    chat = world.open_chat(params)
    if not params.get("message_id"):
        raise bad("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad(f"message to {purpose} not found")
    return message


def _own(world: World, params: Params) -> Message:
    message = _found(world, params, "edit")
    if message.sender != world.bot_id:
        raise bad("message can't be edited")
    return message


def _edited(world: World, old: Message, new: Message) -> Payload:
    """A change that changes nothing is an error on this platform."""
    if replace(new, edited=old.edited) == old:
        raise bad(NOT_MODIFIED)
    return world.payload(world.change(replace(new, edited=world.now())))


def edit_message_text(world: World, params: Params) -> Payload:
    """Another text; a keyboard that is not sent again goes away."""
    text = message_text(params)
    old = _own(world, params)
    if old.kind != "text":
        raise bad("there is no text in the message to edit")
    rows = only_inline(params.get("reply_markup"))
    return _edited(world, old, replace(old, text=text.text, entities=text.entities, keyboard=rows))


def edit_message_caption(world: World, params: Params) -> Payload:
    """Another caption under a picture or file."""
    caption = message_caption(params)
    old = _own(world, params)
    if old.kind not in BELOW_TEXT:
        raise bad("there is no caption in the message to edit")
    rows = only_inline(params.get("reply_markup"))
    return _edited(world, old, replace(old, text=caption.text, entities=caption.entities, keyboard=rows))


def edit_message_media(world: World, params: Params) -> Payload:
    """Another picture or file, its caption with it, also into what was a text."""
    media = params.get("media")
    if not isinstance(media, dict) or not isinstance(media.get("media"), str):
        raise bad("can't parse InputMedia: expected a JSON object")
    if media.get("type") not in BELOW_TEXT:
        raise bad("unsupported InputMedia type")
    kind = str(media["type"])
    inner = Params({**params.values, **media, kind: media["media"]})
    caption, old = message_caption(inner), _own(world, params)
    if old.kind not in {"text", *BELOW_TEXT}:
        raise bad("message can't be edited")
    rows, content = only_inline(params.get("reply_markup")), attached(world, inner, kind)
    new = replace(old, text=caption.text, entities=caption.entities, keyboard=rows, kind=kind, content=content)
    return _edited(world, old, new)


def edit_message_reply_markup(world: World, params: Params) -> Payload:
    """Other buttons under the same text."""
    old = _own(world, params)
    return _edited(world, old, replace(old, keyboard=only_inline(params.get("reply_markup"))))


def delete_message(world: World, params: Params) -> bool:
    """Take a message away: the bot's own, anyone's in a private chat or for an administrator, within two days."""
    message = _found(world, params, "delete")
    chat = world.chats[message.chat_id]
    own = message.sender == world.bot_id
    may = own or chat.kind == "private" or chat.members.get(world.bot_id) == "administrator"
    if not may or (message.kind in KINDS_WITHOUT_TEXT and not own and chat.kind != "private"):
        raise bad("message can't be deleted")
    if world.now() - message.date > DELETABLE_FOR:
        raise bad("message can't be deleted for everyone")
    del chat.messages[message.id]
    world.touch(chat)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """End the little clock on a pressed button, once and in time, perhaps with a line for the person."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query.answered or world.now() - query.made > world.query_life:
        raise bad(QUERY_TOO_OLD)
    text = params.text("text")
    if len(text) > LONGEST_TOAST:
        raise bad("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not url.startswith((f"https://t.me/{world.username}?", f"t.me/{world.username}?")):
        raise bad("URL_INVALID")
    world.queries[query.id] = replace(query, answered=True)
    toast = Toast(query.id, text, params.flag("show_alert"), url, world.now())
    world.toasts_of.setdefault(query.user_id, []).append(toast)
    world.touch(world.chats[query.user_id])
    return True
