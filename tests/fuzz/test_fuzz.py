"""A short run of the fuzzer: no hostile input is an error of ours, and no send of ours breaks a platform's rules."""

import logging
from pathlib import Path

import pytest
import structlog

from tests.databases import fresh, made, of_many_machines
from tests.fuzz.memory import Held, grown, held
from tests.fuzz.rig import Findings, Rig, heard

RUNS = [("telegram", "sqlite", 2_000), ("slack", "sqlite", 2_000), ("telegram", "postgresql", 400)]


@pytest.mark.parametrize(("platform", "kind", "inputs"), RUNS, ids=[f"{p}-{k}" for p, k, _ in RUNS])
async def test_no_input_is_an_error(
    platform: str, kind: str, inputs: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    opened = made if kind == "sqlite" else of_many_machines
    found = await Rig(opened(fresh(kind, tmp_path, request)), platform, seed=7).run(inputs)
    assert found.wrong == []
    assert found.inputs == inputs
    assert max(found.statuses) < 500
    assert sum(found.calls.values()) > inputs / 4, "the bot answers most of it"


def test_an_error_in_any_log_is_a_finding() -> None:
    findings = Findings()
    with heard(findings):
        structlog.get_logger().info("all is well")
        structlog.get_logger().error("a handler broke", exc_info=ValueError("the cause"))
        logging.getLogger("asyncio").error("a task was lost")
    assert [line.split("\n")[0] for line in findings.wrong] == [
        "a handler broke ValueError: the cause",
        "a task was lost",
    ]


def run_of(*used: float, objects: int = 0) -> list[Held]:
    """Eleven looks; between two of them so many objects more."""
    return [Held(one + 30, one, 100_000 + number * objects) for number, one in enumerate(used)]


def test_a_bot_that_grows_is_told_from_one_that_fills_its_caches() -> None:
    filling = (270, 330, 345, 355, 356, 380, 381, 381, 382, 382, 383)
    leaking = tuple(300 + 10 * tenth for tenth in range(11))
    assert grown(run_of(*filling)) == ""
    assert grown(run_of(*leaking)) == "memory grows: +50.0 MB and +0.0% objects in the second half of the run"
    assert "+4.8% objects" in grown(run_of(*filling, objects=1_000))


def test_what_is_held_is_seen_and_what_is_let_go_is_not() -> None:
    before = held()
    kept = [bytes(100_000) + bytes([number % 256]) for number in range(200)]
    during = held()
    del kept
    after = held()
    assert during.used - before.used > 15
    assert after.used - before.used < 15
