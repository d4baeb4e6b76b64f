"""The emulated Slack as a whole: its people, what they see, and the calls that the app makes."""

import inspect
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from emulators.slack import chat, conversations, files, installs, users, views
from emulators.slack.core import Checker
from emulators.slack.errors import Refused
from emulators.slack.faults import Faults
from emulators.slack.gestures import Gestures
from emulators.slack.pace import Pace
from emulators.slack.request import Asked, Method, caller, decoded
from emulators.slack.seen import Shown, shown
from emulators.slack.state import Json, Notice, Team, World

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **installs.METHODS,
    **users.METHODS,
    **views.METHODS,
}


@dataclass(frozen=True)
class Call:
    """A call that arrived, with its parameters decoded, and what it was answered."""

    method: str
    params: Json
    answer: Json
    at: float


class Slack(Gestures):
    """See the package's docstring for what it does; every time comes from `now`."""

    def __init__(
        self,
        bot_token: str = "xoxb-test",
        signing_secret: str = "secret",
        app_token: str = "xapp-test",
        request_url: str | None = None,
        now: Callable[[], float] = time.time,
        checker: Checker | None = None,
        limits: bool = False,
        faults: Faults | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(
            now=now,
            bot_token=bot_token,
            signing_secret=signing_secret,
            app_token=app_token,
            request_url=request_url,
            checker=checker,
        )
        self.pace = Pace() if limits else None
        self.faults = faults or Faults(seed)
        self.calls: list[Call] = []
        # How often chat.postMessage put a text into a channel, by (channel, text): 2 means doubled.
        self.delivered: Counter[tuple[str, str]] = Counter()

    # -- what people see -----------------------------------------------------------------------------------------

    def sees(self, user_id: str) -> list[Shown]:
        """The direct messages with the bot, oldest first, in their current versions."""
        return self.channel_sees(self.im(user_id).id, user_id)

    def channel_sees(self, channel_id: str, user_id: str) -> list[Shown]:
        """A channel as one person sees it: with the ephemeral messages that are for them."""
        if user_id not in self.channel_of(channel_id).members:
            return []
        messages = self.world.messages.get(channel_id, [])
        return [shown(self.world, message) for message in messages if message.only_for in (None, user_id)]

    def notices(self, user_id: str) -> list[Notice]:
        """What Slack itself told this person."""
        return [notice for notice in self.world.notices if notice.user == user_id]

    # -- what the app calls --------------------------------------------------------------------------------------

    async def answer(self, method: str, raw: Json, token: str | None, basic: tuple[str, str] | None = None) -> Json:
        """Carry out one call of the Web API; a refusal is raised as `Refused`. Either way it is in `calls`."""
        params = dict(raw)
        try:
            params = decoded(raw)
            found = await self._run(method, params, token, basic)
        except Refused as refusal:
            self.calls.append(Call(method, params, refusal.answer(), self.now()))
            raise
        answer = {"ok": True, **found}
        self.calls.append(Call(method, params, answer, self.now()))
        return answer

    def scopes_of(self, token: str | None) -> str:
        """The header that tells a caller what its token may do."""
        team = self.world.teams.get(self.world.tokens.get(token or "", ""))
        return ",".join(team.scopes) if team else ""

    async def _run(self, method: str, params: Json, token: str | None, basic: tuple[str, str] | None) -> Json:
        if method == "oauth.v2.access":
            return installs.access(self, params, basic)
        if method not in METHODS:
            raise Refused("unknown_method", req_method=method)
        team = self._team(method, token)
        asked = Asked(self, team, params)
        if (scope := METHODS[method].scope) is not None:
            asked.needs(scope)
        self.check(method, params)
        if self.pace is not None:
            self._paced(self.pace, method, asked)
        found = METHODS[method].run(asked)
        if inspect.isawaitable(found):
            found = await found
        if method == "chat.postMessage":
            self.delivered[found["channel"], found["message"]["text"]] += 1
        return found

    def _team(self, method: str, token: str | None) -> Team:
        """The app-level token opens sockets and nothing else but auth.test; a bot token everything else."""
        if token == self.app_token and method in ("apps.connections.open", "auth.test"):
            return self.world.teams[self.team]
        team = caller(self, token)
        if method == "apps.connections.open":
            raise Refused("not_allowed_token_type")
        return team

    def _paced(self, pace: Pace, method: str, asked: Asked) -> None:
        pace.method(method, METHODS[method].tier, asked.team.id, self.now())
        if method == "chat.postMessage":
            pace.channel(asked.conversation().id, self.now())

    # -- over a restart ------------------------------------------------------------------------------------------

    def dump(self) -> Json:
        """Everything that a restart must not lose, ready for `json.dumps`."""
        dumped: Json = TypeAdapter(World).dump_python(self.world, mode="json")
        return dumped

    @classmethod
    def load(cls, dumped: Json, **settings: Any) -> "Slack":
        """A Slack that goes on where the dumped one stopped; `settings` are those of the constructor."""
        slack = cls(**settings)
        slack.world = TypeAdapter(World).validate_python(dumped)
        return slack
