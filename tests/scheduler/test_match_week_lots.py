"""The weekly matching draws who is asked first by lot, where outcomes are learnt from, and keeps the chance of it."""

import random
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, select

from bot.context import Setting
from bot.i18n import Catalogues
from domain.learning import BEGINS
from scheduler import match_week
from scheduler.works import Office
from storage import matches, needs, people, profile
from storage.db import Database
from storage.matches import Candidate
from tests.journeys.world import NOON

HELPERS = 3


def village(db: Connection) -> int:
    """Three who offer the same, and one who needs it; returns the need."""
    home = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOON)
    for at in range(HELPERS + 1):
        who = people.add_member(db, f"P{at}", "en", "Europe/Madrid", home, NOON)
        people.set_membership(db, home, who, "in", NOON)
        if at < HELPERS:
            profile.change(db, who, NOON, offers=("catalogue design",), published=True)
    values = {"community_id": home, "member_id": HELPERS + 1, "side": "need", "state": "open", "wanted": HELPERS}
    return needs.add(db, NOON, text="catalogue design", **values)


def taught(db: Connection, outcomes: int) -> None:
    """So many matches have ended, long enough ago to weigh on nobody."""
    for _ in range(outcomes):
        other = needs.add(db, NOON, community_id=1, member_id=4, side="need", state="matched", text="a logo")
        kept = matches.keep(db, other, 4, Candidate(1, 1, 0.5, [], []), NOON)
        matches.change(db, kept, state="not_for_me", why_not="skill", answered=NOON)


@dataclass(frozen=True)
class Stands:
    """One who stands in line."""

    helper: int
    chance: float
    drawn: bool


def withdrawn(on: Connection, need: int) -> None:
    for one in matches.of_need(on, need):
        matches.change(on, one.id, state="withdrawn")


async def held(db: Database, need: int, seed: int) -> list[Stands]:
    """One week with these lots: who stands in line for the need, the first one first."""
    setting = Setting(Catalogues(), lambda: NOON, rng=random.Random(seed))
    db.run_now(lambda on: withdrawn(on, need))
    await match_week.run(Office(db, setting, lambda: None), "1")
    columns = (matches.match.c.helper_id, matches.match.c.chance, matches.match.c.drawn)
    query = select(*columns).where(matches.match.c.need_id == need).order_by(matches.match.c.rank)
    return [Stands(*row) for row in db.read_now(lambda on: on.execute(query).all())]


async def test_a_week_draws_the_first_by_lot_once_there_are_outcomes(sqlite: Database) -> None:
    need = sqlite.run_now(village)
    sqlite.run_now(partial(taught, outcomes=BEGINS - 1))
    usual = await held(sqlite, need, 1)
    assert [(one.chance, one.drawn) for one in usual] == [(1.0, False)] * HELPERS
    sqlite.run_now(partial(taught, outcomes=1))
    lines = [await held(sqlite, need, seed) for seed in range(40)]
    assert all(sorted(one.helper for one in line) == sorted(one.helper for one in usual) for line in lines)
    assert {line[0].helper for line in lines} > {usual[0].helper}
    drawn = [line[0] for line in lines if line[0].drawn]
    assert 0 < len(drawn) < len(lines) / 2, "in one of ten"
    assert all(0 < line[0].chance < 1 for line in lines), "each keeps the chance with which it came to be first"
    assert not any(one.drawn for line in lines for one in line[1:])
