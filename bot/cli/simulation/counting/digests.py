"""Counts weekly digests: every member-week that was due one, and what became of each."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, exists, select

from bot.cli.simulation.counting.sends import Sends
from domain import digest as rules
from domain.delivery import State
from storage import digest as digests
from storage.digest import digest
from storage.people import member, membership

KINDS = ("sent", "empty", "failed", "uncertain", "skipped", "pending")
OUTCOMES = {
    State.SENT: "sent",
    State.FAILED: "failed",
    State.UNCERTAIN: "uncertain",
    State.PENDING: "pending",
    State.SENDING: "pending",
}
"""What a digest is whose row of the outbox is in that state; in all others it was held back."""
MemberWeek = tuple[int, str]


class Digests:
    """Who is due a digest is read when their Monday morning comes, not from what the bot then writes down."""

    def __init__(self, sends: Sends) -> None:
        self._sends = sends
        self._eligible: set[MemberWeek] = set()
        self._states: dict[MemberWeek, str] = {}
        self._seen: dict[str, str] = {}

    def look(self, db: Connection, now: datetime) -> None:
        """The members of a zone whose Monday comes before `now`, and what was decided so far."""
        for zone in digests.zones(db):
            week = rules.week(now, zone)
            if self._seen.setdefault(zone, week.name) != week.name:
                self._seen[zone] = week.name
                self._eligible |= {(number, week.name) for number in db.execute(_due(zone, week.slot)).scalars()}
        for row in db.execute(select(digest.c.member_id, digest.c.week, digest.c.state)):
            self._states[row.member_id, row.week] = row.state

    def figures(self) -> dict[str, Any]:
        """Eligible is the sum of the others."""
        sends = {row.once: row.state for row in self._sends.rows.values() if row.once}
        counts = Counter(self._outcome(one, sends) for one in self._eligible)
        return {"digests": {"eligible": len(self._eligible), **{kind: counts[kind] for kind in KINDS}}}

    def _outcome(self, one: MemberWeek, sends: dict[str, State]) -> str:
        """The digest's own word, and for one that was handed over what became of the send."""
        decided = self._states.get(one, "pending")
        if decided != rules.State.SENT:
            return decided
        return OUTCOMES.get(sends.get(digests.once(*one), State.PENDING), "skipped")


def _due(zone: str, slot: datetime) -> Any:
    """Members of that zone who are in at the slot and want a digest."""
    inside = exists().where(
        and_(membership.c.member_id == member.c.id, membership.c.state == "in", membership.c.since <= slot)
    )
    return select(member.c.id).where(member.c.zone == zone, member.c.digest != "off", inside)
