"""The kinds of channels: where each is, what it is called, and the posts that say a text there."""

from collections.abc import Sequence
from dataclasses import replace

from domain.post_rulers import Ruler, ruler_of, units
from domain.post_threads import continued, thread

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


CHANGES = frozenset({"mastodon", "telegram", "slack", DRY})
"""Kinds where what is out can be given other words; X has no such call, and Bluesky's readers never see one."""


def changes(kind: str) -> bool:
    """Whether what is out there can be changed where it stands."""
    return kind in CHANGES


def name_of(kind: str) -> str:
    """What people call it."""
    return dict(zip((*ACCOUNTS, *PLACES), NAMES, strict=True)).get(kind, kind)


def parts(text: str, kind: str, most: int | None = None, *, picture: bool = False, warning: str = "") -> list[str]:
    """The posts that say a text on such a channel; Telegram has no field for a warning, so that it takes room.

    Raises:
        TooLong: over 25 of them.
    """
    return list(thread(text, _ruler(kind, most, picture=picture, warning=warning)))


def rest(
    text: str, kind: str, out: Sequence[str], most: int | None = None, *, picture: bool = False, warning: str = ""
) -> list[str] | None:
    """The same where its first posts are public and cannot be changed; None where the text does not go on from them.

    Raises:
        TooLong: over 25 of them.
    """
    found = continued(text, _ruler(kind, most, picture=picture, warning=warning), out)
    return None if found is None else list(found)


def _ruler(kind: str, most: int | None, *, picture: bool, warning: str) -> Ruler:
    ruler = ruler_of(kind, most, picture=picture)
    if warning and kind == "telegram":
        return replace(ruler, limit=ruler.limit - units(warning) - 2)
    return ruler
