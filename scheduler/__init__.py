"""What the bot does by itself: the clock, the sender and each feature's own work."""

from scheduler import (
    backups,
    broadcast_export,
    broadcasts,
    digest,
    events,
    digest_editions,
    find,
    housekeeping,
    introductions,
    joining,
    match_volunteers,
    matches,
    needs,
    round_asking,
    round_desk,
    round_telling,
    rounds,
    snooze,
    stats,
    topics,
)
from scheduler.works import Works

WORKS: tuple[Works, ...] = (
    joining.works,
    snooze.works,
    find.works,
    needs.works,
    matches.works,
    match_volunteers.works,
    introductions.works,
    rounds.works,
    round_telling.works,
    round_asking.works,
    round_desk.works,
    digest.works,
    events.works,
    digest_editions.works,
    broadcasts.works,
    broadcast_export.works,
    backups.works,
    housekeeping.works,
    topics.works,
    stats.works,
)
"""Each feature's own work."""
