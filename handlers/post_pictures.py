"""A post's picture: asked for in the chat, said to show the funder's logo, taken off again."""

from collections.abc import Callable
from functools import partial

from bot import pictures
from bot.context import Ctx
from bot.i18n import Translator
from bot.router import Reply
from bot.ui import Message
from domain.errors import Refused
from domain.posts import Step
from handlers import post_telling as telling
from handlers.post_cards import look_button
from handlers.post_change import changed
from handlers.post_forms import Act, on
from handlers.post_standing import allowed, shown
from handlers.post_words import head
from storage import audit, post_pictures
from storage.post_pictures import Picture
from storage.posts import Post

PICTURED = "posts.picture"
"""The work that puts a picture on a post; its key is the post's id and the picture's."""


def _asked(ctx: Ctx, post_id: int) -> Reply:
    """Send it now; where there is one, it can also go."""
    one = allowed(ctx, post_id, Step.EDIT)
    here = post_pictures.get(ctx.db, one.id) is not None
    none = (on(ctx.t("Without the picture"), one.id, Act.NO_PICTURE),) if here else ()
    return pictures.asked(ctx, PICTURED, str(one.id), ((*none, on(ctx.t("Back"), one.id, Act.SHOW)),))


def _taken_off(ctx: Ctx, post_id: int) -> Reply:
    """The post is without it: a change like one of its words, where there was one."""
    one = allowed(ctx, post_id, Step.EDIT)
    if post_pictures.get(ctx.db, one.id) is None:
        return shown(ctx, one)
    post_pictures.drop(ctx.db, one.id)
    return shown(ctx, changed(ctx, one))


def _with_logo(ctx: Ctx, post_id: int, *, logo: bool) -> Reply:
    """What they say of the picture stands in the audit; to take it back is a change that editors look at again."""
    one = allowed(ctx, post_id, Step.EDIT)
    picture = post_pictures.get(ctx.db, one.id)
    if picture is None:
        raise Refused("There is no picture on it yet. Tap More, then Picture, and send me one.", "post")
    if picture.logo is logo:
        return shown(ctx, one)
    return shown(ctx, _declared(ctx, one, logo=logo))


def _declared(ctx: Ctx, one: Post, *, logo: bool) -> Post:
    post_pictures.declare(ctx.db, one.id, logo=logo)
    what, subject = "post.logo" if logo else "post.no_logo", f"post:{one.id}"
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=one.community_id, subject=subject)
    if not logo:
        return changed(ctx, one)
    telling.retell(ctx, one, but=ctx.me)
    return one


def differs(old: Picture | None, new: Picture) -> bool:
    """Whether readers would see or hear anything else."""
    return old is None or (old.content, old.alt) != (new.content, new.alt)


def too_late(one: Post, t: Translator) -> Message:
    """The post cannot be changed any more by whoever sent it."""
    said = t(
        "*Your picture is not on “{head}”.*\nThe post has moved on meanwhile, and nothing of it was changed.",
        head=head(one),
    )
    return Message(said, look_button(one, t))


PICTURES: dict[Act, Callable[[Ctx, int], Reply]] = {
    Act.PICTURE: _asked, Act.NO_PICTURE: _taken_off, Act.LOGO: partial(_with_logo, logo=True),
    Act.NO_LOGO: partial(_with_logo, logo=False),
}  # fmt: skip
"""What a button does about the picture."""
