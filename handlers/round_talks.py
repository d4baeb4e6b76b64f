"""A group of a round: whether it met, whether it was worth it, and words passed on between its people."""

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.context import Ctx
from bot.meetings import link_between
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, row
from domain import rounds as rules
from domain import times
from domain.delivery import Purpose
from domain.errors import Refused
from domain.meetings import EVERY, Met
from handlers import round_cards as cards
from handlers.round_cards import Circle, Greet, Greeting, HowWasIt, WasItWorth
from storage import blocks, people, profile, round_members, round_seats, rounds
from storage.people import Member
from storage.round_seats import Seat

router = Router()


def here(db: Connection, member_id: int, community_id: int) -> Member | None:
    """The member, where they are still in that community."""
    found = people.get(db, member_id)
    inside = any(r.community_id == community_id and r.state == "in" for r in people.memberships(db, member_id))
    return found if inside else None


def circle(db: Connection, group_id: int) -> Circle | None:
    """A group with those of it who are still there; None where it is gone."""
    group = round_seats.group(db, group_id)
    held = rounds.held(db, group.round_id) if group else None
    if group is None or held is None:
        return None
    seats = round_seats.of_group(db, group_id)
    members = tuple(one for seat in seats if (one := here(db, seat.member_id, held.community_id)))
    abouts = [profile.get(db, one.id) for one in members]
    ids = tuple(one.id for one in members)
    first = rules.writes_first(ids, held.number + group.number) if ids else 0
    known = {about.member_id: about for about in abouts if about.published}
    return Circle(group, held.number, members, known, first, _before(db, held, ids))


def _before(db: Connection, held: rounds.Held, ids: tuple[int, ...]) -> dict[frozenset[int], datetime]:
    """When two of them sat together before this round."""
    found = round_seats.meetings(db, held.community_id, held.at - 8 * rules.NEW)
    both = [(frozenset({a, b}), at) for a, b, at, said in found if {a, b} <= set(ids) and rules.together(said)]
    return {pair: at for pair, at in sorted(both, key=lambda one: one[1]) if at < held.at}


def links(db: Connection, one: Circle, reader: int) -> dict[int, str]:
    """Where the reader reaches each of the others; none where no platform is shared."""
    mine = _accounts(db, reader)
    return {other.id: link_between(mine, _accounts(db, other.id)) for other in one.others(reader)}


def _accounts(db: Connection, member_id: int) -> list[tuple[str, str, str]]:
    return [(a.platform, a.workspace, a.user) for a in people.accounts(db, member_id) if a.state == "active"]


def _mine(ctx: Ctx, group_id: int) -> tuple[Seat, Circle]:
    """My seat in a group, locked, and the group."""
    seat, found = round_seats.mine(ctx.db, group_id, ctx.me, lock=True), circle(ctx.db, group_id)
    if seat is None or found is None or not any(one.id == ctx.me for one in found.members):
        raise Refused("That is no longer here.", next_step="round")
    return seat, found


def _heard(ctx: Ctx, one: Circle) -> None:
    """Whoever taps anything is not silent."""
    held = rounds.held(ctx.db, one.group.round_id)
    if held:
        mine = round_members.part(ctx.db, held.community_id, ctx.me)
        part = rules.Part.IN if mine.part == rules.Part.ASKED else rules.Part(mine.part or rules.Part.INVITED)
        round_members.take_part(ctx.db, held.community_id, ctx.me, ctx.now, part=str(part), heard=ctx.now)


@router.press(HowWasIt)
def met(ctx: Ctx, tap: HowWasIt) -> Reply:
    """Say whether your group met."""
    seat, one = _mine(ctx, tap.group)
    round_seats.say(ctx.db, seat, met=str(tap.met))
    _heard(ctx, one)
    t = ctx.t
    if tap.met is Met.MET:
        if round_seats.talks(ctx.db, ctx.me) % EVERY == 0 and not seat.worth:
            return cards.worth(tap.group, t)
        return Message(t("*Good.* I remember, and seat you with others next."), replace=True)
    names = cards.listed((other.name for other in one.others(ctx.me)), t)
    if tap.met is Met.SCHEDULED:
        return Message(t("*Good.* Greet {names} from me.", names=names), replace=True)
    if tap.met is Met.NO:
        return Message(t("*Thank you for saying so.* Then you may be seated together another time."), replace=True)
    text = t("*No hurry.* If it helps, I carry the first hello.")
    return Message(text, row(Button(t("Say hello through me"), Greet(tap.group), style="primary")), replace=True)


@router.press(WasItWorth)
def was_it_worth(ctx: Ctx, tap: WasItWorth) -> Reply:
    """Say whether a round was worth your time."""
    seat, _ = _mine(ctx, tap.group)
    round_seats.say(ctx.db, seat, worth=str(tap.worth))
    return Message(ctx.t("*Thank you.* That makes the next rounds better."), replace=True)


@router.press(Greet)
def greet(ctx: Ctx, tap: Greet) -> Reply:
    """Write to those you sit with."""
    _reached(ctx, tap.group)
    return Open(Greeting(group=str(tap.group)))


@router.form(Greeting)
def passed_on(ctx: Ctx, form: Greeting) -> Reply:
    """Pass on what one of a group writes to the others."""
    number = int(form.group) if form.group.isdecimal() and len(form.group) < 10 else 0
    one, others = _reached(ctx, number)
    _heard(ctx, one)
    names = cards.listed((other.name for other in others), ctx.t)
    waits = False
    for other in others:
        due = times.after_quiet(ctx.now, other.zone, other.quiet_from, other.quiet_until)
        waits = waits or due > ctx.now
        ctx.send(other.id, partial(cards.greeted, number, ctx.member.name, form.text), Purpose.INTRODUCTION, due=due)
    if waits:
        return Message(ctx.t("*I keep it for {name} until their quiet hours are over.*", name=names))
    return Message(ctx.t("*Passed on to {name}.* The answer comes here.", name=names))


def _reached(ctx: Ctx, group_id: int) -> tuple[Circle, tuple[Member, ...]]:
    """My group, and those of it whom I can write to: neither blocked the other."""
    _, one = _mine(ctx, group_id)
    shut = blocks.blocked_ids(ctx.db, ctx.me)
    others = tuple(other for other in one.others(ctx.me) if other.id not in shut)
    if not others:
        names = cards.listed((other.name for other in one.others(ctx.me)), ctx.t) or "–"
        raise Refused("{name} cannot be reached through me any more.", next_step="round", name=names)
    return one, others
