"""The posts of a community as a list and as a calendar, week by week."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from babel import Locale
from babel.dates import format_date, format_time

from bot.context import Ctx
from bot.router import Reply, Router
from bot.ui import Button, Message, Run
from domain import times
from domain.posts import State
from domain.roles import Role
from handlers import post_cards as cards
from handlers.post_forms import Act, OnList, Week, on
from handlers.post_settings import ALL, channels, editors
from handlers.post_words import head, state_word
from storage import post_channels, post_variants, posts
from storage.posts import Post

router = Router()
PAGE = 6
FURTHEST = 52
"""Weeks of the calendar before and after this one."""


def listed(ctx: Ctx, page: int) -> Message:
    """What was written: mine, or everybody's for an editor; what waits for a decision first. An empty list teaches."""
    t, everything = ctx.t, ctx.role >= Role.EDITOR
    found = posts.page(ctx.db, ctx.community.id, 200, author_id=None if everything else ctx.me)
    if not found:
        return _empty(ctx)
    found.sort(key=lambda one: one.state != State.SUBMITTED)
    page = min(max(page, 0), (len(found) - 1) // PAGE)
    here = found[page * PAGE : page * PAGE + PAGE]
    waiting = sum(one.state == State.SUBMITTED for one in found)
    title = t.n("*{n} post*", "*{n} posts*", len(found))
    lines = [title, *cards.listed(here, ctx.community.zone, t)]
    lines += [t.n("{n} waits for a decision.", "{n} wait for a decision.", waiting)] if waiting and everything else []
    rows = tuple((on(f"{at}  {head(one)}", one.id, Act.SHOW),) for at, one in enumerate(here, 1))
    turn = [Button(t("Earlier"), OnList(page + 1))] if len(found) > (page + 1) * PAGE else []
    turn += [Button(t("Later"), OnList(page - 1))] if page else []
    return Message("\n".join(lines), (*rows, *([tuple(turn)] if turn else []), *_last(ctx)), replace=True)


def _last(ctx: Ctx) -> tuple[tuple[Button, ...], ...]:
    t = ctx.t
    first = Button(t("Write one"), Run("post", "new"), style="primary")
    calendar = (Button(t("Calendar"), Week(0)),) if ctx.role >= Role.EDITOR else ()
    setting = (Button(t("Channels"), ALL),) if ctx.role >= Role.MANAGER else ()
    return ((first, *calendar, *setting), (Button(t("Draft one for me"), Run("post", "sources")),))


def _empty(ctx: Ctx) -> Message:
    text = ctx.t(
        "*No posts yet.*\nWrite `post` and what the world should hear from here: a story, a result, an invitation. The "
        "editors look at it, whoever is named is asked, and it goes out at a good time."
    )
    return Message(text, _last(ctx))


@router.press(OnList)
def turned(ctx: Ctx, tap: OnList) -> Reply:
    """More of the posts."""
    return listed(ctx, tap.page)


@router.press(Week, role=Role.EDITOR)
def week(ctx: Ctx, tap: Week) -> Reply:
    """What goes out in a week, day by day."""
    return calendar(ctx, min(max(tap.ahead, -FURTHEST), FURTHEST))


def calendar(ctx: Ctx, ahead: int = 0) -> Message:
    """A week of posts on the community's clock."""
    t, zone = ctx.t, ctx.community.zone
    today = times.local(ctx.now, zone).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    start, end = (times.at(day, time(0), zone) for day in (monday, monday + timedelta(weeks=1)))
    found = posts.planned(ctx.db, ctx.community.id, start, end)
    names = {channel.id: channel.name for channel in post_channels.channels(ctx.db, ctx.community.id)}
    lines = [t("*📅 Posts of the week from {day}*", day=format_date(monday, "d MMMM", locale=t.locale))]
    lines += [_line(ctx, one, names, zone) for one in found]
    if not found:
        lines.append(t("Nothing is planned. Approve a post, and tap “Next good time”."))
    rows = tuple((on(head(one), one.id, Act.SHOW),) for one in found[:PAGE])
    turn = (Button(t("‹ Week before"), Week(ahead - 1)), Button(t("Week after ›"), Week(ahead + 1)))
    return Message("\n".join(lines), (*rows, turn), replace=True, card="posts:week")


def _line(ctx: Ctx, one: Post, names: dict[int, str], zone: str) -> str:
    t = ctx.t
    here = times.local(one.due or ctx.now, zone)
    where = ", ".join(names[variant.channel_id] for variant in post_variants.variants(ctx.db, one.id))
    return t(
        "{day} {hour} · {head} · {state} · {channels}",
        day=format_date(here, "EEE d", locale=t.locale), hour=_hour(here, t.locale), head=head(one),
        state=state_word(one.state, t), channels=where,
    )  # fmt: skip


def _hour(here: datetime, locale: Locale) -> str:
    return str(format_time(here, "HH:mm", locale=locale))


def _this_week(ctx: Ctx) -> Message:
    return calendar(ctx) if ctx.role >= Role.EDITOR else listed(ctx, 0)


WORDS: dict[str, Callable[[Ctx], Reply]] = {
    "calendar": _this_week,
    "channels": channels,
    "editors": editors,
}
"""Words after `post` that mean a page."""
