"""Small tortures: kills, signals and a broken database under load; `make torture` has the large ones."""

from pathlib import Path

import pytest

from emulators.telegram.faults import Fault, Faults
from tests.databases import fresh
from tests.torture import breakage, broadcast
from tests.torture.kills import Plan, under_kills
from tests.torture.ledger import SENDS, Ledger
from tests.torture.places import staged
from tests.torture.signals import PACE, ROUND_TRIP, under_signals

SEED = 20261121
"""Another seed is another run: `python -m tests.torture kills --seed N --sends 400 --kills 4`."""


async def test_kills_lose_and_double_nothing_and_leave_little_in_doubt(tmp_path: Path) -> None:
    async with staged(tmp_path, PACE="200") as stage:
        outcome = await under_kills(stage, Plan(sends=400, kills=4, seed=SEED))
    assert outcome.faults() == []


async def test_without_faults_nothing_is_in_doubt(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    async with staged(tmp_path, fresh("postgresql", tmp_path, request), PACE="200") as stage:
        outcome = await under_kills(stage, Plan(sends=100, kills=0, seed=SEED))
    assert outcome.faults() == []
    assert outcome.verdict.uncertain == 0


async def test_signals_under_load_leave_nothing_in_doubt(tmp_path: Path) -> None:
    async with staged(tmp_path, ledger=Ledger(round_trip=ROUND_TRIP), PACE=str(PACE)) as stage:
        outcome = await under_signals(stage, 5, SEED)
    assert outcome.faults() == []


async def test_a_full_disk_is_told_and_survived(tmp_path: Path) -> None:
    async with staged(tmp_path, PACE="100") as stage:
        outcome = await breakage.broken(stage, "full disk", 300, breakage.full_disk(2.0))
    assert outcome.faults() == []


async def test_every_fault_of_the_far_side_at_once(tmp_path: Path) -> None:
    """Whatever it does, nothing is lost or doubled; what nobody can know is in doubt, what surely failed is not."""
    kinds = [fault for fault in Fault if fault not in {*HANGS, Fault.CANNOT_EDIT}]  # nothing is edited here
    faults = Faults(SEED, dict.fromkeys(kinds, 0.05), SENDS, retry_after=1)
    async with staged(tmp_path, ledger=Ledger(faults), PACE="200") as stage:
        outcome = await under_kills(stage, Plan(sends=200, kills=0, seed=SEED))
    verdict, happened = outcome.verdict, faults.happened
    assert verdict.holds(), verdict
    assert verdict.states["failed"] == happened[Fault.FORBIDDEN]
    assert verdict.uncertain == sum(happened[fault] for fault in DOUBTFUL)


HANGS = {Fault.HANG_BEFORE, Fault.HANG_AFTER}
"""Twenty seconds each: the contract tests have them."""
DOUBTFUL = {
    Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.UNAVAILABLE_AFTER, Fault.BROKEN_JSON, Fault.HALF_BODY,
    Fault.SERVER_ERROR,
}  # fmt: skip


async def test_a_broadcast_adds_up_at_every_look_and_reaches_nobody_twice(tmp_path: Path) -> None:
    plan = broadcast.Plan(people=400, kills=2, seed=SEED, pace=200.0)
    async with staged(tmp_path, ledger=broadcast.House(plan), PACE=str(plan.pace)) as stage:
        outcome = await broadcast.tortured(stage, plan)
    assert outcome.faults() == []
    assert outcome.looks > 20
    assert outcome.ledger.reasons["blocked"] > 80
