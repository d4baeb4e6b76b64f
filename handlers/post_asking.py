"""What stands behind `post` when it is no post itself: `post event`, `post series`, `post feed`."""

from bot.context import Ctx
from bot.router import Reply
from handlers import post_feed, post_series, post_sources, post_templates


def asked(ctx: Ctx, text: str) -> Reply | None:
    """What these words ask for; None where they are a post's own.

    One word alone, or with a number behind it, is never a post that anybody means.
    """
    word = text.strip().lower()
    if word == "series":
        return post_series.asked(ctx)
    if word == "templates":
        return post_templates.asked(ctx)
    if word == "feed":
        return post_feed.asked(ctx)
    return post_sources.asked(ctx, text)
