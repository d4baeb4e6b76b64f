"""The world with its clock and its numbering: what API methods and people's gestures both stand on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from emulators.slack.errors import Refused, invalid_arguments
from emulators.slack.state import (
    SCOPES,
    Channel,
    File,
    Json,
    Message,
    Notice,
    OpenView,
    ResponseUrl,
    Team,
    Trigger,
    User,
    World,
)

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
APP_ID = "A1"

# Looks at a method and its decoded parameters; what it returns is the rule that was broken.
Checker = Callable[[str, Json], str | None]


class Core:
    """Look-ups that refuse like Slack, new identifiers, and a version that grows with each change."""

    def __init__(self, *, now: Callable[[], float], bot_token: str, checker: Checker | None = None) -> None:
        self.now = now
        self.checker = checker
        self.violations: list[str] = []
        self.world = World()
        self.base_url = ""  # where this Slack is served; set by whoever serves it, or learnt from the first call
        self.slow_files = 0  # how often one asks for a file before it has been looked through
        self._changed = asyncio.Event()
        self.add_team("T1", "Tertulia", bot_token=bot_token)

    @property
    def team(self) -> str:
        """The workspace that is meant where none is named."""
        return "T1"

    # -- setting the scene ---------------------------------------------------------------------------------------

    def add_team(
        self, team_id: str, name: str | None = None, *, bot_token: str | None = None, installed: bool = True
    ) -> str:
        """A further workspace; its token is `xoxb-<team>` unless told. Not `installed`: it waits for OAuth."""
        bot = "UBOT" if team_id == "T1" else f"UBOT{team_id}"
        name = name or team_id
        domain = name.lower().replace(" ", "-")
        self.world.teams[team_id] = Team(team_id, name, domain, bot, f"B{team_id}", list(SCOPES), installed)
        self.world.users[bot] = User(bot, team_id, "tertulia", "Tertulia", is_bot=True, tz="America/Los_Angeles")
        if installed:
            self.world.tokens[bot_token or f"xoxb-{team_id}"] = team_id
        self.changed()
        return team_id

    def person(
        self,
        user_id: str,
        name: str,
        tz: str = "Europe/Madrid",
        locale: str = "en-US",
        team: str = "T1",
        email: str | None = None,
    ) -> str:
        """Somebody who is already in the workspace."""
        handle = name.lower().replace(" ", ".")
        mail = f"{user_id.lower()}@example.com" if email is None else email
        self.world.users[user_id] = User(user_id, team, handle, name, tz, locale, mail, updated=int(self.now()))
        self.changed()
        return user_id

    def channel(self, name: str, members: list[str], with_bot: bool = True, team: str | None = None) -> str:
        """A public channel; its id is returned."""
        team = team or (self.user(members[0]).team if members else self.team)
        bots = [self.world.teams[team].bot_user] if with_bot else []
        channel = Channel(self.number("C"), team, name, [*members, *bots], int(self.now()))
        self.world.channels[channel.id] = channel
        self.changed()
        return channel.id

    # -- identifiers ---------------------------------------------------------------------------------------------

    def number(self, prefix: str) -> str:
        """A new identifier, the same ones in the same order on each run."""
        self.world.counter += 1
        return f"{prefix}{self.world.counter:06d}"

    def ts(self) -> str:
        """A new message timestamp: the clock in microseconds, never twice and never backwards."""
        self.world.last_ts = max(round(self.now() * 1_000_000), self.world.last_ts + 1)
        return f"{self.world.last_ts // 1_000_000}.{self.world.last_ts % 1_000_000:06d}"

    def new_trigger(self, user: User) -> str:
        trigger = self.number("1")
        trigger = f"{trigger}.{user.team}.{user.id}".lower()
        self.world.triggers[trigger] = Trigger(user.id, user.team, self.now() + TRIGGER_SECONDS)
        return trigger

    def valid_trigger(self, trigger_id: str, team: str) -> Trigger:
        """A trigger is worth one view within its seconds; who accepts the view marks it as used."""
        trigger = self.world.triggers.get(trigger_id)
        if trigger is None or trigger.team != team:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.now() > trigger.expires:
            raise Refused("expired_trigger_id")
        return trigger

    def new_response_url(self, channel: Channel, user: User, message_ts: str | None = None) -> str:
        key = self.number("R")
        expires = self.now() + RESPONSE_URL_SECONDS
        self.world.response_urls[key] = ResponseUrl(channel.id, user.id, expires, message_ts)
        return f"{self.base_url}/response/{key}"

    # -- look-ups ------------------------------------------------------------------------------------------------

    def user(self, user_id: str, team: str | None = None) -> User:
        user = self.world.users.get(user_id)
        if user is None or (team is not None and user.team != team):
            raise Refused("user_not_found")
        return user

    def channel_of(self, channel_id: str, team: str | None = None) -> Channel:
        channel = self.world.channels.get(channel_id)
        if channel is None or (team is not None and channel.team != team):
            raise Refused("channel_not_found")
        return channel

    def im(self, user_id: str) -> Channel:
        """The direct messages of a person with the bot, opened when first needed."""
        user = self.user(user_id)
        key = f"D{user_id}"
        if key not in self.world.channels:
            members = [user_id, self.world.teams[user.team].bot_user]
            self.world.channels[key] = Channel(key, user.team, "directmessage", members, int(self.now()), user_id)
        return self.world.channels[key]

    def message(self, channel: str, ts: str) -> Message:
        """A message that is no ephemeral one: those cannot be read, changed or deleted by their ts."""
        for message in reversed(self.world.messages.get(channel, [])):
            if message.ts == ts and message.only_for is None:
                return message
        raise Refused("message_not_found")

    def file(self, file_id: str, team: str) -> File:
        file = self.world.files.get(file_id)
        if file is None or file.team != team:
            raise Refused("file_not_found")
        return file

    def view_stack(self, user_id: str) -> list[OpenView]:
        return self.world.modals.setdefault(user_id, [])

    # -- changes -------------------------------------------------------------------------------------------------

    def add(self, message: Message) -> Message:
        self.world.messages.setdefault(message.channel, []).append(message)
        self.changed()
        return message

    def remove(self, message: Message) -> None:
        self.world.messages[message.channel].remove(message)
        self.changed()

    def notice(self, user_id: str, text: str) -> None:
        """Slack speaks to the person itself."""
        self.world.notices.append(Notice(user_id, text, self.now()))
        self.changed()

    def check(self, method: str, params: Json) -> None:
        """Let the checker judge what the app sent; a violation is kept and refused."""
        broken = self.checker(method, params) if self.checker is not None else None
        if broken:
            self.violations.append(f"{method}: {broken}")
            raise invalid_arguments(broken)

    def changed(self) -> None:
        """Wake every page that waits for news."""
        self.world.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def news(self, since: int, patience: float) -> int:
        """Wait until the version is past `since`, at most `patience` seconds."""
        if self.world.version <= since:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), patience)
        return self.world.version

    def change_user(self, user_id: str, **fields: Any) -> User:
        """Another name, zone or e-mail address, as the person's profile page would set it."""
        self.world.users[user_id] = replace(self.user(user_id), updated=int(self.now()), **fields)
        self.changed()
        return self.world.users[user_id]
