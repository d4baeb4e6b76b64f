"""What `make torture` prints: a line for each trial, with the command that repeats it."""

import statistics
import sys
from dataclasses import dataclass, field

from domain.delivery import State
from tests.torture import breakage, kills, signals

LONG = 10_000


@dataclass
class Report:
    """Rows of the table, and what does not hold.

    Args:
        seed: of all trials.
    """

    seed: int
    wrong: list[str] = field(default_factory=list)

    def begin(self) -> None:
        print("| trial | sends | lost | doubled | in doubt | what else |\n|---|---:|---:|---:|---:|---|", flush=True)

    def of_kills(self, name: str, trial: str, outcome: kills.Outcome) -> None:
        plan, verdict = outcome.plan, outcome.verdict
        worst = f", at most {max(outcome.doubt)} a kill" if outcome.doubt else ""
        rate = f"; {outcome.rate:,.0f} a second, restarts aside" if plan.workers == 1 else ""
        more = f"{plan.kills} kills{worst}{rate}"
        self._row(name, verdict.planned, len(verdict.lost), len(verdict.doubled), verdict.uncertain, more)
        self._note(name, trial, outcome.faults())

    def of_signals(self, name: str, trial: str, outcome: signals.Outcome) -> None:
        verdict = outcome.verdict
        usual, worst = statistics.median(outcome.seconds), max(outcome.seconds)
        more = f"{len(outcome.codes)} signals, exit code 0 each time: {not any(outcome.codes)}; "
        more += f"{usual:.1f} s to the end, at most {worst:.1f} s"
        self._row(name, verdict.planned, len(verdict.lost), len(verdict.doubled), sum(outcome.undone), more)
        self._note(name, trial, outcome.faults())

    def of_breakage(self, name: str, trial: str, outcome: breakage.Outcome, faults: list[str]) -> None:
        verdict = outcome.verdict
        ready = "`/readyz` said no" if outcome.unready else "`/readyz` said yes"
        more = f"{ready}; healed after {outcome.healed:.1f} s; {outcome.refused} words refused meanwhile, "
        more += f"{outcome.forgotten} acknowledged ones forgotten"
        doubt = verdict.states[State.UNCERTAIN]
        self._row(name, verdict.planned, len(verdict.lost), len(verdict.doubled), doubt, more)
        self._note(name, trial, faults)

    def slower(self, trial: str, clean: kills.Outcome, killed: kills.Outcome) -> None:
        """Kills may cost restarts and nothing else; a short run says more about the machine than about us."""
        if clean.plan.sends >= LONG and killed.rate < 0.9 * clean.rate:
            self._note("pace under kills", trial, [f"{killed.rate:.0f} a second against {clean.rate:.0f}"])

    def broke(self, name: str, trial: str, error: BaseException) -> None:
        self._note(name, trial, [f"{type(error).__name__}: {error}"])

    def _row(self, name: str, sends: int, lost: int, doubled: int, doubt: int, more: str) -> None:
        print(f"| {name} | {sends:,} | {lost} | {doubled} | {doubt} | {more} |", flush=True)

    def _note(self, name: str, trial: str, faults: list[str]) -> None:
        again = f"python -m tests.torture {trial} --seed {self.seed}"
        for fault in faults:
            self.wrong.append(f"{name}: {fault}\n  again: {again}")
            print(self.wrong[-1], file=sys.stderr, flush=True)

    def end(self) -> int:
        """The exit code."""
        print(f"\nSeed {self.seed}. " + (f"{len(self.wrong)} do not hold." if self.wrong else "Everything holds."))
        return 1 if self.wrong else 0
