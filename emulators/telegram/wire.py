"""Writes chats, messages and members as the Bot API's JSON."""

from collections.abc import Mapping
from typing import Any

from emulators.telegram.model import Chat, Message, Payload, TelegramUser

BELOW_TEXT = frozenset({"photo", "document"})
ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
NOBODY_ELSE = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})


def chat(place: Chat, person: TelegramUser | None) -> Payload:
    """The API's `Chat`."""
    if person is None:
        return {"id": place.id, "type": place.kind, "title": place.title}
    user = person.payload()
    names = {name: user[name] for name in ("first_name", "last_name", "username") if name in user}
    return {"id": place.id, "type": "private"} | names


def full_chat(place: Chat, person: TelegramUser | None) -> Payload:
    """The API's `ChatFullInfo`, its required fields filled with what a plain account has."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return chat(place, person) | {
        "accent_color_id": abs(place.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def message(record: Message, place: Payload, sender: Payload) -> Payload:
    """The API's `Message`."""
    body: Payload = {"message_id": record.id, "date": int(record.date), "chat": place, "from": sender}
    if record.edited is not None:
        body["edit_date"] = int(record.edited)
    if record.keyboard:
        body["reply_markup"] = {"inline_keyboard": [list(row) for row in record.keyboard]}
    return body | _text(record) | _content(record)


def _text(record: Message) -> Payload:
    if not record.text:
        return {}
    name, marks = ("caption", "caption_entities") if record.kind in BELOW_TEXT else ("text", "entities")
    return {name: record.text} | ({marks: list(record.entities)} if record.entities else {})


def _content(record: Message) -> Payload:
    match record.kind:
        case "photo":
            return {"photo": [record.content]}
        case "document" | "location" | "contact":
            return {record.kind: record.content}
        case "service":
            return record.content
    return {}


def chat_member(status: str, user: Mapping[str, Any]) -> Payload:
    """The API's `ChatMember`, one shape a status."""
    member: Payload = {"status": status, "user": dict(user)}
    match status:
        case "creator":
            return member | {"is_anonymous": False}
        case "administrator":
            return member | {right: right not in NOBODY_ELSE for right in ADMIN_RIGHTS}
        case "kicked":
            return member | {"until_date": 0}
    return member
