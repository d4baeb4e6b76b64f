"""The playground's own addresses: the page, who lives here, what happened, and the clock that can be moved."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from domain.errors import Unavailable
from storage import outbox, ticks
from storage.db import Database
from web.playground.inside import news
from web.playground.posts import Posts, kind_of

HERE = Path(__file__).resolve().parent.parent
STEP, LEAST = timedelta(hours=6), timedelta(minutes=15)
"""On its way the clock stops wherever something is due, so that it happens in its own hour, but not at each minute."""


class Clock(Protocol):
    """A clock that can be moved forward."""

    def __call__(self) -> datetime:
        """The moment."""
        ...

    def advance(self, to: datetime) -> None:
        """Move forward to that moment."""
        ...


@dataclass(frozen=True)
class Inhabitant:
    """Somebody whom the page can play; without an id where they are not on that platform."""

    key: str
    name: str
    about: str
    telegram: int
    slack: str


@dataclass(frozen=True)
class Attachment:
    """A file that hangs on a message."""

    name: str
    content: bytes


class Playground:
    """The page and what it asks for besides the two chats.

    Args:
        db: where what happened is read from.
        clock: the demo's.
        zone: in which the page shows time and Monday begins.
        people: who can be played, the two that are chosen at first in front.
        due: does all that has become due; awaited after each step of the clock.
        attachment: a file of Slack's side by its id, which Slack itself gives to nobody without a login.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        zone: str,
        people: Sequence[Inhabitant],
        due: Callable[[], Awaitable[None]],
        attachment: Callable[[str], Attachment | None],
    ) -> None:
        self._db, self._clock, self._zone = db, clock, zone
        self._people, self._due, self._attachment = people, due, attachment
        self._turn = asyncio.Lock()
        self._pages = Jinja2Templates(HERE / "templates")

    def routes(self) -> list[BaseRoute]:
        """What is mounted beside the emulators."""
        return [
            Route("/", self.page),
            Route("/playground/people", self.people),
            Route("/playground/inside", self.inside),
            Route("/playground/clock", self.clock),
            Route("/playground/clock", self.travel, methods=["POST"]),
            Route("/playground/files/{file_id}", self.file),
            *Posts(self._db, self._zone).routes(),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    async def page(self, request: Request) -> Response:
        """The one page; all else is fetched by its scripts."""
        in_a_month = self._clock().astimezone(ZoneInfo(self._zone)) + timedelta(days=30)
        by = f"{in_a_month.day} {in_a_month:%B}"
        return self._pages.TemplateResponse(request, "playground.html", {"zone": self._zone, "by": by})

    async def people(self, _: Request) -> Response:
        """Everybody who can be played."""
        return JSONResponse([asdict(person) for person in self._people])

    async def inside(self, request: Request) -> Response:
        """What happened; 204 while it is still the version that the page has."""
        try:
            found = await self._db.read(news)
        except Unavailable as trouble:
            return JSONResponse({"error": str(trouble)}, 503)
        if found["version"] == request.query_params.get("since"):
            return Response(status_code=204)
        return JSONResponse(found)

    async def clock(self, _: Request) -> Response:
        """The demo's moment."""
        return JSONResponse({"now": self._clock().isoformat(), "zone": self._zone})

    async def travel(self, request: Request) -> Response:
        """Move the clock to one of the three places the page offers."""
        try:
            asked: Any = await request.json()
        except ValueError:
            asked = None
        wish = asked.get("to") if isinstance(asked, dict) else None
        if wish not in ("hour", "day", "monday"):
            return JSONResponse({"error": "The clock goes to hour, day or monday."}, 400)
        async with self._turn:
            await self._go(arrival(wish, self._clock(), ZoneInfo(self._zone)))
        return await self.clock(request)

    async def _go(self, to: datetime) -> None:
        while (now := self._clock()) < to:
            awaited = await self._db.read(_awaited)
            nearest = min([now + STEP, *(moment for moment in awaited if moment > now)])
            self._clock.advance(min(to, max(nearest, now + LEAST)))
            await self._due()

    async def file(self, request: Request) -> Response:
        """A picture to look at, anything else to save: the page's own origin runs nothing that came in a message."""
        found = self._attachment(request.path_params["file_id"])
        if found is None:
            return JSONResponse({"error": "There is no such file."}, 404)
        if kind := kind_of(found.content):
            return Response(found.content, media_type=kind)
        name = "".join(c for c in found.name if c.isascii() and (c.isalnum() or c in "._-")) or "file"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(found.content, media_type="application/octet-stream", headers=headers)


def _awaited(db: Connection) -> list[datetime]:
    """When the next piece of work and the next send are due."""
    return [moment for moment in (ticks.next_at(db), outbox.next_due(db)) if moment]


def arrival(wish: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Where the clock stops: an hour on, a day on, or the next Monday at nine in that zone."""
    if wish == "hour":
        return now + timedelta(hours=1)
    if wish == "day":
        return now + timedelta(days=1)
    here = now.astimezone(zone)
    monday = (here + timedelta(days=-here.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
    while monday <= here:
        monday += timedelta(days=7)
    return monday
