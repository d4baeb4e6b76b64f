"""What of a post is public on a channel, and in which words: read from the rows that said it."""

from sqlalchemy import Connection

from bot import wire
from bot.ui import Post as Letter
from domain.post_threads import unnumbered
from storage import post_rows
from storage.post_variants import Variant


def words(message: str) -> str:
    """The words of a row; empty once they are forgotten, after a month."""
    try:
        letter = wire.loads(message)
    except ValueError:
        return ""
    return letter.text if isinstance(letter, Letter) else ""


def standing(db: Connection, variant: Variant) -> list[str]:
    """What each public part says now, in order; empty where nobody knows."""
    out = post_rows.out(db, variant.post_id, variant.channel_id, variant.attempt)
    return [words(out[part]) if part in out else "" for part in range(len(variant.parts))]


def said(db: Connection, variant: Variant) -> str:
    """The same as one text, without the numbers of a thread."""
    return " ".join(filter(None, map(unnumbered, standing(db, variant))))
