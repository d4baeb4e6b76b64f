"""The kinds of channels: where each is, what it is called, and the posts that say a text there."""

from dataclasses import replace

from domain.post_rulers import ruler_of, units
from domain.post_threads import thread

DRY = "dryrun"
"""The kind that publishes nothing."""
ACCOUNTS = ("x", "mastodon", "bluesky")
"""Kinds of which a deployment has one account, set by its operator."""
PLACES = ("telegram", "slack")
"""Kinds whose channels a community names itself."""
NAMES = ("X", "Mastodon", "Bluesky", "Telegram", "Slack")
"""Proper names, the same in every language, in the order of the kinds."""
ACCOUNT = "account"
"""The place of a kind that has only one."""


def name_of(kind: str) -> str:
    """What people call it."""
    return dict(zip((*ACCOUNTS, *PLACES), NAMES, strict=True)).get(kind, kind)


def parts(text: str, kind: str, most: int | None = None, *, picture: bool = False, warning: str = "") -> list[str]:
    """The posts that say a text on such a channel; Telegram has no field for a warning, so that it takes room.

    Raises:
        TooLong: over 25 of them.
    """
    ruler = ruler_of(kind, most, picture=picture)
    if warning and kind == "telegram":
        ruler = replace(ruler, limit=ruler.limit - units(warning) - 2)
    return list(thread(text, ruler))
