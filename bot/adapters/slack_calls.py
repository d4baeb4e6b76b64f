"""Calls to Slack on shared connections, without repeats of their own, with the token of each workspace."""

import json
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from bot.adapters.base import SendFailed
from bot.adapters.far_side import FarSide, InDoubtError, NotSentError, Request
from bot.adapters.fetching import fetched
from bot.adapters.slack_blocks import Json
from bot.adapters.slack_errors import answer_of
from bot.adapters.slack_tiers import Tiers
from domain.delivery import Outcome
from domain.errors import Unavailable
from domain.failpoints import Passing

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT = 20.0
IN_JSON = ("chat.", "views.", "conversations.open")
"""Methods that take JSON; all others take a form."""
TokenOf = Callable[[str], Awaitable[str]]


class Calls:
    """The Web API.

    Args:
        api: its address, ending in `/api/`.
        token_of: the bot token of a workspace, empty where the app is not installed.
        timeout: seconds that a call may take.
        passing: told of each failpoint inside a request that sends.
        tiers: grant the calls that no parcel was granted for.
    """

    def __init__(
        self,
        api: str,
        token_of: TokenOf,
        timeout: float = TIMEOUT,
        passing: Passing | None = None,
        tiers: Tiers | None = None,
    ) -> None:
        self._api, self._token_of, self._patience, self._tiers = api, token_of, timeout, tiers
        # The shorter time to connect makes a connection that never came about known as such.
        self._far = FarSide(api, timeout / 4, passing)
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, method: str, workspace: str, **params: Any) -> Json:
        """Call a method for a workspace and return its answer.

        Raises:
            SendFailed: the answer was not `ok`, or there was none.
        """
        try:
            token = await self._token_of(workspace)
        except Unavailable as error:
            raise SendFailed(Outcome.RETRY, "the token cannot be read now") from error
        if not token:
            raise SendFailed(Outcome.STOP, "invalid_token")
        if self._tiers:
            await self._tiers.turn(method, workspace)
        body, kind = _json(params) if method.startswith(IN_JSON) else _form(params)
        headers = {"Content-Type": kind, "Authorization": f"Bearer {token}"}
        try:
            reply = await self._far.post(
                Request(f"/{method}", body, headers, self._patience), points=method.startswith("chat.")
            )
        except NotSentError:
            raise SendFailed(Outcome.RETRY, "no connection to Slack") from None
        except InDoubtError as error:
            raise SendFailed(Outcome.UNCERTAIN, f"no answer from Slack ({error})") from None
        return answer_of(reply)

    async def unseen(self, method: str, workspace: str, **params: Any) -> Json:
        """The same for what nobody can see: doing it twice does no harm, so no failure leaves a doubt."""
        try:
            return await self(method, workspace, **params)
        except SendFailed as failed:
            raise _harmless(failed) from failed

    async def upload(self, url: str, content: bytes) -> None:
        """Bring a file's bytes to the address that Slack gave for it; nobody sees them yet.

        Raises:
            SendFailed: they did not arrive.
        """
        import aiohttp  # heavy: few starts need it

        try:
            async with self._pool().post(url, data=content) as answer:
                answer.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendFailed(Outcome.RETRY, "the file did not reach Slack") from error

    async def fetched(self, workspace: str, file: str, most: int) -> bytes:
        """The bytes of a file that somebody sent; its address is asked of Slack, and the token goes nowhere else.

        Raises:
            SendFailed: it cannot be had, now or ever, or is too large.
        """
        found = (await self.unseen("files.info", workspace, file=file)).get("file")
        found = found if isinstance(found, dict) else {}
        address, size = found.get("url_private_download"), found.get("size")
        if isinstance(size, int) and size > most:
            raise SendFailed(Outcome.STOP, "too_large")
        if not isinstance(address, str) or not self._at_slack(address):
            raise SendFailed(Outcome.STOP, "a file without an address")
        return await fetched(address, {"Authorization": f"Bearer {await self._token_of(workspace)}"}, most)

    def _at_slack(self, address: str) -> bool:
        """Whether the token may go there: to Slack's own hosts, or to the one that is set."""
        there, ours = urlsplit(address), urlsplit(self._api)
        if (there.scheme, there.netloc) == (ours.scheme, ours.netloc):
            return True
        return there.scheme == "https" and (there.hostname or "").endswith(".slack.com")

    async def respond(self, url: str, body: Json) -> None:
        """Answer at a response_url; best effort, it is only about a sentence."""
        import aiohttp  # as above

        try:
            async with self._pool().post(url, json=body):
                pass
        except (aiohttp.ClientError, TimeoutError, ValueError):
            logging.getLogger(__name__).info("A response_url did not answer")

    def client(self, token: str | None = None) -> "AsyncWebClient":
        """A client of the SDK on the shared connections."""
        from slack_sdk.web.async_client import AsyncWebClient  # heavy: only OAuth and the socket need it

        return AsyncWebClient(token=token, base_url=self._api, session=self._pool(), retry_handlers=[], logger=quiet())

    async def close(self) -> None:
        """Give the connections back."""
        await self._far.close()
        if self._session:
            await self._session.close()
            self._session = None

    def _pool(self) -> "aiohttp.ClientSession":
        """For addresses that Slack tells us, and for what the SDK does by itself; it belongs to the running loop."""
        import aiohttp  # as above

        if self._session is None or self._session.closed:
            patience = aiohttp.ClientTimeout(total=self._patience, connect=self._patience / 4)
            self._session = aiohttp.ClientSession(timeout=patience)
        return self._session


def quiet() -> logging.Logger:
    """A logger that never falls to DEBUG, where the SDK writes whole answers, tokens among them."""
    logger = logging.getLogger("tertulia.slack_sdk")
    logger.setLevel(logging.WARNING)
    return logger


def _harmless(failed: SendFailed) -> SendFailed:
    if failed.outcome is not Outcome.UNCERTAIN:
        return failed
    return SendFailed(Outcome.RETRY, failed.reason, failed.wait)


def _json(params: Json) -> tuple[bytes, str]:
    return json.dumps(params).encode(), "application/json; charset=utf-8"


def _form(params: Json) -> tuple[bytes, str]:
    """Strings as they are, truth values as Slack's examples write them, anything else as JSON."""
    words = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
    return urlencode(words).encode(), "application/x-www-form-urlencoded"
