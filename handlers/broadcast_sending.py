"""A broadcast leaves: at once or planned, stopped on the way, sent again to the unreached, exported, taken back."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.context import Ctx
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, row
from domain import broadcasts as rules
from domain import days, times
from domain.broadcasts import Repeat, State
from domain.errors import Refused
from domain.roles import Role
from handlers.broadcast_audience import Whom, confirm
from handlers.broadcast_forms import CountForm, Leave, Leaving, SendTo, WhenForm, name_of, show
from handlers.broadcast_standing import draft, mine, number, once_more, shown, whom
from storage import audit, broadcasts
from storage import broadcast_ledger as ledgers
from storage.broadcasts import Broadcast

router = Router()
BEGIN, WATCH, ALTER, EXPORT = "broadcasts.begin", "broadcasts.watch", "broadcasts.alter", "broadcasts.export"


@router.press(Leave, role=Role.MANAGER)
def leave(ctx: Ctx, tap: Leave) -> Reply:
    """Send a broadcast, plan it, stop it, or see to what was sent."""
    acts = {
        Leaving.SEND: _asked, Leaving.SCHEDULE: _when, Leaving.UNSCHEDULE: _unplanned, Leaving.STOP: _stopped,
        Leaving.AGAIN: _again, Leaving.TAKE_BACK: _sure, Leaving.REALLY: _taken_back,
    }  # fmt: skip
    if tap.act in acts:
        return acts[tap.act](ctx, tap.broadcast)
    one = mine(ctx, tap.broadcast)
    ctx.later(EXPORT, f"{one.id}:{ctx.me}:{tap.act}:{int(ctx.now.timestamp())}")
    return Message(ctx.t("*The table is on its way to you.*"))


def _asked(ctx: Ctx, broadcast_id: int) -> Reply:
    """Everybody needs the number typed, a segment a tap on its count."""
    one = draft(ctx, broadcast_id)
    found = whom(ctx, one)
    _somebody(found)
    return Open(CountForm(broadcast=str(one.id))) if found.everyone else confirm(one, found, ctx.t)


def _somebody(found: Whom) -> None:
    if not found.count:
        raise Refused(
            "Nobody belongs to {name} at the moment, so nothing was sent. Choose another audience, or fewer filters.",
            "broadcast", name=found.name,
        )  # fmt: skip


@router.press(SendTo, role=Role.MANAGER)
def send_to(ctx: Ctx, tap: SendTo) -> Reply:
    """Send to a segment, if it is as large as the card said."""
    one = draft(ctx, tap.broadcast)
    found = whom(ctx, one)
    _somebody(found)
    if found.everyone or found.count != tap.people:
        return Open(CountForm(broadcast=str(one.id))) if found.everyone else confirm(one, found, ctx.t)
    return _begun(ctx, one)


@router.form(CountForm, role=Role.MANAGER)
def counted(ctx: Ctx, form: CountForm) -> Reply:
    """Send to everybody whose number was typed, now or at the moment that was chosen."""
    one = draft(ctx, number(form.broadcast))
    found = whom(ctx, one)
    _somebody(found)
    if number(form.people) != found.count:
        wrong = Refused(
            "It goes to {n} people, you typed {typed}. Nothing was sent: type {n} to send it.",
            n=found.count, typed=form.people,
        )  # fmt: skip
        return once_more(ctx, wrong, replace(form, people=""))
    return _planned(ctx, one) if form.later and one.due else _begun(ctx, one)


def _begun(ctx: Ctx, one: Broadcast) -> Message:
    """Whoever comes second finds it on its way: the row was locked and is a draft no more."""
    broadcasts.change(
        ctx.db, one.id, state=str(State.SENDING), begun=ctx.now, author_id=ctx.me, due=None,
        repeats=str(Repeat.NEVER), until=None,
    )  # fmt: skip
    _noted(ctx, "broadcast.sent", one)
    ctx.later(BEGIN, str(one.id))
    return shown(ctx, mine(ctx, one.id))


def _noted(ctx: Ctx, what: str, one: Broadcast) -> None:
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, subject=f"broadcast:{one.id}")


def _when(ctx: Ctx, broadcast_id: int) -> Reply:
    one = draft(ctx, broadcast_id)
    _somebody(whom(ctx, one))
    return Open(WhenForm(broadcast=str(one.id)))


@router.form(WhenForm, role=Role.MANAGER)
def planned(ctx: Ctx, form: WhenForm) -> Reply:
    """Plan it for a moment on my clock, once or until a day; the audience is counted when it leaves."""
    one = draft(ctx, number(form.broadcast))
    try:
        broadcasts.change(ctx.db, one.id, state=str(State.DRAFT), zone=ctx.member.zone, **_moments(ctx, form))
    except Refused as refusal:
        return once_more(ctx, refusal, form)
    one = mine(ctx, one.id)
    return Open(CountForm(broadcast=str(one.id), later="1")) if whom(ctx, one).everyone else _planned(ctx, one)


def _moments(ctx: Ctx, form: WhenForm) -> dict[str, Any]:
    """When it goes out, how often, and until when.

    Raises:
        Refused: a day or an hour that cannot be, or a series without an end.
    """
    day = _day(ctx, form.day)
    due = rules.first_time(day, form.hour, ctx.member.zone, ctx.now)
    repeats = Repeat(form.repeats) if form.repeats in set(Repeat) else Repeat.NEVER
    until = None
    if repeats is not Repeat.NEVER:
        if not form.until:
            raise Refused("Until which day shall it come again? A broadcast that repeats has an end.")
        until = _day(ctx, form.until)
        if until <= day:
            raise Refused("It would end before it came again. Choose a later day.")
    return {"due": due, "repeats": str(repeats), "first": day, "until": until}


def _planned(ctx: Ctx, one: Broadcast) -> Message:
    broadcasts.change(ctx.db, one.id, state=str(State.SCHEDULED), author_id=ctx.me)
    _noted(ctx, "broadcast.planned", one)
    ctx.later(BEGIN, str(one.id), one.due)
    return shown(ctx, mine(ctx, one.id), replace_card=False)


def _day(ctx: Ctx, written: str) -> date:
    """The day that somebody wrote.

    Raises:
        Refused: none can be read, or no calendar has it.
    """
    today = times.local(ctx.now, ctx.member.zone).date()
    try:
        found = days.whole(written.strip(), today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise Refused("I read no day in “{words}”. Try tomorrow, Friday or 30 June.", words=written)
    if found.day is None:
        raise Refused("That day does not exist: {words}.", words=found.words)
    return found.day


def _unplanned(ctx: Ctx, broadcast_id: int) -> Reply:
    """A draft again: what was planned finds it so and leaves it."""
    one = draft(ctx, broadcast_id)
    broadcasts.change(ctx.db, one.id, state=str(State.DRAFT), due=None, repeats=str(Repeat.NEVER), until=None)
    return shown(ctx, mine(ctx, one.id))


def _stopped(ctx: Ctx, broadcast_id: int) -> Reply:
    """Nothing more leaves; those without a row yet get one that says so."""
    one = mine(ctx, broadcast_id, lock=True)
    if one.state != State.SENDING:
        return shown(ctx, one)
    ledgers.stop(ctx.db, one.id, ctx.now)
    broadcasts.change(ctx.db, one.id, state=str(State.STOPPED), ended=ctx.now)
    _noted(ctx, "broadcast.stopped", one)
    ctx.later(BEGIN, str(one.id))
    return shown(ctx, mine(ctx, one.id))


def _again(ctx: Ctx, broadcast_id: int) -> Reply:
    """A broadcast of its own to whom this one surely did not reach; two managers make one of it."""
    one = mine(ctx, broadcast_id, lock=True)
    if one.state not in {State.SENT, State.STOPPED} or one.cursor < one.audience:
        raise Refused("It is still on its way. Look again when it is out.", "broadcast")
    if broadcasts.sent_again(ctx.db, one.id):
        raise Refused("It was sent again to them already: look at the list.", "broadcast")
    if one.taken_back or not ledgers.unreached(ctx.db, one.id):
        raise Refused("There is nobody left to send it to.", "broadcast")
    copy = broadcasts.again(
        ctx.db, one, ctx.now, state=str(State.SENDING), begun=ctx.now, author_id=ctx.me, resend_of=one.id
    )
    _noted(ctx, "broadcast.again", one)
    ctx.later(BEGIN, str(copy))
    return shown(ctx, mine(ctx, copy), replace_card=False)


def _sure(ctx: Ctx, broadcast_id: int) -> Reply:
    """It cannot be undone, so it is asked."""
    one, t = mine(ctx, broadcast_id), ctx.t
    text = t("*Take it back from everybody's screen?*\nWhere the platform can no longer do that, it stays.")
    rows = row(
        Button(t("Yes, take it back"), Leave(one.id, Leaving.REALLY), style="danger"),
        Button(t("No"), show(one)),
    )
    return Message(text, rows, replace=True, card=name_of(one.id))


def _taken_back(ctx: Ctx, broadcast_id: int) -> Reply:
    one = mine(ctx, broadcast_id, lock=True)
    if not State(one.state).begun or one.taken_back:
        return shown(ctx, one)
    ledgers.stop(ctx.db, one.id, ctx.now)
    state = State.STOPPED if one.state == State.SENDING else State(one.state)
    broadcasts.change(ctx.db, one.id, state=str(state), taken_back=ctx.now)
    _noted(ctx, "broadcast.taken_back", one)
    ctx.later(BEGIN, str(one.id))
    ctx.later(ALTER, str(one.id))
    return shown(ctx, mine(ctx, one.id))
