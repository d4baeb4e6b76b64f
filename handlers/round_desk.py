"""The next round as managers have it: its card, its settings, and what they decide before it goes out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.router import Open, Reply, Router
from bot.ui import Message
from domain import days, times
from domain import round_words as words
from domain.errors import Refused
from domain.naming import named
from domain.roles import Role
from domain.round_words import Verb, Wanted
from handlers import round_figures, round_preview, round_settings
from handlers.round_next import card
from handlers.round_preview import Act, Do
from handlers.round_settings import noted
from storage import consent, people, profile, rounds
from storage.rounds import APART, TOGETHER

router = Router()
AHEAD = timedelta(days=366)
_WHEN = re.compile(r"(?P<day>.*?)(?:^|\s+)(?:at\s+)?(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)|h)?$")


@dataclass(frozen=True)
class TwoForm(Form, tag="roundtwo", title="Two people", submit="Do it"):
    """Two names, for a swap or for a pair."""

    act: str = hidden()
    one: str = ask("Who?", hint="A name as it stands in the preview", limit=80)
    other: str = ask("And who?", limit=80)


def agreed_in_silence(db: Connection, member_id: int) -> bool:
    """Whether somebody who said nothing takes part: their profile is public, and they let me bring them together."""
    return profile.get(db, member_id).published and consent.given(db, member_id, consent.MATCHING) is not False


def done(ctx: Ctx, wanted: Wanted) -> Reply:
    """What a manager typed."""
    if wanted.verb in words.TWO:
        return _two(ctx, wanted.verb, *wanted.names) if wanted.names else Open(TwoForm(act=str(wanted.verb)))
    ways: dict[Verb, Callable[[], Reply]] = {
        Verb.QUEUE: lambda: _released(ctx, wanted.rest),
        Verb.REPORT: lambda: round_figures.card(ctx, wanted.number),
        Verb.SEED: lambda: _preview(ctx, wanted.number, new=True),
        Verb.PREVIEW: lambda: _preview(ctx, wanted.number, new=False),
        Verb.PUBLISH: lambda: _now(ctx, rounds.next_number(ctx.db, ctx.community.id)),
        Verb.SETTINGS: lambda: round_settings.opened(ctx),
    }
    way = ways.get(wanted.verb)
    return way() if way else round_settings.changed(ctx, round_settings.columns(wanted))


@router.press(Do, role=Role.MANAGER)
def do(ctx: Ctx, tap: Do) -> Reply:
    """Preview, change, release or send the next round."""
    number = rounds.next_number(ctx.db, ctx.community.id)
    if tap.act is Act.REPORT:
        return round_figures.card(ctx, None)
    if tap.act not in {Act.CARD, Act.SETTINGS} and tap.number != number:
        raise Refused("Round {number} is out already.", next_step="round", number=tap.number)
    if tap.act in {Act.SWAP, Act.LOCK, Act.BLOCK}:
        return Open(TwoForm(act=str(tap.act)))
    ways: dict[Act, Callable[[], Reply]] = {
        Act.CARD: lambda: card(ctx, replace=True),
        Act.MORE: lambda: card(ctx, replace=True, more=True),
        Act.PREVIEW: lambda: _preview(ctx, None, new=False, shown=True),
        Act.SEED: lambda: _preview(ctx, None, new=True, shown=True),
        Act.RELEASE: lambda: _released(ctx, "", shown=True),
        Act.HOLD: lambda: _held_back(ctx),
        Act.NOW: lambda: _now(ctx, tap.number),
        Act.SETTINGS: lambda: round_settings.opened(ctx),
    }
    return ways[tap.act]()


@router.form(TwoForm, role=Role.MANAGER)
def two_named(ctx: Ctx, form: TwoForm) -> Reply:
    """Swap two people, or decide on a pair."""
    verb = Verb(form.act) if form.act in {str(verb) for verb in words.TWO} else Verb.SWAP
    return _two(ctx, verb, form.one, form.other)


def _preview(ctx: Ctx, seed: int | None, *, new: bool, shown: bool = False) -> Reply:
    """The seating is computed outside this unit and then edits the card."""
    rounds.locked(ctx.db, ctx.community.id)
    if seed is not None or new:
        chosen = seed if seed is not None else ctx.rng.randrange(1_000_000)
        rounds.keep_draft(ctx.db, ctx.community.id, ())
        rounds.change(ctx.db, ctx.community.id, seed=chosen)
    _later(ctx, "preview")
    return None if shown else _one_moment(ctx)


def _later(ctx: Ctx, *words_: object) -> None:
    ctx.later("rounds.desk", ":".join(map(str, (ctx.community.id, ctx.me, *words_))))


def _one_moment(ctx: Ctx) -> Message:
    return Message(ctx.t("*One moment: I seat everybody.*"), card=round_preview.card_name(ctx.community.id))


def _two(ctx: Ctx, verb: Verb, first: str, second: str) -> Reply:
    everybody = [(one.id, one.name) for one in people.members(ctx.db, ctx.community.id)]
    one, other = (_named(everybody, name) for name in (first, second))
    if one == other:
        raise Refused("Name two different people.", next_step="round")
    rounds.locked(ctx.db, ctx.community.id)
    if verb is Verb.SWAP:
        _later(ctx, "swap", one, other)
        return _one_moment(ctx)
    kind = {Verb.LOCK: TOGETHER, Verb.BLOCK: APART}.get(verb, "")
    rounds.decide_pair(ctx.db, ctx.community.id, one, other, kind, ctx.now)
    rounds.keep_draft(ctx.db, ctx.community.id, ())
    rounds.change(ctx.db, ctx.community.id)
    noted(ctx, f"round.{kind or 'free'}", "", f"member:{one}")
    _later(ctx, "preview")
    return _one_moment(ctx)


def _named(everybody: list[tuple[int, str]], name: str) -> int:
    found = named(everybody, name)
    if not found:
        raise Refused("Nobody here is called {name}.", "people", name=name)
    if len(found) > 1:
        raise Refused("Several people are called {name}: write the whole name.", next_step="people", name=name)
    return found[0][0]


def _released(ctx: Ctx, when: str, *, shown: bool = False) -> Reply:
    """Let the next round go out at its slot, or at a moment that is named."""
    plan = rounds.locked(ctx.db, ctx.community.id)
    at = moment(when, ctx.now, ctx.community.zone) if when else plan.at
    if at is None or at <= ctx.now:
        raise Refused("No date is set: write `round queue tomorrow 10:00`, or `round publish` to send it now.", "round")
    round_settings.plan_for(ctx, ctx.community.id, plan.slot, at)
    rounds.change(ctx.db, ctx.community.id, released=True)
    noted(ctx, "round.released", at.isoformat(timespec="minutes"))
    _later(ctx, "release")
    return None if shown else _one_moment(ctx)


def moment(written: str, now: datetime, zone: str) -> datetime:
    """A day and an hour ahead, such as "friday 10:00"; without an hour at ten.

    Raises:
        Refused: it cannot be read, or is not ahead.
    """
    today = times.local(now, zone).date()
    found = _WHEN.fullmatch(" ".join(written.lower().split()))
    reading = days.whole(found["day"] if found else written, today) if not found or found["day"] else None
    if reading is None and not (found and not found["day"]):
        raise Refused("I read no day in “{written}”. Try `round queue friday 10:00`.", "round", written=written)
    hour = time(int(found["hour"]), int(found["minute"] or 0)) if found else time(10)
    on = reading.day if reading else today
    at = times.at(on, hour, zone) if on else now
    if not now < at <= now + AHEAD:
        raise Refused("Give me a moment ahead, within a year.", next_step="round")
    return at


def _held_back(ctx: Ctx) -> Message:
    rounds.locked(ctx.db, ctx.community.id)
    rounds.keep_draft(ctx.db, ctx.community.id, ())
    rounds.change(ctx.db, ctx.community.id, released=False)
    noted(ctx, "round.held_back", "")
    return card(ctx, replace=True)


def _now(ctx: Ctx, number: int) -> Message:
    rounds.locked(ctx.db, ctx.community.id)
    ctx.later("rounds.publish", f"{ctx.community.id}:{number}:{ctx.me}")
    noted(ctx, "round.published", str(number))
    return Message(ctx.t("*Round {number} goes out now.* I tell you when everybody has been told.", number=number))
