"""What Slack sends to an app: events, slash commands and interactions, in the shapes of its documentation."""

from typing import Any

from emulators.slack.core import APP_ID, Core
from emulators.slack.shapes import message_json, view_json
from emulators.slack.state import Channel, Json, Message, OpenView, Team, User
from emulators.slack.words import Button

VERIFICATION_TOKEN = "verification-token"  # deprecated at Slack, still sent


def event(core: Core, team: Team, inner: Json) -> Json:
    """The envelope of the Events API around one event."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "api_app_id": APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": core.number("Ev"),
        "event_time": int(core.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": team.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def message_event(message: Message, channel: Channel, team: Team, kind: str = "message") -> Json:
    """A message as an event, or an app_mention."""
    inner: Json = {
        "type": kind,
        "user": message.author,
        "text": message.text,
        "ts": message.ts,
        "client_msg_id": f"{message.ts.replace('.', '-')}",
        "team": team.id,
        "blocks": message.blocks,
        "channel": channel.id,
        "event_ts": message.ts,
    }
    if kind == "message":
        inner["channel_type"] = "im" if channel.im_of else "channel"
    return inner


def command(core: Core, user: User, team: Team, *, channel: Channel, name: str, text: str) -> dict[str, str]:
    """The form of a slash command."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": core.new_response_url(channel, user),
        "trigger_id": core.new_trigger(user),
    }


def interaction(core: Core, kind: str, user: User, team: Team) -> Json:
    """What all interactions have in common."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.id},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "trigger_id": core.new_trigger(user),
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action(core: Core, button: Button, chosen: Any = None) -> Json:
    """One action of block_actions: the element without what only the screen needs, and what was chosen."""
    kept = {"type", "action_id", "value", "style", "text", "url", "placeholder"}
    inner = {name: value for name, value in button.element.items() if name in kept}
    return {**inner, "block_id": button.block_id, **(chosen or {}), "action_ts": core.ts()}


def tap_on_message(core: Core, user: User, team: Team, *, channel: Channel, message: Message, done: Json) -> Json:
    """block_actions from a message; an ephemeral one comes without its content, as at Slack."""
    ephemeral = message.only_for is not None
    shown = {"message": message_json(core.world, message)} if not ephemeral else {}
    return {
        **interaction(core, "block_actions", user, team),
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": channel.id, "name": channel.name},
        **shown,
        "state": {"values": {}},
        "response_url": core.new_response_url(channel, user, message.ts),
        "actions": [done],
    }


def tap_in_view(core: Core, user: User, team: Team, opened: OpenView, done: Json) -> Json:
    """block_actions from a modal or from the Home."""
    return {
        **interaction(core, "block_actions", user, team),
        "container": {"type": "view", "view_id": opened.id},
        "view": view_json(core.world, opened),
        "actions": [done],
    }


def view_submission(core: Core, user: User, team: Team, opened: OpenView) -> Json:
    return {
        **interaction(core, "view_submission", user, team),
        "view": view_json(core.world, opened),
        "response_urls": [],
    }


def view_closed(core: Core, user: User, team: Team, opened: OpenView, *, cleared: bool) -> Json:
    payload = interaction(core, "view_closed", user, team)
    del payload["trigger_id"]  # a closed view opens nothing
    return {**payload, "view": view_json(core.world, opened), "is_cleared": cleared}
