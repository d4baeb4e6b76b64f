"""What a week's matching reads, on both databases: what is open, who may help, and what was tried before."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from scheduler import match_week_reading as weeks
from scheduler.match_week_reading import Reading
from storage import blocks, consent, matches, needs, people, profile
from storage.db import Database
from storage.matches import Candidate

NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
NAMES = ("Ann", "Bo", "Cleo", "Kostas", "Lena")


def place(db: Connection) -> None:
    """Three who help, and two who ask; Cleo lives elsewhere."""
    here = people.add_community(db, "Lonja", "open", "en", "Europe/Madrid", NOW)
    for name in NAMES:
        one = people.add_member(db, name, "en", "Europe/Madrid", here, NOW)
        people.set_membership(db, here, one, "in", NOW)
        offers = ("catalogue design",) if name in NAMES[:3] else ()
        city = "Lisbon" if name == "Cleo" else "Valencia"
        profile.change(db, one, NOW, offers=offers, published=bool(offers), city=city, languages=("en",))
    for owner in (4, 5):
        values = {"kind": "skill", "wanted": 1, "remote": True, "place": "", "effort": "", "gives": "", "language": ""}
        needs.add(
            db, NOW, side="need", state="open", text="catalogue design", community_id=here, member_id=owner, **values
        )


@pytest.fixture
def lonja(db: Database) -> Database:
    db.run_now(place)
    return db


def read(db: Database) -> Reading:
    found = db.read_now(partial(weeks.read, community_id=1, now=NOW))
    assert found is not None
    return found


def served(db: Database) -> dict[int, list[str]]:
    shared = weeks.share(read(db)).by_need
    return {need_id: [one.person for one in some] for need_id, some in shared.items()}


def test_two_who_need_the_same_are_suggested_two_people(lonja: Database) -> None:
    for one in (1, 2, 3):
        lonja.run_now(partial(profile.change, member_id=one, now=NOW, capacity=1))
    found = served(lonja)
    assert sorted(found) == [1, 2]
    assert len({one for some in found.values() for one in some}) == 2


def test_nothing_open_is_nothing_to_do(lonja: Database) -> None:
    assert lonja.read_now(partial(weeks.read, community_id=9, now=NOW)) is None
    for one in (1, 2):
        lonja.run_now(partial(needs.change, need_id=one, now=NOW, state="closed"))
    assert lonja.read_now(partial(weeks.read, community_id=1, now=NOW)) is None


def test_whoever_is_being_asked_about_or_does_not_listen_is_left_alone(lonja: Database) -> None:
    def asked(db: Connection) -> None:
        one = matches.keep(db, 1, 4, Candidate(1, 1, 0.7, [], [("offer", {"offer": "catalogue design"})]), NOW)
        matches.change(db, one, state="asked_helper", asked=NOW)

    lonja.run_now(asked)
    assert sorted(read(lonja).needs) == [2]
    assert next(person.capacity for person in read(lonja).people if person.id == "1") == 1
    lonja.run_now(lambda db: people.set_member(db, 5, snoozed_until=NOW + timedelta(days=1)))
    assert lonja.read_now(partial(weeks.read, community_id=1, now=NOW)) is None


def test_silence_and_blocks_and_distance_count_as_for_one_need(lonja: Database) -> None:
    def said(db: Connection) -> None:
        blocks.add(db, 4, 1, NOW)
        one = matches.keep(db, 2, 5, Candidate(4, 1, 0.7, [], [], 500.0), NOW)
        matches.change(db, one, state="not_for_me", ended_by="owner", why_not="far", answered=NOW)
        other = matches.keep(db, 1, 4, Candidate(2, 1, 0.7, [], []), NOW)
        matches.change(db, other, state="not_for_me", ended_by="helper", why_not="skill", answered=NOW)

    lonja.run_now(said)
    assert served(lonja)[1] == ["3"], "Ann is blocked, Bo said no, and Cleo is too far for the other need only"
    assert ("2", "3") in read(lonja).past.refused
    assert served(lonja)[2][0] in {"1", "2"}
    lonja.run_now(lambda db: [matches.silent(db, 4) for _ in range(3)])
    assert sorted(read(lonja).needs) == [2]


def test_the_network_helps_only_those_who_agreed(lonja: Database) -> None:
    def network(db: Connection) -> None:
        there = people.add_community(db, "Ceramica", "open", "en", "Europe/Madrid", NOW)
        for one in (1, there):
            people.set_community(db, one, network="riu")
        for helper in (1, 2, 3):
            people.set_membership(db, 1, helper, "left", NOW)
        people.set_membership(db, there, 1, "in", NOW)
        consent.note(db, 1, consent.NETWORK, True, NOW, "may I")

    lonja.run_now(network)
    assert served(lonja) == {}
    lonja.run_now(lambda db: consent.note(db, 4, consent.NETWORK, True, NOW, "may I"))
    assert served(lonja) == {1: ["1"]}
