"""Unlinking: an account becomes its own person again, with what was theirs."""

from dataclasses import dataclass

from bot.context import Ctx
from bot.i18n import Translator
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Run, row
from domain.delivery import Purpose
from domain.errors import Refused
from domain.roles import Role
from handlers.link import where
from storage import audit, link_moves, people
from storage import link as links
from storage.link import Link

router = Router()


@dataclass(frozen=True)
class Part(Press, tag="unl"):
    """Take the account of that link out again."""

    link: int


@router.command("unlink", role=Role.STRANGER)
def unlink(ctx: Ctx, what: Commanded) -> Reply:
    """Make a linked account its own person again."""
    del what
    t, mine = ctx.t, links.joined_to(ctx.db, ctx.me)
    if not mine:
        text = t(
            "*No account is linked to this one.*\n`link` joins your accounts on Telegram and Slack into one person."
        )
        return Message(text, row(Button("link", Run("link"))))
    text = t(
        "*Which account shall be its own person again?*\nIt gets back what it had before; what you did since stays "
        "with the other."
    )
    buttons = [(Button(t("{account}: part", account=_named(ctx, one)), Part(one.id)),) for one in mine]
    return Message(text, (*buttons, (Button(t("Leave it as it is"), Run("help")),)))


def _named(ctx: Ctx, one: Link) -> str:
    """The account as its owner knows it: the platform, and the name it had there."""
    person = people.get(ctx.db, one.joined_id)
    platforms = {row.platform for row in links.accounts_of(ctx.db, one.id)}
    shown = ", ".join(sorted(where(platform, ctx.t) for platform in platforms))
    return f"{shown} · {person.name}" if person else shown


@router.press(Part, role=Role.STRANGER)
def part(ctx: Ctx, tap: Part) -> Reply:
    """Part the two: each is somebody of their own from now on."""
    link = links.locked(ctx.db, tap.link)
    if link is None or link.kept_id != ctx.me or link.state != "joined":
        raise Refused("That account is not linked to this one any more.", "unlink")
    links.lock_both(ctx.db, link.kept_id, link.joined_id)
    link_moves.part(ctx.db, link.kept_id, link.joined_id, link.moved, ctx.now)
    links.change(ctx.db, link.id, ctx.now, "parted", moved={})
    ctx.later("events.two_again", f"{link.kept_id}:{link.joined_id}:{link.moved.get('at', '')}")
    community = ctx.community.id if ctx.has_community else None
    audit.note(ctx.db, ctx.now, "member.unlinked", actor=ctx.me, community=community, subject=f"member:{ctx.me}")
    ctx.look_again()
    other = link.joined_id if ctx.me == link.kept_id else link.kept_id
    ctx.send(other, _two_again, Purpose.NOTICE)
    return _two_again(ctx.t, replace=True)


def _two_again(t: Translator, *, replace: bool = False) -> Message:
    text = t(
        "*Your accounts are two people again.*\nEach has its own profile and needs as before; what you did as one "
        "stays with the account that you kept."
    )
    return Message(text, row(Button(t("My profile"), Run("profile"), style="primary")), replace=replace)
