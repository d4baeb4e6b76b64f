"""A message in, an answer out: Tertulia beside plain bots of the libraries, 40 in flight and 50 a second."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from benchmarks.contender import Contender, Kind
from benchmarks.figures import Figure
from benchmarks.outside import Caller, Outside, listening

IN_FLIGHT, A_SECOND = 40, 50
PEERS = "benchmarks.peers"
LIBRARY, AIOGRAM, BOLT = "python-telegram-bot", "aiogram", "slack-bolt"
TELEGRAM, SLACK = "Tertulia on Telegram", "Tertulia on Slack"
KINDS = (
    Kind(LIBRARY, f"{PEERS}.python_telegram_bot", "telegram", stores=False),
    Kind(f"{LIBRARY} +DB", f"{PEERS}.python_telegram_bot", "telegram"),
    Kind(AIOGRAM, f"{PEERS}.aiogram_bot", "telegram", stores=False),
    Kind(f"{AIOGRAM} +DB", f"{PEERS}.aiogram_bot", "telegram"),
    Kind(TELEGRAM, f"{PEERS}.ours", "telegram"),
    Kind(BOLT, f"{PEERS}.bolt", "slack", stores=False),
    Kind(f"{BOLT} +DB", f"{PEERS}.bolt", "slack"),
    Kind(SLACK, f"{PEERS}.ours", "slack"),
)
GOALS = ((TELEGRAM, f"{LIBRARY} +DB", 8), (TELEGRAM, f"{AIOGRAM} +DB", 5), (SLACK, f"{BOLT} +DB", 3))
"""Ours, a peer, and how many times as fast ours is to be."""


@dataclass
class Measured:
    """What the rounds of one contender showed."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    usual: list[float] = field(default_factory=list)
    worst: list[float] = field(default_factory=list)
    resident: float = 0.0
    started: float = 0.0


@asynccontextmanager
async def started(kind: Kind, folder: Path, outside: Outside, api: str) -> AsyncIterator[Contender]:
    """A contender with everybody known to it."""
    own = folder / kind.name.replace(" ", "-")
    own.mkdir()
    one = Contender(kind, own, outside, api)
    try:
        await one.start()
        yield one
    finally:
        await one.stop()


async def crowd(one: Contender, seconds: float) -> tuple[float, float]:
    """Answers a second and CPU µs an answer, with `IN_FLIGHT` people who write as soon as they are answered."""
    callers = await one.callers(IN_FLIGHT)
    began, cpu = time.monotonic(), one.cpu()
    ends = began + seconds

    async def lane(number: int, caller: Caller) -> int:
        answered = 0
        while time.monotonic() < ends:
            if await one.turn(caller, number + 1) is None:
                raise RuntimeError(f"{one.kind.name} left a message without an answer")
            answered += 1
        return answered

    done = sum(await asyncio.gather(*(lane(number, caller) for number, caller in enumerate(callers))))
    lasted, spent = time.monotonic() - began, one.cpu() - cpu
    for caller in callers:
        caller.close()
    return done / lasted, spent / done * 1e6


async def stroll(one: Contender, seconds: float) -> list[float]:
    """Milliseconds until each answer while messages come evenly, `A_SECOND` of them."""
    callers = await one.callers(10)
    began, turns = time.monotonic(), []
    for number in range(int(seconds * A_SECOND)):
        await asyncio.sleep(began + number / A_SECOND - time.monotonic())
        turns.append(asyncio.create_task(one.turn(callers[number % 10], number % IN_FLIGHT + 1)))
    took = await asyncio.gather(*turns)
    for caller in callers:
        caller.close()
    return [1000 * seconds for seconds in took if seconds is not None]


async def rounds(many: int, seconds: float) -> dict[str, Measured]:
    """All contenders in turn, round after round: whatever else the machine does hits everybody alike."""
    outside, shown = Outside(), {kind.name: Measured() for kind in KINDS}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        api = await stack.enter_async_context(listening(outside))
        contenders = [await stack.enter_async_context(started(kind, folder, outside, api)) for kind in KINDS]
        for one in contenders:
            await crowd(one, seconds)  # everybody becomes known, statements are compiled
        for _ in range(many):
            for one in contenders:
                rate, cpu = await crowd(one, seconds)
                shown[one.kind.name].rates.append(rate)
                shown[one.kind.name].cpu.append(cpu)
            for one in contenders:
                took = sorted(await stroll(one, seconds))
                shown[one.kind.name].usual.append(statistics.median(took))
                shown[one.kind.name].worst.append(took[int(0.99 * len(took))])
        for one in contenders:
            shown[one.kind.name].resident, shown[one.kind.name].started = one.resident(), one.started
    return shown


def run(*, quick: bool = False) -> list[Figure]:
    """Measure; each contender is a process of its own and so is the world around them."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        shown = runner.run(rounds(3 if quick else 7, 1.0 if quick else 2.0))
    figures = [figure for name, one in shown.items() for figure in _figures(name, one)]
    return [*figures, *(_ratio(shown[ours], shown[peer], ours, peer, goal) for ours, peer, goal in GOALS)]


def _figures(name: str, one: Measured) -> list[Figure]:
    ours = name in {TELEGRAM, SLACK}
    memory, start = f"RSS {one.resident:.0f} MB", f"first answer {one.started:.1f} s after the start"
    return [
        Figure.of(name, "answers/s", one.rates, f"{memory}, {start}"),
        Figure.of(f"{name}: CPU", "µs an answer", one.cpu),
        Figure.of(f"{name}: p50 at {A_SECOND}/s", "ms", one.usual, "goal: 2.5" if ours else ""),
        Figure.of(f"{name}: p99 at {A_SECOND}/s", "ms", one.worst, "goal: 6" if ours else ""),
    ]


def _ratio(ours: Measured, peer: Measured, name: str, other: str, goal: int) -> Figure:
    """By CPU: the machine's other work takes time from both, and turns rates into chance."""
    times = [theirs / mine for mine, theirs in zip(ours.cpu, peer.cpu, strict=True)]
    return Figure.of(f"{name} over {other}", "times", times, f"by CPU; goal: {goal}")
