"""What strangers post to the real process: refused with 4xx, never 5xx, and nothing of it is written down."""

import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.process.command import Running
from tests.process.conftest import Start
from tests.process.far import SECRET, reached, slack, telegram
from tests.process.wire import (
    FORM,
    HEADER,
    JSON,
    Pairs,
    answered,
    chunked,
    event,
    posted,
    request,
    signed,
    update,
)

NAME = HEADER[0]
DEEP = b"[" * 100_000
NESTED = b'{"update_id":1,"a":' * 50_000


@pytest.fixture
async def bot(running: Start) -> AsyncIterator[Running]:
    """Both platforms' hooks, beside emulators that never write."""
    async with telegram() as (_, telegrams), slack() as (there, slacks):
        bot = running(**telegrams, **slacks)
        await bot.start()
        reached(there, bot)
        yield bot
        assert "Traceback" not in bot.said()


def written(bot: Running) -> int:
    """Rows that somebody's words brought about."""
    return sum(int(str(bot.rows(f"SELECT count(*) FROM {table}")[0][0])) for table in ("inbox", "member", "outbox"))  # noqa: S608 – our own names


SECRETS: dict[str, Pairs] = {
    "missing": [],
    "empty": [(NAME, "")],
    "wrong": [(NAME, SECRET[:-1] + "x")],
    "a beginning of it": [(NAME, SECRET[:-1])],
    "in capitals": [(NAME, SECRET.upper())],
    "no ASCII": [(NAME, "sécret-ключ".encode())],
    "no text": [(NAME, b"\xff\xfe\x80")],
    "doubled": [HEADER, HEADER],
    "doubled, once wrong": [HEADER, (NAME.lower(), "wrong")],
    "in one line": [(NAME, f"{SECRET}, {SECRET}")],
    "long": [(NAME, "x" * 60_000)],
    "endless": [(NAME, "x" * 900_000)],
    "of another name": [("X-Telegram-Bot-Api-Secret", SECRET)],
    "as a password": [("Authorization", f"Bearer {SECRET}")],
}


async def test_only_telegram_itself_is_heard(bot: Running) -> None:
    answers = {name: await posted(bot.port, "/telegram", [*pairs, JSON], update()) for name, pairs in SECRETS.items()}
    assert {name: code for name, code in answers.items() if code not in {400, 403}} == {}
    assert [await answered(bot.port, request("/telegram", [JSON, HEADER], update(), how)) for how in METHODS] == [
        405
    ] * 7
    assert written(bot) == 0
    assert await posted(bot.port, "/telegram", [HEADER, JSON], update()) == 200
    rows = written(bot)
    assert rows > 0
    assert await posted(bot.port, "/telegram", [HEADER, JSON], update(9)) == 200, "the same message, redelivered"
    assert await answered(bot.port, chunked("/telegram", [HEADER, JSON], update(2))) == 200
    assert written(bot) == rows


METHODS = ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")
SPOILT: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"update_id=1",
    "half of it": update()[:-9],
    "no UTF-8": b'{"update_id":1,"message":{"text":"\xff\xfe"}}',
    "a list": b"[1]",
    "a number": b"17",
    "no id": b"{}",
    "an id in words": b'{"update_id":"1"}',
    "a huge id": b'{"update_id":' + b"9" * 5000 + b"}",
    "deep": DEEP,
    "nested": NESTED,
    "a byte of zero": b"\x00",
}


async def test_what_is_none_of_telegrams_updates_is_a_bad_request(bot: Running) -> None:
    answers = {name: await posted(bot.port, "/telegram", [HEADER, JSON], body) for name, body in SPOILT.items()}
    assert answers == dict.fromkeys(SPOILT, 400)
    large: list[Pairs] = [[HEADER, JSON], [JSON]]
    for pairs in large:
        assert await posted(bot.port, "/telegram", pairs, b" " * 10_000_000) in {0, 413}, "ten megabytes"
    assert written(bot) == 0


BEN: dict[str, Any] = {"id": 8, "is_bot": False, "first_name": "Ben"}
GROUP: dict[str, Any] = {"id": -100, "type": "supergroup", "title": "Here"}
COMMAND: dict[str, Any] = {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
NOBODY: dict[str, bytes] = {
    "a forward": update(forward_origin={"type": "user", "date": 1, "sender_user": BEN}, **COMMAND),
    "another bot": update(**COMMAND, **{"from": BEN | {"is_bot": True}}),
    "an anonymous admin": update(**COMMAND, chat=GROUP, sender_chat=GROUP),
    "a channel's post in a group": update(**COMMAND, chat=GROUP, sender_chat={"id": -9, "type": "channel"}),
    "through another bot": update(**COMMAND, via_bot=BEN | {"is_bot": True}),
    "an edit": update(**COMMAND).replace(b'"message":', b'"edited_message":'),
    "a channel post": update(**COMMAND, chat={"id": -9, "type": "channel"}).replace(b'"message":', b'"channel_post":'),
    "chatter in a group": update(chat=GROUP),
    "an id beyond Telegram's": update(**COMMAND, **{"from": BEN | {"id": 2**80}}),
    "an id in words": update(**COMMAND, **{"from": BEN | {"id": "1 OR 1=1"}}),
    "a message beyond Telegram's": update(**COMMAND, message_id=10**400),
    "a text that is none": update(text={"a": 1}),
}


async def test_who_is_no_person_of_this_moment_runs_no_command(bot: Running) -> None:
    answers = {name: await posted(bot.port, "/telegram", [HEADER, JSON], body) for name, body in NOBODY.items()}
    assert answers == dict.fromkeys(NOBODY, 200)
    assert written(bot) == 0


async def test_update_ids_may_jump_and_begin_anew(bot: Running) -> None:
    for at, number in enumerate((5, 4, 900_000_000, 1, 1, 2**31 + 5, 0)):
        assert await posted(bot.port, "/telegram", [HEADER, JSON], update(number, message_id=50 + at)) == 200
    assert bot.rows("SELECT count(*) FROM inbox") == [(7,)]


def unsigned() -> dict[str, Pairs]:
    """Headers that are not Slack's for the body that goes with them."""
    body, good = event(), signed(event())
    stamp, signature = good[0], good[1]
    now = int(time.time())
    return {
        "nothing": [JSON],
        "no signature": [stamp, JSON],
        "no timestamp": [signature, JSON],
        "guessed": signed(body, secret="guessed"),
        "of another body": signed(event(text="pay me")),
        "of an older version": [stamp, ("X-Slack-Signature", str(signature[1]).replace("v0", "v1")), JSON],
        "without its version": [stamp, ("X-Slack-Signature", str(signature[1])[3:]), JSON],
        "in capitals": [stamp, ("X-Slack-Signature", str(signature[1]).upper()), JSON],
        "no text": [stamp, ("X-Slack-Signature", b"v0=\xff\xfe"), JSON],
        "doubled": [*good, signature],
        "a doubled timestamp": [*good, stamp],
        "old": signed(body, str(now - 301 - 5)),
        "to come": signed(body, str(now + 301 + 5)),
        "in words": signed(body, "now"),
        "negative": signed(body, f"-{now}"),
        "a fraction": signed(body, f"{now}.5"),
        "in other digits": signed(body, "１７００００００００"),
        "huge": signed(body, "9" * 5000),
        "signed with a space": signed(body, f"{now} 1"),
    }


async def test_only_slack_itself_is_heard(bot: Running) -> None:
    answers = {name: await posted(bot.port, "/slack", pairs, event()) for name, pairs in unsigned().items()}
    assert answers == dict.fromkeys(unsigned(), 401)
    assert [await answered(bot.port, request("/slack", signed(event()), event(), how)) for how in METHODS] == [405] * 7
    assert written(bot) == 0
    for body in (event(), event()):
        assert await posted(bot.port, "/slack", signed(body), body) == 200
    assert await answered(bot.port, chunked("/slack", signed(event()), event())) == 200
    assert bot.rows("SELECT count(*) FROM inbox") == [(1,)], "the same event three times has one effect"


BODIES: dict[str, tuple[bytes, tuple[str, str]]] = {
    "nothing": (b"", JSON),
    "no form": (b"", FORM),
    "no JSON": (b"{", JSON),
    "a list": (b"[]", JSON),
    "no UTF-8": (b'{"type":"\xff"}', JSON),
    "deep": (DEEP, JSON),
    "no event": (event().replace(b'"event":', b'"other":'), JSON),
    "nobody": (event(user=None), JSON),
    "somebody odd": (event(user="U1'; DROP TABLE member"), JSON),
    "a huge number": (b'{"type":' + b"9" * 5000 + b"}", JSON),
    "JSON as a form": (event(), FORM),
    "JSON as words": (event(), ("Content-Type", "text/plain")),
    "a form as JSON": (b"command=/tertulia", JSON),
    "no UTF-8 in a form": (b"command=%ff", FORM),
    "raw bytes in a form": (b"command=\xff\xfe", FORM),
    "a field twice": (b"command=/tertulia&team_id=T1&user_id=U1&user_id=U2&trigger_id=1.1", FORM),
    "a thousand fields": ("&".join(f"f{n}=1" for n in range(1000)).encode(), FORM),
    "a tap on nothing": (urlencode({"payload": '{"type":"block_actions"}'}).encode(), FORM),
    "a form of nothing": (urlencode({"payload": '{"type":"view_submission"}'}).encode(), FORM),
    "a deep tap": (b"payload=" + quote(DEEP[:60_000].decode()).encode(), FORM),
}


async def test_what_slack_signed_but_would_not_write_is_a_bad_request(bot: Running) -> None:
    answers = {
        name: await posted(bot.port, "/slack", signed(body, kind=kind), body) for name, (body, kind) in BODIES.items()
    }
    assert answers == dict.fromkeys(BODIES, 400)
    large = b" " * 10_000_000
    assert await posted(bot.port, "/slack", signed(large), large) in {0, 413}
    assert await posted(bot.port, "/slack", [*signed(event()), FORM], event()) == 400, "two kinds at once"
    assert written(bot) == 0


GARBAGE: dict[str, bytes] = {
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100 + b"\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no path": b"POST  HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path of bytes": b"POST /\xff\xfe HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "two lengths": b"POST /slack HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a negative length": b"POST /slack HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nab",
    "length and pieces": b"POST /slack HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a broken piece": b"POST /slack HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "a header without end": b"POST /slack HTTP/1.1\r\nX: " + b"x" * 200_000,
    "endless headers": b"POST /slack HTTP/1.1\r\n" + b"X: y\r\n" * 40_000 + b"\r\n",
    "a line that folds": b"POST /slack HTTP/1.1\r\nX-Slack-Signature: v0=\r\n x\r\nContent-Length: 0\r\n\r\n",
    "an upgrade": b"GET /slack HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    "nowhere": b"POST /nowhere/../slack HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
}


async def test_garbage_is_a_bad_request_and_the_next_one_is_served(bot: Running) -> None:
    answers = {name: await answered(bot.port, raw) for name, raw in GARBAGE.items()}
    assert {name: code for name, code in answers.items() if code and not 400 <= code < 500} == {}
    assert written(bot) == 0
    assert await bot.get("/healthz") == 200
