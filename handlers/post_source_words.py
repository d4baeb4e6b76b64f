"""The words of drafts in the community's language: our templates, and what fills their places."""

from datetime import date, datetime

from babel.dates import format_date, format_skeleton

from bot.i18n import Translator
from domain import times
from domain.introductions import Outcome
from domain.post_series import Turn
from domain.post_templates import PLACES, Source, filled
from storage.event_book import Event
from storage.people import Community


def ours(source: Source, t: Translator) -> str:
    """The template of a community that has none of its own."""
    templates = {
        Source.EVENT: t("{title}\n📅 {when}\n{place}\n\n{about}\n\nCome along: {community}"),
        Source.STORY: t("{asked} was looking for “{need}”. {helped} could help: {offer}.\n{outcome}\n\n"
                        "They met through {community}."),
        Source.CALL: t("{title}\n\n{about}\n\nOpen until {until}\n{link}\n\nWe are {community}."),
        Source.NUMBERS: t("{community} in {month}\n\n{people}\n{needs}\n{introductions}\n{outcomes}\n{events}"),
        Source.DIGEST: t("This week in {community}\n\n{newcomers}\n{introductions}\n{requests}\n\n{events}"),
        Source.SERIES: t("Hello from {community}"),
    }  # fmt: skip
    return templates[source]


def template(community_template: str, source: Source, t: Translator) -> str:
    """The community's own, or ours."""
    return community_template or ours(source, t)


def event_values(event: Event, t: Translator) -> dict[str, str]:
    """An event by its own clock. Its link is for those who come, and is no public matter."""
    return {"title": event.title, "when": _when(event, t), "place": event.place, "about": event.description}


def _when(event: Event, t: Translator) -> str:
    if event.begins is None or event.ends is None:
        return ""
    begins, ends = times.local(event.begins, event.zone), times.local(event.ends, event.zone)
    day = long_day(begins.date(), t)
    if begins.date() == ends.date():
        return f"{day}, {begins:%H:%M}–{ends:%H:%M}"
    return f"{day}, {begins:%H:%M} – {long_day(ends.date(), t)}, {ends:%H:%M}"


def long_day(day: date, t: Translator) -> str:
    """Friday 27 November, as the language says it."""
    if t.language == "en":
        return str(format_date(day, "EEEE d MMMM", locale=t.locale))
    return f"{format_date(day, 'EEEE', locale=t.locale)} {format_skeleton('MMMMd', day, locale=t.locale)}"


def month_name(day: date, t: Translator) -> str:
    """November 2026."""
    return str(format_skeleton("yMMMM", day, locale=t.locale))


def came_out(outcome: str, t: Translator) -> str:
    """What an introduction led to, in a sentence."""
    return {
        str(Outcome.WORKING): t("They work on it together now."),
        str(Outcome.DONE): t("It came to a good end."),
    }.get(outcome, "")


def numbers_values(totals: dict[str, int], month: date, t: Translator) -> dict[str, str]:
    """A month's counts as sentences; what the community does not do has none.

    Args:
        totals: a count by its name in `domain.stats`; what cannot be counted is absent.
        month: any day in it.
        t: the community's language.
    """
    values = {"month": month_name(month, t), "newcomers": str(totals.get("newcomers", ""))}
    if "members" in totals:
        values["people"] = t.n("{n} person", "{n} people", totals["members"])
        if totals.get("newcomers"):
            new = t.n("{n} of them new", "{n} of them new", totals["newcomers"])
            values["people"] += f", {new}"
    if totals.get("needs"):
        values["needs"] = t.n("{n} request", "{n} requests", totals["needs"])
    if totals.get("introduced"):
        values["introductions"] = t.n("{n} introduction", "{n} introductions", totals["introduced"])
    if totals.get("came_out"):
        values["outcomes"] = t.n("{n} of them led to something", "{n} of them led to something", totals["came_out"])
    if totals.get("events"):
        values["events"] = t.n("{n} event", "{n} events", totals["events"])
    if totals.get("seats"):
        values["guests"] = t.n("{n} seat taken", "{n} seats taken", totals["seats"])
        values["events"] = ", ".join(filter(None, (values.get("events"), values["guests"])))
    return values


def digest_values(
    newcomers: int, introduced: int, asked: int, events: list[Event], now: datetime, zone: str, t: Translator
) -> dict[str, str]:
    """A week without any name: whoever came in or asks has said nothing to the world yet."""
    values = {"week": str(times.local(now, zone).isocalendar().week)}
    if newcomers:
        values["newcomers"] = t.n("{n} person came in.", "{n} people came in.", newcomers)
    if introduced:
        values["introductions"] = t.n("🤝 {n} introduction was made.", "🤝 {n} introductions were made.", introduced)
    if asked:
        values["requests"] = t.n("{n} request waits for an answer.", "{n} requests wait for an answer.", asked)
    if events:
        lines = [f"– {event.title}, {_when(event, t)}" for event in events]
        values["events"] = "\n".join([t("📅 Coming up:"), *lines])
    return values


def series_values(turn: Turn, zone: str, t: Translator) -> dict[str, str]:
    """What changes from one post of a series to the next."""
    day = times.local(turn.at, zone).date()
    return {
        "date": long_day(day, t),
        "week": str(day.isocalendar().week),
        "month": month_name(day, t),
        "number": str(turn.number),
    }


def text(own: str, source: Source, community: Community, values: dict[str, str], t: Translator) -> str:
    """The words of a draft; the places of which nothing is known are empty.

    Args:
        own: the community's template, empty for ours.
        source: what it tells of.
        community: whose voice it is.
        values: what is known.
        t: the community's language.
    """
    known = dict.fromkeys(PLACES[source], "") | values | {"community": community.name}
    return filled(template(own, source, t), known)
