"""What the bot does by itself: the clock, the sender and each feature's own work."""

from scheduler.works import Works

WORKS: tuple[Works, ...] = ()
"""Each feature's own work."""
