"""A community's numbers week by week: which weeks, what falls into which, and how they stand in a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from domain import times

WEEKS, MOST = 12, 53
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
BEFORE_A_FORMULA = " \u00a0\u200b\ufeff\"'"
"""What a spreadsheet may skip before it finds a formula."""


@dataclass(frozen=True)
class Week:
    """From Monday to Monday on the community's clock."""

    monday: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Numbers:
    """What can be counted; what the community does not do, or the bot cannot yet, is absent.

    Args:
        weeks: the oldest first.
        lines: a count a week, by name.
        ever: the counts since the beginning, by name.
    """

    weeks: tuple[Week, ...]
    lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    ever: dict[str, int] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """Of all weeks."""
        return sum(self.lines.get(name, ()))

    def last(self, name: str) -> int:
        """Of the newest week."""
        return self.lines.get(name, (0,))[-1]


def weeks(now: datetime, zone: str, count: int) -> tuple[Week, ...]:
    """The last weeks, this one included."""
    today = times.local(now, zone).date()
    this = today - timedelta(days=today.weekday())
    mondays = [this - timedelta(weeks=back) for back in range(min(max(count, 1), MOST) - 1, -1, -1)]
    return tuple(
        Week(day, times.at(day, time(), zone), times.at(day + timedelta(weeks=1), time(), zone)) for day in mondays
    )


def weeks_of_month(day: date, zone: str) -> tuple[Week, ...]:
    """The weeks of the calendar month of a day, the first and the last of them cut at its edges."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    edges = [first]
    while (monday := edges[-1] + timedelta(days=7 - edges[-1].weekday())) < following:
        edges.append(monday)
    return tuple(
        Week(begins, times.at(begins, time(), zone), times.at(ends, time(), zone))
        for begins, ends in pairwise([*edges, following])
    )


def week_of(moment: datetime, among: Sequence[Week]) -> int | None:
    """The place of the week that a moment falls into."""
    low, high = 0, len(among)
    while low < high:
        middle = (low + high) // 2
        if moment < among[middle].begins:
            high = middle
        elif moment >= among[middle].ends:
            low = middle + 1
        else:
            return middle
    return None


def counted(moments: Iterable[datetime], among: Sequence[Week]) -> tuple[int, ...]:
    """How many moments fall into each week."""
    found = [0] * len(among)
    for moment in moments:
        place = week_of(moment, among)
        if place is not None:
            found[place] += 1
    return tuple(found)


def summed(rows: Iterable[tuple[datetime, int]], among: Sequence[Week]) -> tuple[int, ...]:
    """The sum of what falls into each week."""
    found = [0] * len(among)
    for moment, number in rows:
        place = week_of(moment, among)
        if place is not None:
            found[place] += number
    return tuple(found)


def distinct(rows: Iterable[tuple[datetime, int]], among: Sequence[Week]) -> tuple[int, ...]:
    """How many different persons did something in each week."""
    found: list[set[int]] = [set() for _ in among]
    for moment, person in rows:
        place = week_of(moment, among)
        if place is not None:
            found[place].add(person)
    return tuple(len(persons) for persons in found)


def standing(since: Iterable[datetime], among: Sequence[Week]) -> tuple[int, ...]:
    """How many had begun by the end of each week."""
    moments = list(since)
    return tuple(sum(moment < week.ends for moment in moments) for week in among)


def harmless(cell: str) -> str:
    """A cell as a spreadsheet may open it: what looks like a formula is made a text."""
    return f"'{cell}" if cell.lstrip(BEFORE_A_FORMULA).startswith(FORMULA) else cell


def table(numbers: Numbers, header: Sequence[str], names: Sequence[str]) -> str:
    """A CSV of a row a week; `header` says what each of `names` is called, after the name of the first column."""
    rows = [[harmless(cell) for cell in header]]
    for place, week in enumerate(numbers.weeks):
        rows.append([week.monday.isoformat(), *(str(numbers.lines[name][place]) for name in names)])
    return "".join(",".join(_quoted(cell) for cell in row) + "\r\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(char in cell for char in ',"\r\n;') else cell
