"""When a community's weekly matching is held: early on its own Monday, before anybody reads their digest."""

from datetime import datetime, timedelta

from domain import times

MONDAY, HOUR = 0, 7
LATE = timedelta(days=2)
"""A week that could not begin by then is left to the next; whoever asks meanwhile is looked after each day anyway."""


def due(now: datetime, zone: str) -> str | None:
    """The name of the week whose matching is to be held at this moment; None where it is too early or too late."""
    slot = times.week_slot(now, zone, MONDAY, HOUR)
    return times.iso_week(now, zone) if slot <= now <= slot + LATE else None
