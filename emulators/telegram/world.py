"""The state of one emulated Telegram with one bot, and the look-ups that every method shares."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from emulators.telegram import wire
from emulators.telegram.errors import bad, forbidden, migrated
from emulators.telegram.model import Chat, Message, Payload, Query, StoredFile, TelegramUser, Toast
from emulators.telegram.params import Params
from emulators.telegram.updates import Updates

PRESENT = frozenset({"creator", "administrator", "member"})
KINDS_WITHOUT_TEXT = frozenset({"service", "location", "contact"})


class World:
    """People, chats and messages as the platform knows them. Synchronous; nothing here waits."""

    def __init__(self, token: str, username: str, now: Callable[[], float], seed: int) -> None:
        self.token = token
        self.username = username
        self.bot_id = int(token.partition(":")[0]) if token.partition(":")[0].isdigit() else 1
        self.bot_name = username
        self.now = now
        self.seed = seed
        self.counter = 0
        self.version = 0
        self.query_life = 60.0  # seconds in which a tap can be answered
        self.privacy = True  # in groups the bot gets commands and replies to it, unless it is an administrator
        self.users: dict[int, TelegramUser] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, Query] = {}
        self.toasts_of: dict[int, list[Toast]] = {}
        self.commands: dict[tuple[str, str], list[Payload]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.actions: list[tuple[int, str]] = []
        self.delivered: Counter[tuple[int, str]] = Counter()
        self.updates = Updates()

    # ids and versions

    def fresh(self, kind: str) -> str:
        """An id nobody had before; the same seed gives the same ids."""
        self.counter += 1
        return hashlib.sha256(f"{self.seed}/{kind}/{self.counter}".encode()).hexdigest()[:24]

    def touch(self, chat: Chat) -> None:
        """People see something new in this chat: wake their screens."""
        self.version += 1
        chat.version = self.version
        self.updates.signal.ring()

    # look-ups

    def known_chat(self, params: Params) -> Chat:
        """The chat that a call names; refused as the platform refuses it."""
        value = params.get("chat_id")
        if value is None or value == "":
            raise bad("chat_id is empty")
        chat = self.chats.get(value) if isinstance(value, int) else None
        if chat is None:
            raise bad("chat not found")
        return chat

    def open_chat(self, params: Params) -> Chat:
        """A chat in which the bot may write now."""
        chat = self.known_chat(params)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.kind == "private":
            self._check_person(chat)
        else:
            self._check_membership(chat)
        return chat

    def _check_person(self, chat: Chat) -> None:
        if chat.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")

    def _check_membership(self, chat: Chat) -> None:
        status = chat.members.get(self.bot_id, "left")
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if status not in PRESENT:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")

    def sender(self, user_id: int) -> Payload:
        """The API's `User` for a person or for the bot itself."""
        if user_id == self.bot_id:
            return {"id": self.bot_id, "is_bot": True, "first_name": self.bot_name, "username": self.username}
        return self.users[user_id].payload()

    def name_of(self, user_id: int) -> str:
        """What people read beside a message."""
        return self.bot_name if user_id == self.bot_id else self.users[user_id].name

    # messages

    def post(self, chat: Chat, message: Message) -> Message:
        """Put a message into the chat under the chat's next id."""
        stored = replace(message, id=chat.next_message, chat_id=chat.id, date=self.now())
        chat.next_message += 1
        chat.messages[stored.id] = stored
        if stored.sender == self.bot_id and stored.kind not in KINDS_WITHOUT_TEXT:
            self.delivered[chat.id, stored.text] += 1
        self.touch(chat)
        return stored

    def change(self, message: Message) -> Message:
        """Put a newer version in place of a message."""
        chat = self.chats[message.chat_id]
        chat.messages[message.id] = message
        self.touch(chat)
        return message

    def payload(self, message: Message) -> Payload:
        """The API's `Message`, with the message it answers one level deep."""
        chat = self.chats[message.chat_id]
        body = wire.message(message, wire.chat(chat, self.users.get(chat.id)), self.sender(message.sender))
        original = chat.messages.get(message.reply_to) if message.reply_to is not None else None
        if original is not None:
            body["reply_to_message"] = wire.message(original, body["chat"], self.sender(original.sender))
        return body

    def announce(self, kind: str, messages: Iterable[Message]) -> None:
        """Tell the bot about messages that people made."""
        for message in messages:
            self.updates.add(kind, self.payload(message))

    def membership(self, chat: Chat, user_id: int) -> Payload:
        """The API's `ChatMember`."""
        status = chat.members.get(user_id, "left")
        return wire.chat_member(status, self.sender(user_id))

    def report_member(self, chat: Chat, user_id: int, *, by: int, before: str, after: str) -> None:
        """Tell the bot that a membership changed: its own always, another's only where it is an administrator."""
        about_bot = user_id == self.bot_id
        if not about_bot and chat.members.get(self.bot_id) != "administrator":
            return
        was, chat.members[user_id] = chat.members.get(user_id), before
        old = self.membership(chat, user_id)
        chat.members[user_id] = after
        change = {
            "chat": wire.chat(chat, self.users.get(chat.id)),
            "from": self.sender(by),
            "date": int(self.now()),
            "old_chat_member": old,
            "new_chat_member": self.membership(chat, user_id),
        }
        if was is None and chat.kind == "private":
            del chat.members[user_id]
        self.updates.add("my_chat_member" if about_bot else "chat_member", change)
