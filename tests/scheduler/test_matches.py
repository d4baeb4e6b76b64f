"""A look for helpers while people come and go: whoever was erased meanwhile is not written down, and nothing breaks."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from bot.context import Desk, Setting
from bot.i18n import Catalogues
from scheduler import match_volunteers, matches
from scheduler.works import Office
from storage import matches as rows
from storage import needs, people, privacy, profile, ticks
from storage.db import Database

T = TypeVar("T")
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
MANY = 12
OFFER = "catalogue design"


def nothing(db: Connection) -> None:
    """Nobody interrupts."""


@dataclass(frozen=True)
class Interrupted(Office):
    """An office in which somebody else's unit always comes first, at the last moment."""

    first: Callable[[Connection], object] = nothing

    async def run(self, unit: Callable[[Desk], T]) -> T:
        """Theirs, then ours."""
        await self.db.run(self.first)
        return await super().run(unit)


def office(db: Database, first: Callable[[Connection], object] = nothing) -> Office:
    return Interrupted(db, Setting(Catalogues(), lambda: NOW), lambda: None, first=first)


def joined(db: Connection, name: str, **told: tuple[str, ...]) -> int:
    who = people.add_member(db, name, "en", "Europe/Madrid", 1, NOW - timedelta(days=1))
    people.set_membership(db, 1, who, "in", NOW - timedelta(days=1))
    profile.change(db, who, NOW, published=True, languages=("en",), **told)
    return who


def wanted(db: Connection, owner: int) -> int:
    """A need for a catalogue."""
    values = {"side": "need", "state": "open", "kind": "skill", "wanted": 1, "remote": True, "place": "", "effort": ""}
    return needs.add(
        db,
        NOW,
        text="catalogue design for our chairs",
        community_id=1,
        member_id=owner,
        language="",
        gives="",
        **values,
    )


@pytest.fixture
def need(db: Database) -> int:
    """Kostas (1) needs a catalogue; Ann (2) and Bo (3) make them."""

    def peopled(on: Connection) -> int:
        people.add_community(on, "Lonja", "open", "en", "Europe/Madrid", NOW - timedelta(days=2))
        owner = joined(on, "Kostas")
        for name in ("Ann", "Bo"):
            joined(on, name, offers=(OFFER,))
        return wanted(on, owner)

    return db.run_now(peopled)


def erased(member_id: int) -> Callable[[Connection], object]:
    return partial(privacy.erase, member_id=member_id, now=NOW)


def helpers(db: Database, need_id: int) -> list[int]:
    return [match.helper_id for match in db.read_now(partial(rows.of_need, need_id=need_id))]


@pytest.mark.parametrize("gone", [2, 3])
async def test_whoever_is_erased_while_we_compare_is_not_kept_and_the_other_is_found(
    db: Database, need: int, gone: int
) -> None:
    await matches.find(office(db, erased(gone)), str(need))
    assert helpers(db, need) == []
    assert db.read_now(ticks.next_at) == NOW, "what was compared is not so any more: look anew"
    await matches.find(office(db), str(need))
    assert helpers(db, need) == [5 - gone]


async def test_a_newcomer_with_the_number_of_somebody_erased_is_not_taken_for_them(db: Database, need: int) -> None:
    def replaced(on: Connection) -> None:
        privacy.erase(on, 3, NOW)
        people.add_member(on, "Cleo", "en", "Europe/Madrid", 1, NOW + timedelta(seconds=1))

    await matches.find(office(db, replaced), str(need))
    assert 3 not in helpers(db, need)


async def test_an_owner_who_is_erased_meanwhile_takes_the_need_along(db: Database, need: int) -> None:
    await matches.find(office(db, erased(1)), str(need))
    assert helpers(db, need) == []


async def test_a_volunteer_who_is_erased_meanwhile_is_not_suggested(db: Database, need: int) -> None:
    await match_volunteers.volunteer(office(db, erased(2)), f"{need}:2")
    assert helpers(db, need) == []


async def test_many_are_erased_while_many_needs_are_looked_at(db: Database, need: int) -> None:
    def crowd(on: Connection) -> list[int]:
        return [joined(on, f"Person {number}", offers=(OFFER,)) for number in range(MANY)]

    going = db.run_now(crowd)
    asking = [need, *(db.run_now(partial(wanted, owner=1)) for _ in range(3))]
    looks = [matches.find(office(db), str(one)) for one in asking * 3]
    await asyncio.gather(*looks, *(db.run(erased(one)) for one in going))
    assert set(helpers(db, need)) <= {2, 3, *going}
    await asyncio.gather(*(matches.find(office(db), str(one)) for one in asking))
    assert not set(helpers(db, need)) & set(going)
