"""Is it alive, and is it ready: two addresses for whoever watches the process."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.context import Setting
from domain.errors import Unavailable
from storage import inbox, leases
from storage.db import Database
from storage.revisions import is_current

T = TypeVar("T")
STUCK = timedelta(minutes=10)
"""A due row that waits longer than this while nobody sends anything means that the sender does not work."""


def routes(
    db: Database,
    setting: Setting,
    adapters: Iterable[str] | None = None,
    ticking: Callable[[], bool] = lambda: True,
    patience: float = 2.0,
) -> list[Route]:
    """`GET /healthz` and `GET /readyz`.

    Args:
        db: the database.
        setting: for its clock.
        adapters: the channels of this deployment; None: all that there are rows for.
        ticking: whether the engine looks for its work.
        patience: seconds that the database may take.
    """
    here = None if adapters is None else frozenset(adapters)

    async def ready(request: Request) -> Response:
        del request
        try:
            trouble = await asked(db, lambda on: _trouble(on, setting.clock(), here), patience)
            trouble = trouble or await _unwritten(db, setting.clock(), patience)
        except Unavailable as error:
            trouble = str(error)
        trouble = trouble or ("" if ticking() else "The engine does not look for its work.")
        return JSONResponse({"ready": not trouble, "reason": trouble}, 503 if trouble else 200)

    return [Route("/healthz", _alive), Route("/readyz", ready)]


async def asked(db: Database, query: Callable[[Connection], T], patience: float) -> T:
    """Read for whoever watches us.

    Raises:
        Unavailable: no answer in so many seconds.
    """
    try:
        async with asyncio.timeout(patience):
            return await db.read(query)
    except TimeoutError as error:
        raise Unavailable(f"The database does not answer within {patience:g} seconds.") from error
    except SQLAlchemyError as error:
        raise Unavailable(f"The database does not answer ({type(error).__name__}).") from error


async def _unwritten(db: Database, now: datetime, patience: float) -> str:
    """A full disk and a locked file still let us read: only a write tells that what arrives could be stored."""
    try:
        async with asyncio.timeout(patience):
            await db.run(lambda on: inbox.try_out(on, now))
    except TimeoutError:
        return f"The database takes nothing within {patience:g} seconds."
    except SQLAlchemyError as error:
        return f"The database takes nothing ({type(error).__name__})."
    return ""


async def _alive(request: Request) -> Response:
    del request
    return PlainTextResponse("ok")


def _trouble(connection: Connection, now: datetime, adapters: Iterable[str] | None) -> str:
    if not is_current(connection):
        return "The database needs `tertulia migrate`."
    due = leases.idle_since(connection, now, adapters)
    return "The outbox is stuck." if due and due < now - STUCK else ""
