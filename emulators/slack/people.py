"""What people do on Slack that the app hears of: write, mention, command, join, change, leave."""

from collections.abc import Callable
from typing import Any

from emulators.slack import payloads, posting, typed
from emulators.slack.core import Checker
from emulators.slack.delivery import Ack, Courier, Update
from emulators.slack.errors import NotVisible, Refused
from emulators.slack.shapes import file_json, user_json, view_json
from emulators.slack.state import Channel, File, Json, Message, Team, User

EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "member_joined_channel",
        "message.im",
        "team_join",
        "tokens_revoked",
        "user_change",
    }
)


class People(Courier):
    """A courier with people around it; each method returns when the app has acknowledged."""

    def __init__(
        self,
        *,
        now: Callable[[], float],
        bot_token: str,
        signing_secret: str,
        app_token: str,
        request_url: str | None,
        checker: Checker | None = None,
    ) -> None:
        super().__init__(
            now=now, bot_token=bot_token, signing_secret=signing_secret, app_token=app_token, request_url=request_url
        )
        self.checker = checker
        self.subscribed: set[str] = set(EVENTS)  # the events in the app's settings

    async def says(self, user_id: str, text: str, channel: str | None = None) -> str:
        """Write to the bot, or into a channel; the ts of the message."""
        user, team, place = self._where(user_id, channel)
        message = self._write(place, user, typed.as_text(text), typed.as_blocks(text, self.number("b")))
        kind = "message.im" if place.im_of else "message.channels"
        await self._event(team, payloads.message_event(message, place, team), kind, place)
        return message.ts

    async def shares(self, user_id: str, name: str, content: bytes, mimetype: str, text: str = "") -> str:
        """Send a file to the bot, with words or without; the ts of the message."""
        user, team, place = self._where(user_id, None)
        file = File(self.number("F"), name, team.id, len(content), content, complete=True, mimetype=mimetype)
        self.world.files[file.id] = file
        message = self._write(place, user, typed.as_text(text), typed.as_blocks(text, self.number("b")) if text else [])
        message.files, message.subtype = [file.id], "file_share"
        inner = payloads.message_event(message, place, team) | {
            "subtype": "file_share", "upload": False, "files": [file_json(file, self.base_url)],
        }  # fmt: skip
        await self._event(team, inner, "message.im", place)
        return message.ts

    async def mentions(self, user_id: str, channel: str, text: str) -> str:
        """Write into a channel with the bot's name in front."""
        user, team, place = self._where(user_id, channel)
        blocks = typed.as_blocks(text, self.number("b"), mention=team.bot_user)
        message = self._write(place, user, f"<@{team.bot_user}> {typed.as_text(text)}", blocks)
        inner = payloads.message_event(message, place, team, "app_mention")
        await self._event(team, inner, "app_mention", place)
        await self._event(team, payloads.message_event(message, place, team), "message.channels", place)
        return message.ts

    async def commands(self, user_id: str, name: str, text: str = "", channel: str | None = None) -> Ack:
        """Type a slash command; where the app fails the person sees Slack's own notice and nothing is tried again."""
        user, team, place = self._where(user_id, channel)
        if not team.installed:
            raise NotVisible(f"{name} is not a valid command: the app is not installed")
        form = payloads.command(self, user, team, channel=place, name=name, text=text)
        ack = await self.deliver(Update.command(form))
        if not ack.ok:
            error = "operation_timeout" if "timeout" in (ack.reason or "") else "dispatch_failed"
            self.notice(user_id, f'{name} failed with the error "{error}"')
        elif ack.body:
            self._show_answer(place, user, ack.body, name)
        return ack

    async def joins(self, user_id: str, channel: str) -> None:
        """Become a member; with the bot's own id this is how the bot is invited."""
        place = self.channel_of(channel)
        user = self.user(user_id, place.team)
        if user_id not in place.members:
            place.members.append(user_id)
            self.changed()
        inner = {"type": "member_joined_channel", "user": user_id, "channel": channel, "channel_type": "C"}
        team = self.world.teams[user.team]
        await self._event(team, {**inner, "team": team.id, "event_ts": self.ts()}, "member_joined_channel", place)

    async def arrives(self, user_id: str, name: str, **details: str) -> None:
        """Somebody new in the workspace."""
        self.person(user_id, name, **details)
        await self._about(user_id, "team_join")

    async def changes(self, user_id: str, **fields: str | bool) -> None:
        """A profile changed: `tz`, `locale`, `real_name`, `email`, `deleted`."""
        self.change_user(user_id, **fields)
        await self._about(user_id, "user_change")

    async def opens_home(self, user_id: str) -> Json | None:
        """Look at the App Home; what is on it after the app has heard of it."""
        user, team, place = self._where(user_id, None)
        inner: Json = {"type": "app_home_opened", "user": user_id, "channel": place.id, "tab": "home"}
        if user_id in self.world.homes:
            inner["view"] = view_json(self.world, self.world.homes[user_id])
        await self._event(team, {**inner, "event_ts": self.ts()}, "app_home_opened", place)
        return self.home(user.id)

    async def uninstalls(self, team: str | None = None) -> None:
        """Remove the app from a workspace: its tokens end at once."""
        place = self.world.teams[team or self.team]
        place.installed = False
        self.world.revoked += [token for token, owner in self.world.tokens.items() if owner == place.id]
        self.changed()
        inner: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [place.bot_user]}}
        await self._event(place, {**inner, "event_ts": self.ts()}, "tokens_revoked", always=True)
        await self._event(place, {"type": "app_uninstalled", "event_ts": self.ts()}, "app_uninstalled", always=True)

    def home(self, user_id: str) -> Json | None:
        """The App Home as published for this person."""
        opened = self.world.homes.get(user_id)
        return view_json(self.world, opened) if opened else None

    def modal(self, user_id: str) -> Json | None:
        """The modal in front of this person."""
        stack = self.view_stack(user_id)
        return view_json(self.world, stack[-1]) if stack else None

    def _where(self, user_id: str, channel: str | None) -> tuple[User, Team, Channel]:
        """Only members write in a channel."""
        user = self.user(user_id)
        place = self.im(user_id) if channel is None else self.channel_of(channel)
        if user_id not in place.members:
            raise NotVisible(f"{user.real_name} is not in {place.name}")
        return user, self.world.teams[user.team], place

    def _write(self, place: Channel, user: User, text: str, blocks: list[Json]) -> Message:
        return self.add(Message(self.ts(), place.id, user.id, text, from_bot=False, blocks=blocks))

    def _show_answer(self, place: Channel, user: User, body: Any, name: str) -> None:
        """A body that is no message makes the command fail on the screen."""
        try:
            self.check("command_response", body if isinstance(body, dict) else {"text": body})
            posting.answer(self, place, user.id, body)
        except Refused:
            self.notice(user.id, f'{name} failed with the error "invalid_command_response"')

    async def _about(self, user_id: str, kind: str) -> None:
        user = self.user(user_id)
        team = self.world.teams[user.team]
        shown = user_json(user, self.now(), with_email="users:read.email" in team.scopes, with_locale=True)
        await self._event(team, {"type": kind, "user": shown, "event_ts": self.ts()}, kind)

    async def _event(
        self, team: Team, inner: Json, kind: str, place: Channel | None = None, *, always: bool = False
    ) -> None:
        """Only subscribed events, of workspaces with the app, from places where the bot is."""
        there = place is None or team.bot_user in place.members
        if kind in self.subscribed and there and (team.installed or always):
            await self.deliver(Update.event(payloads.event(self, team, inner)))
