"""Calendar links: a secret address that any calendar can follow, made, renewed and taken back in chat."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.context import Ctx
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import calendars as rules
from domain import times
from domain.calendars import Feed
from storage import calendars as rows

router = Router()


class Act(StrEnum):
    """What a button does."""

    SHOW = "show"
    NEW = "new"
    OFF = "off"


@dataclass(frozen=True)
class OnLink(Press, tag="cal"):
    """See, renew or take back an address."""

    act: Act
    feed: Feed


@router.press(OnLink)
def pressed(ctx: Ctx, tap: OnLink) -> Reply:
    """Follow what you go to, or all that is on here, in your own calendar."""
    if tap.act is Act.NEW:
        return replace(_renewed(ctx, tap.feed), replace=True)
    if tap.act is Act.OFF:
        return _revoked(ctx, tap.feed)
    known = rows.mine(ctx.db, ctx.me, ctx.community.id)
    return _known(ctx, tap.feed) if tap.feed in known else _renewed(ctx, tap.feed)


def _renewed(ctx: Ctx, feed: Feed) -> Message:
    """The only message that ever holds the address: what is kept is its hash."""
    token = rules.token(ctx.rng.randbytes(rules.BYTES))
    rows.renew(ctx.db, rules.hashed(token), ctx.me, ctx.community.id, feed, ctx.now)
    url = f"{ctx.setting.public_url}/calendar/{token}.ics"
    if feed is Feed.MINE:
        text = ctx.t(
            "*Your calendar link.*\n`{url}`\nSubscribe to it in any calendar: it shows the events you go to, and "
            "follows each change. Whoever has it sees them too, so keep it to yourself.",
            url=url,
        )
    else:
        text = ctx.t(
            "*The calendar of {community}.*\n`{url}`\nSubscribe to it in any calendar: it shows every event here, and "
            "follows each change. It is your own copy of the link; a new one makes this one stop.",
            url=url,
            community=ctx.community.name,
        )
    return Message(text, _buttons(ctx, feed))


def _known(ctx: Ctx, feed: Feed) -> Message:
    since = times.local(rows.mine(ctx.db, ctx.me, ctx.community.id)[feed], ctx.member.zone)
    text = ctx.t(
        "*You have a calendar link since {day}.*\nI keep no copy of it. Lost it? A new one makes the old one stop.",
        day=since.strftime("%Y-%m-%d"),
    )
    return Message(text, _buttons(ctx, feed))


def _revoked(ctx: Ctx, feed: Feed) -> Message:
    rows.revoke(ctx.db, ctx.me, ctx.community.id, feed)
    text = ctx.t("*That calendar link leads nowhere now.*\nCalendars that follow it will stop showing news.")
    return Message(text, row(Button(ctx.t("A new link"), OnLink(Act.NEW, feed)), _settings(ctx)), replace=True)


def _buttons(ctx: Ctx, feed: Feed) -> Rows:
    t = ctx.t
    other = (
        Button(t("All events here"), OnLink(Act.SHOW, Feed.COMMUNITY))
        if feed is Feed.MINE
        else Button(t("Only mine"), OnLink(Act.SHOW, Feed.MINE))
    )
    make = Button(t("A new link"), OnLink(Act.NEW, feed))
    return row(make, Button(t("Take it back"), OnLink(Act.OFF, feed))) + row(other, _settings(ctx))


def _settings(ctx: Ctx) -> Button:
    return Button(ctx.t("Settings"), Run("settings"))
