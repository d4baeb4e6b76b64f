"""Taking in a need or an offer: a typed line or a filled form becomes a row that its owner confirms."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.context import Ctx
from bot.markup import clean
from bot.refusals import outside
from bot.router import Open, Reply
from bot.ui import Message
from domain import days, need_reading, needs, times
from domain.days import Reading
from domain.errors import Refused
from domain.need_reading import Understood
from domain.needs import Doubt, Gives, Kind, Side, State, Trouble
from domain.roles import Role
from handlers import need_cards
from handlers.need_forms import NeedForm, OfferForm, blank
from storage import needs as rows
from storage import people
from storage.needs import Need

WAITING = (State.DRAFT, State.HELD, State.OPEN, State.MATCHED)
"""States in which something counts as on its owner's list."""


def today(ctx: Ctx) -> date:
    """The day it is for the person who speaks."""
    return times.local(ctx.now, ctx.member.zone).date()


def may_open(ctx: Ctx, need: Need) -> bool:
    """Whether its owner, who speaks, is in the community that it was written for."""
    if need.community_id == ctx.community.id:
        return ctx.role >= Role.MEMBER
    return any(m.community_id == need.community_id and m.state == "in" for m in people.memberships(ctx.db, ctx.me))


def mine(ctx: Ctx, need_id: int) -> Need:
    """The speaker's own need, locked.

    Raises:
        Refused: it is somebody else's, or is no more: both read the same.
    """
    need = rows.get(ctx.db, need_id, lock=True)
    if need is None or need.member_id != ctx.me:
        raise Refused("That is no longer here.", next_step="need")
    return need


def list_or_form(ctx: Ctx, side: Side) -> Reply:
    """What the speaker has on their list; the form where that is nothing."""
    have = _on_the_list(ctx, side)
    return need_cards.listed(have, side, ctx.t, today(ctx)) if have else blank(side)


def _on_the_list(ctx: Ctx, side: Side) -> list[Need]:
    found = rows.of_member(ctx.db, ctx.me, side, WAITING)
    return [need for need in found if need.community_id == ctx.community.id]


def typed(ctx: Ctx, side: Side, text: str) -> Reply:
    """Take in a line; it is kept before anything is asked about it."""
    text = clean(text).strip()
    if len(text) > needs.LIMIT:
        return _too_long(ctx, side, text)
    return _kept(ctx, side, need_reading.read(text, today(ctx)), None)


def _too_long(ctx: Ctx, side: Side, text: str) -> Reply:
    """Keep the beginning and ask for the rest to be said shorter."""
    beginning = text[: needs.LIMIT].rsplit(maxsplit=1)[0]
    said = ctx.t(
        "*That is {n} characters; {limit} fit here.*\nI have kept the beginning. Say it shorter with *Change*, "
        "or leave it as it is.",
        n=len(text),
        limit=needs.LIMIT,
    )
    card = _kept(ctx, side, need_reading.read(beginning, today(ctx)), None)
    return (Message(said), *(card if isinstance(card, tuple) else (card,))) if card else Message(said)


def filled(ctx: Ctx, side: Side, form: NeedForm | OfferForm) -> Reply:
    """Take in a form: its answers count, and what stands in the text fills what they leave open."""
    read = need_reading.read(form.text, today(ctx))
    if not needs.says_something(read.text):
        again = replace(form, text="")
        return (Message(_say_what(ctx, side)), Open(again, only="text"))
    need = mine(ctx, int(form.need)) if form.need.isdecimal() and len(form.need) < 19 else None
    place, remote = need_reading.read_place(form.place) if form.place else (read.place, read.remote)
    understood = replace(
        read,
        kind=Kind(form.kind) if form.kind else read.kind,
        place=place,
        remote=remote,
        effort=need_reading.read_effort(form.effort) if form.effort else read.effort,
        gives=Gives(form.gives) if form.gives else read.gives,
        reading=_day_of(form.until, today(ctx)) if form.until else read.reading,
        tags=read.tags or (need.tags if need else ()),
    )
    return _kept(ctx, side, understood, need)


def _day_of(text: str, now: date) -> Reading:
    return days.whole(text, now) or Reading(0, 0, text, None)


def _say_what(ctx: Ctx, side: Side) -> str:
    t = ctx.t
    if side is Side.NEED:
        return t("*Say in a few words what you need,* such as `need 2h Greek translation`.")
    return t("*Say in a few words what you offer,* such as `offer 2h Greek translation`.")


def _kept(ctx: Ctx, side: Side, understood: Understood, need: Need | None) -> Reply:
    """Write down what was understood and show it back."""
    if not needs.says_something(understood.text):
        return Message(_say_what(ctx, side))
    if need is None and ctx.state not in {"", "asked", "in"}:
        return outside(ctx)
    until = _until(ctx, understood.reading)
    day = until if isinstance(until, date) else need.until if need else None
    values = _columns(understood) | {"until": day}
    if need is None:
        need = _new(ctx, side, values)
    elif State(need.state).live and not may_open(ctx, need):
        return outside(ctx)
    elif State(need.state).live or State(need.state).waiting:
        need = changed(ctx, need, **values)
    else:
        raise Refused("That is closed. Open it again before you change it.", next_step=need.side)
    if isinstance(until, Trouble):
        return need_cards.doubtful(need, until, ctx.t, today(ctx))
    return need_cards.shown(need, ctx.t, today(ctx), may_open=may_open(ctx, need), replace=False)


def _columns(understood: Understood) -> dict[str, Any]:
    remote = understood.remote if understood.remote is not None else not understood.place
    return {
        "text": understood.text[: needs.LIMIT], "kind": str(understood.kind), "tags": understood.tags,
        "place": understood.place[:80], "remote": remote, "effort": understood.effort[:60],
        "gives": str(understood.gives or ""),
    }  # fmt: skip


def _until(ctx: Ctx, reading: Reading | None) -> date | Trouble | None:
    """The day that was written, by the grammar or by a guess; None when none was."""
    if reading is None:
        return None
    if reading.day is None and not reading.near and (guess := _guessed(ctx, reading.words)):
        return needs.checked(guess, reading.words, today(ctx))
    known = reading.day or reading.near or "/" in reading.words
    return needs.settled(reading, today(ctx)) if known else Trouble(Doubt.UNREAD, reading.words)


def _guessed(ctx: Ctx, words: str) -> date | None:
    """The last guess at a day in another language; importing the library takes a third of a second."""
    import dateparser

    here = times.local(ctx.now, ctx.member.zone).replace(tzinfo=None)
    found = dateparser.parse(
        words,
        languages=[ctx.member.language],
        settings={"PREFER_DATES_FROM": "future", "REQUIRE_PARTS": ["day", "month"], "RELATIVE_BASE": here},
    )
    return found.date() if found else None


def _new(ctx: Ctx, side: Side, values: dict[str, Any]) -> Need:
    state = State.DRAFT if ctx.role >= Role.MEMBER else State.HELD
    needs.require_room(side, state, len(_on_the_list(ctx, side)))
    need_id = rows.add(
        ctx.db, ctx.now, side=str(side), community_id=ctx.community.id, member_id=ctx.me, language=ctx.member.language,
        state=str(state), **values,
    )  # fmt: skip
    return again(ctx, need_id)


def changed(ctx: Ctx, need: Need, **values: Any) -> Need:
    """Change a need; what is open is looked at anew by everything that watches it."""
    if State(need.state).live and values.get("until", need.until) is None:
        values["until"] = needs.first_until(today(ctx))
    rows.change(ctx.db, need.id, ctx.now, **values)
    need = again(ctx, need.id)
    if State(need.state).live:
        watched(ctx, need)
    else:
        ctx.later("matches.close", str(need.id))
    return need


def watched(ctx: Ctx, need: Need) -> None:
    """Plan the search for someone, and the last week's warnings."""
    ctx.later("matches.find" if need.side == Side.NEED else "matches.offer", str(need.id))
    following = needs.next_stage(need.until or today(ctx), ctx.member.zone, ctx.now)
    ctx.later("needs.tend", str(need.id), following.moment if following else None)


def again(ctx: Ctx, need_id: int) -> Need:
    """The need as it stands after what was just written."""
    need = rows.get(ctx.db, need_id)
    if need is None:
        raise LookupError("a need that was just written is gone")
    return need
