"""The conversations.* methods."""

from emulators.slack.errors import Refused
from emulators.slack.request import Asked, Method
from emulators.slack.shapes import channel_json, message_json
from emulators.slack.state import Channel, Json, Message


def open_im(asked: Asked) -> Json:
    """Direct messages with one person; groups of people are not emulated."""
    users = [user for user in str(asked.params.get("users") or "").split(",") if user]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("restricted_action")
    user = asked.slack.user(users[0], asked.team.id)
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    if user.deleted:
        raise Refused("user_disabled")
    known = f"D{user.id}" in asked.slack.world.channels
    channel = asked.slack.im(user.id)
    shown = channel_json(channel, asked.team) if asked.flag("return_im") else {"id": channel.id}
    return {"no_op": known, "already_open": known, "channel": shown}


def history(asked: Asked) -> Json:
    """Newest first; ephemeral messages have no history."""
    channel = _inside(asked, "history")
    kept = [message for message in asked.slack.world.messages.get(channel.id, []) if _asked_for(asked, message)]
    rows, cursor = asked.page(list(reversed(kept)), 999)
    with_metadata = asked.flag("include_all_metadata")
    messages = [message_json(asked.slack.world, message, with_metadata=with_metadata) for message in rows]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": messages, "has_more": bool(cursor), "pin_count": 0, **more}


def info(asked: Asked) -> Json:
    channel = asked.conversation()
    asked.needs(_scope(channel, "read"))
    shown = channel_json(channel, asked.team)
    return {"channel": {**shown, "locale": "en-US"} if asked.flag("include_locale") else shown}


def members(asked: Asked) -> Json:
    rows, cursor = asked.page(_inside(asked, "read").members, 1000)
    return {"members": rows, "response_metadata": {"next_cursor": cursor}}


def list_channels(asked: Asked) -> Json:
    """Public channels, and with `types` also the direct messages."""
    types = str(asked.params.get("types") or "public_channel").split(",")
    wanted = [
        channel_json(channel, asked.team)
        for channel in asked.slack.world.channels.values()
        if channel.team == asked.team.id and ("im" if channel.im_of else "public_channel") in types
    ]
    rows, cursor = asked.page(wanted, 1000)
    return {"channels": rows, "response_metadata": {"next_cursor": cursor}}


def _scope(channel: Channel, right: str) -> str:
    return f"im:{right}" if channel.im_of else f"channels:{right}"


def _inside(asked: Asked, right: str) -> Channel:
    channel = asked.conversation()
    asked.needs(_scope(channel, right))
    if asked.team.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _asked_for(asked: Asked, message: Message) -> bool:
    """Between `oldest` and `latest`, with the ends only where `inclusive` says so."""
    if message.only_for is not None or (message.thread_ts not in (None, message.ts)):
        return False
    at = float(message.ts)
    oldest = float(asked.params.get("oldest") or 0)
    latest = float(asked.params.get("latest") or "inf")
    return oldest <= at <= latest if asked.flag("inclusive") else oldest < at < latest


METHODS = {
    "conversations.open": Method(open_im, "im:write"),
    "conversations.history": Method(history),
    "conversations.info": Method(info),
    "conversations.members": Method(members, tier=4),
    "conversations.list": Method(list_channels, "channels:read", tier=2),
}
