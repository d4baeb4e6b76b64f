"""`GET /calendar/<token>.ics`: the events of a member or of a community, for calendars that follow the address."""

import asyncio
import hashlib

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.calendar_files import MIME, written
from bot.context import Setting
from domain import calendars as rules
from domain.calendars import Entry
from domain.errors import Unavailable
from handlers.calendar_entries import feed
from storage import calendars as rows
from storage.db import Database

Shown = tuple[list[Entry], str]


def routes(db: Database, setting: Setting) -> list[Route]:
    """The one address; whatever does not lead to a calendar answers like an address that was never there."""

    async def calendar(request: Request) -> Response:
        token = str(request.path_params["token"])
        try:
            shown = await db.read(lambda on: _shown(on, setting, token))
        except Unavailable:
            return PlainTextResponse("Try again in a minute.\n", 503, {"Retry-After": "60"})
        if shown is None:
            return PlainTextResponse("Not Found", 404)
        # On a thread: the library takes its time, and nobody's answer should wait for a calendar.
        content = await asyncio.to_thread(written, *shown, setting.public_url)
        return _answered(request, content)

    return [Route("/calendar/{token}.ics", calendar)]


def _shown(db: Connection, setting: Setting, token: str) -> Shown | None:
    """What the address shows and its calendar's name.

    It is looked up by its hash, so how long that takes says nothing about how near a guess is.
    """
    found = rows.found(db, rules.hashed(token))
    if found is None or not rules.fits(token, found[0].hashed):
        return None
    link, community, language = found
    return feed(db, link, setting.clock(), setting.catalogues[language]), community


def _answered(request: Request, content: bytes) -> Response:
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=300"}
    if _has_it(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MIME, headers=headers)


def _has_it(wanted: str, etag: str) -> bool:
    """Whether the reader's copy is this one (RFC 9110, weak comparison)."""
    known = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    return "*" in known or etag in known
