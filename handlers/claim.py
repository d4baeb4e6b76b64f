"""The first owner: whoever has the code that the installation printed."""

import hmac

from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain.errors import Refused
from domain.roles import Role
from storage import audit, claim, people

router = Router()


@router.command("claim", role=Role.STRANGER)
def claim_(ctx: Ctx, what: Commanded) -> Reply:
    """Become the owner with the code of the installation, or take over your imported profile."""
    code = what.text.strip()
    if not code:
        raise Refused("Write `claim` and the code: the installation printed it, or it stands in your invitation.")
    if invited := claim.redeem(ctx.db, code, ctx.now):
        return _taken_over(ctx, invited)
    if people.has_owner(ctx.db) or not _fits(code, ctx.setting.owner_code) or not ctx.has_community:
        raise Refused("That code does not fit, or has been used. Codes work once.")
    people.set_membership(ctx.db, ctx.community.id, ctx.me, "in", ctx.now, Role.OWNER)
    audit.note(ctx.db, ctx.now, "owner.claimed", actor=ctx.me, community=ctx.community.id, subject=f"member:{ctx.me}")
    t = ctx.t
    text = t(
        "*You own {community} now.*\nGive it its name and its door with `community`, and let people in: the join link "
        "stands there too.",
        community=ctx.community.name,
    )
    return Message(text, row(Button(t("My community"), Run("community"), style="primary"), Button("help", Run("help"))))


def _fits(code: str, wanted: str) -> bool:
    """In constant time, and never for an installation without a code."""
    return bool(wanted) and hmac.compare_digest(code.encode(), wanted.encode())


def _taken_over(ctx: Ctx, invited: int) -> Message:
    """The account belongs to the imported person from now on; the empty newcomer goes."""
    empty = ctx.me
    people.set_account(ctx.db, ctx.account_id, member_id=invited)
    ctx.look_again()
    people.drop_member(ctx.db, empty)
    t = ctx.t
    text = t(
        "*Welcome, {name}. That is you.*\nI know from a list what you do; look whether it is right.",
        name=ctx.member.name,
    )
    return Message(text, row(Button(t("My profile"), Run("profile"), style="primary"), Button("help", Run("help"))))
