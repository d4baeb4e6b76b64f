"""Keeps the state of an emulated Telegram as JSON over a restart of the demo."""

import base64
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from emulators.telegram.model import Chat, Message, Payload, Query, Rows, StoredFile, TelegramUser, Toast
from emulators.telegram.updates import Updates, Webhook
from emulators.telegram.world import World

PLAIN = ("token", "username", "seed", "counter", "version", "bot_name", "privacy", "query_life")
CHAT_FIELDS = ("id", "kind", "title", "next_message", "started", "blocked", "deactivated", "migrated_to", "version")


def dump(world: World) -> dict[str, Any]:
    """Everything but what a running server holds: connections, limits, the record of calls."""
    return {name: getattr(world, name) for name in PLAIN} | {
        "users": [asdict(user) for user in world.users.values()],
        "chats": [_chat_state(chat) for chat in world.chats.values()],
        "files": [asdict(f) | {"content": base64.b64encode(f.content).decode("ascii")} for f in world.files.values()],
        "queries": [asdict(query) for query in world.queries.values()],
        "toasts": [[user_id, [asdict(toast) for toast in toasts]] for user_id, toasts in world.toasts_of.items()],
        "commands": [[scope, language, commands] for (scope, language), commands in world.commands.items()],
        "profile": [[name, language, text] for (name, language), text in world.profile.items()],
        "delivered": [[chat_id, text, count] for (chat_id, text), count in world.delivered.items()],
        "updates": _updates_state(world.updates),
    }


def _chat_state(chat: Chat) -> Payload:
    return {name: getattr(chat, name) for name in CHAT_FIELDS} | {
        "members": [[user_id, status] for user_id, status in chat.members.items()],
        "messages": [asdict(message) for message in chat.messages.values()],
        "reply_keyboard": [list(row) for row in chat.reply_keyboard],
    }


def _updates_state(updates: Updates) -> Payload:
    return {
        "next_id": updates.next_id,
        "pending": list(updates.pending),
        "last": updates.last,
        "allowed": list(updates.allowed),
        "webhook": asdict(updates.webhook) if updates.webhook else None,
    }


def restore(world: World, state: Mapping[str, Any]) -> None:
    """Fill a fresh world with a dumped state."""
    for name in PLAIN:
        setattr(world, name, state[name])
    world.users = {user["id"]: TelegramUser(**user) for user in state["users"]}
    world.chats = {chat["id"]: _chat(chat) for chat in state["chats"]}
    world.files = {
        file["id"]: StoredFile(**(file | {"content": base64.b64decode(file["content"])})) for file in state["files"]
    }
    world.queries = {query["id"]: Query(**query) for query in state["queries"]}
    world.toasts_of = {user_id: [Toast(**toast) for toast in toasts] for user_id, toasts in state["toasts"]}
    world.commands = {(scope, language): commands for scope, language, commands in state["commands"]}
    world.profile = {(name, language): text for name, language, text in state["profile"]}
    for chat_id, text, count in state["delivered"]:
        world.delivered[chat_id, text] = count
    _restore_updates(world.updates, state["updates"])


def _chat(state: Payload) -> Chat:
    chat = Chat(**{name: state[name] for name in CHAT_FIELDS})
    chat.members = {user_id: status for user_id, status in state["members"]}  # noqa: C416 - pairs are lists in JSON
    chat.messages = {message["id"]: _message(message) for message in state["messages"]}
    chat.reply_keyboard = _rows(state["reply_keyboard"])
    return chat


def _message(state: Payload) -> Message:
    rows = {"entities": tuple(state["entities"]), "keyboard": _rows(state["keyboard"])}
    return Message(**(state | rows))


def _rows(rows: list[list[Payload]]) -> Rows:
    return tuple(tuple(row) for row in rows)


def _restore_updates(updates: Updates, state: Payload) -> None:
    updates.next_id = state["next_id"]
    updates.pending = deque(state["pending"])
    updates.last = state["last"]
    updates.allowed = tuple(state["allowed"])
    updates.webhook = Webhook(**state["webhook"]) if state["webhook"] else None
