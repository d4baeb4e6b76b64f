"""What is decided about a post: approved, planned for a good time, put off, withdrawn."""

from collections.abc import Callable
from datetime import date, datetime

from bot.context import Ctx
from bot.router import Open, Reply, Router
from bot.ui import Message
from domain import post_slots, times
from domain.delivery import State as Sent
from domain.errors import Refused
from domain.hours import clock
from domain.posts import State, Step
from domain.roles import Role
from handlers import post_cards as cards
from handlers import post_telling as telling
from handlers.post_forms import Act, TimeForm, card
from handlers.post_look import Look, look, manners
from handlers.post_standing import again, allowed, number, shown
from handlers.post_words import head, moment, trouble_lines
from storage import post_channels, post_variants, posts
from storage.posts import Post

router = Router()
BEGIN, PULL = "posts.begin", "posts.pull"


def _approved(ctx: Ctx, post_id: int) -> Reply:
    """Only what nothing stands in the way of; who has not been asked about these words yet is asked now."""
    one = allowed(ctx, post_id, Step.APPROVE)
    asked = telling.ask(ctx, one)
    seen = look(ctx.db, one, ctx.now)
    if not seen.sides:
        raise Refused("“{head}” goes to no channel yet: choose one first.", "post", head=head(one))
    if seen.stopping:
        return _stopped(ctx, seen, asked=bool(asked))
    _promised(ctx, seen)
    taken = posts.step(ctx.db, one, Step.APPROVE, ctx.now, actor=ctx.me, approver_id=ctx.me) or one
    telling.tell_author(ctx, taken, but=ctx.me)
    telling.retell(ctx, taken, but=ctx.me)
    return shown(ctx, taken)


def _stopped(ctx: Ctx, seen: Look, *, asked: bool) -> Message:
    """Why not, and what to do; what was asked meanwhile stays asked."""
    t = ctx.t
    lines = [t("*“{head}” cannot be approved yet.*", head=head(seen.post)), *trouble_lines(seen.stopping, seen, t)]
    lines += [t("I have asked them just now.")] if asked else []
    message = cards.more(seen, ctx.role, ctx.me, t)
    return card(seen.post, lines, message.rows, replace=True)


def _promised(ctx: Ctx, seen: Look) -> None:
    """What it will cost stands from now on, so that two approvals do not spend the same money."""
    for side in seen.sides:
        if side.variant.state == Sent.PENDING:
            post_variants.change(ctx.db, seen.post.id, side.channel.id, price=side.price)


def _next_time(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.SCHEDULE)
    at = post_slots.free_together(ctx.now, _ways(ctx, one))
    if at is None:
        raise Refused("No good time is free within two months: choose one yourself.", "post")
    return planned(ctx, one, at)


def _ways(ctx: Ctx, one: Post) -> list[tuple[post_slots.Manners, list[datetime]]]:
    seen = look(ctx.db, one, ctx.now)
    return [manners(ctx.db, ctx.community, side.channel, ctx.now, but=one.id) for side in seen.sides]


def _choosing(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.SCHEDULE)
    return Open(TimeForm(post=str(one.id)))


@router.form(TimeForm, role=Role.MANAGER)
def timed(ctx: Ctx, form: TimeForm) -> Reply:
    """Plan it for that moment on the community's clock."""
    one = allowed(ctx, number(form.post), Step.SCHEDULE)
    try:
        day, hour = date.fromisoformat(form.day), clock(form.hour)
    except ValueError:
        day, hour = None, None
    at = times.at(day, hour, ctx.community.zone) if day and hour else ctx.now
    if at <= ctx.now:
        said = ctx.t("*That moment has passed.* Choose one ahead, or post it now.")
        return (Message(said), Open(TimeForm(post=str(one.id))))
    return planned(ctx, one, at)


def _now(ctx: Ctx, post_id: int) -> Reply:
    return planned(ctx, allowed(ctx, post_id, Step.SCHEDULE), ctx.now)


def planned(ctx: Ctx, one: Post, at: datetime) -> Message:
    """Plan it, never inside the quiet hours; what it costs is looked at once more, for the month that it falls into."""
    setting = post_channels.setting(ctx.db, one.community_id)
    due = times.after_quiet(at, ctx.community.zone, setting.quiet_from, setting.quiet_until)
    for variant in post_variants.variants(ctx.db, one.id):
        post_channels.channel(ctx.db, variant.channel_id, lock=True)
    posts.change(ctx.db, one.id, due=due)
    seen = look(ctx.db, again(ctx, one.id), ctx.now)
    if seen.stopping:
        posts.change(ctx.db, one.id, due=one.due)
        return _stopped(ctx, seen, asked=False)
    _promised(ctx, seen)
    one = posts.step(ctx.db, one, Step.SCHEDULE, ctx.now, actor=ctx.me, due=due) or one
    ctx.later(BEGIN, str(one.id), due)
    telling.tell_author(ctx, one, but=ctx.me)
    telling.retell(ctx, one, but=ctx.me)
    message = shown(ctx, one, replace=False)
    if due == at:
        return message
    said = ctx.t("Nothing goes out in the quiet hours: it leaves {moment}.",
                 moment=moment(due, ctx.community.zone, ctx.t))  # fmt: skip
    return card(one, [message.text, said], message.rows, replace=False)


def _unplanned(ctx: Ctx, post_id: int) -> Reply:
    """Approved, and not planned any more: what was to begin then finds it so."""
    one = allowed(ctx, post_id, Step.UNSCHEDULE)
    one = posts.step(ctx.db, one, Step.UNSCHEDULE, ctx.now, actor=ctx.me) or one
    telling.retell(ctx, one, but=ctx.me)
    return shown(ctx, one)


def _sure(ctx: Ctx, post_id: int) -> Reply:
    return cards.sure(allowed(ctx, post_id, Step.WITHDRAW), ctx.t)


def _withdrawn(ctx: Ctx, post_id: int) -> Reply:
    one = allowed(ctx, post_id, Step.WITHDRAW)
    one = withdrawn(ctx, one, actor=ctx.me)
    telling.retell(ctx, one, but=ctx.me)
    return shown(ctx, one)


def withdrawn(ctx: Ctx, one: Post, *, actor: int, reason: str = "") -> Post:
    """Nothing more of it goes out; what is out already is deleted by the bot's own work."""
    begun = any(variant.state != Sent.PENDING for variant in post_variants.variants(ctx.db, one.id, lock=True))
    post_variants.stop(ctx.db, one.id)
    if begun or one.state == State.POSTING:
        ctx.later(PULL, str(one.id))
    return posts.step(ctx.db, one, Step.WITHDRAW, ctx.now, actor=actor, reason=reason) or one


ACTS: dict[Act, Callable[[Ctx, int], Reply]] = {
    Act.APPROVE: _approved, Act.NEXT: _next_time, Act.TIME: _choosing, Act.NOW: _now, Act.UNSCHEDULE: _unplanned,
    Act.WITHDRAW: _sure, Act.REALLY: _withdrawn,
}  # fmt: skip
"""What a button on the card decides."""
