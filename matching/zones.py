"""Time zones from what people have at hand: a city, a zone's name or part of it, a point on the map."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

import tzfpy

from domain.times import known_zone
from matching import places
from matching.model import Coordinates


def at(point: Coordinates) -> str:
    """The zone of a point; empty where the map knows none."""
    latitude, longitude = point
    found = str(tzfpy.get_tz(longitude, latitude))
    return found if known_zone(found) else ""


@cache
def _by_ending() -> Mapping[str, str]:
    """`new york` and `america new york` to `America/New_York`; the zone of a region wins over an old alias."""
    found: dict[str, str] = {}
    for zone in sorted(available_timezones(), key=lambda name: ("/" not in name, name)):
        if not zone.startswith(("Etc/", "posix", "right", "SystemV")):
            found.setdefault(places.key(zone.rpartition("/")[2]), zone)
            found.setdefault(places.key(zone), zone)
    return found


def named(written: str) -> str:
    """The zone that somebody wrote: `Europe/Athens`, `athens`, or a city that we know; empty for anything else."""
    written = written.strip()
    if known_zone(written):
        return written
    point = places.where(written, None)
    if point is not None and (found := at(point)):
        return found
    return _by_ending().get(places.key(written), "")
