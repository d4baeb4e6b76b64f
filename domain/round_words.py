"""What people type after `round`: a rhythm, a size, two names, a seed, or what they want of it themselves."""

import re
from dataclasses import dataclass
from enum import StrEnum

from domain.days_names import WEEKDAYS
from domain.errors import Refused
from domain.rounds import FEWEST, MOST, SEEDS, Rhythm, Side


class Verb(StrEnum):
    """What is wanted; those of managers first."""

    RHYTHM = "rhythm"
    SIZE = "size"
    MIXING = "mixing"
    HAND = "hand"
    SETTINGS = "settings"
    PREVIEW = "preview"
    SEED = "seed"
    SWAP = "swap"
    LOCK = "lock"
    BLOCK = "block"
    FREE = "free"
    QUEUE = "queue"
    PUBLISH = "publish"
    REPORT = "report"
    CARD = "card"
    JOIN = "join"
    LEAVE = "leave"
    SNOOZE = "snooze"
    AVOID = "avoid"
    AGAIN = "again"
    ME = "me"

    @property
    def for_managers(self) -> bool:
        """Whether it concerns everybody's round."""
        return self in MANAGERS


MANAGERS = frozenset({
    Verb.RHYTHM, Verb.SIZE, Verb.MIXING, Verb.HAND, Verb.SETTINGS, Verb.PREVIEW, Verb.SEED, Verb.SWAP, Verb.LOCK,
    Verb.BLOCK, Verb.FREE, Verb.QUEUE, Verb.PUBLISH, Verb.REPORT,
})  # fmt: skip
TWO = frozenset({Verb.SWAP, Verb.LOCK, Verb.BLOCK, Verb.FREE})
"""They need two names."""


@dataclass(frozen=True)
class Wanted:
    """A verb with what follows it; what was not said is empty or None."""

    verb: Verb
    names: tuple[str, ...] = ()
    number: int | None = None
    rest: str = ""
    rhythm: Rhythm | None = None
    weekday: int | None = None
    hour: int | None = None
    side: Side | None = None


_EVERY = {
    r"weekly|every week|every 1 week|1": Rhythm.WEEKLY,
    r"fortnightly|biweekly|every (?:2|two|second|other) weeks?|every fortnight|2": Rhythm.FORTNIGHTLY,
    r"every (?:4|four|fourth) weeks?|4": Rhythm.EVERY_FOUR,
    r"monthly|every month|first": Rhythm.FIRST,
}
_DAY = rf"(?: (?:on )?(?P<day>{'|'.join(WEEKDAYS)})s?)?"
_HOUR = r"(?: (?:at )?(?P<hour>[01]?\d|2[0-3])(?::00|h)?)?"
_RHYTHMS = [(re.compile(rf"(?:{words}){_DAY}{_HOUR}"), rhythm) for words, rhythm in _EVERY.items()]
_SIZE = re.compile(r"(?:(?:in )?groups? of |size )(?P<size>\d{1,2}|two|three|four|five|six|seven|eight)")
_FEW = dict(zip(("two", "three", "four", "five", "six", "seven", "eight"), range(2, 9), strict=True))
_MIXING = re.compile(r"(?P<mixing>across|within|any|anybody|random)(?: (?:by )?(?P<side>sectors?|worlds?|spaces?))?")
_BETWEEN = re.compile(r"\s*(?:,|&|\band\b|\bwith\b|\by\b|\be\b)\s*")
_WORDS = {
    Verb.JOIN: "join in yes on",
    Verb.LEAVE: "leave out no stop",
    Verb.SNOOZE: "snooze pause skip",
    Verb.ME: "me mine",
    Verb.SETTINGS: "settings",
    Verb.PREVIEW: "preview show",
    Verb.SEED: "seed",
    Verb.SWAP: "swap exchange",
    Verb.LOCK: "lock pair together",
    Verb.BLOCK: "block apart",
    Verb.FREE: "free unlock unblock",
    Verb.QUEUE: "queue release",
    Verb.PUBLISH: "publish now send",
    Verb.REPORT: "report figures",
}
_VERBS = {word: verb for verb, words in _WORDS.items() for word in words.split()}


def read(text: str) -> Wanted:
    """What somebody wants of the rounds.

    Raises:
        Refused: it means nothing here, or half of it is missing.
    """
    written = " ".join(text.split())
    bare = written.lower().rstrip(".!?")
    if not bare:
        return Wanted(Verb.CARD)
    found = _avoiding(written) or _setting(bare)
    if found:
        return found
    word, _, rest = written.partition(" ")
    verb = _VERBS.get(word.lower())
    if verb is None:
        raise Refused("I do not know what `round {words}` means. Send `round` alone.", next_step="round", words=written)
    return _completed(verb, rest.strip())


def _completed(verb: Verb, rest: str) -> Wanted:
    if verb in TWO and rest:
        return Wanted(verb, two_names(rest))
    if verb in {Verb.SEED, Verb.PREVIEW, Verb.REPORT} and rest:
        return Wanted(verb, number=seed(rest.lower().removeprefix("seed ")))
    return Wanted(verb, rest=rest)


def _avoiding(written: str) -> Wanted | None:
    """What begins with "not with Kostas", and "with Kostas again"."""
    avoid = re.fullmatch(
        r"(?:i )?(?:would |'d )?(?:rather |better )?not with(?: (?P<name>.+))?", written, re.IGNORECASE
    )
    if avoid:
        return Wanted(Verb.AVOID, rest=avoid["name"] or "")
    again = re.fullmatch(r"(?:again with (?P<a>.+)|with (?P<b>.+) again)", written, re.IGNORECASE)
    return Wanted(Verb.AGAIN, rest=again["a"] or again["b"]) if again else None


def _setting(bare: str) -> Wanted | None:
    """One of the settings, as a whole sentence."""
    return _rhythm(bare) or _size(bare) or _mixing(bare)


def _rhythm(bare: str) -> Wanted | None:
    if bare == "off":
        return Wanted(Verb.RHYTHM, rhythm=Rhythm.OFF)
    for form, rhythm in _RHYTHMS:
        if found := form.fullmatch(bare):
            day, hour = found["day"], found["hour"]
            return Wanted(
                Verb.RHYTHM, rhythm=rhythm, weekday=WEEKDAYS[day] if day else None, hour=int(hour) if hour else None
            )
    return None


def _size(bare: str) -> Wanted | None:
    if bare in {"pairs", "in pairs"}:
        return Wanted(Verb.SIZE, number=FEWEST)
    found = _SIZE.fullmatch(bare)
    return Wanted(Verb.SIZE, number=size(str(_FEW.get(found["size"], found["size"])))) if found else None


def _mixing(bare: str) -> Wanted | None:
    if bare in {"by hand", "curated", "by itself", "automatic"}:
        return Wanted(Verb.HAND, number=int(bare in {"by hand", "curated"}))
    found = _MIXING.fullmatch(bare)
    if found is None:
        return None
    side = Side.SPACE if (found["side"] or "").startswith("space") else Side.WORLD if found["side"] else None
    return Wanted(Verb.MIXING, rest=found["mixing"] if found["mixing"] in {"across", "within"} else "any", side=side)


def two_names(written: str) -> tuple[str, str]:
    """Two names out of "Ann and Kostas".

    Raises:
        Refused: there are not two.
    """
    parts = [part for part in _BETWEEN.split(written) if part]
    if len(parts) != 2:
        raise Refused("Name two people, such as `round swap Ann and Kostas`.", next_step="round")
    return parts[0], parts[1]


def seed(written: str) -> int:
    """A seed, or a round's number.

    Raises:
        Refused: no number, or too large a one.
    """
    if not re.fullmatch(r"[0-9]{1,10}", written) or int(written) >= SEEDS:
        raise Refused("Please write a whole number, such as 3.")
    return int(written)


def size(written: str) -> int:
    """People a group.

    Raises:
        Refused: too few or too many.
    """
    if not written.isdecimal() or not FEWEST <= int(written[:3]) <= MOST:
        raise Refused("A group has {fewest} to {most} people.", fewest=FEWEST, most=MOST)
    return int(written)
