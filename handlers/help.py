"""Help, made from what each command says of itself."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain.roles import Role

router = Router()


@router.command("help", role=Role.STRANGER)
def help_(ctx: Ctx, what: Commanded) -> Reply:
    """What I can do, command by command."""
    del what
    t = ctx.t
    if ctx.role < Role.MEMBER:
        return outside(ctx)
    lines = [t("*What I can do*")]
    lines += [f"`{word}`  {t(text)}" for word, text, role in ctx.setting.commands if role <= ctx.role and text]
    return Message("\n".join(lines), row(Button("need", Run("need"), style="primary"), Button("find", Run("find"))))
