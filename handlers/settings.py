"""A member's settings: language, clock, quiet hours, digest and weekly budget, each by a button or typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.context import Ctx
from bot.forms import Form, ask
from bot.i18n import LANGUAGES
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import settings as rules
from domain import times
from domain.errors import Refused
from domain.settings import Topic
from matching import tongues, zones
from storage import people

router = Router()
BUDGETS = (0, 2, 5, 10)
QUIET = ("20-8", "22-7", "off")
CALENDAR = "cal:show:mine"
"""The button of another feature."""


@dataclass(frozen=True)
class Choose(Press, tag="st"):
    """Open a setting, or with a value set it; an unknown topic is the card."""

    topic: str
    value: str = ""


@dataclass(frozen=True)
class SettingForm(Form, tag="setting", title="Settings", submit="Save"):
    """The settings that are easier typed; one is asked at a time."""

    zone: str = ask(
        "Which clock do you live by?", hint="A city or a zone, such as Athens or Europe/Madrid", optional=True, limit=60
    )
    quiet: str = ask("Between which hours shall I be quiet?", hint="Such as 22-7, or off", optional=True, limit=20)
    budget: str = ask(
        "How many messages a week may I send by myself?", hint="A number from 0 to 50", optional=True, limit=5
    )


@router.command("settings")
def settings(ctx: Ctx, what: Commanded) -> Reply:
    """See and change your language, clock, quiet hours, digest and weekly budget."""
    word, _, value = what.text.strip().partition(" ")
    if not word:
        return _card(ctx)
    topic = Topic.of(word)
    if topic is None and word.lower() == "calendar":
        return _card(ctx, more=True)
    if topic is None:
        raise Refused("There is no setting “{word}”.", next_step="settings", word=word)
    return _set(ctx, topic, value.strip()) if value.strip() else _menu(ctx, topic)


@router.press(Choose)
def choose(ctx: Ctx, tap: Choose) -> Reply:
    """Open a setting or set it."""
    if tap.topic == "more":
        return _card(ctx, more=True)
    topic = Topic.of(tap.topic)
    if topic is None:
        return _card(ctx)
    if tap.value == "…":
        return Open(SettingForm(), only=topic.value)
    return _set(ctx, topic, tap.value) if tap.value else _menu(ctx, topic)


@router.form(SettingForm)
def typed(ctx: Ctx, form: SettingForm) -> Reply:
    """Set what was typed."""
    answers = {Topic.ZONE: form.zone, Topic.QUIET: form.quiet, Topic.BUDGET: form.budget}
    for topic, answer in answers.items():
        if answer:
            _set(ctx, topic, answer)
    return _card(ctx)


def _set(ctx: Ctx, topic: Topic, value: str) -> Message:
    people.set_member(ctx.db, ctx.me, **READ[topic](value))
    ctx.look_again()
    return _card(ctx, more=topic in {Topic.DIGEST, Topic.BUDGET})


def _language(value: str) -> dict[str, Any]:
    codes = [code for code in tongues.read(value)[0] if code in LANGUAGES]
    if len(codes) != 1:
        raise Refused("I speak {languages}.", next_step="settings", languages=", ".join(LANGUAGES.values()))
    return {"language": codes[0]}


def _zone(value: str) -> dict[str, Any]:
    zone = zones.named(value)
    if not zone:
        raise Refused("I do not know the clock of “{place}”. Try a large city, such as Athens.", place=value)
    return {"zone": zone}


def _quiet(value: str) -> dict[str, Any]:
    start, end = rules.quiet_hours(value)
    return {"quiet_from": start, "quiet_until": end}


READ: dict[Topic, Callable[[str], dict[str, Any]]] = {
    Topic.LANGUAGE: _language,
    Topic.ZONE: _zone,
    Topic.QUIET: _quiet,
    Topic.DIGEST: lambda value: {"digest": rules.digest(value)},
    Topic.BUDGET: lambda value: {"budget": rules.budget(value)},
}
"""Each setting's columns from what was typed or tapped."""


def _card(ctx: Ctx, *, more: bool = False) -> Message:
    t, me = ctx.t, ctx.member
    none = me.quiet_from == me.quiet_until
    lines = [
        t("*Your settings*"),
        t("Language: {language}", language=LANGUAGES.get(me.language, me.language)),
        t("Clock: {zone}, now {time}", zone=me.zone, time=times.local(ctx.now, me.zone).strftime("%H:%M")),
        t("Quiet hours: none")
        if none
        else t("Quiet hours: {start}:00 to {end}:00", start=me.quiet_from, end=me.quiet_until),
        t("Digest: off") if me.digest == "off" else t("Digest: weekly, when there is something new"),
        t.n("By myself I write at most {n} message a week", "By myself I write at most {n} messages a week", me.budget),
    ]
    return Message("\n".join(lines), _second(ctx) if more else _first(ctx), replace=True)


def _first(ctx: Ctx) -> Rows:
    t = ctx.t
    opening = row(
        Button(t("Language"), Choose(Topic.LANGUAGE)),
        Button(t("Clock"), Choose(Topic.ZONE)),
        Button(t("Quiet hours"), Choose(Topic.QUIET)),
    )
    return opening + row(Button(t("More"), Choose("more")))


def _second(ctx: Ctx) -> Rows:
    t = ctx.t
    off = ctx.member.digest == "off"
    switch = Button(t("Digest weekly") if off else t("No digest"), Choose(Topic.DIGEST, "on" if off else "off"))
    budget = Button(t("Messages a week"), Choose(Topic.BUDGET))
    pause, calendar = Button(t("Pause for a while"), Run("snooze")), Button(t("Calendar link"), CALENDAR)
    return row(switch, budget, pause) + row(calendar, *_back(ctx)[0])


def _back(ctx: Ctx) -> Rows:
    return row(Button(ctx.t("Back"), Choose("card")))


def _menu(ctx: Ctx, topic: Topic) -> Reply:
    """The choices of one setting, and a way to type another."""
    t = ctx.t
    if topic is Topic.ZONE:
        return Open(SettingForm(), only=topic.value)
    if topic is Topic.LANGUAGE:
        buttons = [Button(name, Choose(topic, code)) for code, name in LANGUAGES.items()]
        return Message(t("*Which language shall I speak?*"), _rows(buttons) + _back(ctx), replace=True)
    if topic is Topic.QUIET:
        buttons = [Button(t("No quiet hours") if hours == "off" else hours, Choose(topic, hours)) for hours in QUIET]
        head = t("*When shall I be quiet?*\nI write nothing by myself then; answers still come at once.")
    elif topic is Topic.BUDGET:
        buttons = [Button(str(number), Choose(topic, str(number))) for number in BUDGETS]
        head = t("*How many messages a week may I send by myself?*\nThe rest waits for your digest.")
    else:
        return _card(ctx, more=True)
    return Message(head, _rows([*buttons, Button(t("Another"), Choose(topic, "…"))]) + _back(ctx), replace=True)


def _rows(buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
