"""What we hold on a person, told, handed over and erased."""

import json
from dataclasses import dataclass

from bot.context import Ctx
from bot.i18n import Translator
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, File, Message, Press, Run, row
from domain.roles import Role
from storage import people, privacy, profile

router = Router()


@dataclass(frozen=True)
class Forget(Press, tag="forget"):
    """The second word of two that erase a person."""

    sure: bool


@router.command("privacy", role=Role.STRANGER)
def told(ctx: Ctx, what: Commanded) -> Reply:
    """What I know about you and who can see it."""
    del what
    t, mine = ctx.t, profile.get(ctx.db, ctx.me)
    seen = (
        t("Your profile is published: members of your communities can find it.")
        if mine.published
        else t("Your profile is private: nobody can find it.")
    )
    where = ", ".join(row.platform.capitalize() for row in people.accounts(ctx.db, ctx.me))
    lines = [
        t("*What I know about you*"),
        seen,
        t(
            "You write to me on {platforms}. I keep what you tell me, what I sent you, and nothing else of your chats.",
            platforms=where,
        ),
        t("Your name goes to somebody only after you both said yes."),
    ]
    rows = row(Button(t("Give me all of it"), Run("mydata")), Button(t("Forget me"), Run("forget"), style="danger"))
    return Message("\n".join(lines), rows)


@router.command("mydata", role=Role.STRANGER)
def mydata(ctx: Ctx, what: Commanded) -> Reply:
    """Everything I hold on you, as a file."""
    del what
    text = json.dumps(privacy.everything(ctx.db, ctx.me), ensure_ascii=False, indent=1, default=str)
    file = File("tertulia-my-data.json", text.encode(), "application/json")
    said = ctx.t(
        "*Everything I hold on you*\nIt is one file that any text editor opens. Other people's data are not in it."
    )
    return Message(said, files=(file,))


@router.command("forget", role=Role.STRANGER)
def forget(ctx: Ctx, what: Commanded) -> Reply:
    """Erase everything I hold on you."""
    del what
    t = ctx.t
    text = t(
        "*Shall I forget you?*\nYour profile, needs, matches and introductions are erased at once, and nothing more is "
        "sent to you. This cannot be undone."
    )
    return Message(
        text, row(Button(t("Forget me"), Forget(sure=True), style="danger"), Button(t("Keep me"), Forget(sure=False)))
    )


@router.press(Forget, role=Role.STRANGER)
def forgotten(ctx: Ctx, tap: Forget) -> Reply:
    """Erase the person who pressed it, or not."""
    if not tap.sure:
        return Message(ctx.t("*You stay.* Nothing was changed."), replace=True)
    t: Translator = ctx.t
    privacy.erase(ctx.db, ctx.me, ctx.now)
    ctx.gone()
    return Message(
        t("*You are forgotten.*\nNothing about you is left here. If you ever write again, we start anew."), replace=True
    )
