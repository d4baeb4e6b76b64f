"""The methods about the bot itself and about chats: who it is, its commands, its webhook, who is where."""

import json
import re

from emulators.telegram import wire
from emulators.telegram.errors import bad
from emulators.telegram.model import Message, Payload
from emulators.telegram.params import Params
from emulators.telegram.world import PRESENT, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    },
)
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, params: Params) -> Payload:  # noqa: ARG001 - every method takes its parameters
    """Who the bot is."""
    return world.sender(world.bot_id) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_webhook(world: World, params: Params) -> bool:
    """Have updates posted; an empty address goes back to polling."""
    if not params.text("url"):
        return delete_webhook(world, params)
    world.updates.set_webhook(params.text("url"), params.text("secret_token"), params.integer("max_connections", 40))
    world.updates.allow(params.get("allowed_updates"))
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Back to polling."""
    world.updates.remove_webhook()
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def get_webhook_info(world: World, params: Params) -> Payload:  # noqa: ARG001 - every method takes its parameters
    """Where updates go and how it went."""
    hook = world.updates.webhook
    info: Payload = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if hook:
        info["max_connections"] = hook.max_connections
    if world.updates.last_error:
        info["last_error_date"] = int(world.updates.last_error[0])
        info["last_error_message"] = world.updates.last_error[1]
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


def _scope(params: Params) -> tuple[str, str]:
    scope = params.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    return json.dumps(scope, sort_keys=True), params.text("language_code")


def set_my_commands(world: World, params: Params) -> bool:
    """The commands that the app offers while one types."""
    commands = params.get("commands")
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = commands
    return True


def get_my_commands(world: World, params: Params) -> list[Payload]:
    """The commands set for exactly this scope and language."""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """Take the commands of this scope and language away."""
    world.commands.pop(_scope(params), None)
    return True


def commands_for(world: World, language: str) -> list[Payload]:
    """What a person's app offers in their private chat: the narrowest scope first, then the language."""
    private = json.dumps({"type": "all_private_chats"}, sort_keys=True)
    default = json.dumps({"type": "default"}, sort_keys=True)
    keys = [(private, language), (private, ""), (default, language), (default, "")]
    return next((world.commands[key] for key in keys if key in world.commands), [])


def set_profile(world: World, params: Params, field: str) -> bool:
    """The bot's name or one of its descriptions, a language."""
    text = params.text(field)
    if len(text) > PROFILE_LIMITS[field]:
        raise bad(f"BOT_{'TITLE' if field == 'name' else 'ABOUT'}_INVALID")
    world.profile[field, params.text("language_code")] = text
    if field == "name" and text and not params.text("language_code"):
        world.bot_name = text
    return True


def get_profile(world: World, params: Params, field: str) -> Payload:
    """The bot's name or one of its descriptions."""
    own = world.profile.get((field, params.text("language_code")))
    return {field: own or world.profile.get((field, ""), world.bot_name if field == "name" else "")}


def get_chat(world: World, params: Params) -> Payload:
    """Everything about a chat."""
    chat = world.known_chat(params)
    if chat.kind == "private" and not chat.started:
        raise bad("chat not found")
    if chat.kind != "private":
        chat = world.open_chat(params)
    return wire.full_chat(chat, world.users.get(chat.id))


def get_chat_member(world: World, params: Params) -> Payload:
    """What somebody is in a chat."""
    chat = world.open_chat(params)
    user_id = params.integer("user_id")
    if user_id != world.bot_id and user_id not in world.users:
        raise bad("invalid user_id specified")
    if chat.kind == "private":
        return wire.chat_member("member", world.sender(user_id))
    return world.membership(chat, user_id)


def get_chat_administrators(world: World, params: Params) -> list[Payload]:
    """Who runs a group."""
    chat = world.open_chat(params)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    leading = [user_id for user_id, status in chat.members.items() if status in {"creator", "administrator"}]
    return [world.membership(chat, user_id) for user_id in leading]


def get_chat_member_count(world: World, params: Params) -> int:
    """How many are in a chat."""
    chat = world.open_chat(params)
    return 2 if chat.kind == "private" else sum(status in PRESENT for status in chat.members.values())


def leave_chat(world: World, params: Params) -> bool:
    """Go away from a group."""
    chat = world.open_chat(params)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    world.report_member(chat, world.bot_id, by=world.bot_id, before=chat.members[world.bot_id], after="left")
    content = {"left_chat_member": world.sender(world.bot_id)}
    world.post(chat, Message(0, 0, world.bot_id, 0, kind="service", content=content))
    return True
