"""The members, for managers: who is in, who asked, and what to do about somebody."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.i18n import Translator
from bot.incoming import Commanded
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Press, Rows, Run
from bot.wording import role_name, standing_name
from domain.delivery import Purpose
from domain.errors import Refused
from domain.naming import MOST, named
from domain.roles import Role
from storage import audit, people

router = Router()
PAGE = 8


class Act(StrEnum):
    """What a manager can do about a member."""

    WARN = "warn"
    SUSPEND = "suspend"
    REMOVE = "remove"
    RESTORE = "restore"


STANDING = {Act.SUSPEND: "suspended", Act.REMOVE: "removed", Act.RESTORE: "in"}


@dataclass(frozen=True)
class Page(Press, tag="ppl"):
    """Another page of the members."""

    start: int


@dataclass(frozen=True)
class Person(Press, tag="per"):
    """One member's card."""

    member: int


@dataclass(frozen=True)
class Do(Press, tag="pdo"):
    """Begin to act on a member; a reason is asked."""

    member: int
    act: Act


@dataclass(frozen=True)
class ReasonForm(Form, tag="reason", title="Why?", submit="Do it"):
    """The reason that stands in the audit log and that the person reads."""

    member: str = hidden()
    act: str = hidden()
    reason: str = ask("Why?", hint="The person reads it, and it stands in the audit log.", limit=300)


@router.command("people", role=Role.MANAGER)
def people_(ctx: Ctx, what: Commanded) -> Reply:
    """Who is here; write a name to find one person."""
    if not what.text:
        return _page(ctx, 0)
    everybody = [
        (m.id, m.name)
        for state in ("in", "asked", "suspended", "removed")
        for m in people.members(ctx.db, ctx.community.id, state)
    ]
    found = named(everybody, what.text)
    if not found:
        raise Refused("Nobody here is called {name}.", "people", name=what.text)
    if len(found) == 1:
        return _person(ctx, found[0][0])
    return Message(
        ctx.t("*Whom do you mean?*"), tuple((Button(name, Person(member)),) for member, name in found[:MOST])
    )


@router.press(Page, role=Role.MANAGER)
def page(ctx: Ctx, tap: Page) -> Reply:
    """Turn the page of the members."""
    return _page(ctx, max(0, tap.start), replace=True)


def _page(ctx: Ctx, start: int, *, replace: bool = False) -> Message:
    t = ctx.t
    members = people.members(ctx.db, ctx.community.id)
    asked = len(people.members(ctx.db, ctx.community.id, "asked"))
    lines = [t.n("*{n} person in {name}*", "*{n} people in {name}*", len(members), name=ctx.community.name)]
    if asked:
        lines.append(t.n("{n} waits at the door.", "{n} wait at the door.", asked))
    rows: Rows = tuple((Button(member.name, Person(member.id)),) for member in members[start : start + PAGE])
    turns = [Button(t("Back"), Page(start - PAGE))] if start else []
    turns += [Button(t("Next"), Page(start + PAGE))] if start + PAGE < len(members) else []
    return Message("\n".join(lines), (*rows, tuple(turns)) if turns else rows, replace=replace)


@router.press(Person, role=Role.MANAGER)
def person(ctx: Ctx, tap: Person) -> Reply:
    """One member's standing, and what can be done."""
    return _person(ctx, tap.member, replace=True)


def _here(ctx: Ctx, member_id: int) -> tuple[people.Member, str, Role]:
    """The member, standing and role in my community; another community's people answer like absent ones."""
    member = people.get(ctx.db, member_id)
    standing = next((m for m in people.memberships(ctx.db, member_id) if m.community_id == ctx.community.id), None)
    if member is None or standing is None:
        raise Refused("There is no such person here.", "people")
    return member, standing.state, Role(standing.role)


def _person(ctx: Ctx, member_id: int, *, replace: bool = False) -> Message:
    t = ctx.t
    member, state, role = _here(ctx, member_id)
    text = t(
        "*{name}*\n{state} · {role} · here since {since}",
        name=member.name,
        state=standing_name(t, state),
        role=role_name(t, role),
        since=f"{member.created:%Y-%m-%d}",
    )
    words = {Act.WARN: t("Warn"), Act.SUSPEND: t("Suspend"), Act.REMOVE: t("Remove"), Act.RESTORE: t("Let back in")}
    acts = [Act.WARN, Act.SUSPEND, Act.REMOVE] if state == "in" else [Act.RESTORE]
    return Message(
        text,
        (tuple(Button(words[act], Do(member_id, act)) for act in acts), (Button(t("All people"), Page(0)),)),
        replace=replace,
    )


@router.press(Do, role=Role.MANAGER)
def do(ctx: Ctx, tap: Do) -> Reply:
    """Ask for the reason first."""
    _judged(ctx, tap.member)
    return Open(ReasonForm(member=str(tap.member), act=tap.act))


def _judged(ctx: Ctx, member_id: int) -> people.Member:
    member, _, role = _here(ctx, member_id)
    if member_id == ctx.me or role >= ctx.role:
        raise Refused("You can act only on people below your own role.", "people")
    return member


@router.form(ReasonForm, role=Role.MANAGER)
def done(ctx: Ctx, form: ReasonForm) -> Reply:
    """Act on a member, with a reason that stands in the log."""
    if form.act not in set(Act) or not form.member.isdigit():
        raise Refused("There is no such person here.", "people")
    act, member = Act(form.act), _judged(ctx, int(form.member))
    if act in STANDING:
        people.set_membership(ctx.db, ctx.community.id, member.id, STANDING[act], ctx.now)
        ctx.later("members.gone", f"{ctx.community.id}:{member.id}")
    audit.note(
        ctx.db,
        ctx.now,
        f"member.{act}",
        actor=ctx.me,
        community=ctx.community.id,
        subject=f"member:{member.id}",
        reason=form.reason,
    )
    ctx.send(member.id, partial(_told, act, ctx.community.name, form.reason), Purpose.NOTICE)
    return Message(
        ctx.t("*Done, and noted.* {name} has been told why.", name=member.name),
        ((Button(ctx.t("All people"), Page(0)),),),
    )


def _told(act: Act, community: str, reason: str, t: Translator) -> Message:
    texts = {
        Act.WARN: t("*A word from the managers of {name}*", name=community),
        Act.SUSPEND: t("*Your membership of {name} is paused.*", name=community),
        Act.REMOVE: t("*You are no longer in {name}.*", name=community),
        Act.RESTORE: t("*You are in {name} again.*", name=community),
    }
    rows = ((Button(t("What can I do?"), Run("help")),),) if act in {Act.WARN, Act.RESTORE} else ()
    return Message(f"{texts[act]}\n{t('“{reason}”', reason=reason)}", rows)
