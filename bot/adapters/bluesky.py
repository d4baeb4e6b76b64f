"""Posting to Bluesky: records under a key made from the row: one post is one record however often it is tried."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot.adapters.base import Limits, Parcel, SendFailed
from bot.adapters.bluesky_errors import failure
from bot.adapters.posting import Numbers, post_of, require_all, unseen
from bot.settings import CONFIG
from bot.ui import Post
from domain.delivery import Outcome
from domain.post_facets import facets
from domain.post_links import Kind

T = TypeVar("T")
COLLECTION = "app.bsky.feed.post"
ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
"""Of record keys: base 32 in an order that sorts."""
ASKED_ABOUT = 25
"""Posts whose numbers one call tells."""


class BlueskySettings(BaseSettings):
    """The account's server, its handle, and an app password of it."""

    model_config = CONFIG

    bluesky_url: str = "https://bsky.social"
    bluesky_handle: str = ""
    bluesky_password: SecretStr = SecretStr("")

    @property
    def wanted(self) -> bool:
        """Whether it is set up.

        Raises:
            Misconfigured: one of the two is missing.
        """
        password = self.bluesky_password.get_secret_value()
        require_all({"BLUESKY_HANDLE": self.bluesky_handle, "BLUESKY_PASSWORD": password})
        return bool(password)


class Bluesky:
    """One account. A receipt is `record key/content id`: an answer in a thread names both.

    Args:
        settings: where, and who.
        clock: seconds since the epoch.
    """

    name = "bluesky"
    limits = Limits(text=300, label=0, rows=0, buttons=False, in_flight=1, a_second=1.0, a_second_chat=1.0)

    def __init__(self, settings: BlueskySettings, clock: Callable[[], float]) -> None:
        import atproto  # heavy, 80 MB: only where an account is set

        self._settings, self._clock, self._models = settings, clock, atproto.models
        self._client = atproto.AsyncClient(settings.bluesky_url)
        self._did = ""

    async def send(self, parcel: Parcel) -> str:
        """Write the record, or take it away."""
        if parcel.op == "delete":
            gone = {"repo": await self._ours(), "collection": COLLECTION, "rkey": parcel.target.partition("/")[0]}
            await self._unseen(self._client.com.atproto.repo.delete_record, gone)
            return parcel.target
        if parcel.op != "send":
            raise SendFailed(Outcome.STOP, "a post on Bluesky cannot be changed")
        post, did = post_of(parcel), await self._ours()
        rkey, record = key_of(parcel, post), await self._record(parcel, post)
        put = {"repo": did, "collection": COLLECTION, "rkey": rkey, "record": record}
        answer = await self._called(self._client.com.atproto.repo.put_record, put)
        return f"{rkey}/{_cid(answer)}"

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """Whether the record of that key stands."""
        del after
        if parcel.op != "send":
            raise SendFailed(Outcome.STOP, "only new posts can be looked for")
        rkey = key_of(parcel, post_of(parcel))
        asked = {"repo": await self._ours(), "collection": COLLECTION, "rkey": rkey}
        try:
            found = await self._unseen(self._client.com.atproto.repo.get_record, asked)
        except SendFailed as failed:
            if failed.reason == "not_found":
                return None
            raise
        return f"{rkey}/{_cid(found)}"

    async def numbers(self, receipts: Sequence[str]) -> Mapping[str, Numbers]:
        """What the network counts of these posts; those that are gone are left out."""
        did = await self._ours()
        names = {f"at://{did}/{COLLECTION}/{receipt.partition('/')[0]}": receipt for receipt in receipts[:ASKED_ABOUT]}
        answer = await self._unseen(self._client.app.bsky.feed.get_posts, {"uris": list(names)})
        return {
            names[post.uri]: Numbers(None, post.like_count, post.repost_count, post.reply_count)
            for post in answer.posts
            if post.uri in names
        }

    async def whoami(self) -> str:
        """The account's handle."""
        await self._ours()
        return f"@{self._settings.bluesky_handle.removeprefix('@')}"

    async def close(self) -> None:
        """Give connections back."""
        await self._client.request.close()

    async def _ours(self) -> str:
        """Our account's own id; logs in at the first call, and the library renews the session."""
        if not self._did:
            handle, password = self._settings.bluesky_handle, self._settings.bluesky_password.get_secret_value()
            try:
                await self._client.login(handle.removeprefix("@"), password, fetch_bsky_profile=False)
            except Exception as error:  # noqa: BLE001 – the library raises whatever lies below it; the table sorts it
                raise unseen(failure(error, self._clock())) from None
            self._did = self._client._session.did if self._client._session else ""  # noqa: SLF001 – told nowhere else
        return self._did

    async def _record(self, parcel: Parcel, post: Post) -> dict[str, Any]:
        now = datetime.fromtimestamp(self._clock(), UTC)
        record: dict[str, Any] = {
            "$type": COLLECTION,
            "text": post.text,
            "createdAt": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "facets": [_facet(one.start, one.end, one.kind, one.target) for one in facets(post.text)],
        }
        if post.language:
            record["langs"] = [post.language]
        if post.image and post.image.content:
            blob = (await self._unseen(self._client.upload_blob, post.image.content)).blob
            picture = {"image": blob.model_dump(by_alias=True, mode="json"), "alt": post.alt}
            record["embed"] = {"$type": "app.bsky.embed.images", "images": [picture]}
        if parcel.target:
            record["reply"] = {"root": self._ref(post.root or parcel.target), "parent": self._ref(parcel.target)}
        return record

    def _ref(self, receipt: str) -> dict[str, str]:
        rkey, _, cid = receipt.partition("/")
        return {"uri": f"at://{self._did}/{COLLECTION}/{rkey}", "cid": cid}

    async def _unseen(self, call: Callable[[Any], Awaitable[T]], asked: Any) -> T:
        try:
            return await self._called(call, asked)
        except SendFailed as failed:
            raise unseen(failed) from None

    async def _called(self, call: Callable[[Any], Awaitable[T]], asked: Any) -> T:
        try:
            return await call(asked)
        except Exception as error:  # noqa: BLE001 – the library raises whatever lies below it; the table sorts it
            raise failure(error, self._clock()) from None


def key_of(parcel: Parcel, post: Post) -> str:
    """A record key in the form the network asks for (13 characters, 64 bits, the highest of them 0).

    The same for each try of one post, and another for a row that an older database gave the same number.
    """
    words = f"{parcel.key}\0{parcel.target}\0{post.text}".encode("utf-8", "replace")
    number = int.from_bytes(sha256(words).digest()[:8]) >> 1
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def _facet(start: int, end: int, kind: Kind, target: str) -> dict[str, Any]:
    what = (
        {"$type": "app.bsky.richtext.facet#link", "uri": target}
        if kind is Kind.LINK
        else {"$type": "app.bsky.richtext.facet#tag", "tag": target}
    )
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [what]}


def _cid(answer: Any) -> str:
    """Rubbish behind a 200 leaves it unknown what happened."""
    found = getattr(answer, "cid", None)
    if not found:
        raise SendFailed(Outcome.UNCERTAIN, "an answer that cannot be read")
    return str(found)
