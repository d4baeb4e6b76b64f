"""What a member lets me do when I look for people: cross to other communities, go on asking, or stop."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from bot.context import Ctx
from bot.i18n import Translator
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Run, row
from domain.matches import PAUSE
from storage import consent, matches, people

router = Router()


class Wish(StrEnum):
    """What somebody wants who left several requests without an answer."""

    STAY = "stay"
    LATER = "later"
    STOP = "stop"


@dataclass(frozen=True)
class Cross(Press, tag="cx"):
    """Whether I may introduce this member to people of other communities."""

    yes: bool


@dataclass(frozen=True)
class Keep(Press, tag="ck"):
    """Whether I go on asking this member."""

    wish: Wish


def network_card(network: str, t: Translator) -> Message:
    """Asked once: whether the member's community is as far as I look."""
    text = t(
        "*May I also introduce you to people of {network}?*\nThat is the network of your community. They would see "
        "what you offer and need, and your name only after you both said yes.",
        network=network,
    )
    return Message(text, row(Button(t("Yes"), Cross(yes=True), style="primary"), Button(t("No"), Cross(yes=False))))


def stay_card(t: Translator) -> Message:
    """Asked once after three requests without an answer; until then I ask nothing more."""
    text = t(
        "*Shall I go on asking you?*\nThe last three requests stayed without an answer, which is fine. I ask nothing "
        "more until you say."
    )
    return Message(
        text,
        row(
            Button(t("Go on"), Keep(Wish.STAY), style="primary"),
            Button(t("Ask me later"), Keep(Wish.LATER)),
            Button(t("Stop"), Keep(Wish.STOP)),
        ),
    )


def network_of(db: Connection, member_id: int) -> str:
    """The network of the member's own community, where it has other communities too."""
    member = people.get(db, member_id)
    mine = people.get_community(db, member.community_id) if member and member.community_id else None
    if mine is None or not mine.network:
        return ""
    return mine.network if sum(c.network == mine.network for c in people.communities(db)) > 1 else ""


@router.press(Cross)
def crossed(ctx: Ctx, tap: Cross) -> Reply:
    """Say whether I may introduce you beyond your own community."""
    t, network = ctx.t, network_of(ctx.db, ctx.me)
    consent.note(ctx.db, ctx.me, consent.NETWORK, tap.yes, ctx.now, network_card(network, t).text)
    if not tap.yes:
        text = t("*Only here, then.* I introduce you to people of {name} alone.", name=ctx.community.name)
        return Message(text, row(Button(t("I changed my mind"), Cross(yes=True))), replace=True)
    ctx.later("matches.profile", str(ctx.me))
    ctx.later("matches.again", str(ctx.me))
    text = t("*Good.* From now on I look in all of {network} for you.", network=network)
    return Message(text, row(Button(t("I changed my mind"), Cross(yes=False))), replace=True)


@router.press(Keep)
def kept(ctx: Ctx, tap: Keep) -> Reply:
    """Say whether I go on asking you."""
    t, until = ctx.t, ctx.now + PAUSE if tap.wish is Wish.LATER else None
    consent.note(ctx.db, ctx.me, consent.MATCHING, tap.wish is not Wish.STOP, ctx.now, stay_card(t).text)
    matches.spoke(ctx.db, ctx.me, until)
    if tap.wish is Wish.STOP:
        text = t("*I have stopped.* You get no requests; what you need yourself I still look for.")
        return Message(text, row(Button(t("Start again"), Keep(Wish.STAY))), replace=True)
    if tap.wish is Wish.LATER:
        return Message(t("*Fine.* I ask you nothing for a month, then when something fits."), replace=True)
    return Message(
        t("*Good.* I write when somebody needs what you do."),
        row(Button(t("My matches"), Run("matches"))),
        replace=True,
    )
