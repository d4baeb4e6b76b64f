"""Why two people fit, in the reader's words: made from matching's reasons and nothing else."""

from collections.abc import Iterable, Mapping

from babel import Locale, UnknownLocaleError
from babel.lists import format_list

from bot.i18n import Markup, Translator
from matching.lexicon_reading import shipped
from matching.reasons import named

Reasons = Iterable[tuple[str, Mapping[str, str]]]
"""(kind, values) as matching derived them."""


def to_helper(reasons: Reasons, t: Translator) -> list[str]:
    """Why I ask you: each reason as part of a line, the offer first."""
    return [said for kind, values in reasons if (said := _to_helper(kind, values, t))]


def to_owner(reasons: Reasons, t: Translator) -> list[str]:
    """Why I suggest this person to you: each reason as part of a line, the offer first."""
    return [said for kind, values in reasons if (said := _to_owner(kind, values, t))]


def offer_of(reasons: Reasons) -> str:
    """What the helper does, in their own words."""
    return next((values.get("offer", "") for kind, values in reasons if kind == "offer"), "")


def _to_helper(kind: str, values: Mapping[str, str], t: Translator) -> str:
    if kind == "offer":
        return t("you offer “{offer}”", offer=values["offer"])
    if kind == "mutual":
        return t("you look for “{wish}”, which they offer", wish=values["looking_for"])
    return _shared(kind, values, t)


def _to_owner(kind: str, values: Mapping[str, str], t: Translator) -> str:
    if kind == "offer":
        return t("offers “{offer}”", offer=values["offer"])
    if kind == "mutual":
        return t("looks for “{wish}”, which you offer", wish=values["looking_for"])
    if kind == "place" and values.get("km") == "0":
        return t("in {place} too", place=values["place"])
    if kind in {"remote", "travels"}:
        said = "in {place}, remote" if kind == "remote" else "in {place}, travels"
        return t(said, place=values["place"])
    if kind == "cross":
        return t("from another world: {sectors}", sectors=_both(values["theirs"].split(";"), t))
    return {"newcomer": t("new here"), "first": t("a first introduction")}.get(kind) or _shared(kind, values, t)


def _shared(kind: str, values: Mapping[str, str], t: Translator) -> str:
    """What reads the same from both sides; nothing for a reason that this release does not know."""
    if kind in {"concept", "context"}:
        said = "it is about {trade}" if kind == "concept" else "it is for {trade}"
        return t(said, trade=named(values, t.language) or _trade(values["concept"], t))
    if kind == "related":
        return t(
            "{offered} is close to {asked}", offered=_trade(values["offered"], t), asked=_trade(values["asked"], t)
        )
    if kind == "language":
        return t(
            "you both speak {languages}",
            languages=_both([_language(code, t) for code in values["languages"].split(";")], t),
        )
    if kind in {"place", "event"}:
        return _near(kind, values, t)
    if kind == "sector":
        return t("the same sector: {sectors}", sectors=_both(values["sectors"].split(";"), t))
    return ""


def _near(kind: str, values: Mapping[str, str], t: Translator) -> str:
    """Where the two are, or were together."""
    if kind == "event":
        return t("you were both at {title}", title=values["title"])
    return t("in the same city") if values["km"] == "0" else t("{km} km apart", km=values["km"])


def _trade(key: str, t: Translator) -> str:
    concept = shipped().concepts.get(key)
    return concept.name(t.language) if concept else key


def _language(code: str, t: Translator) -> str:
    """A language's name in the reader's language; a code that nobody knows stays as it is."""
    try:
        return Locale.parse(code).get_display_name(t.locale) or code
    except (UnknownLocaleError, ValueError):
        return code


def _both(words: Iterable[str], t: Translator) -> str:
    return str(format_list([word.strip() for word in words if word.strip()], locale=t.locale))


def line(parts: Iterable[str]) -> Markup:
    """Reasons on one line, the first with a capital: they are texts of ours, made inert already."""
    joined = " · ".join(parts)
    return Markup(joined[:1].upper() + joined[1:])
