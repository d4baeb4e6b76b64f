"""How posts were received: which are to be asked about, and what a community's posts have come to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from domain.delivery import State
from storage.post_channels import post_channel
from storage.post_variants import keep_numbers, post_number, post_variant
from storage.posts import post

NEW, LATELY = timedelta(days=2), timedelta(days=30)
"""So long a post is asked about each hour, and each day; after that it has found its readers."""
HOUR, DAY = timedelta(minutes=55), timedelta(hours=23)


@dataclass(frozen=True)
class Asked:
    """A post on one channel, by the receipt of its first part: what readers see and share."""

    post_id: int
    channel_id: int
    receipt: str


@dataclass(frozen=True)
class Received:
    """What a channel's posts of some time have come to."""

    channel: str
    posts: int
    views: int
    likes: int
    reposts: int
    replies: int


def in_turn(db: Connection, kind: str, now: datetime, limit: int) -> list[Asked]:
    """Posts of one network whose numbers are old, those that were never asked about first."""
    counted = and_(
        post_number.c.post_id == post_variant.c.post_id, post_number.c.channel_id == post_variant.c.channel_id
    )
    at, taken = post_variant.c.posted, post_number.c.taken
    old = or_(taken.is_(None), and_(at > now - NEW, taken < now - HOUR), taken < now - DAY)
    query = (
        select(post_variant.c.post_id, post_variant.c.channel_id, post_variant.c.receipts)
        .join(post_channel, post_channel.c.id == post_variant.c.channel_id)
        .outerjoin(post_number, counted)
        .where(post_channel.c.kind == kind, post_channel.c.enabled, post_variant.c.state == str(State.SENT))
        .where(at > now - LATELY, old)
        .order_by(taken.is_not(None), taken, at)
        .limit(limit)
    )
    found = [Asked(row.post_id, row.channel_id, first_of(row.receipts)) for row in db.execute(query)]
    return [one for one in found if one.receipt]


def first_of(receipts: str) -> str:
    """The first part's; empty where it is not known."""
    return next(iter(json.loads(receipts)), "")


def keep(db: Connection, found: Mapping[Asked, Mapping[str, int | None]], now: datetime) -> None:
    """Write down what was told; also that nothing was, so that others have their turn."""
    for one, numbers in found.items():
        keep_numbers(db, one.post_id, one.channel_id, now, numbers)


def moments(db: Connection, community_id: int) -> list[tuple[datetime, int, int]]:
    """(when, views, reactions) of each post on each channel."""
    counted = and_(
        post_number.c.post_id == post_variant.c.post_id, post_number.c.channel_id == post_variant.c.channel_id
    )
    views, *reactions = (func.coalesce(post_number.c[name], 0) for name in ("views", "likes", "reposts", "replies"))
    query = (
        select(post_variant.c.posted, views, reactions[0] + reactions[1] + reactions[2])
        .join(post, post.c.id == post_variant.c.post_id)
        .outerjoin(post_number, counted)
        .where(post.c.community_id == community_id, post_variant.c.state == str(State.SENT))
    )
    return [(row[0], int(row[1]), int(row[2])) for row in db.execute(query.where(post_variant.c.posted.is_not(None)))]


def since(db: Connection, community_id: int, start: datetime, end: datetime) -> list[Received]:
    """What went out in [start, end) and how it was received, a channel each, by name."""
    counted = and_(
        post_number.c.post_id == post_variant.c.post_id, post_number.c.channel_id == post_variant.c.channel_id
    )
    sums = [func.coalesce(func.sum(post_number.c[name]), 0) for name in ("views", "likes", "reposts", "replies")]
    query = (
        select(post_channel.c.name, func.count(), *sums)
        .select_from(post_variant)
        .join(post, post.c.id == post_variant.c.post_id)
        .join(post_channel, post_channel.c.id == post_variant.c.channel_id)
        .outerjoin(post_number, counted)
        .where(post.c.community_id == community_id, post_variant.c.state == str(State.SENT))
        .where(post_variant.c.posted >= start, post_variant.c.posted < end)
        .group_by(post_channel.c.id, post_channel.c.name)
        .order_by(post_channel.c.name)
    )
    return [Received(row[0], *(int(number) for number in row[1:])) for row in db.execute(query)]
