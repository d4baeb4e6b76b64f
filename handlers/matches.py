"""Matches: what somebody says when I ask whether they could help, or be helped; and what waits for them."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.context import Ctx, Desk
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Rows, Run, row
from domain import matches as rules
from domain import times
from domain.delivery import Purpose
from domain.errors import Refused
from domain.matches import REPEAT, REST, Said, Side, State, WhyNot
from domain.meetings import Met
from handlers import match_cards as cards
from handlers.match_cards import Answer, Because, Look, Two
from storage import blocks, introductions, needs, people, profile
from storage import matches as rows
from storage.introductions import Introduction
from storage.matches import Match
from storage.people import Member

router = Router()
LISTED = 8


def both(db: Connection, match_id: int, *, lock: bool = False) -> Two | None:
    """A match with its need and its two people; locked, need first, when it is about to be decided on."""
    match = rows.get(db, match_id)
    need = needs.get(db, match.need_id, lock=lock) if match else None
    match = rows.get(db, match_id, lock=True) if lock else match
    helper = people.get(db, match.helper_id) if match else None
    owner = people.get(db, match.owner_id) if match else None
    if match is None or need is None or helper is None or owner is None:
        return None
    return Two(match, need, helper, owner, profile.get(db, helper.id), profile.get(db, owner.id))


def alive(db: Connection, two: Two) -> bool:
    """Whether the two may still be brought together: the need is open, both are in, neither blocked the other."""
    community = people.get_community(db, two.need.community_id)
    owners, helpers = (_inside(db, member.id) for member in (two.owner, two.helper))
    reached = {c.id for c in people.communities(db) if community and c.network and c.network == community.network}
    near = two.need.community_id in helpers or bool(reached & helpers)
    free = two.helper.id not in blocks.blocked_ids(db, two.owner.id)
    return two.need.state == "open" and two.need.community_id in owners and near and free


def _inside(db: Connection, member_id: int) -> set[int]:
    return {row.community_id for row in people.memberships(db, member_id) if row.state == "in"}


def polite(member: Member, now: datetime) -> datetime:
    """Now, or as soon as their snooze and their quiet hours are over."""
    awake = max(now, member.snoozed_until or now)
    return times.after_quiet(awake, member.zone, member.quiet_from, member.quiet_until)


def _mine(ctx: Ctx, match_id: int, *, lock: bool = True) -> tuple[Two, Side]:
    two = both(ctx.db, match_id, lock=lock)
    side = rules.side_of(ctx.me, two.match.helper_id, two.match.owner_id) if two else None
    if two is None or side is None:
        raise Refused("That is no longer here.", next_step="matches")
    return two, side


@router.press(Answer)
def answer(ctx: Ctx, tap: Answer) -> Reply:
    """Answer whether you could help, or be helped."""
    two, side = _mine(ctx, tap.match)
    if over := _over(ctx, two, side):
        return over
    if tap.said is Said.NOT_FOR_ME:
        return cards.why_not(two, side, ctx.t)
    if tap.said is Said.NOT_NOW:
        return _no(ctx, two, side, Said.NOT_NOW)
    rows.spoke(ctx.db, ctx.me)
    return _helper_agrees(ctx, two) if side is Side.HELPER else _owner_agrees(ctx, two)


@router.press(Because)
def because(ctx: Ctx, tap: Because) -> Reply:
    """Say why it does not fit; that changes what is suggested next."""
    two, side = _mine(ctx, tap.match)
    return _over(ctx, two, side) or _no(ctx, two, side, Said.NOT_FOR_ME, tap.why)


@router.press(Look)
def look(ctx: Ctx, tap: Look) -> Reply:
    """Turn the card of a match."""
    two, side = _mine(ctx, tap.match)
    return _over(ctx, two, side) or cards.shown(two, side, ctx.t, tap.view, replace=True)


def _over(ctx: Ctx, two: Two, side: Side) -> Message | None:
    """What to say instead, where it is not this person's turn any more; None while it is."""
    if rules.turn(State(two.match.state)) is side:
        return None if alive(ctx.db, two) else _closed(ctx, two)
    if two.match.state == State.ASKED_OWNER:
        return cards.said_yes(two, ctx.t)
    return replace(_ended(ctx, two, side), replace=True)


def _ended(ctx: Ctx, two: Two, side: Side) -> Message:
    """How a match ended, as far as this side may know."""
    t, asked, state = ctx.t, two.asked, State(two.match.state)
    if state is State.INTRODUCED:
        return cards.settled(t("*You have been introduced to each other.* “{text}”", text=asked), t)
    if state in {State.LAPSED, State.NOT_NOW, State.NOT_FOR_ME}:
        if two.match.ended_by != side:
            return cards.not_together(asked, t)
        if state is State.LAPSED:
            return cards.passed(asked, t)
        return cards.settled(t("*You have answered this one.* “{text}”\nI have noted your no.", text=asked), t)
    return cards.closed(asked, t)


def _closed(ctx: Ctx, two: Two) -> Message:
    """The need was closed, or somebody left, since the question was asked."""
    rows.change(ctx.db, two.match.id, state=str(State.WITHDRAWN))
    if State(two.match.state) is State.ASKED_OWNER:
        ctx.edit(two.helper.id, cards.card_name(two.match.id), partial(cards.not_together, two.asked))
    ctx.later("matches.next", str(two.need.id))
    return replace(cards.closed(two.asked, ctx.t), replace=True)


def _helper_agrees(ctx: Ctx, two: Two) -> Message:
    ask_owner(ctx, two)
    return cards.said_yes(two, ctx.t)


def ask_owner(desk: Desk, two: Two) -> None:
    """The helper is willing: now the owner is asked, as soon as they want to be written to."""
    due = polite(two.owner, desk.now)
    room = desk.has_room(two.owner.id, Purpose.MATCH, due)
    lapses = due + (rules.TO_ANSWER if room else rules.IN_THE_DIGEST)
    rows.change(desk.db, two.match.id, state=str(State.ASKED_OWNER), answered=desk.now, lapses=lapses)
    asking = replace(two, match=replace(two.match, lapses=lapses))
    desk.send(
        two.owner.id, partial(cards.shown, asking, Side.OWNER), Purpose.MATCH,
        once=f"match:{two.match.id}:owner:{desk.now:%Y%m%d%H%M}", card=cards.card_name(two.match.id),
        due=due, not_after=lapses,
    )  # fmt: skip
    desk.later("matches.lapse", str(two.match.id), lapses)


def _owner_agrees(ctx: Ctx, two: Two) -> Message:
    """Both said yes: the introduction is made at once; the need looks on only if it wants more people."""
    rows.change(ctx.db, two.match.id, state=str(State.INTRODUCED), answered=ctx.now, lapses=None)
    ctx.later("introductions.make", str(two.match.id))
    introduced = sum(match.state == State.INTRODUCED for match in rows.of_need(ctx.db, two.need.id))
    if introduced >= two.need.wanted:
        needs.change(ctx.db, two.need.id, ctx.now, state="matched")
        rows.forget_waiting(ctx.db, two.need.id)
    else:
        ctx.later("matches.next", str(two.need.id))
    return Message(ctx.t("*Good. I introduce you to each other now.*"), replace=True)


def _no(ctx: Ctx, two: Two, side: Side, said: Said, why: WhyNot | None = None) -> Message:
    """Keep the no and go on: to the next candidate, or after a rest where the owner has no time."""
    state = rules.after(State(two.match.state), side, said)
    rows.change(
        ctx.db, two.match.id,
        state=str(state), ended_by=str(side), why_not=str(why or ""), answered=ctx.now, lapses=None,
    )  # fmt: skip
    rows.spoke(ctx.db, ctx.me, ctx.now + REST if rules.rests(side, said, why) else None)
    if side is Side.OWNER:
        ctx.edit(two.helper.id, cards.card_name(two.match.id), partial(cards.not_together, two.asked))
    if side is Side.OWNER and said is Said.NOT_NOW:
        ctx.later("matches.find", str(two.need.id), ctx.now + REST)
    else:  # what is too far changes who is next
        ctx.later("matches.find" if why is WhyNot.TOO_FAR else "matches.next", str(two.need.id))
    return cards.settled(_noted(ctx, two, side, said, why), ctx.t)


def _noted(ctx: Ctx, two: Two, side: Side, said: Said, why: WhyNot | None) -> str:
    """What the no changes, in one sentence that is true."""
    t, far = ctx.t, why is WhyNot.TOO_FAR and two.match.kilometres is not None
    if side is Side.OWNER:
        if said is Said.NOT_NOW:
            return t("*Fine, not now.* In two weeks I look for someone again.")
        nearer = t("From now on I look only for someone nearer.") if far else t("I look for someone else.")
        return f"{t('*Thank you, that helps.*')} {nearer}"
    if rules.rests(side, said, why):
        return t("*Fine, not now.* For two weeks I ask you nothing.")
    nearer = t("From now on I ask you only for what is nearer.") if far else t("I do not ask you for this one again.")
    return f"{t('*Thank you, that helps.*')} {nearer}"


@router.command("matches")
def mine(ctx: Ctx, what: Commanded) -> Reply:
    """Your matches and introductions, and what waits for you."""
    if what.text.isdecimal() and len(what.text) < 12:
        two, side = _mine(ctx, int(what.text))
        return _over(ctx, two, side) or cards.shown(two, side, ctx.t)
    found = rows.of_member(ctx.db, ctx.me, (State.ASKED_HELPER, State.ASKED_OWNER))
    met = introductions.of_member(ctx.db, ctx.me, ctx.now - REPEAT)
    listed = [line for match in found if (line := _line(ctx, match))] + [_introduced(ctx, one) for one in met]
    listed += _looking(ctx, {match.need_id for match in found})
    return _list(ctx, listed[:LISTED]) if listed else _none(ctx)


Line = tuple[str, Run | None]


def _line(ctx: Ctx, match: Match) -> Line | None:
    two, t = both(ctx.db, match.id), ctx.t
    side = rules.side_of(ctx.me, match.helper_id, match.owner_id)
    if two is None or side is None:
        return None
    if rules.turn(State(match.state)) is side:
        said = (
            t("Somebody asks for “{text}”. You could help.", text=two.asked)
            if side is Side.HELPER
            else t("Somebody offers “{offer}” for “{text}”.", offer=two.offered, text=two.need.text)
        )
        return said, Run("matches", str(match.id))
    if side is Side.HELPER:
        return t("You said yes to “{text}”. I wait for their answer.", text=two.asked), None
    return t("“{text}”: I am asking somebody.", text=two.need.text), None


def _introduced(ctx: Ctx, one: Introduction) -> Line:
    t, other = ctx.t, people.get(ctx.db, one.other(ctx.me))
    state = {
        Met.MET: t("you talked"),
        Met.SCHEDULED: t("you will talk"),
        Met.NO: t("it did not fit"),
    }.get(Met(one.met) if one.met else Met.NOT_YET, t("you have not talked yet"))
    return t("🤝 {name} · {state}", name=other.name if other else "…", state=state), Run("introductions", str(one.id))


def _looking(ctx: Ctx, asking: set[int]) -> list[Line]:
    """My open needs for which nobody is being asked."""
    open_needs = needs.of_member(ctx.db, ctx.me, "need", ("open",))
    return [(ctx.t("“{text}”: I keep looking.", text=n.text), None) for n in open_needs if n.id not in asking]


def _list(ctx: Ctx, listed: list[Line]) -> Message:
    lines = [ctx.t("*Your matches*"), *(f"{number} {said}" for number, (said, _) in enumerate(listed, 1))]
    buttons = [Button(ctx.t("Open {n}", n=n), run) for n, (_, run) in enumerate(listed, 1) if run]
    ways: Rows = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    return Message("\n".join(lines), ways)


def _none(ctx: Ctx) -> Message:
    t = ctx.t
    text = t(
        "*No matches yet.*\nTell me what you need, or what people can come to you for; I bring you together.\n"
        "Try `need 3h web designer` or `offer 2h Greek translation`."
    )
    return Message(
        text, row(Button(t("I need something"), Run("need"), style="primary"), Button("offer", Run("offer")))
    )
