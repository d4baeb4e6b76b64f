"""A public post as a chat platform says it: text with links, its warning in front, nothing of it ever markup (pure)."""

import re

from bot.markup import escape
from bot.ui import Message, Post
from domain.post_links import links

_LINKABLE = re.compile(r"https?://[^\s()<>\"\[\]]+")
"""Addresses that the markup can carry; others stay words, which platforms link as they like."""


def message_of(post: Post) -> Message:
    """The post as one message, in the markup."""
    text = linked(post.text)
    if post.warning:
        text = f"*{escape(post.warning)}*\n\n{text}"
    return Message(text, image=post.image, alt=post.alt, private=False)


def linked(text: str) -> str:
    """The text in the markup: addresses are links, all else is as it was written."""
    said, end = "", 0
    for piece in links(text):
        shown = text[piece.start : piece.end]
        link = f"[{escape(shown)}]({piece.target})" if _LINKABLE.fullmatch(piece.target) else escape(shown)
        said, end = said + escape(text[end : piece.start]) + link, piece.end
    return said + escape(text[end:])
