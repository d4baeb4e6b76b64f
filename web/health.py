"""Is it alive, and is it ready: two addresses for whoever watches the process."""

from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.context import Setting
from domain.errors import Unavailable
from storage import outbox
from storage.db import Database
from storage.revisions import is_current

STUCK = timedelta(minutes=10)
"""A due row that waits longer than this while nothing paces it means that the sender does not work."""


def routes(db: Database, setting: Setting) -> list[Route]:
    """`GET /healthz` and `GET /readyz`."""

    async def ready(request: Request) -> Response:
        del request
        try:
            trouble = await db.read(lambda connection: _trouble(connection, setting.clock()))
        except Unavailable as error:
            trouble = str(error)
        except SQLAlchemyError as error:
            trouble = f"The database does not answer ({type(error).__name__})."
        return JSONResponse({"ready": not trouble, "reason": trouble}, 503 if trouble else 200)

    return [Route("/healthz", _alive), Route("/readyz", ready)]


async def _alive(request: Request) -> Response:
    del request
    return PlainTextResponse("ok")


def _trouble(connection: Connection, now: datetime) -> str:
    if not is_current(connection):
        return "The database needs `tertulia migrate`."
    due = outbox.next_due(connection)
    return "The outbox is stuck." if due and due < now - STUCK else ""
