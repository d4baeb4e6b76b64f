"""An event's moment, seats and standing in the reader's words."""

from datetime import date, datetime

from babel.dates import format_date, format_skeleton

from bot.i18n import Markup, Translator
from bot.markup import escape
from domain import times
from domain.events import State
from domain.seats import Seat
from storage.event_book import Event
from storage.event_people import Standing

UNTIL_DAY = 43_200
"""Seconds: the end of a night out is said by its hour alone, one that is longer by its day too."""


def day_words(day: date, t: Translator, today: date) -> str:
    """Friday 27 November, with the year only where it is not this one."""
    year = "y" if day.year != today.year else ""
    if t.language == "en":
        return str(format_date(day, f"EEEE d MMMM {year}".strip(), locale=t.locale))
    return f"{format_date(day, 'EEEE', locale=t.locale)} {format_skeleton(f'{year}MMMMd', day, locale=t.locale)}"


def short_day(day: date, t: Translator) -> str:
    """Fri 27 Nov."""
    if t.language == "en":
        return str(format_date(day, "EEE d MMM", locale=t.locale))
    return str(format_skeleton("MMMEd", day, locale=t.locale))


def city(zone: str) -> str:
    """What a zone is called after."""
    return zone.rpartition("/")[2].replace("_", " ")


def hours(begins: datetime, ends: datetime) -> str:
    """18:30–20:30; a longer one ends on a day of its own."""
    return f"{begins:%H:%M}–{ends:%H:%M}"


def wall_words(wall: datetime, t: Translator, today: date) -> str:
    """A wall time in full, such as a button's or a proposal's."""
    return f"{day_words(wall.date(), t, today)}, {wall:%H:%M}"


def when(event: Event, t: Translator, now: datetime, zone: str) -> str:
    """When it is by the reader's clock; the organiser's stands in brackets where it differs."""
    if event.begins is None or event.ends is None:
        return t("_The time is not settled yet._")
    here, until, today = times.local(event.begins, zone), times.local(event.ends, zone), times.local(now, zone).date()
    said = day_words(here.date(), t, today)
    if here.date() == until.date() or (event.ends - event.begins).total_seconds() < UNTIL_DAY:
        said = f"{said}, {hours(here, until)}"
    else:
        said = f"{said}, {here:%H:%M} – {day_words(until.date(), t, today)}, {until:%H:%M}"
    theirs = times.local(event.begins, event.zone)
    if theirs.utcoffset() == here.utcoffset():
        return escape(said)
    there = f"{short_day(theirs.date(), t)} " if theirs.date() != here.date() else ""
    return t("{when} (in {city} {time})", when=said, city=city(event.zone), time=f"{there}{theirs:%H:%M}")


def where(event: Event, t: Translator) -> str:
    """A space, a link, or both; nothing where nobody said."""
    parts = [escape(event.place)] if event.place else []
    if event.link:
        parts.append(Markup(f"[{t('the link')}]({event.link})") if _linkable(event.link) else escape(event.link))
    return " · ".join(parts)


def _linkable(link: str) -> bool:
    return link.startswith("https://") and not set(link) & set('()<>"[] \\')


def seats(event: Event, counts: dict[Seat, int], t: Translator) -> str:
    """How full it is."""
    parts = []
    if event.capacity is not None:
        parts.append(t.n("{taken} of {n} seat taken", "{taken} of {n} seats taken", event.capacity, taken=event.taken))
    else:
        parts.append(t.n("{n} person is going", "{n} people are going", event.taken) if event.taken else "")
    if event.waiting:
        parts.append(t.n("{n} in line", "{n} in line", event.waiting))
    if counts.get(Seat.MAYBE):
        parts.append(t.n("{n} maybe", "{n} maybe", counts[Seat.MAYBE]))
    return " · ".join(part for part in parts if part)


def state_line(event: Event, counts: dict[Seat, int], t: Translator) -> str:
    """What stands above all else about it, if anything does."""
    state = State(event.state)
    if state is State.DRAFT:
        return t("_Only you see this. Is it right?_")
    if state is State.CANCELLED:
        return t("*Cancelled.*")
    if state is State.OVER:
        return t("_It is over._")
    if state is State.PROPOSED:
        n = counts.get(Seat.GOING, 0) + counts.get(Seat.WAITING, 0) + counts.get(Seat.OFFERED, 0)
        return t.n(
            "_A proposal: {have} of {n} would come. Then it is on._",
            "_A proposal: {have} of {n} would come. Then it is on._",
            event.wanted or 0,
            have=n,
        )
    return ""


def mine(event: Event, me: Standing, before: int, t: Translator, now: datetime, zone: str) -> str:
    """How the reader stands."""
    if State(event.state) is State.CANCELLED or State(event.state) is State.DRAFT:
        return ""
    if me.checked_in:
        return t("You were there.") if event.state == State.OVER else t("You are here.")
    if me.seat is Seat.GOING:
        guests = me.party - 1
        return t.n("*You are going,* with {n} guest.", "*You are going,* with {n} guests.", guests) if guests else t(
            "*You are going.*"
        )  # fmt: skip
    if me.seat is Seat.OFFERED and me.claim_until:
        return t("*A seat is yours* if you take it by {time}.", time=clock(me.claim_until, t, now, zone))
    if me.seat is Seat.WAITING:
        return t("*You are number {n} in line.* I write when a seat is free.", n=before + 1)
    return t("You may come.") if me.seat is Seat.MAYBE else ""


def clock(moment: datetime, t: Translator, now: datetime, zone: str) -> str:
    """The hour by the reader's clock, with the day where that is not today."""
    here = times.local(moment, zone)
    return (
        f"{here:%H:%M}" if here.date() == times.local(now, zone).date() else f"{short_day(here.date(), t)} {here:%H:%M}"
    )
