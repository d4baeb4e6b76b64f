"""A post on one channel: whether it may go out there now, its parts, and the row of the next of them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot import wire
from bot.context import Desk
from bot.ui import File
from bot.ui import Post as Letter
from domain import post_kinds as kinds
from domain.delivery import Purpose
from domain.delivery import State as Sent
from domain.post_money import month
from domain.post_problems import Problem
from domain.post_threads import TooLong
from storage import people, post_pictures, post_rows
from storage import post_channels as channels
from storage import post_variants as variants
from storage.post_channels import Channel
from storage.post_rows import Row
from storage.post_variants import Variant
from storage.posts import Post

FOLLOW = "posts.follow"
GLANCE = timedelta(seconds=2)
"""How soon it is looked at again what became of a part."""


@dataclass(frozen=True)
class Plan:
    """What a channel is to say."""

    channel: Channel
    texts: list[str]
    picture: File | None
    alt: str


def planned(desk: Desk, post: Post, variant: Variant) -> Plan | Problem:
    """The parts for this channel as it is now, or why there are none."""
    channel = channels.channel(desk.db, variant.channel_id, lock=True)
    if channel is None:
        return Problem.CLOSED
    found = post_pictures.get(desk.db, post.id)
    picture = File(found.name, found.content, found.mime) if found else None
    text = post.text if variant.text is None else variant.text
    try:
        texts = kinds.parts(text, channel.kind, channel.most, picture=picture is not None, warning=post.warning)
    except TooLong:
        return Problem.TOO_LONG
    return Plan(channel, texts, picture, found.alt if found else "") if texts else Problem.EMPTY


def begin(desk: Desk, post: Post, variant: Variant) -> Problem | None:
    """Put the first part that is not out yet, unless something is in its way.

    A retry goes on where a thread broke off. Where its words are others by now, what is out is taken back first.
    """
    plan = planned(desk, post, variant)
    if isinstance(plan, Problem):
        return plan
    if not plan.channel.enabled:
        return Problem.CLOSED
    receipts = _still_true(desk, variant, plan)
    if not within_cap(desk, plan, post.id):
        return Problem.OVER_CAP
    for receipt in filter(None, variant.parts[len(receipts) :]):
        take_back(desk, variant, plan.channel, receipt)
    if len(receipts) == len(plan.texts):
        done(desk, variant, plan, receipts, variant.posted or desk.now)
        return None
    put(desk, post, variant, plan, receipts, len(receipts))
    return None


def within_cap(desk: Desk, plan: Plan, post_id: int) -> bool:
    """Whether the month has room for it; what is promised to other posts counts."""
    if plan.channel.cap is None:
        return True
    community = people.get_community(desk.db, plan.channel.community_id)
    start, end = month(desk.now, community.zone if community else "UTC")
    spent = variants.spent(desk.db, plan.channel.id, start, end, but=post_id)
    return plan.channel.price.within(spent, plan.texts)


def _still_true(desk: Desk, variant: Variant, plan: Plan) -> list[str]:
    """Receipts of the parts that are out and say what they would say now."""
    out = post_rows.out(desk.db, variant.post_id, variant.channel_id, variant.attempt)
    kept = variant.parts[: len(plan.texts)]
    same = all(part in out and _words(out[part]) == plan.texts[part] for part in range(len(kept)))
    return kept if same and len(kept) == len(variant.parts) else []


def _words(row: Row) -> str:
    try:
        letter = wire.loads(row.message)
    except ValueError:  # forgotten after a month
        return ""
    return letter.text if isinstance(letter, Letter) else ""


def put(desk: Desk, post: Post, variant: Variant, plan: Plan, receipts: list[str], part: int) -> None:
    """Put the row of a part; it answers the last one whose receipt is known."""
    channel = plan.channel
    letter = Letter(
        plan.texts[part], channel.language or post.language, post.warning,
        plan.picture if part == 0 else None, plan.alt if part == 0 else "", receipts[0] if receipts else "",
    )  # fmt: skip
    once = post_rows.key(post.id, channel.id, part, variant.attempt)
    answers = next((one for one in reversed(receipts) if one), "")
    place = (channel.kind, channel.workspace, channel.chat)
    desk.post(place, letter, Purpose.POST, once=once, target=answers)
    price = channel.price.of(plan.texts)
    change(desk, variant, receipts, state=str(Sent.SENDING), problem="", due=None, price=price)
    desk.soon(FOLLOW, str(post.id), desk.now + GLANCE)


def done(desk: Desk, variant: Variant, plan: Plan, receipts: list[str], at: datetime) -> None:
    """It is all out."""
    price = plan.channel.price.of(plan.texts)
    change(desk, variant, receipts, state=str(Sent.SENT), problem="", due=None, posted=at, price=price)


def take_back(desk: Desk, variant: Variant, channel: Channel, receipt: str) -> None:
    """Ask the channel to delete what is out, once; a purpose that may be repeated, for it does no harm."""
    place = (channel.kind, channel.workspace, channel.chat)
    once = post_rows.gone(variant.post_id, variant.channel_id, receipt)
    desk.post(place, Letter(""), Purpose.SEAT, once=once, op="delete", target=receipt)


def change(desk: Desk, variant: Variant, receipts: list[str], **columns: Any) -> None:
    """Write down where it stands on its channel, and what is out."""
    variants.change(desk.db, variant.post_id, variant.channel_id, receipts=json.dumps(receipts), **columns)
