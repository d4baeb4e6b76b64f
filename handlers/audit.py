"""The audit log, for managers to read."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Message
from domain.roles import Role
from domain.times import local
from storage import audit, people

router = Router()


@router.command("audit", role=Role.MANAGER)
def audit_(ctx: Ctx, what: Commanded) -> Reply:
    """Who did what lately, and why."""
    del what
    t = ctx.t
    lines = [t("*What was done lately in {name}*", name=ctx.community.name)]
    lines += [_line(ctx, row) for row in audit.latest(ctx.db, ctx.community.id)]
    return Message("\n".join(lines) if len(lines) > 1 else t("*Nothing was done here yet.*"))


def _line(ctx: Ctx, entry: audit.Entry) -> str:
    """One line: when, who, what, to whom, why."""
    subject = entry.subject.removeprefix("member:")
    words = {
        "at": f"{local(entry.at, ctx.member.zone):%d.%m. %H:%M}",
        "name": _name(ctx, entry.actor_id),
        "what": entry.what,
        "about": _name(ctx, int(subject)) if subject.isdigit() else "",
        "reason": entry.reason,
    }
    return ctx.t("{at} {name}: {what} {about} {reason}", **words).strip()


def _name(ctx: Ctx, member_id: int | None) -> str:
    member = people.get(ctx.db, member_id) if member_id else None
    return member.name if member else "–"
