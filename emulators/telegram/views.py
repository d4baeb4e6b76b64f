"""What people see: the present version of every message of a chat, rendered safely."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulators.telegram.model import Chat, Message, Payload, Rows
from emulators.telegram.rendering import render
from emulators.telegram.world import World


@dataclass(frozen=True)
class ShownButton:
    """A button under a message."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class ShownFile:
    """A file that hangs on a message."""

    id: str
    name: str
    size: int
    mime: str
    photo: bool = False


@dataclass(frozen=True)
class Shown:
    """One message as it stands on the screen now."""

    message_id: int
    chat_id: int
    text: str
    html: str
    entities: tuple[Payload, ...]
    buttons: tuple[tuple[ShownButton, ...], ...]
    from_bot: bool
    sender_id: int
    sender: str
    edited: bool
    files: tuple[ShownFile, ...]
    time: float
    kind: str = "text"

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all buttons, row by row."""
        return tuple(button.text for row in self.buttons for button in row)


def shown_chat(world: World, chat: Chat) -> list[Shown]:
    """A chat from its first message to its last."""
    return [shown(world, message) for message in chat.messages.values()]


def shown(world: World, message: Message) -> Shown:
    """One message."""
    text, entities = _words(world, message)
    return Shown(
        message_id=message.id,
        chat_id=message.chat_id,
        text=text,
        html=render(text, entities),
        entities=entities,
        buttons=_buttons(message.keyboard),
        from_bot=message.sender == world.bot_id,
        sender_id=message.sender,
        sender=world.name_of(message.sender),
        edited=message.edited is not None,
        files=_files(world, message),
        time=message.date,
        kind=message.kind,
    )


def _words(world: World, message: Message) -> tuple[str, tuple[Payload, ...]]:
    """A place, a contact and what the app writes by itself are put into words."""
    content = message.content
    match message.kind:
        case "location":
            return f"📍 {content['latitude']:.5f}, {content['longitude']:.5f}", ()
        case "contact":
            return f"☎ {content['first_name']} {content['phone_number']}", ()
        case "service":
            return _service_words(world.name_of(message.sender), content), ()
    return message.text, message.entities


def _service_words(who: str, content: Payload) -> str:
    if "new_chat_members" in content:
        names = ", ".join(str(user["first_name"]) for user in content["new_chat_members"])
        return f"{who} → {names} ✓"
    if "left_chat_member" in content:
        return f"{who} → {content['left_chat_member']['first_name']} ✗"
    return "⇪ supergroup"


def _buttons(rows: Rows) -> tuple[tuple[ShownButton, ...], ...]:
    return tuple(tuple(ShownButton(str(b["text"]), b.get("callback_data"), b.get("url")) for b in row) for row in rows)


def _files(world: World, message: Message) -> tuple[ShownFile, ...]:
    stored = world.files.get(str(message.content.get("file_id", "")))
    if stored is None:
        return ()
    return (ShownFile(stored.id, stored.name, len(stored.content), stored.mime, message.kind == "photo"),)


def keyboard_labels(rows: Sequence[Sequence[Payload]]) -> list[list[Payload]]:
    """The keyboard below a private chat: labels, and what a button shares."""
    return [
        [
            {
                "text": button["text"],
                "location": bool(button.get("request_location")),
                "contact": bool(button.get("request_contact")),
            }
            for button in row
        ]
        for row in rows
    ]
