"""What a channel did not take comes back as a card: retry, edit or drop; a doubt is a person's to settle."""

from collections import deque
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from bot.adapters.base import SendFailed
from domain.delivery import Outcome
from domain.delivery import State as Sent
from domain.posts import State
from storage import outbox, posts
from storage.audit import audit
from storage.db import Database
from tests.scheduler.newsroom import Newsroom, newsroom

SAID = "Nine people found somebody to work with this month."
LONG = " ".join(f"Person {number} found somebody to make a chair with." for number in range(40))


@pytest.fixture
async def room(sqlite: Database) -> AsyncIterator[Newsroom]:
    async with newsroom(sqlite, "x", "mastodon", "bluesky") as open_:
        yield open_


def failing(outcome: Outcome, reason: str = "why", **more: Any) -> deque[Exception]:
    return deque([SendFailed(outcome, reason, **more)])


async def broken_off(room: Newsroom, kind: str) -> int:
    """A thread of which one part is public."""
    post = await room.plan(LONG, kind)
    await room.bot.settle()
    room.there[kind].failures["account"] = failing(Outcome.STOP, "no more")
    await room.until_settled()
    assert room.state(post) is State.FAILED
    return post


async def test_a_failure_is_a_card_and_a_retry_goes_on(room: Newsroom) -> None:
    channel = room.there["x"]
    channel.failures["account"] = failing(Outcome.STOP, "This picture is too large.")
    post = await room.plan(LONG, "x", "mastodon")
    await room.until_settled()
    assert room.state(post) is State.FAILED
    assert "Not posted on X" in room.cards()[-1]
    assert "“This picture is too large.”" in room.cards()[-1]
    await room.taps("Try again")
    await room.until_settled()
    assert room.state(post) is State.POSTED
    assert len(room.said("x")) > 5
    assert len(room.said("mastodon")) == len(set(room.said("mastodon")))


async def test_a_thread_that_broke_off_goes_on_where_it_was(room: Newsroom) -> None:
    post = await room.plan(LONG, "x")
    await room.bot.settle()
    room.there["x"].failures["account"] = failing(Outcome.STOP, "no more")
    await room.until_settled()
    assert "1 part of it is out there" in room.cards()[-1]
    await room.taps("Try again")
    await room.until_settled()
    assert len(room.said("x")) == len(set(room.said("x"))) == len(room.variant(post, "x").parts) > 5


async def test_other_words_go_on_behind_what_is_public(room: Newsroom) -> None:
    post = await broken_off(room, "x")
    old = room.said("x")[0]
    words = LONG.replace("Person 39", "Somebody at last")
    await room.db.run(partial(posts.change, post_id=post, text=words))
    await room.taps("Try again")
    await room.until_settled()
    parts = room.said("x")
    assert room.state(post) is State.POSTED
    assert (parts[0], len(parts)) == (old, len(set(parts)))
    assert " ".join(part.rpartition(" ")[0] for part in parts) == words
    assert {parcel.op for parcel in room.there["x"].sent} == {"send"}


async def test_words_that_do_not_go_on_from_it_come_back_and_nothing_is_said_twice(room: Newsroom) -> None:
    post = await broken_off(room, "x")
    await room.db.run(partial(posts.change, post_id=post, text=SAID))
    await room.taps("Try again")
    await room.until_settled()
    assert (room.state(post), len(room.said("x"))) == (State.FAILED, 1)
    assert "X cannot change what is out, and the new words do not go on from it." in room.cards()[-1]
    assert "[Withdraw and write anew]" in room.cards()[-1]
    await room.taps("Withdraw and write anew")
    await room.until_settled()
    assert "these words are a draft" in "\n".join(room.cards()[-3:])
    assert [(parcel.op, parcel.target) for parcel in room.there["x"].sent] == [("send", ""), ("delete", "m1")]


async def test_what_is_out_of_a_thread_is_changed_where_that_can_be_done(room: Newsroom) -> None:
    post = await broken_off(room, "mastodon")
    await room.db.run(partial(posts.change, post_id=post, text=f"Look: {LONG}"))
    await room.taps("Try again")
    await room.until_settled()
    sent = room.there["mastodon"].sent
    assert [(parcel.op, parcel.target) for parcel in sent[:3]] == [("send", ""), ("edit", "m1"), ("send", "m1")]
    assert room.state(post) is State.POSTED
    assert len(room.variant(post, "mastodon").parts) == len(sent) - 1


async def test_a_card_says_what_is_public_before_it_is_approved_again(room: Newsroom) -> None:
    await broken_off(room, "x")
    await room.taps("Edit")
    await room.says(f"Look: {LONG}")
    assert "1 part is out on X and stays as it is; the text goes on after it." in room.cards()[-1]


async def test_dropped_on_one_channel_it_is_posted_on_the_others(room: Newsroom) -> None:
    room.there["x"].failures["account"] = failing(Outcome.STOP)
    post = await room.plan(SAID, "x", "mastodon")
    await room.until_settled()
    await room.taps("Drop it there")
    await room.until_settled()
    assert room.state(post) is State.POSTED
    assert room.variant(post, "x").state == Sent.CANCELLED
    whats = room.db.read_now(lambda on: list(on.execute(select(audit.c.what)).scalars()))
    assert {"post.dropped", "post.posted", "post.failed"} <= set(whats)


async def test_a_revoked_key_closes_one_channel_and_is_told(room: Newsroom) -> None:
    room.there["x"].failures["account"] = failing(Outcome.STOP, "invalid_token")
    post = await room.plan(SAID)
    await room.until_settled()
    assert (room.channel("x").enabled, room.channel("mastodon").enabled) == (False, True)
    assert any("X is switched off for now" in card for card in room.cards())
    assert room.said("mastodon") == [SAID]
    later = await room.plan("Something else entirely.", "x")
    await room.until_settled()
    assert (room.state(post), room.state(later)) == (State.FAILED, State.FAILED)
    assert "switched off here" in room.cards()[-1]
    await room.taps("Try again")
    assert "switch it on first" in room.cards()[-1]
    assert room.said("x") == []


@pytest.mark.parametrize(
    ("label", "said", "stands"),
    [
        ("It is there", 0, State.POSTED),
        ("It is not: post it", 1, State.POSTED),
        ("Leave it", 0, State.WITHDRAWN),
    ],
)
async def test_a_doubt_is_visible_and_a_person_settles_it(room: Newsroom, label: str, said: int, stands: State) -> None:
    room.there["x"].failures["account"] = failing(Outcome.UNCERTAIN, "its answer broke off")
    post = await room.plan(SAID, "x")
    await room.until_settled()
    assert room.state(post) is State.UNCERTAIN
    assert not any("Is it on X?" in card for card in room.cards())
    await room.passes(minutes=3)
    assert "Is it on X?" in room.cards()[-1]
    await room.taps(label)
    await room.until_settled()
    assert (len(room.said("x")), room.state(post)) == (said, stands)


async def test_a_row_that_waits_on_a_closed_channel_does_not_leave_later(room: Newsroom) -> None:
    room.there["x"].failures["account"] = failing(Outcome.RETRY, "rate_limited", wait=3600)
    post = await room.plan(SAID, "x")
    await room.bot.settle()
    await room.set("x", enabled=False, why="closed")
    await room.until_settled()
    await room.passes(hours=2)
    assert (room.state(post), room.said("x")) == (State.FAILED, [])


async def test_an_expired_or_cancelled_row_is_visible(room: Newsroom) -> None:
    posts_ = [await room.plan(SAID, "x"), await room.plan("Else", "x")]
    room.there["x"].failures["account"] = deque([SendFailed(Outcome.RETRY, "why", 3600)] * 2)
    await room.bot.settle()
    of = outbox.outbox
    for row, state in zip(room.rows(), (Sent.EXPIRED, Sent.CANCELLED), strict=True):
        change = update(of).where(of.c.id == row.id).values(state=str(state), error=None)
        await room.db.run(partial(Connection.execute, statement=change))
    await room.until_settled()
    assert [room.state(post) for post in posts_] == [State.FAILED, State.WITHDRAWN]
    assert "It waited too long" in room.cards()[-1]


async def test_a_text_too_long_for_any_thread_comes_back(room: Newsroom) -> None:
    post = await room.plan(LONG * 5, "x")
    await room.until_settled()
    assert room.state(post) is State.FAILED
    assert "too long for a thread on X" in room.cards()[-1]
