"""From a handler's reply to outbox rows: the answer to the asker leaves at once, on a lane of its own."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, NamedTuple

from bot import dialogue, wire
from bot.adapters.base import Limits
from bot.context import Ctx
from bot.dialogue import RESUME
from bot.forms import LANGUAGE, sheet
from bot.incoming import Incoming, Pressed
from bot.router import Open, Reply
from bot.ui import Button, Message, row
from domain.delivery import Purpose
from storage import drafts, outbox
from storage.drafts import Draft
from storage.outbox import Item

HOLD = timedelta(seconds=30)
"""How long answers are leased to this process as they are written; after a crash another takes them over then."""
TRIGGER = timedelta(seconds=2.5)
"""Slack's trigger ids live three seconds."""


class Answers(NamedTuple):
    """What a committed unit leaves to do: rows to send now, and whether it planned work."""

    items: tuple[Item, ...]
    planned: bool


def answer_to(ctx: Ctx, what: Incoming, reply: Reply, limits: Limits, lease: str) -> Answers:
    """Write the reply's parts into the outbox, leased to this process, or to none where another one sends."""
    parts = reply if isinstance(reply, tuple) else (reply,)
    items = [_put(ctx, what, part, limits, lease) for part in parts if part is not None]
    return Answers(tuple(item for item in items if item), ctx.planned)


def told_once(ctx: Ctx, message: Message, lease: str, once: str) -> Answers:
    """Write a sentence to the one who asked, unless that key stands already."""
    item = _write(ctx, wire.dumps(message), lease, "send", once=once)
    return Answers((item,) if item else (), planned=False)


def _put(ctx: Ctx, what: Incoming, part: Message | Open, limits: Limits, lease: str) -> Item | None:
    if isinstance(part, Message):
        return _row(ctx, what, part, lease)
    form, values = type(part.form), _values(part)
    if not limits.modals:
        return _row(ctx, what, dialogue.begin(ctx, form, values, part.only, part.at), lease)
    drafts.keep(ctx.db, ctx.me, Draft(form.tag, "", values, part.only), ctx.now)
    shown = sheet(form, ctx.t, values, only=part.only)
    shown = replace(shown, hidden=shown.hidden | {LANGUAGE: ctx.t.language})
    text = ctx.t("*{title}*\nThe form is ready when you are.", title=shown.title)
    knock = Message(text, row(Button(ctx.t("Open the form"), RESUME, style="primary")))
    if not ctx.trigger:
        return _row(ctx, what, knock, lease)
    letter = wire.dumps(shown, fallback=knock)
    return _write(ctx, letter, lease, "open", trigger=ctx.trigger, not_after=ctx.now + TRIGGER)


def _values(part: Open) -> dict[str, str]:
    return {f.name: value for f in fields(part.form) if (value := getattr(part.form, f.name))}  # type: ignore[arg-type]  # forms are dataclasses


def _row(ctx: Ctx, what: Incoming, message: Message, lease: str) -> Item | None:
    target = what.card if message.replace and isinstance(what, Pressed) else ""
    letter = wire.dumps(message)
    chat = ctx.who.group if not message.private and ctx.who.group else ""
    return _write(ctx, letter, lease, "edit" if target else "send", target=target, card=message.card, chat=chat)


def _write(ctx: Ctx, letter: str, lease: str, op: str, chat: str = "", **columns: Any) -> Item | None:
    who, member = ctx.who, None if ctx.erased else ctx.me
    return outbox.put(
        ctx.db, ctx.now, op, letter, Purpose.ANSWER,
        adapter=who.platform, workspace=who.workspace, chat=chat or who.chat or who.user, member_id=member,
        lease=lease or None, leased_until=ctx.now + HOLD if lease else None, reference=ctx.reference, **columns,
    )  # fmt: skip
