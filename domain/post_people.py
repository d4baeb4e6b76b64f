"""Who has to do with a post: the people whom its words name, and the editor whose week it is."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import regex

from domain import times
from domain.naming import folded

SHORTEST = 3
"""Letters of a first name that is looked for by itself."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}’'-]+")


def whole(text: str, others: Iterable[str | None] = (), warning: str = "", alt: str = "") -> str:
    """All that a post lets anybody read, as one text: what somebody who is named in it agrees to."""
    own = sorted({other for other in others if other is not None and other != text})
    return "\n\n".join(part for part in (text, *own, warning, alt) if part)


def named(text: str, people: Iterable[tuple[int, str]]) -> list[int]:
    """The people whose name stands in a text: the whole name, or a first name that only one of them has.

    A name that is a word of some language ("Sol", "Rosa") counts where it is written with a capital; an editor says
    when nobody is meant. Accents do not matter.
    """
    words = [(folded(word), not word.islower()) for word in _WORD.findall(text)]
    everyone = [(person, folded(name).split()) for person, name in people]
    firsts = [name[0] for _, name in everyone if name]
    found = []
    for person, name in everyone:
        alone = bool(name) and len(name[0]) >= SHORTEST and firsts.count(name[0]) == 1
        if _stands(name, words) or (alone and _stands(name[:1], words)):
            found.append(person)
    return found


def _stands(name: Sequence[str], words: Sequence[tuple[str, bool]]) -> bool:
    if not name:
        return False
    return any(
        words[at][1] and [word for word, _ in words[at : at + len(name)]] == list(name)
        for at in range(len(words) - len(name) + 1)
    )


def turn(editors: Sequence[int], since: datetime | None, now: datetime, zone: str) -> int | None:
    """Whose week it is: a week each from Monday to Sunday, in their order; None where nobody takes turns.

    Args:
        editors: who still may; whoever is removed in the middle of a week leaves it to the others.
        since: a moment of the first one's week.
        now: the moment asked about.
        zone: of the community.
    """
    if not editors:
        return None
    weeks = _week(now, zone) - _week(since or now, zone)
    return editors[weeks % len(editors)]


def _week(moment: datetime, zone: str) -> int:
    """Mondays since the first year."""
    return (times.local(moment, zone).date().toordinal() - 1) // 7
