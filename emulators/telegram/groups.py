"""What people do with groups: found them, join, leave, add the bot, upgrade to a supergroup."""

from collections.abc import Iterable

from emulators.telegram.errors import NotVisible
from emulators.telegram.model import Chat, Message, Payload
from emulators.telegram.people import People
from emulators.telegram.world import PRESENT

FIRST_GROUP = -1001
FIRST_SUPERGROUP = -1_000_000_000_001


class Groups(People):
    """Groups and their members; the bot hears of it where it is a member."""

    def group(self, title: str, members: Iterable[int], kind: str = "group") -> int:
        """A new group of persons, the first its owner; `adds_bot` brings the bot in. Gives the chat's id."""
        chat = Chat(self._free_id(kind), kind, title)
        for index, user_id in enumerate(members):
            chat.members[user_id] = "member" if index else "creator"
        if not chat.members:
            raise ValueError("A group needs a member.")
        self.chats[chat.id] = chat
        self.touch(chat)
        return chat.id

    def _free_id(self, kind: str) -> int:
        candidate = FIRST_SUPERGROUP if kind == "supergroup" else FIRST_GROUP
        while candidate in self.chats:
            candidate -= 1
        return candidate

    def adds_bot(self, chat_id: int, by: int, status: str = "member") -> None:
        """Bring the bot into a group, or give it another status there (`administrator`)."""
        chat = self._group(chat_id)
        before = chat.members.get(self.bot_id, "left")
        if before == status:
            return
        self.report_member(chat, self.bot_id, by=by, before=before, after=status)
        if before not in PRESENT:
            self._service(chat, by, {"new_chat_members": [self.sender(self.bot_id)]})

    def removes_bot(self, chat_id: int, by: int) -> None:
        """Throw the bot out of a group."""
        chat = self._group(chat_id)
        before = chat.members.get(self.bot_id, "left")
        self.report_member(chat, self.bot_id, by=by, before=before, after="kicked")
        self._service(chat, by, {"left_chat_member": self.sender(self.bot_id)})

    def joins(self, user_id: int, chat_id: int) -> None:
        """Enter a group."""
        chat = self._group(chat_id)
        if user_id not in self.users:
            raise NotVisible(f"There is no person {user_id}.")
        before = chat.members.get(user_id, "left")
        if before in PRESENT:
            return
        self.report_member(chat, user_id, by=user_id, before=before, after="member")
        chat.members[user_id] = "member"
        self._service(chat, user_id, {"new_chat_members": [self.sender(user_id)]})

    def leaves(self, user_id: int, chat_id: int) -> None:
        """Go away from a group."""
        chat = self._group(chat_id)
        before = chat.members.get(user_id, "left")
        if before not in PRESENT:
            raise NotVisible(f"Person {user_id} is not in the group {chat_id}.")
        self.report_member(chat, user_id, by=user_id, before=before, after="left")
        chat.members[user_id] = "left"
        self._service(chat, user_id, {"left_chat_member": self.sender(user_id)})

    def migrates(self, chat_id: int) -> int:
        """Upgrade a group to a supergroup: a new id, and the old one answers only where it went."""
        old = self._group(chat_id)
        new = Chat(self._free_id("supergroup"), "supergroup", old.title, dict(old.members))
        self.chats[new.id] = new
        owner = next(user_id for user_id, status in old.members.items() if status == "creator")
        self._service(old, owner, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self._service(new, owner, {"migrate_from_chat_id": old.id})
        return new.id

    def _group(self, chat_id: int) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None or chat.kind == "private" or chat.migrated_to is not None:
            raise NotVisible(f"There is no group {chat_id}.")
        return chat

    def _service(self, chat: Chat, by: int, content: Payload) -> None:
        """A line the app writes by itself; the bot sees it while it is a member, and its own leaving."""
        message = self.post(chat, Message(0, 0, by, 0, kind="service", content=content))
        about_bot = content.get("left_chat_member", {}).get("id") == self.bot_id
        if about_bot or chat.members.get(self.bot_id) in PRESENT:
            self.announce("message", [message])
