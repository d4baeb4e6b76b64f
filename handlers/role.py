"""Giving and taking roles, with a line in the audit log."""

from dataclasses import dataclass
from functools import partial

from bot.context import Ctx
from bot.i18n import Translator
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Press
from bot.wording import role_name
from domain.delivery import Purpose
from domain.errors import Refused
from domain.naming import MOST, named
from domain.roles import Role
from storage import audit, people

router = Router()
GIVEN = (Role.MEMBER, Role.MENTOR, Role.EDITOR, Role.MANAGER, Role.OWNER)


@dataclass(frozen=True)
class Give(Press, tag="role"):
    """Make that member this."""

    member: int
    role: str


@router.command("role", role=Role.MANAGER)
def role(ctx: Ctx, what: Commanded) -> Reply:
    """Give somebody a role: `role Ann editor`."""
    name, _, word = what.text.rpartition(" ")
    wanted = Role.of(word)
    if wanted not in GIVEN or not name:
        return _list(ctx, what.text)
    found = named([(m.id, m.name) for m in people.members(ctx.db, ctx.community.id)], name)
    if len(found) == 1:
        return _given(ctx, found[0][0], wanted)
    if not found:
        raise Refused("Nobody here is called {name}.", "people", name=name)
    rows = tuple((Button(person, Give(member, wanted.word)),) for member, person in found[:MOST])
    return Message(ctx.t("*Whom do you mean?*"), rows)


def _list(ctx: Ctx, typed: str) -> Message:
    """Who has a role now, and how to change it."""
    t = ctx.t
    if typed:
        raise Refused("Write it as `role Ann editor`: a name, then member, mentor, editor, manager or owner.")
    lines = [t("*Who has a role in {name}*", name=ctx.community.name)]
    for level in reversed(GIVEN[1:]):
        names = [m.name for m in people.members(ctx.db, ctx.community.id, role=level) if _role_of(ctx, m.id) is level]
        if names:
            lines.append(t("{role}: {names}", role=role_name(t, level), names=", ".join(names)))
    return Message("\n".join([*lines, t("To change one, write `role Ann editor`.")]))


def _role_of(ctx: Ctx, member_id: int) -> Role | None:
    found = [m for m in people.memberships(ctx.db, member_id) if m.community_id == ctx.community.id and m.state == "in"]
    return Role(found[0].role) if found else None


@router.press(Give, role=Role.MANAGER)
def give(ctx: Ctx, tap: Give) -> Reply:
    """Give the role to the one who was meant."""
    wanted = Role.of(tap.role)
    if wanted not in GIVEN:
        raise Refused("There is no such role.")
    return _given(ctx, tap.member, wanted)


def _given(ctx: Ctx, member_id: int, wanted: Role) -> Message:
    """Managers give roles below their own; only an owner makes managers and owners, and one owner always stays."""
    before, member = _role_of(ctx, member_id), people.get(ctx.db, member_id)
    if before is None or member is None:
        raise Refused("There is no such person here.", "people")
    highest = max(before, wanted)
    if ctx.role is not Role.OWNER and highest >= ctx.role:
        raise Refused("Only an owner can do that.")
    owners = people.members(ctx.db, ctx.community.id, role=Role.OWNER)
    if before is Role.OWNER and wanted is not Role.OWNER and len(owners) == 1:
        raise Refused("{name} is the only owner. Make somebody else an owner first.", name=member.name)
    people.set_membership(ctx.db, ctx.community.id, member_id, "in", ctx.now, wanted)
    reason = f"{before.word} → {wanted.word}"
    audit.note(
        ctx.db,
        ctx.now,
        "role.changed",
        actor=ctx.me,
        community=ctx.community.id,
        subject=f"member:{member_id}",
        reason=reason,
    )
    if member_id != ctx.me:
        ctx.send(member_id, partial(_told, wanted, ctx.community.name), Purpose.NOTICE)
    return Message(ctx.t("*{name} is {role} now.*", name=member.name, role=role_name(ctx.t, wanted)))


def _told(given: Role, community: str, t: Translator) -> Message:
    return Message(
        t(
            "*You are {role} in {community} now.*\n`help` shows what you can do.",
            role=role_name(t, given),
            community=community,
        )
    )
