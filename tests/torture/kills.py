"""SIGKILL at random moments under load: nothing lost, nothing doubled, and little enough in doubt."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.delivery import State
from tests.process.command import Running
from tests.torture.stage import Stage, Verdict

IN_FLIGHT = 5
"""What a process has under way at once, and so the most that one kill may leave in doubt."""
MOMENT = 0.05
"""Seconds within which a kill falls once its time has come: several sends long."""


@dataclass(frozen=True)
class Plan:
    """What is done to the bots.

    Args:
        sends: rows planned.
        kills: SIGKILLs, spread over the whole load.
        seed: of the moments.
        workers: processes that share the work.
    """

    sends: int
    kills: int
    seed: int
    workers: int = 1

    def moments(self) -> list[tuple[int, float]]:
        """After how many arrivals each kill falls, and how many seconds later: all of them inside the load."""
        chance = random.Random(self.seed)
        counts = sorted(chance.randint(1, int(0.9 * self.sends)) for _ in range(self.kills))
        return [(count, chance.uniform(0, MOMENT)) for count in counts]


@dataclass
class Outcome:
    """What became of it."""

    plan: Plan
    verdict: Verdict
    doubt: list[int] = field(default_factory=list)
    """Rows that each kill left in doubt (with several workers: all kills together)."""
    busy: float = 0.0
    """Seconds in which sends arrived, restarts left out."""

    @property
    def rate(self) -> float:
        """Sends a second, restarts left out."""
        return sum(self.verdict.states[state] for state in (State.SENT, State.UNCERTAIN)) / self.busy

    def faults(self) -> list[str]:
        """What does not hold, in sentences."""
        wrong = []
        if not self.verdict.holds():
            wrong.append(f"the promise does not hold: {self.verdict}")
        if self.verdict.uncertain > IN_FLIGHT * self.plan.kills:
            wrong.append(f"{self.verdict.uncertain} in doubt after {self.plan.kills} kills")
        if self.plan.workers == 1 and any(count > IN_FLIGHT for count in self.doubt):
            wrong.append(f"one kill left more than {IN_FLIGHT} in doubt: {self.doubt}")
        if still := {s: n for s, n in self.verdict.states.items() if s not in {State.SENT, State.UNCERTAIN}}:
            wrong.append(f"not sent at the end: {still}")
        return wrong


async def under_kills(stage: Stage, plan: Plan) -> Outcome:
    """Carry the load while processes are killed at random; gives the verdict once nothing is open."""
    stage.plan(plan.sends)
    role = "all" if plan.workers == 1 else "worker"
    bots = [stage.bot(f"worker{number}", role) for number in range(plan.workers)]
    try:
        await asyncio.gather(*(bot.start() for bot in bots))
        if plan.workers == 1:
            doubt, starts = await _one(stage, plan, bots[0])
        else:
            doubt, starts = await _several(stage, plan, bots)
        await stage.finished(bots)
        codes = [(await bot.stop())[0] for bot in bots]
        assert codes == [0] * len(bots), codes
        return Outcome(plan, stage.verdict(), doubt, _busy(stage.ledger.arrivals, starts))
    finally:
        for bot in bots:
            await bot.close()


async def _one(stage: Stage, plan: Plan, bot: Running) -> tuple[list[int], list[int]]:
    """Kill and start one process again and again; gives the doubt of each kill and where each life began."""
    doubt, starts = [], [0]
    for count, pause in plan.moments():
        await stage.arrived(max(count, starts[-1] + 1))
        await asyncio.sleep(pause)
        await bot.kill()
        starts.append(len(stage.ledger.arrivals))
        before = stage.states()[State.UNCERTAIN]
        await bot.start()
        doubt.append(stage.states()[State.UNCERTAIN] - before)
    return doubt, starts


async def _several(stage: Stage, plan: Plan, bots: Sequence[Running]) -> tuple[list[int], list[int]]:
    """Kill one of several at a time; the others go on, and what it held is theirs once its lease is over."""
    chance = random.Random(plan.seed)
    for count, pause in plan.moments():
        await stage.arrived(count)
        await asyncio.sleep(pause)
        await chance.choice(bots).restart()
    return [], [0]


def _busy(arrivals: Sequence[float], starts: Sequence[int]) -> float:
    """Seconds between the first and the last arrival of each life, together."""
    lives = zip(starts, [*starts[1:], len(arrivals)], strict=True)
    return sum(arrivals[end - 1] - arrivals[begin] for begin, end in lives if end > begin)
