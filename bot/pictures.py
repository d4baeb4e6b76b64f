"""Asks a person for a picture, sent as a photo or a file in the chat; whoever asked gets it as a piece of work."""

from bot.context import Ctx
from bot.ui import Message, Rows
from storage import pictures


def asked(ctx: Ctx, work: str, subject: str, rows: Rows = (), note: str = "") -> Message:
    """Say what to send, and remember what the next picture of this person is for.

    Args:
        ctx: of the person.
        work: the due work that takes it, such as `events.picture`; its key is `<subject>:<picture>`. It is done when
            the bytes are here, and again when the picture is described.
        subject: what it is for, such as an event's id.
        rows: buttons below, such as a way back.
        note: a line more, such as on what else it goes.
    """
    pictures.want(ctx.db, ctx.me, work, subject, ctx.now)
    said = (
        ctx.t(
            "*Send me the picture.*\nAs a photo or a file, a JPEG, PNG or GIF of up to {n} MB. What you write with it "
            "is read to those who cannot see it.",
            n=5,
        ),
        note,
    )
    return Message("\n".join(line for line in said if line), rows)
