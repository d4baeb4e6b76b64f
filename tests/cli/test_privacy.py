"""`export` and `erase`: one person as a file, and gone, with a receipt."""

import io
import json
import sys
from functools import partial

import pytest
from sqlalchemy import Connection

from domain.delivery import Purpose
from storage import outbox, people, profile
from storage.db import Database
from tests.cli.conftest import Tertulia
from tests.journeys.world import NOON


@pytest.fixture
def village(held: Database) -> Database:
    """Ann, and two who are called Kostas."""

    def unit(db: Connection) -> None:
        home = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOON)
        for name in ("Ann", "Kostas", "Kostas"):
            member = people.add_member(db, name, "en", "Europe/Madrid", home, NOON)
            people.set_membership(db, home, member, "in", NOON)
            people.add_account(db, member, "console", "", f"user-{member}", f"user-{member}", NOON)
            profile.change(db, member, NOON, headline=f"the headline of {member}")
            outbox.put(db, NOON, "send", '{"v":1,"text":"soon"}', Purpose.NOTICE, member_id=member)

    held.run_now(unit)
    return held


@pytest.mark.parametrize("who", ["1", "Ann", "ann"])
def test_one_person_leaves_as_json(who: str, tertulia: Tertulia, village: Database) -> None:
    ended = tertulia("export", who)
    assert (ended.code, ended.err) == (0, "")
    held = json.loads(ended.out)
    assert held["profile"][0]["headline"] == "the headline of 1"
    assert "Kostas" not in ended.out
    assert tertulia("export", who, "--json").out == ended.out


@pytest.mark.parametrize("command", ["export", "erase"])
def test_a_name_of_two_is_asked_about(command: str, tertulia: Tertulia, village: Database) -> None:
    ended = tertulia(command, "Kostas")
    assert ended.code == 1
    assert "say which by the id, one of 2, 3" in ended.sentence
    assert "nobody" in tertulia(command, "Zoe").sentence


def test_an_erased_person_leaves_a_receipt_and_nothing_else(tertulia: Tertulia, village: Database) -> None:
    ended = tertulia("erase", "2", "--yes", "--json")
    receipt = json.loads(ended.out)
    assert receipt["member_id"] == 2
    assert receipt["rows"] >= 4
    assert "Kostas" not in ended.out
    assert tertulia("export", "2").code == 1
    assert village.read_now(outbox.counts) == {"pending": 2}
    assert village.read_now(partial(people.get, member_id=3)) is not None


def test_the_name_is_typed_before_anything_goes(
    tertulia: Tertulia, village: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Kostas\n")))
    refused = tertulia("erase", "Ann")
    assert refused.code == 1
    assert "Nothing was erased" in refused.err
    assert village.read_now(partial(people.get, member_id=1)) is not None
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Ann\n")))
    assert "Erased member 1" in tertulia("erase", "Ann").out
    assert village.read_now(partial(people.get, member_id=1)) is None
