"""The numbers from the tables of both databases: each community's own, week by week."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from domain.delivery import Purpose
from domain.roles import Role
from storage import needs, outbox, people, projects, stats
from storage.db import Database
from storage.introductions import introduction
from storage.matches import match
from tests import events
from tests.events import MADRID

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LAST = NOW - timedelta(days=7)


def lively(db: Connection) -> int:
    """Something in each week, and a neighbour whose numbers are not ours."""
    here, elsewhere = (people.add_community(db, name, "open", "en", MADRID, LAST) for name in ("Àgora", "La Lonja"))
    ids = [people.add_member(db, name, "en", MADRID, here, LAST) for name in ("Ann", "Bob", "Eve")]
    for member, where, since in zip(ids, (here, here, elsewhere), (LAST, NOW, NOW), strict=True):
        people.set_membership(db, where, member, "in", since, Role.MEMBER)
    ann, bob, eve = ids
    asked = needs.add(db, LAST, community_id=here, member_id=ann, side="need", text="a logo", state="fulfilled")
    needs.change(db, asked, NOW, state="fulfilled")
    needs.add(db, NOW, community_id=elsewhere, member_id=eve, side="need", text="a song", state="open")
    made = {"need_id": asked, "helper_id": bob, "owner_id": ann}
    told = {"rank": 1, "score": 0.5, "parts": "[]", "reasons": "[]", "created": LAST}
    db.execute(insert(match).values(id=1, state="introduced", asked=LAST, answered=NOW, **made, **told))
    db.execute(insert(introduction).values(match_id=1, met="met", outcome="done", created=NOW, **made))
    pizza = events.published(db, here, LAST.replace(tzinfo=None), state="over")
    events.comes(db, pizza, ann)
    events.comes(db, pizza, bob, "maybe")
    events.published(db, here, NOW.replace(tzinfo=None) + timedelta(days=2), "Ahead")
    for number, member in enumerate((ann, bob, eve)):
        state = {"state": "sent" if member == ann else "failed"}
        outbox.put(db, NOW, "send", "{}", Purpose.BROADCAST, member_id=member, once=f"b{number}", **state)
    projects.add(db, NOW, community_id=here, owner_id=ann, title="Chairs", summary="", stage="constituted")
    return here


async def test_each_week_has_its_own_and_no_neighbour_s(db: Database) -> None:
    def unit(on: Connection) -> None:
        numbers = stats.numbers(on, lively(on), NOW, MADRID, 2)
        assert numbers.lines == {
            "members": (1, 2), "newcomers": (1, 1), "active": (1, 1), "needs": (1, 0), "needs_met": (0, 1),
            "suggested": (1, 0), "introduced": (0, 1), "talked": (0, 1), "came_out": (0, 1), "events": (1, 0),
            "seats": (1, 0), "came": (0, 0), "letters": (0, 2), "reached": (0, 1),
        }  # fmt: skip
        assert numbers.ever == {"people": 2, "projects": 1, "firms": 1, "synergies": 1}

    await db.run(unit)


async def test_what_never_happened_is_absent(db: Database) -> None:
    def unit(on: Connection) -> None:
        here = people.add_community(on, "Àgora", "open", "en", MADRID, NOW)
        assert set(stats.numbers(on, here, NOW, MADRID, 4).lines) == {"members", "newcomers", "active"}

    await db.run(unit)
