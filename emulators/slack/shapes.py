"""How Slack writes its records in JSON: users, channels, messages, views, files."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from emulators.slack.core import APP_ID, Core
from emulators.slack.state import Channel, File, Json, Message, OpenView, Team, User, World


def user_json(user: User, now: float, *, with_email: bool, with_locale: bool) -> Json:
    """A user as users.info and the events show it."""
    moment = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(user.tz))
    offset = moment.utcoffset()
    shown: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": moment.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "profile": _profile(user, with_email=with_email),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    return {**shown, "locale": user.locale} if with_locale else shown


def _profile(user: User, *, with_email: bool) -> Json:
    first, _, last = user.real_name.partition(" ")
    profile = {
        "title": user.title,
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "first_name": first,
        "last_name": last,
        "team": user.team,
    }
    return {**profile, "email": user.email} if with_email and user.email else profile


def channel_json(channel: Channel, team: Team) -> Json:
    """A conversation; the two kinds share little more than their id."""
    common: Json = {"id": channel.id, "created": channel.created, "is_im": channel.im_of is not None}
    if channel.im_of is not None:
        return {**common, "user": channel.im_of, "is_archived": False, "is_open": True, "is_user_deleted": False}
    return {
        **common,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": False,
        "is_archived": channel.archived,
        "is_member": team.bot_user in channel.members,
        "num_members": len(channel.members),
        "context_team_id": channel.team,
    }


def message_json(world: World, message: Message, *, with_metadata: bool = False) -> Json:
    """A message as history, answers and interactions show it."""
    team = world.teams[world.channels[message.channel].team]
    shown: Json = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text, "team": team.id}
    if message.from_bot:
        shown |= {"bot_id": team.bot_id, "app_id": APP_ID}
    optional: dict[str, Any] = {
        "subtype": message.subtype,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "files": [file_json(world.files[file]) for file in message.files],
        "edited": {"user": message.author, "ts": message.edited} if message.edited else None,
        "metadata": message.metadata if with_metadata else None,
    }
    return {**shown, **{name: value for name, value in optional.items() if value}}


def view_json(world: World, opened: OpenView) -> Json:
    """A view with what Slack adds to it."""
    team = world.teams[opened.team]
    view = opened.view
    return {
        "id": opened.id,
        "team_id": team.id,
        "type": view["type"],
        "blocks": view["blocks"],
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": view.get("external_id", ""),
        "state": {"values": opened.values},
        "hash": opened.hash,
        "title": view.get("title"),
        "submit": view.get("submit"),
        "close": view.get("close"),
        "clear_on_close": bool(view.get("clear_on_close")),
        "notify_on_close": bool(view.get("notify_on_close")),
        "root_view_id": opened.root,
        "previous_view_id": opened.previous,
        "app_id": APP_ID,
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
    }


def file_json(file: File, base_url: str = "") -> Json:
    """A file; where it can be fetched stands only where the address of this Slack is known."""
    shown: Json = {"id": file.id, "name": file.name, "title": file.title or file.name, "size": len(file.content)}
    if file.mimetype:
        shown["mimetype"] = file.mimetype
    if base_url:
        address = f"{base_url}/files-pri/{file.team}-{file.id}"
        shown |= {"url_private": f"{address}/{file.name}", "url_private_download": f"{address}/download/{file.name}"}
    return shown


def with_ids(core: Core, blocks: list[Json]) -> list[Json]:
    """Slack invents the block_id and action_id that an app leaves out."""
    return [_with_ids(core, block) for block in blocks]


def _with_ids(core: Core, block: Json) -> Json:
    whole = {**block, "block_id": block.get("block_id") or core.number("b")}
    for name in ("element", "accessory"):
        if isinstance(whole.get(name), dict) and whole[name].get("type") != "image":
            whole[name] = {**whole[name], "action_id": whole[name].get("action_id") or core.number("a")}
    if whole["type"] == "actions":
        whole["elements"] = [
            {**element, "action_id": element.get("action_id") or core.number("a")} for element in whole["elements"]
        ]
    return whole
