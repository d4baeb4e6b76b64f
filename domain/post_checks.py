"""What is looked at before a post is approved: what stops it, and what an editor is only told."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.post_links import Kind, links, pieces
from domain.post_rulers import Ruler
from domain.post_threads import TooLong, thread

APART = timedelta(hours=1)
"""Two posts of one channel closer than this look like a machine's."""
ALIKE = timedelta(days=60)
"""For so long the same words are said not to be new."""
TAGS = 10
"""Hashtags that a reader bears; more look like advertising, and some servers hide them."""
PICTURE = 5_000_000
"""Bytes: the smallest of the channels' limits for a picture, X's."""
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
"""How a picture that every channel takes begins."""
LONGEST_ADDRESS = 2_000
_MEANT = re.compile(r"(?<!\w)(?:h?tt?ps?:|www\.)\S+", re.IGNORECASE)
_PORT = re.compile(r"https?://[^/?#]*?:(\d{1,9})", re.IGNORECASE)


class Trouble(StrEnum):
    """What is wrong, or worth a second look."""

    EMPTY = "empty"
    ONLY_LINK = "only_link"
    TOO_LONG = "too_long"
    NO_ALT = "no_alt"
    PICTURE_TOO_LARGE = "picture_too_large"
    NOT_A_PICTURE = "not_a_picture"
    NO_CONSENT = "no_consent"
    NO_FUNDER = "no_funder"
    NO_LOGO = "no_logo"
    OVER_CAP = "over_cap"
    BROKEN_LINK = "broken_link"
    SAID_ALREADY = "said_already"
    TOO_CLOSE = "too_close"
    MANY_TAGS = "many_tags"

    @property
    def stops(self) -> bool:
        """Nobody can approve it like this; the others are only said."""
        return self not in {Trouble.ONLY_LINK, Trouble.SAID_ALREADY, Trouble.TOO_CLOSE, Trouble.MANY_TAGS}


@dataclass(frozen=True)
class Found:
    """One trouble: the channel it is about (empty: all), and what it concerns in the person's own words."""

    trouble: Trouble
    channel: str = ""
    what: str = ""


@dataclass(frozen=True)
class Before:
    """What a channel said earlier, or will: its words and when."""

    text: str
    at: datetime


def fingerprint(text: str) -> str:
    """What a consent is given to: exactly these words (line ends and outer blanks aside)."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return sha256(plain.encode("utf-8", "replace")).hexdigest()


def sense(text: str) -> str:
    """The words without what a platform overlooks when it looks for repetitions: case, marks, blanks, addresses."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", _without_links(text)).casefold()).strip()


def _without_links(text: str) -> str:
    for piece in reversed(links(text)):
        text = text[: piece.start] + text[piece.end :]
    return text


def _visible(text: str) -> bool:
    """Whether there is anything to see: blanks, controls and zero-width characters are not."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


def text_troubles(texts: Mapping[str, str], rulers: Mapping[str, Ruler]) -> list[Found]:
    """What is wrong with the words themselves, a channel each.

    Args:
        texts: what each channel would say.
        rulers: how each of them counts.
    """
    found = []
    for channel, text in texts.items():
        found += [Found(trouble, channel) for trouble in _words(text)]
        found += [Found(Trouble.BROKEN_LINK, channel, address) for address in broken_links(text)]
        try:
            thread(text, rulers[channel])
        except TooLong:
            found.append(Found(Trouble.TOO_LONG, channel))
    return found


def _words(text: str) -> Iterable[Trouble]:
    standing = pieces(text)
    if not _visible(text):
        yield Trouble.EMPTY
    elif not _visible(_without_links(text)):
        yield Trouble.ONLY_LINK
    if sum(piece.kind is Kind.TAG for piece in standing) > TAGS:
        yield Trouble.MANY_TAGS


def broken_links(text: str) -> list[str]:
    """What was meant as an address and leads nowhere, as far as its form tells: nothing is fetched."""
    standing = links(text)
    meant = [
        match for match in _MEANT.finditer(text) if not any(one.start <= match.start() < one.end for one in standing)
    ]
    return [match[0] for match in meant] + [one.target for one in standing if not _sound(one.target)]


def _sound(address: str) -> bool:
    port = _PORT.match(address)
    return len(address) <= LONGEST_ADDRESS and (port is None or 0 < int(port[1]) < 65536)


def picture_troubles(content: bytes, alt: str) -> list[Found]:
    """What is wrong with a picture: its size, its kind by its first bytes whatever its name says, its description."""
    if not content:
        return []
    found = []
    if not content.startswith(PICTURES):
        found.append(Found(Trouble.NOT_A_PICTURE))
    if len(content) > PICTURE:
        found.append(Found(Trouble.PICTURE_TOO_LARGE))
    if not alt.strip():
        found.append(Found(Trouble.NO_ALT))
    return found


def said_troubles(text: str, channel: str, at: datetime, said: Iterable[Before]) -> list[Found]:
    """Whether this channel says the same again, or something else within the hour."""
    said = list(said)
    same = sense(text)
    found = []
    if any(abs(at - one.at) <= ALIKE and sense(one.text) == same for one in said):
        found.append(Found(Trouble.SAID_ALREADY, channel))
    if any(abs(at - one.at) < APART for one in said):
        found.append(Found(Trouble.TOO_CLOSE, channel))
    return found


def funder_troubles(texts: Mapping[str, str], line: str) -> list[Found]:
    """Whether each channel's words carry the line that the funder asks for, in any case and spacing."""
    wanted = sense(line)
    return [Found(Trouble.NO_FUNDER, channel, line) for channel, text in texts.items() if wanted not in sense(text)]
