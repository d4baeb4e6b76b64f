"""Introductions: whether two people talked, words passed on between them, and what came of it."""

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.context import Ctx
from bot.incoming import Commanded
from bot.meetings import link_between
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Run, row
from domain import introductions as rules
from domain import times
from domain.delivery import Purpose
from domain.errors import Refused
from domain.introductions import Outcome
from domain.matches import REPEAT
from domain.meetings import EVERY, Met, met_after
from handlers import introduction_cards as cards
from handlers.introduction_cards import CameOf, DidMeet, Meeting, SomeoneElse, WasWorth, Words, Write
from storage import blocks, needs, people
from storage import introductions as rows
from storage.introductions import Introduction
from storage.people import Member

router = Router()


def meeting(db: Connection, one: Introduction, reader: int) -> Meeting | None:
    """The introduction with its two people, as one of them sees it."""
    helper, owner = people.get(db, one.helper_id), people.get(db, one.owner_id)
    need = needs.get(db, one.need_id)
    if helper is None or owner is None:
        return None
    link = link_between(_accounts(db, reader), _accounts(db, one.other(reader)))
    return Meeting(one, helper, owner, need.text if need else "", link)


def _accounts(db: Connection, member_id: int) -> list[tuple[str, str, str]]:
    return [(a.platform, a.workspace, a.user) for a in people.accounts(db, member_id) if a.state == "active"]


def connected(db: Connection, one: Introduction) -> bool:
    """Whether the two may still hear of each other: both are in somewhere, neither blocked the other."""
    both_in = all(
        any(row.state == "in" for row in people.memberships(db, member_id))
        for member_id in (one.helper_id, one.owner_id)
    )
    return both_in and one.helper_id not in blocks.blocked_ids(db, one.owner_id)


def _mine(ctx: Ctx, introduction_id: int) -> tuple[Introduction, Member]:
    """My introduction, locked, and the other person."""
    one = rows.get(ctx.db, introduction_id, lock=True)
    other = people.get(ctx.db, one.other(ctx.me)) if one and ctx.me in {one.helper_id, one.owner_id} else None
    if one is None or other is None:
        raise Refused("That is no longer here.", next_step="matches")
    return one, other


@router.command("introductions")
def listed(ctx: Ctx, what: Commanded) -> Reply:
    """The people you were introduced to, and how to reach them."""
    if what.text.isdecimal() and len(what.text) < 12:
        return _card(ctx, int(what.text))
    found = rows.of_member(ctx.db, ctx.me, ctx.now - REPEAT, limit=9)
    named = [(one, other) for one in found if (other := people.get(ctx.db, one.other(ctx.me)))]
    t = ctx.t
    if not named:
        text = t("*Nobody yet.*\nI introduce you when somebody needs what you do, or does what you need.")
        ways = (Button(t("I need something"), Run("need"), style="primary"), Button(t("My matches"), Run("matches")))
        return Message(text, (ways,))
    buttons = [Button(other.name, Run("introductions", str(one.id))) for one, other in named]
    ways_ = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    return Message(t("*The people you met here*"), ways_)


def _card(ctx: Ctx, introduction_id: int) -> Reply:
    one, other = _mine(ctx, introduction_id)
    found = meeting(ctx.db, one, ctx.me)
    if found is None or not connected(ctx.db, one):
        return Message(ctx.t("*{name} cannot be reached through me any more.*", name=other.name))
    return cards.introduced(found, ctx.me, ctx.t)


@router.press(DidMeet)
def met(ctx: Ctx, tap: DidMeet) -> Reply:
    """Say whether the two of you talked."""
    one, other = _mine(ctx, tap.introduction)
    rows.change(ctx.db, one.id, met=met_after(one.met, tap.met))
    t = ctx.t
    if tap.met is Met.NO:
        return _did_not_fit(ctx, one)
    if tap.met is Met.MET:
        if rows.talks(ctx.db, ctx.me) % EVERY == 0 and str(ctx.me) not in one.feedback:
            return _replaced(cards.worth(one.id, t))
        text = t("*Good.* In a few weeks I ask what came of it.")
        return Message(text, replace=True)
    if tap.met is Met.SCHEDULED:
        return Message(t("*Good.* Greet {name} from me.", name=other.name), replace=True)
    text = t("*No hurry.* If it helps, I carry the first hello.")
    return Message(text, row(Button(t("Say hello through me"), Write(one.id), style="primary")), replace=True)


def _replaced(message: Message) -> Message:
    return Message(message.text, message.rows, replace=True)


def _did_not_fit(ctx: Ctx, one: Introduction) -> Message:
    t, need = ctx.t, needs.get(ctx.db, one.need_id)
    text = t("*Thank you for saying so.* It stays between us.")
    if need is None or ctx.me != one.owner_id or need.state != "matched":
        return Message(text, replace=True)
    return Message(text, row(Button(t("Look for someone else"), SomeoneElse(one.id), style="primary")), replace=True)


@router.press(SomeoneElse)
def someone_else(ctx: Ctx, tap: SomeoneElse) -> Reply:
    """Open the need again after an introduction that did not fit."""
    one, _ = _mine(ctx, tap.introduction)
    need = needs.get(ctx.db, one.need_id, lock=True)
    if need is None or ctx.me != one.owner_id or need.state not in {"matched", "open"}:
        raise Refused("That need is closed. You can write a new one.", next_step="need")
    needs.change(ctx.db, need.id, ctx.now, state="open")
    ctx.later("matches.find", str(need.id))
    return Message(ctx.t("*I am looking again.* “{text}”", text=need.text), replace=True)


@router.press(WasWorth)
def was_worth(ctx: Ctx, tap: WasWorth) -> Reply:
    """Say whether a talk was worth your time."""
    one, _ = _mine(ctx, tap.introduction)
    rows.change(ctx.db, one.id, feedback=one.feedback | {str(ctx.me): str(tap.worth)})
    return Message(ctx.t("*Thank you.* That makes the next introduction better."), replace=True)


@router.press(CameOf)
def came_of(ctx: Ctx, tap: CameOf) -> Reply:
    """Say what came of an introduction."""
    one, _ = _mine(ctx, tap.introduction)
    rows.change(ctx.db, one.id, outcome=rules.outcome_after(one.outcome, tap.outcome))
    said = {
        Outcome.WORKING: ctx.t("*That is good to hear.* It counts for your community."),
        Outcome.DONE: ctx.t("*Well done, both of you.* It counts for your community."),
        Outcome.NOTHING: ctx.t("*Noted.* Such things take their time."),
    }
    tell = Button(ctx.t("Tell the world…"), Run("post", f"story {one.id}"))
    return Message(said[tap.outcome], () if tap.outcome is Outcome.NOTHING else row(tell), replace=True)


@router.press(Write)
def write(ctx: Ctx, tap: Write) -> Reply:
    """Write to somebody you were introduced to."""
    one, _ = _writable(ctx, tap.introduction)
    return Open(Words(introduction=str(one.id)))


@router.form(Words)
def passed_on(ctx: Ctx, form: Words) -> Reply:
    """Pass on what one of two introduced people writes to the other."""
    number = int(form.introduction) if form.introduction.isdecimal() and len(form.introduction) < 12 else 0
    one, other = _writable(ctx, number)
    due = _polite(ctx, other)
    ctx.send(other.id, partial(cards.passed_on, one.id, ctx.member.name, form.text), Purpose.INTRODUCTION, due=due)
    if due > ctx.now:
        return Message(ctx.t("*I keep it for {name} until their quiet hours are over.*", name=other.name))
    return Message(ctx.t("*Passed on to {name}.* The answer comes here.", name=other.name))


def _writable(ctx: Ctx, introduction_id: int) -> tuple[Introduction, Member]:
    one, other = _mine(ctx, introduction_id)
    if not connected(ctx.db, one):
        raise Refused("{name} cannot be reached through me any more.", next_step="matches", name=other.name)
    if not rules.writable(one.outcome):
        raise Refused("You two know each other by now: write to {name} directly.", next_step="matches", name=other.name)
    return one, other


def _polite(ctx: Ctx, other: Member) -> datetime:
    return times.after_quiet(ctx.now, other.zone, other.quiet_from, other.quiet_until)
