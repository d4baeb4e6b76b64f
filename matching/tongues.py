"""Languages that people speak, by any of their names in any of ours: "italiano", "Greek", "ελληνικά", "FR"."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale
from rapidfuzz import fuzz, process

from matching import text
from matching.languages import LANGUAGES

SPOKEN = (
    *("en", "es", "ca", "eu", "gl", "fr", "it", "pt", "el", "hr", "sl", "sr", "bs", "mk", "sq", "bg", "ro", "hu"),
    *("de", "nl", "da", "sv", "nb", "fi", "et", "lv", "lt", "pl", "cs", "sk", "uk", "ru", "tr", "ar", "he", "fa"),
    *("hi", "ur", "bn", "zh", "ja", "ko", "vi", "th", "id", "mt", "ga", "is", "cy", "lb", "hy", "ka", "sw", "am"),
)
"""ISO 639-1; a language outside this list is kept out rather than misread."""

OTHER_NAMES = {
    "castellano": "es", "castella": "es", "castilian": "es", "valencia": "ca", "valenciano": "ca", "mallorqui": "ca",
    "deutsch": "de", "nederlands": "nl", "flemish": "nl", "norwegian": "nb", "no": "nb", "farsi": "fa",
    "mandarin": "zh", "turkce": "tr", "euskara": "eu", "euskera": "eu", "modern greek": "el", "bosanski": "bs",
    "serbocroatian": "hr", "polski": "pl", "norsk": "nb", "svenska": "sv", "magyar": "hu", "romana": "ro",
    "shqip": "sq",
}  # fmt: skip
"""Names that no dictionary of ours has; written the normal way."""

_BREAK = re.compile(r"[,;/\n+&·|]|\s(?:and|y|e|et|i|in|und|και|amb)\s", re.IGNORECASE)
_LEVEL = re.compile(
    r"\([^)]*\)|\b(?:[abc][12]|native|fluent|basic|some|a bit of|a little|nativo|madrelingua)\b", re.IGNORECASE
)
_CLOSE = 84
"""Per cent: one wrong letter in a name of six."""


@cache
def _codes() -> Mapping[str, str]:
    """Every way of writing each language, to its code."""
    found: dict[str, str] = {}
    for code in SPOKEN:
        for names in (*map(_names, LANGUAGES), _names(code) if code in LANGUAGES else {}):
            if code in names:
                found.setdefault(_key(names[code]), code)
        found[code] = code
    return found | OTHER_NAMES


@cache
def _names(reader: str) -> Mapping[str, str]:
    """The languages' names in that language."""
    return {code: name for code, name in Locale(reader).languages.items() if code in SPOKEN}


def _key(name: str) -> str:
    return " ".join(text.words(name))


def name(code: str, reader: str) -> str:
    """The language's name for a reader of that language."""
    return _names(reader if reader in LANGUAGES else "en").get(code, code)


def all_names(code: str) -> tuple[str, ...]:
    """The language's name in each of ours, for whoever searches for it."""
    return tuple(dict.fromkeys(name(code, reader) for reader in LANGUAGES))


def read(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the languages that somebody wrote, in their order, and the words that are none."""
    codes: dict[str, None] = {}
    unknown = []
    for piece in _BREAK.split(written):
        bare = _key(_LEVEL.sub(" ", piece))
        found = _several(bare.split()) if bare else ()
        codes.update(dict.fromkeys(found))
        if bare and not found:
            unknown.append(piece.strip())
    return tuple(codes), tuple(unknown)


def _several(words: Sequence[str]) -> tuple[str, ...]:
    """One language of several words, or several of one word each; nothing when a word is none."""
    whole = _one(" ".join(words))
    if whole:
        return (whole,)
    each = [_one(word) for word in words] if len(words) > 1 else []
    return tuple(each) if all(each) else ()


def _one(key: str) -> str:
    if key in _codes():
        return _codes()[key]
    if len(key) < 5:  # two short names differ by a letter: no guessing
        return ""
    close = process.extractOne(key, _codes().keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return _codes()[close[0]] if close else ""
