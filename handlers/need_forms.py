"""The forms of a need and of an offer, empty or with what is known."""

from dataclasses import dataclass

from bot.forms import Form, ask, hidden
from bot.router import Open
from bot.ui import FieldKind
from domain.needs import Gives, Kind, Side
from storage.needs import Need

KINDS = (
    (Kind.SKILL, "A skill"),
    (Kind.PARTNER, "A partner"),
    (Kind.SUPPLIER, "A supplier"),
    (Kind.MENTOR, "A mentor"),
    (Kind.FUNDING, "Funding"),
    (Kind.SPACE, "A space"),
)
GIVES = (
    (Gives.PAID, "It is paid"),
    (Gives.SWAP, "A swap"),
    (Gives.GIFT, "A gift"),
    (Gives.EQUITY, "Equity"),
    (Gives.LEARNING, "Something to learn"),
)
PLACE_HINT = "A town, “remote”, or both: Valencia or remote."
UNTIL_HINT = "Such as 30 June, next Friday or in 3 weeks. Skip it for 30 days."


@dataclass(frozen=True)
class NeedForm(Form, tag="need", title="What you need", submit="Show it to me"):
    """A need, question by question."""

    text: str = ask("What do you need?", FieldKind.LONG, hint="In a few words, as you would say it to a friend.")
    kind: str = ask("What is it?", FieldKind.CHOICE, optional=True, choices=KINDS)
    place: str = ask("Where?", hint=PLACE_HINT, optional=True, limit=80)
    until: str = ask("Until when?", hint=UNTIL_HINT, optional=True, limit=60)
    effort: str = ask("How much time does it take?", hint="Such as 3h or 2 days.", optional=True, limit=60)
    gives: str = ask("What do you give for it?", FieldKind.CHOICE, optional=True, choices=GIVES)
    need: str = hidden()


@dataclass(frozen=True)
class OfferForm(Form, tag="offer", title="What you offer", submit="Show it to me"):
    """An offer, question by question."""

    text: str = ask("What do you offer?", FieldKind.LONG, hint="In a few words, as you would say it to a friend.")
    kind: str = ask("What is it?", FieldKind.CHOICE, optional=True, choices=KINDS)
    place: str = ask("Where?", hint=PLACE_HINT, optional=True, limit=80)
    until: str = ask("Until when?", hint=UNTIL_HINT, optional=True, limit=60)
    effort: str = ask("How much time do you give?", hint="Such as 3h or 2 days.", optional=True, limit=60)
    gives: str = ask("What would you like for it?", FieldKind.CHOICE, optional=True, choices=GIVES)
    need: str = hidden()


def blank(side: Side) -> Open:
    """The empty form."""
    return Open(NeedForm() if side is Side.NEED else OfferForm())


def form_of(need: Need, *, only: str = "") -> Open:
    """The form with what is known of a need."""
    known = {
        "text": need.text,
        "kind": need.kind,
        "place": _place_typed(need),
        "until": need.until.isoformat() if need.until and only != "until" else "",
        "effort": need.effort,
        "gives": need.gives,
        "need": str(need.id),
    }
    form = NeedForm if need.side == Side.NEED else OfferForm
    return Open(form.fill(known), only)


def _place_typed(need: Need) -> str:
    """A place as `read_place` reads it back, in any language."""
    return " / ".join(part for part in (need.place, "remote" if need.remote and need.place else "") if part)
