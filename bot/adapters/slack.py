"""Slack: what it allows, how it sends, and how it listens, by HTTP requests or over a socket.

Of Bolt we use the OAuth flow, of the SDK the Web client and the Socket Mode client. Bolt's request dispatch is left
out on purpose: it answers 500 to a malformed header, runs a redelivered event again, and may say 404 when a listener
raises after its acknowledgement. So the signature and the payloads are read by pure functions of ours
(`slack_requests`, `slack_payloads`), and Slack hears 200 only when dispatch has stored what came.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.adapters.base import Inbound, Limits, Parcel
from bot.adapters.slack_blocks import LABEL, PAGE
from bot.adapters.slack_calls import TIMEOUT, Calls
from bot.adapters.slack_installs import Installs, Page
from bot.adapters.slack_payloads import text
from bot.adapters.slack_people import People
from bot.adapters.slack_receiving import PATIENCE, Reception
from bot.adapters.slack_requests import LARGEST, Answer, Headers, authentic, opened
from bot.adapters.slack_sending import Sending
from bot.adapters.slack_settings import SlackSettings
from bot.adapters.slack_tiers import OF_PARCELS, Tiers
from bot.adapters.slack_tracing import Tracing
from bot.i18n import Catalogues
from domain.errors import Misconfigured
from domain.failpoints import Passing
from storage.db import Database
from storage.installations import Seal

if TYPE_CHECKING:
    from bot.adapters.slack_oauth import Doors
    from bot.adapters.slack_socket import Socket

__all__ = ["Slack", "SlackSettings", "Surroundings"]
PULSE = 5.0
"""Seconds between two pings of a socket; one that answers none of them is given up and opened anew."""


@dataclass(frozen=True)
class Surroundings:
    """What the process gives to Slack's adapter.

    Args:
        catalogues: the languages of what is said when the database does not answer.
        clock: the moment.
        wall: the machine's own time in seconds since 1970, by which signatures are judged.
        public_url: where browsers reach us.
        db: keeps installations; only several workspaces need it.
        secret_key: encrypts their tokens.
        patience: seconds within which a delivery must be stored.
        timeout: seconds that a call to Slack may take.
        passing: told of each failpoint inside a request that sends.
        tiers: keep to Slack's tiers; an emulator without limits needs none.
        pulse: seconds between two looks whether the socket is alive.
    """

    catalogues: Catalogues
    clock: Callable[[], datetime]
    wall: Callable[[], float]
    public_url: str = "http://127.0.0.1:8000"
    db: Database | None = None
    secret_key: str = ""
    patience: float = PATIENCE
    timeout: float = TIMEOUT
    passing: Passing | None = None
    tiers: bool = False
    pulse: float = PULSE


class Slack:
    """One workspace by its token, or several by OAuth.

    Raises:
        Misconfigured: what is set does not belong together.
    """

    name = "slack"
    # Slack allows one message a second to a channel and "several hundred" a minute to a workspace.
    limits = Limits(
        text=PAGE, label=LABEL, rows=20, modals=True, home=True,
        in_flight=5, a_second=5.0, a_second_chat=1.0, a_minute_group=60.0, a_minute=OF_PARCELS,
    )  # fmt: skip

    def __init__(self, settings: SlackSettings, around: Surroundings) -> None:
        settings.enough()
        self._settings, self._around = settings, around
        tiers = Tiers() if around.tiers else None
        self._calls = Calls(settings.slack_api, self._token, around.timeout, around.passing, tiers)
        self._people = People(self._calls, around.patience / 2)
        self._sending, self._tracing = Sending(self._calls), Tracing(self._calls, self._people)
        self._reception: Reception | None = None
        self._socket: Socket | None = None
        self._installs, self._doors = self._oauth()

    def _oauth(self) -> "tuple[Installs | None, Doors | None]":
        around = self._around
        if not self._settings.by_oauth:
            return None, None
        if around.db is None or not around.secret_key:
            raise Misconfigured("Several Slack workspaces need a database and TERTULIA_SECRET_KEY for their tokens.")
        from bot.adapters.slack_oauth import Doors, States  # Bolt and all that it brings

        installs = Installs(around.db, Seal(around.secret_key), around.clock)
        states = States(around.db, around.clock)
        return installs, Doors(self._settings, self._calls, installs, states, around.public_url)

    async def _token(self, workspace: str) -> str:
        """The one that was set or, where several workspaces install us, the workspace's own."""
        if self._installs and workspace:
            return await self._installs.token(workspace)
        return self._settings.slack_bot_token.get_secret_value()

    async def listen(self, inbound: Inbound) -> None:
        """From now on `hook` takes requests in; with an app token a socket is opened."""
        around = self._around
        self._reception = Reception(
            inbound, self._calls, self._people, around.catalogues, self._forget, around.patience
        )
        if self._settings.by_socket:
            from bot.adapters.slack_socket import Socket  # the SDK and all that it brings

            token = self._settings.slack_app_token.get_secret_value()
            self._socket = Socket(token, self._calls, self._reception, around.pulse)
            await self._socket.opened()

    async def hook(self, headers: Headers, body: bytes) -> Page:
        """One request at `POST /slack`; gives status, headers and body.

        Args:
            headers: as they came, doubled ones too.
            body: the very bytes; the signature is over them.
        """
        return (await self._answer(headers, body)).over_http()

    async def _answer(self, headers: Headers, body: bytes) -> Answer:
        if len(body) > LARGEST:
            return Answer(413, "too large")
        secret = self._settings.slack_signing_secret.get_secret_value()
        pairs = headers if isinstance(headers, Mapping) else list(headers)  # read more than once
        if not authentic(pairs, body, secret, self._around.wall()):
            return Answer(401, "not from Slack")
        if self._reception is None:
            return Answer(503, "not listening yet")
        try:
            kind, payload = opened(pairs, body)
        except ValueError:
            return Answer(400, "not understood")
        return await self._reception.take(kind, payload)

    async def install(self, query: str = "") -> Page:
        """`GET /slack/install`: a page with a button; 404 where one workspace is set by its token."""
        return await self._doors.install(query) if self._doors else Answer(404, "not here").over_http()

    async def oauth(self, query: str, cookie: str) -> Page:
        """`GET /slack/oauth`: Slack sends the browser back here.

        Args:
            query: as it came, without the question mark.
            cookie: the request's `Cookie` header, empty where there is none.
        """
        return await self._doors.back(query, cookie) if self._doors else Answer(404, "not here").over_http()

    async def send(self, parcel: Parcel) -> str:
        """Carry one parcel; the receipt of a message is `channel/ts`.

        Raises:
            SendFailed: and nothing else.
        """
        return await self._sending.send(parcel)

    async def fetch(self, workspace: str, file: str, most: int) -> bytes:
        """The bytes of a file that somebody sent.

        Raises:
            SendFailed: it cannot be had, now or ever, or is too large.
        """
        return await self._calls.fetched(workspace, file, most)

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """The receipt of a message that arrived; None where it surely did not.

        Raises:
            SendFailed: it cannot be known.
        """
        return await self._tracing.find(parcel, after)

    async def whoami(self) -> str:
        """Our name in the workspace, or in how many we are installed.

        Raises:
            SendFailed: `invalid_token`, or why Slack cannot be reached.
        """
        if self._installs and not self._settings.slack_bot_token.get_secret_value():
            there = await self._installs.everywhere()
            names = ", ".join(one.name or one.workspace for one in there[:5])
            return f"installed in {len(there)}: {names}" if there else "installed nowhere yet: open /slack/install"
        answer = await self._calls("auth.test", "")
        return f"{text(answer, 'user')} in {text(answer, 'team')}"

    async def announce(self, inbound: Inbound) -> None:
        """Slack lists the one command of its manifest."""

    async def close(self) -> None:
        """Hang up and give connections back."""
        if self._socket:
            await self._socket.close()
        if self._reception:
            await self._reception.close()
        await self._people.close()
        await self._calls.close()

    async def _forget(self, workspace: str) -> None:
        if self._installs:
            await self._installs.forget(workspace)
