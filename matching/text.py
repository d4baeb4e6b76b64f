"""What people write, made comparable: one spelling for capitals, accents and scripts, then words, stems and offers."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

LONGEST_OFFER = 60
"""Words; what is longer is cut into pieces, so that one long text cannot resemble everything."""
MOST_OFFERS = 200

# Letters that Unicode does not take apart, and signs that stand inside a word.
_LETTERS = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "·": None, "\u00ad": None})
_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"[;\n\r\u2028\u2029•|▪●‣]+|(?<=[.!?…;\u037e])\s+|\s+[-–—]\s+")
_VOWELS = frozenset("aeiouyαειουηω")
_PLURALS = frozenset("sσν")
_SHORTEST_STEM = 4


def normal(text: str) -> str:
    """One spelling: capitals first, because only they are the same for every way of writing a word."""
    if text.isascii():
        return text.lower()
    # Taken apart before and after: a capital may be made of letters that the first pass only uncovers.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).upper())
    bare = "".join(letter for letter in apart.casefold() if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare).translate(_LETTERS)


def clean(text: str) -> str:
    """For an encoder: lower case (a shouted text is no other text), no half characters, no zero bytes."""
    whole = text.encode("utf-8", "ignore").decode("utf-8").replace("\0", " ")
    return " ".join(whole.lower().split())


def words(text: str) -> list[str]:
    return found(normal(text))


def found(normal_text: str) -> list[str]:
    """The words of a text that `normal` made."""
    return _WORD.findall(normal_text)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Drop a plural and an ending in vowels, the same light way in every language we know."""
    short = word
    if len(short) > _SHORTEST_STEM and short[-1] in _PLURALS:
        short = short[:-1]
    for _ in range(2):
        if len(short) > _SHORTEST_STEM and short[-1] in _VOWELS:
            short = short[:-1]
    return short


def grams(word: str) -> list[str]:
    """Runs of 3 to 5 letters, with the word's two ends marked."""
    marked = f"<{word}>"
    return [marked[at : at + size] for size in (3, 4, 5) for at in range(len(marked) - size + 1)]


def offers(texts: Iterable[str]) -> tuple[str, ...]:
    """Each thing a person offers, in their own words: sentences and list items, long ones in pieces."""
    found: dict[str, None] = {}  # keeps the order, drops what is said twice
    for text in texts:
        for sentence in _BREAK.split(text):
            for piece in _pieces(sentence.strip(" \t.,;:*-–—")):
                found.setdefault(piece)
    return tuple(found)[:MOST_OFFERS]


def _pieces(sentence: str) -> Sequence[str]:
    if not _WORD.search(sentence):
        return ()
    spoken = sentence.split()
    if len(spoken) <= LONGEST_OFFER:
        return (sentence,)
    return [" ".join(spoken[at : at + LONGEST_OFFER]) for at in range(0, len(spoken), LONGEST_OFFER)]
