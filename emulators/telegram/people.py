"""The side of the people: what they type, tap, share and block, each making an update for the bot."""

from dataclasses import replace

from emulators.telegram.errors import NotVisible
from emulators.telegram.files import keep_document, keep_photo
from emulators.telegram.model import Chat, Message, Payload, Query, TelegramUser
from emulators.telegram.params import Upload
from emulators.telegram.rendering import typed_entities
from emulators.telegram.utf16 import pieces
from emulators.telegram.world import PRESENT, World

LONGEST_TEXT = 4096


class People(World):
    """What persons do in their own apps. A person who may not do it gets `NotVisible`."""

    def person(self, user_id: int, name: str, language: str = "en", username: str | None = None) -> TelegramUser:
        """A new account, or a new name for a known one. The bot may write only after the person did."""
        user = TelegramUser(user_id, name, language, username)
        self.users[user_id] = user
        self.chats.setdefault(user_id, Chat(user_id, "private"))
        return user

    def says(self, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None) -> Message:
        """Type a message to the bot, or into a group. A text over the limit goes out in pieces; gives the last."""
        if not text.strip():
            raise ValueError("Telegram sends no empty message.")
        text = text.strip()  # the app trims what one typed
        place = self._place(user_id, chat_id, restart=text.startswith("/start"))
        said = [
            self._speak(place, Message(0, 0, user_id, 0, piece, typed_entities(piece), reply_to=reply_to))
            for piece in pieces(text, LONGEST_TEXT)
        ]
        return said[-1]

    def starts(self, user_id: int, payload: str = "") -> Message:
        """Open the bot and press Start, or follow a deep link `t.me/<bot>?start=<payload>`."""
        return self.says(user_id, f"/start {payload}".strip())

    def taps(self, user_id: int, chat_id: int, message_id: int, label_or_data: str) -> str:
        """Press a button of a message's present version; gives the query's id, or the address a link opens."""
        chat = self._place(user_id, chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise NotVisible(f"There is no message {message_id}.")
        button = _button(message, label_or_data)
        if "url" in button:
            return str(button["url"])
        if "callback_data" not in button:
            raise NotVisible(f"The button {label_or_data!r} does nothing that this Telegram knows.")
        query = Query(self.fresh("query"), user_id, chat.id, message_id, str(button["callback_data"]), self.now())
        self.queries[query.id] = query
        self.updates.add("callback_query", self._query_payload(query, message))
        return query.id

    def _query_payload(self, query: Query, message: Message) -> Payload:
        return {
            "id": query.id,
            "from": self.users[query.user_id].payload(),
            "message": self.payload(message),
            "chat_instance": str(abs(query.chat_id)),
            "data": query.data,
        }

    def shares_location(self, user_id: int, lat: float, lon: float) -> Message:
        """Send where one is."""
        content = {"latitude": lat, "longitude": lon}
        return self._speak(self._place(user_id), Message(0, 0, user_id, 0, kind="location", content=content))

    def shares_contact(self, user_id: int, phone: str) -> Message:
        """Send one's own phone number."""
        user = self.users[user_id].payload()
        content = {"phone_number": phone, "first_name": user["first_name"], "user_id": user_id}
        return self._speak(self._place(user_id), Message(0, 0, user_id, 0, kind="contact", content=content))

    def sends_document(self, user_id: int, name: str, content: bytes, mime: str, caption: str = "") -> Message:
        """Send a file, which the bot can fetch with `getFile`."""
        document = keep_document(self, Upload(name, mime, content))
        return self._speak(
            self._place(user_id),
            Message(0, 0, user_id, 0, caption, typed_entities(caption), kind="document", content=document),
        )

    def sends_photo(self, user_id: int, content: bytes, caption: str = "") -> Message:
        """Send a picture; the app makes a JPEG of it before, so what comes is one."""
        photo = keep_photo(self, Upload("photo.jpg", "image/jpeg", content))
        return self._speak(
            self._place(user_id),
            Message(0, 0, user_id, 0, caption, typed_entities(caption), kind="photo", content=photo),
        )

    def edits_own(self, user_id: int, message_id: int, text: str, chat_id: int | None = None) -> Message:
        """Change a message that one wrote oneself."""
        chat = self._place(user_id, chat_id)
        message = chat.messages.get(message_id)
        if message is None or message.sender != user_id:
            raise NotVisible(f"Message {message_id} is not one's own.")
        changed = self.change(replace(message, text=text, entities=typed_entities(text), edited=self.now()))
        if self._reads(chat, changed):
            self.announce("edited_message", [changed])
        return changed

    def blocks(self, user_id: int) -> None:
        """Stop the bot."""
        self._set_blocked(self.chats[user_id], True)

    def unblocks(self, user_id: int) -> None:
        """Let the bot write again."""
        self._set_blocked(self.chats[user_id], False)

    def deactivates(self, user_id: int) -> None:
        """Delete the account."""
        self.chats[user_id].deactivated = True

    def _set_blocked(self, chat: Chat, blocked: bool) -> None:
        if chat.blocked is blocked:
            return
        chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self.report_member(chat, self.bot_id, by=chat.id, before=before, after=after)
        self.touch(chat)

    def _place(self, user_id: int, chat_id: int | None = None, *, restart: bool = False) -> Chat:
        """The chat in which a person may do something now."""
        if user_id not in self.users:
            raise NotVisible(f"There is no person {user_id}.")
        chat = self.chats.get(user_id if chat_id is None else chat_id)
        if chat is None or (chat.kind == "private" and chat.id != user_id):
            raise NotVisible(f"Person {user_id} has no chat {chat_id}.")
        if chat.kind != "private" and (chat.members.get(user_id) not in PRESENT or chat.migrated_to is not None):
            raise NotVisible(f"Person {user_id} is not in the group {chat_id}.")
        if chat.blocked and restart:
            self.unblocks(user_id)
        if chat.blocked or chat.deactivated:
            raise NotVisible(f"Person {user_id} blocked the bot: only /start wakes the chat.")
        return chat

    def _speak(self, chat: Chat, message: Message) -> Message:
        if chat.kind == "private":
            chat.started = True
        said = self.post(chat, message)
        if self._reads(chat, said):
            self.announce("message", [said])
        return said

    def _reads(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets this message: in groups privacy mode hides what is not meant for it."""
        if chat.kind == "private":
            return True
        status = chat.members.get(self.bot_id)
        if status not in PRESENT:
            return False
        original = chat.messages.get(message.reply_to or 0)
        to_bot = original is not None and original.sender == self.bot_id
        return not self.privacy or status == "administrator" or to_bot or self._is_command(message)

    def _is_command(self, message: Message) -> bool:
        if not message.entities or message.entities[0]["type"] != "bot_command" or message.entities[0]["offset"]:
            return False
        _, _, addressee = message.text.split()[0].partition("@")
        return addressee.lower() in {"", self.username.lower()}


def _button(message: Message, label_or_data: str) -> Payload:
    buttons = [button for row in message.keyboard for button in row]
    for name in ("callback_data", "text"):
        for button in buttons:
            if button.get(name) == label_or_data:
                return button
    visible = ", ".join(button["text"] for button in buttons) or "none"
    raise NotVisible(f"No button {label_or_data!r} in message {message.id}; visible: {visible}.")
