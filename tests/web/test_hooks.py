"""Hooks: what a platform posts reaches its adapter raw, and nothing that a stranger posts is an error of ours."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from web import app, hooks
from web.hooks import Headers, Page


class Ear:
    """An adapter's face to HTTP that keeps what it was given."""

    def __init__(self, answer: Page | int) -> None:
        self.answer, self.heard = answer, list[tuple[Headers, bytes]]()

    async def hook(self, headers: Headers, body: bytes) -> Page | int:
        self.heard.append((headers, body))
        return self.answer


@pytest.fixture
def ear() -> Ear:
    return Ear((200, [(b"content-type", b"text/plain"), (b"content-length", b"999"), (b"x-ours", b"1")], b"heard"))


@pytest.fixture
async def client(ear: Ear) -> AsyncIterator[httpx.AsyncClient]:
    to = httpx.ASGITransport(app.build([hooks.Hooked("/hook", ear)]))
    async with httpx.AsyncClient(transport=to, base_url="http://here") as client:
        yield client


async def test_headers_and_body_arrive_as_they_were_sent(client: httpx.AsyncClient, ear: Ear) -> None:
    answer = await client.post("/hook", content=b"\x00\xff raw", headers=[("X-Twice", "a"), ("X-Twice", "b")])
    assert (answer.status_code, answer.text, answer.headers["x-ours"]) == (200, "heard", "1")
    assert answer.headers["content-length"] == "5"
    ((headers, body),) = ear.heard
    assert body == b"\x00\xff raw"
    assert [value for name, value in headers if name == b"x-twice"] == [b"a", b"b"]


async def test_a_bare_status_is_an_answer(client: httpx.AsyncClient, ear: Ear) -> None:
    ear.answer = 401
    answer = await client.post("/hook", content=b"")
    assert (answer.status_code, answer.content) == (401, b"")


async def test_a_body_that_is_too_large_is_refused_unread(client: httpx.AsyncClient, ear: Ear) -> None:
    assert (await client.post("/hook", content=b"x" * hooks.MOST)).status_code == 200
    ear.heard.clear()
    assert (await client.post("/hook", content=b"x" * (hooks.MOST + 1))).status_code == 413
    assert (await client.post("/hook", content=endless())).status_code == 413
    assert ear.heard == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_posts_are_taken(client: httpx.AsyncClient, ear: Ear, method: str) -> None:
    assert (await client.request(method, "/hook")).status_code == 405
    assert ear.heard == []


@pytest.mark.parametrize(
    "headers",
    [
        [(b"content-type", b"\xff\xfe")],
        [(b"x-signature", b"\x80" * 9000)],
        [(b"content-length", b"minus one")],
        [(b"host", b"evil.example"), (b"host", b"other")],
        [(b"transfer-encoding", b"gzip, \xf0")],
    ],
)
async def test_hostile_headers_are_the_adapters_to_judge(ear: Ear, headers: list[tuple[bytes, bytes]]) -> None:
    ear.answer = 401
    assert await posted(ear, headers, [{"type": "http.request", "body": b"{}", "more_body": False}]) == 401
    assert ear.heard[0][0] == headers


async def test_who_hangs_up_in_the_middle_leaves_nothing(ear: Ear) -> None:
    half: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    assert await posted(ear, [], half) == 400
    assert ear.heard == []


async def endless() -> AsyncIterator[bytes]:
    """A body that says nothing of its size."""
    for _ in range(20):
        yield b"x" * 100_000


async def posted(ear: Ear, headers: list[tuple[bytes, bytes]], messages: list[Message]) -> int:
    """Post below any HTTP library, which would not send such things."""
    coming: Iterator[Message] = iter(messages)
    statuses: list[int] = []

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/hook",
        "raw_path": b"/hook", "root_path": "", "scheme": "http", "query_string": b"", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await app.build([hooks.Hooked("/hook", ear)])(scope, receive, send)
    return statuses[0]


async def test_every_page_has_its_safety_headers(client: httpx.AsyncClient) -> None:
    for path in ("/hook", "/nowhere"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_what_is_not_http_is_left_as_it_is() -> None:
    seen: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])
        await send({"type": "lifespan.startup.complete"})

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    async def send(message: Message) -> None:
        seen.append(message["type"])

    await app.SafeHeaders(inner)({"type": "lifespan"}, receive, send)
    assert seen == ["lifespan", "lifespan.startup.complete"]
