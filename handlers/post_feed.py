"""The posts' calendar as an address that any calendar program follows; each editor has a copy of their own."""

from dataclasses import dataclass

from bot.context import Ctx
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, row
from domain import calendars as rules
from domain import times
from domain.calendars import Feed
from domain.roles import Role
from handlers.post_sources import editors_only
from storage import calendars as rows

router = Router()


@dataclass(frozen=True)
class OnFeed(Press, tag="psf"):
    """Renew the address, or take it back."""

    on: bool


def asked(ctx: Ctx) -> Reply:
    """The address, the first time; afterwards only since when there is one."""
    editors_only(ctx)
    since = rows.mine(ctx.db, ctx.me, ctx.community.id).get(str(Feed.POSTS))
    if since is None:
        return _renewed(ctx)
    day = times.local(since, ctx.member.zone).strftime("%Y-%m-%d")
    said = ctx.t("*You have a link to the posts' calendar since {day}.*\nA new one makes the old one "
                 "stop.", day=day)  # fmt: skip
    return Message(
        said, row(Button(ctx.t("A new link"), OnFeed(on=True)), Button(ctx.t("Take it back"), OnFeed(on=False)))
    )


@router.press(OnFeed, role=Role.EDITOR)
def pressed(ctx: Ctx, tap: OnFeed) -> Reply:
    """Follow the posts' calendar in your own."""
    if tap.on:
        return _renewed(ctx)
    rows.revoke(ctx.db, ctx.me, ctx.community.id, Feed.POSTS)
    said = ctx.t("*That calendar link leads nowhere now.*\nCalendars that follow it will stop showing news.")
    return Message(said, row(Button(ctx.t("A new link"), OnFeed(on=True))), replace=True)


def _renewed(ctx: Ctx) -> Message:
    """The only message that ever holds the address: what is kept is its hash."""
    token = rules.token(ctx.rng.randbytes(rules.BYTES))
    rows.renew(ctx.db, rules.hashed(token), ctx.me, ctx.community.id, Feed.POSTS, ctx.now)
    said = ctx.t(
        "*The calendar of posts.*\n`{url}`\nSubscribe to it in any calendar: it shows what goes out and when. It is "
        "for editors, so keep it to yourself.",
        url=f"{ctx.setting.public_url}/calendar/{token}.ics",
    )
    return Message(said, row(Button(ctx.t("Take it back"), OnFeed(on=False))))
