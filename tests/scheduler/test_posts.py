"""Posts go out once on each channel, in threads, within what a month may cost, and never without a word if not."""

from collections import deque
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.adapters.base import SendFailed
from domain.delivery import Outcome
from domain.delivery import State as Sent
from domain.posts import State
from storage import post_channels as channels
from storage import post_consents, posts
from storage import post_variants as variants
from storage.db import Database
from storage.post_consents import Answer
from tests.scheduler.newsroom import NOW, Newsroom, newsroom

SAID = "Nine people found somebody to work with this month."
LONG = " ".join(f"Person {number} found somebody to make a chair with." for number in range(40))


@pytest.fixture
async def room(sqlite: Database) -> AsyncIterator[Newsroom]:
    async with newsroom(sqlite, "x", "mastodon", "bluesky") as open_:
        yield open_


def failing(outcome: Outcome, reason: str = "why", **more: Any) -> deque[Exception]:
    return deque([SendFailed(outcome, reason, **more)])


async def test_one_text_on_every_channel(room: Newsroom) -> None:
    post = await room.plan(SAID)
    await room.until_settled()
    assert [room.said(kind) for kind in room.there] == [[SAID]] * 3
    assert room.state(post) is State.POSTED
    assert room.variant(post, "x").posted == NOW + timedelta(seconds=3)
    assert "It is out" in room.cards()[-1]


async def test_a_long_text_is_a_thread_that_answers_itself(room: Newsroom) -> None:
    post = await room.plan(LONG, "x")
    await room.until_settled()
    parts = room.said("x")
    assert len(parts) > 5
    assert [part.rpartition(" ")[2] for part in parts] == [f"{n}/{len(parts)}" for n in range(1, len(parts) + 1)]
    sent = room.there["x"].sent
    assert [parcel.target for parcel in sent] == ["", *(f"m{n}" for n in range(1, len(parts)))]
    assert {parcel.letter.root for parcel in sent[1:]} == {"m1"}  # type: ignore[union-attr]  # posts
    assert room.variant(post, "x").parts == [f"m{n}" for n in range(1, len(parts) + 1)]
    assert room.state(post) is State.POSTED


async def test_it_is_begun_as_often_as_you_like_and_posted_once(room: Newsroom) -> None:
    post = await room.plan(SAID, "x")
    for work in ("posts.begin", "posts.follow") * 5:
        await room.asks(work, post)
        await room.bot.settle()
    await room.until_settled()
    assert room.said("x") == [SAID]


async def test_a_post_that_was_moved_waits(room: Newsroom) -> None:
    post = await room.plan(SAID, "x", due=NOW + timedelta(hours=1))
    await room.asks("posts.begin", post)
    await room.bot.settle()
    assert room.state(post) is State.SCHEDULED
    await room.passes(hours=1)
    assert room.said("x") == [SAID]


async def test_what_a_stop_made_late_is_not_said_at_night(room: Newsroom) -> None:
    post = await room.plan(SAID, "x", due=NOW - timedelta(hours=1))
    room.now = NOW.replace(hour=22)
    await room.db.run(partial(posts.change, post_id=post, due=room.now - timedelta(hours=1)))
    await room.bot.settle()
    assert room.said("x") == []
    await room.passes(hours=9.5)
    assert room.said("x") == [SAID]


async def test_what_is_too_late_is_asked_about(room: Newsroom) -> None:
    post = await room.plan(SAID, "x", due=NOW - timedelta(hours=13))
    await room.bot.settle()
    assert room.state(post) is State.APPROVED
    assert "[A new time]" in room.cards()[-1]
    assert room.said("x") == []


async def test_without_consent_it_is_taken_back(room: Newsroom) -> None:
    post = await room.plan(SAID, due=NOW + timedelta(hours=1))
    await room.db.run(partial(post_consents.note, post_id=post, member_id=room.mara, answer=Answer.NO, now=NOW))
    await room.passes(hours=1)
    assert room.state(post) is State.WITHDRAWN
    assert room.said("x") == []
    assert "did not agree to these words" in room.cards()[-1]


async def test_a_month_costs_no_more_than_it_may(room: Newsroom) -> None:
    await room.set("x", plain=200, linked=1000, cap=1500)
    first = await room.plan(f"{SAID} https://tertulia.coop", "x")
    await room.until_settled()
    second = await room.plan(f"Once more: {SAID} https://tertulia.coop", "x")
    await room.until_settled()
    assert [room.state(first), room.state(second)] == [State.POSTED, State.FAILED]
    assert [room.variant(post, "x").price for post in (first, second)] == [1000, 0]
    assert "more than the month allows" in room.cards()[-1]
    await room.passes(days=13)
    await room.taps("Try again")
    await room.until_settled()
    assert room.state(second) is State.POSTED


async def test_a_limit_postpones_and_shows_the_new_time(room: Newsroom) -> None:
    room.there["x"].failures["account"] = failing(Outcome.RETRY, "rate_limited", wait=3600, everyone=True)
    post = await room.plan(SAID, "x")
    await room.bot.settle()
    await room.passes(seconds=5)
    assert (room.variant(post, "x").due, room.variant(post, "x").problem) == (NOW + timedelta(hours=1), "rate_limited")
    await room.passes(minutes=59)
    assert room.said("x") == []
    await room.until_settled()
    assert room.said("x") == [SAID]
    assert room.state(post) is State.POSTED


async def test_withdrawn_it_is_taken_back_where_it_is_out(room: Newsroom) -> None:
    room.there["bluesky"].failures["account"] = failing(Outcome.RETRY, "rate_limited", wait=3600)
    post = await room.plan(SAID)
    await room.until_settled(4)
    await room.db.run(partial(posts.change, post_id=post, state=str(State.WITHDRAWN)))
    await room.asks("posts.pull", post)
    await room.until_settled()
    assert {kind: [p.op for p in one.sent] for kind, one in room.there.items()} == {
        "x": ["send", "delete"], "mastodon": ["send", "delete"], "bluesky": [],
    }  # fmt: skip
    await room.passes(hours=2)
    assert room.said("bluesky") == []
    assert {room.variant(post, kind).state for kind in room.there} == {str(Sent.CANCELLED)}


async def test_what_a_channel_does_not_take_away_is_told(room: Newsroom) -> None:
    post = await room.plan(SAID, "x")
    await room.until_settled()
    room.there["x"].failures["account"] = failing(Outcome.STOP, "Too old to delete.")
    await room.db.run(partial(posts.change, post_id=post, state=str(State.WITHDRAWN)))
    await room.asks("posts.pull", post)
    await room.until_settled()
    assert "Still on X" in room.cards()[-1]
    assert "“Too old to delete.”" in room.cards()[-1]


async def test_each_community_has_a_channel_to_rehearse_on(sqlite: Database) -> None:
    async with newsroom(sqlite) as room:
        assert [one.kind for one in room.db.read_now(partial(channels.channels, community_id=1))] == ["dryrun"]
        post = await room.plan(SAID)
        await room.until_settled()
        assert room.state(post) is State.POSTED
        (row,) = room.rows()
        assert (row.adapter, row.receipt, SAID in row.message) == ("dryrun", f"dry/{row.id}", True)


async def test_an_account_that_is_gone_closes_its_channel_until_it_is_back(sqlite: Database) -> None:
    async with newsroom(sqlite, "x") as room:
        assert room.channel("x").enabled
        setting = room.bot.office.setting
        object.__setattr__(setting, "channels", ("dryrun",))
        await room.passes(hours=1)
        assert not room.channel("x").enabled
        object.__setattr__(setting, "channels", ("dryrun", "x"))
        await room.passes(hours=1)
        assert room.channel("x").enabled


async def test_what_was_lost_on_the_way_is_found(room: Newsroom) -> None:
    post = await room.plan(SAID, "x", due=NOW + timedelta(minutes=7))
    await room.db.run(lambda on: on.exec_driver_sql("DELETE FROM due"))
    await room.passes(minutes=12)
    await room.until_settled()
    assert room.state(post) is State.POSTED


async def test_spent_money_is_of_what_went_out(room: Newsroom) -> None:
    await room.set("x", plain=100)
    room.there["x"].failures["account"] = failing(Outcome.STOP)
    await room.plan(SAID, "x")
    await room.until_settled()
    start, end = NOW - timedelta(days=20), NOW + timedelta(days=20)
    spent = partial(variants.spent, channel_id=room.channel("x").id, start=start, end=end)
    assert room.db.read_now(spent) == 0
