"""`tertulia outbox`: sends in doubt are shown, and settled by the word of a person."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import wire
from bot.ui import Message
from domain.delivery import Purpose, State
from storage import outbox, people
from storage.db import Database
from tests.cli.conftest import Tertulia
from tests.databases import KINDS, fresh
from tests.journeys.world import NOON


@pytest.fixture(params=KINDS)
def held(
    request: pytest.FixtureRequest, tertulia: Tertulia, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """The commands' database, SQLite and PostgreSQL."""
    url = fresh(request.param, tmp_path, request)
    monkeypatch.setenv("TERTULIA_DATABASE_URL", url)
    assert tertulia("migrate").code == 0
    db = Database(url)
    yield db
    db.close()


@pytest.fixture
def doubt(held: Database) -> Database:
    """Two sends to Ann that a crash cut off, the second worth nothing any more, and one that arrived."""

    def unit(db: Connection) -> None:
        ann = people.add_member(db, "Ann", "en", "Europe/Madrid", None, NOON)
        for text, state, more in (
            ("*The first.*\nMore of it.", State.UNCERTAIN, {}),
            ("The late one.", State.UNCERTAIN, {"not_after": NOON - timedelta(days=400)}),
            ("The third.", State.SENT, {}),
        ):
            columns: dict[str, Any] = {"member_id": ann, "adapter": "telegram", "chat": "7"} | more
            item = outbox.put(db, NOON, "send", wire.dumps(Message(text)), Purpose.BROADCAST, **columns)
            assert item
            outbox.mark(db, item.id, state, NOON, error="crash")

    held.run_now(unit)
    return held


def test_what_is_in_doubt_is_listed(tertulia: Tertulia, doubt: Database) -> None:
    ended = tertulia("outbox", "list")
    assert (ended.code, ended.err) == (0, "")
    assert len(ended.out.splitlines()) == 2
    assert "to Ann on telegram: The first." in ended.out
    (sent,) = json.loads(tertulia("outbox", "list", "--state", "sent", "--json").out)
    assert (sent["id"], sent["message"], sent["name"]) == (3, "The third.", "Ann")
    assert tertulia("outbox", "list", "--state", "failed").out == "No send is failed.\n"
    assert tertulia("outbox", "list", "--state", "lost").code == 2


@pytest.mark.parametrize(("verdict", "state"), [("--sent", "sent"), ("--resend", "pending"), ("--drop", "cancelled")])
def test_a_person_settles_it(verdict: str, state: str, tertulia: Tertulia, doubt: Database) -> None:
    ended = tertulia("outbox", "resolve", "1", verdict, "--json")
    assert json.loads(ended.out) == {"id": 1, "state": state}
    assert doubt.read_now(outbox.counts).get(state, 0) >= 1
    assert sum(doubt.read_now(outbox.counts).values()) == 3, "nothing is lost from the ledger"
    again = tertulia("outbox", "resolve", "1", verdict)
    assert again.code == 1
    assert f"is {state}, not uncertain" in again.sentence


def test_what_cannot_be_resolved_says_why(tertulia: Tertulia, doubt: Database) -> None:
    assert "There is no send 99" in tertulia("outbox", "resolve", "99", "--sent").sentence
    assert "choose --drop" in tertulia("outbox", "resolve", "2", "--resend").sentence
    assert tertulia("outbox", "resolve", "1").code == 2
    assert tertulia("outbox", "resolve", "1", "--sent", "--drop").code == 2


def test_what_is_sent_again_is_due_at_once(tertulia: Tertulia, doubt: Database) -> None:
    tertulia("outbox", "resolve", "1", "--resend")
    due = doubt.read_now(outbox.next_due)
    assert due is not None
    assert due <= datetime.now(UTC)


def test_a_send_whose_words_are_gone_is_not_sent_again(tertulia: Tertulia, doubt: Database) -> None:
    doubt.run_now(lambda on: on.execute(outbox.outbox.update().values(message="")))
    assert "not kept any more" in tertulia("outbox", "list").out
    assert "choose --sent or --drop" in tertulia("outbox", "resolve", "1", "--resend").sentence
    assert tertulia("outbox", "resolve", "1", "--drop").code == 0
