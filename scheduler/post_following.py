"""What became of a post on one channel: the next part, done, failed, or nobody can say."""

from datetime import datetime, timedelta

from bot.context import Desk
from domain.delivery import State as Sent
from domain.post_problems import Problem, closes, closes_all
from handlers.post_out import standing
from scheduler import post_telling as telling
from scheduler.post_parts import GLANCE, begin, change, go_on, planned
from storage import doubts, outbox, post_rows
from storage import post_channels as channels
from storage.post_channels import Channel
from storage.post_rows import Row
from storage.post_variants import Variant
from storage.posts import Post

PATIENCE = timedelta(minutes=3)
"""So long a part in doubt is left to reconciliation before a person is asked."""


def followed(desk: Desk, post: Post, variant: Variant) -> datetime | None:
    """Bring the channel's state up to what its last row says; gives when to look again."""
    found = post_rows.latest(desk.db, post.id, variant.channel_id, variant.attempt, len(variant.parts))
    if found is None:  # its row was lost with a restore
        problem = begin(desk, post, variant)
        if problem is None:
            return desk.now + GLANCE
        give_up(desk, post, variant, problem)
        return None
    return _of_row(desk, post, variant, *found)


def _of_row(desk: Desk, post: Post, variant: Variant, part: int, row: Row) -> datetime | None:
    if row.open:
        return _waits(desk, post, variant, row)
    if row.state == Sent.SENT:
        return _sent(desk, post, variant, part, row)
    if row.state == Sent.UNCERTAIN:
        return _doubted(desk, post, variant, row)
    if row.state == Sent.CANCELLED and variant.posted is None:
        change(desk, variant, variant.parts, state=str(Sent.CANCELLED), due=None)
        return None
    give_up(desk, post, variant, row.error or row.state)
    return None


def _waits(desk: Desk, post: Post, variant: Variant, row: Row) -> datetime | None:
    """It may be told to wait: then its new moment is shown. On a channel that closed meanwhile nothing leaves later."""
    channel = channels.channel(desk.db, variant.channel_id)
    if channel is None or not channel.enabled:
        if outbox.cancel(desk.db, desk.now, once=row.once):
            give_up(desk, post, variant, Problem.CLOSED)
            return None
        return desk.now + GLANCE
    told = row.due if row.error and row.due > desk.now else None
    change(desk, variant, variant.parts, state=str(Sent.SENDING), problem=row.error or "", due=told)
    return max(desk.now + GLANCE, row.due)


def _sent(desk: Desk, post: Post, variant: Variant, part: int, row: Row) -> datetime | None:
    plan = planned(desk, post, variant)
    if isinstance(plan, Problem):
        give_up(desk, post, variant, plan)
        return None
    before = (variant.parts + [""] * part)[:part]  # a person who found a part there knows no receipt
    receipt = "" if row.op == "delete" else row.receipt or ""
    receipts = [*before, receipt, *variant.parts[part + 1 :]]
    on_its_way = go_on(desk, post, variant, plan, receipts, part + 1, row.done)
    return desk.now + GLANCE if on_its_way else None


def _doubted(desk: Desk, post: Post, variant: Variant, row: Row) -> datetime | None:
    """Visible at once; a person is asked when the far side could not be."""
    problem = row.error or Sent.UNCERTAIN
    if row.op != "send":  # said twice it is the same: whoever decides may just try again
        doubts.settle(desk.db, row.id, doubts.Verdict.DROP, desk.now)
        give_up(desk, post, variant, problem)
        return None
    change(desk, variant, variant.parts, state=str(Sent.UNCERTAIN), problem=problem, due=None)
    asks = (row.done or desk.now) + PATIENCE
    channel = channels.channel(desk.db, variant.channel_id)
    if asks > desk.now or channel is None:
        return asks
    telling.doubted(desk, post, channel, variant, row.id)
    return None


def give_up(desk: Desk, post: Post, variant: Variant, problem: str) -> None:
    """The channel did not take it: its reason stands with it, and whoever decides gets the card."""
    channel = channels.channel(desk.db, variant.channel_id)
    price = channel.price.of(standing(desk.db, variant)) if channel else 0
    change(desk, variant, variant.parts, state=str(Sent.FAILED), problem=problem, due=None, price=price)
    if channel is None:
        return
    telling.failed(desk, post, channel, variant, problem)
    if closes(problem):
        for each in _concerned(desk, channel, problem):
            channels.set_channel(desk.db, each.id, enabled=False, why=problem)
            telling.closed(desk, each, problem)


def _concerned(desk: Desk, channel: Channel, problem: str) -> list[Channel]:
    """A token is shared by all channels of its account; a place that is gone is one channel's."""
    found = channels.of_kind(desk.db, channel.kind) if closes_all(problem) else [channel]
    return [one for one in found if one.enabled and one.token == channel.token]
