"""Counts rounds that were held, pairs that sat together, who met again too soon and who was left out twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from domain.rounds import State
from matching.round_people import REST_DAYS, pairs_of
from storage.round_seats import round_seat
from storage.rounds import round_held


class Rounds:
    """By what stood in the tables while time went on: what somebody's erasure takes away has happened all the same."""

    def __init__(self) -> None:
        self._held: dict[int, datetime] = {}
        self._seats: dict[tuple[int, int], int | None] = {}

    def look(self, db: Connection, now: datetime) -> None:
        """The rounds so far, and who sat where."""
        del now
        rows = db.execute(select(round_held.c.id, round_held.c.at).where(round_held.c.state == State.HELD))
        self._held |= {row.id: row.at for row in rows}
        for row in db.execute(select(round_seat.c.round_id, round_seat.c.member_id, round_seat.c.group_id)):
            self._seats[row.round_id, row.member_id] = row.group_id

    def figures(self) -> dict[str, Any]:
        """In the order in which they were held."""
        last: dict[tuple[str, str], datetime] = {}
        before: dict[int, bool] = {}
        pairs = repeats = twice = 0
        for round_id, at in sorted(self._held.items()):
            seats = {member: group for (its, member), group in self._seats.items() if its == round_id}
            for pair in _pairs(seats):
                pairs += 1
                repeats += pair in last and (at - last[pair]).days < REST_DAYS
                last[pair] = at
            twice += sum(group is None and before.get(member, False) for member, group in seats.items())
            before |= {member: group is None for member, group in seats.items()}
        return {"rounds": {"held": len(self._held), "pairs": pairs, "repeats": repeats, "left_out_twice": twice}}


def _pairs(seats: dict[int, int | None]) -> list[tuple[str, str]]:
    groups: dict[int, list[str]] = {}
    for member, group in sorted(seats.items()):
        if group is not None:
            groups.setdefault(group, []).append(str(member))
    return [pair for group in groups.values() for pair in pairs_of(group)]
