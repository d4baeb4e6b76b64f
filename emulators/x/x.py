"""The emulated X itself: what it accepts, what it refuses in X's words, and its caps with their headers."""

import re
import unicodedata
from collections.abc import Callable
from itertools import count
from typing import Any

from emulators.x.account import Account, Keys, Media, Post
from emulators.x.faults import Faults

Json = dict[str, Any]
LENGTH, ADDRESS, ALT, PICTURE = 280, 23, 1000, 5_000_000
DAY = 86_400
MEMORY = 100
"""So many of an account's last posts may not be said again."""
LINK = re.compile(r"https?://[^\s]+[^\s.,;:!?)]", re.IGNORECASE)
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
JOINING = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")


class Refused(Exception):
    """A call that X refuses, with its status and what it says."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.body: Json = {"title": title, "detail": detail, "type": "about:blank", "status": status}


class X:
    """Accounts and their posts.

    Args:
        clock: seconds since the epoch.
        cap: new posts an account in 24 hours.
        wall: the time by which signatures are judged, where clients live by another than the network's.
    """

    def __init__(self, clock: Callable[[], float], cap: int = 100, wall: Callable[[], float] | None = None) -> None:
        self.clock, self.cap, self.wall = clock, cap, wall or clock
        self.accounts: list[Account] = []
        self.faults = Faults()
        self._ids = count(1_990_000_000_000_000_001)

    def account(self, username: str, keys: Keys) -> Account:
        """A new account that an app may post for."""
        self.accounts.append(found := Account(str(next(self._ids)), username, keys))
        return found

    def post(self, account: Account, body: Json) -> Post:
        """`POST /2/tweets`."""
        text, media = (
            str(body.get("text") or ""),
            [str(one) for one in (body.get("media") or {}).get("media_ids") or []],
        )
        if not text.strip() and not media:
            raise Refused(400, "Invalid Request", "One or more parameters to your request was invalid.")
        if weight(text) > LENGTH:
            raise Refused(403, "Forbidden", "Your Post is over the 280 character limit.")
        if any(post.written == text for post in account.standing()[:MEMORY]):
            raise Refused(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        if any(one not in account.media for one in media):
            raise Refused(400, "Invalid Request", "Your media IDs are invalid.")
        answers = str((body.get("reply") or {}).get("in_reply_to_tweet_id") or "")
        if answers and not self._standing(answers):
            raise Refused(403, "Forbidden", "You attempted to reply to a Tweet that is deleted or not visible to you.")
        if self.left(account) <= 0:
            raise Refused(429, "Too Many Requests", "Too Many Requests")
        shown = LINK.sub("https://t.co/a1b2c3d4e5", text) + (" https://t.co/p1q2r3s4t5" if media else "")
        found = Post(str(next(self._ids)), shown, text, self.clock(), answers, tuple(media))
        account.posts.append(found)
        return found

    def delete(self, account: Account, post_id: str) -> None:
        """`DELETE /2/tweets/:id`."""
        post = next((post for post in account.standing() if post.id == post_id), None)
        if post is None:
            raise Refused(404, "Not Found Error", "Could not find tweet with id.")
        post.deleted = True

    def picture(self, account: Account, content: bytes, mime: str) -> Media:
        """`POST /2/media/upload`."""
        if not mime.startswith("image/") or not content or len(content) > PICTURE:
            raise Refused(400, "Invalid Request", "The media could not be accepted.")
        found = Media(str(next(self._ids)), content, mime)
        account.media[found.id] = found
        return found

    def describe(self, account: Account, media_id: str, alt: str) -> None:
        """`POST /2/media/metadata`."""
        if media_id not in account.media or not 0 < len(alt) <= ALT:
            raise Refused(400, "Invalid Request", "The alt text could not be set.")
        account.media[media_id].alt = alt

    def left(self, account: Account) -> int:
        """New posts that the cap still allows."""
        return self.cap - len(self._counted(account))

    def resets(self, account: Account) -> int:
        """When the oldest post of the last 24 hours stops counting."""
        counted = self._counted(account)
        return int((counted[0].at if counted else self.clock()) + DAY) + 1

    def _counted(self, account: Account) -> list[Post]:
        """Deleted posts count too."""
        return [post for post in account.posts if post.at > self.clock() - DAY]

    def _standing(self, post_id: str) -> bool:
        return any(post.id == post_id for account in self.accounts for post in account.standing())


def weight(text: str) -> int:
    """What X counts, by its public rules; simpler than a client's reading, and made without looking at one."""
    plain, links = LINK.subn("", unicodedata.normalize("NFC", text))
    return ADDRESS * links + sum(_weight(char) for char in JOINING.sub("", plain))


def _weight(char: str) -> int:
    return 1 if any(first <= ord(char) <= last for first, last in LIGHT) else 2
