"""Which post is meant, who may do what with it at this moment, and its card for them."""

from bot.context import Ctx, Desk
from bot.ui import Message
from domain.errors import Refused
from domain.posts import State, Step, steps
from domain.roles import Role
from handlers import post_cards as cards
from handlers.post_look import look
from handlers.post_words import head
from storage import posts
from storage.posts import Post


def number(written: str) -> int:
    """The id that travelled with a form, as hostile as any input."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def mine(ctx: Ctx, post_id: int, *, lock: bool = False) -> Post:
    """The post, where it is my community's and I wrote it or edit.

    Raises:
        Refused: there is none; another community's, and others' drafts for a member, answer like absent ones.
    """
    one = posts.get(ctx.db, post_id, lock=lock)
    hidden = one is not None and one.author_id != ctx.me and ctx.role < Role.EDITOR
    if one is None or one.community_id != ctx.community.id or hidden:
        raise Refused("There is no such post here.", "post")
    return one


def allowed(ctx: Ctx, post_id: int, step: Step) -> Post:
    """The post, locked, if I may take this step with it now.

    Raises:
        Refused: I may not, or it has moved on.
    """
    one = mine(ctx, post_id, lock=True)
    if step not in steps(one.stands, ctx.role, own=one.author_id == ctx.me):
        raise _refused(ctx, one, step)
    return one


def _refused(ctx: Ctx, one: Post, step: Step) -> Refused:
    if step in steps(one.stands, Role.OWNER, own=False):
        return Refused("“{head}” is with the editors now; a manager decides on it.", "post", head=head(one))
    if one.stands in {State.POSTING, State.POSTED, State.UNCERTAIN}:
        return Refused("“{head}” is out already. Withdraw it, or write another.", "post", head=head(one))
    if one.state == State.WITHDRAWN:
        return Refused("“{head}” was withdrawn.", "post", head=head(one))
    del ctx
    return Refused("“{head}” has moved on meanwhile: look at it again.", "post", head=head(one))


def again(desk: Desk, post_id: int) -> Post:
    """The post as it stands now, after it was changed in this unit."""
    one = posts.get(desk.db, post_id)
    if one is None:
        raise Refused("There is no such post here.", "post")
    return one


def shown(ctx: Ctx, one: Post, *, replace: bool = True) -> Message:
    """Its card, as I may use it."""
    return cards.shown(look(ctx.db, one, ctx.now), ctx.role, ctx.me, ctx.t, replace=replace)
