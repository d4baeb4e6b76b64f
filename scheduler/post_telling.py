"""Who hears what became of a post: its author when it is out, whoever decides about posts when something went wrong."""

from functools import partial

from bot.context import Build, Desk
from domain.delivery import State as Sent
from handlers import post_failures as cards
from handlers import post_rewording_cards as of_words
from handlers.post_telling import managers, tell
from storage import post_channels as channels
from storage import post_rewordings as rewordings
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
    build = partial(cards.failed, post, channel, problem, variant)
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


def reworded(desk: Desk, post: Post, found: list[Variant]) -> bool:
    """Whoever wanted other words for what is out, and its author, hear where it says them; False where nobody did."""
    wanted = rewordings.left(desk.db, post.id)
    if wanted is None:
        return False
    rewordings.become(desk.db, wanted.id, rewordings.Stage.DONE)
    names = {channel.id: channel.name for channel in channels.channels(desk.db, post.community_id)}
    out_ = [one for one in found if one.state == Sent.SENT and one.channel_id in names]
    says = [names[one.channel_id] for one in out_ if one.text is None]
    kept = [names[one.channel_id] for one in out_ if one.text is not None]
    for member_id in dict.fromkeys([wanted.by_id, post.author_id]):
        if member_id and says:
            build = partial(of_words.changed, post, says, kept)
            tell(desk, member_id, build, once=f"post.reworded:{wanted.id}:{member_id}")
    return True


def missed(desk: Desk, post: Post) -> None:
    """Its moment passed while nobody could post it."""
    decide(desk, post, partial(cards.missed, post), f"post.missed:{post.id}:{post.due:%Y%m%d%H%M}")


def pulled(desk: Desk, post: Post, missing: list[str]) -> None:
    """Somebody who is named has not agreed to these words: it does not go out."""
    decide(desk, post, partial(cards.pulled, post, missing), f"post.pulled:{post.id}:{post.revision}")


def stays(desk: Desk, post: Post, channel: Channel, reason: str) -> None:
    """It was withdrawn, and a channel does not take it away."""
    decide(desk, post, partial(cards.stays, post, channel, reason), f"post.stays:{post.id}:{channel.id}")
