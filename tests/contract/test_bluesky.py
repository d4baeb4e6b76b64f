"""Posting to Bluesky: one record a post however often it is tried, facets, threads, and what is known after a failure.

With `TERTULIA_BLUESKY=URL HANDLE PASSWORD` they run against that server instead; `make test-bluesky` starts a real one.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.bluesky import Bluesky, BlueskySettings, key_of
from bot.ui import File, Post
from domain.delivery import Outcome
from emulators.bluesky import Bluesky as Server
from emulators.bluesky import bluesky_app
from emulators.serve import serving
from tests.contract.relay import Cut, Relay, relaying

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)
PNG = File("chart.png", PIXEL, "image/png")
SAID = "Είκοσι 🎉 people: https://tertulia.coop/a?b=1 #cowork"
CUTS = (Cut.RESET_BEFORE, Cut.BUSY_BEFORE, Cut.RESET_AFTER, Cut.BUSY_AFTER, Cut.RUBBISH_AFTER)
REAL = "TERTULIA_BLUESKY"


@dataclass
class Side:
    """The adapter, with what may go wrong on its way."""

    adapter: Bluesky
    relay: Relay
    address: str
    settings: BlueskySettings

    async def stands(self, receipt: str) -> Any:
        """The record of a receipt."""
        client: Any = self.adapter._client
        rkey = receipt.partition("/")[0]
        asked = {"repo": await self.adapter._ours(), "collection": "app.bsky.feed.post", "rkey": rkey}
        return (await client.com.atproto.repo.get_record(asked)).value


@pytest.fixture
async def side() -> AsyncIterator[Side]:
    async with AsyncExitStack() as stack:
        if given := os.environ.get(REAL):
            server, handle, password = given.split()
        else:
            handle, password = "pilot.test", "app-pass-word"
            server = await stack.enter_async_context(serving(bluesky_app(Server(handle, password, time.time))))
        relay, address = await stack.enter_async_context(relaying(server, "/xrpc/com.atproto.repo.putRecord"))
        settings = BlueskySettings(bluesky_url=address, bluesky_handle=handle, bluesky_password=SecretStr(password))
        adapter = Bluesky(settings, time.time)
        yield Side(adapter, relay, address, settings)
        await adapter.close()


def parcel(text: str, op: str = "send", target: str = "", key: str = "", **post: Any) -> Parcel:
    return Parcel(op, Address("bluesky", ""), Post(text, **post), key or str(time.time_ns()), target)


async def test_a_post_with_its_language_its_facets_and_a_picture(side: Side) -> None:
    receipt = await side.adapter.send(parcel(SAID, language="el", image=PNG, alt="A table"))
    record = await side.stands(receipt)
    assert (record.text, record.langs) == (SAID, ["el"])
    plain = SAID.encode()
    pieces = {plain[f.index.byte_start : f.index.byte_end].decode() for f in record.facets}
    assert pieces == {"https://tertulia.coop/a?b=1", "#cowork"}
    assert [image.alt for image in record.embed.images] == ["A table"]


async def test_a_thread_answers_itself_and_its_first_post(side: Side) -> None:
    first = await side.adapter.send(parcel("One 1/3"))
    second = await side.adapter.send(parcel("Two 2/3", target=first, root=first))
    third = await side.stands(await side.adapter.send(parcel("Three 3/3", target=second, root=first)))
    assert (third.reply.root.cid, third.reply.parent.cid) == (first.split("/")[1], second.split("/")[1])


async def test_however_often_it_is_tried_it_is_one_record(side: Side) -> None:
    said = parcel(SAID)
    first, again = await side.adapter.send(said), await side.adapter.send(said)
    assert first.split("/")[0] == again.split("/")[0]


async def test_it_is_taken_back_and_once_more_does_no_harm(side: Side) -> None:
    said = parcel(SAID)
    receipt = await side.adapter.send(said)
    for _ in range(2):
        assert await side.adapter.send(parcel("", "delete", receipt)) == receipt
    assert await side.adapter.find(said, "") is None


@pytest.mark.parametrize("cut", CUTS)
async def test_what_is_known_after_a_failure_and_what_the_server_tells(side: Side, cut: Cut) -> None:
    said = parcel(SAID, image=PNG)
    side.relay.cuts.append(cut)
    with pytest.raises(SendFailed) as failed:
        await side.adapter.send(said)
    assert failed.value.outcome is Outcome.UNCERTAIN
    found = await side.adapter.find(said, "")
    assert (found is not None) == cut.done
    if found:
        assert (await side.stands(found)).text == SAID


async def test_a_wrong_password_says_so(side: Side) -> None:
    adapter = Bluesky(side.settings.model_copy(update={"bluesky_password": SecretStr("wrong")}), time.time)
    for call in (adapter.send(parcel(SAID)), adapter.whoami()):
        with pytest.raises(SendFailed) as failed:
            await call
        assert (failed.value.outcome, failed.value.reason) == (Outcome.STOP, "invalid_token")
    await adapter.close()


async def test_what_the_network_refuses_is_not_tried_again(side: Side) -> None:
    for refused in (parcel("a" * 301), parcel("Other words", "edit", "3kaaaaaaaaaaa/x")):
        with pytest.raises(SendFailed) as failed:
            await side.adapter.send(refused)
        assert failed.value.outcome is Outcome.STOP


async def test_nobody_there_is_surely_not_posted(side: Side) -> None:
    adapter = Bluesky(side.settings.model_copy(update={"bluesky_url": "http://127.0.0.1:9"}), time.time)
    with pytest.raises(SendFailed) as failed:
        await adapter.send(parcel(SAID))
    assert failed.value.outcome is Outcome.RETRY
    await adapter.close()


def test_a_key_is_made_from_the_row_and_its_words() -> None:
    one = parcel(SAID, key="7")
    assert key_of(one, Post(SAID)) == key_of(one, Post(SAID)) != key_of(one, Post("Else"))
    assert len(key_of(one, Post(SAID))) == 13
