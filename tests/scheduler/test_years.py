"""Over three years each member has each week's digest once, whatever clocks, zones and processes do meanwhile."""

from pathlib import Path

import pytest

from tests.databases import KINDS, fresh
from tests.scheduler.years import ODD, lived


@pytest.mark.parametrize("kind", KINDS)
def test_each_member_week_stands_once(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Sparser than `python -m tests.scheduler.years`, which also knows every zone."""
    faults, told = lived(fresh(kind, tmp_path, request), seed=7, zones=ODD, pause=72)
    assert not faults, told
