"""How often there is a round, when, for how many, and who sits with whom: what managers set."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.context import Ctx
from bot.forms import Form, ask
from bot.router import Open, Reply, Router
from bot.ui import FieldKind, Message
from domain import round_words as words
from domain import rounds as rules
from domain.errors import Refused
from domain.roles import Role
from domain.round_words import Verb, Wanted
from domain.rounds import Rhythm
from handlers.round_next import Every, card
from handlers.round_seating import timing
from storage import audit, rounds

router = Router()
OFTEN = {
    "weekly": Rhythm.WEEKLY, "fortnightly": Rhythm.FORTNIGHTLY, "every four": Rhythm.EVERY_FOUR,
    "monthly": Rhythm.FIRST, "off": Rhythm.OFF,
}  # fmt: skip
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class SettingsForm(Form, tag="roundset", title="Rounds", submit="Save"):
    """All settings of the rounds."""

    rhythm: str = ask(
        "How often?",
        FieldKind.CHOICE,
        choices=(
            ("weekly", "Every week"), ("fortnightly", "Every 2 weeks"), ("every four", "Every 4 weeks"),
            ("monthly", "Once a month"), ("off", "Only when I say so"),
        ),
    )  # fmt: skip
    weekday: str = ask(
        "On which day?",
        FieldKind.CHOICE,
        choices=(
            ("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday"), ("thu", "Thursday"), ("fri", "Friday"),
            ("sat", "Saturday"), ("sun", "Sunday"),
        ),
    )  # fmt: skip
    hour: str = ask("At what hour?", FieldKind.NUMBER, hint="A full hour of the community's clock, such as 10")
    size: str = ask("How many people in a group?", FieldKind.NUMBER, hint="2 to 8; an odd number makes a trio")
    mixing: str = ask(
        "Who sits with whom?",
        FieldKind.CHOICE,
        choices=(
            ("any", "Anybody"), ("across world", "Those who design with those who make"),
            ("within world", "Each among themselves"), ("across space", "People of different spaces"),
            ("within space", "People of the same space"),
        ),
    )  # fmt: skip
    curated: str = ask(
        "Who sends a round off?",
        FieldKind.CHOICE,
        choices=(("itself", "It goes out by itself"), ("hand", "A manager releases it")),
    )


def columns(wanted: Wanted) -> dict[str, Any]:
    """What a manager typed, as columns of the plan."""
    if wanted.verb is Verb.SIZE:
        return {"size": wanted.number}
    if wanted.verb is Verb.HAND:
        return {"curated": bool(wanted.number)}
    if wanted.verb is Verb.MIXING:
        return {"mixing": wanted.rest} | ({"side": str(wanted.side)} if wanted.side else {})
    found: dict[str, Any] = {"rhythm": str(wanted.rhythm)}
    found |= {"weekday": wanted.weekday} if wanted.weekday is not None else {}
    return found | ({"hour": wanted.hour} if wanted.hour is not None else {})


@router.press(Every, role=Role.MANAGER)
def every(ctx: Ctx, tap: Every) -> Reply:
    """Set how often there is a round."""
    return changed(ctx, {"rhythm": str(tap.rhythm)}, replace=True)


@router.form(SettingsForm, role=Role.MANAGER)
def given(ctx: Ctx, form: SettingsForm) -> Reply:
    """Set how often, when, how many, and who with whom."""
    mixing, _, side = form.mixing.partition(" ")
    if int(form.hour) > 23:
        raise Refused("Please write a full hour from 0 to 23.", next_step="round")
    values = {
        "rhythm": str(OFTEN[form.rhythm]), "weekday": WEEK.index(form.weekday), "hour": int(form.hour),
        "size": words.size(form.size),
        "mixing": mixing, "curated": form.curated == "hand",
    }  # fmt: skip
    return changed(ctx, values | ({"side": side} if side else {}))


def opened(ctx: Ctx) -> Open:
    plan = rounds.plan(ctx.db, ctx.community.id)
    often = next(word for word, rhythm in OFTEN.items() if rhythm == plan.rhythm)
    mixing = plan.mixing if plan.mixing == "any" else f"{plan.mixing} {plan.side}"
    return Open(
        SettingsForm(
            often, WEEK[plan.weekday], str(plan.hour), str(plan.size), mixing, "hand" if plan.curated else "itself"
        )
    )


def changed(ctx: Ctx, columns: dict[str, Any], *, replace: bool = False) -> Message:
    """Change settings; a new rhythm begins at its next slot, in two days at the soonest where there was none."""
    here = ctx.community
    before = rounds.locked(ctx.db, here.id)
    rounds.change(ctx.db, here.id, **columns)
    after = rounds.plan(ctx.db, here.id)
    if (before.rhythm, before.weekday, before.hour) != (after.rhythm, after.weekday, after.hour):
        fresh = before.rhythm == Rhythm.OFF
        slot = rules.next_slot(timing(after, here), ctx.now + (rules.NOTICE if fresh else timedelta(0)))
        plan_for(ctx, here.id, slot, slot)
        if slot:
            ctx.later("rounds.invite", str(here.id))
    reason = ", ".join(f"{name} {value}" for name, value in columns.items())
    noted(ctx, "round.settings", reason)
    return card(ctx, replace=replace)


def noted(ctx: Ctx, what: str, reason: str, subject: str = "") -> None:
    """What a manager does about rounds stands in the log."""
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, reason=reason, subject=subject)


def plan_for(ctx: Ctx, community_id: int, slot: datetime | None, at: datetime | None) -> None:
    """When the next round goes out: written down, and asked of the engine."""
    rounds.change(ctx.db, community_id, slot=slot, at=at, released=False)
    if at:
        ctx.later("rounds.due", str(community_id), at)
