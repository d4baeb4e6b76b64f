"""The points at which a test may end the process: their names, and what stands there otherwise."""

from collections.abc import Callable

Passing = Callable[[str], None]
"""Told the name of each point that is passed; in a test it may not return."""

NAMES = frozenset({
    "inbound.before_inbox", "inbound.after_inbox",
    "handler.before", "handler.inside", "handler.after_commit",
    "outbox.claimed", "outbox.marked_sending", "outbox.half_written", "outbox.request_written",
    "outbox.headers_read", "outbox.before_sent", "outbox.after_sent", "outbox.group_commit",
    "clock.half_way", "recovery.inside", "migration.inside", "backup.inside", "erase.inside",
})  # fmt: skip


def nowhere(name: str) -> None:
    """Outside a test no point does anything."""


def parsed(text: str) -> tuple[str, int]:
    """The name and at which passage, from `name` or `name:n`.

    Raises:
        ValueError: no such point, or no such number.
    """
    name, _, count = text.partition(":")
    if name not in NAMES:
        raise ValueError(f"there is no point {name!r}; the points are {', '.join(sorted(NAMES))}")
    if count and (not count.isdecimal() or int(count) < 1):
        raise ValueError(f"{count!r} is no number of a passage; write {name}:1 for the first")
    return name, int(count or 1)
