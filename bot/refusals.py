"""What a person reads when something cannot be: a plain sentence and a next step, never a dead end."""

from rapidfuzz import fuzz, process

from bot.context import Ctx
from bot.router import Routes
from bot.ui import Button, Message, Run, row
from domain.errors import Forbidden, Refused
from domain.roles import Role


def refused(ctx: Ctx, refusal: Refused) -> Message:
    """The refusal in the reader's language; someone outside hears where they stand instead."""
    if isinstance(refusal, Forbidden) and ctx.role < Role.MEMBER:
        return outside(ctx)
    rows = row(Button(refusal.next_step, Run(refusal.next_step))) if refusal.next_step else ()
    return Message(ctx.t(refusal.text, **refusal.values), rows)


def outside(ctx: Ctx) -> Message:
    """Where someone stands who is not in the community, and what happens next."""
    t = ctx.t
    if not ctx.has_community:
        return Message(t("*There is no community here yet.*\nWho installs me claims it with `claim CODE`."))
    name = ctx.community.name
    said = {
        "asked": t(
            "*I have asked the managers of {name} to let you in.*\nYou hear from me as soon as they answer.", name=name
        ),
        "refused": t(
            "*The managers of {name} said no for now.*\nAsk them in person if you think it is a mistake.", name=name
        ),
        "suspended": t("*Your membership of {name} is paused.*\nA manager can tell you why.", name=name),
        "removed": t("*You are no longer in {name}.*\nA manager can tell you why.", name=name),
        "left": t("*You left {name}.*\nYou can come back whenever you like.", name=name),
    }.get(
        ctx.state,
        t("*{name} is for its members.*\nSend `join CODE` with the code on the wall, or ask a manager.", name=name),
    )
    rows = row(Button(t("Come back"), Run("join"))) if ctx.state == "left" else ()
    return Message(said, rows)


def unknown(ctx: Ctx, routes: Routes, text: str) -> Message:
    """Words that are no command: the nearest command as a button."""
    t = ctx.t
    words = [route.word for route in routes.commands(ctx.role)]
    first = "".join(text.strip().lstrip("/").split(maxsplit=1)[:1]).lower()[:40]
    found = process.extract(first, words, scorer=fuzz.ratio, score_cutoff=55, limit=2)
    near = [match[0] for match in found] or [word for word in ("need", "find", "help") if word in words]
    buttons = tuple(Button(word, Run(word)) for word in near)
    return Message(
        t("*I do not know what to do with that yet.*\nDid you mean one of these?"), (buttons,) if buttons else ()
    )


def stale(ctx: Ctx) -> Message:
    """A button that means nothing any more, or never did."""
    return Message(
        ctx.t("*That button is no longer in use.*\nHere is what I can do now:"), row(Button("help", Run("help")))
    )


def too_fast(ctx: Ctx) -> Message:
    """More came at once than anybody types."""
    return Message(ctx.t("*That was too much at once.*\nThe last ones had no effect. Wait a moment, then go on."))


def broken(ctx: Ctx, reference: str) -> Message:
    """Something of ours broke; nothing was changed."""
    text = "*Something broke, and we have been told (ref {reference}).*\nNothing was changed. Try again in a minute."
    return Message(ctx.t(text, reference=reference))
