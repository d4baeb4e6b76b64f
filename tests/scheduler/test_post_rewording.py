"""What is out is given other words part by part, once each, and comes back as a card where a channel refuses."""

from collections import deque
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.adapters.base import SendFailed
from bot.ui import Post
from domain.delivery import Outcome
from domain.delivery import State as Sent
from domain.posts import State
from storage import post_channels as channels
from storage.db import Database
from tests.scheduler.newsroom import Newsroom, newsroom

LONG = " ".join(f"Person {number} found somebody to make a chair with." for number in range(40))
SAID = "Nine people found somebody to work with this month."
NEW = "Ten people found somebody to work with this month."


@pytest.fixture
async def room(sqlite: Database) -> AsyncIterator[Newsroom]:
    async with newsroom(sqlite, "x", "mastodon", "telegram") as open_:
        here = partial(channels.ensure, community_id=1, kind="telegram", name="Telegram", now=open_.now, chat="account")
        await open_.db.run(here)
        yield open_


def failing(outcome: Outcome, reason: str = "why", count: int = 1) -> deque[Exception]:
    return deque([SendFailed(outcome, reason) for _ in range(count)])


async def out(room: Newsroom, text: str, *kinds: str) -> int:
    post = await room.plan(text, *kinds)
    await room.until_settled(20)
    assert room.state(post) is State.POSTED
    return post


async def reworded(room: Newsroom, text: str) -> None:
    """Mara gives it other words."""
    await room.says("post")
    await room.taps("1  ")
    await room.taps("More")
    await room.taps("Change what is out…")
    await room.says(text)
    await room.taps("Change it")


def stands(room: Newsroom, kind: str) -> list[str]:
    """What readers see there, part by part."""
    shown: dict[str, str] = {}
    for number, parcel in enumerate(room.there[kind].sent, 1):
        text = parcel.letter.text if isinstance(parcel.letter, Post) else ""
        if parcel.op == "delete":
            del shown[parcel.target]
        else:
            shown[parcel.target if parcel.op == "edit" else f"m{number}"] = text
    return list(shown.values())


def ops(room: Newsroom, kind: str) -> list[str]:
    return [parcel.op for parcel in room.there[kind].sent]


async def test_each_channel_is_changed_once_however_often_it_is_begun(room: Newsroom) -> None:
    post = await out(room, SAID)
    await reworded(room, NEW)
    for work in ("posts.begin", "posts.follow") * 4:
        await room.asks(work, post)
        await room.bot.settle()
    await room.until_settled(5)
    assert {kind: ops(room, kind) for kind in room.there} == {
        "x": ["send"], "mastodon": ["send", "edit"], "telegram": ["send", "edit"],
    }  # fmt: skip
    assert [stands(room, kind) for kind in room.there] == [[SAID], [NEW], [NEW]]
    assert (room.state(post), room.variant(post, "x").text) == (State.POSTED, SAID)
    assert "The old words stay on X." in room.cards()[-1]


@pytest.mark.parametrize(
    "text", [LONG.replace("Person 20 ", "Nobody "), f"{LONG} {LONG[:800].strip()}", SAID, f"At last: {LONG}"]
)
async def test_a_thread_becomes_another_part_by_part(room: Newsroom, text: str) -> None:
    post = await out(room, LONG, "mastodon")
    before = len(stands(room, "mastodon"))
    await reworded(room, text)
    await room.until_settled(20)
    said = stands(room, "mastodon")
    assert room.state(post) is State.POSTED
    assert len(room.variant(post, "mastodon").parts) == len(said)
    assert " ".join(part.rpartition(" ")[0] if len(said) > 1 else part for part in said) == text
    assert ops(room, "mastodon").count("send") == max(before, len(said))


async def test_only_what_differs_is_changed(room: Newsroom) -> None:
    await out(room, LONG, "mastodon")
    await reworded(room, LONG.replace("Person 39 ", "Nobody "))
    await room.until_settled(20)
    assert ops(room, "mastodon").count("edit") == 1


async def test_a_change_that_is_refused_comes_back_and_can_be_tried_again_or_dropped(room: Newsroom) -> None:
    post = await out(room, SAID, "mastodon", "telegram")
    for kind in ("mastodon", "telegram"):
        room.there[kind].failures["account"] = failing(Outcome.STOP, "Too old to edit.")
    await reworded(room, NEW)
    await room.until_settled(4)
    assert room.state(post) is State.FAILED
    assert all("Not changed on " in card and "“Too old to edit.”" in card for card in room.cards()[-2:])
    await room.taps("Drop it there")
    dropped, other = ("telegram", "mastodon") if "Telegram" in room.cards()[-1] else ("mastodon", "telegram")
    await room.taps("Try again")
    await room.until_settled(4)
    assert room.state(post) is State.POSTED
    assert (stands(room, dropped), stands(room, other)) == ([SAID], [NEW])
    assert (room.variant(post, dropped).text, room.variant(post, dropped).state) == (SAID, Sent.SENT)


async def test_a_change_whose_answer_is_lost_is_said_again_and_then_a_persons_to_try(room: Newsroom) -> None:
    post = await out(room, SAID, "mastodon")
    room.there["mastodon"].failures["account"] = failing(Outcome.UNCERTAIN, "its answer broke off", 2)
    await reworded(room, NEW)
    await room.until_settled(4)
    assert "Not changed on Mastodon" in room.cards()[-1]
    await room.taps("Try again")
    await room.until_settled(4)
    assert (room.state(post), stands(room, "mastodon")) == (State.POSTED, [NEW])
    assert not any(row.state == "uncertain" for row in room.rows())


async def test_withdrawn_in_the_middle_of_a_change_it_goes_whole(room: Newsroom) -> None:
    post = await out(room, LONG, "mastodon")
    await reworded(room, f"At last: {LONG}")
    await room.says("post")
    await room.taps("1  ")
    await room.taps("More")
    await room.taps("Withdraw…")
    await room.taps("Yes, withdraw it")
    await room.until_settled(10)
    assert (room.state(post), stands(room, "mastodon")) == (State.WITHDRAWN, [])


async def test_what_was_posted_before_a_failed_channel_was_edited_says_the_new_words_too(room: Newsroom) -> None:
    room.there["x"].failures["account"] = failing(Outcome.STOP)
    post = await room.plan(SAID, "x", "mastodon")
    await room.until_settled(4)
    await room.taps("Edit")
    await room.says(NEW)
    assert "1 part is out on Mastodon and changes there." in room.cards()[-1]
    await room.taps("Approve")
    await room.taps("More")
    await room.taps("Post it now")
    await room.until_settled(5)
    assert (room.state(post), stands(room, "mastodon"), stands(room, "x")) == (State.POSTED, [NEW], [NEW])
