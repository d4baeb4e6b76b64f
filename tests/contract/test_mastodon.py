"""Posting to Mastodon, on a server that behaves like one: threads, pictures, and what is known after a failure."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from mastodon_mock.config import DatabaseConfig, MastodonMockConfig
from mastodon_mock.testing import DEFAULT_TEST_SEED, MockServer
from pydantic import SecretStr

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.mastodon import Mastodon, MastodonSettings, key_of
from bot.adapters.posting import Numbers
from bot.ui import File, Post
from domain.delivery import Outcome
from tests.contract.relay import Cut, Relay, relaying

PNG = File("chart.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png")
SAID = "Nine people found somebody to work with: https://tertulia.coop/a?b=1 #cowork 🎉 <b>& co</b>"
CUTS = (Cut.RESET_BEFORE, Cut.BUSY_BEFORE, Cut.RESET_AFTER, Cut.BUSY_AFTER, Cut.RUBBISH_AFTER)


@dataclass
class Side:
    """Both ends, with what may go wrong between them."""

    client: Any
    adapter: Mastodon
    relay: Relay

    def statuses(self) -> list[Any]:
        me = self.client.account_verify_credentials()
        return list(reversed(self.client.account_statuses(me.id)))

    def texts(self) -> list[str]:
        return [str(self.client.status_source(one.id).text) for one in self.statuses()]


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    config = MastodonMockConfig(database=DatabaseConfig(path=":memory:"), seed=DEFAULT_TEST_SEED)
    with MockServer(config=config) as running:
        yield running


async def control(server: MockServer, what: str, body: dict[str, Any]) -> None:
    """What the server's own tests do to it."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base_url}/api/v1/_mock/{what}", json=body) as got,
    ):
        got.raise_for_status()


@pytest.fixture
async def side(server: MockServer) -> AsyncIterator[Side]:
    await control(server, "reset", {})
    client: Any = server.client()
    async with relaying(server.base_url, "/api/v1/statuses") as (relay, address):
        settings = MastodonSettings(mastodon_url=address, mastodon_token=SecretStr(client.access_token))
        adapter = Mastodon(settings, lambda: 0.0)
        yield Side(client, adapter, relay)
        await adapter.close()
        client.session.close()


def parcel(text: str, op: str = "send", target: str = "", key: str = "7", **post: Any) -> Parcel:
    return Parcel(op, Address("mastodon", ""), Post(text, **post), key, target)


async def test_other_words_leave_the_picture_and_the_warning_where_they_are(side: Side) -> None:
    receipt = await side.adapter.send(parcel(SAID, warning="Cake", image=PNG, alt="Nine people around a table"))
    changed = parcel(
        "Ten people", "edit", receipt, warning="Cake", image=PNG.standing, alt="Nine people around a table"
    )
    for _ in range(2):
        assert await side.adapter.send(changed) == receipt
    (status,) = side.statuses()
    assert (side.texts(), status.spoiler_text) == (["Ten people"], "Cake")
    assert [media.description for media in status.media_attachments] == ["Nine people around a table"]


async def test_a_post_in_its_language_with_a_warning_and_a_picture(side: Side) -> None:
    said = parcel(SAID, language="es", warning="Cake", image=PNG, alt="Nine people around a table")
    receipt = await side.adapter.send(said)
    (status,) = side.statuses()
    assert (str(status.id), side.texts()) == (receipt, [SAID])
    assert (status.language, status.spoiler_text, status.visibility) == ("es", "Cake", "public")
    assert [media.description for media in status.media_attachments] == ["Nine people around a table"]


async def test_a_thread_answers_itself(side: Side) -> None:
    first = await side.adapter.send(parcel("One 1/2"))
    await side.adapter.send(parcel("Two 2/2", target=first, key="8"))
    assert [str(status.in_reply_to_id or "") for status in side.statuses()] == ["", first]


async def test_it_is_changed_and_taken_back_and_once_more_does_no_harm(side: Side) -> None:
    receipt = await side.adapter.send(parcel(SAID))
    await side.adapter.send(parcel("Ten people", "edit", receipt))
    assert side.texts() == ["Ten people"]
    for _ in range(2):
        assert await side.adapter.send(parcel("", "delete", receipt)) == receipt
    assert side.texts() == []


async def test_who_we_are_how_long_a_post_may_be_and_what_became_of_one(side: Side) -> None:
    assert (await side.adapter.whoami()).startswith("@")
    assert side.adapter.limits.text == 500
    receipt = await side.adapter.send(parcel(SAID))
    side.client.status_favourite(receipt)
    assert await side.adapter.numbers([receipt, "123"]) == {receipt: Numbers(None, 1, 0, 0)}


@pytest.mark.parametrize("cut", CUTS)
async def test_what_is_known_after_a_failure_and_what_our_timeline_tells(side: Side, cut: Cut) -> None:
    before = await side.adapter.send(parcel("Something else", key="6"))
    side.relay.cuts.append(cut)
    with pytest.raises(SendFailed) as failed:
        await side.adapter.send(parcel(SAID, image=PNG))
    assert failed.value.outcome is Outcome.UNCERTAIN
    found = await side.adapter.find(parcel(SAID, image=PNG), before)
    assert found == (str(side.statuses()[-1].id) if cut.done else None)


async def test_the_same_words_from_long_ago_are_no_proof(side: Side) -> None:
    await side.adapter.send(parcel(SAID))
    after = await side.adapter.send(parcel("Something else", key="8"))
    assert await side.adapter.find(parcel(SAID, key="9"), after) is None


def test_each_try_of_a_post_has_one_key_and_another_post_of_that_number_has_another() -> None:
    assert key_of(parcel(SAID), Post(SAID)) == key_of(parcel(SAID), Post(SAID))
    assert key_of(parcel(SAID), Post(SAID)) != key_of(parcel("Else"), Post("Else"))


async def test_a_revoked_token_says_so(side: Side, server: MockServer) -> None:
    settings = MastodonSettings(mastodon_url=server.base_url, mastodon_token=SecretStr("revoked"))
    adapter = Mastodon(settings, lambda: 0.0)
    for call in (adapter.send(parcel(SAID)), adapter.whoami()):
        with pytest.raises(SendFailed) as failed:
            await call
        assert (failed.value.outcome, failed.value.reason) == (Outcome.STOP, "invalid_token")
    await adapter.close()


@pytest.mark.parametrize("text", ["", "a" * 501])
async def test_what_the_instance_refuses_is_not_tried_again(side: Side, text: str) -> None:
    with pytest.raises(SendFailed) as failed:
        await side.adapter.send(parcel(text))
    assert failed.value.outcome is Outcome.STOP
    assert side.texts() == []


async def test_nobody_there_is_surely_not_posted() -> None:
    settings = MastodonSettings(mastodon_url="http://127.0.0.1:9", mastodon_token=SecretStr("token"))
    adapter = Mastodon(settings, lambda: 0.0)
    with pytest.raises(SendFailed) as failed:
        await adapter.send(parcel(SAID))
    assert failed.value.outcome is Outcome.RETRY
    await adapter.close()


async def test_a_limit_says_when_it_ends(side: Side, server: MockServer) -> None:
    fault = {
        "type": "ratelimit",
        "headers": {"X-RateLimit-Reset": "2030-01-01T00:00:00Z", "X-RateLimit-Remaining": "0"},
    }
    rule = {"match": {"path": "/api/v1/statuses", "methods": ["POST"]}, "effect": fault, "count": 1}
    await control(server, "faults", rule)
    with pytest.raises(SendFailed) as failed:
        await side.adapter.send(parcel(SAID))
    assert (failed.value.outcome, failed.value.reason) == (Outcome.RETRY, "rate_limited")
    assert (failed.value.wait or 0) > 1
