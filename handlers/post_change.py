"""A change of what a post says: a revision of its own, and who is named in it."""

from typing import Any

from bot.context import Ctx
from domain.delivery import State as Sent
from domain.posts import Step
from handlers import post_telling as telling
from handlers.post_look import look
from handlers.post_standing import again
from storage import post_consents, post_variants, posts
from storage.post_consents import Answer
from storage.posts import Post


def changed(ctx: Ctx, one: Post, **values: Any) -> Post:
    """Other words: a revision of its own, to be approved and agreed to anew; who was asked is asked again."""
    others = [person for person in post_consents.named(ctx.db, one.id) if person.member_id != one.author_id]
    asked, decided = any(person.answer != Answer.NAMED for person in others), one.stands.decided
    _where_it_is_out(ctx, one)
    posts.step(ctx.db, one, Step.EDIT, ctx.now, actor=ctx.me, revision=one.revision + 1, **values)
    one = again(ctx, one.id)
    noticed(ctx, one)
    if asked:
        telling.ask(ctx, one)
    telling.retell(ctx, one, but=ctx.me)
    if decided:
        telling.hand(ctx, one, telling.managers(ctx, one.community_id), but=ctx.me)
    return one


def noticed(ctx: Ctx, one: Post) -> None:
    """Who is named is written down; an author who is named agrees to what they write themselves."""
    telling.notice(ctx, one)
    seen = look(ctx.db, one, ctx.now)
    if one.author_id == ctx.me and any(person.member_id == ctx.me for person in seen.named):
        post_consents.note(ctx.db, one.id, ctx.me, Answer.YES, ctx.now, seen.print)


def _where_it_is_out(ctx: Ctx, one: Post) -> None:
    """A channel that said it keeps the words it said; one that could not may try again, under keys of its own."""
    for variant in post_variants.variants(ctx.db, one.id, lock=True):
        if variant.state == Sent.FAILED:
            again_ = {"state": str(Sent.PENDING), "attempt": variant.attempt + 1, "problem": "", "due": None}
            post_variants.change(ctx.db, one.id, variant.channel_id, **again_)
        elif variant.state in {Sent.SENT, Sent.SENDING, Sent.UNCERTAIN} and variant.text is None:
            post_variants.change(ctx.db, one.id, variant.channel_id, text=one.text)
