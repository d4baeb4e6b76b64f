"""Who hears what became of a post: its author when it is out, whoever decides about posts when something went wrong."""

from functools import partial

from bot.context import Build, Desk
from handlers import post_failures as cards
from handlers.post_telling import managers, tell
from storage.post_channels import Channel
from storage.post_variants import Variant
from storage.posts import Post


def decide(desk: Desk, post: Post, build: Build, once: str) -> None:
    """Bring a card to whoever approved it and still may, else to all managers; each gets it once."""
    may = managers(desk, post.community_id)
    for member_id in [post.approver_id] if post.approver_id in may else may:
        tell(desk, member_id, build, once=f"{once}:{member_id}")


def failed(desk: Desk, post: Post, channel: Channel, variant: Variant, problem: str) -> None:
    """One channel did not take it: retry, edit or drop."""
    build = partial(cards.failed, post, channel, problem, len(variant.parts))
    decide(desk, post, build, f"post.failed:{post.id}:{channel.id}:{variant.attempt}")


def doubted(desk: Desk, post: Post, channel: Channel, variant: Variant, row_id: int) -> None:
    """Nobody can say whether it is out: a person looks."""
    decide(desk, post, partial(cards.doubted, post, channel, row_id), f"post.doubt:{row_id}:{variant.attempt}")


def closed(desk: Desk, channel: Channel, problem: str) -> None:
    """A channel takes nothing any more until somebody sees to it."""
    for member_id in managers(desk, channel.community_id):
        once = f"post.closed:{channel.id}:{desk.now:%Y%m%d%H}:{member_id}"
        tell(desk, member_id, partial(cards.closed, channel, problem), once=once)


def out(desk: Desk, post: Post, names: list[str]) -> None:
    """Its author hears that it is out."""
    if post.author_id:
        tell(desk, post.author_id, partial(cards.out, post, names), once=f"post.out:{post.id}:{post.revision}")


def missed(desk: Desk, post: Post) -> None:
    """Its moment passed while nobody could post it."""
    decide(desk, post, partial(cards.missed, post), f"post.missed:{post.id}:{post.due:%Y%m%d%H%M}")


def pulled(desk: Desk, post: Post, missing: list[str]) -> None:
    """Somebody who is named has not agreed to these words: it does not go out."""
    decide(desk, post, partial(cards.pulled, post, missing), f"post.pulled:{post.id}:{post.revision}")


def stays(desk: Desk, post: Post, channel: Channel, reason: str) -> None:
    """It was withdrawn, and a channel does not take it away."""
    decide(desk, post, partial(cards.stays, post, channel, reason), f"post.stays:{post.id}:{channel.id}")
