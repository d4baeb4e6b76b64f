"""One call of the Web API: who calls, from which workspace, with which decoded parameters."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from emulators.slack.core import Core
from emulators.slack.delivery import Courier
from emulators.slack.errors import Refused, invalid_arguments
from emulators.slack.state import Channel, Json, Team

# Parameters that arrive as JSON in a form.
JSON_FIELDS = {
    "attachments": "invalid_attachments",
    "blocks": "invalid_blocks_format",
    "files": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "view": "invalid_arguments",
}


@dataclass(frozen=True)
class Asked:
    """A call with its workspace looked up."""

    slack: Courier
    team: Team
    params: Json

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        value = self.params.get(name)
        if value is None or value == "":
            raise invalid_arguments(f"missing required field: {name}")
        return str(value)

    def flag(self, name: str) -> bool:
        return str(self.params.get(name, "")).lower() in ("1", "true")

    def whole(self, name: str, default: int) -> int:
        """A number, however it is spelt."""
        try:
            return int(self.params.get(name) or default)
        except ValueError:
            raise Refused("invalid_arguments") from None

    def conversation(self, name: str = "channel") -> Channel:
        """A channel of the caller's workspace by id; a person's id means the direct messages with them."""
        given = self.text(name)
        if given.startswith("U") and given in self.slack.world.users:
            user = self.slack.user(given)
            if user.team != self.team.id or user.is_bot or user.deleted:
                raise Refused("channel_not_found")
            return self.slack.im(given)
        if given.startswith("D") and given[1:] in self.slack.world.users:
            self.slack.im(given[1:])
        return self.slack.channel_of(given, self.team.id)

    def needs(self, scope: str) -> None:
        """A scope that depends on what is asked for."""
        if scope not in self.team.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(self.team.scopes))

    def joined(self, name: str = "channel") -> Channel:
        """A conversation that the bot is in and may write to."""
        channel = self.conversation(name)
        if channel.archived:
            raise Refused("is_archived")
        open_to_all = channel.im_of is None and "chat:write.public" in self.team.scopes
        if self.team.bot_user not in channel.members and not open_to_all:
            raise Refused("not_in_channel")
        return channel

    def page(self, rows: list[Any], most: int) -> tuple[list[Any], str]:
        """One page of rows and the cursor of the next, empty at the end."""
        limit = min(self.whole("limit", 100), most)
        try:
            start = int(str(self.params.get("cursor") or "0").removeprefix("next:"))
        except ValueError:
            raise Refused("invalid_cursor") from None
        end = start + limit
        return rows[start:end], f"next:{end}" if end < len(rows) else ""


Handler = Callable[[Asked], Json | Awaitable[Json]]


@dataclass(frozen=True)
class Method:
    """A method with the scope it needs and its tier; tier 0 is paced a channel or not at all."""

    run: Handler
    scope: str | None = None
    tier: int = 3


def decoded(params: Json) -> Json:
    """JSON strings of a form become what they mean."""
    whole = {name: value for name, value in params.items() if value is not None}
    for name, code in JSON_FIELDS.items():
        if isinstance(whole.get(name), str):
            try:
                whole[name] = json.loads(whole[name]) if whole[name] else None
            except ValueError:
                raise Refused(code) from None
    return whole


def caller(core: Core, token: str | None) -> Team:
    """The workspace that a bot token belongs to."""
    if not token:
        raise Refused("not_authed")
    if token in core.world.revoked:
        raise Refused("token_revoked")
    if token not in core.world.tokens:
        raise Refused("invalid_auth")
    return core.world.teams[core.world.tokens[token]]
