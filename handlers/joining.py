"""Coming in: open, by code, or by a manager's yes."""

from dataclasses import dataclass
from functools import partial

from bot.context import Ctx
from bot.i18n import Translator
from bot.incoming import Commanded, Happened
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Run, row
from domain.delivery import Purpose
from domain.errors import Refused
from domain.joining import Admission, Standing, on_arrival
from domain.roles import Role
from storage import audit, joining, people

CARDS = 50
"""Requests that wait at once and still bring each manager a card; beyond that it is a crowd, which `people` counts."""
router = Router()


@dataclass(frozen=True)
class Decide(Press, tag="adm"):
    """A manager's yes or no to someone who asked to come in."""

    member: int
    yes: bool


@router.happened("arrived")
def arrived(ctx: Ctx, what: Happened) -> Reply:
    """Receive someone who has no standing yet."""
    code = what.values.get("text", "") if what.values.get("command") in {"start", "join"} else ""
    knock(ctx, code)
    return None


def knock(ctx: Ctx, code: str) -> None:
    """Let a person in, pass their wish to the managers, or leave them where they stand."""
    fits = bool(ctx.community.join_code) and code.removeprefix("join_").strip() == ctx.community.join_code
    before = Standing(ctx.state)
    after = on_arrival(Admission(ctx.community.admission), before, code_fits=fits)
    if after is before:
        return
    people.set_membership(ctx.db, ctx.community.id, ctx.me, after, ctx.now)
    if after is Standing.IN:
        ctx.later("needs.release", str(ctx.me))
    if after is Standing.ASKED:
        _ask_managers(ctx)


def _ask_managers(ctx: Ctx) -> None:
    if joining.waiting(ctx.db, ctx.community.id) > CARDS:
        return
    for manager in people.members(ctx.db, ctx.community.id, role=Role.MANAGER):
        build = partial(_request_card, ctx.me, ctx.member.name, ctx.community.name)
        ctx.send(manager.id, build, Purpose.NOTICE, card=f"adm:{ctx.community.id}:{ctx.me}")


def _request_card(member: int, name: str, community: str, t: Translator) -> Message:
    text = t("*{name} would like to join {community}.*\nShall I let them in?", name=name, community=community)
    return Message(
        text,
        row(
            Button(t("Let them in"), Decide(member, yes=True), style="primary"),
            Button(t("Not now"), Decide(member, yes=False)),
        ),
    )


@router.press(Decide, role=Role.MANAGER)
def decide(ctx: Ctx, tap: Decide) -> Reply:
    """Answer someone who asked to come in."""
    waiting = {member.id: member for member in people.members(ctx.db, ctx.community.id, state=Standing.ASKED)}
    person = waiting.get(tap.member)
    if person is None:
        raise Refused("That request has been answered already.")
    standing = Standing.IN if tap.yes else Standing.REFUSED
    people.set_membership(ctx.db, ctx.community.id, person.id, standing, ctx.now)
    audit.note(
        ctx.db, ctx.now, f"member.{standing}", actor=ctx.me, community=ctx.community.id, subject=f"member:{person.id}"
    )
    if tap.yes:
        ctx.later("needs.release", str(person.id))
    ctx.send(person.id, partial(_answer, ctx.community.name, tap.yes), Purpose.NOTICE)
    for manager in people.members(ctx.db, ctx.community.id, role=Role.MANAGER):
        if manager.id != ctx.me:
            ctx.edit(
                manager.id,
                f"adm:{ctx.community.id}:{person.id}",
                partial(_decided, person.name, ctx.member.name, tap.yes),
            )
    return _decided(person.name, ctx.member.name, tap.yes, ctx.t, replace=True)


def _answer(community: str, yes: bool, t: Translator) -> Message:
    if not yes:
        return Message(
            t(
                "*The managers of {name} said no for now.*\nAsk them in person if you think it is a mistake.",
                name=community,
            )
        )
    return Message(
        t("*Welcome to {name}. You are in.*\nFirst, in a minute: what can people come to you for?", name=community),
        row(Button(t("Tell me"), Run("profile"), style="primary"), Button(t("Just look around"), Run("help"))),
    )


def _decided(name: str, manager: str, yes: bool, t: Translator, replace: bool = False) -> Message:
    text = "*{name} is in.* {manager} said yes." if yes else "*{name} was not let in.* {manager} said no."
    return Message(t(text, name=name, manager=manager), replace=replace)


@router.command("join", role=Role.STRANGER)
def join(ctx: Ctx, what: Commanded) -> Reply:
    """Come in with a code, or come back."""
    if ctx.state == Standing.IN:
        return Message(ctx.t("*You are in {name} already.*", name=ctx.community.name), row(Button("help", Run("help"))))
    before = ctx.state
    knock(ctx, what.text)
    ctx.look_again()
    if ctx.state == Standing.IN:
        return _answer(ctx.community.name, True, ctx.t)
    if ctx.state == before and ctx.state != Standing.ASKED:
        raise Refused("That code does not fit. Look at the wall of your space, or ask a manager.")
    return outside(ctx)
