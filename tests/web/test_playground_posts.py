"""The page of the channel that publishes nothing: posts as their readers would see them, and nothing that runs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection

from bot.ui import File, Post
from bot.wire import dumps
from domain.delivery import Purpose, State
from storage import outbox
from storage.db import Database
from web import app as web
from web.playground.inside import first_line
from web.playground.posts import Posts

NOON = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)
PNG = File("table", b"\x89PNG\r\n\x1a\n" + bytes(8), "text/html")


@pytest.fixture
async def page(sqlite: Database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(web.build(Posts(sqlite, "Europe/Madrid").routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


def said(db: Database, once: str, post: Post, **columns: Any) -> int:
    return db.run_now(partial(_put, once=once, post=post, columns=columns))


def _put(on: Connection, once: str, post: Post, columns: dict[str, Any]) -> int:
    columns = {"adapter": "dryrun", "state": str(State.SENT), "done": NOON, "receipt": f"dry/{once}"} | columns
    op = str(columns.pop("op", "send"))
    item = outbox.put(on, NOON, op, dumps(post), Purpose.POST, once=once, **columns)
    assert item
    return item.id


async def test_an_empty_page_says_how_to_begin(page: httpx.AsyncClient) -> None:
    shown = (await page.get("/playground/posts")).text
    assert "Nothing has gone out yet." in shown


async def test_a_thread_is_read_together_and_nothing_of_it_runs(page: httpx.AsyncClient, sqlite: Database) -> None:
    said(sqlite, "post:1:1:0:0", Post("Nine <script>alert(1)</script> met: https://tertulia.coop 1/2", "es", "Food"))
    said(sqlite, "post:1:1:1:0", Post("And ate. 2/2", root="dry/post:1:1:0:0"))
    said(sqlite, "post:2:1:0:0", Post("Later"), state=str(State.FAILED))
    answer = await page.get("/playground/posts")
    shown = answer.text
    assert shown.count('<article class="thread"') == 1
    assert "<script>alert" not in shown
    assert 'href="https://tertulia.coop"' in shown
    assert "<summary>Food</summary>" in shown
    assert shown.index("1/2") < shown.index("And ate. 2/2")
    assert "Wed 18 Nov, 12:00" in shown
    assert "Later" not in shown


async def test_what_was_taken_back_is_told(page: httpx.AsyncClient, sqlite: Database) -> None:
    said(sqlite, "post:1:1:0:0", Post("Nine met."))
    said(sqlite, "post:1:1:gone:x", Post(""), op="delete", target="dry/post:1:1:0:0")
    assert "taken back" in (await page.get("/playground/posts")).text


async def test_a_picture_is_shown_by_what_it_is(page: httpx.AsyncClient, sqlite: Database) -> None:
    row = said(sqlite, "post:1:1:0:0", Post("Nine met.", image=PNG, alt="A table & chairs"))
    fake = said(sqlite, "post:2:1:0:0", Post("Ten met.", image=File("x.png", b"<svg onload=1>", "image/png")))
    assert 'alt="A table &amp; chairs"' in (await page.get("/playground/posts")).text
    picture = await page.get(f"/playground/posts/{row}/picture")
    assert (picture.headers["content-type"], picture.content) == ("image/png", PNG.content)
    assert [(await page.get(f"/playground/posts/{one}/picture")).status_code for one in (fake, 999)] == [404, 404]


async def test_words_that_were_forgotten_leave_no_gap(page: httpx.AsyncClient, sqlite: Database) -> None:
    row = said(sqlite, "post:1:1:0:0", Post("Nine met."))
    sqlite.run_now(lambda on: on.execute(outbox.outbox.update().where(outbox.outbox.c.id == row).values(message="")))
    assert "Nothing has gone out yet." in (await page.get("/playground/posts")).text


def test_the_list_of_sends_shows_the_words_of_a_post() -> None:
    assert first_line(dumps(Post("Nine *met*.\nAnd ate."))) == "Nine *met*."


async def test_it_shows_the_words_that_were_changed_and_no_part_that_was_taken_away(
    page: httpx.AsyncClient, sqlite: Database
) -> None:
    for part in range(3):
        said(sqlite, f"post:1:1:{part}:0", Post(f"Old words {part}"))
    said(sqlite, "post:1:1:0:1", Post("Quite other words"), op="edit", target="dry/post:1:1:0:0")
    said(sqlite, "post:1:1:2:1", Post(""), op="delete", target="dry/post:1:1:2:0")
    shown = (await page.get("/playground/posts")).text
    assert [words in shown for words in ("Quite other words", "Old words 1", "Old words 0", "Old words 2")] == [
        True, True, False, False,
    ]  # fmt: skip
