"""Slack's requests: only what Slack signed gets in, a repeat has one effect, and 200 means that it is stored."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack_payloads import READERS, Malformed
from bot.adapters.slack_requests import authentic
from bot.incoming import Commanded, Filled, Incoming, Pressed, Said
from storage.db import Database
from tests.contract.platforms import Inbox
from tests.contract.slack_side import ANN, SECRET, SlackSide, slack_side

BODY = b'{"type":"url_verification","challenge":"are-you-there"}'


def signed(body: bytes, stamp: str = "", secret: str = SECRET) -> list[tuple[bytes, bytes]]:
    """Headers as Slack sends them."""
    stamp = stamp or str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return [
        (b"x-slack-request-timestamp", stamp.encode()),
        (b"x-slack-signature", f"v0={digest}".encode()),
        (b"content-type", b"application/json"),
    ]


def event(inner: Any, **more: Any) -> bytes:
    whole = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": inner}
    return json.dumps(whole | more).encode()


SAID = {"type": "message", "channel_type": "im", "channel": "DU1", "user": "U1", "text": "hello", "ts": "1.000001"}


async def test_the_address_is_confirmed(slack: SlackSide) -> None:
    await slack.listen()
    assert await slack.world.verifies_url()


HOSTILE = {
    "no headers": [],
    "no signature": signed(BODY)[:1],
    "no timestamp": signed(BODY)[1:],
    "another secret": signed(BODY, secret="guessed"),
    "another body": signed(b"{}"),
    "an empty signature": [signed(BODY)[0], (b"x-slack-signature", b"")],
    "a doubled signature": [*signed(BODY), signed(BODY)[1]],
    "a doubled timestamp": [*signed(BODY), signed(BODY)[0]],
    "bytes that are no text": [signed(BODY)[0], (b"x-slack-signature", b"v0=\xff\xfe")],
    "six minutes old": signed(BODY, str(int(time.time()) - 360)),
    "from the future": signed(BODY, str(int(time.time()) + 86_400)),
    "a timestamp in words": signed(BODY, "now"),
    "a negative timestamp": signed(BODY, "-1"),
    "a huge timestamp": signed(BODY, "9" * 5000),
    "a timestamp in other digits": signed(BODY, "１７００００００００"),
    "a fraction": signed(BODY, f"{int(time.time())}.0"),
}


async def test_what_slack_did_not_sign_is_refused(slack: SlackSide) -> None:
    await slack.listen()
    answered = {name: (await slack.adapter.hook(headers, BODY))[0] for name, headers in HOSTILE.items()}
    assert answered == dict.fromkeys(HOSTILE, 401)
    assert (await slack.adapter.hook(signed(BODY), BODY))[0] == 200
    assert slack.inbox.values == []


@given(st.lists(st.tuples(st.sampled_from([b"x-slack-signature", b"X-Slack-Request-Timestamp"]), st.binary())))
def test_no_headers_are_an_error(headers: list[tuple[bytes, bytes]]) -> None:
    assert not authentic(headers, BODY, SECRET, time.time())


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"[" * 100_000,
    b"\xff\xfe",
    event(None),
    event({**SAID, "user": None}),
    event({**SAID, "user": "Ann\x00"}),
    event(SAID, team_id=None),
    event(SAID, event_id=["Ev1"]),
    event(SAID, event_id="\ud800"),
    b'{"type":"url_verification"}',
]
FORMS = [{}, {"payload": "{"}, {"payload": "[]"}, {"command": "/tertulia"}, {"payload": '{"type":"block_actions"}'}]


async def test_an_authentic_but_broken_body_is_a_bad_request(slack: SlackSide) -> None:
    await slack.listen()
    assert [body for body in BROKEN if (await slack.adapter.hook(signed(body), body))[0] != 400] == []
    for form in FORMS:
        body = urlencode(form).encode()
        headers = [*signed(body)[:2], (b"content-type", b"application/x-www-form-urlencoded")]
        assert (await slack.adapter.hook(headers, body))[0] == 400
    assert slack.inbox.values == []


async def test_a_body_of_megabytes_is_not_read(slack: SlackSide) -> None:
    assert (await slack.adapter.hook([], b"x" * 1_000_001))[0] == 413


NAMES = [
    *("type", "user", "id", "team", "team_id", "event", "event_id", "channel", "channel_type", "text", "view", "value"),
    *("actions", "action_ts", "trigger_id", "container", "state", "values", "blocks", "tokens", "bot", "hash"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["U1", "T1", "im", "message"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=20,
)


@given(st.sampled_from(sorted(READERS)), st.dictionaries(st.text(max_size=9), JSON, max_size=6), st.data())
def test_no_payload_is_an_unhandled_error(kind: str, payload: dict[str, Any], data: st.DataObject) -> None:
    known = data.draw(st.sampled_from(["event_callback", "block_actions", "view_submission"]))
    inner = {"type": data.draw(st.sampled_from(["message", "app_mention", "team_join", "tokens_revoked"]))}
    with contextlib.suppress(Malformed):
        READERS[kind]({**payload, "type": known, "event": {**payload, **inner}})


def test_a_form_with_a_trigger_that_no_database_takes_is_a_form_without_one() -> None:
    form = {
        "type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"},
        "view": {"id": "V1", "hash": "1.a", "callback_id": "need"},
    }  # fmt: skip
    for sent, kept in (("9.9.1", "9.9.1"), ("\ud8009.9", ""), ("9.9\x00", ""), ("9" * 1000, ""), (7, "")):
        what = READERS["interactive"]({**form, "trigger_id": sent}).what
        assert isinstance(what, Filled)
        assert what.trigger == kept


def test_a_tap_on_no_message_changes_none() -> None:
    tap = {
        "type": "block_actions", "trigger_id": "9.9.1", "team": {"id": "T1"}, "user": {"id": "U1"},
        "actions": [{"action_id": "a", "value": "go", "action_ts": "1.000001"}],
    }  # fmt: skip
    for ts, card in (("1503435956.000247", "DU1/1503435956.000247"), ("x", ""), ("1", ""), ("1.1", ""), (1.000001, "")):
        what = READERS["interactive"]({**tap, "container": {"channel_id": "DU1", "message_ts": ts}}).what
        assert isinstance(what, Pressed)
        assert what.card == card


async def test_a_request_played_again_is_recognized_by_its_key(slack: SlackSide) -> None:
    await slack.listen()
    await slack.world.says(ANN, "hello")
    await slack.world.commands(ANN, "/tertulia", "need 3h web designer")
    await slack.world.redeliver()
    await slack.world.redeliver()
    said, asked = slack.inbox.values
    assert isinstance(said, Said)
    assert isinstance(asked, Commanded)
    assert (said.key[0], asked.key[0]) == ("e", "c")


async def test_an_event_that_is_not_stored_comes_again_and_then_has_its_effect(slack: SlackSide) -> None:
    await slack.listen()
    slack.inbox.unavailable = 1
    await slack.world.says(ANN, "hello")
    assert [value.text for value in slack.inbox.values if isinstance(value, Said)] == ["hello"]


async def test_a_command_that_is_not_stored_is_answered_in_a_sentence(slack: SlackSide) -> None:
    await slack.listen()
    slack.inbox.unavailable = 1
    ack = await slack.world.commands(ANN, "/tertulia", "need a chair")
    assert ack.ok
    (shown,) = slack.world.sees(ANN)
    assert shown.ephemeral
    assert "Try again" in shown.plain
    assert slack.inbox.values == []


@dataclass
class Stored(Inbox):
    """A dispatch whose storage is a real database, with the deadline that dispatch gives."""

    db: Database | None = None

    async def __call__(self, what: Incoming) -> None:
        """Store it soon or never."""
        if self.db is not None:
            deadline = asyncio.get_running_loop().time() + 0.1
            await self.db.run(lambda _: self.values.append(what), deadline)


async def test_a_database_that_stalls_does_not_keep_slack_waiting(sqlite: Database) -> None:
    """The writer is held by another; what was refused has no effect when it comes free."""
    async with slack_side(patience=0.5) as slack:
        slack.inbox = Stored(db=sqlite)
        await slack.listen()
        with sqlite.engine.execution_options(writes=True).begin():
            ack = await slack.world.commands(ANN, "/tertulia", "need a chair")
        await sqlite.run(lambda _: None)
        assert ack.ok
        assert "Try again" in slack.world.sees(ANN)[0].plain
        assert slack.inbox.values == []
