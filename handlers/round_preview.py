"""The next round before it goes out: who would sit with whom, who would not, and what a manager can still do."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from bot.i18n import Translator
from bot.ui import Button, Message, Press, row
from domain.rounds import Absent
from handlers.round_asking import day
from handlers.round_seating import Reading
from matching.round_people import Arrangement, Why
from storage import people
from storage.rounds import Plan

SHOWN = 25
"""Groups on a card; all of them stand in `tertulia round preview`."""


class Act(StrEnum):
    """What a button of the managers' card does."""

    CARD = "card"
    PREVIEW = "preview"
    SEED = "seed"
    RELEASE = "release"
    HOLD = "hold"
    NOW = "now"
    MORE = "more"
    SETTINGS = "settings"
    SWAP = "swap"
    LOCK = "lock"
    BLOCK = "block"
    REPORT = "report"


@dataclass(frozen=True)
class Do(Press, tag="rd"):
    """Do that about the round of that number."""

    act: Act
    number: int


@dataclass(frozen=True)
class Person:
    """Somebody of a round."""

    id: int
    name: str


@dataclass(frozen=True)
class View:
    """A round with names."""

    community_id: int
    community: str
    zone: str
    number: int
    when: datetime | None
    seed: int
    plan: Plan
    groups: tuple[tuple[Person, ...], ...]
    left_out: tuple[tuple[Person, Why], ...]
    repeats: tuple[tuple[Person, Person], ...]
    absent: Counter[Absent]
    by_hand: bool
    overdue: bool
    """There is no moment ahead at which it would go out by itself."""

    @property
    def people(self) -> int:
        """How many take part."""
        return sum(map(len, self.groups)) + len(self.left_out)

    def told(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "community": self.community,
            "round": self.number,
            "at": self.when.isoformat() if self.when else None,
            "seed": self.seed,
            "size": self.plan.size,
            "mixing": self.plan.mixing,
            "rhythm": self.plan.rhythm,
            "released": self.plan.released,
            "by_hand": self.by_hand,
            "people": self.people,
            "groups": [[_told(one) for one in group] for group in self.groups],
            "left_out": [_told(one) | {"why": str(why)} for one, why in self.left_out],
            "repeats": [[_told(one) for one in pair] for pair in self.repeats],
            "absent": {str(why): n for why, n in sorted(self.absent.items())},
        }


def _told(one: Person) -> dict[str, Any]:
    return {"id": one.id, "name": one.name}


def viewed(db: Connection, reading: Reading, found: Arrangement, now: datetime, *, by_hand: bool = False) -> View:
    """A seating with the names of its people."""
    community = people.get_community(db, reading.community_id)
    names = {str(one.id): Person(one.id, one.name) for one in people.members(db, reading.community_id)}

    def person(one: str) -> Person:
        return names.get(one, Person(int(one), "–"))

    return View(
        reading.community_id,
        community.name if community else "",
        community.zone if community else "UTC",
        reading.number,
        reading.when,
        reading.seed,
        reading.plan,
        tuple(tuple(map(person, group)) for group in found.groups),
        tuple((person(one), why) for one, why in sorted(found.left_out.items())),
        tuple((person(one), person(other)) for one, other in found.repeats),
        reading.counts(),
        by_hand or bool(reading.kept),
        reading.when is None or reading.when <= now,
    )


def card_name(community_id: int) -> str:
    """Under which a manager finds the round's card again."""
    return f"round:{community_id}"


def card(view: View, t: Translator) -> Message:
    """The preview with what can still be decided."""
    when = day(view.when, view.zone, t) if view.when else t("no date yet")
    lines = [
        t("*Preview of round {number}: {when}*", number=view.number, when=when),
        _about(view, t),
        *(" – ".join(t("{name}", name=one.name) for one in group) for group in view.groups[:SHOWN]),
    ]
    if len(view.groups) > SHOWN:
        lines.append(t("… and {n} more groups.", n=len(view.groups) - SHOWN))
    lines += [t("Without a seat: {name} ({why})", name=one.name, why=why_name(why, t)) for one, why in view.left_out]
    if view.repeats:
        pairs = ", ".join(f"{one.name} – {other.name}" for one, other in view.repeats[:5])
        lines.append(t("Again within 90 days, for want of others: {pairs}", pairs=pairs))
    lines.append(absences(view.absent, t))
    return Message("\n".join(line for line in lines if line), _ways(view, t), card=card_name(view.community_id))


def _about(view: View, t: Translator) -> str:
    if not view.groups:
        return t("Nobody to seat yet: people take part with `round join`, or by a public profile.")
    seed = t("changed by hand, from seed {seed}", seed=view.seed) if view.by_hand else t("seed {seed}", seed=view.seed)
    return t.n("{people} people in {n} group, {seed}.", "{people} people in {n} groups, {seed}.", len(view.groups),
               people=view.people, seed=seed)  # fmt: skip


def why_name(why: str, t: Translator) -> str:
    """Why somebody has no seat, for managers: never whose wish it is."""
    return t("nobody else takes part") if why == Why.ALONE else t("nobody to seat them with")


def absences(counts: Counter[Absent], t: Translator) -> str:
    """Who is not in it, in numbers."""
    names = {
        Absent.UNASKED: t.n("{n} has not said yes", "{n} have not said yes", counts[Absent.UNASKED]),
        Absent.PAUSED: t.n("{n} takes a break", "{n} take a break", counts[Absent.PAUSED] + counts[Absent.AWAY]),
        Absent.SILENT: t.n("{n} was silent three times", "{n} were silent three times", counts[Absent.SILENT]),
        Absent.OUT: t.n("{n} does not want to", "{n} do not want to", counts[Absent.OUT]),
        Absent.UNREACHABLE: t.n("{n} has no chat with me", "{n} have no chat with me", counts[Absent.UNREACHABLE]),
    }
    here = counts + Counter({Absent.PAUSED: counts[Absent.AWAY]})
    said = [name for why, name in names.items() if here[why]]
    return t("Not in it: {reasons}.", reasons=", ".join(said)) if said else ""


def _ways(view: View, t: Translator) -> tuple[tuple[Button, ...], ...]:
    number = view.number
    if view.plan.released:
        release = Button(t("Take the release back"), Do(Act.HOLD, number))
    elif not view.overdue:
        release = Button(t("Release"), Do(Act.RELEASE, number), style="primary")
    else:
        release = Button(t("Send it now"), Do(Act.NOW, number), style="primary")
    first = row(release, Button(t("Another seed"), Do(Act.SEED, number)), Button(t("Swap two"), Do(Act.SWAP, number)))
    return first + row(
        Button(t("Keep two together"), Do(Act.LOCK, number)),
        Button(t("Keep two apart"), Do(Act.BLOCK, number)),
        Button(t("Back"), Do(Act.CARD, number)),
    )
