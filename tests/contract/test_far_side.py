"""Calls to one host: what counts after a failure is whether a byte had left, and a good connection is used again."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.adapters.far_side import FarSide, InDoubtError, NotSentError, Reply, Request

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
SENT = Request("/call", b'{"a":1}', {"Content-Type": "application/json"}, 5.0)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A far side that says what the test tells it to say, a connection after the other."""

    answers: list[bytes] = field(default_factory=list)
    """One a request; when they are used up it hangs up, or says nothing more."""
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0
    hangs: bool = False

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.heard.append(head + await reader.readexactly(size))
                if not self.answers:
                    break
                writer.write(self.answers.pop(0))
                await writer.drain()
            if self.hangs:
                await reader.read()


@contextlib.asynccontextmanager
async def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    talks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talks.add(task)
        try:
            await talk(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(one, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


@contextlib.asynccontextmanager
async def far_side(server: Server, passed: list[str] | None = None) -> AsyncIterator[FarSide]:
    async with serving(server.talk) as address:
        far = FarSide(f"{address}/base/", passing=None if passed is None else passed.append)
        try:
            yield far
        finally:
            await far.close()


async def test_calls_share_a_connection_and_arrive_as_they_are() -> None:
    server = Server(
        [OK, b"HTTP/1.1 403 No\r\nX-Why: blocked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"]
    )
    async with far_side(server) as far:
        assert await far.post(SENT) == Reply(200, {"content-length": "2"}, b"{}")
        refused = await far.post(SENT)
    assert (refused.status, refused.headers["x-why"], refused.body) == (403, "blocked", b"abc")
    assert server.connections == 1
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /base/call HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"\r\nContent-Type: application/json" in head
    assert body == SENT.body


async def test_an_announcement_is_not_yet_the_answer() -> None:
    async with far_side(Server([b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK])) as far:
        assert (await far.post(SENT)).status == 200


@pytest.mark.parametrize(
    "last",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
        OK + b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_a_connection_that_ends_or_talks_unasked_is_not_used_again(last: bytes) -> None:
    server = Server([last, OK])
    async with far_side(server) as far:
        assert (await far.post(SENT)).body == b"{}"
        assert (await far.post(SENT)).status == 200
    assert server.connections == 2


async def test_many_calls_at_once_get_their_own_answers() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                body = await reader.readexactly(4)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body)

    async with serving(echo) as address:
        far = FarSide(address)
        bodies = [b"%04d" % number for number in range(300)]
        replies = await asyncio.gather(*(far.post(Request("/", body, {}, 5.0)) for body in bodies))
        await far.close()
    assert [reply.body for reply in replies] == bodies


async def test_a_host_that_nobody_reaches_was_not_sent_to() -> None:
    async with serving(Server().talk) as address:
        pass
    with pytest.raises(NotSentError, match="ConnectionRefusedError"):
        await FarSide(address).post(SENT)
    with pytest.raises(NotSentError, match="gaierror"):
        await FarSide("http://no-such-host.invalid").post(SENT)


@pytest.mark.parametrize("headers", [{"A": "b\r\nEvil: yes"}, {"A\n": "b"}])
async def test_what_would_leave_its_line_never_leaves(headers: dict[str, str]) -> None:
    server = Server([OK])
    async with far_side(server) as far:
        with pytest.raises(NotSentError):
            await far.post(Request("/", b"", headers, 5.0))
    assert not server.heard


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", b"no HTTP at all\r\n\r\n"])
async def test_half_an_answer_leaves_us_in_doubt(answer: bytes) -> None:
    async with far_side(Server([answer] if answer else [])) as far:
        with pytest.raises(InDoubtError):
            await far.post(SENT)


@pytest.mark.parametrize("answers", [[], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]])
async def test_an_answer_that_does_not_come_leaves_us_in_doubt(answers: list[bytes]) -> None:
    async with far_side(Server(answers, hangs=True)) as far:
        with pytest.raises(InDoubtError, match="took too long"):
            await far.post(Request("/", b"", {}, 0.05))


async def test_a_host_that_takes_too_long_to_connect_was_not_sent_to() -> None:
    """A server that accepts and never finishes TLS."""
    never = asyncio.Event()

    async def silent(*_: object) -> None:
        await never.wait()

    async with serving(silent) as address:
        with pytest.raises(NotSentError, match="took too long"):
            await FarSide(address.replace("http:", "https:"), connect=0.05).post(SENT)
        never.set()


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server = Server([OK])
    async with serving(server.talk, _own_certificate(tmp_path)) as address:
        with pytest.raises(NotSentError, match="SSLCertVerificationError"):
            await FarSide(address).post(SENT)
    assert not server.heard


async def test_a_certificate_that_the_machine_trusts_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, tls = Server([OK]), _own_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate"))
    async with serving(server.talk, tls) as address:
        far = FarSide(address)
        assert (await far.post(SENT)).status == 200
        await far.close()


async def test_a_send_passes_its_points_in_order() -> None:
    passed: list[str] = []
    async with far_side(Server([OK, OK]), passed) as far:
        await far.post(SENT)
        assert passed == []
        await far.post(SENT, points=True)
    assert passed == ["outbox.half_written", "outbox.request_written", "outbox.headers_read"]


async def test_an_answer_may_come_before_the_last_half() -> None:
    def answered(point: str) -> None:
        if point == "outbox.half_written":
            (connection,) = far._open
            connection.data_received(OK)  # no real server can be asked for exactly this moment

    async with serving(Server(hangs=True).talk) as address:
        far = FarSide(address, passing=answered)
        assert (await far.post(SENT, points=True)).status == 200
        await far.close()


async def test_after_closing_a_call_opens_anew_and_nobody_waits_for_ever() -> None:
    server = Server([OK], hangs=True)
    async with far_side(server) as far:
        await far.post(SENT)
        await far.close()
        waiting = asyncio.create_task(far.post(SENT))
        while len(server.heard) < 2:  # noqa: ASYNC110 – what is watched has no event of its own
            await asyncio.sleep(0.005)
        await far.close()
        with pytest.raises(InDoubtError):
            await waiting
    assert server.connections == 2


def _own_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that its own key signed."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    began = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "certificate").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "both").write_bytes(kept + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "both")
    return context
