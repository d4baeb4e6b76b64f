"""What the readers of a broadcast do: they tap its buttons, which are counted, and say that they want fewer."""

from bot.context import Ctx
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain.broadcasts import State
from domain.errors import Refused
from handlers.broadcast_forms import Tapped, Wanted
from storage import broadcasts, consent, people
from storage.broadcast_ledger import PURPOSE

router = Router()


@router.press(Tapped)
def tapped(ctx: Ctx, tap: Tapped) -> Reply:
    """Count a tap once a person, and open where the button leads."""
    one = broadcasts.get(ctx.db, tap.broadcast)
    mine = {found.community_id for found in people.memberships(ctx.db, ctx.me) if found.state == "in"}
    if one is None or one.community_id not in mine or not 0 <= tap.button < len(one.links):
        raise Refused("That button leads nowhere any more.", "help")
    link, t = one.links[tap.button], ctx.t
    if State(one.state).begun:
        broadcasts.tap(ctx.db, one.id, tap.button, ctx.me, ctx.now)
    if not link.address:
        return Message(t("*{label}: noted.*\nThe managers see how many tapped it.", label=link.label))
    words = t("*{label}*\n{address}", label=link.label, address=link.address)
    return Message(words, row(Button(t("Open"), url=link.address)))


@router.press(Wanted)
def wanted(ctx: Ctx, tap: Wanted) -> Reply:
    """No more broadcasts, or broadcasts again, in one tap."""
    t = ctx.t
    wording = t("Messages from the managers to many")
    consent.note(ctx.db, ctx.me, PURPOSE, tap.on, ctx.now, wording)
    if tap.on:
        return Message(t("*You get what the managers write again.*"), row(Button(t("Settings"), Run("settings"))))
    text = t(
        "*No more messages to many.*\nWhat is meant for you alone still reaches you. Only fewer? Set how many a week "
        "in `settings budget`; the rest waits for your digest."
    )
    back, budget = (
        Button(t("Send them again"), Wanted(on=True)),
        Button(t("Messages a week"), Run("settings", "budget")),
    )
    return Message(text, row(back, budget))
