"""What a community's matching has learnt as a manager sees it: weights beside the shipped ones, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from bot.i18n import Translator
from bot.ui import Button, Message, Press, Rows, row
from domain import learning as rules
from matching import score
from matching.learning import EACH_WAY, ENOUGH
from storage import learning
from storage.learning import Version
from storage.people import Community

NAME = "learning"
"""The name of the card, under which it is found again."""


class Row(StrEnum):
    """Which weights: without a model or with one."""

    PLAIN = "plain"
    MODEL = "encoder"


class Act(StrEnum):
    """What a button of the card does."""

    SHOW = "show"
    UNDO = "undo"
    STOP = "stop"
    AGAIN = "again"


@dataclass(frozen=True)
class OnLearning(Press, tag="lrn"):
    """Do that about the weights, if they still are of that version."""

    act: Act
    row: Row
    version: int


@dataclass(frozen=True)
class View:
    """All that the card shows."""

    community: str
    row: Row
    newest: Version | None
    earlier: int | None
    outcomes: int
    fitted: int
    drawn: int
    other: bool
    """Whether the other weights have anything to show."""
    looked: bool = False
    would: Mapping[str, float] | None = None
    """The weights that the next look would put in force; None where it would change nothing."""

    @property
    def held(self) -> bool:
        return bool(self.newest and self.newest.held)

    @property
    def enough(self) -> bool:
        return self.outcomes >= ENOUGH and min(self.fitted, self.outcomes - self.fitted) >= EACH_WAY

    @property
    def version(self) -> int:
        return self.newest.version if self.newest else 0


def view(db: Connection, community: Community, wanted: Row | None, now: datetime) -> View:
    """What is to be seen of these weights; without a wish, of those that most outcomes tell of."""
    told: dict[str, list[tuple[bool, bool]]] = {one: [] for one in Row}
    for one in learning.ended(db, community.id, now - rules.REMEMBERED):
        lesson = rules.lesson(one.state, one.why_not, one.met, one.outcome, one.worth)
        if lesson is not None and one.tier in told:
            told[one.tier].append((lesson.fitted, one.drawn))
    versions = {tier: [one for one in learning.versions(db, community.id) if one.tier == tier] for tier in Row}
    chosen = wanted or max(Row, key=lambda tier: (len(told[tier]), len(versions[tier])))
    mine, known = told[chosen], versions[chosen]
    return View(
        community.name,
        chosen,
        known[-1] if known else None,
        learning.earlier(known),
        len(mine),
        sum(fitted for fitted, _ in mine),
        sum(drawn for _, drawn in mine),
        other=any(told[tier] or versions[tier] for tier in Row if tier != chosen),
    )


def card(seen: View, t: Translator, *, replace: bool = False) -> Message:
    """The card with its buttons."""
    lines = [
        t("*What matching has learnt in {community}*", community=seen.community),
        _weights(seen, t),
        t.n("{n} outcome counted, {fitted} fitted, {drawn} drawn by lot.",
            "{n} outcomes counted, {fitted} fitted, {drawn} drawn by lot.",
            seen.outcomes, fitted=seen.fitted, drawn=seen.drawn),
        _next(seen, t),
    ]  # fmt: skip
    buttons = [
        (seen.earlier is not None, t("Undo"), Act.UNDO),
        (not seen.held, t("Stop"), Act.STOP),
        (seen.held, t("Learn again"), Act.AGAIN),
    ]
    acts = [Button(label, OnLearning(act, seen.row, seen.version)) for there, label, act in buttons if there]
    return Message("\n".join(lines), row(*acts) + _other(seen, t), replace=replace, card=NAME)


def _other(seen: View, t: Translator) -> Rows:
    if not seen.other:
        return ()
    other, label = (Row.MODEL, t("With a model")) if seen.row is Row.PLAIN else (Row.PLAIN, t("Without a model"))
    return row(Button(label, OnLearning(Act.SHOW, other, 0)))


def _weights(seen: View, t: Translator) -> str:
    weights = seen.newest.weighing.get("weights") if seen.newest else None
    told = _changes(weights or score.WEIGHTS[seen.row], seen.row, t)
    if seen.row is Row.PLAIN:
        return t("Without a model: version {n}; {changes}.", n=seen.version, changes=told)
    return t("With a model: version {n}; {changes}.", n=seen.version, changes=told)


def _next(seen: View, t: Translator) -> str:
    if seen.held:
        return t("It stays there: I learn nothing more until you say so.")
    if not seen.enough:
        return t("I learn from {enough} outcomes on, {each} of either kind.", enough=ENOUGH, each=EACH_WAY)
    if not seen.looked:
        return t("One moment: I look what these outcomes would change.")
    if seen.would is None:
        return t("The next look would change nothing.")
    return t("The next look would change this: {changes}.", changes=_changes(seen.would, seen.row, t))


def _changes(weights: Mapping[str, float], tier: Row, t: Translator) -> str:
    """By how much each part counts more or less than shipped."""
    names = {
        "concept": t("the same trade"), "related": t("close trades"), "sense": t("sounds alike"),
        "letters": t("the same words"), "context": t("the same kind of client"), "meaning": t("means the same"),
        "whole": t("alike as a whole"),
    }  # fmt: skip
    changed = {part: weights[part] / weight - 1 for part, weight in score.WEIGHTS[tier].items()}
    told = [f"{names[part]} {by:+.0%}" for part, by in changed.items() if round(by, 2)]
    return ", ".join(told) or t("weights as shipped")
