"""The managers' card of the next round: when it is, how many are in it, its seed, and what can be done about it."""

from dataclasses import dataclass

from bot.context import Ctx
from bot.i18n import Translator
from bot.ui import Button, Message, Press, Rows, Run, row
from domain.rounds import Rhythm
from handlers import round_preview
from handlers.round_asking import day, rhythm_name
from handlers.round_preview import Act, Do
from handlers.round_seating import read
from storage.rounds import Plan


@dataclass(frozen=True)
class Every(Press, tag="re"):
    """So often from now on."""

    rhythm: Rhythm


def card(ctx: Ctx, *, replace: bool = False, more: bool = False) -> Message:
    """When the next round is, how many are in it, its seed, and what can be done about it."""
    t, here = ctx.t, ctx.community
    reading = read(ctx.db, here.id, ctx.now)
    if reading is None or (reading.plan.rhythm == Rhythm.OFF and reading.plan.at is None and reading.number == 1):
        return _beginning(ctx, replace=replace, more=more)
    plan, number = reading.plan, reading.number
    when = day(plan.at, here.zone, t) if plan.at else t("no date yet")
    lines = [
        t("*Round {number}: {when}*", number=number, when=when),
        _size(plan, len(reading.people), t),
        t("{often}. Seed {seed}.", often=rhythm_name(plan.rhythm, t), seed=reading.seed),
        _leaves(plan, t),
        round_preview.absences(reading.counts(), t),
    ]
    rows = _more(number, plan, t) if more else _first(number, plan, t)
    name = round_preview.card_name(here.id)
    return Message("\n".join(line for line in lines if line), rows, replace=replace, card=name)


def _size(plan: Plan, n: int, t: Translator) -> str:
    if plan.size == 2:
        return t.n("{n} person takes part so far, in pairs.", "{n} people take part so far, in pairs.", n)
    return t.n(
        "{n} person takes part so far, in groups of {size}.", "{n} people take part so far, in groups of {size}.", n,
        size=plan.size,
    )  # fmt: skip


def _leaves(plan: Plan, t: Translator) -> str:
    if plan.at is None:
        return ""
    if plan.released:
        return t("It is released and goes out at its time.")
    return t("It waits for your release.") if plan.curated else t("It goes out by itself.")


def _beginning(ctx: Ctx, *, replace: bool, more: bool) -> Message:
    t = ctx.t
    text = t(
        "*No coffee rounds yet.*\nI bring people together in pairs or small groups, who have not met before. Nobody "
        "is left out twice. How often? You can also type `round every 2 weeks on tuesday at 10`."
    )
    often = (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.FIRST)
    rows = row(*(Button(rhythm_name(one, t), Every(one)) for one in often))
    last = (Button(t("Settings"), Do(Act.SETTINGS, 1)), Button(t("Just once, now"), Do(Act.PREVIEW, 1)))
    rows += (last,) if more else row(Button(t("More"), Do(Act.MORE, 1)))
    return Message(text, rows, replace=replace, card=round_preview.card_name(ctx.community.id))


def _first(number: int, plan: Plan, t: Translator) -> Rows:
    leave = Button(t("Take the release back"), Do(Act.HOLD, number))
    release = leave if plan.released else Button(t("Release"), Do(Act.RELEASE, number))
    preview = Button(t("Preview"), Do(Act.PREVIEW, number), style="primary")
    return row(preview, release, Button(t("Settings"), Do(Act.SETTINGS, number))) + row(
        Button(t("More"), Do(Act.MORE, number))
    )


def _more(number: int, plan: Plan, t: Translator) -> Rows:
    off = Button(t("No more rounds here"), Every(Rhythm.OFF))
    last = (off,) if plan.rhythm != Rhythm.OFF else ()
    return row(Button(t("Send it now"), Do(Act.NOW, number)), Button(t("Figures"), Do(Act.REPORT, number))) + row(
        Button(t("My own part"), Run("round", "me")), *last, Button(t("Back"), Do(Act.CARD, number))
    )
