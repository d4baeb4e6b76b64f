"""The rules of nightly backups: their names, when one is due, which are too many, and when the newest is too old."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from domain import times

NIGHT = time(3)
"""On the wall clock of the community: few write, and the day before is whole."""
OLD = timedelta(hours=50)
"""Two nights without a good backup: one may fail and be made up for before anybody has to look."""
NAME = re.compile(r"tertulia-(\d{8}T\d{6})Z\.backup")


def name(made: datetime) -> str:
    """The file of a nightly backup; names sort by time."""
    return f"tertulia-{made.astimezone(UTC):%Y%m%dT%H%M%S}Z.backup"


def made_at(file: str) -> datetime | None:
    """When a nightly backup was made, by its name; None for a file of somebody else."""
    found = NAME.fullmatch(file)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def last_night(now: datetime, zone: str) -> datetime:
    """The moment of the night that has passed last."""
    today = times.local(now, zone).date()
    moments = (times.at(today - timedelta(days=back), NIGHT, zone) for back in (0, 1, 2))
    return next(moment for moment in moments if moment <= now)


def is_due(newest: datetime | None, now: datetime, zone: str) -> bool:
    """Whether the last night has no backup yet; a night that was slept through is made up for by day."""
    return newest is None or newest < last_night(now, zone)


def is_old(newest: datetime | None, now: datetime) -> bool:
    """Whether somebody should look why there is none."""
    return newest is None or now - newest > OLD


def surplus(files: Collection[str], keep: int) -> list[str]:
    """Those that go, the oldest first, where the newest `keep` stay."""
    ours = sorted((file for file in files if made_at(file)), reverse=True)
    return sorted(ours[max(1, keep) :])
