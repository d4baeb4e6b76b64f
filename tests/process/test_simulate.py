"""A community that lives for weeks in minutes, as an operator starts it: one command, and counts that must hold."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any

import pytest

from tests.process.command import environment, tertulia, until

HANGS = 900.0
"""Seconds after which a simulation of a few people has surely stopped living."""
IN_FLIGHT = 5
"""Sends that one kill may leave in doubt."""
SECTIONS = {"sends", "digests", "rounds", "introductions", "events", "broadcasts"}
NOT_YET = {"posts"}


async def begun(folder: Path, *words: str) -> Process:
    settings = environment() | {"TMPDIR": str(folder)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "simulate", *words, "--json",
        cwd=folder, env=settings, stdin=DEVNULL, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


def left(folder: Path) -> list[Path]:
    """What a command that is over has left behind."""
    return list(folder.iterdir())


async def simulated(folder: Path, *words: str) -> dict[str, Any]:
    """The report of a simulation during which the bot logged no error, and which leaves nothing behind."""
    process = await begun(folder, *words)
    out, err = await asyncio.wait_for(process.communicate(), HANGS)
    assert process.returncode == 0, err.decode()
    assert b"errors" not in err, err.decode()
    assert left(folder) == []
    report: dict[str, Any] = json.loads(out)
    return report


def adds_up(report: dict[str, Any]) -> None:
    """Every send is in one state, and every member-week that was due a digest has one outcome."""
    for section, whole in (("sends", "planned"), ("digests", "eligible")):
        counts = dict(report[section])
        assert counts.pop(whole) == sum(counts.values()), report[section]


async def test_a_community_whose_bot_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    report = await simulated(tmp_path, "--members", "8", "--weeks", "2", "--seed", "11", "--kills", "2")
    assert (report["members"], report["weeks"], report["seed"]) == (8, 2, 11)
    assert report["lost"] == report["doubled"] == 0
    adds_up(report)
    assert report["sends"]["uncertain"] <= 2 * IN_FLIGHT
    assert report["messages_in"] > 0
    assert report["sends"]["sent"] > 0
    assert report["digests"]["eligible"] > 0
    assert report.keys() >= SECTIONS
    assert report["events"]["held"] > 0
    assert report["events"]["seats"] > 0
    assert report["events"]["oversold"] == 0
    assert not report.keys() & NOT_YET, "what does not exist is absent, never zero"


async def test_the_same_seed_lives_the_same_life(tmp_path: Path) -> None:
    words = ("--members", "5", "--weeks", "1", "--seed", "4")
    first, second = [await simulated(tmp_path, *words) for _ in range(2)]
    assert first["sends"]["uncertain"] == first["lost"] == first["doubled"] == 0
    assert first["sends"]["sent"] > 0
    adds_up(first)
    assert first | {"seconds": 0} == second | {"seconds": 0}


async def test_posts_alone_go_out_on_five_channels_and_say_what_they_cost(tmp_path: Path) -> None:
    report = await simulated(tmp_path, "--posts", "30", "--weeks", "1")
    assert (report["members"], report["lost"], report["doubled"]) == (0, 0, 0)
    posts = report["posts"]
    assert (posts["planned"], posts["posted"], posts["failed"], posts["uncertain"]) == (30, 30, 0, 0)
    assert {name for name in posts if name.startswith("cost_")} == {
        "cost_x", "cost_bluesky", "cost_telegram", "cost_slack", "cost_dryrun",
    }  # fmt: skip
    assert posts["cost"] == posts["cost_x"] >= 30 * 0.02
    assert report["sends"]["sent"] > 5 * 30, "some are threads"
    assert not report.keys() & {"digests", "rounds", "introductions"}, "what nobody was there for is absent"


async def test_a_simulation_that_is_asked_to_end_leaves_nothing_running(tmp_path: Path) -> None:
    process = await begun(tmp_path, "--members", "8", "--weeks", "50")
    await until(lambda: list(tmp_path.glob("*/clock.done")) != [], "the bot never becomes ready")
    process.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(process.communicate(), HANGS)
    assert process.returncode == 1
    assert err.decode().strip() == "The simulation was ended before it was over."
    assert left(tmp_path) == []
    ours = [line for line in _processes() if str(tmp_path) in line]
    assert ours == []


def _processes() -> list[str]:
    """The settings that every process of this machine was started with."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            found.append(environ.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # another user's, or just gone
            continue
    return [line for line in found if "TERTULIA_CLOCK_FILE" in line]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--members", "1"), "--members"),
        (("--weeks", "0"), "--weeks"),
        (("--kills", "many"), "--kills"),
        (("--fast",), "--fast"),
        (("--members", "0"), "--members"),
        (("--posts", "5", "--kills", "1"), "--kills"),
    ],
)
async def test_wrong_usage_is_said_and_nothing_begins(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    ended = await tertulia(tmp_path, "simulate", *words)
    assert ended.code == 2
    assert says in ended.err
    assert ended.out == ""
