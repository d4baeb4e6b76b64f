"""How long a post is, as each channel counts: weights, graphemes, or UTF-16 units, each with its limit.

Sources: X, https://docs.x.com/fundamentals/counting-characters (configuration 3 of its public text rules); Mastodon,
its API's `configuration.statuses`, which counts graphemes with each address as 23 and a mention without its server;
Bluesky, the lexicon `app.bsky.feed.post` (300 graphemes, 3,000 bytes); Telegram, Bot API (4,096 UTF-16 units, 1,024
under a picture); Slack, section text of 3,000 characters.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import regex

from domain.post_links import Kind, links, pieces

ADDRESS = 23
"""What any address counts on X and Mastodon, which shorten them."""
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count one on X; all others, and each emoji whole, count two."""
_EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}"
    r"|[0-9#*]\ufe0f?\u20e3"
    r"|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:[\U000e0020-\U000e007e]+\U000e007f)?"
    r"(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*"
)
_HEAVY = regex.compile("[^" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _LIGHT) + "]")
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True)
class Ruler:
    """A channel's way of counting.

    Args:
        limit: the most that one post may count.
        length: how much a text counts.
        bytes: a second limit, in bytes of UTF-8, where there is one.
    """

    limit: int
    length: Callable[[str], int]
    bytes: int | None = None

    def left(self, text: str) -> int:
        """How much more fits; negative when the text is too long."""
        room = self.limit - self.length(text)
        return room if self.bytes is None else min(room, self.bytes - len(encoded(text)))

    def fits(self, text: str) -> bool:
        """Whether it goes out as one post."""
        return self.left(text) >= 0


def encoded(text: str) -> bytes:
    """UTF-8; what no text can hold (a lone surrogate) counts as the mark that replaces it."""
    return text.encode("utf-8", "surrogatepass").replace(b"\xed\xa0\x80", "\ufffd".encode())


def graphemes(text: str) -> int:
    """What a person sees as characters."""
    return len(_GRAPHEME.findall(text))


def units(text: str) -> int:
    """UTF-16 units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def weight(text: str) -> int:
    """X's weighted length: after NFC, addresses 23, emoji 2, most Latin and Greek 1, the rest 2."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    addresses = links(plain)
    edges = [0, *(edge for one in addresses for edge in (one.start, one.end)), len(plain)]
    between = [plain[start:end] for start, end in list(pairwise(edges))[::2]]
    return ADDRESS * len(addresses) + sum(map(_weight, between))


def _weight(text: str) -> int:
    without, emoji = _EMOJI.subn("", text)
    return 2 * emoji + len(without) + len(_HEAVY.findall(without))


def status(text: str) -> int:
    """Mastodon's length: graphemes, an address 23, a mention without its server."""
    total = graphemes(text)
    for piece in pieces(text):
        if piece.kind is Kind.LINK:
            total += ADDRESS - graphemes(text[piece.start : piece.end])
        elif piece.kind is Kind.MENTION and "@" in piece.target:
            total -= graphemes(piece.target.split("@", 1)[1]) + 1
    return total


X = Ruler(280, weight)
MASTODON = Ruler(500, status)
BLUESKY = Ruler(300, graphemes, 3000)
TELEGRAM = Ruler(4096, units)
TELEGRAM_CAPTION = Ruler(1024, units)
SLACK = Ruler(3000, len)
DRY_RUN = Ruler(4096, units)


def mastodon(limit: int) -> Ruler:
    """The ruler of an instance that allows another length."""
    return Ruler(limit, status)


def ruler_of(kind: str, most: int | None = None, *, picture: bool = False) -> Ruler:
    """How a channel of that kind counts.

    Args:
        kind: the adapter's name; an unknown one counts as the dry run does.
        most: the instance's own limit, where it says one.
        picture: whether the words stand under a picture.
    """
    if kind == "mastodon" and most:
        return mastodon(most)
    if kind == "telegram":
        return TELEGRAM_CAPTION if picture else TELEGRAM
    return {"x": X, "mastodon": MASTODON, "bluesky": BLUESKY, "slack": SLACK}.get(kind, DRY_RUN)
