"""The open forum in chat: bringing topics, voting by a tap, and the day on which it meets."""

from dataclasses import dataclass
from datetime import datetime

from bot.context import Ctx, Desk
from bot.forms import Form, ask
from bot.incoming import Commanded
from bot.markup import clean
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Run, row
from domain import recurrence_reading, times
from domain import topics as rules
from domain.errors import Refused
from domain.recurrence import Rule
from domain.roles import Role
from handlers import topic_cards as cards
from handlers.topic_cards import Act, Led, Meets, OnForum, OnTopic
from storage import audit
from storage import topics as rows
from storage.topics import Topic

router = Router()


@dataclass(frozen=True)
class TopicForm(Form, tag="topic", title="A topic", submit="Bring it"):
    """A topic for the open forum."""

    text: str = ask("What shall we talk about?", FieldKind.LONG, limit=rules.LIMIT)


@dataclass(frozen=True)
class ForumForm(Form, tag="forum", title="The open forum", submit="Set"):
    """When and where it meets."""

    when: str = ask("When is it?", hint="Such as: every Friday 17:00; first Monday of the month 9:30", limit=80)
    place: str = ask("Where?", optional=True, limit=80)


@router.command("topic")
def topic(ctx: Ctx, what: Commanded) -> Reply:
    """Bring a topic to the open forum, or see and vote what is on its agenda."""
    text = " ".join(clean(what.text).split())
    return _brought(ctx, text) if text else _agenda(ctx, 0)


@router.form(TopicForm)
def filled(ctx: Ctx, form: TopicForm) -> Reply:
    """Bring a topic, from the form."""
    return _brought(ctx, " ".join(clean(form.text).split()))


def _brought(ctx: Ctx, text: str) -> Reply:
    if len(text) > rules.LIMIT:
        said = ctx.t("*That is {n} characters; {limit} fit.*\nSay it in a sentence.", n=len(text), limit=rules.LIMIT)
        return (Message(said), Open(TopicForm(text=text[: rules.LIMIT])))
    if not any(char.isalnum() for char in text):
        return Open(TopicForm())
    mine = [one for one in rows.agenda(ctx.db, ctx.community.id, ctx.me) if one.author_id == ctx.me]
    if any(one.text.casefold() == text.casefold() for one in mine):
        return _agenda(ctx, 0)
    if len(mine) >= rules.OPEN:
        raise Refused("You have {n} topics on the agenda. Take one back first.", next_step="topic", n=len(mine))
    rows.add(ctx.db, ctx.community.id, ctx.me, text, ctx.now)
    return _agenda(ctx, 0)


def upcoming(desk: Desk, community_id: int, zone: str) -> Meets:
    """When the community meets next, for a reader who lives by that clock."""
    forum = rows.meets(desk.db, community_id)
    following = rules.upcoming(forum.rule, desk.now) if forum else None
    if forum is None or following is None:
        return Meets(None, "", zone, "")
    elsewhere = "" if times.same_clock(zone, forum.zone, following.begins) else forum.zone
    return Meets(following.begins, forum.place, zone, elsewhere)


def _agenda(ctx: Ctx, page: int) -> Message:
    found = rows.agenda(ctx.db, ctx.community.id, ctx.me)
    meets = upcoming(ctx, ctx.community.id, ctx.member.zone)
    return cards.agenda(found, meets, ctx.me, page, ctx.t, manager=ctx.role >= Role.MANAGER)


@router.press(OnTopic)
def pressed(ctx: Ctx, tap: OnTopic) -> Reply:
    """A button of the agenda."""
    if tap.act is Act.NEW:
        return Open(TopicForm())
    if tap.act in {Act.MUTE, Act.HEAR}:
        return _muted(ctx, muted=tap.act is Act.MUTE)
    if tap.act is Act.VOTE:
        rows.vote(ctx.db, _open(ctx, tap.number).id, ctx.me, ctx.now)
    elif tap.act is Act.BACK:
        _take_back(ctx, _open(ctx, tap.number))
    return _agenda(ctx, tap.page)


def _open(ctx: Ctx, topic_id: int) -> Topic:
    """An open topic of this community; another's reads as absent."""
    found = rows.get(ctx.db, topic_id, ctx.me, lock=True)
    if found is None or found.community_id != ctx.community.id or found.state != "open":
        raise Refused("That topic is no longer on the agenda.", next_step="topic")
    return found


def _take_back(ctx: Ctx, found: Topic) -> None:
    if found.author_id != ctx.me:
        raise Refused("Only who brought a topic can take it back.", next_step="topic")
    rows.settle(ctx.db, found.id, "dropped", ctx.now)


def _muted(ctx: Ctx, *, muted: bool) -> Message:
    rows.mute(ctx.db, ctx.community.id, ctx.me, muted=muted)
    if muted:
        text = ctx.t("*No more agendas for you.*\nThe open forum itself stays open to you.")
        return Message(text, row(Button(ctx.t("Send them again"), OnTopic(Act.HEAR))), replace=True)
    text = ctx.t("*You get the agenda again.*\nIt comes a day before each open forum.")
    return Message(text, row(Button(ctx.t("See the agenda"), Run("topic"))), replace=True)


@router.press(OnForum, role=Role.MANAGER)
def led(ctx: Ctx, tap: OnForum) -> Reply:
    """Set the forum's day, or say what it reached."""
    if tap.led is Led.DAY:
        return Open(ForumForm())
    if tap.led is Led.REACHED:
        rows.settle(ctx.db, _open(ctx, tap.topic).id, "reached", ctx.now)
        return cards.reached(rows.agenda(ctx.db, ctx.community.id, ctx.me), ctx.t, replace=True)
    return _agenda(ctx, 0)


@router.form(ForumForm, role=Role.MANAGER)
def day_set(ctx: Ctx, form: ForumForm) -> Reply:
    """Say when and where the open forum meets."""
    rule = _rule(ctx, form.when)
    if rule is None:
        said = ctx.t("*I do not find a day and an hour in “{words}”.*\nSuch as: every Friday 17:00.", words=form.when)
        return (Message(said), Open(ForumForm(place=form.place), only="when"))
    rows.set_forum(ctx.db, ctx.community.id, ctx.now, rule, " ".join(clean(form.place).split()))
    audit.note(ctx.db, ctx.now, "forum.set", actor=ctx.me, community=ctx.community.id)
    return _agenda(ctx, 0)


def _rule(ctx: Ctx, text: str) -> Rule | None:
    """The rule in the community's zone, from today on."""
    today = times.local(ctx.now, ctx.community.zone).date()
    hour, pattern = rules.clock(text), recurrence_reading.find(text, today)
    if hour is None or pattern is None:
        return None
    return pattern.pattern.rule(datetime.combine(today, hour[0]), ctx.community.zone)
