"""The Slack app manifest of a deployment: what to paste at api.slack.com/apps to make the app (pure)."""

import json
from typing import Any

HOOK, INSTALL, OAUTH = "/slack", "/slack/install", "/slack/oauth"
COMMAND = "/tertulia"
SCOPES = (
    "app_mentions:read",  # it is spoken to in channels
    "channels:read",  # who joins a channel
    "chat:write",
    "commands",
    "files:read",  # pictures that people send for an event
    "files:write",  # calendar files, pictures
    "im:history",  # what people write to it, and which of its own messages arrived
    "im:write",  # write to somebody first
    "users:read",  # name, language and zone of a newcomer
)
"""The least with which everything works; each is used."""
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.im",
    "team_join",
    "tokens_revoked",
)


def manifest(public_url: str, *, socket: bool = False, oauth: bool = False) -> dict[str, Any]:
    """The manifest.

    Args:
        public_url: where Slack reaches this deployment.
        socket: the app opens a socket itself; Slack then needs no address of ours.
        oauth: several workspaces install it.
    """
    hook = {} if socket else {"request_url": f"{public_url}{HOOK}"}
    command = {"command": COMMAND, "description": "Ask the host", "usage_hint": "need 3h web designer"}
    address = {} if socket else {"url": f"{public_url}{HOOK}"}
    return {
        "display_information": {
            "name": "Tertulia",
            "description": "The host of this community: introduces people when it helps both.",
            "background_color": "#8a3d20",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tertulia", "always_online": True},
            "slash_commands": [{**command, **address, "should_escape": False}],
        },
        "oauth_config": {
            **({"redirect_urls": [f"{public_url}{OAUTH}"]} if oauth else {}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**hook, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **hook},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(tree: Any, indent: int = 0) -> str:
    """The manifest as YAML, every string quoted as JSON does, which YAML reads alike."""
    pad = "  " * indent
    if isinstance(tree, dict):
        return "\n".join(
            f"{pad}{name}:\n{as_yaml(value, indent + 1)}"
            if isinstance(value, dict | list)
            else f"{pad}{name}: {json.dumps(value)}"
            for name, value in tree.items()
        )
    if isinstance(tree, list):
        return "\n".join(f"{pad}- {as_yaml(one, indent + 1).lstrip()}" for one in tree)
    return f"{pad}{json.dumps(tree)}"
