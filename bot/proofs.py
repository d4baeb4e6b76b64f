"""A tap or an answer proves that its message arrived: a send in doubt is settled by whoever has it before them."""

from collections.abc import Callable
from functools import partial

from bot import wire
from bot.context import Ctx
from bot.incoming import Incoming, Pressed, Said
from bot.markup import plain
from bot.ui import Message
from storage import doubts


def proved(ctx: Ctx, what: Incoming) -> bool:
    """Settle the send whose message was tapped or answered, where it is the only one that can be meant.

    A platform without histories tells the number of a message only in its answer to the send, or when a person does
    something with it. Where the number is new to us and exactly one send in doubt to that chat has this button, or
    these words, the message is that send's.
    """
    if isinstance(what, Pressed):
        return _settled(ctx, what.card, partial(_has_button, what.packed))
    return isinstance(what, Said) and _settled(ctx, what.about, partial(_reads, what.quoted))


def _settled(ctx: Ctx, receipt: str, fits: Callable[[Message], bool]) -> bool:
    if not receipt:
        return False
    who = ctx.who
    chat = who.group or who.chat or who.user
    doubted = doubts.in_chat(ctx.db, who.platform, who.workspace, chat)
    if not doubted or doubts.known(ctx.db, who.platform, chat, receipt):
        return False
    meant = [row for row, letter in doubted if (message := _whole(letter)) and fits(message)]
    return len(meant) == 1 and doubts.arrived(ctx.db, meant[0], receipt, ctx.now)


def _whole(letter: str) -> Message | None:
    """A message of which nothing can have been lost behind what one sees."""
    try:
        message = wire.loads(letter)
    except ValueError:
        return None
    return message if isinstance(message, Message) and not message.files else None


def _has_button(packed: str, message: Message) -> bool:
    return any(button.packed == packed for row in message.rows for button in row)


def _reads(quoted: str, message: Message) -> bool:
    """Platforms trim and fold blanks in their own ways."""
    return plain(message.text).split() == quoted.split() != []
