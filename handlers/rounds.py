"""The coffee rounds as a member has them: taking part, a break, and with whom one would rather not sit."""

from dataclasses import dataclass
from datetime import timedelta

from bot.context import Ctx
from bot.forms import Form, ask
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import round_words as words
from domain import rounds as rules
from domain import snooze, times
from domain.errors import Forbidden, Refused
from domain.naming import MOST, named
from domain.roles import Role
from domain.round_words import Verb, Wanted
from domain.rounds import Part, Rhythm
from handlers import round_desk, round_next
from handlers.round_asking import TakePart, Wish, date_of, day, rhythm_name
from storage import acquaintances, people, round_members, round_seats, rounds
from storage.round_members import Partaking

router = Router()
AFTER = timedelta(hours=1)
"""A break over one round ends a little after it."""


@dataclass(frozen=True)
class Skip(Press, tag="rs"):
    """Leave the next round out, or end a break."""

    on: bool


@dataclass(frozen=True)
class Avoid(Press, tag="ra"):
    """Rather not sit with that person, or sit with them again."""

    member: int
    on: bool


@dataclass(frozen=True)
class AvoidForm(Form, tag="roundavoid", title="Rather not with", submit="Keep it"):
    """The name of somebody one would rather not sit with."""

    name: str = ask("With whom would you rather not sit?", hint="Nobody else ever learns of it.", limit=80)


@dataclass(frozen=True)
class AskWhom(Press, tag="rq"):
    """Ask me with whom I would rather not sit."""

    on: bool = True


@router.command("round")
def round_(ctx: Ctx, what: Commanded) -> Reply:
    """The coffee rounds: your part in them; for managers also the next round."""
    wanted = words.read(what.text)
    is_manager = ctx.role >= Role.MANAGER
    if wanted.rhythm is Rhythm.OFF and not is_manager:
        wanted = Wanted(Verb.LEAVE)
    if wanted.verb.for_managers:
        if not is_manager:
            raise Forbidden("That is for the managers of this community.")
        return round_desk.done(ctx, wanted)
    if wanted.verb is Verb.CARD and is_manager:
        return round_next.card(ctx)
    return _mine(ctx, wanted)


def _mine(ctx: Ctx, wanted: Wanted) -> Reply:
    if wanted.verb is Verb.JOIN:
        return _wished(ctx, ctx.community.id, Wish.STAY)
    if wanted.verb is Verb.LEAVE:
        return _wished(ctx, ctx.community.id, Wish.STOP)
    if wanted.verb is Verb.SNOOZE:
        return _paused(ctx, wanted.rest) if wanted.rest else skip(ctx, Skip(on=True))
    if wanted.verb in {Verb.AVOID, Verb.AGAIN}:
        return _avoiding(ctx, wanted.rest, on=wanted.verb is Verb.AVOID)
    return card(ctx)


@router.press(TakePart)
def take_part(ctx: Ctx, tap: TakePart) -> Reply:
    """Take part in the rounds, later, or not at all."""
    return _wished(ctx, tap.community, tap.wish)


def _wished(ctx: Ctx, community_id: int, wish: Wish) -> Message:
    mine = {row.community_id: row.name for row in people.memberships(ctx.db, ctx.me) if row.state == "in"}
    if community_id not in mine:
        raise Refused("You are in no such community.", "community")
    part = Part.OUT if wish is Wish.STOP else Part.IN
    until = ctx.now + rules.PAUSE if wish is Wish.LATER else None
    round_members.take_part(ctx.db, community_id, ctx.me, ctx.now, part=str(part), until=until, heard=ctx.now)
    if wish is Wish.STAY:
        ctx.later("rounds.late", f"{community_id}:{ctx.me}")
    return _said(ctx, community_id, mine[community_id], wish)


def _said(ctx: Ctx, community_id: int, name: str, wish: Wish) -> Message:
    t, plan = ctx.t, rounds.plan(ctx.db, community_id)
    if wish is Wish.STOP:
        text = t("*No more rounds for you in {community}.*\nWhenever you like again: `round join`.", community=name)
        return Message(text, row(Button(t("I take part after all"), TakePart(community_id, Wish.STAY))), replace=True)
    if wish is Wish.LATER:
        until = date_of(ctx.now + rules.PAUSE, ctx.member.zone, t)
        return Message(t("*A break until {day}.* Then I seat you again.", day=until), replace=True)
    if plan.at and plan.at > ctx.now:
        text = t(
            "*You take part in the rounds of {community}.*\nThe next is on {day}; then I write with whom you sit.",
            community=name,
            day=day(plan.at, ctx.member.zone, t),
        )
    else:
        text = t("*You take part in the rounds of {community}.*\nI write as soon as there is one.", community=name)
    return Message(text, row(Button(t("My part in the rounds"), Run("round", "me"))), replace=True)


@router.press(Skip)
def skip(ctx: Ctx, tap: Skip) -> Reply:
    """Leave the next round out, or end a break."""
    plan = rounds.plan(ctx.db, ctx.community.id)
    if tap.on and (plan.at is None or plan.at <= ctx.now):
        raise Refused(
            "No round has a date yet. For a longer break write `round snooze until 5 Jan`.", next_step="round"
        )
    until = plan.at + AFTER if tap.on and plan.at else None
    _change(ctx, until=until)
    return card(ctx, replace=True)


def _paused(ctx: Ctx, written: str) -> Message:
    me = ctx.member
    if snooze.ends(written):
        _change(ctx, until=None)
    else:
        found = snooze.until(written, times.local(ctx.now, me.zone).date())
        _change(ctx, until=snooze.moment(found, me.zone, me.quiet_from, me.quiet_until))
    return card(ctx)


def _change(ctx: Ctx, **values: object) -> None:
    """Who takes a break takes part otherwise."""
    mine = round_members.part(ctx.db, ctx.community.id, ctx.me)
    part = Part.OUT if mine.part == Part.OUT else Part.IN
    round_members.take_part(ctx.db, ctx.community.id, ctx.me, ctx.now, part=str(part), heard=ctx.now, **values)


def card(ctx: Ctx, *, replace: bool = False) -> Message:
    """My part: whether I sit, when the next round is, how often I sat, and whom I avoid."""
    t, here = ctx.t, ctx.community
    mine, plan = round_members.part(ctx.db, here.id, ctx.me), rounds.plan(ctx.db, here.id)
    sat = round_seats.seated(ctx.db, here.id, ctx.me)
    names = [found.name for other in round_members.avoided(ctx.db, ctx.me) if (found := people.get(ctx.db, other))]
    lines = [
        _standing(ctx, mine),
        _when(ctx, plan),
        t.n("You sat in {n} round so far.", "You sat in {n} rounds so far.", sat) if sat else "",
        t("You would rather not sit with {names}; nobody else knows.", names=", ".join(names)) if names else "",
    ]
    return Message("\n".join(line for line in lines if line), _ways(ctx, mine), replace=replace)


def _standing(ctx: Ctx, mine: Partaking) -> str:
    t, name = ctx.t, ctx.community.name
    if mine.part == Part.OUT:
        return t("*You do not take part in the coffee rounds of {community}.*", community=name)
    if mine.part == Part.ASKED:
        return t("*I do not seat you in the rounds of {community} until you say so.*", community=name)
    if mine.until and mine.until > ctx.now:
        until = date_of(mine.until, ctx.member.zone, t)
        return t("*You have a break from the rounds of {community} until {day}.*", community=name, day=until)
    if mine.part != Part.IN and not round_desk.agreed_in_silence(ctx.db, ctx.me):
        text = (
            "*You do not take part in the coffee rounds of {community} yet.*\nYour profile is private, so I ask first."
        )
        return t(text, community=name)
    return t("*You take part in the coffee rounds of {community}.*", community=name)


def _when(ctx: Ctx, plan: rounds.Plan) -> str:
    t = ctx.t
    if plan.at is None:
        return t("No round has a date yet; I write as soon as there is one.")
    often, when = rhythm_name(plan.rhythm, t), day(plan.at, ctx.member.zone, t)
    if plan.size == 2:
        return t("{often}, in pairs. The next is on {day}.", often=often, day=when)
    return t("{often}, in groups of {n}. The next is on {day}.", often=often, n=plan.size, day=when)


def _ways(ctx: Ctx, mine: Partaking) -> Rows:
    t, here = ctx.t, ctx.community.id
    takes = mine.part == Part.IN or (mine.part != Part.OUT and round_desk.agreed_in_silence(ctx.db, ctx.me))
    if not takes or mine.part == Part.ASKED:
        return row(Button(t("I take part"), TakePart(here, Wish.STAY), style="primary"))
    if mine.until and mine.until > ctx.now:
        pause = Button(t("I am back"), Skip(on=False), style="primary")
    else:
        pause = Button(t("Not the next one"), Skip(on=True))
    return row(pause, Button(t("Rather not with…"), AskWhom()), Button(t("No more rounds"), TakePart(here, Wish.STOP)))


@router.press(AskWhom)
def ask_whom(ctx: Ctx, tap: AskWhom) -> Reply:
    """Say with whom you would rather not sit."""
    del ctx, tap
    return Open(AvoidForm())


@router.form(AvoidForm)
def avoided(ctx: Ctx, form: AvoidForm) -> Reply:
    """Keep somebody away from your seat, in silence."""
    return _avoiding(ctx, form.name, on=True)


def _avoiding(ctx: Ctx, name: str, *, on: bool) -> Reply:
    if not name:
        return Open(AvoidForm())
    known = _known(ctx)
    if not on:
        known = {one: known[one] for one in round_members.avoided(ctx.db, ctx.me) if one in known}
    found = named(known.items(), name)
    if not found:
        raise Refused(
            "I know nobody here whom you could mean by {name}. Write the name as you see it in `find`.", name=name
        )
    if len(found) == 1:
        return avoid(ctx, Avoid(found[0][0], on=on))
    rows = tuple((Button(who, Avoid(person, on=on)),) for person, who in found[:MOST])
    return Message(ctx.t("*Whom do you mean?*"), rows)


def _known(ctx: Ctx) -> dict[int, str]:
    """Whom I can name: who is public, whom I was introduced to, with whom I sat, whom I avoid already."""
    known = dict(acquaintances.known_to(ctx.db, ctx.me, ctx.community.id))
    for other in [*round_seats.mates(ctx.db, ctx.me), *round_members.avoided(ctx.db, ctx.me)]:
        if found := people.get(ctx.db, other):
            known[other] = found.name
    return known


@router.press(Avoid)
def avoid(ctx: Ctx, tap: Avoid) -> Reply:
    """Rather not sit with somebody, or sit with them again."""
    t, known = ctx.t, _known(ctx)
    if tap.member not in known:
        raise Refused("I do not know that person.")
    round_members.avoid(ctx.db, ctx.me, tap.member, ctx.now, on=tap.on)
    if not tap.on:
        return Message(t("*Good.* You may sit with {name} again.", name=known[tap.member]), replace=True)
    text = t(
        "*Noted.* I do not seat you with {name}. Nobody else ever learns of it, managers neither.",
        name=known[tap.member],
    )
    return Message(text, row(Button(t("Take it back"), Avoid(tap.member, on=False))), replace=True)
