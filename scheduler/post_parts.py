"""A post on one channel: whether it may go out there now, its parts, and the row of the next of them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.context import Desk
from bot.ui import File
from bot.ui import Post as Letter
from domain import post_kinds as kinds
from domain.delivery import Purpose
from domain.delivery import State as Sent
from domain.post_money import month
from domain.post_problems import Problem
from domain.post_threads import TooLong
from handlers.post_out import standing
from storage import people, post_pictures, post_rows
from storage import post_channels as channels
from storage import post_variants as variants
from storage.post_channels import Channel
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
    """The parts for this channel as it is now, or why there are none.

    Parts that are out and cannot be changed there stay as they are: the text goes on after them.
    """
    channel = channels.channel(desk.db, variant.channel_id, lock=True)
    if channel is None:
        return Problem.CLOSED
    found = post_pictures.get(desk.db, post.id)
    picture = File(found.name, found.content, found.mime) if found else None
    text = post.text if variant.text is None else variant.text
    how: dict[str, Any] = {"picture": picture is not None, "warning": post.warning}
    try:
        texts: list[str] | None = kinds.parts(text, channel.kind, channel.most, **how)
        if variant.parts and variant.attempt and not kinds.changes(channel.kind):
            texts = kinds.rest(text, channel.kind, standing(desk.db, variant), channel.most, **how)
    except TooLong:
        return Problem.TOO_LONG
    if texts is None:
        return Problem.OTHER_WORDS
    return Plan(channel, texts, picture, found.alt if found else "") if texts else Problem.EMPTY


def begin(desk: Desk, post: Post, variant: Variant) -> Problem | None:
    """Begin with the first part that is not as it should be, unless something is in its way.

    A retry goes on where a thread broke off. Of what is out only what differs is changed.
    """
    plan = planned(desk, post, variant)
    if isinstance(plan, Problem):
        return plan
    if not plan.channel.enabled:
        return Problem.CLOSED
    if len(plan.texts) > len(variant.parts) and not within_cap(desk, plan, post.id):
        return Problem.OVER_CAP
    go_on(desk, post, variant, plan, variant.parts, 0)
    return None


def go_on(
    desk: Desk, post: Post, variant: Variant, plan: Plan, receipts: list[str], part: int, at: datetime | None = None
) -> bool:
    """Put the row of the first part from that one on that is not as it should be; False where it is all out."""
    following = _differs(desk, variant, plan, receipts, part)
    if following is None:
        done(desk, variant, plan, receipts[: len(plan.texts)], variant.posted or at or desk.now)
        return False
    put(desk, post, variant, plan, receipts, following)
    return True


def _differs(desk: Desk, variant: Variant, plan: Plan, receipts: list[str], part: int) -> int | None:
    """The first part from that one on which is not out, says something else, or is one too many."""
    known = part < len(receipts)
    out = standing(desk.db, variant) if known else []
    for at in range(part, max(len(plan.texts), len(receipts))):
        if at >= len(receipts):
            return at
        wanted = plan.texts[at] if at < len(plan.texts) else ""
        if receipts[at] and (at >= len(out) or out[at] != wanted):
            return at
    return None


def within_cap(desk: Desk, plan: Plan, post_id: int) -> bool:
    """Whether the month has room for it; what is promised to other posts counts."""
    if plan.channel.cap is None:
        return True
    community = people.get_community(desk.db, plan.channel.community_id)
    start, end = month(desk.now, community.zone if community else "UTC")
    spent = variants.spent(desk.db, plan.channel.id, start, end, but=post_id)
    return plan.channel.price.within(spent, plan.texts)


def put(desk: Desk, post: Post, variant: Variant, plan: Plan, receipts: list[str], part: int) -> None:
    """Put the row of a part: said, as an answer to the last one whose receipt is known; changed; or taken away.

    What is changed or taken away may be so twice: a purpose that may be repeated, for it does no harm.
    """
    channel = plan.channel
    once = post_rows.key(post.id, channel.id, part, variant.attempt)
    place = (channel.kind, channel.workspace, channel.chat)
    if part >= len(plan.texts):
        desk.post(place, Letter(""), Purpose.SEAT, once=once, op="delete", target=receipts[part])
    elif part < len(receipts):
        letter = _letter(post, plan, receipts, part, out=True)
        desk.post(place, letter, Purpose.SEAT, once=once, op="edit", target=receipts[part])
    else:
        answers = next((one for one in reversed(receipts) if one), "")
        letter = _letter(post, plan, receipts, part, out=False)
        desk.post(place, letter, Purpose.POST, once=once, target=answers)
    price = channel.price.of(plan.texts)
    change(desk, variant, receipts, state=str(Sent.SENDING), problem="", due=None, price=price)
    desk.soon(FOLLOW, str(post.id), desk.now + GLANCE)


def _letter(post: Post, plan: Plan, receipts: list[str], part: int, *, out: bool) -> Letter:
    """An edit leaves the picture where it stands."""
    picture = plan.picture if part == 0 else None
    return Letter(
        plan.texts[part], plan.channel.language or post.language, post.warning,
        picture.standing if picture and out else picture, plan.alt if picture else "", receipts[0] if receipts else "",
    )  # fmt: skip


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
