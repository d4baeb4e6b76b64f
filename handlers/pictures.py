"""A picture that somebody sends in the chat: taken where one was asked for, fetched aside, and described."""

from dataclasses import dataclass

from bot.context import Ctx
from bot.forms import Form, ask, hidden
from bot.incoming import Happened
from bot.router import Open, Reply, Router
from bot.ui import Button, Message, Run, row
from domain import pictures as rules
from domain.errors import Refused
from domain.roles import Role
from storage import pictures
from storage.pictures import State

router = Router()
FETCH = "pictures.fetch"
"""The work that brings the bytes of a picture, whose id is its key."""


@dataclass(frozen=True)
class AltForm(Form, tag="alt", title="What is on it", submit="Keep it"):
    """A picture in words, for those who cannot see it."""

    alt: str = ask("What is on it?", hint="A sentence for those who cannot see it.", limit=rules.ALT)
    picture: str = hidden()


@router.happened("file", role=Role.MEMBER)
def sent(ctx: Ctx, what: Happened) -> Reply:
    """Take a picture where one was asked for; the platform's word on it is only the first look."""
    wanted = pictures.wanted(ctx.db, ctx.me, ctx.now)
    if wanted is None:
        return _for_nothing(ctx)
    values = what.values
    rules.announced(values.get("mime", ""), int(size) if (size := values.get("size", "")).isdecimal() else 0)
    alt = " ".join(values.get("text", "").split())[: rules.ALT]
    new = pictures.add(
        ctx.db, ctx.now, member_id=ctx.me, work=wanted[0], subject=wanted[1], platform=ctx.who.platform,
        workspace=ctx.who.workspace, file=values.get("id", ""), alt=alt,
    )  # fmt: skip
    ctx.later(FETCH, str(new))
    return None if alt else Open(AltForm(picture=str(new)))


def _for_nothing(ctx: Ctx) -> Message:
    t = ctx.t
    text = t(
        "*I see a file, and nothing it is for.*\nOpen the event or the post it belongs to, choose *Picture*, and send "
        "it."
    )
    return Message(text, row(Button(t("Events"), Run("events")), Button(t("Posts"), Run("post"))))


@router.form(AltForm, role=Role.MEMBER)
def described(ctx: Ctx, form: AltForm) -> Reply:
    """Keep what is on a picture; whoever it is for gets it with these words."""
    number = int(form.picture) if form.picture.isdecimal() and len(form.picture) < 10 else 0
    picture = pictures.get(ctx.db, number, lock=True)
    if picture is None or picture.member_id != ctx.me or picture.state == State.REFUSED:
        raise Refused("That picture is no longer here. Send it once more.")
    pictures.change(ctx.db, picture.id, alt=" ".join(form.alt.split()))
    if picture.state == State.KEPT:
        ctx.later(picture.work, f"{picture.subject}:{picture.id}")
    return Message(ctx.t("*Kept.* Whoever cannot see it hears: “{words}”", words=form.alt.strip()))
