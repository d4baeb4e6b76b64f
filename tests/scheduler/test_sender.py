"""The sender: what was promised of each purpose holds, whatever the far side and the database do."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from bot import wire
from bot.adapters.base import Parcel, SendFailed
from bot.ui import Message
from domain.delivery import Outcome, Purpose, State
from domain.errors import Unavailable
from storage import outbox, people
from storage.db import Database
from tests.scheduler.channel import LIMITS, Channel, until
from tests.scheduler.post import NOW, Post


@pytest.fixture
async def post(sqlite: Database) -> AsyncIterator[Post]:
    here = Post(sqlite)
    yield here
    await here.sender.stop()


def failing(outcome: Outcome, reason: str = "rate_limited", **more: Any) -> deque[Exception]:
    return deque([SendFailed(outcome, reason, **more)])


async def test_answers_to_one_chat_arrive_in_order(post: Post) -> None:
    for number in range(20):
        await post.answer(str(number), chat="ann" if number % 2 else "kim")
    await post.sender.idle()
    assert post.channels[0].texts("ann") == [str(n) for n in range(1, 20, 2)]
    assert post.channels[0].texts("kim") == [str(n) for n in range(0, 20, 2)]


async def test_an_answer_that_must_be_tried_again_is_not_overtaken(post: Post) -> None:
    post.channels[0].failures["ann"] = failing(Outcome.RETRY, wait=5)
    for text in ("one", "two", "three"):
        await post.answer(text)
    await post.sender.idle()
    assert post.channels[0].texts() == []
    post.now += timedelta(seconds=5)
    await post.sender.idle()
    assert post.channels[0].texts() == ["one", "two", "three"]


async def test_a_once_purpose_is_marked_before_its_send(post: Post) -> None:
    seen: list[str] = []

    async def look(parcel: Parcel) -> None:
        seen.append(str(post.db.read_now(lambda on: on.execute(select(outbox.outbox.c.state)).scalar())))

    post.channels[0].before = look
    await post.put("news", Purpose.BROADCAST)
    await post.sender.idle()
    assert seen == ["sending"]
    assert post.states() == {"sent": 1}


@pytest.mark.parametrize(
    ("failure", "purpose", "state"),
    [
        (Outcome.RETRY, Purpose.BROADCAST, State.PENDING),
        (Outcome.RETRY, Purpose.SEAT, State.PENDING),
        (Outcome.STOP, Purpose.BROADCAST, State.FAILED),
        (Outcome.STOP, Purpose.SEAT, State.FAILED),
        (Outcome.UNCERTAIN, Purpose.BROADCAST, State.UNCERTAIN),
    ],
)
async def test_each_failure_has_its_state(post: Post, failure: Outcome, purpose: Purpose, state: State) -> None:
    post.channels[0].failures["ann"] = failing(failure, "why", wait=9.0 if failure is Outcome.RETRY else None)
    item = await post.put("hello", purpose)
    await post.sender.idle()
    row = post.row(item)
    assert (row.state, row.error, row.attempts) == (state, "why", 1)
    if state is State.PENDING:
        assert row.due == NOW + timedelta(seconds=9)
        post.now += timedelta(seconds=8.9)
        await post.sender.idle()
        assert post.channels[0].texts() == []
        post.now += timedelta(seconds=0.2)
        await post.sender.idle()
        assert post.channels[0].texts() == ["hello"]


async def test_an_answer_in_doubt_is_repeated_once(post: Post) -> None:
    post.channels[0].failures["ann"] = deque(
        [SendFailed(Outcome.UNCERTAIN, "hung"), SendFailed(Outcome.UNCERTAIN, "hung")]
    )
    item = await post.put("your seat", Purpose.SEAT)
    await post.sender.idle()
    assert post.row(item).state == State.UNCERTAIN
    assert post.row(item).attempts == 2


async def test_a_channel_that_breaks_its_contract_leaves_the_row_in_doubt(post: Post) -> None:
    post.channels[0].failures["ann"] = deque([RuntimeError("bug")])
    item = await post.put("news", Purpose.BROADCAST)
    await post.sender.idle()
    assert (post.row(item).state, post.row(item).error) == (State.UNCERTAIN, "RuntimeError")


async def test_a_letter_of_a_newer_release_is_not_sent(post: Post) -> None:
    item = await post.put("news")
    await post.db.run(lambda on: on.execute(update(outbox.outbox).values(message='{"v":9}')).rowcount)
    await post.sender.idle()
    assert post.row(item).state == State.FAILED
    assert "newer release" in post.row(item).error


def _known(db: Connection, chat: str) -> int:
    ann = people.add_member(db, "Ann", "en", "Europe/Madrid", None, NOW)
    people.add_account(db, ann, "letters", "", chat, chat, NOW)
    return ann


async def test_a_group_that_moved_is_written_to_at_its_new_place(post: Post) -> None:
    ann = await post.db.run(partial(_known, chat="old"))
    post.channels[0].failures["old"] = failing(Outcome.RETRY, "moved", moved_to="new")
    await post.put("hello", member_id=ann, chat="", adapter="")
    await post.put("more", chat="old")
    await post.sender.idle()
    post.now += timedelta(seconds=5)
    await post.sender.idle()
    assert sorted(post.channels[0].texts("new")) == ["hello", "more"]
    assert post.db.read_now(partial(people.accounts, member_id=ann))[0].chat == "new"


async def test_who_blocked_the_bot_is_written_to_no_more(post: Post) -> None:
    ann = await post.db.run(partial(_known, chat="ann"))
    post.channels[0].failures["ann"] = failing(Outcome.STOP, "blocked")
    await post.put("hello", member_id=ann, chat="")
    await post.sender.idle()
    later = await post.put("again", member_id=ann, chat="")
    await post.sender.idle()
    assert post.channels[0].texts() == []
    assert (post.row(later).state, post.row(later).error) == (State.FAILED, "unreachable")


async def test_after_a_crash_once_is_never_repeated_and_answers_are(post: Post) -> None:
    stuck = asyncio.Event()

    async def hang(parcel: Parcel) -> None:
        stuck.set()
        await asyncio.Event().wait()

    post.channels[0].before = hang
    news, seat = await post.put("news", Purpose.BROADCAST), await post.put("seat", Purpose.SEAT, chat="kim")
    dying = asyncio.create_task(post.sender.idle())
    while post.row(news).state != State.SENDING:
        await stuck.wait()
        await asyncio.sleep(0)
    dying.cancel()
    for task in post.sender._tasks:
        task.cancel()
    await asyncio.gather(*post.sender._tasks, dying, return_exceptions=True)

    post.channels[0].before = None
    post.now += timedelta(hours=1)
    after = post.another("second")
    await after.start()
    await after.idle()
    await after.stop()
    assert post.channels[0].texts() == ["seat"]
    assert (post.row(news).state, post.row(news).error) == (State.UNCERTAIN, "crash")
    assert post.row(seat).state == State.SENT


async def test_stop_lets_a_send_in_flight_end_and_begins_no_other(sqlite: Database) -> None:
    post = Post(sqlite, Channel(limits=replace(LIMITS, in_flight=1)))
    inside, go = asyncio.Event(), asyncio.Event()

    async def slow(parcel: Parcel) -> None:
        inside.set()
        await go.wait()

    post.channels[0].before = slow
    await post.sender.start()
    await post.put("one", chat="ann")
    await post.put("two", chat="kim")
    post.sender.wake()
    await inside.wait()
    stopping = asyncio.create_task(post.sender.stop())
    await asyncio.sleep(0)
    go.set()
    await stopping
    assert post.channels[0].texts() == ["one"]
    assert post.states() == {"sent": 1, "pending": 1}


async def test_a_crash_at_any_moment_leaves_no_more_in_doubt_than_may_be_on_their_way(sqlite: Database) -> None:
    post = Post(sqlite, Channel(limits=replace(LIMITS, in_flight=3)))
    doubts: list[int] = []

    async def slow(parcel: Parcel) -> None:
        for _ in range(int(parcel.key) % 4):
            await asyncio.sleep(0)
        marked = select(func.count()).where(outbox.outbox.c.state == str(State.SENDING))
        doubts.append(await post.db.read(lambda on: int(on.execute(marked).scalar_one())))

    post.channels[0].before = slow
    for number in range(60):
        await post.put("news", Purpose.BROADCAST, chat=str(number))
    await post.sender.idle()
    assert post.states() == {"sent": 60}
    assert max(doubts) == 3, "all places are used, and none is given away before its row is known to be sent"


async def test_trouble_of_the_database_while_marking_is_waited_out(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    await post.put("news", Purpose.BROADCAST)
    run, refused = post.db.run, 0

    async def moody(unit: Callable[[Connection], Any], deadline: float | None = None) -> Any:
        nonlocal refused
        if getattr(unit, "func", None).__name__ == "_all" and refused % 2 == 0:  # type: ignore[union-attr]  # partials all
            refused += 1
            raise Unavailable("disk full")
        refused += 1
        return await run(unit, deadline)

    monkeypatch.setattr(post.db, "run", moody)
    await post.sender.idle()
    assert post.channels[0].texts() == ["news"]
    assert post.states() == {"sent": 1}


async def test_rows_of_a_channel_that_is_not_here_wait_and_starve_nobody(post: Post) -> None:
    def many(db: Connection) -> None:
        for number in range(150):
            ann = people.add_member(db, str(number), "en", "Europe/Madrid", None, NOW)
            people.add_account(db, ann, "elsewhere", "", str(number), str(number), NOW)
            outbox.put(db, NOW, "send", wire.dumps(Message("away")), Purpose.SEAT, member_id=ann)
            outbox.put(db, NOW, "send", wire.dumps(Message("x")), Purpose.SEAT, adapter="elsewhere", chat="y")

    await post.db.run(many)
    await post.put("here", Purpose.BROADCAST)
    await post.sender.idle()
    assert post.channels[0].texts() == ["here"]
    assert post.states() == {"pending": 300, "sent": 1}


async def test_one_slow_chat_holds_up_nobody_else(sqlite: Database) -> None:
    post = Post(sqlite, paced=True)
    for number in range(30):
        await post.put(str(number), chat="-group")
    await post.put("for kim", Purpose.BROADCAST, chat="kim")
    await post.sender.start()
    await until(lambda: "for kim" in post.channels[0].texts())
    assert len(post.channels[0].texts("-group")) < 5
    await post.sender.stop()


async def test_the_pace_survives_a_restart(sqlite: Database) -> None:
    post = Post(sqlite, Channel(limits=replace(LIMITS, a_second_chat=0.001)), paced=True)
    first = await post.put("one")
    await post.sender.start()
    await until(lambda: post.row(first).state == State.SENT)
    await post.sender.stop()
    after = post.another("second")
    await after.start()
    second = await post.put("two")
    await after.idle()
    await after.stop()
    assert post.row(second).due > NOW + timedelta(seconds=900)
    assert post.channels[0].texts() == ["one"]


async def test_the_loop_carries_on_after_trouble_and_wakes_for_what_is_due(post: Post) -> None:
    await post.sender.start()
    item = await post.put("hello")
    post.sender.wake()
    await until(lambda: post.row(item).state == State.SENT)
    assert post.channels[0].texts() == ["hello"]
