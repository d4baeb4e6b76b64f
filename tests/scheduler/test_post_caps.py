"""A queue of posts against a daily cap, faults and kills: each stands once, or somebody is told that it may not."""

from pathlib import Path

from tests.torture.posts import posted


async def test_a_queue_is_posted_once_each_whatever_happens(tmp_path: Path) -> None:
    ledger = await posted(tmp_path, posts=30, kills=5, seed=7)
    assert ledger.kills == 5
    assert ledger.faults > 3
    assert (ledger.doubled, ledger.lost, ledger.silent) == ([], [], [])
    assert ledger.states["sent"] >= 25
    assert ledger.tries <= 8
