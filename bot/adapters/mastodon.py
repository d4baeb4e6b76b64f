"""Posting to Mastodon: Mastodon.py in threads, a constant idempotency key, our own timeline beyond that."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import SecretStr
from pydantic_settings import BaseSettings

from bot.adapters.base import Limits, Parcel, SendFailed
from bot.adapters.mastodon_errors import failure
from bot.adapters.posting import Numbers, post_of, require_all, unseen
from bot.settings import CONFIG
from bot.ui import Post
from domain.delivery import Outcome

T = TypeVar("T")
TIMEOUT = 30
"""Seconds to connect, and to wait for a byte."""
NEWEST = 20
"""Statuses of our own whose words are looked at for one in doubt."""


class MastodonSettings(BaseSettings):
    """An instance and a token of the account there, with the rights to read, to write statuses and media."""

    model_config = CONFIG

    mastodon_url: str = ""
    mastodon_token: SecretStr = SecretStr("")

    @property
    def wanted(self) -> bool:
        """Whether it is set up.

        Raises:
            Misconfigured: one of the two is missing.
        """
        token = self.mastodon_token.get_secret_value()
        require_all({"MASTODON_URL": self.mastodon_url, "MASTODON_TOKEN": token})
        return bool(token)


class Mastodon:
    """One account on one instance.

    Args:
        settings: where, and its token.
        clock: seconds since the epoch: the instance says when a limit ends, not how long it lasts.
    """

    name = "mastodon"
    limits = Limits(text=500, label=0, rows=0, buttons=False, in_flight=1, a_second=1.0, a_second_chat=1.0)

    def __init__(self, settings: MastodonSettings, clock: Callable[[], float]) -> None:
        from mastodon import Mastodon as Client  # heavy: only where an instance is set

        self._clock = clock
        self._client = Client(
            access_token=settings.mastodon_token.get_secret_value(), api_base_url=settings.mastodon_url,
            ratelimit_method="throw", request_timeout=TIMEOUT, version_check_mode="none",
        )  # fmt: skip
        self._me: Any = None

    async def send(self, parcel: Parcel) -> str:
        """Post, change or take back a status; returns its id."""
        if parcel.op == "delete":
            return await self._deleted(parcel)
        post = post_of(parcel)
        if parcel.op == "edit":
            return await self._changed(parcel.target, post)
        media = [await self._uploaded(post)] if post.image and post.image.content else None
        status = partial(
            self._client.status_post, post.text, in_reply_to_id=parcel.target or None, media_ids=media,
            visibility="public", spoiler_text=post.warning or None, language=post.language or None,
            idempotency_key=key_of(parcel, post),
        )  # fmt: skip
        return _id(await self._called(status))

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """The id of a status that arrived, by the words of our newest ones."""
        if parcel.op != "send":
            raise SendFailed(Outcome.STOP, "only new posts can be looked for")
        text = post_of(parcel).text.strip()
        if self._me is None:
            await self.whoami()
        ours = partial(self._client.account_statuses, self._me.id, since_id=after or None, limit=NEWEST)
        for status in await self._unseen(ours):
            source = await self._unseen(partial(self._client.status_source, status.id))
            if str(source.text).strip() == text:
                return _id(status)
        return None

    async def numbers(self, receipts: Sequence[str]) -> Mapping[str, Numbers]:
        """What the instance counts of these statuses; those that are gone are left out."""
        found = {}
        for receipt in receipts:
            try:
                seen = await self._unseen(partial(self._client.status, receipt))
            except SendFailed as failed:
                if failed.reason == "not_found":
                    continue
                raise
            found[receipt] = Numbers(None, seen.favourites_count, seen.reblogs_count, seen.replies_count)
        return found

    async def whoami(self) -> str:
        """The account's address; also learns how long a status may be there."""
        self._me = await self._unseen(self._client.account_verify_credentials)
        instance = await self._unseen(self._client.instance)
        most = _allowed(instance)
        if most:
            self.limits = replace(self.limits, text=most)
        return f"@{self._me.acct}"

    async def close(self) -> None:
        """Give connections back."""
        self._client.session.close()

    async def _changed(self, target: str, post: Post) -> str:
        """New words where the old ones stand; the pictures are named again, for an edit without them takes them off."""
        stands = await self._unseen(partial(self._client.status, target))
        media = [one.id for one in getattr(stands, "media_attachments", None) or ()]
        words = partial(
            self._client.status_update, target, status=post.text, spoiler_text=post.warning or None,
            sensitive=bool(post.warning) or None, media_ids=media or None,
        )  # fmt: skip
        return _id(await self._called(words))

    async def _deleted(self, parcel: Parcel) -> str:
        try:
            await self._called(partial(self._client.status_delete, parcel.target))
        except SendFailed as failed:
            if failed.reason != "not_found":
                raise unseen(failed) from None
        return parcel.target

    async def _uploaded(self, post: Post) -> Any:
        """Bring a picture and wait until the instance has made its sizes of it; nobody sees it yet."""
        if post.image is None:
            raise SendFailed(Outcome.STOP, "no picture")
        image = partial(
            self._client.media_post, post.image.content, post.image.mime, description=post.alt or None, synchronous=True
        )
        return (await self._unseen(image)).id

    async def _unseen(self, call: Callable[[], T]) -> T:
        try:
            return await self._called(call)
        except SendFailed as failed:
            raise unseen(failed) from None

    async def _called(self, call: Callable[[], T]) -> T:
        """The library waits for the network: in a thread."""
        try:
            return await asyncio.to_thread(call)
        except Exception as error:  # noqa: BLE001 – the library raises whatever lies below it; the table sorts it
            raise failure(error, self._client.ratelimit_reset, self._clock()) from None


def key_of(parcel: Parcel, post: Post) -> str:
    """The same for each try of one post, and another's for a row that an older database gave the same number."""
    return sha256(f"{parcel.key}\0{parcel.target}\0{post.text}".encode("utf-8", "replace")).hexdigest()


def _id(status: Any) -> str:
    """Rubbish behind a 200 leaves it unknown what happened."""
    found = getattr(status, "id", None)
    if found is None:
        raise SendFailed(Outcome.UNCERTAIN, "an answer that cannot be read")
    return str(found)


def _allowed(instance: Any) -> int:
    """What the instance says a status may count; 0 where it does not say."""
    statuses = getattr(getattr(instance, "configuration", None), "statuses", None)
    return int(getattr(statuses, "max_characters", 0) or 0)
