"""Posting to X: signatures, pictures, threads, caps, and what is known after each way to fail."""

import time
from collections.abc import AsyncIterator
from unittest.mock import ANY

import pytest

from bot.adapters.base import SendFailed
from bot.adapters.posting import Numbers
from bot.adapters.x import X, XSettings
from bot.ui import File, Message
from domain.delivery import Outcome
from emulators.x import Fault
from tests.contract.x_side import XSide, settings, x_side

PNG = File("chart.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png")
SAID = "Nine people found somebody to work with: https://tertulia.coop/a?b=1&c=é #cowork 🎉"


@pytest.fixture
async def x(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[XSide]:
    async with x_side() as side:
        monkeypatch.setattr(time, "time", lambda: side.now)  # the signing library has no other clock
        yield side


async def test_a_post_with_a_picture_and_its_words(x: XSide) -> None:
    receipt = await x.says(SAID, image=PNG, alt="Nine people around a table")
    (post,) = x.account.standing()
    assert (post.id, post.written) == (receipt, SAID)
    (media,) = x.account.media.values()
    assert (post.media, media.alt, media.content) == ((media.id,), "Nine people around a table", PNG.content)


async def test_a_thread_answers_itself(x: XSide) -> None:
    first = await x.says("One 1/2")
    await x.says("Two 2/2", target=first, root=first)
    assert [post.answers for post in x.account.standing()] == [first, ""]


async def test_a_message_is_said_plainly(x: XSide) -> None:
    parcel = x.parcel("")
    await x.adapter.send(type(parcel)("send", parcel.address, Message("*Bold* & `code`"), "7"))
    assert x.texts() == ["Bold & code"]


async def test_it_is_taken_back_and_once_more_does_no_harm(x: XSide) -> None:
    receipt = await x.says(SAID)
    for _ in range(2):
        assert await x.adapter.send(x.parcel("", "delete", receipt)) == receipt
    assert x.texts() == []
    with pytest.raises(SendFailed) as failed:
        await x.adapter.send(x.parcel("Other words", "edit", receipt))
    assert failed.value.outcome is Outcome.STOP


async def test_who_we_are_and_what_became_of_a_post(x: XSide) -> None:
    assert await x.adapter.whoami() == "@pilot"
    receipt = await x.says(SAID)
    x.account.posts[0].seen = 41
    assert await x.adapter.numbers([receipt, "1"]) == {receipt: Numbers(41, 0, 0, 0)}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault.RESET_BEFORE, Outcome.UNCERTAIN),
        (Fault.SERVER_ERROR, Outcome.UNCERTAIN),
        (Fault.TOO_MANY, Outcome.RETRY),
        (Fault.RESET_AFTER, Outcome.UNCERTAIN),
        (Fault.UNAVAILABLE_AFTER, Outcome.UNCERTAIN),
        (Fault.RUBBISH_AFTER, Outcome.UNCERTAIN),
        (Fault.HALF_BODY, Outcome.UNCERTAIN),
    ],
)
async def test_what_is_known_after_a_failure_and_what_our_timeline_tells(
    x: XSide, fault: Fault, outcome: Outcome
) -> None:
    before = await x.says("Something else")
    x.world.faults.next(fault)
    with pytest.raises(SendFailed) as failed:
        await x.says(SAID, image=PNG, alt="A table")
    assert failed.value.outcome is outcome
    found = await x.adapter.find(x.parcel(SAID, image=PNG), before)
    assert found == (x.account.standing()[0].id if fault.recorded else None)


async def test_the_same_words_from_long_ago_are_no_proof(x: XSide) -> None:
    await x.says(SAID)
    after = await x.says("Something else")
    assert await x.adapter.find(x.parcel(SAID), after) is None


async def test_a_duplicate_that_stands_is_a_post_that_arrived(x: XSide) -> None:
    receipt = await x.says(SAID)
    assert await x.says(SAID) == receipt
    assert x.texts() == [SAID]


async def test_the_cap_of_a_day_says_when_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async with x_side(cap=2) as x:
        monkeypatch.setattr(time, "time", lambda: x.now)
        await x.says("One")
        x.now += 3600
        await x.says("Two")
        with pytest.raises(SendFailed) as failed:
            await x.says("Three")
        assert (failed.value.outcome, failed.value.reason, failed.value.everyone) == (
            Outcome.RETRY,
            "rate_limited",
            True,
        )
        wait = failed.value.wait or 0
        assert 0 < wait <= 86_400 - 3600 + 2
        x.now += wait
        await x.says("Three")
        assert x.texts() == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("の" * 141, "Your Post is over the 280 character limit."), ("  ", ANY)],
)
async def test_what_x_refuses_is_not_tried_again(x: XSide, text: str, reason: str) -> None:
    with pytest.raises(SendFailed) as failed:
        await x.says(text)
    assert (failed.value.outcome, failed.value.reason) == (Outcome.STOP, reason)


async def test_a_revoked_token_says_so(x: XSide) -> None:
    x.account.revoked = True
    for call in (x.says(SAID), x.adapter.whoami()):
        with pytest.raises(SendFailed) as failed:
            await call
        assert (failed.value.outcome, failed.value.reason) == (Outcome.STOP, "invalid_token")


async def test_nobody_there_is_surely_not_posted(x: XSide) -> None:
    nowhere = X(settings("http://127.0.0.1:9", x.account.keys), lambda: x.now)
    with pytest.raises(SendFailed) as failed:
        await nowhere.send(x.parcel(SAID))
    assert failed.value.outcome is Outcome.RETRY
    await nowhere.close()


def test_nothing_set_is_nothing_wanted() -> None:
    assert not XSettings().wanted
