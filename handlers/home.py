"""The standing page of a platform that has one: my card in short, what I asked for, and the next step."""

from bot.context import Ctx
from bot.i18n import Translator
from bot.incoming import Happened
from bot.markup import clipped
from bot.refusals import outside
from bot.router import Reply, Router
from bot.ui import Button, Home, Message, Run, row
from domain.roles import Role
from storage import needs, profile
from storage.needs import Need
from storage.profile import Profile

router = Router()
SHOWN = 5
"""Open needs on the page; the rest stand behind `need`."""


@router.happened("home_opened")
def opened(ctx: Ctx, what: Happened) -> Reply:
    """Draw the page for whoever opened it."""
    del what
    if ctx.role < Role.MEMBER:
        parts: tuple[Message, ...] = (outside(ctx),)
    else:
        mine = needs.of_member(ctx.db, ctx.me, "need")
        parts = (_me(ctx, profile.get(ctx.db, ctx.me)), _asked(ctx.t, mine), _ways(ctx.t))
    ctx.show_home(ctx.me, lambda _: Home(parts), ctx.who.platform)
    return None


def _me(ctx: Ctx, mine: Profile) -> Message:
    t = ctx.t
    if not (mine.headline or mine.offers):
        text = t(
            "*Hello {name}. I am the host of {community}.*\nIn a minute: what can people come to you for?",
            name=ctx.member.name,
            community=ctx.community.name,
        )
        return Message(text, row(Button(t("Tell me"), Run("profile"), style="primary")))
    lines = [
        t("*{name}*  {headline}", name=ctx.member.name, headline=mine.headline).rstrip(),
        t("Offers: {offers}", offers=" · ".join(mine.offers)) if mine.offers else "",
        t("_Public_") if mine.published else t("_Private_"),
    ]
    return Message("\n".join(line for line in lines if line), row(Button(t("My profile"), Run("profile"))))


def _asked(t: Translator, open_needs: list[Need]) -> Message:
    """What I asked for, or how to ask."""
    if not open_needs:
        text = t("*You have asked for nothing yet.*\nSuch as: `need 3h web designer for a furniture catalogue`")
        return Message(text, row(Button(t("I need…"), Run("need"), style="primary")))
    asked = [t("{n}  {need}", n=n, need=clipped(need.text, 150)) for n, need in enumerate(open_needs[:SHOWN], 1)]
    buttons = row(Button(t("My matches"), Run("matches"), style="primary"), Button(t("I need…"), Run("need")))
    return Message("\n".join([t("*What you asked for*"), *asked]), buttons)


def _ways(t: Translator) -> Message:
    buttons = row(
        Button(t("Find people"), Run("find")), Button(t("Settings"), Run("settings")), Button(t("Help"), Run("help"))
    )
    return Message(t("*And also*"), buttons)
