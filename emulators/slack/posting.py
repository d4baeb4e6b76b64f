"""Putting a message on the screen: by the API, by a response_url, or as the answer to a command."""

import re
from typing import Any

from emulators.slack import limits
from emulators.slack.core import Core
from emulators.slack.errors import Refused, invalid_blocks
from emulators.slack.shapes import with_ids
from emulators.slack.state import Channel, Json, Message, Team

FILE_ID, KINDS = re.compile("F[A-Z0-9]{8,}"), {"image/png", "image/jpeg", "image/gif"}
POST_LIMIT, UPDATE_LIMIT = 40_000, 4_000  # characters of `text`


def _unknown_files(core: Core, blocks: list[Json], team: str) -> list[str]:
    """Picture blocks that show no file of this workspace, one that Slack has not looked through, or no picture."""
    faults = []
    for number, block in enumerate(blocks):
        named = block.get("slack_file")
        if block["type"] != "image" or named is None:
            continue
        known = named.get("id") if isinstance(named, dict) and set(named) == {"id"} else None
        file = core.world.files.get(str(known))
        seen = file is not None and file.team == team and file.complete and not file.looks
        if not FILE_ID.fullmatch(str(known)) or not seen or file is None or file.mimetype not in KINDS:
            faults.append(f"invalid slack file [json-pointer:/blocks/{number}/slack_file]")
    return faults


def content(core: Core, params: Json, team: str, most: int = POST_LIMIT) -> tuple[str, list[Json]]:
    """Text and blocks, refused as Slack refuses them."""
    text, blocks = str(params.get("text") or ""), params.get("blocks") or []
    if not text and not blocks and not params.get("attachments"):
        raise Refused("no_text")
    if len(text) > most:
        raise Refused("msg_too_long")
    faults = limits.block_faults(blocks, "message") or _unknown_files(core, blocks, team)
    if faults:
        raise invalid_blocks(*faults)
    return text, with_ids(core, blocks)


def metadata(params: Json) -> Json | None:
    """Both parts or none."""
    given = params.get("metadata")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict) or not given.get("event_type") or not isinstance(given.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    return given


def post(core: Core, channel: Channel, team: Team, params: Json, *, only_for: str | None = None) -> Message:
    """A new message of the bot."""
    text, blocks = content(core, params, team.id)
    message = Message(
        ts=core.ts(),
        channel=channel.id,
        author=team.bot_user,
        text=text,
        from_bot=True,
        blocks=blocks,
        attachments=params.get("attachments") or [],
        metadata=metadata(params),
        only_for=only_for,
        thread_ts=params.get("thread_ts") or None,
    )
    return core.add(message)


def change(core: Core, message: Message, params: Json) -> Message:
    """New text without blocks takes the blocks away; blocks alone keep the text."""
    whole = {"blocks": message.blocks, **params} if "text" not in params else dict(params)
    text, blocks = content(core, whole, core.channel_of(message.channel).team, UPDATE_LIMIT)
    message.text = text if "text" in params else message.text
    message.blocks = blocks
    if params.get("metadata") is not None:
        message.metadata = metadata(params)
    # Slack shows "(edited)" only where the message is plain text.
    message.edited = None if blocks else core.ts()
    message.version += 1
    core.changed()
    return message


def respond(core: Core, key: str, params: Json) -> None:
    """What a response_url does: a new message, or the original replaced or deleted."""
    place = core.world.response_urls.get(key)
    if place is None:
        raise Refused("no_service", status=404)
    if core.now() > place.expires:
        raise Refused("expired_url", status=404)
    if place.left <= 0:
        raise Refused("used_url", status=404)
    core.check("response_url", params)
    place.left -= 1
    original = _original(core, place.channel, place.message_ts)
    if original is not None and params.get("delete_original"):
        core.remove(original)
    elif original is not None and params.get("replace_original"):
        change(core, original, {name: params[name] for name in ("text", "blocks") if name in params})
    else:
        answer(core, core.channel_of(place.channel), place.user, params)


def answer(core: Core, channel: Channel, user_id: str, said: Any) -> None:
    """The answer to a command: words or a message, for the person alone unless it says `in_channel`."""
    params = said if isinstance(said, dict) else {"text": said}
    public = params.get("response_type") == "in_channel"
    post(core, channel, core.world.teams[channel.team], params, only_for=None if public else user_id)


def _original(core: Core, channel: str, ts: str | None) -> Message | None:
    for message in core.world.messages.get(channel, []):
        if ts is not None and message.ts == ts:
            return message
    return None
