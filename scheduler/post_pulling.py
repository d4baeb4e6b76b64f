"""Takes a withdrawn post back: what waits does not leave, what is out is deleted where the channel lets us."""

from functools import partial

from bot.context import Desk
from domain.delivery import State as Sent
from domain.posts import State
from scheduler import post_telling as telling
from scheduler.post_parts import GLANCE, change, take_back
from scheduler.works import Office, Works
from storage import outbox, post_rows, posts
from storage import post_channels as channels
from storage import post_variants as variants
from storage.post_channels import Channel
from storage.post_rows import Row
from storage.post_variants import Variant
from storage.posts import Post

works = Works()
PULL = "posts.pull"


@works.due(PULL)
async def pull(office: Office, key: str) -> None:
    """Take a post back, and look again until that is settled on each channel. The key is its id."""
    await office.run(partial(_pulled, int(key)))


def _pulled(post_id: int, desk: Desk) -> None:
    post = posts.get(desk.db, post_id, lock=True)
    if post is None or post.stands is not State.WITHDRAWN:
        return
    for variant in variants.variants(desk.db, post.id, lock=True):
        _stopped(desk, variant)
    found = variants.variants(desk.db, post.id)
    if any(variant.state == Sent.SENDING or _taken(desk, post, variant) for variant in found):
        desk.later(PULL, str(post.id), desk.now + GLANCE)


def _stopped(desk: Desk, variant: Variant) -> None:
    """What waits does not leave; what is leaving just now is looked at again when it has left."""
    if variant.state == Sent.PENDING:
        change(desk, variant, variant.parts, state=str(Sent.CANCELLED))
    found = post_rows.latest(desk.db, variant.post_id, variant.channel_id, variant.attempt, len(variant.parts))
    if variant.state not in {Sent.SENDING, Sent.UNCERTAIN} or found is None:
        return
    part, row = found
    if row.state in {Sent.SENDING, Sent.UNCERTAIN}:
        change(desk, variant, variant.parts, state=row.state)
        return
    stopped = row.state == Sent.PENDING and outbox.cancel(desk.db, desk.now, once=row.once)
    receipts = variant.parts
    if row.state == Sent.SENT and len(receipts) <= part:
        receipts = [*receipts, row.receipt or ""]
    state = Sent.SENT if any(receipts) else Sent.CANCELLED if stopped else Sent(row.state)
    change(desk, variant, receipts, state=str(state), due=None)


def _taken(desk: Desk, post: Post, variant: Variant) -> bool:
    """Have what is out deleted; whether that is still under way."""
    channel = channels.channel(desk.db, variant.channel_id)
    receipts = [receipt for receipt in variant.parts if receipt]
    if channel is None or not receipts:
        return False
    for receipt in receipts:
        take_back(desk, variant, channel, receipt)
    keys = {post_rows.gone(post.id, channel.id, receipt): receipt for receipt in receipts}
    rows = post_rows.of_keys(desk.db, keys)
    if channel.enabled and any(row.open for row in rows.values()):
        return True
    _settled(desk, post, variant, channel, [rows[once] for once in keys if once in rows])
    return False


def _settled(desk: Desk, post: Post, variant: Variant, channel: Channel, rows: list[Row]) -> None:
    """What is gone is forgotten; what stays is told."""
    for row in rows:
        if row.open:
            outbox.cancel(desk.db, desk.now, once=row.once)
    left = [row for row in rows if row.state != Sent.SENT]
    if left:
        telling.stays(desk, post, channel, left[0].error or channel.why or left[0].state)
        return
    change(desk, variant, [], state=str(Sent.CANCELLED), posted=None)
