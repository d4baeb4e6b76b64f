"""`tertulia round`: the next round is shown, released and reported on from the command line."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from storage import outbox, people, profile, round_members, rounds, ticks
from storage.db import Database
from tests.cli.conftest import Tertulia

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def company(held: Database) -> Database:
    """Four public members, one private, one who does not want to, one without a chat."""

    def unit(db: Connection) -> None:
        place = people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", THEN)
        for name in ("Ann", "Kostas", "Lia", "Marc", "Priv", "Out", "Nochat"):
            one = people.add_member(db, name, "en", "Europe/Madrid", place, THEN)
            people.set_membership(db, place, one, "in", THEN)
            profile.change(db, one, THEN, published=name != "Priv")
            if name != "Nochat":
                people.add_account(db, one, "console", "", name, name, THEN)
            if name == "Out":
                round_members.take_part(db, place, one, THEN, part="out")

    held.run_now(unit)
    return held


def test_a_preview_shows_the_round_with_its_seed_and_sends_nothing(tertulia: Tertulia, company: Database) -> None:
    ended = tertulia("round", "preview")
    assert (ended.code, ended.err) == (0, "")
    assert "Round 1 of Lonja: no date yet" in ended.out
    assert "4 people, groups of 2, any, seed " in ended.out
    assert "not in it: 1 out, 1 unasked, 1 unreachable" in ended.out
    view = json.loads(tertulia("round", "preview", "--json").out)
    assert (view["round"], view["people"], view["left_out"], view["repeats"]) == (1, 4, [], [])
    assert sorted(one["name"] for group in view["groups"] for one in group) == ["Ann", "Kostas", "Lia", "Marc"]
    assert json.loads(tertulia("round", "preview", "--json").out) == view, "one result a seed"
    seeds = [tertulia("round", "preview", "--json", "--seed", str(seed)).out for seed in range(20)]
    assert len({str(json.loads(out)["groups"]) for out in seeds}) == 3
    assert company.read_now(outbox.counts) == {}
    assert company.read_now(ticks.next_at) is None


def test_publish_sends_it_once_and_the_report_counts_it(tertulia: Tertulia, company: Database) -> None:
    before = json.loads(tertulia("round", "preview", "--seed", "4", "--json").out)
    out = json.loads(tertulia("round", "publish", "--seed", "4", "--json").out)
    assert out["published"]
    assert out["groups"] == before["groups"]
    told = json.loads(tertulia("round", "report", "--json").out)
    assert (told["held"], told["groups"], told["pairs"], told["repeats"]) == (1, 2, 2, 0)
    assert (told["left_out"], told["left_out_twice"]) == ([], 0)
    assert told["fairness"] == {"smallest_share": 1.0, "mean_share": 1.0}
    assert "left out twice  0" in tertulia("round", "report", "--round", "1").out
    assert "There is no round 2" in tertulia("round", "report", "--round", "2").sentence
    again = json.loads(tertulia("round", "publish", "--json").out)
    assert again["round"] == 2
    assert {str(group) for group in again["groups"]}.isdisjoint({str(group) for group in out["groups"]})


def test_queue_releases_it_for_its_slot_or_a_moment(tertulia: Tertulia, company: Database) -> None:
    assert "No date is set: name one with --at" in tertulia("round", "queue").sentence
    assert "is not ahead within a year" in tertulia("round", "queue", "--at", "2001-01-01T10:00:00").sentence
    soon = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    told = json.loads(tertulia("round", "queue", "--at", soon.strftime("%Y-%m-%dT%H:%M:%S"), "--json").out)
    assert told["released"]
    plan = company.read_now(lambda db: rounds.plan(db, 1))
    assert plan.released
    assert plan.at is not None
    assert abs(plan.at - soon) <= timedelta(hours=2), "the clock of the community"
    assert company.read_now(lambda db: len(rounds.draft(db, 1))) == 2
    assert company.read_now(ticks.next_at) == plan.at
    assert "Released: it goes out on" in tertulia("round", "queue").out


def test_nobody_to_seat_is_said(tertulia: Tertulia, held: Database) -> None:
    assert json.loads(tertulia("round", "preview", "--json").out)["groups"] == []
    ended = tertulia("round", "publish")
    assert ended.code == 1
    assert "There is nobody to seat" in ended.sentence


def test_several_communities_must_be_told_apart(tertulia: Tertulia, company: Database) -> None:
    company.run_now(lambda db: people.add_community(db, "Agora", "open", "en", "Europe/Madrid", THEN))
    assert "Say which community with --community: 1 (Lonja), 2 (Agora)." in tertulia("round", "preview").sentence
    assert json.loads(tertulia("round", "preview", "--community", "lonja", "--json").out)["people"] == 4
    assert tertulia("round", "preview", "--seed", "-1").code == 2
    assert tertulia("round", "shuffle").code == 2
