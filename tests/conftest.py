"""Fixtures that every kind of test may use: databases of both kinds and a world with a clock that moves."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage.db import Database
from tests.databases import KINDS, fresh, made, postgres
from tests.journeys.world import PLATFORMS, World, opened

__all__ = ["db", "postgres", "sqlite", "world"]

# How long an example takes says something about the machine, nothing about the code: benchmarks measure.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
# The same change passes or fails on every machine; `make torture` goes where these examples do not.
settings.register_profile(
    "wander", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=1_000, print_blob=True
)
settings.load_profile("house")


@pytest.fixture(params=KINDS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with every table, SQLite and PostgreSQL."""
    database = made(fresh(request.param, tmp_path, request))
    yield database
    database.close()


@pytest.fixture
def sqlite(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with every table, where the kind does not matter."""
    database = made(fresh("sqlite", tmp_path, request))
    yield database
    database.close()


@pytest.fixture(params=PLATFORMS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A community with an open door on each platform in turn; `world.person("Ann")` writes there."""
    async with opened(tmp_path, request.param) as here:
        yield here
