"""When the clocks of a zone change: what a calendar file must say, so that its reader needs no other source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from domain.times import zone

STEP = timedelta(days=1)


@dataclass(frozen=True)
class Observance:
    """Moments from which a zone's clocks show the same thing, coming from the same.

    Args:
        name: such as CEST.
        before: how far ahead of UTC the clocks were until then.
        after: and from then on.
        summer: whether that is daylight saving time.
        onsets: what the clocks showed that still ran as before; at least one.
    """

    name: str
    before: timedelta
    after: timedelta
    summer: bool
    onsets: tuple[datetime, ...]


@cache
def observances(zone_name: str, first: int, last: int) -> tuple[Observance, ...]:
    """Everything that the clocks of a zone do from the year `first` to the year `last`."""
    begin = datetime(first, 1, 1, tzinfo=UTC)
    found: dict[tuple[str, timedelta, timedelta, bool], list[datetime]] = {}
    start = _shown(begin, zone_name)
    found[start[0], start[1], start[1], start[2]] = [begin.replace(tzinfo=None) + start[1]]
    for moment, before, after in _changes(begin, datetime(last + 1, 1, 1, tzinfo=UTC), zone_name):
        onset = moment.replace(tzinfo=None) + before[1]
        found.setdefault((after[0], before[1], after[1], after[2]), []).append(onset)
    return tuple(Observance(*key, onsets=tuple(onsets)) for key, onsets in found.items())


_State = tuple[str, timedelta, bool]


def _shown(moment: datetime, zone_name: str) -> _State:
    local = moment.astimezone(zone(zone_name))
    return local.tzname() or "UTC", local.utcoffset() or timedelta(), bool(local.dst())


def _changes(begin: datetime, end: datetime, zone_name: str) -> Iterator[tuple[datetime, _State, _State]]:
    """Each moment at which something changes, to the second."""
    moment, state = begin, _shown(begin, zone_name)
    while moment < end:
        ahead = moment + STEP
        later = _shown(ahead, zone_name)
        if later != state:
            yield _edge(moment, ahead, state, zone_name), state, later
        moment, state = ahead, later


def _edge(low: datetime, high: datetime, state: _State, zone_name: str) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if _shown(middle, zone_name) == state else (low, middle)
    return high
