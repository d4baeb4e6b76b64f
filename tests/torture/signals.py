"""SIGTERM at random moments under load: in good order, nothing in doubt, soon enough."""

import asyncio
import random
from dataclasses import dataclass

from domain.delivery import State
from tests.torture.stage import Stage, Verdict

PATIENCE = 5.0
"""Seconds that a supervisor may have to wait for the end."""
PACE, ROUND_TRIP = 100.0, 0.05
"""Messages a second, and seconds for each: five are under way at any moment, all that may be."""


@dataclass(frozen=True)
class Outcome:
    """What became of it."""

    codes: list[int]
    seconds: list[float]
    undone: list[int]
    """After each signal: rows in doubt or still marked as being sent."""
    verdict: Verdict

    def faults(self) -> list[str]:
        """What does not hold, in sentences."""
        wrong = [] if self.verdict.holds() else [f"the promise does not hold: {self.verdict}"]
        if any(self.codes):
            wrong.append(f"exit codes {self.codes}")
        if max(self.seconds) > PATIENCE:
            wrong.append(f"one end took {max(self.seconds):.1f} s")
        if any(self.undone):
            wrong.append(f"left in doubt: {self.undone}")
        if self.verdict.states != {State.SENT: self.verdict.planned}:
            wrong.append(f"not everything was sent: {self.verdict.states}")
        return wrong


async def under_signals(stage: Stage, times: int, seed: int) -> Outcome:
    """Stop the bot so many times in the middle of its work, then let it finish."""
    chance = random.Random(seed)
    stage.plan(round(times * PACE))  # twice what is sent until the last signal
    bot, codes, seconds, undone = stage.bot(), [], [], []
    try:
        for _ in range(times):
            count = len(stage.ledger.arrivals)
            await bot.start()
            await stage.arrived(count + 1)
            await asyncio.sleep(chance.uniform(0, 1))
            code, took = await bot.stop()
            states = stage.states()
            codes.append(code)
            seconds.append(took)
            undone.append(states[State.SENDING] + states[State.UNCERTAIN])
        bot.settings["PACE"] = "1000"
        await bot.start()
        await stage.finished([bot])
        await bot.stop()
    finally:
        await bot.close()
    return Outcome(codes, seconds, undone, stage.verdict())
