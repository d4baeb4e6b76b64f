"""The first words: who the host is, and the first minute."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain.roles import Role

router = Router()


@router.command("start", role=Role.STRANGER)
def start(ctx: Ctx, what: Commanded) -> Reply:
    """Say hello and see what I can do for you."""
    del what
    if ctx.role < Role.MEMBER:
        return outside(ctx)
    t = ctx.t
    text = t(
        "*Hello {name}. I am the host here.*\nI know who in {community} can do what, and I introduce people when it "
        "helps both.\nFirst, in a minute: what can people come to you for?",
        name=ctx.member.name,
        community=ctx.community.name,
    )
    return Message(
        text, row(Button(t("Tell me"), Run("profile"), style="primary"), Button(t("Just look around"), Run("help")))
    )
