"""A community names a Telegram or Slack channel of its own as a place for its posts."""

from dataclasses import dataclass

from bot.context import Ctx
from bot.forms import Form, ask
from bot.router import Open, Reply, Router
from bot.ui import Button, FieldKind, Message, Press, row
from domain.errors import Refused
from domain.post_kinds import name_of
from domain.post_places import place
from domain.roles import Role
from handlers.post_forms import Part, Tune
from storage import audit, people
from storage import post_channels as channels

router = Router()
MOST = 20
"""Channels of a community; more are somebody's mistake."""


@dataclass(frozen=True)
class AddPlace(Press, tag="popl"):
    """Name another channel."""


@dataclass(frozen=True)
class PlaceForm(Form, tag="poplace", title="A channel of yours", submit="Add it"):
    """Where it is."""

    kind: str = ask("On which platform?", FieldKind.CHOICE, choices=(("telegram", "Telegram"), ("slack", "Slack")))
    address: str = ask("Which channel?", hint="Its @name or a link to it; on Slack: Copy link.", limit=200)
    name: str = ask("What do you call it?", hint="Such as: News on Telegram.", optional=True, limit=40)


@router.press(AddPlace, role=Role.MANAGER)
def add(ctx: Ctx, tap: AddPlace) -> Reply:
    """Name a Telegram or Slack channel that posts go to."""
    del ctx, tap
    return Open(PlaceForm())


@router.form(PlaceForm, role=Role.MANAGER)
def named(ctx: Ctx, form: PlaceForm) -> Reply:
    """The channel is one of the community's from now on."""
    chat = place(form.kind, form.address)
    workspace = _workspace(ctx) if form.kind == "slack" else ""
    _free(ctx, form.kind, workspace, chat)
    name = " ".join(form.name.split()) or f"{name_of(form.kind)} {chat}"
    channel = channels.ensure(ctx.db, ctx.community.id, form.kind, name, ctx.now, workspace=workspace, chat=chat)
    about = {"actor": ctx.me, "community": ctx.community.id}
    audit.note(
        ctx.db, ctx.now, "post.channel_added", subject=f"channel:{channel.id}", reason=f"{form.kind} {chat}", **about
    )
    t = ctx.t
    todo = (
        t("Make me an administrator there who may post.")
        if form.kind == "telegram"
        else t("Invite me there: type /invite and my name in the channel.")
    )
    text = t("*{name} is a channel of yours now.*\n{todo}", name=channel.name, todo=todo)
    return Message(
        text, row(Button(t("Set it up"), Tune(channel.id, Part.SHOW)), Button(t("Channels"), Tune(0, Part.SHOW)))
    )


def _workspace(ctx: Ctx) -> str:
    """The manager's own: a channel of another workspace is not theirs to name."""
    if ctx.who.platform == "slack":
        return ctx.who.workspace
    return next((one.workspace for one in people.accounts(ctx.db, ctx.me) if one.platform == "slack"), "")


def _free(ctx: Ctx, kind: str, workspace: str, chat: str) -> None:
    """What another community uses is not here to be taken."""
    home = people.community_at(ctx.db, kind, chat)
    others = [one for one in channels.of_kind(ctx.db, kind) if (one.workspace, one.chat) == (workspace, chat)]
    if (home and home.id != ctx.community.id) or any(one.community_id != ctx.community.id for one in others):
        raise Refused("That channel belongs to another community here.", "post")
    if not others and len(channels.channels(ctx.db, ctx.community.id)) >= MOST:
        raise Refused("Twenty channels are enough: switch off what you do not use.", "post")
