"""A short run of the fuzzer: no hostile input is an error of ours, and no send of ours breaks a platform's rules."""

import logging
from pathlib import Path

import pytest
import structlog

from tests.databases import fresh, made, of_many_machines
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
