"""What people are asked about rounds: whether they take part, and whether to go on; and why somebody has no seat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from babel.dates import format_date, format_skeleton

from bot.i18n import Markup, Translator
from bot.ui import Button, Message, Press, Run, row
from domain import times
from matching.round_people import Why


class Wish(StrEnum):
    """What somebody wants of the rounds."""

    STAY = "stay"
    LATER = "later"
    STOP = "stop"


@dataclass(frozen=True)
class TakePart(Press, tag="rw"):
    """Whether I take part in the rounds of that community."""

    community: int
    wish: Wish


def day(moment: datetime, zone: str, t: Translator) -> str:
    """A day with its weekday and hour on that clock."""
    here = times.local(moment, zone)
    return f"{format_skeleton('MMMMEEEEd', here, locale=t.locale)}, {here:%H:%M}"


def left_out(why: str, again: datetime | None, zone: str, t: Translator) -> Message:
    """Why somebody has no seat; never whose wish it was."""
    reasons = {
        Why.ALONE: t("Nobody else takes part this time."),
        "gone": t("Whoever was to sit with you is not here any more."),
    }
    reason = reasons.get(why, t("With who takes part this time I found nobody to seat you with."))
    comes = (
        t("You come first in the next round, on {day}.", day=day(again, zone, t))
        if again
        else t("You come first in the next round.")
    )
    text = t("*No seat for you in this round.*\n{why} {next}", why=Markup(reason), next=Markup(comes))
    return Message(text, row(Button(t("My part in the rounds"), Run("round", "me"))))


def stay(community_id: int, community: str, t: Translator) -> Message:
    """Asked once after three silent rounds; until then there is no seat for them."""
    text = t(
        "*Shall I go on seating you in the rounds of {community}?*\nThe last three passed without a word from you, "
        "which is fine. I seat you again when you say so.",
        community=community,
    )
    return Message(
        text,
        row(
            Button(t("Go on"), TakePart(community_id, Wish.STAY), style="primary"),
            Button(t("Ask me later"), TakePart(community_id, Wish.LATER)),
            Button(t("Stop"), TakePart(community_id, Wish.STOP)),
        ),
    )


@dataclass(frozen=True)
class Offer:
    """What somebody hears of the rounds for the first time: whose, how often, when, and in groups of how many."""

    community_id: int
    community: str
    rhythm: str
    size: int
    when: datetime
    zone: str


def invitation(offer: Offer, public: bool, t: Translator) -> Message:
    """Who is public takes part unless they say no; who is private is asked."""
    first = t(
        "*Coffee rounds in {community}: the first is on {day}.*",
        community=offer.community,
        day=day(offer.when, offer.zone, t),
    )
    often = rhythm_name(offer.rhythm, t)
    if offer.size == 2:
        what = t("{often} I bring you together with one other person, for half an hour.", often=often)
    else:
        what = t("{often} I bring {n} of you together, for half an hour.", often=often, n=offer.size)
    if public:
        why = t("Your profile is public, so you take part; one tap and you do not.")
        yes = Button(t("Good"), TakePart(offer.community_id, Wish.STAY), style="primary")
    else:
        why = t(
            "They would see your name, and your profile is private, so I ask first. Without a word I leave you out."
        )
        yes = Button(t("I take part"), TakePart(offer.community_id, Wish.STAY), style="primary")
    return Message(
        f"{first}\n{what}\n{why}", row(yes, Button(t("Not for me"), TakePart(offer.community_id, Wish.STOP)))
    )


def rhythm_name(rhythm: str, t: Translator) -> str:
    """How often, as the beginning of a sentence."""
    names = {
        "1": t("Every week"),
        "2": t("Every 2 weeks"),
        "4": t("Every 4 weeks"),
        "first": t("Every month"),
    }
    return names.get(rhythm, t("When a manager says so"))


def date_of(moment: datetime, zone: str, t: Translator) -> str:
    """A day without its hour."""
    return str(format_date(times.local(moment, zone).date(), "full", locale=t.locale))
