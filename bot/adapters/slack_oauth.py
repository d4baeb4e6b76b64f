"""Several workspaces by OAuth: Bolt's flow over our database, with tokens encrypted and states of one use.

The SDK's own SQLAlchemy store writes tokens in the clear and in transactions of its own, beside the one writer that
SQLite allows; so its two interfaces are filled from `storage.installations`. Read only where the app is installed by
OAuth: Bolt and what it brings take a tenth of a start.
"""

import logging
import secrets
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urljoin

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.installation import Installation as Installed
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.adapters.slack_calls import Calls, quiet
from bot.adapters.slack_installs import Clock, Installs, Page
from bot.adapters.slack_manifest import INSTALL, OAUTH, SCOPES
from bot.adapters.slack_settings import SlackSettings
from storage import installations
from storage.db import Database

STATE_LIVES = timedelta(minutes=10)


class Keeper(AsyncInstallationStore):
    """Where the SDK's flow puts what OAuth brought; we look tokens up ourselves."""

    def __init__(self, installs: Installs) -> None:
        self._installs = installs

    @property
    def logger(self) -> logging.Logger:
        """One that never writes what it is given."""
        return quiet()

    async def async_save(self, installation: Installed) -> None:
        """Keep what OAuth brought."""
        await self._installs.keep(
            installation.team_id or installation.enterprise_id or "",
            installation.bot_token or "",
            name=installation.team_name or "",
            bot_user=installation.bot_user_id or "",
            scopes=",".join(installation.bot_scopes or ()),
            installer=installation.user_id,
        )


class States(AsyncOAuthStateStore):
    """What a browser carries to Slack and back: kept hashed, for minutes, for one use."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    @property
    def logger(self) -> logging.Logger:
        """One that never writes what it is given."""
        return quiet()

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state."""
        del args, kwargs
        state, now = secrets.token_urlsafe(24), self._clock()
        await self._db.run(partial(installations.issue, state=state, expires=now + STATE_LIVES, now=now))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether it was good; it no longer is."""
        return await self._db.run(partial(installations.consume, state=state, now=self._clock()))


class Doors:
    """The two pages of installing: the one with the button, and the one that Slack sends the browser back to."""

    def __init__(self, settings: SlackSettings, calls: Calls, installs: Installs, states: States, public: str) -> None:
        self._settings, self._calls, self._installs, self._states = settings, calls, installs, states
        self._public = public

    async def install(self, query: str = "") -> Page:
        """A button that leads to Slack; it gives the browser a state to come back with."""
        return _page(await self._flow().handle_installation(AsyncBoltRequest(body="", query=query)))

    async def back(self, query: str, cookie: str) -> Page:
        """The browser comes back with a code: it becomes a token, if this browser is the one that left."""
        request = AsyncBoltRequest(body="", query=query, headers={"cookie": cookie})
        return _page(await self._flow().handle_callback(request))

    def _flow(self) -> AsyncOAuthFlow:
        """Bolt's own flow, made anew for the client of the running loop."""
        settings = AsyncOAuthSettings(
            client_id=self._settings.slack_client_id,
            client_secret=self._settings.slack_client_secret.get_secret_value(),
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=f"{self._public}{OAUTH}",
            install_path=INSTALL,
            redirect_uri_path=OAUTH,
            authorization_url=urljoin(self._settings.slack_api, "../oauth/v2/authorize"),
            installation_store=Keeper(self._installs),
            installation_store_bot_only=True,
            state_store=self._states,
            state_expiration_seconds=int(STATE_LIVES.total_seconds()),
            logger=quiet(),
        )
        return AsyncOAuthFlow(client=self._calls.client(), logger=quiet(), settings=settings)


def _page(answer: BoltResponse) -> Page:
    headers = [(name.encode(), str(value).encode()) for name, values in answer.headers.items() for value in values]
    return answer.status, headers, answer.body.encode()
