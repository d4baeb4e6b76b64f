"""Help, made from what each command says of itself."""

from bot.context import Ctx
from bot.incoming import Commanded
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Message, Run
from domain.roles import Role

router = Router()
FIRST = ("need", "offer", "find", "matches", "profile")
"""What a newcomer needs; the rest is one tap away."""


@router.command("help", role=Role.STRANGER)
def help_(ctx: Ctx, what: Commanded) -> Reply:
    """What I can do; `help need` tells about one command."""
    if ctx.role < Role.MEMBER:
        return outside(ctx)
    t, word = ctx.t, what.text.strip().lower()
    mine = {command: text for command, text, role in ctx.setting.commands if role <= ctx.role and text}
    if word in mine:
        return Message(f"`{word}`  {t(mine[word])}", ((Button(word, Run(word)),),))
    if word:
        return Message("\n".join([t("*Everything I can do*"), *_lines(ctx, mine)]))
    first = {command: mine[command] for command in FIRST if command in mine}
    buttons = (
        Button("need", Run("need"), style="primary"),
        Button("find", Run("find")),
        Button(t("All of it"), Run("help", "all")),
    )
    return Message("\n".join([t("*What I can do*"), *_lines(ctx, first)]), (buttons,))


def _lines(ctx: Ctx, commands: dict[str, str]) -> list[str]:
    return [f"`{command}`  {ctx.t(text)}" for command, text in commands.items()]
