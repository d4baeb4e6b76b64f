"""The posts of the channel that publishes nothing, as their readers would see them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.templating import Jinja2Templates

from bot import wire
from bot.ui import Post
from domain.delivery import State
from domain.post_kinds import DRY
from domain.post_links import links
from storage.db import Database
from storage.outbox import outbox

NEWEST = 200
"""Rows that are looked at: some fifty threads."""
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
KINDS: Mapping[bytes, str] = MappingProxyType(
    {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
)
_KEY = re.compile(r"post:(\d+):(\d+):\d+:\d+")


def kind_of(content: bytes) -> str:
    """What picture these bytes are; empty for anything else, which no page here shows."""
    return next((mime for start, mime in KINDS.items() if content.startswith(start)), "")


@dataclass(frozen=True)
class Piece:
    """A run of a post's text; with an address it is a link."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Part:
    """One post of a thread."""

    row: int
    pieces: tuple[Piece, ...]
    picture: bool
    alt: str


@dataclass(frozen=True)
class Thread:
    """What readers would see together."""

    at: datetime
    language: str
    warning: str
    parts: tuple[Part, ...]
    gone: bool


class Posts:
    """The page and the pictures on it.

    Args:
        db: where the rows stand.
        zone: in which the page shows time.
    """

    def __init__(self, db: Database, zone: str) -> None:
        self._db, self._zone = db, zone
        self._pages = Jinja2Templates(TEMPLATES)

    def routes(self) -> list[BaseRoute]:
        """Where they are."""
        return [
            Route("/playground/posts", self.page),
            Route("/playground/posts/{row:int}/picture", self.picture),
        ]

    async def page(self, request: Request) -> Response:
        """All of them, the newest first."""
        found = await self._db.read(threads)
        here = [(thread, f"{thread.at.astimezone(ZoneInfo(self._zone)):%a %d %b, %H:%M}") for thread in found]
        return self._pages.TemplateResponse(request, "playground_posts.html", {"threads": here})

    async def picture(self, request: Request) -> Response:
        """A post's picture, where its bytes are one."""
        found = await self._db.read(lambda db: _letter(db, request.path_params["row"]))
        image = found.image if found else None
        kind = kind_of(image.content) if image else ""
        if image is None or not kind:
            return JSONResponse({"error": "There is no such picture."}, 404)
        return Response(image.content, media_type=kind)


def threads(db: Connection) -> list[Thread]:
    """What was said there and not only tried, the newest first."""
    of = outbox.c
    here = (of.adapter == DRY, of.state == str(State.SENT))
    rows = db.execute(
        select(of.id, of.once, of.op, of.target, of.receipt, of.message, of.done)
        .where(*here)
        .order_by(of.id.desc())
        .limit(NEWEST)
    ).all()
    gone = {row.target for row in rows if row.op == "delete"}
    now = {row.target: letter.text for row in reversed(rows) if row.op == "edit" and (letter := _read(row.message))}
    found: dict[str, list[tuple[int, str, Post, datetime]]] = {}
    for row in reversed(rows):
        letter = _read(row.message)
        if row.op == "send" and letter:
            said = _KEY.match(row.once or "")
            letter = replace(letter, text=now.get(row.receipt, letter.text))
            found.setdefault(said[1] if said else f"row {row.id}", []).append((row.id, row.receipt, letter, row.done))
    return [_thread(parts, gone) for parts in reversed(found.values())]


def _thread(parts: list[tuple[int, str, Post, datetime]], gone: set[str]) -> Thread:
    first = parts[0][2]
    away = all(receipt in gone for _, receipt, _, _ in parts)
    left = [part for part in parts if away or part[1] not in gone]
    shown = tuple(Part(row, pieces(post.text), bool(post.image), post.alt) for row, _, post, _ in left)
    return Thread(parts[0][3], first.language, first.warning, shown, away)


def pieces(text: str) -> tuple[Piece, ...]:
    """The text with its links."""
    found, end = [], 0
    for link in links(text):
        found += [Piece(text[end : link.start]), Piece(text[link.start : link.end], link.target)]
        end = link.end
    return tuple(piece for piece in (*found, Piece(text[end:])) if piece.text)


def _letter(db: Connection, row_id: int) -> Post | None:
    here = (outbox.c.id == row_id, outbox.c.adapter == DRY)
    return _read(db.execute(select(outbox.c.message).where(*here)).scalar() or "")


def _read(message: str) -> Post | None:
    """Words are forgotten after a month."""
    try:
        letter = wire.loads(message)
    except ValueError:
        return None
    return letter if isinstance(letter, Post) else None
