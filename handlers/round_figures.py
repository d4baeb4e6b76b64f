"""The rounds in figures: how many met, who met again, who was left out, and whether it was fair."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.context import Ctx
from bot.i18n import Translator
from bot.ui import Button, Message, Run, row
from domain.errors import Refused
from domain.meetings import Met
from domain.rounds import State
from handlers.round_asking import date_of
from matching.round_people import REST_DAYS, pairs_of
from storage import people, round_seats, rounds
from storage.round_seats import Seat
from storage.rounds import Held

Figures = dict[str, Any]


def figures(db: Connection, community_id: int, number: int | None = None) -> Figures:
    """The figures of all rounds of a community, or of one.

    Args:
        db: to read.
        community_id: whose.
        number: of one round; all where there is none.

    Raises:
        Refused: there was no such round.
    """
    held = sorted(rounds.of_community(db, community_id), key=lambda one: one.number)
    seats = {one.id: round_seats.of_round(db, one.id) for one in held}
    again, twice = _again(held, seats), _twice(held, seats)
    chosen = [one for one in held if number is None or one.number == number]
    if number is not None and not chosen:
        raise Refused("There is no round {number} yet.", next_step="round", number=number)
    mine = [seat for one in chosen for seat in seats[one.id]]
    sizes = Counter(Counter(seat.group_id for seat in mine if seat.group_id is not None).values())
    told = Counter(seat.met or "silent" for seat in mine if seat.group_id is not None and seat.asked)
    told |= Counter(seat.met for seat in mine if seat.met)
    return {
        "round": number,
        "held": sum(one.state == State.HELD for one in chosen),
        "skipped": {one.number: one.reason for one in chosen if one.state == State.SKIPPED},
        "people": len({seat.member_id for seat in mine}),
        "groups": sum(sizes.values()),
        "sizes": {str(size): n for size, n in sorted(sizes.items())},
        "pairs": sum(len(pairs) for one in chosen for pairs in [_pairs(seats[one.id])]),
        "repeats": sum(again[one.id] for one in chosen),
        "left_out": [
            {"round": one.number, "id": seat.member_id, "name": _name(db, seat.member_id), "why": seat.why}
            for one in chosen for seat in seats[one.id] if seat.group_id is None
        ],
        "left_out_twice": sum(twice[one.id] for one in chosen),
        "met": {str(met): told[met] for met in Met} | {"silent": told["silent"]},
        "worth": dict(sorted(Counter(seat.worth for seat in mine if seat.worth).items())),
        "fairness": _fairness(mine),
    }  # fmt: skip


def _pairs(seats: list[Seat]) -> list[tuple[str, str]]:
    groups: dict[int, list[str]] = {}
    for seat in seats:
        if seat.group_id is not None:
            groups.setdefault(seat.group_id, []).append(str(seat.member_id))
    return [pair for group in groups.values() for pair in pairs_of(group)]


def _again(held: list[Held], seats: dict[int, list[Seat]]) -> dict[int, int]:
    """Pairs of each round that had sat together within the days of rest."""
    last: dict[tuple[str, str], datetime] = {}
    found = {}
    for one in held:
        pairs = _pairs(seats[one.id])
        found[one.id] = sum(pair in last and (one.at - last[pair]).days < REST_DAYS for pair in pairs)
        last |= dict.fromkeys(pairs, one.at)
    return found


def _twice(held: list[Held], seats: dict[int, list[Seat]]) -> dict[int, int]:
    """People of each round who were left out of the one before that they took part in, too."""
    before: dict[int, bool] = {}
    found = {}
    for one in held:
        now = {seat.member_id: seat.group_id is None for seat in seats[one.id]}
        found[one.id] = sum(left and before.get(member, False) for member, left in now.items())
        before |= now
    return found


def _fairness(seats: list[Seat]) -> Figures:
    """The share of the rounds they took part in that people had a seat in: the smallest and the mean."""
    took, sat = Counter(seat.member_id for seat in seats), Counter(s.member_id for s in seats if s.group_id is not None)
    shares = [sat[member] / n for member, n in took.items()]
    if not shares:
        return {}
    return {"smallest_share": round(min(shares), 3), "mean_share": round(sum(shares) / len(shares), 3)}


def _name(db: Connection, member_id: int) -> str:
    found = people.get(db, member_id)
    return found.name if found else "–"


def card(ctx: Ctx, number: int | None) -> Message:
    """The figures for a manager."""
    t, found = ctx.t, figures(ctx.db, ctx.community.id, number)
    if not found["held"] and not found["skipped"]:
        text = t("*No round so far.*\nThe figures begin with the first; `round preview` shows it.")
        return Message(text, row(Button(t("The next round"), Run("round"))))
    return Message("\n".join(_lines(ctx, found, t)), row(Button(t("The next round"), Run("round"))))


def _lines(ctx: Ctx, found: Figures, t: Translator) -> list[str]:
    met, number = found["met"], found["round"]
    if number is None:
        head = t.n("*{n} round in figures*", "*{n} rounds in figures*", found["held"])
    else:
        at = rounds.of_community(ctx.db, ctx.community.id, number)[0].at
        head = t("*Round {number}, {day}*", number=number, day=date_of(at, ctx.community.zone, t))
    lines = [
        head,
        t("{people} people in {groups} groups, {pairs} pairs.", people=found["people"], groups=found["groups"],
          pairs=found["pairs"]),
        t("Met: {met} · scheduled: {scheduled} · not yet: {not_yet} · no: {no} · silent: {silent}", **met),
        t("Again within 90 days: {again}. Left out: {left}, twice running: {twice}.", again=found["repeats"],
          left=len(found["left_out"]), twice=found["left_out_twice"]),
    ]  # fmt: skip
    if found["skipped"]:
        lines.append(t("Skipped: {numbers}", numbers=", ".join(f"{n} ({why})" for n, why in found["skipped"].items())))
    return lines
