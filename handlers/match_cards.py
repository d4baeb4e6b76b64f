"""The cards of a match as each of the two sees them; before both said yes no name and no contact stands on one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from babel.dates import format_skeleton

from bot.i18n import Translator
from bot.reasons import line, offer_of, to_helper, to_owner
from bot.ui import Button, Message, Press, Rows, Run
from domain import times
from domain.matches import Said, Side, WhyNot, discreet
from storage.matches import Match
from storage.needs import Need
from storage.people import Member
from storage.profile import Profile


class View(StrEnum):
    """The sides of a card."""

    CARD = "card"
    MORE = "more"
    WHY = "why"


@dataclass(frozen=True)
class Answer(Press, tag="ma"):
    """What I say to a match."""

    match: int
    said: Said


@dataclass(frozen=True)
class Because(Press, tag="mb"):
    """Why it is not for me."""

    match: int
    why: WhyNot


@dataclass(frozen=True)
class Look(Press, tag="ml"):
    """Another side of the card of a match."""

    match: int
    view: View


@dataclass(frozen=True)
class Two:
    """A match with all that its cards show: the need, both people, and what each lets others see."""

    match: Match
    need: Need
    helper: Member
    owner: Member
    helper_profile: Profile
    owner_profile: Profile

    @property
    def asked(self) -> str:
        """The request in its owner's words."""
        return discreet(self.need.text, (self.owner.name,))

    @property
    def offered(self) -> str:
        """What the helper does in their own words."""
        return discreet(offer_of(self.match.reasons), (self.helper.name,))


def card_name(match_id: int) -> str:
    """Under which both find the card again."""
    return f"match:{match_id}"


def shown(two: Two, side: Side, t: Translator, view: View = View.CARD, *, replace: bool = False) -> Message:
    """The question to one side, with its buttons."""
    text = _helper_text(two, t) if side is Side.HELPER else _owner_text(two, t)
    if view is View.WHY:
        text = _why_text(two, side, t)
    return Message(text, _rows(two.match.id, side, t, view), replace=replace, card=card_name(two.match.id))


def _helper_text(two: Two, t: Translator) -> str:
    lines = [
        _someone_asks(two, t),
        t("The request: “{text}”.", text=two.asked),
        line(to_helper(_discreet(two), t)[:4]),
        t("If you say yes I ask there too; names and chats only when both of you do."),
        _until(two, two.helper, t),
    ]
    return "\n".join(part for part in lines if part)


def _someone_asks(two: Two, t: Translator) -> str:
    who, city = _headline(two.owner_profile, two.owner.name), _city(two.owner_profile)
    if who:
        return t("*Someone could use what you do: {who}.*", who=", ".join(part for part in (who, city) if part))
    if city:
        return t("*Someone in {city} could use what you do.*", city=city)
    return t("*Someone could use what you do.*")


def _owner_text(two: Two, t: Translator) -> str:
    who, city = _headline(two.helper_profile, two.helper.name), _city(two.helper_profile)
    about = ", ".join(part for part in (who, city) if part)
    lines = [
        t("*Someone who offers “{offer}” would help.*", offer=two.offered)
        if two.offered
        else t("*Someone would like to help.*"),
        t("You asked for: “{text}”.", text=two.need.text),
        t("They are: {who}.", who=about) if about else "",
        line(to_owner(_discreet(two)[1:], t)[:4]),
        t("They said yes. If you do too, I introduce you to each other."),
        _until(two, two.owner, t),
    ]
    return "\n".join(part for part in lines if part)


def _why_text(two: Two, side: Side, t: Translator) -> str:
    told = to_helper(_discreet(two), t) if side is Side.HELPER else to_owner(_discreet(two), t)
    head = t("*Why I ask you*") if side is Side.HELPER else t("*Why I suggest this person*")
    asked = t("The request: “{text}”.", text=two.asked)
    return "\n".join([head, asked, *(f"· {reason}" for reason in told)])


def _discreet(two: Two) -> list[tuple[str, dict[str, str]]]:
    """The reasons, without the helper's name where their own words hold it."""
    return [(kind, {k: discreet(v, (two.helper.name,)) for k, v in said.items()}) for kind, said in two.match.reasons]


def _headline(profile: Profile, name: str) -> str:
    return discreet(profile.headline, (name,)) if profile.published else ""


def _city(profile: Profile) -> str:
    return profile.city if profile.published else ""


def _until(two: Two, reader: Member, t: Translator) -> str:
    return t("I keep this for you until {day}.", day=_day(two.match.lapses, reader, t)) if two.match.lapses else ""


def _day(moment: datetime, reader: Member, t: Translator) -> str:
    return str(format_skeleton("MMMEd", times.local(moment, reader.zone), locale=t.locale))


def _rows(match_id: int, side: Side, t: Translator, view: View) -> Rows:
    yes = t("Yes, ask") if side is Side.HELPER else t("Yes, introduce us")
    first = (
        Button(yes, Answer(match_id, Said.YES), style="primary"),
        Button(t("Not now"), Answer(match_id, Said.NOT_NOW)),
        Button(t("Not for me…"), Answer(match_id, Said.NOT_FOR_ME)),
    )
    if view is View.CARD:
        return (first, (Button(t("More"), Look(match_id, View.MORE)),))
    why = t("Why me?") if side is Side.HELPER else t("Why this person?")
    back = Button(t("Back"), Look(match_id, View.CARD))
    more = Button(why, Look(match_id, View.WHY)) if view is View.MORE else back
    return (first, (more, Button(t("Fewer of these"), Run("settings"))))


def why_not(two: Two, side: Side, t: Translator) -> Message:
    """What does not fit; each answer changes what is suggested next."""
    question = (
        t("*What does not fit?*\nIt stays between us, and I learn what to ask you next.")
        if side is Side.HELPER
        else t("*What does not fit?*\nIt stays between us, and I look for someone else.")
    )
    ways = (
        (t("Not my field") if side is Side.HELPER else t("Not what I need"), WhyNot.WRONG_SKILL),
        (t("Too far"), WhyNot.TOO_FAR),
        (t("No time"), WhyNot.NO_TIME),
        (t("Something else"), WhyNot.OTHER),
    )
    buttons = [Button(label, Because(two.match.id, why)) for label, why in ways]
    back = Button(t("Back"), Look(two.match.id, View.CARD))
    return Message(question, (tuple(buttons[:2]), tuple(buttons[2:]), (back,)), replace=True)


def settled(text: str, t: Translator) -> Message:
    """What stays of a card that was answered."""
    return Message(text, ((Button(t("My matches"), Run("matches")),),), replace=True)


def said_yes(two: Two, t: Translator, *, replace: bool = True) -> Message:
    """The helper's card while the owner is asked."""
    text = t(
        "*You said yes. I have asked there too.*\nThe request: “{text}”.\nNames come when both of you say yes.",
        text=two.asked,
    )
    return Message(text, replace=replace, card=card_name(two.match.id))


def passed(asked: str, t: Translator) -> Message:
    """A request that nobody answered: no reproach."""
    return Message(
        t(
            "*This one has passed.* “{text}”\nNo answer needed. When something else fits you, I write again.",
            text=asked,
        ),
        card="",
    )


def not_together(asked: str, t: Translator) -> Message:
    """The helper said yes, the owner did not: thanks, and nothing about the owner."""
    return Message(t("*It did not come together this time.* “{text}”\nThank you for offering.", text=asked))


def closed(asked: str, t: Translator) -> Message:
    """The need was closed while somebody was asked."""
    return Message(
        t("*This request was closed in the meantime.* “{text}”\nThere is nothing for you to do.", text=asked)
    )


def nobody(need: Need, counts: dict[str, int], t: Translator) -> Message:
    """Nobody suitable is an answer too: plainly, with what would change it."""
    told = {
        "place": t.n("{n} person elsewhere could.", "{n} people elsewhere could.", counts.get("place", 0)),
        "language": t.n(
            "{n} person could, but you two share no language.",
            "{n} people could, but share no language with you.",
            counts.get("language", 0),
        ),
        "capacity": t.n(
            "{n} person could, but has enough requests this week.",
            "{n} people could, but have enough requests this week.",
            counts.get("capacity", 0),
        ),
        "snoozed": t.n(
            "{n} person could, but wants to be left alone for now.",
            "{n} people could, but want to be left alone for now.",
            counts.get("snoozed", 0),
        ),
    }
    lines = [
        t("*Nobody here can help with that yet.*"),
        t("You asked for: “{text}”.", text=need.text),
        *(told[rule] for rule in told if counts.get(rule)),
        t("I keep looking, every day and whenever somebody new comes in."),
    ]
    ways = (Button(t("Change"), Run("need")), Button(t("Look around"), Run("find")))
    return Message("\n".join(lines), (ways,), card=f"nobody:{need.id}")
