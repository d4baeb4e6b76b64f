"""Reading the time of day that a person wrote: 18:30, 18h, 6 pm, noon, 18-20:30, in nine languages."""

import re
from dataclasses import dataclass
from datetime import time

from domain.days import fold

_AT = (
    r"(?:(?:at|from|a las?|a les|alle|dalle|alla|ore|a partir de las?|de|desde las?|a|as|ob|od|u|um|στις|απο τις)\s+)?"
)
_HOUR = r"(?P<{0}h>[01]?\d|2[0-4])"
_CLOCK = (
    rf"{_HOUR}(?:(?P<{{0}}sep>[:.h])(?P<{{0}}m>[0-5]\d)|\s?(?P<{{0}}oclock>h(?:rs?|s)?\b|uhr\b))?"
    r"\s?(?P<{0}half>[ap]\.?m\b\.?)?"
)
_NAMED = {
    "noon": time(12), "midday": time(12), "mediodia": time(12), "mezzogiorno": time(12), "midi": time(12),
    "migdia": time(12), "meio-dia": time(12), "μεσημερι": time(12), "podne": time(12), "poldne": time(12),
    "midnight": time(0), "medianoche": time(0), "mezzanotte": time(0), "minuit": time(0), "mitjanit": time(0),
    "meia-noite": time(0), "μεσανυχτα": time(0), "ponoc": time(0), "polnoc": time(0),
}  # fmt: skip
_TO = (
    r"\s?(?:-|–|—|to|until|till|a las?|hasta las?|alle|fino alle|ate as|as|a les|fins a les|jusqu.a|do|μεχρι τις|εως|a)"
    r"\s?"
)
_SPAN = re.compile(rf"(?<![\w.,:/-]){_AT}{_CLOCK.format('b')}(?:{_TO}{_CLOCK.format('e')})?(?![\w:/-]|\.\d)")
_BARE_SPAN = re.compile(
    r"\b(?:from|between|desde las?|de las?|entre las?|dalle|tra le|des de les|de les|entre les|de|ob|od)\s+"
    r"(?P<b>[01]?\d|2[0-3])\s(?:to|and|until|till|a las?|y las?|hasta las?|alle|e le|a les|i les|a|do)\s"
    r"(?P<e>[01]?\d|2[0-4])(?![\w:/.-])(?!\s*(?:[%€$]|years?|anos?|anni|anys|ans|euros?|people|persons?|km|min))"
)
"""Two bare numbers are hours only as "from 10 to 12"."""
_NAMED_TIME = re.compile(rf"\b{_AT}(?P<named>{'|'.join(_NAMED)})\b")


@dataclass(frozen=True)
class Found:
    """A time as it stands at `start:end` of a text."""

    start: int
    end: int
    begins: time
    ends: time | None = None


def find(folded: str) -> Found | None:
    """The first time in a folded text: only what surely is one, for "7 tips" and "2.0" are none."""
    for found in _SPAN.finditer(folded):
        begins, ends = _clock(found, "b"), _clock(found, "e")
        if ends and not begins:
            begins = _of(int(found["bh"]), 0, found["ehalf"])  # the "6" of "6-8pm", the "18" of "18-20:30"
        if begins:
            return Found(*found.span(), begins, ends)
    if bare := _BARE_SPAN.search(folded):
        return Found(*bare.span(), time(int(bare["b"])), time(int(bare["e"]) % 24))
    named = _NAMED_TIME.search(folded)
    return Found(*named.span(), _NAMED[named["named"]]) if named else None


def _clock(found: re.Match[str], which: str) -> time | None:
    hour, minute, half = found[f"{which}h"], found[f"{which}m"], found[f"{which}half"]
    if hour is None or not (minute or half or found[f"{which}oclock"]):
        return None
    if found[f"{which}sep"] == "." and not half and found[0][0].isdigit() and int(minute) % 5:
        return None  # 18.30 is a time, 2.47 is a number
    return _of(int(hour), int(minute or 0), half)


def _of(hour: int, minute: int, half: str | None) -> time | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour == 24 and not minute:
        hour = 0
    return time(hour, minute) if hour < 24 else None


def clock(text: str) -> time | None:
    """The time that a whole text says, such as "18:30", "6 pm", "18h" or "9"."""
    folded = fold(text.strip(" ."))
    if folded in _NAMED:
        return _NAMED[folded]
    found = re.fullmatch(_AT + _CLOCK.format("b"), folded)
    return _of(int(found["bh"]), int(found["bm"] or 0), found["bhalf"]) if found else None
