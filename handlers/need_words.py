"""A need's kind, effort, place and last day in the reader's words."""

import re
from datetime import date

from babel.dates import format_date, format_skeleton

from bot.i18n import Markup, Translator
from bot.markup import escape
from domain.needs import Gives, Kind
from storage.needs import Need


def day_words(day: date, t: Translator, today: date) -> str:
    """A day as it is said: with its year only where that is not this year's."""
    year = "y" if day.year != today.year else ""
    if t.language == "en":
        return format_date(day, f"d MMMM {year}".strip(), locale=t.locale)
    return format_skeleton(f"{year}MMMMd", day, locale=t.locale)


def kind_words(kind: str, t: Translator) -> str:
    """The kind of a need in the reader's words."""
    return {
        Kind.SKILL: t("skill"),
        Kind.PARTNER: t("partner"),
        Kind.SUPPLIER: t("supplier"),
        Kind.MENTOR: t("mentor"),
        Kind.FUNDING: t("funding"),
        Kind.SPACE: t("space"),
    }.get(Kind(kind), kind)


def gives_words(gives: str, t: Translator) -> str:
    """What comes back for it in the reader's words."""
    return {
        Gives.PAID: t("paid"),
        Gives.SWAP: t("a swap"),
        Gives.GIFT: t("a gift"),
        Gives.EQUITY: t("for equity"),
        Gives.LEARNING: t("for the learning"),
    }.get(Gives(gives), gives)


def effort_words(effort: str, t: Translator) -> str:
    """`3h` as "about 3 h"; words that were not understood stay as they are."""
    found = re.fullmatch(r"(?P<n>[\d.-]+)(?P<unit>min|h|d|w|mo)(?P<rate>/w)?", effort)
    if effort == "0.5d":
        return t("half a day")
    if not found:
        return escape(effort)
    n = found["n"].replace("-", "–")
    count = int(n) if n.isdecimal() else 2
    said = {
        "min": t("about {n} min", n=n),
        "h": t("about {n} h", n=n),
        "d": t.n("about {n} day", "about {n} days", count, n=n),
        "w": t.n("about {n} week", "about {n} weeks", count, n=n),
        "mo": t.n("about {n} month", "about {n} months", count, n=n),
    }[found["unit"]]
    return t("{effort} a week", effort=Markup(said)) if found["rate"] else said


def place_words(need: Need, t: Translator) -> str:
    """Where it may be done; nothing where that does not matter and nobody said so."""
    if not need.place:
        return t("remote is fine") if need.remote else t("on the spot")
    return t("{place} or remote", place=need.place) if need.remote else escape(need.place)


def details(need: Need, t: Translator, today: date) -> str:
    """One line of everything that was understood beside the text itself."""
    parts = [
        kind_words(need.kind, t) if need.kind != Kind.SKILL else "",
        effort_words(need.effort, t) if need.effort else "",
        place_words(need, t),
        t("until {day}", day=day_words(need.until, t, today)) if need.until else "",
        gives_words(need.gives, t) if need.gives else "",
        escape(" ".join(f"#{tag}" for tag in need.tags)),
    ]
    return " · ".join(part for part in parts if part)
