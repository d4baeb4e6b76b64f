"""The ledger of simulated years: who was in when, and so which member-weeks must stand, may stand, or must not.

It knows no zone and none of the bot's rules but this: a week begins on its Monday at nine, in whichever zone somebody
lives, and is over on Wednesday at twenty.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""How far ahead of UTC and behind it people live."""


@dataclass(frozen=True)
class Span:
    """A week: from the first moment at which its digest may leave somewhere to the last one anywhere."""

    name: str
    first: datetime
    last_slot: datetime
    last: datetime


@dataclass
class Life:
    """When one member came in and left, in turn."""

    turns: list[datetime] = field(default_factory=list)

    def inside(self, since: datetime, until: datetime) -> bool:
        """Whether they were in for all of that time."""
        before = [turn for turn in self.turns if turn <= since]
        return len(before) % 2 == 1 and not [turn for turn in self.turns if since < turn <= until]

    def outside(self, since: datetime, until: datetime) -> bool:
        """Whether they were out for all of that time."""
        before = [turn for turn in self.turns if turn <= since]
        return len(before) % 2 == 0 and not [turn for turn in self.turns if since < turn <= until]


class Ledger:
    """What happened, and what must stand in the tables for it."""

    def __init__(self) -> None:
        self.lives: dict[int, Life] = defaultdict(Life)
        self._end = datetime.max.replace(tzinfo=UTC)
        self._misread: set[datetime] = set()

    def joins(self, who: int, now: datetime) -> None:
        """Somebody new came in."""
        self.lives[who].turns.append(now)

    def turns(self, who: int, now: datetime) -> bool:
        """Who was in left, who was out came back; True for the latter."""
        self.lives[who].turns.append(now)
        return len(self.lives[who].turns) % 2 == 1

    def misread(self, shown: datetime) -> None:
        """Somebody's clock is wrong: what it dates so may be about weeks that have not come."""
        self._misread.add(shown)

    def ends(self, now: datetime) -> None:
        """Nothing more happens."""
        self._end = now

    def spans(self) -> Iterator[Span]:
        """Every week that began since the first member came in."""
        first = min(life.turns[0] for life in self.lives.values()).date()
        monday = first - timedelta(days=first.weekday())
        while (span := _span(datetime.combine(monday, time(0), UTC))).first <= self._end:
            yield span
            monday += timedelta(days=7)

    def faults(self, rows: Sequence[Any]) -> list[str]:
        """Member-weeks that are missing, that nobody asked for, or that were decided on at the wrong time."""
        found = {(row.member_id, row.week): row for row in rows}
        wrong = [] if len(found) == len(rows) else ["a member-week stands twice"]
        for span in self.spans():
            for who, life in self.lives.items():
                wrong += self._of_week(span, who, life, found.pop((who, span.name), None))
        early = [key for key, row in found.items() if row.at not in self._misread]
        return wrong + [f"{who} has a row for {week}, which has not come" for who, week in early]

    def _of_week(self, span: Span, who: int, life: Life, row: Any) -> Iterator[str]:
        if row is None:
            if span.last <= self._end and life.inside(span.first, span.last):
                yield f"{who} has no row for {span.name}"
            return
        if life.outside(span.first, span.last) and row.at not in self._misread:
            yield f"{who} has a row for {span.name}, without having been in"
        if row.state == "failed":
            yield f"{who} has a failed row for {span.name}"
        if row.reason not in {"late", "off", "left"} and not span.first <= row.at <= span.last:
            yield f"{who} has {span.name} decided on at {row.at}"

    def unsent(self, rows: Iterable[Any], sends: set[str | None]) -> list[str]:
        """Digests that stand as sent without a send, and the other way round."""
        sent = {f"digest:{row.member_id}:{row.week}" for row in rows if row.state == "sent"}
        return [f"sent here, not there: {key}" for key in sent.symmetric_difference(sends)]


def _span(monday: datetime) -> Span:
    year, week, _ = monday.isocalendar()
    slot, end = monday + timedelta(hours=9), monday + timedelta(days=2, hours=20)
    return Span(f"{year}-W{week:02d}", slot - EAST, slot + WEST, end + WEST)
