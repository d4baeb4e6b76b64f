"""From Telegram's updates to our values: who said, pressed or did what; everything else is nothing (pure)."""

from collections.abc import Iterator

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, MessageEntity, Update, User

from bot.incoming import Commanded, Happened, Incoming, Pressed, Said, Who
from bot.markup import clean

KINDS = ["message", "callback_query", "my_chat_member"]
"""The kinds of updates that we ask for."""
PRESENT = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED})


def incoming(update: Update, username: str) -> list[Incoming]:
    """What an update means; empty for edits, channel posts, other bots, forwards and chatter in groups.

    Args:
        update: one of Telegram's.
        username: the bot's own, without @.
    """
    if update.callback_query:
        return list(_pressed(update.callback_query))
    if update.my_chat_member:
        return list(_membership(update.my_chat_member, update.update_id))
    if update.message:
        return list(_message(update.message, username))
    return []


def who(user: User, chat: Chat | None) -> Who:
    """The person; their private chat with a bot has the person's own id."""
    group = str(chat.id) if chat and chat.type != Chat.PRIVATE else ""
    name, language = clean(user.full_name), clean(user.language_code or "")
    return Who("telegram", str(user.id), name=name, language=language, chat=str(user.id), group=group)


def _pressed(query: CallbackQuery) -> Iterator[Incoming]:
    if query.data is None or query.from_user.is_bot:
        return
    place = query.message
    card = f"{place.chat.id}/{place.message_id}" if place else ""
    chat = place.chat if place else None
    yield Pressed(who=who(query.from_user, chat), key=f"cb{query.id}", packed=clean(query.data), card=card)


def _membership(change: ChatMemberUpdated, update_id: int) -> Iterator[Incoming]:
    """What became of the bot itself: blocked by a person, let in again, or brought into a group."""
    if change.from_user.is_bot or change.chat.type == Chat.CHANNEL:
        return
    before, now = change.old_chat_member.status in PRESENT, change.new_chat_member.status in PRESENT
    # Update ids may begin anew after a quiet week: the moment keeps the key apart.
    key = f"u{update_id}/{int(change.date.timestamp())}"
    person = who(change.from_user, change.chat)
    if person.group and now and not before:
        yield Happened(who=person, key=key, what="group_added", values={"title": clean(change.chat.title or "")})
    if not person.group and now != before:
        yield Happened(who=person, key=key, what="unblocked" if now else "blocked")


def _message(message: Message, username: str) -> Iterator[Incoming]:
    user = message.from_user
    if user is None or user.is_bot or message.sender_chat or message.via_bot or message.forward_origin:
        return
    person, key = who(user, message.chat), f"m{message.chat.id}/{message.message_id}"
    if message.chat.type == Chat.PRIVATE:
        yield from _private(message, person, key, username)
    elif message.chat.type in {Chat.GROUP, Chat.SUPERGROUP}:
        yield from _in_group(message, person, key, username)


def _private(message: Message, person: Who, key: str, username: str) -> Iterator[Incoming]:
    if message.location:
        place = {"lat": str(message.location.latitude), "lon": str(message.location.longitude)}
        yield Happened(who=person, key=key, what="location", values=place)
        return
    command = _command(message, person, key, username)
    text = clean(message.text or message.caption or "")
    if command:
        yield command
    elif text.strip():
        yield Said(who=person, key=key, text=text)


def _in_group(message: Message, person: Who, key: str, username: str) -> Iterator[Incoming]:
    """Only what is meant for us: commands, mentions, and who comes and goes."""
    if message.migrate_to_chat_id:
        values = {"from": str(message.chat.id), "to": str(message.migrate_to_chat_id)}
        yield Happened(who=person, key=key, what="migrated", values=values)
    for other in message.new_chat_members:
        if not other.is_bot:
            yield Happened(who=who(other, message.chat), key=f"{key}/{other.id}", what="joined")
    gone = message.left_chat_member
    if gone and not gone.is_bot:
        yield Happened(who=who(gone, message.chat), key=key, what="left")
    meant = _command(message, person, key, username) or _mention(message, person, key, username)
    if meant:
        yield meant


def _command(message: Message, person: Who, key: str, username: str) -> Commanded | None:
    """`/need@our_bot text`, in any case; None for another bot's command and for text that only looks like one."""
    first = message.entities[0] if message.entities else None
    text = message.text or ""
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return None
    name, _, addressee = text[1 : first.length].partition("@")  # a command is ASCII: its units are characters
    if addressee and person.group and addressee.lower() != username.lower():
        return None
    return Commanded(who=person, key=key, name=name.lower(), text=clean(text[first.length :]).strip())


def _mention(message: Message, person: Who, key: str, username: str) -> Incoming | None:
    """What was said to `@our_bot` in a group, without the mention itself."""
    if not message.text or not username:
        return None
    ours = f"@{username}".lower()
    for entity, words in message.parse_entities([MessageEntity.MENTION]).items():
        if words.lower() == ours:
            return Said(who=person, key=key, text=clean(_without(message.text, entity)).strip() or "help")
    return None


def _without(text: str, entity: MessageEntity) -> str:
    """The text without an entity; Telegram counts in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    left, right = units[: entity.offset * 2], units[(entity.offset + entity.length) * 2 :]
    return (left + right).decode("utf-16-le", "surrogatepass")
