"""`learning`: what was learnt from outcomes, gone back on, and taken up again, as an operator meets it."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, update

from matching import score
from storage import matches, needs, people
from storage.db import Database
from storage.matches import Candidate
from tests.cli.conftest import Tertulia
from tests.unit.matching.test_learning import outcomes

NOW = datetime.now(UTC)


@pytest.fixture
def taught(held: Database) -> Database:
    """A community in which only close trades ever fit."""

    def unit(db: Connection) -> None:
        home = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
        ids = [people.add_member(db, f"P{at}", "es", "Europe/Madrid", home, NOW) for at in range(100)]
        for at, one in enumerate(outcomes(500, 1)):
            owner, helper = ids[at % 100], ids[(at + 1 + at // 100) % 100]
            need = needs.add(db, NOW, community_id=home, member_id=owner, side="need", state="open", text="a roof")
            parts = [{"name": name, "value": value, "fact": {}} for name, value in one.parts.items()]
            match = matches.keep(db, need, owner, Candidate(helper, 1, 0.5, parts, []), NOW)
            state = "introduced" if one.fitted else "not_for_me"
            why = "" if one.fitted else "skill"
            matches.change(db, match, state=state, why_not=why, asked=NOW, answered=NOW)

    held.run_now(unit)
    return held


@pytest.mark.usefixtures("taught")
def test_it_learns_and_finds_back(tertulia: Tertulia) -> None:
    before = json.loads(tertulia("learning", "--json").out)
    assert (before["tiers"]["plain"]["version"], before["tiers"]["plain"]["outcomes"]) == (0, 500)
    found = json.loads(tertulia("learning", "--now", "--json").out)["tiers"]["plain"]
    assert found["version"] == 1
    assert found["changes"]["related"] > 0.1
    assert "related +" in tertulia("learning").out
    again = json.loads(tertulia("learning", "--now", "--json").out)
    assert len(again["versions"]) == 1, "the same outcomes teach nothing new"

    back = tertulia("learning", "--revert", "0")
    assert "version 2, and stays there: --resume lets it learn; weights as shipped." in back.out
    stays = json.loads(tertulia("learning", "--now", "--json").out)
    assert stays["tiers"]["plain"]["version"] == 2
    assert not any(stays["tiers"]["plain"]["changes"].values())
    assert tertulia("learning", "--resume").code == 0
    resumed = json.loads(tertulia("learning", "--now", "--json").out)
    assert [one["why"] for one in resumed["versions"]] == ["learned", "reverted", "resumed", "learned"]
    to_first = json.loads(tertulia("learning", "--revert", "1", "--json").out)
    assert to_first["tiers"]["plain"]["changes"] == found["changes"]


def test_what_outcomes_no_longer_carry_is_let_go(tertulia: Tertulia, taught: Database) -> None:
    tertulia("learning", "--now")
    taught.run_now(lambda db: db.execute(update(matches.match).values(parts="[]")))
    found = json.loads(tertulia("learning", "--now", "--json").out)
    assert [one["why"] for one in found["versions"]] == ["learned", "unlearned"]
    assert found["versions"][-1]["weighing"] == {}


@pytest.mark.usefixtures("held")
def test_nothing_yet(tertulia: Tertulia) -> None:
    assert tertulia("learning").code == 1, "there is no community yet"


@pytest.mark.usefixtures("taught")
def test_what_cannot_be_says_so(tertulia: Tertulia) -> None:
    assert "There is no version 7 of the plain weights" in tertulia("learning", "--revert", "7").sentence
    assert "it learns already" in tertulia("learning", "--resume").sentence
    assert tertulia("learning", "--revert", "0", "--tier", "magic").code == 2
    assert set(score.WEIGHTS) == {"plain", "encoder"}, "each has its line"
