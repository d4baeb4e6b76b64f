"""How a profile looks: its card with who sees it, the fields to change, and an empty one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.context import Ctx
from bot.markup import escape
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import profile as rules
from domain.profile import FIRST, Detail
from matching import tongues
from storage.profile import Profile


class View(StrEnum):
    """What a button of the card leads to."""

    CARD = "card"
    PUBLISH = "pub"
    PRIVATE = "priv"
    MORE = "more"
    CHANGE = "chg"
    REST = "rest"


@dataclass(frozen=True)
class Look(Press, tag="pf"):
    """Another side of my own card."""

    view: View


@dataclass(frozen=True)
class Edit(Press, tag="pfe"):
    """Ask me one field again."""

    detail: Detail


LABELS = {
    Detail.OFFERS: "What I offer",
    Detail.HEADLINE: "Headline",
    Detail.LOOKING_FOR: "Looking for",
    Detail.LANGUAGES: "Languages",
    Detail.CITY: "City",
    Detail.AVAILABILITY: "My time",
    Detail.NAME: "Name",
    Detail.SECTORS: "Sectors",
    Detail.TRAVELS: "Travel",
    Detail.SPACE: "Space",
    Detail.ZONE: "My clock",
}


def told(mine: Profile) -> bool:
    """Whether anything was told in the six steps."""
    return rules.told((mine.headline, mine.offers, mine.looking_for, mine.languages, mine.city, mine.availability))


def nothing_told(ctx: Ctx) -> Message:
    text = ctx.t("*Nothing told yet, and that is fine.*\nOne thing people can come to you for is enough to begin.")
    one = Button(ctx.t("Tell me one"), Edit(Detail.OFFERS), style="primary")
    return Message(text, row(one, Button(ctx.t("Just look around"), Run("help"))))


def spoken(ctx: Ctx, mine: Profile) -> str:
    """The languages by their names in the reader's own."""
    return ", ".join(tongues.name(code, ctx.member.language) for code in mine.languages)


def card(
    ctx: Ctx,
    mine: Profile,
    *,
    fresh: bool = False,
    notes: Sequence[str] = (),
    replace: bool = False,
    more: bool = False,
) -> Message:
    """My card as others would see it, who sees it, and what I can do with it."""
    lines = [*_lines(ctx, mine), *notes, _seen_by(ctx, mine)]
    return Message("\n".join(lines), _more(ctx) if more else _ways(ctx, mine, fresh=fresh), replace=replace)


def _lines(ctx: Ctx, mine: Profile) -> list[str]:
    t = ctx.t
    where = [mine.city, spoken(ctx, mine), mine.availability, mine.space]
    lines = [
        t("*{name}*  {headline}", name=ctx.member.name, headline=mine.headline).rstrip(),
        t("Offers: {offers}", offers=" · ".join(mine.offers)) if mine.offers else "",
        t("Looks for: {looking_for}", looking_for=mine.looking_for) if mine.looking_for else "",
        t("Sectors: {sectors}", sectors=", ".join(mine.sectors)) if mine.sectors else "",
        " · ".join([*(escape(part) for part in where if part), *([t("travels for projects")] if mine.travels else [])]),
    ]
    return [line for line in lines if line]


def _seen_by(ctx: Ctx, mine: Profile) -> str:
    t, name = ctx.t, ctx.community.name
    if not mine.published:
        return t("_Private: nobody finds you by name. I still look for matches; names come after both say yes._")
    if ctx.community.network:
        return t("_Public: the people of {community} and its network find you by name._", community=name)
    return t("_Public: the people of {community} find you by name._", community=name)


def _ways(ctx: Ctx, mine: Profile, *, fresh: bool) -> Rows:
    t = ctx.t
    change = Button(t("Change"), Look(View.CHANGE))
    more = Button(t("More"), Look(View.MORE))
    if mine.published:
        return row(change, Button(t("Make private"), Look(View.PRIVATE)), more)
    publish = Button(t("Publish"), Look(View.PUBLISH), style="primary")
    return row(publish, Button(t("Keep private"), Look(View.PRIVATE)) if fresh else more, change)


def _more(ctx: Ctx) -> Rows:
    t = ctx.t
    pause, settings = Button(t("Pause for a while"), Run("snooze")), Button(t("Settings"), Run("settings"))
    return row(pause, settings, Button(t("Back"), Look(View.CARD)))


def picker(ctx: Ctx, details: Sequence[Detail]) -> Message:
    """Which field to change: the six first, the rest behind "More"."""
    t, first = ctx.t, details == FIRST
    buttons = [Button(t(label), Edit(detail)) for detail, label in LABELS.items() if detail in details]
    buttons.append(Button(t("More"), Look(View.REST)) if first else Button(t("Back"), Look(View.CARD)))
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return Message(t("*What shall we change?*"), rows, replace=True)
