"""The pace: no sliding window is ever broken, and nobody waits for another's chat."""

import asyncio
from itertools import starmap

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.base import Limits
from scheduler.pacer import MANY, Pacer, Place
from tests.unit.virtual_time import Left, Time, broken, leaves

TELEGRAM = Limits(text=4000, label=40, rows=8)
NARROW = Limits(4000, 40, 8, a_second=5, a_minute_group=3, a_minute={"edit": 4})
ANN, BEA = Place("", "ann"), Place("", "bea")
GROUP = Place("", "-1", group=True)
PLACES = [Place(workspace, chat, group=chat.startswith("-")) for workspace in ("", "T1") for chat in "abc"]
PLACES += [GROUP, Place("T1", "-2", group=True)]


def paced(limits: Limits = TELEGRAM, now: float = 0.0) -> tuple[Time, Pacer]:
    time = Time(now)
    return time, Pacer(limits, time, time.sleep)


def chat(number: int) -> Place:
    return Place("", str(number))


ARRIVALS = st.lists(
    st.tuples(
        st.floats(0, 20),
        st.sampled_from(PLACES),
        st.sampled_from(["send", "send", "send", "edit", "open"]),
        st.booleans(),
        st.sampled_from([0, 0, 0, 1.5, 7]),
        st.booleans(),
    ),
    max_size=120,
)


@given(ARRIVALS, st.sampled_from([TELEGRAM, NARROW]), st.lists(st.tuples(st.floats(0, 70), st.sampled_from(PLACES))))
@settings(max_examples=60, deadline=None)
def test_no_sliding_window_is_ever_broken_and_nobody_wakes_early(
    arrivals: list[tuple[float, Place, str, bool, float, bool]], limits: Limits, before: list[tuple[float, Place]]
) -> None:
    time, pacer = paced(limits, now=1000.0)
    left: list[Left] = []
    for ago, place in sorted(before, key=lambda one: -one[0]):  # a restart: what left before it is told
        sent = Left(1000.0 - ago, place)
        if not broken([*left, sent], limits):
            left.append(sent)
            pacer.remember(place, ago)
    told: list[tuple[float, float, Place, bool]] = []

    async def one(at: float, place: Place, op: str, answer: bool, wait: float, everyone: bool) -> None:
        await time.sleep(at)
        await leaves(pacer, time, place, left, op, answer=answer)
        if wait:
            pacer.told_to_wait(wait, place, everyone=everyone)
            told.append((time.now, time.now + wait, place, everyone))

    async def all_of_it() -> None:
        await asyncio.gather(*starmap(one, arrivals))

    known = len(left)
    asyncio.run(time.run(all_of_it))
    assert len(left) == known + len(arrivals)
    assert not broken(left, limits)
    for since, until, place, everyone in told:
        closed = [one for one in left if since < one.moment < until - 1e-9]
        assert not [o for o in closed if o.place == place or (everyone and o.place.workspace == place.workspace)]


async def test_an_answer_to_a_closed_chat_holds_up_nobody() -> None:
    time, pacer = paced()
    left: list[Left] = []
    pacer.told_to_wait(30, ANN)

    async def both() -> None:
        late = asyncio.ensure_future(leaves(pacer, time, ANN, left, answer=True))
        await asyncio.gather(*(leaves(pacer, time, chat(n), left) for n in range(60)))
        assert time.now < 2.1
        await late

    await time.run(both)
    assert (left[-1].moment, left[-1].place) == (30.0, ANN)


async def test_told_to_wait_by_everyone_all_wait() -> None:
    time, pacer = paced()
    left: list[Left] = []
    pacer.told_to_wait(5, ANN, everyone=True)
    pacer.told_to_wait(2, BEA, everyone=True)
    assert pacer.expected(BEA, 0) == 5

    async def all_of_it() -> None:
        await asyncio.gather(
            leaves(pacer, time, ANN, left, answer=True), leaves(pacer, time, BEA, left),
            leaves(pacer, time, BEA, left, "edit"),
        )  # fmt: skip

    await time.run(all_of_it)
    assert len(left) == 3
    assert all(5 <= one.moment < 5.1 for one in left)


async def test_a_group_takes_twenty_a_minute() -> None:
    time, pacer = paced()
    left: list[Left] = []

    async def all_of_it() -> None:
        await asyncio.gather(*(leaves(pacer, time, GROUP, left) for _ in range(41)))

    await time.run(all_of_it)
    assert not broken(left, TELEGRAM)
    assert 120 <= time.now < 122


async def test_each_workspace_has_a_token_of_its_own() -> None:
    time, pacer = paced(NARROW)
    left: list[Left] = []
    pacer.told_to_wait(50, Place("T9", "x"), everyone=True)

    async def all_of_it() -> None:
        there = [Place(f"T{workspace}", str(n)) for workspace in range(4) for n in range(50)]
        await asyncio.gather(*(leaves(pacer, time, place, left) for place in there))

    await time.run(all_of_it)
    assert not broken(left, NARROW)
    assert 9 <= time.now < 11, "four workspaces take no longer than one"


async def test_edits_keep_their_own_limit_and_hold_up_no_message() -> None:
    time, pacer = paced(NARROW)
    left: list[Left] = []

    async def all_of_it() -> None:
        edits = [asyncio.ensure_future(leaves(pacer, time, ANN, left, "edit", answer=True)) for _ in range(9)]
        await asyncio.gather(*(leaves(pacer, time, chat(n), left) for n in range(10)))
        assert time.now < 3
        await asyncio.gather(*edits)

    await time.run(all_of_it)
    assert not broken(left, NARROW)
    assert 120 <= time.now < 121


async def test_what_left_before_a_restart_still_counts_also_with_a_clock_that_was_set_back() -> None:
    time, pacer = paced(now=100.0)
    for ago in (0.9, 0.5, -3600.0):
        pacer.remember(Place("", f"chat{ago}"), ago)
    pacer.remember(GROUP, 0.5)
    left: list[Left] = []
    await time.run(lambda: leaves(pacer, time, GROUP, left))
    await time.run(lambda: leaves(pacer, time, Place("", "chat-3600.0"), left))
    assert 100.5 <= left[0].moment < 100.52
    assert 101 <= left[1].moment < 101.02


async def test_what_others_sent_is_told_anew_and_in_any_order() -> None:
    time, pacer = paced(NARROW, now=100.0)
    left: list[Left] = []
    await time.run(lambda: leaves(pacer, time, ANN, left))
    pacer.forget()
    await time.run(lambda: leaves(pacer, time, ANN, left))
    assert left[1].moment < 100.3, "known to nobody"
    del left[0]
    for number in range(4):
        pacer.remember(chat(number), 0.9)
        left.append(Left(time.now - 0.9, chat(number)))

    async def more() -> None:
        await asyncio.gather(*(leaves(pacer, time, chat(number), left, answer=True) for number in range(4, 20)))

    await time.run(more)
    assert not broken(left, NARROW)


async def test_silent_chats_take_no_memory() -> None:
    time, pacer = paced(Limits(4000, 40, 8, a_second=1e9))
    left: list[Left] = []
    for number in range(3 * MANY):
        pacer.told_to_wait(0.0, chat(number))
        await leaves(pacer, time, chat(number), left)
        time.now += 0.01
    assert len(pacer._chats) < 2 * MANY
    assert len(pacer._closed) < 2 * MANY


def test_a_full_chat_says_how_long_it_takes() -> None:
    _, pacer = paced()
    assert pacer.expected(ANN, 0) == 0
    assert pacer.expected(ANN, 4) == 4
    assert pacer.expected(GROUP, 4) == 12
