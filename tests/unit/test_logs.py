"""Logs: no secret leaves at any level, through whichever library and in whichever shape it is written."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from bot import logs
from bot.logs import HIDDEN, About, Redactor
from storage import inbox
from storage.db import Database

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
KNOWN = 'a "quoted" secret\\of ours'
TELEGRAM = "8123456789:AAHk3x_example-token-of-telegram"
SECRETS = {
    "telegram in an address": f"https://api.telegram.org/bot{TELEGRAM}/getMe",
    "telegram in a quoted address": "https://api/bot8123456789%3AAAHk3x_example-token-of-telegram/getMe",
    "slack bot": "xoxb-1234567890-abcdefghij",
    "slack app": "token=xapp-1-A0123-abcdefghij",
    "slack rotating": "xoxe.xoxb-1-Mi0yLTEyMzQ1",
    "bearer": "Authorization: Bearer abcdef123456.ghij",
    "basic": "authorization: basic dXNlcjpwYXNz",
    "database": "postgresql+psycopg://tertulia:pa:ss@word@db/tertulia",
    "redis": "redis://:hunter2hunter2@cache/0",
    "known": f"the key is {KNOWN}!",
}
PARTS = (
    "AAHk3x",
    "abcdefghij",
    "Mi0yLTEyMzQ1",
    "abcdef123456",
    "dXNlcjpwYXNz",
    "ss@word",
    "pa:ss",
    "hunter2",
    "quoted",
)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What the process wrote; logging is as before afterwards."""
    root, was = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram", "slack_sdk")}
    yield capsys
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)
    structlog.configure(**was)


def _failing(secret: str) -> None:
    local = secret  # shown by tracebacks that print local values
    raise RuntimeError(f"cannot reach {local}")


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_secret_is_written(told: pytest.CaptureFixture[str], style: str, secret: str) -> None:
    logs.set_up("debug", style, [KNOWN, "short"])
    ours, theirs = structlog.get_logger(), logging.getLogger("a.package")
    for level in ("debug", "info", "warning", "error", "critical"):
        getattr(ours, level)("plain " + secret, value=secret, nested={"list": [secret]})
        getattr(theirs, level)("call of %s", secret)
    try:
        _failing(secret)
    except RuntimeError:
        ours.exception("broke", value=secret)
        theirs.exception("broke with %r", secret)
    written = told.readouterr()
    assert written.out == ""
    assert written.err.count("plain") >= 5
    assert HIDDEN in written.err
    assert "RuntimeError" in written.err
    assert not [part for part in PARTS if part in written.err]


def test_a_line_of_json_is_json(told: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "json", [])
    structlog.get_logger().info("sent", row=7, text='"\n')
    logging.getLogger("a.package").warning("odd %s", "thing")
    lines = [json.loads(line) for line in told.readouterr().err.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [("sent", "info"), ("odd thing", "warning")]
    assert lines[0]["row"] == 7


def test_what_is_below_the_level_and_chatter_stay_out(told: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "console", [])
    structlog.get_logger().debug("detail")
    logging.getLogger("httpx").info("HTTP Request: GET …")
    assert told.readouterr().err == ""


def test_ordinary_words_are_left_alone() -> None:
    redact = Redactor(["abc"]).text
    for text in (
        "at 12:30 in room 101:A",
        "https://example.org/a:b@c",
        "basic words",
        "abc of it",
        "postgresql://db/x",
    ):
        assert redact(text) == text


async def test_a_row_that_breaks_a_rule_of_the_database_is_not_quoted(
    told: pytest.CaptureFixture[str], db: Database
) -> None:
    logs.set_up("debug", "json", [])
    await db.run(lambda on: inbox.first_time(on, "telegram", "Xanthippe's zebrafish", NOW))
    again = inbox.inbox.insert().values(platform="telegram", key="Xanthippe's zebrafish", received=NOW)
    try:
        await db.run(lambda on: on.execute(again))
    except IntegrityError:
        structlog.get_logger().exception("broke")
    (line,) = [json.loads(text) for text in told.readouterr().err.splitlines() if "broke" in text]
    assert "IntegrityError" in line["exception"]
    assert "INSERT INTO inbox" in line["exception"]
    assert "zebrafish" not in str(line)


def test_inside_about_each_line_names_the_reference_those_of_libraries_too(told: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "json", [])
    theirs = logging.getLogger("a.package")
    with About("outer"):
        with About("inner"):
            structlog.get_logger().info("ours")
        theirs.warning("theirs")
    theirs.warning("later")
    lines = [json.loads(line) for line in told.readouterr().err.splitlines()]
    assert [line.get("reference") for line in lines] == ["inner", "outer", None]
