"""Posts whose moment has come: rows for each channel, what became of each part, the next part, and the outcome."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.context import Desk
from domain import times
from domain.delivery import State as Sent
from domain.post_kinds import changes
from domain.posts import State, Step, outcome
from handlers.post_look import agreed_print
from handlers.post_telling import retell
from scheduler import post_telling as telling
from scheduler.post_following import followed, give_up
from scheduler.post_parts import FOLLOW, begin
from scheduler.works import Office, Works
from storage import people, post_consents, posts, ticks
from storage import post_channels as channels
from storage import post_variants as variants
from storage.posts import Post

works = Works()
BEGIN = "posts.begin"
SOME = timedelta(minutes=15)
"""So late a post still goes out in the hours when it was not meant to."""
LATE = timedelta(hours=12)
"""Later than that nobody knows whether it is still worth saying: somebody looks at it first."""


@works.due(BEGIN)
async def due(office: Office, key: str) -> None:
    """Begin with a post, or go on with it after a crash or a failure. The key is its id."""
    await office.run(partial(_begun, int(key)))


def _begun(post_id: int, desk: Desk) -> None:
    post = posts.get(desk.db, post_id, lock=True)
    if post and post.stands is State.SCHEDULED:
        post = _set_off(desk, post) if _may_go(desk, post) else None
    if post is None or post.stands is not State.POSTING:
        return
    for variant in variants.variants(desk.db, post.id, lock=True):
        if variant.state == Sent.PENDING and (problem := begin(desk, post, variant)):
            give_up(desk, post, variant, problem)
    settle(desk, post.id)


def _set_off(desk: Desk, post: Post) -> Post | None:
    """Post it; what failed with the words before these is tried anew, what is out is changed where that can be done."""
    have = channels.channels(desk.db, post.community_id, enabled=True)
    found = variants.variants(desk.db, post.id, lock=True)
    own = {variant.channel_id for variant in found if variant.text is not None}
    variants.anew(desk.db, post.id, {one.id for one in have if changes(one.kind)} - own)
    for variant in found:
        if variant.state == Sent.FAILED:
            anew = {"state": str(Sent.PENDING), "attempt": variant.attempt + 1, "problem": ""}
            variants.change(desk.db, post.id, variant.channel_id, **anew)
    return posts.step(desk.db, post, Step.POST, desk.now, actor=None)


def _may_go(desk: Desk, post: Post) -> bool:
    """Whether its moment has come and is not over, and everybody who is named has agreed to these words."""
    if post.due is None or post.due > desk.now:
        return False
    if desk.now - post.due > LATE:
        telling.missed(desk, post)
        posts.step(desk.db, post, Step.UNSCHEDULE, desk.now, actor=None, reason="late")
        return False
    if missing := post_consents.missing(desk.db, post.id, agreed_print(desk.db, post)):
        variants.stop(desk.db, post.id)
        posts.step(desk.db, post, Step.WITHDRAW, desk.now, actor=None, reason="consent")
        telling.pulled(desk, post, [one.name for one in missing])
        return False
    return not _put_off(desk, post, post.due)


def _put_off(desk: Desk, post: Post, meant: datetime) -> bool:
    """What comes late, after a stop, does not go out at night."""
    if desk.now - meant <= SOME:
        return False
    community = people.get_community(desk.db, post.community_id)
    setting = channels.setting(desk.db, post.community_id)
    zone = community.zone if community else "UTC"
    morning = times.after_quiet(desk.now, zone, setting.quiet_from, setting.quiet_until)
    if morning <= desk.now:
        return False
    posts.step(desk.db, post, Step.SCHEDULE, desk.now, actor=None, reason="late", due=morning)
    desk.later(BEGIN, str(post.id), morning)
    return True


@works.due(FOLLOW)
async def follow(office: Office, key: str) -> None:
    """See what became of a post's parts, and put the next ones. The key is its id."""
    await office.run(partial(_follow, int(key)))


def _follow(post_id: int, desk: Desk) -> None:
    post = posts.get(desk.db, post_id, lock=True)
    if post is None or post.stands is State.WITHDRAWN:
        return
    under_way = {Sent.SENDING, Sent.UNCERTAIN}
    looks = [
        look
        for variant in variants.variants(desk.db, post.id, lock=True)
        if variant.state in under_way and (look := followed(desk, post, variant))
    ]
    settle(desk, post.id)
    if looks:
        desk.later(FOLLOW, str(post.id), min(looks))


def settle(desk: Desk, post_id: int) -> None:
    """The post's own state follows from its channels'."""
    post = posts.get(desk.db, post_id, lock=True)
    if post is None or post.stands is State.WITHDRAWN:
        return
    found = variants.variants(desk.db, post_id)
    state = outcome(Sent(variant.state) for variant in found)
    if state is post.stands:
        return
    posts.become(desk.db, post, state, desk.now)
    retell(desk, posts.get(desk.db, post_id) or post)
    if state is State.POSTED and not telling.reworded(desk, post, found):
        names = {channel.id: channel.name for channel in channels.channels(desk.db, post.community_id)}
        out = [variant.channel_id for variant in found if variant.state == Sent.SENT]
        telling.out(desk, post, [names[channel] for channel in out if channel in names])


@works.every(timedelta(minutes=5), "posts.look")
async def look(office: Office, key: str) -> None:
    """Whatever was lost on the way: posts whose moment came, and parts in doubt that were settled meanwhile."""
    del key
    late, open_ = await office.read(partial(_lost, office.setting.clock()))
    if late or open_:
        await office.run(partial(_asked_for, late, open_))


def _lost(now: datetime, db: Connection) -> tuple[list[int], list[int]]:
    """Posts to begin with and posts to follow that nobody has planned to look at."""
    begun, followed_ = ticks.planned(db, BEGIN), ticks.planned(db, FOLLOW)
    open_ = [one.post_id for state in (Sent.SENDING, Sent.UNCERTAIN) for one in variants.in_state(db, state)]
    return (
        [one for one in posts.due(db, now) if str(one) not in begun],
        sorted({one for one in open_ if str(one) not in followed_}),
    )


def _asked_for(late: list[int], open_: list[int], desk: Desk) -> None:
    for post_id in late:
        desk.soon(BEGIN, str(post_id), desk.now)
    for post_id in open_:
        desk.soon(FOLLOW, str(post_id), desk.now)
