"""Posts that recur: begun in a form, listed, ended; each one is drafted days ahead and waits for its approval."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.context import Ctx, Desk
from bot.forms import Form, ask
from bot.i18n import Markup, Translator
from bot.markup import clean, clipped
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Press, row
from domain import post_series as rules
from domain import times
from domain.errors import Refused
from domain.post_templates import LONGEST
from domain.roles import Role
from handlers import post_drafts as drafts
from handlers import post_source_words as words
from handlers.post_sources import editors_only
from storage import audit, people
from storage import post_sources as rows
from storage.people import Community
from storage.post_sources import Series

router = Router()
NEXT = "posts.series"
"""The work that makes the next draft of a series."""
MOST = 20
LABEL = 40


@dataclass(frozen=True)
class OnSeries(Press, tag="psr"):
    """End a series; 0 begins one."""

    series: int


@dataclass(frozen=True)
class SeriesForm(Form, tag="postseries", title="A recurring post", submit="Begin it"):
    """How often, and the words."""

    when: str = ask("How often, and at what time?", hint="Such as: every Monday 9:30; first Friday 12:00", limit=100)
    text: str = ask(
        "What does each one say?", FieldKind.LONG, hint="I fill in {date}, {week}, {month}, {number} and {community}.",
        limit=LONGEST,
    )  # fmt: skip


def asked(ctx: Ctx) -> Reply:
    """What recurs here."""
    editors_only(ctx)
    t = ctx.t
    begin = Button(t("Begin one"), OnSeries(0), style="primary")
    found = rows.all_series(ctx.db, ctx.community.id)
    if not found:
        said = t("*Nothing recurs yet.*\nA post every Monday, say: I draft each one two days ahead, you approve it.")
        return Message(said, row(begin))
    lines = [t("*What recurs*"), *(_line(ctx, one) for one in found)]
    ends = tuple(
        (Button(t("End “{text}”", text=clipped(one.text, LABEL)), OnSeries(one.id), style="danger"),) for one in found
    )
    return Message("\n".join(lines), ((begin,), *ends))


def _line(ctx: Ctx, one: Series) -> str:
    turn = rules.upcoming(one.rule, one.made, ctx.now)
    said = clipped(" ".join(one.text.split()), LABEL)
    if turn is None:
        return ctx.t("“{text}” has come to its end.", text=said)
    at = times.local(turn.at, one.zone)
    when = f"{words.long_day(at.date(), ctx.t)}, {at:%H:%M}"
    return ctx.t("“{text}”, next {when}", text=said, when=when)


@router.press(OnSeries, role=Role.EDITOR)
def pressed(ctx: Ctx, tap: OnSeries) -> Reply:
    """Begin a recurring post, or end one."""
    if not tap.series:
        return Open(SeriesForm())
    one = rows.series(ctx.db, tap.series, lock=True)
    if one is None or one.community_id != ctx.community.id:
        raise Refused("That has ended already.", "post")
    rows.end_series(ctx.db, one.id)
    _noted(ctx, "post.series_ended", one.id)
    return Message(ctx.t("*That recurs no more.* What was drafted stays."), replace=True)


@router.form(SeriesForm, role=Role.EDITOR)
def begun(ctx: Ctx, form: SeriesForm) -> Reply:
    """Begin a recurring post."""
    if len(rows.all_series(ctx.db, ctx.community.id)) >= MOST:
        raise Refused("{n} posts recur already. End one of them first.", "post", n=MOST)
    try:
        wanted = rules.read(form.when, clean(form.text), ctx.now, ctx.community.zone)
    except Refused as refusal:  # the words are kept: they stand in the form again
        return (Message(ctx.t(refusal.text, **refusal.values)), Open(form))
    number = rows.add_series(ctx.db, ctx.community.id, ctx.me, wanted.rule, wanted.text, ctx.now)
    _noted(ctx, "post.series_begun", number)
    ctx.later(NEXT, str(number))
    one = rows.series(ctx.db, number)
    assert one is not None
    said = ctx.t("*It recurs.*\n{line}\nI draft each one two days ahead.", line=Markup(_line(ctx, one)))
    return Message(said)


def _noted(ctx: Ctx, what: str, number: int) -> None:
    subject = f"post_series:{number}"
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, subject=subject)


def go_on(desk: Desk, series_id: int) -> None:
    """Draft what is to be drafted by now, tell who approves it, and look again when the next one is."""
    one = rows.series(desk.db, series_id, lock=True)
    community = people.get_community(desk.db, one.community_id) if one else None
    if one is None or community is None:
        return
    turn = rules.upcoming(one.rule, one.made, desk.now)
    if turn is not None and turn.make <= desk.now:
        _draft(desk, community, one, turn)
        turn = rules.upcoming(one.rule, turn.number, desk.now)
    if turn is not None:
        desk.later(NEXT, str(series_id), turn.make)


def _draft(desk: Desk, community: Community, one: Series, turn: rules.Turn) -> None:
    rows.made(desk.db, one.id, turn.number)
    post_id = drafts.from_series(desk, community, one, turn)
    if post_id is not None:
        at = times.local(turn.at, one.zone)
        drafts.tell_editors(desk, community, post_id, partial(_meant, at.date(), f"{at:%H:%M}"))


def _meant(day: date, hour: str, t: Translator) -> str:
    """The moment that it is for."""
    return t("It is meant for {day}, {hour}.", day=words.long_day(day, t), hour=hour)
