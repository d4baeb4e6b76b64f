"""A change of what a post says: a revision of its own, and who is named in it."""

from typing import Any

from bot.context import Ctx, Desk
from domain.delivery import State as Sent
from domain.post_kinds import changes
from domain.posts import Step
from handlers import post_telling as telling
from handlers.post_look import look
from handlers.post_standing import again
from storage import post_channels, post_consents, post_variants, posts
from storage.post_consents import Answer
from storage.post_variants import Variant
from storage.posts import Post

AWAY = {Sent.SENT, Sent.SENDING, Sent.UNCERTAIN}


def changed(ctx: Ctx, one: Post, **values: Any) -> Post:
    """Other words: a revision of its own, to be approved and agreed to anew; who was asked is asked again."""
    return revised(ctx, one, ctx.me, **values)


def revised(desk: Desk, one: Post, by: int, **values: Any) -> Post:
    """The same, by somebody who is not there at this moment."""
    others = [person for person in post_consents.named(desk.db, one.id) if person.member_id != one.author_id]
    asked, decided = any(person.answer != Answer.NAMED for person in others), one.stands.decided
    _where_it_is_out(desk, one)
    posts.step(desk.db, one, Step.EDIT, desk.now, actor=by, revision=one.revision + 1, **values)
    one = again(desk, one.id)
    _noticed(desk, one, by)
    if asked:
        telling.ask(desk, one)
    telling.retell(desk, one, but=by)
    if decided:
        telling.hand(desk, one, telling.managers(desk, one.community_id), but=by)
    return one


def noticed(ctx: Ctx, one: Post) -> None:
    """Who is named is written down; an author who is named agrees to what they write themselves."""
    _noticed(ctx, one, ctx.me)


def _noticed(desk: Desk, one: Post, by: int) -> None:
    telling.notice(desk, one)
    seen = look(desk.db, one, desk.now)
    if one.author_id == by and any(person.member_id == by for person in seen.named):
        post_consents.note(desk.db, one.id, by, Answer.YES, desk.now, seen.print)


def _where_it_is_out(desk: Desk, one: Post) -> None:
    """A channel that said it and cannot change it keeps its words; one that could not say it may try again."""
    for variant in post_variants.variants(desk.db, one.id, lock=True):
        if variant.state == Sent.FAILED:
            again_ = {"state": str(Sent.PENDING), "attempt": variant.attempt + 1, "problem": "", "due": None}
            post_variants.change(desk.db, one.id, variant.channel_id, **again_)
        elif variant.state in AWAY and variant.text is None and not _follows(desk, variant):
            post_variants.change(desk.db, one.id, variant.channel_id, text=one.text)


def _follows(desk: Desk, variant: Variant) -> bool:
    """Whether what is out there becomes what the post says, once that is approved."""
    channel = post_channels.channel(desk.db, variant.channel_id)
    return channel is not None and channel.enabled and changes(channel.kind)
