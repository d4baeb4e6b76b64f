"""Posting to X: tweepy's client on a session of ours, whose host can be set and whose failures are told apart."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from oauthlib.oauth1 import Client as Signer
from pydantic import SecretStr
from pydantic_settings import BaseSettings
from yarl import URL

from bot.adapters.base import Limits, Parcel, SendFailed
from bot.adapters.posting import Numbers, broken, post_of, require_all, unseen
from bot.adapters.x_errors import DUPLICATE, RefusedError, failure
from bot.settings import CONFIG
from bot.ui import File, Post
from domain.delivery import Outcome
from domain.post_checks import sense

if TYPE_CHECKING:
    import aiohttp

SIGNED = "https://api.twitter.com"
"""The origin that the library signs and calls; only the call itself can go elsewhere."""
PATIENCE, SOON = 30, 8
"""Seconds for a whole answer, and until a connection stands."""
NEWEST = 100
"""Posts of our own that are looked through for one in doubt: all that one page holds."""
ASKED_ABOUT = 100
"""Posts whose numbers one call tells."""


class XSettings(BaseSettings):
    """An app's keys and the tokens of the account it posts for."""

    model_config = CONFIG

    x_api: str = "https://api.x.com"
    x_consumer_key: SecretStr = SecretStr("")
    x_consumer_secret: SecretStr = SecretStr("")
    x_access_token: SecretStr = SecretStr("")
    x_access_secret: SecretStr = SecretStr("")

    @property
    def keys(self) -> tuple[str, str, str, str]:
        """The four, in the order in which libraries take them."""
        four = (self.x_consumer_key, self.x_consumer_secret, self.x_access_token, self.x_access_secret)
        first, second, third, fourth = (key.get_secret_value() for key in four)
        return first, second, third, fourth

    @property
    def wanted(self) -> bool:
        """Whether X is set up; it takes all four or none.

        Raises:
            Misconfigured: some are missing.
        """
        names = ("X_CONSUMER_KEY", "X_CONSUMER_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")
        require_all(dict(zip(names, self.keys, strict=True)))
        return all(self.keys)


class _Elsewhere:
    """What the library takes for its session: the same requests, to the address that was set."""

    def __init__(self, session: "aiohttp.ClientSession", api: str) -> None:
        self._session, self._api = session, URL(api)

    def request(self, method: str, url: str | URL, **how: Any) -> "AbstractAsyncContextManager[aiohttp.ClientResponse]":
        """A request; signed for X's own origin, as its servers check it."""
        where = self._api.join(URL(url, encoded=True).relative())
        return self._session.request(method, where, **how)


class X:
    """One account.

    Args:
        settings: keys, tokens and the API's address.
        clock: seconds since the epoch: X says when a limit ends, not how long it lasts.
    """

    name = "x"
    limits = Limits(text=280, label=0, rows=0, buttons=False, in_flight=1, a_second=1.0, a_second_chat=1.0)

    def __init__(self, settings: XSettings, clock: Callable[[], float]) -> None:
        from tweepy.asynchronous import AsyncClient  # heavy: only where an account is set

        self._client: Callable[..., Any] = AsyncClient
        self._api, self._keys, self._clock = settings.x_api, settings.keys, clock
        self._session: aiohttp.ClientSession | None = None
        self._me = ""

    async def send(self, parcel: Parcel) -> str:
        """Post, or take a post back; returns its id."""
        if parcel.op == "delete":
            await self._called("DELETE", f"/2/tweets/{parcel.target}", missing_ok=True)
            return parcel.target
        if parcel.op != "send":
            raise SendFailed(Outcome.STOP, "a post on X cannot be changed")
        post = post_of(parcel)
        media = [await self._uploaded(post.image, post.alt)] if post.image and post.image.content else None
        try:
            return await self._posted(post.text, parcel.target or None, media)
        except SendFailed as failed:
            if failed.reason == DUPLICATE and (there := await self._ours(post, "")):
                return there
            raise

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """The id of a post that arrived, by our own timeline; addresses are left out, for X writes its own."""
        if parcel.op != "send":
            raise SendFailed(Outcome.STOP, "only new posts can be looked for")
        return await self._ours(post_of(parcel), after)

    async def numbers(self, receipts: Sequence[str]) -> Mapping[str, Numbers]:
        """What X counts of these posts; those that are gone are left out."""
        asked = {"ids": ",".join(receipts[:ASKED_ABOUT]), "tweet.fields": "public_metrics"}
        answer = await self._called("GET", "/2/tweets", params=asked)
        found = {str(one.get("id")): one.get("public_metrics", {}) for one in answer.get("data") or []}
        return {
            receipt: Numbers(
                n.get("impression_count"), n.get("like_count"), n.get("retweet_count"), n.get("reply_count")
            )
            for receipt, n in found.items()
        }

    async def whoami(self) -> str:
        """The account's @name."""
        me = (await self._called("GET", "/2/users/me")).get("data") or {}
        self._me = str(me.get("id") or "")
        return f"@{me.get('username', '')}"

    async def close(self) -> None:
        """Give connections back."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def _posted(self, text: str, answers: str | None, media: list[str] | None) -> str:
        client = self._client(None, *self._keys, return_type=dict)
        client.session = _Elsewhere(self._pool(), self._api)
        try:
            said = await client.create_tweet(text=text, in_reply_to_tweet_id=answers, media_ids=media)
        except Exception as error:  # noqa: BLE001 – the library raises whatever lies below it; the table sorts it
            raise failure(error, self._clock()) from None
        return _id(said)

    async def _ours(self, post: Post, after: str) -> str | None:
        if not self._me:
            await self.whoami()
        asked = {"max_results": str(NEWEST)} | ({"since_id": after} if after.isdigit() else {})
        answer = await self._called("GET", f"/2/users/{self._me}/tweets", params=asked)
        same = sense(post.text)
        return next(
            (_id({"data": one}) for one in answer.get("data") or [] if sense(str(one.get("text"))) == same), None
        )

    async def _uploaded(self, image: File, alt: str) -> str:
        """Bring a picture by the second version's endpoint, which the library does not know; nobody sees it yet."""
        import aiohttp  # heavy: only where an account is set

        form = aiohttp.FormData()
        form.add_field("media_category", "tweet_image")
        form.add_field("media_type", image.mime)
        form.add_field("media", image.content, filename="picture", content_type=image.mime)
        media = _id(await self._called("POST", "/2/media/upload", data=form))
        if alt:
            words = {"id": media, "metadata": {"alt_text": {"text": alt[:1000]}}}
            await self._called("POST", "/2/media/metadata", json=words)
        return media

    async def _called(self, method: str, path: str, *, missing_ok: bool = False, **how: Any) -> dict[str, Any]:
        """A call past the library that changes nothing in public: it may be repeated whatever goes wrong."""
        try:
            async with self._signed(method, path, **how) as answer:
                status, headers, body = answer.status, answer.headers, await answer.read()
            found = json.loads(body) if status < 300 else {}
        except Exception as error:  # noqa: BLE001 – whatever breaks an exchange
            raise unseen(broken(error)) from None
        if status >= 300 and not (status == 404 and missing_ok):
            raise unseen(failure(RefusedError(status, headers, body), self._clock()))
        return found if isinstance(found, dict) else {}

    @asynccontextmanager
    async def _signed(
        self, method: str, path: str, params: Mapping[str, str] | None = None, **how: Any
    ) -> "AsyncIterator[aiohttp.ClientResponse]":
        url = URL(SIGNED + path).with_query(params or {})
        _, headers, _ = Signer(*self._keys).sign(str(url), method)
        where = URL(self._api).join(url.relative())
        async with self._pool().request(method, where, headers=headers, **how) as answer:
            yield answer

    def _pool(self) -> "aiohttp.ClientSession":
        """Made at the first call, since it belongs to the running loop.

        No connection is kept: posts are rare, and one that went stale would leave a doubt.
        """
        import aiohttp  # as above

        if self._session is None:
            patience = aiohttp.ClientTimeout(total=PATIENCE, connect=SOON)
            self._session = aiohttp.ClientSession(timeout=patience, connector=aiohttp.TCPConnector(force_close=True))
        return self._session


def _id(answer: Any) -> str:
    """The id that an answer tells; rubbish behind a 200 leaves it unknown what happened."""
    found = answer.get("data") if isinstance(answer, dict) else None
    number = str(found.get("id") or "") if isinstance(found, dict) else ""
    if not number.isdigit():
        raise SendFailed(Outcome.UNCERTAIN, "an answer that cannot be read")
    return number
