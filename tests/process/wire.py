"""Requests as bytes on a socket, which no HTTP library would send, and what platforms' real requests look like."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any

from tests.process.far import SECRET, SLACK

HEADER = ("X-Telegram-Bot-Api-Secret-Token", SECRET)
JSON, FORM = ("Content-Type", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")
Pairs = list[tuple[str, str | bytes]]


async def answered(port: int, *pieces: bytes) -> int:
    """The status that those bytes are answered with; 0 where the connection just ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        line = await asyncio.wait_for(reader.readline(), 60)
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(line.split()[1]) if line else 0


def request(path: str, pairs: Pairs, body: bytes, method: str = "POST", *, sized: bool = True) -> bytes:
    """A request with these headers, in this order, doubled ones too."""
    more: Pairs = [("Content-Length", str(len(body)))] if sized else []
    lines = [f"{name}: ".encode() + _bytes(value) for name, value in [("Host", "bot"), *pairs, *more]]
    return b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), *lines, b"", body])


async def posted(port: int, path: str, pairs: Pairs, body: bytes) -> int:
    return await answered(port, request(path, pairs, body))


def chunked(path: str, pairs: Pairs, body: bytes) -> bytes:
    """The same in pieces whose number nobody knows beforehand."""
    pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
    sent = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    head = request(path, [*pairs, ("Transfer-Encoding", "chunked")], b"", sized=False)
    return head + sent + b"0\r\n\r\n"


def signed(body: bytes, stamp: str = "", kind: tuple[str, str] = JSON, secret: str = "") -> Pairs:
    """Headers as Slack sends them."""
    stamp = stamp or str(int(time.time()))
    key = (secret or SLACK["SLACK_SIGNING_SECRET"]).encode()
    digest = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", f"v0={digest}"), kind]


def update(number: int = 1, /, **message: Any) -> bytes:
    """A private message to the bot, or one that is spoilt in some way."""
    ann = {"id": 7, "is_bot": False, "first_name": "Ann"}
    whole = {"message_id": 5, "date": 1, "text": "hello", "chat": {"id": 7, "type": "private"}, "from": ann} | message
    return json.dumps({"update_id": number, "message": whole}).encode()


def event(**inner: Any) -> bytes:
    """A direct message on Slack, or one that is spoilt in some way."""
    said = {"type": "message", "channel_type": "im", "channel": "DU1", "user": "U1", "text": "hello", "ts": "1.01"}
    whole = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": said | inner}
    return json.dumps(whole).encode()


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
