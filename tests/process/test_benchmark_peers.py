"""The contenders of `make bench` really do what they are measured at: each answers, and stores before it answers."""

import sqlite3
from pathlib import Path

import pytest

from benchmarks.answering import KINDS, started
from benchmarks.contender import Kind
from benchmarks.outside import Caller, Outside, listening

STORED = {
    "benchmarks.peers.ours": ("tertulia.db", "SELECT count(*) FROM inbox"),
    **{
        f"benchmarks.peers.{peer}": ("peer.db", "SELECT count(*) FROM said")
        for peer in ("python_telegram_bot", "aiogram_bot", "bolt")
    },
}
STORING = [kind for kind in KINDS if kind.stores]


@pytest.mark.parametrize("kind", STORING, ids=[kind.name for kind in STORING])
async def test_a_contender_answers_and_stores_what_was_written(kind: Kind, tmp_path: Path) -> None:
    outside = Outside()
    async with listening(outside) as api, started(kind, tmp_path, outside, api) as contender:
        before = rows(contender.folder, kind)
        (caller,) = await contender.callers(1)
        assert await contender.turn(caller, user=2) is not None
        caller.close()
        assert rows(contender.folder, kind) == before + 1
    assert len(outside.arrivals) >= 2


def rows(folder: Path, kind: Kind) -> int:
    """How many messages the contender has kept."""
    file, query = STORED[kind.module]
    connection = sqlite3.connect(folder / file)
    try:
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


async def test_a_contender_that_does_not_know_the_secret_is_refused(tmp_path: Path) -> None:
    outside = Outside()
    ours = next(kind for kind in KINDS if kind.module.endswith("ours"))
    async with listening(outside) as api, started(ours, tmp_path, outside, api) as contender:
        caller = await Caller.to(contender.port)
        assert await caller.post("/telegram", {"X-Telegram-Bot-Api-Secret-Token": "guessed"}, b"{}") == 403
        caller.close()
