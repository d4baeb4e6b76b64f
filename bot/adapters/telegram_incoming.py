"""From Telegram's updates to our values: who said, pressed or did what; everything else is nothing (pure).

An update is read as it came, not as the library's objects: of some hundred fields that those build for each message
we need eight, and a shape that the library stumbles over is no reason to lose what we can read.
"""

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from bot.incoming import Commanded, Happened, Incoming, Pressed, Said, Who
from bot.markup import clean

Raw = dict[str, Any]

KINDS = ["message", "callback_query", "my_chat_member"]
"""The kinds of updates that we ask for."""
KEY = re.compile(r"[\x21-\x7e]{1,200}")
"""What an id in words may look like: it becomes a part of a key in the database."""
MOST = 2**53
"""Telegram: ids have at most 52 significant bits."""
PRESENT = {
    status.value
    for status in (
        *(ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR),
        *(ChatMemberStatus.OWNER, ChatMemberStatus.RESTRICTED),
    )
}
ANOTHERS = ("sender_chat", "via_bot", "forward_origin")
"""Whose message has one of these does not speak for themselves."""


def incoming(update: Raw, username: str) -> list[Incoming]:
    """What an update means; empty for edits, channel posts, other bots, forwards and chatter in groups.

    Args:
        update: one of Telegram's.
        username: the bot's own, without @.

    Raises:
        ValueError: no update of Telegram's looks like that.
    """
    if query := _part(update, "callback_query"):
        return list(_pressed(query))
    if change := _part(update, "my_chat_member"):
        return list(_membership(change, update["update_id"]))
    if message := _part(update, "message"):
        return list(_message(message, username))
    return []


def _part(raw: Raw, name: str) -> Raw:
    """An object inside another; empty where there is none."""
    found = raw.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError(f"{name} is no object")  # noqa: TRY004 – what came is wrong, not our call
    return found


def _words(raw: Raw, name: str) -> str:
    """A text that is there or not, as it came."""
    found = raw.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise ValueError(f"{name} is no text")  # noqa: TRY004 – what came is wrong, not our call
    return found


def _number(value: object) -> str:
    """An id of Telegram's."""
    if type(value) is not int or abs(value) >= MOST:
        raise ValueError("not an id")
    return str(value)


def _is_bot(user: Raw) -> bool:
    return user.get("is_bot") is not False


def who(user: Raw, chat: Raw) -> Who:
    """The person; their private chat with a bot has the person's own id."""
    group = _number(chat.get("id")) if chat and chat.get("type") != ChatType.PRIVATE else ""
    name, number = clean(f"{_words(user, 'first_name')} {_words(user, 'last_name')}").strip(), _number(user.get("id"))
    return Who("telegram", number, name=name, language=clean(_words(user, "language_code")), chat=number, group=group)


def _pressed(query: Raw) -> Iterator[Incoming]:
    user, place = _part(query, "from"), _part(query, "message")
    if query.get("data") is None or _is_bot(user):
        return
    if not KEY.fullmatch(number := _words(query, "id")):
        raise ValueError("a tap without an id")
    chat = _part(place, "chat")
    card = f"{_number(chat.get('id'))}/{_number(place.get('message_id'))}" if place else ""
    yield Pressed(who=who(user, chat), key=f"cb{number}", packed=clean(_words(query, "data")), card=card)


def _membership(change: Raw, update_id: object) -> Iterator[Incoming]:
    """What became of the bot itself: blocked by a person, let in again, or brought into a group."""
    user, chat = _part(change, "from"), _part(change, "chat")
    if _is_bot(user) or chat.get("type") == ChatType.CHANNEL:
        return
    before = _words(_part(change, "old_chat_member"), "status") in PRESENT
    now = _words(_part(change, "new_chat_member"), "status") in PRESENT
    # Update ids may begin anew after a quiet week: the moment keeps the key apart.
    key = f"u{_number(update_id)}/{_number(change.get('date'))}"
    person = who(user, chat)
    if person.group and now and not before:
        yield Happened(who=person, key=key, what="group_added", values={"title": clean(_words(chat, "title"))})
    if not person.group and now != before:
        yield Happened(who=person, key=key, what="unblocked" if now else "blocked")


def _message(message: Raw, username: str) -> Iterator[Incoming]:
    user, chat = _part(message, "from"), _part(message, "chat")
    if not user or _is_bot(user) or any(message.get(name) for name in ANOTHERS):
        return
    person, key = who(user, chat), f"m{_number(chat.get('id'))}/{_number(message.get('message_id'))}"
    if chat.get("type") == ChatType.PRIVATE:
        yield from _private(message, person, key, username)
    elif chat.get("type") in (ChatType.GROUP, ChatType.SUPERGROUP):
        yield from _in_group(message, person, key, username)


def _private(message: Raw, person: Who, key: str, username: str) -> Iterator[Incoming]:
    if place := _part(message, "location"):
        values = {"lat": _degrees(place.get("latitude")), "lon": _degrees(place.get("longitude"))}
        yield Happened(who=person, key=key, what="location", values=values)
        return
    if sent := _sent(message):
        yield Happened(who=person, key=key, what="file", values=sent)
        return
    command = _command(message, person, key, username)
    text = clean(_words(message, "text") or _words(message, "caption"))
    if command:
        yield command
    elif text.strip():
        yield Said(who=person, key=key, text=text, **_about(message, person))


def _sent(message: Raw) -> dict[str, str]:
    """A photo in the largest of its sizes, or a document, with the words below it; empty where there is neither."""
    sizes = [one for one in message.get("photo") or () if isinstance(one, dict)]
    sized = [(int(_number(one.get("file_size") or 0)), one) for one in sizes]
    found = max(sized, key=lambda one: one[0])[1] if sized else _part(message, "document")
    if not KEY.fullmatch(number := _words(found, "file_id")):
        return {}
    return {
        "id": number,
        "name": clean(_words(found, "file_name")) or ("photo.jpg" if sized else "file"),
        "mime": clean(_words(found, "mime_type")) or ("image/jpeg" if sized else ""),
        "size": _number(found.get("file_size") or 0),
        "text": clean(_words(message, "caption")),
    }


def _about(message: Raw, person: Who) -> dict[str, str]:
    """The message of ours that one answered to; beside the point for most, so nothing odd in it is a fault."""
    ours = message.get("reply_to_message")
    author = ours.get("from") if isinstance(ours, dict) else None
    if not isinstance(ours, dict) or not isinstance(author, dict) or author.get("is_bot") is not True:
        return {}
    number, text = ours.get("message_id"), ours.get("text")
    if type(number) is not int or not isinstance(text, str):
        return {}
    return {"about": f"{person.chat}/{number}", "quoted": clean(text)}


def _degrees(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("not a place")
    return str(value)


def _in_group(message: Raw, person: Who, key: str, username: str) -> Iterator[Incoming]:
    """Only what is meant for us: commands, mentions, and who comes and goes."""
    chat = _part(message, "chat")
    if moved := message.get("migrate_to_chat_id"):
        values = {"from": _number(chat.get("id")), "to": _number(moved)}
        yield Happened(who=person, key=key, what="migrated", values=values)
    for other in message.get("new_chat_members") or ():
        if not _is_bot(other):
            yield Happened(who=who(other, chat), key=f"{key}/{_number(other.get('id'))}", what="joined")
    gone = _part(message, "left_chat_member")
    if gone and not _is_bot(gone):
        yield Happened(who=who(gone, chat), key=key, what="left")
    meant = _command(message, person, key, username) or _mention(message, person, key, username)
    if meant:
        yield meant


def _entities(message: Raw) -> Iterator[tuple[str, int, int]]:
    """Kind, offset and length of each mark in the text, the latter two in UTF-16 units."""
    for entity in message.get("entities") or ():
        offset, length = entity["offset"], entity["length"]
        if not (type(offset) is int and type(length) is int and offset >= 0 and length >= 0):
            raise ValueError("a mark that is nowhere")
        yield str(entity["type"]), offset, length


def _command(message: Raw, person: Who, key: str, username: str) -> Commanded | None:
    """`/need@our_bot text`, in any case; None for another bot's command and for text that only looks like one."""
    kind, offset, length = next(_entities(message), ("", 0, 0))
    text = _words(message, "text")
    if kind != MessageEntityType.BOT_COMMAND or offset:
        return None
    name, _, addressee = text[1:length].partition("@")  # a command is ASCII: its units are characters
    if addressee and person.group and addressee.lower() != username.lower():
        return None
    return Commanded(who=person, key=key, name=name.lower(), text=clean(text[length:]).strip())


def _mention(message: Raw, person: Who, key: str, username: str) -> Incoming | None:
    """What was said to `@our_bot` in a group, without the mention itself; Telegram counts in UTF-16 units."""
    units = _words(message, "text").encode("utf-16-le", "surrogatepass")
    for kind, offset, length in _entities(message):
        start, end = 2 * offset, 2 * (offset + length)
        words = units[start:end].decode("utf-16-le", "replace")
        if kind == MessageEntityType.MENTION and username and words.lower() == f"@{username}".lower():
            rest = (units[:start] + units[end:]).decode("utf-16-le", "surrogatepass")
            return Said(who=person, key=key, text=clean(rest).strip() or "help")
    return None
